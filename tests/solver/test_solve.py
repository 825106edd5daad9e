"""Solving: known answers, exactness at any size, honest ends, the traps of the lab notes."""

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pulp
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cases import (
    DISTANCES,
    EVENNESS,
    Case,
    Pot,
    Town,
    closest,
    program_of,
    shared_by,
    solved,
)
from optalloc.core.errors import InputUnusable
from optalloc.core.message import NOTHING
from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.baselines import METHODS
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.score import score
from optalloc.solver.engines.cbc import Cbc, verdict_of
from optalloc.solver.engines.interface import EngineAnswer, LinearProgram
from optalloc.solver.engines.select import ENGINES, engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.program.face import whole_face
from optalloc.solver.program.piecewise import first_steps
from optalloc.solver.program.program import Stage
from optalloc.solver.proof.lagrangian import bound
from optalloc.solver.search.outcome import Outcome
from optalloc.solver.session.linearise import relax
from quick import examples
from second_audit import SecondAudit

FEW = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}
BOTH = pytest.mark.parametrize("by", ENGINES)
WEIGHTS = st.lists(st.integers(0, 40).map(Fraction), min_size=1, max_size=6).filter(any)


def totals(case: Case, outcome: Outcome) -> list[int]:
    """Return the totals of a plan that passes the audit [fen]."""
    problem = case.problem()
    assert outcome.x is not None
    plan = plan_of(problem, outcome.x)
    assert verify(problem, score(problem), plan) == ()
    return [plan.by_recipient.get(town.name, 0) for town in case.towns]


# --- known answers -------------------------------------------------------------------------------


@pytest.mark.slow
@settings(max_examples=examples(150), **FEW)
@given(WEIGHTS, st.integers(0, 60))
def test_squares_over_target_with_the_total_alone_give_websters_seats(
    weights: list[Fraction], seats: int
) -> None:
    case = shared_by(weights, seats, closest("squared_over_target"))
    expected = METHODS["webster"].apportion(weights, seats)
    outcome = solved(case)
    assert totals(case, outcome) == expected
    assert outcome.proven == "exact"


@pytest.mark.slow
@settings(max_examples=examples(150), **FEW)
@given(WEIGHTS, st.integers(0, 60), st.sampled_from(("absolute", "squared")))
@example([Fraction(155), Fraction(155), Fraction(190)], 5, "absolute")
def test_distances_with_the_total_alone_give_largest_remainders(
    weights: list[Fraction], seats: int, distance: str
) -> None:
    case = shared_by(weights, seats, closest(distance))
    expected = METHODS["largest_remainder"].apportion(weights, seats)
    outcome = solved(case)
    assert outcome.proven == "exact"
    (cost,) = SecondAudit(case).costs
    assert outcome.goals[0].value == cost(tuple(expected))
    quotas = [w * seats / sum(weights) for w in weights]
    remainders = [q - math.floor(q) for q in quotas]
    if len(set(remainders)) == len(remainders):
        assert totals(case, outcome) == expected


@BOTH
@pytest.mark.parametrize("distance", DISTANCES)
def test_five_seats_on_155_155_190_are_2_1_2(distance: str, by: str) -> None:
    """A well-known package says 2, 2, 1 (lab notes, trap 6)."""
    case = shared_by([155, 155, 190], 5, closest(distance))
    assert totals(case, solved(case, by)) == [2, 1, 2]


@pytest.mark.slow
@settings(max_examples=examples(60), **FEW)
@given(WEIGHTS, st.integers(1, 3000))
def test_evenness_gives_each_seat_to_whoever_is_worst_off(
    weights: list[Fraction], seats: int
) -> None:
    """Giving seat after seat to the worst off is best, and needs no solver."""
    case = shared_by(weights, seats, EVENNESS)
    aims = [w * seats / sum(weights) for w in weights]
    aimed = [i for i, t in enumerate(aims) if t]
    given_ = [0] * len(aims)
    for _ in range(seats):
        worst = max(aimed, key=lambda i: (aims[i] - given_[i]) / aims[i])
        given_[worst] += 1
    expected = max([Fraction(0), *((aims[i] - given_[i]) / aims[i] for i in aimed)])
    outcome = solved(case)
    assert outcome.goals[0].value == expected
    assert outcome.proven == "exact"


@BOTH
def test_the_published_plan_of_two_towns_comes_out(by: str) -> None:
    """Meilan 2023: 45 : 55 of 50万 in steps of 0.5万, villages 22 : 8, is 18 + 22 and 4.5 + 5.5."""
    case = Case(
        pots=(Pot("市级", 22_500_000), Pot("区级", 27_500_000)),
        towns=(Town("灵山", facts={"村": "22"}), Town("三江", facts={"村": "8"})),
        rules=(
            ("grain", {"cell": "0.5万"}),
            ("spend_whole", {}),
            ("split", {"shares": {"市级": 45, "区级": 55}, "within": "recipient"}),
        ),
        goals=(closest("squared_over_target"),),
        targets=(("factors", {"weights": {"村数": "100%"}}),),
        indicators={"村数": ("more", {"村": "1"})},
    )
    outcome = solved(case, by)
    problem = case.problem()
    cells = case.amounts(plan_of(problem, outcome.x))
    assert [cell / 1_000_000 for cell in cells] == [18, 22, 4.5, 5.5]
    assert outcome.proven == "exact" and outcome.settled


# --- edges ---------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("distance", DISTANCES)
def test_one_recipient_gets_everything(distance: str, by: str) -> None:
    case = shared_by([7], 1234, closest(distance))
    assert totals(case, solved(case, by)) == [1234]


@BOTH
def test_sources_of_nothing_are_shared_out_as_nothing(by: str) -> None:
    case = Case(
        pots=(Pot("甲", 0), Pot("乙", 0)),
        towns=(Town("镇1"), Town("镇2")),
        rules=(("grain", {"cell": "1"}), ("spend_whole", {})),
        goals=(closest("relative"), EVENNESS),
    )
    outcome = solved(case, by)
    assert totals(case, outcome) == [0, 0]
    assert outcome.proven == "exact" and outcome.settled


@BOTH
def test_without_goals_the_tie_rule_alone_decides(by: str) -> None:
    """Nothing is wanted and nothing has to be spent: the smallest sum of position times total."""
    case = Case(pots=(Pot("甲", 900),), towns=(Town("镇1"), Town("镇2")))
    outcome = solved(case, by)
    assert totals(case, outcome) == [0, 0]
    assert outcome.goals == () and outcome.proven == "exact"


@BOTH
def test_money_off_its_grain_that_must_be_spent_is_a_proven_contradiction(by: str) -> None:
    case = Case(
        pots=(Pot("甲", 1050),),
        towns=(Town("镇1"), Town("镇2")),
        rules=(("grain", {"cell": "1"}), ("spend_whole", {})),
        goals=(closest("absolute"),),
    )
    outcome = solved(case, by)
    assert outcome.stopped == "finished"
    assert outcome.infeasible == "exact"
    assert outcome.x is None and outcome.proven == "no"
    assert [words.zh for words in outcome.because] == [
        "【全部安排】要求恰为 10.5元，但金额只能按 1元 一步取值。各笔安排以 1元 为单位。",
        "【全部安排】甲要求恰为 10.5元，但金额只能按 1元 一步取值。各笔安排以 1元 为单位。",
    ]
    assert outcome.because[0].en.startswith("[spend whole] asks for exactly 10.5元, but")
    assert outcome.because[1].en == (
        "[spend whole] 甲 asks for exactly 10.5元, but the money stands in steps of 1元"
        " (awards stand in steps of 1元)."
    )


@BOTH
def test_a_share_that_earlier_awards_have_lost_is_a_proven_contradiction(by: str) -> None:
    """Everything of the year for industry, after 2元 went elsewhere: no award can mend that."""
    case = Case(
        pots=(Pot("甲", 1000),),
        towns=(Town("镇1"),),
        uses={"产业": ("产业发展",)},
        rules=(
            ("grain", {"cell": "1"}),
            ("share", {"groups": ["产业发展"], "over": "year", "at_least": "100%"}),
        ),
        earlier=(("镇1", "甲", "设施", 200),),
    )
    outcome = solved(case, by)
    assert outcome.infeasible == "exact"
    (words,) = outcome.because
    assert words.zh == "【产业发展占比】要求不低于 2元，但本批没有一笔资金能改变它。"
    assert words.en == (
        "[share] asks for at least 2元, but no money of this batch can change that."
    )


def test_two_bounds_of_a_share_are_told_apart() -> None:
    entry = {"groups": ["产业发展"], "over": "batch", "at_least": "25%", "at_most": "60%"}
    case = replace(
        shared_by([1], 8),
        uses={"产业": ("产业发展",), "设施": ()},
        rules=(("grain", {"cell": "0.01"}), ("share", entry)),
    )
    problem = case.problem()
    words = problem.rules[1].words(problem)
    assert words.zh == "产业发展 占本批资金 不低于 25%、不高于 60%"
    assert words.en == "产业发展: at least 25% and at most 60% of this batch"


@BOTH
def test_a_hidden_grid_that_the_money_does_not_fit_is_a_proven_contradiction(by: str) -> None:
    """45 : 55 in every row with a grain of 1万 makes steps of 20万; 50万 does not fit."""
    case = Case(
        pots=(Pot("市级", 22_500_000), Pot("区级", 27_500_000)),
        towns=(Town("灵山"), Town("三江")),
        rules=(
            ("grain", {"cell": "1万"}),
            ("spend_whole", {}),
            ("split", {"shares": {"市级": 45, "区级": 55}, "within": "recipient"}),
        ),
    )
    outcome = solved(case, by)
    assert outcome.infeasible == "exact"
    assert "只能是 200000元 的整数倍" in outcome.because[0].zh


@BOTH
def test_rules_at_odds_are_proven_so_in_fractions(by: str) -> None:
    """Floors of 4 for three towns and 10 to give: no engine has to be believed."""
    case = shared_by([1, 1, 1], 1000, closest("absolute"), rules=(("floor", {"amount": "4"}),))
    outcome = solved(case, by)
    assert outcome.stopped == "finished"
    assert outcome.infeasible == "exact"


@BOTH
def test_what_only_branching_shows_to_be_impossible_is_proven_part_by_part(by: str) -> None:
    """One town takes 5 of 7 at most, two take 8 at least; half a town would take the rest."""
    case = Case(
        pots=(Pot("市级", 700),),
        towns=(Town("灵山"), Town("三江"), Town("演丰")),
        rules=(
            ("grain", {"cell": "1"}),
            ("spend_whole", {}),
            ("nothing_or_at_least", {"amount": "4", "within": "recipient"}),
            ("ceiling", {"amount": "5"}),
        ),
    )
    outcome = solved(case, by)
    assert outcome.infeasible == "exact"
    assert outcome.tried[1] > 0


@BOTH
def test_a_proportion_over_the_totals_that_no_whole_grains_keep_is_proven_impossible(
    by: str,
) -> None:
    """Halves of grains would keep 3 : 1 : 4; the number of units over all says that none do."""
    case = Case(
        pots=(Pot("市级", 300), Pot("区级", 300), Pot("中央", 200)),
        towns=(Town("灵山"), Town("三江", "镇"), Town("演丰", "镇")),
        rules=(
            ("grain", {"cell": "1.5", "sources": {"中央": "1"}}),
            ("split", {"shares": {"市级": "1.5", "区级": "0.5", "中央": 2}, "within": "total"}),
            ("balance", {"max_deviation": "2.25"}),
        ),
        goals=(closest("squared"),),
        targets=(("fixed", {"amounts": {"三江": 4, "演丰": 4}}),),
    )
    assert SecondAudit(case).allowed == []
    assert solved(case, by).infeasible == "exact"


@BOTH
def test_names_that_pulp_would_merge_stay_apart(by: str) -> None:
    """`a b`, `a-b` and `a_b` become one name in PuLP (lab notes, trap 2)."""
    towns = tuple(Town(n, facts={"村": str(v)}) for n, v in (("a b", 5), ("a-b", 3), ("a_b", 2)))
    case = Case(
        pots=(Pot("x y", 500), Pot("x_y", 500)),
        towns=towns,
        uses={"u-v": (), "u_v": ()},
        rules=(("grain", {"cell": "0.5"}), ("spend_whole", {})),
        goals=(closest("squared"),),
        targets=(("factors", {"weights": {"村数": "100%"}}),),
        indicators={"村数": ("more", {"村": "1"})},
    )
    assert totals(case, solved(case, by)) == [500, 300, 200]


@BOTH
def test_decimals_in_settings_reach_the_engine_as_numbers(by: str) -> None:
    """PuLP 3.3.2 raises TypeError on a Decimal right-hand side (lab notes, trap 3)."""
    rules = (("ceiling", {"amount": Decimal("3.25")}), ("floor", {"amount": Decimal("1.5")}))
    case = shared_by([9, 1, 1], 700, closest("squared"), rules=rules)
    assert totals(case, solved(case, by)) == [325, 188, 187]


@BOTH
def test_seven_percent_of_a_hundred_is_seven(by: str) -> None:
    """`ceil(0.07 * 100)` is 8 (lab notes, trap 5)."""
    case = Case(
        pots=(Pot("甲", 100),),
        towns=(Town("镇1"),),
        uses={"产业": ("产业发展",), "设施": ()},
        rules=(
            ("grain", {"cell": "0.01"}),
            ("spend_whole", {}),
            ("share", {"groups": ["产业发展"], "over": "batch", "at_least": 0.07, "at_most": "7%"}),
        ),
    )
    outcome = solved(case, by)
    assert case.amounts(plan_of(case.problem(), outcome.x)) == (7, 93)


def test_two_plans_of_equal_cost_become_one_plan() -> None:
    """Without a stated rule CBC and HiGHS print different plans (lab notes, trap 7)."""
    case = shared_by([1, 1, 1, 1], 10, closest("absolute"), grain="1")
    found = [totals(case, solved(case, by)) for by in ENGINES]
    assert found == [[300, 300, 200, 200]] * 2


# --- any size ------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("seats", [10**11, 10**12, 10**13])
@pytest.mark.parametrize("distance", DISTANCES)
def test_large_money_comes_out_to_the_fen(distance: str, seats: int, by: str) -> None:
    """CBC prints eight digits; ten thousand billions of fen have thirteen."""
    weights = [Fraction(w) for w in (22, 13, 8, 10, 17, 29, 31)]
    case = shared_by(weights, seats, closest(distance))
    outcome = solved(case, by)
    method = "webster" if distance in ("squared_over_target", "relative") else "largest_remainder"
    assert totals(case, outcome) == METHODS[method].apportion(weights, seats)
    assert outcome.proven == "exact" and outcome.settled


@BOTH
@pytest.mark.parametrize("distance", ["absolute", "squared"])
def test_large_money_under_many_rules_is_proven_to_the_fen(distance: str, by: str) -> None:
    towns = tuple(Town(f"镇{i}", facts={"村": str(3 + 7 * i * i)}) for i in range(7))
    case = Case(
        pots=(Pot("甲", 3_862_071_089_017), Pot("乙", 99_999_999_999)),
        towns=towns,
        uses={"产业": ("产业发展",), "设施": ()},
        rules=(
            ("grain", {"cell": "0.01"}),
            ("spend_whole", {}),
            ("floor", {"amount": "1234567890.12"}),
            ("ceiling", {"amount": "9876543210.98"}),
            ("share", {"groups": ["产业发展"], "over": "batch", "at_least": "55%"}),
        ),
        goals=(closest(distance),),
        targets=(("factors", {"weights": {"村数": "100%"}}),),
        indicators={"村数": ("more", {"村": "1"})},
    )
    outcome = solved(case, by)
    assert outcome.proven == "exact" and outcome.settled
    assert sum(totals(case, outcome)) == 3_862_071_089_017 + 99_999_999_999
    (goal,) = outcome.goals
    program = program_of(case)
    (stage,) = program.goals
    proof = bound(program, whole_face(program), stage, dict(goal.multipliers))
    assert proof.value == goal.value == stage.value(outcome.x.tolist())


@BOTH
def test_far_columns_are_told_to_the_fen_without_branching(by: str) -> None:
    """Where nothing has a target, the first answer is 10^12 fen from where columns count."""
    case = Case(
        pots=(Pot("甲", 10**12 + 7),),
        towns=(Town("镇1"), Town("镇2"), Town("镇3")),
        uses={"产业": (), "设施": ()},
        rules=(
            ("grain", {"cell": "0.01"}),
            ("spend_whole", {}),
            ("ceiling", {"amount": "4444444444.01", "recipients": ["镇1", "镇2"]}),
        ),
    )
    outcome = solved(case, by)
    assert totals(case, outcome) == [444444444401, 444444444401, 111111111205]
    assert outcome.tried[1] == 0 and outcome.settled


@BOTH
def test_a_proportion_between_amounts_to_the_fen_is_not_called_infeasible(by: str) -> None:
    """Coefficients of 10^12 made HiGHS say so, and crash, before rows were scaled."""
    amounts = {"市级": 6_593_194_399_350, "区级": 381_730_789_422}
    case = Case(
        pots=tuple(Pot(n, a) for n, a in amounts.items()),
        towns=tuple(Town(f"镇{i}", facts={"村": str(3 + i * i)}) for i in range(7)),
        rules=(
            ("grain", {"cell": "0.5", "sources": {"区级": "0.01"}}),
            ("spend_whole", {}),
            ("split", {"shares": amounts, "within": "total"}),
        ),
        goals=(closest("relative"),),
        targets=(("factors", {"weights": {"村数": "100%"}}),),
        indicators={"村数": ("more", {"村": "1"})},
    )
    outcome = solved(case, by, 20)
    assert outcome.infeasible == "no"
    assert sum(totals(case, outcome)) == sum(amounts.values())


# --- what is proven, and why it stopped ----------------------------------------------------------

# A total in steps of 1, a need of 7.5 and cells in halves: the linear program's best is 7.5.
BETWEEN_STEPS = Case(
    pots=(Pot("市级", 550), Pot("区级", 500)),
    towns=(Town("灵山", facts={"村": "2"}),),
    uses={"产业": ()},
    rules=(("grain", {"cell": "0.5", "total": "1"}), ("within_need", {"over": "batch"})),
    goals=(closest("squared"),),
    targets=(("factors", {"weights": {"村数": "100%"}}),),
    indicators={"村数": ("more", {"村": "1"})},
    needs={("灵山", "产业"): 750},
)


@BOTH
def test_a_plan_between_the_steps_of_its_linear_program_is_proven_part_by_part(by: str) -> None:
    outcome = solved(BETWEEN_STEPS, by)
    assert totals(BETWEEN_STEPS, outcome) == [700]
    assert outcome.tried[1] > 0
    assert outcome.proven == "exact"
    (goal,) = outcome.goals
    assert goal.bound == goal.value and goal.gap == 0
    assert case_value(BETWEEN_STEPS) == goal.value


def case_value(case: Case) -> Fraction:
    """Return the best value of the first goal, counted out."""
    return SecondAudit(case).best[1][0]


def hard(towns: int) -> Case:
    """Return a case that no engine finishes in seconds: steps of 15, 10 and 0.07元."""
    return Case(
        pots=(Pot("市级", 675_000), Pot("区级", 546_000), Pot("中央", 3332)),
        towns=tuple(Town(f"镇{i}", facts={"村": str(1 + 37 * i % 50)}) for i in range(towns)),
        uses={"甲": (), "乙": ()},
        rules=(
            ("grain", {"cell": "15", "sources": {"区级": "10", "中央": "0.07"}}),
            ("floor", {"amount": "235.44"}),
        ),
        goals=(closest("relative"),),
        targets=(("factors", {"weights": {"村数": "100%"}}),),
        indicators={"村数": ("more", {"村": "1"})},
    )


@BOTH
def test_a_tiny_time_limit_is_reported_as_not_proven(by: str) -> None:
    outcome = solved(hard(15), by, seconds=1e-6)
    assert outcome.stopped == "time_limit"
    assert outcome.proven == "no" and outcome.infeasible == "no"
    assert outcome.x is None and not outcome.settled


@pytest.mark.slow
@BOTH
def test_a_time_limit_returns_the_plan_at_hand_unproven(by: str) -> None:
    """CBC stopped by time calls itself optimal in PuLP's status (lab notes, trap 1)."""
    case = hard(15)
    outcome = solved(case, by, seconds=1.5)
    assert outcome.stopped == "time_limit"
    assert outcome.proven == "no" and outcome.infeasible == "no"
    assert len(totals(case, outcome)) == 15


def test_a_stopped_run_of_cbc_is_not_called_optimal() -> None:
    """PuLP's `status` says 1 ("Optimal") for both; only `sol_status` tells them apart."""
    stopped = (pulp.LpStatusOptimal, pulp.LpSolutionIntegerFeasible)
    finished = (pulp.LpStatusOptimal, pulp.LpSolutionOptimal)
    nothing = (pulp.LpStatusNotSolved, pulp.LpSolutionNoSolutionFound)
    assert [verdict_of(*p) for p in (stopped, finished, nothing)] == [
        "feasible",
        "optimal",
        "nothing",
    ]


def linear_of(case: Case) -> LinearProgram:
    """Return the first linear program of a case."""
    program = program_of(case)
    stage = next(g for g in program.goals if isinstance(g, Stage))
    chosen = {j: first_steps(cost) for j, cost in stage.convex.items()}
    return relax(program, whole_face(program), stage, chosen, (), program.anchor).linear


@BOTH
def test_a_stopped_engine_calls_its_point_feasible_at_most(by: str) -> None:
    answer = engine(by).solve(linear_of(hard(15)), branch=True, seconds=0.5)
    assert answer.verdict in ("feasible", "nothing")
    assert answer.out_of_time


def test_cbc_gives_no_bound_when_it_finishes_and_none_is_made_up() -> None:
    """CBC's log has no bound then: say "unknown", never 0 (lab notes, trap 4)."""
    assert Cbc().solve(linear_of(BETWEEN_STEPS), branch=True, seconds=None).bound is None


def test_cbc_and_highs_agree_on_a_linear_program() -> None:
    linear = linear_of(shared_by([3, 5, 9], 100, closest("relative")))
    cbc, highs = (engine(by).solve(linear, branch=False, seconds=None) for by in ENGINES)
    assert cbc.verdict == highs.verdict == "optimal"
    assert linear.cost @ cbc.x == pytest.approx(linear.cost @ highs.x)
    assert cbc.multipliers is not None and highs.multipliers is not None


@dataclass
class Stubborn:
    """An engine that answers one thing after so many honest answers."""

    answer: EngineAnswer
    after: int
    name: str = "stubborn"
    version: str = "0"

    def solve(self, linear: LinearProgram, branch: bool, seconds: float | None) -> EngineAnswer:
        self.after -= 1
        if self.after >= 0:
            return engine("highs").solve(linear, branch, seconds)
        return self.answer


@pytest.mark.parametrize("after", range(6))
def test_an_engine_that_goes_silent_is_an_error_and_no_proof(after: int) -> None:
    case = shared_by(
        [3, 5, 9], 100, closest("squared"), EVENNESS, rules=(("floor", {"amount": "0.2"}),)
    )
    outcome = solve(program_of(case), Stubborn(EngineAnswer("nothing"), after))
    if outcome.stopped == "finished" and outcome.settled:
        assert outcome.x is not None and outcome.x.tolist() == solved(case).x.tolist()
        return
    assert outcome.stopped == "error" or not outcome.settled
    assert outcome.infeasible == "no"
    assert outcome.stopped == "finished" or outcome.proven == "no"
    if outcome.x is not None:
        totals(case, outcome)


@pytest.mark.parametrize("after", range(4))
def test_an_engine_that_wrongly_says_infeasible_is_not_believed(after: int) -> None:
    """The linear program that breaks the rows least shows that none has to be broken."""
    case = shared_by([3, 5, 9], 100, closest("squared"), rules=(("floor", {"amount": "0.2"}),))
    outcome = solve(program_of(case), Stubborn(EngineAnswer("infeasible"), after))
    assert outcome.infeasible == "no"


def test_points_that_are_not_whole_are_never_taken_for_plans() -> None:
    class Halving(Stubborn):
        def solve(self, linear: LinearProgram, branch: bool, seconds: float | None) -> EngineAnswer:
            return EngineAnswer("optimal", x=np.full(len(linear.cost), 0.5))

    program = program_of(BETWEEN_STEPS)
    outcome = solve(program, Halving(EngineAnswer("nothing"), 0))
    assert outcome.x is not None and program.holds(outcome.x)
    assert outcome.proven == "exact"


def test_an_outcome_names_its_engine_and_counts_its_programs() -> None:
    for by in ENGINES:
        outcome = solved(BETWEEN_STEPS, by)
        assert outcome.engine == by
        assert outcome.version.count(".") == 2
        assert min(outcome.tried) >= 1
        assert outcome.nodes is not None and outcome.nodes >= 0
        assert outcome.seconds >= 0
    with pytest.raises(InputUnusable):
        engine("none")


def test_multipliers_told_with_a_goal_prove_its_bound_again() -> None:
    """What an explanation calls a price is the multiplier behind the proof."""
    case = shared_by([3, 5, 9], 100, closest("squared"), rules=(("floor", {"amount": "0.3"}),))
    program = program_of(case)
    (goal,) = solve(program, engine("highs")).goals
    (stage,) = program.goals
    assert isinstance(stage, Stage)
    proof = bound(program, whole_face(program), stage, dict(goal.multipliers))
    assert proof.value == goal.value == goal.bound


def test_bounds_too_long_for_64_bits_are_held_not_dropped() -> None:
    """From 2^60 on a number would stand for "no bound"."""
    totals_of = VariableLayout(shared_by([1, 1], 7).problem(), 1).totals()
    assert bounded("floor", totals_of, low=2**60 - 1).low.tolist() == [2**60 - 1] * 2
    rows = bounded("floor", totals_of, low=2**60)
    assert not rows.is_short
    assert rows.ends(0) == (2**60, None)


def test_a_stage_without_costs_is_solved_and_proven() -> None:
    program = program_of(shared_by([1, 2], 7))
    assert solve(program, engine("highs")).x is not None
    assert Stage("", NOTHING).value([1, 2, 3]) == 0
