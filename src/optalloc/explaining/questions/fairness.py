"""Is it fair: what the plan does to equals, and what each distance would give."""

from typing import ClassVar

from optalloc.core.message import Words
from optalloc.explaining.fairness.describe import fairness_document, fairness_json, unfairness_lines
from optalloc.explaining.fairness.fairness import Fairness, fairness
from optalloc.explaining.question import QUESTIONS, ExplainOptions, Inquiry, PlanQuestion
from optalloc.present.document import Document, lines_section

HEAD = Words("是否公平", "Is it fair")


class FairnessQuestion(PlanQuestion[Fairness]):
    """Is it fair?"""

    word: ClassVar[str] = "fairness"
    rank: ClassVar[int] = 30
    words: ClassVar[Words] = Words("是否公平", "is it fair")
    is_of_a_plan: ClassVar[bool] = True
    as_json = staticmethod(fairness_json)

    def find(self, inquiry: Inquiry) -> Fairness:
        """Return what is fair in it, and what not."""
        return fairness(inquiry.answer, None, inquiry.how, inquiry.progress)

    def document(self, answer: Fairness, asked: ExplainOptions) -> Document:
        """Yield all of it."""
        return fairness_document(answer)

    def brief(self, answer: Fairness) -> Document:
        """Yield what is not fair."""
        return lines_section(self.word, HEAD, unfairness_lines(answer))


QUESTIONS.register("fairness")(FairnessQuestion())
