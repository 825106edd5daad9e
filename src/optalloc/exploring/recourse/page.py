"""A first stage and what becomes of it as one page: figures, pictures, a table of states."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from optalloc.core.atomic_files import check_folder
from optalloc.core.errors import Fault, refuse_any
from optalloc.core.message import Lang, Words, listed
from optalloc.exploring.recourse.describe import (
    CANNOT_GO_ON,
    awards_table,
    difference_text,
    first_stages,
    firsts_table,
    measure_words,
    plans_of,
    recourse_lines,
    recourse_table,
    risk_text,
    states_table,
    value_text,
    values_table,
)
from optalloc.exploring.recourse.states import chance_text
from optalloc.exploring.recourse.two_stage_plan import AVERAGE, CHOSEN, TwoStagePlan
from optalloc.pipeline.outcome_text import PROVEN, axis_unit, value_in
from optalloc.present.charts.now_and_later import TITLE as AMOUNTS
from optalloc.present.charts.now_and_later import now_and_later_chart
from optalloc.present.charts.save import undrawable
from optalloc.present.charts.states_of_world import TITLE as STATES
from optalloc.present.charts.states_of_world import StateMarks, states_chart
from optalloc.present.charts.theme import vega_lite
from optalloc.present.document import (
    Block,
    ChartBlock,
    Fact,
    Items,
    KeyFigures,
    Pictures,
    Section,
    Text,
)
from optalloc.present.html.page import PageDocument, on_a_page, said_below

if TYPE_CHECKING:
    from altair import FacetChart, LayerChart


PAGE = Words("网页", "the page")

ENDINGS = (".html", ".htm")

OWN_BEST = Words("该情形单独最优", "the state's own best")

REFERENCE = Words("照参照情形来定", "decided by the reference")


def check_page(path: str | Path) -> None:
    """Refuse a page that cannot be written, before the work and not after it.

    Raises:
        InputUnusable: When its name does not end as a page's does, it is a folder, or cannot be
            written to.
    """
    place, named = Path(path), str(path)
    faults = list(undrawable(named, PAGE))
    if place.suffix.lower() not in ENDINGS:
        allowed = Words("文件名应以 .html 结尾", "a name that ends in .html")
        faults.append(Fault(named, PAGE, allowed, place.suffix or None))
    elif place.is_dir():
        allowed = Words("应为文件，不是文件夹", "a file, not a folder")
        faults.append(Fault(named, PAGE, allowed, None))
    refuse_any(faults)
    check_folder(place.parent)


def recourse_page(found: TwoStagePlan, lang: Lang) -> PageDocument:
    """Return the page."""
    unit = found.states[0].problem.unit
    below = Words(
        f"{len(found.states)} 种可能情形，金额单位：{unit}",
        f"{len(found.states)} states of the world, amounts in {unit}",
    )
    return PageDocument(found.title, below, list(_sections(found, lang)), lang)


def _sections(found: TwoStagePlan, lang: Lang) -> Iterator[Section]:
    yield Section("headline", Words("概要", "In short"), list(_headline(found)))
    chart = vega_lite(states_picture(found, lang))
    picture = ChartBlock("states", STATES, on_a_page(chart), None, said_below(chart))
    yield Section("states", STATES, [Pictures([picture]), states_table(found)])
    yield Section("now", Words("现在就定的安排", "Decided now"), [awards_table(found)])
    chart = vega_lite(amounts_picture(found, lang))
    # Panels have a width of their own: only what has one panel can be as wide as the page.
    own = {key: value for key, value in chart.items() if key not in ("title", "usermeta")}
    picture = ChartBlock("amounts", AMOUNTS, own, None, said_below(chart))
    amounts = Words("每种情形各得多少", "What each state gives")
    yield Section("amounts", amounts, [Pictures([picture]), recourse_table(found)])
    others: list[Block] = [values_table(found)]
    if any(any(stage.is_blocked) for _, stage in first_stages(found)):
        others.append(Text(CANNOT_GO_ON))
    others += [firsts_table(found), Items(READING, Words("怎样读", "How to read it"))]
    yield Section("others", Words("与别的安排相比", "Beside other first stages"), others)


def _headline(found: TwoStagePlan) -> Iterator[Block]:
    said = measure_words(found)
    proof = PROVEN[found.proven]
    reference = found.reference_state
    vss = (
        Fact(VSS, NOT_KNOWN, Words("见下", "see below"))
        if found.vss is None
        else Fact(
            VSS,
            difference_text(found, found.vss),
            Words(
                f"照“{reference}”来定平均差这么多",
                f"so much worse on average, decided by “{reference}”",
            ),
        )
    )
    yield KeyFigures(
        [
            Fact(Words("现在就定", "Decided now"), listed(found.decided_now)),
            Fact(said, risk_text(found, found.value), proof),
            Fact(
                EVPI,
                difference_text(found, found.evpi),
                Words("知道哪种情形成真，平均最多值这么多", "the most that knowing is worth"),
            ),
            vss,
        ]
    )
    for words in recourse_lines(found):
        yield Text(words)


EVPI = Words("完全信息的期望价值（EVPI）", "Expected value of perfect information (EVPI)")

VSS = Words("随机解的价值（VSS）", "Value of the stochastic solution (VSS)")

NOT_KNOWN = Words("没有数", "no figure")

READING = (
    Words(
        "期望：各情形的目标值按概率加权平均。",
        "Expected: the mean of the goal over the states, by their probabilities.",
    ),
    Words("最坏：各情形中最差的一个。", "Worst: that of the worst state."),
    Words(
        "最大后悔：与该情形单独最优相差最多的一个情形，差多少。",
        "Largest regret: how far a state is from its own best, where that is farthest.",
    ),
    Words(
        "CVaR：最坏那一部分可能的平均值；用 --measure cvar --level 90% 计算。",
        "CVaR: the mean of the worst part of what may come; --measure cvar --level 90% finds it.",
    ),
    Words(
        "EVPI 大，说明值得先花功夫打听明年的情形；VSS 大，说明不能只照最可能的情形来定。",
        "Where EVPI is large it pays to find out more first; where VSS is large, to plan for the "
        "likeliest state alone would be a mistake.",
    ),
)


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
