"""Native charts of a workbook: they follow its cells, and Excel, WPS and LibreOffice draw them."""

from collections.abc import Sequence
from typing import Any

from optalloc.core.message import Words
from optalloc.present.xlsx.book import WorkbookSheet, cell_name
from optalloc.present.xlsx.figures import amount_format, change_format
from optalloc.present.xlsx.layout import shown_width
from optalloc.reports.workbook.context import Material

MOST_BARS, ROWS_OF_A_CHART, LONGEST_LABEL = 30, 17, 20
"""Recipients that one chart can show; of more, those that differ most from the baseline. Rows that
it covers, and the longest name below it [columns of half width]."""
NAMES, PLAN, BASELINE = 0, 2, 3
BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#E69F00", "#009E73", "#CC79A7"
COLOURS = (BLUE, ORANGE, GREEN, PURPLE, "#56B4E9", "#D55E00", "#999999")
TITLE = Words("方案与基准", "Plan and baseline")
WIDE, HIGH = 760, 320


def add_chart(page: WorkbookSheet, material: Material, rows: tuple[int, int], below: int) -> None:
    """Put plan and baseline beside each other, below the table, or of the largest differences."""
    columns = (PLAN, BASELINE)
    if rows[1] - rows[0] < MOST_BARS:
        wide = page.layout.pixels(page.layout.used)
        names = short_names(page, rows[0], material.names, below + ROWS_OF_A_CHART)
        chart = bars(page, TITLE, rows, (names, columns), rows[0] - 1)
        chart.set_size({"width": wide, "height": HIGH})
        page.sheet.insert_chart(below, 0, chart)
        page.layout.chart = (below, below + ROWS_OF_A_CHART)
        return
    start = page.layout.used + 1
    title = Words(f"与基准相差最大的 {MOST_BARS} 个单位", f"The {MOST_BARS} furthest apart")
    page.text(rows[0] - 2, start, title, bold=True, text_wrap=False)
    for i, head in enumerate(_HEADS):
        page.head(rows[0] - 1, start + i, head)
    changes = material.report.solved.changes
    for row, place in enumerate(_largest(material), rows[0]):
        page.name_of(row, start, short(material.names[place]))
        change = changes[place]
        for i, value in enumerate((change.amount, change.against, change.change)):
            form = change_format if i == 2 else amount_format
            text = cell_name(rows[0] + place, PLAN + i)
            value_shown = form(material.decimals)
            page.formula(row, start + 1 + i, text, material.money.of(value), value_shown)
    shown_rows = (rows[0], rows[0] + MOST_BARS - 1)
    chart = bars(page, title, shown_rows, (start, (start + 1, start + 2)), rows[0] - 1)
    page.sheet.insert_chart(rows[0] - 1, start + 5, chart)
    page.print_only(rows[0] - 3, below, start - 2)


_HEADS = (
    Words("单位", "recipient"),
    Words("方案", "plan"),
    Words("基准", "baseline"),
    Words("差额", "change"),
)


def short_names(page: WorkbookSheet, first: int, names: Sequence[str], last: int) -> int:
    """Return the column of names that a chart has room for: the first, or one of cut names.

    Args:
        first: The row of the first name.
        last: The last row that is printed; a column of cut names is not.
    """
    if all(shown_width(name) <= LONGEST_LABEL for name in names):
        return NAMES
    column = page.layout.used + 1
    page.print_only(0, last, column - 2)
    page.head(first - 1, column, Words("图中名称", "in the chart"))
    for row, name in enumerate(names, first):
        page.name_of(row, column, short(name))
    return column


def short(name: str) -> str:
    """Return a name as a chart has room for it."""
    if shown_width(name) <= LONGEST_LABEL:
        return name
    while shown_width(name) > LONGEST_LABEL - 1:
        name = name[: -(-len(name) * 9 // 10) - 1]
    return name + "…"


def _largest(material: Material) -> Sequence[int]:
    """Return the places of the recipients whose totals differ most from the baseline's."""
    changes = material.report.solved.changes
    return sorted(range(len(changes)), key=lambda i: (-abs(changes[i].change), i))[:MOST_BARS]


def bars(
    page: WorkbookSheet,
    title: Words,
    rows: tuple[int, int],
    columns: tuple[int, Sequence[int]],
    head: int,
    titles: Sequence[str] = (),
) -> Any:
    """Return a chart of columns side by side, a group for each row.

    Args:
        rows: The first and the last row.
        columns: The column of names, and those of figures.
        head: The row of headings, which name the figures.
        titles: What the figures are called instead.
    """
    chart = page.book.book.add_chart({"type": "column"})
    names, figures = columns
    for i, column in enumerate(figures):
        colour = COLOURS[i % len(COLOURS)]
        chart.add_series(
            {
                "name": titles[i] if titles else [page.name, head, column],
                "categories": [page.name, rows[0], names, rows[1], names],
                "values": [page.name, rows[0], column, rows[1], column],
                "fill": {"color": colour},
                "gap": 80,
            }
        )
    chart.set_title({"name": page.say(title), "name_font": {"size": 12}})
    unit = page.book.money.unit
    lines = {"visible": True, "line": {"color": "#DDDDDD"}}
    chart.set_y_axis({"name": unit, "num_format": "#,##0", "major_gridlines": lines})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": WIDE, "height": HIGH})
    return chart
