"""A table judged by a scenario: breaches, distance to the best plan, what would change.

The breaches come from the same exact audit that every plan of ours must pass (`verify`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from itertools import islice
from pathlib import Path

from optalloc.checking.beside_targets import beside_targets
from optalloc.checking.by_sums import JudgedSums, judged_sums, rules_left
from optalloc.checking.distance import distance
from optalloc.checking.plan_columns import PlanNames
from optalloc.checking.plan_of_table import (
    Drafted,
    first_of,
    no_row_for,
    plan_of_table,
    taken_for,
    without_projects_alone,
)
from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Words, same
from optalloc.inputs.understanding.layout.finding import Finding, FindingPlace
from optalloc.inputs.understanding.layout.sheet import Sheet
from optalloc.pipeline.outcome_text import outcome_words, shown_in
from optalloc.pipeline.solve import solve
from optalloc.pipeline.solved import AuditedPlan, Solved, judge
from optalloc.problem.at_level import values_in_order
from optalloc.problem.component import Breach

MOST_CHANGES = 200
"""Most recipients whose change is a finding of its own."""


@dataclass(frozen=True)
class Against:
    """A table beside a scenario.

    Attributes:
        judged: Its plan with breaches and figures; None when it does not tell sources or uses.
        recipients: Each recipient's total in the table [fen].
        columns: The columns that are compared with the best plan, by index.
        held_total: The column of totals whose parts the scenario told and the table did not.
        rows: The first row of each recipient, by index.
        lacks: What it does not tell, where that leaves rules to be judged by sums.
        sums: What its sums prove; None where its cells are judged, or nothing is.
    """

    sheet: Sheet
    solved: Solved
    judged: AuditedPlan | None
    recipients: dict[str, int]
    findings: tuple[Finding, ...]
    columns: tuple[int, ...] = ()
    held_total: FindingPlace | None = None
    rows: Mapping[str, int] = field(default_factory=dict)
    lacks: tuple[Words, ...] = ()
    sums: JudgedSums | None = None


def against(
    sheets: Sequence[Sheet], scenario: str | Path, settings: Sequence[str] = ()
) -> tuple[Against, ...]:
    """Return each table that draws up a plan, judged by a scenario.

    Raises:
        InputUnusable: When the scenario cannot be used, or no table names recipients and money
            that a plan gives, or one states another unit of money (千元).
    """
    solved = solve(scenario, settings=settings)
    judged, known = list[Against](), PlanNames.of(solved.problem)
    for any_money in (False, True):
        pairs = [(s, plan_of_table(s, solved.problem, known, any_money)) for s in sheets]
        drawn = [(sheet, drafted) for sheet, drafted in pairs if drafted is not None]
        drawn = without_projects_alone(drawn, solved.problem)
        for sheet, drafted in drawn if not judged else ():
            if sheet.other_unit is not None:
                raise InputUnusable([_other_unit(sheet)])
            is_part = sheet.is_partial or any(_is_part(drafted, of) for _, of in drawn)
            of_part = _against(replace(sheet, is_partial=is_part), solved, drafted)
            judged.append(replace(of_part, sheet=sheet))
    for sheet in sheets if not judged else ():
        if found := beside_targets(sheet, solved, known):
            judged.append(Against(sheet, solved, None, {}, found))
    if not judged:
        raise InputUnusable([_no_plan(sheets)])
    return tuple(_with_sums(judged))


def _is_part(drafted: Drafted, of: Drafted) -> bool:
    """Say whether a table repeats some rows of another one: those with the largest differences."""
    mine, its = drafted.recipients, of.recipients
    alike = sum(its.get(name) == amount for name, amount in mine.items())
    return mine.keys() < its.keys() and 2 * alike > len(mine) and not drafted.units


def _with_sums(judged: Sequence[Against]) -> Iterator[Against]:
    """Yield the tables, those of sums with what these prove, and what no table of them decides."""
    decided = frozenset[str]().union(*(one.sums.decided for one in judged if one.sums))
    if any(one.judged is not None for one in judged):
        decided |= {rule.label for one in judged for rule in one.solved.problem.rules}
    said = set[Words]()
    for one in judged:
        more = list[Finding]()
        for breach in one.sums.breaches if one.sums else ():
            if breach.words() not in said:  # another table of the file has told the same
                said.add(breach.words())
                more.append(_breach(one.sheet, one.rows, breach))
        if one.lacks:
            more += rules_left(one.solved, one.lacks, decided, one.sheet.place())
        yield replace(one, findings=(*one.findings, *more))


def _other_unit(sheet: Sheet) -> Fault:
    """Return that amounts in a unit that is none of ours are not compared with the scenario's."""
    allowed = Words("金额单位应为 元、万元 或 亿元", "amounts in 元, 万元 or 亿元")
    remedy = Words("请换算后再核对。", "Convert them first.")
    return Fault(sheet.grid.file, sheet.place().words(), allowed, sheet.other_unit, remedy)


def _no_plan(sheets: Sequence[Sheet]) -> Fault:
    """Return that no table draws up a plan; what money there is instead."""
    place, file = Words("表格", "the table"), sheets[0].grid.file
    for sheet in sheets:
        if sheet.money and sheet.with_role("recipient", figures=False):
            names = [c.name or c.letters for c in sheet.money]
            allowed = Words("应有方案安排的金额", "money that a plan gives")
            remedy = Words(
                f"其实是安排的金额，请写 --column {names[0]}=amount。",
                f"Say --column {names[0]}=amount if it is what is given.",
            )
            return Fault(file, place, allowed, first_of(names), remedy)
    return Fault(
        file, place, Words("应有单位和金额两列", "a column of recipients and one of money")
    )


def passed_over(sheets: Sequence[Sheet], judged: Sequence[Against]) -> Iterator[Finding]:
    """Yield each table that is no plan of the scenario and what it was taken for."""
    for sheet in sheets:
        if all(one.sheet is not sheet for one in judged):
            what = taken_for(sheet, judged[0].solved.problem)
            words = what + Words("，没有按情景核对", ": not judged by the scenario")
            yield Finding("no_plan_here", "note", sheet.place(), words)


def _against(sheet: Sheet, solved: Solved, drafted: Drafted) -> Against:
    problem = solved.problem
    missing = _missing(solved, drafted)
    if drafted.is_of_units:
        changes = _changes_of_units(sheet, solved, drafted)
        lost = _rows_missing(sheet, solved, missing, False)
        found = (*drafted.findings, *_units_only(sheet), *lost, *changes)
        return Against(sheet, solved, None, {}, found, drafted.columns)
    judged = None
    if drafted.plan is not None and not (missing and sheet.is_partial):
        judged = judge(problem, solved.targets, drafted.plan)
    is_judged = judged is not None or (bool(drafted.lacks) and not drafted.has_unknown)
    findings = [*drafted.findings, *_rows_missing(sheet, solved, missing, is_judged)]
    findings += [_breach(sheet, drafted.rows, b) for b in (judged.breaches if judged else ())]
    findings += _units_off(sheet, solved, drafted)
    findings += _summary(sheet, solved, drafted, judged)
    findings += _changes(sheet, solved, drafted)
    held = drafted.held_total
    of = drafted.recipients, tuple(findings), drafted.columns, held, drafted.rows
    if judged is not None or drafted.has_unknown or not drafted.lacks:
        return Against(sheet, solved, judged, *of)
    is_told = not (missing and sheet.is_partial)
    lacks = () if _tells_the_best(solved, drafted) else drafted.lacks
    sums = judged_sums(solved, drafted) if is_told else None
    return Against(sheet, solved, None, *of, lacks, sums)


def _breach(sheet: Sheet, rows: Mapping[str, int], breach: Breach) -> Finding:
    """Return one place where the table breaks a rule."""
    row = next((rows[name] for name in breach.where if name in rows), None)
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
        if _tells_the_best(solved, drafted):
            words = Words(
                f"表中没有写明{zh}，没有核对约束；写明的各项金额都与最优方案相同，最优方案符合全部约束",
                f"the table does not tell {en}, and no rule was judged; every amount that it tells "
                "is the best plan's, which keeps every rule",
            )
            yield Finding("not_judged", "note", where, words)
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
    if drafted.strangers or (sheet.is_partial and _missing(solved, drafted)):
        return  # Their money is nobody's here, and others would seem to have lost it.
    yield distance(where, solved, drafted, best)


def _tells_the_best(solved: Solved, drafted: Drafted) -> bool:
    """Return whether everything that a table tells is as the best plan has it."""
    if solved.best is None or drafted.has_unknown or not drafted.told:
        return False
    (_, source, use) = next(iter(drafted.told))
    best: dict[tuple[str, str, str], int] = {}
    for award in solved.best.plan.awards:
        key = award.recipient, award.source if source else "", award.use if use else ""
        best[key] = best.get(key, 0) + award.amount
    by_use: dict[tuple[str, str], int] = {}
    for award in solved.best.plan.awards if drafted.by_use else ():
        by_use[award.recipient, award.use] = (
            by_use.get((award.recipient, award.use), 0) + award.amount
        )
    is_same = by_use == {key: fen for key, fen in drafted.by_use.items() if fen}
    return is_same and best == {key: fen for key, fen in drafted.told.items() if fen}


def _units_only(sheet: Sheet) -> Iterator[Finding]:
    """Yield that a table tells no recipient's money, so that nobody takes its rules for judged."""
    words = Words(
        "只有上级单位的合计：与最优方案的合计比较，没有按约束核对",
        "totals of units above the recipients alone: compared with the best plan's, judged by no "
        "rule",
    )
    yield Finding("units_only", "note", sheet.place(), words)


def _units_off(sheet: Sheet, solved: Solved, drafted: Drafted) -> Iterator[Finding]:
    """Yield units with another amount than all their recipients in the same table have together."""
    say = solved.problem.say
    for units in solved.problem.at_levels.values() if not drafted.strangers else ():
        parts: dict[str, list[str]] = {}
        for name, unit in units.unit_of.items():
            parts.setdefault(unit, []).append(name)
        for unit, names in parts.items():
            have = drafted.units.get(unit, 0)  # a row of a unit without money heads its recipients
            due = sum(drafted.recipients.get(name, 0) for name in names)
            if not have or have == due or not all(name in drafted.rows for name in names):
                continue
            words = Words(
                f"所属 {len(names)} 个单位相加为 {say(due)}，表中写 {say(have)}",
                f"its {len(names)} recipients have {say(due)} together, the table says {say(have)}",
            )
            place = replace(sheet.place(drafted.rows[unit]), name=unit)
            yield Finding("unit_sum", "warning", place, words, say(have), same(say(due)))


def _missing(solved: Solved, drafted: Drafted) -> list[str]:
    """Return whom the scenario knows and no row names: recipients, or units beside those named.

    Whom a row seems to name by another name is said there.
    """
    problem, rows = solved.problem, drafted.rows
    known = [r.name for r in problem.recipients]
    if drafted.is_of_units:
        levels = ([u.name for u in units.recipients] for units in problem.at_levels.values())
        known = [name for names in levels if not rows.keys().isdisjoint(names) for name in names]
    lost = [name for name in known if name not in rows]
    meant = {near for said in drafted.strangers for near in get_close_matches(said, known, 1)}
    return [name for name in lost if name not in meant]


def _rows_missing(
    sheet: Sheet, solved: Solved, missing: list[str], is_judged: bool
) -> Iterator[Finding]:
    """Yield whom the table lacks; a warning where the best plan gives them money."""
    if not missing:
        return
    words = no_row_for(missing)
    best = solved.best
    totals = {} if best is None else {**best.plan.by_recipient, **_of_units(solved)}
    lost = sum(totals.get(name, 0) for name in missing)
    if lost and not sheet.is_partial:
        text = solved.problem.say(lost)
        words += Words(f"，最优方案给 {text}", f", where the best plan gives {text}")
    if sheet.is_partial:
        words += Words("：有行未列出，没有核对约束", ": rows were left out, no rule was judged")
    elif best is not None and not lost:
        words += Words("，最优方案也没有安排资金", ", to whom the best plan gives nothing either")
    elif is_judged:
        words += Words(
            "；按没有安排资金核对，只是没有列出请加 --partial",
            "; judged as having nothing; say --partial if rows were left out",
        )
    is_grave = not sheet.is_partial and (lost > 0 or best is None)
    yield Finding(
        "missing_row", "warning" if is_grave else "note", sheet.place(), words, first_of(missing)
    )


def _goals(
    where: FindingPlace, solved: Solved, judged: AuditedPlan, best: AuditedPlan
) -> Iterator[Finding]:
    """Yield each goal's value for the table beside that of the best plan."""
    problem, targets = solved.problem, solved.targets
    for goal in problem.goals:
        # A goal may ask for something before its value, and then it has several outcomes.
        outcomes = [told for told in solved.outcome.goals if told.label == goal.label]
        of_both = [values_in_order(goal, problem, targets, x.plan) for x in (judged, best)]
        for outcome, mine, other in zip(outcomes, *of_both, strict=False):
            ours, theirs = (shown_in(outcome.measure, v, problem.unit) for v in (mine, other))
            name = outcome.words
            words = Words(
                f"{name.zh}：表中 {ours}，最优方案 {theirs}",
                f"{name.en}: {ours}, best plan {theirs}",
            )
            yield Finding("goal", "note", where, words, ours, Words(theirs, theirs))


def _changes(sheet: Sheet, solved: Solved, drafted: Drafted) -> Iterator[Finding]:
    """Yield what the best plan would give each recipient instead."""
    if solved.best is None or drafted.strangers:
        return
    totals = solved.best.plan.by_recipient
    pairs = (
        (r.name, drafted.recipients.get(r.name, 0), totals.get(r.name, 0))
        for r in solved.problem.recipients
        if r.name in drafted.rows or not sheet.is_partial
    )
    yield from _changed(sheet, solved, drafted, pairs)


def _changes_of_units(sheet: Sheet, solved: Solved, drafted: Drafted) -> Iterator[Finding]:
    """Yield what the best plan would give each unit above the recipients instead."""
    if solved.best is None:
        return
    totals = _of_units(solved)
    pairs = ((name, have, totals.get(name, 0)) for name, have in drafted.units.items())
    yield from _changed(sheet, solved, drafted, pairs)


def _of_units(solved: Solved) -> dict[str, int]:
    """Return what the best plan gives each unit above the recipients [fen]."""
    totals: dict[str, int] = {}
    for units in solved.problem.at_levels.values():
        if solved.best is not None:
            totals |= units.plan(solved.best.plan).by_recipient
    return totals


def _changed(
    sheet: Sheet, solved: Solved, drafted: Drafted, pairs: Iterator[tuple[str, int, int]]
) -> Iterator[Finding]:
    """Yield who has another amount in the table than in the best plan, at most MOST_CHANGES."""
    say = solved.problem.say
    for name, have, best in islice((p for p in pairs if p[1] != p[2]), MOST_CHANGES):
        came, due = say(have), say(best)
        change = ("+" if best > have else "") + say(best - have)
        there = Words(f"表中 {came}", f"{came} in the table")
        if name not in drafted.rows:
            there = Words("表中没有这一行", "no row in the table")
        words = Words(
            f"最优方案为 {due}，{there.zh}，变动 {change}",
            f"{due} in the best plan, {there.en}, a change of {change}",
        )
        place = replace(sheet.place(drafted.rows.get(name)), name=name)
        yield Finding("best_plan", "note", place, words, came, Words(due, due))
