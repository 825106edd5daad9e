"""Turn an understood table into a Plan of a scenario, or say why it is none.

A table may say its sources and uses in columns of figures, in columns of words, or not at all;
what it does not say is known when the scenario has only one of it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from optalloc.core.errors import nearest
from optalloc.core.message import Words
from optalloc.core.money import FEN_PER_UNIT, tidy_name
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.sheet import Sheet, SheetColumn
from optalloc.problem.facts import Award, Plan
from optalloc.problem.problem import Problem

Cell = tuple[str, str, str]


@dataclass
class Drafted:
    """A table as a plan.

    Attributes:
        plan: Its awards; None when its cells cannot be told apart by source or use.
        recipients: Each recipient's total [fen].
        rows: The first row of each recipient, by index.
        findings: Names that the scenario does not know, amounts that are no whole fen.
        lacks: What the table does not tell: its sources, its uses.
    """

    plan: Plan | None = None
    recipients: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    lacks: tuple[Words, ...] = ()


def plan_of_table(sheet: Sheet, problem: Problem) -> Drafted | None:
    """Return the plan that a table draws up; None when it names no recipients or no money."""
    whom = next(iter(sheet.with_role("recipient", figures=False)), None)
    if whom is None or not sheet.cells:
        return None
    drafted = Drafted(lacks=tuple(_lacking(sheet, problem)))
    cells: dict[Cell, int] = {}
    names = {tidy_name(r.name): r.name for r in problem.recipients}
    for i in sheet.data:
        said = sheet.name(i, whom)
        recipient = names.get(said)
        if recipient is None:
            drafted.findings.append(_unknown(sheet, i, whom, said, list(names.values())))
            continue
        drafted.rows.setdefault(recipient, i)
        for cell, amount in _cells_of(sheet, problem, i, recipient, drafted):
            cells[cell] = cells.get(cell, 0) + amount
            drafted.recipients[recipient] = drafted.recipients.get(recipient, 0) + amount
    if not drafted.lacks:
        drafted.plan = Plan(Award(*cell, amount) for cell, amount in cells.items() if amount)
    return drafted


def _lacking(sheet: Sheet, problem: Problem) -> Iterator[Words]:
    """Yield what the scenario has several of and the table does not tell."""
    sources = {tidy_name(s.name) for s in problem.sources}
    uses = {tidy_name(u.name) for u in problem.uses}
    if len(sources) > 1 and not (sheet.with_role("source") or _are_called(sheet, sources)):
        yield Words("资金来源", "the sources")
    if len(uses) > 1 and not (sheet.with_role("use") or _are_called(sheet, uses)):
        yield Words("用途", "the uses")


def _are_called(sheet: Sheet, names: set[str]) -> bool:
    """Say whether every column of money has one of some names among its headers."""
    return all(_called(c, names) for c in sheet.cells)


def _called(column: SheetColumn, names: Collection[str]) -> str:
    """Return which of some names stands over a column, the innermost first; empty without one."""
    heads = map(tidy_name, reversed(column.path))
    return next((head for head in heads if head in names), "")


def _cells_of(
    sheet: Sheet, problem: Problem, line: int, recipient: str, drafted: Drafted
) -> Iterator[tuple[Cell, int]]:
    """Yield the amounts of a row with the source and use of each [fen]."""
    sources = {tidy_name(s.name): s.name for s in problem.sources}
    uses = {tidy_name(u.name): u.name for u in problem.uses}
    per = FEN_PER_UNIT[sheet.unit or problem.unit]
    for column in sheet.cells:
        value = column.values[line]
        if not value:
            continue
        source = _named(sheet, line, column, "source", sources, drafted)
        use = _named(sheet, line, column, "use", uses, drafted)
        fen = sheet.exact(value) * per
        if fen.denominator != 1:
            came = sheet.say(value)
            words = Words("不是整分", "is no whole number of fen")
            drafted.findings.append(
                Finding("not_whole_fen", "error", sheet.place(line, column), words, came)
            )
        elif source is not None and use is not None:
            yield (recipient, source, use), int(fen)


def _named(
    sheet: Sheet, line: int, column: SheetColumn, role: str, known: dict[str, str], drafted: Drafted
) -> str | None:
    """Return the source or use of a cell, as the scenario calls it; None when unknown."""
    words = [c for c in sheet.columns if c.role == role and not c.holds_figures]
    if called := _called(column, known):
        return known[called]
    if column.role == role:
        at, said = column, tidy_name(column.path[-1]) if column.path else column.letters
    elif words:
        at, said = words[0], sheet.name(line, words[0])
    else:
        # Without names the only one is meant; several are in `lacks`, and totals alone count.
        return next(iter(known.values()))
    if said in known:
        return known[said]
    if len(known) == 1:
        return next(iter(known.values()))
    drafted.findings.append(_unknown(sheet, line, at, said, list(known.values())))
    return None


def _unknown(sheet: Sheet, line: int, column: SheetColumn, said: str, known: list[str]) -> Finding:
    """Return that the scenario does not know a name."""
    words = Words("情景里没有这个名称。", "the scenario has no such name. ") + nearest(said, known)
    expected = Words("、".join(known[:8]), ", ".join(known[:8]))
    return Finding("unknown_name", "error", sheet.place(line, column), words, said, expected)
