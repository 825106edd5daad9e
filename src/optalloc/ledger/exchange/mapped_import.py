"""A table as another system has it becomes one that a ledger reads: the export's mapping, inverted.

    rows: payments
    columns:
      - {head: 指标文号, field: source.document}     the source that has this document
      - {head: 项目编码, field: project.code}        the project that has this code
      - {head: 支付金额(元), field: amount}          the unit of the head, else 元

A project, source or batch that is named stands by its name, one that is not by its code or
document. Fields that the ledger works out itself (given, paid) are passed over.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import NOTHING, Words
from optalloc.core.money import tidy_name
from optalloc.inputs.tables import Row, Table, Value, show_value, split_header
from optalloc.inputs.tables.table import place_of
from optalloc.ledger.exchange.exports import MORE, ExportColumn, Mapped, Rows, is_more
from optalloc.ledger.store import schema
from optalloc.ledger.store.audit_log import rows_of
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
_BY_MARK = {
    "project.code": ("project", schema.projects, "code"),
    "source.document": ("source", schema.sources, "document"),
    "batch.document": ("batch", schema.batches, "document"),
}
"""What names a row of a register where its name is not there."""


def heads_of(mapping: Mapped) -> tuple[str, ...]:
    """Return the headers to look for in the file."""
    return tuple(split_header(column.head).name for column in mapping.columns)


def as_the_ledger_has_it(
    connection: Connection, mapping: Mapped, table: Table, year: int | None
) -> tuple[Table, tuple[str, ...]]:
    """Return a table under the headers of the ledger, and the headers that were passed over.

    Raises:
        InputUnusable: With every column that must be there and is not, and every code or document
            that no row of the ledger has, or several have.
    """
    sheet, keys = SHEETS[mapping.rows], _KEYS[mapping.rows]
    there = {c.field: c for c in mapping.columns if split_header(c.head).name in table.headers}
    faults = list(_missing(mapping, table))
    taken: dict[str, str] = {}
    marks: dict[str, tuple[str, Mapping[str, tuple[str, ...]]]] = {}
    for field, column in there.items():
        head = split_header(column.head).name
        if field in keys and keys[field] in {one.key for one in sheet.fields}:
            taken[head] = sheet.field(keys[field]).heads[0]
        elif mapping.rows == "projects" and is_more(field):
            taken[head] = field.removeprefix(MORE).strip()
        elif field in _BY_MARK and _BY_MARK[field][0] in {one.key for one in sheet.fields}:
            key, register, mark = _BY_MARK[field]
            if f"{key}.name" not in there:
                of_year = () if year is None or key == "project" else (register.c.year == year,)
                taken[head] = sheet.field(key).heads[0]
                marks[head] = (key, _names_by(rows_of(connection, register, *of_year), mark))
    rows = []
    for row in table.rows:
        cells = {taken[h]: value for h, value in row.cells.items() if h in taken}
        for head, (key, names) in marks.items():
            cells[taken[head]], fault = _named(table, row, head, key, names)
            faults += [fault] if fault is not None and not row.is_total else []
        rows.append(replace(row, cells=_with_its_sign(sheet, cells)))
    if faults:
        raise InputUnusable(faults)
    unread = tuple(table.written.get(h, h) for h in table.headers if h not in taken)
    return _renamed(table, sheet, taken, tuple(rows)), unread


def _missing(mapping: Mapped, table: Table) -> Iterator[Fault]:
    for column in mapping.columns:
        if column.required and column.field and not _is_in(column, table):
            allowed = Words(f"应有“{column.head}”一列", f"a column {column.head}")
            yield table.fault(table.header_row, None, allowed)


def _is_in(column: ExportColumn, table: Table) -> bool:
    return split_header(column.head).name in table.headers


def _names_by(rows: list[dict[str, object]], mark: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if row[mark]:
            said = tidy_name(str(row[mark]))
            found[said] = (*found.get(said, ()), str(row["name"]))
    return found


def _named(
    table: Table, row: Row, head: str, key: str, names: Mapping[str, tuple[str, ...]]
) -> tuple[Value, Fault | None]:
    """Return the name of what a code or document stands for."""
    came = row.cells.get(head)
    if came is None:
        return None, None
    found = names.get(tidy_name(show_value(came)), ())
    if len(found) == 1:
        return found[0], None
    zh, en = {"project": ("项目", "project"), "source": ("资金来源", "source")}.get(
        key, ("批次", "batch")
    )
    allowed = Words(
        f"应是台账里一个{zh}的" + ("编码" if key == "project" else "文号"),
        f"that of one {en} of the ledger",
    )
    remedy = NOTHING
    if found:
        remedy = Words(
            f"有几个都是它：{'、'.join(found)}；请在映射里加上名称一列。",
            f"Several have it ({', '.join(found)}): add a column of names to the mapping.",
        )
    return None, table.fault(row.number, head, allowed, came, remedy)


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
