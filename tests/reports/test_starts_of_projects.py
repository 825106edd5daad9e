"""Screen, page, Word, workbook and letter say in which year each project starts."""

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


def test_a_plan_of_one_year_has_no_column_of_starts(office: Office) -> None:
    shown = office.run("solve", COUNCIL).out
    assert "安排的项目" in shown
    assert "开工" not in shown
