"""A table of targets alone (测算额) beside the targets of a scenario; it is judged as no plan.

off[i] = what the table says - target[i]        a finding where |off| >= the last decimal shown
and a finding for those with a target whom no row names
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from optalloc.checking.plan_columns import PlanNames, as_compared, target_columns
from optalloc.checking.plan_of_table import first_of, no_row_for, unknown_name
from optalloc.core.exact import total
from optalloc.core.message import Words, listed, same
from optalloc.core.money import FEN_PER_UNIT, show_fraction
from optalloc.inputs.understanding.layout.arithmetic import finest
from optalloc.inputs.understanding.layout.finding import Finding, Severity
from optalloc.inputs.understanding.layout.sheet import Sheet
from optalloc.pipeline.solved import Solved
from optalloc.problem.problem import Problem

DIGITS = 6
"""Most decimals that a target is shown with."""


def beside_targets(sheet: Sheet, solved: Solved, known: PlanNames) -> tuple[Finding, ...]:
    """Return what a table of targets says otherwise than a scenario; empty where it is none."""
    whom = sheet.whom
    columns = target_columns(sheet, known)
    if whom is None or not columns:
        return ()
    said: dict[str, Fraction] = {}
    first: dict[str, int] = {}
    found: list[Finding] = []
    for i in sheet.data:
        name = sheet.name(i, whom)
        recipient = known.recipients.get(as_compared(name))
        if recipient is None:
            found.append(unknown_name(sheet, i, whom, name, list(known.recipients.values())))
            continue
        first.setdefault(recipient, i)
        amount = sheet.exact(sum(c.values[i] or 0 for c in columns))
        said[recipient] = said.get(recipient, Fraction(0)) + amount
    if not said:
        return ()
    names = listed([c.name for c in columns])
    words = Words(
        f"只有{names.zh}，不是分配方案：与情景的测算额比较，没有按约束核对；"
        f"其实是安排的金额，请写 --column {columns[0].name}=amount",
        f"{names.en} alone, no plan: compared with the targets of the scenario, judged by no "
        f"rule; say --column {columns[0].name}=amount if it is what is given",
    )
    found.append(Finding("targets_only", "note", sheet.place(), words))
    found += _missing(sheet, solved, said)
    last = finest([sheet.common(c.values[i] or 0 for c in columns for i in sheet.data)])
    for recipient, amount in said.items():
        found += _off(sheet, solved, (recipient, amount), last, first[recipient])
    return tuple(found)


def _missing(sheet: Sheet, solved: Solved, said: Mapping[str, Fraction]) -> Iterator[Finding]:
    """Yield who has a target and no row; a note where rows were left out."""
    due = {r.name: solved.targets.target(r.name) for r in solved.problem.recipients}
    lost = [name for name, target in due.items() if target and name not in said]
    if lost:
        text = _say(solved.problem, total(due[name] for name in lost))
        words = no_row_for(lost)
        words += Words(f"，情景的测算额共 {text}", f", whose targets come to {text}")
        severity: Severity = "note" if sheet.is_partial else "warning"
        yield Finding("missing_row", severity, sheet.place(), words, first_of(lost))


def _off(
    sheet: Sheet, solved: Solved, said: tuple[str, Fraction], last: Fraction, line: int
) -> Iterator[Finding]:
    """Yield that a row has another target than the scenario gives it, by more than rounding."""
    problem, (recipient, amount) = solved.problem, said
    per = FEN_PER_UNIT[sheet.unit or problem.unit]
    due = solved.targets.target(recipient)
    if abs(amount * per - due) < last * per:
        return
    came, wanted = _say(problem, amount * per), _say(problem, due)
    off = _say(problem, amount * per - due)
    plus = "" if off.startswith("-") else "+"
    words = Words(
        f"情景的测算额为 {wanted}，表中 {came}，差 {plus}{off}",
        f"the target is {wanted} by the scenario, {came} in the table, off by {plus}{off}",
    )
    yield Finding("target", "warning", sheet.place(line), words, came, same(wanted))


def _say(problem: Problem, fen: Fraction) -> str:
    """Return an amount in the scenario's unit, in as many decimals as anybody reads."""
    return show_fraction(fen / FEN_PER_UNIT[problem.unit], DIGITS) + problem.unit
