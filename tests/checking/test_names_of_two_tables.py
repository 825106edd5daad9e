"""Two tables of one file that do not name the same recipients are told, with both names."""

from pathlib import Path

from openpyxl import Workbook
from written import write

from optalloc.checking import check

TOWNS = [("东川镇", 30), ("西川镇", 45), ("南山乡", 50), ("北山乡", 20), ("河口镇", 10)]


def told(folder: Path, second: list[tuple[str, int]], title: str = "附表 按项目") -> list[str]:
    total = sum(amount for _, amount in second)
    rows = [["单位：万元", ""], ["单位", "金额"], *map(list, TOWNS), ["合计", 155], ["", ""]]
    rows += [[title, ""], ["单位：万元", ""], ["单位", "金额"], *map(list, second), ["合计", total]]
    path = write([list(map(str, row)) for row in rows], folder / "t.csv")
    found = [f for f in check(path).findings if f.kind == "across"]
    assert all(f.words.en for f in found)
    return [f.words.zh for f in found if f.severity != "note"]


def test_a_town_written_otherwise_in_one_table_is_told_with_both_names(tmp_path: Path) -> None:
    (said,) = told(tmp_path, [("东山镇", 30), *TOWNS[1:]])
    assert said == (
        "“东山镇”不在第1行起的表里，第1行起的表里的“东川镇”不在这张表里，两个名称只差一个字："
        "是不是同一单位？"
    ).replace("第1行", "第2行")


def test_so_it_is_where_the_second_table_tells_other_money(tmp_path: Path) -> None:
    other = [(name, amount * 3 + k) for k, (name, amount) in enumerate(TOWNS)]
    assert len(told(tmp_path, [("东山镇", 91), *other[1:]])) == 1
    assert told(tmp_path, other) == []


def test_a_town_that_one_of_two_tables_of_the_same_money_lacks_is_told(tmp_path: Path) -> None:
    assert told(tmp_path, TOWNS[:-1]) == [
        "第2行起的表里有资金的 河口镇 不在第12行起的表里，两张表说的是同一笔钱"
    ]
    assert told(tmp_path, TOWNS) == []
    # A batch before this one need not have had all of them.
    assert told(tmp_path, TOWNS[:-1], "此前已下达") == []


def test_towns_that_stand_in_both_tables_are_two(tmp_path: Path) -> None:
    both = [*TOWNS[:-1], ("东山镇", 10)]
    assert len([s for s in told(tmp_path, both) if "是不是同一单位" in s]) == 0


def test_a_table_in_yuan_under_wan_is_told_beside_the_other(tmp_path: Path) -> None:
    slipped = [(name, amount * 10_000) for name, amount in TOWNS]
    (said,) = told(tmp_path, slipped)
    assert said.startswith("5 个单位的金额与") and said.endswith(
        "正好相差 10000 倍：有一张表写错了单位？"
    )


def test_so_it_is_in_a_workbook_of_many_sheets(tmp_path: Path) -> None:
    """61 sheets are one more than were once held against each other; the last has the slip."""
    book = Workbook()
    book.remove(book.active)
    for k in range(61):
        sheet = book.create_sheet(f"第{k + 1}批")
        named = TOWNS if k < 60 else [("东山镇", 30), *TOWNS[1:]]
        for row in (["单位", "金额(万元)"], *([name, amount + k] for name, amount in named)):
            sheet.append(row)
    book.save(tmp_path / "t.xlsx")
    found = [f for f in check(tmp_path / "t.xlsx").findings if "只差一个字" in f.words.zh]
    assert [(f.where.sheet, f.came) for f in found] == [("第61批", "东山镇")]
