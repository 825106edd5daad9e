"""Plans of several scenarios side by side: a mark a plan on one line a recipient.

Each scenario has a colour and a shape; the grey line spans what the scenarios give a recipient. Of
many recipients those are drawn whose amounts are furthest apart.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from optalloc.money import show_amount
from optalloc.pictures.beside import MOST_SHOWN, RECIPIENT
from optalloc.pictures.theme import BLACK, BLUE, GREEN, GREY, ORANGE, PALE, SKY, dressed, in_unit
from optalloc.words import Lang, Words, visible

if TYPE_CHECKING:
    from altair import LayerChart

COLOURS = (BLUE, ORANGE, GREEN, SKY, BLACK, GREY)
SHAPES = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross")
MOST_SCENARIOS = len(SHAPES)
LINE_HEIGHT, WIDTH = 26, 420
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

    chosen = _furthest_apart(amounts)
    names = [visible(name) for name in scenarios[:MOST_SCENARIOS]]
    rows = [
        _row(recipient, place, names[i], fen, unit)
        for place, recipient in enumerate(chosen)
        for i, fen in enumerate(amounts[recipient][:MOST_SCENARIOS])
        if fen is not None
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("name:N", sort=alt.EncodingSortField("place", op="min"), title=None)
    )
    scale = alt.Scale(zero=True, nice=True, padding=12)
    x = alt.X("value:Q", scale=scale, title=None, axis=alt.Axis(tickCount=5))
    picked = alt.selection_point(fields=["scenario"], bind="legend", name="picked")
    legend = alt.Legend(title=None, orient="top", columns=2, labelLimit=160)
    colour = alt.Color("scenario:N", legend=legend)
    shape = alt.Shape("scenario:N", legend=legend)
    points = (
        base.mark_point(filled=True, size=110)
        .add_params(picked)
        .encode(
            x,
            color=colour.scale(domain=names, range=list(COLOURS[: len(names)])),
            shape=shape.scale(domain=names, range=list(SHAPES[: len(names)])),
            opacity=alt.when(picked).then(alt.value(0.9)).otherwise(alt.value(0.15)),
            tooltip=_tooltip(lang),
        )
    )
    span = base.mark_rule(color=PALE, strokeWidth=4).encode(x="min(value):Q", x2="max(value):Q")
    whole = alt.LayerChart(layer=[span, points])
    whole = whole.properties(width=WIDTH, height=LINE_HEIGHT * max(1, len(chosen)))
    return dressed(whole, TITLE, lang, _below(len(amounts), len(chosen), len(scenarios), unit))


def _below(there: int, shown: int, scenarios: int, unit: str) -> list[Words]:
    lines = [
        Words(
            f"单位：{unit}；点图例可以突出一个情景",
            f"in {unit}; click the legend to pick out a scenario",
        )
    ]
    if shown < there:
        lines.append(
            Words(
                f"共 {there} 个单位，这里是各情景相差最大的 {shown} 个",
                f"of {there} recipients the {shown} on which the scenarios differ most",
            )
        )
    if scenarios > MOST_SCENARIOS:
        lines.append(
            Words(f"只画前 {MOST_SCENARIOS} 个情景", f"the first {MOST_SCENARIOS} scenarios")
        )
    return lines


def _furthest_apart(amounts: Mapping[str, Sequence[int | None]]) -> list[str]:
    """Return the recipients that are drawn, in listed order."""

    def apart(name: str) -> int:
        there = [fen for fen in amounts[name] if fen is not None]
        return max(there, default=0) - min(there, default=0)

    names = list(amounts)
    order = sorted(names, key=lambda name: -apart(name))[:MOST_SHOWN]
    chosen = set(order)
    return [name for name in names if name in chosen]


def _row(recipient: str, place: int, scenario: str, fen: int, unit: str) -> dict[str, Any]:
    return {
        "name": visible(recipient),
        "place": place,
        "scenario": scenario,
        "value": in_unit(fen, unit),
        "said": show_amount(fen, unit) + unit,
    }


def _tooltip(lang: Lang) -> list[Any]:
    import altair as alt

    fields = (("name", RECIPIENT), ("scenario", SCENARIO), ("said", AMOUNT))
    return [alt.Tooltip(f"{name}:N", title=words.say(lang)) for name, words in fields]
