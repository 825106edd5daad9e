"""Settings of the command line as they are typed, and those that would lay a part beside another.

rules."a.b".amount=5               keys with dots between them; a name with a dot in quotes
rules.balance.max_deviation=20%    refused where the rule of this kind has another name (均衡):
whoever types this means that rule, and no second one
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from optalloc.core.chinese_numerals import in_digits, write_digits
from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import NOTHING, Words, in_clauses, listed, same
from optalloc.inputs.yaml_reader import EntryPlace, Key, SheetWords
from optalloc.problem.interfaces import CATALOGUES

# A dotted path; a name that holds a dot or a sign stands in double quotes.
_STEP = re.compile(r'\s*(?:"([^"]+)"|([^".=]*[^".=\s]))\s*([.=]|$)')
_SIGNS = re.compile(r"[.= ]")
AS_KEYS = Words(
    "例如 rules.balance.max_deviation=20%；名称里有点时加双引号。",
    "For example rules.balance.max_deviation=20%; a name with a dot in double quotes.",
)
"""How settings of the command line are written."""
REMOVED = "off"
"""What switches an entry off."""
ONE_ALONE = ("grain",)
"""Kinds of which a scenario has one entry."""


def split_setting(setting: str) -> tuple[Key, str]:
    """Return the keys and the value of `a."b.c".d=value`.

    Raises:
        InputUnusable: When it is not written so; its place is left to the caller.
    """
    keys: list[str] = []
    at, sign = 0, "."
    while sign == "." and (step := _STEP.match(setting, at)):
        keys.append(step[1] or step[2])
        at, sign = step.end(), step[3]
    if sign != "=":
        allowed = Words("应写成 键=值", "KEY=VALUE")
        raise refused_setting(allowed, None, AS_KEYS)
    return tuple(keys), setting[at:]


def setting_line(keys: Sequence[str], text: str) -> str:
    """Return `KEY=VALUE`, the other way round; a key with a sign of its own in double quotes."""
    return ".".join(f'"{k}"' if _SIGNS.search(k) else k for k in keys) + f"={text}"


def is_off(entry: object) -> bool:
    """Return whether an entry says that it is switched off."""
    return entry == REMOVED or entry is False


def refused_setting(allowed: Words, came: str | None, remedy: Words = NOTHING) -> InputUnusable:
    """Return the refusal of a setting; its place is left to the caller."""
    return InputUnusable([Fault("", NOTHING, allowed, came, remedy)])


def said_together(
    key: Key, entries: Mapping[str, Any], places: Mapping[Key, EntryPlace], came: object
) -> tuple[Words, ...]:
    """Return which names of a setting each file says; nothing where one says them all.

    What is wrong with all of them, such as their sum, stands in none of the files alone; what is
    wrong with one of them, which came, has a place of its own.
    """
    there: Any = entries
    for word in key:
        there = there.get(word) if isinstance(there, Mapping) else None
    if not isinstance(there, Mapping) or len(key) < 3 or came in [*there]:
        return ()
    names: dict[str, list[str]] = {}
    for name in there:
        if (place := places.get((*key, name))) is not None:
            names.setdefault(place.file or "--set", []).append(name)
    if len(names) < 2:
        return ()
    zh, en = in_clauses(
        Words(f"{file} 写了 {listed(said).zh}", f"{file} says {listed(said).en}")
        for file, said in names.items()
    )
    words = Words(f"几处合在一起：{zh}。", f"Said in several places: {en}.")
    unmeant = Words("不要的权重请写 0。", "Give a weight that is not meant 0.")
    return (words, unmeant) if key[-1] == "weights" else (words,)


def beside_same_kind(
    laid: Sequence[Key],
    known: Mapping[str, Collection[str]],
    entries: Mapping[str, Any],
    sheets: SheetWords | None,
) -> Iterator[tuple[Key, Fault]]:
    """Yield each setting of an entry begun under the name of a kind that others have, with why.

    Args:
        laid: The keys of the settings that were laid over a scenario.
        known: The entries of each section before.
        entries: The scenario after all settings; an entry that says its `kind` is meant to be new.
        sheets: How settings of a workbook are told.
    """
    for keys in dict.fromkeys(laid):
        section, label = keys[0], keys[1] if len(keys) > 1 else ""
        if section not in CATALOGUES or label in known[section] or not label:
            continue
        if CATALOGUES[section].get(label) is None or not isinstance(entries.get(section), dict):
            continue
        entry = entries[section].get(label)
        others = [n for n in known[section] if _kind_of(entries[section].get(n), n) == label]
        if others and not (isinstance(entry, dict) and "kind" in entry):
            yield keys[:2], _meant(keys, sorted(others), entries, sheets)


def _kind_of(entry: object, label: str) -> object:
    """Return the kind of an entry; None of one that is switched off."""
    if is_off(entry):
        return None
    return entry.get("kind", label) if isinstance(entry, dict) else label


def _meant(
    keys: Key, others: list[str], entries: Mapping[str, Any], sheets: SheetWords | None
) -> Fault:
    """Return that an entry has another name, and what to write for it and for one more."""
    section, label = keys[:2]
    catalogue = CATALOGUES[section]
    kind, part = catalogue.sort, catalogue[label].called
    change = _typed((section, others[0], *keys[2:]), "", entries, sheets)
    more = Words(
        f"请再写 --set {section}.{label}.kind={label}",
        f"say --set {section}.{label}.kind={label} too",
    )
    if sheets is not None:
        sheet = change.zh.partition(".")[0]
        more = Words(
            f"请在工作表“{sheet}”里加一行，另取名称", f"add a row with a name of its own to {sheet}"
        )
    names = listed(others)
    allowed = Words(
        f"没有名为 {label} 的{kind.zh}；同一种（{part.zh}）的有：{names.zh}",
        f"no {kind.en} is called {label}; of this kind there is: {names.en}",
    )
    remedy = Words(f"要改它，请写 --set {change.zh}…", f"Say --set {change.en}… to change it")
    if label not in ONE_ALONE:
        remedy += Words(f"；要另加一条，{more.zh}", f"; for one more {more.en}")
    remedy += Words("。", ".")
    return Fault("", same(f"--set {'.'.join(keys)}"), allowed, None, remedy)


def _typed(keys: Key, value: str, entries: Mapping[str, Any], sheets: SheetWords | None) -> Words:
    """Return a setting as it is typed."""
    if sheets is not None:
        return sheets.typed_back(keys, value, entries)
    return same(setting_line(keys, value))


Place = tuple[int | str, ...]


def said_in_digits(
    model: type[BaseModel], place: Place, came: str, unit: str, is_share: bool
) -> Words:
    """Return the advice to write a figure in digits; nothing where the setting takes none.

    Args:
        place: Where the setting stands below the model.
        is_share: Whether a percentage is meant rather than a number.
    """
    for text in sorted(in_digits(came), key=lambda said: said.endswith("%") != is_share):
        if _takes(model, place, int(text) if text.isdecimal() else text, unit):
            return write_digits(text)
    return NOTHING


def _takes(model: type[BaseModel], place: Place, value: object, unit: str) -> bool:
    """Say whether a setting takes a value, whatever else the model wants."""
    said: Any = value
    for word in reversed(place):
        said = {word: said}
    try:
        model.model_validate(said, context={"unit": unit})
    except ValidationError as invalid:
        return all(error["loc"] != place for error in invalid.errors())
    return True
