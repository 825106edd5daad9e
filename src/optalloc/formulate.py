"""Formulate: Problem and Targets become a Program, rule by rule, tightened to whole steps."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import gcd

import numpy as np

from optalloc.amounts import Amounts, Rows, Sums, bounded, common_step
from optalloc.evened import ties_of
from optalloc.exact import floors
from optalloc.parts import Targets
from optalloc.problem import Problem
from optalloc.program import UNBOUNDED, Goals, Group, Program, Stage, Ties, Whole, Worst
from optalloc.words import NOTHING, Words

MONEY = "资金"
"""The label of what holds in every problem: a source gives no more than it has."""


def lattice(problem: Problem) -> tuple[int, Words]:
    """Return the step that every recipient's total must be a multiple of, and which rules say so.

    Found by whole arithmetic before anything is solved [fen]; 1 fen when nothing forces a step.
    """
    forced = [(rule, step) for rule in problem.rules if (step := rule.step(problem))]
    grains = sorted(set(problem.grain.cells.values()))
    common, step = gcd(*grains), common_step(problem)
    telling = [rule for rule, own in forced if own != common]
    if not telling and step != common:
        # No rule alone forces it, but splits that leave no source out do so together.
        telling = [rule for rule in problem.rules if rule.together(problem)]
    words = [rule.words(problem) for rule in telling] or [NOTHING]
    zh, en = "；".join(w.zh for w in words), "; ".join(w.en for w in words)
    grain = problem.say(common)
    if not telling:
        return step, Words(f"各笔安排以 {grain} 为单位", f"awards stand in steps of {grain}")
    return step, Words(
        f"{zh}，每笔以 {grain} 为单位，所以每个单位的合计只能是 {problem.say(step)} 的整数倍",
        f"{en}, awards in steps of {grain}: every total is a multiple of {problem.say(step)}",
    )


def formulate(problem: Problem, targets: Targets) -> Program:
    """Return the problem as plain exact data, rules first, then goals and what decides ties."""
    step, because = lattice(problem)
    amounts = Amounts(problem, step)
    blocks = list(_structure(problem, amounts))
    for rule in problem.rules:
        blocks += rule.rows(problem, targets, amounts)
    goals, more = goals_of(problem, targets, amounts)
    draft = _Draft(problem, amounts, because)
    for block in (*blocks, *more):
        draft.add(block)
    return draft.program(goals, ties_of(problem, amounts), near_targets(targets, amounts))


def goals_of(problem: Problem, targets: Targets, amounts: Amounts) -> tuple[Goals, list[Rows]]:
    """Return the goals as costs of columns, and the rows for columns of their own."""
    blocks: list[Rows] = []
    goals: list[Stage | Worst] = []
    for goal in problem.goals:
        asked = list(goal.stages(problem, targets, amounts))
        blocks += [s for s in asked if isinstance(s, Rows)]
        goals += [s for s in asked if not isinstance(s, Rows)]
        if goal.tolerance is not None:
            # What comes before its last stage is a limit that leaves no room.
            goals[-1] = replace(goals[-1], tolerance=goal.tolerance)
    return tuple(goals), blocks


def near_targets(targets: Targets, amounts: Amounts) -> Whole:
    """Return every target, and its part of each cell, in whole steps."""
    problem = amounts.problem
    money, uses = max(1, problem.money), len(problem.uses)
    aims = [targets.target(r.name) for r in problem.recipients]
    point = np.zeros(amounts.columns, dtype=np.int64)
    cells = point[: len(aims) * len(problem.sources) * uses]
    by_source = cells.reshape(len(aims), len(problem.sources), uses)
    for s, source in enumerate(problem.sources):
        grain = problem.grain.cells[source.name]
        steps = floors(aims, Fraction(source.amount, money * uses), grain)
        by_source[:, s, :] = np.array(steps, dtype=np.int64)[:, np.newaxis]
    point[amounts.totals().column] = floors(aims, Fraction(1), amounts.step)
    return point


def anchored(point: Whole, lower: Whole, upper: Whole) -> Whole:
    """Return a point within bounds."""
    return np.clip(point, lower, np.maximum(lower, upper))


def _structure(problem: Problem, amounts: Amounts) -> Iterator[Rows]:
    """Yield what holds in every problem: totals add up their cells, sources are not overspent."""
    yield bounded(MONEY, amounts.sum(by="recipient") - amounts.totals(), 0, 0)
    yield bounded(MONEY, amounts.totals().total("*"), high=problem.money)
    given = [source.amount for source in problem.sources]
    yield bounded(MONEY, amounts.sum(by="source"), high=given)


class _Draft:
    """Collects rows; a row of one column becomes that column's bound."""

    def __init__(self, problem: Problem, amounts: Amounts, because: Words) -> None:
        self.problem, self.amounts, self.because = problem, amounts, because
        self.lower = np.zeros(amounts.columns, dtype=np.int64)
        self.upper = np.ones(amounts.columns, dtype=np.int64)
        money = np.array([s.amount for s in problem.sources], dtype=np.int64)
        self.upper[: amounts.cells] = money[amounts.source] // amounts.grain
        totals = amounts.totals().column
        self.upper[totals] = problem.money // amounts.step
        for column, (low, high) in enumerate(amounts.extra, amounts.columns - len(amounts.extra)):
            self.lower[column], self.upper[column] = low, high
        self.parts: list[tuple[Whole, Whole, Whole]] = []
        self.low: list[Whole] = []
        self.high: list[Whole] = []
        self.groups: list[Group] = []
        self.rows = 0
        self.contradictions: list[Words] = []

    def add(self, block: Rows) -> None:
        """Take a block of rows: merged, divided by common factors, bounds tightened."""
        sums = _merged(block.sums)
        entries = np.bincount(sums.row, minlength=sums.count)
        factor = np.zeros(sums.count, dtype=np.int64)
        np.gcd.at(factor, sums.row, sums.coefficient)
        factor = np.maximum(factor, 1)
        low = np.where(block.low <= -UNBOUNDED, -UNBOUNDED, -(-block.low // factor))
        high = np.where(block.high >= UNBOUNDED, UNBOUNDED, block.high // factor)
        self._note(block, sums, entries, factor, low, high)
        scaled = Sums(
            sums.count,
            sums.row,
            sums.column,
            sums.coefficient // factor[sums.row],
            sums.keys,
        )
        self._bound(scaled, entries == 1, low, high)
        free = (low <= -UNBOUNDED) & (high >= UNBOUNDED)
        self._keep(block.label, scaled, np.flatnonzero((entries > 1) & ~free), low, high)

    def _note(
        self, block: Rows, sums: Sums, entries: Whole, factor: Whole, low: Whole, high: Whole
    ) -> None:
        """Write down rows that no whole numbers can keep."""
        empty = (entries == 0) & ((block.low > 0) | (block.high < 0))
        for i in np.flatnonzero((low > high) | empty):
            asked = self._range(int(block.low[i]), int(block.high[i]))
            about = "、".join(k for k in sums.keys[i] if k != "*")
            place = f"[{block.label}] {about}".rstrip()
            if empty[i]:
                self.contradictions.append(
                    Words(
                        f"【{block.label}】{about}要求 {asked.zh}，但本批没有一笔资金能改变它。",
                        f"{place} asks for {asked.en}, but no money of this batch can change that.",
                    )
                )
                continue
            step = self.problem.say(int(factor[i]))
            lattice_zh = f"{self.because.zh}。" if factor[i] == self.amounts.step else ""
            lattice_en = f" ({self.because.en})" if factor[i] == self.amounts.step else ""
            self.contradictions.append(
                Words(
                    f"【{block.label}】{about}要求 {asked.zh}，"
                    f"但金额只能按 {step} 一步取值。{lattice_zh}",
                    f"{place} asks for {asked.en},"
                    f" but the money stands in steps of {step}{lattice_en}.",
                )
            )

    def _range(self, low: int, high: int) -> Words:
        say = self.problem.say
        if low == high:
            return Words(f"恰为 {say(low)}", f"exactly {say(low)}")
        if high >= UNBOUNDED:
            return Words(f"不低于 {say(low)}", f"at least {say(low)}")
        if low <= -UNBOUNDED:
            return Words(f"不高于 {say(high)}", f"at most {say(high)}")
        return Words(f"在 {say(low)} 与 {say(high)} 之间", f"{say(low)} to {say(high)}")

    def _bound(self, sums: Sums, single: "np.ndarray", low: Whole, high: Whole) -> None:
        """Turn rows of one column into bounds; divided by their factor they are +x or -x."""
        kept = single[sums.row]
        row, column, sign = sums.row[kept], sums.column[kept], sums.coefficient[kept]
        floor = np.where(sign > 0, low[row], -high[row])
        roof = np.where(sign > 0, high[row], -low[row])
        np.maximum.at(self.lower, column, floor)
        np.minimum.at(self.upper, column, roof)

    def _keep(self, label: str, sums: Sums, rows: Whole, low: Whole, high: Whole) -> None:
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
        start = np.zeros(self.rows + 1, dtype=np.int64)
        np.cumsum(np.bincount(row, minlength=self.rows), out=start[1:])
        return Program(
            self.lower,
            self.upper,
            start,
            column,
            coefficient,
            np.concatenate(self.low),
            np.concatenate(self.high),
            goals,
            ties,
            anchor,
            row_groups=tuple(g for g in self.groups if g.stop > g.start),
            contradictions=tuple(self.contradictions),
        )


def _merged(sums: Sums) -> Sums:
    """Return the expressions with each column at most once in each, and no zero."""
    order = np.lexsort((sums.column, sums.row))
    row, column, coefficient = sums.row[order], sums.column[order], sums.coefficient[order]
    if len(row) == 0:
        return sums
    first = np.ones(len(row), dtype=bool)
    first[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
    added = np.add.reduceat(coefficient, np.flatnonzero(first))
    keep = added != 0
    return Sums(sums.count, row[first][keep], column[first][keep], added[keep], sums.keys)
