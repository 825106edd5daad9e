"""`compare --tolerance`: an exit code of its own where plans differ by more."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from office import Office
from optalloc.pipeline.plan_differences import plan_differences, read_tolerance
from optalloc.pipeline.solve import solve

MEILAN = Path(__file__).resolve().parents[2] / "scenarios" / "meilan-2023"
TWO = [str(MEILAN / f"{name}.yaml") for name in ("published", "four-towns")]
"""By hand: 40 and 10 beside 20, 10, 10 and 10."""


@pytest.mark.parametrize(("tolerance", "code"), [("0.5", 8), ("10万元", 8), ("20万元", 0)])
def test_plans_beyond_the_tolerance_end_with_a_code_of_their_own(
    office: Office, tolerance: str, code: int
) -> None:
    answer = office.run("compare", *TWO, "--tolerance", tolerance)
    assert answer.code == code
    assert ("超出" in answer.out) == (code == 8)


def test_a_share_is_of_the_first_plans_award(office: Office) -> None:
    answer = office.run("compare", *TWO, "--tolerance", "50%", "--json")
    assert answer.code == 8
    (beyond,) = json.loads(answer.out)["beyond"]
    assert beyond["moved"] == {"演丰镇": "10", "大致坡镇": "10"}


def test_as_much_as_is_allowed_is_not_beyond() -> None:
    plans = [solve(path) for path in TWO]
    (exact,) = plan_differences(plans, 20_000_000)
    (less,) = plan_differences(plans, 19_999_999)
    assert not exact.moves and set(less.moves) == {"灵山镇"}
    assert not plan_differences([plans[0], plans[0]], 0)[0].moves


def test_what_is_no_tolerance_is_refused_before_anything_is_solved(office: Office) -> None:
    answer = office.run("compare", *TWO, "--tolerance=-5%", lang="en")
    assert answer.code == 3 and "--tolerance" in answer.err and not answer.out
    assert read_tolerance("5％", "元") == Fraction(1, 20) and read_tolerance("5", "元") == 500


def test_one_scenario_alone_is_no_comparison(office: Office) -> None:
    answer = office.run("compare", TWO[0], "--tolerance", "5", lang="zh")
    assert answer.code == 3 and "要两个以上情景" in answer.err


def test_a_verdict_on_plans_without_proof_says_so(office: Office) -> None:
    answer = office.run("compare", *TWO, "--tolerance", "5", "--time-limit", "0.001", lang="zh")
    assert answer.code in (5, 8)
    assert answer.code == 5 or "没有证明最优，差别可能不是这样" in answer.out
