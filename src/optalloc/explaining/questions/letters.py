"""Letters: to each recipient, what it gets and why."""

from typing import TYPE_CHECKING, ClassVar

from optalloc.core.message import Lang, Words
from optalloc.explaining.letters.describe import letters_document, letters_json
from optalloc.explaining.letters.letters import Letters, letters
from optalloc.explaining.question import QUESTIONS, ExplainOptions, Inquiry, PlanQuestion
from optalloc.present.document import Document

if TYPE_CHECKING:
    from optalloc.present.answers.explained import LettersJson


class LettersQuestion(PlanQuestion[Letters]):
    """What is each recipient told?"""

    word: ClassVar[str] = "letters"
    rank: ClassVar[int] = 60
    words: ClassVar[Words] = Words("给各单位的说明", "letters")
    is_of_recipients: ClassVar[bool] = True

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

    def as_json(self, answer: Letters, unit: str, lang: Lang) -> "LettersJson":
        """Return the object of its key."""
        return letters_json(answer, unit, lang)


QUESTIONS.register("letters")(LettersQuestion())
