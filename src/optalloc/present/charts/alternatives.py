"""Plans about as good, side by side: each recipient's total in each plan, beside the best plan.

One row a recipient, one column a plan; a dot stands at the difference from the best plan, a pale
bar shows how far any plan about as good can go.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from optalloc.core.message import Lang, Words, visible
from optalloc.core.money import show_money
from optalloc.present.charts.theme import BLUE, GREY, ORANGE, PALE, dressed, in_unit, largest_of

if TYPE_CHECKING:
    from altair import FacetChart

ROW_HEIGHT, WIDTH, ACROSS = 20, 150, 5
MOST_SHOWN = 40
"""Most recipients that are drawn; of more, those whose totals can move most."""
TITLE = Words("差不多好的方案与最优方案的差额", "Plans about as good, beside the best one")
MORE, LESS, SAME = "more", "less", "same"


def alternatives_chart(
    plans: Sequence[Mapping[str, int]],
    ranges: Mapping[str, tuple[int, int] | None],
    unit: str,
    lang: Lang,
) -> "FacetChart":
    """Return the chart of plans side by side.

    Args:
        plans: Each recipient's total [fen] by plan, the best plan first.
        ranges: The least and the most of each recipient [fen], as far as it is known.
    """
    import altair as alt

    def reach(name: str) -> int:
        ends = ranges[name]
        return ends[1] - ends[0] if ends else 0

    names = largest_of(list(ranges), reach, MOST_SHOWN)
    rows = [
        {
            "name": visible(name),
            "plan": _plan(i, lang),
            **_change(plan.get(name, 0), plans[0].get(name, 0), ranges[name], unit),
        }
        for i, plan in enumerate(plans[1:], 1)
        for name in names
    ]
    y = alt.Y("name:N", sort=[visible(n) for n in names], title=None)
    x = alt.X("change:Q", title=None, axis=alt.Axis(tickCount=3))
    colour = alt.Color("sort:N", legend=None).scale(
        domain=[MORE, LESS, SAME], range=[BLUE, ORANGE, GREY]
    )
    base = alt.Chart(alt.InlineData(values=rows))
    bars = base.mark_bar(color=PALE, height=8).encode(alt.X("low:Q", title=None), y, x2="high:Q")
    dots = base.mark_point(filled=True, size=60, opacity=1).encode(x, y, color=colour)
    said = base.mark_text(align="left", dx=7, fontSize=10).encode(x, y, text="said:N")
    order = [_plan(i, lang) for i in range(1, len(plans))]
    layers = alt.layer(bars, dots, said).properties(width=WIDTH, height=ROW_HEIGHT * len(names))
    facets = layers.facet(facet=alt.Facet("plan:N", title=None, sort=order), columns=ACROSS)
    below = [
        Words(f"单位：{unit}；0 为最优方案", f"in {unit}; 0 is the best plan"),
        Words("浅色条：差不多好的方案最少到最多", "pale: the least to the most in any such plan"),
    ]
    return dressed(facets, TITLE, lang, below)


def _plan(place: int, lang: Lang) -> str:
    return Words(f"方案 {place + 1}", f"plan {place + 1}").say(lang)


def _change(now: int, best: int, ends: tuple[int, int] | None, unit: str) -> dict[str, Any]:
    """Return one total beside the best plan's, as the drawing takes it."""
    low, high = ends or (min(now, best), max(now, best))
    change = now - best
    text = show_money(change, unit)
    return {
        "change": in_unit(change, unit),
        "low": in_unit(low - best, unit),
        "high": in_unit(high - best, unit),
        "sort": MORE if change > 0 else LESS if change < 0 else SAME,
        "said": "" if not change else f"+{text}" if change > 0 else text,
    }
