"""What rules cost: what leaving each of them out would bring."""

from typing import ClassVar

from optalloc.core.message import Words
from optalloc.explaining.question import QUESTIONS, ExplainOptions, Inquiry, PlanQuestion
from optalloc.explaining.rule_costs.costs import Costs, costs
from optalloc.explaining.rule_costs.describe import costs_document, costs_json, telling_costs
from optalloc.present.document import Document, lines_section

HEAD = Words("每条约束的代价", "What each rule costs")


class CostsQuestion(PlanQuestion[Costs]):
    """What does each rule cost?"""

    word: ClassVar[str] = "costs"
    rank: ClassVar[int] = 40
    words: ClassVar[Words] = Words("约束的代价", "what rules cost")
    is_of_a_plan: ClassVar[bool] = True
    as_json = staticmethod(costs_json)

    def is_named(self, asked: ExplainOptions) -> bool:
        """Whether it, or a rule, is asked about."""
        return bool(asked.rules) or super().is_named(asked)

    def find(self, inquiry: Inquiry) -> Costs:
        """Return the costs of the rules that it is about."""
        rules = inquiry.asked.rules or None
        return costs(inquiry.answer, inquiry.how, inquiry.progress, rules)

    def document(self, answer: Costs, asked: ExplainOptions) -> Document:
        """Yield all of it; rules that were named have a line each."""
        return costs_document(answer, bool(asked.rules))

    def brief(self, answer: Costs) -> Document:
        """Yield the rules that cost something."""
        return lines_section(self.word, HEAD, telling_costs(answer))


QUESTIONS.register("costs")(CostsQuestion())
