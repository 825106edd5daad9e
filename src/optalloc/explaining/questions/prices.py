"""One step more: of money, of a setting, of a figure, each solved anew."""

from dataclasses import replace
from typing import ClassVar

from optalloc.core.message import Words
from optalloc.explaining.marginal_prices.describe import (
    prices_document,
    prices_json,
    telling_prices,
)
from optalloc.explaining.marginal_prices.prices import Prices, prices
from optalloc.explaining.question import QUESTIONS, ExplainOptions, Inquiry, PlanQuestion
from optalloc.present.document import Document, lines_section

HEAD = Words("再多一步会怎样", "One step more")
MOST_STEPS = 5
"""Steps of each sort that are told of where nobody asked for prices by name."""


class PricesQuestion(PlanQuestion[Prices]):
    """What would one step more bring?"""

    word: ClassVar[str] = "prices"
    rank: ClassVar[int] = 50
    words: ClassVar[Words] = Words("再多一步", "one step more")
    is_of_a_plan: ClassVar[bool] = True
    is_of_recipients: ClassVar[bool] = True
    as_json = staticmethod(prices_json)

    def is_named(self, asked: ExplainOptions) -> bool:
        """Whether it, or a rule, is asked about."""
        return bool(asked.rules) or super().is_named(asked)

    def find(self, inquiry: Inquiry) -> Prices:
        """Return the prices; asked about a rule, those of its settings alone."""
        rules, known = inquiry.asked.rules or None, inquiry.earlier.get("costs")
        who = inquiry.recipients if rules is None else inquiry.asked.recipients
        found = prices(inquiry.answer, inquiry.how, inquiry.progress, rules, who, known)
        return found if rules is None else replace(found, money=())

    def document(self, answer: Prices, asked: ExplainOptions) -> Document:
        """Yield it, a section for each recipient that was named."""
        for recipient in asked.recipients or (None,):
            yield from prices_document(answer, recipient)

    def brief(self, answer: Prices) -> Document:
        """Yield the steps that move something, the first few of each sort."""
        return lines_section(self.word, HEAD, telling_prices(answer, MOST_STEPS))


QUESTIONS.register("prices")(PricesQuestion())
