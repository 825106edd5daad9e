"""A first stage as pictures: what is found becomes the plain figures of two charts."""

from fractions import Fraction
from typing import TYPE_CHECKING

from optalloc.core.message import Lang, Words
from optalloc.exploring.charts import axis_unit
from optalloc.exploring.recourse.states import chance_text
from optalloc.exploring.recourse.tables import difference_text, plans_of, value_text
from optalloc.exploring.recourse.two_stage_plan import AVERAGE, CHOSEN, TwoStagePlan
from optalloc.pipeline.outcome_text import value_in
from optalloc.present.charts.now_and_later import now_and_later_chart
from optalloc.present.charts.states_of_world import StateMarks, states_chart

if TYPE_CHECKING:
    from altair import FacetChart, LayerChart

OWN_BEST = Words("该情形单独最优", "the state's own best")
REFERENCE = Words("照参照情形来定", "decided by the reference")


def states_picture(found: TwoStagePlan, lang: Lang) -> "LayerChart":
    """Return the chart of what the first stages come to in every state."""
    plans: list[tuple[Words, tuple[Fraction | None, ...]]] = [
        (CHOSEN, found.chosen.values),
        (OWN_BEST, found.risk.best),
    ]
    if found.risk.measure != "mean":
        plans.append((AVERAGE, found.average.values))
    if any(value is not None for value in found.reference.values):
        plans.append((REFERENCE, found.reference.values))
    marks = [
        StateMarks(
            f"{state.name} {chance_text(state.probability)}",
            tuple(_spot(found, values[s]) for _, values in plans),
            _regret(found, s, lang),
        )
        for s, state in enumerate(found.states)
    ]
    goal = found.losses[0].goal.words(found.states[0].problem)
    unit = axis_unit(found.counted, found.states[0].problem.unit)
    return states_chart(marks, [name for name, _ in plans], goal + unit, lang)


def _spot(found: TwoStagePlan, value: Fraction | None) -> tuple[Fraction, str] | None:
    if value is None:
        return None
    told = value_in(found.counted, value, found.states[0].problem.unit)
    return told * (100 if found.counted == "share" else 1), value_text(found, value)


def _regret(found: TwoStagePlan, place: int, lang: Lang) -> str:
    value = found.chosen.values[place]
    if value is None:
        return ""
    worse = difference_text(found, value - found.risk.best[place])
    return Words(f"差 {worse}", f"worse by {worse}").say(lang)


def amounts_picture(found: TwoStagePlan, lang: Lang) -> "FacetChart":
    """Return the chart of what each recipient gets now, and in all in every state."""
    problem, held = found.states[0].problem, found.chosen.plan.by_recipient
    now = {recipient.name: held.get(recipient.name, 0) for recipient in problem.recipients}
    states = {
        f"{state.name} {chance_text(state.probability)}": plan.by_recipient
        for state, plan in zip(found.states, plans_of(found), strict=True)
    }
    return now_and_later_chart(now, states, problem.unit, lang)
