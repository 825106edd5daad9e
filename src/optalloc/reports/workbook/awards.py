"""分配表: recipient by source and use, sums to the right of the names and at the foot."""

from collections.abc import Iterable

from optalloc.core.message import Words
from optalloc.present.xlsx.book import TOTAL, WorkbookSheet, cell_name, span, sum_of
from optalloc.present.xlsx.figures import amount_format, decimal
from optalloc.reports.workbook.addresses import FIRST_AWARD, TOTAL_COLUMN, AwardsAt, ProjectsAt
from optalloc.reports.workbook.context import Material, money_in, uses_of

NAME = Words("分配表", "Allocation")
SUBJECT = Words("资金分配表", "Who gets what")
HEADS = 2
"""The row of the first heading."""
SUM, SUBTOTAL = Words("合计", "total"), Words("小计", "subtotal")
BY_USE = Words("按用途", "by use")


def write_awards(page: WorkbookSheet, material: Material, projects: ProjectsAt | None) -> AwardsAt:
    """Write the sheet."""
    at = _places(page, material)
    columns = _headings(page, material, at)
    page.title(material.title, SUBJECT, columns)
    for i, name in enumerate(material.names):
        page.name_of(FIRST_AWARD + i, 0, name)
        for (source, use), column in at.of_cell.items():
            _cell(page, material, projects, (FIRST_AWARD + i, column), (name, source, use))
        _sums(page, material, at, i)
    page.name_of(at.last + 1, 0, page.say(SUM), bold=True, bg_color=TOTAL)
    for column, value, form in _totals(material, at, columns):
        text = f"SUM({at.range_of(column, page.name)})"
        look = {"bold": True, "bg_color": TOTAL}
        page.formula(at.last + 1, column, text, material.money.of(value), form, **look)
    page.finish((HEADS, FIRST_AWARD - 1), (FIRST_AWARD, 2))
    return at


def _places(page: WorkbookSheet, material: Material) -> AwardsAt:
    """Lay out the columns: a source with several uses has a subtotal before them."""
    of_source, of_cell, column = dict[str, int](), dict[tuple[str, str], int](), TOTAL_COLUMN + 1
    for source in (s.name for s in material.problem.sources):
        uses = uses_of(material, source)
        of_source[source] = column
        column += len(uses) > 1
        for use in uses:
            of_cell[source, use] = column
            column += 1
    return AwardsAt(page.name, FIRST_AWARD + len(material.names) - 1, of_source, of_cell)


def _headings(page: WorkbookSheet, material: Material, at: AwardsAt) -> int:
    """Write the headings and return how many columns the table has."""
    page.head(HEADS, 0, Words("单位", "recipient"), rows=2)
    page.head(HEADS, TOTAL_COLUMN, SUM, rows=2)
    for source, column in at.of_source.items():
        uses = uses_of(material, source)
        page.layout.breaks.append(column)
        page.head(HEADS, column, source, columns=len(uses) + (len(uses) > 1))
        if len(uses) > 1:
            page.head(HEADS + 1, column, SUBTOTAL)
        for use in uses:
            page.head(HEADS + 1, at.of_cell[source, use], use)
    used, uses = page.layout.used, _shown_by_use(material, at)
    if uses:
        page.layout.breaks.append(used)
        page.head(HEADS, used, BY_USE, columns=len(uses))
        for i, use in enumerate(uses):
            page.head(HEADS + 1, used + i, use)
    return page.layout.used


def _shown_by_use(material: Material, at: AwardsAt) -> list[str]:
    """Return the uses that have a column of their own: where several sources give for several."""
    uses = {use for _, use in at.of_cell}
    is_shown = len(at.of_source) > 1 and len(uses) > 1
    return [u.name for u in material.problem.uses if u.name in uses] if is_shown else []


def _cell(
    page: WorkbookSheet,
    material: Material,
    projects: ProjectsAt | None,
    place: tuple[int, int],
    key: tuple[str, str, str],
) -> None:
    """Write one award; the sum of its projects where money goes to projects."""
    amount = material.cells.get(key, 0)
    value, form = material.money.of(amount), amount_format(material.decimals_of[key[1]])
    text = projects.sum_of(*key) if projects is not None else None
    if text is None:
        page.number(*place, value, form)
        return
    direct = material.direct.get(key, 0)
    text += f"+{decimal(material.money.of(direct))}" if direct else ""
    page.formula(*place, text, value, form)


def _sums(page: WorkbookSheet, material: Material, at: AwardsAt, place: int) -> None:
    """Write the sums of one recipient: of each source, of all, of each use."""
    row, name, money = FIRST_AWARD + place, material.names[place], material.money
    form, cells = amount_format(material.decimals), material.cells
    columns = list(at.of_source.values())
    for source, column in at.of_source.items():
        uses = [c for (s, _), c in at.of_cell.items() if s == source]
        if column not in uses:
            value = money.of(
                sum(cells.get((name, source, u), 0) for s, u in at.of_cell if s == source)
            )
            text = f"SUM({span((row, uses[0]), (row, uses[-1]))})"
            of_source = amount_format(material.decimals_of[source])
            page.formula(row, column, text, value, of_source)
    whole = material.plan.by_recipient.get(name, 0)
    text = sum_of([cell_name(row, column) for column in columns])
    page.formula(row, TOTAL_COLUMN, text, money.of(whole), form, bold=True)
    first = max((*at.of_source.values(), *at.of_cell.values())) + 1
    for i, use in enumerate(_shown_by_use(material, at)):
        text = sum_of([cell_name(row, c) for (_, u), c in at.of_cell.items() if u == use])
        value = money.of(sum(cells.get((name, s, use), 0) for s, u in at.of_cell if u == use))
        page.formula(row, first + i, text, value, form)


def _totals(material: Material, at: AwardsAt, columns: int) -> Iterable[tuple[int, int, str]]:
    """Yield the columns with their totals [fen] and formats."""
    form, cells = amount_format(material.decimals), material.cells
    every = [u.name for u in material.problem.uses]
    yield TOTAL_COLUMN, material.plan.total, form
    for source, column in at.of_source.items():
        of_source = amount_format(material.decimals_of[source])
        yield column, money_in(cells, [source], every), of_source
        for (s, use), own in at.of_cell.items():
            if s == source and own != column:
                yield own, money_in(cells, [source], [use]), of_source
    uses = _shown_by_use(material, at)
    for use, column in zip(uses, range(columns - len(uses), columns), strict=True):
        yield column, money_in(cells, list(at.of_source), [use]), form
