"""Money that has come in is held against what a scenario's sources have, and listed without one."""

from pathlib import Path

import pytest
from tables_made import of_kind, put

from optalloc.checking import check
from optalloc.pipeline.plan_folder.write import write_folder
from optalloc.pipeline.solve import solve

SIX = Path(__file__).resolve().parents[2] / "scenarios" / "six-factors" / "plan.yaml"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plan")
    write_folder(solve(SIX), folder, "zh")
    return folder / "plan.csv"


def listed(plan: Path, folder: Path, line: str, scenario: Path | None) -> list[str]:
    """Return what is listed of a line; nothing may be called wrong."""
    notice = put(folder, f"2023年衔接资金公示\n{line}\n", "n.txt")
    found = check(plan, scenario=scenario, notice=notice)
    kinds = ("notice_total", "notice_source", "notice_share", "notice_award", "notice_count")
    assert of_kind(found, *kinds) == []
    notes = of_kind(found, "not_compared")
    return [f.came or "" for f in notes if f.where.sheet == "n.txt"]


@pytest.mark.parametrize(
    "line",
    [
        "共到位500万元。",
        "截至5月底，全区到位资金600万元。",
        "中央资金到位260万元。",
        "260万元中央资金已到位。",
        "500万元 of the 2023 fund have come in.",
        "500万元 of the 2023 fund have come in: 中央 260万元, 省级 140万元, 区级 100万元 "
        "(52%, 28%, 20%).",
        "Earlier in the year 100万元 were awarded; with this batch it is 600万元.",
        "This batch arranges 500万元: 中央 260万元, 省级 140万元, 区级 100万元.",
    ],
)
def test_what_has_come_in_is_held_against_the_sources(
    line: str, plan: Path, tmp_path: Path
) -> None:
    assert listed(plan, tmp_path, line, SIX) == []


@pytest.mark.parametrize(
    "line",
    [
        "共到位490万元。",
        "已到位490万元。",
        "目前已到位资金490万元，本次安排500万元。",
        "中央资金到位250万元。",
        "截至5月底，全区到位资金490万元。",
        "资金已到位80%。",
    ],
)
@pytest.mark.parametrize("scenario", [SIX, None])
def test_other_money_that_has_come_in_is_listed(
    line: str, scenario: Path | None, plan: Path, tmp_path: Path
) -> None:
    assert listed(plan, tmp_path, line, scenario)


@pytest.mark.parametrize(
    "line",
    [
        "根据示例〔2023〕1号文件，本次分配2023年财政衔接推进乡村振兴补助资金共500万元，"
        "其中中央260万元、省级140万元、区级100万元，分别占52%、28%、20%。",
        "根据《关于下达资金的通知》（示例〔2023〕1号），本次分配2023年第二批中央财政衔接资金"
        "共500万元，其中中央260万元、省级140万元、区级100万元，分别占52%、28%、20%。",
        "本年此前已安排100万元，连同本次共600万元。",
        "各单位不低于20万元；产业发展占全年（含已下达）资金不低于55%（依据：方案）。",
        "本批资金用于：产业发展290万元、乡村建设210万元。其中计入产业发展的290万元，占本批的58%。",
    ],
)
def test_sentences_of_our_own_plan_are_compared(line: str, plan: Path, tmp_path: Path) -> None:
    assert listed(plan, tmp_path, line, SIX) == []
