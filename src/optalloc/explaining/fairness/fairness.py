"""Is a plan fair: quota, equals, order by need, a larger total, evenness, and what fairness costs.

Any plan can be asked about: the best one, a baseline, one that was published.

    within quota   floor(q_r / g) <= y_r / g <= ceil(q_r / g),  g the step of totals
    equals         who is alike in all that the scenario looks at is at most g apart
    inversion      somebody as needy in every factor, and needier in one, gets less

q_r is the target t_r; where targets are more than the money M, or the plan gives more than they
are, its part of that money, M * t_r / sum t, as in apportionment.

As needy: as the rule `order` has it, where more of a figure, or less of it, means more money.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

import numpy as np

from optalloc.core.exact import total
from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.core.time_budget import Progress
from optalloc.explaining.conflict.changes import with_money
from optalloc.explaining.rule_order import word_of
from optalloc.inputs.required_columns import figures_read
from optalloc.pipeline.answer import Resolved, first_apart, without_rules
from optalloc.pipeline.audit import verify
from optalloc.pipeline.metrics import PlanMetrics, measure, targets_beside_money
from optalloc.pipeline.resolve import best
from optalloc.problem.at_level import level_of
from optalloc.problem.baseline_plan import baseline_plan
from optalloc.problem.component import Component
from optalloc.problem.facts import Plan
from optalloc.problem.goals.blend import Blend
from optalloc.problem.interfaces import Rule
from optalloc.problem.layout import common_step
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project
from optalloc.problem.rules.gate import Gate
from optalloc.problem.rules.order import Order
from optalloc.problem.scopes import ForRecipients
from optalloc.problem.score import score
from optalloc.solver.search.outcome import GoalOutcome, Proven

FAIRNESS = frozenset(
    (
        *("amount_ratio", "balance", "ceiling", "floor", "hold_harmless", "nothing_or_at_least"),
        *("order", "parity", "per_head_ratio", "same_amount", "share_not_below", "yearly_change"),
    )
)
"""The words of the rules that are there for fairness between recipients."""
MOST_PAIRS = 200
"""Pairs that are kept of those who are out of order; the rest are counted."""


@dataclass(frozen=True)
class LargerTotal:
    """What one method makes of a step more of money.

    Attributes:
        method: The word of the baseline's method; `best` for the best plan.
        more: The money that is added [fen].
        change: By recipient what it gets more, below 0 less [fen]; nobody who gets the same.
        outcome: `plan`, `none` where there is proven to be no plan with a step more, `open` where
            none was found in time.
        proven: Whether both plans are proven best; a baseline is what its method says.
    """

    method: str
    more: int
    change: Mapping[str, int]
    outcome: Literal["plan", "none", "open"] = "plan"
    proven: Proven = "exact"

    @property
    def losers(self) -> dict[str, int]:
        """Who gets less though there is more money, and by how much [fen], most first."""
        lost = {name: -fen for name, fen in self.change.items() if fen < 0}
        return dict(sorted(lost.items(), key=lambda pair: -pair[1]))


@dataclass(frozen=True)
class Quota:
    """Where one recipient stands beside its quota.

    Attributes:
        low, high: Its target, or its part of the money, rounded down and up to whole steps [fen].
        off: How far its award is beyond them [fen]: above 0 too much, below 0 too little.
    """

    recipient: str
    award: int
    low: int
    high: int

    @property
    def off(self) -> int:
        """How far the award is beyond the quota [fen]; 0 within it."""
        return max(0, self.award - self.high) - max(0, self.low - self.award)


@dataclass(frozen=True)
class RecipientPair:
    """Two recipients of whom the first should not have less than the second.

    Attributes:
        less, more: Who has less, and who has more.
        gap: By how much [fen].
    """

    less: str
    more: str
    less_has: int
    more_has: int

    @property
    def gap(self) -> int:
        """What lies between them [fen]."""
        return self.more_has - self.less_has


@dataclass(frozen=True)
class Price:
    """What one fairness rule costs the goals.

    Attributes:
        rule: Its label.
        goal: The first goal that is better without it; None where none is.
        with_it, without: That goal's value with the rule and without, in what the goal counts; of
            leximin the first level that is another.
        rank: Of leximin, which level that is, 0 being the worst, which is the goal's value.
        moved: The money that changes hands between recipients without it [fen].
        proven: How both plans are proven best; `no` where one is not.
    """

    rule: str
    goal: GoalOutcome | None
    with_it: Fraction
    without: Fraction
    moved: int
    proven: Proven
    rank: int = 0


@dataclass(frozen=True)
class Fairness:
    """What can be said of a plan's fairness.

    Attributes:
        step: One step of a total [fen].
        quotas: Where everybody stands, in listed order.
        shared: The money that quotas are parts of [fen]; None where they are the targets.
        alike: How many groups of recipients are alike.
        unequal: Of every group that is more than a step apart, who has least and who has most.
        compared: How many recipients have every figure that makes them comparable; 0 where the
            scenario has no factors.
        inversions: Pairs out of order, the largest gaps first, at most MOST_PAIRS.
        out_of_order: How many there are in all.
        larger: What a step more of money does: the best plan's method, then the baseline's.
        prices: What each fairness rule of the scenario costs, in its order.
    """

    problem: Problem
    plan: Plan
    step: int
    quotas: tuple[Quota, ...]
    shared: Fraction | None
    alike: int
    unequal: tuple[RecipientPair, ...]
    compared: int
    inversions: tuple[RecipientPair, ...]
    out_of_order: int
    figures: PlanMetrics
    larger: tuple[LargerTotal, ...]
    prices: tuple[Price, ...]


def fairness(
    of: Resolved | Problem,
    plan: Plan | None = None,
    how: SolveOptions = HIGHS,
    progress: Progress | None = None,
) -> Fairness:
    """Return the fairness of a plan.

    Args:
        of: The solved problem, or the problem, which is solved then.
        plan: The plan to judge; None for the best one.

    Raises:
        ValueError: When there is no plan to judge.
    """
    how = how.begun()
    now = best(of, how) if isinstance(of, Problem) else of
    judged = now.plan if plan is None else plan
    if judged is None:
        raise ValueError("there is no plan to judge")
    problem, targets, step = now.problem, now.targets, common_step(now.problem)
    rules = [rule for rule in problem.rules if word_of(rule) in FAIRNESS]
    done, of_all = iter(range(1, len(rules) + 3)), len(rules) + 2

    def tell() -> None:
        if progress is not None:
            progress(next(done), of_all)

    groups = list(_groups(now))
    compared, inversions, out_of_order = _inversions(problem, judged)
    tell()
    larger = larger_totals(now, step, how)
    tell()
    prices = []
    for rule in rules:
        prices.append(_price(now, rule, how))
        tell()
    off = targets_beside_money(problem, targets, judged)
    asked = total(targets.target(r.name) for r in problem.recipients)
    scale = (asked - off) / asked if asked else Fraction(1)
    return Fairness(
        problem,
        judged,
        step,
        tuple(_quotas(now, judged, step, scale)),
        asked - off if off and asked else None,
        len(groups),
        tuple(pair for group in groups if (pair := _apart(group, judged)).gap > step),
        compared,
        inversions,
        out_of_order,
        measure(problem, targets, judged, len(verify(problem, targets, judged))),
        larger,
        tuple(prices),
    )


def _quotas(now: Resolved, plan: Plan, step: int, scale: Fraction) -> Iterator[Quota]:
    """Yield where everybody stands beside its quota."""
    for recipient in now.problem.recipients:
        top, bottom = (now.targets.target(recipient.name) * scale).as_integer_ratio()
        low, high = top // (bottom * step), -(-top // (bottom * step))
        award = plan.by_recipient.get(recipient.name, 0)
        yield Quota(recipient.name, award, low * step, high * step)


def _groups(now: Resolved) -> Iterator[list[str]]:
    """Yield the names of recipients that are alike, two of them or more."""
    problem = now.problem
    told: dict[str, list[object]] = {}
    approved = (problem.approved or Plan(())).awards
    for award in (*problem.earlier, *approved):
        told.setdefault(award.recipient, []).append(replace(award, recipient=""))
    for past in problem.history:
        told.setdefault(past.recipient, []).append(replace(past, recipient=""))
    for (name, use), fen in problem.needs.items():
        told.setdefault(name, []).append((use, fen))
    for work, read in _read_of_projects(problem):
        told.setdefault(work.recipient, []).append(read)
    columns = _columns_read(problem)
    found: dict[tuple[object, ...], list[str]] = {}
    for r in problem.recipients:
        row = tuple((r.facts.get(column), r.marks.get(column)) for column in columns)
        own = tuple(sorted(map(repr, told.get(r.name, ()))))
        found.setdefault((r.kind, row, now.targets.target(r.name), own), []).append(r.name)
    yield from (names for names in found.values() if len(names) > 1)


def _read_of_projects(problem: Problem) -> Iterator[tuple[Project, object]]:
    """Yield what the policy looks at in each project, whatever it and its recipient are called.

    A column is read by a part whose settings name it (`column: 受益人数`); of those that a gate
    reads it counts whether it refuses the project, and no wording.
    """
    parts = _parts(problem)
    refused = {name for gate in parts if isinstance(gate, Gate) for name in gate.decides(problem)}
    settings = " ".join(repr(part.model_dump()) for part in parts if not isinstance(part, Gate))
    for work in problem.projects:
        said = {**work.facts, **work.marks}
        read = sorted((key, str(value)) for key, value in said.items() if key in settings)
        bare = replace(work, name="", recipient="", facts={}, marks={})
        yield work, (bare, read, work.name in refused)


def _columns_read(problem: Problem) -> list[str]:
    """Return the columns of recipients that the policy reads: figures, and words that pick.

    Who differs in a number or a remark that nothing looks at is alike all the same.
    """
    parts = _parts(problem)
    read = [*figures_read(problem.indicators, parts), problem.ties.column]
    for part in parts:
        read += [*(part.where if isinstance(part, ForRecipients) else ()), level_of(part)]
    return list(dict.fromkeys(read))


def _parts(problem: Problem) -> tuple[Component, ...]:
    """Return the parts of a policy, and those of goals that are weighed against each other."""
    blends = (goal for goal in problem.goals if isinstance(goal, Blend))
    blended = [part.goal for blend in blends for part in blend.blended.values()]
    return (*problem.targets, *problem.rules, *problem.goals, *blended)


def _apart(names: list[str], plan: Plan) -> RecipientPair:
    """Return who has least and who has most of some recipients."""
    money = {name: plan.by_recipient.get(name, 0) for name in names}
    less, more = min(names, key=lambda n: money[n]), max(names, key=lambda n: money[n])
    return RecipientPair(less, more, money[less], money[more])


def _inversions(problem: Problem, plan: Plan) -> tuple[int, tuple[RecipientPair, ...], int]:
    """Return how many recipients are compared, the worst pairs out of order, and how many."""
    columns = {column for i in problem.indicators.values() for column in i.columns}
    names = [r.name for r in problem.recipients if columns <= r.facts.keys()]
    if not columns or len(names) < 2:
        return 0, (), 0
    order = Order(equals="within_step", recipients=tuple(names))
    places = order.places(problem)
    money = np.array([plan.by_recipient.get(name, 0) for name in names], dtype=np.int64)
    found: list[tuple[int, int, int]] = []
    for i in range(len(names)):
        no_needier = (places <= places[i]).all(axis=1) & (places < places[i]).any(axis=1)
        for j in np.flatnonzero(no_needier & (money > money[i])).tolist():
            found.append((int(money[i] - money[j]), i, j))
    found.sort()
    pairs = (
        RecipientPair(names[i], names[j], int(money[i]), int(money[j]))
        for _, i, j in found[:MOST_PAIRS]
    )
    return len(names), tuple(pairs), len(found)


def _price(now: Resolved, rule: Rule, how: SolveOptions) -> Price:
    """Return what the goals are with a rule and without it."""
    without = best(without_rules(now.problem, [rule.label]), how)
    nothing = Fraction(0)
    if now.plan is None or without.plan is None:
        return Price(rule.label, None, nothing, nothing, 0, "no")
    names = [r.name for r in now.problem.recipients]
    moved = sum(max(0, without.given(name) - now.given(name)) for name in names)
    proven: Proven = without.outcome.proven if now.is_best and without.is_best else "no"
    for place, goal in enumerate(now.outcome.goals[: len(without.outcome.goals)]):
        held, free = now.ranked_by(place), without.ranked_by(place)
        rank = first_apart(held, free)
        if rank is not None:
            return Price(rule.label, goal, held[rank], free[rank], moved, proven, rank)
    return Price(rule.label, None, nothing, nothing, moved, proven)


def larger_totals(now: Resolved, step: int, how: SolveOptions) -> tuple[LargerTotal, ...]:
    """Return what a step more of money does under the best plan's method, and the baseline's.

    The sources get it in proportion to what they have; every formula, rule and goal stays. Who then
    gets less suffers the Alabama effect.

    Args:
        now: The best plan as things are.
        step: What is added [fen].
    """
    problem = now.problem
    larger = with_money(problem, frozenset(problem.source_named), step)
    before = baseline_plan(problem, now.targets, problem.baseline)
    after = baseline_plan(larger, score(larger), problem.baseline)
    more = larger.money - problem.money
    by_baseline = LargerTotal(problem.baseline, more, _changes(problem, before, after))
    return _of_best(now, larger, how), by_baseline


def _of_best(now: Resolved, larger: Problem, how: SolveOptions) -> LargerTotal:
    more = larger.money - now.problem.money
    then = best(larger, how)
    if now.plan is None or then.plan is None:
        known = then.is_infeasible or now.is_infeasible
        return LargerTotal("best", more, {}, "none" if known else "open", "no")
    is_sure = now.is_best and then.is_best
    proven: Proven = then.outcome.proven if is_sure else "no"
    return LargerTotal("best", more, _changes(now.problem, now.plan, then.plan), "plan", proven)


def _changes(problem: Problem, before: Plan, after: Plan) -> dict[str, int]:
    """Return what each recipient gets more in a second plan [fen], in listed order."""
    old, new = before.by_recipient, after.by_recipient
    moved = ((r.name, new.get(r.name, 0) - old.get(r.name, 0)) for r in problem.recipients)
    return {name: fen for name, fen in moved if fen}
