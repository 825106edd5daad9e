"""What rules cost and what a step more would do, as a person reads it."""

from optalloc.core.message import Lang, Words
from optalloc.explaining.marginal_prices.describe import prices_lines, unit_lines
from optalloc.explaining.marginal_prices.prices import Prices
from optalloc.explaining.rule_costs.costs import Costs
from optalloc.explaining.rule_costs.describe import WEIGHTS, cost_line, costs_lines
from optalloc.present.terminal import Page


def show_costs(found: Costs, lang: Lang, labels: bool = False) -> None:
    """Print what each rule costs.

    Args:
        labels: Whether rules were asked for by label: then each has its line, whatever it costs.
    """
    page = Page(lang)
    page.say(Words("每条约束的代价", "What each rule costs"), "bold")
    if labels:
        for cost in found.costs:
            if cost.weight not in ("binds", "ties", "open"):
                said, rule = WEIGHTS[cost.weight], cost.rule.words(found.answer.problem)
                page.say(
                    Words(
                        f"【{cost.rule.label}】（{rule.zh}）：{said.zh}。",
                        f"[{cost.rule.label}] ({rule.en}): {said.en}.",
                    )
                )
            else:
                page.say(cost_line(cost, found))
    else:
        for words in costs_lines(found):
            page.say(words)
    page.say()


def show_prices(found: Prices, lang: Lang, recipient: str | None = None) -> None:
    """Print the prices at the margin; of one recipient only those of its figures.

    Args:
        recipient: The one recipient to speak of; None for everything that was asked about.
    """
    page = Page(lang)
    page.say(Words("再多一步会怎样", "One step more"), "bold")
    for words in prices_lines(found) if recipient is None else unit_lines(found, recipient):
        page.say(words)
    page.say()
