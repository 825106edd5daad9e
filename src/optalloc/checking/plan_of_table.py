"""Turn an understood table into a Plan of a scenario, or say why it is none.

A table may say its sources and uses in columns of figures, in columns of words, or not at all;
what it does not say is known when the scenario has only one of it. Papers hold other money beside
a plan's: targets, a baseline, what was asked for. A table of such money alone draws up no plan,
unless the user says that a column is of amounts (`--column 需求=amount`).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from optalloc.checking.checks.sum_row import other_totals
from optalloc.checking.plan_columns import (
    PlanNames,
    as_compared,
    called,
    is_other_money,
    meant_by,
    plan_columns,
)
from optalloc.core.errors import nearest
from optalloc.core.message import Words, first_few, listed
from optalloc.core.money import FEN_PER_UNIT, tidy_name
from optalloc.inputs.understanding.layout.finding import Finding, FindingPlace
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet
from optalloc.problem.facts import Award, Cell, Plan
from optalloc.problem.problem import Problem
from optalloc.problem.rules.project_funding import ProjectFunding

MOST_NAMED = 8
"""Most names that a finding shows."""
_CROSSED = Words(
    "每个来源各用于哪个用途（来源和用途各自成列）",
    "which source pays for which use (each has columns of its own)",
)


@dataclass
class Drafted:
    """A table as a plan.

    Attributes:
        plan: Its awards; None when its cells cannot be told apart by source, use or project, or
            when it has names that the scenario does not know: rules about a part of it say nothing.
        recipients: Each recipient's total [fen].
        units: The total of each unit above the recipients that a row names [fen].
        rows: The first row of each recipient and unit, by index.
        findings: Names that the scenario does not know, amounts that are no whole fen.
        lacks: What the table does not tell: its sources, its uses, its projects.
        strangers: The recipients that rows name and the scenario does not know.
        told: What the table tells of each recipient by source and use [fen]; empty names stand
            for what it does not tell apart.
        by_use: What it tells by recipient and use, in columns beside those of the sources [fen].
        columns: The columns that it is read from, by index.
        has_other_totals: Whether totals of recipients are not what their sources come to.
        held_total: The column of totals whose parts the scenario told and the table did not.
    """

    plan: Plan | None = None
    recipients: dict[str, int] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    lacks: tuple[Words, ...] = ()
    strangers: list[str] = field(default_factory=list)
    told: dict[tuple[str, str, str], int] = field(default_factory=dict)
    by_use: dict[tuple[str, str], int] = field(default_factory=dict)
    columns: tuple[int, ...] = ()
    has_other_totals: bool = False
    held_total: FindingPlace | None = None

    @property
    def has_unknown(self) -> bool:
        """Whether it has any name that the scenario does not know."""
        return any(one.kind == "unknown_name" for one in self.findings)

    @property
    def is_of_units(self) -> bool:
        """Whether it tells the totals of units above the recipients, and of no recipient."""
        return bool(self.units) and not self.recipients


def plan_of_table(
    sheet: Sheet, problem: Problem, known: PlanNames, any_money: bool = False
) -> Drafted | None:
    """Return the plan that a table draws up; None when it names no recipients or no such money.

    Args:
        known: The names of the scenario.
        any_money: Whether the one column of money counts though it is called after money beside a
            plan's (提前下达); never targets, nor what a plan is compared with.
    """
    whom = sheet.whom
    columns = plan_columns(sheet, known, any_money)
    if whom is None or not columns:
        return None
    reader = _Reader(sheet, problem, known, columns)
    cells: dict[Cell, int] = {}
    drafted = reader.drafted
    for i in sheet.data:
        said = sheet.name(i, whom)
        recipient = known.recipients.get(as_compared(said))
        if recipient is None and (unit := known.units.get(as_compared(said))) is not None:
            drafted.rows.setdefault(unit, i)
            drafted.units[unit] = drafted.units.get(unit, 0) + sum(reader.amounts(i))
            continue
        if recipient is None:
            names = list(known.recipients.values())
            drafted.findings.append(unknown_name(sheet, i, whom, said, names))
            drafted.strangers.append(said)
            continue
        drafted.rows.setdefault(recipient, i)
        for cell, amount in reader.cells(i, recipient):
            if cell is not None:
                cells[cell] = cells.get(cell, 0) + amount
                part = reader.told_of(cell)
                drafted.told[part] = drafted.told.get(part, 0) + amount
            drafted.recipients[recipient] = drafted.recipients.get(recipient, 0) + amount
        for use, amount in reader.beside(i):
            drafted.by_use[recipient, use] = drafted.by_use.get((recipient, use), 0) + amount
    _hold_totals(sheet, reader)
    if not drafted.lacks and not drafted.is_of_units and not drafted.has_unknown:
        awards = ((r, s, u, money, p) for (r, s, u, p), money in cells.items() if money)
        drafted.plan = Plan(Award(*award) for award in awards)
    return drafted


def without_projects_alone(
    drawn: Sequence[tuple[Sheet, Drafted]], problem: Problem
) -> list[tuple[Sheet, Drafted]]:
    """Return the tables but those of projects alone, where others tell the money beside these."""
    kept = [pair for pair in drawn if not _projects_alone(pair[0], problem)]
    return kept or list(drawn)


def _projects_alone(sheet: Sheet, problem: Problem) -> Words | None:
    """Return what a table of projects alone is where recipients get money beside them too."""
    is_beside = any(isinstance(r, ProjectFunding) and r.beside for r in problem.rules)
    known = PlanNames.of(problem).projects
    column = _of_projects(sheet, known) if is_beside else None
    if column is None or any(as_compared(sheet.name(i, column)) not in known for i in sheet.data):
        return None
    return Words(
        "各行是项目，单位在项目以外也有资金，不是全部的安排",
        "has a row for each project, and recipients get money beside these: it is not all",
    )


def taken_for(sheet: Sheet, problem: Problem) -> Words:
    """Return what a table that draws up no plan is."""
    if alone := _projects_alone(sheet, problem):
        return alone
    names = [c.name or c.letters for c in sheet.money]
    if not names:
        return Words("没有金额列", "has no column of money")
    if not sheet.with_role("recipient", figures=False):
        of = next((c.name for c in sheet.columns if not c.holds_figures and c.name), "")
        if not of:
            return Words("没有单位列", "has no column of recipients")
        return Words(
            f"各行是“{of}”，没有单位列，不是给各单位的安排",
            f"has a row for each {of!r} and no column of recipients: not what recipients are given",
        )
    all_computed = all(c.is_computed or c.is_of_formula for c in sheet.money)
    kind = Words("公式测算的数", "what a formula comes to")
    if not all_computed:
        kind = Words("对照用的数（测算、基准、需求、往年等）", "held beside a plan")
    return Words(
        f"金额列“{first_of(names)}”看作{kind.zh}，不是安排的金额"
        f"（是的话请写 --column {names[0]}=amount）",
        f"its money ({first_of(names)}) is taken for {kind.en}, not for what is given (if it is, "
        f"say --column {names[0]}=amount)",
    )


def _hold_totals(sheet: Sheet, reader: "_Reader") -> None:
    """Hold the table's totals against its sources, and find what the table alone did not tell."""
    total, drafted = reader.total_column(), reader.drafted
    if total is None:
        return
    parts = sorted(reader.columns, key=lambda column: column.index)
    off = list(other_totals(sheet, total, parts))
    drafted.has_other_totals = any(f.kind == "sum_row" and f.severity != "note" for f in off)
    if set(sheet.parts.get(total.index, ())) != {c.index for c in parts}:
        drafted.findings += off
        drafted.held_total = sheet.place(None, total)


class _Reader:
    """Reads the rows of one table, and keeps what it stumbles over.

    Attributes:
        project_column: The column of words that names projects of the scenario; None without one.
        of_uses: The columns of uses beside those of the sources, each with its use.
        tells_sources, tells_uses: Whether each amount has its source, its use, or there is but one.
    """

    def __init__(
        self, sheet: Sheet, problem: Problem, known: PlanNames, columns: Sequence[SheetColumn]
    ) -> None:
        self.sheet, self.known, self.columns = sheet, known, columns
        self.use_of = {p.name: p.use for p in problem.projects}
        self.per = FEN_PER_UNIT[sheet.unit or problem.unit]
        self.project_column = _of_projects(sheet, known.projects)
        # Under sources and uses each, the columns of uses hold the same money once more.
        rest = [c for c in sheet.money if c not in columns and c.role != "total"]
        rest = [c for c in rest if not called(c, known.sources) and not is_other_money(c, known)]
        self.of_uses = [(c, known.uses[use]) for c in rest if (use := called(c, known.uses))]
        self.tells_sources = len(known.sources) < 2 or self._tells("source", known.sources)
        self.tells_uses = len(known.uses) < 2 or self._tells("use", known.uses)
        used = (*columns, *(column for column, _ in self.of_uses))
        self.drafted = Drafted(lacks=tuple(self._lacking()), columns=tuple(c.index for c in used))

    def total_column(self) -> SheetColumn | None:
        """Return the column of totals over a column of every source; None without one.

        The table alone may not tell what its totals sum; the scenario knows its sources.
        """
        told = {called(column, self.known.sources) for column in self.columns}
        if len(told) < 2 or told != self.known.sources.keys() or len(self.columns) != len(told):
            return None
        totals = [c for c in self.sheet.money if c.role == "total"]
        read = {c.index for c in self.columns}
        # 全年合计 = 已下达 + 本次: what sums other money too is no total of the plan.
        totals = [c for c in totals if not read < self.sheet.summed([c.index])]
        return next((c for c in totals if not is_other_money(c, self.known)), None)

    def _lacking(self) -> Iterator[Words]:
        """Yield what the scenario has several of and the table does not tell."""
        known = self.known
        if not self.tells_sources:
            yield Words("资金来源", "the sources")
        if self.project_column is None and known.projects:
            yield Words("项目", "the projects")
        elif self.project_column is None and not self.tells_uses:
            yield _CROSSED if self.of_uses else Words("用途", "the uses")

    def beside(self, line: int) -> Iterator[tuple[str, int]]:
        """Yield what a row tells by use, in columns beside those of the sources [fen]."""
        for column, use in self.of_uses:
            yield use, int(self.sheet.exact(column.values[line] or 0) * self.per)

    def told_of(self, cell: Cell) -> tuple[str, str, str]:
        """Return whose money a cell is, and from and for what as far as the table tells."""
        recipient, source, use, project = cell
        tells_use = project is not None or self.tells_uses
        return recipient, source if self.tells_sources else "", use if tells_use else ""

    def _tells(self, role: Literal["source", "use"], names: Collection[str]) -> bool:
        """Return whether each amount has one of some names over it or beside it."""
        beside = self.sheet.with_role(role, figures=False)
        return bool(beside) or all(c.role == role or called(c, names) for c in self.columns)

    def amounts(self, line: int) -> Iterator[int]:
        """Yield the amounts of a row [fen], and keep those that are none."""
        for _, amount in self._amounts(line):
            yield amount

    def _amounts(self, line: int) -> Iterator[tuple[SheetColumn, int]]:
        for column in self.columns:
            value = column.values[line]
            if not value:
                continue
            fen = self.sheet.exact(value) * self.per
            if fen.denominator == 1:
                yield column, int(fen)
                continue
            came, place = self.sheet.say(value), self.sheet.place(line, column)
            words = Words("不是整分", "is no whole number of fen")
            self.drafted.findings.append(Finding("not_whole_fen", "error", place, words, came))

    def cells(self, line: int, recipient: str) -> Iterator[tuple[Cell | None, int]]:
        """Yield the amounts of a row with the source, use and project of each [fen].

        Where one of them is unknown, the amount is the recipient's, of no cell.
        """
        project = self._project(line)
        for column, fen in self._amounts(line):
            source = self._named(line, column, "source", self.known.sources)
            if project is not None:
                use: str | None = self.use_of[project]
            else:
                use = self._named(line, column, "use", self.known.uses)
            if source is None or use is None:
                yield None, fen
            else:
                yield (recipient, source, use, project), fen

    def _project(self, line: int) -> str | None:
        """Return the project of a row, as the scenario calls it; None for money to none."""
        column = self.project_column
        said = "" if column is None else self.sheet.name(line, column)
        if column is None or not said or as_compared(said) in self.known.projects:
            return self.known.projects.get(as_compared(said))
        known = list(self.known.projects.values())
        self.drafted.findings.append(unknown_name(self.sheet, line, column, said, known))
        return None

    def _named(
        self,
        line: int,
        column: SheetColumn,
        role: Literal["source", "use"],
        known: dict[str, str],
    ) -> str | None:
        """Return the source or use of a cell, as the scenario calls it; None when unknown."""
        others = (c for c in self.sheet.columns if c.role == role and not c.holds_figures)
        words = [c for c in others if c is not self.project_column]
        if over := called(column, known):
            return known[over]
        if column.role == role:
            at, said = column, tidy_name(column.path[-1]) if column.path else column.letters
        elif words:
            at, said = words[0], self.sheet.name(line, words[0])
        else:
            # Without names the only one is meant; several are in `lacks`, and totals alone count.
            return next(iter(known.values()))
        if meant := meant_by(as_compared(said), known):
            return known[meant]
        if len(known) == 1 and (role == "use" or at.holds_figures or not said):
            # What a use or a heading is called is left to the office; a row's source is not.
            return next(iter(known.values()))
        names = list(known.values())
        self.drafted.findings.append(unknown_name(self.sheet, line, at, said, names))
        return None


def _of_projects(sheet: Sheet, known: dict[str, str]) -> SheetColumn | None:
    """Return the column of words that names projects of the scenario most often, if any does."""
    best, most = None, 0
    for column in sheet.columns:
        if column.holds_figures or column.role not in ("use", "text"):
            continue
        named = sum(as_compared(sheet.name(i, column)) in known for i in sheet.data)
        if named > most:
            best, most = column, named
    return best


def first_of(names: list[str]) -> str:
    """Return as many names as a finding shows."""
    return listed(first_few(names, MOST_NAMED)).zh


def no_row_for(names: list[str]) -> Words:
    """Say whom a table has no row for."""
    shown = first_few(names, MOST_NAMED)
    first = listed(shown)
    said = Words(f"表中没有 {first.zh}", f"no row for {first.en}")
    if len(names) > len(shown):
        said += Words(f" 等 {len(names)} 个单位", f" and others, {len(names)} in all")
    return said


def unknown_name(
    sheet: Sheet, line: int, column: SheetColumn, said: str, known: list[str]
) -> Finding:
    """Return that the scenario does not know a name."""
    words = Words(f"情景里没有“{said}”。", f"the scenario has no “{said}”. ") + nearest(said, known)
    place = sheet.place(line, column)
    return Finding("unknown_name", "error", place, words, said, listed(known[:8]))
