"""A column of units beside one of figures, each row in a unit of its own.

项目  建设规模  单位  补助资金(万元)     米, 座 and 人 are no recipients;
道路      1200   米        60         1200 and 3 add up to nothing
水塔         3   座      45.5

项目  金额  单位                         money in the unit of its own row
道路    60  万元
培训  2400  元
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from optalloc.core.message import Words
from optalloc.core.money import FEN_PER_UNIT
from optalloc.inputs.tables.field_words import COUNTED
from optalloc.inputs.tables.headers import unit_called
from optalloc.inputs.tables.raw import RawRow
from optalloc.inputs.understanding.layout.cells import CellFigure, Read, name_of
from optalloc.inputs.understanding.layout.grid import CellGrid
from optalloc.inputs.understanding.layout.parts import IN_OWN_UNITS, SAID, SheetColumn, SheetRow
from optalloc.inputs.understanding.layout.roles import Role

UNITS = Words("各行的计量单位", "the units of the rows")
_HEAD = re.compile(
    r".*(计量|数量|规模|计算)?单位|units?( of measure(ment)?)?|uom|measure", re.IGNORECASE
)
_MORE = """
立方 平方 方 平方千米 人次 户次 组 片 樘 扇 孔 对 副 面 支 瓶 袋 箱 桶 道 段 标段 式
厘米 毫米 毫升 克 百米 千株 万株 万人次
each ea pcs pc piece pieces set sets item items unit units nr lot
metre metres meter meters person household households
"""
"""More units than heads have, as lists of projects name them."""
_NAMES = frozenset(word.casefold() for word in (*COUNTED, *_MORE.split(), *FEN_PER_UNIT))


def holds_units(grid: CellGrid, rows: Sequence[RawRow], index: int, head: str) -> bool:
    """Say whether a column of words holds nothing but units: 米, 座, 万元, 元/亩."""
    if not _HEAD.fullmatch(head):
        return False
    names = {name_of(grid.over(row, index)) for row in rows} - {"", "-", "—", "/"}
    return bool(names) and all(map(_is_unit, names))


def _is_unit(name: str) -> bool:
    parts = re.split(r"[/·]", name.strip("()（）"))
    return all(part.casefold() in _NAMES or unit_called(part) for part in parts)


def unit_counted(bracket: str) -> str:
    """Return what the bracket of a header counts in: 个 of 25个; nothing of a date."""
    if not re.search("[0-9]", bracket):
        return bracket
    found = re.fullmatch(r"[0-9]+([^0-9年月日]+)", bracket)
    return found[1] if found and _is_unit(found[1]) else ""


def with_own_units(
    grid: CellGrid, lines: Sequence[SheetRow], columns: Sequence[SheetColumn]
) -> list[SheetColumn]:
    """Return the columns; figures beside units of several kinds are in the unit of their row."""
    made = list(columns)
    for at, units in _pairs(columns, are_money=False):
        named = {_unit(grid, line, units) for line in lines if line.kind == "data"} - {""}
        if all(map(unit_called, named)):
            continue
        role: Role = "indicator" if len(named) == 1 or columns[at].role == "indicator" else "figure"
        because = columns[at].because if len(named) == 1 else IN_OWN_UNITS
        made[at] = replace(columns[at], role=role, because=because or UNITS)
    return made


def with_own_money(
    grid: CellGrid, lines: Sequence[SheetRow], columns: Sequence[SheetColumn]
) -> CellGrid:
    """Return the grid; amounts beside a column of units are in that of their own row."""
    told: dict[tuple[int, int], Read] = {}
    for at, units in _pairs(columns, are_money=True):
        for line in lines:
            read = grid.read(line.row, columns[at].index)
            unit = unit_called(_unit(grid, line, units))
            if unit and isinstance(read, CellFigure) and read.is_amount and not read.unit:
                told[line.number, columns[at].index] = replace(read, unit=unit)
    return grid.reading(told) if told else grid


def _pairs(columns: Sequence[SheetColumn], are_money: bool) -> Iterator[tuple[int, SheetColumn]]:
    """Yield the column of figures, by its place, that goes by each column of units.

    Args:
        are_money: Whether figures read as money are meant, or others.
    """
    for k, units in enumerate(columns):
        beside = (i for i in (k - 1, k + 1) if 0 <= i < len(columns) and units.because == UNITS)
        bare = (i for i in beside if not columns[i].unit and not columns[i].bracket)
        yield from (
            (i, units) for i in islice((i for i in bare if _is_meant(columns[i], are_money)), 1)
        )


def _is_meant(column: SheetColumn, is_money: bool) -> bool:
    if not column.holds_figures or column.because == SAID:
        return False
    return column.is_money if is_money else column.role in ("ignore", "indicator", "figure")


def _unit(grid: CellGrid, line: SheetRow, units: SheetColumn) -> str:
    return name_of(grid.over(line.row, units.index))
