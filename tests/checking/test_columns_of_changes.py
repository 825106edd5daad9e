"""A column of changes beside the two columns it lies between, with one slip in it."""

from pathlib import Path

import pytest
from tables_made import checked, grave, of_kind

ROWS = ((10, 8), (12, 14), (20, 20), (30, 25), (18, 23), (9, 9))


def table(heads: str, slip: int, order: tuple[int, ...] = (0, 1, 2)) -> str:
    rows = [(a, b, b - a + slip * (a == 30)) for a, b in ROWS]
    rows.append((99, 99, slip))
    text = "".join(
        f"{name},{','.join(str(row[k]) for k in order)}\n"
        for name, row in zip(
            ("甲镇", "乙镇", "丙乡", "丁乡", "戊镇", "己镇", "合计"), rows, strict=True
        )
    )
    return f"单位：万元,,,\n乡镇,{heads}\n{text}"


@pytest.mark.parametrize(
    "heads",
    [
        "2023年金额,2024年金额,增减额",
        "上年金额,本年金额,增减",
        "2023年,2024年,差额",
        "2023,2024,比上年增减",
    ],
)
def test_one_slip_in_a_column_of_changes_is_found(heads: str, tmp_path: Path) -> None:
    right = checked(tmp_path, table(heads, 0))
    assert [f for f in right.findings if f.severity != "note"] == []
    found = checked(tmp_path, table(heads, 1))
    assert {f.where.row for f in of_kind(found, "difference")} == {6, 9}


def test_what_did_not_change_tells_no_relation(tmp_path: Path) -> None:
    """Two equal columns and a 调整 of something else: no slip."""
    text = "单位：万元,,,\n乡镇,计划金额,下达金额,调整\n"
    text += "甲镇,10,10,0\n乙镇,20,20,0\n丙镇,30,30,0\n丁镇,40,40,0\n戊镇,50,50,3\n"
    assert of_kind(checked(tmp_path, text), "difference") == []


def short(heads: str, *rows: tuple[int, int, int]) -> str:
    """Return a table of a few rows with its total."""
    lines = [*rows, tuple(map(sum, zip(*rows, strict=True)))]
    names = ("甲镇", "乙镇", "丙乡", "丁乡", "戊镇")[: len(rows)]
    text = "".join(
        f"{name},{a},{b},{c}\n" for name, (a, b, c) in zip((*names, "合计"), lines, strict=True)
    )
    return f"单位：万元,,,\n乡镇,{heads}\n{text}"


@pytest.mark.parametrize(
    ("heads", "rows", "told"),
    [
        (
            "下达,支出,结余",
            ((100, 60, 40), (80, 50, 35), (50, 50, 0)),
            "3 行中 2 行为 下达 － 支出，第4行 乙镇不是",
        ),
        (
            "原安排,调整,调整后",
            ((10, -2, 8), (12, 2, 15), (20, 0, 20)),
            "3 行中 2 行为 调整后 － 原安排，第4行 乙镇不是",
        ),
        (
            "计划,下达,未下达",
            ((10, 8, 2), (20, 20, 0), (30, 15, 16)),
            "3 行中 2 行为 计划 － 下达，第5行 丙乡不是",
        ),
        (
            "全年测算,已提前下达,本次下达",
            ((100, 60, 40), (80, 50, 35), (50, 50, 0)),
            "3 行中 2 行为 已提前下达 + 本次下达，第4行 乙镇不是",
        ),
        (
            "下达,支出,结余",
            ((10, 6, 4), (8, 5, 3), (5, 1, 4), (7, 1, 3), (9, 1, 3)),
            "5 行中 3 行为 下达 － 支出，第6行 丁乡等 2 行不是",
        ),
    ],
)
def test_what_too_few_rows_show_is_said_and_accuses_nobody(
    heads: str, rows: tuple[tuple[int, int, int], ...], told: str, tmp_path: Path
) -> None:
    found = checked(tmp_path, short(heads, *rows))
    assert not found.has_errors
    (note,) = [f for f in of_kind(found, "not_compared") if f.where.column]
    assert note.words.zh == f"{told}；看不准，没有据此核对"


@pytest.mark.parametrize(
    ("heads", "rows"),
    [
        ("下达,支出,结余", ((100, 60, 40), (80, 50, 30), (50, 50, 0))),
        ("中央,省级,市级", ((10, 6, 4), (8, 5, 3), (5, 1, 2))),  # sources sum no sources
        ("计划金额,下达金额,调整", ((10, 10, 0), (20, 20, 0), (30, 30, 3))),
        ("下达,支出,结余", ((100, 60, 1), (80, 50, 35), (50, 50, 0))),
    ],
)
def test_nothing_is_said_where_all_rows_agree_or_few_do(
    heads: str, rows: tuple[tuple[int, int, int], ...], tmp_path: Path
) -> None:
    notes = of_kind(checked(tmp_path, short(heads, *rows)), "not_compared")
    assert [f for f in notes if "看不准" in f.words.zh] == []


GROWTH = (
    "单位,2022年(万元),2023年(万元),{}\n甲镇,100,110,10%\n乙镇,200,230,15%\n丙镇,50,60,20%\n"
    "丁镇,70,80,14.3%\n"
)


@pytest.mark.parametrize("head", ["增长率", "较上年增长", "增幅", "Growth rate"])
def test_growth_is_held_against_both_years(head: str, tmp_path: Path) -> None:
    """60 is a fifth more than 50, and 80 a seventh more than 70: 14.29%."""
    right = GROWTH.format(head)
    in_head = right.replace("%", "").replace(head, f"{head}%")
    for text in (right, in_head):
        found = checked(tmp_path, text)
        assert grave(found) == []
        assert all(head not in f.words.zh for f in of_kind(found, "not_compared"))
        assert of_kind(found, "not_compared")  # of two years a rounded percentage tells little
        assert grave(checked(tmp_path, text.replace(",20", ",25", 1))) != []
    (wrong,) = of_kind(checked(tmp_path, right.replace("20%", "25%")), "difference")
    assert (wrong.where.cell, wrong.came, wrong.expected.zh) == ("D4", "25%", "20%")


def test_growth_as_a_number_is_held_too(tmp_path: Path) -> None:
    """60 is 0.2 more than 50 by the part of it; 80 a seventh more than 70: 0.143."""
    text = GROWTH.format("增长率").replace("10%", "0.1").replace("15%", "0.15")
    text = text.replace("20%", "0.2").replace("14.3%", "0.143")
    assert grave(checked(tmp_path, text)) == []
    (wrong,) = of_kind(checked(tmp_path, text.replace(",0.2\n", ",0.25\n")), "difference")
    assert (wrong.where.cell, wrong.came, wrong.expected.zh) == ("D4", "0.25", "0.2")


def test_growth_of_figures_that_were_rounded_is_not_accused(tmp_path: Path) -> None:
    """25.94 - 22.06 is 17.6% of 22.06, and both print as 25.9 and 22.1; nothing makes it 19%."""
    text = (
        "单位,2022年(亿元),2023年(亿元),增长率%\n甲县,34.6,38.1,10.1\n乙县,12.3,13.5,9.8\n"
        "丙县,56.7,60.1,6.0\n丁县,22.1,25.9,17.6\n"
    )
    assert grave(checked(tmp_path, text)) == []
    assert grave(checked(tmp_path, text.replace("17.6", "19.0"))) == [("difference", "D5")]


def test_growth_of_something_else_is_listed(tmp_path: Path) -> None:
    text = GROWTH.format("人口增长率").replace("0%", "1%").replace("15%", "2%")
    found = checked(tmp_path, text)
    assert grave(found) == [] and "人口增长率" in of_kind(found, "not_compared")[0].words.zh


@pytest.mark.parametrize(
    "heads",
    ["原安排,调整后,调整额（+/-）", "调整前,调整后,增减（+、-）", "上年安排,本年安排,增减额"],
)
def test_heads_that_tell_of_before_and_after_are_held_where_half_of_the_rows_agree(
    heads: str, tmp_path: Path
) -> None:
    """185.5 - 195.5 = -10 and 107.5 - 97.5 = 10, not -15 and 15; 己局 is new, and had nothing."""
    rows = "甲镇,195.5,{},-15\n乙镇,126.5,126.5,0\n丙乡,97.5,{},15\n丁乡,246,240,-6\n己局,,6,6\n"
    text = f"单位：万元,,,\n乡镇,{heads}\n{rows}合计,665.5,665.5,0\n"
    assert grave(checked(tmp_path, text.format(180.5, 112.5))) == []
    found = of_kind(checked(tmp_path, text.format(185.5, 107.5)), "difference")
    assert [(f.where.row, f.expected and f.expected.zh) for f in found] == [(3, "-10"), (5, "10")]


def test_changes_told_without_a_sign_are_no_slips(tmp_path: Path) -> None:
    """Two of five were given less, by 10 and by 6; the column tells by how much alone."""
    rows = "甲镇,100,90,10\n乙镇,50,60,10\n丙乡,30,34,4\n丁乡,46,40,6\n戊镇,20,22,2\n"
    text = f"单位：万元,,,\n乡镇,调整前,调整后,调整金额\n{rows}合计,246,246,32\n"
    assert of_kind(checked(tmp_path, text), "difference") == []
