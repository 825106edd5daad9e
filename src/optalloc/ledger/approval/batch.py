"""An approved plan becomes a batch of a ledger: read again, audited again, written as awards.

Of a plan of several years the first year's money is booked; the rest is indicative
(`first_year.py`). All of it happens while the ledger is held: what the scenario reads from it is
what the batch is written on. A plan that breaks a rule of its scenario is refused with every
breach.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from optalloc.core.errors import Fault, InputUnusable, refuse_any
from optalloc.core.message import NOTHING, Words
from optalloc.core.money import parse_amount, show_fraction
from optalloc.inputs.award_tables import read_approved
from optalloc.inputs.given_tables import what_was_given
from optalloc.inputs.scenario import Scenario, compose
from optalloc.inputs.table_schema import TABLES
from optalloc.inputs.tables import Reading, read_whole, split_reference
from optalloc.inputs.tables.raw import unusable
from optalloc.ledger.approval.first_year import FirstYear, not_of_this_year, put_tranches
from optalloc.ledger.exchange.entries import make_batch
from optalloc.ledger.exchange.registers import put_projects
from optalloc.ledger.store import schema
from optalloc.ledger.store.audit_log import Act, Writing, rows_of
from optalloc.ledger.store.database import Ledger
from optalloc.ledger.store.invariants import DraftEntry, Holding
from optalloc.ledger.store.journal import ENTRY, GIVEN, numbers, record, sums
from optalloc.ledger.store.settings import settings_of
from optalloc.ledger.tables.table_schema import NOT_FUNDED, SHEETS
from optalloc.ledger.views.library import reason_words, settle
from optalloc.pipeline.audit import verify
from optalloc.pipeline.solve import read_noted, solve
from optalloc.problem.facts import Award, Plan
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project
from optalloc.problem.score import score


@dataclass(frozen=True)
class Batch:
    """What is to be written.

    Attributes:
        month: When it was given, such as 202309.
        plan: The plan's folder or file; None solves the scenario and takes its best plan.
        document: The document number it was given by; may be empty.
    """

    scenario: str
    year: int
    name: str
    month: int
    plan: str | None = None
    document: str = ""
    settings: Sequence[str] = ()


@dataclass(frozen=True)
class Approved:
    """What was written.

    Attributes:
        plan: The awards that were booked.
        entries: The numbers of its awards.
        notes: What of a plan of several years is not booked, and what became of it.
    """

    batch: Batch
    problem: Problem
    plan: Plan
    entries: tuple[int, ...]
    notes: tuple[Words, ...]


def approve(ledger: Ledger, batch: Batch, act: Act) -> Approved:
    """Write a batch.

    Raises:
        InputUnusable: When the plan breaks a rule, or the ledger has not the money for it; nothing
            is written then.
    """
    solved = None
    if batch.plan is None:
        best = solve(batch.scenario, settings=batch.settings).best
        if best is None:
            allowed = Words("应有方案", "a plan, and there is none")
            remedy = Words("见 optalloc solve。", "See `optalloc solve`.")
            raise InputUnusable(
                [Fault(batch.scenario, Words("方案", "the plan"), allowed, None, remedy)]
            )
        solved = best.plan
    with ledger.writing(act) as writing:
        problem, inputs = read_noted(batch.scenario, batch.settings)
        refuse_any([*_of_another_year(batch)])
        plan = solved or read_plan(str(batch.plan), problem)
        _audit(problem, plan, batch)
        digest = sha256(repr(sorted(inputs.digests.items())).encode()).hexdigest()
        year = FirstYear(problem, plan, batch.year)
        refuse_any([*not_of_this_year(year, batch.plan or batch.scenario)])
        entries = _write(writing, batch, year, digest)
    return Approved(batch, problem, year.booked, tuple(entries), tuple(year.words()))


def year_of_money(scenario: str, settings: Sequence[str] = ()) -> int | None:
    """Return the year of which a scenario takes its sources from a ledger; None where it does not.

    Raises:
        InputUnusable: When it cannot be read.
    """
    return dict(_years_asked(compose(Path(scenario), scenario, settings))).get("sources")


def _years_asked(scenario: Scenario) -> Iterator[tuple[str, int]]:
    """Yield the tables of this year's money that come from a ledger, each with the year asked."""
    tables = scenario.section("tables")
    for name in ("sources", "earlier"):
        spec = tables.get(name)
        year = spec.get("year") if isinstance(spec, Mapping) and "ledger" in spec else None
        if isinstance(year, int):  # Of any other the reader writes a letter.
            yield name, year


def _of_another_year(batch: Batch) -> Iterator[Fault]:
    """Yield tables of the year's money that were asked of another year.

    Booked in a year of its own, the money of another would be written as new sources there, and
    stay unspent where it is.
    """
    scenario = compose(Path(batch.scenario), batch.scenario, batch.settings)
    for name, asked in _years_asked(scenario):
        if asked != batch.year:
            allowed = Words(f"应为 {batch.year}，与 --year 相同", f"{batch.year}, as --year has it")
            remedy = Words(
                f"请写 --year {asked}，或改情景，重新求解。",
                f"Say --year {asked}, or change the scenario and solve again.",
            )
            yield scenario.fault(("tables", name, "year"), allowed, str(asked), remedy)


def _audit(problem: Problem, plan: Plan, batch: Batch) -> None:
    breaches = verify(problem, score(problem), plan)
    if breaches or not plan.awards:
        remedy = Words("请重新求解，或改正方案。", "Solve again, or correct the plan.")
        allowed = Words("应有安排额", "a plan with awards")
        faults = [
            Fault(batch.plan or batch.scenario, Words("方案", "the plan"), b.words(), None, remedy)
            for b in breaches
        ] or [Fault(batch.plan or batch.scenario, Words("方案", "the plan"), allowed)]
        raise InputUnusable(faults)


def _write(writing: Writing, batch: Batch, year: FirstYear, digest: str) -> list[int]:
    unit, problem = settings_of(writing.connection).unit, year.problem
    faults = [*_batch_is_there(writing, batch), *_sources_differ(writing, batch, year)]
    refuse_any(faults)
    _put_names(writing, year)
    projects = _put_plan_projects(writing, batch.year, problem, year.plan)
    of_year = schema.sources.c.year == batch.year
    sources = numbers(writing.connection, schema.sources, of_year)
    towns = numbers(writing.connection, schema.recipients)
    uses = numbers(writing.connection, schema.uses)
    told = {"document": batch.document, "scenario": batch.scenario, "digest": digest}
    row = make_batch(writing, batch.year, batch.name, batch.month, **told)
    put_tranches(writing, year, row, projects)
    drafts = []
    for a in year.booked.awards:
        project = None if a.project is None else projects[a.project]
        cell = Holding(sources[a.source], towns[a.recipient], uses[a.use], project)
        drafts.append(DraftEntry("award", batch.year, batch.month, cell, a.amount, row))

    def where(i: int, why: Words) -> Fault:
        a = year.booked.awards[i]
        place = Words(f"{a.recipient} {a.source}", f"{a.recipient}, {a.source}")
        return Fault(
            batch.plan or batch.scenario, place, Words("应", "") + why, problem.say(a.amount)
        )

    entries = record(writing, drafts, unit, where)
    settle(writing, {draft.cell.project for draft in drafts})
    return entries


def _batch_is_there(writing: Writing, batch: Batch) -> Iterator[Fault]:
    table = schema.batches
    where = (table.c.year == batch.year, table.c.name == batch.name)
    found = rows_of(writing.connection, table, *where)
    given = (GIVEN, ENTRY.batch.in_([row["id"] for row in found]))
    if any(sums(writing.connection, Holding._fields, *given).values()):
        allowed = Words(
            f"{batch.year} 年还没有的批次", f"a batch that {batch.year} does not have yet"
        )
        remedy = Words("要更正，请先冲销它的分录。", "To correct it, reverse its entries.")
        yield Fault("", Words("--batch", "--batch"), allowed, batch.name, remedy)


def _sources_differ(writing: Writing, batch: Batch, year: FirstYear) -> Iterator[Fault]:
    """Yield sources of this year that the scenario and the ledger tell differently."""
    table, problem = schema.sources, year.problem
    there = {r["name"]: r for r in rows_of(writing.connection, table, table.c.year == batch.year)}
    given = sums(writing.connection, ("source",), GIVEN, ENTRY.year == batch.year)
    for source in year.sources:
        row = there.get(source.name)
        place = Words(f"资金来源 {source.name}", f"source {source.name}")
        if row is None:
            if source.kind == "taken_back":
                allowed = Words("收回的资金应是台账里的来源", "money taken back is in the ledger")
                remedy = Words(
                    "请用 tables 下 sources: {ledger: …}，或先导入这个来源。",
                    "Take `sources` from the ledger, or import this source first.",
                )
                yield Fault(batch.scenario, place, allowed, None, remedy)
            continue
        left = int(row["amount"]) - given.get((row["id"],), 0)
        if source.amount > left:
            allowed = Words(
                f"不超过台账余额 {problem.say(left)}",
                f"at most what the ledger has left, {problem.say(left)}",
            )
            yield Fault(batch.scenario, place, allowed, problem.say(source.amount))
        if source.document and row["document"] and source.document != row["document"]:
            allowed = Words(f"台账里的文号 {row['document']}", f"the document {row['document']}")
            yield Fault(batch.scenario, place, allowed, source.document)


LARGEST_PLAN = 64 << 20
"""Longest plan that is read [bytes]."""


def read_plan(named: str, problem: Problem) -> Plan:
    """Return the plan of a folder (its plan.json), of a plan.json, of a table, or of a paper.

    Raises:
        InputUnusable: When it cannot be read.
    """
    path = Path(named)
    if path.is_dir():
        named, path = f"{named.rstrip('/')}/plan.json", path / "plan.json"
    if path.suffix.casefold() == ".json":
        return _plan_of_json(path, named)
    file, sheet = split_reference(named)
    known = TABLES["approved"].heads
    names = {"sources": [s.name for s in problem.sources], "uses": [u.name for u in problem.uses]}
    table = what_was_given("approved", (Path(file), file, sheet), known, names, {})
    reading = Reading()
    amount = next((h for h in ("金额", "安排额", "amount") if h in table.headers), "金额")
    plan = read_approved(table, amount, problem.unit, {}, reading)
    reading.finish()
    return plan


def _plan_of_json(path: Path, named: str) -> Plan:
    content = read_whole(path, named, LARGEST_PLAN)
    try:
        said = json.loads(content)
        unit = said["unit"]
        return Plan(
            Award(
                str(a["recipient"]),
                str(a["source"]),
                str(a["use"]),
                parse_amount(a["amount"], unit),
                None if a["project"] is None else str(a["project"]),
            )
            for a in said["awards"]
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        allowed = Words("应为 optalloc solve --out 写出的方案", "a plan as `solve --out` writes it")
        raise unusable(named, allowed) from None


def _put_names(writing: Writing, of: FirstYear) -> None:
    """Write this year's sources, recipients and uses that the ledger does not have yet."""
    table, year, problem = schema.sources, of.year, of.problem
    there = numbers(writing.connection, table, table.c.year == year)
    for s in of.sources:
        if s.name not in there:
            told = {
                "tier": s.tier,
                "document": s.document,
                "kind": s.kind,
                "taken_from": s.taken_from,
            }
            row = {"year": year, "name": s.name, "amount": s.amount}
            writing.put(table, {**row, **told})
    there = numbers(writing.connection, schema.recipients)
    for recipient in problem.recipients:
        if recipient.name not in there:
            writing.put(schema.recipients, {"name": recipient.name, "kind": recipient.kind})
    there = numbers(writing.connection, schema.uses)
    for use in problem.uses:
        if use.name not in there:
            groups = "、".join(sorted(use.groups))
            writing.put(schema.uses, {"name": use.name, "groups": groups})


def _put_plan_projects(
    writing: Writing, year: int, problem: Problem, plan: Plan
) -> Mapping[str, int]:
    """Return the numbers of projects; those that the ledger lacks pass its gate first.

    Raises:
        InputUnusable: With every project of the plan that takes no money.
    """
    table = schema.projects
    funded = {a.project for a in plan.awards if a.project is not None}
    there = {row["name"] for row in rows_of(writing.connection, table)}
    new = [problem.project_named[name] for name in sorted(funded - there)]
    if new:
        put_projects(writing, SHEETS["projects"], [_row(writing, year, p) for p in new])
    faults, found, needs = [], dict[str, int](), dict[str, int]()
    towns = numbers(writing.connection, schema.recipients)
    uses = numbers(writing.connection, schema.uses)
    for row in rows_of(writing.connection, table):
        if row["name"] not in funded:
            continue
        found[row["name"]], needs[row["name"]] = int(row["id"]), int(row["need"])
        own = problem.project_named[row["name"]]
        place = Words(f"项目 {own.name}", f"project {own.name}")
        if row["state"] in NOT_FUNDED:
            why = reason_words(row["reason"])
            allowed = Words("台账项目库里的项目", "a project of the ledger's library")
            remedy = Words(f"{why.zh}。", f"{why.en}.") if why.zh else NOTHING
            faults.append(Fault(problem.name, place, allowed, None, remedy))
        elif (row["recipient"], row["use"]) != (towns[own.recipient], uses[own.use]):
            allowed = Words("单位、用途应与台账一致", "recipient and use as in the ledger")
            faults.append(Fault(problem.name, place, allowed))
    faults += _over_need(writing, problem, plan, found, needs)
    refuse_any(faults)
    return found


def _over_need(
    writing: Writing,
    problem: Problem,
    plan: Plan,
    projects: Mapping[str, int],
    needs: Mapping[str, int],
) -> Iterator[Fault]:
    """Yield projects that would have more than their need, with what all years gave them.

    Args:
        projects: Their numbers.
        needs: What the ledger says that they need [fen].
    """
    here, given = plan.sums("project"), sums(writing.connection, ("project",), GIVEN)
    for name, number in projects.items():
        has, need = given.get((number,), 0), needs[name]
        if has + here[name] <= need:
            continue
        place = Words(f"项目 {name}", f"project {name}")
        left, most, had = (problem.say(fen) for fen in (max(0, need - has), need, has))
        allowed = Words(
            f"不超过还缺的 {left}（台账里需求 {most}，历年已安排 {had}）",
            f"at most the {left} that it still needs (the ledger has a need of {most}, and {had} "
            "given in all years)",
        )
        remedy = Words(
            "请让 projects 取自台账，重新求解；需求变了，请先 ledger import projects。",
            "Take `projects` from the ledger and solve again; if its need is another now, "
            "`ledger import projects` first.",
        )
        yield Fault(problem.name, place, allowed, problem.say(here[name]), remedy)


def _row(writing: Writing, year: int, project: Project) -> dict[str, Any]:
    """Return a project of a scenario as a row of the library."""
    towns = numbers(writing.connection, schema.recipients)
    uses = numbers(writing.connection, schema.uses)
    cells = {**project.marks, **{head: show_fraction(f) for head, f in project.facts.items()}}
    texts = [f for f in SHEETS["projects"].fields if f.sort == "text"]
    heads = {head: f.key for f in texts for head in f.heads}
    own = {heads[head]: text for head, text in cells.items() if head in heads}
    more = {head: text for head, text in cells.items() if head not in heads}
    return {
        **{f.key: "" for f in texts},
        **own,
        **{"name": project.name, "entered": year, "need": project.need},
        **{"recipient": towns[project.recipient], "use": uses[project.use]},
        "minimum": project.minimum,
        "more": json.dumps(more, ensure_ascii=False, sort_keys=True) if more else "",
    }
