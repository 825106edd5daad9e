"""The least cost of bringing money from sources to recipients. Costs are made up."""

from collections.abc import Mapping
from fractions import Fraction

from counting import FEW, reaches_the_least, rows_added
from hypothesis import given
from hypothesis import strategies as st

from goal_text import assert_golden_goal
from optalloc.problem.facts import Plan, Recipient
from optalloc.problem.problem import Problem
from small import best, complaints, outcomes, small

COSTS = [Fraction(0), Fraction(1, 3), Fraction(1), Fraction(5, 2)]
GOAL = ("least_cost", {"columns": {"甲": "甲息", "乙": "乙息"}, "unit": "元"})


def paying(
    costs: list[tuple[Fraction, Fraction]], pots: Mapping[str, int], cap: int = 3
) -> Problem:
    """Return towns with the costs of two sources; nobody gets more than `cap`."""
    towns = [Recipient(f"镇{i}", "镇", {"甲息": a, "乙息": b}) for i, (a, b) in enumerate(costs)]
    return small(
        pots, towns, [("ceiling", {"amount": cap})], aims={"镇0": sum(pots.values())}, goals=[GOAL]
    )


def test_worked_each_source_goes_where_it_costs_less() -> None:
    # By hand: 乙's money is dear at 镇0 alone, so 甲's goes there: 3 * 1 + 3 * 1, not 3 + 3 * 4.
    problem = paying([(Fraction(1), Fraction(4)), (Fraction(1), Fraction(1))], {"甲": 3, "乙": 3})
    assert best(problem) == {"镇0": 3, "镇1": 3}
    for outcome in outcomes(problem):
        assert outcome.goals[0].value == 6


def test_worked_a_source_that_is_not_named_costs_nothing() -> None:
    towns = [Recipient("镇0", "镇", {"甲息": Fraction(2)})]
    goal = ("least_cost", {"columns": {"甲": "甲息"}, "unit": "元"})
    problem = small({"甲": 1, "乙": 5}, towns, aims={"镇0": 6}, goals=[goal])
    for outcome in outcomes(problem):
        assert outcome.goals[0].value == 2


def test_worked_gains_count_against_costs() -> None:
    # One fen of 甲 brings 3 at 镇0 and 1 at 镇1, where it costs 1 each: net -2 and 0.
    figures = [{"甲息": Fraction(1), "甲益": Fraction(n)} for n in (3, 1)]
    towns = [Recipient(f"镇{i}", "镇", facts) for i, facts in enumerate(figures)]
    goal = ("least_cost", {"columns": {"甲": "甲息"}, "gains": {"甲": "甲益"}, "unit": "元"})
    problem = small({"甲": 5}, towns, [("ceiling", {"amount": 3})], aims={"镇0": 5}, goals=[goal])
    assert best(problem) == {"镇0": 3, "镇1": 2}
    for outcome in outcomes(problem):
        assert outcome.goals[0].value == -6
    goal = ("least_cost", {"columns": {}, "gains": {"甲": "甲益"}, "unit": "元"})
    problem = small({"甲": 5}, towns, [("ceiling", {"amount": 3})], aims={"镇0": 5}, goals=[goal])
    for outcome in outcomes(problem):
        assert outcome.goals[0].value == -11 and outcome.goals[0].measure == "gain"
        assert outcome.goals[0].words.en == "most gain (元)"


def test_golden_program() -> None:
    costs = [(Fraction(1, 3), Fraction(1)), (Fraction(0), Fraction(2))]
    assert_golden_goal("least_cost", paying(costs, {"甲": 2, "乙": 3}))


def test_differential_it_adds_no_row() -> None:
    assert rows_added(paying([(Fraction(1), Fraction(2))], {"甲": 1, "乙": 1})) == []


@FEW
@given(
    st.lists(st.tuples(*[st.sampled_from(COSTS)] * 2), min_size=1, max_size=3),
    st.integers(1, 3),
    st.integers(0, 3),
    st.integers(1, 4),
)
def test_property_it_is_what_counting_finds(
    costs: list[tuple[Fraction, Fraction]], first: int, second: int, cap: int
) -> None:
    def cost(plan: Plan) -> Fraction:
        money = ((int(a.recipient[1:]), "甲乙".index(a.source), a.amount) for a in plan.awards)
        return sum((costs[i][s] * amount for i, s, amount in money), Fraction(0)) / 100

    problem = paying(costs, {"甲": first, "乙": second}, cap)
    assert reaches_the_least(problem, cost) == (cap * len(costs) >= first + second)


def test_a_source_or_a_cost_that_is_not_there_is_complained_of() -> None:
    goal = ("least_cost", {"columns": {"丙": "甲息"}, "unit": "元"})
    problem = small({"甲": 1}, [Recipient("镇0")], aims={"镇0": 1}, goals=[goal])
    assert [said[:3] for said in complaints(problem)] == [
        ("columns", "应为已有的名称（甲）", "a name that is there (甲)"),
        ("columns", "单位 镇0 应有“甲息”的数字", "a figure of 甲息 for 镇0"),
    ]
    goal = ("least_cost", {"columns": {}, "unit": "元"})
    problem = small({"甲": 1}, [Recipient("镇0")], aims={"镇0": 1}, goals=[goal])
    assert complaints(problem)[0][2] == "a column of one source"
