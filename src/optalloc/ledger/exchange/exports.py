"""Tables for systems of other offices: which columns they want is data, not code.

    rows: payments
    columns:
      - {head: 项目编码, field: project.code, required: true}
      - {head: 支付金额(元), field: amount}
      - {head: 用地, field: project.more.用地审批}      a column of the library's own
      - {head: 功能科目, value: "21305"}

Amounts are in the unit that their head names, else in 元; codes are text as they were given. A row
without a field that is required is refused, all such rows at once, and nothing is written.
"""

import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Connection

from optalloc.core.atomic_files import csv_text
from optalloc.core.errors import Fault, InputUnusable, nearest, refuse_any
from optalloc.core.message import NOTHING, Words, one_of
from optalloc.core.money import FEN_PER_UNIT, show_amount
from optalloc.inputs.components import allowed_setting
from optalloc.inputs.tables import split_header, tidy_header
from optalloc.inputs.yaml_reader import load, show_setting
from optalloc.ledger.store import schema
from optalloc.ledger.store.audit_log import rows_of
from optalloc.ledger.store.invariants import KINDS, PAID, PAYEES, show_month
from optalloc.ledger.store.journal import ENTRY, GIVEN, STANDING, sums
from optalloc.ledger.tables.table_schema import CLASSES, JOURNAL, LEVELS, SHEETS, STATES
from optalloc.present.views.workbook import OPTIONS
from optalloc.problem.facts import SOURCE_KINDS

MORE = "project.more."
"""Before the heading of a column that the office added to its library."""
_OF_SOURCE = ("name", "tier", "document", "taken_from")
_ADD_IT = Words("请补进台账后再导出。", "Add it to the ledger, then export again.")
_ENTER_AGAIN = Words(
    "请冲销（ledger reverse）后补全重新登记，再导出。",
    "Reverse it (ledger reverse), enter it again with this, then export.",
)
Rows = Literal["payments", "awards", "projects", "assets"]
Said = str | int
"""A text, or whole fen."""


class ExportColumn(BaseModel):
    """A column that a system wants.

    Attributes:
        field: What of the ledger stands in it.
        value: What stands in it in every row, instead.
        required: Whether a row without it is refused.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    head: str
    field: str = ""
    value: str = ""
    required: bool = False


class Mapped(BaseModel):
    """A table that a system wants.

    Attributes:
        rows: What a row is.
        which: Of projects, those that were given money in the year, or all of the library.
        notes: What a reader must know of the mapping itself.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: Rows
    which: Literal["given", "all"] = "given"
    columns: tuple[ExportColumn, ...]
    title: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExportedTable:
    """A table that is ready to be written.

    Attributes:
        rows: Texts, and amounts in whole fen.
    """

    mapping: Mapped
    rows: tuple[tuple[Said, ...], ...]


def load_mapping(path: str | Path) -> Mapped:
    """Read a mapping.

    Raises:
        InputUnusable: With every fault found.
    """
    named = str(path)
    said = load(Path(path), named)
    faults = list(said.faults)
    try:
        mapping = Mapped.model_validate(said.entries)
    except ValidationError as invalid:
        faults += [_unread(named, error) for error in invalid.errors()]
        raise InputUnusable(faults) from None
    seen: dict[str, int] = {}
    for number, column in enumerate(mapping.columns, start=1):
        place = Words(f"columns 第{number}列 {column.head}", f"column {number}, {column.head}")
        faults += _wrong_column(named, place, column, FIELDS[mapping.rows])
        first = seen.setdefault(tidy_header(column.head), number)
        if first != number:
            allowed = Words(
                f"各列表头应不同，第{first}列已用这个", f"a head of its own: column {first} has it"
            )
            faults.append(Fault(named, place, allowed, column.head))
    if not mapping.columns:
        allowed = Words("应至少有一列", "one column at least")
        faults.append(Fault(named, Words("columns", "columns"), allowed, "[]"))
    if mapping.which == "all" and mapping.rows != "projects":
        allowed = Words("只有 rows: projects 可写 all", "all for rows: projects alone")
        faults.append(Fault(named, Words("which", "which"), allowed, "all"))
    refuse_any(faults)
    return mapping


def _unread(named: str, error: Any) -> Fault:
    """Return what is wrong with an entry of a mapping, with all that it may be."""
    path = [str(s + 1) if isinstance(s, int) else s for s in error["loc"]]
    known = list((ExportColumn if "columns" in path[:-1] else Mapped).model_fields)
    came, hint = show_setting(error["input"]), NOTHING
    if error["type"] == "extra_forbidden":
        came, hint = path[-1], nearest(path[-1], known)
    if error["type"] == "literal_error":
        hint = nearest(came, get_args(Mapped.model_fields[path[-1]].annotation))
    place = Words(".".join(path), ".".join(path))
    is_missing = error["type"] == "missing"
    return Fault(named, place, allowed_setting(error, known), None if is_missing else came, hint)


def _wrong_column(
    named: str, place: Words, column: ExportColumn, known: Sequence[str]
) -> Iterator[Fault]:
    """Yield what is wrong with what stands in a column: one field of the ledger, or one value."""
    if bool(column.field) == bool(column.value):
        allowed = Words("field 和 value 应写一个，只写一个", "field or value, one of them alone")
        came = f"field: {column.field}, value: {column.value}" if column.field else None
        yield Fault(named, place, allowed, came)
    elif column.field and not (column.field in known or is_more(column.field)):
        allowed = one_of(Words("field ", "a field, "), known)
        yield Fault(named, place, allowed, column.field, nearest(column.field, known))


def is_more(field: str) -> bool:
    """Return whether a field is a column that the office added to its library: MORE and a name."""
    return field.startswith(MORE) and bool(field.removeprefix(MORE).strip())


def unit_of(column: ExportColumn) -> str:
    """Return the unit of the amounts of a column: what its head names, else 元."""
    unit = split_header(column.head).unit
    return unit if unit in FEN_PER_UNIT else "元"


def export(connection: Connection, mapping: Mapped, year: int) -> ExportedTable:
    """Return the table of a year.

    Raises:
        InputUnusable: With every row that lacks a required field.
    """
    faults, rows = [], []
    for where, told in _told(connection, mapping, year):
        row: list[Said] = []
        for column in mapping.columns:
            # What is no field of every row is a column that this project's row lacks.
            said = told.get(column.field, "") if column.field else column.value
            if column.required and said == "":
                allowed = Words(
                    f"应有“{column.head}”（{column.field}）", f"{column.head} ({column.field})"
                )
                is_of_entry = mapping.rows in JOURNAL and "." not in column.field
                remedy = _ENTER_AGAIN if is_of_entry else _ADD_IT
                faults.append(Fault("", where, allowed, None, remedy))
            row.append(said)
        rows.append(tuple(row))
    refuse_any(faults)
    return ExportedTable(mapping, tuple(rows))


def export_csv(exported: ExportedTable) -> bytes:
    """Return the table as CSV."""
    columns = exported.mapping.columns
    units = [unit_of(column) for column in columns]
    rows = ([_text(*pair) for pair in zip(row, units, strict=True)] for row in exported.rows)
    return csv_text([[column.head for column in columns], *rows])


def _told(connection: Connection, mapping: Mapped, year: int) -> "Told":
    if mapping.which == "all":
        return _projects(connection, year, every=True)
    return DATA[mapping.rows](connection, year)


def _text(cell: Said, unit: str) -> str:
    """Return a cell as text: an amount exactly, of 元 with two decimals."""
    if not isinstance(cell, int):
        return cell
    return f"{Decimal(cell).scaleb(-2):.2f}" if unit == "元" else show_amount(cell, unit)


def export_book(exported: ExportedTable) -> bytes:
    """Return the table as a workbook: codes as text, amounts as numbers."""
    import xlsxwriter

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, OPTIONS)
    forms = {
        "元": book.add_format({"num_format": "0.00"}),
        "": book.add_format({"num_format": "0.00####"}),
    }
    page, units = book.add_worksheet(), [unit_of(column) for column in exported.mapping.columns]
    for column, one in enumerate(exported.mapping.columns):
        page.write_string(0, column, one.head)
        page.set_column(column, column, 18)
    for number, row in enumerate(exported.rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                unit = units[column]
                value = Decimal(cell).scaleb(1 - len(str(FEN_PER_UNIT[unit])))
                page.write_number(number, column, value, forms.get(unit, forms[""]))
            else:
                page.write_string(number, column, cell)
    book.close()
    return content.getvalue()


Told = list[tuple[Words, Mapping[str, Said]]]


def _project_fields(connection: Connection) -> dict[int, dict[str, Said]]:
    texts = [f.key for f in SHEETS["projects"].fields if f.sort == "text"]
    towns = {row["id"]: row["name"] for row in rows_of(connection, schema.recipients)}
    uses = {row["id"]: row["name"] for row in rows_of(connection, schema.uses)}
    more = {
        row["id"]: json.loads(row["more"]) if row["more"] else {}
        for row in rows_of(connection, schema.projects)
    }
    return {
        row["id"]: {
            **{f"{MORE}{head}": said for head, said in more[row["id"]].items()},
            **{f"project.{column}": row[column] for column in (*texts, "name")},
            **{"recipient.name": towns[row["recipient"]], "use.name": uses[row["use"]]},
            **{"project.need": int(row["need"]), "project.entered": str(row["entered"])},
            "project.minimum": "" if row["minimum"] is None else int(row["minimum"]),
            "project.state": STATES[row["state"]].zh,
        }
        for row in rows_of(connection, schema.projects)
    }


def _entries(connection: Connection, year: int, kinds: tuple[str, ...]) -> Told:
    """Return entries that still count."""
    asked = (ENTRY.year == year, ENTRY.kind.in_(kinds), *STANDING)
    works = _project_fields(connection)
    towns, uses, sources, batches = (
        {row["id"]: row for row in rows_of(connection, table)}
        for table in (schema.recipients, schema.uses, schema.sources, schema.batches)
    )
    empty: dict[str, Said] = dict.fromkeys(next(iter(works.values()), {}), "")
    told: Told = []
    for row in rows_of(connection, schema.entries, *asked):
        source, batch = sources[row["source"]], batches.get(row["batch"])
        fields: dict[str, Said] = {
            **works.get(row["project"], empty),
            **{"recipient.name": towns[row["recipient"]]["name"]},
            **{"use.name": uses[row["use"]]["name"], "amount": int(row["amount"])},
            **{f"source.{name}": source[name] for name in _OF_SOURCE},
            "source.kind": SOURCE_KINDS[source["kind"] or "new"].zh,
            **{"batch.name": batch["name"] if batch else "", "year": str(row["year"])},
            **{"batch.document": batch["document"] if batch else ""},
            **{"month": show_month(row["month"]), "voucher": row["voucher"], "note": row["note"]},
            "kind": KINDS[row["kind"]].zh,
            "payee": PAYEES[row["payee"]].zh if row["payee"] else "",
        }
        told.append((Words(f"分录 {row['id']}", f"entry {row['id']}"), fields))
    return told


def _projects(connection: Connection, year: int, every: bool = False) -> Told:
    """Return the projects that have money of a year, with what they were given and have paid.

    Args:
        every: Whether those without are in it too.
    """
    given = sums(connection, ("project",), GIVEN, ENTRY.year == year)
    is_paid = (ENTRY.kind == "payment", ENTRY.payee.in_(PAID), ENTRY.year == year)
    paid = sums(connection, ("project",), *is_paid)
    return [
        (
            Words(f"项目 {fields['project.name']}", f"project {fields['project.name']}"),
            {**fields, "given": given.get((number,), 0), "paid": paid.get((number,), 0)},
        )
        for number, fields in _project_fields(connection).items()
        if every or given.get((number,), 0)
    ]


def _assets(connection: Connection, year: int) -> Told:
    works = _project_fields(connection)
    columns = ("name", "owner", "manager", "place", "accepted", "registered")
    return [
        (
            Words(f"资产 {row['name']}", f"asset {row['name']}"),
            {
                **works[row["project"]],
                **{f"asset.{column}": row[column] for column in columns},
                **{"asset.class": CLASSES[row["class"]].zh, "asset.value": int(row["value"])},
                "asset.level": LEVELS[row["level"]].zh,
            },
        )
        for row in rows_of(connection, schema.assets)
    ]


DATA: Mapping[Rows, Callable[[Connection, int], Told]] = {
    "payments": partial(_entries, kinds=("payment",)),
    "awards": partial(_entries, kinds=("award", "take_back")),
    "projects": _projects,
    "assets": _assets,
}
_OF_PROJECT = (
    *(f"project.{f.key}" for f in SHEETS["projects"].fields if f.sort == "text"),
    *("project.name", "project.need", "project.minimum", "project.entered", "project.state"),
    *("recipient.name", "use.name"),
)
_OF_ENTRY = (
    *(*_OF_PROJECT, "amount", "year", "month", "voucher", "note", "kind", "payee"),
    *(f"source.{name}" for name in (*_OF_SOURCE, "kind")),
    *("batch.name", "batch.document"),
)
_OF_ASSET = ("name", "owner", "manager", "place", "accepted", "registered", "class", "level")
FIELDS: Mapping[Rows, tuple[str, ...]] = {
    "payments": _OF_ENTRY,
    "awards": _OF_ENTRY,
    "projects": (*_OF_PROJECT, "given", "paid"),
    "assets": (*_OF_PROJECT, *(f"asset.{name}" for name in _OF_ASSET), "asset.value"),
}
"""What of the ledger a column may hold, by what a row is."""
