"""Tables of a scenario that come from a ledger: their rows pass the same checks as any file's.

    earlier:    {ledger: ledger.db, year: 2, until: 2-08}
    recipients: {table: towns.csv, ledger: ledger.db, year: 2, until: 2-08,
                 columns: {支付进度: progress}}

`until` leaves out what came after a month, so that a plan can be made again later. What was read is
noted in the digests of the inputs, and said in the notes of the scenario.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from optalloc.core.errors import Fault, InputUnusable, nearest, refuse_any
from optalloc.core.message import Words, one_of, same
from optalloc.core.money import tidy_name
from optalloc.inputs.row_values import LAST_YEAR, month_of
from optalloc.inputs.scenario import FROM_LEDGER, Scenario, named_beside
from optalloc.inputs.table_schema import RECIPIENT
from optalloc.inputs.table_sources import table_source
from optalloc.inputs.tables import Table, Value, note_content, split_header, table_of, tidy_header
from optalloc.inputs.yaml_reader import Key
from optalloc.ledger.exchange.scenario_tables import (
    CALLED,
    FIGURES,
    MADE,
    LedgerPeriod,
    Made,
    figures,
)
from optalloc.ledger.store.address import file_of, is_url, name_of_ledger
from optalloc.ledger.store.database import open_ledger
from optalloc.ledger.store.invariants import show_month

KEYS = ("ledger", "year", "until")
COLUMN_KEYS = ("table", "columns", "nothing_given")


@dataclass(frozen=True)
class _Spec:
    """What a scenario asks of a ledger.

    Attributes:
        named: The ledger as the user would name it, or its URL.
        path: Where its file is.
        beside: A path that stands for what is read, for the digests.
    """

    named: str
    path: Path
    beside: Path
    asked: LedgerPeriod


@table_source("ledger")
def table_from_ledger(
    scenario: Scenario, key: Key, spec: Mapping[str, Any], base: Table | None
) -> Table:
    """Return a table as the ledger has it, or a table with columns from it.

    Args:
        key: Where the table is named; its last word is the table's.
        base: The table that `table` names; None where there is none.

    Raises:
        InputUnusable: When what is asked for cannot be had.
    """
    name = key[-1]
    wanted = _read_spec(scenario, key, spec, base is not None)
    ledger = open_ledger(wanted.named, wanted.path)
    with ledger.reading() as connection:
        if base is not None:
            return _with_columns(scenario, key, spec, base, wanted, connection)
        made = MADE[name](connection, wanted.asked)
    _note(wanted, name, made)
    return _table(wanted, name, made)


def _read_spec(scenario: Scenario, key: Key, spec: Mapping[str, Any], has_base: bool) -> _Spec:
    faults = []
    known = (*KEYS, *COLUMN_KEYS) if key[-1] == "recipients" else KEYS
    for word in spec:
        if word not in known:
            allowed = one_of(Words("设置", "a setting, "), known)
            faults.append(scenario.fault((*key, word), allowed, word, nearest(word, known)))
    for word in ("columns", "nothing_given"):
        if word in spec and not has_base and word in known:
            allowed = Words("应写明 table：哪张表要加列", "the table to add columns to, by `table`")
            faults.append(scenario.fault((*key, word), allowed))
    if key[-1] not in MADE and not has_base:
        allowed = one_of(Words("能取自台账的表", "from a ledger, "), MADE)
        faults.append(scenario.fault(key, allowed, key[-1]))
    named = spec.get("ledger")
    if not isinstance(named, str) or not named.strip():
        allowed = Words("应写明台账文件或地址", "the file or the address of a ledger")
        faults.append(scenario.fault((*key, "ledger"), allowed, named))
    year = spec.get("year")
    if not isinstance(year, int) or isinstance(year, bool) or not 1 <= year <= LAST_YEAR:
        allowed = Words("应写明年度", "the year")
        faults.append(scenario.fault((*key, "year"), allowed, year))
    until = None
    if "until" in spec and (until := month_of(str(spec["until"]))) is None:
        allowed = Words("应为月份，如 2023-08", "a month, such as 2023-08")
        faults.append(scenario.fault((*key, "until"), allowed, spec["until"]))
    refuse_any(faults)
    place = scenario.place((*key, "ledger"))
    file = file_of(str(named))
    shown = name_of_ledger(file) if is_url(file) else named_beside(place.file, file)
    beside = place.folder / (shown.replace("/", "_") if is_url(file) else file)
    asked = LedgerPeriod(int(year or 0), until)
    return _Spec(file if is_url(file) else shown, place.folder / file, beside, asked)


def _note(wanted: _Spec, name: str, made: Made) -> None:
    """Note the digest of what was read, under a name beside the ledger's."""
    said = json.dumps([made.headers, made.rows], ensure_ascii=False, default=str)
    note_content(wanted.beside.with_name(f"{wanted.beside.name}#{name}"), said.encode())


def _said(wanted: _Spec, name: Words, what: Words) -> Words:
    """Return the note that says what came from the ledger; every output but a notice has it."""
    asked = wanted.asked
    until = f"，截至 {show_month(asked.until)}" if asked.until else ""
    until_en = f", up to {show_month(asked.until)}" if asked.until else ""
    shown = wanted.beside.name
    return FROM_LEDGER + Words(
        f" {shown}（{asked.year} 年{until}）：{name.zh}，{what.zh}。",
        f" {shown} ({asked.year}{until_en}): {name.en}, {what.en}.",
    )


def _table(wanted: _Spec, name: str, made: Made) -> Table:
    headings = [split_header(head) for head in made.headers]
    notes = (_said(wanted, CALLED[name], made.words),)
    rows, file = enumerate(made.rows, start=1), wanted.beside.name
    table = table_of(headings, made.headers, rows, file=file, sheet=name, notes=notes)
    return replace(table, is_made=True)


def _with_columns(
    scenario: Scenario,
    key: Key,
    spec: Mapping[str, Any],
    base: Table,
    wanted: _Spec,
    connection: Connection,
) -> Table:
    """Return the recipients' table with figures of the ledger in further columns."""
    columns = _columns(scenario, key, spec, base)
    head = RECIPIENT.head(base.headers)
    if head not in base.headers:
        return base  # its lack is said where names are read
    who = [tidy_name(str(row.cells.get(head))) for row in base.rows]
    nothing: Value = spec.get("nothing_given")
    found: dict[str, Mapping[str, Value]] = {
        head: figures(connection, wanted.asked, word) for head, word in columns.items()
    }
    cells = [
        {head: found[head].get(name, _none_of(columns[head], nothing)) for head in columns}
        for name in who
    ]
    made = Made(tuple(columns), tuple(tuple(c.values()) for c in cells), Words("", ""))
    _note(wanted, "recipients", made)
    rows = [
        row if row.is_total else replace(row, cells={**row.cells, **more})
        for row, more in zip(base.rows, cells, strict=True)
    ]
    said = [_said(wanted, same(head), FIGURES[word].words) for head, word in columns.items()]
    return replace(
        base,
        headers=(*base.headers, *columns),
        rows=tuple(rows),
        written={**base.written, **{head: head for head in columns}},
        notes=(*base.notes, *said),
        asked=frozenset(columns),
    )


def _none_of(word: str, nothing: Value) -> Value:
    """Return the figure of a recipient that the ledger does not know."""
    return nothing if FIGURES[word].is_of_money_given else 0


def _columns(scenario: Scenario, key: Key, spec: Mapping[str, Any], base: Table) -> dict[str, str]:
    said = spec.get("columns")
    if not isinstance(said, dict) or not said:
        allowed = Words(
            "应写明哪几列取自台账，如 {支付进度: progress}", "columns, as {head: progress}"
        )
        raise InputUnusable([scenario.fault((*key, "columns"), allowed, said)])
    faults: list[Fault] = []
    columns = {}
    for head, word in said.items():
        at, tidy = (*key, "columns", head), tidy_header(head)
        if word not in FIGURES:
            allowed = one_of(Words("台账数字", "a figure of the ledger, "), FIGURES)
            faults.append(scenario.fault(at, allowed, word, nearest(str(word), FIGURES)))
        elif tidy in base.headers:
            allowed = Words("表里还没有的列", "a column that the table does not have")
            faults.append(scenario.fault(at, allowed, head))
        columns[tidy] = str(word)
    refuse_any(faults)
    return columns
