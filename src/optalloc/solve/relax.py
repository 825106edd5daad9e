"""Relax: one stage on one face becomes a linear program of floats, with unit-step pieces."""

from dataclasses import dataclass
from fractions import Fraction
from math import floor, gcd, lcm

import numpy as np

from optalloc.program import UNBOUNDED, Program, Stage, StepCost
from optalloc.solve.face import Face
from optalloc.solve.linear import Linear
from optalloc.solve.unit_steps import Pieces, pieces

LARGEST_COST = 1e3
"""Costs are scaled so that this is the largest: the engines' tolerances are absolute (1e-9)."""
LARGEST_WHOLE = 10**7
"""Largest whole coefficient of a row that holds an earlier goal."""
HOLD_SLACK = 1e-9
"""Relative slack of a row that holds an earlier goal; the exact value is checked afterwards."""

Chosen = dict[int, set[int]]


@dataclass(frozen=True)
class Held:
    """An earlier goal that must keep its value, where its optimal face is not known exactly."""

    stage: Stage
    chosen: Chosen
    value: Fraction


@dataclass(frozen=True)
class Relaxed:
    """A linear program and the factor that its costs were multiplied by."""

    linear: Linear
    scale: float


class _Builder:
    """Appends pieces and rows to a program's own."""

    def __init__(self, program: Program, face: Face) -> None:
        self.program, self.face = program, face
        self.columns = program.columns
        self.lower: list[int] = []
        self.upper: list[int] = []
        self.anchor = np.clip(program.anchor, face.lower, face.upper)
        self.anchors: list[int] = []
        self.rows: list[tuple[list[int], list[float], float, float]] = []

    def terms(self, stage: Stage, chosen: Chosen) -> tuple[list[tuple[int, Fraction]], Fraction]:
        """Return a stage's cost as columns with costs, and its constant; lays out the pieces."""
        constant = stage.constant
        costs: list[tuple[int, Fraction]] = []
        lower, upper = self.face.lower, self.face.upper
        for j, c in stage.linear.items():
            costs.append((j, c))
        for j, f in stage.convex.items():
            low, high = int(lower[j]), int(upper[j])
            if low == high:
                constant += f.at(low)
                continue
            steps = pieces(f, low, high, chosen[j])
            constant += _at_start(f, chosen[j], low, high)
            costs += self._lay(j, steps)
        return costs, constant

    def _lay(self, j: int, steps: Pieces) -> list[tuple[int, Fraction]]:
        """Lay out the pieces of column j:  x_j - sum of pieces = first break."""
        widths = [b - a for a, b in zip(steps.breaks, steps.breaks[1:], strict=False)]
        first = self.columns
        self.lower += [0] * len(widths)
        self.upper += widths
        at = int(self.anchor[j])
        self.anchors += [min(max(at - b, 0), w) for b, w in zip(steps.breaks, widths, strict=False)]
        self.columns += len(widths)
        entries = [j, *range(first, self.columns)]
        start = float(steps.breaks[0])
        self.rows.append((entries, [1.0] + [-1.0] * len(widths), start, start))
        return list(zip(range(first, self.columns), steps.slopes, strict=True))

    def linear(self, costs: list[tuple[int, Fraction]], scale: float) -> Linear:
        program, face = self.program, self.face
        cost = np.zeros(self.columns)
        for j, c in costs:
            cost[j] += float(c) * scale
        is_whole = np.zeros(self.columns, dtype=bool)
        is_whole[: program.columns] = True
        lengths = [len(entries) for entries, *_ in self.rows]
        tail = program.start[-1] + np.cumsum(np.array(lengths, dtype=np.int64))
        column = [j for entries, *_ in self.rows for j in entries]
        coefficient = [c for _, values, *_ in self.rows for c in values]
        return Linear(
            cost,
            np.concatenate([face.lower, np.array(self.lower, dtype=np.int64)]),
            np.concatenate([face.upper, np.array(self.upper, dtype=np.int64)]),
            is_whole,
            np.concatenate([program.start, tail]),
            np.concatenate([program.column, np.array(column, dtype=np.int64)]),
            np.concatenate([program.coefficient.astype(np.float64), np.array(coefficient)]),
            np.concatenate([face.low.astype(np.float64), [low for *_, low, _ in self.rows]]),
            np.concatenate([face.high.astype(np.float64), [high for *_, high in self.rows]]),
            np.concatenate([self.anchor, np.array(self.anchors, dtype=np.int64)]).astype(
                np.float64
            ),
        )


def relax(
    program: Program, face: Face, stage: Stage, chosen: Chosen, held: tuple[Held, ...]
) -> Relaxed:
    """Return the stage's linear program.

    Args:
        chosen: For each convex column the unit steps whose tangents stand for its cost.
        held: Goals of higher priority that must keep their value.
    """
    builder = _Builder(program, face)
    costs, _ = builder.terms(stage, chosen)
    for hold in held:
        terms, constant = builder.terms(hold.stage, hold.chosen)
        if not terms:
            continue
        builder.rows.append(_holding(terms, hold.value - constant))
    largest = max((abs(float(c)) for _, c in costs), default=0.0)
    scale = LARGEST_COST / largest if largest else 1.0
    return Relaxed(builder.linear(costs, scale), scale)


def _holding(
    terms: list[tuple[int, Fraction]], room: Fraction
) -> tuple[list[int], list[float], float, float]:
    """Return the row  sum of terms <= room,  in whole numbers where they are small enough."""
    columns = [j for j, _ in terms]
    unit = Fraction(
        gcd(*(c.numerator for _, c in terms)), lcm(*(c.denominator for _, c in terms))
    )
    whole = [int(c / unit) for _, c in terms] if unit else []
    if whole and max(map(abs, whole)) <= LARGEST_WHOLE:
        return columns, [float(c) for c in whole], -UNBOUNDED, float(floor(room / unit))
    largest = max(abs(c) for _, c in terms) or Fraction(1)
    coefficients = [float(c / largest) for _, c in terms]
    slack = HOLD_SLACK * max(abs(float(room / largest)), 1.0)
    return columns, coefficients, -UNBOUNDED, float(room / largest) + slack


def _at_start(cost: StepCost, chosen: set[int], low: int, high: int) -> Fraction:
    """Return the tangents' upper edge at the lower end of a range."""
    k = min(max(min(chosen), low), high - 1)
    return cost.at(k) + cost.slope(k) * (low - k)
