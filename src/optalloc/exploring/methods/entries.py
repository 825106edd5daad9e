"""One scenario's plans beside one another: the solved one, then that of every method."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Unpack

from optalloc.core.errors import Fault, InputUnusable, flat, nearest
from optalloc.core.message import NOTHING, Words, one_of, same
from optalloc.core.money import FEN_PER_UNIT
from optalloc.core.solve_options import AUTO, SolveOptions, SolveWords
from optalloc.inputs.read import read_all
from optalloc.pipeline.outcome_text import outcome_words
from optalloc.pipeline.solved import AuditedPlan, Solved, judge
from optalloc.pipeline.walk import walk
from optalloc.problem.at_level import value_of
from optalloc.problem.baseline_plan import baseline_plan
from optalloc.problem.baselines import METHODS, AwardsMethod, PlanMethod
from optalloc.problem.facts import Plan
from optalloc.problem.interfaces import Goal
from optalloc.problem.problem import Problem
from optalloc.solver.program.program import Measure
from optalloc.solver.search.outcome import GoalOutcome

BEST = "best"
"""The word of the solved plan; no method is called so."""
BEST_PLAN = Words("最优方案", "best plan")
BEST_FOUND = Words("找到的最好方案", "best plan found")
"""What it is called where it is not proven best."""


@dataclass(frozen=True)
class Aim:
    """One goal as plans are measured by it.

    Attributes:
        measure: What its value is counted in; a gain is negated.
        best: The value that the solving proved or met; None without a plan.
        room: How much worse than that the goals after it may make it.
        before: What the program made best before it, on its behalf: its value alone then does not
            say which of two plans is better.
    """

    goal: Goal
    words: Words
    measure: Measure
    best: Fraction | None
    room: Fraction
    before: tuple[Words, ...] = ()

    def counted(self, value: Fraction, unit: str) -> Fraction:
        """Return a value as it is shown: money in a unit, a gain above 0."""
        return -value if self.measure == "gain" else self.difference(value, unit)

    def difference(self, value: Fraction, unit: str) -> Fraction:
        """Return a difference of values as it is shown; above 0 is worse."""
        per = {"money": FEN_PER_UNIT[unit], "money squared": FEN_PER_UNIT[unit] ** 2}
        return value / per.get(self.measure, 1)


@dataclass(frozen=True)
class Distance:
    """Where and how far a plan differs from the best: (value - best) / |best|.

    Goals come in order of priority, so only the first that differs counts. What a goal's tolerance
    allows is no difference. A plan that breaks rules may seem better than the best: below 0.

    Attributes:
        goal: Which goal, counted from 0; it is as good in all before that.
        difference: Value less best, in what the goal is counted in; below 0 seems better.
        relative: That as a part of the best; None where the best is 0.
    """

    goal: int
    difference: Fraction
    relative: Fraction | None


@dataclass(frozen=True)
class Entry:
    """A plan with what the rules and the goals say of it, or why there is none.

    Attributes:
        method: The method's word; BEST for the solved plan.
        judged: The plan, its breaches and its figures; None where it cannot be made.
        values: The value of every goal, exact; empty without a plan.
        distance: Where it differs from the best; None where it is as good, or none is known.
        seconds: What making the plan took; of the solved plan with proof and audit [s].
        why_not: Why there is no plan.
    """

    method: str
    words: Words
    judged: AuditedPlan | None
    values: tuple[Fraction, ...]
    distance: Distance | None
    seconds: float
    why_not: Words = NOTHING

    @property
    def is_feasible(self) -> bool:
        """Whether there is a plan and it keeps every rule."""
        return self.judged is not None and not self.judged.breaches

    @cached_property
    def broken(self) -> Mapping[str, int]:
        """The labels of the rules that it breaks, each with the number of places."""
        return Counter(b.rule for b in self.judged.breaches) if self.judged else {}


@dataclass(frozen=True)
class Outsider:
    """A method that is no part of the product: a function that somebody wrote.

    Attributes:
        name: What it is called.
        make: Returns its plan.
    """

    name: str
    make: Callable[[], Plan]


@dataclass(frozen=True)
class Benchmarked:
    """One scenario with every plan.

    Attributes:
        solved: The scenario and its best plan.
        aims: What distances from the best are measured in, a goal each, in order.
        entries: The solved plan, then the methods: those that keep every rule, nearest first; those
            that do not, fewest breaches first; those that make no plan.
    """

    solved: Solved
    aims: tuple[Aim, ...]
    entries: tuple[Entry, ...]

    @property
    def has_best(self) -> bool:
        """Whether there is a best plan to be measured against."""
        return self.solved.best is not None


def benchmark(
    scenarios: Sequence[str | Path],
    settings: Sequence[str] = (),
    how: SolveOptions = AUTO,
    methods: Sequence[str] = (),
    **words: Unpack[SolveWords],
) -> list[Benchmarked]:
    """Put every method beside the best plan: the function behind `optalloc benchmark`.

    Args:
        settings: `KEY=VALUE` texts laid over each file, as `--set` does.
        how: What solving is told; its time is for all of it.
        methods: The words of the methods; all of the catalogue when none is named.
        words: `solver` and `time_limit` of `how`, by name.

    Raises:
        InputUnusable: When a scenario or its tables cannot be used, or no method is called so.
    """
    known = METHODS.words()
    allowed = one_of(Words("基准方法", "a method, "), known)
    unknown = [word for word in methods if word not in known]
    if unknown:
        raise InputUnusable(
            Fault("", same("--method"), allowed, word, nearest(word, known)) for word in unknown
        )
    problems = read_all(scenarios, settings)
    how = how.but(words).begun()
    return [
        beside_every_method(problem, how.share(left), methods)
        for left, problem in zip(range(len(problems), 0, -1), problems, strict=True)
    ]


def beside_every_method(
    problem: Problem,
    how: SolveOptions = AUTO,
    methods: Sequence[str] = (),
    outsiders: Sequence[Outsider] = (),
) -> Benchmarked:
    """Solve one problem and make the plan of every method for it, or of those that are named.

    Args:
        outsiders: Methods of others that join them.
    """
    start = time.perf_counter()
    solved = walk(problem, how)
    seconds = time.perf_counter() - start
    aims = tuple(_aim(solved, goal) for goal in solved.problem.goals)
    if solved.best:
        values = _values_of(solved, solved.best.plan)
        name = BEST_FOUND if solved.outcome.proven == "no" else BEST_PLAN
        best = Entry(BEST, name, solved.best, values, _distance(aims, values), seconds)
    else:
        why = outcome_words(solved.outcome)
        best = Entry(BEST, BEST_PLAN, None, (), None, seconds, why[0] if why else NOTHING)
    chosen = dict.fromkeys(methods) or methods_for(problem)
    made = [_entry(solved, aims, word) for word in chosen]
    made += [_entry_of_outsider(solved, aims, outsider) for outsider in outsiders]
    others = sorted(made, key=_order)
    return Benchmarked(solved, aims, (best, *others))


def methods_for(problem: Problem) -> list[str]:
    """Return every method; those that choose projects only where there are some."""
    return [w for w, m in METHODS if problem.projects or not isinstance(m, AwardsMethod)]


def _entry(solved: Solved, aims: Sequence[Aim], word: str) -> Entry:
    """Return what a method makes of a scenario."""
    words = METHODS[word].named(solved.problem)
    why_not = next(_hindrances(solved, word), NOTHING)
    start = time.perf_counter()
    plan: Plan | None = None
    if why_not == NOTHING:
        try:
            plan = baseline_plan(solved.problem, solved.targets, word)
        except ValueError as why:
            why_not = Words("用于本情景无解", f"it has no plan here ({why})")
    seconds = time.perf_counter() - start
    return _judged(solved, aims, Entry(word, words, None, (), None, seconds, why_not), plan)


def _entry_of_outsider(solved: Solved, aims: Sequence[Aim], outsider: Outsider) -> Entry:
    """Return the entry of a user's method; an exception is why it has no plan."""
    start = time.perf_counter()
    plan, why_not = None, NOTHING
    try:
        plan = outsider.make()
    except InputUnusable as refused:
        why_not = Words(flat(refused.letter("zh")), flat(refused.letter("en")))
    except Exception as error:
        said = flat(f"{type(error).__name__}: {error}")
        why_not = Words(f"函数出错（{said}）", f"the function failed ({said})")
    seconds = time.perf_counter() - start
    entry = Entry(outsider.name, same(outsider.name), None, (), None, seconds, why_not)
    return _judged(solved, aims, entry, plan)


def _judged(solved: Solved, aims: Sequence[Aim], entry: Entry, plan: Plan | None) -> Entry:
    """Return an entry with its plan audited and measured; as it is where there is none."""
    if plan is None:
        return entry
    judged = judge(solved.problem, solved.targets, plan)
    values = _values_of(solved, plan)
    return replace(entry, judged=judged, values=values, distance=_distance(aims, values))


def _hindrances(solved: Solved, word: str) -> Iterator[Words]:
    """Yield what the method needs and the facts do not hold."""
    method, problem = METHODS[word], solved.problem
    if not any(solved.targets.target(r.name) for r in problem.recipients):
        yield Words("没有一个单位有测算额", "no recipient has a target")
    for said in method.check(problem) if isinstance(method, PlanMethod) else ():
        yield Words(said.allowed.zh, f"it needs {said.allowed.en}")


def _order(entry: Entry) -> tuple[int, int, tuple[Fraction, ...], str]:
    """Return where a method stands among the others."""
    rank = 0 if entry.is_feasible else 1 if entry.judged else 2
    return rank, sum(entry.broken.values()), entry.values, entry.method


def _aim(solved: Solved, goal: Goal) -> Aim:
    words, problem = goal.words(solved.problem), solved.problem
    stages = [stage for stage in solved.program.goals if stage.label == goal.label]
    own = [stage for stage in stages if stage.words == words] or stages[-1:]
    measure: Measure = own[0].measure if own else "number"
    before = tuple(stage.words for stage in stages[: stages.index(own[0])]) if own else ()
    told = [o for o in solved.outcome.goals if o.label == goal.label and o.words == words]
    if told:
        return Aim(goal, words, measure, told[0].value, _room(told[0]), before)
    met = value_of(goal, problem, solved.targets, solved.best.plan) if solved.best else None
    return Aim(goal, words, measure, met, Fraction(0), before)


def _room(outcome: GoalOutcome) -> Fraction:
    room = outcome.tolerance
    if isinstance(room, Fraction):
        return abs(outcome.value) * room
    return Fraction(room or 0)


def _values_of(solved: Solved, plan: Plan) -> tuple[Fraction, ...]:
    """Return the exact value of every goal for any plan, from the formulas."""
    return tuple(value_of(g, solved.problem, solved.targets, plan) for g in solved.problem.goals)


def _distance(aims: Sequence[Aim], values: Sequence[Fraction]) -> Distance | None:
    """Return where a plan first differs from the best; None where it is as good throughout."""
    return next(_differences(aims, values), None)


def _differences(aims: Sequence[Aim], values: Sequence[Fraction]) -> Iterator[Distance]:
    for place, (aim, value) in enumerate(zip(aims, values, strict=True)):
        if aim.best is None or aim.best <= value <= aim.best + aim.room:
            continue
        difference = value - aim.best
        yield Distance(place, difference, difference / abs(aim.best) if aim.best else None)
