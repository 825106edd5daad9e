"""What a scenario has and switches off: said wherever its rules are, so that none is overlooked."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from optalloc.core.errors import Fault, close_to, nearest
from optalloc.core.message import NOTHING, Words, first_few, in_clauses, listed, same
from optalloc.inputs.off_entries import parts_in_force
from optalloc.inputs.scenario import Scenario
from optalloc.inputs.setting_text import is_off
from optalloc.problem.at_level import complaints_of
from optalloc.problem.component import MOST_NAMES_SHOWN, AnyPart, Component, keys_named
from optalloc.problem.interfaces import CATALOGUES, Goal, Rule, TargetPart
from optalloc.problem.problem import Problem
from optalloc.problem.shown_name import (
    bracketed,
    first_of,
    is_chinese,
    name_of_label,
    words_of_key,
)

HALF, LEAST, FEW = 0.5, 0.6, 3
"""How alike a name must be that is taken for another: of few characters half."""

SORTS = {
    "rules": Words("未启用：", "Switched off: "),
    "goals": Words("未启用的目标：", "Goals switched off: "),
    "targets": Words("未启用的测算：", "Target parts switched off: "),
}


def never_there(scenario: Scenario) -> Iterator[Fault]:
    """Yield the entries that are switched off and name nothing, so that what was meant stays."""
    for section, label in sorted(scenario.never_there):
        entries = scenario.entries.get(section)
        if not isinstance(entries, dict) or not is_off(entries.get(label)):
            continue  # refused already, or said since
        if section not in CATALOGUES:
            names = [k for k, v in entries.items() if not is_off(v)]
            allowed = Words("应为已有的一项，才能停用", "an entry that is there, to switch it off")
            yield scenario.fault((section, label), allowed, label, nearest(label, names))
            continue
        sort, parts = CATALOGUES[section].sort, parts_in_force(scenario.entries, section)
        if not parts:
            continue  # a section without any part has a letter of its own
        allowed = Words(
            f"应为已有的{sort.zh}，才能停用", f"a {sort.en} that is there, to switch off"
        )
        yield scenario.fault((section, label), allowed, label, _meant(scenario, label, parts))


def _meant(scenario: Scenario, label: str, parts: Mapping[str, AnyPart]) -> Words:
    """Return which parts in force a name may mean: all called so, else the nearest, else any."""
    shown = {
        key: first_of(part.shown if isinstance(part, Component) else part.called, same(key))
        for key, part in parts.items()
    }
    typed = {
        key: Words(
            name.zh if scenario.is_workbook or key == name.zh else f"{key}（{name.zh}）", key
        )
        for key, name in shown.items()
    }
    alike = keys_named(label, parts)
    if not alike:
        names = {name: key for key, pair in shown.items() for name in (key, *pair)}
        least = HALF if is_chinese(label) and len(label) <= FEW else LEAST
        alike = [names[name] for name in close_to(label, names, 1, least)]
    if len(alike) == 1:
        found = typed[alike[0]]
        return Words(f"是不是 {found.zh}？", f"Did you mean {found.en}?")
    named = first_few([typed[key] for key in alike or parts], MOST_NAMES_SHOWN)
    known, more = listed(named), len(named) < len(alike or parts)
    return Words(f"有：{known.zh}{'等' * more}。", f"There is: {known.en}{', …' * more}.")


def switched_off(scenario: Scenario, problem: Problem) -> tuple[Words, ...]:
    """Return a sentence for each section that has something switched off."""
    said = []
    for section, lead in SORTS.items():
        entries = scenario.entries.get(section)
        labels = [k for k, v in entries.items() if is_off(v)] if isinstance(entries, dict) else []
        if labels:
            each = in_clauses(_said(scenario, problem, section, label) for label in labels)
            said.append(lead + each + Words("。", "."))
    return tuple(said)


def _said(scenario: Scenario, problem: Problem, section: str, label: str) -> Words:
    """Return the name of what is off, and what it would ask, where that can be told."""
    entry = scenario.left_out.get((section, label), {})
    part = _part(section, label, dict(entry), problem.unit)
    if part is None:
        return bracketed(_name(section, label, entry))
    asks = _asks(part, problem)
    return bracketed(part.shown) + Words(asks.zh, f" {asks.en}" * bool(asks.en))


def _name(section: str, label: str, entry: Mapping[str, Any]) -> Words:
    """Return what an entry is called of which no part can be made: by its kind, or its label."""
    word = entry.get("kind", label)
    kind = CATALOGUES[section].get(word) if isinstance(word, str) else None
    own = NOTHING if kind is None else kind.called
    return first_of(words_of_key(label), own, name_of_label(label))


def _part(section: str, label: str, entry: dict[str, Any], unit: str) -> Component | None:
    """Return the part that an entry was; None where it is none, or not whole."""
    word = entry.get("kind", label)
    kind = CATALOGUES[section].get(word) if isinstance(word, str) else None
    if kind is None:
        return None
    try:
        made: Component = kind.read(label, {**entry, "kind": word}, unit)
    except ValidationError:
        return None
    return made


def _asks(part: Component, problem: Problem) -> Words:
    """Return what a part asks; nothing where the facts do not hold what it speaks of."""
    if not isinstance(part, Rule | Goal | TargetPart):
        return NOTHING
    if any(True for _ in complaints_of(part, problem)):
        return NOTHING
    return part.words(problem)
