"""Take an edited workbook into the ledger again: three versions of every row are compared.

The base is the row as it was when the workbook was written (its version), the ledger's is the row
as it is now, the workbook's is what was edited:

    workbook = base            nothing to do, whatever the ledger did
    ledger = base              the edit is written
    workbook = ledger          both did the same, nothing to do
    otherwise                  a conflict, listed with what each says, and nothing is written
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from optalloc.core.errors import Fault, InputUnusable, collecting, refuse_any
from optalloc.core.message import Words
from optalloc.core.money import show_amount
from optalloc.inputs.tables import Reading, Row, Table, read_table, sheet_names, show_value
from optalloc.inputs.tables.layout import NO_ROWS
from optalloc.ledger.exchange.entries import import_awards, import_payments
from optalloc.ledger.exchange.registers import hidden_parts, put_projects, put_rows
from optalloc.ledger.exchange.workbook import (
    ID,
    STATE,
    VERSION,
    cells_of,
    differing,
    titles,
    versions,
)
from optalloc.ledger.store.audit_log import KEYS, Act, Writing, rows_of
from optalloc.ledger.store.database import Ledger
from optalloc.ledger.store.settings import settings_of
from optalloc.ledger.tables.registered_names import LedgerRows, RegisteredNames, check_totals
from optalloc.ledger.tables.table_schema import JOURNAL, SHEETS, STATES, StoredSchema
from optalloc.ledger.views.assets import put_assets

NOT_EDITED = Words(
    "请先冲销（ledger reverse），再添一行不带编号的。",
    "Reverse it (ledger reverse), then add a row without a number.",
)


@dataclass
class TakenBack:
    """What came of taking a workbook in again.

    Attributes:
        written: How many rows were written, by sheet.
        missing: Rows of the ledger that the workbook does not have, by sheet; they stay.
        findings: What is to be known of what was written, such as projects that the gate refused.
    """

    written: dict[str, int] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)
    findings: list[Words] = field(default_factory=list)


def import_book(ledger: Ledger, named: str, act: Act, year: int | None = None) -> TakenBack:
    """Take in an edited workbook.

    Raises:
        InputUnusable: With every fault and every conflict; nothing is written then.
    """
    taken, words = TakenBack(), titles()
    pages = sheet_names(Path(named), named)
    order = [w for w in SHEETS if any(words.get(page) == w for page in pages)]
    if not order:
        allowed = Words("应有台账的工作表", "sheets of a ledger")
        raise InputUnusable([Fault(named, Words("工作簿", "the workbook"), allowed)])
    faults: list[Fault] = []
    with ledger.writing(act) as writing:
        unit = settings_of(writing.connection).unit
        for word in order:
            sheet = SHEETS[word]
            heads = [head for one in sheet.fields for head in one.heads]
            table = _table(named, sheet, (ID, VERSION, STATE, *heads))
            taken.missing[word] = _missing(writing, word, () if table is None else table.rows)
            if table is None:
                continue
            known, reading = RegisteredNames(writing.connection, year, unit), Reading()
            reading.faults += hidden_parts(table, sheet)
            check_totals(sheet, table, known, reading, table)
            with collecting(faults):
                back = _journal if word in JOURNAL else _register
                taken.written[word], said = back(writing, word, table, known, reading)
                taken.findings += said
        refuse_any(faults)
    return taken


def _table(named: str, sheet: StoredSchema, known: tuple[str, ...]) -> Table | None:
    """Return a sheet as a table; None where it has nothing but its header."""
    try:
        return read_table(Path(named), named, sheet.title.zh, known)
    except InputUnusable as unusable:
        if all(fault.allowed == NO_ROWS for fault in unusable.faults):
            return None
        raise


def _missing(writing: Writing, word: str, rows: Sequence[Row]) -> int:
    """Count what a ledger has and a sheet lacks; asked before the sheet's new rows are written."""
    there = {row[0] for row in cells_of(writing.connection, word, "zh").rows}
    return len(there - {show_value(row.cells.get(ID)) for row in rows})


def _register(
    writing: Writing, word: str, table: Table, known: RegisteredNames, reading: Reading
) -> tuple[int, tuple[Words, ...]]:
    sheet = SHEETS[word]
    now = {row["id"]: row for row in rows_of(writing.connection, sheet.table)}
    by_key = {tuple(row[k] for k in KEYS[sheet.table.name]): row["id"] for row in now.values()}
    was = versions(writing.connection, sheet)
    edited, reader = [], LedgerRows(sheet, table, known, reading)
    for row in table.rows:
        values = None if row.is_total else reader.read(row)
        if values is None:
            continue
        number = _whole(row, ID)
        if number is None:
            key = tuple(values[k] for k in KEYS[sheet.table.name])
            if key in by_key:
                _say_there(sheet, table, row, by_key[key], reading)
            else:
                edited.append(values)
            continue
        base = was.get((number, _whole(row, VERSION) or 0))
        if base is None or number not in now:
            allowed = Words("应为导出时的编号和版本", "the number and version it was written with")
            reading.faults.append(table.fault(row.number, ID, allowed, row.cells.get(ID)))
        elif _is_edit(sheet, table, row, (values, base, now[number]), reading):
            if not _is_same_row(sheet, table, row, (values, now[number]), reading):
                continue
            edited.append(values)
    reading.finish()
    put = {"projects": put_projects, "assets": put_assets}.get(word, put_rows)
    return put(writing, sheet, edited)


def _is_same_row(
    sheet: StoredSchema,
    table: Table,
    row: Row,
    both: tuple[Mapping[str, Any], Mapping[str, Any]],
    reading: Reading,
) -> bool:
    """Note an edit of what a row is found by: it would make another row of it."""
    values, now = both
    for key in KEYS[sheet.table.name]:
        if values[key] != now[key]:
            head = sheet.head(key, table)
            allowed = Words(
                "名称和年度不能改，请另加一行", "its name and year as they are; add a row"
            )
            reading.faults.append(table.fault(row.number, head, allowed, row.cells.get(head)))
            return False
    return True


def _whole(row: Row, head: str) -> int | None:
    said = show_value(row.cells.get(head)) if row.cells.get(head) is not None else ""
    return int(said) if said.isdecimal() else None


def _say_there(sheet: StoredSchema, table: Table, row: Row, number: int, reading: Reading) -> None:
    head = sheet.head("name", table)
    allowed = Words(
        f"台账已有这一行（编号 {number}），不能再加",
        f"a row that the ledger does not have yet (it has number {number})",
    )
    reading.faults.append(table.fault(row.number, head, allowed, row.cells.get(head)))


def _is_edit(
    sheet: StoredSchema,
    table: Table,
    row: Row,
    three: tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]],
    reading: Reading,
) -> bool:
    """Say whether the workbook's row is to be written; note a conflict with the ledger's."""
    mine, base, now = three
    fields = [*sheet.fields]
    here = [f.key for f in differing(fields, mine, base)]
    here += ["more"] if sheet.takes_more and (mine["more"] or "") != base["more"] else []
    said = row.cells.get(STATE) if sheet.takes_more else None
    if said is not None and str(said) != STATES[base["state"]].zh:
        allowed = Words("状态不在这里改", "the state as it was written")
        remedy = Words("请用 ledger move。", "Use `ledger move`.")
        reading.faults.append(table.fault(row.number, STATE, allowed, said, remedy))
    if not here or all((mine[c] or "") == (now[c] or "") for c in here):
        return False
    if now["version"] == base["version"]:
        return True
    for column in here:
        head = next((f.head(table.headers) for f in fields if f.key == column), column)
        was, is_now = (_shown(sheet, column, values) for values in (base, now))
        allowed = Words(
            f"冲突：导出时为“{was}”，台账现在为“{is_now}”（版本 {now['version']}）",
            f"no conflict: it was '{was}' when it was written, the ledger now has '{is_now}' "
            f"(version {now['version']})",
        )
        remedy = Words("请重新导出后再改。", "Export it again, then edit.")
        reading.faults.append(table.fault(row.number, head, allowed, row.cells.get(head), remedy))
    return False


def _shown(sheet: StoredSchema, column: str, values: Mapping[str, Any]) -> str:
    value = values[column]
    field_ = next((f for f in sheet.fields if f.key == column), None)
    if field_ is not None and field_.sort == "money" and value is not None:
        return show_amount(int(value), "元") + "元"
    return "" if value is None else str(value)


def _journal(
    writing: Writing, word: str, table: Table, known: RegisteredNames, reading: Reading
) -> tuple[int, tuple[Words, ...]]:
    """Add the rows without a number; a row that has one must be as it was written."""
    sheet = SHEETS[word]
    cells = cells_of(writing.connection, word, "zh")
    there = {row[0]: dict(zip(cells.heads, row, strict=True)) for row in cells.rows}
    new, probe = [], Reading()
    reader = LedgerRows(sheet, table, known, probe)
    now = {row["id"]: row for row in rows_of(writing.connection, sheet.table)}
    for row in table.rows:
        if row.is_total:
            continue
        number = _whole(row, ID)
        if number is None:
            new.append(row)
            continue
        if str(number) not in there:
            allowed = Words("应为导出时的编号", "the number it was written with")
            reading.faults.append(table.fault(row.number, ID, allowed, row.cells.get(ID)))
            continue
        if now[number]["reverses"] is not None or now[number]["amount"] < 0:
            continue  # what undoes money is below 0 and no cell of a table may be
        values = reader.read(row)
        old = {**now[number]}
        if word == "payments" and old["project"] is not None and values is not None:
            values = {**values, "recipient": old["recipient"], "use": old["use"]}
        for one in differing(sheet.fields, values, old) if values is not None else ():
            head = one.head(table.headers)
            allowed = Words("已登记的分录不能改", "an entry as it was written")
            came = row.cells.get(head)
            reading.faults.append(table.fault(row.number, head, allowed, came, NOT_EDITED))
    reading.faults += probe.faults
    reading.finish()
    if not new:
        return 0, ()
    add = import_awards if word == "awards" else import_payments
    return add(writing, sheet, replace(table, rows=tuple(new)), known, reading)
