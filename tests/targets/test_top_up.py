"""The poorest are lifted first, to one level.

Made up and worked out by hand, like filling vessels of different height with water.
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

TOWNS = [town("甲", 人=10, 财力=20), town("乙", 人=5, 财力=25), town("丙", 人=5, 财力=40)]


def lifted(money: int, towns: Any = TOWNS, **entry: Any) -> Problem:
    entry = {"column": "财力", "per": "人", **entry}
    return small({"省级": money}, towns, targets=[("top_up", entry)], whole=False)


def aims(problem: Problem) -> dict[str, Fraction]:
    return {r.name: score(problem).target(r.name) / FEN for r in problem.recipients}


def test_worked_the_poorest_for_each_head_come_first() -> None:
    """2, 5 and 8 a head: 30 lift 甲 alone to 5; 75 lift 甲 and 乙 to 8; 95 lift all to 9."""
    assert aims(lifted(30)) == {"甲": 30, "乙": 0, "丙": 0}
    assert aims(lifted(75)) == {"甲": 60, "乙": 15, "丙": 0}
    assert aims(lifted(95)) == {"甲": 70, "乙": 20, "丙": 5}
    assert best(lifted(95)) == {"甲": 70, "乙": 20, "丙": 5}


def test_worked_lifting_ends_at_a_level() -> None:
    """Up to 6 a head: 40 for 甲 and 5 for 乙; what is left has no target."""
    assert aims(lifted(95, up_to=6)) == {"甲": 40, "乙": 5, "丙": 0}


def test_golden_targets_bound_nothing() -> None:
    assert_golden("targets", "top_up", lifted(75))


def test_differential_it_moves_targets_and_adds_no_row() -> None:
    assert changed_lines(lifted(75), lifted(75, up_to=3)) == ([], [])


@settings(max_examples=examples(50), deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(1, 6), st.integers(0, 20)), min_size=1, max_size=4),
    st.integers(1, 40),
)
def test_property_nobody_is_lifted_above_the_level_of_another_who_is_lifted(
    rows: list[tuple[int, int]], money: int
) -> None:
    towns = [town("甲乙丙丁"[i], 人=n, 财力=m) for i, (n, m) in enumerate(rows)]
    problem = lifted(money, towns)
    assert complaints(problem) == []
    found = list(aims(problem).values())
    assert sum(found) == money
    after = [(m + t) / n for (n, m), t in zip(rows, found, strict=True)]
    got = [level for level, t in zip(after, found, strict=True) if t]
    assert len(set(got)) == 1
    assert min(after) == got[0]
    for outcome in outcomes(problem):
        assert outcome.x is not None
        assert verify(problem, score(problem), plan_of(problem, outcome.x)) == ()


def test_words_and_sheet_say_what_is_lifted() -> None:
    problem = lifted(75, up_to=6)
    assert tuple(problem.targets[0].words(problem)) == (
        "填平补齐：每单位“人”的“财力”从低到高补到同一水平，最高 6元",
        "top-up: the least 财力 for each of 人 lifted to one level, 6元 at most",
    )
    line = score(problem).sheet[0]
    assert (line.factor, line.figure, line.unit, line.amount) == ("财力", 20, "元", 40 * FEN)


def test_figures_that_cannot_be_counted_by_are_refused() -> None:
    towns = [town("甲", 人=0, 财力=20), town("乙", 人=5)]
    assert [c[:2] for c in complaints(lifted(10, towns))] == [
        ("per", "单位 甲 的“人”应大于 0"),
        ("column", "单位 乙 应有“财力”的数字"),
    ]
