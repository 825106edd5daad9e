"""Numbers of many digits, and large sums: nothing wraps at 64 bits, nothing false is said."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import drawn_digits
from optalloc.core.errors import InputUnusable
from optalloc.core.exact import told_apart
from optalloc.core.whole_numbers import (
    UNBOUNDED,
    clipped,
    is_unlimited,
    multiplied,
    pictured,
    whole,
)
from optalloc.pipeline.certificate.check import check_certificate
from optalloc.pipeline.plan_folder.write import write_folder
from optalloc.pipeline.solve import solve
from optalloc.problem.formulate import formulate
from optalloc.problem.interfaces import Targets
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.score import score
from quick import examples
from small import best, small, town

CASES = Path(__file__).resolve().parents[1] / "data" / "many-digits"
BOTH = pytest.mark.parametrize("by", ["cbc", "highs"])
VALUES = {
    "right": Fraction("1.7642"),
    "wrong-and-certified": Fraction("1.7642"),
    "share-many-digits": Fraction("1.7642"),
    "share-of-year-many-digits": Fraction("1.7642"),
    "ratio-many-digits": Fraction("6.2358"),
}
"""The least sum of deviations [万元], to four decimals; that of `right` has no long number."""


@pytest.mark.slow
@BOTH
@pytest.mark.parametrize("name", VALUES)
def test_a_setting_of_many_digits_is_solved_proven_and_checked(
    name: str, by: str, tmp_path: Path
) -> None:
    solved = solve(CASES / f"{name}.yaml", solver=by)
    assert solved.best is not None and solved.best.breaches == ()
    (goal,) = solved.outcome.goals
    assert goal.proven != "no"
    assert round(goal.value / 10**6, 4) == VALUES[name]
    write_folder(solved, tmp_path / "out", "zh")
    assert check_certificate(tmp_path / "out" / "certificate.json").verified


def test_a_number_a_little_off_a_simple_one_gives_the_same_plan() -> None:
    """0.2222222 and 0.2222222222222222 allow the same sums of 100万元 in steps of 0.1万元."""
    plans = [
        solve(CASES / f"{n}.yaml", solver="highs").best for n in ("right", "wrong-and-certified")
    ]
    assert plans[0] is not None and plans[1] is not None
    assert plans[0].plan == plans[1].plan


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(examples(60)))
def test_drawn_settings_of_many_digits_are_solved_as_counting_solves_them(seed: int) -> None:
    problem = drawn_digits.drawn(seed)
    if problem is not None:
        found, grades = drawn_digits.disagreements(problem)
        assert found == []
        assert "no" not in grades


@pytest.mark.parametrize("money", [10**12, 10**13 + 7, 10**15 - 3])
@BOTH
def test_sums_beyond_doubles_are_shared_to_the_fen(money: int, by: str) -> None:
    """10^15 元 are 10^17 fen, ten times more than doubles tell apart."""
    towns = [town("甲", people=3), town("乙", people=2), town("丙", people=2)]
    weights = ("factors", {"weights": {"people": "100%"}})
    third = "0.33333333333333333333"
    rule = ("group_share", {"recipients": ["乙"], "at_least": third, "over": "batch"})
    problem = small({"市级": money}, towns, [rule], targets=[weights], grain="0.01")
    given = best(problem)
    assert sum(given.values()) == money
    # The least whole fen at or above the share go to the second, the others share the loss.
    assert given["乙"] * 100 == -(-money * 100 * int(third[2:]) // 10 ** len(third[2:]))


def test_more_money_than_64_bits_hold_is_refused_with_its_sum(tmp_path: Path) -> None:
    for file in CASES.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    rows = "\n".join(f"来源{i},市级,,10000000" for i in range(2))
    (tmp_path / "sources.csv").write_text(f"资金来源,层级,文号,金额(亿元)\n{rows}\n", "utf-8")
    text = (tmp_path / "right.yaml").read_text("utf-8")
    scenario = tmp_path / "much.yaml"
    scenario.write_text(text.replace("市级: 45, 区级: 55", "来源0: 1, 来源1: 1"), "utf-8")
    with pytest.raises(InputUnusable) as refused:
        solve(scenario, solver="highs")
    assert "资金合计应不超过" in str(refused.value.faults[0].allowed.zh)


# --- the door ------------------------------------------------------------------------------------

ANY = st.integers(-(10**40), 10**40)


@pytest.mark.slow
@settings(max_examples=examples(200), deadline=None, derandomize=True)
@given(st.lists(ANY | st.integers(-9, 9), min_size=1, max_size=6), ANY | st.integers(-9, 9))
def test_products_are_those_of_whole_numbers_without_limit(numbers: list[int], by: int) -> None:
    made = multiplied(whole(numbers), by)
    assert made.tolist() == [number * by for number in numbers]
    each = multiplied(whole(numbers), whole([by] * len(numbers)))
    assert each.tolist() == made.tolist()
    assert is_unlimited(whole(numbers)) == any(abs(n) > UNBOUNDED for n in numbers)
    assert np.abs(clipped(numbers)).max() <= UNBOUNDED


@pytest.mark.slow
@settings(max_examples=examples(200), deadline=None, derandomize=True)
@given(st.fractions(min_value=0, max_value=3), st.integers(1, 60), st.data())
def test_a_share_told_apart_bounds_the_same_quotients(
    share: Fraction, units: int, data: st.DataObject
) -> None:
    bottom = data.draw(st.integers(1, units))
    top = data.draw(st.integers(0, 3 * units))
    assert (top >= share * bottom) == (top >= told_apart(share, units, True) * bottom)
    assert (top <= share * bottom) == (top <= told_apart(share, units, False) * bottom)


def test_pictures_of_long_numbers_are_rounded_once() -> None:
    long = whole([3 * 10**400, -(10**30)])
    assert pictured(long, np.array([2.0**-1000, 1.0])).tolist() == [3 * 10**400 / 2**1000, -1e30]


def test_a_bound_too_long_stands_beside_a_column_that_is_always_one() -> None:
    long = 10**30
    problem = small({"市级": 5}, [town("甲", a=1), town("乙", a=1)], aims={"甲": 5, "乙": 0})
    rule = problem.rules[0]

    class Long(type(rule)):  # type: ignore[misc]
        """Ask for  10^30 a + (10^30 + 1) b >= 3 * 10^32 [fen]."""

        def rows(self, problem, targets: Targets, amounts: VariableLayout):  # type: ignore[no-untyped-def]
            sums = amounts.totals().times(whole([long, long + 1])).total("*")
            yield bounded("long", sums, 3 * long * 100)

    made = Long.model_construct(**dict(rule))
    program = formulate(
        type(problem)(**{**vars(problem), "rules": (*problem.rules, made)}), score(problem)
    )
    assert program.lower[-1] == program.upper[-1] == 1
    at = program.rows - 1
    entries = program.lists[2][program.lists[0][at] :]
    assert entries == [long, long + 1, -3 * long]
    assert (int(program.low[at]), int(program.high[at])) == (0, UNBOUNDED)
    point = np.zeros(program.columns, dtype=np.int64)
    totals = program.ties.totals
    point[-1] = 1
    point[totals] = [2, 1]
    assert program.activity(point)[at] == 1
    point[totals] = [3, 0]
    assert program.activity(point)[at] == 0
    point[totals] = [0, 2]
    assert program.activity(point)[at] < 0
