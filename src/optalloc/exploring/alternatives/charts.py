"""Frontiers and alternatives as pictures: what is found becomes the plain figures of a chart."""

from typing import TYPE_CHECKING

from optalloc.core.message import NOTHING, Lang, Words
from optalloc.exploring.alternatives.alternatives import Alternatives
from optalloc.exploring.frontier.describe import goal_names
from optalloc.exploring.frontier.frontier import Frontier, Pair
from optalloc.pipeline.outcome_text import value_in
from optalloc.present.charts.alternatives import alternatives_chart
from optalloc.present.charts.frontier import Spot, frontier_chart
from optalloc.solver.program.program import Measure

if TYPE_CHECKING:
    from altair import FacetChart, LayerChart

CHOSEN = Words("情景的最优方案", "the scenario's best plan")
BASELINE = Words("基准", "baseline")
KNEE = Words("拐点", "the knee")
BROKEN = Words("基准（违反约束）", "baseline (breaks rules)")


def frontier_picture(found: Frontier, lang: Lang) -> "LayerChart":
    """Return the chart of a frontier."""
    points = [_spot(found, point.values) for point in found.points]
    base = found.baseline
    sort, said = ("broken", BROKEN) if base.breaches else ("baseline", BASELINE)
    others = [_spot(found, base.values, sort, said)]
    if found.chosen is not None:
        others.append(_spot(found, found.chosen.values, "chosen", CHOSEN))
    if found.knee is not None:
        others.append(_spot(found, found.points[found.knee.place].values, "point", KNEE))
    one, other = (
        words + axis_unit(aim.measure, found.problem.unit)
        for words, aim in zip(goal_names(found), found.aims, strict=True)
    )
    return frontier_chart(points, others, (one, other), lang, found.is_whole)


def axis_unit(measure: Measure, unit: str) -> Words:
    """Return the unit of an axis; shares are drawn in per cent."""
    units = {"share": "%", "money": unit, "money squared": f"{unit}²"}
    text = units.get(measure)
    return Words("", "") if text is None else Words(f"（{text}）", f" ({text})")


def _spot(found: Frontier, values: Pair, sort: str = "point", said: Words = NOTHING) -> Spot:
    one, other = (
        value_in(aim.measure, value, found.problem.unit) * (100 if aim.measure == "share" else 1)
        for aim, value in zip(found.aims, values, strict=True)
    )
    return Spot(one, other, sort, said)


def alternatives_picture(found: Alternatives, lang: Lang) -> "FacetChart":
    """Return the chart of plans side by side.

    Raises:
        ValueError: When there is only the best plan.
    """
    if len(found.plans) < 2:
        raise ValueError("nothing stands beside the best plan")
    plans = [plan.plan.by_recipient for plan in found.plans]
    names = [r.name for r in found.problem.recipients]
    ranges = {name: found.ranges.get(name) for name in names}
    return alternatives_chart(plans, ranges, found.problem.unit, lang)
