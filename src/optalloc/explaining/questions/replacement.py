"""Replacement costs: what the plan loses without each project, recipient and source."""

from typing import ClassVar

from optalloc.core.message import Words
from optalloc.explaining.projects.letters import ProjectLetters
from optalloc.explaining.question import QUESTIONS, ExplainOptions, Inquiry, PlanQuestion
from optalloc.explaining.replacement.describe import replacements_document, replacements_json
from optalloc.explaining.replacement.replacement import Replacements, replacements
from optalloc.present.document import Document


class ReplacementQuestion(PlanQuestion[Replacements]):
    """What is lost without each?"""

    word: ClassVar[str] = "replacement"
    rank: ClassVar[int] = 80
    words: ClassVar[Words] = Words("替代成本", "replacement costs")
    as_json = staticmethod(replacements_json)

    def find(self, inquiry: Inquiry) -> Replacements:
        """Return what is lost, each solved anew but for what letters to projects have found."""
        letters: ProjectLetters | None = inquiry.earlier.get("projects")
        told = () if letters is None else (one.withdrawn for one in letters.letters)
        known = [one for one in told if one is not None]
        only = inquiry.asked.recipients
        return replacements(inquiry.answer, inquiry.how, inquiry.progress, known, only)

    def document(self, answer: Replacements, asked: ExplainOptions) -> Document:
        """Yield the table."""
        return replacements_document(answer)


QUESTIONS.register("replacement")(ReplacementQuestion())
