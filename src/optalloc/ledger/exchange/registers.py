"""Take a table into a ledger, registers as rows, the journal as entries: all of it or nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import select

from optalloc.core.errors import Fault, InputUnusable, refuse_any
from optalloc.core.message import NOTHING, Words, listed
from optalloc.core.money import tidy_name
from optalloc.inputs.row_values import several
from optalloc.inputs.stated_units import doubts_of_units
from optalloc.inputs.statistic_rows import named_as_statistics, statistics_left_out
from optalloc.inputs.table_checks import counted_twice, read_alike
from optalloc.inputs.table_schema import COUNTS
from optalloc.inputs.tables import Reading, Row, Table, noting_files, read_table, split_reference
from optalloc.inputs.tables.table import (
    NOT_A_HIDDEN_COLUMN,
    NOT_A_HIDDEN_SHEET,
    SHOW_THE_COLUMN,
    SHOW_THE_SHEET,
    hidden_sheet_words,
)
from optalloc.ledger.exchange.entries import import_awards, import_payments
from optalloc.ledger.exchange.exports import Mapped
from optalloc.ledger.exchange.mapped_import import as_the_ledger_has_it, heads_of
from optalloc.ledger.exchange.named_by_code import in_our_table, named_by_code
from optalloc.ledger.store import schema
from optalloc.ledger.store.audit_log import KEYS, Act, Writing, rows_of
from optalloc.ledger.store.database import Ledger
from optalloc.ledger.store.journal import ENTRY, GIVEN, STANDING, sums
from optalloc.ledger.store.settings import settings_of
from optalloc.ledger.tables.registered_names import (
    NOT_MORE,
    LedgerRows,
    RegisteredNames,
    check_totals,
)
from optalloc.ledger.tables.table_schema import JOURNAL, SHEETS, StoredSchema
from optalloc.ledger.views.assets import put_assets
from optalloc.ledger.views.library import (
    AT_THE_GATE,
    both,
    given_more_than_needed,
    negative_items,
    reason_at_the_gate,
)
from optalloc.problem.facts import INDUSTRY


@dataclass(frozen=True)
class RegisterImport:
    """What came of taking in a table.

    Attributes:
        rows: How many rows it had.
        changed: How many of them the ledger did not have so.
        unread: Columns that were passed over.
        findings: What is to be known of it, such as projects that the gate refused.
    """

    sort: str
    rows: int
    changed: int
    unread: tuple[str, ...] = ()
    findings: tuple[Words, ...] = ()


def import_table(
    ledger: Ledger,
    sort: str,
    named: str,
    act: Act,
    year: int | None = None,
    mapping: Mapped | None = None,
) -> RegisterImport:
    """Take in a table.

    Args:
        sort: What it holds: a word of SHEETS.
        named: The file, with its sheet as in `book.xlsx#sheet`.
        year: The year of rows that name none.
        mapping: The columns of another system, as an export for it has them; None for our own.

    Raises:
        InputUnusable: With every fault found; nothing is written then.
    """
    sheet = SHEETS[sort]
    table, digest = _table(sheet, named, mapping)
    said: tuple[Words, ...] = (
        (hidden_sheet_words(table.file, table.sheet),) if table.is_hidden else ()
    )
    taken = Act(act.who, act.why, act.what, digest, act.at)
    with ledger.writing(taken) as writing:
        settings = settings_of(writing.connection)
        written, (table, unread, wrong) = table, _ours(writing, sheet, table, year, mapping)
        known, reading = RegisteredNames(writing.connection, year, settings.unit), Reading()
        reading.faults += [*wrong, *hidden_parts(table, sheet, named=True)]
        check_totals(sheet, table, known, reading, written)
        said += tuple(doubts_of_units(table, sheet.fields, settings.unit))
        said += tuple(statistics_left_out(table))
        if sort in JOURNAL:
            _refuse_again(writing, table, digest)
            add = import_awards if sort == "awards" else import_payments
            count, more = add(writing, sheet, table, known, reading)
            return RegisterImport(sort, count, count, unread, (*said, *more))
        rows = list(_read(sheet, table, known, reading))
        reading.finish()
        put = {"projects": put_projects, "assets": put_assets}.get(sort, put_rows)
        changed, findings = put(writing, sheet, [values for _, values in rows])
        return RegisterImport(sort, len(rows), changed, unread, (*said, *findings))


def _table(sheet: StoredSchema, named: str, mapping: Mapped | None) -> tuple[Table, str]:
    """Return a table and the digest of its file as it was read."""
    file, page = split_reference(named)
    codes = SHEETS["projects"].field("code").heads
    heads = heads_of(mapping) if mapping else (*sheet.heads, *COUNTS.heads, *codes)
    with noting_files() as digests:
        table = read_table(Path(file), file, page, heads)
    said = "".join(digests.values()) + (page or "")
    return table, sha256(said.encode()).hexdigest()


def hidden_parts(table: Table, sheet: StoredSchema, named: bool = False) -> Iterator[Fault]:
    """Yield what the workbook hides of what would be read beside the columns of the ledger.

    Args:
        named: Whether the sheet was named by the user, and may then be hidden.
    """
    if table.is_hidden and not named:
        place = Words("工作表", "the sheet")
        yield Fault(table.file, place, NOT_A_HIDDEN_SHEET, None, SHOW_THE_SHEET, table.sheet)
    for head in table.headers if sheet.takes_more else ():
        if head in table.hidden and head not in {*sheet.heads, *NOT_MORE}:
            yield table.fault(table.header_row, head, NOT_A_HIDDEN_COLUMN, None, SHOW_THE_COLUMN)


def _ours(
    writing: Writing, sheet: StoredSchema, table: Table, year: int | None, mapping: Mapped | None
) -> tuple[Table, tuple[str, ...], tuple[Fault, ...]]:
    """Return a table as the ledger reads it, the columns it passes over, and rows of wrong code."""
    if mapping is not None:
        return as_the_ledger_has_it(writing.connection, mapping, table, year)
    codes = in_our_table(writing.connection, sheet, table)
    unread = _unread(sheet, table, {column.head for column in codes})
    named, faults = named_by_code(table, table, codes, {})
    return named, unread, faults


def _unread(sheet: StoredSchema, table: Table, more: set[str]) -> tuple[str, ...]:
    """Return the headers that nothing is read from: of two for one column, the second too."""
    read = {*more, *(sheet.head(field.key, table) for field in sheet.fields)}
    if sheet.table is schema.uses:
        read.add(COUNTS.head(table.headers))
    others = {*sheet.heads, *NOT_MORE} if sheet.takes_more else table.headers
    return tuple(table.written.get(h, h) for h in table.headers if h in others and h not in read)


def _refuse_again(writing: Writing, table: Table, digest: str) -> None:
    """Refuse a file of entries that was taken in before, and still counts: it would count twice."""
    acts = schema.acts.c
    before = select(acts.id, acts.at, acts.who).where(acts.digest == digest, acts.id != writing.act)
    for row in writing.connection.execute(before):
        again = select(ENTRY.id).where(ENTRY.act == row.id, *STANDING).limit(1)
        if writing.connection.execute(again).first() is not None:
            allowed = Words("应为没有导入过的表", "a table that is not in the ledger yet")
            came = f"{row.at} {row.who} (#{row.id})"
            remedy = Words(
                "要更正，请冲销原分录后重新登记。", "To correct it, reverse its entries."
            )
            raise InputUnusable(
                [Fault(table.file, Words("文件", "the file"), allowed, came, remedy, table.sheet)]
            )


def _read(
    sheet: StoredSchema, table: Table, known: RegisteredNames, reading: Reading
) -> Iterator[tuple[Row, dict[str, Any]]]:
    """Yield the rows that can be used, each key once."""
    seen: dict[tuple[Any, ...], int] = {}
    rows, head = LedgerRows(sheet, table, known, reading), sheet.head("name", table)
    if head in table.headers:
        reading.faults += (*named_as_statistics(table, head), *counted_twice(table, head))
    for row in table.rows:
        if row.is_total:
            continue
        values = rows.read(row)
        if values is None:
            continue
        if sheet.table is schema.uses:
            values["groups"] = _groups(values["groups"], table, row, reading)
        key = tuple(
            read_alike(value) if isinstance(value := values[name], str) else value
            for name in KEYS[sheet.table.name]
        )
        if key in seen:
            allowed = Words(
                f"每个名称只能出现一次（第{seen[key]}行已有）",
                f"each name once (it is already in {table.row_word} {seen[key]})",
            )
            reading.faults.append(table.fault(row.number, head, allowed, values["name"]))
        seen.setdefault(key, row.number)
        yield row, values


def _groups(said: str, table: Table, row: Row, reading: Reading) -> str:
    """Return the groups of a use; a column that says yes to industry adds that group."""
    groups = dict.fromkeys(several(said or ""))
    head = COUNTS.head(table.headers)
    if head in table.headers and reading.yes_no(table, row, head, required=False):
        groups[INDUSTRY] = None
    return "、".join(groups)


def put_rows(
    writing: Writing, sheet: StoredSchema, rows: list[dict[str, Any]]
) -> tuple[int, tuple[Words, ...]]:
    """Write rows of a register; return how many changed."""
    faults = list(_too_small(writing, rows)) if sheet.table is schema.sources else []
    refuse_any(faults)
    return sum(writing.put(sheet.table, values)[1] for values in rows), ()


def _too_small(writing: Writing, rows: list[dict[str, Any]]) -> Iterator[Fault]:
    """Yield sources that would hold less than what was given from them."""
    from_ledger = _given_by_source(writing)
    for values in rows:
        given = from_ledger.get((values["year"], values["name"]), 0)
        if values["amount"] < given:
            place = Words(f"资金来源 {values['name']}", f"source {values['name']}")
            allowed = Words("金额不低于已下达的金额", "no less than what was given from it")
            yield Fault("", place, allowed, None, NOTHING)


def _given_by_source(writing: Writing) -> Mapping[tuple[int, str], int]:
    given = sums(writing.connection, ("source",), GIVEN)
    rows = writing.connection.execute(select(schema.sources))
    return {(row.year, row.name): given.get((row.id,), 0) for row in rows}


def _moved(there: Mapping[str, Mapping[str, Any]], rows: list[dict[str, Any]]) -> Iterator[Fault]:
    """Yield projects with money that would go to another recipient or use."""
    for values in rows:
        old = there.get(values["name"])
        if old is None or old["state"] in AT_THE_GATE:
            continue
        if any(old[name] != values[name] for name in ("recipient", "use")):
            place = Words(f"项目 {values['name']}", f"project {values['name']}")
            allowed = Words("已安排资金，单位和用途不能改", "recipient and use as they got money")
            yield Fault("", place, allowed, None, NOTHING)


def put_projects(
    writing: Writing, sheet: StoredSchema, rows: list[dict[str, Any]]
) -> tuple[int, tuple[Words, ...]]:
    """Write projects; who is not past the gate is judged by it, and every refusal is a finding."""
    table = sheet.table
    wish, negative = settings_of(writing.connection).library, negative_items(writing.connection)
    there = {row["name"]: row for row in rows_of(writing.connection, table)}
    faults = list(_moved(there, rows))
    refuse_any(faults)
    findings, changed = [], 0
    for values in rows:
        old = there.get(values["name"])
        if old is None or old["state"] in AT_THE_GATE:
            why = reason_at_the_gate(values, wish, negative)
            state = "admitted" if why is None else "refused"
            values = {**values, "state": state, "reason": "" if why is None else both(why)}
            if why is not None:
                said = Words(f"不予入库：{why.zh}", f"not admitted: {why.en}")
                findings.append(Words(f"{values['name']} ", f"{values['name']}: ") + said)
        changed += writing.put(table, values)[1]
    old_ones = [(there[v["name"]]["id"], v) for v in rows if v["name"] in there]
    findings += given_more_than_needed(writing.connection, old_ones)
    return changed, (*findings, *_of_one_code({**there, **{v["name"]: v for v in rows}}, rows))


def _of_one_code(
    library: Mapping[str, Mapping[str, Any]], rows: list[dict[str, Any]]
) -> Iterator[Words]:
    """Yield the codes of these rows that several projects have: no payment finds them by it."""
    names: dict[str, list[str]] = {}
    for name, values in library.items():
        names.setdefault(tidy_name(values["code"] or ""), []).append(name)
    for code in dict.fromkeys(tidy_name(values["code"] or "") for values in rows):
        if code and len(those := names[code]) > 1:
            said = listed(those)
            yield Words(
                f"{said.zh} 的项目编码都是 {code}，按编码认不出是哪一个",
                f"{said.en} have one code, {code}, which then names none of them",
            )
