"""The plan beside the baseline: two pictures, the sources, the totals, the projects, the awards."""

from collections.abc import Callable, Iterator

from optalloc.core.alignment import padded, percents
from optalloc.core.exact import total
from optalloc.core.message import NOTHING, Words
from optalloc.core.money import show_money
from optalloc.pipeline.level_totals import LevelTotals, level_totals
from optalloc.pipeline.metrics import NAMES, shown_figure
from optalloc.present.charts.plan_and_baseline import (
    AMOUNTS,
    BASELINE,
    CHANGE,
    CHANGES,
    TARGET,
    RecipientBars,
    amounts_chart,
    changes_chart,
)
from optalloc.present.charts.theme import vega_lite
from optalloc.present.document import Block, ChartBlock, Column, Pictures, Section, TableBlock, Text
from optalloc.present.html.page import on_a_page, said_below
from optalloc.problem.facts import SOURCE_KINDS
from optalloc.problem.rules.project_funding import money_beside
from optalloc.problem.rules.schedule import START, starts_told
from optalloc.reports.page.context import RECIPIENT, TOTAL, PageContext

MOST_AWARDS = 5000
"""Most cells of a plan that are listed one by one."""
MOST_AWARDS_OPEN = 12
TARGET_DIGITS = 4
SOURCES, USES = Words("资金来源", "source"), Words("用途", "use")
AMOUNT = Words("金额", "amount")
OPEN = Words(
    "点开项目名称，就是给这个项目的说明：是否安排、为什么、怎样才能安排。",
    "Open a project's name for the letter to it: whether it is funded, why, what would get it in.",
)
NOT_OPEN = Words(
    "这里没有给各项目的说明：要逐个项目重新求解，用 report --format html,letters 写上。",
    "Without the letters to projects, which take a solve for each: report --format html,letters "
    "puts them here.",
)


def plan(page: PageContext) -> Section:
    """Return the section."""
    title = Words("分配方案与基准", "The plan beside the baseline")
    blocks: list[Block] = [_pictures(page), *_no_change(page), _sources(page), _recipients(page)]
    blocks += _levels(page)
    return Section("plan", title, [*blocks, *_projects(page), *_awards(page), _figures(page)])


def _pictures(page: PageContext) -> Pictures:
    sources = [source.name for source in page.problem.sources]
    amounts = vega_lite(amounts_chart(page.beside, sources, page.unit, page.lang))
    drawn = [ChartBlock("amounts", AMOUNTS, on_a_page(amounts), below=said_below(amounts))]
    if any(row.change for row in page.beside):
        changes = vega_lite(changes_chart(page.beside, page.unit, page.lang))
        drawn.append(ChartBlock("changes", CHANGES, on_a_page(changes), below=said_below(changes)))
    return Pictures(drawn)


def _no_change(page: PageContext) -> Iterator[Text]:
    """Say that there is no picture of differences, where there is no difference."""
    if not any(row.change for row in page.beside):
        yield Text(
            Words(
                "各单位的合计都与基准相同，没有差额，所以不画差额图。",
                "Every total is that of the baseline: there are no differences to draw.",
            ),
            "quiet",
        )


def _sources(page: PageContext) -> TableBlock:
    """Return the sources with what the plan gives of each."""
    pots, given = page.problem.sources, page.best.plan.sums("source")
    is_old = any(pot.kind != "new" for pot in pots)
    kinds = [SOURCE_KINDS[pot.kind] if is_old else NOTHING for pot in pots]
    texts = [
        Column(Words("层级", "tier"), [*(pot.tier for pot in pots), ""], True),
        Column(Words("文号", "document"), [*(pot.document for pot in pots), ""], True),
        Column(Words("性质", "kind"), [*kinds, ""], True),
        Column(Words("收回单位", "taken from"), [*(pot.taken_from for pot in pots), ""], True),
    ]
    there = [pot.amount for pot in pots]
    spent = [given.get(pot.name, 0) for pot in pots]
    left = [a - b for a, b in zip(there, spent, strict=True)]
    money = [Column(AMOUNT, page.amounts([*there, sum(there)]))]
    if any(left):
        money.append(Column(Words("安排", "given"), page.amounts([*spent, sum(spent)])))
        money.append(Column(Words("结余", "left"), page.amounts([*left, sum(left)])))
    names = Column(SOURCES, [*(pot.name for pot in pots), TOTAL], True)
    said = [column for column in texts if any(cell not in ("", NOTHING) for cell in column.cells)]
    return TableBlock(
        "sources", Words("资金来源", "Sources") + page.unit_line, [names, *said, *money], True
    )


def _recipients(page: PageContext) -> TableBlock:
    """Return every recipient's target, its parts, its total, and the baseline."""
    rows = page.beside
    targets = [row.target for row in rows]
    aims = padded([show_money(t, page.unit, TARGET_DIGITS) for t in (*targets, total(targets))])
    columns = [Column(RECIPIENT, [*page.names, TOTAL], True), Column(TARGET, aims)]
    columns += _parts(page)
    columns += beside_columns(page, lambda row: row.amount, TOTAL)
    title = Words("分配方案", "Plan") + page.unit_line
    return TableBlock("recipients", title, columns, True)


def _parts(page: PageContext) -> Iterator[Column]:
    """Yield what each recipient has from each source and for each use, where there are several."""
    grains = page.problem.grain.cells
    axes = [
        ("source", SOURCES, [(s.name, grains[s.name]) for s in page.problem.sources]),
        ("use", USES, [(u.name, page.grain) for u in page.problem.uses]),
    ]
    for axis, group, keys in axes:
        for key, grain in keys if len(keys) > 1 else ():
            amounts = [page.held[name].get((axis, key), 0) for name in page.names]
            cells = page.amounts([*amounts, sum(amounts)], grain)
            yield Column(key, cells, group=group, is_part=True)


def beside_columns(
    page: PageContext, amount: Callable[[RecipientBars], int], head: Words
) -> list[Column]:
    """Return totals beside the baseline's: both, the difference, and what part of it that is."""
    rows, by = page.beside, {change.recipient: change for change in page.solved.changes}
    totals, against = [amount(row) for row in rows], [row.baseline for row in rows]
    moved = [row.change for row in rows]
    relative = [by[row.name].relative for row in rows]
    return [
        Column(head, page.amounts([*totals, sum(totals)])),
        Column(BASELINE, page.amounts([*against, sum(against)])),
        Column(CHANGE, page.changes([*moved, sum(moved)])),
        Column(CHANGE + Words("%", " %"), [*percents(relative), ""]),
    ]


def _projects(page: PageContext) -> Iterator[Block]:
    """Yield the project library with what each project gets."""
    projects = page.problem.projects
    if not projects:
        return
    held = page.best.plan.sums("project")
    given, needs = [held.get(p.name, 0) for p in projects], [p.need for p in projects]
    starts = starts_told(page.problem.rules, page.problem, page.best.plan)
    when = [*(starts.get(p.name, "") for p in projects), ""]
    funded, told = sum(1 for amount in given if amount), page.to_projects
    title = Words(
        f"项目库：{len(projects)} 个项目，安排 {funded} 个",
        f"Project library: {funded} of {len(projects)} projects funded",
    )
    yield TableBlock(
        "projects",
        title + page.unit_line,
        [
            Column(Words("项目", "project"), [*(p.name for p in projects), TOTAL], True),
            Column(RECIPIENT, [*(p.recipient for p in projects), ""], True),
            Column(USES, [*(p.use for p in projects), ""], True),
            *([Column(START, when, True)] if starts else []),
            Column(Words("需求", "need"), page.amounts([*needs, sum(needs)])),
            Column(Words("安排", "award"), page.amounts([*given, sum(given)])),
        ],
        True,
        opens=[list(told.parts.get(p.name, ())) for p in projects] if told else (),
    )
    yield from map(Text, money_beside(page.problem, page.best.plan))
    yield Text(OPEN if told else NOT_OPEN, "quiet")


def _awards(page: PageContext) -> Iterator[Block]:
    """Yield the cells of the plan one by one."""
    every = page.best.plan.awards
    awards = every[:MOST_AWARDS]
    amounts = [award.amount for award in awards]
    money = page.amounts([*amounts, page.best.plan.total], min(page.problem.grain.cells.values()))
    columns = [
        Column(RECIPIENT, [*(a.recipient for a in awards), TOTAL], True),
        Column(SOURCES, [*(a.source for a in awards), ""], True),
        Column(USES, [*(a.use for a in awards), ""], True),
    ]
    if page.problem.projects:
        named = [a.project or "" for a in awards]
        columns.append(Column(Words("项目", "project"), [*named, ""], True))
    title = Words("逐笔安排", "Awards, one by one") + page.unit_line
    yield TableBlock("awards", title, [*columns, Column(AMOUNT, money)], True, MOST_AWARDS_OPEN)
    if len(every) > len(awards):
        said = Words(
            f"共 {len(every)} 笔，这里列出前 {len(awards)} 笔，合计是全部的；"
            "全部见 optalloc solve --out。",
            f"These are the first {len(awards)} of {len(every)} awards, the total is of all; "
            "optalloc solve --out writes them all.",
        )
        yield Text(said, "quiet")


def _figures(page: PageContext) -> TableBlock:
    """Return how near to the targets and how even the two plans are."""
    plans = [(Words("方案", "plan"), page.best), (page.baseline_name, page.solved.baseline)]
    names, values = [], []
    for name, words in NAMES.items():
        figures = [getattr(judged.figures, name) for _, judged in plans]
        if any(figure is not None for figure in figures):
            names.append(words)
            values.append(padded([shown_figure(name, figure, page.unit) for figure in figures]))
    columns = [Column(head, [row[i] for row in values]) for i, (head, _) in enumerate(plans)]
    title = Words(f"指标（金额单位：{page.unit}）", f"Figures (amounts in {page.unit})")
    return TableBlock("figures", title, [Column(Words("指标", "figure"), names, True), *columns])


def _levels(page: PageContext) -> Iterator[TableBlock]:
    """Yield a table for each level; nothing without levels."""
    found = level_totals(page.solved, page.best)
    for place, one in enumerate(found):
        yield _table(page, one, found[place - 1].level if place else "")


def _table(page: PageContext, one: LevelTotals, above: str) -> TableBlock:
    units = one.units
    targets = [unit.target for unit in units]
    aims = padded([show_money(t, page.unit, TARGET_DIGITS) for t in (*targets, total(targets))])
    amounts = [unit.beside.amount for unit in units]
    against = [unit.beside.against for unit in units]
    moved = [unit.beside.change for unit in units]
    columns = [Column(one.level, [*(unit.name for unit in units), TOTAL], True)]
    if above:
        columns.append(Column(above, [*(unit.above for unit in units), ""], True))
    counts = [len(unit.places) for unit in units]
    columns += [
        Column(Words("单位数", "recipients"), [*map(str, counts), str(sum(counts))]),
        Column(TARGET, aims),
        Column(TOTAL, page.amounts([*amounts, sum(amounts)])),
        Column(BASELINE, page.amounts([*against, sum(against)])),
        Column(CHANGE, page.changes([*moved, sum(moved)])),
        Column(
            CHANGE + Words("%", " %"), [*percents([unit.beside.relative for unit in units]), ""]
        ),
    ]
    return TableBlock(f"level-{one.level}", one.title + page.unit_line, columns, True)
