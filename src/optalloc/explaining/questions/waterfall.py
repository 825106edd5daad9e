"""Why these amounts: the way from target to award."""

from typing import ClassVar

from optalloc.core.message import Words
from optalloc.explaining.question import QUESTIONS, ExplainOptions, Inquiry, PlanQuestion
from optalloc.explaining.waterfall.describe import waterfall_document, waterfall_json
from optalloc.explaining.waterfall.waterfall import Waterfall, waterfall
from optalloc.present.document import Document


class WaterfallQuestion(PlanQuestion[Waterfall]):
    """Why these amounts?"""

    word: ClassVar[str] = "waterfall"
    rank: ClassVar[int] = 10
    words: ClassVar[Words] = Words("为什么是这些金额", "why these amounts")
    is_of_a_plan: ClassVar[bool] = True
    is_of_recipients: ClassVar[bool] = True
    as_json = staticmethod(waterfall_json)

    def find(self, inquiry: Inquiry) -> Waterfall:
        """Return the way of everybody."""
        return waterfall(inquiry.answer, inquiry.how, inquiry.progress)

    def document(self, answer: Waterfall, asked: ExplainOptions) -> Document:
        """Yield it, a section for each recipient that was named."""
        for recipient in asked.recipients or (None,):
            yield from waterfall_document(answer, recipient)

    def brief(self, answer: Waterfall) -> Document:
        """Yield the steps, and the recipients that they moved."""
        return waterfall_document(answer, brief=True)


QUESTIONS.register("waterfall")(WaterfallQuestion())
