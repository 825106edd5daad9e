"""Entries that say `off`: which entry each of them means, and those that mean none.

rules: {floor: off}     off, where there is a rule floor below
rules: {保底: off}      the rule that readers see called 保底, whatever its key: the same
rules: {flor: off}      no rule is called so: refused, as the one that was meant stays in force
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from optalloc.core.money import tidy_name
from optalloc.inputs.setting_text import REMOVED, is_off
from optalloc.inputs.yaml_reader import Key, YamlEntries
from optalloc.problem.component import AnyPart, Component, keys_named
from optalloc.problem.document_settings import DocumentSettings
from optalloc.problem.interfaces import CATALOGUES
from optalloc.problem.shown_name import apart_by

OTHERS = ("indicators", "paper")
"""Sections with entries that are no parts."""


def name_off_entries(
    base: Mapping[str, Mapping[str, Any]],
    top: YamlEntries,
    whole: YamlEntries,
    begun: Collection[str],
) -> None:
    """Put `off` entries under the key of what they name; note those that name nothing.

    What they switch off is kept: a section that is replaced as a whole no longer has it, and a file
    that extends this one finds nothing else to tell it by.

    Args:
        base: The entries of each section before `top` was laid over it.
        top: What was laid over it.
        whole: Both together; changed in place.
        begun: The sections that `top` begins anew.
    """
    for section in (*CATALOGUES, *OTHERS):
        said = top.entries.get(section) if isinstance(top.entries, dict) else None
        for label in [k for k, v in said.items() if is_off(v)] if isinstance(said, dict) else ():
            key, own = (section, label), top.left_out.get((section, label), {})
            there = base.get(section, {})
            if isinstance(there.get(label), Mapping):
                whole.left_out[key] = there[label]
            if label in there or own.keys() - {"kind"}:
                continue
            found = (
                []
                if section in OTHERS
                else keys_named(label, parts_in_force(whole.entries, section))
            )
            if len(found) == 1:
                _move(key, found[0], whole)
            elif not (section in begun and _is_none_there(key, own, whole)):
                whole.never_there.add(key)


def parts_in_force(entries: Mapping[str, Any], section: str) -> dict[str, AnyPart]:
    """Return the parts of a section by their keys; of one that cannot be read its kind."""
    there = entries.get(section)
    return dict(_parts(there, section, entries)) if isinstance(there, Mapping) else {}


def _parts(
    there: Mapping[str, Any], section: str, entries: Mapping[str, Any]
) -> Iterator[tuple[str, AnyPart]]:
    """Yield the parts in force as far as they can be read, named apart as readers see them."""
    read: dict[str, Component] = {}
    for label, entry in there.items():
        word = kind_of(label, entry)
        part = None if is_off(entry) or word is None else CATALOGUES[section].get(word)
        if part is None:
            continue
        try:
            settings = entry if isinstance(entry, dict) else {}
            unit = str(entries.get("unit", "万元"))
            read[label] = part.read(tidy_name(label), {**settings, "kind": word}, unit)
        except (ValidationError, ValueError):
            yield label, part
    behind = apart_by([p.shown for p in read.values()], [p.about() for p in read.values()])
    yield from ((k, p.named_apart(by)) for (k, p), by in zip(read.items(), behind, strict=True))


def kind_of(label: str, entry: object) -> str | None:
    """Return the word of the kind that an entry is of; None where it is no text."""
    word = entry.get("kind", label) if isinstance(entry, Mapping) else label
    return word if isinstance(word, str) else None


def _move(key: Key, label: str, whole: YamlEntries) -> None:
    """Switch a part off under its own key, at the place where that is said."""
    section, said = key
    there = whole.entries[section]
    whole.left_out[section, label] = there[label] or {}
    for old in [k for k in whole.places if k[:2] == (section, label)]:
        del whole.places[old]
    there[label] = REMOVED
    del there[said]
    whole.places[section, label] = whole.places.pop(key)


def _is_none_there(key: Key, own: Mapping[str, Any], whole: YamlEntries) -> bool:
    """Return whether an entry says truly that there is no part of a kind."""
    section, label = key
    if section in OTHERS:
        return section == "paper" and label in DocumentSettings.model_fields
    word = own.get("kind", label)
    live = [kind_of(k, v) for k, v in whole.entries[section].items() if not is_off(v)]
    return CATALOGUES[section].get(word) is not None and word not in live
