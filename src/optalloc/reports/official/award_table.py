"""Tables of allocation: 单位 | 合计 | one column a source; by source and use; of projects.

What the money of a recipient is for stands in a column where it is one use, and in a table of its
own where it is several; a column of remarks stands where there is one to make.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from optalloc.core.alignment import aligned
from optalloc.core.message import Words
from optalloc.core.money import decimals_of
from optalloc.pipeline.level_totals import LevelTotals
from optalloc.present.paper import OfficialTable, PaperLine, clean
from optalloc.problem.facts import Award, Source
from optalloc.problem.rules.schedule import starts_told
from optalloc.reports.official.context import Subject

RECIPIENT, TOTAL, REMARK = (
    Words("单位", "Recipient"),
    Words("合计", "Total"),
    Words("备注", "Remark"),
)
MEMBERS = Words("单位数", "Recipients")
PROJECT, USE = Words("项目名称", "Project"), Words("用途", "Use")
START_YEAR = Words("开工年份", "Start")
SOURCE = Words("资金来源", "Source")


def unit_line(subject: Subject) -> PaperLine:
    """Return the line above a table that says its unit."""
    unit = subject.report.unit
    return PaperLine(subject.say(Words(f"单位：{unit}", f"Unit: {unit}")), "unit")


def award_table(subject: Subject) -> OfficialTable:
    """Return what each recipient gets, from which source; the last row is the total."""
    sources = [clean(source.name) for source in subject.problem.sources]
    return _of_recipients(subject, (TOTAL,), sources)


def short_table(subject: Subject) -> OfficialTable:
    """Return what each recipient gets in all, where its sources do not fit beside it."""
    return _of_recipients(subject, (TOTAL,), [])


def _of_recipients(
    subject: Subject, heads: tuple[Words, ...], sources: Sequence[str]
) -> OfficialTable:
    """Return the amounts of recipients, with what is said of each behind them."""
    names = [r.name for r in subject.problem.recipients]
    cells = sums_by_source(subject.plan.awards, "recipient")
    width = len(heads) + len(sources)
    columns = [row[:width] for row in amount_columns(subject, [cells[name] for name in names])]
    beside = [(head, said) for head, said in _beside(subject, names) if any(said)]
    rows = [
        (clean(name), *amounts, *(said[i] for _, said in beside))
        for i, (name, amounts) in enumerate(zip(names, columns, strict=False))
    ]
    rows.append((subject.say(TOTAL), *columns[-1], *("" for _ in beside)))
    return OfficialTable(
        (*map(subject.say, (RECIPIENT, *heads)), *sources, *(subject.say(h) for h, _ in beside)),
        tuple(rows),
        frozenset(range(1, 1 + width)),
        has_total=True,
    )


def _beside(subject: Subject, names: Sequence[str]) -> Iterator[tuple[Words, list[str]]]:
    """Yield columns of words: the use of each where one is enough to say, and remarks."""
    uses = [list(subject.by_use.get(name, {})) for name in names]
    if max(map(len, uses), default=0) == 1 and len({use for one in uses for use in one}) > 1:
        yield USE, [clean(one[0]) if one else "" for one in uses]
    nothing = subject.say(Words("本批不安排", "nothing in this batch"))
    yield REMARK, ["" if one else nothing for one in uses]


def has_use_table(subject: Subject) -> bool:
    """Return whether money of a recipient is for several uses, and no table of projects says so."""
    is_by_project = all(award.project is not None for award in subject.plan.awards)
    return not is_by_project and any(len(uses) > 1 for uses in subject.by_use.values())


def use_table(subject: Subject, by_source: bool = True) -> OfficialTable:
    """Return what each recipient gets for each use, source by source where there are several.

    Args:
        by_source: Whether sources are told apart at all.
    """
    problem = subject.problem
    by_source = by_source and len(problem.sources) > 1
    cells: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for award in subject.in_order:
        row = cells[award.recipient, award.source if by_source else ""]
        row[award.use] = row.get(award.use, 0) + award.amount
    sources = [s.name for s in problem.sources] if by_source else [""]
    places = [(r.name, source) for r in problem.recipients for source in sources]
    kept = [place for place in places if any(cells[place].values())]
    uses = [u.name for u in problem.uses if any(cells[place].get(u.name) for place in kept)]
    step = max((_decimals(subject, s) for s in problem.sources), default=0)
    parts = [_with_sum([cells[place].get(use, 0) for place in kept]) for use in uses]
    whole = _with_sum([sum(cells[place].values()) for place in kept])
    columns = [aligned(amounts, subject.report.unit, step) for amounts in (whole, *parts)]
    names = [(clean(who), clean(source))[: 1 + by_source] for who, source in kept]
    names.append((subject.say(TOTAL), "")[: 1 + by_source])
    heads = (RECIPIENT, SOURCE, TOTAL) if by_source else (RECIPIENT, TOTAL)
    return OfficialTable(
        (*map(subject.say, heads), *map(clean, uses)),
        tuple((*who, *row) for who, row in zip(names, zip(*columns, strict=True), strict=True)),
        frozenset(range(1 + by_source, 2 + by_source + len(uses))),
        has_total=True,
    )


def level_table(subject: Subject, one: LevelTotals) -> OfficialTable:
    """Return what each unit of a level gets, from which source; the last row is the total."""
    units = subject.problem.at_levels[one.level]
    cells = sums_by_source(units.plan(subject.plan).awards, "recipient")
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
    cells = sums_by_source(subject.plan.awards, "project")
    funded = [p for p in subject.problem.projects if any(cells[p.name].values())]
    columns = amount_columns(subject, [cells[p.name] for p in funded])
    starts = starts_told(subject.problem.rules, subject.problem, subject.plan)
    when = [(clean(subject.say(starts[p.name])),) if p.name in starts else () for p in funded]
    rows = [
        (clean(p.name), clean(p.recipient), clean(p.use), *start, *amounts)
        for p, start, amounts in zip(funded, when, columns, strict=False)
    ]
    first = (PROJECT, RECIPIENT, USE, *([START_YEAR] if starts else []))
    rows.append((subject.say(TOTAL), *[""] * (len(first) - 1), *columns[-1]))
    head = [subject.say(words) for words in (*first, TOTAL)]
    sources = [clean(source.name) for source in subject.problem.sources]
    amounts = frozenset(range(len(first), len(first) + 1 + len(sources)))
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


def sums_by_source(
    awards: Iterable[Award], key: Literal["recipient", "project"]
) -> defaultdict[str, dict[str, int]]:
    """Return the money by recipient or project, and source [fen]."""
    cells: defaultdict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for award in awards:
        cells[getattr(award, key)][award.source] += award.amount
    return cells
