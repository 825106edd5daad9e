"""Other ways to read which rows stand under which, where words of the table allow them.

其中：甲镇 / 乙镇 / 丙镇           其中 on the first of several parts: those below are parts too
201 / 20103 / 2010301             codes: each above those that begin with it
A市 / 市本级 / 甲县                a city above its own part and its counties
1.甲村 / 张三 / 李四 / 2.乙村 …     a number above rows that have none; 二、乙镇 / 其他 is none
本年收入合计 / 上年结转 / 收入总计   a 总计 of all above it, a 合计 without rows among them

A plain reading that adds up is kept; `with_covers` takes another only where it comes nearer.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from optalloc.core.money import tidy_name
from optalloc.inputs.understanding.layout.cells import as_shown
from optalloc.inputs.understanding.layout.parts import SheetRow

Values = Sequence[Sequence[int | None]]
Rows = list[SheetRow]

_CODE = re.compile(r"\d{3,}")
_CITY = re.compile(r"\S+[省市州盟县区旗]")
_OWN_PART = re.compile(r"[省市州盟县区旗]?本级")
_GRAND = re.compile(r"\S+(总计|總計)")
_NUMBERED = re.compile(
    r"\d{1,2}[.、．]\s*[^\d\s].*|[(（]\d{1,2}[)）].+|([IVX]{1,4}|[A-H])[.、]\s*\S.*"
)
_WITH_PREFIX = 4
"""A 合计 of no more characters than this names nothing of its own."""


def other_layouts(lines: Sequence[SheetRow], values: Values) -> Iterator[Rows]:
    """Yield the lines as they may be read otherwise: in each way alone, then in all of them.

    Args:
        values: The figures that add up, by column, each by line.
    """
    ways: tuple[Callable[[Sequence[SheetRow], Values], Rows], ...] = (
        _parts_go_on,
        _under_codes,
        _under_cities,
        _under_grand_totals,
        _under_numbered,
        _numbered_alike,
    )
    plain, all_of_them, found = list(lines), list(lines), 0
    for way in ways:
        read = way(lines, values)
        if read != plain:
            found += 1
            all_of_them = way(all_of_them, values)
            yield read
    if found > 1:
        yield all_of_them


def _parts_go_on(lines: Sequence[SheetRow], values: Values) -> Rows:
    """Return the lines; rows below a first 其中 are parts of the same whole."""
    found, wholes = list(lines), []
    for i, line in enumerate(lines):
        is_part = line.kind == "part" and not line.is_part_total
        is_first = is_part and 0 < i < len(lines) - 1 and lines[i + 1].kind == "data"
        if is_first and lines[i - 1].kind == "total":
            found[i] = replace(line, kind="data")
        elif is_first and lines[i - 1].kind == "data":
            wholes.append(i - 1)
    return _with_wholes(found, wholes, values, least=2)


def _under_cities(lines: Sequence[SheetRow], values: Values) -> Rows:
    """Return the lines; a city right above 市本级 is the total of what stands under it."""
    wholes = []
    for i, (line, below) in enumerate(pairwise(lines)):
        name, own = tidy_name(line.label), tidy_name(below.label)
        is_own = _OWN_PART.fullmatch(own) or own == f"{name}本级"
        if line.kind == below.kind == "data" and is_own and _CITY.fullmatch(name):
            wholes.append(i)
    return _with_wholes(list(lines), wholes, values, least=1)


def _with_wholes(lines: Rows, wholes: Sequence[int], values: Values, least: int) -> Rows:
    """Return the lines; each whole is the total of the rows below it.

    They go as far as they come to it in every column, else to the next whole or total.

    Args:
        least: How many rows a whole has at least.
    """
    found = list(lines)
    for at, end in pairwise((*wholes, len(lines))):
        rows: list[int] = []
        for k in range(at + 1, end):
            if lines[k].kind not in ("data", "part"):
                break
            rows.append(k)
        sizes = range(least, len(rows) + 1)
        size = next((n for n in sizes if _comes_to(at, rows[:n], values)), len(rows))
        for k in rows[:size]:
            found[k] = replace(lines[k], kind="data")
        found[at] = replace(lines[at], kind="total", level=-1, covers=tuple(rows[:size]))
    return found


def _comes_to(at: int, rows: Sequence[int], values: Values) -> bool:
    """Say whether rows add up to another in every column that has a figure there."""
    told = [column for column in values if column[at] is not None]
    return bool(told) and all(column[at] == sum(column[k] or 0 for k in rows) for column in told)


def _under_codes(lines: Sequence[SheetRow], values: Values) -> Rows:
    """Return the lines; a code above longer ones that begin with it is a total of them."""
    data = [i for i, line in enumerate(lines) if line.kind == "data"]
    found = list(lines)
    for column in range(2):
        codes = [as_shown(c) for i in data for c in lines[i].row.cells[column : column + 1]]
        lengths = sorted({len(code) for code in codes}, reverse=True)
        if len(lengths) < 2 or len(codes) < len(data) or not all(map(_CODE.fullmatch, codes)):
            continue
        for k, (i, code) in enumerate(zip(data, codes, strict=True)):
            is_above = k + 1 < len(data) and codes[k + 1].startswith(code) and code != codes[k + 1]
            kind = "total" if is_above else lines[i].kind
            found[i] = replace(lines[i], kind=kind, level=-lengths.index(len(code)))
        return found
    return found


def _under_grand_totals(lines: Sequence[SheetRow], values: Values) -> Rows:
    """Return the lines; 收入总计 is of all above it, a total without rows one of them."""
    found = list(lines)
    grand = [
        i
        for i, line in enumerate(lines)
        if line.kind == "total" and line.level > 0 and _GRAND.fullmatch(tidy_name(line.label))
    ]
    for i in grand:
        found[i] = replace(lines[i], level=3)
    has_rows = False
    for i, line in enumerate(lines[: grand[0]] if grand else ()):
        is_heading = line.kind == "total" and line.level < 0
        if is_heading and lines[i + 1].kind == "total" and lines[i + 1].level > 0:
            found[i] = replace(line, kind="data")  # a number without rows below it
        is_named = len(tidy_name(line.label)) > _WITH_PREFIX
        if line.kind == "total" and line.level > 0 and not has_rows and is_named:
            found[i] = replace(line, kind="data", level=0)
        has_rows = has_rows or line.kind in ("data", "total")
    return found


def _under_numbered(lines: Sequence[SheetRow], values: Values) -> Rows:
    """Return the lines; a numbered row above rows without a number is the total of these."""
    is_numbered = [
        line.kind == "data" and _NUMBERED.fullmatch(_first_words(line)) is not None
        for line in lines
    ]
    wholes = [
        i
        for i, line in enumerate(lines[1:])
        if is_numbered[i] and line.kind == "data" and not is_numbered[i + 1]
    ]
    if len(wholes) < max(sum(is_numbered), 1):
        return list(lines)  # some number has nothing below it: numbers of the rows themselves
    return _with_wholes(list(lines), wholes, values, least=1)


def _numbered_alike(lines: Sequence[SheetRow], values: Values) -> Rows:
    """Return the lines; no number of an outline makes a row the total of those below it."""
    return [
        replace(line, kind="data", level=0) if line.kind == "total" and line.level < 0 else line
        for line in lines
    ]


def _first_words(line: SheetRow) -> str:
    """Return the first text of a row."""
    return next((as_shown(c) for c in line.row.filled if isinstance(c, str)), "")
