"""Letters: to each recipient, what it gets and why."""

from typing import ClassVar

from optalloc.core.message import Words
from optalloc.explaining.letters.describe import letters_document, letters_json
from optalloc.explaining.letters.letters import Letters, letters
from optalloc.explaining.question import QUESTIONS, ExplainOptions, Inquiry, PlanQuestion
from optalloc.present.document import Document


class LettersQuestion(PlanQuestion[Letters]):
    """What is each recipient told?"""

    word: ClassVar[str] = "letters"
    rank: ClassVar[int] = 60
    words: ClassVar[Words] = Words("给各单位的说明", "letters")
    is_of_recipients: ClassVar[bool] = True
    as_json = staticmethod(letters_json)

    def is_named(self, asked: ExplainOptions) -> bool:
        """Whether letters are asked for."""
        return asked.letter or super().is_named(asked)

    def find(self, inquiry: Inquiry) -> Letters:
        """Return the letters, each beside what the baseline gives."""
        beside, who = inquiry.solved.baseline.plan, inquiry.recipients
        return letters(inquiry.answer, beside, who, inquiry.how, inquiry.progress)

    def document(self, answer: Letters, asked: ExplainOptions) -> Document:
        """Yield a section a letter."""
        return letters_document(answer, asked.named)


QUESTIONS.register("letters")(LettersQuestion())
