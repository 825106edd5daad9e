"""What each recipient gets: what is decided now, and in every state what comes to it later.

A panel a state, a row a recipient; the dark piece of a bar is decided now and the same in all.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from optalloc.core.message import Lang, Words, visible
from optalloc.core.money import show_amount
from optalloc.present.charts.plan_and_baseline import RECIPIENT
from optalloc.present.charts.states_of_world import STATE
from optalloc.present.charts.theme import BLACK, BLUE, SKY, dressed, in_unit, largest_of, of_many

if TYPE_CHECKING:
    from altair import FacetChart

ROW_HEIGHT, WIDTH, ACROSS = 20, 150, 4
MOST_SHOWN, MOST_STATES = 40, 12
"""Most that are drawn: of more recipients those that the states differ on most."""
TITLE = Words("各单位现在得多少、以后得多少", "What each recipient gets now, and later")
NOW, LATER, AMOUNT = Words("现在", "now"), Words("以后", "later"), Words("安排额", "amount")


def now_and_later_chart(
    now: Mapping[str, int], states: Mapping[str, Mapping[str, int]], unit: str, lang: Lang
) -> "FacetChart":
    """Return the chart of what is decided now and what comes later.

    Args:
        now: By recipient what is decided now [fen].
        states: By state, by recipient, the whole amount [fen].
    """
    import altair as alt

    drawn_states = dict(list(states.items())[:MOST_STATES])

    def apart(name: str) -> int:
        held = [amounts.get(name, 0) for amounts in drawn_states.values()]
        return max(held) - min(held)

    names = largest_of(list(now), apart, MOST_SHOWN)
    rows = [
        row
        for state, held in drawn_states.items()
        for name in names
        for row in _rows(name, state, now.get(name, 0), held.get(name, 0), unit, lang)
    ]
    y = alt.Y("name:N", sort=[visible(name) for name in names], title=None)
    x = alt.X("end:Q", title=None, axis=alt.Axis(tickCount=3)).scale(padding=30, nice=False)
    parts = [NOW.say(lang), LATER.say(lang)]
    colour = alt.Color("part:N", legend=alt.Legend(title=None, orient="top"))
    colour = colour.scale(domain=parts, range=[BLUE, SKY])
    fields = (("name", RECIPIENT), ("state", STATE), ("amount", AMOUNT))
    tooltip = [alt.Tooltip(f"{key}:N", title=words.say(lang)) for key, words in fields]
    base = alt.Chart(alt.InlineData(values=rows))
    bars = base.mark_bar(height=11).encode(x, y, x2="start:Q", color=colour, tooltip=tooltip)
    said = base.mark_text(align="left", dx=4, fontSize=10, color=BLACK).encode(x, y, text="said:N")
    layers = alt.layer(bars, said).properties(width=WIDTH, height=ROW_HEIGHT * len(names))
    order = [visible(name) for name in drawn_states]
    facets = layers.facet(facet=alt.Facet("state:N", title=None, sort=order), columns=ACROSS)
    return dressed(facets, TITLE, lang, _below(len(now), len(names), len(states), unit))


def _below(there: int, shown: int, states: int, unit: str) -> Sequence[Words]:
    lines = [
        Words(f"单位：{unit}；条末为合计", f"in {unit}; the figure at the end of a bar is all")
    ]
    lines += of_many(there, shown, Words("各情形相差最大", "on which the states differ most"))
    if states > MOST_STATES:
        lines.append(Words(f"只画前 {MOST_STATES} 种情形", f"the first {MOST_STATES} states"))
    return lines


def _rows(
    name: str, state: str, now: int, whole: int, unit: str, lang: Lang
) -> list[dict[str, Any]]:
    """Return the pieces of one bar; its figure stands behind the last."""
    pieces = [(NOW, 0, min(now, whole)), (LATER, min(now, whole), whole)]
    told: list[dict[str, Any]] = [
        {
            "name": visible(name),
            "state": visible(state),
            "part": part.say(lang),
            "start": in_unit(start, unit),
            "end": in_unit(end, unit),
            "amount": f"{part.say(lang)} {show_amount(end - start, unit)}{unit}",
            "said": "",
        }
        for part, start, end in pieces
    ]
    told[-1]["said"] = show_amount(whole, unit)
    return told
