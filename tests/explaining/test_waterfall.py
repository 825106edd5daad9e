"""Why this amount: every step adds up, and each step is the best plan under the rules so far."""

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from cases import Case, cases
from kept_plans import answered
from optalloc.core.message import LANGS, Lang
from optalloc.core.money import show_amount
from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.explaining.rule_order import in_order
from optalloc.explaining.waterfall import waterfall as steps_of
from optalloc.explaining.waterfall.describe import (
    factor_lines,
    recipient_line,
    waterfall_document,
    waterfall_figures,
    waterfall_json,
    waterfall_lines,
)
from optalloc.explaining.waterfall.waterfall import Waterfall, waterfall
from optalloc.inputs.read import read
from optalloc.pipeline.answer import Resolved, with_rules, without_rules
from optalloc.pipeline.audit import verify
from optalloc.pipeline.resolve import best
from optalloc.present.terminal import print_sections
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from quick import examples
from small import CLOSEST, SQUARED, complaints, every_plan, small, town
from test_library import LIBRARY
from test_rulebook_together import rulebooks

MEILAN = Path(__file__).resolve().parents[2] / "scenarios" / "meilan-2023"
LOOSE = settings(
    max_examples=examples(80),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
"""For each step: equal plans for projects that no gate refuses are not told apart for longer."""
PRINTED = {
    "zh": r"测算 ([-\d.]+)[万亿]?元(?:（[^；]*?）)?((?:；[^；]*? [+-][\d.]+)*)；安排 ([\d.]+)",
    "en": r"target ([-\d.]+)[万亿]?元(?: \([^;]*?\))?((?:; [^;]*? [+-][\d.]+)*); award ([\d.]+)",
}


def holds(found: Waterfall) -> None:
    """Assert that every way ends at the award, exactly and as printed in both languages."""
    problem = found.answer.problem
    told = waterfall_json(found, problem.unit, "zh")["recipients"]
    names, drawn, figures = waterfall_figures(found)
    assert [sum(row) for row in figures] == [found.answer.given(name) for name in names]
    assert {len(row) for row in figures} == {len(drawn)}
    for recipient, said in zip(problem.recipients, told, strict=True):
        name = recipient.name
        award = found.answer.given(name)
        assert found.levels[name][0] == found.answer.targets.target(name)
        assert found.levels[name][-1] == award
        assert sum(map(Fraction, (said["target"], *said["changes"]))) == Fraction(said["award"])
        assert said["award"] == show_amount(award, problem.unit)
        for lang in LANGS:
            line = recipient_line(found, name).say(lang)
            if "照此安排" not in line and "that is its award" not in line:
                printed = re.search(PRINTED[lang], line)
                assert printed is not None, line
                changes = re.findall(r" ([+-][\d.]+)(?:；|;|$)", printed[2])
                assert sum(map(Fraction, (printed[1], *changes))) == Fraction(printed[3]), line


@pytest.mark.slow
@pytest.mark.parametrize("name", LIBRARY)
def test_every_way_in_the_library_adds_up_to_the_award(name: str) -> None:
    answer = answered(LIBRARY[name])
    if answer.plan is None:
        with pytest.raises(ValueError, match="no plan"):
            waterfall(answer)
        return
    found = waterfall(answer)
    holds(found)
    assert sorted(found.order) == sorted(rule.label for rule in answer.problem.rules)


@pytest.mark.slow
@LOOSE
@given(rulebooks())
def test_every_way_of_drawn_rulebooks_adds_up_and_each_step_is_best(problem: Problem) -> None:
    if complaints(problem):
        return
    answer = best(problem, HIGHS)
    if answer.plan is None:
        return
    found = waterfall(answer, HIGHS)
    holds(found)
    assert found.is_proven
    for at, held in rules_after_each_step(found):
        assert at in totals_of_the_best(problem, held)


def rules_after_each_step(found: Waterfall) -> list[tuple[tuple[Fraction, ...], set[str]]]:
    """Return where everybody stands after each solved step, and the rules that hold there."""
    names = [r.name for r in found.answer.problem.recipients]
    first, later = in_order(found.answer.problem)
    held = {rule.label for rule in first}
    waiting = [rule.label for rule in later]
    ends = []
    for i, step in enumerate(found.steps, 1):
        if step.kind not in ("goals", "rules"):
            continue
        while set(step.rules) - held:
            held.add(waiting.pop(0))
        ends.append((tuple(found.levels[name][i] for name in names), set(held)))
    return ends


def totals_of_the_best(problem: Problem, labels: set[str]) -> set[tuple[Fraction, ...]]:
    """Return the totals of every best plan under some of the rules, by counting."""
    held = with_rules(problem, (rule for rule in problem.rules if rule.label in labels))
    targets, found = score(held), {}
    for plan in every_plan(held):
        if not verify(held, targets, plan):
            values = tuple(goal.value(held, targets, plan) for goal in held.goals)
            total = tuple(Fraction(plan.by_recipient.get(r.name, 0)) for r in held.recipients)
            found.setdefault(values, set()).add(total)
    return found[min(found)]


@pytest.mark.slow
@LOOSE
@given(cases(most=400))
def test_every_way_of_drawn_cases_adds_up(case: Case) -> None:
    answer = best(case.problem(), HIGHS)
    if answer.plan is not None:
        holds(waterfall(answer, HIGHS))


def test_the_split_of_two_towns_moves_three_and_a_half() -> None:
    found = waterfall(best(read(MEILAN / "two-towns.yaml")))
    assert [(step.kind, step.rules) for step in found.steps] == [
        ("rounding", ()),
        ("rules", ("split",)),
    ]
    assert found.steps[1].change == {"灵山镇": 3_500_000, "三江镇": -3_500_000}
    assert (found.kept, found.inside) == (("industry",), ())
    assert tuple(recipient_line(found, "三江镇")) == (
        "三江镇：测算 13.3333万元（行政村 8个）；按 0.5万元 取整 +0.1667；"
        "【分担比例】 -3.5；安排 10万元。",
        "三江镇: target 13.3333万元 (行政村 8个); rounded to 0.5万元 +0.1667; "
        "[split] -3.5; award 10万元.",
    )


def test_the_explanation_of_two_towns_reads_well() -> None:
    found = waterfall(best(read(MEILAN / "two-towns.yaml")))
    said = list(waterfall_lines(found, "三江镇"))
    assert [words.zh for words in said] == [
        "从测算额一步步到安排额：测算额 → 按 0.5万元 取整 → 【分担比例】。"
        "每走一步，都按到这一步为止的各条约束重新求最优方案；各步增减加起来正好是安排额。",
        "【分担比例】：每个单位内 市级第二批:区级配套 = 45:55（方案 四、资金安排：市级所需配套资金"
        "由市、区财政按45：55进行分担），移动 3.5万元。",
        recipient_line(found, "三江镇").zh,
        "  行政村 8个，占 26.6667%，权重 100%：50万元 × 100% × 26.6667% = 13.3333万元",
        "没有改变任何安排：【产业发展占比】，前一步的方案已经符合。",
    ]
    assert said[0].en.startswith("The way from target to award: target → ")
    assert [words.en for words in said][3:] == [
        "  行政村 8个, a share of 26.6667%, weight 100%: 50万元 × 100% × 26.6667% = 13.3333万元",
        "Changed nothing, as the plan before kept them already: [industry].",
    ]


def test_a_target_by_standard_is_a_product_that_can_be_done_by_hand() -> None:
    found = waterfall(best(read(MEILAN / "published.yaml")))
    assert [tuple(words) for words in factor_lines(found, "灵山镇")] == [
        (
            "  受扶持村 4个 × 每个 10万元 = 40万元",
            "  受扶持村 4个 × 10万元 each = 40万元",
        )
    ]
    assert recipient_line(found, "灵山镇").zh.endswith("，照此安排 40万元。")


def three_towns(*rules: tuple[str, dict[str, object]], **more: object) -> Problem:
    return small(
        {"资金": 12},
        [town("甲"), town("乙"), town("丙")],
        rules,
        aims={"甲": 6, "乙": 4, "丙": 2},
        goals=[SQUARED],
        **more,
    )


def test_rules_are_switched_on_caps_before_floors_before_the_rest() -> None:
    hand = {"who": "办公会", "when": "2024-01-02", "why": "已定"}
    problem = three_towns(
        ("fixed_award", {"recipient": "乙", "amount": "4", **hand}),
        ("floor", {"amount": "3"}),
        ("ceiling", {"amount": "5"}),
    )
    found = waterfall(best(problem))
    assert found.order == ("grain", "spend_whole", "ceiling", "floor", "fixed_award")
    assert [step.rules for step in found.steps] == [("ceiling",), ("floor",)]
    assert found.kept == ("fixed_award",)
    assert [level / 100 for level in found.levels["甲"]] == [6, 5, 5]
    assert [level / 100 for level in found.levels["乙"]] == [4, 5, 4]
    assert [level / 100 for level in found.levels["丙"]] == [2, 2, 3]


def test_a_rule_that_changed_nothing_is_a_sentence_and_no_step() -> None:
    found = waterfall(best(three_towns(("ceiling", {"amount": "9"}))))
    assert found.steps == ()
    assert found.solves == 1
    said = list(waterfall_lines(found))
    assert said[0].zh == "测算额本身就是最优方案，没有一步改动它。"
    assert said[-1].en == "Changed nothing, as the plan before kept them already: [ceiling]."


def test_a_rule_that_moves_money_between_uses_alone_is_told_so() -> None:
    problem = three_towns(
        ("share", {"over": "batch", "groups": ["产业发展"], "at_least": "75%"}),
        ("balance", {"max_deviation": "9"}),
        uses={"大棚": ("产业发展",), "道路": ()},
    )
    found = waterfall(best(problem))
    assert (found.inside, found.kept, found.steps) == (("share",), ("balance",), ())
    assert any(
        "不改变任何单位的合计：【产业发展占比】" in words.zh for words in waterfall_lines(found)
    )


def test_targets_above_the_money_are_cut_in_proportion_first() -> None:
    problem = small(
        {"资金": 9}, [town("甲"), town("乙")], aims={"甲": 12, "乙": 6}, goals=[SQUARED]
    )
    found = waterfall(best(problem))
    assert found.steps[0].kind == "short"
    assert found.steps[0].change == {"甲": -600, "乙": -300}
    assert tuple(recipient_line(found, "乙")) == (
        "乙：测算 6元（定额）；资金不足，按比例压减 -3；安排 3元。",
        "乙: target 6元 (fixed); cut in proportion, as the money falls short -3; award 3元.",
    )


def test_money_that_no_target_asks_for_comes_in_with_the_goals() -> None:
    problem = small({"资金": 10}, [town("甲"), town("乙")], aims={"甲": 3, "乙": 3})
    found = waterfall(best(problem))
    assert [step.kind for step in found.steps] == ["goals"]
    assert found.steps[0].moved == 400
    holds(found)


def test_a_step_that_ends_in_no_plan_in_time_is_joined_with_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = three_towns(("ceiling", {"amount": "5"}), ("floor", {"amount": "3"}))

    def in_time(part: Problem, how: SolveOptions) -> Resolved:
        found = best(part, how)
        is_slow = any(rule.label == "ceiling" for rule in part.rules)
        return replace(found, plan=None) if is_slow else found

    monkeypatch.setattr(steps_of, "best", in_time)
    found = waterfall(best(problem))
    assert [step.rules for step in found.steps] == [("ceiling", "floor")]
    holds(found)
    assert "【封顶】【保底】 合为一步" in list(waterfall_lines(found))[-1].zh


def test_a_step_that_is_not_proven_best_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = three_towns(("ceiling", {"amount": "5"}), ("floor", {"amount": "3"}))

    def in_time(part: Problem, how: SolveOptions) -> Resolved:
        found = best(part, how)
        return replace(found, outcome=replace(found.outcome, stopped="time_limit"))

    monkeypatch.setattr(steps_of, "best", in_time)
    found = waterfall(best(problem))
    assert not found.is_proven
    holds(found)
    doubts = [words.en for words in waterfall_lines(found) if "not proven best" in words.en]
    assert len(doubts) == 1
    assert doubts[0].startswith("The plan of the step “[ceiling]” is not proven best")


def test_every_rule_is_solved_for_where_a_goal_leaves_room_for_the_next() -> None:
    problem = small(
        {"资金": 12},
        [town("甲"), town("乙"), town("丙")],
        [("ceiling", {"amount": "5"}), ("floor", {"amount": "1"})],
        aims={"甲": 6, "乙": 4, "丙": 2},
        goals=[(CLOSEST[0], {**CLOSEST[1], "tolerance": "2"}), ("evenness", {})],
    )
    found = waterfall(best(problem))
    assert found.solves == 2
    holds(found)


def test_only_rules_that_are_broken_are_solved_for() -> None:
    lenient = [("ceiling", {"amount": str(20 + i)}) for i in range(5)]
    named = [(f"cap{i}", {**entry, "kind": "ceiling"}) for i, (_, entry) in enumerate(lenient)]
    told: list[tuple[int, int]] = []
    answer = best(three_towns(*named, ("floor", {"amount": "3"})))
    found = waterfall(answer, progress=lambda done, of: told.append((done, of)))
    assert (found.solves, len(found.kept)) == (1, 5)
    assert told == [*((i, 8) for i in range(2, 8)), (8, 8)]


def test_the_same_parts_are_solved_once_and_an_answer_knows_its_problem() -> None:
    problem = three_towns(("floor", {"amount": "3"}))
    one, other = without_rules(problem, ["floor"]), without_rules(problem, ["floor"])
    first, second = best(one), best(other)
    assert second.plan is first.plan
    assert (first.problem, second.problem) == (one, other)
    assert second.problem is other
    assert best(problem).plan is not first.plan
    assert best(problem, HIGHS).plan == best(problem).plan


def test_an_answer_without_a_plan_is_proven_to_have_none() -> None:
    answer = best(three_towns(("floor", {"amount": "5"})))
    assert (answer.plan, answer.is_infeasible, answer.is_best) == (None, True, False)
    with pytest.raises(ValueError, match="no plan"):
        answer.values()


@pytest.mark.parametrize(("lang", "last"), [("zh", "合计"), ("en", "total")])
def test_the_table_adds_up_across_and_down(
    lang: Lang, last: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_sections(waterfall_document(waterfall(best(read(MEILAN / "four-towns.yaml")))), lang)
    table = capsys.readouterr().out.partition("──")[2].splitlines()
    rows = [line.split() for line in table[1:5]]
    for name, *figures, award in (*rows, table[6].split()):
        assert sum(map(Fraction, figures)) == Fraction(award), name
    assert table[6].split()[0] == last
    down = [sum(Fraction(row[i]) for row in rows) for i in range(1, 5)]
    sums = [Fraction(text) for text in table[6].split()[1:]]
    # Each figure of a column is rounded to the fourth decimal; awards are not.
    assert all(abs(a - b) <= Fraction(4, 10_000) for a, b in zip(down, sums, strict=True))
    assert down[-1] == sums[-1]


def test_many_recipients_have_a_table_and_no_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    names = [f"镇{i}" for i in range(15)]
    problem = small(
        {"资金": 90}, [town(n) for n in names], aims=dict.fromkeys(names, 7), goals=[SQUARED]
    )
    print_sections(waterfall_document(waterfall(best(problem))), "zh")
    said = capsys.readouterr().out
    assert "镇7：" not in said
    assert "逐个单位的说明：--recipient 名称。" in said
    assert [line.split()[-1] for line in said.splitlines() if line.startswith("镇7 ")] == ["6"]
