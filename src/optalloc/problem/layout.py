"""The layout of the money: which column is which cell, and sums of cells as exact expressions.

Rules speak in money and never in columns:  amounts.sum(by="recipient", sources=...) is one
expression for each recipient, in fen.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, gcd, lcm
from typing import Literal

import numpy as np

from optalloc.core.whole_numbers import UNBOUNDED, Whole, is_unlimited, multiplied, unlimited, whole
from optalloc.problem.facts import Cell, Facts
from optalloc.problem.higher_units import HigherUnits
from optalloc.solver.program.program import Pot

By = Literal["recipient", "source", "use", "project"]
Bound = int | Fraction | None


def common_step(facts: Facts) -> int:
    """Return the step that every recipient's total must be a multiple of [fen]: of grains, rules.

    1 fen when nothing forces a step.
    """
    # A source without a grain of its own is given in the step that all grains share.
    shared = gcd(*facts.grain.cells.values())
    grains = [facts.grain.cells.get(source.name, shared) for source in facts.sources]
    units = [sum(part * grains[s] for s, part in pot.parts) for pot in pots_of(facts)]
    return lcm(gcd(*units), *facts.forced_steps)


def pots_of(facts: Facts) -> tuple[Pot, ...]:
    """Return the sources as they are given out, in listed order of their first."""
    place = {source.name: i for i, source in enumerate(facts.sources)}
    pots: dict[int, Pot] = {}
    taken: set[str] = set()
    for grains, by_award in facts.splits:
        if taken.isdisjoint(grains):
            parts = tuple(sorted((place[name], units) for name, units in grains.items()))
            pots[parts[0][0]] = Pot(parts, by_award)
            taken |= grains.keys()
    for name, i in place.items():
        if name not in taken:
            pots[i] = Pot(((i, 1),))
    return tuple(pots[i] for i in sorted(pots))


@dataclass(frozen=True)
class LinearExpressions:
    """A block of linear expressions in fen; entry e adds coefficient[e] * x[column[e]] to row[e].

    Attributes:
        count: How many expressions there are.
        keys: What each is about, as names.
    """

    count: int
    row: Whole
    column: Whole
    coefficient: Whole
    keys: tuple[tuple[str, ...], ...]

    def times(self, factor: int | Whole) -> "LinearExpressions":
        """Return the expressions multiplied by a whole number, or each by its own."""
        each = factor if isinstance(factor, int) else factor[self.row]
        coefficient = multiplied(self.coefficient, each)
        return LinearExpressions(self.count, self.row, self.column, coefficient, self.keys)

    def __add__(self, other: "LinearExpressions") -> "LinearExpressions":
        """Add two blocks of the same length, expression by expression."""
        if self.count != other.count:
            raise ValueError(f"{self.count} expressions and {other.count} do not add up")
        return LinearExpressions(
            self.count,
            np.concatenate([self.row, other.row]),
            np.concatenate([self.column, other.column]),
            np.concatenate([self.coefficient, other.coefficient]),
            self.keys,
        )

    def __sub__(self, other: "LinearExpressions") -> "LinearExpressions":
        return self + other.times(-1)

    def pick(self, rows: Sequence[int]) -> "LinearExpressions":
        """Return some of the expressions, in the order given."""
        place = np.full(self.count, -1, dtype=np.int64)
        place[np.asarray(rows, dtype=np.int64)] = np.arange(len(rows))
        kept = place[self.row] >= 0
        keys = tuple(self.keys[i] for i in rows)
        row, column, coefficient = self.row[kept], self.column[kept], self.coefficient[kept]
        return LinearExpressions(len(rows), place[row], column, coefficient, keys)

    def one_by_one(self) -> list["LinearExpressions"]:
        """Return every expression by itself: `pick` looks through all of them for each."""
        order, nothing = np.argsort(self.row, kind="stable"), np.zeros_like(self.row)
        ends = np.searchsorted(self.row[order], np.arange(self.count + 1)).tolist()
        column, coefficient = self.column[order], self.coefficient[order]
        return [
            LinearExpressions(1, nothing[a:b], column[a:b], coefficient[a:b], (key,))
            for a, b, key in zip(ends[:-1], ends[1:], self.keys, strict=True)
        ]

    def repeated(self, rows: Sequence[int]) -> "LinearExpressions":
        """Return expressions as often as they are named, in the order given."""
        each = self.one_by_one()
        named = [each[i] for i in rows]
        new = np.repeat(np.arange(len(rows), dtype=np.int64), [len(e.column) for e in named])
        column = np.concatenate([self.column[:0], *(e.column for e in named)])
        coefficient = np.concatenate([self.coefficient[:0], *(e.coefficient for e in named)])
        keys = tuple(self.keys[i] for i in rows)
        return LinearExpressions(len(rows), new, column, coefficient, keys)

    def total(self, *key: str) -> "LinearExpressions":
        """Return the one expression that adds up all of them."""
        return LinearExpressions(1, np.zeros_like(self.row), self.column, self.coefficient, (key,))


@dataclass(frozen=True)
class ConstraintBlock:
    """Expressions held between bounds: low <= sums <= high, as one rule asks it.

    Attributes:
        low, high: Whole numbers of 64 bits, where UNBOUNDED is no bound; Python's own where one of
            the bounds is longer, and None is no bound.
    """

    label: str
    sums: LinearExpressions
    low: Whole
    high: Whole

    @property
    def is_short(self) -> bool:
        """Whether all its numbers can be added up in 64 bits."""
        numbers = (self.sums.coefficient, self.low, self.high)
        return not any(is_unlimited(values) for values in numbers)

    def ends(self, i: int) -> tuple[int | None, int | None]:
        """Return the bounds of one expression; None is no bound."""
        low, high = self.low[i], self.high[i]
        is_free_below = low is None or (not is_unlimited(self.low) and low <= -UNBOUNDED)
        is_free_above = high is None or (not is_unlimited(self.high) and high >= UNBOUNDED)
        return None if is_free_below else int(low), None if is_free_above else int(high)


def bounded(
    label: str,
    sums: LinearExpressions,
    low: Bound | Sequence[Bound] = None,
    high: Bound | Sequence[Bound] = None,
) -> ConstraintBlock:
    """Hold expressions between exact bounds, tightened to whole fen.

    Args:
        label: The rule that asks for it.
        low, high: One bound for all or one each [fen]; None is no bound.
    """
    return ConstraintBlock(
        label,
        sums,
        _each(low, -UNBOUNDED, ceil, sums.count),
        _each(high, UNBOUNDED, floor, sums.count),
    )


def _each(
    bounds: Bound | Sequence[Bound], none: int, rounded: Callable[[int | Fraction], int], count: int
) -> Whole:
    """Return one whole bound for each of so many expressions."""
    made = [b if b is None or isinstance(b, int) else rounded(b) for b in _listed(bounds)]
    if all(b is None or abs(b) < UNBOUNDED for b in made):
        held = whole(none if b is None else b for b in made)
    else:
        held = unlimited(made)
    return np.repeat(held, count) if isinstance(bounds, (int, Fraction, type(None))) else held


def _listed(bounds: Bound | Sequence[Bound]) -> Sequence[Bound]:
    return [bounds] if bounds is None or isinstance(bounds, (int, Fraction)) else bounds


def cells_of(facts: Facts) -> Iterator[Cell]:
    """Yield what each cell is of, in the order of their columns."""
    for recipient in facts.recipients:
        for source in facts.sources:
            for use in facts.uses:
                yield recipient.name, source.name, use.name, None
    for project in facts.projects:
        for source in facts.sources:
            yield project.recipient, source.name, project.use, project.name


class VariableLayout:
    """The columns of one layout: cells, then totals, then what rules add.

    A cell for each recipient, source and use, and then one for each project and source.

    Attributes:
        facts: Whose money is laid out.
        step: Money in one step of a recipient's total [fen].
        recipient, source, use, project: For each cell the position of its name in the problem; the
            project of a cell without one is -1.
        grain: For each cell the money in one step [fen].
        told_by_totals: How many columns say no more than totals and cells do.
        starts: By the column of a total the switches (or None) that are 1 where it holds anything,
            each with the least steps that it then holds.
        only_where_paid: A label, columns of totals, and for each a switch on only where it is paid.
        higher_totals: The first column of the totals of units above the recipients, by their
            level and the place of each recipient's unit.
    """

    def __init__(self, facts: Facts, step: int) -> None:
        self.facts = facts
        self.step = step
        shape = (len(facts.recipients), len(facts.sources), len(facts.uses))
        grids = np.indices(shape, dtype=np.int64).reshape(3, -1)
        self.recipient, self.source, self.use, self.project = self._with_projects(grids)
        grains = whole([facts.grain.cells[s.name] for s in facts.sources])
        self.grain: Whole = grains[self.source]
        self._extra: list[tuple[int, int]] = []
        self.higher_totals: dict[tuple[str, bytes], int] = {}
        self.told_by_totals = 0
        self.starts: dict[int, list[tuple[LinearExpressions | None, int]]] = {}
        self.only_where_paid: list[tuple[str, list[int], LinearExpressions]] = []

    def _with_projects(self, grid: Whole) -> tuple[Whole, Whole, Whole, Whole]:
        """Return the positions of recipient, source, use and project of every cell."""
        projects, pots = self.facts.projects, len(self.facts.sources)
        town = {r.name: i for i, r in enumerate(self.facts.recipients)}
        use = {u.name: i for i, u in enumerate(self.facts.uses)}
        return (
            np.concatenate([grid[0], np.repeat(whole(town[p.recipient] for p in projects), pots)]),
            np.concatenate([grid[1], np.tile(np.arange(pots, dtype=np.int64), len(projects))]),
            np.concatenate([grid[2], np.repeat(whole(use[p.use] for p in projects), pots)]),
            np.concatenate([np.full(grid.shape[1], -1), np.repeat(np.arange(len(projects)), pots)]),
        )

    def units(self, *given: int) -> int:
        """Return the money in the units of which every sum of cells holds a whole number.

        Args:
            given: Amounts that are added to sums of cells, and are whole units too [fen].
        """
        unit = gcd(*self.facts.grain.cells.values(), *given)
        return max(1, (self.facts.money + sum(map(abs, given))) // unit)

    @property
    def cells(self) -> int:
        """The number of cells; their columns come first."""
        return len(self.recipient)

    @property
    def columns(self) -> int:
        """The number of columns laid out so far: cells, totals, what rules added."""
        return self.cells + len(self.facts.recipients) + len(self._extra)

    @property
    def extra(self) -> Sequence[tuple[int, int]]:
        """The least and the greatest value of each column that rules added, in their order."""
        return self._extra

    def totals(self) -> LinearExpressions:
        """Return every recipient's total, in listed order, by its own column [fen]."""
        n = len(self.facts.recipients)
        position = np.arange(n, dtype=np.int64)
        keys = tuple((r.name,) for r in self.facts.recipients)
        return LinearExpressions(
            n, position, self.cells + position, np.repeat(whole([self.step]), n), keys
        )

    def switches(self, keys: Sequence[tuple[str, ...]]) -> LinearExpressions:
        """Lay out new columns that are 0 or 1 and return them as expressions without unit."""
        return self.numbers(keys, 0, 1)

    def begin(
        self, totals: LinearExpressions, switches: LinearExpressions | None, least: int
    ) -> None:
        """Note the switch of each total, and the least that it is where it is not nothing [fen]."""
        columns = totals.column.tolist()
        each = [None] * len(columns) if switches is None else switches.one_by_one()
        for j, own in zip(columns, each, strict=True):
            self.starts.setdefault(j, []).append((own, -(-least // self.step)))

    def numbers(
        self, keys: Sequence[tuple[str, ...]], low: int | Sequence[int], high: int | Sequence[int]
    ) -> LinearExpressions:
        """Lay out new whole columns and return them as expressions without unit.

        Args:
            keys: What each is about.
            low, high: The least and greatest value, one for all or one each.
        """
        first = self.columns
        lows = [low] * len(keys) if isinstance(low, int) else low
        highs = [high] * len(keys) if isinstance(high, int) else high
        self._extra += zip(lows, highs, strict=True)
        position = np.arange(len(keys), dtype=np.int64)
        return LinearExpressions(
            len(keys), position, first + position, np.ones_like(position), tuple(keys)
        )

    def sum(
        self,
        by: By | tuple[By, ...] = (),
        sources: frozenset[str] | None = None,
        uses: frozenset[str] | None = None,
        recipients: frozenset[str] | None = None,
        projects: bool | None = None,
    ) -> LinearExpressions:
        """Return the money of the named cells, in all or by recipient, source, use or pairs [fen].

        Cells without a project stand in no expression that is about projects.

        Args:
            by: What each expression is about; () adds everything into one.
            sources, uses, recipients: Which cells count; None means all of them.
            projects: Whether only cells with a project count, or only those without.
        """
        kept = np.ones(self.cells, dtype=bool)
        chosen: tuple[tuple[frozenset[str] | None, By], ...] = (
            (sources, "source"),
            (uses, "use"),
            (recipients, "recipient"),
        )
        for names, axis in chosen:
            if names is not None:
                flags = np.array([n in names for n in self._names(axis)], dtype=bool)
                kept &= flags[self._axis(axis)]
        axes: tuple[By, ...] = (by,) if isinstance(by, str) else by
        if projects is not None or "project" in axes:
            kept &= (self.project >= 0) == (projects is not False)
        column = np.flatnonzero(kept).astype(np.int64)
        row = np.zeros_like(column)
        keys: list[tuple[str, ...]] = [()]
        for axis in axes:
            listed = self._names(axis)
            row = row * len(listed) + self._axis(axis)[column]
            keys = [(*key, name) for key in keys for name in listed]
        return LinearExpressions(len(keys), row, column, self.grain[column], tuple(keys))

    def _axis(self, axis: By) -> Whole:
        position: Whole = getattr(self, axis)
        return position

    def _names(self, axis: By) -> list[str]:
        return [item.name for item in getattr(self.facts, axis + "s")]


class HigherLayout(VariableLayout):
    """The columns of a layout as units see them: the same cells, and a total for each unit.

    Columns of totals are laid out once for each level, behind those of the layout below; whoever
    asks first, as `has_laid_out` says, yields the rows that add them up (problem/at_level.py).
    """

    def __init__(self, units: HigherUnits, below: VariableLayout) -> None:
        self.facts, self.step = units, below.step
        self.recipient = units.place_of[below.recipient]
        self.source, self.use, self.project = below.source, below.use, below.project
        self.grain = below.grain
        self._units, self._below, self._extra = units, below, below._extra
        self.starts, self.only_where_paid = {}, []
        self.has_laid_out = False

    @property
    def columns(self) -> int:
        """The number of columns laid out so far."""
        return self._below.columns

    def totals(self) -> LinearExpressions:
        """Return every unit's total, in listed order, by its own column [fen]."""
        n, laid_out = len(self.facts.recipients), self._below.higher_totals
        keys = tuple((unit.name,) for unit in self.facts.recipients)
        # Scenarios of one program may group the same recipients otherwise under the same level.
        own = (self._units.level, self._units.place_of.tobytes())
        if own not in laid_out:
            laid_out[own] = self.columns
            self.numbers(keys, 0, self.facts.money // self.step)
            self.has_laid_out = True
        position = np.arange(n, dtype=np.int64)
        column = laid_out[own] + position
        return LinearExpressions(n, position, column, np.repeat(whole([self.step]), n), keys)

    def added_up(self) -> LinearExpressions:
        """Return what is nothing: the totals of each unit's recipients less its own [fen]."""
        parts, own = self._below.totals(), self.totals()
        return (
            LinearExpressions(
                own.count, self._units.place_of, parts.column, parts.coefficient, own.keys
            )
            - own
        )
