"""Multipliers: the shadow prices of the relaxation, beside the prices of whole steps."""

from typing import ClassVar

from optalloc.core.message import Words
from optalloc.explaining.multipliers.describe import multipliers_document, multipliers_json
from optalloc.explaining.multipliers.multipliers import Multipliers, multipliers
from optalloc.explaining.question import QUESTIONS, ExplainOptions, Inquiry, PlanQuestion
from optalloc.present.document import Document


class MultipliersQuestion(PlanQuestion[Multipliers]):
    """What multipliers stand behind the proof?"""

    word: ClassVar[str] = "multipliers"
    rank: ClassVar[int] = 56
    words: ClassVar[Words] = Words("乘数", "multipliers")
    as_json = staticmethod(multipliers_json)

    def find(self, inquiry: Inquiry) -> Multipliers:
        """Return the multipliers, and the prices of whole steps beside them."""
        return multipliers(inquiry.answer, inquiry.how, inquiry.progress)

    def document(self, answer: Multipliers, asked: ExplainOptions) -> Document:
        """Yield the tables."""
        return multipliers_document(answer)


QUESTIONS.register("multipliers")(MultipliersQuestion())
