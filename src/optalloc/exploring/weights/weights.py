"""Weights in doubt: how the plan moves when weights and figures are drawn around the stated ones.

Every draw is a problem of its own: scored, solved, audited, set beside its own proportional
baseline. The facts are read once; a draw follows from the seed and its number.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any, Unpack

from optalloc.core.errors import Fault, InputUnusable, collecting, refuse_any
from optalloc.core.message import Lang, Words
from optalloc.core.money import show_fraction
from optalloc.core.solve_options import HIGHS, SolveOptions, SolveWords
from optalloc.exploring.jobs.plan_rows import (
    answer_row,
    beside_baseline,
    goal_cells,
    goal_headings,
    state_cells,
    state_headings,
    total_cells,
    total_headings,
)
from optalloc.exploring.jobs.runner import HERE, RunOptions, carried_out, write_tables
from optalloc.exploring.weights.award_statistics import Spread, spread_of
from optalloc.exploring.weights.sampling import (
    How,
    LinearTargets,
    dice,
    draw_dirichlet,
    draw_figures,
    draw_weights,
    in_doubt,
    with_weights,
)
from optalloc.exploring.weights.uncertainty import (
    FINE,
    Interval,
    Margin,
    read_intervals,
    read_margins,
    read_spread,
    weight_names,
    weight_words,
)
from optalloc.pipeline.answer import Resolved
from optalloc.pipeline.certificate.encoding import file_digests
from optalloc.pipeline.resolve import afresh
from optalloc.pipeline.solve import read_noted
from optalloc.pipeline.solved import Inputs
from optalloc.present.result_rows import Cell, ResultColumn, Row
from optalloc.problem.formulate import Formulations
from optalloc.problem.problem import Problem

MOST_DRAWS = 10_000_000


@dataclass(frozen=True)
class DrawOptions:
    """What is drawn, and how often.

    Attributes:
        draws: How many draws.
        spread: How far weights may be off, as they write it: a part of each.
        how: Uniform between intervals (`box`), or `dirichlet` around the stated weights.
        seed: What the draws follow from.
        intervals: `NAME=LOW:HIGH` texts, in place of the interval around a stated weight.
        doubts: `COLUMN=PERCENT` or `COLUMN=UNITS` texts.
    """

    draws: int = 1000
    spread: str = "20%"
    how: How = "box"
    seed: int = 1
    intervals: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


ONCE = DrawOptions()
"""What is drawn unless something else is asked for."""


@dataclass(frozen=True)
class Draws:
    """The job: one row a draw."""

    problem: Problem
    inputs: Inputs
    asked: DrawOptions
    intervals: Mapping[str, Interval]
    margins: tuple[Margin, ...]
    how: SolveOptions = HIGHS

    @cached_property
    def formulations(self) -> Formulations:
        """What one draw and the next have in common, made once in each process."""
        return Formulations(self.problem)

    @cached_property
    def linear(self) -> LinearTargets:
        """The targets of any weights, while no figure is in doubt."""
        return LinearTargets(self.problem)

    def __getstate__(self) -> dict[str, Any]:
        """Return what travels to another process."""
        return {k: v for k, v in self.__dict__.items() if k not in ("formulations", "linear")}

    @property
    def count(self) -> int:
        """How many draws."""
        return self.asked.draws

    def about(self) -> Mapping[str, Any]:
        """Return what decides the rows."""
        asked = self.asked
        return {
            "command": "weights",
            "scenario": self.problem.name,
            "files": file_digests(self.inputs),
            "--set": list(self.inputs.settings),
            "--draws": asked.draws,
            "--seed": asked.seed,
            "--how": asked.how,
            "--spread": asked.spread,
            "--weight": list(asked.intervals),
            "--doubt": list(asked.doubts),
            **self.how.said,
        }

    def drawn(self, number: int) -> tuple[Problem, list[int], list[Fraction]]:
        """Return the problem of one draw, its weights [millionths] and its figures."""
        draw = dice(self.asked.seed, number)
        if self.asked.how == "dirichlet":
            weights = draw_dirichlet(self.problem, read_spread(self.asked.spread), draw)
        else:
            weights = draw_weights(self.problem, self.intervals, draw)
        problem, figures = draw_figures(with_weights(self.problem, weights), self.margins, draw)
        return problem, weights, figures

    def row(self, number: int) -> Row:
        """Return one draw with its plan and its own baseline."""
        problem, weights, figures = self.drawn(number)
        targets = None if self.margins else self.linear.of(problem, weights)
        row, answer = answer_row(problem, self.how, self.formulations, targets)
        drawn = {"weights": weights, "figures": [str(f) for f in figures]}
        return {**row, **drawn, "baseline": beside_baseline(answer)}

    def stale(self, number: int, row: Row) -> str | None:
        """Return nothing: all draws come from the same files, whose digests stand on top."""
        return None

    def headings(self) -> Sequence[ResultColumn]:
        """Return the columns: what was drawn, the plan, its baseline."""
        return list(self._headings())

    def _headings(self) -> Iterator[ResultColumn]:
        yield ResultColumn(Words("抽样序号", "draw"), "whole")
        yield ResultColumn(Words("随机种子", "seed"), "whole")
        yield from state_headings()
        for name in weight_words(self.problem).values():
            yield ResultColumn(Words("权重 ", "weight ") + name, "decimal")
        for margin in self.margins:
            for recipient in in_doubt(self.problem, margin):
                where = f"{margin.column} {recipient.name}"
                yield ResultColumn(Words(f"数字 {where}", f"figure {where}"), "decimal")
        yield from goal_headings(self.problem)
        yield from total_headings(self.problem)
        yield from total_headings(self.problem, Words("基准 ", "baseline "))

    def cells(self, number: int, row: Row, lang: Lang) -> Sequence[Cell]:
        """Return one draw as cells."""
        return list(self._cells(number, row, lang))

    def _cells(self, number: int, row: Row, lang: Lang) -> Iterator[Cell]:
        yield number + 1
        yield self.asked.seed
        yield from state_cells(row, lang)
        weights = row.get("weights") or [None] * len(weight_names(self.problem))
        yield from (None if w is None else show_fraction(Fraction(w, FINE)) for w in weights)
        figures = row.get("figures")
        for i in range(sum(len(in_doubt(self.problem, margin)) for margin in self.margins)):
            yield show_fraction(Fraction(figures[i]), 12) if figures else None
        yield from goal_cells(self.problem, row)
        yield from total_cells(self.problem, row.get("totals"))
        yield from total_cells(self.problem, row.get("baseline"))


@dataclass(frozen=True)
class Weighed:
    """What came of drawing weights.

    Attributes:
        job: The draws, and how they were solved.
        stated: The best plan with the stated weights and figures.
        spread: What the draws came to, recipient by recipient.
        written: The files that hold every draw.
    """

    job: Draws
    stated: Resolved
    spread: Spread
    written: tuple[Path, ...] = field(default=())


def weights(
    scenario: str | Path,
    asked: DrawOptions = ONCE,
    run: RunOptions = HERE,
    *,
    settings: Sequence[str] = (),
    how: SolveOptions = HIGHS,
    lang: Lang = "zh",
    **words: Unpack[SolveWords],
) -> Weighed:
    """Draw weights and figures around the stated ones: the function behind `explore weights`.

    Args:
        scenario: The YAML file.
        asked: What is drawn, and how often.
        run: Where it runs and what is kept.
        settings: `KEY=VALUE` texts laid over the scenario.
        how: What each solve is told.
        lang: The language of the tables that are written.
        words: `solver` and `time_limit` of `how`, by name.

    Raises:
        InputUnusable: When the scenario or what is asked for cannot be used.
    """
    job = draws_of(scenario, asked, settings, how.but(words))
    stated = afresh(job.problem, job.how)
    with carried_out(job, run) as journal:
        spread = spread_of(job.problem, (row for _, row in journal), stated)
        return Weighed(job, stated, spread, write_tables(job, journal, run, lang))


def draws_of(
    scenario: str | Path,
    asked: DrawOptions,
    settings: Sequence[str] = (),
    how: SolveOptions = HIGHS,
) -> Draws:
    """Read a scenario and what is to be drawn around it.

    Raises:
        InputUnusable: With every fault found.
    """
    problem, inputs = read_noted(scenario, settings)
    if not weight_names(problem):
        allowed = Words(
            "应有一个 factors 或 bounded_factors，至少两个因素有权重，不是刚性的，也没有写 "
            "overpaid: refuse",
            "a part `factors` or `bounded_factors` with weights for two factors, not firm, and not "
            "`overpaid: refuse`",
        )
        came = "、".join(dict.fromkeys(part.kind or part.label for part in problem.targets))
        raise InputUnusable([Fault(str(scenario), Words("targets", "targets"), allowed, came)])
    faults = list[Fault]()
    intervals: Mapping[str, Interval] = {}
    margins: tuple[Margin, ...] = ()
    if not 1 <= asked.draws <= MOST_DRAWS:
        allowed = Words(f"应为 1 到 {MOST_DRAWS} 的整数", f"a whole number, 1 to {MOST_DRAWS}")
        faults.append(Fault("", Words("--draws", "--draws"), allowed, str(asked.draws)))
    with collecting(faults):
        spread = read_spread(asked.spread)
        intervals = read_intervals(problem, spread, asked.intervals)
    with collecting(faults):
        margins = read_margins(problem, asked.doubts)
    if asked.how == "dirichlet" and asked.intervals:
        allowed = Words("不能和 --how dirichlet 一起用", "it does not go with --how dirichlet")
        faults.append(Fault("", Words("--weight", "--weight"), allowed))
    refuse_any(faults)
    return Draws(problem, inputs, asked, intervals, margins, how)
