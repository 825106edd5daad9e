"""A frontier as a person reads it: one row a point, then what is proven."""

from optalloc.core.errors import flat
from optalloc.core.message import Lang, Words
from optalloc.exploring.frontier.describe import frontier_lines, shown_values
from optalloc.exploring.frontier.frontier import Frontier
from optalloc.present.terminal import MOST_ROWS, Column, Page, aligned

MOST_NAMES = 12
"""Recipients up to whose number each one's total is shown; --json has them all."""


def show_frontier(found: Frontier, lang: Lang, picture: str | None = None) -> None:
    """Print the points from the best by the first goal to the best by the second."""
    page, problem = Page(lang), found.problem
    page.say(problem.title or problem.name, "bold")
    lines = list(frontier_lines(found))
    for words in lines[:2]:
        page.say(words)
    page.say()
    unit = problem.unit
    points = found.points[:MOST_ROWS]
    pairs = [shown_values(found, point.values) for point in points]
    places = Column("", [str(i) for i in range(1, len(points) + 1)], is_text=True)
    heads = (Words("目标一", "goal 1"), Words("目标二", "goal 2"))
    values = [Column(head.say(lang), [pair[k] for pair in pairs]) for k, head in enumerate(heads)]
    totals = [
        [Column(r.name, aligned([p.plan.by_recipient.get(r.name, 0) for p in points], unit))]
        for r in problem.recipients
        if len(problem.recipients) <= MOST_NAMES
    ]
    title = Words(f"互不超越的方案（金额单位：{unit}）", f"Undominated plans (in {unit})")
    page.grid(title, places, [values, *totals], has_total=False)
    left = len(found.points) - len(points)
    if left:
        page.say(Words(f"另有 {left} 组，见 --json。", f"{left} more are in --json."))
    for words in lines[2:]:
        page.item("", words)
    if picture is not None:
        page.say(Words("图片已写入：", "The picture is written: ").say(lang) + flat(picture))
