"""方案比较: every recipient's total in every scenario, beside its baseline and the first plan."""

from optalloc.core.message import Words
from optalloc.present.xlsx.book import WorkbookSheet, cell_name
from optalloc.reports.comparison import sum_of_column, totals_in
from optalloc.reports.workbook.comparison_context import NOTHING_THERE, SUM, Sides
from optalloc.reports.workbook.pictures import HIGH, MOST_BARS, ROWS_OF_A_CHART, bars, short_names

NAME = Words("方案比较", "Comparison")
HEADS, FIRST = 2, 4
CHART = Words("各方案合计", "Totals of the plans")
PLAN, BASELINE = Words("方案", "plan"), Words("基准", "baseline")
CHANGE, RELATIVE = Words("差额", "change"), Words("差额%", "change %")
MOST_SERIES = 8
Amounts = list[int | None]


def write_totals(page: WorkbookSheet, sides: Sides) -> None:
    """Write the sheet."""
    names, last = sides.comparison.names, FIRST + len(sides.comparison.names) - 1
    page.head(HEADS, 0, Words("单位", "recipient"), rows=2)
    for row, name in enumerate(names, FIRST):
        page.name_of(row, 0, name)
    page.name_of(last + 1, 0, page.say(SUM), bold=True)
    held = [
        (totals_in(solved, solved.best, names), totals_in(solved, solved.baseline, names))
        for solved in sides.plans
    ]
    for i, (plan, baseline) in enumerate(held):
        _write_scenario(page, sides, i, (plan, baseline))
    for i in range(1, len(held)):
        _write_against_first(page, sides, i, (held[i][0], held[0][0]))
    page.title(
        page.say(NAME), Words("各情景最优方案并列", "Best plans side by side"), page.layout.used
    )
    shown = [1 + 4 * i for i, solved in enumerate(sides.plans) if solved.best is not None]
    if len(names) <= MOST_BARS and len(shown) <= MOST_SERIES:
        label = short_names(page, FIRST, names, last + 3 + ROWS_OF_A_CHART)
        titles = [sides.heading((column - 1) // 4) for column in shown]
        chart = bars(page, CHART, (FIRST, last), (label, shown), HEADS, titles)
        # No wider than the first page, or it would be cut in two.
        columns = min([9, page.layout.used, *page.layout.page_starts(1)[1:2]])
        chart.set_size({"width": max(480, page.layout.pixels(columns)), "height": HIGH})
        page.sheet.insert_chart(last + 3, 0, chart)
        page.layout.chart = (last + 3, last + 3 + ROWS_OF_A_CHART)
    page.finish((HEADS, HEADS + 1), (FIRST, 1))


def _write_scenario(
    page: WorkbookSheet, sides: Sides, place: int, held: tuple[Amounts, Amounts]
) -> None:
    """Write plan, baseline and difference of one scenario."""
    column = 1 + 4 * place
    page.layout.breaks.append(column)
    page.head(HEADS, column, sides.heading(place), columns=4)
    for i, head in enumerate((PLAN, BASELINE, CHANGE, RELATIVE)):
        page.head(HEADS + 1, column + i, head)
    for row, (plan, baseline) in enumerate(zip(*held, strict=True), FIRST):
        sides.amount(page, row, column, plan)
        sides.amount(page, row, column + 1, baseline)
        cells = cell_name(row, column), cell_name(row, column + 1)
        sides.change(page, (row, column + 2), cells, (plan, baseline))
    last = FIRST + len(held[0]) - 1
    sums = sum_of_column(held[0]), sum_of_column(held[1])
    for i, value in enumerate(sums):
        if value is None:
            sides.amount(page, last + 1, column + i, None)
        else:
            sides.total(page, column + i, (FIRST, last), value)
    cells = cell_name(last + 1, column), cell_name(last + 1, column + 1)
    sides.change(page, (last + 1, column + 2), cells, sums)


def _write_against_first(
    page: WorkbookSheet, sides: Sides, place: int, held: tuple[Amounts, Amounts]
) -> None:
    """Write what a later plan gives more or less than the first.

    Who takes no part in one of two plans is given nothing there: so the rows add up to the total.
    """
    both = all(sum_of_column(amounts) is not None for amounts in held)
    column, own, first = page.layout.used, 1 + 4 * place, 1
    page.layout.breaks.append(column)
    page.head(HEADS, column, f"[{place + 1}] － [1]", columns=2)
    page.head(HEADS + 1, column, CHANGE)
    page.head(HEADS + 1, column + 1, RELATIVE)
    pairs = [*zip(*held, strict=True), (sum_of_column(held[0]), sum_of_column(held[1]))]
    for row, pair in enumerate(pairs, FIRST):
        at, beside = cell_name(row, own), cell_name(row, first)
        if both:
            at = at if pair[0] is not None else NOTHING_THERE
            beside = beside if pair[1] is not None else NOTHING_THERE
            pair = pair[0] or 0, pair[1] or 0
        sides.change(page, (row, column), (at, beside), pair)
