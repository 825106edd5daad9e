"""Small problems written as a user would, and all their plans, one by one. Amounts in 元."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

from golden_text import changed_lines
from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.component import Breach
from optalloc.problem.facts import Award, Indicator, PastAward, Plan, Recipient, Source, Use
from optalloc.problem.formulate import formulate
from optalloc.problem.interfaces import GOALS, RULES, TARGETS, Rule
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver import Outcome, solve
from optalloc.solver.engines.select import engine

UNIT, FEN = "元", 100
CLOSEST = ("closest_to_target", {"distance": "absolute"})
SQUARED = ("closest_to_target", {"distance": "squared_over_target"})
Entry = tuple[str, dict[str, Any]]


def town(name: str, kind: str = "镇", **columns: str | int) -> Recipient:
    """Return a recipient; whole numbers are its figures, words its marks."""
    facts = {k: Fraction(v) for k, v in columns.items() if not isinstance(v, str)}
    marks = {k: v for k, v in columns.items() if isinstance(v, str)}
    return Recipient(name, kind, facts, marks)


def small(
    pots: Mapping[str, Any] | Sequence[Source],
    towns: Sequence[Recipient],
    rules: Sequence[Entry] = (),
    *,
    aims: Mapping[str, int] | None = None,
    targets: Sequence[Entry] = (),
    goals: Sequence[Entry] = (CLOSEST,),
    uses: Mapping[str, tuple[str, ...]] | None = None,
    grain: str = "1",
    whole: bool = True,
    history: Sequence[tuple[Any, ...]] = (),
    earlier: Sequence[tuple[str, str, str, int]] = (),
) -> Problem:
    """Return a problem.

    Args:
        pots: Amount by source, or the sources.
        aims: Fixed targets.
        uses: Groups by use.
        whole: Whether the sources are spent whole.
        history: Year, recipient and amount, then use and source where they count.
        earlier: Recipient, source, use and amount.
    """
    sources = (
        tuple(Source(n, int(a * FEN)) for n, a in pots.items())
        if isinstance(pots, Mapping)
        else tuple(pots)
    )
    entries = [("grain", {"cell": grain}), *([("spend_whole", {})] if whole else []), *rules]
    read = tuple(RULES[s.get("kind", w)].read(w, s, UNIT) for w, s in entries)
    aimed = [*([("fixed", {"amounts": dict(aims)})] if aims else []), *targets]
    columns = {c for t in towns for c in t.facts}
    return Problem(
        name="small",
        unit=UNIT,
        sources=sources,
        recipients=tuple(towns),
        uses=tuple(Use(n, frozenset(g)) for n, g in (uses or {"用途": ()}).items()),
        grain=next(r.grain(sources) for r in read if r.kind == "grain" or r.label == "grain"),
        indicators={c: Indicator(c, "个", "more", {c: Fraction(1)}) for c in sorted(columns)},
        earlier=tuple(Award(r, s, u, a * FEN) for r, s, u, a in earlier),
        targets=tuple(TARGETS[w].read(w, s, UNIT) for w, s in aimed),
        rules=read,
        goals=tuple(GOALS[w].read(w, s, UNIT) for w, s in goals),
        history=tuple(
            PastAward(
                h[0], h[1], h[4] if len(h) > 4 else "", h[3] if len(h) > 3 else "", h[2] * FEN
            )
            for h in history
        ),
    )


def without(problem: Problem, label: str) -> Problem:
    """Return the problem without one of its rules."""
    return replace(problem, rules=tuple(r for r in problem.rules if r.label != label))


def rule(problem: Problem, label: str) -> Rule:
    """Return a rule by its label."""
    return next(r for r in problem.rules if r.label == label)


def complaints(problem: Problem) -> list[tuple[str, str, str, str | None]]:
    """Return the key, the words and what came, of everything that the parts complain of."""
    parts = (*problem.targets, *problem.rules, *problem.goals)
    return [(c.key, *c.allowed, c.came) for part in parts for c in part.check(problem)]


def outcomes(problem: Problem) -> list[Outcome]:
    """Return what CBC and HiGHS make of a problem."""
    program = formulate(problem, score(problem))
    return [solve(program, engine(name)) for name in ("cbc", "highs")]


def best(problem: Problem) -> dict[str, Fraction]:
    """Return the best plan's totals [元], the same from both engines and audited clean."""
    plans = []
    for outcome in outcomes(problem):
        assert outcome.x is not None and outcome.proven != "no"
        plan = plan_of(problem, outcome.x)
        assert verify(problem, score(problem), plan) == ()
        plans.append(plan)
    assert plans[0] == plans[1]
    return {r.name: Fraction(plans[0].by_recipient.get(r.name, 0), FEN) for r in problem.recipients}


def is_proven_infeasible(problem: Problem) -> bool:
    """Return whether both engines prove that there is no plan."""
    return all(o.x is None and o.infeasible != "no" for o in outcomes(problem))


def plan(problem: Problem, **totals: int) -> Plan:
    """Return a plan of one source and one use by its totals [元]."""
    source, use = problem.sources[0].name, problem.uses[0].name
    return Plan(Award(name, source, use, money * FEN) for name, money in totals.items() if money)


def breaches(problem: Problem, label: str, made: Plan) -> tuple[Breach, ...]:
    """Return the breaches of one rule."""
    return tuple(rule(problem, label).breaches(problem, score(problem), made))


def said(problem: Problem, label: str, made: Plan) -> list[tuple[str, str]]:
    """Return the breaches of one rule in Chinese and English; each carries the rule's clause."""
    assert all(b.cite == rule(problem, label).cite for b in breaches(problem, label, made))
    return [tuple(b.words()) for b in breaches(problem, label, made)]


def added_by(problem: Problem, label: str) -> list[str]:
    """Return the rows and bounds that are new with one rule; every row without it stays."""
    gone, new = changed_lines(without(problem, label), problem)
    assert not any(":" in line for line in gone)
    return new


def every_plan(problem: Problem) -> Iterator[Plan]:
    """Yield every plan in whole grains that overspends no source."""
    per_source = []
    pairs = [(r.name, u.name) for r in problem.recipients for u in problem.uses]
    for source in problem.sources:
        grain = problem.grain.cells[source.name]
        units = source.amount // grain
        per_source.append(
            [
                [
                    Award(r, source.name, u, k * grain)
                    for (r, u), k in zip(pairs, given, strict=True)
                    if k
                ]
                for given in _shared(units, len(pairs))
            ]
        )
    for chosen in product(*per_source):
        yield Plan(award for awards in chosen for award in awards)


def _shared(units: int, among: int) -> Iterator[tuple[int, ...]]:
    """Yield every way to give at most so many units to so many cells."""
    if among == 0:
        yield ()
        return
    for k in range(units + 1):
        for rest in _shared(units - k, among - 1):
            yield (k, *rest)


def counts_agree(problem: Problem, label: str, allowed: Callable[[Plan], bool]) -> bool:
    """Hold the product against counting; returns whether there is a plan.

    Args:
        allowed: Whether a plan keeps the rule, by a second hand.
    """
    assert complaints(problem) == []
    targets, every = score(problem), list(every_plan(problem))
    part = rule(problem, label)
    for each in every:
        assert (not list(part.breaches(problem, targets, each))) == allowed(each), each.awards
    kept = [each for each in every if not verify(problem, targets, each)]
    cbc, highs = outcomes(problem)
    for outcome in (cbc, highs):
        assert (outcome.x is None) == (not kept)
        if outcome.x is None:
            assert outcome.infeasible != "no"
            continue
        made = plan_of(problem, outcome.x)
        assert made in kept
        goal = problem.goals[0]
        least = min(goal.value(problem, targets, each) for each in kept)
        assert goal.value(problem, targets, made) == least
    if cbc.x is not None and highs.x is not None:
        assert plan_of(problem, cbc.x) == plan_of(problem, highs.x)
    return bool(kept)
