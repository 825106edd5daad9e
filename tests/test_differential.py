"""The product against counting: every plan of a small case is judged by a second hand.

The plans of a drawn case are few enough to be written down, one by one. The second audit says which
of them are allowed, which are best and which one the tie rule names; the product must say the same,
from either engine, and claim nothing that the count does not bear out.
"""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, event, example, given, settings
from hypothesis import strategies as st

from cases import DRAWN, Case, Pot, Town, cases, closest, counted, solved
from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.formulate import formulate
from optalloc.problem.score import score
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.search.outcome import Outcome
from quick import examples
from second_audit import Cells, SecondAudit

WITHOUT_SURPRISES = {
    "deadline": None,
    "derandomize": True,
    "suppress_health_check": list(HealthCheck),
    # A case that fails is small already; to explain it by variations takes minutes.
    "phases": [Phase.explicit, Phase.generate, Phase.shrink],
}

# Cases that once went wrong, or that draws miss.
NOTHING_ALLOWED_AND_NO_GOAL = Case(
    pots=(Pot("市级", 4500),),
    towns=(Town("灵山"), Town("三江")),
    uses={"产业": ("产业发展",)},
    rules=(
        ("grain", {"cell": "1.5"}),
        ("share", {"at_most": "0%", "groups": ["产业发展"], "over": "year", "each_source": False}),
    ),
    earlier=(("灵山", "市级", "产业", 50),),
)
FIRST_COLUMN_HAS_A_COST = Case(
    pots=(Pot("市级", 100), Pot("区级", 250), Pot("中央", 100)),
    towns=(Town("灵山", facts={"村": "1"}), Town("三江", facts={"村": "3"})),
    uses={"产业": ()},
    rules=(("grain", {"cell": "0.5"}),),
    goals=(("evenness", {}),),
    targets=(("factors", {"weights": {"村数": "100%"}}),),
    indicators={"村数": ("more", {"村": "1"})},
    needs={("灵山", "产业"): 450, ("三江", "产业"): 150},
)

ROUNDED_BY_A_WHOLE_GRAIN = Case(
    pots=(Pot("市级", 200), Pot("区级", 200)),
    towns=(Town("灵山"), Town("三江")),
    rules=(
        ("grain", {"cell": "1"}),
        ("split", {"shares": {"市级": 1, "区级": 1}, "within": "total"}),
    ),
)
NEED_PARTLY_MET_BEFORE = Case(
    pots=(Pot("市级", 300),),
    towns=(Town("灵山"), Town("三江")),
    rules=(("grain", {"cell": "1"}), ("within_need", {"over": "year"})),
    needs={("灵山", "用途"): 300, ("三江", "用途"): 100},
    earlier=(("灵山", "市级", "用途", 100), ("三江", "市级", "用途", 200)),
)


def judge(case: Case, audit: SecondAudit, outcome: Outcome) -> Cells | None:
    """Hold an outcome against the count; returns the plan."""
    assert outcome.stopped == "finished"
    assert (outcome.infeasible != "no") == (not audit.allowed)
    if not audit.allowed:
        assert outcome.x is None
        assert outcome.proven == "no"
        return None
    assert outcome.x is not None
    assert outcome.proven != "no"
    problem = case.problem()
    plan = plan_of(problem, outcome.x)
    cells = case.amounts(plan)
    assert verify(problem, score(problem), plan) == ()
    assert audit.obeys(cells)
    best, values = audit.best
    assert [cost(audit.totals(cells)) for cost in audit.costs] == values
    assert cells in best
    for goal, value in zip(outcome.goals, values, strict=True):
        assert goal.value == value
        assert goal.bound is None or goal.bound <= value
        assert goal.proven != "exact" or goal.bound == value
    assert outcome.settled
    assert cells == audit.chosen()
    return cells


@pytest.mark.slow
@settings(max_examples=examples(300), **WITHOUT_SURPRISES)
@given(cases())
@example(NOTHING_ALLOWED_AND_NO_GOAL)
@example(FIRST_COLUMN_HAS_A_COST)
def test_highs_finds_the_plan_that_counting_finds(case: Case) -> None:
    audit = SecondAudit(case)
    outcome = solved(case, "highs")
    judge(case, audit, outcome)
    event(f"{'no' if outcome.x is None else 'a'} plan, {outcome.proven}, {outcome.infeasible}")


@pytest.mark.slow
@settings(max_examples=examples(100), **WITHOUT_SURPRISES)
@given(cases(1500))
@example(NOTHING_ALLOWED_AND_NO_GOAL)
@example(FIRST_COLUMN_HAS_A_COST)
def test_cbc_finds_the_plan_that_counting_finds(case: Case) -> None:
    judge(case, SecondAudit(case), solved(case, "cbc"))


@pytest.mark.slow
@settings(max_examples=examples(40), **WITHOUT_SURPRISES)
@given(cases(10**7))
def test_cbc_and_highs_print_the_same_plan_cell_by_cell(case: Case) -> None:
    cbc, highs = solved(case, "cbc"), solved(case, "highs")
    assert (cbc.infeasible == "no") == (highs.infeasible == "no")
    if cbc.x is None or highs.x is None:
        assert cbc.x is None and highs.x is None
        return
    assert [g.value for g in cbc.goals] == [g.value for g in highs.goals]
    assert cbc.settled and highs.settled
    assert cbc.x.tolist() == highs.x.tolist()


def agree(case: Case, audit: SecondAudit, cells: Cells) -> None:
    """Hold the two audits against each other on one plan, rule by rule."""
    problem = case.problem()
    found = {breach.rule for breach in verify(problem, score(problem), case.plan(cells))}
    assert found <= audit.checks.keys()
    for label, keeps in audit.checks.items():
        assert (label in found) == (not keeps(cells)), label


@pytest.mark.slow
@settings(max_examples=examples(150), **WITHOUT_SURPRISES)
@given(cases(60))
@example(ROUNDED_BY_A_WHOLE_GRAIN)
@example(NEED_PARTLY_MET_BEFORE)
def test_audit_and_second_audit_agree_on_every_plan_of_the_grid(case: Case) -> None:
    audit = SecondAudit(case)
    for cells in audit.plans():
        agree(case, audit, cells)


@pytest.mark.slow
@settings(max_examples=examples(150), **WITHOUT_SURPRISES)
@given(cases(50), st.data())
def test_audit_and_second_audit_agree_off_the_grid_and_beyond_the_money(
    case: Case, data: st.DataObject
) -> None:
    audit, names = SecondAudit(case), case.cells()
    start = data.draw(st.sampled_from(audit.allowed or [(0,) * len(names)]))
    for _ in range(6):
        moved = list(start)
        for i in data.draw(st.lists(st.integers(0, len(names) - 1), max_size=3)):
            grain = audit.step_of(names[i][1])
            step = data.draw(st.sampled_from((grain, grain, grain // 2, 1)))
            moved[i] = max(0, moved[i] + data.draw(st.sampled_from((-1, 1))) * step)
        agree(case, audit, tuple(moved))


@pytest.mark.slow
@settings(max_examples=examples(200), **WITHOUT_SURPRISES)
@given(cases(50))
def test_targets_are_what_the_formulas_say(case: Case) -> None:
    assert case.complaints() == []
    problem, audit = case.problem(), SecondAudit(case)
    targets = score(problem)
    assert tuple(targets.target(town.name) for town in case.towns) == audit.targets


@pytest.mark.slow
@settings(max_examples=examples(150), **WITHOUT_SURPRISES)
@given(cases(300))
def test_a_contradiction_is_noted_only_where_no_plan_is_allowed(case: Case) -> None:
    problem = case.problem()
    program = formulate(problem, score(problem))
    if program.contradictions:
        assert SecondAudit(case).allowed == []
        assert solve(program, engine("highs")).infeasible == "exact"


@pytest.mark.slow
@settings(max_examples=examples(250), **WITHOUT_SURPRISES)
@given(cases(150))
@example(ROUNDED_BY_A_WHOLE_GRAIN)
@example(NEED_PARTLY_MET_BEFORE)
def test_whole_columns_keep_every_row_exactly_when_the_plan_is_allowed(case: Case) -> None:
    problem, audit = case.problem(), SecondAudit(case)
    program = formulate(problem, score(problem))
    grains = [audit.step_of(s) for _, s, _ in case.cells()]
    for cells in audit.plans():
        x = program.lower.copy()
        x[: len(cells)] = [a // g for a, g in zip(cells, grains, strict=True)]
        totals = audit.totals(cells)
        x[program.ties.totals] = [y // program.ties.step for y in totals]
        on_grid = not any(y % program.ties.step for y in totals)
        # Of what rules count in, some number of units must do.
        is_kept = on_grid and any(map(program.holds, counted(program, x)))
        assert is_kept == audit.obeys(cells)


@pytest.mark.slow
def test_the_drawn_cases_are_of_every_kind() -> None:
    """Guard the strategy: every part is drawn, most cases have plans, no verdict stays unseen."""
    seen: Counter[str] = Counter()

    @settings(max_examples=120, database=None, **WITHOUT_SURPRISES)
    @given(cases(300))
    def count(case: Case) -> None:
        outcome = solved(case)
        seen.update({word for word, _ in (*case.rules, *case.goals, *case.targets)})
        seen["a plan"] += outcome.x is not None
        seen[f"infeasible: {outcome.infeasible}"] += 1

    count()
    assert set(DRAWN) <= seen.keys()
    assert seen["a plan"] > 50
    assert seen["infeasible: exact"] > 10


@pytest.mark.parametrize("by", ["cbc", "highs"])
def test_an_earlier_goal_is_never_given_up_for_a_later_one(by: str) -> None:
    """Villages 22 : 8 and 50万 in steps of 10万, targets 36.67 and 13.33 (domain.md, section 1).

    The worst shortfall is least at 30 : 20 (18%), the deviations at 40 : 10 (3.33 twice).
    """
    base = Case(
        pots=(Pot("市级", 22_500_000), Pot("区级", 27_500_000)),
        towns=(Town("灵山", facts={"村": "22"}), Town("三江", facts={"村": "8"})),
        rules=(
            ("grain", {"cell": "0.5万"}),
            ("spend_whole", {}),
            ("split", {"shares": {"市级": 45, "区级": 55}, "within": "recipient"}),
        ),
        targets=(("factors", {"weights": {"村数": "100%"}}),),
        indicators={"村数": ("more", {"村": "1"})},
    )
    goals = {"even": ("evenness", {}), "close": closest("absolute")}
    even_first = solved(replace(base, goals=(goals["even"], goals["close"])), by)
    close_first = solved(replace(base, goals=(goals["close"], goals["even"])), by)
    assert even_first.x is not None and close_first.x is not None
    assert even_first.x[-2:].tolist() == [3, 2]
    assert close_first.x[-2:].tolist() == [4, 1]
    assert even_first.goals[0].value == Fraction(2, 11)
    assert close_first.goals[1].value == Fraction(1, 4)
