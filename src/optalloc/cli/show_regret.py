"""The plan of least worst loss as a person reads it: its amounts, and what every plan loses."""

from optalloc.cli.grid import MOST_ROWS, Column, Page, aligned
from optalloc.exploring.regret import Regret
from optalloc.exploring.regret_words import regret_lines, shown_loss
from optalloc.words import Lang, Words

BROKEN = "✗"
CHOSEN = Words("所选方案", "chosen plan")


def show_regret(found: Regret, lang: Lang) -> None:
    """Print the plan beside each scenario's own best, then the losses."""
    page, problem = Page(lang), found.losses[0].problem
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
        page.say(
            Words(
                f"{BROKEN} 违反该情景的约束，不能用。",
                f"{BROKEN} breaks the scenario's rules: of no use there.",
            )
        )


def _short(place: int) -> str:
    return f"S{place}"


def _plans(page: Page, found: Regret) -> None:
    """Print the amounts of the chosen plan beside those of each scenario's own best."""
    problem = found.losses[0].problem
    shown = problem.recipients[:MOST_ROWS]
    plans = [found.plan, *(loss.own for loss in found.losses)]
    heads = [CHOSEN, *(_own(i) for i in range(1, len(plans)))]
    columns = [
        [
            Column(
                head.say(page.lang),
                aligned([p.by_recipient.get(r.name, 0) for r in shown], problem.unit),
            )
        ]
        for head, p in zip(heads, plans, strict=True)
    ]
    names = Column(Words("单位", "recipient").say(page.lang), [r.name for r in shown], is_text=True)
    title = Words(f"分配方案（单位：{problem.unit}）", f"Plans (in {problem.unit})")
    page.grid(title, names, columns, has_total=False)


def _own(place: int) -> Words:
    return Words(f"{_short(place)} 的最优", f"best of {_short(place)}")


def _losses(page: Page, found: Regret) -> None:
    """Print what each plan loses in each scenario, and at worst."""
    plans = [found.plan, *(loss.own for loss in found.losses)]
    heads = [CHOSEN, *(_own(i) for i in range(1, len(plans)))]
    names = Column(
        Words("方案", "plan").say(page.lang), [h.say(page.lang) for h in heads], is_text=True
    )
    columns = [
        [
            Column(
                Words(f"{_short(s)} 成真", f"if {_short(s)}").say(page.lang),
                [
                    (f"{BROKEN} " if loss.breaches(p) else "")
                    + shown_loss(found, loss.of(p, found.relative))
                    for p in plans
                ],
            )
        ]
        for s, loss in enumerate(found.losses, 1)
    ]
    worst = [
        shown_loss(found, max(loss.of(p, found.relative) for loss in found.losses)) for p in plans
    ]
    columns.append([Column(Words("最大", "worst").say(page.lang), worst)])
    page.grid(Words("损失", "Losses"), names, columns, has_total=False)
