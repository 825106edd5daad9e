"""The table of allocation: 单位 | 合计 | one column a source | 备注; the table of projects."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal

from optalloc.core.alignment import aligned
from optalloc.core.message import Words
from optalloc.core.money import decimals_of, show_amount
from optalloc.pipeline.level_totals import LevelTotals
from optalloc.present.paper import OfficialTable, PaperLine, clean
from optalloc.problem.facts import Award, Source
from optalloc.reports.official.context import Subject

RECIPIENT, TOTAL, REMARK = (
    Words("单位", "Recipient"),
    Words("合计", "Total"),
    Words("备注", "Remark"),
)
MEMBERS = Words("单位数", "Recipients")
PROJECT, USE = Words("项目名称", "Project"), Words("用途", "Use")


def unit_line(subject: Subject) -> PaperLine:
    """Return the line above a table that says its unit."""
    unit = subject.report.unit
    return PaperLine(subject.say(Words(f"单位：{unit}", f"Unit: {unit}")), "unit")


def award_table(subject: Subject) -> OfficialTable:
    """Return what each recipient gets, from which source; the last row is the total."""
    names = [r.name for r in subject.problem.recipients]
    cells = _sums(subject.plan.awards, "recipient")
    columns = amount_columns(subject, [cells[name] for name in names])
    remarks = [_remark(subject, name) for name in names]
    head = (RECIPIENT, TOTAL)
    rows = [
        (clean(name), *amounts, remark)
        for name, amounts, remark in zip(names, columns, remarks, strict=False)
    ]
    rows.append((subject.say(TOTAL), *columns[-1], ""))
    sources = [clean(source.name) for source in subject.problem.sources]
    return OfficialTable(
        (*map(subject.say, head), *sources, subject.say(REMARK)),
        tuple(rows),
        frozenset(range(1, 2 + len(sources))),
        has_total=True,
    )


def level_table(subject: Subject, one: LevelTotals) -> OfficialTable:
    """Return what each unit of a level gets, from which source; the last row is the total."""
    units = subject.problem.at_levels[one.level]
    cells = _sums(units.plan(subject.plan).awards, "recipient")
    columns = amount_columns(subject, [cells[unit.name] for unit in one.units])
    counts = [len(unit.places) for unit in one.units]
    rows = [
        (clean(unit.name), *amounts, str(count))
        for unit, amounts, count in zip(one.units, columns, counts, strict=False)
    ]
    rows.append((subject.say(TOTAL), *columns[-1], str(sum(counts))))
    sources = [clean(source.name) for source in subject.problem.sources]
    return OfficialTable(
        (clean(one.level), subject.say(TOTAL), *sources, subject.say(MEMBERS)),
        tuple(rows),
        frozenset(range(1, 3 + len(sources))),
        has_total=True,
    )


def project_table(subject: Subject) -> OfficialTable:
    """Return what each project gets, from which source; projects without money are left out."""
    cells = _sums(subject.plan.awards, "project")
    funded = [p for p in subject.problem.projects if any(cells[p.name].values())]
    columns = amount_columns(subject, [cells[p.name] for p in funded])
    rows = [
        (clean(p.name), clean(p.recipient), clean(p.use), *amounts)
        for p, amounts in zip(funded, columns, strict=False)
    ]
    rows.append((subject.say(TOTAL), "", "", *columns[-1]))
    head = [subject.say(words) for words in (PROJECT, RECIPIENT, USE, TOTAL)]
    sources = [clean(source.name) for source in subject.problem.sources]
    amounts = frozenset(range(3, 4 + len(sources)))
    return OfficialTable((*head, *sources), tuple(rows), amounts, has_total=True)


def amount_columns(subject: Subject, cells: Sequence[dict[str, int]]) -> list[tuple[str, ...]]:
    """Return the amounts of rows and below them their total, each row's own total first.

    A column has the decimals of its source's grain, or more where an amount needs them.

    Args:
        cells: For each row its money by source [fen].
    """
    unit, sources = subject.report.unit, subject.problem.sources
    by_source = [_with_sum([row.get(s.name, 0) for row in cells]) for s in sources]
    totals = _with_sum([sum(row.values()) for row in cells])
    steps = [_decimals(subject, s) for s in sources]
    columns = [aligned(totals, unit, max(steps, default=0))]
    columns += [aligned(a, unit, step) for a, step in zip(by_source, steps, strict=True)]
    return list(zip(*columns, strict=True))


def _decimals(subject: Subject, source: Source) -> int:
    grain = subject.problem.grain.cells.get(source.name)
    return decimals_of(grain, subject.report.unit) if grain else 0


def _with_sum(amounts: list[int]) -> list[int]:
    return [*amounts, sum(amounts)]


def _sums(
    awards: Iterable[Award], key: Literal["recipient", "project"]
) -> defaultdict[str, dict[str, int]]:
    """Return the money by recipient or project, and source [fen]."""
    cells: defaultdict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for award in awards:
        cells[getattr(award, key)][award.source] += award.amount
    return cells


def _remark(subject: Subject, name: str) -> str:
    """Say what a recipient's money is for."""
    uses = subject.by_use.get(name, {})
    if not uses:
        return subject.say(Words("本批不安排", "nothing in this batch"))
    if len(uses) == 1:
        return clean(next(iter(uses)))
    unit = subject.report.unit
    return subject.listed(
        [subject.beside(use, show_amount(fen, unit)) for use, fen in uses.items()]
    )
