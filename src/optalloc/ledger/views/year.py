"""The year to date (全年): by recipient, source, use and batch, and the share of industry.

    given = awarded in other batches + awarded in this one - taken back,   all in fen

The share of industry is that of all money given in the year, whatever its tier.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, select

from optalloc.core.errors import Fault, InputUnusable, nearest
from optalloc.core.message import NOTHING, Words, listed
from optalloc.core.money import show_percent
from optalloc.inputs.row_values import several
from optalloc.ledger.store import schema
from optalloc.ledger.store.invariants import PAID
from optalloc.ledger.store.journal import ENTRY, GIVEN, Key, names, sums
from optalloc.ledger.store.settings import Industry, settings_of
from optalloc.ledger.views.tranches import PlannedProject, planned_projects
from optalloc.present.document import RECIPIENT, SOURCE, USE

SORTS: Mapping[str, Words] = {
    "recipient": RECIPIENT,
    "source": SOURCE,
    "use": USE,
    "batch": Words("批次", "batch"),
}
"""What the year is seen by."""
NO_BATCH = Words("（未注明批次）", "(no batch)")


@dataclass
class YearLine:
    """One line of the year [fen].

    Attributes:
        before: Awarded in other batches (已下达).
        this: Awarded in the batch that is looked at (本次).
        taken: Taken back, as a number above 0 (收回).
        paid: Paid to contractors and beneficiaries (已支付).
        amount: What a source holds; None for other lines.
    """

    before: int = 0
    this: int = 0
    taken: int = 0
    paid: int = 0
    amount: int | None = None

    @property
    def given(self) -> int:
        """What is given in all."""
        return self.before + self.this - self.taken


@dataclass(frozen=True)
class Share:
    """The share of industry.

    Attributes:
        part, whole: The year's money for industry, and all of it [fen].
        floor: The least share; None without one.
        last: Last year's share; None where the ledger knows nothing of last year.
    """

    part: int
    whole: int
    floor: Fraction | None
    last: Fraction | None

    @property
    def share(self) -> Fraction | None:
        """The share; None where nothing is given yet."""
        return Fraction(self.part, self.whole) if self.whole else None

    @property
    def is_kept(self) -> bool | None:
        """Whether the floor is reached; None without one, or without money."""
        if self.floor is None or self.share is None:
            return None
        return self.share >= self.floor


@dataclass(frozen=True)
class YearView:
    """A year of a ledger.

    Attributes:
        batch: The batch that is looked at; empty where the year has none.
        lines: The lines by name, for each sort of SORTS.
        planned: What approved plans of several years leave to be paid, by project.
    """

    year: int
    batch: str
    unit: str
    lines: Mapping[str, Mapping[str, YearLine]]
    total: YearLine
    industry: Share
    planned: Mapping[str, PlannedProject]


def year_view(connection: Connection, year: int, batch: str | None = None) -> YearView:
    """Return a year.

    Args:
        batch: The batch to look at; None takes the last one.

    Raises:
        InputUnusable: When the year has no such batch.
    """
    settings = settings_of(connection)
    batches = _batches(connection, year)
    looked_at = _batch(batches, year, batch)
    where = ("kind", "payee", "batch", "source", "recipient", "use")
    found = sums(connection, where, ENTRY.year == year)
    total = YearLine()
    lines: dict[str, dict[str, YearLine]] = {
        "recipient": {},
        "source": _sources(connection, year),
        "use": {},
        "batch": {name: YearLine() for name in batches.values()},
    }
    called = _called(connection, batches)
    for key, fen in found.items():
        for line in (total, *_lines_of(key, called, lines)):
            _add(line, key, fen, looked_at)
    industry = _industry(connection, year, settings.industry)
    name = "" if looked_at is None else batches[looked_at]
    projects = names(connection, schema.projects)
    planned = {projects[n]: p for n, p in planned_projects(connection, year).items()}
    ordered = _ordered(lines, called)
    return YearView(year, name, settings.unit, ordered, total, industry, planned)


def _ordered(
    lines: Mapping[str, Mapping[str, YearLine]], called: Mapping[str, Mapping[int | None, str]]
) -> dict[str, dict[str, YearLine]]:
    """Return lines in the order in which their names were written into the ledger."""
    return {
        sort: {name: held[name] for name in dict.fromkeys(called[sort].values()) if name in held}
        for sort, held in lines.items()
    }


def _batches(connection: Connection, year: int) -> dict[int, str]:
    table = schema.batches
    asked = select(table.c.id, table.c.name).where(table.c.year == year).order_by(table.c.number)
    return {int(row.id): row.name for row in connection.execute(asked)}


def _batch(batches: Mapping[int, str], year: int, asked: str | None) -> int | None:
    if asked is None:
        return list(batches)[-1] if batches else None
    found = next((number for number, name in batches.items() if name == asked), None)
    if found is None:
        there = listed(list(batches.values()))
        allowed = Words(
            f"应为 {year} 年的批次（{there.zh or '无'}）", f"a batch of {year} ({there.en})"
        )
        hint = nearest(asked, batches.values())
        raise InputUnusable([Fault("", Words("--batch", "--batch"), allowed, asked, hint)])
    return found


def _sources(connection: Connection, year: int) -> dict[str, YearLine]:
    source = schema.sources.c
    rows = connection.execute(
        select(source.name, source.amount).where(source.year == year).order_by(source.id)
    )
    return {row.name: YearLine(amount=int(row.amount)) for row in rows}


def _called(connection: Connection, batches: Mapping[int, str]) -> dict[str, dict[int | None, str]]:
    tables = {"recipient": schema.recipients, "source": schema.sources, "use": schema.uses}
    called: dict[str, dict[int | None, str]] = {
        sort: dict(names(connection, table).items()) for sort, table in tables.items()
    }
    called["batch"] = dict(batches.items())
    called["batch"][None] = NO_BATCH.zh
    return called


def _lines_of(
    key: Key,
    called: Mapping[str, Mapping[int | None, str]],
    lines: Mapping[str, dict[str, YearLine]],
) -> list[YearLine]:
    kind, _, batch, source, recipient, use = key
    at: dict[str, Any] = {"recipient": recipient, "source": source, "use": use}
    if kind != "payment":
        at["batch"] = batch
    return [lines[sort].setdefault(called[sort][row], YearLine()) for sort, row in at.items()]


def _add(line: YearLine, key: Key, fen: int, looked_at: int | None) -> None:
    kind, payee, batch = key[:3]
    if kind == "payment":
        line.paid += fen if payee in PAID else 0
    elif kind == "take_back":
        line.taken -= fen
    elif batch is not None and batch == looked_at:
        line.this += fen
    else:
        line.before += fen


def _industry(connection: Connection, year: int, wish: Industry) -> Share:
    rows = connection.execute(select(schema.uses.c.id, schema.uses.c.groups))
    counted = {row.id for row in rows if set(several(row.groups)) & set(wish.groups)}
    found = sums(connection, ("year", "use"), GIVEN, ENTRY.year.in_((year - 1, year)))
    parts = {
        y: sum(fen for (when, use), fen in found.items() if when == y and use in counted)
        for y in (year - 1, year)
    }
    wholes = {y: sum(fen for (when, _), fen in found.items() if when == y) for y in parts}
    last = Fraction(parts[year - 1], wholes[year - 1]) if wholes[year - 1] else None
    return Share(parts[year], wholes[year], wish.floor, last)


def industry_words(share: Share) -> Words:
    """Say the share of industry beside its floor and last year's."""
    if share.share is None:
        return Words("全年还没有下达资金。", "Nothing is given yet this year.")
    shown = show_percent(share.share)
    said = Words(f"全年产业占比 {shown}", f"Industry has {shown} of the year's money")
    if share.floor is not None:
        floor, kept = show_percent(share.floor), share.is_kept
        said += Words(
            f"，下限 {floor}，{'达到' if kept else '未达到'}",
            f"; the floor is {floor}, {'which it reaches' if kept else 'which it misses'}",
        )
    if share.last is not None:
        last = show_percent(share.last)
        fell = share.share < share.last
        said += Words(
            f"；上年 {last}，{'低于上年' if fell else '不低于上年'}",
            f"; last year it was {last}, {'more than now' if fell else 'not more than now'}",
        )
    return said + Words("。", ".") + NOTHING
