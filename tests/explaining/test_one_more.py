"""One step more, held against counting every plan, and the exchange against the solver."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import Case, cases
from optalloc.core.solve_options import HIGHS
from optalloc.explaining.one_step_more.exchange import moved, swaps_of
from optalloc.explaining.one_step_more.one_step_more import OneMore, OneMoreStep, wished
from optalloc.pipeline.answer import Resolved
from optalloc.pipeline.audit import verify
from optalloc.pipeline.feasibility import with_rules
from optalloc.pipeline.resolve import best
from optalloc.problem.facts import PastAward, Plan
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from quick import examples
from small import CLOSEST, FEN, SQUARED, Entry, complaints, every_plan, small, town
from test_rulebook_together import rulebooks

LOOSE = settings(
    max_examples=examples(60),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


Counted = tuple[dict[str, int], tuple[Fraction, ...]]


def counted(problem: Problem) -> list[Counted]:
    """Return the totals and the goals' values of every plan that keeps the rules."""
    targets = score(problem)
    return [
        (dict(plan.by_recipient), tuple(g.value(problem, targets, plan) for g in problem.goals))
        for plan in every_plan(problem)
        if not verify(problem, targets, plan)
    ]


def agrees(answer: Resolved, more: OneMore, plans: list[Counted]) -> None:
    """Assert that an answer is what counting says."""
    had = [values for totals, values in plans if totals.get(more.recipient, 0) >= more.wanted]
    assert (more.kind == "forbidden") == (not had)
    if not had:
        assert more.proven != "no"
        return
    assert more.moves[more.recipient] >= more.wanted - more.award
    if len(answer.outcome.goals) != len(answer.problem.goals):
        return  # a goal of two stages ranks plans that its one value does not tell apart
    now, least = answer.values(), min(had)
    assert more.kind == ("equal" if least == now else "worse")
    if more.change is not None:
        place = next(i for i, (a, b) in enumerate(zip(now, least, strict=True)) if a != b)
        assert (more.change.place, more.change.after) == (place, least[place])


@pytest.mark.slow
@settings(LOOSE, max_examples=examples(30))
@given(rulebooks())
def test_one_step_more_in_drawn_rulebooks_is_what_counting_says(problem: Problem) -> None:
    if complaints(problem):
        return
    answer = best(problem, HIGHS)
    if answer.plan is None:
        return
    plans, steps = counted(problem), OneMoreStep(answer)
    for recipient in problem.recipients:
        more = steps.ask(recipient.name)
        agrees(answer, more, plans)
        if more.rules:
            forbids(problem, more)


def test_what_rules_forbid_counts_the_steps_that_one_of_them_is_rounded_to() -> None:
    # In steps of 1 the floors of 1.5, 1 and 0.5 become 1, 0 and 0 of the 2 there are, and 丙 may
    # have 1; in single fen they would not. With the ratio 乙 must have 1 as well.
    history = (
        *(PastAward(1, "甲", "市级", "用途", 3 * FEN), PastAward(1, "乙", "市级", "用途", 2 * FEN)),
        PastAward(1, "丙", "市级", "用途", FEN),
    )
    kept = {"at_least": "50%", "years": [1], "over": "batch", "of": "amount"}
    rules: list[Entry] = [
        ("amount_ratio", {"at_most": "1.5", "among": "all", "kinds": ["镇"]}),
        ("hold_harmless", {**kept, "when_short": "ratable"}),
    ]
    towns = [town("甲"), town("乙"), town("丙", "部门")]
    problem = replace(small({"市级": 2}, towns, rules, aims={"甲": 1}), history=history)
    more = OneMoreStep(best(problem, HIGHS)).ask("丙")
    assert more.kind == "forbidden"
    forbids(problem, more)


def forbids(problem: Problem, more: OneMore) -> None:
    """Assert that the rules named leave no plan with the step, and that each is needed."""
    grain = next(rule for rule in problem.rules if rule.kind == "grain" or rule.label == "grain")
    members = [rule for rule in problem.rules if rule.label in more.rules and rule is not grain]

    def is_possible(labels: set[str]) -> bool:
        rules = tuple(r for r in problem.rules if r.label in labels or r is grain)
        return bool(counted(wished(with_rules(problem, rules), more.recipient, more.wanted)))

    names = {rule.label for rule in members}
    assert not is_possible(names)
    assert all(is_possible(names - {one}) for one in names)


@pytest.mark.slow
@LOOSE
@given(cases(most=300))
def test_one_step_more_in_drawn_cases_is_what_counting_says(case: Case) -> None:
    problem = case.problem()
    answer = best(problem, HIGHS)
    if answer.plan is None:
        return
    plans, steps = counted(problem), OneMoreStep(answer)
    for recipient in problem.recipients:
        agrees(answer, steps.ask(recipient.name), plans)


@st.composite
def shared(draw: st.DrawFn) -> Problem:
    """Draw money shared out by figures, one goal, bounds on some totals."""
    n = draw(st.integers(2, 7))
    towns = [town(f"镇{i}", 村=draw(st.integers(1, 9))) for i in range(n)]
    bounds: list[Entry] = [("balance", {"max_deviation": "60%"})] * draw(st.integers(0, 1))
    bounds += [("ceiling", {"amount": str(draw(st.integers(3, 9)))})] * draw(st.integers(0, 1))
    words = ["absolute", "relative", "squared", "webster", "jefferson", "hill", "adams"]
    distance = draw(st.sampled_from(words))
    weights = ("factors", {"weights": {"村": "100%"}})
    goals: list[Entry] = [("closest_to_target", {"distance": distance})]
    if draw(st.booleans()):
        goals.append(SQUARED)
    if draw(st.booleans()):
        goals.insert(0, ("evenness", {}))
    pots = {"市级": draw(st.integers(1, 20)), "区级": draw(st.integers(0, 9))}
    return small(pots, towns, bounds, targets=[weights], goals=goals)


@pytest.mark.slow
@settings(LOOSE, max_examples=examples(150))
@given(shared())
def test_the_exchange_of_one_step_is_what_a_solver_finds(problem: Problem) -> None:
    answer = best(problem, HIGHS)
    if answer.plan is None:
        return
    quick, slow = OneMoreStep(answer), OneMoreStep(answer)
    slow.__dict__["_swaps"] = None
    for recipient in problem.recipients:
        one, other = quick.ask(recipient.name), slow.ask(recipient.name)
        assert (one.kind, one.rules, one.losers) == (other.kind, other.rules, other.losers)
        if one.change is not None and other.change is not None:
            assert (one.change.before, one.change.after) == (
                other.change.before,
                other.change.after,
            )
    assert quick.solves <= slow.solves


def three_towns(*rules: Entry, goals: list[Entry] | None = None) -> Problem:
    return small(
        {"资金": 12},
        [town("甲"), town("乙"), town("丙")],
        rules,
        aims={"甲": 6, "乙": 4, "丙": 2},
        goals=goals or [SQUARED],
    )


def test_a_step_taken_from_whom_it_costs_least() -> None:
    more = OneMoreStep(best(three_towns())).ask("乙")
    assert more.by == "arithmetic"
    assert more.moves == {"乙": 100, "甲": -100}
    assert more.change is not None
    # (5 - 6)^2 / 6 + (5 - 4)^2 / 4 = 5/12 元
    assert more.change.after == Fraction(500, 12)


def test_a_rule_that_caps_the_total_forbids_the_step_without_a_solver() -> None:
    steps = OneMoreStep(best(three_towns(("ceiling", {"amount": "6"}))))
    more = steps.ask("甲")
    assert (more.kind, more.rules, more.by, more.proven) == (
        "forbidden",
        ("ceiling",),
        "arithmetic",
        "exact",
    )
    assert steps.solves == 0


def test_nobody_gets_more_than_all_the_money() -> None:
    problem = small({"资金": 3}, [town("甲")], aims={"甲": 3})
    more = OneMoreStep(best(problem)).ask("甲")
    assert (more.kind, more.rules, more.wanted) == ("forbidden", (), 400)


def test_rules_that_forbid_it_together_are_all_named() -> None:
    problem = three_towns(
        ("floor", {"amount": "2", "recipients": ["丙"]}),
        ("low", {"kind": "floor", "amount": "4", "recipients": ["乙"]}),
    )
    more = OneMoreStep(best(problem)).ask("甲")
    assert more.kind == "forbidden"
    assert more.rules == ("floor", "low")


def test_an_equally_good_plan_is_told_apart_from_a_worse_one() -> None:
    problem = small({"资金": 3}, [town("甲"), town("乙")], aims={"甲": 5, "乙": 5}, goals=[CLOSEST])
    answer = best(problem)
    more = OneMoreStep(answer).ask("乙")
    assert answer.plan is not None
    assert answer.given("甲") == 300
    assert (more.kind, more.moves, more.change) == ("equal", {"乙": 100, "甲": -100}, None)


def test_a_worst_level_that_comes_first_is_exchanged_too() -> None:
    evenly: list[Entry] = [("evenness", {}), SQUARED]
    steps = OneMoreStep(best(three_towns(goals=evenly)))
    more = steps.ask("丙")
    assert (more.by, steps.solves) == ("arithmetic", 0)
    assert more.moves == {"丙": 100, "甲": -100}
    assert more.change is not None
    assert (more.change.place, more.change.after) == (0, Fraction(1, 6))


def test_a_goal_that_is_no_sum_of_totals_is_left_to_the_solver() -> None:
    evenly: list[Entry] = [("evenness", {"depth": "leximin"}), SQUARED]
    assert swaps_of(best(three_towns(goals=evenly))) is None
    steps = OneMoreStep(best(three_towns(goals=evenly)))
    assert steps.ask("甲").by == "solver"
    assert steps.solves == 1


def test_the_second_worst_level_counts_where_the_goal_looks_at_all_of_them() -> None:
    problem = small(
        {"资金": 6},
        [town("甲"), town("乙"), town("丙")],
        aims={"甲": 4, "乙": 4, "丙": 4},
        goals=[("evenness", {"depth": "leximin"})],
    )
    more = OneMoreStep(best(problem)).ask("甲")
    assert more.kind == "worse"
    assert more.change is not None
    assert (more.change.before, more.change.after) == (Fraction(1, 2), Fraction(3, 4))


def test_a_step_is_moved_source_by_source() -> None:
    problem = replace(
        small(
            {"市级": 9, "区级": 11},
            [town("甲", 村=1), town("乙", 村=1)],
            [("split", {"shares": {"市级": 45, "区级": 55}, "within": "recipient"})],
            targets=[("factors", {"weights": {"村": "100%"}})],
            grain="0.5",
        )
    )
    answer = best(problem)
    assert answer.plan is not None
    after = moved(problem, answer.plan, ("乙", "甲"), 1000)
    assert isinstance(after, Plan)
    assert verify(problem, score(problem), after) == ()
    assert after.by_recipient == {"甲": 2000}
    assert [a.amount for a in after.awards] == [900, 1100]


def test_money_is_moved_for_one_use_where_needs_leave_no_room_in_proportion() -> None:
    needs = {("甲", "大棚"): 400, ("甲", "道路"): 900, ("乙", "大棚"): 400, ("乙", "道路"): 400}
    problem = small(
        {"资金": 10},
        [town("甲", 村=6), town("乙", 村=4)],
        [("within_need", {"over": "batch"})],
        targets=[("factors", {"weights": {"村": "100%"}})],
        uses={"大棚": (), "道路": ()},
    )
    answer = best(replace(problem, needs=needs))
    assert answer.plan is not None
    steps = OneMoreStep(answer)
    more = steps.ask("甲")
    assert (more.kind, more.by, more.moves) == ("worse", "arithmetic", {"甲": 100, "乙": -100})


def test_in_a_hurry_no_smallest_conflict_is_looked_for() -> None:
    problem = three_towns(
        ("floor", {"amount": "2", "recipients": ["丙"]}),
        ("low", {"kind": "floor", "amount": "4", "recipients": ["乙"]}),
    )
    more = OneMoreStep(best(problem), is_thorough=False).ask("甲")
    assert (more.kind, more.rules) == ("forbidden", ())
    assert more.proven == "exact"
