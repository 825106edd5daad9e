"""Ranges: within which values of each setting the plan stays."""

from typing import ClassVar

from optalloc.core.message import Words
from optalloc.explaining.question import QUESTIONS, ExplainOptions, Inquiry, PlanQuestion
from optalloc.explaining.setting_ranges.describe import (
    TITLE,
    setting_ranges_document,
    setting_ranges_json,
)
from optalloc.explaining.setting_ranges.setting_ranges import SettingRanges, setting_ranges
from optalloc.present.document import Document, Section, Text

NOT_PROVEN = Words(
    "方案没有证明最优，所以说不出它在什么范围内不变。请不设时限再求解一次。",
    "The plan is not proven best, so no range can be told in which it stays. Solve again without "
    "a time limit.",
)


class SettingRangesQuestion(PlanQuestion[SettingRanges]):
    """Within which values of its settings does the plan stay?"""

    word: ClassVar[str] = "setting_ranges"
    rank: ClassVar[int] = 54
    words: ClassVar[Words] = Words("设置的范围", "ranges of settings")
    as_json = staticmethod(setting_ranges_json)

    def find(self, inquiry: Inquiry) -> SettingRanges | None:
        """Return the ranges; None where the plan is not proven best."""
        if not inquiry.answer.is_best:
            return None
        rules = inquiry.asked.rules or None
        return setting_ranges(inquiry.answer, inquiry.how, inquiry.progress, rules)

    def unanswered(self) -> Document:
        """Yield why no range can be told."""
        yield Section(self.word, TITLE, [Text(NOT_PROVEN)])

    def document(self, answer: SettingRanges, asked: ExplainOptions) -> Document:
        """Yield the table."""
        return setting_ranges_document(answer)


QUESTIONS.register("setting_ranges")(SettingRangesQuestion())
