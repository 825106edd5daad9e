"""Read rows of a table into values of a ledger, every fault noted with its cell."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection

from optalloc.core.errors import nearest
from optalloc.core.message import NOTHING, Words, listed, one_of
from optalloc.core.money import halfwidth, tidy_name
from optalloc.inputs.tables import Reading, Row, Table, show_value
from optalloc.ledger.store import schema
from optalloc.ledger.store.aggregates import numbers
from optalloc.ledger.tables.table_schema import TableField, TableSchema, head_of

MOST_NAMES_SHOWN = 12
LAST_YEAR = 9999
_MONTH = re.compile(r"(\d{4})[-/.年]?(\d{1,2})(?:月|[-/.]\d{1,2})?(?: ?00:00:00)?")

TABLES = {table.name: table for table in schema.REGISTERS}


@dataclass
class RegisteredNames:
    """The names that a ledger knows, by register; those of a year are asked for by year.

    Attributes:
        year: The year of rows that name none; None when none was given.
        unit: The unit of amounts that name none.
        read: What cells of one table were read as.
    """

    connection: Connection
    year: int | None
    unit: str
    read: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    _found: dict[tuple[str, int], dict[str, int]] = field(default_factory=dict)
    _heads: dict[int, list[tuple[TableField, str]]] = field(default_factory=dict)

    def heads_of(self, sheet: TableSchema, table: Table) -> list[tuple[TableField, str]]:
        """Return the fields of a table with the headers they stand under in it."""
        if id(table) not in self._heads:
            found = [(one, head_of(table.headers, one)) for one in sheet.fields]
            self._heads[id(table)] = found
            self.read.clear()
        return self._heads[id(table)]

    def of(self, register: str, year: int) -> dict[str, int]:
        """Return the numbers of a register's rows by name."""
        table = TABLES[register]
        yearly = register in ("sources", "batches")
        key = (register, year if yearly else 0)
        if key not in self._found:
            where = (table.c.year == year,) if yearly else ()
            self._found[key] = numbers(self.connection, table, *where)
        return self._found[key]


def read_row(
    sheet: TableSchema, table: Table, row: Row, known: RegisteredNames, reading: Reading
) -> dict[str, Any] | None:
    """Return a row's values by column; None when something is wrong with it."""
    before = len(reading.faults)
    values: dict[str, Any] = {}
    for one, head in known.heads_of(sheet, table):
        raw = row.cells.get(head)
        # Names, months and amounts come again and again; what a cell means depends on these alone.
        key = (one.column, type(raw), raw, values.get("year") if one.of else None)
        value = known.read.get(key)
        if value is None or raw is None:
            value = _value(one, head, table, row, known, reading, values)
            if value is not None and raw is not None:
                known.read[key] = value
        values[one.column] = value
    if sheet.takes_more:
        values["more"] = _more(sheet, table, row)
    return values if len(reading.faults) == before else None


def _value(
    one: TableField,
    head: str,
    table: Table,
    row: Row,
    known: RegisteredNames,
    reading: Reading,
    values: Mapping[str, Any],
) -> Any:
    """Return the value of one cell; None where it is wrong, or empty without need."""
    if one.sort == "money":
        return reading.money(table, row, head, known.unit, required=one.required)
    if one.sort == "year":
        return _year(one, head, table, row, known, reading)
    is_empty = head not in table.headers or row.cells.get(head) is None
    if is_empty and not one.required:
        return None if one.sort == "row" else ""
    if one.sort == "row":
        return _number(one, head, table, row, known, reading, values)
    text = (reading.name if one.sort == "name" else reading.text)(table, row, head)
    if text is None:
        return None
    if one.sort in ("month", "day"):
        return _date(one, head, text, table, row, reading)
    if one.sort == "names":
        return "、".join(several(text))
    if one.sort == "one_of":
        return _one_of(one, head, text, table, row, reading)
    return text


def several(text: str) -> tuple[str, ...]:
    """Return the names of a cell that holds several, with 、 or commas between them."""
    parts = re.split("[、，,；;]", text)
    return tuple(name for part in parts if (name := tidy_name(part)))


def _year(
    one: TableField, head: str, table: Table, row: Row, known: RegisteredNames, reading: Reading
) -> int | None:
    if head not in table.headers and known.year is not None:
        return known.year
    if head not in table.headers:
        allowed = Words(f"应有“{head}”一列", f"a column {head}")
        remedy = Words("或用 --year 写明年度。", "Or give the year by --year.")
        reading.faults.append(table.fault(table.header_row, None, allowed, None, remedy))
        return None
    year = reading.number(table, row, head, least=1, most=LAST_YEAR, whole=True)
    return None if year is None else int(year)


def _number(
    one: TableField,
    head: str,
    table: Table,
    row: Row,
    known: RegisteredNames,
    reading: Reading,
    values: Mapping[str, Any],
) -> int | None:
    """Return the number of the row that a cell names."""
    name = reading.name(table, row, head)
    year = values.get("year", known.year)
    if name is None or (one.of in ("sources", "batches") and year is None):
        return None
    there = known.of(one.of, year or 0)
    if name not in there:
        shown = listed(list(there)[:MOST_NAMES_SHOWN])
        of_year = (
            Words(f" {year} 年", f" of {year}") if one.of in ("sources", "batches") else NOTHING
        )
        allowed = Words(
            f"应为台账{of_year.zh}已有的名称（{shown.zh or '还没有'}）",
            f"a name that the ledger knows{of_year.en} ({shown.en or 'none yet'})",
        )
        hint = nearest(name, there)
        remedy = Words(f"请先导入 {one.of}。", f"Import {one.of} first.")
        came = show_value(row.cells[head])
        reading.faults.append(
            table.fault(row.number, head, allowed, came, hint if hint.zh else remedy)
        )
        return None
    return there[name]


def month_of(text: str) -> int | None:
    """Return a month such as 202309 from a month or date, with 年 and 月 or without; else None."""
    found = _MONTH.fullmatch(halfwidth(text))
    if not found or not 1 <= int(found[2]) <= 12:
        return None
    return int(found[1]) * 100 + int(found[2])


def _date(
    one: TableField, head: str, text: str, table: Table, row: Row, reading: Reading
) -> int | str | None:
    if one.sort == "month":
        month = month_of(text)
        if month is None:
            allowed = Words("应为月份，如 2023-09", "a month, such as 2023-09")
            reading.faults.append(table.fault(row.number, head, allowed, text))
        return month
    try:
        return date.fromisoformat(halfwidth(text).partition(" ")[0].replace("/", "-")).isoformat()
    except ValueError:
        allowed = Words("应为日期，如 2023-09-30", "a date, such as 2023-09-30")
        reading.faults.append(table.fault(row.number, head, allowed, text))
        return None


def _one_of(
    one: TableField, head: str, text: str, table: Table, row: Row, reading: Reading
) -> str | None:
    choices = one.choices or {}
    found = {w: word for word, said in choices.items() for w in (*said, word)}
    word = tidy_name(halfwidth(text))
    if word not in found:
        allowed = one_of(NOTHING, [said.zh for said in choices.values()])
        reading.faults.append(table.fault(row.number, head, allowed, text, nearest(word, found)))
        return None
    return found[word]


def _more(sheet: TableSchema, table: Table, row: Row) -> str:
    """Return the cells of columns that the ledger has no place of its own for."""
    own = {head for one in sheet.fields for head in one.heads} | set(NOT_MORE)
    cells = {h: show_value(v) for h, v in row.cells.items() if h not in own and v is not None}
    return json.dumps(cells, ensure_ascii=False, sort_keys=True) if cells else ""


NOT_MORE = ("编号", "版本", "序号", "状态", "项目状态", "原因", "出库年度")
"""Headers of the round trip through a workbook, which are of the ledger and not of a project."""
