"""A program on the way: rows are taken block by block, merged and tightened to whole steps."""

from collections.abc import Sequence

import numpy as np

from optalloc.core.message import Words
from optalloc.core.whole_numbers import LARGEST_SUM, is_unlimited, largest, unlimited, whole
from optalloc.problem.layout import ConstraintBlock, LinearExpressions, VariableLayout
from optalloc.problem.long_rows import ALWAYS_ONE, LongRow, long_rows
from optalloc.problem.problem import Problem
from optalloc.problem.shown_name import bracketed
from optalloc.solver.program.program import (
    UNBOUNDED,
    ColumnBounds,
    Goals,
    Group,
    Program,
    Ties,
    Whole,
)


def anchored(point: Whole, lower: Whole, upper: Whole) -> Whole:
    """Return a point within bounds."""
    return np.clip(point, lower, np.maximum(lower, upper))


class ProgramDraft:
    """Collects rows; a row of one column becomes that column's bound."""

    def __init__(self, facts: Problem, amounts: VariableLayout, because: Words) -> None:
        self.facts, self.amounts, self.because = facts, amounts, because
        self.lower = np.zeros(amounts.columns, dtype=np.int64)
        self.upper = np.ones(amounts.columns, dtype=np.int64)
        money = np.array([s.amount for s in facts.sources], dtype=np.int64)
        self.upper[: amounts.cells] = money[amounts.source] // amounts.grain
        totals = amounts.totals().column
        self.upper[totals] = facts.money // amounts.step
        for column, (low, high) in enumerate(amounts.extra, amounts.columns - len(amounts.extra)):
            self.lower[column], self.upper[column] = low, high
        self.parts: list[tuple[Whole, Whole, Whole]] = []
        self.low: list[Whole] = []
        self.high: list[Whole] = []
        self.groups: list[Group] = []
        self.column_bounds: list[ColumnBounds] = []
        self.rows = 0
        self.contradictions: list[Words] = []
        self.always_one: int | None = None

    def add(self, block: ConstraintBlock) -> None:
        """Take a block of rows: merged, divided by common factors, bounds tightened."""
        sums = _merged(block.sums)
        if not block.is_short or is_unlimited(sums.coefficient):
            self._add_long(block, sums)
            return
        entries = np.bincount(sums.row, minlength=sums.count)
        factor = np.zeros(sums.count, dtype=np.int64)
        np.gcd.at(factor, sums.row, sums.coefficient)
        factor = np.maximum(factor, 1)
        low = np.where(block.low <= -UNBOUNDED, -UNBOUNDED, -(-block.low // factor))
        high = np.where(block.high >= UNBOUNDED, UNBOUNDED, block.high // factor)
        self._note(block, sums, entries, factor, low, high)
        scaled = LinearExpressions(
            sums.count, sums.row, sums.column, sums.coefficient // factor[sums.row], sums.keys
        )
        self._bound(block.label, scaled, entries == 1, low, high)
        free = (low <= -UNBOUNDED) & (high >= UNBOUNDED)
        self._keep(block.label, scaled, np.flatnonzero((entries > 1) & ~free), low, high)

    def _add_long(self, block: ConstraintBlock, sums: LinearExpressions) -> None:
        """Take a block with numbers of more than 64 bits, row by row."""
        kept: list[tuple[dict[int, int], int, int]] = []
        keys: list[tuple[str, ...]] = []
        lower, upper = self.lower.tolist(), self.upper.tolist()
        for i, row in enumerate(long_rows(block, sums)):
            if row.is_crossed:
                asked = self._range(*block.ends(i))
                self._contradict(block.label, row.key, asked, row.factor, not row.entries)
            elif len(row.entries) == 1:
                self._bound_long(block.label, row)
            elif row.entries:
                row = row.asked(lower, upper)
                held = [*row.held(self._one() if row.needs_one else -1)]
                kept += held
                keys += [row.key] * len(held)
        if not kept:
            return
        self.parts.append(
            (
                whole(self.rows + i for i, (entries, *_) in enumerate(kept) for _ in entries),
                whole(j for entries, *_ in kept for j in sorted(entries)),
                whole(entries[j] for entries, *_ in kept for j in sorted(entries)),
            )
        )
        self.low.append(whole(low for _, low, _ in kept))
        self.high.append(whole(high for *_, high in kept))
        self.groups.append(Group(self.rows, self.rows + len(kept), block.label, keys))
        self.rows += len(kept)

    def _bound_long(self, label: str, row: LongRow) -> None:
        """Turn a row of one column into a bound; what 64 bits do not hold no column reaches."""
        ((j, c),) = row.entries.items()
        low, high = (row.low, row.high) if c > 0 else (row.high, row.low)
        least, most = ((None if end is None else end * c) for end in (low, high))
        floor = -UNBOUNDED if least is None else _capped(least)
        roof = UNBOUNDED if most is None else _capped(most)
        self._draw_in(label, [row.key], whole([j]), (whole([floor]), whole([roof])))

    def _one(self) -> int:
        """Return the column that is always 1, laid out when it is first asked for."""
        if self.always_one is None:
            (self.always_one,) = self.amounts.numbers([ALWAYS_ONE], 1, 1).column.tolist()
            self.lower, self.upper = np.append(self.lower, 1), np.append(self.upper, 1)
        return self.always_one

    def _note(
        self,
        block: ConstraintBlock,
        sums: LinearExpressions,
        entries: Whole,
        factor: Whole,
        low: Whole,
        high: Whole,
    ) -> None:
        """Write down rows that no whole numbers can keep."""
        empty = (entries == 0) & ((block.low > 0) | (block.high < 0))
        for i in np.flatnonzero((low > high) | empty).tolist():
            asked = self._range(*block.ends(i))
            self._contradict(block.label, sums.keys[i], asked, int(factor[i]), bool(empty[i]))

    def _contradict(
        self, label: str, key: tuple[str, ...], asked: Words, factor: int, is_empty: bool
    ) -> None:
        """Write down a row that no whole numbers can keep."""
        about = "、".join(k for k in key if k != "*")
        (name,) = self.facts.names_of([label])
        zh, en = bracketed(name) + Words(about, f" {about}" if about else "")
        if is_empty:
            self.contradictions.append(
                Words(
                    f"{zh}要求{asked.zh}，但本批没有一笔资金能改变它。",
                    f"{en} asks for {asked.en}, but no money of this batch can change that.",
                )
            )
            return
        step = self.facts.say(factor)
        why_zh = f"{self.because.zh}。" if factor == self.amounts.step else ""
        why_en = f" ({self.because.en})" if factor == self.amounts.step else ""
        self.contradictions.append(
            Words(
                f"{zh}要求{asked.zh}，但金额只能按 {step} 一步取值。{why_zh}",
                f"{en} asks for {asked.en}, but the money stands in steps of {step}{why_en}.",
            )
        )

    def _range(self, low: int | None, high: int | None) -> Words:
        say = self.facts.say
        if low is not None and low == high:
            return Words(f"恰为 {say(low)}", f"exactly {say(low)}")
        if low is not None and high is not None:
            return Words(f"在 {say(low)} 与 {say(high)} 之间", f"{say(low)} to {say(high)}")
        if low is not None:
            return Words(f"不低于 {say(low)}", f"at least {say(low)}")
        return Words(f"不高于 {say(high or 0)}", f"at most {say(high or 0)}")

    def _bound(
        self, label: str, sums: LinearExpressions, single: "np.ndarray", low: Whole, high: Whole
    ) -> None:
        """Turn rows of one column into bounds; divided by their factor they are +x or -x."""
        kept = single[sums.row]
        row, column, sign = sums.row[kept], sums.column[kept], sums.coefficient[kept]
        floor = np.where(sign > 0, low[row], -high[row])
        roof = np.where(sign > 0, high[row], -low[row])
        self._draw_in(label, [sums.keys[i] for i in row.tolist()], column, (floor, roof))

    def _draw_in(
        self,
        label: str,
        keys: Sequence[tuple[str, ...]],
        column: Whole,
        ends: tuple[Whole, Whole],
    ) -> None:
        """Draw bounds of columns in, and keep who asked for those tighter than what was known."""
        floor, roof = ends
        tighter = {True: floor > self.lower[column], False: roof < self.upper[column]}
        for is_low, places in ((side, np.flatnonzero(at)) for side, at in tighter.items()):
            if len(places):
                told = tuple(keys[i] for i in places.tolist())
                end = floor if is_low else roof
                self.column_bounds.append(
                    ColumnBounds(label, told, column[places], end[places], is_low)
                )
        np.maximum.at(self.lower, column, floor)
        np.minimum.at(self.upper, column, roof)

    def _keep(
        self, label: str, sums: LinearExpressions, rows: Whole, low: Whole, high: Whole
    ) -> None:
        kept = sums.pick(rows.tolist())
        order = np.argsort(kept.row, kind="stable")
        self.parts.append(
            (kept.row[order] + self.rows, kept.column[order], kept.coefficient[order])
        )
        self.low.append(low[rows])
        self.high.append(high[rows])
        self.groups.append(Group(self.rows, self.rows + len(rows), label, kept.keys))
        self.rows += len(rows)

    def program(self, goals: Goals, ties: Ties, near: Whole) -> Program:
        """Return everything collected, with a point near which the best plan is looked for."""
        anchor = anchored(near, self.lower, self.upper)
        row, column, coefficient = (
            np.concatenate(parts) for parts in zip(*self.parts, strict=True)
        )
        (row, column, coefficient), low, high = with_whole_switches(
            (row, column, coefficient),
            (self.lower, self.upper),
            np.concatenate(self.low),
            np.concatenate(self.high),
        )
        start = np.zeros(self.rows + 1, dtype=np.int64)
        np.cumsum(np.bincount(row, minlength=self.rows), out=start[1:])
        return Program(
            self.lower,
            self.upper,
            start,
            column,
            coefficient,
            low,
            high,
            goals,
            ties,
            anchor,
            row_groups=tuple(g for g in self.groups if g.stop > g.start),
            column_bounds=tuple(self.column_bounds),
            contradictions=tuple(self.contradictions),
        )


def _capped(bound: int) -> int:
    """Return a bound of a column, which no column of money reaches beyond 64 bits."""
    return min(max(bound, -UNBOUNDED), UNBOUNDED)


def _merged(sums: LinearExpressions) -> LinearExpressions:
    """Return the expressions with each column at most once in each, and no zero."""
    order = np.lexsort((sums.column, sums.row))
    row, column, coefficient = sums.row[order], sums.column[order], sums.coefficient[order]
    if len(row) == 0:
        return sums
    first = np.ones(len(row), dtype=bool)
    first[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
    starts = np.flatnonzero(first)
    most = int(np.diff(starts, append=len(row)).max())
    if largest(coefficient) * most >= LARGEST_SUM:
        coefficient = unlimited(coefficient)
    added = np.add.reduceat(coefficient, starts)
    keep = added != 0
    return LinearExpressions(
        sums.count, row[first][keep], column[first][keep], added[keep], sums.keys
    )


Entries = tuple[Whole, Whole, Whole]
"""Row, column and coefficient of each entry."""


# Rows of amounts and one switch, tightened to whole steps on both sides of the switch.
#
#     25 a <= 38097.67 s      is, for whole a and s of 0 or 1,      a <= 1523 s
#
# Where the amounts of a row share a factor that its switch does not, a linear program has points
# that no whole amounts come near, and each cut in two leaves others of the kind. The tightened row
# holds the same whole points.
def with_whole_switches(
    entries: Entries, bounds: tuple[Whole, Whole], low: Whole, high: Whole
) -> tuple[Entries, Whole, Whole]:
    """Return rows in which the part of a switch is a whole number of the amounts' steps.

    Args:
        bounds: The least and the most of each column.
        low: The least of each row.
        high: The most of each row.
    """
    row, column, coefficient = entries
    lower, upper = bounds
    of_switch = ((lower == 0) & (upper == 1))[column]
    if not of_switch.any():
        return entries, low, high
    factor = np.zeros(len(low), dtype=coefficient.dtype)
    np.gcd.at(factor, row[~of_switch], coefficient[~of_switch])
    switches = np.bincount(row[of_switch], minlength=len(low))
    has_low, has_high = low > -UNBOUNDED, high < UNBOUNDED
    chosen = (switches == 1) & (factor > 1) & (has_low != has_high)
    if not chosen.any():
        return entries, low, high
    place = np.flatnonzero(of_switch & chosen[row])
    i = row[place]
    part, is_most = coefficient[place], has_high[i]
    side = np.where(is_most, high[i], -low[i])
    step, sign = factor[i], np.where(is_most, 1, -1)
    off, on = side // step, (side - sign * part) // step
    coefficient = coefficient.copy()
    coefficient[place] = sign * (off - on) * step
    coefficient = coefficient // np.where(chosen, factor, 1)[row]
    low, high = low.copy(), high.copy()
    high[i[is_most]], low[i[~is_most]] = off[is_most], -off[~is_most]
    kept = coefficient != 0
    return (row[kept], column[kept], coefficient[kept]), low, high
