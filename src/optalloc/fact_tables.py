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
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from optalloc.errors import Fault, InputUnusable, nearest
from optalloc.money import halfwidth, parse_number, parse_share, tidy_name
from optalloc.scenario import Scenario, named_beside
from optalloc.tables import (
    HeaderWords,
    RawRow,
    Reading,
    Row,
    Table,
    Value,
    read_table,
    split_reference,
    tidy_header,
    total_at,
    trim,
)
from optalloc.words import NOTHING, Words, one_of
from optalloc.yaml_text import Key

NAME = {
    "sources": ("资金来源", "来源", "source"),
    "recipients": ("单位", "镇", "乡镇", "市县", "recipient"),
    "uses": ("用途", "use"),
    "projects": ("项目名称", "项目", "project"),
    "negative_list": ("负面事项", "事项", "item"),
}
TIER = ("层级", "级次", "资金级次", "tier")
DOCUMENT = ("文号", "document")
SOURCE_KIND = ("性质", "资金性质", "kind")
TAKEN_FROM = ("收回单位", "taken_from")
AMOUNT = ("金额", "安排额", "资金规模", "amount")
YEAR = ("年度", "年份", "year")
NEED = ("需求", "需求额", "金额", "need", "amount")
KIND = ("类型", "类别", "kind")
COUNTS = ("是否产业", "产业", "industry")
GROUPS = ("类别", "分组", "group")
PROJECT_NEED = ("资金需求", "需求", "资金规模", "need")
MINIMUM = ("最低资金", "最少资金", "minimum")
ALTERNATIVES = ("比选组", "替代组", "alternatives")
REQUIRES = ("前置项目", "requires")
KEYWORDS = ("关键词", "words")
BASIS = ("依据", "cite")
REMARK = ("备注", "说明", "remark")

COLUMNS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "sources": (NAME["sources"], TIER, DOCUMENT, SOURCE_KIND, TAKEN_FROM, AMOUNT, REMARK),
    "recipients": (NAME["recipients"], KIND, REMARK),
    "uses": (NAME["uses"], COUNTS, GROUPS, REMARK),
    "needs": (NAME["recipients"], NAME["uses"], NEED, REMARK),
    "projects": (
        *(NAME["projects"], NAME["recipients"], NAME["uses"]),
        *(PROJECT_NEED, MINIMUM, ALTERNATIVES, REQUIRES, REMARK),
    ),
    "negative_list": (NAME["negative_list"], KEYWORDS, BASIS, REMARK),
    "earlier": (NAME["recipients"], NAME["sources"], NAME["uses"], AMOUNT, DOCUMENT, REMARK),
    "approved": (*(NAME[n] for n in ("recipients", "sources", "uses", "projects")), AMOUNT, REMARK),
    "history": (YEAR, NAME["recipients"], NAME["sources"], NAME["uses"], AMOUNT, REMARK),
}
"""The columns that each table may have, each under any of its names."""
_CHANGE = re.compile(r"[+-][0-9]+(\.[0-9]+)?%")
"""A percentage with its sign: what stands there grows or falls by it."""
REQUIRED = ("sources", "recipients", "uses")


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


def column_of(table: Table, aliases: Sequence[str]) -> str:
    """Return the header under which a table has a column; the first alias when it has none."""
    return next((a for a in aliases if a in table.headers), aliases[0])


def _tables(
    scenario: Scenario, figures: Collection[str], reading: Reading
) -> Iterator[tuple[str, Table]]:
    named = scenario.entries.get("tables")
    if not isinstance(named, dict):
        allowed = Words("应写明各表在哪里", "it must say where each table is")
        remedy = Words(
            "例如 tables: {sources: 表.xlsx#资金来源, recipients: …, uses: …}。",
            "For example tables: {sources: book.xlsx#sources, recipients: …, uses: …}.",
        )
        reading.faults.append(scenario.fault(("tables",), allowed, named, remedy))
        return
    for name in REQUIRED:
        if named.get(name) is None:
            allowed = Words("这张表必须有", "this table must be there")
            reading.faults.append(scenario.fault(("tables", name), allowed))
    for name, spec in named.items():
        if name not in COLUMNS:
            allowed = one_of(Words("表名", ""), COLUMNS)
            fault = scenario.fault(("tables", name), allowed, name, nearest(name, COLUMNS))
            reading.faults.append(fault)
            continue
        if spec is not None:
            try:
                words = tuple(dict.fromkeys(w for aliases in COLUMNS[name] for w in aliases))
                asked = tuple(figures) if name == "recipients" else ()
                yield name, _table(scenario, ("tables", name), spec, (*words, *asked))
            except InputUnusable as unusable:
                reading.faults += unusable.faults


def _table(scenario: Scenario, key: Key, spec: object, known: tuple[str, ...]) -> Table:
    """Return one table: from a file, or from the rows written in the scenario itself.

    Args:
        known: The headers to look for.
    """
    if isinstance(spec, HeldTable):
        return spec.table(HeaderWords(known))
    if isinstance(spec, list) and spec:
        return _inline(scenario, key, spec, HeaderWords(known))
    if isinstance(spec, dict) and "file" in spec and "ledger" not in spec:
        return _of_one_year(scenario, key, spec, known)
    if isinstance(spec, dict):
        # A ledger needs a database's library; most scenarios do without.
        from optalloc.ledger.for_scenarios import table_from_ledger

        at, named = (*key, "table"), spec.get("table")
        base = None if named is None else _table(scenario, at, named, known)
        return table_from_ledger(scenario, key, spec, base)
    if not isinstance(spec, str) or not spec:
        allowed = Words(
            "应为文件名（如 表.xlsx#资金来源、towns.csv），或逐行写出",
            "the name of a file (book.xlsx#sheet, towns.csv), or rows",
        )
        raise InputUnusable([scenario.fault(key, allowed, spec)])
    file, sheet = split_reference(spec)
    place = scenario.place(key)
    return read_table(place.folder / Path(file), named_beside(place.file, file), sheet, known)


def _of_one_year(
    scenario: Scenario, key: Key, spec: Mapping[str, Any], known: tuple[str, ...]
) -> Table:
    """Return a table whose rows are of the one year that is said: {file: 表.csv, year: …}."""
    if key != ("tables", "history") or set(spec) != {"file", "year"}:
        allowed = Words("应写明 file 和 year，只用于 history", "file and year, for history alone")
        raise InputUnusable([scenario.fault(key, allowed, ", ".join(map(str, spec)))])
    table = _table(scenario, (*key, "file"), spec["file"], known)
    year = column_of(table, YEAR)
    if year in table.headers:
        allowed = Words(f"表里已有 {year} 一列，不必写 year", f"no year: the table has {year}")
        raise InputUnusable([scenario.fault((*key, "year"), allowed, spec["year"])])
    rows = tuple(replace(r, cells={**r.cells, year: _cell(spec["year"])}) for r in table.rows)
    place = scenario.fault((*key, "year"), NOTHING)
    moved = {(row.number, year): (place.file, place.place) for row in rows}
    return replace(table, headers=(*table.headers, year), rows=rows, moved={**table.moved, **moved})


def _inline(scenario: Scenario, key: Key, spec: Sequence[object], words: HeaderWords) -> Table:
    """Return rows that are written in the scenario as a table; its rows are lines.

    Raises:
        InputUnusable: With everything that is no row, or no cell.
    """
    faults, rows = [], []
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
        is_total = total_at(RawRow(line, tuple(cells.values()))) is not None
        rows.append(Row(line, cells, is_total))
    if faults:
        raise InputUnusable(faults)
    headings = [words.heading(header) for header in written.values()]
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
        if name not in NAME or name not in there:
            able = [n for n in NAME if n in there]
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
    head = column_of(table, NAME[name])
    rows = {tidy_name(str(row.cells.get(head))): row for row in table.rows if not row.is_total}
    # A column under any of its names: 金额 also where the table says 安排额.
    headers = {a: column_of(table, words) for words in COLUMNS[name] for a in words}
    headers = {a: h for a, h in headers.items() if h in table.headers}
    headers |= {tidy_header(w): h for h, w in table.written.items()}
    headers |= {h: h for h in table.headers}
    changed: dict[int, Row] = {}
    moved = dict(table.moved)
    for who, cells in wanted.items():
        row, key = rows.get(tidy_name(who)), ("changes", name, who)
        if row is None:
            allowed = Words(f"应为 {name} 表里的名称", f"a name from the table {name}")
            reading.faults.append(scenario.fault(key, allowed, who, nearest(who, rows)))
        elif not isinstance(cells, dict):
            allowed = Words("应写成 列: 值", "`column: value`")
            reading.faults.append(scenario.fault(key, allowed, cells))
        else:
            for column, value in cells.items():
                header = headers.get(tidy_header(column))
                at = (*key, column)
                if header is None or isinstance(value, dict | list):
                    reading.faults.append(_no_cell(scenario, at, table, value, header is None))
                    continue
                # Rows written on one line of YAML share its number, so that is no key.
                old = changed.get(id(row), row)
                new = _relative(old.cells.get(header), value)
                if new is None:
                    allowed = Words(
                        "按百分比增减的，原来应是数字",
                        "a number there, to change by a percentage",
                    )
                    reading.faults.append(scenario.fault(at, allowed, value))
                    continue
                changed[id(row)] = replace(old, cells={**old.cells, header: new})
                fault = scenario.fault(at, NOTHING)
                moved[row.number, header] = (fault.file, fault.place)
    # A total that was right before the change would now be called wrong.
    kept = [changed.get(id(row), row) for row in table.rows if not row.is_total]
    return replace(table, rows=tuple(kept), moved=moved) if changed else table


def _relative(old: Value, value: Any) -> Value:
    """Return the new value of a cell; -10% and +5% are a change of the number that is there.

    None when there is no number.
    """
    if not isinstance(value, str) or not _CHANGE.fullmatch(plain := halfwidth(value)):
        return _cell(value)
    try:
        number = parse_number(old) * (1 + parse_share(plain))
    except ValueError:
        return None
    return Decimal(number.numerator) / Decimal(number.denominator)


def _no_cell(scenario: Scenario, key: Key, table: Table, value: object, no_column: bool) -> Fault:
    """Return what is wrong with a change that is not one value of a column."""
    if no_column:
        allowed = one_of(Words("列", "a column, "), table.headers)
        return scenario.fault(key, allowed, key[-1], nearest(key[-1], table.headers))
    return scenario.fault(key, Words("一格应为一个值", "one value in a cell"), value)
