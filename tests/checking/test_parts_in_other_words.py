"""An amount of a source or use that is told in other words is never held against a name's whole."""

from pathlib import Path

import pytest
from openpyxl import Workbook
from tables_made import of_kind, put

from optalloc.checking import Checked, check

HEADS = (
    ("单位：万元", None, None, None, None, None),
    ("乡镇", "合计", "资金来源", None, "资金用途", None),
    (None, None, "中央", "县级", "产业发展", "基础设施"),
)
ROWS = (("城关镇", 120, 100, 20, 80, 40), ("柳河镇", 96, 80, 16, 60, 36))
TOTAL = ("合计", 216, 180, 36, 140, 76)
OPENS = "公示\n一、中央180万元、县级36万元。\n二、产业发展140万元、基础设施76万元。\n"


def held(folder: Path, line: str) -> Checked:
    book = Workbook()
    for row in (*HEADS, *ROWS, TOTAL):
        book.active.append(row)
    for span in ("A2:A3", "B2:B3", "C2:D2", "E2:F2"):
        book.active.merge_cells(span)
    book.save(folder / "t.xlsx")
    return check(folder / "t.xlsx", notice=put(folder, f"{OPENS}三、{line}。\n", "n.txt"))


def wrong(found: Checked) -> list[str]:
    kinds = ("notice_award", "notice_source", "notice_use", "notice_total", "notice_share")
    return [f.words.zh for f in of_kind(found, *kinds)]


RIGHT = [
    "从县级资金中安排城关镇20万元",
    "用县级配套资金安排城关镇20万元",
    "产业发展资金安排到城关镇80万元",
    "用于产业发展的有城关镇80万元、柳河镇60万元",
    "城关镇(产业)80万元",
    "在中央资金中切块100万元给城关镇",
    "由县级资金列支城关镇20万元",
    "统筹县级资金支持城关镇20万元",
    "从产业发展资金中安排城关镇80万元",
    "产业类项目安排城关镇80万元",
    "安排城关镇80万元产业发展资金",
    "从产业资金中安排城关镇、柳河镇共140万元",
    "产业资金共安排140万元",
    "产业发展(县级)23万元",
    "城关镇产业80万元、基础设施40万元",
    "用于产业的，城关镇80万元；柳河镇60万元",
    "从县级资金中安排城关镇20万元，占55.56%",
    "情况\n(一)产业发展类\n城关镇80万元\n柳河镇60万元",
    "情况\n从县级资金中安排：\n城关镇20万元\n柳河镇16万元",
]


@pytest.mark.parametrize("line", RIGHT)
def test_a_part_in_other_words_is_right(tmp_path: Path, line: str) -> None:
    assert wrong(held(tmp_path, line)) == []


@pytest.mark.parametrize(
    "line",
    [
        "从上级资金中安排城关镇60万元",
        "本级财力安排城关镇30万元",
        "由县财政拿出20万元给城关镇",
        "城关镇获得中央、县级资金30万元",
        "城关镇(产业)81万元",
    ],
)
def test_what_no_table_tells_in_these_words_is_listed(tmp_path: Path, line: str) -> None:
    found = held(tmp_path, line)
    assert wrong(found) == []
    amount = line.partition("万元")[0][-2:] + "万元"
    assert any(amount in (f.came or "") for f in of_kind(found, "not_compared"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("从县级资金中安排城关镇25万元", "表中城关镇、县级为 20万元"),
        ("从产业发展资金中安排城关镇90万元", "表中城关镇、产业发展为 80万元"),
        ("从衔接资金中安排城关镇130万元", "表中城关镇为 120万元"),
        ("城关镇130万元，用于产业发展80万元", "表中城关镇为 120万元"),
        ("城关镇120万元用于产业发展和基础设施，柳河镇97万元", "表中柳河镇为 96万元"),
    ],
)
def test_a_wrong_amount_of_what_is_told_is_still_an_error(
    tmp_path: Path, line: str, said: str
) -> None:
    assert [one.endswith(said) for one in wrong(held(tmp_path, line))] == [True]
