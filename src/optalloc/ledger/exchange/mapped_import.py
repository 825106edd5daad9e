"""A table as another system has it becomes one that a ledger reads: the export's mapping, inverted.

    rows: payments
    columns:
      - {head: 指标文号, field: source.document}     the source that has this document
      - {head: 项目编码, field: project.code}        the project that has this code
      - {head: 支付金额(元), field: amount}          the unit of the head, else 元

A project, source or batch is known by its name, its code or document, or both where they agree
(`named_by_code.py`). Fields that the ledger works out itself (given, paid) are passed over.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from optalloc.core.errors import Fault, refuse_any
from optalloc.core.message import Words
from optalloc.inputs.tables import Row, Table, Value, show_value, split_header
from optalloc.inputs.tables.table import place_of
from optalloc.ledger.exchange.exports import MORE, ExportColumn, Mapped, Rows, is_more
from optalloc.ledger.exchange.named_by_code import (
    CODES,
    CodeColumn,
    code_column,
    named_by_code,
    years_of,
)
from optalloc.ledger.store.invariants import KINDS
from optalloc.ledger.tables.table_schema import SHEETS, StoredSchema

_OF_ENTRY = {
    **{f"{name}.name": name for name in ("recipient", "use", "source", "project", "batch")},
    **{name: name for name in ("amount", "year", "month", "voucher", "note", "kind", "payee")},
}
_KEYS: Mapping[Rows, Mapping[str, str]] = {
    "payments": _OF_ENTRY,
    "awards": _OF_ENTRY,
    "projects": {
        **{"recipient.name": "recipient", "use.name": "use"},
        **{f"project.{field.key}": field.key for field in SHEETS["projects"].fields},
    },
    "assets": {
        "project.name": "project",
        **{f"asset.{field.key}": field.key for field in SHEETS["assets"].fields},
    },
}
"""The column of the ledger that a field of an export goes into."""


def heads_of(mapping: Mapped) -> tuple[str, ...]:
    """Return the headers to look for in the file."""
    return tuple(split_header(column.head).name for column in mapping.columns)


def as_the_ledger_has_it(
    connection: Connection, mapping: Mapped, table: Table, year: int | None
) -> tuple[Table, tuple[str, ...], tuple[Fault, ...]]:
    """Return a table under the headers of the ledger, the headers passed over, and the faults.

    A row whose code or document is wrong is in the faults and not in the table.

    Raises:
        InputUnusable: With every column that must be there and is not.
    """
    sheet, keys = SHEETS[mapping.rows], _KEYS[mapping.rows]
    refuse_any(list(_missing(mapping, table)))
    ours = {one.key for one in sheet.fields}
    taken: dict[str, str] = {}
    codes: list[CodeColumn] = []
    for field, column in {c.field: c for c in mapping.columns if _is_in(c, table)}.items():
        head, (key, _, mark) = split_header(column.head).name, field.partition(".")
        if keys.get(field) in ours:
            taken[head] = sheet.field(keys[field]).heads[0]
        elif mapping.rows == "projects" and is_more(field):
            taken[head] = field.removeprefix(MORE).strip()
        elif CODES.get(key) == mark and key in ours:
            codes.append(code_column(connection, sheet, key, head))
    rows = []
    for row in table.rows:
        cells = {taken[h]: value for h, value in row.cells.items() if h in taken}
        rows.append(replace(row, cells=_with_its_sign(sheet, cells)))
    renamed = _renamed(table, sheet, taken, tuple(rows))
    named, faults = named_by_code(renamed, table, codes, years_of(sheet, renamed, year))
    read = {*taken, *(column.head for column in codes)}
    unread = tuple(table.written.get(h, h) for h in table.headers if h not in read)
    return named, unread, faults


def _missing(mapping: Mapped, table: Table) -> Iterator[Fault]:
    for column in mapping.columns:
        if column.required and column.field and not _is_in(column, table):
            allowed = Words(f"应有“{column.head}”一列", f"a column {column.head}")
            yield table.fault(table.header_row, None, allowed)


def _is_in(column: ExportColumn, table: Table) -> bool:
    return split_header(column.head).name in table.headers


def _with_its_sign(sheet: StoredSchema, cells: dict[str, Value]) -> dict[str, Value]:
    """Return cells in which money taken back is an amount and a kind, as the ledger reads it."""
    if sheet is not SHEETS["awards"]:
        return cells
    amount, kind = (sheet.field(key).heads[0] for key in ("amount", "kind"))
    said = show_value(cells.get(amount)) if cells.get(amount) is not None else ""
    if said.startswith("-"):
        return {**cells, amount: said[1:], kind: cells.get(kind) or KINDS["take_back"].zh}
    return cells


def _renamed(
    table: Table, sheet: StoredSchema, taken: Mapping[str, str], rows: tuple[Row, ...]
) -> Table:
    money = {field.heads[0] for field in sheet.fields if field.sort == "money"}
    # Letters name the headers of the file, as its owner knows them.
    moved = {
        (row.number, new): (table.file, place_of(row.number, table.written.get(old, old)))
        for old, new in taken.items()
        if old != new
        for row in rows
    }
    headers = dict.fromkeys([*taken.values(), *(head for row in rows for head in row.cells)])
    return replace(
        table,
        headers=tuple(headers),
        rows=rows,
        written={new: table.written.get(old, old) for old, new in taken.items()},
        units={new: table.units.get(old, "元") for old, new in taken.items() if new in money},
        moved={**table.moved, **moved},
        brackets={new: table.brackets[old] for old, new in taken.items() if old in table.brackets},
    )
