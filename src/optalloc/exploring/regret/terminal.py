"""The plan of least worst loss as a person reads it: its amounts, and what every plan loses."""

from optalloc.core.message import Lang, Words
from optalloc.exploring.alternatives.totals import names_column, totals_column
from optalloc.exploring.regret.describe import regret_lines, shown_loss
from optalloc.exploring.regret.loss import Loss
from optalloc.exploring.regret.regret import Regret
from optalloc.present.terminal import MOST_ROWS, Column, Page
from optalloc.problem.facts import Plan

BROKEN = "✗"
CHOSEN = Words("所选方案", "chosen plan")


def show_regret(found: Regret, lang: Lang) -> None:
    """Print the plan beside each scenario's own best, then the losses."""
    page = Page(lang)
    for words in regret_lines(found):
        page.item("", words)
    page.say()
    for i, loss in enumerate(found.losses, 1):
        title = loss.problem.title or loss.problem.name
        page.item(f" {_short(i)}  ", f"{title} [{loss.file}]")
    page.say()
    _plans(page, found)
    _losses(page, found)
    if any(s.breaches(one.own) for one in found.losses for s in found.losses):
        page.say(Words(f"{BROKEN} 违反该情景的约束，不能用。", f"{BROKEN} breaks rules there."))


def _short(place: int) -> str:
    return f"S{place}"


def _plans(page: Page, found: Regret) -> None:
    """Print the amounts of the chosen plan beside those of each scenario's own best."""
    problem = found.losses[0].problem
    shown = problem.recipients[:MOST_ROWS]
    columns = [
        [totals_column(head, plan, shown, problem.unit)] for head, plan in _columns(page, found)
    ]
    names = names_column(Words("单位", "recipient").say(page.lang), shown)
    title = Words(f"分配方案（单位：{problem.unit}）", f"Plans (in {problem.unit})")
    page.grid(title, names, columns, has_total=False)


def _columns(page: Page, found: Regret) -> list[tuple[str, Plan]]:
    """Return the chosen plan and each scenario's own best, with their names."""
    own = [(_own(i), loss.own) for i, loss in enumerate(found.losses, 1)]
    return [(words.say(page.lang), plan) for words, plan in ((CHOSEN, found.plan), *own)]


def _own(place: int) -> Words:
    return Words(f"{_short(place)} 的最优", f"best of {_short(place)}")


def _losses(page: Page, found: Regret) -> None:
    """Print what each plan loses in each scenario, and at worst."""
    plans = _columns(page, found)
    names = Column(Words("方案", "plan").say(page.lang), [n for n, _ in plans], is_text=True)
    columns = []
    for s, loss in enumerate(found.losses, 1):
        head = Words(f"{_short(s)} 成真", f"if {_short(s)}").say(page.lang)
        columns.append([Column(head, [_lost(found, loss, plan) for _, plan in plans])])
    worst = [max(loss.of(p, found.relative) for loss in found.losses) for _, p in plans]
    texts = [shown_loss(found, loss) for loss in worst]
    columns.append([Column(Words("最大", "worst").say(page.lang), texts)])
    page.grid(Words("损失", "Losses"), names, columns, has_total=False)


def _lost(found: Regret, loss: Loss, plan: Plan) -> str:
    mark = f"{BROKEN} " if loss.breaches(plan) else ""
    return mark + shown_loss(found, loss.of(plan, found.relative))
