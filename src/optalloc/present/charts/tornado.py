"""A tornado: how much money changes hands when one weight moves to either end of its interval.

One line a weight, the one that matters most on top; to the left its lower end, to the right its
higher one. A cross stands where there is no plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from optalloc.core.message import Lang, Words, visible
from optalloc.core.money import show_amount, show_percent
from optalloc.present.charts.theme import BLUE, GREY, ORANGE, dressed, in_unit

if TYPE_CHECKING:
    from altair import Chart, LayerChart

LINE_HEIGHT, WIDTH = 30, 420


@dataclass(frozen=True)
class Bar:
    """One weight.

    Attributes:
        low, high: Its ends, and the money that changes hands there [fen]; None without a plan.
    """

    name: str
    low: tuple[Fraction, int | None]
    high: tuple[Fraction, int | None]


TITLE = Words("哪个权重最要紧", "Which weight matters most")


def tornado_chart(bars: Sequence[Bar], unit: str, lang: Lang) -> "LayerChart":
    """Return the chart of every weight, in the order given."""
    import altair as alt

    rows = [mark for place, bar in enumerate(bars) for mark in _marks(bar, place, unit, lang)]
    farthest = max((abs(row["to"]) for row in rows), default=0) or 1
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("name:N", sort=alt.EncodingSortField("place", op="min"), title=None)
    )
    layers = alt.layer(*_layers(base, farthest))
    sized = layers.properties(width=WIDTH, height=LINE_HEIGHT * max(1, len(bars)))
    chart = cast("LayerChart", sized)
    return dressed(chart, TITLE, lang, _below(unit))


def _below(unit: str) -> Sequence[Words]:
    return [
        Words(
            f"某一权重移到区间两端、其余按比例让出时，换了单位的资金（{unit}）",
            f"money that changes hands ({unit}) when one weight moves and the others follow",
        ),
        Words("左边橙色为下端，右边蓝色为上端", "orange, left: its lower end; blue, right: higher"),
    ]


def _marks(bar: Bar, place: int, unit: str, lang: Lang) -> list[dict[str, Any]]:
    marks = []
    for sign, sort, (weight, moved) in ((-1, "low", bar.low), (1, "high", bar.high)):
        amount = Words("无方案", "no plan").say(lang) if moved is None else show_amount(moved, unit)
        marks.append(
            {
                "name": visible(bar.name),
                "place": place,
                "to": sign * in_unit(moved or 0, unit),
                "sort": sort,
                "said": f"{show_percent(weight, 1)}: {amount}",
            }
        )
    return marks


def _layers(base: "Chart", farthest: float) -> "list[Chart]":
    import altair as alt

    x = alt.X(
        "to:Q",
        title=None,
        scale=alt.Scale(domain=[-farthest, farthest], nice=False, padding=90),
        axis=alt.Axis(tickCount=5, labelExpr="abs(datum.value)"),
    )
    colour = alt.Color("sort:N", legend=None).scale(domain=["low", "high"], range=[ORANGE, BLUE])
    left = base.transform_filter("datum.sort === 'low'")
    right = base.transform_filter("datum.sort === 'high'")
    middle = alt.Chart(alt.InlineData(values=[{"to": 0}])).mark_rule(color=GREY)
    return [
        base.mark_bar(height=14).encode(x=x, color=colour),
        middle.encode(alt.X("to:Q")),
        left.mark_text(align="right", dx=-8).encode(alt.X("to:Q"), text="said:N"),
        right.mark_text(align="left", dx=8).encode(alt.X("to:Q"), text="said:N"),
    ]
