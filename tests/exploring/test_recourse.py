"""The first stage of several states, held against a textbook, hand figures and counting."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from counted_plans import kept
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optalloc import explore
from optalloc.core.errors import InputUnusable, ProvenInfeasible
from optalloc.core.solve_options import SolveOptions
from optalloc.exploring.recourse import extensive_form
from optalloc.exploring.recourse.describe import recourse_json, recourse_lines
from optalloc.exploring.recourse.first_stage_search import FirstStageSearch
from optalloc.exploring.recourse.recourse import recourse_of
from optalloc.exploring.recourse.states import MEASURES, Risk, RiskMeasure, StateOfWorld, StatesFile
from optalloc.exploring.recourse.states_file import read_states
from optalloc.pipeline.audit import verify
from optalloc.problem.facts import Plan, Recipient
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from quick import examples
from small import FEN, Entry, small, town

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
HALF = Fraction(1, 2)


def of(states: Sequence[tuple[str, Fraction, Problem]], *decided: str) -> StatesFile:
    """Return states as they are read; the first of the most likely is the reference."""
    made = tuple(StateOfWorld(*state) for state in states)
    return StatesFile("试验", decided, made, max(made, key=lambda state: state.probability))


# Birge and Louveaux, "Introduction to Stochastic Programming", section 1.1: the farmer. Plants for
# 500 acres at 150, 230 and 260; needs 200 t of wheat and 240 t of corn, buys them at 238 and 210,
# sells at 170, 150 and 36, beets above 6000 t at 10; yields of 2.5, 3 and 20 t an acre, 20% more,
# or 20% less. Land is counted in thirds of an acre, so that the best plan of every state is whole.
CROPS = {
    "小麦": (150, 238, 170, 0, Fraction(5, 2), 200),
    "玉米": (230, 210, 150, 0, Fraction(3), 240),
    "甜菜": (260, 10_000, 36, 10, Fraction(20), 0),
}


def farmer(weather: Fraction) -> Problem:
    fields, rules = list[Recipient](), list[Entry]()
    for name, (plant, buy, sell, cheap, yields, need) in CROPS.items():
        columns = {"种": Fraction(plant, 3), "买": buy, "卖": sell, "低": cheap}
        fields.append(Recipient(name, "作物", {k: Fraction(v) for k, v in columns.items()}))
        tons, part = (yields * weather / 3).as_integer_ratio()
        got = f"{tons} * {name}·土地 + {part} * {name}·买进"
        gone = f"{part} * {name}·卖出 - {part} * {name}·余卖"
        says = f"{got} - {gone} >= {need * part}"
        rules.append((f"收{name}", {"kind": "linear", "says": says}))
    rules.append(("配额", {"kind": "linear", "says": "甜菜·卖出 <= 6000"}))
    goal = {
        "columns": {"土地": "种", "买进": "买"},
        "gains": {"卖出": "卖", "余卖": "低"},
        "unit": "元",
    }
    pots = {"土地": 1500, "买进": 2000, "卖出": 20_000, "余卖": 20_000}
    return small(pots, fields, rules, aims={"小麦": 1}, goals=[("least_cost", goal)], whole=False)


@pytest.mark.slow
def test_worked_the_farmer_of_the_textbook() -> None:
    weather = {"平": Fraction(1), "好": Fraction(6, 5), "差": Fraction(4, 5)}
    states = [(name, Fraction(1, 3), farmer(factor)) for name, factor in weather.items()]
    found = recourse_of(of(states, "土地"))
    acres = {key[0]: Fraction(fen, 3 * FEN) for key, fen in found.chosen.money.items()}
    assert acres == {"小麦": 170, "玉米": 80, "甜菜": 250}
    assert found.value == found.floor == -108_390 and found.proven == "exact"
    assert found.risk.best == (-118_600, Fraction(-503_000, 3), -59_950)
    assert found.chosen.values == (-109_350, -167_000, -48_820)
    # The book rounds the profit with perfect information to 115,406, and EVPI to 7,016.
    assert found.evpi == Fraction(118_600 + 59_950, 3) + Fraction(503_000, 9) - 108_390
    assert round(found.evpi) == 7_016
    assert found.reference_state == "平" and found.vss == 1_150


@pytest.mark.slow
def test_worked_projects_of_two_years() -> None:
    """By hand: three states, next year 80, 10 or 120; projects of 120, 60, 50 and 40, whole.

    Alone: 120 + 60 of 180 do 1420; 60 + 50 of 110 do 760; 120 + 60 + 40 of 220 do 1670.
    In the state of 10 either 60 + 50 or 60 + 40 can be paid, as 120 takes 110 now. 60 and 40 now
    leave 80 for 50 (1010), 10 for nothing (670), 120 for 120 (1670): 0.5, 0.3, 0.2 of them are
    1040. 50 and 50 now leave 10 for the rest of 60 (760), 80 or 120 for 40 (1010 each): 935 on
    average, and (0.3 * 760 + 0.2 * 1010) / 0.5 = 860 in the worst half, where the other has 806.
    """
    file = SCENARIOS / "two-years" / "states.yml"
    found = explore.recourse(file)
    assert found.risk.best == (-1420, -760, -1670)
    assert found.value == found.floor == -1040 and found.evpi == 232
    assert found.vss is None and found.reference.is_blocked == (False, True, False)
    said = "\n".join(words.en for words in recourse_lines(found))
    assert "it cannot be carried on in 减收, which is proven" in said
    found = explore.recourse(file, "cvar", HALF)
    assert found.value == found.floor == -860 and found.chosen.known == (-1010, -760, -1010)
    said = "\n".join(words.zh for words in recourse_lines(found))
    assert "平均差 105，最坏的 50% 可能的平均值（CVaR）好 54" in said
    assert recourse_json(found, "zh")["value"] == "860"


def hand(aims: tuple[int, int], later: int, costs: tuple[int, int] | None = None) -> Problem:
    """Return 4 元 now and so much later for two towns, near their aims, then at least cost now."""
    goals: list[Entry] = [("closest_to_target", {"distance": "absolute"})]
    east, west = costs or (0, 0)
    if costs:
        goals.append(("least_cost", {"columns": {"今": "价"}, "unit": "元"}))
    towns = [town("东", 价=east), town("西", 价=west)]
    aimed = dict(zip("东西", aims, strict=True))
    return small({"今": 4, "后": later}, towns, aims=aimed, goals=goals)


@pytest.mark.slow
def test_worked_a_reference_may_be_a_state_or_stand_beside_them() -> None:
    """By hand: x for 东 and 4 - x for 西 now, deviations from the aims of 东 and 西.

    A: aims 6 and 2, 4 more later: 4, 2, 0, 0, 0 for x of 0 to 4.  B: aims 1 and 3, none later:
    2, 0, 2, 4, 6.  With 2/3 and 1/3 the mean is least at x = 2: 2/3, of 0 with perfect
    information. B alone takes x = 1, whose mean is 4/3; aims 4 and 0 alone take x = 4, mean 2.
    The worst is 2 both at x = 1 and at x = 2: the mean decides.
    """
    third = Fraction(1, 3)
    file = of([("A", 2 * third, hand((6, 2), 4)), ("B", third, hand((1, 3), 0))], "今")
    beside = StateOfWorld("均", Fraction(0), hand((4, 0), 0))
    for reference, vss in ((file.states[1], 2 * third), (beside, 4 * third)):
        found = recourse_of(replace(file, reference=reference))
        assert found.chosen.plan.by_recipient == {"东": 2 * FEN, "西": 2 * FEN}
        assert found.value == found.floor == 2 * third * FEN
        assert found.evpi == 2 * third * FEN and found.vss == vss * FEN
    for measure in ("worst", "regret"):
        found = recourse_of(file, measure)
        assert found.value == found.floor == 2 * FEN
        assert found.chosen.plan.by_recipient == {"东": 2 * FEN, "西": 2 * FEN}


@pytest.mark.slow
def test_worked_the_second_goal_decides_between_equal_means_the_same_by_every_engine() -> None:
    """As above with halves: x = 1 and x = 2 have the mean 1; 今 costs 5 and 1, or 1 and 5."""
    for costs, east in (((5, 1), 1), ((1, 5), 2)):
        states = [("A", HALF, hand((6, 2), 4, costs)), ("B", HALF, hand((1, 3), 0, costs))]
        for solver in ("highs", "cbc"):
            found = recourse_of(of(states, "今"), how=SolveOptions(solver))
            assert found.goals == 2 and found.value == found.floor == FEN
            assert found.chosen.plan.by_recipient == {"东": east * FEN, "西": (4 - east) * FEN}
    said = "\n".join(words.en for words in recourse_lines(found))
    assert "Among equals the expected value of goal 2 decides" in said


def two(amounts: Sequence[int], aims: Sequence[Sequence[int]], goal: Entry) -> list[Problem]:
    """Return states of 3 元 now and so much later, for two towns with aims of their own."""
    return [
        small(
            {"今": 3, "后": later},
            [town("东"), town("西")],
            [("ceiling", {"amount": 5, "recipients": ["东"]})],
            aims=dict(zip("东西", aim, strict=True)),
            goals=[goal],
        )
        for later, aim in zip(amounts, aims, strict=True)
    ]


def counted(problems: Sequence[Problem]) -> list[tuple[Fraction, ...]]:
    """Return what every first stage that all states can carry on comes to in each, by counting."""
    of_state = []
    for problem in problems:
        targets, goal = score(problem), problem.goals[0]
        least: dict[Plan, Fraction] = {}
        for plan in kept(problem):
            first = Plan(award for award in plan.awards if award.source == "今")
            value = goal.value(problem, targets, plan)
            least[first] = min(value, least.get(first, value))
        of_state.append(least)
    shared = [first for first in of_state[0] if all(first in least for least in of_state)]
    return [tuple(least[first] for least in of_state) for first in shared]


def tail_mean(values: Sequence[Fraction], chances: Sequence[Fraction], level: Fraction) -> Fraction:
    """Return CVaR as its definition has it: the least over t, which is one of the values."""
    return min(
        t
        + sum(p * max(Fraction(0), v - t) for p, v in zip(chances, values, strict=True))
        / (1 - level)
        for t in values
    )


GOALS = (
    ("closest_to_target", {"distance": "absolute"}),
    ("closest_to_target", {"distance": "squared"}),
    ("evenness", {}),
)


@pytest.mark.slow
@settings(max_examples=examples(3), deadline=None)
@given(
    st.lists(st.integers(0, 4), min_size=3, max_size=3),
    st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), min_size=3, max_size=3),
    st.sampled_from(GOALS),
    st.sampled_from(MEASURES),
    st.integers(1, 5),
    st.sampled_from((Fraction(0), Fraction(2, 5), Fraction(11, 12))),
)
def test_it_is_what_counting_every_plan_says(
    amounts: list[int],
    aims: list[tuple[int, int]],
    goal: Entry,
    measure: RiskMeasure,
    chance: int,
    tail: Fraction,
) -> None:
    problems = two(amounts, aims, goal)
    stages = counted(problems)
    assume(stages)
    chances = (Fraction(chance, 12), HALF, HALF - Fraction(chance, 12))
    level = tail if measure == "cvar" else None
    file = of(list(zip("甲乙丙", chances, problems, strict=True)), "今")
    found = recourse_of(file, measure, level)
    best = found.risk.best

    def of_stage(values: Sequence[Fraction]) -> Fraction:
        pairs = list(zip(values, best, chances, strict=True))
        return {
            "mean": sum((p * v for v, _, p in pairs), Fraction(0)),
            "cvar": tail_mean(values, chances, level or Fraction(0)),
            "worst": max(values),
            "regret": max(v - w for v, w, _ in pairs),
        }[measure]

    if level == 0:
        assert found.value == found.risk.mean(found.chosen.known or ())
    elif level == Fraction(11, 12):
        assert found.value == max(found.chosen.known or ())
    least = min(map(of_stage, stages))
    assert found.value == of_stage(found.chosen.known or ())
    assert found.floor <= least <= found.value
    assert (found.proven == "exact") == (found.floor == found.value)
    assert found.value - found.floor <= Fraction(1, 10**4) * max(1, abs(least))
    if goal[1].get("distance") == "absolute":
        assert found.floor == least == found.value
    others = [stage.known for stage in found.alone if stage.known is not None]
    assert all(found.risk.of(values) >= found.value for values in others)
    for problem, plan in zip(problems, found.chosen.plans, strict=True):
        assert plan is not None and not verify(problem, score(problem), plan)


@pytest.mark.slow
@pytest.mark.parametrize("measure", MEASURES)
def test_a_worst_level_that_is_counted_coarsely_proves_no_more_than_it_counts(
    measure: RiskMeasure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Levels of aims without a common part lie nearer each other than units tell apart."""
    monkeypatch.setattr(extensive_form, "MOST_UNITS", 20)
    problems = two((1, 3), ((2, 3), (5, 7)), ("evenness", {}))
    chances = (Fraction(1, 3), Fraction(2, 3))
    found = recourse_of(
        of(list(zip("甲乙", chances, problems, strict=True)), "今"),
        measure,
        HALF if measure == "cvar" else None,
    )
    least, mean = (min(map(risk, counted(problems))) for risk in (found.risk.of, found.risk.mean))
    assert found.floor <= least <= found.value and found.mean_floor <= mean <= found.least_mean
    assert found.proven == "no" or found.floor == least


@given(st.lists(st.integers(-9, 9), min_size=4, max_size=4))
@settings(max_examples=examples(20), deadline=None)
def test_cvar_goes_from_the_mean_to_the_worst(figures: list[int]) -> None:
    values = [Fraction(figure) for figure in figures]
    chances = (Fraction(1, 2), Fraction(1, 4), Fraction(1, 8), Fraction(1, 8))
    levels = [Fraction(k, 16) for k in range(16)]
    risks = [Risk("cvar", level, chances, (Fraction(0),) * 4) for level in levels]
    told = [risk.of(values) for risk in risks]
    assert told == [tail_mean(values, chances, level) for level in levels]
    assert told[0] == risks[0].mean(values) and told[14] == told[15] == max(values)
    assert all(one <= other for one, other in pairwise(told))


@pytest.mark.slow
def test_what_time_left_open_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search whose proofs are taken away knows the bound of each state alone, and no other."""
    monkeypatch.setattr(FirstStageSearch, "_told", lambda *_: None)
    third = Fraction(1, 3)
    file = of([("A", 2 * third, hand((6, 2), 4)), ("B", third, hand((1, 3), 0))], "今")
    found = recourse_of(file, "cvar", HALF)
    assert found.floor == 0 < found.value and found.proven == "no"
    lines = list(recourse_lines(found))
    zh, en = ("\n".join(words.say(lang) for words in lines) for lang in ("zh", "en"))
    assert (
        "没有证明这是最好的；已证明的只是：不会好过 0元。" in zh and "（EVPI）：至多 0.6667元" in zh
    )
    assert "It is not proven best; no first stage is better than 0元." in en
    assert "at least 0" in en


def test_a_state_without_a_plan_is_named_with_the_rules_in_conflict() -> None:
    """Nobody above 3, and all of 4 to be spent by 东 alone: the cap and the money conflict."""
    can = small({"今": 2, "后": 2}, [town("东")], aims={"东": 4})
    cannot = small({"今": 2, "后": 2}, [town("东")], [("ceiling", {"amount": 3})], aims={"东": 4})
    with pytest.raises(ProvenInfeasible) as refused:
        recourse_of(of([("好", HALF, can), ("坏", HALF, cannot)], "今"))
    assert refused.value.letter("zh").startswith("情形 坏：\n没有可行方案")
    assert "各单位不高于 3元" in refused.value.letter("zh")
    assert "In the state 坏:\nThere is no plan" in refused.value.letter("en")
    assert "every recipient at most 3元" in refused.value.letter("en")


def test_states_that_no_first_stage_suits_are_named() -> None:
    def held(**least: int) -> Problem:
        rules = [
            (f"f{n}", {"kind": "floor", "amount": a, "recipients": [n]}) for n, a in least.items()
        ]
        return small({"今": 4, "后": 1}, [town("东"), town("西")], rules, aims={"东": 4})

    third = Fraction(1, 3)
    states = [("东旱", third, held(东=4)), ("平年", third, held(东=1)), ("西旱", third, held(西=4))]
    with pytest.raises(ProvenInfeasible) as refused:
        recourse_of(of(states, "今"))
    assert "执行得下去：东旱、西旱（已证明）" in refused.value.letter("zh")
    assert "in all of these states, which is proven: 东旱, 西旱." in refused.value.letter("en")


@pytest.mark.parametrize("name", ["two-years", "rolling-3-years"])
def test_the_examples_can_be_read(name: str) -> None:
    file = read_states(SCENARIOS / name / "states.yml")
    assert len(file.states) == 3 and file.reference in file.states
    assert sum(state.probability for state in file.states) == 1


def letter(tmp_path: Path, text: str) -> str:
    """Return the letter about a file of states beside the plan of the example."""
    plan = (SCENARIOS / "two-years" / "plan.yml").read_text(encoding="utf-8")
    (tmp_path / "plan.yml").write_text(plan, encoding="utf-8")
    other = plan.replace("南湖", "北湖").replace("金额: 100", "金额: 90")
    other = other.replace("西岭茶园, 单位: 西岭镇", "西岭茶园, 单位: 东河镇")
    (tmp_path / "other.yml").write_text(other, encoding="utf-8")
    file = tmp_path / "states.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputUnusable) as refused:
        read_states(file)
    return refused.value.letter("en").replace(f"{tmp_path}/", "")


def test_everything_wrong_with_a_file_of_states_is_said_at_once(tmp_path: Path) -> None:
    said = letter(
        tmp_path,
        "scenario: plan.yml\ndecided: [今年市级]\nstates:\n"
        "  a: {probability: 0}\n  b: {probability: 120%}\n  c: often\n"
        "  d: {probability: 10%, scenario: none.yml}\n"
        "  e: {probability: 10%, set: [rules.grain.cell=x]}\nreference: f\n",
    )
    assert "line 2, decided: a key, one of title, scenario, decided_now" in said
    assert "line 4, states.a.probability: a probability above 0 and at most 100%" in said
    assert "got '120%'" in said
    assert "line 6, states.c: a probability, and the scenario that holds, got 'often'" in said
    assert "line 7, states.d.scenario: the file of a scenario, which is there" in said
    assert "line 8, states.e.set --set rules.grain.cell" in said
    assert "decided_now: the sources whose awards are decided now" in said
    assert "line 9, reference: a state, one of a, b, c, d, e, got 'f'" in said


def test_probabilities_add_up_to_one_exactly(tmp_path: Path) -> None:
    head = "scenario: plan.yml\ndecided_now: [今年市级]\nstates:\n"
    said = letter(tmp_path, f"{head}  a: {{probability: 1/3}}\n  b: {{probability: 66.67%}}\n")
    assert "probabilities that add up to exactly 100%, got '1/3 + 66.67% = 30001/30000'" in said
    said = letter(tmp_path, f"{head}  a: {{probability: 100%}}\n")
    assert "at least two states of the world" in said


def test_states_that_share_no_first_stage_are_refused_by_name(tmp_path: Path) -> None:
    said = letter(
        tmp_path,
        "scenario: plan.yml\ndecided_now: [今年市级, 去年市级]\nstates:\n"
        "  a: {probability: 1/2}\n  b: {probability: 1/2, scenario: other.yml}\n",
    )
    assert "line 2, decided_now: a source, one of 今年市级, 明年市级, got '去年市级'" in said
    assert (
        "line 5, states.b, recipients: the same as in a; only one of them has 北湖镇, 南湖镇"
        in said
    )
    assert (
        "the source 今年市级: what is decided now is known now: 100万元, as in a, got '90万元'"
        in said
    )

    assert "the project 西岭茶园: as in a: 西岭镇, 产业, got '东河镇, 产业'" in said


def test_measures_and_levels_that_do_not_go_together_are_refused(tmp_path: Path) -> None:
    for measure, level, said in (
        ("cvar", None, "for cvar a level from 0 to below 100%"),
        ("cvar", Fraction(1), "for cvar a level from 0 to below 100%, got '100%'"),
        ("mean", HALF, "a level for cvar alone"),
        ("best", None, "a measure, one of mean, cvar, worst, regret, got 'best'"),
    ):
        with pytest.raises(InputUnusable) as refused:
            explore.recourse(tmp_path / "none.yml", measure, level)
        assert said in refused.value.letter("en")


def test_first_goals_of_different_kinds_cannot_be_averaged() -> None:
    one, other = (two([1], [(2, 2)], goal)[0] for goal in (GOALS[0], GOALS[2]))
    with pytest.raises(InputUnusable) as refused:
        recourse_of(of([("a", HALF, one), ("b", HALF, other)], "今"))
    assert "应与情形 a 的“贴近测算额”计量相同，才能平均" in refused.value.letter("zh")
