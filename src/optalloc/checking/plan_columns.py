"""Which columns of a table hold what a plan gives, told by their heads and a scenario's names.

Papers hold other money beside a plan's: targets, a baseline, what was asked for, earlier batches.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from optalloc.core.money import FEN_PER_UNIT, tidy_name
from optalloc.inputs.understanding.layout.parts import SAID, SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet
from optalloc.problem.problem import Problem

_TARGETS = re.compile(r"测算|应得|理论|\btargets?\b", re.IGNORECASE)
"""Words over targets: what a formula gives, before any rule."""
_COMPARED = re.compile(
    "基准|差额|差异|偏差|增减|变动|需求|申报|申请|上年|去年|往年|未安排|尚余|结余|[上下]限"
    r"|\b(baselines?|changes?|differences?|deviations?|needs?|asked|last year|before|left"
    r"|caps?|floors?|limits?)\b",
    re.IGNORECASE,
)
"""Words over money that no plan of this year gives: what it is compared with."""
_BESIDE = re.compile("提前下达|定额|总投资")
"""Words over money that stands beside a plan's; where it stands alone it may be what was given."""
_EARLIER = re.compile("已(?:下达|安排|拨付?|分配)|前期|此前|上一?批|以前[年批]")
"""Words over money of earlier batches; a table that has no other calls its own money so."""

_FUND = re.compile("财政|衔接|推进|乡村振兴|补助|专项|资金|经费")
"""Words of a fund's own name, which say nothing of whose money it is."""


@dataclass(frozen=True)
class PlanNames:
    """The names of a scenario as tables may write them, each with its own."""

    recipients: dict[str, str]
    units: dict[str, str]
    sources: dict[str, str]
    uses: dict[str, str]
    projects: dict[str, str]
    money: dict[str, int] = field(default_factory=dict)
    """Of each source, by its name as it is compared [fen]."""
    unit: str = "元"
    """Of a table that tells none."""

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
            {as_compared(s.name): s.amount for s in problem.sources},
            problem.unit,
        )


def _tidy(names: Iterator[str]) -> dict[str, str]:
    return {as_compared(name): name for name in names}


def as_compared(name: str) -> str:
    """Return a name as it is compared: headers lose spaces that a scenario's names may have."""
    return tidy_name(name).replace(" ", "")


def plan_columns(sheet: Sheet, known: PlanNames, any_money: bool) -> list[SheetColumn]:
    """Return the columns of what the plan gives: of sources or uses, or its amounts, or a total."""
    if any_money:
        is_one = len(sheet.cells) == 1
        return [c for c in sheet.cells if is_one and not _is_called(c, known, _TARGETS, _COMPARED)]
    cells = [c for c in sheet.cells if c.role != "total"]
    given = [c for c in cells if not is_other_money(c, known)]
    given = given or [c for c in cells if not _is_called(c, known, _TARGETS, _COMPARED, _BESIDE)]
    given += _in_advance(sheet, known, given)
    # Without the scenario a reader may not know that a source's name stands over money.
    unsure = (c for c in sheet.columns if c.holds_figures and c.role in ("figure", "indicator"))
    named = (c for c in unsure if called(c, known.sources) or called(c, known.uses))
    given += [c for c in named if not is_other_money(c, known)]
    by_source = [c for c in given if called(c, known.sources)]
    if by_source and all(called(c, known.uses) for c in given if c not in by_source):
        # What is told by use alone is the same money once more.
        given = by_source
    totals = [c for c in sheet.money if c.role == "total" and not is_other_money(c, known)][:1]
    return totals if not given or _is_more(sheet, known, totals, given) else given


def _in_advance(
    sheet: Sheet, known: PlanNames, given: Sequence[SheetColumn]
) -> Iterator[SheetColumn]:
    """Yield what a source gave in advance, where the scenario's money of it is nearer to all.

    中央资金: 提前下达 | 本次下达. A scenario of this batch alone has the second as its money,
    one of the year both; a slip in either moves no sum from one to the other.
    """
    others = [c for c in sheet.cells if c not in given and c.role != "total"]
    others = [c for c in others if not _is_called(c, known, _TARGETS, _COMPARED)]
    for name, due in known.money.items():
        advance = [c for c in others if called(c, known.sources) == name]
        less = _money(sheet, known, (c for c in given if called(c, known.sources) == name))
        if abs(less + _money(sheet, known, advance) - due) < abs(less - due):
            yield from advance


def _money(sheet: Sheet, known: PlanNames, columns: Iterable[SheetColumn]) -> Fraction:
    """Return what the rows of some columns come to [fen]."""
    total = sum(c.values[i] or 0 for c in columns for i in sheet.data)
    return sheet.exact(total) * FEN_PER_UNIT[sheet.unit or known.unit]


def _is_more(
    sheet: Sheet, known: PlanNames, totals: Sequence[SheetColumn], given: Sequence[SheetColumn]
) -> bool:
    """Say whether a total holds more than columns of some sources or uses, in most rows.

    单位 合计 市级: a paper may show one source alone. Where all have columns, the total is off.
    """
    named = {called(c, known.sources) or called(c, known.uses) for c in given}
    if "" in named or known.sources.keys() <= named or known.uses.keys() <= named:
        return False
    sums = ((total, i, [c.values[i] or 0 for c in given]) for total in totals for i in sheet.data)
    is_more = [(total.values[i] or 0) > sum(parts) for total, i, parts in sums]
    return 2 * sum(is_more) > len(is_more)


def is_other_money(column: SheetColumn, known: PlanNames) -> bool:
    """Return whether words over a column say that a plan does not give it."""
    return _is_called(column, known, _TARGETS, _COMPARED, _BESIDE, _EARLIER)


def _is_called(column: SheetColumn, known: PlanNames, *words: re.Pattern[str]) -> bool:
    """Return whether any of some words stand over a column; a source may be called 上年结转."""
    names = known.sources.keys() | known.uses.keys()
    heads = [head for head in column.path if as_compared(head) not in names]
    return column.because != SAID and any(w.search(head) for head in heads for w in words)


def target_columns(sheet: Sheet, known: PlanNames) -> list[SheetColumn]:
    """Return the columns of what a formula gives each recipient: those of their total, if any."""
    found = [c for c in sheet.money if _is_called(c, known, _TARGETS)]
    found = [c for c in found if not _is_called(c, known, _COMPARED)]
    return [c for c in found if c.role == "total"][:1] or found


def called(column: SheetColumn, names: Collection[str]) -> str:
    """Return which of some names stands over a column, the innermost first; empty without one."""
    heads = [as_compared(head) for head in reversed(column.path)]
    exact = next((head for head in heads if head in names), "")
    return exact or next(filter(None, (meant_by(head, names) for head in heads)), "")


def meant_by(said: str, names: Collection[str]) -> str:
    """Return which of some names is said, in the words of a fund or without them; empty for none.

    中央财政衔接推进乡村振兴补助资金 is 中央资金, where no other name is so without these words.
    """
    if said in names:
        return said
    bare = _FUND.sub("", said)
    alike = [name for name in names if bare and _FUND.sub("", name) == bare]
    return alike[0] if len(alike) == 1 else ""
