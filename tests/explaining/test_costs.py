"""What each rule costs: the goals with and without it, held against counting every plan."""

from collections.abc import Collection
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from cases import Case, cases
from kept_plans import answered
from optalloc.core.message import LANGS, same
from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.explaining.rule_costs import costs as module
from optalloc.explaining.rule_costs.costs import Costs, costs
from optalloc.explaining.rule_costs.describe import (
    cost_line,
    costs_document,
    costs_json,
    costs_lines,
)
from optalloc.explaining.rule_costs.effects import told_apart
from optalloc.inputs.read import read
from optalloc.pipeline.answer import Resolved, without_rules
from optalloc.pipeline.audit import verify
from optalloc.pipeline.feasibility import is_grain
from optalloc.pipeline.resolve import best
from optalloc.present.terminal import print_sections
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project
from optalloc.problem.score import score
from optalloc.problem.shown_name import bracketed
from optalloc.solver.program.program import Measure
from optalloc.solver.search.outcome import GoalOutcome
from quick import examples
from small import CLOSEST, SQUARED, complaints, every_plan, small, town
from test_library import LIBRARY
from test_rulebook_together import rulebooks

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
LOOSE = settings(
    max_examples=examples(20),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def counted(problem: Problem) -> list[Fraction]:
    """Return the best values of the goals, by counting."""
    targets = score(problem)
    kept = (plan for plan in every_plan(problem) if not verify(problem, targets, plan))
    return min([g.value(problem, targets, plan) for g in problem.goals] for plan in kept)


def agrees(problem: Problem) -> None:
    """Hold what each rule costs against counting."""
    answer = best(problem, HIGHS)
    if answer.plan is None:
        return
    found = costs(answer)
    now = counted(problem)
    never = [cost.rule.label for cost in found.of_weight("never")]
    for cost in found.costs:
        if is_grain(cost.rule):
            continue
        without = counted(without_rules(problem, [cost.rule.label]))
        assert (cost.weight == "binds") == (without < now), cost.rule.label
        if cost.effect.goals:
            assert [after.value for _, after in cost.effect.goals] == without
    if never and not any(is_grain(c.rule) for c in found.of_weight("never")):
        together = without_rules(problem, never)
        assert counted(together) == now
        assert best(together, HIGHS).plan == answer.plan


@pytest.mark.slow
@LOOSE
@given(rulebooks())
def test_what_rules_of_drawn_rulebooks_cost_is_what_counting_says(problem: Problem) -> None:
    if not complaints(problem):
        agrees(problem)


@pytest.mark.slow
@LOOSE
@given(cases(most=200))
def test_what_rules_of_drawn_cases_cost_is_what_counting_says(case: Case) -> None:
    problem = case.problem()
    if all(score(problem).target(r.name) > 0 for r in problem.recipients):
        agrees(problem)


@pytest.mark.slow
@pytest.mark.parametrize("name", LIBRARY)
def test_every_rule_of_the_library_has_a_cost_that_is_said_in_both_languages(name: str) -> None:
    answer = answered(LIBRARY[name])
    if answer.plan is None:
        with pytest.raises(ValueError, match="no plan"):
            costs(answer)
        return
    found = costs(answer)
    assert [cost.rule.label for cost in found.costs] == [r.label for r in answer.problem.rules]
    assert not found.of_weight("open")
    for lang in LANGS:
        told = costs_json(found, answer.problem.unit, lang)
        assert len(told["rules"]) == len(answer.problem.rules)
        said = "\n".join(told["words"])
        names = [bracketed(rule.shown).say(lang) for rule in answer.problem.rules]
        assert all(name in said for name in names)


def labels(found: Costs, weight: str) -> list[str]:
    return [cost.rule.label for cost in found.costs if cost.weight == weight]


def two_towns() -> Resolved:
    return best(read(SCENARIOS / "meilan-2023" / "two-towns.yaml"), HIGHS)


def test_the_split_of_two_towns_costs_six_and_a_third() -> None:
    found = costs(two_towns())
    assert (labels(found, "binds"), labels(found, "never")) == (
        ["grain", "split"],
        ["spend_whole", "industry"],
    )
    split = found.cost_of("split")
    assert split is not None and split.effect.moved == {"灵山镇": -3_500_000, "三江镇": 3_500_000}
    before, after = split.effect.goals[0]
    assert (before.value, after.value) == (Fraction(20_000_000, 3), Fraction(1_000_000, 3))


def test_the_costs_of_two_towns_read_well() -> None:
    said = list(costs_lines(costs(two_towns())))
    assert [words.zh for words in said] == [
        "逐条去掉约束重新求解，与现在的方案比：排在前面的目标先比，第一个不同的目标定高下。",
        "【取整单位】（每笔安排为 0.5万元 的整数倍）：去掉它（精确到分），“与测算额的差额合计"
        "最小”由 6.6667万元 变为 几乎 0万元；三江镇 +3.33334万元、灵山镇 -3.33334万元。",
        "【分担比例】（每个单位内 市级第二批:区级配套 = 45:55）：去掉它，“与测算额的差额合计"
        "最小”由 6.6667万元 变为 0.3333万元；三江镇 +3.5万元、灵山镇 -3.5万元。",
        "对这个方案不起作用，全部一起去掉也不变：【全部安排】【产业发展占比】。",
        "以上都已证明，精确运算。",
    ]
    assert [words.en for words in said][2:] == [
        "[split] (市级第二批:区级配套 = 45:55 within every recipient): without it, "
        "“smallest sum of deviations from target” goes from 6.6667万元 to 0.3333万元; "
        "三江镇 +3.5万元, 灵山镇 -3.5万元.",
        "Never matter here; with all of them left out at once nothing changes: "
        "[spend whole], [industry].",
        "All of this is proven in exact arithmetic.",
    ]


def three(*rules: tuple[str, dict[str, object]], **more: object) -> Problem:
    return small(
        {"资金": 12},
        [town("甲"), town("乙"), town("丙")],
        rules,
        **{"goals": [SQUARED], "aims": {"甲": 6, "乙": 4, "丙": 2}, **more},
    )


def named(word: str, label: str, **more: object) -> tuple[str, dict[str, object]]:
    return label, {"kind": word, **more}


def test_a_rule_without_which_others_leave_no_plan_is_told_so() -> None:
    """By hand: of 8, 5 are set aside for Q, and P has 3 of its 4. Undecided, Q is second in rank.

    Then P, of which 3 are fixed, is not whole, nothing goes below it, and 乙 lacks its floor.
    """
    projects = (
        Project("P", "甲", "用途", 400, minimum=100, facts={"分": Fraction(9)}),
        Project("Q", "乙", "用途", 500, facts={"分": Fraction(8)}),
    )
    by: dict[str, object] = {"who": "会", "when": "2024-01-01", "why": "急"}
    made = small(
        {"资金": 8},
        [town("甲"), town("乙")],
        [
            ("project_funding", {"how": "from_minimum"}),
            ("rank_order", {"column": "分", "then": "part"}),
            ("must_fund", {"projects": ["Q"], "how": "whole", **by}),
            ("fixed_award", {"recipient": "甲", "project": "P", "amount": "3", **by}),
            ("floor", {"amount": "5", "recipients": ["乙"]}),
        ],
        aims={"甲": 4, "乙": 4},
        whole=False,
    )
    found = costs(best(replace(made, projects=projects)), labels=["must_fund"])
    assert [tuple(cost_line(cost, found)) for cost in found.of_weight("binds")] == [
        (
            "【必须安排的项目】（Q 必须全额安排（会，2024-01-01，急））：去掉它，没有可行方案（"
            "已证明，精确运算）。这是因为【按名次安排】的要求取决于它：去掉它，要求也变了，现在的方案就"
            "不再符合。",
            "[must fund] (Q must be funded, whole (会, 2024-01-01, 急)): without it, there is no "
            "plan (proven in exact arithmetic). That is so because what [rank order] asks for "
            "depends on it: without it that changes, and the plan as it is does not keep that.",
        )
    ]


def test_two_rules_of_which_either_is_enough_are_told_from_those_that_never_matter() -> None:
    floors = [named("floor", label, amount="3") for label in ("一", "二")]
    answer = best(three(*floors, ("ceiling", {"amount": "9"})))
    found = costs(answer, labels=["一", "二", "ceiling"])
    assert labels(found, "binds") == []
    assert labels(found, "shared") == ["一", "二"]
    assert labels(found, "never") == ["ceiling"]
    said = [words for words in costs_lines(found) if "【一】" in words.zh]
    assert said[0].zh.endswith("；但与其他不起作用的约束一起全部去掉，方案就会变。")
    assert said[0].en.endswith("left out at once, the plan changes.")


def test_a_rule_that_only_decides_between_equals_is_told_so() -> None:
    problem = small(
        {"资金": 3},
        [town("甲"), town("乙")],
        [("ceiling", {"amount": "1", "recipients": ["甲"]})],
        aims={"甲": 1, "乙": 1},
        goals=[CLOSEST],
    )
    found = costs(best(problem))
    assert labels(found, "ties") == ["ceiling"]
    cost = found.cost_of("ceiling")
    assert cost is not None
    assert tuple(cost_line(cost, found)) == (
        "【封顶】（甲不高于 1元）：只在同样好的方案之间取舍。去掉它，各目标不变，"
        "甲 +1元、乙 -1元。",
        "[ceiling] (甲 at most 1元): decides only between equally good "
        "plans. "
        "Without it every goal stays and 甲 +1元, 乙 -1元.",
    )


def test_a_rule_that_moves_money_between_uses_alone_is_told_so() -> None:
    problem = three(
        ("share", {"over": "batch", "groups": ["产业发展"], "at_least": "75%"}),
        uses={"大棚": ("产业发展",), "道路": ()},
    )
    found = costs(best(problem), labels=["share"])
    assert labels(found, "inside") == ["share"]
    assert any(
        "只决定单位内部的来源、用途、项目：【产业发展占比】" in w.zh for w in costs_lines(found)
    )


def test_goals_that_are_counted_in_steps_are_not_compared_across_grains() -> None:
    jefferson = (CLOSEST[0], {"distance": "jefferson"})
    found = costs(best(three(goals=[jefferson], aims={"甲": 7, "乙": 5, "丙": 3})))
    cost = found.cost_of("grain")
    assert cost is not None and (cost.weight, cost.effect.state) == ("binds", "anew")
    assert "步长变了，前后的数值不能比" in cost_line(cost, found).zh
    assert "values before and after do not compare" in cost_line(cost, found).en


def test_money_that_is_kept_back_without_a_rule_is_said() -> None:
    problem = small({"资金": 10}, [town("甲"), town("乙")], aims={"甲": 3, "乙": 3})
    found = costs(best(problem))
    cost = found.cost_of("spend_whole")
    assert cost is not None and cost.weight == "binds" and cost.effect.given == -400
    assert "合计少安排 4元" in cost_line(cost, found).zh
    assert "4元 less is given in all" in cost_line(cost, found).en


def test_every_rule_is_solved_for_where_a_goal_leaves_room_for_the_next() -> None:
    problem = three(
        ("ceiling", {"amount": "9"}),
        ("floor", {"amount": "1"}),
        goals=[(CLOSEST[0], {**CLOSEST[1], "tolerance": "2"}), ("evenness", {})],
    )
    found = costs(best(problem))
    assert found.solves == 4
    assert not labels(found, "never")
    assert any("留了余地" in words.zh for words in costs_lines(found))


def test_only_rules_that_the_plan_of_the_others_breaks_are_solved_for() -> None:
    lenient = [named("ceiling", f"上限{i}", amount=str(20 + i)) for i in range(6)]
    told: list[tuple[int, int]] = []
    answer = best(three(*lenient, ("floor", {"amount": "3"})))
    found = costs(answer, progress=lambda done, of: told.append((done, of)))
    assert labels(found, "never") == ["spend_whole", *(f"上限{i}" for i in range(6))]
    assert found.solves == 6
    assert told == [(i, 9) for i in range(6, 10)]


def test_some_rules_alone_can_be_asked_about() -> None:
    answer = two_towns()
    found = costs(answer, labels=["split"])
    assert [cost.rule.label for cost in found.costs] == ["split"]
    assert found.cost_of("industry") is None
    either = best(three(*(named("floor", label, amount="3") for label in ("一", "二"))))
    assert labels(costs(either, labels=["一"]), "shared") == ["一"]
    with pytest.raises(KeyError, match="没有"):
        costs(answer, labels=["没有"])


def test_what_is_not_settled_in_time_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = best(three(("floor", {"amount": "3"})))

    def in_time(problem: Problem, how: SolveOptions) -> Resolved:
        found = best(problem, how)
        outcome = replace(found.outcome, stopped="time_limit", x=None)
        return replace(found, plan=None, outcome=outcome)

    monkeypatch.setattr(module, "best", in_time)
    found = costs(answer)
    assert {cost.weight for cost in found.costs} == {"open"}
    said = [words.en for words in costs_lines(found)]
    assert any(line.endswith("is not settled by any proof.") for line in said)


@pytest.mark.parametrize(
    ("asked", "heads"),
    [
        (None, {"zh": "对这个方案不起作用", "en": "Never matter here"}),
        (["industry"], {"zh": "【产业发展占比】（产业发展", "en": "[industry] (产业发展"}),
    ],
)
def test_costs_are_printed(
    asked: Collection[str] | None, heads: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    found = costs(two_towns(), labels=asked)
    for lang in LANGS:
        print_sections(costs_document(found, asked is not None), lang)
        printed = capsys.readouterr().out
        assert heads[lang] in printed
        assert ("每条约束的代价" if lang == "zh" else "What each rule costs") in printed


def test_values_that_look_alike_keep_their_unit_and_their_percent_sign() -> None:
    def goal(measure: Measure) -> GoalOutcome:
        nothing = Fraction(0)
        return GoalOutcome("goal", same("goal"), nothing, nothing, "exact", {}, measure)

    one, other = Fraction(123456700, 10**9), Fraction(123456701, 10**9)
    shares = told_apart(goal("share"), one, other, "万元")
    assert [words.zh for words in shares] == ["12.34567%", "12.3456701%"]
    money = told_apart(goal("money"), Fraction(1), Fraction(10, 9), "万元")
    assert [words.zh for words in money] == ["0.000001万元", "0.000001111111万元"]
    assert [w.zh for w in told_apart(goal("gain"), -one, -other, "元")] == [
        "0.1234567",
        "0.123456701",
    ]
