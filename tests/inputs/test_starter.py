"""The scenario to start from: what its comments offer can be switched on, all together."""

import re
from pathlib import Path

import openpyxl
import pytest

from optalloc.core.message import LANGS, Lang
from optalloc.inputs.read import read
from optalloc.inputs.starter import new
from optalloc.pipeline.solve import solve

OFFERED = re.compile(r"^#\+", re.MULTILINE)


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_every_offer_switched_on_is_read_and_solved(tmp_path: Path, lang: Lang) -> None:
    file = new(tmp_path, lang)[0]
    text = file.read_text("utf-8")
    parts = read(file).rules
    # The department stands for one that the office lists: the starter's table has none.
    file.write_text(OFFERED.sub("", text).replace("区林业局: 10", "丙乡: 20"), "utf-8")
    found = solve(file, ["rules.balance.max_deviation=60%"])
    assert found.best is not None and found.problem.projects and found.problem.needs
    assert {r.label for r in found.problem.rules} == {
        *(r.label for r in parts),
        *("floor", "cap", "need", "project_funding"),
    }
    assert "departments" in {t.label for t in found.problem.targets}
    totals = found.best.plan.by_recipient.values()
    assert len(totals) == 3 and min(totals) >= 20_00_0000 and max(totals) <= 50_00_0000


def test_both_languages_offer_the_same_lines(tmp_path: Path) -> None:
    texts = [new(tmp_path / lang, lang)[0].read_text("utf-8") for lang in LANGS]
    offers = [[li.split("  #")[0] for li in t.splitlines() if OFFERED.match(li)] for t in texts]
    assert [li.rstrip() for li in offers[0]] == [li.rstrip() for li in offers[1]] != []


@pytest.mark.parametrize("lang", LANGS)
def test_a_workbook_to_start_from_prints_no_page_of_rows_that_wait(
    tmp_path: Path, lang: Lang
) -> None:
    (path,) = new(tmp_path / "plan.xlsx", lang)
    book = openpyxl.load_workbook(path)
    lists = {"zh": "设置一览", "en": "settings list"}[lang]
    rules = book[{"zh": "约束", "en": "rules"}[lang]]
    filled = [row for row in range(2, rules.max_row + 1) if rules.cell(row, 2).value]
    last = int(rules.print_area.rsplit("$", 1)[1])
    assert last == max(filled) and rules.max_row > last
    assert book[lists].page_setup.orientation == "portrait"
    assert book[lists].print_title_rows == "$1:$1"
    assert "$D$" in book[lists].print_area
    for sheet in book:
        assert sheet.page_setup.fitToWidth in (None, 1) and sheet.page_setup.paperSize == 9
        assert sheet.oddHeader.center.text == "&A"
        assert "&P" in sheet.oddFooter.center.text and "&N" in sheet.oddFooter.center.text
