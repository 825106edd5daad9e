"""Screen, page, Word, workbook and letter say in which year each project starts."""

import json
from pathlib import Path

import docx
import openpyxl
import pytest

from office import Office

pytestmark = pytest.mark.usefixtures("solved_once")
PLAN = str(Path(__file__).resolve().parents[2] / "scenarios" / "rolling-3-years" / "plan.yaml")
COUNCIL = str(Path(PLAN).parents[1] / "council-projects" / "plan.yaml")
STARTS = {"西岭茶园": "2026", "南湖水厂": "2027（预安排）"}


def test_the_screen_and_the_letters_say_when_a_project_starts(office: Office) -> None:
    shown = office.run("solve", PLAN).out
    rows = {line.split()[0]: line.split() for line in shown.splitlines() if line.strip()}
    assert rows["项目"][:5] == ["项目", "单位", "用途", "开工", "需求"]
    assert {name: rows[name][3] for name in STARTS} == STARTS
    for name, start in STARTS.items():
        letter = office.run("explain", PLAN, "--project", name).out
        assert f"开工年份：{start}。" in letter.replace("\n", "")
    english = office.run("explain", PLAN, "--project", "南湖水厂", lang="en").out
    assert "It starts in 2027 (indicative)." in " ".join(english.split())


def test_papers_say_when_a_project_starts(office: Office) -> None:
    out = office.folder / "out"
    told = ("report", PLAN, "--format", "docx,xlsx,html", "--out", str(out))
    assert office.run(*told).code == 0
    tables = [
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in docx.Document(str(out / "plan.docx")).tables
    ]
    (annex,) = (rows for rows in tables if "开工年份" in rows[0])
    at = annex[0].index("开工年份")
    assert STARTS.items() <= {row[0]: row[at] for row in annex}.items()
    sheet = openpyxl.load_workbook(out / "plan.xlsx")["项目安排"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    (heads,) = (row for row in rows if "开工" in row)
    assert heads[-1] == "开工"
    assert STARTS.items() <= {row[1]: row[-1] for row in rows}.items()
    page = (out / "page.html").read_text("utf-8")
    assert "2027（预安排）" in page


def test_money_of_later_years_is_indicative_and_each_year_has_its_own_share_of_industry(
    office: Office,
) -> None:
    """By hand: industry has 35 and 15 of 2026's 79, 63.29%; the three years' 130 of 220, 59.09%."""
    office.run("report", PLAN, "--format", "notice", "--out", str(office.folder / "out"))
    text = (office.folder / "out" / "notice.txt").read_text("utf-8-sig")
    assert "（二）2026 区级40万元，" in text
    assert "（三）2027 市级（以后年度，预安排）60万元，" in text
    assert "130万元：2026 市级、2026 区级中占63.29%，符合不低于55%的要求；" in text
    assert "59.09%" not in text  # of no year, beside floors of one year each
    done = office.run("solve", PLAN, "--json")
    figures = json.loads(done.out)["figures"]["plan"]
    assert (figures["industry_share"], figures["industry_share_of_year"]) == (
        "0.590909",
        "0.632911",
    )
    office.run("report", PLAN, "--format", "notice", "--out", str(office.folder / "en"), lang="en")
    text = (office.folder / "en" / "notice.txt").read_text("utf-8-sig")
    assert "2027 市级 (of a later year, indicative) 60万元" in text
    assert "63.29% of the money of 2026 市级, 2026 区级, where at least 55% is required;" in text


def test_a_plan_of_one_year_has_no_column_of_starts(office: Office) -> None:
    shown = office.run("solve", COUNCIL).out
    assert "安排的项目" in shown
    assert "开工" not in shown
