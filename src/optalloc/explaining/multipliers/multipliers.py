"""The multipliers that a goal's bound is made of, beside the prices of whole steps.

    multiplier p of a row    no plan is better than  L + p * d  where the row's bound is d more

L is what the multipliers alone prove: the value, or less where the rest of the proof goes by cases
(branch and bound, values that lie whole steps apart). A rule about one column alone, as a floor or
ceiling of one total is, is that column's bound and no row; its multiplier is what the column costs
beside the prices of its rows, at that bound; none where something nearer holds the column. The
limits of earlier goals stay as they are. All are shadow prices of the relaxation in which goals are
straight between whole steps. Where that has a kink its slopes on the two sides differ, and p is one
of the prices between them. What a whole step brings indeed is solved for anew (`marginal_prices/`)
and stands beside them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import zip_longest
from typing import Literal

import numpy as np

from optalloc.core.exact import Exact
from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.core.time_budget import Progress
from optalloc.explaining.marginal_prices.prices import Prices, prices
from optalloc.pipeline.answer import Resolved
from optalloc.pipeline.certificate.proofs import Places
from optalloc.pipeline.certificate.replay import ReplayedProof, replay
from optalloc.pipeline.certificate.write import places_of
from optalloc.problem.at_level import ADDED_UP
from optalloc.solver.program.face import Face
from optalloc.solver.program.program import Program, Stage
from optalloc.solver.proof.lagrangian import LagrangianBound
from optalloc.solver.proof.lagrangian import prices as row_prices
from optalloc.solver.proof.tree import Proof, StageProof
from optalloc.solver.search.aggregate import solved_program
from optalloc.solver.search.outcome import GoalOutcome

Side = Literal["least", "most", "both"]
Money = dict[int, int]
"""The money of a step, by column [fen]."""


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
        bounds: Those of rules that bound one column, where they hold it.
    """

    goal: GoalOutcome
    rows: tuple[RowMultiplier, ...]
    bound: Fraction | None
    bounds: tuple[RowMultiplier, ...] = ()

    @property
    def all_rows(self) -> tuple[RowMultiplier, ...]:
        """The multipliers of rows and of bounds."""
        return (*self.rows, *self.bounds)


@dataclass(frozen=True)
class Multipliers:
    """The multipliers of a plan.

    Attributes:
        answer: The plan.
        goals: In order of priority; a goal of worst levels is proven level by level and has none.
        prices: One whole step more of the money, and of the settings of the rules among the rows.
        at_bounds: The rules with no multiplier that the plan keeps with nothing to spare.
    """

    answer: Resolved
    goals: tuple[GoalMultipliers, ...]
    prices: Prices
    at_bounds: tuple[str, ...]


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
    goals = tuple(_goals(answer, places))
    among = {row.label for goal in goals for row in goal.all_rows}
    labels = [rule.label for rule in answer.problem.rules]
    of_steps = prices(answer, how, progress, [label for label in labels if label in among], ())
    met = _met(answer) - among
    return Multipliers(answer, goals, of_steps, tuple(label for label in labels if label in met))


def _met(answer: Resolved) -> set[str]:
    """Return who asked for bounds that the plan meets; what must be met always is none."""
    program, x = answer.program, answer.outcome.x
    assert x is not None
    done, low, high = program.activity(x), program.low, program.high
    tight = (low < high) & ((done == low) | (done == high))
    found = {g.label for g in program.row_groups if tight[g.start : g.stop].any()}
    is_open = program.lower < program.upper
    for one in program.column_bounds:
        if (is_open[one.column] & (x[one.column] == one.value)).any():
            found.add(one.label)
    return found


def _goals(answer: Resolved, places: Places) -> Iterator[GoalMultipliers]:
    told = zip_longest(answer.outcome.goals, _replayed(answer, places))
    money = _money_of_columns(answer.program)
    for goal, shown in told:
        rows = tuple(_rows(answer.program, goal, places, money))
        bounds: tuple[RowMultiplier, ...] = ()
        if shown is not None and shown.root is not None:
            proof, face = shown.root
            bounds = tuple(_held_columns(answer, proof, face, places, money))
        has_some = shown is not None and (rows or bounds)
        yield GoalMultipliers(goal, rows, shown.bound if shown and has_some else None, bounds)


def _replayed(answer: Resolved, places: Places) -> Iterator[ReplayedProof]:
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
    yield from replay(program, proofs, [point[columns] for point in points], x[columns])


def _held_columns(
    answer: Resolved, proof: LagrangianBound, face: Face, places: Places, money: Money
) -> Iterator[RowMultiplier]:
    """Yield what rules that bound one column add: its slope at the bound, on the side let go.

    f_j(k) - d_j k  is convex: a least that is let go by one step lets it fall by its slope below,
    if that is above 0; a most by its slope above, if that is below 0.
    """
    whole = answer.program
    d = row_prices(solved_program(whole, answer.outcome.by_totals), proof.multipliers)
    for j, (low, high) in _asked_for(whole, places).items():
        end, price = places.columns[j], d.get(j, 0)
        is_both = low == high and whole.lower[end] == whole.upper[end]
        if low and face.lower[j] == whole.lower[end]:
            value = Fraction(_slope(proof.stage, j, int(face.lower[j]) - 1) - price)
            if value > 0:
                yield _of_column(low, is_both, value, money.get(end))
        if high and face.upper[j] == whole.upper[end]:
            value = Fraction(_slope(proof.stage, j, int(face.upper[j])) - price)
            if value < 0:
                yield _of_column(high, is_both, value, money.get(end))


Asked = tuple[str, tuple[str, ...]]
"""The rule that asked for a bound, and what it is about."""


def _asked_for(program: Program, places: Places) -> dict[int, tuple[Asked | None, Asked | None]]:
    """Return who first asked for the least and the most of each solved column, where a rule did."""
    found: dict[int, tuple[Asked | None, Asked | None]] = {}
    for bounds in program.column_bounds:
        ends = program.lower if bounds.is_low else program.upper
        holds = ends[bounds.column] == bounds.value
        for place in np.flatnonzero(holds).tolist():
            j = places.column_at.get(int(bounds.column[place]))
            if j is None:
                continue
            low, high = found.get(j, (None, None))
            asked = (bounds.label, tuple(bounds.keys[place]))
            found[j] = (low or asked, high) if bounds.is_low else (low, high or asked)
    return found


def _slope(stage: Stage, column: int, at: int) -> Exact:
    cost = stage.convex.get(column)
    return stage.linear.get(column, 0) if cost is None else cost.slope(at)


def _of_column(asked: Asked, is_both: bool, value: Fraction, fen: int | None) -> RowMultiplier:
    label, key = asked
    side: Side = "both" if is_both else "least" if value > 0 else "most"
    names = tuple(name for name in key if name != "*")
    return RowMultiplier(label, names, side, value, None if fen is None else Fraction(fen), True)


def _rows(
    program: Program, goal: GoalOutcome, places: Places, money: Money
) -> Iterator[RowMultiplier]:
    root = goal.proof.root if isinstance(goal.proof, StageProof) else None
    said = root.multipliers if root is not None else goal.multipliers
    at = {places.place(row): value for row, value in said.items() if value}
    for place, value in sorted(at.items()):
        label, about = places.words(place)
        names = tuple(name for name in about.split("/") if name and name != "*")
        is_equal = program.low[place] == program.high[place]
        side: Side = "both" if is_equal else "least" if value > 0 else "most"
        yield RowMultiplier(label, names, side, value, *_unit_of(program, place, money))


def _money_of_columns(program: Program) -> Money:
    """Return the fen of a step of each column that is money: cells, and totals at every level."""
    ties, totals = program.ties, list[int]()
    for group in program.row_groups:
        if group.label == ADDED_UP:
            first, last = program.start[[group.start, group.stop]].tolist()
            totals += program.column[first:last].tolist()
    steps = dict.fromkeys([*ties.totals.tolist(), *totals], ties.step)
    return steps | dict(zip(ties.cells.tolist(), ties.grain.tolist(), strict=True))


def _unit_of(program: Program, place: int, money: Money) -> tuple[Fraction | None, bool]:
    """Return the money of one unit of a row, and whether it is the same in all of its columns."""
    start, column, coefficient = program.lists
    entries = range(start[place], start[place + 1])
    units = {Fraction(money[column[e]], abs(coefficient[e])) for e in entries if column[e] in money}
    is_even = len(units) == 1 and all(column[e] in money for e in entries)
    return min(units, default=None), is_even
