"""The multipliers that a goal's bound is made of, beside the prices of whole steps.

    multiplier p of a row    no plan is better than  L + p * d  where the row's bound is d more

L is what the multipliers alone prove: the value, or less where the rest of the proof goes by cases
(branch and bound, values that lie whole steps apart). The bounds of columns, those that rows draw
in too, stay as they are, and so do the limits of earlier goals. They are shadow prices of the
relaxation in which goals are straight between whole steps. Where that has a kink its slopes on the
two sides differ, and p is one of the prices between them. What a whole step brings indeed is solved
for anew (`marginal_prices/`) and stands beside them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import zip_longest
from typing import Literal

import numpy as np

from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.core.time_budget import Progress
from optalloc.explaining.marginal_prices.prices import Prices, prices
from optalloc.pipeline.answer import Resolved
from optalloc.pipeline.certificate.proofs import Places
from optalloc.pipeline.certificate.replay import replay
from optalloc.pipeline.certificate.write import places_of
from optalloc.solver.program.program import Program
from optalloc.solver.proof.tree import Proof, StageProof
from optalloc.solver.search.aggregate import solved_program
from optalloc.solver.search.outcome import GoalOutcome

Side = Literal["least", "most", "both"]


@dataclass(frozen=True)
class RowMultiplier:
    """The multiplier of one row.

    Attributes:
        label: The rule that made the row, or what else it is.
        about: What it is about, as names.
        side: Which bound it is of: the least of the row, the most, or both where they are one.
        value: The multiplier, per unit of the row, in what the goal is counted in.
        fen: The money of one unit of the row [fen]; None where no money stands in it.
        is_even: Whether that is the same for all its columns; else it is that of the money that
            counts most in it.
    """

    label: str
    about: tuple[str, ...]
    side: Side
    value: Fraction
    fen: Fraction | None
    is_even: bool

    @property
    def per_fen(self) -> Fraction | None:
        """What the goal changes by for each fen of the row's bound."""
        return None if self.fen is None else self.value / self.fen


@dataclass(frozen=True)
class GoalMultipliers:
    """The multipliers of one goal.

    Attributes:
        goal: Its value, bound and grade.
        rows: Those that are not 0, as the rows stand in the program.
        bound: What they alone prove, in exact arithmetic; None where there are none.
    """

    goal: GoalOutcome
    rows: tuple[RowMultiplier, ...]
    bound: Fraction | None


@dataclass(frozen=True)
class Multipliers:
    """The multipliers of a plan.

    Attributes:
        answer: The plan.
        goals: In order of priority; a goal of worst levels is proven level by level and has none.
        prices: One whole step more of the money, and of the settings of the rules among the rows.
    """

    answer: Resolved
    goals: tuple[GoalMultipliers, ...]
    prices: Prices


def multipliers(
    answer: Resolved, how: SolveOptions = HIGHS, progress: Progress | None = None
) -> Multipliers:
    """Return the multipliers of a plan's goals, beside the prices of whole steps.

    Args:
        how: What solving is told; only whole steps are solved for.

    Raises:
        ValueError: When there is no plan.
    """
    if answer.plan is None:
        raise ValueError("there is no plan to explain")
    places = places_of(answer.program, answer.outcome.by_totals)
    told = zip_longest(answer.outcome.goals, _bounds(answer, places))
    found = [(goal, tuple(_rows(answer.program, goal, places)), bound) for goal, bound in told]
    goals = tuple(
        GoalMultipliers(goal, rows, bound if rows else None) for goal, rows, bound in found
    )
    among = {row.label for goal in goals for row in goal.rows}
    labels = [rule.label for rule in answer.problem.rules if rule.label in among]
    return Multipliers(answer, goals, prices(answer, how, progress, labels, ()))


def _bounds(answer: Resolved, places: Places) -> Iterator[Fraction | None]:
    """Yield what each goal's multipliers alone prove; what cuts the face up is left aside."""
    outcome, columns = answer.outcome, np.array(places.columns, dtype=np.int64)
    program = solved_program(answer.program, outcome.by_totals)
    x, proofs = outcome.x, list[Proof]()
    assert x is not None
    for goal in outcome.goals:
        if goal.proof is None:
            break
        proof = goal.proof
        if isinstance(proof, StageProof):
            proof = replace(proof, tree=None, lower=None)
        proofs.append(proof)
    points = [x if goal.witness is None else goal.witness for goal in outcome.goals]
    for shown in replay(program, proofs, [point[columns] for point in points], x[columns]):
        yield shown.bound


def _rows(program: Program, goal: GoalOutcome, places: Places) -> Iterator[RowMultiplier]:
    money = _money_of_columns(program)
    root = goal.proof.root if isinstance(goal.proof, StageProof) else None
    said = root.multipliers if root is not None else goal.multipliers
    at = {places.place(row): value for row, value in said.items() if value}
    for place, value in sorted(at.items()):
        label, about = places.words(place)
        names = tuple(name for name in about.split("/") if name and name != "*")
        is_equal = program.low[place] == program.high[place]
        side: Side = "both" if is_equal else "least" if value > 0 else "most"
        yield RowMultiplier(label, names, side, value, *_unit_of(program, place, money))


def _money_of_columns(program: Program) -> dict[int, int]:
    """Return the fen of a step of each column that is money."""
    ties = program.ties
    steps = dict.fromkeys(ties.totals.tolist(), ties.step)
    return steps | dict(zip(ties.cells.tolist(), ties.grain.tolist(), strict=True))


def _unit_of(program: Program, place: int, money: dict[int, int]) -> tuple[Fraction | None, bool]:
    """Return the money of one unit of a row, and whether it is the same in all of its columns."""
    start, column, coefficient = program.lists
    entries = range(start[place], start[place + 1])
    units = {Fraction(money[column[e]], abs(coefficient[e])) for e in entries if column[e] in money}
    is_even = len(units) == 1 and all(column[e] in money for e in entries)
    return min(units, default=None), is_even
