"""What is told of the baseline: its cells, and how much of what it breaks is rounding alone."""

from pathlib import Path

import pytest

from optalloc.core.message import same
from optalloc.pipeline.as_json import solved_json
from optalloc.pipeline.describe import solved_document
from optalloc.pipeline.metrics import targets_beside_money
from optalloc.pipeline.solve import solve
from optalloc.pipeline.walk import walk
from optalloc.present.terminal import print_sections
from optalloc.problem.component import Breach, baseline_breaks, gravest_first
from small import small, town

CASES = Path(__file__).resolve().parents[1] / "data" / "cases"


def test_the_cells_of_a_two_way_baseline_are_in_json() -> None:
    """The sums of a worked example of two-way scaling; its cell of R1 and C3 is 22.168."""
    told = solved_json(solve(CASES / "baseline-cells" / "s.yaml"), "zh")
    cells = {(a["recipient"], a["source"]): a["amount"] for a in told["baseline"]["awards"]}
    row = {source: cells["R1", source][:4] for source in ("C1", "C2", "C3", "C4")}
    assert row == {"C1": "10.1", "C2": "2.11", "C3": "22.1", "C4": "8.12"}


def breach(by_rounding: bool) -> Breach:
    return Breach("split", ("甲",), "1", same("2"), by_rounding=by_rounding)


def test_rounding_is_told_apart_from_what_is_really_broken() -> None:
    found = (breach(True), breach(False), breach(True))
    rounded = "（2 处只是取整，差不到一步；实质的 1 处）"
    assert baseline_breaks(found).zh == f"基准违反约束 3 处{rounded}："
    assert not gravest_first(found)[0].by_rounding
    assert baseline_breaks(found[1:2]).en == "The baseline breaks rules in 1 place:"
    alone = " (all by rounding alone, less than a step)"
    assert baseline_breaks(found[:1]).en == f"The baseline breaks rules in 1 place{alone}:"


def test_a_split_less_than_a_step_off_is_rounding_and_more_is_not(capsys: object) -> None:
    """5 of 45:55 in steps of 1 is 2.25:2.75: 2 and 3 are rounding, 5 and 0 are not."""
    split = ("split", {"shares": {"市级": 45, "区级": 55}, "within": "recipient"})
    problem = small(
        {"市级": 45, "区级": 55}, [town("甲"), town("乙")], [split], aims={"甲": 65, "乙": 35}
    )
    solved = walk(problem)
    found = solved.baseline.breaches
    assert found and all(one.by_rounding for one in found if one.rule == "split")
    print_sections(solved_document(solved), "zh")
    assert "都只是取整，差不到一步" in capsys.readouterr().out  # type: ignore[attr-defined]
    assert all(b["by_rounding"] for b in solved_json(solved, "zh")["baseline"]["breaches"])


@pytest.mark.parametrize(
    ("money", "spent", "said"),
    [
        (450, True, "请核对：安排的资金比测算额合计多 360元。"),
        (180, True, "请核对：安排的资金比测算额合计多 90元。"),
        (100, True, "安排的资金比测算额合计多 10元。"),
        (90, True, ""),
        (200, False, ""),  # the rest is left over
        (80, True, "测算额合计比资金多 10元。"),
        (45, True, "请核对：测算额合计比资金多 45元。"),
    ],
)
def test_how_far_the_money_is_from_targets_is_told(
    money: int, spent: bool, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Targets 60 and 30 are 90: to be checked where the one is twice the other, or more."""
    towns = [town("甲"), town("乙")]
    problem = small({"资金": money}, towns, aims={"甲": 60, "乙": 30}, whole=spent)
    print_sections(solved_document(walk(problem)), "zh")
    lines = [line for line in capsys.readouterr().out.splitlines() if "测算额合计" in line]
    assert lines == ([said] if said else [])


def test_a_plan_without_targets_is_not_held_against_them() -> None:
    """Plans of needs or projects have no targets that money could miss."""
    solved = walk(small({"资金": 9}, [town("甲")], [("floor", {"amount": "9"})], goals=()))
    assert solved.best is not None and solved.best.plan.total == 900
    assert targets_beside_money(solved.problem, solved.targets, solved.best.plan) == 0
