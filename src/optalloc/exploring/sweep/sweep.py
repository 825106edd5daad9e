"""A sweep: settings laid over a scenario, point by point of a grid, one solve each.

Each point is read as `--set` would have it, with everything that reading checks; a point that
cannot be used, or has no plan, is a row that says why.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Unpack

from optalloc.core.atomic_files import real
from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Lang, Words, same
from optalloc.core.money import show_amount
from optalloc.core.solve_options import HIGHS, SolveOptions, SolveWords
from optalloc.exploring.jobs.plan_rows import (
    answer_row,
    goal_cells,
    goal_headings,
    letter_words,
    state_cells,
    state_headings,
    total_cells,
    total_headings,
    unusable_row,
)
from optalloc.exploring.jobs.runner import HERE, RunOptions, carried_out, write_tables
from optalloc.exploring.sweep.axes import Axis, at, axis_words, points, range_refused, read_axes
from optalloc.inputs.setting_text import split_setting
from optalloc.pipeline.certificate.encoding import file_digests
from optalloc.pipeline.solve import read_noted
from optalloc.pipeline.solved import Inputs
from optalloc.present.result_rows import Cell, ResultColumn, Row
from optalloc.problem.component import Firmable, keys_named
from optalloc.problem.problem import Problem

MOST_CHECKED = 60
"""Values that are read before anything is solved; of longer axes the first and the last."""


@dataclass(frozen=True)
class SweepJob:
    """The job: one row a point.

    Attributes:
        scenario: The scenario's file, its whole path.
        problem: The problem of the first point.
        inputs: The files of the first point, and of every value that was tried.
        command: The word of the command that asks.
    """

    scenario: Path
    problem: Problem
    inputs: Inputs
    axes: tuple[Axis, ...]
    how: SolveOptions = HIGHS
    command: str = "sweep"

    @property
    def count(self) -> int:
        """How many points."""
        return points(self.axes)

    def about(self) -> Mapping[str, Any]:
        """Return what decides the rows."""
        return {
            "command": self.command,
            "scenario": self.scenario.stem,
            "files": file_digests(self.inputs),
            "--set": list(self.inputs.settings),
            "--vary": {axis.key: list(axis.values) for axis in self.axes},
            **self.how.said,
        }

    def point(self, number: int) -> tuple[str, ...]:
        """Return the values of one point, axis by axis."""
        places = at(self.axes, number)
        return tuple(axis.values[i] for axis, i in zip(self.axes, places, strict=True))

    def settings(self, number: int) -> list[str]:
        """Return what is laid over the scenario at one point."""
        places = at(self.axes, number)
        varied = (axis.setting(i) for axis, i in zip(self.axes, places, strict=True))
        return [*self.inputs.settings, *varied]

    def row(self, number: int) -> Row:
        """Return one point with its plan."""
        try:
            problem, inputs = read_noted(self.scenario, self.settings(number))
        except InputUnusable as refused:
            return unusable_row(letter_words(refused))
        known = self.inputs.digests
        changed = [path for path, took in inputs.digests.items() if known.get(path, took) != took]
        if changed:
            return unusable_row(CHANGED + same(changed[0].name))
        row, answer = answer_row(problem, self.how)
        if answer.plan is not None:
            row["totals"] = [answer.given(r.name) for r in self.problem.recipients]
            row["total"] = answer.plan.total
        return row

    def stale(self, number: int, row: Row) -> str | None:
        """Return nothing: all points come from the same files, whose digests stand on top."""
        return None

    def headings(self) -> Sequence[ResultColumn]:
        """Return the columns: the values, the plan."""
        unit = self.problem.unit
        return [
            *(ResultColumn(self._heading(axis)) for axis in self.axes),
            *state_headings(),
            *goal_headings(self.problem),
            ResultColumn(Words(f"合计({unit})", f"total ({unit})"), "decimal"),
            *total_headings(self.problem),
        ]

    def _heading(self, axis: Axis) -> Words:
        """Return what heads an axis in a file: what is varied, and the key that `--set` takes."""
        told = axis_words(axis, self.problem)
        return told if told.zh == axis.key else told + Words(f"（{axis.key}）", f" ({axis.key})")

    def cells(self, number: int, row: Row, lang: Lang) -> Sequence[Cell]:
        """Return one point as cells."""
        return [
            *self.point(number),
            *state_cells(row, lang),
            *goal_cells(self.problem, row),
            show_amount(row["total"], self.problem.unit) if "total" in row else None,
            *total_cells(self.problem, row.get("totals")),
        ]


CHANGED = Words(
    "计算期间文件变了，请再运行一次：", "a file changed while this was running, run it again: "
)


@dataclass(frozen=True)
class Swept:
    """What came of a sweep.

    Attributes:
        job: The points of the grid, and how they were solved.
        rows: One for each point, in the order of the grid.
        written: The files that hold them.
    """

    job: SweepJob
    rows: tuple[Row, ...]
    written: tuple[Path, ...] = ()


def sweep(
    scenario: str | Path,
    vary: Sequence[str],
    run: RunOptions = HERE,
    *,
    settings: Sequence[str] = (),
    how: SolveOptions = HIGHS,
    lang: Lang = "zh",
    **words: Unpack[SolveWords],
) -> Swept:
    """Solve a scenario at every point of a grid: the function behind `explore sweep`.

    Args:
        scenario: The YAML file.
        vary: `KEY=from:to:step` or `KEY=a,b,c` texts.
        run: Where it runs and what is kept.
        settings: `KEY=VALUE` texts laid over the scenario, as `--set` does.
        how: What each solve is told.
        lang: The language of the tables that are written.
        words: `solver` and `time_limit` of `how`, by name.

    Raises:
        InputUnusable: When the scenario or a value cannot be used.
    """
    job = grid_of(scenario, read_axes(vary), settings, how.but(words))
    with carried_out(job, run) as journal:
        rows = tuple(row for _, row in journal)
        return Swept(job, rows, write_tables(job, journal, run, lang))


def grid_of(
    scenario: str | Path,
    axes: tuple[Axis, ...],
    settings: Sequence[str] = (),
    how: SolveOptions = HIGHS,
) -> SweepJob:
    """Read a scenario and its first point, and try each value by itself.

    Raises:
        InputUnusable: With every fault found.
    """
    found: tuple[Problem, Inputs] | None = None
    faults, digests = list(_firm_faults(scenario, axes, settings)), dict[Path, str]()
    for tried in _tried(axes):
        try:
            read = read_noted(scenario, [*settings, *tried])
            found = found or read
            digests |= read[1].digests
        except InputUnusable as refused:
            faults += (_as_varied(fault, axes) for fault in refused.faults)
    if faults or found is None:
        raise InputUnusable(faults)
    problem, inputs = found
    inputs = Inputs(inputs.scenario, tuple(settings), digests)
    return SweepJob(real(Path(scenario)), problem, inputs, axes, how)


def _firm_faults(
    scenario: str | Path, axes: Sequence[Axis], settings: Sequence[str]
) -> Iterator[Fault]:
    """Yield a fault for each axis that varies what is firm in the scenario as it stands."""
    try:
        problem, _ = read_noted(scenario, settings)
    except InputUnusable:
        return  # it may be that only the varied settings make it one that can be used
    allowed = Words("应为不是刚性的设置", "a setting that is not firm")
    for axis in axes:
        if _is_firm(axis, problem):
            yield Fault("", same("--vary"), allowed, axis.key)


def _is_firm(axis: Axis, problem: Problem) -> bool:
    """Return whether an axis varies what is firm: a rule, a formula, one setting, a source."""
    section, name, *below = (*split_setting(axis.setting(0))[0], "", "")[:4]
    if section == "changes" and name == "sources":
        return any(source.name == below[0] and source.is_firm for source in problem.sources)
    among: Sequence[Firmable] = problem.rules if section == "rules" else ()
    among = problem.targets if section == "targets" else among
    parts = {part.label: part for part in among}
    return any(
        bool(part.firm) if not below[0] else part.is_firm_in(below[0])
        for part in map(parts.__getitem__, keys_named(name, parts))
    )


def _as_varied(fault: Fault, axes: Sequence[Axis]) -> Fault:
    """Return a fault of a setting that is varied under the option that it was written with."""
    option, _, path = fault.place.zh.partition(" ")
    keys = [axis.key.replace('"', "") for axis in axes]
    if option != "--set" or not any(k.startswith(path) or path.startswith(k) for k in keys):
        return fault
    zh, en = (said.replace("--set", "--vary", 1) for said in fault.place)
    fault = replace(fault, place=Words(zh, en))
    came = fault.came or ""
    tried = next((axis for axis in axes if came in axis.values), None)
    meant = None if tried is None else range_refused(tried, came)
    if meant is None:
        return fault
    (said,) = meant.faults
    return replace(fault, allowed=said.allowed, remedy=said.remedy)


def _tried(axes: Sequence[Axis]) -> Iterator[list[str]]:
    """Yield the first point, then each value by itself with the first of the other axes."""
    first = [axis.setting(0) for axis in axes]
    yield first
    for place, axis in enumerate(axes):
        last = len(axis.values) - 1
        for i in range(1, last + 1) if last <= MOST_CHECKED else [last]:
            yield [*first[:place], axis.setting(i), *first[place + 1 :]]
