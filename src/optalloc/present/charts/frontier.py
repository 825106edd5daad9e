"""What one goal costs in another: the undominated plans as a step curve.

Nothing that keeps the rules lies on the better side of the curve. The scenario's own plan and the
baseline stand where they are; a baseline that breaks rules is a cross and may lie there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from optalloc.core.message import NOTHING, Lang, Words, visible
from optalloc.present.charts.method_quality import CROSS
from optalloc.present.charts.theme import BLACK, BLUE, GREY, ORANGE, drawn, dressed

if TYPE_CHECKING:
    from altair import Chart, LayerChart

WIDTH, HEIGHT = 460, 320
TITLE = Words("两个目标之间的取舍", "What one goal costs in the other")
BELOW = Words(
    "圆点互不超越：没有符合约束的方案在两个目标上都更好",
    "no plan that keeps the rules is better by both goals than any disc",
)
PART = Words("没有找全：两点之间可能还有", "not whole: there may be more between two discs")
SORTS = ("point", "chosen", "baseline", "broken")


@dataclass(frozen=True)
class Spot:
    """One plan in the picture.

    Attributes:
        x, y: Its two values as they are drawn, in the units of the axes.
        said: What stands beside it; empty for the points of the curve.
    """

    x: Fraction
    y: Fraction
    sort: str = "point"
    said: Words = NOTHING


def frontier_chart(
    points: Sequence[Spot],
    others: Sequence[Spot],
    axes: tuple[Words, Words],
    lang: Lang,
    is_whole: bool = True,
) -> "LayerChart":
    """Return the chart of a frontier.

    Args:
        points: Of the curve, from the best by the first axis on.
        others: Plans beside it.
        axes: What the two values are, with their units.
        is_whole: Whether no point is missing.
    """
    import altair as alt

    rows = [{"place": i, **_row(spot, lang)} for i, spot in enumerate(points)]
    extra = [_row(spot, lang) for spot in others]
    scale, axis = alt.Scale(zero=False, padding=20), alt.Axis(tickCount=6)
    x = alt.X("x:Q", title=visible(axes[0].say(lang)), scale=scale, axis=axis)
    y = alt.Y("y:Q", title=visible(axes[1].say(lang)), scale=scale, axis=axis)
    base = alt.Chart(alt.InlineData(values=rows))
    beside = alt.Chart(alt.InlineData(values=extra))
    line = base.mark_line(interpolate="step-after", color=BLUE, strokeWidth=1.5)
    # In the order of the points: of a gain more is better, and they run from right to left.
    line = line.encode(x, y, order=alt.Order("place:Q"))
    discs = base.mark_point(filled=True, size=60, color=BLUE, opacity=1).encode(x, y)
    layers = alt.layer(line, discs, *_beside(beside, x, y))
    chart = cast("LayerChart", layers.properties(width=WIDTH, height=HEIGHT))
    return dressed(chart, TITLE, lang, [BELOW, *([] if is_whole else [PART])])


def _beside(chart: "Chart", x: Any, y: Any) -> "list[Chart]":
    """Return the marks of the other plans, and their words."""
    import altair as alt

    colour = alt.Color("sort:N", legend=None).scale(domain=SORTS, range=[BLUE, BLACK, GREY, ORANGE])
    shape = alt.Shape("sort:N", legend=None).scale(
        domain=SORTS, range=["circle", "diamond", "square", CROSS]
    )
    return [
        chart.mark_point(filled=True, size=130, opacity=1).encode(x, y, color=colour, shape=shape),
        chart.mark_text(align="left", dx=10, dy=-10).encode(x, y, text="said:N"),
    ]


def _row(spot: Spot, lang: Lang) -> dict[str, Any]:
    """Return one plan as the drawing takes it."""
    said = visible(spot.said.say(lang))
    return {"x": drawn(spot.x), "y": drawn(spot.y), "sort": spot.sort, "said": said}
