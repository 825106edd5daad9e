"""Read the rows of a table by its columns' sorts, every fault noted with its cell."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from optalloc.core.errors import Fault, nearest
from optalloc.core.message import NOTHING, Words, listed
from optalloc.core.money import halfwidth, tidy_name
from optalloc.inputs.table_schema import TableField, TableSchema
from optalloc.inputs.tables import Reading, Row, Table

LAST_YEAR = 9999
"""The largest figure that is read as a year."""
_MONTH = re.compile(r"(\d{4})[-/.年]?(\d{1,2})(?:月|[-/.]\d{1,2})?(?: ?00:00:00)?")


class NameLookup(Protocol):
    """What the names in a table may be the names of."""

    def find(
        self, cell: "TableColumn", row: Row, reading: Reading, values: Mapping[str, Any]
    ) -> str | int | None:
        """Return what a cell names; None, with the fault noted, where it is not known.

        Args:
            values: What stands in the row's columns before this one, such as its year.
        """


class TableColumn:
    """One column of one table: where its cells stand."""

    def __init__(self, field: TableField, table: Table) -> None:
        self.field, self.table = field, table
        self.head = field.head(table.headers)
        self.is_there = self.head in table.headers

    def fault(self, row: Row, allowed: Words, came: object, remedy: Words = NOTHING) -> Fault:
        """Return what is wrong with the cell of a row."""
        return self.table.fault(row.number, self.head, allowed, came, remedy)


class RowReader:
    """Reads the rows of one table.

    Args:
        names: What the names in it may be the names of.
        unit: The unit of amounts that name none.
        year: The year of rows that name none; None when none was given.
        say_year: How else the year can be given, for the letter where there is no column of it.
    """

    def __init__(
        self,
        schema: TableSchema,
        table: Table,
        names: NameLookup,
        unit: str,
        reading: Reading,
        *,
        year: int | None = None,
        say_year: Words | None = None,
    ) -> None:
        self.table, self.reading = table, reading
        self.names, self.unit, self.year, self.say_year = names, unit, year, say_year
        self._columns = [TableColumn(field, table) for field in schema.fields]
        self._had: dict[tuple[Any, ...], Any] = {}

    def read(self, row: Row) -> dict[str, Any]:
        """Return a row's values by the keys of its columns, with what is wrong noted.

        An amount is in fen, a name of another table what that table's names lead to, names of a
        cell a tuple. An empty cell that need not be filled is "" for words and else None.
        """
        values: dict[str, Any] = {}
        for cell in self._columns:
            raw, field = row.cells.get(cell.head), cell.field
            # Names, months and amounts come again and again; what a cell means depends on these.
            key = (field.key, type(raw), raw, values.get("year") if field.of else None)
            value = self._had.get(key)
            if value is None or raw is None:
                value = self._value(cell, row, values)
                if value is not None and raw is not None:
                    self._had[key] = value
            values[field.key] = value
        return values

    def _value(self, cell: TableColumn, row: Row, values: Mapping[str, Any]) -> Any:
        """Return the value of one cell; None where it is wrong, or empty without need."""
        field, head, reading = cell.field, cell.head, self.reading
        if field.sort == "money":
            return reading.money(self.table, row, head, self.unit, required=field.required)
        if field.sort == "year":
            return self._year(cell, row)
        if field.sort == "yes_no":
            return reading.yes_no(self.table, row, head, field.required) if cell.is_there else None
        is_empty = not cell.is_there or row.cells.get(head) is None
        if is_empty and not field.required:
            return {"row": None, "names": ()}.get(field.sort, "")
        if field.sort == "row":
            return self.names.find(cell, row, reading, values)
        text = (reading.name if field.sort == "name" else reading.text)(self.table, row, head)
        if text is None:
            return None
        if field.sort in ("month", "day"):
            return _date(cell, text, row, reading)
        if field.sort == "one_of":
            return _one_of(cell, text, row, reading)
        return several(text) if field.sort == "names" else text

    def _year(self, cell: TableColumn, row: Row) -> int | None:
        if not cell.is_there and self.year is not None:
            return self.year
        if not cell.is_there and self.say_year is not None:
            allowed = Words(f"应有“{cell.head}”一列", f"a column {cell.head}")
            at = self.table.header_row
            self.reading.faults.append(self.table.fault(at, None, allowed, None, self.say_year))
            return None
        year = self.reading.number(self.table, row, cell.head, least=1, most=LAST_YEAR, whole=True)
        return None if year is None else int(year)


def several(text: str) -> tuple[str, ...]:
    """Return the names of a cell that holds several, with 、 or commas between them."""
    parts = re.split("[、，,；;]", text)
    return tuple(name for part in parts if (name := tidy_name(part)))


def month_of(text: str) -> int | None:
    """Return a month such as 202309 from a month or date, with 年 and 月 or without; else None."""
    found = _MONTH.fullmatch(halfwidth(text))
    if not found or not 1 <= int(found[2]) <= 12:
        return None
    return int(found[1]) * 100 + int(found[2])


def _date(cell: TableColumn, text: str, row: Row, reading: Reading) -> int | str | None:
    if cell.field.sort == "month":
        month = month_of(text)
        if month is None:
            allowed = Words("应为月份，如 2023-09", "a month, such as 2023-09")
            reading.faults.append(cell.fault(row, allowed, text))
        return month
    try:
        return date.fromisoformat(halfwidth(text).partition(" ")[0].replace("/", "-")).isoformat()
    except ValueError:
        allowed = Words("应为日期，如 2023-09-30", "a date, such as 2023-09-30")
        reading.faults.append(cell.fault(row, allowed, text))
        return None


def _one_of(cell: TableColumn, text: str, row: Row, reading: Reading) -> str | None:
    choices = cell.field.choices or {}
    found = {w: word for word, said in choices.items() for w in (*said, word)}
    word = tidy_name(halfwidth(text))
    if word not in found:
        zh, en = listed([said.zh for said in choices.values()]), listed(list(choices))
        allowed = Words(f"应为 {zh.zh} 之一", f"one of {en.en} ({zh.zh})")
        reading.faults.append(cell.fault(row, allowed, text, nearest(word, found)))
        return None
    return found[word]
