"""Last year's papers come in as they are: plans in Word, tables without a year, percentages."""

from pathlib import Path

import pytest

from optalloc.checking.paper_plan import plan_in_paper
from optalloc.errors import InputUnusable
from optalloc.reading import read
from optalloc.reports import report
from optalloc.run import solve

SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"
FOUR_TOWNS = SCENARIOS / "meilan-2023" / "four-towns.yaml"


@pytest.mark.parametrize("name", ["plan.docx", "plan.xlsx", "page.html", "notice.docx"])
def test_a_plan_is_read_back_from_the_papers_it_was_written_into(tmp_path: Path, name: str) -> None:
    report(FOUR_TOWNS, out=tmp_path, lang="zh")
    solved = solve(FOUR_TOWNS)
    assert solved.best is not None
    read_back = plan_in_paper(tmp_path / name, solved.problem)
    assert sorted(read_back.awards, key=str) == sorted(solved.best.plan.awards, key=str)


def test_a_paper_that_does_not_tell_uses_apart_is_no_plan(tmp_path: Path) -> None:
    liling = SCENARIOS / "liling-2019" / "plan.yaml"
    report(liling, out=tmp_path, lang="zh")
    with pytest.raises(InputUnusable) as error:
        plan_in_paper(tmp_path / "plan.docx", read(liling))
    assert error.value.faults[0].allowed.en == "the uses must be told"


def test_a_paper_of_other_names_is_no_plan(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "单位,市级第二批,区级配套,合计\n灵山镇,9,11,20\n无此镇,9,11,20\n", encoding="utf-8"
    )
    with pytest.raises(InputUnusable) as error:
        plan_in_paper(path, read(FOUR_TOWNS))
    (fault,) = error.value.faults
    assert fault.came == "无此镇"


HISTORY = "单位,资金来源,用途,金额\n甲镇,中央,产业,10\n乙镇,中央,产业,20\n"
SCENARIO = """title: t
unit: 万元
tables:
  sources: [{资金来源: 中央, 金额: 30}]
  uses: [{用途: 产业}]
  recipients: [{单位: 甲镇, 村数: 1}, {单位: 乙镇, 村数: 2}]
  history: {file: last.csv, year: 2024}
indicators:
  村数: {unit: 个, direction: more, source: t}
targets:
  t: {kind: factors, weights: {村数: 100%}}
rules:
  grain: {cell: 0.01}
  spend_whole: {}
goals:
  closest_to_target: {distance: absolute}
baseline: largest_remainder
"""


def last_year(folder: Path, history: str = HISTORY, scenario: str = SCENARIO) -> Path:
    (folder / "last.csv").write_text(history, encoding="utf-8")
    (folder / "s.yaml").write_text(scenario, encoding="utf-8")
    return folder / "s.yaml"


def test_a_table_without_a_year_is_of_the_year_that_is_said_once(tmp_path: Path) -> None:
    problem = read(last_year(tmp_path))
    assert [(a.year, a.recipient, a.amount) for a in problem.history] == [
        (2024, "甲镇", 10 * 10**6),
        (2024, "乙镇", 20 * 10**6),
    ]


@pytest.mark.parametrize(
    ("history", "spec", "says"),
    [
        (
            "年度," + HISTORY.replace("\n", "\n2023,", 2),
            "year: 2024",
            "no year: the table has 年度",
        ),
        (HISTORY, "year: 二〇二四", "a whole number"),
        (HISTORY, "years: 2024", "file and year"),
    ],
)
def test_a_year_that_cannot_be_is_refused(
    tmp_path: Path, history: str, spec: str, says: str
) -> None:
    path = last_year(tmp_path, history, SCENARIO.replace("year: 2024", spec))
    with pytest.raises(InputUnusable) as error:
        read(path)
    assert any(says in fault.allowed.en for fault in error.value.faults)


@pytest.mark.parametrize(
    ("change", "amount"), [("-10%", 27), ("+10%", 33), ("'-０.5％'", 29.85), ("27", 27)]
)
def test_a_signed_percentage_changes_what_stands_there(
    tmp_path: Path, change: str, amount: float
) -> None:
    problem = read(last_year(tmp_path), [f"changes.sources.中央.金额={change}"])
    assert problem.money == round(amount * 100) * 10**4


@pytest.mark.parametrize(
    "text",
    ["中央, 金额: 30万元", "中央, 金额: 30.00000001"],
)
def test_a_percentage_of_what_is_no_plain_amount_is_refused(tmp_path: Path, text: str) -> None:
    path = last_year(tmp_path, scenario=SCENARIO.replace("中央, 金额: 30", text))
    with pytest.raises(InputUnusable):
        read(path, ["changes.sources.中央.金额=-10%"])
