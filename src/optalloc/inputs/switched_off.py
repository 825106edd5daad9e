"""What a scenario has and switches off: said wherever its rules are, so that none is overlooked."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from optalloc.core.message import NOTHING, Words, in_clauses
from optalloc.inputs.scenario import Scenario
from optalloc.inputs.setting_text import is_off
from optalloc.problem.at_level import complaints_of
from optalloc.problem.component import Component
from optalloc.problem.interfaces import CATALOGUES, Goal, Rule, TargetPart
from optalloc.problem.problem import Problem
from optalloc.problem.shown_name import bracketed, first_of, name_of_label, words_of_key

SORTS = {
    "rules": Words("未启用：", "Switched off: "),
    "goals": Words("未启用的目标：", "Goals switched off: "),
    "targets": Words("未启用的测算：", "Target parts switched off: "),
}


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
