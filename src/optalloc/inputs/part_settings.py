"""The parts of a policy beside what the scenario says of each, as it is written."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from optalloc.inputs.scenario import Scenario
from optalloc.problem.component import Component
from optalloc.problem.problem import Problem


def parts_by_section(problem: Problem) -> Mapping[str, Sequence[Component]]:
    """Return the parts of a policy by the section of the scenario that holds them."""
    return {"targets": problem.targets, "rules": problem.rules, "goals": problem.goals}


def settings_of_parts(
    scenario: Scenario, problem: Problem
) -> Iterator[tuple[str, Component, Mapping[str, Any]]]:
    """Yield each part of a policy with its section, and its settings as they are written.

    Of a part that is written with nothing behind its name (`gate:`) there are none.
    """
    for section, parts in parts_by_section(problem).items():
        entries = scenario.section(section)
        for part in parts:
            entry = entries.get(part.label)
            yield section, part, entry if isinstance(entry, dict) else {}
