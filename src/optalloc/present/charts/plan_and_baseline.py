"""The plan beside its baseline: what each recipient gets, from which source, and what changes.

Two charts over the same recipients. Amounts: a bar a recipient, one piece a source where there are
few, and a black stroke where the baseline stands. Differences: bars to the right for more, to the
left for less. Of many recipients those are drawn that differ most.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from optalloc.core.alignment import signed
from optalloc.core.message import Lang, Words, visible
from optalloc.core.money import show_amount, show_money, show_percent
from optalloc.present.charts.theme import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    SKY,
    dressed,
    in_unit,
    largest_of,
    of_many,
    tooltip,
)

if TYPE_CHECKING:
    from altair import Chart, LayerChart

MOST_SHOWN = 40
MOST_SOURCES = 5
"""With more sources a bar is one piece."""
BAR_HEIGHT, WIDTH = 24, 420
ROOM = 72
"""Room for the figure beside a bar [pixels]."""
NEAR = Fraction(1, 6)
"""A stroke so near behind a bar would stand in its figure [part of the longest bar]."""
COLOURS = (SKY, BLUE, GREEN, ORANGE, GREY)
TARGET_DIGITS = 4


@dataclass(frozen=True)
class RecipientBars:
    """One recipient.

    Attributes:
        parts: What the plan gives it from each source [fen], in the order of the sources.
        baseline: What the baseline gives it [fen].
        target: Its target [fen, exact].
    """

    name: str
    parts: tuple[int, ...]
    baseline: int
    target: Fraction

    @property
    def amount(self) -> int:
        """What the plan gives it [fen]."""
        return sum(self.parts)

    @property
    def change(self) -> int:
        """The difference to the baseline [fen]."""
        return self.amount - self.baseline


AMOUNTS = Words("安排额与基准", "Amounts and baseline")
CHANGES = Words("与基准的差额", "Difference to the baseline")
RECIPIENT, SOURCE = Words("单位", "recipient"), Words("资金来源", "source")
PLAN, BASELINE = Words("方案", "plan"), Words("基准", "baseline")
TARGET, CHANGE = Words("测算额", "target"), Words("差额", "change")


def amounts_chart(
    rows: Sequence[RecipientBars], sources: Sequence[str], unit: str, lang: Lang
) -> "LayerChart":
    """Return the chart of what each recipient gets, with a stroke where the baseline stands."""
    import altair as alt

    chosen = largest_of(rows, lambda row: abs(row.change), MOST_SHOWN)
    has_pieces = 1 < len(sources) <= MOST_SOURCES
    longest = max((max(row.amount, row.baseline) for row in chosen), default=0)
    data = [
        mark
        for place, row in enumerate(chosen)
        for mark in _marks(row, place, sources, unit, longest)
    ]
    base = alt.Chart(alt.InlineData(values=data)).encode(y=_names())
    pieces = base.transform_filter(alt.FieldOneOfPredicate("sort", oneOf=["part"]))
    wholes = base.transform_filter(alt.FieldOneOfPredicate("sort", oneOf=["whole"]))
    bars = pieces.mark_bar(height=14, color=SKY)
    bars = bars.encode(x=_scale("value"), tooltip=_of_pieces(lang, has_pieces))
    if has_pieces:
        bars = _coloured(bars, [visible(source) for source in sources])
    stroke = wholes.mark_tick(color=BLACK, thickness=3, size=20, opacity=1)
    figure = wholes.mark_text(align="left", dx=8)
    layers = [
        bars,
        stroke.encode(x=_scale("baseline"), tooltip=_of_wholes(lang)),
        figure.encode(x=_scale("end"), text="said:N", tooltip=_of_wholes(lang)),
    ]
    whole = alt.LayerChart(layer=layers).properties(
        width=WIDTH, height=BAR_HEIGHT * max(1, len(chosen))
    )
    return dressed(whole, AMOUNTS, lang, below(len(rows), len(chosen), unit, _STROKE))


def changes_chart(rows: Sequence[RecipientBars], unit: str, lang: Lang) -> "LayerChart":
    """Return the chart of how far each recipient's total is from the baseline's."""
    import altair as alt

    chosen = largest_of(rows, lambda row: abs(row.change), MOST_SHOWN)
    said = signed([row.change for row in chosen], unit)
    data = [_change(row, place, said[place], unit) for place, row in enumerate(chosen)]
    most = max([abs(row["change"]) for row in data] or [0]) or 1
    ends: list[Any] = [alt.ExprRef(str(ROOM)), alt.ExprRef(f"width - {ROOM}")]
    scale = alt.Scale(domain=[-most, most], range=ends, nice=False)
    x = alt.X("change:Q", scale=scale, title=None, axis=alt.Axis(tickCount=4))
    base = alt.Chart(alt.InlineData(values=data)).encode(x=x, y=_names(), tooltip=_of_wholes(lang))
    colour = alt.Color("sort:N", legend=None).scale(domain=["more", "less"], range=[BLUE, ORANGE])
    more = base.transform_filter("datum.change >= 0")
    less = base.transform_filter("datum.change < 0")
    layers = [
        base.mark_bar(height=12).encode(color=colour),
        more.mark_text(align="left", dx=6).encode(text="said:N"),
        less.mark_text(align="right", dx=-6).encode(text="said:N"),
    ]
    whole = alt.LayerChart(layer=layers).properties(
        width=WIDTH, height=BAR_HEIGHT * max(1, len(chosen))
    )
    return dressed(whole, CHANGES, lang, below(len(rows), len(chosen), unit, _SIGNS))


_STROKE = Words("黑色竖线是基准", "the black stroke is the baseline")
_SIGNS = Words("蓝条比基准多，橙条比基准少", "blue is more than the baseline, orange less")


def below(there: int, shown: int, unit: str, marks: Words) -> list[Words]:
    """Return the lines under the title: the unit, what the marks mean, how many are drawn."""
    lines = [Words(f"单位：{unit}；{marks.zh}", f"in {unit}; {marks.en}")]
    return lines + of_many(there, shown, Words("差额最大", "that differ most"))


def _marks(
    row: RecipientBars, place: int, sources: Sequence[str], unit: str, longest: int
) -> Iterator[dict[str, Any]]:
    """Yield the pieces of a recipient's bar, then its label.

    Args:
        longest: The largest amount that is drawn [fen].
    """
    who = {"name": visible(row.name), "place": place}
    parts = row.parts if len(sources) <= MOST_SOURCES else (row.amount,)
    for i, part in enumerate(parts):
        yield who | {
            "sort": "part",
            "source": visible(sources[i]),
            "order": i,
            "value": in_unit(part, unit),
            "amount": show_amount(part, unit) + unit,
        }
    is_in_the_way = 0 <= row.baseline - row.amount <= NEAR * longest
    yield _change(row, place, show_amount(row.amount, unit), unit) | {
        "sort": "whole",
        "baseline": in_unit(row.baseline, unit),
        "end": in_unit(row.baseline if is_in_the_way else row.amount, unit),
    }


def _change(row: RecipientBars, place: int, said: str, unit: str) -> dict[str, Any]:
    """Return a recipient as a whole: its change, and what is said when it is pointed at."""
    share = Fraction(row.change, row.baseline) if row.baseline else None
    (change,) = signed([row.change], unit)
    relative = "" if share is None else f" ({'+' if share > 0 else ''}{show_percent(share, 1)})"
    return {
        "name": visible(row.name),
        "place": place,
        "change": in_unit(row.change, unit),
        "sort": "less" if row.change < 0 else "more",
        "said": said,
        "plan_said": show_amount(row.amount, unit) + unit,
        "baseline_said": show_amount(row.baseline, unit) + unit,
        "change_said": change + unit + relative,
        "target_said": show_money(row.target, unit, TARGET_DIGITS) + unit,
    }


def _names() -> Any:
    import altair as alt

    return alt.Y("name:N", sort=alt.EncodingSortField("place", op="min"), title=None)


def _scale(field: str) -> Any:
    """Return where amounts stand: from 0, with room for a figure beside the longest bar."""
    import altair as alt

    ends: list[Any] = [0, alt.ExprRef(f"width - {ROOM}")]
    scale = alt.Scale(zero=True, nice=False, range=ends)
    return alt.X(f"{field}:Q", scale=scale, title=None, axis=alt.Axis(tickCount=4))


def _coloured(bars: "Chart", sources: list[str]) -> "Chart":
    """Return bars in one piece a source, to be picked out by the legend."""
    import altair as alt

    picked = alt.selection_point(fields=["source"], bind="legend", name="picked")
    scale = alt.Scale(domain=sources, range=list(COLOURS[: len(sources)]))
    legend = alt.Legend(title=None, orient="top", columns=3, labelLimit=110)
    coloured: Chart = bars.add_params(picked).encode(
        color=alt.Color("source:N", scale=scale, legend=legend),
        order=alt.Order("order:Q"),
        opacity=alt.when(picked).then(alt.value(1)).otherwise(alt.value(0.25)),
    )
    return coloured


def _of_pieces(lang: Lang, has_pieces: bool) -> list[Any]:
    if not has_pieces:
        return tooltip(lang, ("name", RECIPIENT), ("amount", PLAN))
    return tooltip(lang, ("name", RECIPIENT), ("source", SOURCE), ("amount", PLAN))


def _of_wholes(lang: Lang) -> list[Any]:
    return tooltip(
        lang,
        ("name", RECIPIENT),
        ("plan_said", PLAN),
        ("baseline_said", BASELINE),
        ("change_said", CHANGE),
        ("target_said", TARGET),
    )
