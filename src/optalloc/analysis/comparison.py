"""Plans side by side: scenarios as the columns of a frame, and why two of them differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optalloc.analysis.frames import frame, money_of, spoken, table
from optalloc.analysis.problem import Problem
from optalloc.analysis.solution import Solution
from optalloc.core.solve_options import CBC
from optalloc.explaining.difference.attribution import why_between
from optalloc.explaining.difference.describe import differ_json
from optalloc.inputs.named_file import named_file, several
from optalloc.pipeline.answer import answer_of
from optalloc.pipeline.solve import compare as compare_files
from optalloc.pipeline.solved import Solved

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Comparison:
    """Several solutions beside one another.

    Attributes:
        solutions: In the order of the columns.
    """

    solutions: tuple[Solution[Problem], ...]

    @property
    def names(self) -> list[str]:
        """What the columns are called: the scenarios' names, numbered where two are the same."""
        names: list[str] = []
        for solution in self.solutions:
            name = solution.problem.name
            names.append(name if name not in names else f"{name} ({len(names) + 1})")
        return names

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Each recipient's total [its problem's unit], a row a recipient, a column a scenario.

        A recipient that a scenario does not know, or that has no plan, is None there.
        """
        rows: dict[str, dict[str, object]] = {}
        for name, solution in zip(self.names, self.solutions, strict=True):
            best = solution.solved.best
            for r in solution.solved.problem.recipients:
                row = rows.setdefault(r.name, {"recipient": r.name})
                if best is not None:
                    money = best.plan.by_recipient.get(r.name, 0)
                    row[name] = money_of(money, solution.unit)
        return frame(rows.values(), ("recipient", *self.names)).set_index("recipient")

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Quality and fairness figures, a row a figure, a column a scenario.

        Money in the unit of each problem, parts from 0 to 1, both to six places. Source of the
        formulas: `optalloc.pipeline.metrics`.
        """
        rows: dict[str, dict[str, object]] = {}
        for name, solution in zip(self.names, self.solutions, strict=True):
            if "plan" in solution.figures:
                for key, value in solution.figures["plan"].items():
                    rows.setdefault(str(key), {"figure": key})[name] = value
        return frame(rows.values(), ("figure", *self.names)).set_index("figure")

    def why(self, time_limit: float | None = None) -> pd.DataFrame:
        """Return which changed setting moved how much, the first scenario against each other one.

        A row a change: against, key (the settings), because, and a column a recipient with what it
        moved [unit of the first]; the rows of one scenario add up to the differences.

        Args:
            time_limit: Wall time for each solve between the two [s].

        Raises:
            ValueError: When one of the scenarios has no plan.
        """
        first, rows = self.solutions[0], []
        for name, other in zip(self.names[1:], self.solutions[1:], strict=True):
            ends = answer_of(first.solved), answer_of(other.solved)
            scenarios = first.problem.scenario, other.problem.scenario
            found = why_between(scenarios, ends, CBC.within(time_limit))
            for change in differ_json(found, first.unit, spoken())["changes"]:
                keys = ", ".join(setting["key"] for setting in change["settings"])
                row = {"against": name, "key": keys, "because": change["because"]}
                rows.append(row | change["moved"])
        return table(rows, ("against", "key", "because"))

    def __repr__(self) -> str:
        """Return the frame as text."""
        return repr(self.frame)

    def _repr_html_(self) -> str:
        """Return the frame and the figures as Jupyter shows them."""
        return str(self.frame.to_html()) + str(self.figures.to_html())


def compare(
    plans: Sequence[Solution[Problem]] | Sequence[str | Path], **how: Any
) -> Comparison | list[Solved]:
    """Return plans side by side.

    Args:
        plans: Solutions, which come back as a Comparison with a frame; or scenario files, which are
            solved as `optalloc compare` does, and come back as the walk leaves them.
        how: For files, as `optalloc compare` takes them: solver, settings (`KEY=VALUE` texts),
            against (a method), time_limit (wall time for each [s]), gap.

    Raises:
        InputUnusable: When a file cannot be used, with every fault found in any of them.
    """
    there = several(plans, "plans")
    if all(isinstance(plan, Solution) for plan in there):
        return Comparison(tuple(there))
    return compare_files([named_file(plan, "plans") for plan in there], **how)
