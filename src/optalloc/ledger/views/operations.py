"""Single deeds that a person tells by name: money taken back, what stands in the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from optalloc.core.errors import Fault, nearest, refuse_any
from optalloc.core.message import Words, listed
from optalloc.core.money import parse_amount, show_amount, tidy_name
from optalloc.ledger.store import schema
from optalloc.ledger.store.audit_log import Writing, rows_of
from optalloc.ledger.store.invariants import DraftEntry, Holding, TooEarly, show_month
from optalloc.ledger.store.journal import names, numbers, record
from optalloc.ledger.store.settings import settings_of
from optalloc.ledger.views.library import settle

MOST_NAMES_SHOWN = 12


@dataclass(frozen=True)
class TakeBack:
    """Money that is taken back from a cell; its source has it again, to be given to others.

    Attributes:
        amount: As it was typed, in the ledger's unit or with one of its own.
        use: Needed without a project; a project knows its recipient and use.
    """

    year: int
    month: int
    amount: str
    source: str
    recipient: str | None = None
    use: str | None = None
    project: str | None = None


def take_back(writing: Writing, deed: TakeBack) -> int:
    """Write it; return the number of its entry.

    Raises:
        InputUnusable: When a name is not known, or so much is not there.
    """
    unit = settings_of(writing.connection).unit
    faults: list[Fault] = []
    of_year = schema.sources.c.year == deed.year
    sources = numbers(writing.connection, schema.sources, of_year)
    source = _number("--source", deed.source, sources, faults)
    fen = _amount(deed.amount, unit, faults)
    if deed.project is not None:
        rows = {r["name"]: r for r in rows_of(writing.connection, schema.projects)}
        project = _number("--project", deed.project, {n: r["id"] for n, r in rows.items()}, faults)
        own = rows.get(tidy_name(deed.project), {})
        cell = Holding(source, own.get("recipient", 0), own.get("use", 0), project)
    else:
        towns = numbers(writing.connection, schema.recipients)
        uses = numbers(writing.connection, schema.uses)
        town = _number("--recipient", deed.recipient or "", towns, faults)
        cell = Holding(source, town, _number("--use", deed.use or "", uses, faults), None)
    refuse_any(faults)
    draft = DraftEntry("take_back", deed.year, deed.month, cell, -fen)

    def where(i: int, why: Words) -> Fault:
        allowed = Words("应", "") + why
        if isinstance(why, TooEarly):
            return _fault("--month", allowed, show_month(deed.month))
        return _fault("--amount", allowed, show_amount(fen, unit) + unit)

    (entry,) = record(writing, [draft], unit, where)
    settle(writing, [cell.project])
    return entry


def _fault(option: str, allowed: Words, came: str | None, remedy: Words | None = None) -> Fault:
    return Fault("", Words(option, option), allowed, came, remedy or Words("", ""))


def _number(option: str, name: str, there: Mapping[str, int], faults: list[Fault]) -> int:
    found = there.get(tidy_name(name))
    if found is None:
        shown = listed(list(there)[:MOST_NAMES_SHOWN])
        allowed = Words(
            f"应为台账里的名称（{shown.zh or '无'}）",
            f"a name that the ledger knows ({shown.en or 'none'})",
        )
        faults.append(_fault(option, allowed, name or None, nearest(name, there)))
    return found or 0


def _amount(typed: str, unit: str, faults: list[Fault]) -> int:
    try:
        fen = parse_amount(typed, unit)
    except ValueError:
        fen = 0
    if fen <= 0:
        allowed = Words(f"应为以{unit}计的金额，大于 0", f"an amount in {unit}, above 0")
        faults.append(_fault("--amount", allowed, typed))
    return fen


ENTRY_NAMES = ("source", "recipient", "use", "project", "batch")


def entries(connection: Connection, limit: int) -> list[dict[str, Any]]:
    """Return the last entries of the journal, with names for numbers and who, when and why."""
    entry, act = schema.entries, schema.acts
    told = (act.c.at, act.c.who, act.c.why)
    asked = select(entry, *told).join(act, act.c.id == entry.c.act).order_by(entry.c.id.desc())
    rows = [dict(r) for r in connection.execute(asked.limit(limit)).mappings()]
    tables = (*(schema.sources, schema.recipients, schema.uses, schema.projects, schema.batches),)
    called = {k: names(connection, t) for k, t in zip(ENTRY_NAMES, tables, strict=True)}
    for row in rows:
        row.update({k: called[k].get(row[k], "") for k in ENTRY_NAMES})
    return rows[::-1]


def acts(connection: Connection, limit: int) -> list[dict[str, Any]]:
    """Return the last acts, each with how many entries and changes it made."""
    act = schema.acts
    rows = [
        dict(r)
        for r in connection.execute(select(act).order_by(act.c.id.desc()).limit(limit)).mappings()
    ]
    for table, name in ((schema.entries, "entries"), (schema.changes, "changes")):
        count = select(table.c.act, func.count()).group_by(table.c.act)
        found = {row[0]: row[1] for row in connection.execute(count)}
        for row in rows:
            row[name] = found.get(row["id"], 0)
    return rows[::-1]


def changes(connection: Connection, limit: int) -> list[dict[str, Any]]:
    """Return the last changes of registers: before, after, who, when and why."""
    change, act = schema.changes, schema.acts
    told = (act.c.at, act.c.who, act.c.why)
    asked = select(change, *told).join(act, act.c.id == change.c.act).order_by(change.c.id.desc())
    return [dict(r) for r in connection.execute(asked.limit(limit)).mappings()][::-1]


def settle_after(writing: Writing, numbers_: list[int]) -> None:
    """Let the projects of some entries follow their money."""
    entry = schema.entries
    rows = rows_of(writing.connection, entry, entry.c.id.in_(numbers_))
    settle(writing, {row["project"] for row in rows if row["kind"] != "payment"})
