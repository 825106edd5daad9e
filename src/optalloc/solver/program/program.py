"""A Program: plain exact data of an integer program with separable convex goals, no solver in it.

    minimise, in order of priority, sum_j f_j(x_j)   over whole x with  lower <= x <= upper
    subject to  low <= A x <= high

Coefficients and bounds are whole numbers, costs exact fractions. Columns and rows carry ids; their
words stand beside them, because solvers merge names.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import chain
from math import lcm
from typing import Literal, Protocol

import numpy as np

from optalloc.core import whole_numbers
from optalloc.core.exact import Exact, total
from optalloc.core.message import Words
from optalloc.core.whole_numbers import is_unlimited, unlimited

Whole = whole_numbers.Whole
UNBOUNDED = whole_numbers.UNBOUNDED
Measure = Literal["money", "money squared", "share", "number", "gain"]


class StepCost(Protocol):
    """A convex function of whole steps, known exactly by its slopes."""

    def at(self, k: int) -> Exact:
        """Return the cost at k steps."""

    def slope(self, k: int) -> Exact:
        """Return cost(k + 1) - cost(k), which never falls as k grows."""

    def kink(self) -> int:
        """Return a whole number near which the cost is smallest."""


@dataclass(frozen=True)
class WeightedSum:
    """A convex cost made of others:  sum of weight * cost(k) + price * k."""

    parts: tuple[tuple[Exact, StepCost], ...]
    price: Exact

    def at(self, k: int) -> Exact:
        """Return the cost at k steps."""
        return sum((w * cost.at(k) for w, cost in self.parts), self.price * k)

    def slope(self, k: int) -> Exact:
        """Return the cost of one more step at k steps."""
        return sum((w * cost.slope(k) for w, cost in self.parts), self.price)

    def kink(self) -> int:
        """Return where one of its parts is smallest; near enough for a start."""
        return self.parts[0][1].kink()

    def over_one(self, price: Exact) -> tuple["WeightedSum", int]:
        """Return it less a price for each step, times a whole number, with weights all whole.

        Whole numbers are compared many times as fast as fractions, and a search asks for thousands
        of slopes at each of its parts.
        """
        own = Fraction(self.price) - price
        common = lcm(own.denominator, *(w.denominator for w, _ in self.parts))
        parts = tuple((w.numerator * (common // w.denominator), f) for w, f in self.parts)
        return WeightedSum(parts, own.numerator * (common // own.denominator)), common


@dataclass(frozen=True)
class StagePart:
    """One of the stages of which a blended one is the weighted sum.

    Attributes:
        stage: The part by itself; its words and measure are its own.
        weight: How often its value counts in the sum.
        unit: What its value is counted in, where its measure does not tell.
    """

    stage: "Stage"
    weight: Fraction
    unit: Words


@dataclass(frozen=True)
class Stage:
    """One goal as data: minimise constant + linear part + convex parts.

    Attributes:
        label: The goal as the scenario calls it.
        measure: What the value is counted in: fen, fen squared, a share, or no unit;
            a gain is something to have much of, and its value is negated.
        linear: Cost of one unit, by column.
        convex: Convex cost, by column; a column stands in one of the two only.
        tolerance: How much worse than its best the goals after it may make it: a part of its best
            (Fraction), or an amount in what it is counted in (int); None not at all.
        parts: Where it is a weighted sum of stages, these; they are in its costs already.
    """

    label: str
    words: Words
    measure: Measure = "number"
    linear: dict[int, Exact] = field(default_factory=dict)
    convex: dict[int, StepCost] = field(default_factory=dict)
    constant: Fraction = Fraction(0)
    tolerance: int | Fraction | None = None
    parts: tuple[StagePart, ...] = ()

    def value(self, x: Sequence[int]) -> Fraction:
        """Return the exact value of the goal at a point of whole columns."""
        linear = (c * x[j] for j, c in self.linear.items())
        return self.constant + total(chain(linear, (f.at(x[j]) for j, f in self.convex.items())))


@dataclass(frozen=True)
class Worst:
    """A goal that makes the worst of many as good as can be: minimise max_j level_j(x_j).

    Attributes:
        columns: The columns that are compared.
        level: Level of the j-th compared column at k steps; never rises as k grows.
        least: Fewest steps with which the j-th compared column stays at or below a level.
        best: A lower bound on the worst level: levels below it are not improved further.
        measure: What a level is counted in.
        tolerance: As with a Stage.
    """

    label: str
    words: Words
    columns: tuple[int, ...]
    level: Callable[[int, int], Fraction]
    least: Callable[[int, Fraction], int]
    best: Fraction
    measure: Measure = "share"
    tolerance: int | Fraction | None = None

    def value(self, x: Sequence[int]) -> Fraction:
        """Return the worst level at a point of whole columns, never below the best one."""
        return max([self.best, *(self.level(i, x[j]) for i, j in enumerate(self.columns))])


@dataclass(frozen=True)
class Leximin(Worst):
    """The worst level as good as can be, then the second worst, and so on down to the best.

    Its value is the worst level; plans are compared by all their levels, highest first.
    """


Goals = tuple[Stage | Worst, ...]


def worst_allowed(goal: Stage | Worst, best: Fraction) -> Fraction:
    """Return the value up to which the goals that follow may worsen a goal."""
    if goal.tolerance is None:
        return best
    return best + (
        goal.tolerance if isinstance(goal.tolerance, int) else abs(best) * goal.tolerance
    )


def broken(activity: Whole, low: Whole, high: Whole) -> Whole:
    """Return for each row -1 where it is short of its least, 1 where over its most, else 0.

    "No bound" is none, however far sums beyond 64 bits go.
    """
    short = (activity < low) & (low > -UNBOUNDED)
    over = (activity > high) & (high < UNBOUNDED)
    signs: Whole = over.astype(np.int64) - short.astype(np.int64)
    return signs


@dataclass(frozen=True)
class Group:
    """The words of a run of columns or rows: who asked for them, and what each is about."""

    start: int
    stop: int
    label: str
    keys: Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class ColumnBounds:
    """Bounds of columns that a block of rows of one column asked for.

    Attributes:
        label, keys: Who asked for them, and what each is about.
        column, value: Their columns, and the bound of each.
        is_low: Whether they are the least of each, else the most.
    """

    label: str
    keys: Sequence[tuple[str, ...]]
    column: Whole
    value: Whole
    is_low: bool


@dataclass(frozen=True)
class Pot:
    """Money that is given out together: one source, or several that a rule splits.

    Attributes:
        parts: The places of its sources, each with its grains in one unit of the pot.
        by_award: Whether every award is in whole units, and not only a recipient's sum.
    """

    parts: tuple[tuple[int, int], ...]
    by_award: bool = False


@dataclass(frozen=True)
class Ties:
    """What decides between equally good plans (docs/decisions/0004-one-plan.md).

    Attributes:
        totals: The recipients' total columns, in listed order.
        step: Money in one step of a total [fen].
        cells: The cells' columns, in listed order.
        owner: For each cell the position of its recipient in `totals`.
        grain: Money in one step of each cell [fen].
        proportion: The part of its recipient's total that each cell would hold if it could.
        mix: Whole grains of each source for each use over the plan, where the policy leaves them
            to proportion; None where stated needs decide recipient by recipient.
        order: Places in `totals` in the order in which recipients come to the more; empty where
            that is listed order.
        money: All the money there is [fen].
        pools: As `mix`, with the uses as large as all stated needs for them; None with projects.
        pots: The sources as they are given out.
        grains: Money in one grain of each source [fen].
        needs: Stated needs by recipient and use [fen]; empty where none are stated.
        told_by_totals: How many columns say of totals what these say themselves, so that they
            change nothing in what a plan is.
    """

    totals: Whole
    step: int
    cells: Whole
    owner: Whole
    grain: Whole
    proportion: tuple[Fraction, ...]
    mix: tuple[tuple[int, ...], ...] | None
    order: tuple[int, ...] = ()
    money: int = 0
    pools: tuple[tuple[int, ...], ...] | None = None
    pots: tuple[Pot, ...] = ()
    grains: tuple[int, ...] = ()
    needs: tuple[tuple[int, ...], ...] = ()
    told_by_totals: int = 0

    @property
    def favoured(self) -> Whole:
        """The total columns in the order in which they come to the more."""
        return self.totals[list(self.order)] if self.order else self.totals

    @cached_property
    def coming(self) -> list[list[int]]:
        """For each recipient the needs by use of it and of all listed after it."""
        sums = np.cumsum(np.array(self.needs, dtype=object)[::-1], axis=0)[::-1]
        rows: list[list[int]] = sums.tolist()
        return rows


@dataclass(frozen=True)
class Program:
    """The whole program; arrays over columns (n) and rows (m), the matrix by rows.

    Attributes:
        lower, upper: Bounds of the columns, whole, n each.
        start, column, coefficient: The matrix: row i holds entries start[i] to start[i + 1];
            coefficients are Python's own numbers where one of them is too long for 64 bits.
        low, high: Bounds of the rows, whole, m each.
        goals: In order of priority.
        anchor: A whole point within the bounds and near the targets; engines that print few digits
            count from there.
        column_bounds: Who asked for bounds of columns, those wider than what was known left out.
        contradictions: What arithmetic alone shows can never hold, in words.
        limits: Goals that need not be made best but may not be worse than a value, each with it.
            There is a plan within them: who states them knows one.
    """

    lower: Whole
    upper: Whole
    start: Whole
    column: Whole
    coefficient: Whole
    low: Whole
    high: Whole
    goals: Goals
    ties: Ties
    anchor: Whole
    row_groups: tuple[Group, ...] = ()
    column_bounds: tuple[ColumnBounds, ...] = ()
    contradictions: tuple[Words, ...] = ()
    limits: tuple[tuple[Stage, Fraction], ...] = ()

    @property
    def columns(self) -> int:
        """The number of columns."""
        return len(self.lower)

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.low)

    @cached_property
    def row_of_entry(self) -> Whole:
        """For each entry of the matrix its row."""
        return np.repeat(np.arange(self.rows, dtype=np.int64), np.diff(self.start))

    @cached_property
    def lists(self) -> tuple[list[int], list[int], list[int]]:
        """Start, column and coefficient as plain integers, for exact arithmetic."""
        return self.start.tolist(), self.column.tolist(), self.coefficient.tolist()

    @cached_property
    def is_wide(self) -> bool:
        """Whether the sum of a row may leave 64 bits within the bounds of its columns."""
        if is_unlimited(self.coefficient):
            return True
        reach = np.maximum(np.abs(self.lower), np.abs(self.upper)).astype(np.float64)
        entries = np.abs(self.coefficient).astype(np.float64) * reach[self.column]
        of_row = np.bincount(self.row_of_entry, entries, self.rows)
        return bool((of_row >= whole_numbers.LARGEST_SUM).any())

    def asking(
        self, goals: Goals, anchor: Whole, limits: tuple[tuple[Stage, Fraction], ...] = ()
    ) -> "Program":
        """Return the same rows under other goals."""
        return replace(self, goals=goals, anchor=anchor, limits=limits)

    def with_sums(self, sums: Sequence[Sequence[int]]) -> "Program":
        """Return the program with sums of columns as rows that bound nothing, after all others."""
        column = np.array([j for columns in sums for j in columns], dtype=np.int64)
        ends = self.start[-1] + np.cumsum([len(columns) for columns in sums])
        ones = np.ones(len(column), dtype=self.coefficient.dtype)
        free = np.full(len(sums), UNBOUNDED)
        return replace(
            self,
            start=np.concatenate([self.start, ends.astype(np.int64)]),
            column=np.concatenate([self.column, column]),
            coefficient=np.concatenate([self.coefficient, ones]),
            low=np.concatenate([self.low, -free]),
            high=np.concatenate([self.high, free]),
        )

    def activity(self, x: Whole) -> Whole:
        """Return A x for whole columns; in Python's own numbers where 64 bits might be too few."""
        if self.is_wide:
            return self.sums(unlimited(self.coefficient) * unlimited(x[self.column]))
        return self.sums(self.coefficient * x[self.column])

    def sums(self, values: Whole) -> Whole:
        """Return the sum of one figure an entry over each row; a row may be empty."""
        running = np.zeros(len(values) + 1, dtype=values.dtype)
        np.cumsum(values, out=running[1:])
        result: Whole = running[self.start[1:]] - running[self.start[:-1]]
        return result

    def holds(self, x: Whole) -> bool:
        """Return whether a point keeps every bound and every row, in whole arithmetic."""
        if (x < self.lower).any() or (x > self.upper).any():
            return False
        return not broken(self.activity(x), self.low, self.high).any()


_NONE = np.zeros(0, dtype=np.int64)
_NO_TIES = Ties(_NONE, 1, _NONE, _NONE, _NONE, (), None)
NO_PROGRAM = Program(
    _NONE, _NONE, np.zeros(1, dtype=np.int64), _NONE, _NONE, _NONE, _NONE, (), _NO_TIES, _NONE
)
"""The program of nothing: where nobody is asked, as time has run out."""
