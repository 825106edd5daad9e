"""Relax: one stage on one face becomes a linear program of floats, with unit-step pieces."""

from dataclasses import dataclass
from fractions import Fraction
from math import floor, gcd, lcm
from typing import Protocol

import numpy as np

from optalloc.core.exact import Exact, total
from optalloc.core.whole_numbers import bits, is_unlimited, pictured
from optalloc.solver.engines.interface import Floats, LinearProgram
from optalloc.solver.program.face import Face
from optalloc.solver.program.piecewise import Pieces, pieces, steps_within
from optalloc.solver.program.program import UNBOUNDED, Program, Stage, StepCost, Whole

LARGEST_COST = 1e3
"""Costs are scaled so that this is the largest: the engines' tolerances are absolute (1e-9)."""
LARGEST_WHOLE = 10**7
"""Largest whole coefficient of a row that holds an earlier goal."""
LARGE_BITS = 20
"""Binary digits of a coefficient above which a row is scaled down."""
HOLD_SLACK = 1e-9
"""Relative slack of a row that holds an earlier goal; the exact value is checked afterwards."""

Chosen = dict[int, set[int]]
Known = dict[tuple[int, int], Pieces]
"""Pieces by their cost and column, for as long as face and tangents stay what they are."""


class Located(Protocol):
    """What says where the best points of a goal can be."""

    def best_points(self) -> tuple[Face | None, bool]:
        """Return a box of all of them, and whether all points of the box are such."""

    def shaved(self, face: Face) -> Face:
        """Return a part of a face that holds all of them there, with switches settled."""


@dataclass(frozen=True)
class HeldGoal:
    """An earlier goal that must keep its value, where its optimal face is not known exactly.

    Attributes:
        proven: Where its best points can be, by the tree that proves its value, where one does.
    """

    stage: Stage
    chosen: Chosen
    value: Fraction
    proven: Located | None = None

    def is_lost(self, x: Whole) -> bool:
        """Return whether a point falls short of the goal's value."""
        return self.stage.value(x.tolist()) > self.value


@dataclass(frozen=True)
class LinearisedProgram:
    """A linear program and the factors that its costs and its rows were multiplied by.

    Attributes:
        holding: For each goal held by a row, in order: the row and what its costs were divided by;
            None for a goal that needs none.
    """

    linear: LinearProgram
    scale: float
    row_scale: Floats
    holding: tuple[tuple[int, Fraction] | None, ...] = ()


class _Builder:
    """Appends pieces and rows to a program's own, every column counted from an anchor."""

    def __init__(self, program: Program, face: Face, anchor: Whole, known: Known) -> None:
        self.program, self.face, self.anchor, self.known = program, face, anchor, known
        self.columns = program.columns
        self.lower: list[int] = []
        self.upper: list[int] = []
        self.rows: list[tuple[list[int], list[float], float, float]] = []

    def terms(
        self, stage: Stage, chosen: Chosen, at_anchor: list[Exact] | None = None
    ) -> list[tuple[int, Exact]]:
        """Return a stage's cost as columns with costs; lays out the pieces of the convex ones.

        Args:
            at_anchor: Takes the parts of the tangents' value at the anchor, where it is wanted.
        """
        costs: list[tuple[int, Exact]] = []
        lower, upper = self.face.lower, self.face.upper
        for j, c in stage.linear.items():
            costs.append((j, c))
            if at_anchor is not None:
                at_anchor.append(c * int(self.anchor[j]))
        for j, f in stage.convex.items():
            low, high = int(lower[j]), int(upper[j])
            if low == high:
                if at_anchor is not None:
                    at_anchor.append(f.at(low))
                continue
            laid, filled = self._lay(j, self._pieces(j, f, chosen[j]))
            costs += laid
            if at_anchor is not None:
                at_anchor.append(_at_start(f, chosen[j], low, high))
                at_anchor += [c * k for (_, c), k in zip(laid, filled, strict=True)]
        return costs

    def _pieces(self, j: int, cost: StepCost, chosen: set[int]) -> Pieces:
        found = self.known.get((id(cost), j))
        if found is None:
            found = pieces(cost, int(self.face.lower[j]), int(self.face.upper[j]), chosen)
            self.known[id(cost), j] = found
        return found

    def _lay(self, j: int, steps: Pieces) -> tuple[list[tuple[int, Exact]], list[int]]:
        """Lay out the pieces of column j:  x_j - sum of pieces = first break.

        Returns the pieces with their slopes, and how far each is filled at the anchor.
        """
        widths = [b - a for a, b in zip(steps.breaks, steps.breaks[1:], strict=False)]
        at = int(self.anchor[j])
        filled = [min(max(at - b, 0), w) for b, w in zip(steps.breaks, widths, strict=False)]
        first = self.columns
        self.lower += [-k for k in filled]
        self.upper += [w - k for w, k in zip(widths, filled, strict=True)]
        self.columns += len(widths)
        entries = [j, *range(first, self.columns)]
        self.rows.append((entries, [1.0] + [-1.0] * len(widths), 0.0, 0.0))
        return list(zip(range(first, self.columns), steps.slopes, strict=True)), filled

    def linear(
        self, costs: list[tuple[int, Exact]], scale: float, row_scale: Floats
    ) -> LinearProgram:
        """Return the whole linear program."""
        program, face, anchor = self.program, self.face, self.anchor
        moved = program.activity(anchor)
        own = pictured(_seen(program), row_scale[program.row_of_entry])
        cost = np.zeros(self.columns)
        for j, c in costs:
            cost[j] += float(c) * scale
        is_whole = np.zeros(self.columns, dtype=bool)
        is_whole[: program.columns] = True
        lengths = [len(entries) for entries, *_ in self.rows]
        tail = program.start[-1] + np.cumsum(np.array(lengths, dtype=np.int64))
        column = [j for entries, *_ in self.rows for j in entries]
        coefficient = [c for _, values, *_ in self.rows for c in values]
        return LinearProgram(
            cost,
            np.concatenate([_less(face.lower, anchor), np.array(self.lower, dtype=np.int64)]),
            np.concatenate([_less(face.upper, anchor), np.array(self.upper, dtype=np.int64)]),
            is_whole,
            np.concatenate([program.start, tail]),
            np.concatenate([program.column, np.array(column, dtype=np.int64)]),
            np.concatenate([own, np.array(coefficient)]),
            np.concatenate([_sides(face.low, moved, row_scale), [s for *_, s, _ in self.rows]]),
            np.concatenate([_sides(face.high, moved, row_scale), [s for *_, s in self.rows]]),
        )


def _row_scale(program: Program) -> Floats:
    """Return a power of two for each row: 1, or what makes its coefficients small.

    Coefficients of 10^12, such as a proportion between amounts to the fen gives, have made engines
    say "infeasible" of programs that are not, and crash.
    """
    most = np.ones(program.rows)
    np.maximum.at(most, program.row_of_entry, bits(_seen(program)))
    return np.where(most > LARGE_BITS, 2.0 ** (1 - most), 1.0)


def _seen(program: Program) -> Whole:
    """Return the coefficients as engines need them: columns count from an anchor.

    What a column that is fixed is multiplied by never matters, however long a number it is.
    """
    if not is_unlimited(program.coefficient):
        return program.coefficient
    is_open = (program.lower < program.upper)[program.column]
    seen: Whole = np.where(is_open, program.coefficient, 0)
    return seen


def _sides(bounds: Whole, moved: Whole, row_scale: Floats) -> Floats:
    """Return the rows' bounds as the engine sees them; no bound stays no bound."""
    is_free = np.abs(bounds) >= UNBOUNDED
    counted = pictured(np.where(is_free, 0, bounds - moved), row_scale)
    return np.where(is_free, bounds.astype(np.float64), counted)


def _less(bounds: Whole, moved: Whole) -> Whole:
    """Return bounds counted from where the anchor is; no bound stays no bound."""
    return np.where(np.abs(bounds) >= UNBOUNDED, bounds, bounds - moved)


def relax(
    program: Program,
    face: Face,
    stage: Stage,
    chosen: Chosen,
    held: tuple[HeldGoal, ...],
    anchor: Whole,
    known: Known | None = None,
) -> LinearisedProgram:
    """Return the stage's linear program.

    Args:
        chosen: For each convex column the unit steps whose tangents stand for its cost.
        held: Goals of higher priority that must keep their value.
        anchor: The whole point within the face's bounds that columns count from.
        known: Pieces laid out before around another anchor; takes those that are new.
    """
    builder = _Builder(program, face, anchor, {} if known is None else known)
    costs = builder.terms(stage, chosen)
    holding: list[tuple[int, Fraction] | None] = []
    for hold in held:
        at_anchor: list[Exact] = [hold.stage.constant]
        terms = builder.terms(hold.stage, hold.chosen, at_anchor)
        place = None
        if terms:
            row, unit = _holding(terms, hold.value - total(at_anchor))
            place = (program.rows + len(builder.rows), unit)
            builder.rows.append(row)
        holding.append(place)
    largest = max((abs(float(c)) for _, c in costs), default=0.0)
    scale = LARGEST_COST / largest if largest else 1.0
    row_scale = _row_scale(program)
    linear = builder.linear(costs, scale, row_scale)
    return LinearisedProgram(linear, scale, row_scale, tuple(holding))


def _holding(
    terms: list[tuple[int, Exact]], room: Fraction
) -> tuple[tuple[list[int], list[float], float, float], Fraction]:
    """Return the row  sum of terms <= room  and what it was divided by.

    In whole numbers where they are small enough.
    """
    columns = [j for j, _ in terms]
    unit = Fraction(gcd(*(c.numerator for _, c in terms)), lcm(*(c.denominator for _, c in terms)))
    whole = [int(c / unit) for _, c in terms] if unit else []
    if whole and max(map(abs, whole)) <= LARGEST_WHOLE:
        return (columns, [float(c) for c in whole], -UNBOUNDED, float(floor(room / unit))), unit
    largest = Fraction(max(abs(Fraction(c)) for _, c in terms) or 1)
    coefficients = [float(c / largest) for _, c in terms]
    slack = HOLD_SLACK * max(abs(float(room / largest)), 1.0)
    return (columns, coefficients, -UNBOUNDED, float(room / largest) + slack), largest


def _at_start(cost: StepCost, chosen: set[int], low: int, high: int) -> Exact:
    """Return the tangents' upper edge at the lower end of a range."""
    k = steps_within(cost, chosen, low, high)[0]
    return cost.at(k) + cost.slope(k) * (low - k)
