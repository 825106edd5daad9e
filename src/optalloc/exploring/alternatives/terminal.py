"""Plans about as good as a person reads them: side by side, and how far each total can move."""

from optalloc.core.errors import flat
from optalloc.core.message import Lang, Words
from optalloc.exploring.alternatives.alternatives import Alternatives
from optalloc.exploring.alternatives.describe import alternatives_lines, apart_words
from optalloc.exploring.alternatives.totals import names_column, totals_column
from optalloc.present.terminal import MOST_ROWS, Column, Page, aligned
from optalloc.solver.search.outcome import Proven


def show_alternatives(found: Alternatives, lang: Lang, picture: str | None = None) -> None:
    """Print the plans side by side."""
    page, problem = Page(lang), found.problem
    page.say(problem.title or problem.name, "bold")
    for words in alternatives_lines(found):
        page.item("", words)
    page.say()
    shown = problem.recipients[:MOST_ROWS]
    names = names_column(Words("单位", "recipient").say(lang), shown)
    plans = [
        [totals_column(_name(i, p.proven).say(lang), p.plan, shown, problem.unit)]
        for i, p in enumerate(found.plans)
    ]
    unit = problem.unit
    title = Words(f"差不多好的方案（单位：{unit}）", f"Plans about as good (in {unit})")
    page.grid(title, names, [*plans, _ranges(found, lang)], has_total=False)
    for i in range(len(found.plans)):
        page.item(f" {i + 1}. ", apart_words(found, i))
    if picture is not None:
        page.say(Words("图片已写入：", "The picture is written: ").say(lang) + flat(picture))


def _name(place: int, proven: Proven) -> Words:
    if not place and proven == "no":
        return Words("现有最好", "best found")
    if not place:
        return Words("最优", "best")
    return Words(f"方案{place + 1}", f"plan {place + 1}")


def _ranges(found: Alternatives, lang: Lang) -> list[Column]:
    """Return the least and the most of each recipient in any plan about as good."""
    unit = found.problem.unit
    ends = [found.ranges.get(r.name) for r in found.problem.recipients[:MOST_ROWS]]
    if all(pair is None for pair in ends):
        return []
    heads = (Words("最少", "least"), Words("最多", "most"))
    return [
        Column(head.say(lang), aligned([pair[k] if pair else None for pair in ends], unit))
        for k, head in enumerate(heads)
    ]
