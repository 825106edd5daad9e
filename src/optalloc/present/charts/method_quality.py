"""Quality against feasibility: each method's distance to the best plan, and whether it keeps rules.

One panel a scenario, one line a plan. A disc keeps every rule, a cross breaks some: its figure does
not count, however small. The scale is even near 0 and logarithmic far from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from optalloc.core.message import Lang, Words, same, visible
from optalloc.core.money import show_percent
from optalloc.present.charts.theme import BLUE, GREEN, GREY, ORANGE, drawn, dressed

if TYPE_CHECKING:
    from altair import Chart, FacetChart, LayerChart, VConcatChart

LINE_HEIGHT, WIDTH = 22, 420
FARTHEST = Fraction(100)
"""Beyond this distance only that it is farther is said, here and in the table."""


@dataclass(frozen=True)
class Mark:
    """One plan.

    Attributes:
        name: Whose plan it is.
        distance: How far from the best, as a part of it; None where there is no such figure.
        breaches: In how many places it breaks rules.
        has_plan: Whether there is a plan at all.
    """

    name: Words
    distance: Fraction | None
    breaches: int
    has_plan: bool
    is_best: bool = False


@dataclass(frozen=True)
class Panel:
    """One scenario: its name, which is data, and its plans from the top down.

    Attributes:
        has_best: Whether there is a best plan to be measured against.
    """

    name: str
    marks: tuple[Mark, ...]
    has_best: bool = True


TITLE = Words("各种方法与最优方案的差距", "How far each method is from the best plan")
BELOW = (
    Words(
        "圆点符合全部约束；叉号违反约束，差距再小也不能用",
        "discs keep every rule; crosses break rules and cannot be used, however near",
    ),
)
"""Under the title."""
SORTS = ("best", "keeps", "breaks")


def methods_chart(panels: Sequence[Panel], lang: Lang) -> "VConcatChart":
    """Return the chart of every method's distance to the best plan."""
    import altair as alt

    chart = alt.vconcat(*(_panel(panel, lang) for panel in panels), spacing=24)
    return dressed(chart, TITLE, lang, BELOW)


def _panel(panel: Panel, lang: Lang) -> "LayerChart | FacetChart":
    import altair as alt

    rows = [_row(mark, place, panel.has_best, lang) for place, mark in enumerate(panel.marks)]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("name:N", sort=alt.EncodingSortField("place", op="min"), title=None)
    )
    away = [0, *(row["away"] for row in rows)]
    layers = alt.layer(_best_line(), *_layers(base, min(away), max(*away, LEAST_WIDTH)))
    return layers.properties(
        width=WIDTH,
        height=LINE_HEIGHT * len(panel.marks),
        title={"text": visible(panel.name), "fontSize": 13, "anchor": "start", "limit": WIDTH},
    )


def _best_line() -> "Chart":
    """Return the line at the best plan."""
    import altair as alt

    at = alt.Chart(alt.InlineData(values=[{"away": 0}]))
    line: Chart = at.mark_rule(color=GREY, strokeDash=[3, 3]).encode(alt.X("away:Q"))
    return line


def _layers(base: "Chart", low: float, high: float) -> "list[Chart]":
    """Return the marks and what is said beside each, on a scale from low to high [%]."""
    import altair as alt

    x = alt.X(
        "away:Q",
        title=None,
        scale=alt.Scale(type="symlog", constant=10, domain=[low, high], nice=False, padding=60),
        axis=alt.Axis(values=_ticks(low, high), labelExpr="datum.value + '%'"),
    )
    colour = alt.Color("sort:N", legend=None).scale(domain=SORTS, range=[BLUE, GREEN, ORANGE])
    shape = alt.Shape("sort:N", legend=None).scale(domain=SORTS, range=["diamond", "circle", CROSS])
    placed = base.transform_filter(alt.FieldOneOfPredicate("has_place", oneOf=[True]))
    return [
        placed.mark_point(filled=True, size=110, opacity=1).encode(x, color=colour, shape=shape),
        base.mark_text(align="left", dx=10).encode(alt.X("away:Q"), text="said:N"),
    ]


def _ticks(low: float, high: float) -> list[int]:
    """Return where the scale says its figure."""
    return [
        tick for tick in TICKS if low <= tick <= high and not (abs(tick) == 10 and high >= CROWDED)
    ]


LEAST_WIDTH = 10
"""How far a scale reaches at least [%]."""
TICKS = (-100, -10, 0, 10, 100, 1000, 10000)
CROWDED = 1000
"""Where a scale reaches so far, 0 and 10 stand too close for both [%]."""
CROSS = (
    "M-1,-0.6 L-0.6,-1 L0,-0.4 L0.6,-1 L1,-0.6 L0.4,0 "
    "L1,0.6 L0.6,1 L0,0.4 L-0.6,1 L-1,0.6 L-0.4,0 Z"
)
"""What Vega calls a cross is a plus."""


def _row(mark: Mark, place: int, has_best: bool, lang: Lang) -> dict[str, Any]:
    """Return one plan as the drawing takes it; `away` is in per cent."""
    return {
        "name": visible(mark.name.say(lang)),
        "place": place,
        "away": drawn(min(mark.distance or 0, FARTHEST) * 100),
        "has_place": mark.has_plan and mark.distance is not None,
        "sort": "best" if mark.is_best else "breaks" if mark.breaches else "keeps",
        "said": _said(mark, has_best).say(lang),
    }


def _said(mark: Mark, has_best: bool) -> Words:
    """Return a mark's label: its distance, and whether the plan breaks rules."""
    if not mark.has_plan:
        return Words("没有方案", "no plan")
    places = "1 place" if mark.breaches == 1 else f"{mark.breaches} places"
    broken = Words(f"违反约束 {mark.breaches} 处", f"breaks rules in {places}")
    if not has_best:
        return broken if mark.breaches else Words("符合全部约束", "keeps every rule")
    away = Words("最优值为 0，算不出百分比", "the best is 0: no percentage")
    if mark.distance is not None:
        away = same(said_distance(mark.distance))
    return away + Words("，", ", ") + broken if mark.breaches else away


def said_distance(distance: Fraction) -> str:
    """Return a distance with its sign, as a percentage."""
    if distance > FARTHEST:
        return f">{show_percent(FARTHEST, 0)}"
    return ("+" if distance > 0 else "") + show_percent(distance, 1)
