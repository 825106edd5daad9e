"""Write a scenario's model as a file of the field.

    lp, mps    the textbook model (analysis/pulp_model.py) with its names, for any solver; beside it
               NAME.json says what each name means and holds the goals after the first
    json       the same model as PuLP writes it, with all of that in it
    pb         a choice of whole projects as a vote in Pabulib's format

What a format cannot carry is refused by name, and nothing is written.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from optalloc.analysis.interchange.model_files import (
    Model,
    json_text,
    lp_text,
    mps_text,
    names_text,
)
from optalloc.analysis.interchange.to_vote import as_vote
from optalloc.core.atomic_files import write_files
from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Words, one_of, same
from optalloc.inputs.read import read
from optalloc.problem.problem import Problem

Contents = Callable[[Problem, Path], dict[Path, bytes]]


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
    if path.exists():
        allowed = Words("已经存在，不会覆盖", "is there already and is not overwritten")
        remedy = Words("请用 --out 换一个文件名。", "Choose another name by --out.")
        raise InputUnusable([Fault(str(path), Words("文件", "the file"), allowed, None, remedy)])
    return ExportedModel(write_files(FORMATS[to](problem, path)), problem)


def _named_beside(text: Callable[[Model], str]) -> Contents:
    """Return what writes a model in a format that loses names, with a dictionary beside it."""

    def contents(problem: Problem, path: Path) -> dict[Path, bytes]:
        model = Model.of(problem)
        beside = path.with_name(f"{path.name}.json")
        return {path: text(model).encode(), beside: names_text(model).encode()}

    return contents


def _as_json(problem: Problem, path: Path) -> dict[Path, bytes]:
    return {path: json_text(Model.of(problem)).encode()}


def _as_vote(problem: Problem, path: Path) -> dict[Path, bytes]:
    return {path: as_vote(problem).encode()}


FORMATS: Mapping[str, Contents] = {
    "lp": _named_beside(lp_text),
    "mps": _named_beside(mps_text),
    "pb": _as_vote,
    "json": _as_json,
}
"""What writes each format."""
