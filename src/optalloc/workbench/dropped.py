"""Tables that were dropped on a page: judged as `check` does, or understood for a new plan."""

from collections.abc import Iterator
from pathlib import Path

from optalloc.checking import check
from optalloc.checking.as_json import checked_json
from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.leftovers import Scratch
from optalloc.core.message import LANGS, Lang, Words, one_of, same
from optalloc.core.money import parse_number, tidy_name
from optalloc.inputs.table_schema import (
    AMOUNT,
    ITEM,
    KIND,
    NAMED,
    NEED,
    PROJECT,
    RECIPIENT,
    SOURCE,
    TABLES,
    USE,
    YEAR,
    TableField,
)
from optalloc.inputs.tables import Table, Value, read_table, sheet_names, show_value
from optalloc.inputs.tables.raw import Flaw, column_letters, nothing_in
from optalloc.inputs.understanding.layout.roles import counts_nothing, role_of_figures
from optalloc.inputs.understanding.layout.sheet import Sheet
from optalloc.workbench.policy import Json
from optalloc.workbench.task import Told

ENDINGS = (
    *(".csv", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et"),
    *(".docx", ".html", ".htm", ".pdf"),
)
MOST_SHOWN = 500
"""Rows of a judged table that a page gets."""
SAMPLE = 4
HEADS = tuple(dict.fromkeys(head for table in TABLES.values() for head in table.heads))
EMPTY = nothing_in("").faults[0].allowed
"""What is said of a sheet that holds nothing."""


def judge(told: Told, content: bytes, name: str, scenario: str | None, lang: Lang) -> Json:
    """Judge a table: what `check --json` says, with the cells it is about.

    Raises:
        InputUnusable: When it cannot be read as a table.
    """
    with Scratch() as folder:
        path = _kept(folder, content, name)
        try:
            found = check(path, scenario=scenario)
        except InputUnusable as refused:
            raise _renamed(refused, path, name) from None
        said: Json = {**checked_json(found, lang)}
    said["file"] = name
    said["grids"] = [_grid(sheet) for sheet in found.sheets]
    return said


def _kept(folder: Path, content: bytes, name: str) -> Path:
    """Write what was dropped under a name of ours; of its own only the ending counts.

    Raises:
        InputUnusable: When the ending is that of no table.
    """
    ending = Path(name).suffix.casefold()
    if ending not in ENDINGS:
        allowed = one_of(Words("扩展名", "a name that ends in "), ENDINGS)
        raise InputUnusable([Fault("", same(name), allowed, ending)])
    path = folder / f"table{ending}"
    path.write_bytes(content)
    return path


def _renamed(refused: InputUnusable, path: Path, name: str) -> InputUnusable:
    """Return a letter about what was dropped under the name that it had."""
    return InputUnusable(
        Fault(f.file.replace(str(path), name), f.place, f.allowed, f.came, f.remedy, f.sheet)
        for f in refused.faults
    )


def _grid(sheet: Sheet) -> Json:
    return {
        "sheet": sheet.grid.sheet,
        "rows": [
            [
                {"cell": f"{column_letters(i + 1)}{row.number}", "text": _text(cell)}
                for i, cell in enumerate(row.cells)
            ]
            for row in sheet.grid.rows[:MOST_SHOWN]
        ],
    }


def _text(cell: Value | Flaw) -> str:
    return "" if cell is None else cell.came or "" if isinstance(cell, Flaw) else show_value(cell)


def look(told: Told, content: bytes, name: str) -> list[Json]:
    """Say what each table of a file is likely to be, and what its columns hold.

    Of a workbook the sheets that hold nothing are passed over, and one that cannot be read is told
    beside the others.

    Raises:
        InputUnusable: When no table can be read.
    """
    found: list[Json] = []
    refused: list[InputUnusable] = []
    with Scratch() as folder:
        path = _kept(folder, content, name)
        try:
            for sheet in sheet_names(path, name) or (None,):
                try:
                    found.append(_understood(_read(path, name, sheet), sheet))
                except InputUnusable as letter:
                    letter = _renamed(letter, path, name)
                    refused.append(letter)
                    if letter.faults[0].allowed != EMPTY:
                        found.append(_unread(letter, sheet))
        except InputUnusable as letter:
            raise _renamed(letter, path, name) from None
    if not any("refused" not in table for table in found):
        raise InputUnusable(fault for letter in refused for fault in letter.faults)
    return found


def _read(path: Path, name: str, sheet: str | None) -> Table:
    """Return a table under the heads that tables of scenarios have, or else under any words."""
    try:
        return read_table(path, name, sheet, HEADS)
    except InputUnusable as refused:
        try:
            return read_table(path, name, sheet, ())
        except InputUnusable:
            raise refused from None


def _unread(refused: InputUnusable, sheet: str | None) -> Json:
    letter = {lang: refused.letter(lang) for lang in LANGS}
    return {"sheet": sheet, "table": None, "columns": [], "count": 0, "refused": letter}


def _understood(table: Table, sheet: str | None) -> Json:
    rows = [row for row in table.rows if not row.is_total]
    proposed = _proposed(table)
    columns = []
    for header in table.headers:
        cells = [row.cells.get(header) for row in rows]
        filled = [cell for cell in cells if cell is not None]
        columns.append(
            {
                "name": header,
                "written": table.written.get(header, header),
                "unit": table.units.get(header) or table.brackets.get(header) or "",
                "is_number": _counts(header) and bool(filled) and all(map(_is_number, filled)),
            }
        )
    key = TABLES[proposed].head("name", table) if proposed in NAMED else None
    return {
        "sheet": sheet,
        "table": proposed,
        "columns": columns,
        "rows": [[_text(r.cells.get(h)) for h in table.headers] for r in rows[:SAMPLE]],
        "count": len(rows),
        "names": [] if key is None else [tidy_name(_text(r.cells.get(key))) for r in rows],
        "unit": next(iter(table.units.values()), table.unit_line),
        "people": list(_people(table)) if proposed == "recipients" else [],
    }


def _people(table: Table) -> Iterator[Json]:
    """Yield each recipient with its kind, and the columns in which it has a figure."""
    name, kind = (of.head(table.headers) for of in (RECIPIENT, KIND))
    for row in table.rows:
        if not row.is_total:
            yield {
                "name": tidy_name(_text(row.cells.get(name))),
                "kind": _text(row.cells.get(kind)),
                "has": [h for h in table.headers if row.cells.get(h) is not None],
            }


def _proposed(table: Table) -> str | None:
    """Return which table of a scenario has such columns; None where none has."""

    def has(field: TableField) -> bool:
        return field.head(table.headers) in table.headers

    recipient, source, use = (has(of) for of in (RECIPIENT, SOURCE, USE))
    ways = (
        ("negative_list", has(ITEM)),
        ("projects", has(PROJECT) and recipient and use),
        ("history", has(YEAR) and recipient and has(AMOUNT)),
        ("earlier", recipient and source and use and has(AMOUNT)),
        ("needs", recipient and use and has(NEED)),
        ("sources", source and has(AMOUNT) and not recipient),
        ("uses", use and not recipient and not source),
        ("recipients", recipient),
    )
    return next((name for name, fits in ways if fits), None)


def _counts(head: str) -> bool:
    """Say whether numbers under a head count something: not those of rows, accounts or phones."""
    return not counts_nothing(head) and role_of_figures((head,), "", is_money=False) != "line"


def _is_number(cell: Value) -> bool:
    try:
        parse_number(cell)
    except ValueError:
        return False
    return True
