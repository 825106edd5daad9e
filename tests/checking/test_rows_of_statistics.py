"""A row of means, shares or growth is in no sum, and is held against the rows it tells of."""

from pathlib import Path

import pytest
from tables_made import checked, grave, of_kind, only

from optalloc.checking.as_json import checked_json

HEAD = "单位,资金合计(万元),中央,省级\n"
ROWS = "甲镇,30,10,20\n乙镇,50,20,30\n丙镇,40,25,15\n丁镇,60,30,30\n"
TOTAL = "合计,180,85,95\n"
RIGHT = (
    "平均,45,21.25,23.75\n中位数,45,22.5,25\n最高,60,30,30\n最低,30,10,15\n占比,100%,47.2%,52.8%\n"
    "上年,170,80,90\n同比,5.9%,6.3%,5.6%\n户均,0.1,0.05,0.05\n"
)


def test_rows_of_statistics_are_in_no_sum_and_each_is_said(tmp_path: Path) -> None:
    found = checked(tmp_path, HEAD + ROWS + TOTAL + RIGHT)
    assert grave(found) == [] and len(only(found).data) == 4
    said = {f.where.name: f.words.zh for f in of_kind(found, "statistic")}
    assert said["平均"] == "这一行写的是各行的平均数，不是单独的一行，没有计入；核对了 3 个数"
    assert [label for label, words in said.items() if words.endswith("也没有可以对照的数")] == [
        *("上年", "户均")
    ]
    assert len(said) == 8


def test_the_screen_counts_them(tmp_path: Path) -> None:
    english = HEAD + ROWS + "Total,180,85,95\nAverage,45,21.25,23.75\n"
    (said,) = of_kind(checked(tmp_path, english), "statistic")
    assert said.words.en == (
        "tells the mean of the rows: it is no row of its own and was left out; compared: 3 figures"
    )
    assert said.severity == "note"


@pytest.mark.parametrize(
    ("row", "cell", "due"),
    [
        ("全区平均,46,21.25,23.75", "B7", "45"),
        ("平均,45,21.2,23.75", "", ""),  # 21.25, rounded down
        ("平均,45,21.2,23.7", "", ""),
        ("平均,45,21.4,23.75", "C7", "21.25"),
        ("中位数,45,22.5,20", "D7", "25"),
        ("最大值,60,30,35", "D7", "30"),
        ("最小值,25,10,15", "B7", "30"),
        ("占比,100%,47.2%,53.8%", "D7", "52.8%"),
        ("占比,100%,0.472,0.528", "", ""),
        ("占比,90%,47.2%,20%", "", ""),  # of something else
    ],
)
def test_a_figure_that_is_off_is_a_warning(tmp_path: Path, row: str, cell: str, due: str) -> None:
    found = checked(tmp_path, HEAD + ROWS + TOTAL + row + "\n")
    off = [f for f in of_kind(found, "statistic") if f.severity != "note"]
    assert [(f.where.cell, f.expected.zh) for f in off] == ([(cell, due)] if cell else [])
    assert [f for f in found.findings if f.severity == "error"] == []


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("占比,100%,30%,70%\n", "；多数与合计的占比不符，可能是别的占比，未作核对"),
        (
            "上年,170,80,90\n同比,5.9%,9%,1%\n",
            "；多数与这里两年之间的增减不符，可能是别的增减，未作核对",
        ),
    ],
)
def test_shares_of_something_else_are_said_to_be_not_checked(
    tmp_path: Path, rows: str, words: str
) -> None:
    """By hand: of 180 85 are 47.2% and 95 are 52.8%; on 80 they grow by 6.3%, on 90 by 5.6%."""
    said = of_kind(checked(tmp_path, HEAD + ROWS + TOTAL + rows), "statistic")[-1]
    assert said.severity == "note" and said.words.zh.endswith("没有计入" + words)
    assert "not checked" in said.words.en


def test_a_share_that_is_not_all_is_not_shown_as_all(tmp_path: Path) -> None:
    """By hand: 99,999 of 100,000 are 99.999%."""
    rows = "甲镇,60000,60000,0\n乙镇,40000,39999,1\n合计,100000,99999,1\n"
    found = of_kind(checked(tmp_path, HEAD + rows + "占比,100%,98%,0%\n"), "statistic")
    (said,) = [f for f in found if f.severity == "warning"]
    assert (said.came, said.expected.zh) == ("98%", "99.999%")


def test_growth_is_held_against_the_row_of_last_year(tmp_path: Path) -> None:
    rows = "上年,170,80,90\n同比,5.9%,6.3%,6.6%\n"
    found = checked(tmp_path, HEAD + ROWS + TOTAL + rows)
    off = [f for f in of_kind(found, "statistic") if f.severity == "warning"]
    assert [(f.where.cell, f.expected.zh) for f in off] == [("D8", "5.6%")]


def test_a_mean_of_the_rows_of_a_group_is_right(tmp_path: Path) -> None:
    rows = "甲镇,10,5,5\n乙镇,30,10,20\n小计,40,15,25\n丙镇,20,5,15\n丁镇,40,20,20\n小计,60,25,35\n"
    for mean in ("平均,20,7.5,12.5", "平均,50,20,30", "平均,25,10,15"):
        found = checked(tmp_path, f"{HEAD}{rows}合计,100,40,60\n{mean}\n")
        assert grave(found) == []


def test_a_mean_without_the_empty_cells_is_right(tmp_path: Path) -> None:
    rows = "甲镇,30,10,20\n乙镇,20,20,\n丙镇,70,30,40\n丁镇,60,,60\n"
    for mean in ("平均,45,20,40", "平均,45,15,30"):
        assert grave(checked(tmp_path, f"{HEAD}{rows}合计,180,60,120\n{mean}\n")) == []


def test_max_is_a_name_unless_its_figures_are_the_largest(tmp_path: Path) -> None:
    head, rows = "name,amount(元)\n", "Anna,3\nBeth,5\nCarl,4\n"
    assert len(only(checked(tmp_path, head + rows + "Max,5\n")).data) == 3
    assert len(only(checked(tmp_path, head + rows + "Max,6\n")).data) == 4


def test_a_grade_or_a_way_of_sharing_makes_no_statistic(tmp_path: Path) -> None:
    rows = "最高,甲镇,10\n最低,乙镇,20\n平均,丙镇,30\n"
    assert len(only(checked(tmp_path, "等级,单位,金额(万元)\n" + rows)).data) == 3


def test_a_mean_beside_its_source_is_known_by_the_column_of_names(tmp_path: Path) -> None:
    rows = "甲镇,中央,10\n乙镇,中央,20\n丙镇,省级,30\n平均,中央,15\n合计,,60\n"
    found = checked(tmp_path, "单位,资金来源,金额(万元)\n" + rows)
    assert len(only(found).data) == 3
    assert not any(f.severity == "error" for f in found.findings)


def test_recipients_across_the_top_are_read_alike(tmp_path: Path) -> None:
    table = (
        "单位：万元\n资金来源,甲镇,乙镇,丙镇,合计,平均\n中央,10,20,30,60,20\n省级,5,10,15,30,10\n"
    )
    found = checked(tmp_path, table)
    assert grave(found) == [] and len(only(found).data) == 3


def test_a_table_of_statistics_alone_is_about_them(tmp_path: Path) -> None:
    found = checked(tmp_path, "统计,金额(万元)\n平均,10\n最高,20\n最低,5\n")
    assert len(only(found).data) == 3 and of_kind(found, "statistic") == []


def test_json_tells_no_statistic_as_a_total(tmp_path: Path) -> None:
    found = checked(tmp_path, HEAD + ROWS + TOTAL + "平均,45,21.25,23.75\n")
    (table,) = checked_json(found, "zh")["tables"]
    assert table["rows"] == 4 and [t["label"] for t in table["totals"]] == ["合计"]
