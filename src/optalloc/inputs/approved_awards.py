"""The table of a plan approved before (已批方案) becomes a plan, every fault noted."""

from collections.abc import Mapping

from optalloc.core.message import Words
from optalloc.inputs.table_checks import Names, Total, rows_of
from optalloc.inputs.table_columns import NAME, column_of
from optalloc.inputs.tables import Reading, Row, Table
from optalloc.problem.facts import Award, Plan

Cell = tuple[str | None, ...]
SORTS = ("recipients", "sources", "uses")


def read_approved(
    table: Table, amount: str, unit: str, known: Mapping[str, Names], reading: Reading
) -> Plan:
    """Return the plan; each cell stands once, its names are known, a project may be left empty.

    Args:
        amount: The column of amounts.
        unit: The unit of amounts that name none.
    """
    awards, seen = [], dict[Cell, int]()
    total = Total(table, amount)
    for row in rows_of(table):
        names = [_read(table, row, sort, known, reading) for sort in SORTS]
        project = None
        if row.cells.get(column_of(table, NAME["projects"])) is not None:
            project = _read(table, row, "projects", known, reading)
        money = reading.money(table, row, amount, unit)
        total.add(money)
        recipient, source, use = names
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


def _read(
    table: Table, row: Row, sort: str, known: Mapping[str, Names], reading: Reading
) -> str | None:
    """Return a name that another table must know, if that table could be read at all."""
    column = column_of(table, NAME[sort])
    if sort in known:
        return known[sort].read(table, row, column, reading)
    return reading.name(table, row, column)
