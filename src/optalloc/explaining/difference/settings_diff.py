"""The settings in which two scenarios differ, and the scenarios between them.

A setting is a table with its changes, an entry that only one of them has, one setting of an entry
that both have, the goals as a whole, or the unit of amounts. What means the same is no difference,
however it is written: 55% and 0.55, one table in two files.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from optalloc.core.money import tidy_name
from optalloc.inputs.scenario import Scenario
from optalloc.inputs.yaml_reader import Key
from optalloc.problem.problem import Problem

SECTIONS = ("indicators", "targets", "rules")
NO_EFFECT = {"cite", "label", "title", "firm"}
"""Settings that change no plan."""


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
