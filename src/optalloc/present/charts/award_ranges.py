"""Ranges: what each recipient gets over many draws, beside what the stated weights give it.

A thin line from the least to the most, a broad one over the middle 90%, a stroke at the median, a
diamond at the stated weights. One scale for all, that need not begin at 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from optalloc.core.message import Lang, Words, visible
from optalloc.core.money import show_amount
from optalloc.present.charts.theme import BLACK, BLUE, ORANGE, SKY, dressed, in_unit

if TYPE_CHECKING:
    from altair import Chart, LayerChart

LINE_HEIGHT, WIDTH = 26, 460
MOST_SHOWN = 60


@dataclass(frozen=True)
class AwardQuantiles:
    """One recipient's amounts [fen].

    Attributes:
        stated: With the stated weights; None where they have no plan.
        ends: The least, the 5% and 95% quantiles around the median, the most.
    """

    name: str
    stated: int | None
    ends: tuple[int, int, int, int, int]


TITLE = Words("权重有疑问时各单位的安排额", "Awards while weights are in doubt")


def ranges_chart(
    ranges: Sequence[AwardQuantiles], draws: int, unit: str, lang: Lang
) -> "LayerChart":
    """Return the chart of every recipient's range, in listed order.

    Args:
        draws: How many plans the ranges are of.
        unit: The unit that amounts are shown in.
    """
    import altair as alt

    rows = [_row(item, place, unit) for place, item in enumerate(ranges[:MOST_SHOWN])]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("name:N", sort=alt.EncodingSortField("place", op="min"), title=None)
    )
    layers = alt.layer(*_layers(base)).properties(width=WIDTH, height=LINE_HEIGHT * len(rows))
    chart = cast("LayerChart", layers)
    return dressed(chart, TITLE, lang, _below(len(ranges), draws, unit))


def _below(there: int, draws: int, unit: str) -> Sequence[Words]:
    lines = [
        Words(
            f"单位：{unit}；{draws} 次抽样：细线为最少到最多，粗线为中间 90%",
            f"in {unit}; {draws} draws: thin from least to most, broad the middle 90%",
        ),
        Words(
            "竖线为中位数，菱形为给定权重的方案",
            "stroke: the median; diamond: the plan of the stated weights",
        ),
    ]
    if there > MOST_SHOWN:
        lines.append(Words(f"共 {there} 个单位，这里是前 {MOST_SHOWN} 个", f"of {there}"))
    return lines


def _row(item: AwardQuantiles, place: int, unit: str) -> dict[str, Any]:
    least, low, middle, high, most = item.ends
    text = show_amount(least, unit)
    return {
        "name": visible(item.name),
        "place": place,
        "least": in_unit(least, unit),
        "low": in_unit(low, unit),
        "median": in_unit(middle, unit),
        "high": in_unit(high, unit),
        "most": in_unit(most, unit),
        "stated": None if item.stated is None else in_unit(item.stated, unit),
        "said": text if least == most else f"{text}–{show_amount(most, unit)}",
    }


def _layers(base: "Chart") -> "list[Chart]":
    import altair as alt

    def x(name: str) -> Any:
        scale = alt.Scale(zero=False, nice=False, padding=70)
        return alt.X(f"{name}:Q", scale=scale, title=None, axis=alt.Axis(tickCount=6))

    stated = base.transform_filter("datum.stated !== null")
    return [
        base.mark_rule(color=BLUE, strokeWidth=2).encode(x("least"), x2="most:Q"),
        base.mark_rule(color=SKY, strokeWidth=10).encode(x("low"), x2="high:Q"),
        base.mark_tick(color=BLACK, thickness=2, size=16).encode(x("median")),
        stated.mark_point(shape="diamond", filled=True, size=90, color=ORANGE, opacity=1).encode(
            x("stated")
        ),
        base.mark_text(align="left", dx=12).encode(x("most"), text="said:N"),
    ]
