"""What exploring found as pictures: what is found becomes the plain figures of a chart.

Ranges and a tornado of weights, a heat map of a sweep, a frontier, alternatives side by side.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import NOTHING, Lang, Words, same
from optalloc.core.money import show_amount, show_known
from optalloc.exploring.alternatives.alternatives import Alternatives
from optalloc.exploring.frontier.describe import goal_names
from optalloc.exploring.frontier.frontier import Frontier, Pair
from optalloc.exploring.sweep.axes import Axis, axis_words, value_told
from optalloc.exploring.sweep.sweep import Swept
from optalloc.exploring.weights.tornado import Swing
from optalloc.exploring.weights.weights import Weighed
from optalloc.pipeline.outcome_text import axis_unit, value_in
from optalloc.present.charts.alternatives import alternatives_chart
from optalloc.present.charts.award_ranges import AwardQuantiles, ranges_chart
from optalloc.present.charts.frontier import Spot, frontier_chart
from optalloc.present.charts.heat_map import heat_map
from optalloc.present.charts.theme import drawn, in_unit
from optalloc.present.charts.tornado import Bar, tornado_chart
from optalloc.present.document import BASELINE
from optalloc.present.result_rows import Row

if TYPE_CHECKING:
    from altair import FacetChart, LayerChart

LOW, MIDDLE, HIGH = Fraction(5, 100), Fraction(1, 2), Fraction(95, 100)
DIGITS = 3
CHOSEN = Words("情景的最优方案", "the scenario's best plan")
KNEE = Words("拐点", "the knee")
BROKEN = Words("基准（违反约束）", "baseline (breaks rules)")


def ranges_picture(found: Weighed, lang: Lang) -> "LayerChart":
    """Return the range of every recipient."""
    ranges = [
        AwardQuantiles(
            s.name,
            s.stated,
            (s.least, s.quantiles[LOW], s.quantiles[MIDDLE], s.quantiles[HIGH], s.most),
        )
        for s in found.spread.standings
    ]
    return ranges_chart(ranges, found.spread.count, found.job.problem.unit, lang)


def tornado_picture(swings: Sequence[Swing], unit: str, lang: Lang) -> "LayerChart":
    """Return what each weight by itself does."""
    bars = [
        Bar(s.shown.say(lang), (s.low.weight, s.low.moved), (s.high.weight, s.high.moved))
        for s in swings
    ]
    return tornado_chart(bars, unit, lang)


def check_heat_map(axes: int) -> None:
    """Refuse a heat map of more than two axes, before the work and not after it.

    Raises:
        InputUnusable: When there are more.
    """
    if axes > 2:
        allowed = Words("热力图最多两项 --vary", "a heat map takes at most two --vary")
        raise InputUnusable([Fault("", same("--picture"), allowed, str(axes))])


def sweep_picture(found: Swept, lang: Lang) -> "LayerChart":
    """Return a sweep as a heat map.

    Over one axis: what every recipient gets at every value. Over two: the first goal.
    """
    return _by_recipient(found, lang) if len(found.job.axes) == 1 else _by_goal(found, lang)


def _by_recipient(found: Swept, lang: Lang) -> "LayerChart":
    problem, (axis,) = found.job.problem, found.job.axes
    names = [r.name for r in problem.recipients]

    def square(row: Row, i: int) -> tuple[float, str] | None:
        if "totals" not in row:
            return None
        fen = row["totals"][i]
        return in_unit(fen, problem.unit), show_amount(fen, problem.unit)

    figures = [[square(row, i) for row in found.rows] for i in range(len(names))]
    below = [Words(f"安排额，单位：{problem.unit}", f"awards, in {problem.unit}")]
    head = axis_words(axis, problem).say(lang)
    return heat_map(SWEPT, ("", head), (names, _values(axis, lang)), figures, lang, below)


def _by_goal(found: Swept, lang: Lang) -> "LayerChart":
    problem, (first, second) = found.job.problem, found.job.axes

    def square(row: Row) -> tuple[float, str] | None:
        if "goals" not in row:
            return None
        value = Fraction(row["goals"][0])
        return drawn(value), show_known(value, DIGITS)

    width = len(second.values)
    lines = [found.rows[i * width : (i + 1) * width] for i in range(len(first.values))]
    figures = [[square(row) for row in line] for line in lines]
    goal = problem.goals[0].words(problem)
    below = [Words(f"第一个目标：{goal.zh}", f"the first goal: {goal.en}")]
    down, across = (axis_words(axis, problem).say(lang) for axis in (first, second))
    values = _values(first, lang), _values(second, lang)
    return heat_map(SWEPT, (down, across), values, figures, lang, below)


def _values(axis: Axis, lang: Lang) -> list[str]:
    return [value_told(axis, value).say(lang) for value in axis.values]


SWEPT = Words("设置变动时的最优方案", "The best plan as settings vary")


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
