"""`optalloc report`: every format that can be written is, and what cannot is said."""

import sys
from pathlib import Path

import openpyxl
import pytest

from office import Office
from optalloc.present.charts import save
from optalloc.reports import formats_named

TWO_TOWNS = str(
    Path(__file__).resolve().parents[2] / "scenarios" / "meilan-2023" / "two-towns.yaml"
)
OFFICE = {"notice.docx", "notice.html", "notice.txt", "plan.docx", "plan.xlsx"}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_all_means_every_format(office: Office) -> None:
    out = office.folder / "out"
    assert office.run("report", TWO_TOWNS, "--out", str(out)).code == 0
    assert names(out) == OFFICE | {"page.html"}


def test_all_stands_beside_other_formats() -> None:
    assert formats_named("all，letters") == (*formats_named("all"), "letters")
    assert formats_named("docx,all") == formats_named("all")


RECORDED = Path(__file__).resolve().parents[1] / "golden/outputs/report-letters.zh.txt"
"""What letters of a council's projects are, without and with names: tests/outputs holds it."""


def recorded() -> dict[str, str]:
    """Return the recorded files of letters by their path: making them takes seconds of solving."""
    pieces = RECORDED.read_text(encoding="utf-8").split("\n--- ")[1:]
    return {name: text for name, _, text in (piece.partition("\n") for piece in pieces)}


def test_letters_are_made_for_who_asks_for_them() -> None:
    made = recorded()
    both = {"letters", "project-letters"}
    assert {name for name in made if name.startswith("out/")} == {
        f"out/{name}.{end}" for name in both for end in ("docx", "txt")
    }
    letters = made["out/project-letters.txt"]
    assert letters.count("安排情况的说明") == 6
    assert "规定南湖茶园路不得安排" in letters and "【" not in letters
    # 东河水塔 would take the place of 南湖水厂, which is another town's.
    assert "不再安排另外1个项目" in letters
    for word in ("highs", "HiGHS", "CBC", "求解器", "已证明"):
        assert word not in letters
    assert "不再安排南湖水厂" in made["named/project-letters.txt"]


@pytest.mark.slow
def test_letters_of_projects_stand_in_page_and_workbook_too(office: Office) -> None:
    council = str(Path(TWO_TOWNS).parents[1] / "council-projects" / "plan.yaml")
    out = office.folder / "out"
    whole = ("report", council, "--format", "letters,html,xlsx", "--out", str(out), "--names")
    assert office.run(*whole).code == 0
    said = "不再安排南湖水厂"
    assert said in (out / "project-letters.txt").read_text("utf-8-sig")
    # The same letter, not set as a paper is, opens in the page and stands on a sheet of the book.
    sheet = openpyxl.load_workbook(out / "plan.xlsx")["项目说明"]
    told = {row[1].value: row[3].value for row in sheet.iter_rows(min_row=4, max_row=9)}
    assert said in told["东河水塔"].replace(" ", "") and len(told) == 6
    page = (out / "page.html").read_text("utf-8")
    assert page.count('<details class="letter">') == 6
    assert all(part in page for part in told["东河水塔"].splitlines())
    for file in ("page.html", "plan.xlsx"):
        checked = office.run("check", str(out / file), "--scenario", council)
        assert checked.code == 0 and "0 个错误" in checked.out


def test_letters_to_recipients_alone_where_there_is_no_library(office: Office) -> None:
    out = office.folder / "out"
    answer = office.run("report", TWO_TOWNS, "--format", "letters", "--out", str(out), lang="en")
    assert answer.code == 0 and names(out) == {"letters.docx", "letters.txt"}
    assert "blanks to fill in" in answer.err
    assert (out / "letters.txt").read_text("utf-8-sig").count("How the amount for") == 2


def test_the_page_needs_no_extra(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(save, "EXTRA", ("no_such_library",))
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    out = office.folder / "out"
    answer = office.run("report", TWO_TOWNS, "--out", str(out))
    assert answer.code == 0 and names(out) == OFFICE | {"page.html"}
    compared = office.run("compare", TWO_TOWNS, TWO_TOWNS, "--out", str(office.folder / "c"))
    assert (compared.code, compared.err) == (0, "")
    assert names(office.folder / "c") == {"comparison.html", "comparison.xlsx"}


def test_all_leaves_out_what_cannot_be_made_and_says_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(save, "CHARTS", ("altair", "no_such_library"))
    for lang, said in (
        ("zh", "网页：安装得不全。"),
        ("en", "the page: a package of the default install is missing"),
    ):
        out = office.folder / lang
        answer = office.run("report", TWO_TOWNS, "--out", str(out), lang=lang)
        assert answer.code == 0 and said in answer.err
        assert names(out) == OFFICE


def test_a_format_asked_for_by_name_is_not_left_out_silently(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(save, "CHARTS", ("altair", "no_such_library"))
    out = office.folder / "out"
    answer = office.run("report", TWO_TOWNS, "--format", "html,xlsx", "--out", str(out))
    assert answer.code == 3 and "安装得不全" in answer.err
    assert not out.exists()
