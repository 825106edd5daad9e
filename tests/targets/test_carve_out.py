"""Money on top of the formula.

Cited: Sichuan 2023 (domain.md section 2): 25.8亿 + 10亿 to key counties on top of the factor split
of 172.94亿. Who the counties are and their factors is not in it: the two here are made up.
"""

from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from golden_text import assert_golden, changed_lines
from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from quick import examples
from small import FEN, best, complaints, outcomes, small, town

TOWNS = [
    town("甲", 重点="是", 村=3, 人口=1),
    town("乙", 重点="是", 村=1, 人口=1),
    town("丙", 重点="否", 村=6, 人口=8),
]
FORMULA = ("factors", {"weights": {"人口": "100%"}})


def carved(money: int = 110, formula: bool = True, **entry: Any) -> Problem:
    base = {"where": {"重点": "是"}} | entry
    rest = [FORMULA] if formula else []
    return small({"省级": money}, TOWNS, targets=[("carve_out", base), *rest])


def aims(problem: Problem) -> dict[str, Fraction]:
    return {r.name: score(problem).target(r.name) / FEN for r in problem.recipients}


def test_worked_sichuan_two_carve_outs_stand_on_top_of_the_factor_split() -> None:
    """In 100万: of 20874 in all, 2580 and 1000 go to key counties first, 17294 by factors."""
    top = [{"where": {"重点": "是"}, "total": money} for money in (2580, 1000)]
    towns = [town("重点县", 重点="是", 人口=1), town("其他县", 重点="否", 人口=1)]
    targets = [("carve_out", top[0]), ("carve_out", top[1]), FORMULA]
    problem = small({"省级": 2580 + 1000 + 17294}, towns, targets=targets)
    assert aims(problem) == {"重点县": 3580 + 8647, "其他县": 8647}
    assert best(problem) == {"重点县": 12227, "其他县": 8647}


def test_worked_a_total_is_shared_equally() -> None:
    assert aims(carved(total=10)) == {"甲": 5 + 10, "乙": 5 + 10, "丙": 80}


def test_worked_a_total_is_shared_by_a_column() -> None:
    assert aims(carved(total=10, column="村", unit="个")) == {
        "甲": Fraction(15, 2) + 10,
        "乙": Fraction(5, 2) + 10,
        "丙": 80,
    }


def test_worked_each_gets_the_same_amount() -> None:
    assert aims(carved(each=5)) == {"甲": 15, "乙": 15, "丙": 80}


def test_the_score_sheet_says_figure_and_share() -> None:
    sheet = score(carved(total=10, column="村", unit="个")).sheet
    first = sheet[0]
    assert (first.factor, first.figure, first.unit, first.share) == ("村", 3, "个", Fraction(3, 4))
    assert first.amount == Fraction(15, 2) * FEN


def test_golden_targets_bound_nothing() -> None:
    assert_golden("targets", "carve_out", carved(total=10))


def test_differential_it_moves_targets_and_adds_no_row() -> None:
    assert changed_lines(carved(total=0), carved(total=10)) == ([], [])


@settings(max_examples=examples(30), deadline=None, derandomize=True)
@given(st.data())
def test_property_every_amount_is_placed_and_the_formula_shares_the_rest(
    data: st.DataObject,
) -> None:
    money, top = data.draw(st.integers(20, 60)), data.draw(st.integers(0, 20))
    by = data.draw(st.sampled_from(("村", None)))
    problem = carved(money, total=top, **({"column": by} if by else {}))
    assert complaints(problem) == []
    shares = (
        {"甲": Fraction(3, 4), "乙": Fraction(1, 4)}
        if by
        else dict.fromkeys("甲乙", Fraction(1, 2))
    )
    people = {"甲": 1, "乙": 1, "丙": 8}
    expected = {n: top * shares.get(n, 0) + Fraction(people[n] * (money - top), 10) for n in people}
    assert aims(problem) == expected
    plans = []
    for outcome in outcomes(problem):
        assert outcome.x is not None
        plans.append(plan_of(problem, outcome.x))
        assert verify(problem, score(problem), plans[-1]) == ()
    assert plans[0] == plans[1]
    got = {n: Fraction(plans[0].by_recipient.get(n, 0), FEN) for n in people}
    assert all(abs(got[n] - expected[n]) < 1 for n in people)


def test_words_say_the_amount_and_the_way() -> None:
    part = carved(total=10, column="村").targets[0]
    assert part.words(carved(total=10)) == (
        "切块：“重点”为是的单位 共 10元，按“村”分配",
        "on top: 10元 for those with 重点 = 是, by 村",
    )
    assert carved(total=10).targets[0].words(carved(total=10)).zh.endswith("共 10元，平均分配")
    assert carved(each=5).targets[0].words(carved(each=5)) == (
        "切块：“重点”为是的单位 各 5元",
        "on top: 5元 for each of those with 重点 = 是",
    )


def test_what_cannot_be_used_is_refused() -> None:
    assert [c[:2] for c in complaints(carved())] == [("total", "each 与 total 应只写一个")]
    assert len(complaints(carved(each=5, total=3))) == 1
    assert [c[1] for c in complaints(carved(each=5, column="村"))] == ["column 应与 total 同用"]
    assert [c[1] for c in complaints(carved(total=5, column="户"))] == [
        "单位 甲 应有“户”的数字",
        "单位 乙 应有“户”的数字",
    ]
    nothing = small(
        {"省级": 9},
        [town("甲", 村=0), town("乙", 村=1)],
        targets=[("carve_out", {"recipients": ["甲"], "total": 3, "column": "村"})],
    )
    assert [c[1] for c in complaints(nothing)] == ["至少一个单位应大于 0"]
