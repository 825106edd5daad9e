"""From target to award: a small waterfall a recipient, the same as a table, and in words."""

from collections.abc import Iterator

from optalloc.core.message import Words
from optalloc.explaining.waterfall.describe import (
    closing_lines,
    opening_lines,
    recipient_line,
    step_columns,
    waterfall_figures,
)
from optalloc.explaining.waterfall.waterfall import Waterfall
from optalloc.present.charts.theme import vega_lite
from optalloc.present.charts.waterfall import TITLE, below, small_waterfalls
from optalloc.present.document import Block, ChartBlock, Items, Pictures, Section, TableBlock, Text
from optalloc.present.html.page import on_a_page
from optalloc.reports.page.context import PageContext

MOST_SENTENCES = 200
"""Recipients up to which each has its sentence too."""


def waterfalls(page: PageContext) -> Section:
    """Return the section."""
    return Section("waterfalls", TITLE, list(_blocks(page)))


def _blocks(page: PageContext) -> Iterator[Block]:
    way = page.way
    if way is None:
        yield Text(
            Words(
                "求解用时较长，这里不再逐条约束重新求解来说明每一步。",
                "Solving took long, so the rules are not solved one by one to tell the steps.",
            )
        )
        return
    yield from (Text(words) for words in (*opening_lines(way), *closing_lines(way)))
    if not way.steps:
        return
    yield from _pictures(page, way)
    title = Words("逐步增减", "Step by step") + page.unit_line
    yield TableBlock("ways", title, step_columns(way, page.problem), has_total=True)
    if len(page.names) <= MOST_SENTENCES:
        sentences = [recipient_line(way, name) for name in page.names]
        yield Items(sentences, Words("逐个单位的说明", "Each recipient in words"))


def _pictures(page: PageContext, way: Waterfall) -> Iterator[Block]:
    names, steps, figures = waterfall_figures(way)
    chart, marks = small_waterfalls(steps, figures, page.unit, page.lang)
    spec = on_a_page(vega_lite(chart))
    for words in below(len(names), len(marks), page.unit):
        yield Text(words, "quiet")
    yield Pictures(
        [ChartBlock(f"way-{place}", names[place], spec, rows) for place, rows in marks.items()],
        is_small=True,
    )
