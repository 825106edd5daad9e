"""Tables of awards and payments become entries of the journal, every fault noted with its row."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from optalloc.core.errors import Fault
from optalloc.core.message import Words
from optalloc.core.money import tidy_name
from optalloc.inputs.row_values import month_of
from optalloc.inputs.tables import TOO_SMALL, Reading, Row, Table
from optalloc.ledger.store import schema
from optalloc.ledger.store.audit_log import Writing
from optalloc.ledger.store.invariants import DraftEntry, Holding, Kind, TooEarly
from optalloc.ledger.store.journal import ENTRY, STANDING, record
from optalloc.ledger.tables.registered_names import LedgerRows, RegisteredNames
from optalloc.ledger.tables.table_schema import NOT_FUNDED, StoredSchema
from optalloc.ledger.views.library import given_more_than_needed, settle

Values = dict[str, Any]


def import_awards(
    writing: Writing, sheet: StoredSchema, table: Table, known: RegisteredNames, reading: Reading
) -> tuple[int, tuple[Words, ...]]:
    """Write awards and money taken back; a batch that is not there yet is made.

    Returns:
        How many, and the projects that were given more than their need with it: what was awarded
        is a fact, and a need may have changed since.
    """
    rows, drafts = [], []
    projects = {r.id: r for r in writing.connection.execute(select(schema.projects))}
    _make_batches(writing, sheet, table, known)
    for row, values in _rows(sheet, table, known, reading):
        project = projects.get(values["project"])
        if project is not None and not _fits(project, values, table, row, sheet, reading):
            continue
        sign = -1 if values["kind"] == "take_back" else 1
        rows.append(row)
        cell = Holding(*(values[name] for name in Holding._fields))
        kind: Kind = "take_back" if sign < 0 else "award"
        when = (values["year"], values["month"], cell, sign * values["amount"], values["batch"])
        drafts.append(DraftEntry(kind, *when, note=values["note"]))
    _record(writing, rows, drafts, table, sheet, known.unit, reading)
    settle(writing, {draft.cell.project for draft in drafts})
    raised = dict.fromkeys(draft.cell.project for draft in drafts if draft.amount > 0)
    whose = [(number, projects[number]._asdict()) for number in raised if number is not None]
    return len(drafts), tuple(given_more_than_needed(writing.connection, whose))


def _make_batches(
    writing: Writing, sheet: StoredSchema, table: Table, known: RegisteredNames
) -> None:
    """Make the batches that the rows name and the ledger lacks; what is no batch is left alone."""
    name, year, month = (sheet.head(column, table) for column in ("batch", "year", "month"))
    for row in table.rows:
        when = month_of(str(row.cells.get(month)))
        said = row.cells.get(year) if year in table.headers else known.year
        if row.is_total or row.cells.get(name) is None or when is None or said is None:
            continue
        batch = tidy_name(str(row.cells[name]))
        if str(said).isdigit() and batch not in known.of("batches", int(said)):
            known.of("batches", int(said))[batch] = make_batch(writing, int(said), batch, when)


def make_batch(writing: Writing, year: int, name: str, month: int, **more: str) -> int:
    """Write a new batch of a year, behind those that are there; return its row."""
    table = schema.batches
    of_year = table.c.year == year
    there = select(table.c.number).where(of_year, table.c.name == name)
    last = select(func.max(table.c.number)).where(of_year)
    known = writing.connection.execute(there).scalar()
    number = known or int(writing.connection.execute(last).scalar() or 0) + 1
    values = {"year": year, "name": name, "number": number, "month": month}
    return writing.put(table, {**values, **more})[0]


def _fits(
    project: Any, values: Values, table: Table, row: Row, sheet: StoredSchema, reading: Reading
) -> bool:
    """Note an award to a project of another recipient or use, or one that takes no money."""
    head = sheet.head("project", table)
    if (project.recipient, project.use) != (values["recipient"], values["use"]):
        allowed = Words("应为该单位、该用途的项目", "a project of this recipient and use")
    elif project.state in NOT_FUNDED:
        allowed = Words("应为已入库的项目", "a project that is in the library")
    else:
        return True
    reading.faults.append(table.fault(row.number, head, allowed, project.name))
    return False


def import_payments(
    writing: Writing, sheet: StoredSchema, table: Table, known: RegisteredNames, reading: Reading
) -> tuple[int, tuple[Words, ...]]:
    """Write payments; a voucher of a source that is there already would count twice."""
    rows, drafts = [], []
    projects = {r.id: r for r in writing.connection.execute(select(schema.projects))}
    vouchers = _vouchers(writing)
    for row, values in _rows(sheet, table, known, reading):
        whose = _whose(values, projects, table, row, sheet, reading)
        voucher = (values["source"], values["voucher"])
        if whose is None or not _is_new(voucher, vouchers, table, row, sheet, reading):
            continue
        rows.append(row)
        cell = Holding(values["source"], *whose, values["project"])
        more = {"payee": values["payee"], "voucher": values["voucher"], "note": values["note"]}
        when = (values["year"], values["month"], cell, values["amount"])
        drafts.append(DraftEntry("payment", *when, **more))
    _record(writing, rows, drafts, table, sheet, known.unit, reading)
    return len(drafts), ()


def _vouchers(writing: Writing) -> dict[tuple[int, str], Words]:
    """Return where each voucher of the ledger that counts stands; one that was reversed is free."""
    held = select(ENTRY.id, ENTRY.source, ENTRY.voucher).where(ENTRY.voucher != "", *STANDING)
    return {
        (row.source, row.voucher): Words(
            f"分录 {row.id} 已有，要更正请先冲销它：ledger reverse {row.id}",
            f"entry {row.id} has it: to correct it, `ledger reverse {row.id}` first",
        )
        for row in writing.connection.execute(held)
    }


def _is_new(
    voucher: tuple[int, str],
    seen: dict[tuple[int, str], Words],
    table: Table,
    row: Row,
    sheet: StoredSchema,
    reading: Reading,
) -> bool:
    if not voucher[1] or voucher not in seen:
        seen[voucher] = Words(f"第{row.number}行已有", f"row {row.number} has it")
        return True
    at = seen[voucher]
    allowed = Words(
        f"应为没有登记过的凭证（{at.zh}）", f"a voucher that is not in the ledger yet ({at.en})"
    )
    head = sheet.head("voucher", table)
    reading.faults.append(table.fault(row.number, head, allowed, voucher[1]))
    return False


def _whose(
    values: Values,
    projects: dict[int, Any],
    table: Table,
    row: Row,
    sheet: StoredSchema,
    reading: Reading,
) -> tuple[int, int] | None:
    """Return recipient and use of a payment: its project's, or those that the row names."""
    said = (values["recipient"], values["use"])
    project = projects.get(values["project"])
    if project is None:
        if None not in said:
            return said
        allowed = Words("应写明项目，或单位和用途", "a project, or a recipient and a use")
        reading.faults.append(table.fault(row.number, None, allowed))
        return None
    own = (project.recipient, project.use)
    if all(one in (None, other) for one, other in zip(said, own, strict=True)):
        return own
    head = sheet.head("project", table)
    allowed = Words("应为该单位、该用途的项目", "a project of this recipient and use")
    reading.faults.append(table.fault(row.number, head, allowed, project.name))
    return None


def _rows(
    sheet: StoredSchema, table: Table, known: RegisteredNames, reading: Reading
) -> Iterator[tuple[Row, Values]]:
    """Yield rows that can be read; an amount of nothing is no entry."""
    reader = LedgerRows(sheet, table, known, reading)
    for row in table.rows:
        if row.is_total:
            continue
        before = len(reading.faults)
        values = reader.read(row)
        for i, fault in enumerate(reading.faults[before:], before):
            if fault.remedy == TOO_SMALL:
                reading.faults[i] = replace(fault, remedy=_less(sheet))
        if values is not None and values["amount"] == 0:
            head = sheet.head("amount", table)
            allowed = Words("应大于 0", "an amount above 0")
            reading.faults.append(table.fault(row.number, head, allowed, row.cells.get(head)))
        elif values is not None:
            yield row, values


def _less(sheet: StoredSchema) -> Words:
    """Return how less money goes into the journal, which takes no amount below 0."""
    if any(field.key == "kind" for field in sheet.fields):
        return Words(
            "调减、收回的，金额写正数，“类型”一列写“收回”。",
            "Money taken back: a positive amount, with take_back in the column `kind`.",
        )
    return Words(
        "退回的支付，请冲销原来那一笔（ledger reverse）。",
        "Reverse the entry of a payment that came back (ledger reverse).",
    )


def _record(
    writing: Writing,
    rows: list[Row],
    drafts: list[DraftEntry],
    table: Table,
    sheet: StoredSchema,
    unit: str,
    reading: Reading,
) -> list[int]:
    reading.finish()
    amount, month = (sheet.head(field, table) for field in ("amount", "month"))

    def where(i: int, why: Words) -> Fault:
        allowed, head = Words("应", "") + why, month if isinstance(why, TooEarly) else amount
        return table.fault(rows[i].number, head, allowed, rows[i].cells.get(head))

    return record(writing, drafts, unit, where)
