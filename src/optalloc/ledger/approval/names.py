"""Names of a scenario that the ledger does not have yet: sources, recipients, uses, projects."""

import json
from collections.abc import Mapping
from typing import Any

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import NOTHING, Words
from optalloc.core.money import show_fraction
from optalloc.ledger.exchange.entries import NOT_FUNDED
from optalloc.ledger.exchange.registers import put_projects
from optalloc.ledger.store import schema
from optalloc.ledger.store.aggregates import numbers
from optalloc.ledger.store.audit_log import Writing, rows_of
from optalloc.ledger.tables.table_schema import SHEETS
from optalloc.ledger.views.library import reason_words
from optalloc.problem.facts import Plan
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project


def put_names(writing: Writing, year: int, problem: Problem) -> None:
    """Write sources, recipients and uses that the ledger does not have yet."""
    table = schema.sources
    there = numbers(writing.connection, table, table.c.year == year)
    for s in problem.sources:
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


def put_plan_projects(
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
    faults, found = [], {}
    towns = numbers(writing.connection, schema.recipients)
    uses = numbers(writing.connection, schema.uses)
    for row in rows_of(writing.connection, table):
        if row["name"] not in funded:
            continue
        found[row["name"]] = int(row["id"])
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
    if faults:
        raise InputUnusable(faults)
    return found


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
