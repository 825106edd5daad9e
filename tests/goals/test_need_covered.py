"""Needs covered, by money or by number: figures are made up."""

from dataclasses import replace

from counting import FEW, reaches_the_least, rows_added
from hypothesis import given
from hypothesis import strategies as st

from goal_text import assert_golden_goal
from optalloc.problem.facts import Plan
from optalloc.problem.problem import Problem
from small import FEN, best, complaints, small, town

Needs = dict[tuple[str, str], int]


def needy(
    needs: Needs,
    what: str,
    pots: dict[str, int],
    over: str = "batch",
    earlier: tuple[tuple[str, str, str, int], ...] = (),
    whole: bool = False,
) -> Problem:
    """Return two towns with needs in one or two uses [元]."""
    uses = {use: () for use in dict.fromkeys(u for _, u in needs)} or {"水": ()}
    problem = small(
        pots,
        [town("甲"), town("乙")],
        aims={"甲": 1},
        goals=[("need_covered", {"what": what, "over": over})],
        uses=uses,
        earlier=earlier,
        whole=whole,
    )
    return replace(problem, needs={pair: need * FEN for pair, need in needs.items()})


def test_worked_by_number_the_small_needs_are_covered_first() -> None:
    needs = {("甲", "水"): 6, ("乙", "水"): 3, ("乙", "路"): 2}
    problem = needy(needs, "needs", {"资金": 6})
    assert best(problem)["乙"] == 5
    assert best(needy(needs, "money", {"资金": 11})) == {"甲": 6, "乙": 5}


def test_worked_what_the_year_gave_already_is_covered() -> None:
    needs = {("甲", "水"): 6, ("乙", "水"): 3}
    problem = needy(needs, "money", {"资金": 4}, "year", (("甲", "去年", "水", 5),))
    assert best(problem) == {"甲": 1, "乙": 3}


def test_golden_program() -> None:
    needs = {("甲", "水"): 3, ("乙", "水"): 1, ("乙", "路"): 2}
    assert_golden_goal("need_covered", needy(needs, "money", {"一": 2, "二": 2}))


def test_golden_program_by_number() -> None:
    needs = {("甲", "水"): 3, ("乙", "水"): 1, ("乙", "路"): 2}
    assert_golden_goal("need_covered_by_number", needy(needs, "needs", {"一": 2, "二": 2}))


def test_differential_it_adds_a_column_and_a_row_for_each_need() -> None:
    needs = {("甲", "水"): 3, ("乙", "路"): 2}
    assert rows_added(needy(needs, "money", {"资金": 4})) == [
        "need_covered 甲·水: +1 甲·资金·水 -1 switch0 = 0",
        "need_covered 乙·路: +1 乙·资金·路 -1 switch1 = 0",
        "0 <= switch0 <= 4",
        "0 <= switch1 <= 4",
    ]
    assert rows_added(needy(needs, "needs", {"资金": 4})) == [
        "need_covered 甲·水: 0 <= +1 甲·资金·水 -3 switch0",
        "need_covered 乙·路: 0 <= +1 乙·资金·路 -2 switch1",
        "0 <= switch0 <= 1",
        "0 <= switch1 <= 1",
    ]


PAIRS = [("甲", "水"), ("甲", "路"), ("乙", "水")]


@FEW
@given(
    st.lists(st.integers(0, 4), min_size=3, max_size=3).filter(any),
    st.sampled_from(["money", "needs"]),
    st.integers(1, 4),
    st.integers(0, 2),
    st.sampled_from(["batch", "year"]),
    st.booleans(),
)
def test_property_it_is_what_counting_finds(
    drawn: list[int], what: str, one: int, gave: int, over: str, whole: bool
) -> None:
    needs = {pair: need for pair, need in zip(PAIRS, drawn, strict=True) if need}
    earlier = (("甲", "一", "水", gave),) if gave and any(u == "水" for _, u in needs) else ()
    problem = needy(needs, what, {"一": one, "二": 1}, over, earlier, whole)

    def cost(plan: Plan) -> int:
        short = []
        for (who, use), need in needs.items():
            got = plan.sum(uses=frozenset([use]), recipients=frozenset([who]))
            if over == "year":
                got += sum(a * FEN for r, _, u, a in earlier if (r, u) == (who, use))
            short.append(max(0, need * FEN - got))
        return sum(short) if what == "money" else sum(map(bool, short))

    assert reaches_the_least(problem, cost)


def test_a_need_that_is_no_whole_step_is_covered_by_the_step_across_it() -> None:
    problem = needy({("甲", "水"): 1, ("乙", "水"): 3}, "money", {"资金": 3})
    problem = replace(problem, needs={("甲", "水"): 50, ("乙", "水"): 250})
    # 甲 lacks half a step and 乙 two and a half: whole steps first, then equal halves in order.
    assert best(problem) == {"甲": 1, "乙": 2}


def test_without_needs_it_complains_and_each_count_says_its_name() -> None:
    assert complaints(needy({}, "money", {"资金": 1})) == [
        ("kind", "应有需求表", "a table of needs", None)
    ]
    needs = {("甲", "水"): 1}
    said = [
        needy(needs, what, {"资金": 1}, over).goals[0].words(needy(needs, what, {"资金": 1}))
        for what, over in (("money", "batch"), ("needs", "year"))
    ]
    assert said == [
        ("未满足的需求金额最少", "least need left uncovered"),
        (
            "未满足的需求项数最少（含今年已下达）",
            "fewest needs left uncovered, with what the year already gave",
        ),
    ]
