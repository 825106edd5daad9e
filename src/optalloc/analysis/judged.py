"""A plan from elsewhere, audited by the product's own audit, and how far from the best it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from optalloc.analysis.composed import MEMORY
from optalloc.analysis.frames import frame, number, spoken
from optalloc.analysis.in_memory import exact
from optalloc.analysis.pulp_model import AwardModel
from optalloc.core.errors import Fault, InputUnusable, nearest, refuse_any
from optalloc.core.message import Words, same
from optalloc.core.money import parse_amount, parse_number
from optalloc.pipeline.audit import verify
from optalloc.pipeline.solved import Solved
from optalloc.problem.at_level import value_of
from optalloc.problem.component import Breach
from optalloc.problem.facts import Award, Plan
from optalloc.problem.problem import Problem
from optalloc.problem.score import score

if TYPE_CHECKING:
    import pandas as pd

AMOUNTS = ("fen", "amount")


@dataclass(frozen=True, eq=False)
class Judgement:
    """What the audit and the best plan say of a plan.

    Attributes:
        plan: The plan that was judged.
        breaches: What it breaks, by the independent audit on raw data.
        solved: The problem's own best plan, with what is proven of it.
        values: Exact value of each goal for the judged plan, by its label; money in fen.
    """

    plan: Plan
    breaches: tuple[Breach, ...]
    solved: Solved = field(repr=False)
    values: Mapping[str, Fraction] = field(repr=False)

    @property
    def keeps_every_rule(self) -> bool:
        """Whether the audit finds nothing."""
        return not self.breaches

    @property
    def is_best(self) -> bool:
        """Whether it keeps every rule and no plan is better, proven in exact arithmetic."""
        gaps = [row["gap"] for row in self._rows()]
        return self.keeps_every_rule and self.solved.outcome.proven == "exact" and not any(gaps)

    @cached_property
    def goals(self) -> pd.DataFrame:
        """A row a goal, in order: value of this plan, best value, gap (value - best), proven.

        Goals are compared in order: once a gap is above 0, those below it decide nothing. Values
        are as the solver counts them: money in fen, gains negated.
        """
        return frame(self._rows(), ("goal", "value", "best", "gap", "proven"))

    def _rows(self) -> list[dict[str, Any]]:
        rows = []
        for goal in self.solved.outcome.goals:
            if goal.label not in self.values:
                continue
            value = self.values[goal.label]
            rows.append(
                {
                    "goal": goal.label,
                    "value": number(value),
                    "best": number(goal.value),
                    "gap": number(value - goal.value),
                    "proven": goal.proven,
                }
            )
        return rows

    @cached_property
    def findings(self) -> pd.DataFrame:
        """The breaches, one a row: rule, words, cite."""
        lang = spoken()
        rows = (
            {"rule": b.rule, "words": b.words().say(lang), "cite": b.cite} for b in self.breaches
        )
        return frame(rows, ("rule", "words", "cite"))

    def _repr_html_(self) -> str:
        """Return what Jupyter shows: a line, the breaches, the goals beside the best."""
        found = self.findings.to_html(index=False) if self.breaches else ""
        return f"<h4>{escape(repr(self)[1:-1])}</h4>{found}{self.goals.to_html(index=False)}"

    def __repr__(self) -> str:
        """Return one line: what the plan is worth."""
        if self.breaches:
            return f"<Judgement: {len(self.breaches)} breaches of rules>"
        return f"<Judgement: keeps every rule, {'best' if self.is_best else 'not proven best'}>"


def judged(problem: Problem, plan: Any, solved: Callable[[], Solved]) -> Judgement:
    """Return what the audit and the best plan say of a plan.

    Args:
        plan: A solved model of `to_pulp()`; or a frame, a list of mappings or another plan's awards
            with recipient, source, use, (project and) amount in the problem's unit, or fen.
        solved: Gives the problem's own best plan, once the plan can be read.

    Raises:
        InputUnusable: With every fault found.
    """
    found = plan_of(problem, plan)
    targets = score(problem)
    values: dict[str, Fraction] = {}
    for goal in problem.goals:
        values[goal.label] = value_of(goal, problem, targets, found)
    return Judgement(found, verify(problem, targets, found), solved(), values)


NAMED = ("recipient", "source", "use")
"""Columns of names that every row of a plan has."""


def plan_of(problem: Problem, rows: Any) -> Plan:
    """Return the plan that a solved model, a frame or rows mean.

    Raises:
        InputUnusable: With every fault found.
    """
    if isinstance(rows, AwardModel):
        if all(variable.varValue is None for variable in rows.award_variables):
            allowed = Words("应为求解过、有解的模型", "a model that was solved and has a solution")
            raise InputUnusable([Fault(MEMORY, same("plan"), allowed)])
        return rows.plan()
    records = _records(rows)
    known = {
        "recipient": problem.recipient_named,
        "source": problem.source_named,
        "use": problem.use_named,
    }
    faults, awards = list[Fault](), list[Award]()
    for i, row in enumerate(records):
        names = {key: str(row.get(key)) for key in known}
        wrong = [key for key in known if names[key] not in known[key]]
        for key in wrong:
            allowed = Words("应为已有的名称", "a name that is there")
            hint = nearest(names[key], known[key])
            came = None if exact(row.get(key)) is None else names[key]
            faults.append(Fault("plan", _place(i, key), allowed, came, hint))
        read = {key: _fen(problem, key, row) for key in AMOUNTS if exact(row.get(key)) is not None}
        amount = next(iter(read.values()), None)
        if amount is None or None in read.values():
            key = next((key for key, fen in read.items() if fen is None), "amount")
            allowed = Words("应为以整分计的金额", "an amount in whole fen")
            said = str(row[key]) if key in read else None
            faults.append(Fault("plan", _place(i, key), allowed, said))
        elif len(set(read.values())) > 1:
            # Whoever changes one column of a plan's awards has not changed the other.
            allowed = Words(
                "应与 fen 一列相同，或只留一列", "what the column fen says, or one of both"
            )
            faults.append(Fault("plan", _place(i, "amount"), allowed, str(row["amount"])))
        project = exact(row.get("project"))
        if not wrong and amount:
            name = None if project is None else str(project)
            awards.append(Award(names["recipient"], names["source"], names["use"], amount, name))
    refuse_any(faults)
    return Plan(awards)


def _records(rows: Any) -> list[Mapping[str, Any]]:
    """Return the rows of a plan; every column that it needs is there.

    Raises:
        InputUnusable: When they are no rows, or lack a column.
    """
    records = rows.to_dict("records") if hasattr(rows, "to_dict") else rows
    is_rows = isinstance(records, Iterable) and not isinstance(records, str | Mapping)
    held = list(records) if is_rows else []
    odd = [row for row in held if not isinstance(row, Mapping)] if is_rows else [rows]
    if odd:
        allowed = Words("应为 DataFrame 或若干行（字典）", "a data frame or rows as mappings")
        raise InputUnusable([Fault(MEMORY, same("plan"), allowed, type(odd[0]).__name__)])
    there = list(dict.fromkeys(str(key) for row in held for key in row))
    lacking = [key for key in NAMED if held and key not in there]
    if held and not set(AMOUNTS) & set(there):
        lacking.append("amount")
    remedy = Words(f"现有：{'、'.join(there)}。", f"There are: {', '.join(there)}.")
    wanted = [Words(f"应有 {key} 一列", f"a column {key}") for key in lacking]
    if wanted:
        place = Words("表格", "the table")
        raise InputUnusable(Fault("plan", place, allowed, None, remedy) for allowed in wanted)
    return held


def _place(i: int, key: str) -> Words:
    return Words(f"第{i}行 {key}", f"row {i}, {key}")


def _fen(problem: Problem, key: str, row: Mapping[str, Any]) -> int | None:
    """Return what one of a row's columns of money says, in whole fen; None where that is none."""
    said = exact(row[key])
    try:
        if key == "amount":
            return parse_amount(said, problem.unit)
        whole = parse_number(said)
        return int(whole) if whole.denominator == 1 else None
    except ValueError:
        return None
