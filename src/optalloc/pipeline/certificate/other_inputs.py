"""What a certificate is about that its scenario is not: names, money, rules, goals, files."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from optalloc.core.message import Words, first_few, same
from optalloc.core.money import show_amount
from optalloc.problem.interfaces import CATALOGUES
from optalloc.problem.problem import Problem
from optalloc.problem.shown_name import name_of_label

Json = Mapping[str, Any]
NAMES: Mapping[str, Words] = {}
"""Where names are told as they are."""
MOST_NAMED = 3
"""Names that are written out of a list; of the rest their number is said."""
KINDS = (
    (0, Words("单位", "recipients")),
    (2, Words("用途", "uses")),
    (3, Words("项目", "projects")),
)
"""Where a cell names what."""


@dataclass(frozen=True)
class OtherInputs:
    """In what a certificate differs from the scenario that it is held against.

    Attributes:
        words: One for each thing that differs.
        is_other_plan: Whether they speak of other recipients, sources, uses or projects, so that
            no figure of one can be held against the other.
    """

    words: tuple[Words, ...]
    is_other_plan: bool


def other_inputs(said: Json, made: Json, problem: Problem, files: tuple[str, str]) -> OtherInputs:
    """Return in what the inputs of a certificate differ.

    Args:
        said: The program that the certificate spells out; nothing of it is believed to be whole.
        made: The same, made from the scenario.
        files: The scenario's file as the certificate names it, and as it was read.
    """
    names = [*_names(said, made)]
    money = [*_money(_money_of(said), _money_of(made), problem)]
    parts = [*_parts(said, made, problem)]
    found = [*_scenario(*files), *names, *money, *parts] if names or money or parts else []
    is_other = _money_of(said).keys() != _money_of(made).keys()
    return OtherInputs(tuple(found), bool(names) or is_other)


def changed_files(said: Mapping[str, Any], now: Mapping[str, str]) -> Iterator[Words]:
    """Yield the inputs that are not what they were."""
    for name in sorted(now.keys() | said.keys()):
        if name not in said:
            yield Words(f"文件 {name} 不在证书里", f"the file {name} is not in it")
        elif name not in now:
            yield Words(f"证书里的文件 {name} 没有用到", f"its file {name} is not read any more")
        elif now[name] != said[name]:
            yield Words(f"文件 {name} 已不是当时的内容", f"the file {name} is not what it was then")


def _scenario(said: str, read: str) -> Iterator[Words]:
    """Yield the name of the file; a scenario may be called otherwise and be the same."""
    old, new = (PurePosixPath(path.replace("\\", "/")).name for path in (said, read))
    if old != new:
        yield Words(
            f"证书写的情景是 {old}，读的是 {new}", f"it names the scenario {old}, not {new}"
        )


def _names(said: Json, made: Json) -> Iterator[Words]:
    for at, what in KINDS:
        yield from _lists(what, _of_cells(said, at), _of_cells(made, at))


def _parts(said: Json, made: Json, problem: Problem) -> Iterator[Words]:
    names = {part.label: part.shown for part in (*problem.rules, *problem.goals)}
    for key, at, what in PARTS:
        old, new = ([*_at(part.get(key), at)] for part in (said, made))
        called = {label: _called(label, key, names) for label in (*old, *new)}
        yield from _lists(what, old, new, called)


def _called(label: str, section: str, names: Mapping[str, Words]) -> Words:
    """Return what Chinese readers see a part called; in English its label is its name."""
    kind = None if label in names else CATALOGUES[section].get(label)
    own = names.get(label, name_of_label(label)) if kind is None else kind.called
    return Words(own.zh, label)


PARTS: tuple[tuple[str, int | str, Words], ...] = (
    ("rules", 2, Words("约束", "rules")),
    ("goals", "label", Words("目标", "goals")),
)
"""The sections of parts, where an entry of a program has its label, and what they are."""


def _of_cells(program: Json, at: int) -> list[str]:
    return [*_at(program.get("cells"), at)]


def _at(entries: object, at: int | str) -> Iterator[str]:
    """Yield a text of each entry, where it has one."""
    for entry in entries if isinstance(entries, list) else ():
        try:
            text = entry[at]
        except (LookupError, TypeError):
            continue
        if isinstance(text, str):
            yield text


def _lists(
    what: Words, old: Iterable[str], new: Iterable[str], called: Mapping[str, Words] = NAMES
) -> Iterator[Words]:
    """Yield names that stand in one of two lists alone.

    Args:
        called: What readers see something called whose name is a key.
    """
    before, now = dict.fromkeys(old), dict.fromkeys(new)
    only = [name for name in before if name not in now]
    others = [name for name in now if name not in before]
    if only or others:
        sides = ((only, "证书里有", "it has"), (others, "情景里有", "the scenario has"))
        zh = "，".join(
            f"{words}{_some([called.get(n, same(n)).zh for n in names], '、', '等 {} 个')}"
            for names, words, _ in sides
            if names
        )
        en = "; ".join(
            f"{words} {_some(names, ', ', ' and others, {} in all')}"
            for names, _, words in sides
            if names
        )
        yield Words(f"{what.zh}不同：{zh}", f"other {what.en}: {en}")


def _some(names: list[str], comma: str, more: str) -> str:
    few = first_few(names, MOST_NAMED)
    shown = comma.join(f"“{name}”" for name in few)
    return shown + (more.format(len(names)) if len(names) > len(few) else "")


def _money_of(program: Json) -> dict[str, int]:
    """Return the money of each source that is a whole number of fen."""
    money = program.get("money")
    given = money.items() if isinstance(money, dict) else ()
    return {name: fen for name, fen in given if type(fen) is int}


def _money(old: Mapping[str, int], new: Mapping[str, int], problem: Problem) -> Iterator[Words]:
    yield from _lists(Words("资金来源", "sources"), old, new)
    for name in old:
        if name in new and old[name] != new[name]:
            then, now = (
                f"{show_amount(fen, problem.unit)}{problem.unit}" for fen in (old[name], new[name])
            )
            yield Words(
                f"“{name}”的金额不同：证书里 {then}，情景里 {now}",
                f"other money of “{name}”: {then} in it, {now} in the scenario",
            )
