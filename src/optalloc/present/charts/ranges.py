"""Ranges: from the least to the most that each recipient could get, with what it gets now.

One line a recipient: a bar from least to most, a disc at the award, a tick at the baseline. Where
nothing can move the bar is a point under the disc.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from optalloc.core.message import NOTHING, Lang, Words, visible
from optalloc.core.money import show_amount
from optalloc.present.charts.theme import BLUE, ORANGE, SKY, dressed, in_unit

if TYPE_CHECKING:
    from altair import Chart, LayerChart

LINE_HEIGHT, WIDTH, BAR = 24, 460, 10
LEFT, RIGHT = 0.05, 0.25
"""How much wider the scale is than what stands in it; to the right for the figures."""
MOST_SHOWN = 60
"""Most recipients in one chart; of more, those with the widest ranges."""
TITLE = Words("各单位可以得到的金额", "What each recipient could get")


@dataclass(frozen=True)
class Span:
    """One recipient.

    Attributes:
        least, most: The ends of its range [fen].
        award: What it gets [fen].
        baseline: What it gets by the baseline [fen]; None where that is not shown.
    """

    name: str
    least: int
    most: int
    award: int
    baseline: int | None = None


def ranges_chart(
    spans: Sequence[Span], unit: str, lang: Lang, about: Words = NOTHING
) -> "LayerChart":
    """Return the chart of ranges, in listed order.

    Args:
        unit: The unit that amounts are shown in.
        about: What the ranges are of, such as the distance from the best; nothing says nothing.
    """
    import altair as alt

    shown = _widest(spans)
    rows = list(_rows(shown, unit))
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("name:N", sort=alt.EncodingSortField("place", op="min"), title=None)
    )
    layers = alt.layer(*_marks(base, _domain(rows)))
    whole = layers.properties(width=WIDTH, height=LINE_HEIGHT * len(shown))
    chart = cast("LayerChart", whole)
    below = [words for words in (about, *_below(spans, shown, unit)) if words.zh]
    return dressed(chart, TITLE, lang, below)


def _below(spans: Sequence[Span], shown: Sequence[Span], unit: str) -> Iterator[Words]:
    has_baseline = any(span.baseline is not None for span in shown)
    base = Words("，橙色竖线为基准", ", orange ticks the baseline") if has_baseline else NOTHING
    yield Words(
        f"横条从最少到最多，蓝点为现在的安排额{base.zh}",
        f"bars run from least to most, blue discs are the awards{base.en}",
    )
    yield Words(f"单位：{unit}；刻度不一定从 0 起", f"in {unit}; the scale need not begin at 0")
    if len(shown) < len(spans):
        yield Words(
            f"共 {len(spans)} 个单位，这里是余地最大的 {len(shown)} 个",
            f"of {len(spans)} recipients the {len(shown)} with most room",
        )


def _widest(spans: Sequence[Span]) -> list[Span]:
    """Return the recipients that are shown, in listed order."""
    order = sorted(range(len(spans)), key=lambda i: spans[i].least - spans[i].most)
    return [spans[i] for i in sorted(order[:MOST_SHOWN])]


def _rows(spans: Sequence[Span], unit: str) -> Iterator[dict[str, Any]]:
    for place, span in enumerate(spans):
        ends = [show_amount(fen, unit) for fen in (span.least, span.most)]
        right = max(span.most, span.baseline or 0)
        row: dict[str, Any] = {
            "name": visible(span.name),
            "place": place,
            "least": in_unit(span.least, unit),
            "most": in_unit(span.most, unit),
            "award": in_unit(span.award, unit),
            "right": in_unit(right, unit),
            "said": ends[0] if span.least == span.most else f"{ends[0]} – {ends[1]}",
        }
        yield row if span.baseline is None else row | {"baseline": in_unit(span.baseline, unit)}


def _domain(rows: Sequence[dict[str, Any]]) -> list[float]:
    """Return the ends of the scale: places are read off it, no lengths, so it may begin above 0."""
    low = min((min(row["least"], row.get("baseline", row["least"])) for row in rows), default=0.0)
    high = max((row["right"] for row in rows), default=1.0)
    wide = (high - low) or high or 1.0
    return [max(0.0, low - LEFT * wide), high + RIGHT * wide]


def _marks(base: "Chart", domain: list[float]) -> "list[Chart]":
    """Return the bars, the ticks, the discs, and the figures beside them."""
    import altair as alt

    x = alt.X("least:Q", title=None, scale=alt.Scale(domain=domain, zero=False, nice=False))
    with_baseline = base.transform_filter("isValid(datum.baseline)")
    return [
        base.mark_bar(height=BAR, color=SKY, minBandSize=2).encode(x=x, x2="most:Q"),
        with_baseline.mark_tick(color=ORANGE, thickness=3, height=BAR + 8).encode(
            alt.X("baseline:Q")
        ),
        base.mark_point(filled=True, size=50, opacity=1, color=BLUE).encode(alt.X("award:Q")),
        base.mark_text(align="left", dx=10).encode(alt.X("right:Q"), text="said:N"),
    ]
