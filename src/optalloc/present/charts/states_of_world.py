"""States of the world: what a first stage comes to in each, beside what that state has at best.

A row a state; a line runs from the state's own best to what the chosen first stage comes to there,
which is its regret. Every first stage that is known has a mark of its own shape.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from optalloc.core.message import Lang, Words, visible
from optalloc.present.charts.theme import (
    BLACK,
    BLUE,
    GREY,
    ORANGE,
    PALE,
    SKY,
    drawn,
    dressed,
    tooltip,
)

if TYPE_CHECKING:
    from altair import LayerChart

ROW_HEIGHT, WIDTH, MOST_SHOWN = 40, 460, 60
COLOURS = (BLUE, GREY, ORANGE, SKY)
SHAPES = ("circle", "diamond", "square", "triangle-up")
LARGE, SMALL = 260, 80
"""Of a mark [square pixels]."""
TITLE = Words("各情形会怎样", "What every state comes to")
STATE, WHOSE, VALUE = Words("情形", "state"), Words("方案", "plan"), Words("目标值", "value")


@dataclass(frozen=True)
class StateMarks:
    """One state of the world.

    Attributes:
        name: With its probability.
        values: For each plan of the legend its value as drawn, and as it is read; None where it
            is not known. The first is the chosen first stage's, the second the state's own best.
        regret: By how much the first is worse than the second, as it is read.
    """

    name: str
    values: tuple[tuple[Fraction, str] | None, ...]
    regret: str


def states_chart(
    states: Sequence[StateMarks], plans: Sequence[Words], goal: Words, lang: Lang
) -> "LayerChart":
    """Return the chart of the states, in their order; of many the first MOST_SHOWN.

    Args:
        plans: What the values of each state belong to, at most as many as there are SHAPES.
        goal: What the values are, with what they are counted in.
    """
    import altair as alt

    shown, names = states[:MOST_SHOWN], [visible(words.say(lang)) for words in plans]
    spots = [row for state in shown for row in _spots(state, names)]
    lines = [row for state in shown if (row := _line(state))]
    order = [visible(state.name) for state in shown]
    y = alt.Y("state:N", sort=order, title=None)
    x = alt.X("value:Q", title=visible(goal.say(lang)), axis=alt.Axis(tickCount=6))
    x = x.scale(zero=False, padding=40)
    legend = alt.Legend(title=None, orient="top", labelLimit=200)
    colour = alt.Color("plan:N", legend=legend).scale(domain=names, range=[*COLOURS[: len(names)]])
    shape = alt.Shape("plan:N", legend=legend).scale(domain=names, range=[*SHAPES[: len(names)]])
    # The chosen one is large and lies below: what stands on the same value is seen on it.
    sizes = [LARGE, *[SMALL] * (len(names) - 1)]
    size = alt.Size("plan:N", legend=legend).scale(domain=names, range=sizes)
    told = tooltip(lang, ("state", STATE), ("plan", WHOSE), ("said", VALUE))
    between, marks = (alt.Chart(alt.InlineData(values=rows)) for rows in (lines, spots))
    layers = alt.layer(
        between.mark_rule(strokeWidth=6, color=PALE).encode(x, y, x2="best:Q"),
        between.mark_text(dy=-14, fontSize=10, color=BLACK).encode(
            alt.X("middle:Q"), y, text="said:N"
        ),
        marks.mark_point(filled=True, opacity=1).encode(
            x, y, color=colour, shape=shape, size=size, tooltip=told
        ),
    ).properties(width=WIDTH, height=ROW_HEIGHT * len(shown))
    return dressed(cast("LayerChart", layers), TITLE, lang, _below(len(states)))


def _below(there: int) -> list[Words]:
    lines = [
        Words(
            "灰线：所选方案与该情形单独最优之差，即后悔值",
            "grey line: from the state's own best to the chosen plan, its regret",
        )
    ]
    if there > MOST_SHOWN:
        lines.append(
            Words(f"共 {there} 种情形，这里是前 {MOST_SHOWN} 种", f"the first of {there} states")
        )
    return lines


def _spots(state: StateMarks, names: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {"state": visible(state.name), "plan": name, "value": drawn(told[0]), "said": told[1]}
        for name, told in zip(names, state.values, strict=True)
        if told is not None
    ]


def _line(state: StateMarks) -> dict[str, Any] | None:
    """Return the line of a state's regret; None where there is none."""
    chosen, best = state.values[:2]
    if chosen is None or best is None or chosen[0] == best[0]:
        return None
    return {
        "state": visible(state.name),
        "value": drawn(chosen[0]),
        "best": drawn(best[0]),
        "middle": drawn((chosen[0] + best[0]) / 2),
        "said": state.regret,
    }
