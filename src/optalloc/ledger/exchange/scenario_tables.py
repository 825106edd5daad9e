"""The tables and figures that a scenario may take from a ledger, as rows with the usual headers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from optalloc.core.message import NOTHING, Words, listed
from optalloc.core.money import show_amount, show_fraction
from optalloc.inputs.row_values import several
from optalloc.inputs.tables import Value
from optalloc.ledger.store import schema
from optalloc.ledger.store.audit_log import rows_of
from optalloc.ledger.store.invariants import PAID
from optalloc.ledger.store.journal import ENTRY, GIVEN, names, sums
from optalloc.ledger.store.settings import settings_of
from optalloc.ledger.tables.table_schema import SHEETS
from optalloc.ledger.views.library import rows_in_library
from optalloc.ledger.views.tranches import STARTED, PlannedProject, planned_projects
from optalloc.problem.facts import SOURCE_KINDS, SourceKind

DIGITS = 4
"""Decimals of a progress in per cent."""


@dataclass(frozen=True)
class LedgerPeriod:
    """What part of a ledger is asked for.

    Attributes:
        until: The last month that counts; None counts all.
    """

    year: int
    until: int | None

    def counted(self) -> tuple[Any, ...]:
        """Return what the entries must fulfil."""
        return (ENTRY.year == self.year, *self._months())

    def counted_before(self) -> tuple[Any, ...]:
        """Return what the entries of the years before must fulfil."""
        return (ENTRY.year < self.year, *self._months())

    def counted_so_far(self) -> tuple[Any, ...]:
        """Return what the entries of this year and of all before it must fulfil."""
        return (ENTRY.year <= self.year, *self._months())

    def _months(self) -> tuple[Any, ...]:
        return () if self.until is None else (ENTRY.month <= self.until,)


@dataclass(frozen=True)
class Made:
    """Rows for a scenario; amounts are in 元 and say so in their header.

    Attributes:
        words: How much it is, for the note.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    words: Words


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def _made(headers: tuple[str, ...], rows: list[tuple[Value, ...]], fen: int | None = None) -> Made:
    words = Words(f"{len(rows)} 行", f"{len(rows)} rows")
    if fen is not None:
        amount = show_amount(fen, "万元")
        words += Words(f"，合计 {amount}万元", f", {amount}万元 in all")
    return Made(headers, tuple(rows), words)


def earlier(connection: Connection, asked: LedgerPeriod) -> Made:
    """Return what was given in the year, less what was taken back."""
    found = sums(connection, ("recipient", "source", "use"), GIVEN, *asked.counted())
    called = [names(connection, t) for t in (schema.recipients, schema.sources, schema.uses)]
    rows: list[tuple[Value, ...]] = [
        (*(name[n] for name, n in zip(called, key, strict=True)), _yuan(fen))
        for key, fen in sorted(found.items())
        if fen
    ]
    return _made(("单位", "资金来源", "用途", "金额(元)"), rows, sum(found.values()))


def history(connection: Connection, asked: LedgerPeriod) -> Made:
    """Return what was given in the years before."""
    where = ("year", "recipient", "source", "use")
    found = sums(connection, where, GIVEN, *asked.counted_before())
    called = [names(connection, t) for t in (schema.recipients, schema.sources, schema.uses)]
    rows: list[tuple[Value, ...]] = [
        (year, *(name[n] for name, n in zip(called, key, strict=True)), _yuan(fen))
        for (year, *key), fen in sorted(found.items())
        if fen
    ]
    return _made(("年度", "单位", "资金来源", "用途", "金额(元)"), rows, sum(found.values()))


def sources(connection: Connection, asked: LedgerPeriod) -> Made:
    """Return what the sources of the year have left; what was taken back says from whom."""
    given = sums(connection, ("source",), GIVEN, *asked.counted())
    taken = sums(connection, ("source", "recipient"), ENTRY.kind == "take_back", *asked.counted())
    towns = names(connection, schema.recipients)
    rows: list[tuple[Value, ...]] = []
    total = 0
    for row in rows_of(connection, schema.sources, schema.sources.c.year == asked.year):
        left = int(row["amount"]) - given.get((row["id"],), 0)
        back = {town: -fen for (source, town), fen in taken.items() if source == row["id"] and fen}
        is_back = bool(back) and left <= sum(back.values())
        kind: SourceKind = "taken_back" if is_back else row["kind"] or "new"
        giver = "、".join(towns[town] for town in back) if is_back else row["taken_from"]
        if left:
            told = (row["name"], row["tier"] or None, row["document"] or None)
            rows.append((*told, SOURCE_KINDS[kind].zh, giver or None, _yuan(left)))
            total += left
    heads = ("资金来源", "层级", "文号", "性质", "收回单位", "金额(元)")
    made = _made(heads, rows, total)
    return replace(made, words=made.words + _unspent_before(connection, asked))


def _unspent_before(connection: Connection, asked: LedgerPeriod) -> Words:
    """Say what the year before left over, where this year has no sources for it.

    A source is money of its year with a document. What is left over is money of the next year once
    it is carried over there, as a source of that kind; offered by itself it would count twice.
    """
    year, table = asked.year - 1, schema.sources
    given = sums(connection, ("source",), GIVEN, ENTRY.year == year)
    left = {
        row["name"]: fen
        for row in rows_of(connection, table, table.c.year == year)
        if (fen := int(row["amount"]) - given.get((row["id"],), 0)) > 0
    }
    now = rows_of(connection, table, table.c.year == asked.year)
    carried = sum(int(row["amount"]) for row in now if row["kind"] == "carry_over")
    if sum(left.values()) <= carried:
        return NOTHING
    each = listed([f"{name} {_wan(fen)}" for name, fen in left.items()])
    rest = _wan(sum(left.values()) - carried)
    partly = Words(
        f"，已列为结转的有 {_wan(carried)}，其余 {rest}",
        f" ({_wan(carried)} is carried over already, the other {rest} is not)",
    )
    there = partly if carried else NOTHING
    return Words(
        f"；{year} 年没有安排完的 {each.zh}{there.zh} 不在其中，结转来的请 ledger import sources"
        "（性质：结转）",
        f"; what {year} left, {each.en}, is not among them{there.en}: `ledger import sources` what "
        "is carried over, as carry_over",
    )


def _wan(fen: int) -> str:
    return f"{show_amount(fen, '万元')}万元"


def uses(connection: Connection, asked: LedgerPeriod) -> Made:
    """Return the uses with their groups."""
    rows = rows_of(connection, schema.uses)
    return _made(("用途", "类别"), [(row["name"], row["groups"] or None) for row in rows])


def recipients(connection: Connection, asked: LedgerPeriod) -> Made:
    """Return the recipients with their kinds."""
    rows = rows_of(connection, schema.recipients)
    return _made(("单位", "类型"), [(row["name"], row["kind"] or None) for row in rows])


def negative_list(connection: Connection, asked: LedgerPeriod) -> Made:
    """Return the negative list."""
    rows = rows_of(connection, schema.negative_list)
    told: list[tuple[Value, ...]] = [(r["name"], r["words"], r["cite"] or None) for r in rows]
    return _made(("负面事项", "关键词", "依据"), told)


def needs(connection: Connection, asked: LedgerPeriod) -> Made:
    """Return what the projects of the year's library need, by recipient and use.

    What they got in the years before is needed no more. What they got in the year itself still
    counts as need: `earlier` has it, and the rules set it against the need of the whole year.
    """
    before = sums(connection, ("project",), GIVEN, *asked.counted_before())
    found: dict[tuple[int, int], int] = {}
    for row in rows_in_library(connection, asked.year, asked.until):
        key = (row["recipient"], row["use"])
        left = max(0, int(row["need"]) - before.get((row["id"],), 0))
        found[key] = found.get(key, 0) + left
    towns, purposes = names(connection, schema.recipients), names(connection, schema.uses)
    rows: list[tuple[Value, ...]] = [
        (towns[town], purposes[use], _yuan(fen)) for (town, use), fen in sorted(found.items())
    ]
    return _made(("单位", "用途", "需求(元)"), rows, sum(found.values()))


def projects(connection: Connection, asked: LedgerPeriod) -> Made:
    """Return the projects of the library that still need money, each with what it still needs.

    What it was given counts whatever the year: a library spans two, and most projects keep their
    state into the second. A minimum is what it can start with: what it has counts towards it too.
    """
    given = sums(connection, ("project",), GIVEN, *asked.counted_so_far())
    planned = planned_projects(connection, asked.year, asked.until)
    towns, purposes = names(connection, schema.recipients), names(connection, schema.uses)
    texts = [f for f in SHEETS["projects"].fields if f.sort == "text"]
    under_way = {number for number, plan in planned.items() if plan.is_under_way}
    library = [
        row
        for row in rows_in_library(connection, asked.year, asked.until)
        if row["state"] in ("admitted", "funded") or row["id"] in under_way
    ]
    more = [_cells(row, planned.get(row["id"]), asked.year) for row in library]
    others = tuple(dict.fromkeys(head for cells in more for head in cells))
    rows: list[tuple[Value, ...]] = []
    total = started = partly = 0
    for row, cells in zip(library, more, strict=True):
        has = given.get((row["id"],), 0)
        left = int(row["need"]) - has
        if left <= 0:
            continue
        minimum = row["minimum"]
        least = None if minimum is None else _yuan(min(max(0, int(minimum) - has), left))
        told = (row["name"], towns[row["recipient"]], purposes[row["use"]], _yuan(left), least)
        written = (row[f.key] or None for f in texts)
        rows.append((*told, *written, *(cells.get(head) for head in others)))
        total, started = total + left, started + (STARTED in cells)
        partly += has > 0
    heads = ("项目名称", "单位", "用途", "资金需求(元)", "最低资金(元)")
    made = _made((*heads, *(f.heads[0] for f in texts), *others), rows, total)
    return replace(made, words=made.words + _said_of_projects(started, partly))


def _said_of_projects(started: int, partly: int) -> Words:
    """Say how many projects go on, and what of those that have money is of the whole project."""
    said = NOTHING
    if started:
        said += Words(
            f"，其中 {started} 个已开工（“{STARTED}”列），余下的分年比例按已安排的扣过",
            f", {started} of them started (column {STARTED}), their profiles less what they have",
        )
    if partly:
        said += Words(
            f"；{partly} 个已有资金：只列还缺的，其余各列（如受益人数）仍是整个项目的",
            f"; {partly} of them with money already: need is what they still lack, other columns"
            " (such as who benefits) are of the whole project",
        )
    return said


def _cells(row: Mapping[str, Any], plan: PlannedProject | None, year: int) -> dict[str, str]:
    """Return the further cells of a project; of one in a plan of several years, what is left."""
    cells: dict[str, str] = json.loads(row["more"]) if row["more"] else {}
    if plan is None:
        return cells
    if plan.profile and (plan.is_under_way or not cells.get(plan.profile)):
        cells[plan.profile] = plan.ratio(year)
    if plan.is_firm:
        cells[STARTED] = str(plan.start)
    return cells


MADE: Mapping[str, Callable[[Connection, LedgerPeriod], Made]] = {
    "earlier": earlier,
    "history": history,
    "sources": sources,
    "uses": uses,
    "recipients": recipients,
    "needs": needs,
    "projects": projects,
    "negative_list": negative_list,
}
"""The tables of a scenario that a ledger can make."""
CALLED: Mapping[str, Words] = {
    "earlier": Words("已下达", "earlier awards"),
    "history": Words("往年", "earlier years"),
    "sources": Words("资金余额", "what sources have left"),
    "uses": Words("用途", "uses"),
    "recipients": Words("单位", "recipients"),
    "needs": Words("项目库需求", "needs of the library"),
    "projects": Words("项目库", "the project library"),
    "negative_list": Words("负面清单", "the negative list"),
}


@dataclass(frozen=True)
class LedgerFigure:
    """A figure of every recipient.

    Attributes:
        is_of_money_given: Whether who was given nothing has no such figure.
    """

    words: Words
    is_of_money_given: bool = False


FIGURES: Mapping[str, LedgerFigure] = {
    "progress": LedgerFigure(Words("支付进度（百分数）", "payment progress in per cent"), True),
    "given": LedgerFigure(Words("已下达金额", "money given")),
    "paid": LedgerFigure(Words("已支付金额", "money paid")),
    "library_need": LedgerFigure(Words("项目库资金需求", "needs of the project library")),
    "industry_need": LedgerFigure(
        Words("项目库产业资金需求", "industry needs of the project library")
    ),
}
"""The figures of recipients that a scenario may take."""


def figures(connection: Connection, asked: LedgerPeriod, word: str) -> dict[str, Value]:
    """Return a figure by recipient; amounts in the ledger's unit, progress in per cent."""
    unit = settings_of(connection).unit
    towns = names(connection, schema.recipients)
    if word in ("library_need", "industry_need"):
        amounts = _needed(connection, asked, word == "industry_need")
        return {towns[t]: Decimal(show_amount(fen, unit)) for t, fen in amounts.items()}
    given = sums(connection, ("recipient",), GIVEN, *asked.counted())
    is_paid = (ENTRY.kind == "payment", ENTRY.payee.in_(PAID))
    paid = sums(connection, ("recipient",), *is_paid, *asked.counted())
    if word == "progress":
        return {
            towns[t]: Decimal(show_fraction(Fraction(100 * paid.get((t,), 0), fen), DIGITS))
            for (t,), fen in given.items()
            if fen > 0
        }
    chosen = given if word == "given" else paid
    return {towns[t]: Decimal(show_amount(fen, unit)) for (t,), fen in chosen.items()}


def _needed(connection: Connection, asked: LedgerPeriod, industry: bool) -> dict[int, int]:
    groups = set(settings_of(connection).industry.groups)
    counted = {
        row["id"]
        for row in rows_of(connection, schema.uses)
        if not industry or groups & set(several(row["groups"]))
    }
    found: dict[int, int] = {}
    for row in rows_in_library(connection, asked.year, asked.until):
        if row["use"] in counted:
            found[row["recipient"]] = found.get(row["recipient"], 0) + int(row["need"])
    return found
