"""Small waterfalls, one a recipient: from the formula's target, step by step, to the award.

A step's bar runs from what the recipient had before it to what it has after it, both as what lies
between them and the target, since steps are small beside what they change: the target stands at 0,
and lengths can be compared. Diamonds stand at the first and the last figure, with the amounts
beside them. Each recipient has a scale of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from optalloc.core.message import Lang, Words, visible
from optalloc.core.money import show_money
from optalloc.present.charts.theme import BLUE, GREY, ORANGE, dressed, in_unit, largest_of, of_many

if TYPE_CHECKING:
    from altair import Chart, LayerChart

MOST_SHOWN = 30
"""Most recipients with a chart of their own; of more, those that the steps move most."""
STEP_HEIGHT, WIDTH = 22, 210
DIGITS, MORE_DIGITS = 2, 4
AWARD = Words("安排额", "award")


ROWS = "rows"
"""The name under which a small chart looks for its marks."""


def small_waterfalls(
    steps: list[Words],
    amounts: Sequence[Sequence[Fraction | int]],
    unit: str,
    lang: Lang,
) -> "tuple[LayerChart, Mapping[int, list[dict[str, Any]]]]":
    """Return one chart for all recipients, without marks, and the marks of each that is drawn.

    A page lays them out as it has room.

    Args:
        steps: What each figure is, in order: first the target, then what each step changed. A step
            that moves nobody is left out.
        amounts: For each recipient, as listed, a figure a step [fen, exact]: first the target, then
            changes with their sign; their sum is the award.
        unit: The unit that the figures are shown in.

    Returns:
        The chart, whose marks are the data set named ROWS; and marks by the recipient's place.
    """
    import altair as alt

    labels, drawn_rows = _rows_of_each(steps, amounts, unit, lang)
    chart = alt.LayerChart(layer=_marks(_base()), data=alt.NamedData(ROWS)).properties(
        width=WIDTH, height=STEP_HEIGHT * len(labels)
    )
    return dressed(chart, TITLE, lang), drawn_rows


def _rows_of_each(
    steps: list[Words],
    amounts: Sequence[Sequence[Fraction | int]],
    unit: str,
    lang: Lang,
) -> tuple[list[str], dict[int, list[dict[str, Any]]]]:
    """Return the labels of the bars, and the marks of each recipient by its place."""
    chosen = _most_moved(amounts)
    kept = [0, *(k for k in range(1, len(steps)) if any(amounts[i][k] for i in chosen))]
    labels = _labels([*(steps[k] for k in kept), AWARD], lang)
    return labels, {
        i: list(_bars(labels, [Fraction(amounts[i][k]) for k in kept], unit)) for i in chosen
    }


def _base() -> "Chart":
    import altair as alt

    return alt.Chart().encode(
        y=alt.Y("label:N", sort=alt.EncodingSortField("step", op="min"), title=None)
    )


TITLE = Words("从测算额到安排额", "From target to award")


def below(there: int, shown: int, unit: str) -> list[Words]:
    """Return the lines under the title: what the marks mean, and how many are drawn."""
    lines = [
        Words(
            f"单位：{unit}　横轴为与测算额之差，0 即测算额；蓝条为增加，橙条为减少，"
            "菱形为起点和终点；各图刻度不同",
            f"in {unit}, as what lies between it and the target, which stands at 0; blue adds, "
            "orange takes away, diamonds are the first and last figure; scales differ",
        )
    ]
    return lines + of_many(there, shown, Words("变动最大", "that moved most"))


def _most_moved(amounts: Sequence[Sequence[Fraction | int]]) -> list[int]:
    """Return which recipients are shown, in listed order."""
    # Whole fen are near enough here, and far faster than fractions of large denominators.
    moved = [sum(abs(round(change)) for change in row[1:]) for row in amounts]
    return largest_of(range(len(amounts)), moved.__getitem__, MOST_SHOWN)


def _labels(steps: Sequence[Words], lang: Lang) -> list[str]:
    """Return the labels of the bars; a repeated label is numbered."""
    labels: list[str] = []
    for words in steps:
        label = said = visible(words.say(lang))
        count = 1
        while label in labels:
            count += 1
            label = f"{said} ({count})"
        labels.append(label)
    return labels


def _bars(
    labels: Sequence[str], figures: Sequence[Fraction], unit: str
) -> Iterator[dict[str, Any]]:
    """Yield one recipient's marks: the target, each step, and the award, which is their sum."""
    at, target = figures[0], figures[0]
    levels = (0, len(figures))
    for place, (label, change) in enumerate(zip(labels, [*figures, Fraction(0)], strict=True)):
        is_level = place in levels
        before, at = at, at if is_level else at + change
        shown = at if is_level else change
        sign = "+" if not is_level and change > 0 else ""
        yield {
            "label": label,
            "step": place,
            "before": in_unit(before - target, unit),
            "after": in_unit(at - target, unit),
            "said": sign + _figure(shown, unit) if shown or is_level else "",
            "sort": "level" if is_level else "less" if change < 0 else "more",
        }


def _figure(amount: Fraction, unit: str) -> str:
    """Return an amount with the decimals that tell it from 0."""
    said = show_money(amount, unit, DIGITS)
    return said if said != "0" or not amount else show_money(amount, unit, MORE_DIGITS)


def _marks(base: "Chart") -> "list[Chart]":
    """Return bars for the steps, diamonds for target and award, and the figure beside each."""
    import altair as alt

    from_target = alt.Scale(zero=True, nice=False, padding=46)
    x = alt.X("before:Q", scale=from_target, title=None, axis=alt.Axis(tickCount=4))
    colour = alt.Color("sort:N", legend=None).scale(
        domain=["level", "more", "less"], range=[GREY, BLUE, ORANGE]
    )
    steps = base.transform_filter(alt.FieldOneOfPredicate("sort", oneOf=["more", "less"]))
    levels = base.transform_filter(alt.FieldOneOfPredicate("sort", oneOf=["level"]))
    figures = base.transform_calculate(right="max(datum.before, datum.after)")
    return [
        steps.mark_bar(height=12).encode(x=x, x2="after:Q", color=colour),
        levels.mark_point(shape="diamond", filled=True, size=90, opacity=1).encode(x, color=colour),
        figures.mark_text(align="left", dx=8).encode(x=alt.X("right:Q"), text="said:N"),
    ]
