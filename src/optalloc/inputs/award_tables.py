"""The table of earlier years becomes past awards (往年), every fault noted."""

from collections.abc import Iterator, Mapping

from optalloc.core.money import tidy_name
from optalloc.inputs.table_checks import Names, Total, rows_of
from optalloc.inputs.table_columns import NAME, YEAR, column_of
from optalloc.inputs.tables import Reading, Row, Table
from optalloc.problem.facts import PastAward

LAST_YEAR = 9999
"""The largest figure that is read as a year."""


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
    year, recipient = column_of(table, YEAR), column_of(table, NAME["recipients"])
    source, use = column_of(table, NAME["sources"]), column_of(table, NAME["uses"])
    total = Total(table, amount)
    for row in rows_of(table):
        when = reading.number(table, row, year, least=1, most=LAST_YEAR, whole=True)
        who = reading.name(table, row, recipient)
        purpose = _purpose(table, row, use, known, reading)
        money = reading.money(table, row, amount, unit)
        pot = tidy_name(reading.text(table, row, source, required=False) or "")
        total.add(money)
        if when is not None and who is not None and purpose is not None and money is not None:
            yield PastAward(int(when), who, pot, purpose, money)
    total.check_money(unit, reading)


def _purpose(
    table: Table, row: Row, column: str, known: Mapping[str, Names], reading: Reading
) -> str | None:
    """Return the use of a row, "" where none is written, None where it is not known."""
    if row.cells.get(column) is None:
        return ""
    if "uses" in known:
        return known["uses"].read(table, row, column, reading)
    return reading.name(table, row, column)
