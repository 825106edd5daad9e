"""Ask parts at the level that they speak of: the recipients, or units above them (at: 县).

A part is written for the recipients of the facts it is given. Who asks one for its rows, breaches,
stages or value asks here, so that a part with a level is given facts, targets, columns and plans
as the units of that level see them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from optalloc.core.message import NOTHING, Words
from optalloc.problem.component import Breach, Complaint, Component, unknown
from optalloc.problem.facts import Facts, Plan, Recipient, TargetAmounts
from optalloc.problem.higher_units import HigherTargets, HigherUnits
from optalloc.problem.interfaces import Aim, Goal, Rule
from optalloc.problem.layout import ConstraintBlock, HigherLayout, VariableLayout, bounded
from optalloc.problem.scopes import AtLevel, ForRecipients

ADDED_UP = "资金"
"""The label of what adds totals of units up: it holds in every problem."""

ADD_UP = Words(
    "上级单位的数字是各所属单位之和：若缺的是数字，请把这一列写进 levels 的 sums。",
    "A unit's figure is the sum of its recipients': where one is missing, name its column under "
    "`sums` of `levels`.",
)


@dataclass(frozen=True)
class Seen:
    """What a part with a level is given; everything as it is where it names none."""

    facts: Facts
    targets: TargetAmounts

    def plan(self, plan: Plan) -> Plan:
        """Return a plan as the part sees it."""
        return self.facts.plan(plan) if isinstance(self.facts, HigherUnits) else plan

    def layout(self, amounts: VariableLayout) -> VariableLayout:
        """Return a layout as the part sees it."""
        return HigherLayout(self.facts, amounts) if isinstance(self.facts, HigherUnits) else amounts


def seen_by(part: Component, facts: Facts, targets: TargetAmounts) -> Seen:
    """Return facts and targets as a part sees them."""
    seen = facts.seen_at(level_of(part))
    if not isinstance(seen, HigherUnits) or seen is facts:
        return Seen(facts, targets)
    return Seen(seen, HigherTargets(seen, targets))


def level_of(part: Component) -> str:
    """Return the level that a part speaks of; empty where it speaks of recipients or of none."""
    return part.at if isinstance(part, AtLevel) else ""


def recipients_of(part: Component, facts: Facts) -> tuple[Recipient, ...]:
    """Return the recipients that a part is about, themselves or by their unit."""
    if not isinstance(part, ForRecipients):
        return facts.recipients
    covered, seen = part.covered(facts), facts.seen_at(part.at)
    if not isinstance(seen, HigherUnits):
        return covered
    names = {unit.name for unit in covered}
    return tuple(r for r in facts.recipients if seen.unit_of.get(r.name) in names)


def covers(part: Component, facts: Facts, name: str) -> bool:
    """Return whether a part about recipients is about one of them, or about its unit."""
    if not isinstance(part, ForRecipients):
        return False
    seen = facts.seen_at(part.at)
    own = seen.unit_of.get(name, name) if isinstance(seen, HigherUnits) else name
    return any(r.name == own for r in part.covered(facts))


def rows_of(
    rule: Rule, facts: Facts, targets: TargetAmounts, amounts: VariableLayout
) -> Iterator[ConstraintBlock]:
    """Yield a rule as rows, and before them the rows of totals that it is the first to ask for."""
    seen = seen_by(rule, facts, targets)
    layout = seen.layout(amounts)
    asked = list(rule.rows(seen.facts, seen.targets, layout))
    yield from _adding_up(layout)
    yield from asked


def stages_of(
    goal: Goal, facts: Facts, targets: TargetAmounts, amounts: VariableLayout
) -> Iterator[Aim]:
    """Yield a goal's stages, and before them the rows of totals that it is the first to ask for."""
    seen = seen_by(goal, facts, targets)
    layout = seen.layout(amounts)
    asked = list(goal.stages(seen.facts, seen.targets, layout))
    yield from _adding_up(layout)
    yield from asked


def breaches_of(rule: Rule, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
    """Yield where a plan breaks a rule, in exact arithmetic on the awards added up by unit."""
    seen = seen_by(rule, facts, targets)
    yield from rule.breaches(seen.facts, seen.targets, seen.plan(plan))


def value_of(goal: Goal, facts: Facts, targets: TargetAmounts, plan: Plan) -> Fraction:
    """Return a goal's exact value for a plan."""
    seen = seen_by(goal, facts, targets)
    return goal.value(seen.facts, seen.targets, seen.plan(plan))


def values_in_order(
    goal: Goal, facts: Facts, targets: TargetAmounts, plan: Plan
) -> tuple[Fraction, ...]:
    """Return everything by which a goal tells plans apart, the first difference deciding."""
    seen = seen_by(goal, facts, targets)
    return goal.values_in_order(seen.facts, seen.targets, seen.plan(plan))


def complaints_of(part: Component, facts: Facts) -> Iterator[Complaint]:
    """Yield a level that there is none of, or else what a part finds wrong with its facts."""
    levels, level = facts.hierarchy.columns, level_of(part)
    if level and not levels:
        yield _without_levels(level)
        return
    if level and level not in levels:
        yield from unknown("at", (level,), frozenset(levels))
        return
    for said in part.check(facts.seen_at(level_of(part))):
        if level_of(part) and said.came is None and said.remedy == NOTHING:
            said = replace(said, remedy=ADD_UP)
        yield said


def _without_levels(level: str) -> Complaint:
    """Return what is wrong with a level where the scenario has none at all."""
    return Complaint(
        "at",
        Words(
            "要先有 levels 一节，这个情景没有写", "a level of `levels`; the scenario has no levels"
        ),
        level,
        Words(
            f"请写 levels: {{columns: [{level}]}}，并在单位表的“{level}”一列写明各单位属于哪个"
            f"{level}；有几层的，最高的写在前面。",
            f"Write levels: {{columns: [{level}]}}, and in the column {level} of the recipients' "
            "table where each stands; of several levels the highest comes first.",
        ),
    )


def _adding_up(layout: VariableLayout) -> Iterator[ConstraintBlock]:
    """Yield the rows that add units' totals up, where a part was the first to ask for those."""
    if isinstance(layout, HigherLayout) and layout.has_laid_out:
        yield bounded(ADDED_UP, layout.added_up(), 0, 0)
