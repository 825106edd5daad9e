"""The factor formula: the village counts of the Meilan register, other figures made up."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_text import assert_golden
from optalloc.core.errors import InputUnusable
from optalloc.inputs.read import read
from optalloc.problem.facts import Indicator
from optalloc.problem.formulate import formulate
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from quick import examples
from small import FEN, complaints, small, town

MEILAN = {"灵山镇": 22, "演丰镇": 13, "三江镇": 8, "大致坡镇": 10}


def formula(towns: list, weights: dict[str, str], money: int = 50, **more: object) -> Problem:
    return small({"s": money}, towns, targets=[("factors", {"weights": weights, **more})])


def test_worked_the_four_towns_of_meilan_by_villages() -> None:
    """20.75 / 12.26 / 7.55 / 9.43 of 50, as worked out from the register."""
    problem = formula([town(n, villages=v) for n, v in MEILAN.items()], {"villages": "100%"})
    shown = [round(float(score(problem).target(n) / FEN), 2) for n in MEILAN]
    assert shown == [20.75, 12.26, 7.55, 9.43]
    assert sum(score(problem).of.values()) == 50 * FEN


def test_worked_less_income_means_more_money_by_the_reciprocal() -> None:
    """Incomes 1 and 3: reciprocals 1 and 1/3, so three quarters and one quarter."""
    problem = formula([town("甲", income=1), town("乙", income=3)], {"income": "100%"}, 100)
    less = replace(problem.indicators["income"], direction="less")
    targets = score(replace(problem, indicators={"income": less}))
    assert targets.of == {"甲": 75 * FEN, "乙": 25 * FEN}


def test_worked_subgroups_count_with_their_coefficients() -> None:
    """Settled once, unsettled twice: 2 + 2*1 = 4 beside 0 + 2*3 = 6."""
    towns = [town("甲", settled=2, unsettled=1), town("乙", settled=0, unsettled=3)]
    problem = formula(towns, {"risk": "100%"}, 100)
    columns = {"settled": Fraction(1), "unsettled": Fraction(2)}
    risk = Indicator("risk", "人", "more", columns)
    targets = score(replace(problem, indicators={"risk": risk}))
    assert targets.of == {"甲": 40 * FEN, "乙": 60 * FEN}
    assert [line.figure for line in targets.sheet] == [4, 6]


def test_worked_the_sheet_holds_share_weight_and_money() -> None:
    towns = [town("甲", a=1, b=3), town("乙", a=3, b=1)]
    sheet = score(formula(towns, {"a": "75%", "b": "25%"}, 80)).sheet
    first = sheet[0]
    assert (first.share, first.weight, first.amount) == (Fraction(1, 4), Fraction(3, 4), 15 * FEN)
    assert score(formula(towns, {"a": "75%", "b": "25%"}, 80)).of == {
        "甲": 30 * FEN,
        "乙": 50 * FEN,
    }


def test_golden_targets_become_no_row() -> None:
    towns = [town(n, villages=v) for n, v in MEILAN.items()]
    assert_golden("targets", "factors", formula(towns, {"villages": "100%"}))


def test_differential_it_changes_targets_and_no_row() -> None:
    towns = [town("甲", a=1, b=3), town("乙", a=3, b=1)]
    one, other = (formula(towns, {"a": w, "b": v}) for w, v in (("100%", "0%"), ("40%", "60%")))
    assert formulate(one, score(one)).rows == formulate(other, score(other)).rows


def test_a_figure_that_two_columns_leave_below_zero_is_refused(tmp_path: Path) -> None:
    """By hand: of 1000 people 1050 are away, so -50 live there, and no share is less than none."""
    (tmp_path / "plan.yaml").write_text(
        """
unit: 万元
tables:
  sources: [{资金来源: 市级, 层级: 市级, 金额: 50}]
  recipients:
    - {单位: 甲镇, 总人口: 1000, 外出: 1050}
    - {单位: 乙镇, 总人口: 2000, 外出: 500}
  uses: [{用途: 道路}]
indicators: {常住: {unit: 人, direction: more, columns: {总人口: 1, 外出: -1}}}
targets: {factors: {weights: {常住: 100%}}}
rules: {grain: {cell: 1}, spend_whole: {}}
goals: {closest_to_target: {distance: absolute}}
""",
        encoding="utf-8",
    )
    with pytest.raises(InputUnusable) as refused:
        read(tmp_path / "plan.yaml")
    assert "总人口：因素“常住”应不小于 0，实为 '-50'。" in refused.value.letter("zh")
    assert "总人口: 常住 of at least 0, got '-50'." in refused.value.letter("en")


def test_weights_off_the_whole_and_columns_of_nothing_are_complained_of() -> None:
    towns = [town("甲", a=1, b=0), town("乙", a=3, b=0)]
    (off,) = complaints(formula(towns, {"a": "90%"}))
    assert off[0] == "weights" and off[3] == "90%"
    assert any(c[0] == "weights.b" for c in complaints(formula(towns, {"a": "50%", "b": "50%"})))
    assert complaints(formula(towns, {"x": "100%"}))[0][3] == "x"


@settings(max_examples=examples(40), deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(1, 99), st.integers(1, 99)), min_size=1, max_size=5),
    st.integers(0, 100),
)
def test_property_targets_add_up_to_the_money_and_follow_the_formula(
    figures: list[tuple[int, int]], percent: int
) -> None:
    towns = [town(f"镇{i}", a=a, b=b) for i, (a, b) in enumerate(figures)]
    weights = {"a": f"{percent}%", "b": f"{100 - percent}%"}
    targets = score(formula(towns, weights, 1000))
    assert sum(targets.of.values()) == 1000 * FEN
    w, of_a, of_b = Fraction(percent, 100), sum(a for a, _ in figures), sum(b for _, b in figures)
    for each, (a, b) in zip(towns, figures, strict=True):
        by_hand = 1000 * FEN * (w * Fraction(a, of_a) + (1 - w) * Fraction(b, of_b))
        assert targets.target(each.name) == by_hand
