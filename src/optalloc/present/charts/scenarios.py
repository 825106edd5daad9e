"""Plans of several scenarios side by side: a line a plan, the lines of a recipient together.

Each scenario has a colour and a shape. Of many recipients those are drawn whose amounts are
furthest apart.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from optalloc.core.message import Lang, Words, visible
from optalloc.core.money import show_amount
from optalloc.present.charts.plan_and_baseline import RECIPIENT
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
    from altair import LayerChart

COLOURS = (BLUE, ORANGE, GREEN, SKY, BLACK, GREY)
SHAPES = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross")
MOST_SCENARIOS = len(SHAPES)
SHORT = 13
"""The longest name of which two stand side by side in the legend [characters]."""
LINE_HEIGHT, GAP, WIDTH = 15, 14, 420
"""Of a plan's line, between recipients, and of the whole [pixels]."""
HIGHEST, FEWEST_SHOWN = 900, 4
"""As many recipients are drawn as a sheet of paper has room for [pixels], and at least so many."""
TITLE = Words("各情景的安排额", "What each scenario gives")
SCENARIO, AMOUNT = Words("情景", "scenario"), Words("安排额", "amount")


def scenarios_chart(
    scenarios: Sequence[str], amounts: Mapping[str, Sequence[int | None]], unit: str, lang: Lang
) -> "LayerChart":
    """Return the chart of several plans.

    Args:
        scenarios: What each is called; of more than MOST_SCENARIOS the first are drawn.
        amounts: By recipient what each scenario gives it [fen]; None where it takes no part.
    """
    import altair as alt

    names = [visible(name) for name in scenarios[:MOST_SCENARIOS]]
    room = LINE_HEIGHT * len(names) + GAP
    most = max(FEWEST_SHOWN, HIGHEST // room)
    chosen = largest_of(list(amounts), lambda name: _apart(amounts[name]), most)
    rows = [
        _row(recipient, place, names[i], fen, unit)
        for place, recipient in enumerate(chosen)
        for i, fen in enumerate(amounts[recipient][:MOST_SCENARIOS])
        if fen is not None
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("name:N", sort=alt.EncodingSortField("place", op="min"), title=None),
        yOffset=alt.YOffset("scenario:N").scale(domain=names),
        x=alt.X("value:Q", title=None, axis=alt.Axis(tickCount=5)).scale(nice=True, padding=10),
        tooltip=tooltip(lang, ("name", RECIPIENT), ("scenario", SCENARIO), ("said", AMOUNT)),
    )
    picked = alt.selection_point(fields=["scenario"], bind="legend", name="picked")
    is_short = max(map(len, names), default=0) <= SHORT
    columns, limit = (2, WIDTH * 2 // 5) if is_short else (1, WIDTH * 2 // 3)
    legend = alt.Legend(title=None, orient="top", columns=columns, labelLimit=limit)
    colour = alt.Color("scenario:N", legend=legend).scale(domain=names, range=[*COLOURS])
    shape = alt.Shape("scenario:N", legend=legend).scale(domain=names, range=[*SHAPES])
    opacity = alt.when(picked).then(alt.value(1)).otherwise(alt.value(0.15))
    stems = base.mark_bar(height=3).encode(color=colour, opacity=opacity)
    ends = base.mark_point(filled=True, size=80).add_params(picked)
    whole = alt.LayerChart(layer=[stems, ends.encode(color=colour, shape=shape, opacity=opacity)])
    whole = whole.properties(width=WIDTH, height=max(room, room * len(chosen)))
    return dressed(whole, TITLE, lang, _below(len(amounts), len(chosen), len(scenarios), unit))


def _below(there: int, shown: int, scenarios: int, unit: str) -> list[Words]:
    lines = [
        Words(
            f"单位：{unit}；点图例可以突出一个情景",
            f"in {unit}; click the legend to pick out a scenario",
        )
    ]
    lines += of_many(there, shown, Words("各情景相差最大", "on which the scenarios differ most"))
    if scenarios > MOST_SCENARIOS:
        lines.append(
            Words(f"只画前 {MOST_SCENARIOS} 个情景", f"the first {MOST_SCENARIOS} scenarios")
        )
    return lines


def _apart(amounts: Sequence[int | None]) -> int:
    """Return how far a recipient's amounts are apart [fen]."""
    there = [fen for fen in amounts if fen is not None]
    return max(there, default=0) - min(there, default=0)


def _row(recipient: str, place: int, scenario: str, fen: int, unit: str) -> dict[str, Any]:
    return {
        "name": visible(recipient),
        "place": place,
        "scenario": scenario,
        "value": in_unit(fen, unit),
        "said": show_amount(fen, unit) + unit,
    }
