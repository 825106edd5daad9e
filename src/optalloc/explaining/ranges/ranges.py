"""Room to move: within a distance of the best, the least and the most each recipient could get.

    least_r = min y_r,  most_r = max y_r   over all plans that keep every rule and are within p

What "within p" means stands in near_best.py. Where goals and rules look at totals, one sum and one
limit couple the recipients, and every range is read off one sorted list of steps, without an engine
(solver/search/ranges.py). Such a range is taken only where a plan reaches it that keeps every row.
All others are asked of an engine one by one, each with the plans at hand as a start.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from optalloc.core.errors import BrokenPromise
from optalloc.core.message import NOTHING, Words
from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.core.time_budget import Progress
from optalloc.explaining.ranges.near_best import Within, by_totals, is_last, within
from optalloc.pipeline.answer import Resolved
from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.facts import Plan
from optalloc.solver.program.program import Program, Stage, Whole
from optalloc.solver.search.minimise import minimise
from optalloc.solver.search.outcome import GRADES, Proven

MOST_PLANS = 40
"""Recipients up to which the plans at both ends are audited and kept; of more, every plan is held
against all rows in whole arithmetic, and whoever is asked about by name has its two plans."""
MOST_BY_ENGINE = 40
"""Recipients for whom an engine is asked where nobody is named."""


@dataclass(frozen=True)
class RangeEnd:
    """One end of a range.

    Attributes:
        amount: What the recipient gets [fen].
        proven: Whether no plan within the distance gives it less, or more.
        plan: A plan that gives it, audited; None where more than MOST_PLANS were asked about.
    """

    amount: int
    proven: Proven
    plan: Plan | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class AwardRange:
    """What one recipient could get.

    Attributes:
        award: What it gets in the plan that is explained [fen].
    """

    recipient: str
    award: int
    least: RangeEnd
    most: RangeEnd

    @property
    def is_fixed(self) -> bool:
        """Whether every plan within the distance gives the same, proven."""
        return self.is_proven and self.least.amount == self.most.amount

    @property
    def is_proven(self) -> bool:
        """Whether both ends are proven."""
        return "no" not in (self.least.proven, self.most.proven)


@dataclass(frozen=True)
class AwardRanges:
    """What each recipient could get within a distance of the best.

    Attributes:
        answer: The plan that is explained.
        distance: 0 among equally good plans, 1/100 within 1%.
        is_found: Whether the goals were reached in time; there are no ranges where they were not.
        loose: The place of the goal that may be worse, among the outcome's; None where none may.
        value, limit: Its best value and the worst that it may have, as the outcome counts it.
        ranges: In listed order, of those who were asked about.
        left_out: Who was not asked about, as there are too many.
        asked: How many questions went to an engine.
    """

    answer: Resolved
    distance: Fraction
    is_found: bool
    loose: int | None
    value: Fraction
    limit: Fraction
    ranges: tuple[AwardRange, ...]
    left_out: tuple[str, ...] = ()
    asked: int = 0

    @property
    def has_news(self) -> bool:
        """Whether somebody may get something else, or it is not known of somebody."""
        return not self.is_found or not all(one.is_fixed for one in self.ranges)

    def range_of(self, recipient: str) -> AwardRange:
        """Return one recipient's range.

        Raises:
            KeyError: When it was not asked about.
        """
        for found in self.ranges:
            if found.recipient == recipient:
                return found
        raise KeyError(recipient)

    @property
    def held(self) -> int:
        """How many goals keep their best value."""
        last = len(self.answer.program.goals) if self.loose is None else self.loose
        goals = self.answer.program.goals
        return sum(is_last(goals, place) for place in range(last))


def room(
    answer: Resolved,
    distance: Fraction,
    recipients: Sequence[str] | None = None,
    how: SolveOptions = HIGHS,
    progress: Progress | None = None,
) -> AwardRanges:
    """Return what each recipient could get within a distance of the best.

    Args:
        answer: The problem with its plan, proven best.
        distance: 0 for the plans that are equally good, 1/100 for those within 1%.
        recipients: Whom to ask about; None for everybody, as far as there are not too many.

    Raises:
        ValueError: When there is no plan, or it is not proven best: then nothing is within.
        KeyError: When a recipient is not one of the problem's.
    """
    if answer.plan is None or not answer.is_best:
        raise ValueError("room is measured from a plan that is proven best")
    names = [r.name for r in answer.problem.recipients]
    chosen = names if recipients is None else list(recipients)
    places = {name: place for place, name in enumerate(names)}
    if unknown := [name for name in chosen if name not in places]:
        raise KeyError(unknown[0])
    search = _Search(answer, distance, how)
    search.keeps_plans = len(chosen) <= MOST_PLANS
    most = len(chosen) if recipients is not None else MOST_BY_ENGINE
    ranges: list[AwardRange] = []
    left_out: list[str] = []
    for done, name in enumerate(chosen):
        if progress:
            progress(done, len(chosen))
        found = search.range_of(places[name], name, search.by_engine < most)
        if found is None:
            left_out.append(name)
        else:
            ranges.append(found)
    if progress:
        progress(len(chosen), len(chosen))
    told = search.told
    is_found = bool(ranges) or told.is_found
    return AwardRanges(
        answer, distance, is_found, told.loose, told.value, told.limit,
        tuple(ranges), tuple(left_out) if is_found else (), search.asked_in_all,
    )  # fmt: skip


class _Search:
    """Looks for the ends of ranges: by totals alone where that is enough, else by an engine."""

    def __init__(self, answer: Resolved, distance: Fraction, how: SolveOptions) -> None:
        self.answer, self.distance = answer, distance
        self.how = how.begun()
        self.asked = self.by_engine = 0
        self.keeps_plans = True
        program = answer.program
        self.columns = program.ties.totals.tolist()
        self.step = program.ties.step
        assert answer.outcome.x is not None
        self.points: list[Whole] = [answer.outcome.x]
        self.low = self.high = self.points[0][program.ties.totals]
        self.totals = by_totals(program, self.points[0], answer.outcome.goals, self._within)
        self.whole = self._within(program) if self.totals is None else None

    @property
    def told(self) -> Within:
        """Where the plans within the distance stand, as far as it was asked for."""
        if self.whole is not None:
            return self.whole
        assert self.totals is not None
        return self.totals.found

    def _within(self, program: Program) -> Within:
        return within(program, self.distance, self.how)

    def range_of(self, place: int, name: str, may_ask: bool) -> AwardRange | None:
        """Return one recipient's range; None where it needs an engine that may not be asked."""
        before = self.asked_in_all
        ends = [self._by_totals(place, is_most, may_ask) for is_most in (False, True)]
        if None in ends and may_ask:
            self.whole = self._within(self.answer.program) if self.whole is None else self.whole
            if self.whole.is_found:
                ends = [
                    end or self._by_engine(self.whole, place, is_most)
                    for end, is_most in zip(ends, (False, True), strict=True)
                ]
        self.by_engine += self.asked_in_all > before
        least, most = ends
        if least is None or most is None:
            return None
        return AwardRange(name, self.answer.given(name), least, most)

    @property
    def asked_in_all(self) -> int:
        """How many questions went to an engine."""
        return self.asked + (self.totals.asked if self.totals else 0)

    def _by_totals(self, place: int, is_most: bool, may_ask: bool) -> RangeEnd | None:
        """Return one end by totals alone; None where no plan shows that it is reached."""
        if self.totals is None:
            return None
        point = self.totals.point(place, is_most, may_ask)
        return None if point is None else self._end(point, place, self.totals.found.proven)

    def _by_engine(self, found: Within, place: int, is_most: bool) -> RangeEnd:
        """Return one end as an engine finds it, or what the plans at hand show already."""
        column, solving = self.columns[place], found.solving
        seen = self.high if is_most else self.low
        edge = solving.face.upper[column] if is_most else solving.face.lower[column]
        start = next(x for x in self.points if x[column] == seen[place])
        if seen[place] == edge:
            return self._end(start, place, found.proven)
        self.asked += 1
        stage = Stage("", NOTHING, linear={column: -1 if is_most else 1})
        result = minimise(replace(solving, plan=start), stage)
        if result.x is None:
            return self._end(start, place, "no")
        proven = result.proven if result.state == "best" else "no"
        return self._end(result.x, place, min(proven, found.proven, key=GRADES.index))

    def _end(self, x: Whole, place: int, proven: Proven) -> RangeEnd:
        """Return an end; its point is kept for the questions to come where it shows something."""
        held = x[self.answer.program.ties.totals]
        if self.whole is not None and ((held < self.low).any() or (held > self.high).any()):
            self.low, self.high = np.minimum(self.low, held), np.maximum(self.high, held)
            self.points.append(x)
        kept = self._audited(x) if self.keeps_plans else None
        return RangeEnd(int(held[place]) * self.step, proven, kept)

    def _audited(self, x: Whole) -> Plan:
        plan = plan_of(self.answer.problem, x)
        if verify(self.answer.problem, self.answer.targets, plan):
            raise BrokenPromise(_BROKEN)
        return plan


_BROKEN = Words(
    "程序内部错误：表明活动空间的方案未通过独立核对。请把情景文件发给我们。",
    "a fault of the program: a plan that shows room to move failed its audit. "
    "Please send us the scenario.",
)
