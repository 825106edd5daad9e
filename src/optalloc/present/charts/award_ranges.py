"""Ranges: what each recipient gets over many draws, beside what the stated weights give it.

A thin line from the least to the most, a broad one over the middle 90%, a stroke at the median.
They stand at what lies between them and the plan of the stated weights, whose diamond is at 0 and
whose amount stands beside the name: a range of 5 is seen beside an amount of 500, and lengths can
be compared between recipients.
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
            f"单位：{unit}；{draws} 次抽样：细线为最少到最多，粗线为中间 90%，竖线为中位数",
            f"in {unit}; {draws} draws: thin from least to most, broad the middle 90%, stroke the "
            "median",
        ),
        Words(
            "横轴为与给定权重的方案之差；菱形为该方案，名称后为其金额",
            "as what lies between it and the plan of the stated weights: the diamond, and the "
            "amount behind the name",
        ),
    ]
    if there > MOST_SHOWN:
        lines.append(Words(f"共 {there} 个单位，这里是前 {MOST_SHOWN} 个", f"of {there}"))
    return lines


def _row(item: AwardQuantiles, place: int, unit: str) -> dict[str, Any]:
    """Return one recipient's range beside its stated amount; beside the median without one."""
    least, low, middle, high, most = item.ends
    at = middle if item.stated is None else item.stated
    text, stated = show_amount(least, unit), item.stated
    return {
        "name": visible(item.name) + ("" if stated is None else f"  {show_amount(stated, unit)}"),
        "place": place,
        "least": in_unit(least - at, unit),
        "low": in_unit(low - at, unit),
        "median": in_unit(middle - at, unit),
        "high": in_unit(high - at, unit),
        "most": in_unit(most - at, unit),
        "stated": None if stated is None else 0.0,
        "said": text if least == most else f"{text}–{show_amount(most, unit)}",
    }


def _layers(base: "Chart") -> "list[Chart]":
    import altair as alt

    def x(name: str) -> Any:
        scale = alt.Scale(zero=True, nice=False, padding=70)
        return alt.X(f"{name}:Q", scale=scale, title=None, axis=alt.Axis(tickCount=6))

    stated = base.transform_filter("datum.stated !== null")
    # Beside the range and the diamond, wherever that stands.
    ends = base.transform_calculate(right="max(datum.most, datum.stated || 0)")
    return [
        base.mark_rule(color=BLUE, strokeWidth=2).encode(x("least"), x2="most:Q"),
        base.mark_rule(color=SKY, strokeWidth=10).encode(x("low"), x2="high:Q"),
        base.mark_tick(color=BLACK, thickness=2, size=16).encode(x("median")),
        stated.mark_point(shape="diamond", filled=True, size=90, color=ORANGE, opacity=1).encode(
            x("stated")
        ),
        ends.mark_text(align="left", dx=12).encode(x("right"), text="said:N"),
    ]
