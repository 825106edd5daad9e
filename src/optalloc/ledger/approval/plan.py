"""Read a plan that is to be approved: the folder that `solve --out` writes, a table, or a paper."""

import json
from pathlib import Path

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Words
from optalloc.core.money import parse_amount
from optalloc.inputs.approved_awards import read_approved
from optalloc.inputs.given_tables import what_was_given
from optalloc.inputs.table_columns import COLUMNS
from optalloc.inputs.tables import Reading, read_whole, split_reference
from optalloc.problem.facts import Award, Plan
from optalloc.problem.problem import Problem

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
    known = tuple(head for heads in COLUMNS["approved"] for head in heads)
    names = {"sources": [s.name for s in problem.sources], "uses": [u.name for u in problem.uses]}
    table = what_was_given("approved", (Path(file), file, sheet), known, names, None)
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
        raise InputUnusable([Fault(named, Words("文件", "the file"), allowed)]) from None
