"""Digests of what a certificate is about: the files, and the program made from them."""

import os
from collections.abc import Iterable
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from optalloc.core.whole_numbers import is_unlimited
from optalloc.solver.program.program import Leximin, Program, Stage, Whole, Worst

if TYPE_CHECKING:
    from optalloc.pipeline.solved import Inputs


def file_digests(inputs: "Inputs") -> dict[str, str]:
    """Return the SHA-256 of every file as it was read, by its path as the scenario sees it."""
    folder = inputs.scenario.parent
    named = {beside(path, folder): digest for path, digest in inputs.digests.items()}
    return dict(sorted(named.items()))


def beside(path: Path, folder: Path) -> str:
    """Return how to get to a file from a folder; the whole path where there is no way."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive
        return path.as_posix()


def program_digest(program: Program) -> str:
    """Return the SHA-256 of a program: its bounds, its rows, its goals."""
    taken = sha256()
    for part in (
        *(program.lower, program.upper, program.start, program.column, program.coefficient),
        *(program.low, program.high, program.ties.totals, program.ties.cells),
    ):
        taken.update(_bytes(part) + b"|")
    for goal in program.goals:
        for text in _goal_texts(goal):
            taken.update(text.encode() + b"|")
    for words in program.contradictions:
        taken.update(words.zh.encode() + b"|")
    return taken.hexdigest()


def _bytes(numbers: Whole) -> bytes:
    """Return whole numbers as bytes: of 64 bits, or as text where one of them is longer."""
    if is_unlimited(numbers):
        return " ".join(map(str, numbers.tolist())).encode()
    return numbers.astype("<i8").tobytes()


def _goal_texts(goal: Stage | Worst) -> Iterable[str]:
    """Yield what a goal is: its costs as they are near their cheapest steps, or its levels."""
    yield f"{type(goal).__name__} {goal.label} {goal.measure} {goal.tolerance}"
    if isinstance(goal, Worst):
        yield f"{'leximin' if isinstance(goal, Leximin) else 'worst'} {goal.best}"
        for i, j in enumerate(goal.columns):
            yield f"{j} {goal.level(i, 0)} {goal.level(i, 1)}"
        return
    yield str(goal.constant)
    for j, c in sorted(goal.linear.items()):
        yield f"{j} {Fraction(c)}"
    for j, f in sorted(goal.convex.items()):
        k = f.kink()
        slopes = (str(Fraction(f.slope(i))) for i in (k - 1, k, k + 1))
        yield f"{j} {k} {' '.join(slopes)}"
