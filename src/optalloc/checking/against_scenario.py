"""A table judged by a scenario: breaches, distance to the best plan, what would change.

The breaches come from the same exact audit that every plan of ours must pass (`verify`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path

from optalloc.checking.plan_of_table import Drafted, PlanNames, plan_of_table
from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Words
from optalloc.core.money import show_fraction, show_percent
from optalloc.inputs.understanding.layout.finding import Finding, FindingPlace
from optalloc.inputs.understanding.layout.sheet import Sheet
from optalloc.pipeline.outcome_text import goal_value, outcome_words
from optalloc.pipeline.solve import solve
from optalloc.pipeline.solved import AuditedPlan, Solved, judge
from optalloc.problem.at_level import value_of
from optalloc.problem.component import Breach

MOST_CHANGES = 200
"""Most recipients whose change is a finding of its own."""
DIGITS = 4


@dataclass(frozen=True)
class Against:
    """A table beside a scenario.

    Attributes:
        judged: Its plan with breaches and figures; None when it does not tell sources or uses.
        recipients: Each recipient's total in the table [fen].
    """

    sheet: Sheet
    solved: Solved
    judged: AuditedPlan | None
    recipients: dict[str, int]
    findings: tuple[Finding, ...]


def against(
    sheets: Sequence[Sheet], scenario: str | Path, settings: Sequence[str] = ()
) -> tuple[Against, ...]:
    """Return each table that draws up a plan, judged by a scenario.

    Raises:
        InputUnusable: When the scenario cannot be used, or no table names recipients and money.
    """
    solved = solve(scenario, settings=settings)
    judged, known = list[Against](), PlanNames.of(solved.problem)
    for any_money in (False, True):
        for sheet in sheets if not judged else ():
            drafted = plan_of_table(sheet, solved.problem, known, any_money)
            if drafted is not None:
                judged.append(_against(sheet, solved, drafted))
    if not judged:
        place = Words("表格", "the table")
        allowed = Words("应有单位和金额两列", "a column of recipients and one of money")
        raise InputUnusable([Fault(sheets[0].grid.file, place, allowed)])
    return tuple(judged)


def passed_over(sheets: Sequence[Sheet], judged: Sequence[Against]) -> Iterator[Finding]:
    """Yield each table that is no plan of the scenario, so that nobody takes it for judged."""
    words = Words(
        "没有单位，或没有方案安排的资金（只有测算、基准、需求等），没有按情景核对",
        "names no recipients, or no money that a plan gives (targets, a baseline, needs alone): "
        "not judged by the scenario",
    )
    for sheet in sheets:
        if all(one.sheet is not sheet for one in judged):
            yield Finding("no_plan_here", "note", sheet.place(), words)


def _against(sheet: Sheet, solved: Solved, drafted: Drafted) -> Against:
    problem = solved.problem
    if drafted.is_of_units:
        found = (*drafted.findings, *_changes_of_units(sheet, solved, drafted))
        return Against(sheet, solved, None, {}, found)
    judged = None
    if drafted.plan is not None:
        judged = judge(problem, solved.targets, drafted.plan)
    findings = [*drafted.findings]
    findings += [_breach(sheet, drafted, b) for b in (judged.breaches if judged else ())]
    findings += _summary(sheet, solved, drafted, judged)
    findings += _changes(sheet, solved, drafted)
    return Against(sheet, solved, judged, drafted.recipients, tuple(findings))


def _breach(sheet: Sheet, drafted: Drafted, breach: Breach) -> Finding:
    """Return one place where the table breaks a rule."""
    row = next((drafted.rows[name] for name in breach.where if name in drafted.rows), None)
    words = breach.words()
    if breach.cite:
        words += Words(f"（{breach.cite}）", f" ({breach.cite})")
    return Finding("breach", "error", sheet.place(row), words, breach.came, breach.allowed)


def _summary(
    sheet: Sheet, solved: Solved, drafted: Drafted, judged: AuditedPlan | None
) -> Iterator[Finding]:
    """Yield what could not be judged, and how far the table is from the best plan."""
    where, best = sheet.place(), solved.best
    if drafted.lacks:
        zh, en = "、".join(w.zh for w in drafted.lacks), " and ".join(w.en for w in drafted.lacks)
        words = Words(
            f"表中没有写明{zh}，只比较了各单位的合计，没有核对约束",
            f"the table does not tell {en}: only totals were compared, no rule was judged",
        )
        yield Finding("not_judged", "warning", where, words)
    if drafted.has_unknown:
        words = Words(
            "表中有情景里没有的名称，约束和目标没有核对；请先改正这些名称",
            "it has names that the scenario does not know: no rule was judged; correct them first",
        )
        yield Finding("not_judged", "warning", where, words)
    if sheet.unit is None:
        unit = solved.problem.unit
        words = Words(
            f"表中没有写明单位，按情景的 {unit} 计",
            f"amounts are taken in {unit}, as the scenario has it",
        )
        yield Finding("unit_of_scenario", "note", where, words, unit)
    if best is None:
        for said in outcome_words(solved.outcome):
            yield Finding("no_best_plan", "note", where, said)
        return
    if judged is not None:
        yield from _goals(where, solved, judged, best)
    if drafted.has_strangers:
        return  # Their money is nobody's here, and others would seem to have lost it.
    totals = best.plan.by_recipient
    names = {*totals, *drafted.recipients}
    moved = sum(abs(totals.get(n, 0) - drafted.recipients.get(n, 0)) for n in names)
    text = solved.problem.say(Fraction(moved, 2))
    words = Words(
        f"与最优方案相差：需在单位之间移动 {text}", f"{text} would move between recipients"
    )
    yield Finding("distance", "note", where, words, text)


def _goals(
    where: FindingPlace, solved: Solved, judged: AuditedPlan, best: AuditedPlan
) -> Iterator[Finding]:
    """Yield each goal's value for the table beside that of the best plan."""
    problem = solved.problem
    for goal, outcome in zip(problem.goals, solved.outcome.goals, strict=False):
        values = [value_of(goal, problem, solved.targets, x.plan) for x in (judged, best)]
        ours, theirs = (
            _value(goal_value(outcome, v, problem.unit), outcome.measure) for v in values
        )
        name = outcome.words
        words = Words(
            f"{name.zh}：表中 {ours}，最优方案 {theirs}", f"{name.en}: {ours}, best plan {theirs}"
        )
        yield Finding("goal", "note", where, words, ours, Words(theirs, theirs))


def _value(value: Fraction, measure: str) -> str:
    if measure == "share":
        return show_percent(value, DIGITS)
    return show_fraction(value, DIGITS)


def _changes(sheet: Sheet, solved: Solved, drafted: Drafted) -> Iterator[Finding]:
    """Yield what the best plan would give each recipient instead."""
    if solved.best is None or drafted.has_strangers:
        return
    totals = solved.best.plan.by_recipient
    pairs = (
        (r.name, drafted.recipients.get(r.name, 0), totals.get(r.name, 0))
        for r in solved.problem.recipients
    )
    yield from _changed(sheet, solved, drafted, pairs)


def _changes_of_units(sheet: Sheet, solved: Solved, drafted: Drafted) -> Iterator[Finding]:
    """Yield what the best plan would give each unit above the recipients instead."""
    if solved.best is None:
        return
    totals: dict[str, int] = {}
    for units in solved.problem.at_levels.values():
        totals |= units.plan(solved.best.plan).by_recipient
    pairs = ((name, have, totals.get(name, 0)) for name, have in drafted.units.items())
    yield from _changed(sheet, solved, drafted, pairs)


def _changed(
    sheet: Sheet, solved: Solved, drafted: Drafted, pairs: Iterator[tuple[str, int, int]]
) -> Iterator[Finding]:
    """Yield who has another amount in the table than in the best plan, at most MOST_CHANGES."""
    say = solved.problem.say
    for name, have, best in islice((p for p in pairs if p[1] != p[2]), MOST_CHANGES):
        came, due = say(have), say(best)
        change = ("+" if best > have else "") + say(best - have)
        words = Words(
            f"{name}：最优方案为 {due}，表中 {came}，变动 {change}",
            f"{name}: {due} in the best plan, {came} in the table, a change of {change}",
        )
        place = sheet.place(drafted.rows.get(name))
        yield Finding("best_plan", "note", place, words, came, Words(due, due))
