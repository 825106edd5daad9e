"""Units times a standard: Mouding 2019, 42 villages at 10 and one township at 100 (case table)."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from golden_text import assert_golden
from optalloc.problem.formulate import formulate
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from quick import examples
from small import FEN, best, complaints, small, town

VILLAGES = {
    "共和镇": 4,
    "新桥镇": 11,
    "江坡镇": 5,
    "凤屯镇": 6,
    "蟠猫乡": 4,
    "安乐乡": 10,
    "戌街乡": 2,
}
PRINTED = {n: 10 * v for n, v in VILLAGES.items()} | {"戌街乡": 120}
TARGETS = [
    ("units", {"column": "villages", "unit": "个", "standard": "10"}),
    ("units", {"column": "townships", "unit": "个", "standard": "100"}),
]


def mouding() -> Problem:
    towns = [town(n, villages=v, townships=int(n == "戌街乡")) for n, v in VILLAGES.items()]
    return small({"奖补": 520}, towns, targets=TARGETS, grain="10")


def test_worked_the_table_that_mouding_published() -> None:
    assert {n: t / FEN for n, t in score(mouding()).of.items()} == PRINTED
    assert best(mouding()) == PRINTED


def test_worked_the_score_sheet_says_count_unit_and_amount() -> None:
    line = next(line for line in score(mouding()).sheet if line.recipient == "新桥镇")
    assert (line.factor, line.figure, line.unit, line.amount) == ("villages", 11, "个", 110 * FEN)
    assert line.share is None


def test_golden_targets_become_no_row() -> None:
    assert_golden("targets", "units", mouding())


def test_differential_it_changes_targets_and_no_row() -> None:
    fixed = small({"奖补": 520}, mouding().recipients, aims=PRINTED, grain="10")
    programs = [formulate(p, score(p)) for p in (mouding(), fixed)]
    assert programs[0].rows == programs[1].rows
    assert score(mouding()).of == score(fixed).of


def test_a_recipient_without_a_count_is_complained_of() -> None:
    problem = small({"奖补": 10}, [town("甲", villages=1), town("乙")], targets=TARGETS[:1])
    (said,) = complaints(problem)
    assert said[0] == "column" and "乙" in said[1] and "villages" in said[2]


@settings(max_examples=examples(30), deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=4), st.integers(1, 500))
def test_property_amounts_are_count_times_standard(counts: list[int], fen: int) -> None:
    towns = [town(f"镇{i}", villages=c) for i, c in enumerate(counts)]
    entry = ("units", {"column": "villages", "unit": "个", "standard": str(fen / 100)})
    targets = score(small({"s": 1}, towns, targets=[entry], whole=False))
    assert [targets.target(t.name) for t in towns] == [Fraction(c * fen) for c in counts]
