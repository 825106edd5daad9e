"""The views of the ledger as papers: the year, the progress of a month, the library."""

from collections.abc import Iterator
from fractions import Fraction

from optalloc.core.message import Words, in_clauses, same
from optalloc.core.money import show_amount, show_percent
from optalloc.ledger.store.invariants import show_month
from optalloc.ledger.tables.table_schema import STATES
from optalloc.ledger.views.library import InLibrary, LibraryView, reason_words
from optalloc.ledger.views.progress import Bulletin, Pace, line_words
from optalloc.ledger.views.year import SORTS, YearLine, YearView, industry_words
from optalloc.present.document import PROJECT, RECIPIENT, TOTAL, USE
from optalloc.present.views.view import LedgerView, PaperTable, Said

NOBODY = Words("没有。", "Nobody.")
WHOLE = (
    Words("已下达", "before"),
    Words("本次", "this batch"),
    Words("收回", "taken back"),
    Words("合计", "given"),
    Words("已支付", "paid"),
    Words("支付进度", "progress"),
)


PLANNED = (
    Words("状态", "state"),
    Words("开工", "start"),
    Words("历年已安排", "given so far"),
    Words("其中上年结转", "carried over"),
)
LATER = Words("以后年度", "later")


def year_paper(view: YearView) -> LedgerView:
    """Return the year."""
    lines = [industry_words(view.industry)]
    if view.batch:
        lines.insert(0, Words(f"本次：{view.batch}。", f"This batch: {view.batch}."))
    tables = tuple(_year_table(view, sort) for sort in SORTS if view.lines[sort])
    if rows := tuple(_planned_rows(view)):
        heads = (PROJECT, *PLANNED, Words(f"{view.year} 年应安排", f"due in {view.year}"), LATER)
        title = Words(
            "跨年项目（来源到位后安排，不算下达）", "Projects over years (no money given)"
        )
        tables += (PaperTable(title, heads, rows),)
    title = Words(f"{view.year} 年资金台账", f"The year {view.year}")
    return LedgerView(title, tuple(lines), view.unit, tables)


def _planned_rows(view: YearView) -> Iterator[tuple[Said, ...]]:
    """Yield what plans of several years leave to be paid, of whom has started first."""
    firm, open_ = Words("已开工", "started"), Words("预安排", "indicative")
    for name, plan in sorted(view.planned.items(), key=lambda item: not item[1].is_firm):
        rest = plan.rest(view.year)
        if rest:
            now = rest.pop(view.year, 0)
            state = firm if plan.is_firm else open_
            held = (plan.given, plan.carried(view.year))
            yield (name, state, str(plan.start), *held, now, sum(rest.values()))


def _year_table(view: YearView, sort: str) -> PaperTable:
    lines = view.lines[sort]
    head, of_source, has_paid = SORTS[sort], sort == "source", sort != "batch"
    heads = [head, *([Words("资金规模", "amount")] if of_source else []), *WHOLE]
    heads += [Words("未下达", "left")] if of_source else []
    rows = [_year_row(name, line, of_source, has_paid) for name, line in lines.items()]
    total = view.total
    if of_source:
        total = YearLine(
            total.before,
            total.this,
            total.taken,
            total.paid,
            sum(line.amount or 0 for line in lines.values()),
        )
    rows.append(_year_row(TOTAL, total, of_source, has_paid))
    if not has_paid:
        heads = heads[:-2]
        rows = [row[:-2] for row in rows]
    title = Words(f"按{head.zh}", f"By {head.en}")
    return PaperTable(title, tuple(heads), tuple(rows), has_total=True)


def _year_row(
    name: str | Words, line: YearLine, of_source: bool, has_paid: bool
) -> tuple[Said, ...]:
    progress = Fraction(line.paid, line.given) if line.given > 0 and has_paid else None
    cells: list[Said] = [name]
    if of_source:
        cells.append(line.amount)
    cells += [line.before, line.this, line.taken, line.given, line.paid, progress]
    if of_source:
        cells.append((line.amount or 0) - line.given)
    return tuple(cells)


def bulletin_paper(found: Bulletin) -> LedgerView:
    """Return the bulletin of a month (通报) with the list of whom to talk to (约谈)."""
    month = show_month(found.month)
    total = found.total.progress
    mean = Words("还没有下达资金", "nothing is given yet")
    if total is not None:
        shown = show_percent(total)
        mean = Words(f"平均支付进度 {shown}", f"{shown} is paid on average")
    lines = [line_words(found) + Words("，", "; ") + mean + Words("。", ".")]
    lines.append(
        Words(
            "支付指已到施工单位或受益对象；只拨付到镇的资金和质保金不算支付。",
            "Paid is what contractors or beneficiaries have; money passed to a town and retention"
            " money is unpaid.",
        )
    )
    tables = [
        _pace_table(Words("按单位（由快到慢）", "By recipient, the fastest first"), found, True),
        _pace_table(Words("按资金来源", "By source"), found, False),
        *_crossed(found),
    ]
    talks = tuple(
        Words(f"{t.recipient}：", f"{t.recipient}: ") + in_clauses(t.reasons) + Words("。", ".")
        for t in found.talks
    )
    lists = ((Words("建议约谈的单位", "To be talked to"), talks or (NOBODY,)),)
    title = Words(f"{month} 资金支付进度通报", f"Payment progress at {month}")
    return LedgerView(title, tuple(lines), found.unit, tuple(tables), lists)


PACE = (
    Words("已下达", "given"),
    Words("已支付", "paid"),
    Words("本月支付", "this month"),
    Words("支付进度", "progress"),
    Words("与序时差", "off the line"),
    Words("与平均差", "off the mean"),
    Words("拨付到镇", "passed to town"),
    Words("质保金", "retention"),
)


def _pace_table(title: Words, found: Bulletin, of_recipients: bool) -> PaperTable:
    paces = found.recipients if of_recipients else found.sources
    head = SORTS["recipient" if of_recipients else "source"]
    rows = [_pace_row(pace.name, pace, found) for pace in paces]
    rows.append(_pace_row(TOTAL, found.total, found))
    return PaperTable(title, (head, *PACE), tuple(rows), has_total=True)


def _pace_row(name: str | Words, pace: Pace, found: Bulletin) -> tuple[Said, ...]:
    progress, mean = pace.progress, found.total.progress
    against = (
        None if progress is None else progress - found.line,
        None if progress is None or mean is None else progress - mean,
    )
    money = (pace.given, pace.paid, pace.month)
    return (name, *money, progress, *against, pace.passed, pace.retained)


def _crossed(found: Bulletin) -> tuple[PaperTable, ...]:
    """Return the progress of every recipient in every source, where there are several."""
    pots = [pace.name for pace in found.sources]
    if len(pots) < 2:
        return ()
    rows: list[tuple[Said, ...]] = []
    for pace in found.recipients:
        cells = (found.cells.get((pace.name, pot)) for pot in pots)
        rows.append((pace.name, *(None if c is None else c.progress for c in cells)))
    title = Words("各单位在各来源的支付进度", "Progress of each recipient in each source")
    return (PaperTable(title, (SORTS["recipient"], *map(same, pots)), tuple(rows)),)


def library_paper(view: LibraryView, unit: str) -> LedgerView:
    """Return the project library of a year."""
    size, last = (show_amount(fen, unit) + unit for fen in (view.size, view.last))
    said = Words(
        f"库内项目 {len(view.inside)} 个，资金规模 {size}；上年库规模 {last}",
        f"The library holds {len(view.inside)} projects that need {size}; last year {last}",
    )
    if view.growth is not None and view.is_enough is not None:
        wish = show_percent(view.growth)
        have = show_percent(Fraction(view.size, view.last))
        verdict = Words("达到", "enough") if view.is_enough else Words("未达到", "too little")
        said += Words(
            f"，为上年的 {have}，{verdict.zh}要求的 {wish}",
            f": {have} of last year's where {wish} is asked for, {verdict.en}",
        )
    tables = (
        _projects(Words("库内项目", "In the library"), view.inside, False),
        _projects(Words("未予入库", "Refused"), view.refused, True),
        _projects(Words("出库项目", "Left the library"), view.gone, True),
    )
    title = Words(f"{view.year} 年项目库（两年滚动）", f"Project library of {view.year}, two years")
    shown = tuple(table for table in tables if table.rows)
    return LedgerView(title, (said + Words("。", "."),), unit, shown)


def _projects(title: Words, projects: tuple[InLibrary, ...], with_reason: bool) -> PaperTable:
    heads = [
        *(Words("项目名称", "project"), RECIPIENT, USE),
        *(Words("入库年度", "entered"), Words("资金需求", "need"), Words("状态", "state")),
    ]
    rows: list[tuple[Said, ...]] = []
    for p in projects:
        cells: list[Said] = [p.name, p.recipient, p.use, str(p.entered), p.need, STATES[p.state]]
        if with_reason:
            too_old = Words("两年期满未安排", "two years over without money")
            cells.append(reason_words(p.reason) if p.reason else too_old)
        rows.append(tuple(cells))
    if with_reason:
        heads.append(Words("原因", "reason"))
    return PaperTable(title, tuple(heads), tuple(rows))
