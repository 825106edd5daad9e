"""A first stage and what becomes of it as one page: figures, pictures, a table of states."""

from collections.abc import Iterator
from pathlib import Path

from optalloc.core.atomic_files import check_folder
from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Lang, Words, listed
from optalloc.exploring.alternatives.describe import PROVEN
from optalloc.exploring.recourse.charts import amounts_picture, states_picture
from optalloc.exploring.recourse.describe import measure_words, recourse_lines
from optalloc.exploring.recourse.tables import (
    CANNOT_GO_ON,
    awards_table,
    difference_text,
    first_stages,
    firsts_table,
    recourse_table,
    risk_text,
    states_table,
    values_table,
)
from optalloc.exploring.recourse.two_stage_plan import TwoStagePlan
from optalloc.present.charts.now_and_later import TITLE as AMOUNTS
from optalloc.present.charts.save import undrawable
from optalloc.present.charts.states_of_world import TITLE as STATES
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

PAGE = Words("网页", "the page")
ENDINGS = (".html", ".htm")


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
    if faults:
        raise InputUnusable(faults)
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
    chart = states_picture(found, lang).to_dict()
    picture = ChartBlock("states", STATES, on_a_page(chart), None, said_below(chart))
    yield Section("states", STATES, [Pictures([picture]), states_table(found)])
    yield Section("now", Words("现在就定的安排", "Decided now"), [awards_table(found)])
    chart = amounts_picture(found, lang).to_dict()
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
