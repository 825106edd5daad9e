"""Coefficients of scores by payment progress.

domain.md section 2: 淮北 gives 12.5万 and then 12.5 or 3.75 by progress, which is a coefficient of
0.3 for the slow. The towns here are made up.
"""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from golden_text import assert_golden, changed_lines
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from quick import examples
from small import FEN, best, complaints, small, town

TOWNS = [town("甲", 村=1, 进度=95), town("乙", 村=1, 进度=60), town("丙", 村=2, 进度=30)]


def slowed(money: int = 100, towns: Any = TOWNS, **entry: Any) -> Problem:
    base = {"weights": {"村": "100%"}} | entry
    return small({"市级": money}, towns, targets=[("factors", base)])


def by(below: dict[str, str], column: str = "进度") -> dict[str, Any]:
    return {"column": column, "below": below}


def aims(problem: Problem) -> dict[str, Fraction]:
    return {r.name: score(problem).target(r.name) / FEN for r in problem.recipients}


def test_worked_huaibei_the_slow_get_three_tenths_of_the_others() -> None:
    """Two villages alike: 16.25 are shared as 12.5 and 3.75."""
    towns = [town("快村", 村=1, 进度=90), town("慢村", 村=1, 进度=40)]
    problem = small(
        {"市级": 1625},
        towns,
        targets=[("factors", {"weights": {"村": "100%"}, "coefficients": by({"80": "0.3"})})],
    )
    assert best(problem) == {"快村": 1250, "慢村": 375}


def test_worked_scores_are_multiplied_and_shared_anew() -> None:
    """Scores 1/4, 1/4 and 1/2 times 1, 0.8 and 0.5 are 25, 20 and 25 of 70."""
    got = aims(slowed(coefficients=by({"50": "0.5", "80": "80%"})))
    assert got == {"甲": Fraction(2500, 70), "乙": Fraction(2000, 70), "丙": Fraction(2500, 70)}


def test_the_lowest_line_counts_and_a_line_itself_is_not_below() -> None:
    lines = by({"60": "0.5", "30": "0.1", "95": "0.8"})
    part = slowed(coefficients=lines).targets[0]
    assert [part.coefficients.of(t) for t in TOWNS] == [1, Fraction(4, 5), Fraction(1, 2)]


def test_the_score_sheet_has_the_difference_as_a_line_of_its_own() -> None:
    sheet = score(slowed(coefficients=by({"50": "0.5"}))).sheet
    lines = [line for line in sheet if line.factor == "进度"]
    assert [(line.figure, line.unit) for line in lines] == [(95, "×1"), (60, "×1"), (30, "×0.5")]
    assert sum(line.amount for line in lines) == 0
    assert lines[2].amount < 0 < lines[0].amount


def test_golden_targets_bound_nothing() -> None:
    assert_golden("targets", "progress", slowed(coefficients=by({"50": "0.5"})))


def test_differential_it_moves_targets_and_adds_no_row() -> None:
    assert changed_lines(slowed(), slowed(coefficients=by({"50": "0.5"}))) == ([], [])


@pytest.mark.slow
@settings(max_examples=examples(30), deadline=None, derandomize=True)
@given(st.data())
def test_property_the_money_stays_whole_and_follows_the_formula(data: st.DataObject) -> None:
    names = "甲乙丙"
    villages = {n: data.draw(st.integers(1, 5)) for n in names}
    progress = {n: data.draw(st.integers(0, 100)) for n in names}
    low, high = data.draw(st.integers(1, 9)), data.draw(st.integers(1, 20))
    towns = [town(n, 村=villages[n], 进度=progress[n]) for n in names]
    lines = by({"40": f"{low}0%", "70": f"{high}0%"})
    problem = slowed(data.draw(st.integers(1, 40)), towns, coefficients=lines)
    assert complaints(problem) == []
    times = {n: low if p < 40 else high if p < 70 else 10 for n, p in progress.items()}
    scaled = {n: villages[n] * times[n] for n in names}
    whole = problem.money // FEN
    assert aims(problem) == {n: Fraction(whole * scaled[n], sum(scaled.values())) for n in names}
    assert sum(best(problem).values()) == whole


def test_words_say_the_lines() -> None:
    part = slowed(coefficients=by({"50": "0.5"})).targets[0]
    assert part.words(slowed()) == (
        "因素法：村 100%；得分按“进度”低于 50 乘 0.5",
        "factors: 村 100%; scores by 进度 times 0.5 below 50",
    )


@pytest.mark.parametrize("below", [{}, {"50%": "0.5"}, {"50": "0"}, {"50": "1", "50.0": "0.5"}])
def test_lines_that_cannot_be_used_are_refused(below: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="line: coefficient"):
        slowed(coefficients=by(below))


def test_missing_progress_is_refused() -> None:
    problem = slowed(coefficients=by({"50": "0.5"}, "支付进度"))
    assert complaints(problem)[0][:2] == ("coefficients.column", "单位 甲 应有“支付进度”的数字")
    assert problem.targets[0].figures() == ("支付进度",)
