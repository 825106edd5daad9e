"""Within which values of each setting of a rule the plan stays: everybody's total, and every goal.

Of two values of a setting one lets all plans pass that the other does. Where the best plan at the
looser and that at the tighter one have the same totals and goals, so have those of all in between:
the value can be no better than at the looser and no worse than at the tighter end, and among equal
plans the tie rule picks the same totals. So each end is found by bisection on the ladder of values
on which a setting moves (`conflict/relaxations.py`), each step solved and proven; as far as the
plan itself keeps a tighter rule, the audit says so and nothing is solved. Of a setting that is only
looser up to some value, no more than that far is told. None of this holds where a goal leaves room
for the next.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from optalloc.core.message import Words
from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.core.time_budget import Progress
from optalloc.explaining.conflict.changes import Sort
from optalloc.explaining.conflict.relaxations import (
    Lever,
    Way,
    is_allowed,
    is_monotone_to,
    levers,
    replaced,
    smallest,
)
from optalloc.explaining.rule_costs.costs import chosen_rules, costs
from optalloc.explaining.rule_costs.effects import ChangeEffect, effect_of, leaves_room
from optalloc.pipeline.answer import Resolved
from optalloc.pipeline.resolve import ResolvedInTransit, best_totals
from optalloc.problem.at_level import breaches_of, level_of
from optalloc.problem.interfaces import Rule
from optalloc.problem.problem import Problem

FAR = 10**12
"""How many times as far as a ladder a tighter value is tried: beyond it nobody's money reaches."""

Reach = Literal["to", "all", "open"]
"""A range ends at a value, goes as far as the setting can be moved, or its end was not found."""


@dataclass(frozen=True)
class SettingEnd:
    """One end of a range.

    Attributes:
        reach: Whether there is an end.
        value: The last value at which the plan stays; the furthest one tried where none ends it.
        beyond: The next value, at which it does not; None where there is none that the rule takes.
        effect: What the best plan at that value is beside this one; None where there is none.
    """

    reach: Reach
    value: int | Fraction
    beyond: int | Fraction | None = None
    effect: ChangeEffect | None = None


@dataclass(frozen=True)
class SettingRange:
    """The range of one setting.

    Attributes:
        setting: The field, and the key in it where it holds several.
        now: The value as it is.
        tight, loose: Its two ends; None where the setting cannot be moved that way at all.
        is_loose_up: Whether larger values are looser.
    """

    rule: Rule
    setting: tuple[str, ...]
    sort: Sort
    now: int | Fraction
    tight: SettingEnd | None
    loose: SettingEnd | None
    is_loose_up: bool

    @property
    def words(self) -> Words:
        """What the setting is called."""
        return self.rule.setting_words(self.setting)

    @property
    def lower(self) -> SettingEnd | None:
        """The end at the smaller values."""
        return self.tight if self.is_loose_up else self.loose

    @property
    def upper(self) -> SettingEnd | None:
        """The end at the larger values."""
        return self.loose if self.is_loose_up else self.tight


@dataclass(frozen=True)
class SettingRanges:
    """The ranges of settings of a plan.

    Attributes:
        answer: The plan.
        ranges: One for each number of each rule that was asked about, in listed order.
        has_room: Whether a goal leaves room for the next: then no range is told.
        solves: How many programs were solved.
        others: Rules that were asked about and have no range.
    """

    answer: Resolved
    ranges: tuple[SettingRange, ...]
    has_room: bool
    solves: int
    others: tuple[Rule, ...] = ()


def setting_ranges(
    answer: Resolved,
    how: SolveOptions = HIGHS,
    progress: Progress | None = None,
    labels: Collection[str] | None = None,
) -> SettingRanges:
    """Return within which values of rules' settings a plan stays, by everybody's total.

    Args:
        answer: The problem with its plan, which is proven best.
        labels: The rules that are asked about; None for all that are not firm.

    Raises:
        ValueError: When the plan is not proven best: then it is not said to stay it.
        KeyError: When a rule is unknown.
    """
    if answer.plan is None or not answer.is_best:
        raise ValueError("only a plan that is proven best can be said to stay it")
    how = how.begun()
    rules = chosen_rules(answer, labels)
    if leaves_room(answer):
        return SettingRanges(answer, (), True, 0)
    asked = tuple(
        (rule.label, setting)
        for rule in rules
        for setting in dict.fromkeys(lever.setting for lever, _ in _levers(answer, rule))
    )
    if not asked:
        return SettingRanges(answer, (), False, 0, tuple(rules))
    known = costs(answer, how.share(), labels=[label for label, _ in asked])
    effects = {cost.rule.label: cost.effect for cost in known.costs}
    search = _Settings(ResolvedInTransit(answer), how.alone, asked, effects)
    found: list[tuple[SettingRange, int]] = how.budget.in_order(search, progress)
    solves = known.solves + sum(solves for _, solves in found)
    with_range = {label for label, _ in asked}
    others = tuple(rule for rule in rules if rule.label not in with_range)
    return SettingRanges(answer, tuple(one for one, _ in found), False, solves, others)


def _levers(answer: Resolved, rule: Rule) -> Iterator[tuple[Lever, Way]]:
    """Yield the numbers of a rule that move along a ladder, looser and tighter."""
    ways: tuple[Way, ...] = ("tighter", "looser")
    for way in ways:
        for lever in levers(answer.problem, rule, way):
            is_number = lever.is_ladder and lever.sort not in ("names", "word")
            if is_number and _is_monotone(lever, answer.problem):
                yield lever, way


def _is_monotone(lever: Lever, problem: Problem, k: int = 0) -> bool:
    """Return whether from the k-th value on every looser one is truly looser."""
    rule, field = lever.moved(k), lever.setting[0]
    return rule.is_monotone_from(field, problem.seen_at(level_of(rule)))


@dataclass(frozen=True)
class _Settings:
    """The questions, one a setting."""

    sent: ResolvedInTransit
    how: SolveOptions
    asked: tuple[tuple[str, tuple[str, ...]], ...]
    known: Mapping[str, ChangeEffect]

    @property
    def count(self) -> int:
        """How many settings."""
        return len(self.asked)

    def answer(self, number: int) -> tuple[SettingRange, int]:
        """Return the range of one setting, and how many programs were solved for it."""
        label, setting = self.asked[number]
        answer = self.sent.answer
        rule = next(rule for rule in answer.problem.rules if rule.label == label)
        by_way = {way: lever for lever, way in _levers(answer, rule) if lever.setting == setting}
        tighter, looser = by_way.get("tighter"), by_way.get("looser")
        search = _Ends(answer, self.how.begun())
        tight = search.tight(tighter) if tighter else None
        loose = search.loose(looser, self.known[label]) if looser else None
        one = looser or tighter
        assert one is not None
        is_up = (one.value(1) > one.before) == (one is looser)
        found = SettingRange(rule, setting, one.sort, one.before, tight, loose, is_up)
        return found, search.solves


class _Ends:
    """Finds the two ends of a setting's range."""

    def __init__(self, answer: Resolved, how: SolveOptions) -> None:
        self.answer, self.how = answer, how
        self.solves = 0

    def tight(self, lever: Lever) -> SettingEnd:
        """Return the tight end: as far as the plan keeps the rule nothing is solved."""
        further = replace(lever, count=lever.count * FAR) if self._goes_on(lever) else lever
        problem = self.answer.problem
        beyond = smallest(further.count, lambda k: not _is_monotone(further, problem, k))
        if beyond is not None:  # What is beyond may let pass what is forbidden before.
            further = replace(further, count=beyond - 1)

        def is_broken(k: int) -> bool:
            answer, rule = self.answer, further.moved(k)
            assert answer.plan is not None
            if k > lever.count and not is_allowed(replaced(answer.problem, lever.rule, rule), rule):
                return True  # No value is left there: nothing is said to go on.
            return any(True for _ in breaches_of(rule, answer.problem, answer.targets, answer.plan))

        k = smallest(further.count, is_broken)
        if k is None:
            last = min(lever.count, further.count)
            return SettingEnd("all" if beyond is None else "open", _value(lever, last))
        return self._end(further, k - 1)

    def _goes_on(self, lever: Lever) -> bool:
        """Return whether a setting may be larger than the last value of its ladder.

        Downwards a ladder ends where its settings do.
        """
        rule = lever.moved(lever.count + 1)
        is_up = lever.value(lever.count) > lever.before
        return is_up and is_allowed(replaced(self.answer.problem, lever.rule, rule), rule)

    def loose(self, lever: Lever, without: ChangeEffect) -> SettingEnd:
        """Return the loose end; there is none where leaving the rule out changes nothing."""
        is_loosest = is_monotone_to(self.answer.problem, lever, lever.count, "looser")
        if is_loosest and without.changes_nothing and without.proven == "exact":
            return SettingEnd("all", lever.value(lever.count))
        return self._end(lever, 0)

    def _end(self, lever: Lever, kept: int) -> SettingEnd:
        """Return the end beyond a rung up to which the plan is known to stay."""
        found: dict[int, ChangeEffect] = {}

        def changes(more: int) -> bool:
            rule = lever.moved(kept + more)
            changed = replaced(self.answer.problem, lever.rule, rule)
            if not is_allowed(changed, rule):
                return True  # Nothing is solved for it, and nothing is said of it.
            found[kept + more] = self._effect(changed)
            return not found[kept + more].changes_nothing

        more = smallest(lever.count - kept, changes)
        if any(effect.state == "open" or effect.proven != "exact" for effect in found.values()):
            sure = [k for k, one in found.items() if one.changes_nothing and one.proven == "exact"]
            return SettingEnd("open", _value(lever, max(sure, default=kept)))
        if more is None:
            # What leaving the rule out changes may change beyond the last value that was tried.
            reach: Reach = "open" if self._goes_on(lever) else "all"
            return SettingEnd(reach, lever.value(lever.count))
        k = kept + more
        if k not in found:
            return SettingEnd("to", _value(lever, k - 1))
        return SettingEnd("to", _value(lever, k - 1), lever.value(k), found[k])

    def _effect(self, changed: Problem) -> ChangeEffect:
        """Return the effect of a change: its best plan, compared with this one."""
        self.solves += 1
        after = best_totals(changed, self.how)
        effect, is_settled = effect_of(self.answer, after), after.outcome.settled
        if effect.state == "equal" and effect.moved:
            is_settled = is_settled and self.answer.outcome.settled
        # Of equal plans any may have been met where the tie rule was not carried to its end.
        return effect if is_settled or effect.state != "equal" else replace(effect, proven="no")


def _value(lever: Lever, k: int) -> int | Fraction:
    """Return the value of a rung, of which the first is the value as it is."""
    value: int | Fraction = lever.value(k) if k else lever.before
    return value
