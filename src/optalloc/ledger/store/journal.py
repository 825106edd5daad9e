"""The journal: entries of money (awards, money taken back, payments, reversals), and sums of them.

Every view is made of sums, which the database groups. All entries of an act are judged in
their order before one is written (`invariants.py`).
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from optalloc.core.errors import Fault, InputUnusable, refuse_any
from optalloc.core.message import NOTHING, Words
from optalloc.core.money import show_amount
from optalloc.ledger.store import schema
from optalloc.ledger.store.audit_log import Writing
from optalloc.ledger.store.invariants import KINDS, Balances, DraftEntry, Holding, HoldingBalance

ENTRY = schema.entries.c
GIVEN = ENTRY.kind.in_(("award", "take_back"))
_REVERSAL = schema.entries.alias("reversal").c
STANDING = (
    ENTRY.reverses.is_(None),
    ENTRY.id.not_in(select(_REVERSAL.reverses).where(_REVERSAL.reverses.is_not(None))),
)
"""What holds of entries that still count: a reversal and what it reverses are out of the way."""
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


MOST_AT_ONCE = 5000
"""How many entries go to the database in one statement."""
Where = Callable[[int, Words], Fault]


def record(writing: Writing, drafts: Sequence[DraftEntry], unit: str, where: Where) -> list[int]:
    """Write entries; all of them, or none.

    Args:
        where: Makes the fault of a draft, by its place in the list and what is allowed.

    Returns:
        The numbers of the entries; empty where there are more than MOST_AT_ONCE.

    Raises:
        InputUnusable: With every entry that cannot be.
    """
    state = balances(writing.connection, {draft.year for draft in drafts}, unit)
    faults = [
        where(i, why) for i, draft in enumerate(drafts) if (why := state.take(draft)) is not None
    ]
    refuse_any(faults)
    rows = [_row(writing, draft) for draft in drafts]
    if len(rows) > MOST_AT_ONCE:
        for i in range(0, len(rows), MOST_AT_ONCE):
            writing.connection.execute(insert(schema.entries), rows[i : i + MOST_AT_ONCE])
        return []
    add = insert(schema.entries)
    done = [writing.connection.execute(add.values(row)).inserted_primary_key for row in rows]
    return [int(key[0]) for key in done]  # type: ignore[index]


def _row(writing: Writing, draft: DraftEntry) -> dict[str, object]:
    return {
        "act": writing.act,
        **{"kind": draft.kind, "year": draft.year, "month": draft.month, "batch": draft.batch},
        **draft.cell._asdict(),
        **{"amount": draft.amount, "payee": draft.payee, "voucher": draft.voucher},
        **{"note": draft.note, "reverses": draft.reverses},
    }


def reversal(writing: Writing, number: int) -> DraftEntry:
    """Return the entry that takes back another in whole.

    Raises:
        InputUnusable: When there is no such entry, it is a reversal, or it is reversed already.
    """
    entry = schema.entries
    found = writing.connection.execute(select(entry).where(entry.c.id == number)).first()
    if found is None:
        raise _refused(number, Words("应为已有的分录", "an entry that is there"))
    if found.reverses is not None:
        allowed = Words("冲销不能再冲销，请重新登记", "no reversal: enter the amount again")
        raise _refused(number, allowed)
    again = select(entry.c.id).where(entry.c.reverses == number)
    if (by := writing.connection.execute(again).scalar()) is not None:
        allowed = Words(f"已被分录 {by} 冲销", f"one that is not reversed already (by {by})")
        raise _refused(number, allowed)
    cell = Holding(found.source, found.recipient, found.use, found.project)
    return DraftEntry(
        found.kind,
        found.year,
        found.month,
        cell,
        amount=-found.amount,
        batch=found.batch,
        payee=found.payee,
        reverses=number,
    )


def reverse(writing: Writing, numbers: Sequence[int], unit: str) -> list[int]:
    """Reverse entries; return the numbers of the reversals.

    Raises:
        InputUnusable: When one cannot be reversed, or what is left would not add up.
    """
    drafts = [reversal(writing, number) for number in dict.fromkeys(numbers)]

    def where(i: int, why: Words) -> Fault:
        kind = KINDS[drafts[i].kind]
        number = drafts[i].reverses
        place = Words(f"冲销分录 {number}", f"reversing entry {number}")
        allowed = Words(f"冲销后应{why.zh}", f"after it, {why.en}")
        remedy = Words(f"这笔{kind.zh}之后还有别的分录。", "Later entries stand on it.")
        return Fault("", place, allowed, None, remedy)

    return record(writing, drafts, unit, where)


def _refused(number: int, allowed: Words) -> InputUnusable:
    place = Words(f"分录 {number}", f"entry {number}")
    return InputUnusable([Fault("", place, allowed, None, NOTHING)])
