"""Turn an understood table into a Plan of a scenario, or say why it is none.

A table may say its sources and uses in columns of figures, in columns of words, or not at all;
what it does not say is known when the scenario has only one of it. Papers hold other money beside
a plan's: targets, a baseline, what was asked for. A table of such money alone draws up no plan.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from optalloc.core.errors import nearest
from optalloc.core.message import Words
from optalloc.core.money import FEN_PER_UNIT, tidy_name
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.sheet import Sheet, SheetColumn
from optalloc.problem.facts import Award, Cell, Plan
from optalloc.problem.problem import Problem

_OTHER_MONEY = re.compile(
    "测算|应得|理论|基准|差额|差异|偏差|增减|变动|需求|申报|申请|上年|去年|往年|提前下达|定额|未安排"
    "|尚余|结余|总投资|[上下]限"
    r"|\b(targets?|baselines?|changes?|differences?|deviations?|needs?|asked|last year|before|left"
    r"|caps?|floors?|limits?)\b",
    re.IGNORECASE,
)
"""Words over money that a plan does not give: what it is compared with, or stands beside."""


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
        has_strangers: Whether a row names a recipient that the scenario does not know.
    """

    plan: Plan | None = None
    recipients: dict[str, int] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    lacks: tuple[Words, ...] = ()
    has_strangers: bool = False

    @property
    def has_unknown(self) -> bool:
        """Whether it has any name that the scenario does not know."""
        return any(one.kind == "unknown_name" for one in self.findings)

    @property
    def is_of_units(self) -> bool:
        """Whether it tells the totals of units above the recipients, and of no recipient."""
        return bool(self.units) and not self.recipients


@dataclass(frozen=True)
class PlanNames:
    """The names of a scenario as tables may write them, each with its own."""

    recipients: dict[str, str]
    units: dict[str, str]
    sources: dict[str, str]
    uses: dict[str, str]
    projects: dict[str, str]

    @classmethod
    def of(cls, problem: Problem) -> "PlanNames":
        """Return the names of a scenario."""
        levels = problem.at_levels.values()
        return cls(
            _tidy(r.name for r in problem.recipients),
            _tidy(unit.name for units in levels for unit in units.recipients),
            _tidy(s.name for s in problem.sources),
            _tidy(u.name for u in problem.uses),
            _tidy(p.name for p in problem.projects),
        )


def _tidy(names: Iterator[str]) -> dict[str, str]:
    return {_key(name): name for name in names}


def _key(name: str) -> str:
    """Return a name as it is compared: headers lose spaces that a scenario's names may have."""
    return tidy_name(name).replace(" ", "")


def plan_of_table(
    sheet: Sheet, problem: Problem, known: PlanNames, any_money: bool = False
) -> Drafted | None:
    """Return the plan that a table draws up; None when it names no recipients or no such money.

    Args:
        known: The names of the scenario.
        any_money: Whether the one column of money counts, whatever it is called.
    """
    whom = next(iter(sheet.with_role("recipient", figures=False)), None)
    columns = _columns(sheet, known, any_money)
    if whom is None or not columns:
        return None
    reader = _Reader(sheet, problem, known, columns)
    cells: dict[Cell, int] = {}
    drafted = reader.drafted
    for i in sheet.data:
        said = sheet.name(i, whom)
        recipient = known.recipients.get(_key(said))
        if recipient is None and (unit := known.units.get(_key(said))) is not None:
            drafted.rows.setdefault(unit, i)
            drafted.units[unit] = drafted.units.get(unit, 0) + sum(reader.amounts(i))
            continue
        if recipient is None:
            names = list(known.recipients.values())
            drafted.findings.append(_unknown(sheet, i, whom, said, names))
            drafted.has_strangers = True
            continue
        drafted.rows.setdefault(recipient, i)
        for cell, amount in reader.cells(i, recipient):
            if cell is not None:
                cells[cell] = cells.get(cell, 0) + amount
            drafted.recipients[recipient] = drafted.recipients.get(recipient, 0) + amount
    if not drafted.lacks and not drafted.is_of_units and not drafted.has_unknown:
        awards = ((r, s, u, money, p) for (r, s, u, p), money in cells.items() if money)
        drafted.plan = Plan(Award(*award) for award in awards)
    return drafted


def _columns(sheet: Sheet, known: PlanNames, any_money: bool) -> list[SheetColumn]:
    """Return the columns of what the plan gives: of sources or uses, or its amounts, or a total."""
    if any_money:
        return list(sheet.cells) if len(sheet.cells) == 1 else []
    given = [c for c in sheet.cells if c.role != "total" and not _is_other_money(c, known)]
    # Without the scenario a reader may not know that a source's name stands over money.
    unsure = (c for c in sheet.columns if c.holds_figures and c.role in ("figure", "indicator"))
    named = (c for c in unsure if _called(c, known.sources) or _called(c, known.uses))
    given += [c for c in named if not _is_other_money(c, known)]
    by_source = [c for c in given if _called(c, known.sources)]
    if by_source and all(_called(c, known.uses) for c in given if c not in by_source):
        # What is told by use alone is the same money once more.
        given = by_source
    if given:
        return given
    return [c for c in sheet.money if c.role == "total" and not _is_other_money(c, known)][:1]


def _is_other_money(column: SheetColumn, known: PlanNames) -> bool:
    """Return whether words over a column say so; a source may be called 上年结转 and is none."""
    names = known.sources.keys() | known.uses.keys()
    return any(_OTHER_MONEY.search(head) for head in column.path if _key(head) not in names)


def _called(column: SheetColumn, names: Collection[str]) -> str:
    """Return which of some names stands over a column, the innermost first; empty without one."""
    heads = map(_key, reversed(column.path))
    return next((head for head in heads if head in names), "")


class _Reader:
    """Reads the rows of one table, and keeps what it stumbles over.

    Attributes:
        project_column: The column of words that names projects of the scenario; None without one.
    """

    def __init__(
        self, sheet: Sheet, problem: Problem, known: PlanNames, columns: Sequence[SheetColumn]
    ) -> None:
        self.sheet, self.known, self.columns = sheet, known, columns
        self.use_of = {p.name: p.use for p in problem.projects}
        self.per = FEN_PER_UNIT[sheet.unit or problem.unit]
        self.project_column = _of_projects(sheet, known.projects)
        self.drafted = Drafted(lacks=tuple(self._lacking()))

    def _lacking(self) -> Iterator[Words]:
        """Yield what the scenario has several of and the table does not tell."""
        known = self.known
        if len(known.sources) > 1 and not self._tells("source", known.sources):
            yield Words("资金来源", "the sources")
        if self.project_column is None and known.projects:
            yield Words("项目", "the projects")
        elif (
            self.project_column is None
            and len(known.uses) > 1
            and not self._tells("use", known.uses)
        ):
            yield Words("用途", "the uses")

    def _tells(self, role: Literal["source", "use"], names: Collection[str]) -> bool:
        """Return whether each amount has one of some names over it or beside it."""
        beside = self.sheet.with_role(role, figures=False)
        return bool(beside) or all(c.role == role or _called(c, names) for c in self.columns)

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
        if column is None or not said or _key(said) in self.known.projects:
            return self.known.projects.get(_key(said))
        known = list(self.known.projects.values())
        self.drafted.findings.append(_unknown(self.sheet, line, column, said, known))
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
        if called := _called(column, known):
            return known[called]
        if column.role == role:
            at, said = column, tidy_name(column.path[-1]) if column.path else column.letters
        elif words:
            at, said = words[0], self.sheet.name(line, words[0])
        else:
            # Without names the only one is meant; several are in `lacks`, and totals alone count.
            return next(iter(known.values()))
        if _key(said) in known:
            return known[_key(said)]
        if len(known) == 1 and (role == "use" or at.holds_figures or not said):
            # What a use or a heading is called is left to the office; a row's source is not.
            return next(iter(known.values()))
        self.drafted.findings.append(_unknown(self.sheet, line, at, said, list(known.values())))
        return None


def _of_projects(sheet: Sheet, known: dict[str, str]) -> SheetColumn | None:
    """Return the column of words that names projects of the scenario most often, if any does."""
    best, most = None, 0
    for column in sheet.columns:
        if column.holds_figures or column.role not in ("use", "text"):
            continue
        named = sum(_key(sheet.name(i, column)) in known for i in sheet.data)
        if named > most:
            best, most = column, named
    return best


def _unknown(sheet: Sheet, line: int, column: SheetColumn, said: str, known: list[str]) -> Finding:
    """Return that the scenario does not know a name."""
    words = Words(f"情景里没有“{said}”。", f"the scenario has no “{said}”. ") + nearest(said, known)
    expected = Words("、".join(known[:8]), ", ".join(known[:8]))
    return Finding("unknown_name", "error", sheet.place(line, column), words, said, expected)
