"""Tables of awards: those of earlier years (往年) and of an approved plan, every fault noted.

A row that says 其中 is a recipient of its own, or a part of one:

合计 90 / 其中：甲镇 40 / 乙镇 30 / 丙乡 20    below a total: one of its recipients
甲镇 40 / 其中：东村 10 / 乙镇 30 / 合计 70     below a recipient: a part of it, and in no sum
甲镇 40 / 其中：东村 10 / 西村 30 / 乙镇 30     other parts may follow without the word

The total tells which, or the names that are known; where neither does, each such row is refused.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from optalloc.core.errors import Fault
from optalloc.core.message import NOTHING, Words
from optalloc.inputs.row_values import RowReader
from optalloc.inputs.scenario import Scenario
from optalloc.inputs.statistic_rows import named_as_statistics
from optalloc.inputs.table_checks import (
    Names,
    ScenarioNames,
    Total,
    is_subtotal,
    read_alike,
    rows_of,
)
from optalloc.inputs.table_schema import TABLES
from optalloc.inputs.tables import Reading, Row, Table, figure_in, named_as_part, says_part
from optalloc.problem.component import Complaint
from optalloc.problem.facts import Award, PastAward, Plan
from optalloc.problem.history import NAME_HISTORY, years
from optalloc.problem.problem import Problem


def read_history(
    table: Table, amount: str, unit: str, known: Mapping[str, Names], reading: Reading
) -> Iterator[PastAward]:
    """Yield the past awards; who received them may be no recipient of this batch.

    A use that is named must be known, as shares of uses are taken of them; source and use may be
    left empty.

    Args:
        amount: The column of amounts.
    """
    who_column = TABLES["history"].head("recipient", table)
    names = known["recipients"].rows if "recipients" in known else ()
    table = with_parts_told(table, who_column, amount, names, reading)
    reading.faults += named_as_statistics(table, who_column)
    reader = RowReader(TABLES["history"], table, ScenarioNames(known), unit, reading)
    total = Total(table, amount)
    for row in rows_of(table):
        before = len(reading.faults)
        values = reader.read(row)
        total.add(values["amount"])
        if len(reading.faults) == before:
            keys = ("year", "recipient", "source", "use", "amount")
            when, who, pot, purpose, money = (values[key] for key in keys)
            yield PastAward(when, who, pot, purpose or "", money)
    total.check_money(unit, reading)


Cell = tuple[str | None, ...]


def read_approved(
    table: Table, amount: str, unit: str, known: Mapping[str, Names], reading: Reading
) -> Plan:
    """Return the plan; each cell stands once, its names are known, a project may be left empty.

    Args:
        amount: The column of amounts.
    """
    awards, seen = [], dict[Cell, int]()
    reader = RowReader(TABLES["approved"], table, ScenarioNames(known), unit, reading)
    total = Total(table, amount)
    for row in rows_of(table):
        values = reader.read(row)
        recipient, source, use, project, money = (
            values[key] for key in ("recipient", "source", "use", "project", "amount")
        )
        total.add(money)
        if recipient is None or source is None or use is None or money is None:
            continue
        cell = (recipient, source, use, project)
        if cell in seen:
            first = seen[cell]
            allowed = Words(
                f"每一笔只能出现一次（第{first}行已有）",
                f"each cell once (it is already in {table.row_word} {first})",
            )
            remedy = Words("请合并两行。", "Join the two rows.")
            reading.faults.append(table.fault(row.number, amount, allowed, None, remedy))
        elif money:
            awards.append(Award(recipient, source, use, money, project))
        seen.setdefault(cell, row.number)
    total.check_money(unit, reading)
    return Plan(awards)


def with_history_named(
    scenario: Scenario, problem: Problem, complaints: Iterable[Complaint]
) -> Iterator[Complaint]:
    """Yield complaints with what to do about earlier years where a table of them is named.

    A ledger has in `history` the years before the one that it is asked for.
    """
    named = scenario.entries.get("tables")
    spec = named.get("history") if isinstance(named, dict) else None
    for said in complaints:
        yield said if spec is None else replace(said, remedy=_for_named(said, spec, problem))


def _for_named(said: Complaint, spec: object, problem: Problem) -> Words:
    """Return what to do about a complaint where `history` is named by a spec."""
    of_ledger = spec if isinstance(spec, dict) and "ledger" in spec else {}
    year = of_ledger.get("year")
    asked = year if isinstance(year, int) else None
    if said.remedy == NAME_HISTORY:
        if problem.history:
            return Words("请核对往年表里的年度和单位名称。", "Check its years and the names in it.")
        return _EMPTY if asked is None else _nothing_before(asked, of_ledger.get("until"))
    is_of_year = said.key in ("year", "years", "not_below") and (said.came or "").isdigit()
    wanted = int(said.came or 0) if is_of_year else 0
    if asked is None or wanted < asked or wanted in years(problem):
        return said.remedy
    return _years_before(asked, wanted)


_EMPTY = Words(
    "往年表（history）一行也没有，请填写。", "The table `history` has no row: fill it in."
)


def _years_before(asked: int, wanted: int) -> Words:
    """Return how to have a year of a ledger."""
    return Words(
        f"台账的 history 只有 {asked} 年以前的；要 {wanted} 年的，其 year 请写 {wanted + 1}。",
        f"A ledger's `history` is of the years before {asked}: write {wanted + 1} as its year to "
        f"have {wanted}.",
    )


def _nothing_before(asked: int, until: object) -> Words:
    """Return what to do where a ledger has nothing of the years before."""
    zh, en = ("", "") if until is None else (f"（截至 {until}）", f" (until {until})")
    there = Words(
        f"已写 history，但台账里没有 {asked} 年以前的安排{zh}。",
        f"It is named, but the ledger has no awards before {asked}{en}. ",
    )
    return there + Words(
        f"history 只取 year 以前各年；要 {asked} 年的，其 year 请写 {asked + 1}。",
        f"`history` is of the years before its year: write {asked + 1} to have {asked}.",
    )


def with_parts_told(
    table: Table, column: str, amount: str, known: Collection[str], reading: Reading
) -> Table:
    """Return a table whose rows of 其中 are recipients, or left out as parts; note the unsure.

    Args:
        column: The column of recipients.
        amount: The column of amounts.
        known: The names of recipients; empty where they are not known.
    """
    found = _PartRows(table, column, amount, {read_alike(name) for name in known})
    if not found.parts:
        return table
    left_out = found.left_out()
    if left_out is None:
        reading.faults += found.faults()
        left_out = found.parts.keys()  # of them a letter is written already
    rows = (found.as_told(i, i in left_out) for i in range(len(table.rows)))
    return replace(table, rows=tuple(rows))


class _PartRows:
    """The rows of a table that say 其中, and what each may be.

    Attributes:
        parts: For each of them the row that it is a part of, by index; None where none is above.
    """

    def __init__(self, table: Table, column: str, amount: str, known: Collection[str]) -> None:
        self.table, self.column, self.amount, self.known = table, column, amount, known
        self.rows = table.rows
        self.figures = [figure_in(row.cells.get(amount)) for row in self.rows]
        self.parts: dict[int, int | None] = {}
        for i, row in enumerate(self.rows):
            if not row.is_total and says_part(self._label(row)):
                above = i - 1 if i else None
                self.parts[i] = self.parts.get(above, above) if above is not None else None

    def left_out(self) -> Collection[int] | None:
        """Return the rows that are parts of recipients; None where nothing tells for sure."""
        below = {i: of for i, of in self.parts.items() if of is None or not self.rows[of].is_total}
        own = self.parts.keys() - below.keys()
        if any(of is None for of in below.values()) or not all(map(self._name, own)):
            return None
        further = {k for i, of in below.items() if of is not None for k in self._run(i, of)}
        for rows in (below.keys(), below.keys() | further):
            if self._comes_to_total(rows):
                return rows
        return below.keys() if self._names_tell(below.keys()) else None

    def _run(self, part: int, of: int) -> range:
        """Return the rows from a part on with which its parts come to the whole; else none."""
        parts = (i for i in self.parts if self.parts[i] == of)
        first, summed = min(parts), Fraction(0)
        for k in range(first, len(self.rows)):
            figure = self.figures[k]
            if self.rows[k].is_total or figure is None:
                break
            summed += figure
            if summed == self.figures[of] and k >= part:
                return range(part, k + 1)
        return range(0)

    def _comes_to_total(self, left_out: Collection[int]) -> bool:
        """Say whether the other rows come to every total there is, of which there is one."""
        there = [
            figure
            for i, figure in enumerate(self.figures)
            if i not in left_out and not self.rows[i].is_total
        ]
        totals = [
            figure
            for row, figure in zip(self.rows, self.figures, strict=True)
            if row.is_total and row.statistic is None and not is_subtotal(row)
        ]
        if not totals or None in there:
            return False
        summed = sum((figure for figure in there if figure is not None), Fraction(0))
        return all(figure == summed for figure in totals)

    def _names_tell(self, left_out: Collection[int]) -> bool:
        """Say whether all but the parts are known recipients, and no part is one."""
        names = {i: self._name(i) for i, row in enumerate(self.rows) if not row.is_total}
        is_known = {i: read_alike(name) in self.known for i, name in names.items()}
        return all(known != (i in left_out) for i, known in is_known.items())

    def faults(self) -> Iterator[Fault]:
        """Yield that nobody can tell what each of them is."""
        for i in self.parts:
            row, name = self.rows[i], self._name(i)
            allowed = Words(
                "应看得出是一个单位，还是另一行的一部分（合计和单位名称都没有说明是哪一种）",
                "a recipient, or a part of another row: neither a total nor names tell which",
            )
            as_own = Words(f"是一个单位，请写成 {name}；", f"If it is a recipient, write {name}; ")
            remedy = as_own if name else NOTHING
            remedy += Words(
                "是另一行的一部分，请删去这一行和同它一起的各部分。",
                "if it is a part of another row, delete it and the parts beside it.",
            )
            yield self.table.fault(row.number, self.column, allowed, self._label(row), remedy)

    def as_told(self, i: int, is_left_out: bool) -> Row:
        """Return a row without the word; one that is a part tells of another row, as a total."""
        row = self.rows[i]
        if is_left_out:
            return replace(row, is_total=True)
        if i not in self.parts:
            return row
        return replace(row, cells={**row.cells, self.column: self._name(i)})

    def _label(self, row: Row) -> str:
        return str(row.cells.get(self.column) or "")

    def _name(self, i: int) -> str:
        label = self._label(self.rows[i])
        return named_as_part(label) if i in self.parts else label
