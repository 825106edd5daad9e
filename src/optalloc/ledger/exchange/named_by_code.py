"""Rows that name a project by its code, a source or batch by its document, with its name or not.

name   code            what the row is about
A      -               A
-      of A            A
A      of A            A
A      of B            neither: a letter names both
A      of nobody       A where the ledger has no code for A; else a letter
-      of nobody, two  neither
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import Connection

from optalloc.core.errors import Fault
from optalloc.core.message import NOTHING, Words
from optalloc.core.money import halfwidth, tidy_name
from optalloc.inputs.row_values import several
from optalloc.inputs.tables import Row, Table, Value, show_value
from optalloc.inputs.tables.table import place_of
from optalloc.ledger.store import schema
from optalloc.ledger.store.audit_log import rows_of
from optalloc.ledger.tables.table_schema import SHEETS, StoredSchema

CODES = {"project": "code", "source": "document", "batch": "document"}
"""What stands for a row of a register where its name does not: the column of the register."""
_REGISTERS = {"project": schema.projects, "source": schema.sources, "batch": schema.batches}
_CALLED = {
    "project": (Words("项目", "project"), Words("编码", "code")),
    "source": (Words("资金来源", "source"), Words("文号", "document")),
    "batch": (Words("批次", "batch"), Words("文号", "document")),
}
_OPENING, _CLOSING = re.compile(r"[〔\[【﹝]"), re.compile(r"[〕\]】﹞]")


class Register(NamedTuple):
    """What the ledger has of one year, or of every year together.

    Attributes:
        names: The names that have a code.
        codes: The codes of a name, as the ledger writes them.
    """

    names: dict[str, list[str]]
    codes: dict[str, list[str]]


@dataclass(frozen=True)
class CodeColumn:
    """A column of codes, and the column of names that it may stand for.

    Attributes:
        key: What it names: a key of CODES.
        head: The header of the codes in the file.
        target: The header of the names in the ledger's table.
        registers: What the ledger has, by year; under None what it has of all.
    """

    key: str
    head: str
    target: str
    registers: Mapping[int | None, Register]

    def name_of(
        self, table: Table, row: Row, name: Value, year: int | None
    ) -> tuple[Value, Fault | None]:
        """Return the name of what a row is about, or what is wrong with its code."""
        came = row.cells.get(self.head)
        if came is None or row.is_total:
            return name, None
        of_year = self.registers.get(None if self.key == "project" else year, Register({}, {}))
        found = of_year.names.get(_alike(show_value(came)), [])
        if name is None:
            return (found[0], None) if len(found) == 1 else (None, self._unknown(table, row, found))
        said = tidy_name(show_value(name))
        own = of_year.codes.get(said, [])
        if said in found or not (found or own):
            return name, None
        return None, self._other(table, row, said, found, own)

    def _unknown(self, table: Table, row: Row, found: list[str]) -> Fault:
        called, code = _CALLED[self.key]
        allowed = Words(
            f"应是台账里一个{called.zh}的{code.zh}", f"that of one {called.en} of the ledger"
        )
        remedy = NOTHING
        if found:
            remedy = Words(
                f"有几个都是它：{'、'.join(found)}；请再写明名称（映射里没有的，加上名称一列）。",
                f"Several have it ({', '.join(found)}): give the name too, and add its column to "
                "the mapping where it has none.",
            )
        return table.fault(row.number, self.head, allowed, row.cells[self.head], remedy)

    def _other(self, table: Table, row: Row, said: str, found: list[str], own: list[str]) -> Fault:
        called, code = _CALLED[self.key]
        allowed = Words(
            f"应与名称是同一个{called.zh}，名称写的是“{said}”",
            f"the {code.en} of the {called.en} that the row names, '{said}'",
        )
        if found:
            why = Words(
                f"台账里这个{code.zh}是“{'”“'.join(found)}”的。",
                f"In the ledger it is that of '{', '.join(found)}'.",
            )
        else:
            why = Words(f"台账里它的{code.zh}是 {own[0]}。", f"In the ledger it has {own[0]}.")
        remedy = why + Words("请改名称或编码。", " Correct the name or the code.")
        if code.zh != "编码":
            remedy = why + Words("请改名称或文号。", " Correct the name or the document.")
        return table.fault(row.number, self.head, allowed, row.cells[self.head], remedy)


def code_column(connection: Connection, sheet: StoredSchema, key: str, head: str) -> CodeColumn:
    """Return a column of codes with what the ledger has for them."""
    registers: dict[int | None, Register] = {None: Register({}, {})}
    for row in rows_of(connection, _REGISTERS[key]):
        name, said = str(row["name"]), str(row[CODES[key]] or "")
        for year in dict.fromkeys((row.get("year"), None)) if said else ():
            names, codes = registers.setdefault(year, Register({}, {}))
            codes.setdefault(name, []).append(said)
            for code in dict.fromkeys(_alike(part) for part in (said, *several(said))):
                names[code] = list(dict.fromkeys([*names.get(code, []), name]))
    return CodeColumn(key, head, sheet.field(key).heads[0], registers)


def in_our_table(
    connection: Connection, sheet: StoredSchema, table: Table
) -> tuple[CodeColumn, ...]:
    """Return the column of codes of projects that a table under our own headers has."""
    codes = SHEETS["projects"].field("code")
    head = codes.head(table.headers)
    if head not in table.headers or "project" not in {one.key for one in sheet.fields}:
        return ()
    column = code_column(connection, sheet, "project", head)
    return (replace(column, target=sheet.head("project", table)),)


def years_of(sheet: StoredSchema, table: Table, year: int | None) -> dict[int, int | None]:
    """Return the year of each row of a table under our headers, by its number; None if unknown."""
    if "year" not in {one.key for one in sheet.fields}:
        return {}
    head = sheet.head("year", table)
    if head not in table.headers:
        return {row.number: year for row in table.rows}
    said = {row.number: show_value(row.cells.get(head)) for row in table.rows}
    return {n: int(text) if text.isdecimal() else None for n, text in said.items()}


def named_by_code(
    table: Table, source: Table, columns: Iterable[CodeColumn], years: Mapping[int, int | None]
) -> tuple[Table, tuple[Fault, ...]]:
    """Return a table with the names that codes stand for, without the rows whose code is wrong.

    Args:
        source: The table as the file has it, row for row.
        years: The year of each row, by its number.
    """
    faults: list[Fault] = []
    moved, rows = dict(table.moved), []
    of_file = {row.number: row for row in source.rows}
    columns = tuple(columns)
    for row in table.rows:
        cells, wrong = dict(row.cells), []
        for column in columns:
            was = cells.get(column.target)
            name, fault = column.name_of(source, of_file[row.number], was, years.get(row.number))
            wrong += [fault] if fault is not None else []
            cells[column.target] = name
            # Of a file that has no names, what is wrong with them is said of its codes.
            if was is None and (name is not None or column.target not in table.headers):
                head = source.written.get(column.head, column.head)
                moved[row.number, column.target] = (table.file, place_of(row.number, head))
        faults += wrong
        rows += [] if wrong else [replace(row, cells=cells)]
    headers = dict.fromkeys([*table.headers, *(column.target for column in columns)])
    return replace(table, headers=tuple(headers), rows=tuple(rows), moved=moved), tuple(faults)


def _alike(code: str) -> str:
    """Return what codes have in common that differ in width and form of brackets alone."""
    plain = _CLOSING.sub("]", _OPENING.sub("[", code))
    return "".join(halfwidth(plain).split())
