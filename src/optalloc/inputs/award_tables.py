"""The table of earlier years becomes past awards (往年), every fault noted."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from optalloc.core.message import Words
from optalloc.inputs.of_which_rows import with_parts_told
from optalloc.inputs.row_values import RowReader
from optalloc.inputs.scenario import Scenario
from optalloc.inputs.statistic_rows import named_as_statistics
from optalloc.inputs.table_checks import Names, ScenarioNames, Total, rows_of
from optalloc.inputs.table_schema import TABLES
from optalloc.inputs.tables import Reading, Table
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
