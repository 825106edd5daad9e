"""A table as another system has it becomes one that a ledger reads: the export's mapping, inverted.

    rows: payments
    columns:
      - {head: 指标文号, field: source.document}     the source that has this document
      - {head: 项目编码, field: project.code}        the project that has this code
      - {head: 支付金额(元), field: amount}          the unit of the head, else 元

A project, source or batch is known by its name, its code or document, or both where they agree
(`named_by_code.py`). Fields that the ledger works out itself (given, paid) are passed over. What
the mapping requires must be filled, as in an export: an entry without it could never be sent again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from optalloc.core.errors import Fault, refuse_any
from optalloc.core.message import NOTHING, Words, listed, visible
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
from optalloc.ledger.tables.registered_names import BY_OPTION
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
    return tuple(_head(column) for column in mapping.columns)


def as_the_ledger_has_it(
    connection: Connection, mapping: Mapped, table: Table, year: int | None
) -> tuple[Table, tuple[str, ...], tuple[Fault, ...]]:
    """Return a table under the headers of the ledger, the headers passed over, and the faults.

    A row whose code or document is wrong, or that lacks one which the mapping requires, is in the
    faults and not in the table.

    Raises:
        InputUnusable: With every column that must be there and is not.
    """
    sheet, keys = SHEETS[mapping.rows], _KEYS[mapping.rows]
    refuse_any(list(_missing(mapping, table, year)))
    ours = {one.key for one in sheet.fields}
    taken: dict[str, str] = {}
    codes: list[CodeColumn] = []
    for field, column in {c.field: c for c in mapping.columns if _is_in(c, table)}.items():
        head, (key, _, mark) = _head(column), field.partition(".")
        if keys.get(field) in ours:
            taken[head] = sheet.field(keys[field]).heads[0]
        elif mapping.rows == "projects" and is_more(field):
            taken[head] = field.removeprefix(MORE).strip()
        elif CODES.get(key) == mark and key in ours:
            codes.append(code_column(connection, sheet, key, head))
    empty = list(_empty(mapping, table))
    # Without a code that must be there nothing of the row is looked up; the others are read on.
    lacking = {row.number for row, head in empty if head in {column.head for column in codes}}
    rows = []
    for row in table.rows:
        cells = {taken[h]: value for h, value in row.cells.items() if h in taken}
        rows += [] if row.number in lacking else [replace(row, cells=_with_its_sign(sheet, cells))]
    renamed = _renamed(table, sheet, taken, tuple(rows))
    named, faults = named_by_code(renamed, table, codes, years_of(sheet, renamed, year))
    said_when_read = {one.heads[0] for one in sheet.fields if one.required}
    faults += tuple(
        _not_filled(table, *cell) for cell in empty if taken.get(cell[1]) not in said_when_read
    )
    read = {*taken, *(column.head for column in codes)}
    unread = tuple(_written(table, head) for head in table.headers if head not in read)
    return named, unread, faults


def _missing(mapping: Mapped, table: Table, year: int | None) -> Iterator[Fault]:
    """Yield what the mapping or the ledger requires and is not there, by the mapping's heads."""
    there = listed(tuple(visible(_written(table, head)) for head in table.headers))
    remedy = Words(f"现有：{there.zh}。", f"There are: {there.en}.")
    said: set[str] = set()
    required = [((c,), (c.field,)) for c in mapping.columns if c.required and c.field]
    for columns, fields in (*required, *_for_the_ledger(mapping, year)):
        heads = {column.head: None for column in columns}
        if not heads:
            place, or_year = Words("--from", "--from"), BY_OPTION if "year" in fields else NOTHING
            allowed = Words(
                f"映射里应有 field: {' 或 '.join(fields)} 的一列",
                f"a column of the mapping with field: {' or '.join(fields)}",
            )
            yield Fault("", place, allowed, None, or_year)
        elif not said & set(heads) and not any(_is_in(column, table) for column in columns):
            said |= set(heads)
            allowed = Words(f"应有“{'”或“'.join(heads)}”一列", f"a column {' or '.join(heads)}")
            yield table.fault(table.header_row, None, allowed, remedy=remedy)


def _for_the_ledger(
    mapping: Mapped, year: int | None
) -> Iterator[tuple[tuple[ExportColumn, ...], tuple[str, ...]]]:
    """Yield for each column that the ledger requires those that fill it, and fields that would."""
    for one in SHEETS[mapping.rows].fields:
        if one.required and not (one.key == "year" and year is not None):
            fields = [field for field, key in _KEYS[mapping.rows].items() if key == one.key]
            fields += [f"{one.key}.{CODES[one.key]}"] if one.key in CODES else []
            yield tuple(c for c in mapping.columns if c.field in fields), tuple(fields)


def _empty(mapping: Mapped, table: Table) -> Iterator[tuple[Row, str]]:
    """Yield the cells, by row and header, that are empty and that the mapping requires."""
    heads = [_head(c) for c in mapping.columns if c.required and c.field and _is_in(c, table)]
    for row in table.rows:
        if not row.is_total:
            yield from ((row, head) for head in heads if row.cells.get(head) is None)


def _not_filled(table: Table, row: Row, head: str) -> Fault:
    allowed = Words("必须填写（映射里写了 required）", "filled in, as the mapping requires it")
    return table.fault(row.number, _written(table, head), allowed)


def _head(column: ExportColumn) -> str:
    return split_header(column.head).name


def _written(table: Table, head: str) -> str:
    return table.written.get(head, head)


def _is_in(column: ExportColumn, table: Table) -> bool:
    return _head(column) in table.headers


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
