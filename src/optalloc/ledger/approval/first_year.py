"""Of a plan of several years: what is booked now, and what is kept as indicative (预安排).

The awards from the first year's sources are booked. Later money is not there yet: of it the ledger
keeps what each project needs in each year (`views/tranches.py`), and from which year on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from sqlalchemy import insert

from optalloc.core.errors import Fault
from optalloc.core.message import Words, listed
from optalloc.ledger.store import schema
from optalloc.ledger.store.audit_log import Writing
from optalloc.ledger.store.journal import GIVEN, sums
from optalloc.ledger.views.tranches import planned_projects
from optalloc.problem.component import Component
from optalloc.problem.facts import Plan, Source
from optalloc.problem.plan_years import ForYears, later_sources
from optalloc.problem.problem import Problem
from optalloc.problem.rules.schedule import Schedule


@dataclass(frozen=True)
class FirstYear:
    """A plan as it is approved for a year; of a plan of one year, all of it.

    Attributes:
        plan: All its awards, those of later years among them.
    """

    problem: Problem
    plan: Plan
    year: int

    @cached_property
    def rules(self) -> tuple[ForYears, ...]:
        """The rules about several years."""
        parts: tuple[Component, ...] = self.problem.rules
        return tuple(part for part in parts if isinstance(part, ForYears))

    @cached_property
    def later(self) -> frozenset[str]:
        """The names of the sources of later years."""
        return later_sources(self.problem.rules)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of this year."""
        return tuple(s for s in self.problem.sources if s.name not in self.later)

    @cached_property
    def booked(self) -> Plan:
        """What is booked: the awards from this year's sources."""
        return Plan(a for a in self.plan.awards if a.source not in self.later)

    def tranches(self) -> Iterator[tuple[str, str, dict[int, int]]]:
        """Yield projects, the column of their profiles, and what they need by year [fen].

        Who started before the plan needs nothing of the year in which it did.
        """
        for rule in self.rules:
            if not isinstance(rule, Schedule):
                continue
            years = [int(y) if y.isdecimal() else self.year + k for k, y in enumerate(rule.years)]
            for name, start in rule.starts(self.problem, self.plan).items():
                if start is not None:
                    steps = [after - before for before, after in pairwise([0, *start.due])]
                    due = dict(zip(years[start.at :], steps[start.at :], strict=True))
                    since = rule.since(self.problem.project_named[name])
                    if since.isdecimal() and int(since) < min(due):
                        due[int(since)] = 0
                    yield name, rule.profile or "", due

    def words(self) -> Iterator[Words]:
        """Say what was not booked, and which money stands ahead of its time."""
        if not self.later:
            return
        say = self.problem.say
        left = say(self.plan.total - self.booked.total)
        later = listed([s.name for s in self.problem.sources if s.name in self.later])
        yield Words(
            f"只记 {self.year} 年的资金；{later.zh} 的 {left} 是预安排，没有"
            "下达，也不记这些来源，到位后请 ledger import sources。",
            f"Only the money of {self.year} is booked; {left} of {later.en} is indicative: it is "
            "not awarded, and neither are these sources written; `ledger import sources` when they "
            "are there.",
        )
        booked, ahead = self.booked.sums("project"), dict[str, int]()
        for name, _, due in self.tranches():
            now = due.get(self.year, 0)
            if (more := booked.get(name, 0) - now) > 0:
                ahead[name] = more
        if ahead:
            total = say(sum(ahead.values()))
            each = listed([f"{name} {say(fen)}" for name, fen in ahead.items()])
            yield Words(
                f"已记的资金中，{total} 为以后年度提前安排（结转），记在项目上：{each.zh}。",
                f"Of what is booked, {total} comes ahead of its year (carried over), on its "
                f"projects: {each.en}.",
            )
        if any(isinstance(rule, Schedule) for rule in self.rules):
            yield Words(
                f"各项目的开工年份和分年资金已留在台账里：下年的情景取 projects，或看 ledger year "
                f"--year {self.year + 1}。",
                "The start of each project and its money by year are kept in the ledger: take "
                f"`projects` from it next year, or see `ledger year --year {self.year + 1}`.",
            )


def not_of_this_year(approved: FirstYear, file: str) -> Iterator[Fault]:
    """Yield plans whose first year is another, or that give nothing in it."""
    for rule in approved.rules:
        first = next(iter(rule.years))
        if first.isdecimal() and int(first) != approved.year:
            place = Words(f"rules.{rule.label}", f"rules.{rule.label}")
            allowed = Words(
                f"第一年应为 {approved.year} 年", f"a plan whose first year is {approved.year}"
            )
            remedy = Words(
                f"只有第一年的是正式安排：请按 {approved.year} 年起重新编制、求解。",
                f"Only its first year is firm: make and solve a plan that begins in "
                f"{approved.year}.",
            )
            yield Fault(file, place, allowed, first, remedy)
    if not approved.booked.awards:
        allowed = Words(f"{approved.year} 年应有安排额", f"awards in {approved.year}")
        yield Fault(file, Words("方案", "the plan"), allowed)


def put_tranches(
    writing: Writing, approved: FirstYear, batch: int, projects: Mapping[str, int]
) -> None:
    """Keep what each project needs by year; what it had before counts in its first year.

    A project that had started before keeps the year in which it did.

    Args:
        batch: The number of the batch.
        projects: The numbers of the plan's projects.
    """
    known = planned_projects(writing.connection, approved.year)
    given = sums(writing.connection, ("project",), GIVEN)
    rows = []
    for name, profile, due in approved.tranches():
        number, start = projects[name], min(due)
        if (old := known.get(number)) is not None and old.is_firm:
            start = min(start, old.start)
        whole = {start: 0, **due}
        whole[start] += given.get((number,), 0)
        told = {"act": writing.act, "batch": batch, "project": number, "profile": profile}
        rows += [{**told, "year": year, "amount": fen} for year, fen in whole.items()]
    if rows:
        writing.connection.execute(insert(schema.tranches), rows)
