"""The tables that a scenario names: files, rows in it, or a ledger, with its changes in them.

    tables:                              changes:
      sources: tables.xlsx#资金来源          sources:
      recipients:                            区级资金: {金额: 30}
        - {单位: 甲镇, 行政村: 12}
      earlier: {ledger: 台账.db, year: …}

A changed cell is read as if it stood in the table: a bare amount is in the unit of its column. A
percentage with its sign (-10%) is a change of the number that stands there.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from optalloc import TABLE_SOURCES
from optalloc.core.errors import Fault, InputUnusable, nearest, refuse_any
from optalloc.core.message import NOTHING, Words, one_of
from optalloc.core.money import halfwidth, parse_number, parse_share, tidy_name
from optalloc.inputs.given_tables import Names, said_of_a_file, what_was_given
from optalloc.inputs.kept_readings import of_table
from optalloc.inputs.scenario import Scenario, named_beside
from optalloc.inputs.table_schema import AMOUNT, GIVEN, NAMED, REQUIRED, TABLES
from optalloc.inputs.table_sources import source_of
from optalloc.inputs.tables import (
    HeaderWords,
    RawRow,
    Reading,
    Row,
    Table,
    TornTable,
    Value,
    read_table,
    split_reference,
    statistics_in,
    table_row,
    tidy_header,
    total_at,
    trim,
)
from optalloc.inputs.tables.table import NOT_A_HIDDEN_SHEET, SHOW_THE_SHEET
from optalloc.inputs.yaml_reader import Key

HALF = 0.5
"""How alike a column's name and another are: of two characters one is half."""
_CHANGE = re.compile(r"[+-][0-9]+(\.[0-9]+)?%")
"""A percentage with its sign: what stands there grows or falls by it."""
_PLUS = re.compile(r"\+[0-9][0-9.,]*[亿万千]?元?")
"""A number with a plus: nobody can say whether it is added."""

NO_PLUS = Words(
    "应写新的数，不带加号；要增减，写百分数，如 +5%",
    "the new number without a plus, or a change in percent such as +5%",
)


@runtime_checkable
class HeldTable(Protocol):
    """A table that a program holds in memory; it stands where a scenario names a file."""

    def table(self, words: HeaderWords) -> Table:
        """Return its rows under the headers that are known."""


def fact_tables(scenario: Scenario, figures: Collection[str], reading: Reading) -> dict[str, Table]:
    """Return the tables that can be read, by name, with the scenario's changes in them.

    Args:
        figures: The recipients' columns that the policy looks at.
        reading: Takes the faults.
    """
    tables = dict(_tables(scenario, figures, reading))
    for name, wanted in _changes(scenario, reading):
        if name in tables:
            tables[name] = _changed(scenario, name, tables[name], wanted, reading)
    return tables


def _tables(
    scenario: Scenario, figures: Collection[str], reading: Reading
) -> Iterator[tuple[str, Table]]:
    named = scenario.entries.get("tables")
    names: dict[str, tuple[str, ...]] = {}
    if named is None and all(("tables", name) in scenario.refused for name in REQUIRED):
        return
    if not isinstance(named, dict):
        allowed = Words("应写明各表在哪里", "it must say where each table is")
        remedy = scenario.example(
            Words(
                "例如 tables: {sources: 表.xlsx#资金来源, recipients: …, uses: …}。",
                "For example tables: {sources: book.xlsx#sources, recipients: …, uses: …}.",
            ),
            Words(
                "请加上工作表 资金来源、单位、用途。",
                "Add the sheets sources, recipients and uses.",
            ),
        )
        reading.faults.append(scenario.fault(("tables",), allowed, named, remedy))
        return
    reading.faults.extend(_lacking(scenario, named))
    # What was given is read last: its papers may have sources and uses across the top.
    for name, spec in sorted(named.items(), key=lambda of: of[0] in GIVEN):
        if name not in TABLES:
            allowed = one_of(Words("表名", ""), TABLES)
            fault = scenario.fault(("tables", name), allowed, name, nearest(name, TABLES))
            reading.faults.append(fault)
            continue
        if spec is not None:
            try:
                asked = tuple(figures) if name == "recipients" else ()
                known = (*TABLES[name].heads, *asked)
                table = _once(scenario, name, spec, known, names, reading)
            except InputUnusable as unusable:
                reading.faults += unusable.faults
                there = _what_is_left(name, unusable) if isinstance(spec, str) else None
                if there is None:
                    continue
                table = there
            names[name] = _names_in(name, table)
            reading.faults += _hidden(scenario, name, table)
            yield name, table


def _hidden(scenario: Scenario, name: str, table: Table) -> Iterator[Fault]:
    """Yield that the scenario's own workbook hides a table: one that is named says it in a note."""
    place = scenario.place(("tables", name))
    if table.is_hidden and place.cell is not None and place.sheet == table.sheet and table.rows:
        where = Words("工作表", "the sheet")
        yield Fault(place.file, where, NOT_A_HIDDEN_SHEET, None, SHOW_THE_SHEET, place.sheet)


def _what_is_left(name: str, torn: InputUnusable) -> Table | None:
    """Return what can be read of a table all the same; a paper is no table of ours."""
    table = torn.table if isinstance(torn, TornTable) else None
    if table is None or name not in GIVEN:
        return table
    return table if any(head in table.headers for head in AMOUNT.heads) else None


def _once(
    scenario: Scenario,
    name: str,
    spec: object,
    known: tuple[str, ...],
    names: dict[str, tuple[str, ...]],
    reading: Reading,
) -> Table:
    """Return one table as it was read before, or read it; a ledger is always asked anew."""
    key = ("tables", name)
    if isinstance(spec, dict):
        return _table(scenario, key, spec, known, names)
    place = scenario.place(key)
    given = dict(names) if name in GIVEN else None
    made_of = (spec, known, given, place.file, str(place.folder), place.line)
    read = partial(_table, scenario, key, spec, known, names)
    return scenario.kept.once(of_table(name), made_of, reading.faults, read)


def _names_in(name: str, table: Table) -> tuple[str, ...]:
    """Return the names that a table of sources or uses lists."""
    if name not in ("sources", "uses"):
        return ()
    column = TABLES[name].head("name", table)
    cells = (row.cells.get(column) for row in table.rows if not row.is_total)
    return tuple(tidy_name(str(cell)) for cell in cells if cell is not None)


def _table(
    scenario: Scenario, key: Key, spec: object, known: tuple[str, ...], names: Names
) -> Table:
    """Return one table: from a file, or from the rows written in the scenario itself.

    Args:
        known: The headers to look for.
        names: The sources and uses that the scenario lists.
    """
    if isinstance(spec, HeldTable):
        return spec.table(HeaderWords(known))
    if isinstance(spec, list) and spec:
        return _inline(scenario, key, spec, HeaderWords(known))
    if isinstance(spec, dict) and "file" in spec and not TABLE_SOURCES.keys() & spec.keys():
        return said_of_a_file(scenario, key, spec, known, names)
    if isinstance(spec, dict):
        at, named = (*key, "table"), spec.get("table")
        base = None if named is None else _table(scenario, at, named, known, names)
        return source_of(spec)(scenario, key, spec, base)
    if not isinstance(spec, str) or not spec:
        allowed = Words(
            "应为文件名（如 表.xlsx#资金来源、towns.csv），或逐行写出",
            "the name of a file (book.xlsx#sheet, towns.csv), or rows",
        )
        raise InputUnusable([scenario.fault(key, allowed, spec)])
    file, sheet = split_reference(spec)
    place = scenario.place(key)
    path, called = place.folder / Path(file), named_beside(place.file, file)
    if key[1] not in GIVEN:
        return read_table(path, called, sheet, known)
    return what_was_given(key[1], (path, called, sheet), known, names, {})


def _inline(scenario: Scenario, key: Key, spec: Sequence[object], words: HeaderWords) -> Table:
    """Return rows that are written in the scenario as a table; its rows are lines.

    Raises:
        InputUnusable: With everything that is no row, or no cell.
    """
    faults, raws, held = [], list[RawRow](), list[dict[str, Value]]()
    written: dict[str, str] = {}
    for i, row in enumerate(spec, 1):
        at = (*key, str(i))
        if not isinstance(row, dict):
            allowed = Words("应为一行，如 {单位: 甲镇, 行政村: 12}", "a row, such as {a: 1, b: 2}")
            faults.append(scenario.fault(at, allowed, row))
            continue
        cells: dict[str, Value] = {}
        for header, value in row.items():
            name = words.heading(header).name
            if isinstance(value, dict | list):
                allowed = Words("一格应为一个值", "one value in a cell")
                faults.append(scenario.fault((*at, header), allowed, value))
            elif name in cells or written.setdefault(name, header) != header:
                first = written[name]
                allowed = Words(
                    f"每列应只有一个写法（{first}）", f"one spelling a column ({first})"
                )
                faults.append(scenario.fault((*at, header), allowed, header))
            else:
                cells[name] = _cell(value)
        line = scenario.place(at).line or i
        raws.append(RawRow(line, tuple(cells.values())))
        held.append(cells)
    refuse_any(faults)
    headings = [words.heading(header) for header in written.values()]
    rows = map(table_row, raws, held, map(total_at, raws), statistics_in(r.cells for r in raws))
    return Table(
        file=scenario.place(key).file,
        sheet=None,
        headers=tuple(written),
        rows=tuple(rows),
        header_row=scenario.place(key).line or 1,
        written=written,
        units={h.name: h.unit for h in headings if h.unit},
        brackets={h.name: h.bracket for h in headings if h.bracket},
        row_word="line",
    )


def _cell(value: Any) -> Value:
    """Return a scalar of YAML as a cell; true and false become words."""
    if isinstance(value, bool):
        return "true" if value else "false"
    cell: Value = (trim(value) or None) if isinstance(value, str) else value
    return cell


def _lacking(scenario: Scenario, named: Mapping[str, object]) -> Iterator[Fault]:
    """Yield the tables that every scenario has and this one lacks; none that is refused."""
    for name in REQUIRED:
        if named.get(name) is None and ("tables", name) not in scenario.refused:
            allowed = Words("这张表必须有", "this table must be there")
            yield scenario.fault(("tables", name), allowed)


def _changes(scenario: Scenario, reading: Reading) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the changes that a scenario asks for, by table."""
    changes = scenario.entries.get("changes")
    if changes is None:
        return
    remedy = Words(
        "例如 changes: {sources: {区级资金: {金额: 30}}}。",
        "For example changes: {sources: {district: {amount: 30}}}.",
    )
    if not isinstance(changes, dict):
        allowed = Words("应写明改哪张表", "the tables to change")
        reading.faults.append(scenario.fault(("changes",), allowed, changes, remedy))
        return
    there = scenario.section("tables")
    for name, wanted in changes.items():
        key = ("changes", name)
        if name not in NAMED or name not in there:
            able = [n for n in NAMED if n in there]
            allowed = one_of(Words("能改的表", ""), able)
            reading.faults.append(scenario.fault(key, allowed, name, nearest(name, able)))
        elif wanted is not None and not isinstance(wanted, dict):
            allowed = Words("应写明改哪一行", "the rows to change")
            reading.faults.append(scenario.fault(key, allowed, wanted, remedy))
        else:
            yield name, wanted or {}


def _changed(
    scenario: Scenario, name: str, table: Table, wanted: Mapping[str, Any], reading: Reading
) -> Table:
    """Return a table with the scenario's changes in it."""
    head = TABLES[name].head("name", table)
    rows = {tidy_name(str(row.cells.get(head))): row for row in table.rows if not row.is_total}
    # A column under any of its names: 金额 also where the table says 安排额.
    headers = {a: f.head(table.headers) for f in TABLES[name].fields for a in f.heads}
    headers = {a: h for a, h in headers.items() if h in table.headers}
    headers |= {tidy_header(w): h for h, w in table.written.items()}
    headers |= {h: h for h in table.headers}
    changed: dict[int, Row] = {}
    moved = dict(table.moved)
    for who, cells in wanted.items():
        row, key = rows.get(tidy_name(who)), ("changes", name, who)
        if row is None:
            allowed = _of_the_table(name)
            reading.faults.append(scenario.fault(key, allowed, who, nearest(who, rows)))
        elif not isinstance(cells, dict):
            allowed = Words("应写成 列: 值", "`column: value`")
            reading.faults.append(scenario.fault(key, allowed, cells))
        else:
            for column, value in cells.items():
                header = headers.get(tidy_header(column))
                at = (*key, column)
                if header is None or isinstance(value, dict | list) or _has_plus(value):
                    reading.faults.append(_no_cell(scenario, at, table, value, header is None))
                    continue
                # Rows written on one line of YAML share its number, so that is no key.
                old = changed.get(id(row), row)
                new = _new(old.cells.get(header), value)
                if new is None and _is_relative(value):
                    allowed = Words(
                        "按百分比增减的，原来应是数字", "a number there, to change by a percentage"
                    )
                    reading.faults.append(scenario.fault(at, allowed, value))
                    continue
                changed[id(row)] = replace(old, cells={**old.cells, header: new})
                fault = scenario.fault(at, NOTHING)
                moved[row.number, header] = (fault.file, fault.place)
    return replace(table, rows=tuple(_kept(table, changed)), moved=moved) if changed else table


def _kept(table: Table, changed: Mapping[int, Row]) -> Iterator[Row]:
    """Yield the rows of a table with those that were changed in their places.

    A total that was right before the change would now be called wrong; so would a mean, of which no
    more is kept than that it is there.
    """
    for row in table.rows:
        if row.statistic is not None:
            yield replace(row, cells={})
        elif not row.is_total:
            yield changed.get(id(row), row)


def _of_the_table(name: str) -> Words:
    return Words(f"应为“{TABLES[name].title.zh}”表里的名称", f"a name from the table {name}")


def _is_relative(value: Any) -> bool:
    """Return whether a value is a change of the number that is there: -10%, +5%."""
    return isinstance(value, str) and _CHANGE.fullmatch(halfwidth(value)) is not None


def _has_plus(value: Any) -> bool:
    return isinstance(value, str) and _PLUS.fullmatch(halfwidth(value)) is not None


def _new(old: Value, value: Any) -> Value:
    """Return the new value of a cell; None when it is empty, or no number can be changed so."""
    if not _is_relative(value):
        return _cell(value)
    try:
        number = parse_number(old) * (1 + parse_share(halfwidth(value)))
    except ValueError:
        return None
    return Decimal(number.numerator) / Decimal(number.denominator)


def _no_cell(scenario: Scenario, key: Key, table: Table, value: object, no_column: bool) -> Fault:
    """Return what is wrong with a change that is not one value of a column."""
    if no_column:
        allowed = one_of(Words("列", "a column, "), table.headers)
        return scenario.fault(key, allowed, key[-1], nearest(key[-1], table.headers, HALF))
    if _has_plus(value):
        return scenario.fault(key, NO_PLUS, value)
    return scenario.fault(key, Words("一格应为一个值", "one value in a cell"), value)
