"""Sums of the journal, grouped by the database: every view is made of these."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, select

from optalloc.core.money import show_amount
from optalloc.ledger.store import schema
from optalloc.ledger.store.invariants import Balances, Holding, HoldingBalance

ENTRY = schema.entries.c
GIVEN = ENTRY.kind.in_(("award", "take_back"))
Key = tuple[Any, ...]


def sums(connection: Connection, by: Sequence[str], *where: Any) -> dict[Key, int]:
    """Return sums of entries by columns [fen].

    Args:
        by: Columns of the journal.
        where: What the entries must fulfil.
    """
    columns = [ENTRY[name] for name in by]
    asked = select(*columns, func.sum(ENTRY.amount)).where(*where).group_by(*columns)
    return {tuple(row[:-1]): int(row[-1]) for row in connection.execute(asked)}


def names(connection: Connection, table: Table) -> dict[int, str]:
    """Return the names of a register by their numbers, in the order they were written."""
    asked = select(table.c.id, table.c.name).order_by(table.c.id)
    return {int(row.id): row.name for row in connection.execute(asked)}


def numbers(connection: Connection, table: Table, *where: Any) -> dict[str, int]:
    """Return the numbers of a register's rows by their names."""
    asked = select(table.c.id, table.c.name).where(*where).order_by(table.c.id)
    return {row.name: int(row.id) for row in connection.execute(asked)}


def balances(connection: Connection, years: Iterable[int], unit: str) -> Balances:
    """Return what lies where in some years, to take further entries."""
    asked = sorted(set(years))
    source = schema.sources.c
    pots = select(source.id, source.amount).where(source.year.in_(asked))
    found = Balances(
        {int(row.id): int(row.amount) for row in connection.execute(pots)},
        lambda fen: show_amount(fen, unit) + unit,
    )
    in_years = ENTRY.year.in_(asked)
    where = (*Holding._fields, "kind", "payee")
    for (*at, kind, payee), fen in sums(connection, where, in_years).items():
        cell = Holding(*at)
        held = found.cells.setdefault(cell, HoldingBalance())
        if kind == "payment":
            held.paid[payee] = fen
        else:
            held.given += fen
            found.given[cell.source] = found.given.get(cell.source, 0) + fen
    columns = [ENTRY[name] for name in Holding._fields]
    first = select(*columns, func.min(ENTRY.month)).where(in_years, ENTRY.kind == "award")
    for *at, month in connection.execute(first.group_by(*columns)):
        found.cells.setdefault(Holding(*at), HoldingBalance()).since = int(month)
    return found
