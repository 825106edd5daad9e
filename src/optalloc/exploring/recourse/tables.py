"""What is found over the states of the world, as tables."""

from collections.abc import Sequence
from fractions import Fraction

from optalloc.core.alignment import NONE, aligned
from optalloc.core.message import Words, same
from optalloc.exploring.recourse.first_stage import FirstStage
from optalloc.exploring.recourse.states import chance_text
from optalloc.exploring.recourse.two_stage_plan import TwoStagePlan
from optalloc.pipeline.describe import names_column, totals_column
from optalloc.pipeline.outcome_text import shown_in
from optalloc.present.document import (
    AMOUNT,
    PROJECT,
    RECIPIENT,
    SOURCE,
    USE,
    Column,
    TableBlock,
    amounts_in,
)
from optalloc.problem.facts import Plan

BLOCKED = "✗"
CANNOT_GO_ON = Words(
    f"{BLOCKED} 已证明：现在这样定，该情形下没有符合约束的后续安排。",
    f"{BLOCKED} proven: decided so, that state has no recourse that keeps its rules.",
)


def value_text(found: TwoStagePlan, value: Fraction) -> str:
    """Return a value of the first goal as it is shown."""
    return shown_in(found.counted, value, found.states[0].problem.unit)


def difference_text(found: TwoStagePlan, value: Fraction) -> str:
    """Return a difference of values as it is shown; that of gains is not negated."""
    counted = "number" if found.counted == "gain" else found.counted
    return shown_in(counted, value, found.states[0].problem.unit)


def risk_text(found: TwoStagePlan, value: Fraction) -> str:
    """Return a value of the risk measure as it is shown."""
    return (difference_text if found.risk.measure == "regret" else value_text)(found, value)


def first_stages(found: TwoStagePlan) -> list[tuple[Words, FirstStage]]:
    """Return the first stages that stand side by side, with their names."""
    stages = [found.chosen]
    if found.risk.measure != "mean":
        stages.append(found.average)
    stages += found.alone
    if found.reference_state not in {state.name for state in found.states}:
        stages.append(found.reference)
    return [(stage.name, stage) for stage in stages]


def states_table(found: TwoStagePlan) -> TableBlock:
    """Return the goal's value in every state: with the chosen first stage, and at its own best."""
    values = found.chosen.known or ()
    worse = [value - best for value, best in zip(values, found.risk.best, strict=True)]
    alone = [value_text(found, best) for best in found.risk.best]
    columns = [
        Column(Words("情形", "state"), [s.name for s in found.states], is_text=True),
        Column(Words("概率", "probability"), [chance_text(s.probability) for s in found.states]),
        Column(Words("所选方案", "chosen"), [value_text(found, value) for value in values]),
        Column(Words("单独最优", "its best"), alone),
        Column(Words("后悔值", "regret"), [difference_text(found, value) for value in worse]),
    ]
    return TableBlock("states", Words("各情形的目标值", "The goal in every state"), columns)


def awards_table(found: TwoStagePlan) -> TableBlock:
    """Return every award that is decided now."""
    unit, awards = found.states[0].problem.unit, found.chosen.plan.awards
    columns = [
        Column(RECIPIENT, [a.recipient for a in awards], is_text=True),
        Column(SOURCE, [a.source for a in awards], is_text=True),
        Column(USE, [a.use for a in awards], is_text=True),
    ]
    if found.states[0].problem.projects:
        names = [a.project or NONE for a in awards]
        columns.append(Column(PROJECT, names, is_text=True))
    columns.append(Column(AMOUNT, aligned([a.amount for a in awards], unit)))
    title = Words("现在就定的安排", "Decided now") + amounts_in(unit)
    return TableBlock("decided now", title, columns)


def firsts_table(found: TwoStagePlan) -> TableBlock:
    """Return what each recipient gets now, beside what it would by other first stages."""
    problem = found.states[0].problem
    columns = [
        totals_column(head, stage.plan, problem.recipients, problem.unit)
        for head, stage in first_stages(found)
    ]
    title = Words("现在给各单位", "Now, by recipient") + amounts_in(problem.unit)
    return TableBlock("first stages", title, [names_column(problem.recipients), *columns])


def values_table(found: TwoStagePlan) -> TableBlock:
    """Return the goal's value of each first stage in every state, and over all of them."""
    stages = first_stages(found)
    heads = [name for name, _ in stages]
    columns = [Column(Words("现在按此来定", "first stage"), heads, is_text=True)]
    for s, state in enumerate(found.states):
        columns.append(Column(state.name, [_value_cell(found, stage, s) for _, stage in stages]))
    known = [stage.known for _, stage in stages]
    means = [NONE if v is None else value_text(found, found.risk.mean(v)) for v in known]
    columns.append(Column(Words("期望", "expected"), means))
    worst = [NONE if v is None else value_text(found, max(v)) for v in known]
    columns.append(Column(Words("最坏", "worst"), worst))
    if found.risk.measure == "cvar":
        tails = [NONE if v is None else value_text(found, found.risk.cvar(v)) for v in known]
        columns.append(Column(same("CVaR"), tails))
    most = [NONE if v is None else difference_text(found, found.risk.regret(v)) for v in known]
    columns.append(Column(Words("最大后悔", "largest regret"), most))
    title = Words("现在这样定，各情形会怎样", "What each first stage comes to")
    return TableBlock("values", title, columns)


def _value_cell(found: TwoStagePlan, stage: FirstStage, place: int) -> str:
    value = stage.values[place]
    if value is not None:
        return value_text(found, value)
    return BLOCKED if stage.is_blocked[place] else NONE


def recourse_table(found: TwoStagePlan) -> TableBlock:
    """Return what each recipient gets in all, in every state."""
    problem = found.states[0].problem
    columns = [
        totals_column(state.name, plan, problem.recipients, problem.unit)
        for state, plan in zip(found.states, plans_of(found), strict=True)
    ]
    title = Words(
        "各情形的合计，含以后安排", "In all in each state, recourse included"
    ) + amounts_in(problem.unit)
    return TableBlock("recourse", title, [names_column(problem.recipients), *columns])


def plans_of(found: TwoStagePlan) -> Sequence[Plan]:
    """Return the whole plan of each state; the chosen first stage has them all."""
    return [plan for plan in found.chosen.plans if plan is not None]
