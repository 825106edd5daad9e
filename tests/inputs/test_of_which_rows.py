"""Rows of 其中 in last year's table: recipients below a total, parts of one, or asked about."""

from pathlib import Path

import pytest

from optalloc.inputs.award_tables import read_history, with_parts_told
from optalloc.inputs.tables import Reading, split_header, table_of
from optalloc.inputs.understanding.awards import KnownNames, table_of_awards

KNOWN = ("甲镇", "乙镇", "丙乡")


def told(rows: str, known: tuple[str, ...] = ()) -> tuple[dict[str, str], list[str]]:
    """Return who was given what, and the letters."""
    cells = [tuple(row.split()) for row in rows.split("/")]
    heads = ("单位", "金额")
    table = table_of([split_header(h) for h in heads], heads, list(enumerate(cells, 2)), file="t")
    reading = Reading()
    table = with_parts_told(table, "单位", "金额", known, reading)
    given = {str(r.cells["单位"]): str(r.cells["金额"]) for r in table.rows if not r.is_total}
    return given, [f"{f.place.zh}：{f.allowed.zh}，{f.came}。{f.remedy.zh}" for f in reading.faults]


@pytest.mark.parametrize(
    "rows",
    [
        "合计 90/其中：甲镇 40/乙镇 30/丙乡 20",
        "合计 90/其中：甲镇 40/其中：乙镇 30/其中：丙乡 20",
        "甲镇 40/其中：东村 10/乙镇 30/丙乡 20/合计 90",
        "甲镇 40/其中：东村 10/其中：西村 20/乙镇 30/丙乡 20/合计 90",
        "甲镇 40/其中：东村 10/西村 30/乙镇 30/丙乡 20/合计 90",
        "合计 90/其中：甲镇 40/乙镇 30/其中：西村 30/丙乡 20",
        "甲镇 40/其中: 10/乙镇 30/丙乡 20/合计 90",
    ],
)
def test_the_total_tells_recipients_from_parts(rows: str) -> None:
    assert told(rows) == ({"甲镇": "40", "乙镇": "30", "丙乡": "20"}, [])


@pytest.mark.parametrize(
    "rows",
    ["甲镇 40/其中：东村 10/乙镇 30/丙乡 20", "合计 95/其中：甲镇 40/乙镇 30/丙乡 20"],
)
def test_known_names_tell_them_where_no_total_does(rows: str) -> None:
    assert told(rows, KNOWN) == ({"甲镇": "40", "乙镇": "30", "丙乡": "20"}, [])
    assert len(told(rows)[1]) == 1


@pytest.mark.parametrize(
    ("rows", "row"),
    [
        ("甲镇 40/其中：东村 10/西村 20/乙镇 30/丙乡 20/合计 90", 3),
        ("其中：东村 10/甲镇 40/乙镇 30/合计 70", 2),
        ("甲镇 40/其中：东村 10/西村 30/乙镇 30", 3),
    ],
)
def test_what_nothing_tells_is_asked(rows: str, row: int) -> None:
    _, letters = told(rows, KNOWN)
    assert letters == [
        f"第{row}行 单位：应看得出是一个单位，还是另一行的一部分"
        "（合计和单位名称都没有说明是哪一种），其中：东村。是一个单位，请写成 东村；"
        "是另一行的一部分，请删去这一行和同它一起的各部分。"
    ]


def test_last_year_is_read_without_the_word() -> None:
    cells = [
        (2, ("合计", "90", "")),
        (3, ("其中：甲镇", "60", "2023")),
        (4, ("乙镇", "30", "2023")),
    ]
    heads = ("单位", "金额(万元)", "年度")
    table = table_of([split_header(h) for h in heads], heads, cells, file="t")
    reading = Reading()
    past = list(read_history(table, "金额", "元", {}, reading))
    assert reading.faults == []
    assert [(one.recipient, one.amount) for one in past] == [
        ("甲镇", 6 * 10**7),
        ("乙镇", 3 * 10**7),
    ]


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        ("合计,90\n其中：甲镇,40\n乙镇,30\n丙乡,20", "甲镇"),
        ("甲镇,40\n其中：东村,10\n乙镇,30\n丙乡,20\n合计,90", "甲镇"),
        ("甲镇,40\n其中：东村,10\n西村,30\n乙镇,30\n丙乡,20\n合计,90", "其中：东村"),
    ],
)
def test_a_paper_s_first_recipient_below_a_total_is_named_without_the_word(
    rows: str, first: str, tmp_path: Path
) -> None:
    # The last is asked about where it is taken in: 甲镇 there is the sum of its villages.
    path = tmp_path / "t.csv"
    path.write_text(f"单位：万元\n单位,金额\n{rows}\n", "utf-8")
    known = KnownNames((), (), False, "万元", "金额", 2023, True)
    assert table_of_awards(path, "t.csv", None, known).rows[0].cells["单位"] == first
