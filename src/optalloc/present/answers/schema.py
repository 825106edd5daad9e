"""The JSON Schema of what a command prints with `--json`, made of the types of its answer."""

from functools import reduce
from operator import or_
from typing import Any

from pydantic import TypeAdapter

from optalloc.present.answers import checked, explained, explored, others, plan

DRAFT = "https://json-schema.org/draft/2020-12/schema"
ANSWERS: dict[str, tuple[Any, ...]] = {
    "solve": (plan.SolveAnswer,),
    "explain": (explained.ExplainAnswer,),
    "compare": (plan.CompareAnswer,),
    "check": (checked.CheckAnswer, checked.CertificateAnswer),
    "report": (others.ReportAnswer,),
    "replay": (others.ReplayAnswer,),
    "export": (others.ExportAnswer,),
    "import": (others.VoteAnswer, others.WorkbookModelAnswer),
    "new": (others.WrittenAnswer,),
    "benchmark": (plan.BenchmarkAnswer,),
    "doctor": (others.DoctorAnswer,),
    "explore sweep": (explored.SweepAnswer,),
    "explore weights": (explored.WeightsAnswer,),
    "explore funding": (explored.FundingAnswer,),
    "explore batch": (explored.BatchAnswer,),
    "explore regret": (explored.RegretAnswer,),
    "explore recourse": (explored.RecourseAnswer,),
    "explore cut": (explored.CutAnswer,),
    "explore frontier": (explored.FrontierAnswer,),
    "explore alternatives": (explored.AlternativesAnswer,),
    "ledger init": (others.LedgerMadeAnswer,),
    "ledger import": (others.RegisterAnswer, others.BookAnswer),
    "ledger export": (others.LedgerExportAnswer,),
    "ledger approve": (others.ApproveAnswer,),
    "ledger move": (others.LedgerMoveAnswer,),
    "ledger take-back": (others.TakeBackAnswer,),
    "ledger reverse": (others.ReverseAnswer,),
    "ledger year": (others.ViewAnswer,),
    "ledger library": (others.ViewAnswer,),
    "ledger progress": (others.ProgressAnswer,),
    "ledger assets": (others.ViewAnswer,),
    "ledger show": (others.ViewAnswer,),
}
"""The answers of each command; several where it depends on what it is asked."""


def answer_schema(command: str) -> dict[str, Any]:
    """Return the schema of a command's answer; an object has the keys that it says and no other."""
    made = TypeAdapter(reduce(or_, ANSWERS[command])).json_schema(mode="serialization")
    return {"$schema": DRAFT, "title": f"optalloc {command} --json", **_closed(made)}


def _closed(schema: Any) -> Any:
    """Return a schema whose objects with properties take no others, without titles of keys."""
    if isinstance(schema, list):
        return [_closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    # A property may be called title; what pydantic calls so is a text.
    said = {k: _closed(v) for k, v in schema.items() if k != "title" or isinstance(v, dict)}
    has_keys = isinstance(said.get("properties"), dict)
    return {**said, "additionalProperties": False} if has_keys else said
