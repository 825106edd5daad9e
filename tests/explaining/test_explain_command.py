"""`optalloc explain`: what is asked is answered, in words and as one JSON object."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from office import Office
from optalloc import explain
from optalloc.core.solve_options import HIGHS
from optalloc.core.time_budget import Budget
from optalloc.explaining.explain import Telling, explained, explained_json
from optalloc.explaining.goal_seek.seek import _meant
from optalloc.explaining.marginal_prices.prices import prices
from optalloc.explaining.question import ExplainOptions
from optalloc.explaining.questions.waterfall import WaterfallQuestion
from optalloc.explaining.rule_costs.costs import costs
from optalloc.explaining.rule_costs.describe import costs_lines
from optalloc.explaining.rule_costs.effects import effect_of
from optalloc.explaining.terminal import summary_lines
from optalloc.inputs.read import read
from optalloc.pipeline.answer import Resolved, answer_of
from optalloc.pipeline.resolve import forget
from optalloc.pipeline.solve import solve
from optalloc.pipeline.walk import walk
from small import small, town

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
TWO_TOWNS = str(SCENARIOS / "meilan-2023" / "two-towns.yaml")
WHOLE_WAN = str(SCENARIOS / "meilan-2023" / "whole-wan.yaml")
SIX = str(SCENARIOS / "six-factors" / "plan.yaml")


def told(office: Office, *arguments: str) -> dict[str, object]:
    """Return the object that a command prints, and nothing beside it."""
    answer = office.run("explain", *arguments, "--json")
    assert answer.code == 0, answer.err
    found: dict[str, object] = json.loads(answer.out)
    return found


@pytest.mark.parametrize(
    ("lang", "heading", "line"),
    [
        (
            "zh",
            "为什么是这个金额",
            "灵山镇：测算 36.6667万元（行政村 22个）；按 0.5万元 取整 -0.1667；【分担比例】 +3.5；"
            "安排 40万元。",
        ),
        (
            "en",
            "Why these amounts",
            "灵山镇: target 36.6667万元 (行政村 22个); rounded to 0.5万元 -0.1667; [split] +3.5; "
            "award 40万元.",
        ),
    ],
)
def test_the_way_to_each_amount_is_told(office: Office, lang: str, heading: str, line: str) -> None:
    answer = office.run("explain", TWO_TOWNS, "--why", lang=lang)
    assert answer.code == 0 and answer.err == ""
    assert answer.out.startswith(heading)
    assert line in answer.out


@pytest.mark.slow
def test_the_object_holds_what_was_asked_and_no_more(office: Office) -> None:
    found = told(office, TWO_TOWNS)
    assert found["recipients"] == {"灵山镇": "40", "三江镇": "10"}
    assert "waterfall" in found and "want" not in found
    wish = told(office, TWO_TOWNS, "--want", "三江镇=20")
    assert "want" in wish and "waterfall" not in wish


SECTIONS = {"waterfall", "costs", "prices", "room", "fairness", "letters", "want", "no_plan"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "sections"),
    [
        ((), {"waterfall", "costs", "prices", "room", "fairness"}),
        (("--recipient", "三江镇"), {"waterfall", "prices", "room", "letters"}),
        (("--rule", "split"), {"costs", "prices"}),
        (("--within", "1%"), {"room"}),
        (("--letter", "--recipient", "三江镇"), {"letters"}),
        (("--letter", "--within", "0", "--want", "三江镇=20"), {"letters", "room", "want"}),
    ],
)
def test_what_is_named_narrows_the_answer(
    office: Office, words: tuple[str, ...], sections: set[str]
) -> None:
    assert told(office, TWO_TOWNS, *words).keys() & SECTIONS == sections
    printed = office.run("explain", TWO_TOWNS, *words)
    assert printed.code == 0 and printed.out.strip() and printed.err == ""


def test_a_question_about_a_rule_is_answered_about_that_rule(office: Office) -> None:
    found = json.loads(office.run("explain", SIX, "--rule", "grain", "--json").out)
    assert [cost["rule"] for cost in found["costs"]["rules"]] == ["grain"]
    assert {price["change"]["of"] for price in found["prices"]["settings"]} == {"grain"}
    assert found["prices"]["money"] == [] and found["prices"]["figures"] == []


def test_room_is_not_told_of_a_plan_that_is_not_proven_best(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Resolved, "is_best", False)
    answer = office.run("explain", TWO_TOWNS, "--within", "0", lang="en")
    assert answer.code == 0
    assert answer.out.startswith("The plan is not proven best, so nobody's room can be told.")


def test_a_plan_that_cannot_be_is_explained_with_ways_out(office: Office) -> None:
    answer = office.run("explain", WHOLE_WAN)
    assert answer.code == 4
    assert answer.out.startswith("为什么没有可行方案")
    assert "--set 'rules.grain.cell=0.5'" in answer.out
    found = json.loads(office.run("explain", WHOLE_WAN, "--json").out)
    assert found["no_plan"]["ways_out"][0]["settings"]


@pytest.mark.slow
def test_the_first_way_out_is_a_plan(office: Office) -> None:
    found = explain(WHOLE_WAN)
    assert found.no_plan is not None and found.no_plan.ways
    for way in found.no_plan.ways:
        assert explain(WHOLE_WAN, settings=way.settings).solved.best is not None


def test_the_function_answers_what_the_command_does() -> None:
    found = explain(TWO_TOWNS, ExplainOptions(recipients=("三江镇",)))
    way = found.of(WaterfallQuestion)
    assert way is not None
    steps = way.levels["三江镇"]
    assert steps[0] == Fraction(50_0000 * 100 * 8, 30) and steps[-1] == 10_0000 * 100


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (
            ("--recipient", "三江"),
            "--recipient：单位应为 灵山镇、三江镇 之一，实为 '三江'。是不是 三江镇？",
            "--recipient: one of 灵山镇, 三江镇, got '三江'. Did you mean 三江镇?",
        ),
        (
            ("--rule", "splt"),
            "--rule：约束应为 grain（取整单位）、spend_whole（全部安排）、split（分担比例）、"
            "industry（产业发展占比） 之一，实为 'splt'。"
            "是不是 split？",
            "--rule: one of grain, spend_whole, split, industry, got 'splt'. Did you mean split?",
        ),
        (
            ("--want", "三江镇=很多"),
            "--want：应写成 单位=金额（万元，不带正负号），实为 '三江镇=很多'。",
            "--want: RECIPIENT=AMOUNT, in 万元 and without a sign, got '三江镇=很多'.",
        ),
        (
            ("--want", "三江镇=20", "--may", "rules.nix"),
            "--may：能动的应为 all（权重和约束）、weights（权重）、lines（测算的门槛和上下限）、"
            "rules（约束）、rules.grain（取整单位）、",
            "--may: one of all, weights, lines, rules, rules.grain,",
        ),
        (
            ("--want", "三江镇=+3"),
            "--want：应写成 单位=金额（万元，不带正负号），实为 '三江镇=+3'。",
            "and without a sign, got '三江镇=+3'.",
        ),
        (
            ("--project", "茶园"),
            "--project：情景里要有项目库。",
            "--project: a scenario with a project library.",
        ),
        (
            ("--may", "rules"),
            "--may：要与 --want 一起用，实为 'rules'。",
            "--may: goes with --want, got 'rules'.",
        ),
    ],
)
def test_letter(office: Office, words: tuple[str, ...], zh: str, en: str) -> None:
    for lang, said in (("zh", zh), ("en", en)):
        answer = office.run("explain", TWO_TOWNS, *words, lang=lang)
        assert answer.code == 3 and answer.out == ""
        assert said in answer.err


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("权重", "weights"),
        ("rules", "rules"),
        ("约束", "rules"),
        ("rules.split", "rules.split"),
        ("约束.分担比例", "rules.split"),
        ("分担比例", "rules.split"),
        ("【分担比例】", "rules.split"),
        ("split", "rules.split"),
        ("没有", "没有"),
    ],
)
def test_what_may_move_is_named_by_key_or_as_it_is_shown(typed: str, meant: str) -> None:
    assert _meant(read(TWO_TOWNS), typed) == meant


@pytest.mark.slow
@pytest.mark.parametrize("asked", ["--why", "--costs", "--room", "--fair"])
def test_a_question_is_answered_alone(office: Office, asked: str) -> None:
    said = office.run("explain", "scenario.yaml", asked)
    assert said.code == 0
    both = office.run("explain", "scenario.yaml", asked, "--fair")
    assert said.out.strip() in both.out and "是否公平" in both.out
    whole = office.run("explain", "scenario.yaml", "--all").out
    assert said.out.strip() in whole and len(said.out) < len(whole)


def test_unasked_a_summary_comes_first_and_only_what_says_something(office: Office) -> None:
    said = office.run("explain", TWO_TOWNS)
    assert said.out.startswith("摘要\n · 安排 50万元，给 2 个单位。")
    assert "活动的余地、是否公平：查过，没有需要留意的。" in said.out
    assert "对这个方案不起作用" not in said.out and said.out.rstrip().endswith("全部内容：--all。")
    whole = office.run("explain", TWO_TOWNS, "--all").out
    assert "对这个方案不起作用" in whole and "--all" not in whole and len(whole) > len(said.out)
    english = office.run("explain", TWO_TOWNS, lang="en").out
    assert english.startswith("In short\n · 50万元 goes to 2 of 2 recipients.")


def test_sections_are_told_as_they_are_found_the_quick_ones_first() -> None:
    told: list[str] = []
    telling = Telling(
        solved=lambda solved: told.append("plan"),
        found=lambda found, question: told.append(question.word),
    )
    explain(TWO_TOWNS, telling=telling)
    assert told == ["plan", "waterfall", "room", "fairness", "costs", "prices"]


def test_a_budget_that_is_spent_leaves_sections_out_and_says_which() -> None:
    solved = solve(TWO_TOWNS)
    spent = Budget(0.0)
    found = explained(solved, ExplainOptions(), time_limit=spent)
    assert found.left_out == ("waterfall", "room", "fairness", "costs", "prices")
    assert not found.answers and explained_json(found, "zh")["left_out"] == [*found.left_out]


def test_without_a_limit_the_questions_have_an_end_and_say_how_to_go_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optalloc.cli.explain.PATIENCE", 0.0)
    said = office.run("explain", TWO_TOWNS, "--costs", lang="zh")
    assert said.code == 0
    assert "时限已到，没有查：约束的代价、再多一步。" in said.out
    assert "没有写 --time-limit 时最多查 0 秒；要查得更久，例如 --time-limit 3600。" in said.out
    limited = office.run("explain", TWO_TOWNS, "--costs", "--time-limit", "60", lang="en")
    assert "Without --time-limit" not in limited.out and "What each rule costs" in limited.out


def test_patience_is_for_the_questions_and_gives_way_to_a_limit() -> None:
    patient = Budget(patience=30.0)
    assert patient.left() is None and not patient.is_spent
    assert patient.for_questions.limit == 30.0
    assert Budget(60.0, patience=30.0).for_questions.limit == 60.0
    assert Budget().for_questions.limit is None


def test_a_plan_that_time_cut_short_is_not_told_as_what_a_change_costs() -> None:
    """The first plan that is found may be far from the best: how far nobody knows."""
    before = answer_of(solve(TWO_TOWNS))
    after = replace(before, outcome=replace(before.outcome, stopped="time_limit"))
    assert after.outcome.proven == "no"
    assert (effect_of(before, before).state, effect_of(before, after).state) == ("equal", "open")


def test_what_time_ends_within_a_section_is_open_and_not_taken_for_an_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The budget is spent once the first question was asked."""
    solved = solve(TWO_TOWNS)
    monkeypatch.setattr(Budget, "is_spent", property(lambda budget: budget.limit is not None))
    forget()
    found = costs(answer_of(solved), HIGHS.within(Budget(60.0)))
    assert {cost.weight for cost in found.costs} == {"open"}
    assert "没有得出证明过的结论" in "".join(words.zh for words in costs_lines(found))
    assert prices(answer_of(solved), HIGHS.within(Budget(60.0))).money[0].effect.state == "open"


def test_ctrl_c_keeps_what_was_found(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("optalloc.explaining.questions.costs.costs", interrupted)
    said = office.run("explain", TWO_TOWNS, lang="en")
    assert said.code == 130 and said.out.startswith("In short")
    assert "Interrupted; left out: what rules cost, one step more." in said.out
    told = json.loads(office.run("explain", TWO_TOWNS, "--json").out)
    assert "waterfall" in told and told["left_out"] == ["costs", "prices"]


def test_one_recipient_gets_the_same_and_several_get_it() -> None:
    """By hand: targets 5, 3, 2, 2 of 12 元; a cap of 4 moves 1 元 from 甲 to 乙."""
    for names, said in (("甲乙丙", "; 1 gets the same."), ("甲乙丙丁", "; 2 get the same.")):
        aims = dict(zip(names, (5, 3, 2, 2), strict=False))
        held = [
            ("ceiling", {"amount": "4", "recipients": ["甲"]}),
            ("floor", {"amount": "4", "recipients": ["乙"]}),
        ]
        problem = small({"钱": sum(aims.values())}, [town(n) for n in names], held, aims=aims)
        *_, last = summary_lines(walk(problem))
        assert last.en.endswith(said)
