"""The settings in which two scenarios differ, the scenarios between them, and both in plain words.

A setting is a table with its changes, an entry that only one of them has, one setting of an entry
that both have, the goals as a whole, or the unit of amounts. What means the same is no difference,
however it is written: 55% and 0.55, one table in two files.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from optalloc.core.message import NOTHING, Words, first_few, in_clauses, listed, same
from optalloc.core.money import show_fraction, tidy_name
from optalloc.inputs.scenario import Scenario
from optalloc.inputs.yaml_reader import Key, show_setting
from optalloc.problem.component import Component
from optalloc.problem.facts import Recipient
from optalloc.problem.interfaces import Rule, TargetPart
from optalloc.problem.problem import Problem
from optalloc.problem.setting_names import setting_words as setting_name
from optalloc.problem.setting_names import value_words
from optalloc.problem.shown_name import bracketed

SECTIONS = ("indicators", "targets", "rules")

NO_EFFECT = {"cite", "label", "title", "firm"}
"""Settings that change no plan."""

MOST_NAMED = 6
"""Rows, columns or cells named in one sentence; the rest is counted."""

TABLES: Mapping[str, Words] = {
    "sources": Words("资金来源表", "the sources"),
    "recipients": Words("单位表", "the recipients"),
    "uses": Words("用途表", "the uses"),
    "needs": Words("需求表", "the needs"),
    "projects": Words("项目库", "the project library"),
    "earlier": Words("已下达表", "the awards already made"),
    "history": Words("往年表", "the awards of earlier years"),
    "approved": Words("已批方案", "the approved plan"),
    "negative_list": Words("负面清单", "the negative list"),
}

UNSET = Words("不写", "unset")

SORTS: Mapping[str, Words] = {
    "indicators": Words("因素", "indicator"),
    "targets": Words("测算方式", "target part"),
    "rules": Words("约束", "rule"),
}

Pair = tuple[Problem, Problem]

Rows = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Setting:
    """One setting that differs.

    Attributes:
        key: Its path in the scenario.
        before, after: What the two scenarios say, as composed; None where one says nothing.
    """

    key: Key
    before: Any
    after: Any

    @property
    def keys(self) -> tuple[Key, ...]:
        """The paths that are switched with it: a table and the changes made in it are one."""
        return (self.key, ("changes", self.key[1])) if self.key[0] == "tables" else (self.key,)


def changed_settings(
    scenarios: tuple[Scenario, Scenario], problems: tuple[Problem, Problem]
) -> Iterator[Setting]:
    """Yield what differs: unit, tables, indicators, targets, rules, goals, in the order written.

    Args:
        scenarios: The two as composed.
        problems: The two as read.
    """
    one, other = scenarios
    if problems[0].unit != problems[1].unit:
        yield Setting(("unit",), problems[0].unit, problems[1].unit)
    for name in _union(one.section("tables"), other.section("tables")):
        if getattr(problems[0], name) != getattr(problems[1], name):
            key = ("tables", name)
            yield Setting(key, one.section("tables").get(name), other.section("tables").get(name))
    for section in SECTIONS:
        parts = (_by_label(problems[0], section), _by_label(problems[1], section))
        entries = (one.section(section), other.section(section))
        for label in _union(*entries):
            yield from _of_entry((section, label), entries, parts)
    if problems[0].goals != problems[1].goals:
        yield Setting(("goals",), one.entries.get("goals"), other.entries.get("goals"))


def _union(one: Iterable[str], other: Iterable[str]) -> list[str]:
    return list(dict.fromkeys((*one, *other)))


def _by_label(problem: Problem, section: str) -> Mapping[str, Any]:
    """Return what a problem read from a section, by label."""
    if section == "indicators":
        return problem.indicators
    return {part.label: part for part in getattr(problem, section)}


def _of_entry(
    key: Key,
    entries: tuple[Mapping[str, Any], Mapping[str, Any]],
    parts: tuple[Mapping[str, Any], Mapping[str, Any]],
) -> Iterator[Setting]:
    """Yield what differs in one entry: all of it, or the settings of a part that both have."""
    label = key[1]
    before, after = (e.get(label) or {} for e in entries)
    is_there = [label in e for e in entries]
    one, other = (p.get(tidy_name(label)) for p in parts)
    if all(is_there) and one == other:
        return
    is_same_part = type(one) is type(other) and all(is_there)
    if not is_same_part or not all(isinstance(e, dict) for e in (before, after)):
        yield Setting(key, before if is_there[0] else None, after if is_there[1] else None)
        return
    for name in _union(before, after):
        has_no_effect = name in NO_EFFECT or (name == "source" and key[0] != "rules")
        means_the_same = getattr(one, name, _UNREAD) == getattr(other, name, None)
        if not has_no_effect and not means_the_same:
            yield Setting((*key, name), before.get(name), after.get(name))


_UNREAD = object()


def between(one: Scenario, other: Scenario, switched: Iterable[Setting]) -> Scenario:
    """Return the first scenario with some settings as the second has them."""
    made = replace(
        one, entries=deepcopy(one.entries), places=dict(one.places), faults=list(one.faults)
    )
    for setting in switched:
        for key in setting.keys:
            _switch(made, other, key)
    return made


def _switch(made: Scenario, other: Scenario, key: Key) -> None:
    """Make one entry, and where it stands, what another scenario says."""
    wanted: Any = other.entries
    for name in key:
        wanted = wanted.get(name, _UNREAD) if isinstance(wanted, dict) else _UNREAD
    parent: Any = made.entries
    for name in key[:-1]:
        if not isinstance(parent.get(name), dict):
            if wanted is _UNREAD:
                return
            parent[name] = {}
        parent = parent[name]
    for old in [place for place in made.places if place[: len(key)] == key]:
        del made.places[old]
    if wanted is _UNREAD:
        parent.pop(key[-1], None)
        return
    parent[key[-1]] = deepcopy(wanted)
    of_key = {k: p for k, p in other.places.items() if k[: len(key)] == key}
    made.places.update({**of_key, key: other.place(key)})


def setting_words(setting: Setting, problems: Pair) -> Words:
    """Return what one setting was and is."""
    section = setting.key[0]
    if section == "tables":
        return _of_table(setting.key[1], problems)
    if section == "unit":
        return Words("金额单位", "the unit of amounts") + _was_is(setting)
    if section == "goals":
        zh, en = ([[g.words(p)[i] for g in p.goals] for p in problems] for i in (0, 1))
        return Words(
            f"目标由“{'；'.join(zh[0])}”改为“{'；'.join(zh[1])}”",
            f"the goals, from “{'; '.join(en[0])}” to “{'; '.join(en[1])}”",
        )
    sort = SORTS[section]
    if len(setting.key) == 2:
        return _entry_told(setting, sort, problems)
    part = next(filter(None, (_part(setting.key, problem) for problem in problems)), None)
    name = setting_name([setting.key[2]]) if part is None else part.setting_words([setting.key[2]])
    entry = _entry(setting.key, problems[::-1])
    return Words(
        f"{sort.zh}{entry.zh}的“{name.zh}”", f"{name.en} of the {sort.en} {entry.en}"
    ) + _was_is(setting)


def _entry_told(setting: Setting, sort: Words, problems: Pair) -> Words:
    """Return an entry that one scenario alone has, or that became another part."""
    told = [_told(setting.key, problem) for problem in problems]
    entry = _entry(setting.key, problems[::-1])
    if setting.before is None:
        return Words(f"增加{sort.zh}{entry.zh}", f"the {sort.en} {entry.en} is new") + told[1]
    if setting.after is None:
        return Words(f"去掉{sort.zh}{entry.zh}", f"the {sort.en} {entry.en} is gone") + told[0]
    return Words(f"{sort.zh}{entry.zh}改为", f"the {sort.en} {entry.en} became") + told[1]


def _part(key: Sequence[str], problem: Problem) -> Component | None:
    """Return the rule or target part of a key; None for an indicator, or where there is none."""
    parts: Sequence[Component] = () if key[0] == "indicators" else getattr(problem, key[0])
    return next((part for part in parts if part.label == key[1]), None)


def _entry(key: Sequence[str], problems: Iterable[Problem]) -> Words:
    """Return what an entry is called in the first of some problems that has it."""
    part = next(filter(None, (_part(key, problem) for problem in problems)), None)
    return bracketed(same(key[1]) if part is None else part.shown)


def _told(key: Sequence[str], problem: Problem) -> Words:
    """Return in brackets what a part asks, in its own words."""
    part = _part(key, problem)
    if not isinstance(part, Rule | TargetPart):
        return NOTHING
    said = part.words(problem)
    return Words(f"（{said.zh}）", f" ({said.en})")


def _was_is(setting: Setting) -> Words:
    """Return from what to what; of several named values only those that differ."""
    before, after = setting.before, setting.after
    if isinstance(before, dict) and isinstance(after, dict):
        names = [n for n in dict.fromkeys((*before, *after)) if before.get(n) != after.get(n)]
        zh = [f"{n} {_said(before, n).zh} → {_said(after, n).zh}" for n in names]
        en = [f"{n} {_said(before, n).en} → {_said(after, n).en}" for n in names]
        return Words(f"：{_some(zh).zh}", f": {_some(en).en}")
    name = setting.key[-1]
    was, now = (value_words(name, text) if (text := text_of(v)) else UNSET for v in (before, after))
    return Words(f" 由 {was.zh} 改为 {now.zh}", f", from {was.en} to {now.en}")


def _said(values: Mapping[str, object], name: str) -> Words:
    return same(text_of(values[name]) or "") if name in values else UNSET


def text_of(value: object) -> str | None:
    """Return a setting as one writes it; None where there is none."""
    return None if value is None else show_setting(value)


def _of_table(name: str, problems: Pair) -> Words:
    """Return what is another in a table: who came and went, and which cells changed."""
    title = TABLES.get(name, Words(f"{name} 表", f"the table {name}"))
    if name == "sources":
        before, after = (_amounts(problem) for problem in problems)
    elif name == "recipients":
        before, after = (_figures(problem.recipients) for problem in problems)
    else:
        rows = [len(getattr(problem, name) or ()) for problem in problems if name != "approved"]
        count = f" ({rows[0]} → {rows[1]})" if rows and rows[0] != rows[1] else ""
        return title + same(count)
    return title + _came_and_went(before, after)


def _came_and_went(before: Rows, after: Rows) -> Words:
    """Return which rows and columns came and went, and which cells changed, in brackets."""
    columns = [
        list(dict.fromkeys(c for row in rows.values() for c in row)) for rows in (before, after)
    ]
    cells = [
        " ".join(filter(None, (name, column, before[name].get(column), "→", row.get(column))))
        for name, row in after.items()
        if name in before
        for column in row
        if column in columns[0] and row.get(column) != before[name].get(column)
    ]
    parts = (
        (Words("增加 ", "new: "), [n for n in after if n not in before]),
        (Words("减少 ", "gone: "), [n for n in before if n not in after]),
        (Words("新列 ", "new column "), [c for c in columns[1] if c not in columns[0]]),
        (Words("去掉列 ", "without column "), [c for c in columns[0] if c not in columns[1]]),
        (NOTHING, cells),
    )
    said = [what + _some(names) for what, names in parts if names]
    zh, en = in_clauses(said)
    return Words(f"（{zh}）", f" ({en})") if said else NOTHING


def _amounts(problem: Problem) -> dict[str, dict[str, str]]:
    return {source.name: {"": problem.say(source.amount)} for source in problem.sources}


def _figures(recipients: Sequence[Recipient]) -> dict[str, dict[str, str]]:
    return {
        r.name: {**{c: show_fraction(f) for c, f in r.facts.items()}, **r.marks, "": r.kind}
        for r in recipients
    }


def _some(items: Sequence[str]) -> Words:
    """Return the first of some items, and how many more there are."""
    shown, count = first_few(items, MOST_NAMED), len(items)
    if count == len(shown):
        return listed(list(shown))
    return listed(list(shown)) + Words(f"等 {count} 处", f" and {count - len(shown)} more")
