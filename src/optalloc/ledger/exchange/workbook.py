"""The ledger's tables as a workbook that can be edited and taken in again, nothing overwritten.

Every row carries its number and version. What was edited here is written; what was changed in the
ledger meanwhile stays; a row changed in both places is a conflict, and then nothing is written.
Entries of money are never edited: new rows are added, others are reversed.
"""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from optalloc.core.message import Lang
from optalloc.core.money import FEN_PER_UNIT
from optalloc.inputs.table_schema import TableField
from optalloc.ledger.store import schema
from optalloc.ledger.store.audit_log import rows_of
from optalloc.ledger.store.invariants import show_month
from optalloc.ledger.store.journal import names
from optalloc.ledger.store.settings import settings_of
from optalloc.ledger.tables.registered_names import TABLES
from optalloc.ledger.tables.table_schema import JOURNAL, SHEETS, STATES, StoredSchema
from optalloc.ledger.views.library import reason_words
from optalloc.present.views.workbook import OPTIONS

ID, VERSION, STATE, REASON = "编号", "版本", "状态", "原因"
"""Headers of what belongs to the ledger; they read alike in both languages, as names do."""


@dataclass(frozen=True)
class Cells:
    """A sheet as it is written: its headers and its rows, amounts as whole fen."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def sheet_rows(connection: Connection, word: str) -> list[dict[str, Any]]:
    """Return the rows of a sheet: of its register, or the entries of its kinds."""
    table = SHEETS[word].table
    if word not in JOURNAL:
        return rows_of(connection, table)
    kinds = ("payment",) if word == "payments" else ("award", "take_back")
    return rows_of(connection, table, table.c.kind.in_(kinds))


def cells_of(connection: Connection, word: str, lang: Lang) -> Cells:
    """Return a sheet with names for numbers."""
    sheet, rows = SHEETS[word], sheet_rows(connection, word)
    called = {f.of: names(connection, TABLES[f.of]) for f in sheet.fields if f.of}
    unit = settings_of(connection).unit
    own = [f"{f.heads[0]}({unit})" if f.sort == "money" else f.heads[0] for f in sheet.fields]
    more = (
        [json.loads(row["more"]) if row["more"] else {} for row in rows] if sheet.takes_more else []
    )
    others = tuple(dict.fromkeys(head for cells in more for head in cells))
    is_journal, has_state = word in JOURNAL, word == "projects"
    heads = [ID, *([] if is_journal else [VERSION]), *own, *([STATE, REASON] if has_state else [])]
    written = []
    for i, row in enumerate(rows):
        cells: list[Any] = [str(row["id"])] + ([] if is_journal else [str(row["version"])])
        cells += [_cell(field, row, called) for field in sheet.fields]
        if has_state:
            cells += [STATES[row["state"]].zh, reason_words(row["reason"]).say(lang)]
        cells += [more[i].get(head, "") for head in others]
        written.append(tuple(cells))
    return Cells((*heads, *others), tuple(written))


def _cell(field: TableField, row: Mapping[str, Any], called: Mapping[str, Any]) -> Any:
    value = row[field.key]
    if value is None:
        return ""
    if field.sort == "row":
        return called[field.of][value]
    if field.sort == "money":
        # What was taken back says so in its kind; a reversal keeps the sign that undoes.
        return -int(value) if row.get("kind") == "take_back" else int(value)
    if field.sort == "month":
        return show_month(value)
    if field.sort == "one_of":
        return field.choices[value].zh if field.choices and value else ""
    return str(value)


def write_book(connection: Connection, lang: Lang) -> bytes:
    """Return the workbook of all tables."""
    import xlsxwriter

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, OPTIONS)
    head = book.add_format({"bold": True, "bottom": 1})
    ours = book.add_format({"font_color": "#808080"})
    money = book.add_format({"num_format": "#,##0.######"})
    unit = FEN_PER_UNIT[settings_of(connection).unit]
    for word, sheet in SHEETS.items():
        page, cells = book.add_worksheet(sheet.title.zh), cells_of(connection, word, lang)
        for column, text in enumerate(cells.heads):
            page.write_string(0, column, text, head)
        for number, row in enumerate(cells.rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    page.write_number(number, column, Decimal(cell) / unit, money)
                elif cell:
                    is_ours = cells.heads[column] in (ID, VERSION, STATE, REASON)
                    page.write_string(number, column, cell, ours if is_ours else None)
        page.freeze_panes(1, 0)
        page.set_column(0, len(cells.heads) - 1, 14)
    book.close()
    return content.getvalue()


def versions(connection: Connection, sheet: StoredSchema) -> dict[tuple[int, int], dict[str, Any]]:
    """Return every version of every row of a register, by row and version."""
    change = schema.changes
    rows = rows_of(connection, change, change.c.sheet == sheet.table.name)
    return {(row["row"], row["version"]): json.loads(row["after"]) for row in rows}


def differing(
    fields: Sequence[TableField], one: Mapping[str, Any], other: Mapping[str, Any]
) -> Iterator[TableField]:
    """Yield the fields in which two rows differ."""
    yield from (f for f in fields if (one[f.key] or "") != (other[f.key] or ""))


def titles() -> dict[str, str]:
    """Return the word of every sheet by its title."""
    return {sheet.title.zh: word for word, sheet in SHEETS.items()}
