"""Tables become nouns: sources, recipients, uses, needs and earlier awards, every fault noted."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from optalloc.errors import InputUnusable
from optalloc.money import show_amount, tidy_name
from optalloc.problem import INDUSTRY, Award, Recipient, Source, Use
from optalloc.scenario import Scenario
from optalloc.tables import Reading, Row, Table, read_table, split_reference, tidy_header
from optalloc.words import Words, listed, same

NAME = {
    "sources": ("资金来源", "来源", "source"),
    "recipients": ("单位", "镇", "乡镇", "市县", "recipient"),
    "uses": ("用途", "use"),
}
TIER = ("层级", "级次", "资金级次", "tier")
DOCUMENT = ("文号", "document")
AMOUNT = ("金额", "安排额", "资金规模", "amount")
NEED = ("需求", "需求额", "金额", "need", "amount")
KIND = ("类型", "类别", "kind")
COUNTS = ("是否产业", "产业", "industry")
GROUPS = ("类别", "分组", "group")
REMARK = ("备注", "说明", "remark")
MARKS = (*REMARK, *DOCUMENT)

COLUMNS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "sources": (NAME["sources"], TIER, DOCUMENT, AMOUNT, REMARK),
    "recipients": (NAME["recipients"], KIND, REMARK),
    "uses": (NAME["uses"], COUNTS, GROUPS, REMARK),
    "needs": (NAME["recipients"], NAME["uses"], NEED, REMARK),
    "earlier": (NAME["recipients"], NAME["sources"], NAME["uses"], AMOUNT, DOCUMENT, REMARK),
}
REQUIRED = ("sources", "recipients", "uses")


@dataclass
class Facts:
    """What the tables say; rows that cannot be used are left out and stand in the faults."""

    sources: tuple[Source, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    uses: tuple[Use, ...] = ()
    needs: dict[tuple[str, str], int] = field(default_factory=dict)
    earlier: tuple[Award, ...] = ()
    notes: tuple[str, ...] = ()


def read_facts(scenario: Scenario, unit: str, figures: Collection[str], reading: Reading) -> Facts:
    """Read every table that a scenario names.

    Args:
        unit: The unit of amounts that name none.
        figures: The recipients' columns that the policy looks at; they must be numbers.
        reading: Takes the faults.
    """
    tables = dict(_tables(scenario, reading))
    for name, table in list(tables.items()):
        tables[name] = _changed(scenario, name, table, reading)
    facts = Facts(notes=tuple(note for t in tables.values() for note in t.notes))
    if "sources" in tables:
        facts.sources = tuple(_sources(tables["sources"], unit, reading))
    if "recipients" in tables:
        facts.recipients = tuple(_recipients(tables["recipients"], figures, reading))
    if "uses" in tables:
        facts.uses = tuple(_uses(tables["uses"], reading))
    if "needs" in tables:
        facts.needs = _needs(tables["needs"], unit, facts, reading)
    if "earlier" in tables:
        facts.earlier = tuple(_earlier(tables["earlier"], unit, facts, reading))
    return facts


def _tables(scenario: Scenario, reading: Reading) -> Iterator[tuple[str, Table]]:
    """Yield the tables that can be read, by name."""
    named = scenario.entries.get("tables")
    if not isinstance(named, dict):
        allowed = Words("应有 tables，写明各表", "tables, saying where each table is")
        reading.faults.append(scenario.fault(("tables",), allowed))
        return
    for name in REQUIRED:
        if name not in named:
            allowed = Words(f"应有 {name} 表", f"a table {name}")
            reading.faults.append(scenario.fault(("tables", name), allowed))
    for name, spec in named.items():
        key = ("tables", name)
        if name not in COLUMNS:
            allowed = Words("可用的表：", "one of the tables: ") + listed(tuple(COLUMNS))
            reading.faults.append(scenario.fault(key, allowed, name))
            continue
        try:
            yield name, _table(scenario, name, spec)
        except InputUnusable as unusable:
            reading.faults += unusable.faults


def _table(scenario: Scenario, name: str, spec: Any) -> Table:
    """Return one table: from a file, or from the rows written in the scenario itself."""
    key = ("tables", name)
    if isinstance(spec, list) and spec and all(isinstance(row, dict) for row in spec):
        return _inline(scenario, key, spec)
    if not isinstance(spec, str) or not spec:
        allowed = Words(
            "应为文件名（如 表.xlsx#资金来源、towns.csv），或逐行写出",
            "the name of a file (book.xlsx#sheet, towns.csv), or rows",
        )
        raise InputUnusable([scenario.fault(key, allowed, spec)])
    file, sheet = split_reference(spec)
    place = scenario.place(key)
    known = frozenset(word for words in COLUMNS[name] for word in words)
    return read_table(place.folder / Path(file), file, sheet, known)


def _inline(scenario: Scenario, key: tuple[str, ...], spec: Sequence[dict[str, Any]]) -> Table:
    """Return rows that are written in the scenario as a table; its rows are lines."""
    headers = dict.fromkeys(tidy_header(name) for row in spec for name in row)
    rows = []
    for i, row in enumerate(spec, 1):
        line = scenario.place((*key, str(i))).line or i
        rows.append(Row(line, {tidy_header(name): value for name, value in row.items()}))
    return Table(scenario.place(key).file, None, tuple(headers), tuple(rows))


def _changed(scenario: Scenario, name: str, table: Table, reading: Reading) -> Table:
    """Return a table with the scenario's named differences in it (changes)."""
    changes = scenario.entries.get("changes")
    wanted = changes.get(name, {}) if isinstance(changes, dict) else {}
    if not wanted or name not in NAME or not isinstance(wanted, dict):
        return table
    head = _column(table, NAME[name])
    rows = {tidy_name(str(row.cells.get(head))): row for row in table.rows if not row.is_total}
    moved: dict[int, Row] = {}
    for who, cells in wanted.items():
        row, key = rows.get(tidy_name(who)), ("changes", name, who)
        if row is None or not isinstance(cells, dict):
            allowed = Words(
                "应为表中已有的名称，下写要改的列", "a name from the table, with columns"
            )
            reading.faults.append(scenario.fault(key, allowed, who))
            continue
        for column, value in cells.items():
            if tidy_header(column) not in table.headers:
                there = listed(table.headers)
                allowed = Words(f"应为表中已有的列（{there.zh}）", f"a column of it ({there.en})")
                reading.faults.append(scenario.fault((*key, column), allowed, column))
            else:
                old = moved.get(id(row), row)
                moved[id(row)] = replace(row, cells={**old.cells, tidy_header(column): value})
    # A total that was right before the change would now be called wrong.
    kept = [moved.get(id(row), row) for row in table.rows if not row.is_total]
    return replace(table, rows=tuple(kept))


def _column(table: Table, aliases: Sequence[str]) -> str:
    """Return the header under which a table has a column; the first alias when it has none."""
    return next((a for a in aliases if a in table.headers), aliases[0])


def _rows(table: Table) -> Iterator[Row]:
    """Yield the rows that are not totals."""
    return (row for row in table.rows if not row.is_total)


def _named_rows(
    table: Table, aliases: Sequence[str], reading: Reading
) -> Iterator[tuple[str, Row]]:
    """Yield rows with their names; a name that is there twice is a fault."""
    column = _column(table, aliases)
    first: dict[str, int] = {}
    for row in _rows(table):
        name = reading.name(table, row, column)
        if name is None:
            continue
        if name in first:
            allowed = Words(
                f"'{name}' 已在第{first[name]}行出现，每个名称只能出现一次",
                f"'{name}' is already in row {first[name]}; each name may appear once",
            )
            reading.faults.append(table.fault(row.number, column, allowed))
            continue
        first[name] = row.number
        yield name, row


def _optional(table: Table, row: Row, aliases: Sequence[str], reading: Reading) -> str:
    """Return a text that may be missing."""
    text = reading.text(table, row, _column(table, aliases), required=False)
    return tidy_name(text or "")


def _check_total(
    table: Table, column: str, unit: str, total: int, reading: Reading, show: Callable[[int], str]
) -> None:
    """Note a 合计 row that does not agree with the rows above it; 小计 rows are passed over."""
    for row in table.rows:
        label = "".join(str(v) for v in row.cells.values() if isinstance(v, str))
        if not row.is_total or "小计" in label or row.cells.get(column) is None:
            continue
        said = reading.money(table, row, column, unit, least=None)
        if said is not None and said != total:
            allowed = Words(
                f"合计应等于各行之和 {show(total)}", f"the sum of the rows, {show(total)}"
            )
            reading.faults.append(table.fault(row.number, column, allowed, show(said)))


def _sources(table: Table, unit: str, reading: Reading) -> Iterator[Source]:
    amount, total = _column(table, AMOUNT), 0
    for name, row in _named_rows(table, NAME["sources"], reading):
        money = reading.money(table, row, amount, unit)
        tier = _optional(table, row, TIER, reading)
        document = _optional(table, row, DOCUMENT, reading)
        if money is not None:
            total += money
            yield Source(name, money, tier, document)
    _check_total(table, amount, unit, total, reading, lambda fen: show_amount(fen, unit))


def _recipients(table: Table, figures: Collection[str], reading: Reading) -> Iterator[Recipient]:
    """Yield the recipients; columns that the policy looks at must hold numbers or nothing."""
    own = {_column(table, NAME["recipients"]), _column(table, KIND), *MARKS}
    for name in figures:
        if tidy_header(name) not in table.headers:
            there = listed(table.headers)
            allowed = Words(
                f"应有“{name}”一列（现有：{there.zh}）",
                f"a column {name} (there are: {there.en})",
            )
            reading.faults.append(table.fault(table.header_row, None, allowed))
    asked = {tidy_header(name): name for name in figures}
    for name, row in _named_rows(table, NAME["recipients"], reading):
        facts: dict[str, Fraction] = {}
        marks: dict[str, str] = {}
        for column in table.headers:
            value = row.cells.get(column)
            if column in own or value is None:
                continue
            if column in asked or not isinstance(value, str):
                figure = reading.number(table, row, column, required=False)
                if figure is not None:
                    facts[asked.get(column, column)] = figure
            else:
                marks[column] = value
        yield Recipient(name, _optional(table, row, KIND, reading), facts, marks)


def _uses(table: Table, reading: Reading) -> Iterator[Use]:
    counts, group = _column(table, COUNTS), _column(table, GROUPS)
    for name, row in _named_rows(table, NAME["uses"], reading):
        industry = None
        if counts in table.headers:
            industry = reading.yes_no(table, row, counts)
        words = reading.text(table, row, group, required=False) or ""
        groups = {tidy_name(w) for w in words.replace("，", "、").replace(",", "、").split("、")}
        if industry:
            groups.add(INDUSTRY)
        yield Use(name, frozenset(groups - {""}))


def _needs(table: Table, unit: str, facts: Facts, reading: Reading) -> dict[tuple[str, str], int]:
    columns = [_column(table, aliases) for aliases in (NAME["recipients"], NAME["uses"], NEED)]
    known = ({r.name for r in facts.recipients}, {u.name for u in facts.uses})
    needs: dict[tuple[str, str], int] = {}
    for row in _rows(table):
        recipient = _known(table, row, columns[0], known[0], reading)
        use = _known(table, row, columns[1], known[1], reading)
        money = reading.money(table, row, columns[2], unit)
        if recipient is None or use is None or money is None:
            continue
        if (recipient, use) in needs:
            allowed = Words(f"{recipient}、{use} 只能出现一次", f"{recipient}, {use} once only")
            reading.faults.append(table.fault(row.number, None, allowed))
        needs[recipient, use] = money
    total = sum(needs.values())
    _check_total(table, columns[2], unit, total, reading, lambda fen: show_amount(fen, unit))
    return needs


def _earlier(table: Table, unit: str, facts: Facts, reading: Reading) -> Iterator[Award]:
    """Yield the awards already made; who received them may be no recipient of this batch."""
    recipient, source = _column(table, NAME["recipients"]), _column(table, NAME["sources"])
    use, amount = _column(table, NAME["uses"]), _column(table, AMOUNT)
    uses, total = {u.name for u in facts.uses}, 0
    for row in _rows(table):
        who = reading.name(table, row, recipient)
        purpose = _known(table, row, use, uses, reading)
        money = reading.money(table, row, amount, unit)
        pot = tidy_name(reading.text(table, row, source, required=False) or "")
        if who is not None and purpose is not None and money is not None:
            total += money
            yield Award(who, pot, purpose, money)
    _check_total(table, amount, unit, total, reading, lambda fen: show_amount(fen, unit))


def _known(
    table: Table, row: Row, column: str, names: Collection[str], reading: Reading
) -> str | None:
    """Return a name that another table must know."""
    name = reading.name(table, row, column)
    if name is None or name in names or not names:
        return name
    there = listed(sorted(names)[:12])
    allowed = Words(f"应为表中已有的名称（{there.zh}）", f"a name from the tables ({there.en})")
    remedy = Words("请改正名称或在表中补上。", "Correct the name or add it to the table.")
    reading.faults.append(table.fault(row.number, column, allowed, name, remedy))
    return None
