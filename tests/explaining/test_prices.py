"""The price at the margin: every step is the difference of two best plans, none is guessed."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from kept_plans import answered
from optalloc.core.message import LANGS
from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.explaining.conflict.relaxations import levers, replaced
from optalloc.explaining.marginal_prices import prices as module
from optalloc.explaining.marginal_prices.describe import (
    price_line,
    prices_document,
    prices_json,
    prices_lines,
)
from optalloc.explaining.marginal_prices.prices import POINT, Prices, figures_of, one_more, prices
from optalloc.explaining.rule_costs.effects import ChangeEffect
from optalloc.inputs.read import read
from optalloc.pipeline.answer import Resolved
from optalloc.pipeline.audit import verify
from optalloc.pipeline.feasibility import is_grain
from optalloc.pipeline.resolve import best
from optalloc.present.terminal import print_sections
from optalloc.problem.facts import Indicator
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from quick import examples
from small import CLOSEST, SQUARED, complaints, every_plan, small, town
from test_library import LIBRARY
from test_rulebook_together import rulebooks

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
LOOSE = settings(
    max_examples=examples(10),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
MOST_COUNTED = 200
"""Plans of a drawn rulebook up to which they are counted for every price."""


def best_by_counting(problem: Problem) -> list[Fraction] | None:
    """Return the best values of the goals, by counting; None without a plan."""
    targets = score(problem)
    kept = [plan for plan in every_plan(problem) if not verify(problem, targets, plan)]
    return min(
        ([goal.value(problem, targets, plan) for goal in problem.goals] for plan in kept),
        default=None,
    )


def changed(found: Prices) -> Iterator[tuple[Problem, ChangeEffect]]:
    """Yield every price of a setting or a figure with the problem that it is of, made anew."""
    problem = found.answer.problem
    for one in found.settings:
        if is_grain(one.rule):
            continue  # half the step makes far more plans than can be counted
        for lever in levers(problem, one.rule, one.way):
            if lever.setting == one.change.setting and lever.sort == one.change.sort:
                rule = lever.with_value(one.change.after)
                yield replaced(problem, one.rule, rule), one.effect
    for price in found.units:
        yield one_more(problem, price.recipient, price.figure)[0], price.effect


@pytest.mark.slow
@LOOSE
@given(rulebooks())
def test_every_price_of_drawn_rulebooks_is_what_counting_says(problem: Problem) -> None:
    answer = None if complaints(problem) else best(problem, HIGHS)
    if answer is None or answer.plan is None:
        return
    if next(islice(every_plan(problem), MOST_COUNTED, None), None) is not None:
        return
    now = best_by_counting(problem)
    for other, effect in changed(prices(answer)):
        then = best_by_counting(other)
        if then is None:
            assert effect.state == "no_plan"
            continue
        assert now is not None and effect.state != "no_plan"
        if effect.goals:
            assert [after.value for _, after in effect.goals] == then
        if effect.state in ("better", "equal", "worse"):
            assert effect.state == ("better" if then < now else "worse" if then > now else "equal")
        plan = best(other, HIGHS).plan
        assert plan is not None
        for recipient in problem.recipients:
            more = plan.by_recipient.get(recipient.name, 0) - answer.given(recipient.name)
            assert effect.moved.get(recipient.name, 0) == more


@pytest.mark.slow
@pytest.mark.parametrize("name", LIBRARY)
def test_every_price_of_the_library_is_said_in_both_languages(name: str) -> None:
    answer = answered(LIBRARY[name])
    if answer.plan is None:
        with pytest.raises(ValueError, match="no plan"):
            prices(answer)
        return
    asked = [] if answer.problem.projects else None
    found = prices(answer, recipients=asked)
    assert {one.effect.state for one in found.settings} <= {"better", "worse", "equal", "no_plan"}
    for lang in LANGS:
        told = prices_json(found, answer.problem.unit, lang)
        assert len(told["money"]) == len(found.money) >= 1
        assert len(told["settings"]) == len(found.settings)
        assert len(told["figures"]) == len(found.units)
        assert all(told["words"])


def two_towns() -> Prices:
    return prices(best(read(SCENARIOS / "meilan-2023" / "two-towns.yaml"), HIGHS))


def test_the_prices_of_two_towns_read_well() -> None:
    said = list(prices_lines(two_towns()))
    assert [words.zh for words in said] == [
        "每一步都重新求解：金额是整的，不引用影子价格。",
        "来源“市级第二批”单独增加：从最小一步试到 40万元，都没有可行方案（已证明，精确运算）。",
        "来源“区级配套”单独增加：从最小一步试到 40万元，都没有可行方案（已证明，精确运算）。",
        "各来源按比例合计加 10万元（最小的一步）：三江镇 +10万元。",
        "把【取整单位】的“每笔的步长”由 0.5万元 改为 0.25万元，减 0.25万元（放宽）："
        "“与测算额的差额合计最小”由 6.6667万元 变为 3.3333万元；三江镇 +5万元、灵山镇 -5万元。",
        "把【分担比例】的“成立范围”由 每个单位 改为 合计（放宽）："
        "“与测算额的差额合计最小”由 6.6667万元 变为 0.3333万元；三江镇 +3.5万元、灵山镇 -3.5万元。",
        "这样改一步，安排不变：【产业发展占比】下限改为 54%、【产业发展占比】下限改为 56%。",
        "这样改一步，安排不变：灵山镇的“行政村”加 1个、三江镇的“行政村”加 1个。",
        "以上都已证明，精确运算。",
    ]
    assert [words.en for words in said][1:5] == [
        "More in the source 市级第二批 alone: up to 40万元 in the smallest steps, there is no plan "
        "(proven in exact arithmetic).",
        "More in the source 区级配套 alone: up to 40万元 in the smallest steps, there is no plan "
        "(proven in exact arithmetic).",
        "10万元 more in all sources, in proportion (the smallest step): 三江镇 +10万元.",
        "Change “cell” of [grain] from 0.5万元 to 0.25万元, less 0.25万元 (looser): “smallest sum "
        "of deviations from target” goes from 6.6667万元 to 3.3333万元; 三江镇 +5万元, 灵山镇 "
        "-5万元.",
    ]
    assert [words.en for words in said][6:] == [
        "No award changes by: [industry] “at least” at 54%, [industry] “at least” at 56%.",
        "No award changes by: 1个 more in 行政村 of 灵山镇, 1个 more in 行政村 of 三江镇.",
        "All of this is proven in exact arithmetic.",
    ]


def three(*rules: tuple[str, dict[str, Any]], **more: Any) -> Problem:
    return small(
        {"资金": 12},
        [town("甲"), town("乙"), town("丙")],
        rules,
        **{"goals": [SQUARED], "aims": {"甲": 6, "乙": 4, "丙": 2}, **more},
    )


def villages(**more: int) -> Problem:
    """Return three towns that share twelve 元 by their villages."""
    counts = {"甲": 6, "乙": 4, "丙": 2, **more}
    towns = [town(name, village=count) for name, count in counts.items()]
    weights = ("factors", {"weights": {"village": "100%"}})
    return small({"资金": 12}, towns, targets=[weights], goals=[CLOSEST])


def test_one_more_village_moves_a_step_from_one_town_to_another() -> None:
    answer = best(villages())
    found = prices(answer, labels=[], recipients=["丙"])
    (price,) = found.units
    assert (price.recipient, price.figure.column, price.by) == ("丙", "village", 1)
    after = best(villages(丙=3))
    names = [r.name for r in answer.problem.recipients]
    moves = {name: after.given(name) - answer.given(name) for name in names}
    assert price.effect.moved == {name: fen for name, fen in moves.items() if fen}
    assert price.effect.moved
    assert price.effect.state == "anew"
    assert price_line(price, found).zh.startswith("丙的“village”加 1个：丙 +1元")
    assert price_line(price, found).en.startswith("1个 more in village of 丙: 丙 +1元")


def test_a_figure_is_not_asked_about_where_a_formula_cannot_use_one_more_of_it() -> None:
    """100 less 99 is 1, and less one more is 0, of which there is no reciprocal."""
    towns = [town("甲", 收入=100, 补贴=99), town("乙", 收入=100, 补贴=98)]
    weights = ("factors", {"weights": {"净": "100%"}})
    problem = small({"资金": 12}, towns, targets=[weights], goals=[CLOSEST])
    columns = {"收入": Fraction(1), "补贴": Fraction(-1)}
    problem = replace(problem, indicators={"净": Indicator("净", "元", "less", columns)})
    found = prices(best(problem), labels=[])
    asked = [(one.recipient, one.figure.column) for one in found.units]
    assert asked == [("甲", "收入"), ("乙", "收入"), ("乙", "补贴")]


def test_large_figures_move_by_the_power_of_ten_at_their_hundredth_part() -> None:
    problem = villages(甲=18600, 乙=1200, 丙=999)
    steps = {}
    for recipient in problem.recipients:
        (figure,) = figures_of(problem, recipient.name)
        steps[recipient.name] = one_more(problem, recipient.name, figure)[1]
    assert steps == {"甲": 100, "乙": 10, "丙": 1}


def test_a_share_is_moved_by_one_point_both_ways() -> None:
    problem = three(
        ("share", {"over": "batch", "groups": ["产业发展"], "at_least": "55%"}),
        uses={"大棚": ("产业发展",), "道路": ()},
    )
    found = prices(best(problem), labels=["share"], recipients=[])
    moved = {one.way: one.change.after - one.change.before for one in found.settings}
    assert moved == {"looser": -POINT, "tighter": POINT}


def test_a_tighter_floor_that_costs_something_is_priced() -> None:
    found = prices(best(three(("floor", {"amount": "2"}))), labels=["floor"], recipients=[])
    by_way = {one.way: one.effect for one in found.settings}
    assert by_way["looser"].changes_nothing
    assert by_way["tighter"].state == "worse"
    assert by_way["tighter"].moved["丙"] == 100
    said = "\n".join(words.zh for words in prices_lines(found))
    assert "把【保底】的“金额”由 2元 改为 3元，加 1元（收紧）：" in said


def test_a_setting_that_cannot_be_tightened_any_further_is_told_so() -> None:
    problem = three(("floor", {"amount": "4"}), aims={"甲": 4, "乙": 4, "丙": 4})
    found = prices(best(problem), labels=["floor"], recipients=[])
    tight = next(one for one in found.settings if one.way == "tighter")
    assert (tight.effect.state, tight.effect.proven) == ("no_plan", "exact")
    assert "没有可行方案（已证明，精确运算）" in price_line(tight, found).zh
    assert "there is no plan (proven in exact arithmetic)" in price_line(tight, found).en


def test_what_must_be_whole_moves_by_one_and_what_is_refused_has_no_price() -> None:
    # Once 13 lots went to 13.1, of which was said that there is no plan, as a proof.
    lots = three(("lots", {"standard": "1", "unit": "份", "at_most": 13}))
    found = prices(best(lots), labels=["lots"], recipients=[])
    moved = {one.way: one.change.after for one in found.settings if one.change.sort == "number"}
    assert moved == {"looser": 14, "tighter": 12}
    # No scenario may ask for less than once the smallest.
    ratio = three(("amount_ratio", {"at_most": 1, "among": "all"}))
    found = prices(best(ratio), labels=["amount_ratio"], recipients=[])
    assert {one.way for one in found.settings if one.change.sort == "number"} == {"looser"}


def test_what_is_known_to_change_nothing_is_not_solved_for(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = three(("ceiling", {"amount": "9"}), ("floor", {"amount": "1"}))
    asked: list[Problem] = []

    def counting(other: Problem, how: SolveOptions) -> Resolved:
        asked.append(other)
        return module.best_totals_of(other, how)  # type: ignore[attr-defined, no-any-return]

    monkeypatch.setattr(module, "best_totals_of", module.best_totals, raising=False)
    monkeypatch.setattr(module, "best_totals", counting)
    found = prices(best(problem), labels=["ceiling", "floor"], recipients=[])
    assert len(found.settings) == 4
    assert all(one.effect.changes_nothing for one in found.settings)
    assert len(asked) == len(found.money) == 1


def test_every_setting_is_solved_for_where_a_goal_leaves_room() -> None:
    problem = three(
        ("ceiling", {"amount": "9"}),
        goals=[(CLOSEST[0], {**CLOSEST[1], "tolerance": "2"}), ("evenness", {})],
    )
    found = prices(best(problem), labels=["ceiling"], recipients=[])
    # Three to leave each rule out, one more step of money, a step looser and a step tighter.
    assert found.solves == 3 + 1 + 2


def test_sources_of_which_a_step_does_the_same_stand_in_one_line() -> None:
    problem = small({"甲源": 6, "乙源": 6}, [town("甲"), town("乙")], aims={"甲": 8, "乙": 8})
    found = prices(best(problem), labels=[], recipients=[])
    said = [words.zh for words in prices_lines(found)]
    assert said[1].startswith("甲源、乙源 中任何一个来源加 1元（最小的一步）：“")
    assert len(said) == 4


def test_recipients_beyond_the_most_are_left_out_unless_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_UNITS", 2)
    answer = best(villages())
    found = prices(answer, labels=[])
    assert [one.recipient for one in found.units] == ["甲", "乙"]
    assert found.left_out == ("丙",)
    said = list(prices_lines(found))
    assert any("还有 1 个单位的指标没有逐一试算" in words.zh for words in said)
    named = prices(answer, labels=[], recipients=["甲", "乙", "丙"])
    assert (len(named.units), named.left_out) == (3, ())
    with pytest.raises(KeyError, match="丁"):
        prices(answer, recipients=["丁"])


def test_progress_is_told_question_by_question() -> None:
    told: list[tuple[int, int]] = []
    prices(best(villages()), labels=[], progress=lambda done, of: told.append((done, of)))
    assert told == [(i, 4) for i in range(5)]


def test_what_is_not_settled_in_time_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def in_time(problem: Problem, how: SolveOptions) -> Resolved:
        found = best(problem, how)
        return replace(found, plan=None, outcome=replace(found.outcome, x=None, stopped="error"))

    monkeypatch.setattr(module, "best_totals", in_time)
    found = prices(best(villages()), labels=[], recipients=["甲"])
    assert price_line(found.units[0], found).zh.endswith("：没有得出结论。")
    assert price_line(found.units[0], found).en.endswith(": not settled.")


def test_prices_are_printed_whole_or_for_one_recipient(capsys: pytest.CaptureFixture[str]) -> None:
    found = two_towns()
    for lang, title, rule in (
        ("zh", "再多一步会怎样", "分担比例"),
        ("en", "One step more", "split"),
    ):
        print_sections(prices_document(found), lang)  # type: ignore[arg-type]
        whole = capsys.readouterr().out
        print_sections(prices_document(found, "三江镇"), lang)  # type: ignore[arg-type]
        one = capsys.readouterr().out
        assert whole.startswith(title) and one.startswith(title)
        assert rule in whole and rule not in one
        assert "行政村" in one and "灵山镇的" not in one
