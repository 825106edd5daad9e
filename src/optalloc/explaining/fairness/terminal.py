"""The fairness of a plan as a person reads it: in words, and everybody's quota as a table."""

from optalloc.core.message import Lang, Words
from optalloc.explaining.fairness.describe import fairness_lines
from optalloc.explaining.fairness.fairness import Fairness
from optalloc.present.terminal import MOST_ROWS, Column, Page, aligned, signed


def show_fairness(found: Fairness, lang: Lang) -> None:
    """Print what can be said of a plan's fairness."""
    page = Page(lang)
    page.say(Words("是否公平", "Is it fair"), "bold")
    for words in fairness_lines(found):
        page.item(" · ", words)
    page.say()
    if any(quota.off for quota in found.quotas):
        _quotas(page, found)


def _quotas(page: Page, found: Fairness) -> None:
    """Print who is outside its quota, the furthest first."""
    outside = sorted((q for q in found.quotas if q.off), key=lambda q: -abs(q.off))[:MOST_ROWS]
    unit = found.problem.unit
    name = Words("单位", "recipient").say(page.lang)
    names = Column(name, [q.recipient for q in outside], is_text=True)
    heads = (
        Words("配额下限", "quota from"),
        Words("配额上限", "to"),
        Words("安排额", "award"),
        Words("超出（+）不足（-）", "beyond it"),
    )
    cells = (
        aligned([q.low for q in outside], unit),
        aligned([q.high for q in outside], unit),
        aligned([q.award for q in outside], unit),
        signed([q.off for q in outside], unit),
    )
    columns = [
        [Column(head.say(page.lang), list(cell))] for head, cell in zip(heads, cells, strict=True)
    ]
    title = Words(f"配额之外的单位（单位：{unit}）", f"Outside quota ({unit})")
    page.grid(title, names, columns, has_total=False)
