"""Multipliers: the shadow prices of the relaxation, beside the prices of whole steps."""

from typing import TYPE_CHECKING, ClassVar

from optalloc.core.message import Lang, Words
from optalloc.explaining.multipliers.describe import multipliers_document, multipliers_json
from optalloc.explaining.multipliers.multipliers import Multipliers, multipliers
from optalloc.explaining.question import QUESTIONS, ExplainOptions, Inquiry, PlanQuestion
from optalloc.present.document import Document

if TYPE_CHECKING:
    from optalloc.present.answers.margins import MultipliersJson


class MultipliersQuestion(PlanQuestion[Multipliers]):
    """What multipliers stand behind the proof?"""

    word: ClassVar[str] = "multipliers"
    rank: ClassVar[int] = 56
    words: ClassVar[Words] = Words("乘数", "multipliers")

    def find(self, inquiry: Inquiry) -> Multipliers:
        """Return the multipliers, and the prices of whole steps beside them."""
        return multipliers(inquiry.answer, inquiry.how, inquiry.progress)

    def document(self, answer: Multipliers, asked: ExplainOptions) -> Document:
        """Yield the tables."""
        return multipliers_document(answer)

    def as_json(self, answer: Multipliers, unit: str, lang: Lang) -> "MultipliersJson":
        """Return the object of its key."""
        return multipliers_json(answer, unit, lang)


QUESTIONS.register("multipliers")(MultipliersQuestion())
