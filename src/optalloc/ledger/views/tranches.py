"""What approved plans of several years leave to be paid: by project and year, and since when.

A plan says what a project needs in each year (a tranche). What the project was given covers the
earliest of them first; the rest is still due, and what was due in years gone by is due now. Who
starts in the year that a plan was approved for is firm; a later start is indicative (预安排).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import gcd
from typing import Any

from sqlalchemy import Connection, select

from optalloc.ledger.store import schema
from optalloc.ledger.store.journal import ENTRY, GIVEN, STANDING, sums
from optalloc.ledger.tables.table_schema import NOT_FUNDED

STARTED = "开工年份"
"""The column of a scenario's projects with the year in which one started."""


@dataclass(frozen=True)
class PlannedProject:
    """A project of an approved plan of several years.

    Attributes:
        approved: The year that the plan was approved for.
        profile: The scenario's column of profiles; empty where it had none.
        due: What the plan says that it needs, by year from its start on [fen].
        given: What it was given so far, and before the year that is asked about [fen].
    """

    approved: int
    profile: str
    due: Mapping[int, int]
    given: int
    before: int

    @property
    def start(self) -> int:
        """The year in which it starts."""
        return min(self.due)

    @property
    def is_firm(self) -> bool:
        """Whether it has started: its start was decided, and the money that it asks for came."""
        return self.start <= self.approved and (self.given > 0 or not self.due[self.start])

    @property
    def is_under_way(self) -> bool:
        """Whether it has started, or money lies on it already."""
        return self.is_firm or self.given > 0

    def rest(self, year: int) -> dict[int, int]:
        """Return what is still due by year, that of the years before a year in this one [fen]."""
        found, in_hand = dict[int, int](), self.given
        for when, amount in sorted(self.due.items()):
            covered = min(amount, in_hand)
            in_hand -= covered
            if amount > covered:
                at = max(when, year)
                found[at] = found.get(at, 0) + amount - covered
        return found

    def carried(self, year: int) -> int:
        """Return what years before brought ahead of what was due in them [fen]."""
        return max(0, self.before - sum(m for when, m in self.due.items() if when < year))

    def ratio(self, year: int) -> str:
        """Return what is still due as a profile: from a year on, or from a start that is open."""
        first = year if self.is_firm else self.start
        rest = self.rest(first)
        parts = [rest.get(when, 0) for when in range(first, max(rest, default=first) + 1)]
        step = gcd(*parts) or 1
        return ":".join(str(part // step) for part in parts) if len(parts) > 1 else "100"


def planned_projects(
    connection: Connection, year: int, until: int | None = None
) -> dict[int, PlannedProject]:
    """Return the projects of approved plans of several years, by their numbers.

    The last plan that has a project counts. One that has not started is told by plans of the last
    year alone: a new plan decides anew about it. A plan whose awards were all reversed says
    nothing, whatever its batch holds later; nor is anything due to who left the library.

    Args:
        year: The year that is asked about; what came after it is left out.
        until: The last month that counts; None counts all.
    """
    months = () if until is None else (ENTRY.month <= until,)
    tranche, counted = schema.tranches.c, (GIVEN, ENTRY.year <= year, *months)
    standing = select(ENTRY.act).where(*counted, *STANDING)
    asked = (
        select(schema.tranches, schema.batches.c.year.label("approved"))
        .join(schema.batches, schema.batches.c.id == tranche.batch)
        .join(schema.projects, schema.projects.c.id == tranche.project)
        .where(tranche.act.in_(standing), schema.projects.c.state.not_in(NOT_FUNDED))
        .order_by(tranche.act)
    )
    last: dict[int, list[Any]] = {}
    for row in connection.execute(asked):
        held = last.setdefault(row.project, [])
        if held and held[0].act != row.act:
            held.clear()
        held.append(row)
    given = sums(connection, ("project",), *counted)
    before = sums(connection, ("project",), GIVEN, ENTRY.year < year, *months)
    found = {
        number: PlannedProject(
            rows[0].approved,
            rows[0].profile,
            {row.year: int(row.amount) for row in rows},
            given.get((number,), 0),
            before.get((number,), 0),
        )
        for number, rows in last.items()
    }
    newest = max((plan.approved for plan in found.values()), default=0)
    return {
        number: plan
        for number, plan in found.items()
        if plan.is_firm or (plan.start > plan.approved and plan.approved == newest)
    }
