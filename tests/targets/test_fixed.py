"""Amounts fixed by decision: the three sources and first lines of Mengjin 2018 (case table)."""

from hypothesis import given, settings
from hypothesis import strategies as st

from golden_text import assert_golden
from optalloc.problem.formulate import formulate
from optalloc.problem.score import score
from quick import examples
from small import FEN, best, complaints, small, town

LINES = {
    "1": "150",
    "2": "724.712484",
    "3": "168.256",
    "4": "160",
    "5": "260",
    "6": "18",
    "7": "5.359516",
}


def test_worked_six_decimals_of_a_wan_come_out_to_the_fen() -> None:
    entry = ("fixed", {"amounts": {n: f"{a}万元" for n, a in LINES.items()}})
    problem = small({"s": 14_863_280}, [town(n) for n in LINES], targets=[entry], grain="0.01")
    got = best(problem)
    assert got["2"] * FEN == 724_712_484 and got["7"] * FEN == 5_359_516
    assert sum(got.values()) == 14_863_280


def test_worked_a_formula_shares_out_what_is_left() -> None:
    entries = [("factors", {"weights": {"v": "100%"}}), ("fixed", {"amounts": {"甲": "4"}})]
    problem = small({"s": 10}, [town("甲", v=1), town("乙", v=2)], targets=entries)
    assert best(problem) == {"甲": 6, "乙": 4}


def test_golden_targets_become_no_row() -> None:
    assert_golden(
        "targets", "fixed", small({"s": 10}, [town("甲"), town("乙")], aims={"甲": 4, "乙": 6})
    )


def test_differential_it_changes_targets_and_no_row() -> None:
    towns = [town("甲"), town("乙")]
    one, other = (small({"s": 10}, towns, aims={"甲": a, "乙": 10 - a}) for a in (4, 7))
    assert formulate(one, score(one)).rows == formulate(other, score(other)).rows


def test_a_name_that_no_table_has_is_complained_of() -> None:
    problem = small({"s": 10}, [town("甲")], aims={"丙": 4})
    assert complaints(problem)[0][0] == "amounts" and complaints(problem)[0][3] == "丙"


@settings(max_examples=examples(30), deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=5))
def test_property_targets_are_the_amounts_to_the_fen(amounts: list[int]) -> None:
    towns = [town(f"镇{i}") for i in range(len(amounts))]
    wanted = {f"镇{i}": f"{a // 100}.{a % 100:02d}" for i, a in enumerate(amounts)}
    targets = score(small({"s": 1}, towns, targets=[("fixed", {"amounts": wanted})], whole=False))
    assert [targets.target(t.name) for t in towns] == amounts
