"""A heat map: one figure over the points of a grid; a cross stands where there is no plan.

Deeper is more; the figure stands in every square, so that the colour need not be read.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from optalloc.core.message import Lang, Words, visible
from optalloc.present.charts.theme import BLACK, GREY, PALE, dressed

if TYPE_CHECKING:
    from altair import LayerChart

SQUARE, WIDEST_SQUARE, WIDTH = 28, 84, 720
NO_PLAN = "×"
DEEP = 0.6
"""Where the colour is so deep that the figure on it is white."""


def heat_map(
    title: Words,
    axes: tuple[str, str],
    values: tuple[Sequence[str], Sequence[str]],
    figures: Sequence[Sequence[tuple[float, str] | None]],
    lang: Lang,
    below: Sequence[Words] = (),
) -> "LayerChart":
    """Return the chart of a figure over two axes.

    Args:
        axes: What goes down and what goes across.
        values: The values down and across, as they are written.
        figures: Row by row the figure as a place of colour, and as it is written; None for none.
        below: What the figure is, and its unit.
    """
    import altair as alt

    rows = _squares(values, figures)
    across = min(WIDEST_SQUARE, max(SQUARE, WIDTH // max(1, len(values[1]))))
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X(
            "across:N",
            sort=alt.EncodingSortField("column", op="min"),
            title=visible(axes[1]),
            axis=alt.Axis(labelAngle=0 if across >= 40 else -90, orient="top"),
        ),
        y=alt.Y("down:N", sort=alt.EncodingSortField("row", op="min"), title=visible(axes[0])),
    )
    kept = base.transform_filter("datum.depth !== null")
    colour = alt.Color("depth:Q", legend=None).scale(scheme="blues", domain=[0, 1])
    gone = base.transform_filter("datum.depth === null")
    white = alt.condition(f"datum.depth > {DEEP}", alt.value("white"), alt.value(BLACK))
    layers = [
        kept.mark_rect(stroke="white").encode(color=colour),
        gone.mark_rect(stroke="white", color=PALE),
        kept.mark_text().encode(text="said:N", color=white),
        gone.mark_text(color=GREY).encode(text="said:N"),
    ]
    chart = alt.layer(*layers).properties(
        width=across * len(values[1]), height=SQUARE * len(values[0])
    )
    return dressed(cast("LayerChart", chart), title, lang, [*below, CROSS])


CROSS = Words(f"{NO_PLAN} 无可行方案", f"{NO_PLAN} no plan")


def _squares(
    values: tuple[Sequence[str], Sequence[str]],
    figures: Sequence[Sequence[tuple[float, str] | None]],
) -> list[dict[str, Any]]:
    """Return the squares; the depth of a colour runs from 0 for the least to 1 for the most."""
    there = [figure[0] for line in figures for figure in line if figure is not None]
    least, most = min(there, default=0), max(there, default=0)
    return [
        {
            "down": visible(values[0][i]),
            "across": visible(values[1][j]),
            "row": i,
            "column": j,
            "depth": None if figure is None else (figure[0] - least) / ((most - least) or 1),
            "said": NO_PLAN if figure is None else figure[1],
        }
        for i, line in enumerate(figures)
        for j, figure in enumerate(line)
    ]
