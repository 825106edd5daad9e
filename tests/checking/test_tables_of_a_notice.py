"""Tables inside a notice: what was compared is not listed, and what is listed was not compared."""

import html
from collections.abc import Sequence
from pathlib import Path

import pytest
from notices_made import TABLE
from tables_made import put

from optalloc.checking import check

NAMES = ("青石镇", "白沙镇", "龙泉镇", "石门乡", "双河镇", "红岩乡")
GIVEN = (70, 63, 91, 49, 77, 35)
SHARES = ("18.2%", "16.4%", "23.6%", "12.7%", "20.0%", "9.1%")
OF_SOURCES = ((40, 20, 10), (36, 18, 9), (52, 26, 13), (28, 14, 7), (44, 22, 11), (20, 10, 5))


def told(folder: Path, rows: Sequence[Sequence[object]]) -> tuple[list[str], list[str]]:
    """Return what is called wrong in a page with a table, and what is listed of it."""
    cells = ("".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) for row in rows)
    lines = "".join(f"<tr>{row}</tr>" for row in cells)
    page = f"<html><body><p>分配结果公示</p><table>{lines}</table></body></html>"
    found = check(put(folder, TABLE), notice=put(folder, page, "n.html")).findings
    of_page = [f for f in found if (f.where.sheet or "").startswith("n.html")]
    kinds = ("notice_award", "notice_share", "share", "sum_row", "sum_column")
    left = [f.came or f.words.zh for f in of_page if f.kind == "not_compared"]
    return [f.words.zh for f in of_page if f.kind in kinds], left


def test_amounts_held_against_the_checked_table_are_not_listed(tmp_path: Path) -> None:
    head = ["乡镇", "金额（万元）"]
    assert told(tmp_path, [head, *zip(NAMES, GIVEN, strict=True)]) == ([], [])
    wrong = [head, *zip(NAMES, (71, *GIVEN[1:]), strict=True)]
    assert told(tmp_path, wrong) == (["公示的表中青石镇为 71万元，表中为 70万元"], [])


def test_amounts_by_source_without_a_total_are_not_listed(tmp_path: Path) -> None:
    head = ["乡镇", "中央（万元）", "省级（万元）", "县级（万元）"]
    rows = [[name, *of] for name, of in zip(NAMES, OF_SOURCES, strict=True)]
    assert told(tmp_path, [head, *rows]) == ([], [])


def test_a_wrong_share_in_a_table_is_found(tmp_path: Path) -> None:
    head = ["乡镇", "金额（万元）", "占比"]
    rows = [head, *zip(NAMES, GIVEN, SHARES, strict=True), ("合计", 385, "100%")]
    assert told(tmp_path, rows) == ([], [])
    rows[3] = ("龙泉镇", 91, "26.3%")
    assert told(tmp_path, rows) == (["金额÷合计 为 23.64%，表中写 26.3%"], [])


def test_shares_of_nobody_knows_what_are_listed(tmp_path: Path) -> None:
    wrong, left = told(tmp_path, [["乡镇", "占比"], *zip(NAMES, SHARES, strict=True)])
    assert wrong == []
    assert left == ["没有可以对照的数：占比（看不出是谁的占比）"]


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        ("（28.6%）", ([], [])),
        ("（29.6%）", ([], ["省级(29.6%"])),
        ("占29.6%", (["写“省级占29.6%”，按表中金额为 28.57%"], [])),
    ],
)
def test_a_share_in_a_head_is_held_or_listed(
    share: str, expected: tuple[list[str], list[str]], tmp_path: Path
) -> None:
    head = ["乡镇", "合计（万元）", "中央（57.1%）", f"省级{share}", "县级（14.3%）"]
    rows = [[n, sum(of), *of] for n, of in zip(NAMES, OF_SOURCES, strict=True)]
    assert told(tmp_path, [head, *rows, ["合计", 385, 220, 110, 55]]) == expected


def test_a_share_in_a_head_of_the_checked_table_is_listed(tmp_path: Path) -> None:
    head = "乡镇,合计（万元）,中央（66.7%）,省级（34%）\n"
    table = put(tmp_path, f"{head}甲镇,60,40,20\n乙镇,54,36,18\n合计,114,76,38\n")
    left = [f.came for f in check(table).findings if f.kind == "not_compared"]
    assert left == ["省级(34%"]
