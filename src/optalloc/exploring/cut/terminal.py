"""Moves from an approved plan as a person reads them: cell by cell, then the totals."""

from optalloc.core.message import Lang, Words
from optalloc.exploring.cut.cut import Cut
from optalloc.exploring.cut.describe import cut_lines
from optalloc.present.terminal import Column, Page, aligned, signed

HEADS = (
    Words("单位", "recipient"),
    Words("资金来源", "source"),
    Words("用途", "use"),
    Words("项目", "project"),
)
FIGURES = (Words("原", "before"), Words("现", "after"), Words("增减", "change"))
TOTAL = Words("合计", "total")


def show_cut(found: Cut, lang: Lang) -> None:
    """Print the moves and the recipients' totals."""
    page, problem = Page(lang), found.before
    page.say(problem.title or problem.name, "bold")
    for words in cut_lines(found):
        page.item("", words)
    page.say()
    if not found.moves:
        return
    _moves(page, found)
    then, now = found.approved.by_recipient, found.plan.by_recipient
    names = [r.name for r in problem.recipients]
    pairs = [(then.get(n, 0), now.get(n, 0)) for n in names]
    pairs.append((sum(a for a, _ in pairs), sum(b for _, b in pairs)))
    title = Words(f"各单位合计（单位：{problem.unit}）", f"Totals (in {problem.unit})")
    first = Column(HEADS[0].say(lang), [*names, TOTAL.say(lang)], is_text=True)
    page.grid(title, first, [_figures(page, pairs, problem.unit)], has_total=True)


def _moves(page: Page, found: Cut) -> None:
    """Print each cell that changes; their changes add up to that of the plan."""
    moves, unit = found.moves, found.before.unit
    rows = [(m.recipient, m.source, m.use, m.project or "") for m in moves]
    kept = [k for k in range(len(HEADS)) if k < 3 or any(row[k] for row in rows)]
    names = [
        Column(
            HEADS[k].say(page.lang),
            [*(row[k] for row in rows), "" if k else TOTAL.say(page.lang)],
            is_text=True,
        )
        for k in kept
    ]
    pairs = [(m.before, m.after) for m in moves]
    pairs.append((sum(a for a, _ in pairs), sum(b for _, b in pairs)))
    title = Words(f"调整清单（单位：{unit}）", f"Moves (in {unit})")
    page.grid(title, names[0], [[*names[1:], *_figures(page, pairs, unit)]], has_total=True)


def _figures(page: Page, pairs: list[tuple[int, int]], unit: str) -> list[Column]:
    before, after = [a for a, _ in pairs], [b for _, b in pairs]
    changes = [b - a for a, b in pairs]
    texts = (aligned(before, unit), aligned(after, unit), signed(changes, unit))
    return [Column(h.say(page.lang), t) for h, t in zip(FIGURES, texts, strict=True)]
