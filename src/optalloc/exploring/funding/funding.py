"""A pot that grows: the best plan at every amount of one source, from one end to the other.

The amounts are those that the source can give in its own steps. Where a rule spends the source
whole, an amount between two steps can never be spent and has no plan; that is arithmetic. Elsewhere
the plans between two amounts were not looked for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Unpack

from optalloc.core.errors import Fault, InputUnusable, nearest
from optalloc.core.message import NOTHING, Lang, Words, one_of, same
from optalloc.core.money import parse_amount, show_amount
from optalloc.core.solve_options import HIGHS, SolveOptions, SolveWords
from optalloc.explaining.conflict.changes import AMOUNT_COLUMNS, line
from optalloc.exploring.jobs.runner import HERE, RunOptions, carried_out, write_tables
from optalloc.exploring.sweep.axes import MOST_ROWS, Axis
from optalloc.exploring.sweep.sweep import SweepJob, grid_of
from optalloc.pipeline.solve import read_noted
from optalloc.present.result_rows import Row
from optalloc.problem.problem import Problem


@dataclass(frozen=True)
class Stretch:
    """Neighbouring amounts at which the same happens.

    Attributes:
        first: The least of the amounts [fen].
        last: The largest of them [fen].
        amounts: How many amounts.
        state: How they end: with a plan, or without.
        gains: What each step adds to whom [fen]; empty where the step before has no plan.
        row: The first of their rows.
    """

    first: int
    last: int
    amounts: int
    state: str
    gains: tuple[tuple[str, int], ...]
    row: Row


@dataclass(frozen=True)
class Funded:
    """What came of letting a source grow.

    Attributes:
        job: The points of the grid, and how they were solved.
        source: Its name.
        amounts: The amounts, rising [fen].
        rows: One for each amount.
        is_whole: Whether a rule spends it whole, so that amounts between two steps have no plan.
        written: The files that hold the rows.
    """

    job: SweepJob
    source: str
    amounts: tuple[int, ...]
    rows: tuple[Row, ...]
    is_whole: bool
    written: tuple[Path, ...] = ()

    @property
    def problem(self) -> Problem:
        """The problem at the first amount."""
        return self.job.problem

    def stretches(self) -> Iterator[Stretch]:
        """Yield what happens from the first amount to the last, alike neighbours as one."""
        open_one: Stretch | None = None
        before: Row | None = None
        for amount, row in zip(self.amounts, self.rows, strict=True):
            gains = self._gains(before, row)
            if (
                open_one is not None
                and open_one.state == row["state"]
                and open_one.gains == gains
                and (row["state"] == "plan" or open_one.row["state"] == row["state"])
            ):
                open_one = replace(open_one, last=amount, amounts=open_one.amounts + 1)
            else:
                if open_one is not None:
                    yield open_one
                open_one = Stretch(amount, amount, 1, row["state"], gains, row)
            before = row
        if open_one is not None:
            yield open_one

    def _gains(self, before: Row | None, row: Row) -> tuple[tuple[str, int], ...]:
        """Return what one step adds to whom; nothing where either end has no plan."""
        if before is None or "totals" not in before or "totals" not in row:
            return ()
        names = (r.name for r in self.problem.recipients)
        moved = zip(names, before["totals"], row["totals"], strict=True)
        return tuple((name, new - old) for name, old, new in moved if new != old)


def funding(
    scenario: str | Path,
    source: str,
    run: RunOptions = HERE,
    *,
    settings: Sequence[str] = (),
    how: SolveOptions = HIGHS,
    lang: Lang = "zh",
    **words: Unpack[SolveWords],
) -> Funded:
    """Solve a scenario at every amount of one source: the function behind `explore funding`.

    Args:
        scenario: The YAML file.
        source: `NAME=FROM:TO` or `NAME=FROM:TO:STEP`, in the scenario's unit.
        run: Where it runs and what is kept.
        settings: `KEY=VALUE` texts laid over the scenario, as `--set` does.
        how: What each solve is told.
        lang: The language of the tables that are written.
        words: `solver` and `time_limit` of `how`, by name.

    Raises:
        InputUnusable: When the scenario or the source cannot be used.
    """
    problem, _ = read_noted(scenario, settings)
    name, amounts = _amounts(problem, source)
    key = line(("changes", "sources", name, AMOUNT_COLUMNS[0]), "").removesuffix("=")
    values = tuple(f"{show_amount(fen, problem.unit)}{problem.unit}" for fen in amounts)
    job = _grid(scenario, Axis(key, values), settings, how.but(words))
    with carried_out(job, run) as journal:
        rows = tuple(row for _, row in journal)
        written = write_tables(job, journal, run, lang)
    is_whole = name in problem.spent_whole and _step(amounts) <= problem.grain.cells[name]
    return Funded(job, name, amounts, rows, is_whole, written)


def _grid(
    scenario: str | Path,
    axis: Axis,
    settings: Sequence[str],
    how: SolveOptions,
) -> SweepJob:
    """Return the job; an amount that the scenario cannot be read with becomes a row."""
    job = grid_of(scenario, (), settings, how)
    return replace(job, axes=(axis,), command="funding")


def _step(amounts: Sequence[int]) -> int:
    return amounts[1] - amounts[0] if len(amounts) > 1 else 0


def _amounts(problem: Problem, text: str) -> tuple[str, tuple[int, ...]]:
    """Return the source and its amounts, rising [fen].

    Raises:
        InputUnusable: When there is no such source, or the ends are none.
    """
    name, _, ends = text.partition("=")
    name, names = name.strip(), list(problem.source_named)
    if name not in names:
        hint = nearest(name, names)
        raise _refused(one_of(Words("资金来源", "a source, "), names), name, hint)
    if problem.source_named[name].is_firm:
        raise _refused(Words("应为不是刚性的资金来源", "a source that is not firm"), name, NOTHING)
    grain = problem.grain.cells[name]
    pieces = ends.split(":")
    try:
        first, last, *steps = (parse_amount(piece.strip(), problem.unit) for piece in pieces)
        (step,) = steps or [grain]
        count = (last - first) // step + 1
    except (ValueError, ZeroDivisionError):
        first, count, step = -1, 0, grain
    if first < 0 or step <= 0 or count < 1:
        allowed = Words(
            "应写成 来源=起:止 或 来源=起:止:步长", "SOURCE=FROM:TO or SOURCE=FROM:TO:STEP"
        )
        raise _refused(allowed, text)
    if count > MOST_ROWS:
        allowed = Words(f"最多 {MOST_ROWS} 个金额", f"at most {MOST_ROWS} amounts")
        raise _refused(allowed, str(count), Words("请写明更大的步长。", "State a larger step."))
    return name, tuple(first + k * step for k in range(count))


def _refused(allowed: Words, came: str, remedy: Words = NOTHING) -> InputUnusable:
    return InputUnusable([Fault("", same("--source"), allowed, came, remedy)])
