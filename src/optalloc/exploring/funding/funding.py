"""A pot that grows: the best plan at every amount of one source, from one end to the other.

The amounts are those that the source can give in its own steps: of its grain, of what it is split
with, and of what totals can be. Where a rule spends the source whole, an amount between two steps
can never be spent and has no plan; that is arithmetic. Elsewhere the plans between two amounts were
not looked for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import lcm
from pathlib import Path
from typing import Unpack

from optalloc.core.errors import Fault, InputUnusable, nearest
from optalloc.core.message import NOTHING, Lang, Words, one_of, same
from optalloc.core.money import LARGEST_AMOUNT, parse_amount, show_amount
from optalloc.core.solve_options import HIGHS, SolveOptions, SolveWords
from optalloc.explaining.conflict.changes import AMOUNT_COLUMNS
from optalloc.exploring.jobs.runner import HERE, RunOptions, carried_out, write_tables
from optalloc.exploring.sweep.axes import MOST_ROWS, Axis
from optalloc.exploring.sweep.sweep import SweepJob, grid_of
from optalloc.inputs.setting_text import setting_line
from optalloc.pipeline.solve import read_noted
from optalloc.present.result_rows import Row
from optalloc.problem.layout import common_step, pots_of
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
        is_whole: Whether a rule spends it whole, so that no other amount of the range has a plan.
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
    name, amounts, is_all = _amounts(problem, source)
    key = setting_line(("changes", "sources", name, AMOUNT_COLUMNS[0]), "").removesuffix("=")
    values = tuple(f"{show_amount(fen, problem.unit)}{problem.unit}" for fen in amounts)
    job = _grid(scenario, Axis(key, values), settings, how.but(words))
    with carried_out(job, run) as journal:
        rows = tuple(row for _, row in journal)
        written = write_tables(job, journal, run, lang)
    return Funded(job, name, amounts, rows, is_all and name in problem.spent_whole, written)


def _grid(scenario: str | Path, axis: Axis, settings: Sequence[str], how: SolveOptions) -> SweepJob:
    """Return the job; an amount that the scenario cannot be read with becomes a row."""
    job = grid_of(scenario, (), settings, how)
    return replace(job, axes=(axis,), command="funding")


def _amounts(problem: Problem, text: str) -> tuple[str, tuple[int, ...], bool]:
    """Return the source, its amounts, rising [fen], and whether it can have no other in the range.

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
    at, own = _lattice(problem, name)
    pieces = ends.split(":")
    try:
        first, last, *steps = (parse_amount(piece.strip(), problem.unit) for piece in pieces)
        (step,) = steps or [own]
        start = first if steps else first + (at - first) % own
        count = (last - start) // step + 1
    except (ValueError, ZeroDivisionError):
        first, last, step, start, count = -1, 0, own, 0, 0
    if first < 0 or step <= 0 or last < first:
        allowed = Words(
            "应写成 来源=起:止 或 来源=起:止:步长", "SOURCE=FROM:TO or SOURCE=FROM:TO:STEP"
        )
        raise _refused(allowed, text)
    if count < 1:
        raise _nothing_in_between(problem, text, start, own)
    if count > MOST_ROWS:
        allowed = Words(f"最多 {MOST_ROWS} 个金额", f"at most {MOST_ROWS} amounts")
        raise _refused(allowed, str(count), Words("请写明更大的步长。", "State a larger step."))
    amounts = tuple(start + k * step for k in range(count))
    # A step or a start of the user's own may pass over amounts that the source can have.
    there = (last - at) // own - (first - 1 - at) // own
    return name, amounts, there == sum((fen - at) % own == 0 for fen in amounts)


def _refused(allowed: Words, came: str, remedy: Words = NOTHING) -> InputUnusable:
    return InputUnusable([Fault("", same("--source"), allowed, came, remedy)])


def _lattice(problem: Problem, name: str) -> tuple[int, int]:
    """Return an amount that a source can have, and the step from it to the others [fen].

    A source that is split with others comes in its part of what they are given together, and is
    their amount in proportion where all of it is spent. Where all the money is spent whole, the sum
    of all sources is a sum of totals, too.
    """
    sources, whole = problem.sources, problem.spent_whole
    place = [source.name for source in sources].index(name)
    pot = dict(next(p.parts for p in pots_of(problem) if place in dict(p.parts)))
    units = {s: part * problem.grain.cells[sources[s].name] for s, part in pot.items()}
    own = units.pop(place)
    for s, unit in units.items() if name in whole else ():
        if sources[s].name in whole and sources[s].amount % unit == 0:
            return sources[s].amount // unit * own, LARGEST_AMOUNT
    if any(source.name not in whole for source in sources):
        return 0, own
    common = common_step(problem)
    others = problem.money - sources[place].amount
    step = lcm(own, common)
    met = (at for at in range(0, step, own) if (at + others) % common == 0)
    return next(((at, step) for at in met), (0, own))


def _nothing_in_between(problem: Problem, text: str, above: int, step: int) -> InputUnusable:
    """Return the letter about a range in which the source can have no amount."""
    near = [fen for fen in (above - step, above) if 0 < fen < LARGEST_AMOUNT]
    told = [f"{show_amount(fen, problem.unit)}{problem.unit}" for fen in near]
    allowed = Words(
        "范围内应有一个能全部安排的金额（取整单位、配比和各单位合计的步长决定）",
        "a range with an amount that can be spent whole (grain, split and steps of totals decide)",
    )
    remedy = Words(f"最近的是 {'、'.join(told)}。", f"The nearest: {', '.join(told)}.")
    return _refused(allowed, text, remedy)
