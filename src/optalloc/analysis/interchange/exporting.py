"""Write a scenario's model as a file of the field.

    lp, mps    the textbook model (analysis/pulp_model.py) with its names, for any solver; beside it
               NAME.json says what each name means and holds the goals after the first
    json       the same model as PuLP writes it, with all of that in it
    pb         a choice of whole projects as a vote in Pabulib's format

What a format cannot carry is refused by name, and nothing is written.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from optalloc.analysis.interchange.to_vote import as_vote
from optalloc.analysis.pulp_model import LEVELS, AwardModel, pulp_model
from optalloc.core.atomic_files import already_there, write_files
from optalloc.core.errors import Fault, InputUnusable, refuse_any
from optalloc.core.leftovers import Scratch
from optalloc.core.message import Words, one_of, same
from optalloc.inputs.read import read
from optalloc.problem.problem import Problem

Contents = Callable[[Problem, Path], dict[Path, bytes]]

DIGITS = {"lp": 12, "mps": 13, "json": 15}
"""Significant digits that each format keeps of a figure."""


@dataclass(frozen=True)
class _Model:
    """A model about to be written.

    Attributes:
        pulp: The model; its names are safe for every format.
    """

    problem: Problem
    pulp: AwardModel

    @classmethod
    def of(cls, problem: Problem) -> "_Model":
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
        refuse_any(faults)

    def _figures(self) -> Iterator[tuple[str, Sequence[float]]]:
        """Yield the figures of rules and bounds; those of goals are doubles anyway."""
        for row in self.pulp.constraints():
            if not self.pulp.names[row.name].endswith(f"[{LEVELS}]"):
                yield row.name, (row.constant, *row.values())
        for variable in self.pulp.variables():
            if variable.name in self.pulp.names and not variable.name.startswith(LEVELS):
                yield variable.name, (variable.lowBound or 0, variable.upBound or 0)


def _lp_text(model: _Model) -> str:
    """Return the model in the LP format of CPLEX."""
    model.check_digits("lp")
    return _written(model, "writeLP", "model.lp")


def _mps_text(model: _Model) -> str:
    """Return the model in free MPS."""
    model.check_digits("mps")
    return _written(model, "writeMPS", "model.mps")


@dataclass(frozen=True)
class ExportedModel:
    """What was written.

    Attributes:
        paths: The files; the model or the vote first.
        problem: What it was made from.
    """

    paths: tuple[Path, ...]
    problem: Problem


def export_file(
    scenario: str | Path, to: str, out: str | Path | None = None, settings: Sequence[str] = ()
) -> ExportedModel:
    """Write a scenario as a file of the field: the function behind `optalloc export`.

    Args:
        scenario: The YAML file.
        to: `lp`, `mps`, `json` or `pb`.
        out: The file to write; None takes the scenario's name with the format's ending, in the
            working folder. Coefficients of lp have 12 digits, of mps 13, of json 15.
        settings: `KEY=VALUE` texts laid over the scenario, as `--set` does.

    Raises:
        InputUnusable: When the scenario cannot be used, or holds what the format cannot carry.
    """
    if to not in FORMATS:
        raise InputUnusable([Fault("", same("--to"), one_of(same(""), FORMATS), to)])
    problem = read(scenario, settings)
    path = Path(f"{Path(scenario).stem}.{to}" if out is None else out)
    remedy = Words("请用 --out 换一个文件名。", "Choose another name by --out.")
    refuse_any(already_there([path], remedy))
    return ExportedModel(write_files(FORMATS[to](problem, path)), problem)


def _named_beside(text: Callable[[_Model], str]) -> Contents:
    """Return what writes a model in a format that loses names, with a dictionary beside it."""

    def contents(problem: Problem, path: Path) -> dict[Path, bytes]:
        model = _Model.of(problem)
        beside = path.with_name(f"{path.name}.json")
        return {path: text(model).encode(), beside: _names_text(model).encode()}

    return contents


def _as_json(problem: Problem, path: Path) -> dict[Path, bytes]:
    return {path: _json_text(_Model.of(problem)).encode()}


def _as_vote(problem: Problem, path: Path) -> dict[Path, bytes]:
    return {path: as_vote(problem).encode()}


FORMATS: Mapping[str, Contents] = {
    "lp": _named_beside(_lp_text),
    "mps": _named_beside(_mps_text),
    "pb": _as_vote,
    "json": _as_json,
}
"""What writes each format."""


def _written(model: _Model, method: str, name: str) -> str:
    with Scratch() as folder:
        path = folder / name
        getattr(model.pulp, method)(str(path))
        return path.read_text(encoding="utf-8")


def _json_text(model: _Model) -> str:
    """Return the model as PuLP's JSON (`LpProblem.fromJson`), with the dictionary in it."""
    model.check_digits("json")
    said: dict[str, Any] = model.pulp.toDict() | {"optalloc": _dictionary(model)}
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def _names_text(model: _Model) -> str:
    """Return the dictionary that stands beside a file of a model."""
    return json.dumps(_dictionary(model), ensure_ascii=False, indent=1) + "\n"


def _dictionary(model: _Model) -> dict[str, Any]:
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
