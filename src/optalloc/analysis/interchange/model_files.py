"""The textbook model as LP, MPS and JSON, by PuLP's own writers, with its names.

Names in files are PuLP's. The dictionary says of every one what it is: `award[甲镇,市级,产业]`, the
rule of a row, the fen of a step.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from optalloc.analysis.pulp_model import LEVELS, AwardModel, pulp_model
from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.leftovers import Scratch
from optalloc.core.message import Words, same
from optalloc.problem.problem import Problem

DIGITS = {"lp": 12, "mps": 13, "json": 15}
"""Significant digits that each format keeps of a figure."""


@dataclass(frozen=True)
class Model:
    """A model about to be written.

    Attributes:
        pulp: The model; its names are safe for every format.
    """

    problem: Problem
    pulp: AwardModel

    @classmethod
    def of(cls, problem: Problem) -> "Model":
        """Return the model of a problem.

        Raises:
            InputUnusable: When a goal has more pieces than are written, and the file would hold a
                bound of it alone.
        """
        model = pulp_model(problem)
        if not model.is_exact:
            goal = problem.goals[0]
            allowed = Words(
                "目标的分段太多，文件里只能是它的下界，不是目标本身",
                "a goal of fewer pieces: the file would hold a lower bound of it, not the goal",
            )
            remedy = Words(
                "请用较大的取整单位，或换一种差额（如 absolute）。",
                "Take a larger grain, or another distance, such as absolute.",
            )
            place = same(f"goals.{goal.label}")
            raise InputUnusable([Fault(problem.name, place, allowed, None, remedy)])
        return cls(problem, model)

    def check_digits(self, kind: str) -> None:
        """Refuse rows whose whole figures the format would round.

        Raises:
            InputUnusable: With each such row, by name.
        """
        faults, digits = [], DIGITS[kind]
        for name, figures in self._figures():
            if any(float(f"{figure:.{digits}g}") != figure for figure in figures):
                allowed = Words(f"{kind} 只保留 {digits} 位数字", f"{kind} keeps {digits} digits")
                remedy = Words("请用 --to json。", "Take --to json.")
                place = same(self.pulp.names[name])
                faults.append(Fault(self.problem.name, place, allowed, None, remedy))
        if faults:
            raise InputUnusable(faults)

    def _figures(self) -> Iterator[tuple[str, Sequence[float]]]:
        """Yield the figures of rules and bounds; those of goals are doubles anyway."""
        for row in self.pulp.constraints():
            if not self.pulp.names[row.name].endswith(f"[{LEVELS}]"):
                yield row.name, (row.constant, *row.values())
        for variable in self.pulp.variables():
            if variable.name in self.pulp.names and not variable.name.startswith(LEVELS):
                yield variable.name, (variable.lowBound or 0, variable.upBound or 0)


def lp_text(model: Model) -> str:
    """Return the model in the LP format of CPLEX."""
    model.check_digits("lp")
    return _written(model, "writeLP", "model.lp")


def mps_text(model: Model) -> str:
    """Return the model in free MPS."""
    model.check_digits("mps")
    return _written(model, "writeMPS", "model.mps")


def _written(model: Model, method: str, name: str) -> str:
    with Scratch() as folder:
        path = folder / name
        getattr(model.pulp, method)(str(path))
        return path.read_text(encoding="utf-8")


def json_text(model: Model) -> str:
    """Return the model as PuLP's JSON (`LpProblem.fromJson`), with the dictionary in it."""
    model.check_digits("json")
    said: dict[str, Any] = model.pulp.toDict() | {"optalloc": _dictionary(model)}
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def names_text(model: Model) -> str:
    """Return the dictionary that stands beside a file of a model."""
    return json.dumps(_dictionary(model), ensure_ascii=False, indent=1) + "\n"


def _dictionary(model: Model) -> dict[str, Any]:
    """Return what the names mean, and what the format has no place for."""
    problem, awards = model.problem, list[dict[str, Any]]()
    for name, (recipient, source, use, project) in model.pulp.cells.items():
        cell = {"name": name, "recipient": recipient, "source": source, "use": use}
        awards.append(cell | {"project": project, "fen_per_step": model.pulp.grains[name]})
    return {
        "scenario": problem.name,
        "title": problem.title,
        "unit": problem.unit,
        "names": model.pulp.names,
        "awards": awards,
        "objective": problem.goals[0].label,
        "later_goals": [
            {
                "words": words,
                "constant": str(Fraction(goal.constant)),
                "terms": {variable.name: figure for variable, figure in goal.items()},
            }
            for words, goal in model.pulp.later_goals
        ],
    }
