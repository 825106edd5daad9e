"""Two tables of one file: what contradicts is told, and what was not compared is said."""

from pathlib import Path

import openpyxl
import pytest

from optalloc.checking import check

FIRST = (46, 28, 36, 30, 20, 40)


def told(folder: Path, second: tuple[float, ...], title: str = "分用途") -> list[tuple[str, str]]:
    """Return what is said of a second table beside the first, by severity."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, heads, amounts in (
        ("分配表", ("市级", "区级"), FIRST),
        (title, ("产业", "建设"), second),
    ):
        sheet = book.create_sheet(name)
        sheet.append((title if name == title else "分配",))
        sheet.append(("单位", "合计（万元）", *heads))
        for town, amount in zip("甲乙丙丁戊己", amounts, strict=True):
            sheet.append((f"{town}镇", amount, amount / 4, amount * 3 / 4))
        sheet.append(("合计", sum(amounts), sum(amounts) / 4, sum(amounts) * 3 / 4))
    book.save(folder / "t.xlsx")
    found = check(folder / "t.xlsx").findings
    return [(f.severity, f.words.zh) for f in found if f.kind == "across"]


@pytest.mark.parametrize(
    ("second", "differ"),
    [((48, 26, 36, 30, 20, 40), 2), ((50, 26, 34, 30, 20, 40), 3), ((47, 28, 36, 30, 20, 40), 1)],
)
def test_up_to_half_the_recipients_may_contradict(
    tmp_path: Path, second: tuple[float, ...], differ: int
) -> None:
    found = told(tmp_path, second)
    assert [severity for severity, _ in found] == ["warning"] * differ
    assert f"这里共 {second[0]}万元，分配表中为 46万元" in found[0][1]


@pytest.mark.parametrize(
    ("second", "words"),
    [
        ((50, 26, 34, 32, 18, 40), "与分配表有 5 个单位不同，合计相同，未作为同一笔钱核对"),
        ((50, 26, 36, 30, 20, 41), "与分配表有 3 个单位不同，合计也不同，未作为同一笔钱核对"),
    ],
)
def test_tables_that_were_not_compared_are_said_to_be_so(
    tmp_path: Path, second: tuple[float, ...], words: str
) -> None:
    assert told(tmp_path, second) == [("note", words)]


def test_another_batch_is_other_money_and_nothing_is_said(tmp_path: Path) -> None:
    assert told(tmp_path, (50, 26, 36, 30, 20, 41), "此前已下达") == []


def test_another_batch_may_give_most_recipients_the_same(tmp_path: Path) -> None:
    assert told(tmp_path, (47, 28, 36, 30, 20, 40), "此前已下达") == []
