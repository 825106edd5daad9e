"""The table of earlier years becomes past awards (往年), every fault noted."""

from collections.abc import Iterator, Mapping

from optalloc.core.message import Words
from optalloc.inputs.of_which_rows import with_parts_told
from optalloc.inputs.row_values import RowReader
from optalloc.inputs.statistic_rows import named_as_statistics
from optalloc.inputs.table_checks import Names, ScenarioNames, Total, rows_of
from optalloc.inputs.table_schema import TABLES
from optalloc.inputs.tables import Reading, Table
from optalloc.problem.facts import Award, PastAward, Plan


def read_history(
    table: Table, amount: str, unit: str, known: Mapping[str, Names], reading: Reading
) -> Iterator[PastAward]:
    """Yield the past awards; who received them may be no recipient of this batch.

    A use that is named must be known, as shares of uses are taken of them; source and use may be
    left empty.

    Args:
        amount: The column of amounts.
        unit: The unit of amounts that name none.
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
        unit: The unit of amounts that name none.
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
