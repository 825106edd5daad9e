"""The frontier of two goals, held against counting every plan."""

from collections.abc import Sequence

import pytest
from counted_plans import drawn, first_ones, goal, kept, undominated, with_goals
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import Case
from office import Office
from optalloc.core.errors import InputUnusable, ProvenInfeasible
from optalloc.exploring.charts import frontier_picture
from optalloc.exploring.frontier.describe import frontier_json, frontier_lines
from optalloc.exploring.frontier.frontier import Frontier, frontier_of
from optalloc.pipeline.audit import verify
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from quick import examples
from small import small, town

PAIRS = (
    ("evenness", "closest_to_target:distance=absolute"),
    ("closest_to_target:distance=squared_over_target", "evenness"),
    ("closest_to_target:distance=relative", "closest_to_target:distance=squared"),
    ("closest_to_target:distance=absolute", "fewest_recipients"),
    ("closest_to_target:distance=squared_over_target", "closest_to_target:distance=absolute"),
)


@pytest.mark.slow
@settings(max_examples=examples(25), deadline=None)
@given(drawn(), st.sampled_from(PAIRS))
def test_it_is_what_counting_every_plan_says(case: Case, pair: Sequence[str]) -> None:
    problem, goals = with_goals(case.problem()), [goal(text) for text in pair]
    targets, plans = score(problem), first_ones(problem, kept(problem), goals)
    if not plans:
        with pytest.raises(ProvenInfeasible):
            frontier_of(problem, pair)
        return
    found = frontier_of(problem, pair)
    pairs = [tuple(g.value(problem, targets, plan) for g in goals) for plan in plans]
    assert [point.values for point in found.points] == undominated(pairs)
    assert found.is_whole
    for point in found.points:
        assert not verify(problem, targets, point.plan)
        assert tuple(g.value(problem, targets, point.plan) for g in goals) == point.values


def shared() -> Problem:
    """Return 12 元 for three towns, of which one may have no more than 3."""
    return small(
        {"甲": 12},
        [town("东"), town("西"), town("南")],
        [("ceiling", {"amount": 3, "recipients": ["东"]})],
        aims={"东": 6, "西": 4, "南": 2},
        goals=[("closest_to_target", {"distance": "absolute"})],
    )


PAIR = ("closest_to_target", "fewest_recipients")


def found() -> Frontier:
    return frontier_of(shared(), PAIR)


def test_it_says_that_these_are_all_and_where_the_scenario_s_own_plan_stands() -> None:
    lines = list(frontier_lines(found()))
    assert "目标二：得到资金的单位最少" in [words.zh for words in lines]
    assert any("互不超越的取值共 3 组，这些就是全部" in words.zh for words in lines)
    assert any("and these are all" in words.en for words in lines)
    assert any("it is number 1." in words.en for words in lines)
    assert any("违反约束 1 处，不能用" in words.zh for words in lines)


def test_stopped_by_a_limit_it_says_that_these_are_not_all() -> None:
    part = frontier_of(shared(), PAIR, most=2)
    assert len(part.points) == 2 and not part.is_whole
    assert set(part.points) < set(found().points)
    said = [words.en for words in frontier_lines(part)]
    assert any("Stopped by a limit" in line and "they are not all" in line for line in said)


def test_a_limit_that_is_just_enough_is_no_limit() -> None:
    assert frontier_of(shared(), PAIR, most=3).is_whole


def test_the_object_holds_exact_values_and_every_plan() -> None:
    told = frontier_json(found(), "zh")
    assert [point["values"] for point in told["points"]] == [["6", "3"], ["10", "2"], ["16", "1"]]
    assert told["points"][-1]["recipients"] == {"东": "0", "西": "12", "南": "0"}
    assert told["is_whole"] and told["baseline"]["breaches"] == 1


def test_the_picture_is_a_curve_of_steps_with_the_plans_beside_it() -> None:
    pytest.importorskip("altair")
    spec = frontier_picture(found(), "zh").to_dict()
    line, *_ = spec["layer"]
    assert len(spec["title"]["subtitle"]) == 1
    part = frontier_picture(frontier_of(shared(), PAIR, most=2), "en").to_dict()
    assert part["title"]["subtitle"][1] == "not whole: there may be more between two discs"
    assert line["mark"]["interpolate"] == "step-after"
    curve, beside = spec["datasets"].values()
    assert [(row["x"], row["y"]) for row in curve] == [(6, 3), (10, 2), (16, 1)]
    assert {row["said"] for row in beside} == {
        "基准（违反约束）",
        "情景的最优方案",
        "拐点",  # 4 of 10 along and 1 of 2 across
    }


def test_a_goal_that_scenarios_do_not_list_is_written_with_its_settings() -> None:
    pair = ("evenness", "closest_to_target:distance=squared")
    assert [goal.label for goal in frontier_of(shared(), pair).goals] == list(pair)


@pytest.mark.parametrize(
    ("goals", "zh", "en"),
    [
        (("evenness",), "应写两个目标", "two goals, with a comma between them"),
        (("evenness", "evennes"), "是不是 evenness？", "Did you mean evenness?"),
        (("evenness", "evenness"), "每个目标只写一次", "each goal once"),
        (
            ("evenness", "closest_to_target:distance=far"),
            "--goals closest_to_target:distance=far.distance",
            "Write closest_to_target:KEY=VALUE.",
        ),
        (("evenness", "last_year"), "--goals last_year.", "--goals last_year."),
        (("evenness", "fewest_moves:count=cells"), "应有已批方案的表", "the approved plan"),
    ],
)
def test_goals_that_cannot_be_are_refused(goals: tuple[str, ...], zh: str, en: str) -> None:
    with pytest.raises(InputUnusable) as refused:
        frontier_of(shared(), goals)
    assert zh in refused.value.letter("zh")
    assert en in refused.value.letter("en")


def test_the_command_prints_points_and_proof(office: Office) -> None:
    path = str(office.folder / "scenario.yaml")
    pair = "closest_to_target,evenness"
    said = office.run("explore", "frontier", path, "--goals", pair)
    assert said.code == 0 and "互不超越的方案" in said.out
    said = office.run("explore", "frontier", path, "--goals", pair, "--most", "2", lang="en")
    assert said.code == 0 and "Undominated plans" in said.out
    said = office.run("explore", "frontier", path, "--goals", "evenness")
    assert said.code == 3 and "应写两个目标" in said.err
