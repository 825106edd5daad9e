"""The multipliers that a goal's bound is made of, beside the prices of whole steps.

    multiplier p of a row    no plan is better than  value + p * d  where the row's bound is d more

The bounds of columns, those that rows draw in too, stay as they are: then the multipliers prove it
as they prove the value. They are shadow prices of the relaxation in which goals are straight
between whole steps. Where that has a kink its slopes on the two sides differ, and p is one of the
prices between them. What a whole step brings indeed is solved for anew (`marginal_prices/`) and
stands beside them. Multipliers are rounded figures: the bound that they give lies as little below
the value as no value can lie between, and so does what they say of another bound.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.explaining.marginal_prices.prices import Prices, prices
from optalloc.explaining.rule_order import Progress
from optalloc.pipeline.answer import Resolved
from optalloc.pipeline.certificate.proofs import Places
from optalloc.pipeline.certificate.write import places_of
from optalloc.solver.program.program import Program
from optalloc.solver.proof.tree import StageProof
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
    """

    goal: GoalOutcome
    rows: tuple[RowMultiplier, ...]


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
        answer: The problem with its plan.
        how: What solving is told; only whole steps are solved for.
        progress: Called whenever one of those is done.

    Raises:
        ValueError: When there is no plan.
    """
    if answer.plan is None:
        raise ValueError("there is no plan to explain")
    places = places_of(answer.program, answer.outcome.by_totals)
    goals = tuple(
        GoalMultipliers(goal, tuple(_rows(answer.program, goal, places)))
        for goal in answer.outcome.goals
    )
    among = {row.label for goal in goals for row in goal.rows}
    labels = [rule.label for rule in answer.problem.rules if rule.label in among]
    return Multipliers(answer, goals, prices(answer, how, progress, labels, ()))


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
