"""The names that a ledger knows, which the tables that go into it speak of."""

import json
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from optalloc.core.errors import nearest
from optalloc.core.message import NOTHING, Words, listed
from optalloc.core.money import show_amount
from optalloc.inputs.row_values import RowReader, TableColumn
from optalloc.inputs.table_checks import MOST_NAMES_SHOWN, Total, rows_of
from optalloc.inputs.table_schema import TableSchema
from optalloc.inputs.tables import Reading, Row, Table, show_value
from optalloc.ledger.store import schema
from optalloc.ledger.store.journal import numbers

TABLES = {table.name: table for table in schema.REGISTERS}
_OF_A_YEAR = ("sources", "batches")
BY_OPTION = Words("或用 --year 写明年度。", "Or give the year by --year.")
"""How else the year of a table's rows can be told."""
NOT_MORE = ("编号", "版本", "序号", "状态", "项目状态", "原因", "出库年度")
"""Headers of the round trip through a workbook, which are of the ledger and not of a project."""


class RegisteredNames:
    """The names that a ledger knows, by register; those of a year are asked for by year.

    Attributes:
        year: The year of rows that name none; None when none was given.
        unit: The unit of amounts that name none.
    """

    def __init__(self, connection: Connection, year: int | None, unit: str) -> None:
        self.connection, self.year, self.unit = connection, year, unit
        self._found: dict[tuple[str, int], dict[str, int]] = {}

    def of(self, register: str, year: int) -> dict[str, int]:
        """Return the numbers of a register's rows by name."""
        table = TABLES[register]
        yearly = register in _OF_A_YEAR
        key = (register, year if yearly else 0)
        if key not in self._found:
            where = (table.c.year == year,) if yearly else ()
            self._found[key] = numbers(self.connection, table, *where)
        return self._found[key]

    def find(
        self, cell: TableColumn, row: Row, reading: Reading, values: Mapping[str, Any]
    ) -> int | None:
        """Return the number of the row that a cell names, in the register of the row's year."""
        register = cell.field.of
        name = reading.name(cell.table, row, cell.head)
        year = values.get("year", self.year)
        if name is None or (register in _OF_A_YEAR and year is None):
            return None
        there = self.of(register, year or 0)
        if name in there:
            return there[name]
        if register == "batches" and values.get("month") is None:
            return None  # its row makes it, and has no month: that is told where the month stands
        shown = listed(list(there)[:MOST_NAMES_SHOWN])
        of_year = Words(f" {year} 年", f" of {year}") if register in _OF_A_YEAR else NOTHING
        allowed = Words(
            f"应为台账{of_year.zh}已有的名称（{shown.zh or '还没有'}）",
            f"a name that the ledger knows{of_year.en} ({shown.en or 'none yet'})",
        )
        hint = nearest(name, there)
        called = cell.field.heads[0]
        remedy = Words(
            f"请先导入{called}（ledger import {register}）。", f"Import {register} first."
        )
        came = show_value(row.cells[cell.head])
        reading.faults.append(cell.fault(row, allowed, came, hint if hint.zh else remedy))
        return None


class LedgerRows:
    """Reads the rows of a table as a ledger keeps them."""

    def __init__(
        self, sheet: TableSchema, table: Table, known: RegisteredNames, reading: Reading
    ) -> None:
        self.sheet, self.reading = sheet, reading
        self._reader = RowReader(
            sheet, table, known, known.unit, reading, year=known.year, say_year=BY_OPTION
        )

    def read(self, row: Row) -> dict[str, Any] | None:
        """Return a row's values by column; None when something is wrong with it."""
        before = len(self.reading.faults)
        values = {
            key: "、".join(value) if isinstance(value, tuple) else value
            for key, value in self._reader.read(row).items()
        }
        if self.sheet.takes_more:
            values["more"] = self._more(row)
        return values if len(self.reading.faults) == before else None

    def _more(self, row: Row) -> str:
        """Return the cells of columns that the ledger has no place of its own for."""
        own = {*self.sheet.heads, *NOT_MORE}
        cells = {h: show_value(v) for h, v in row.cells.items() if h not in own and v is not None}
        return json.dumps(cells, ensure_ascii=False, sort_keys=True) if cells else ""


def check_totals(
    sheet: TableSchema, table: Table, known: RegisteredNames, reading: Reading, written: Table
) -> None:
    """Note 合计 rows that are not the sums of their columns of money, as a scenario's tables do.

    Args:
        written: The table as its file has it: what a row is called may stand in a column that the
            ledger does not read, and a row that could not be read makes no sum wrong.
    """
    if not any(row.is_total for row in table.rows):
        return
    is_whole = len(table.rows) == len(written.rows)
    table = _with_labels(table, written)
    for field in sheet.fields:
        if field.sort == "money" and (head := sheet.head(field.key, table)) in table.headers:
            _check_total(sheet, table, head, known, reading, is_whole)


def _with_labels(table: Table, written: Table) -> Table:
    """Return a table whose totals keep the words of columns that the ledger does not read."""
    there = {row.number: row.cells for row in written.rows if row.is_total}
    rows = []
    for row in table.rows:
        said = there.get(row.number, {}) if row.is_total else {}
        words = {h: v for h, v in said.items() if isinstance(v, str) and h not in table.headers}
        rows.append(replace(row, cells={**words, **row.cells}) if words else row)
    return replace(table, rows=tuple(rows))


def _check_total(
    sheet: TableSchema,
    table: Table,
    head: str,
    known: RegisteredNames,
    reading: Reading,
    is_whole: bool,
) -> None:
    total, net, probe = Total(table, head, is_whole), 0, Reading()
    kinds = RowReader(sheet, table, known, known.unit, probe, year=known.year)
    takes_back = any("take_back" in (field.choices or ()) for field in sheet.fields)
    for row in rows_of(table):
        is_empty = row.cells.get(head) is None
        fen = 0 if is_empty else probe.money(table, row, head, known.unit, least=None)
        total.add(fen)
        is_back = takes_back and kinds.read(row).get("kind") == "take_back"
        net += (-1 if is_back else 1) * (fen or 0)

    def stated(row: Row) -> Fraction | int | None:
        fen = reading.money(table, row, head, known.unit, least=None)
        # Money taken back stands as an amount with its kind: a total may take it off or add it.
        return total.sum if fen in (net, abs(net)) else fen

    meant = table.units.get(head) or table.unit_line or known.unit
    total.check(stated, lambda fen: show_amount(int(fen), meant), reading)
