"""Who has room to move: how little and how much each could get."""

from fractions import Fraction
from typing import ClassVar

from optalloc.core.message import NOTHING, Words
from optalloc.explaining.question import QUESTIONS, ExplainOptions, Inquiry, PlanQuestion
from optalloc.explaining.ranges.describe import room_document, room_json
from optalloc.explaining.ranges.ranges import AwardRanges, room
from optalloc.present.document import Document, Section, Text

NOT_PROVEN = Words(
    "方案没有证明最优，所以说不出谁还有余地。请不设时限再求解一次。",
    "The plan is not proven best, so nobody's room can be told. Solve again without a time limit.",
)


class RoomQuestion(PlanQuestion[AwardRanges]):
    """Who has room to move?"""

    word: ClassVar[str] = "room"
    rank: ClassVar[int] = 20
    words: ClassVar[Words] = Words("活动的余地", "room to move")
    is_of_a_plan: ClassVar[bool] = True
    is_of_recipients: ClassVar[bool] = True
    as_json = staticmethod(room_json)

    def is_named(self, asked: ExplainOptions) -> bool:
        """Whether it, or a distance from the best, is asked for."""
        return asked.within is not None or super().is_named(asked)

    def find(self, inquiry: Inquiry) -> AwardRanges | None:
        """Return the ranges; None where the plan is not proven best, nothing being near it."""
        if not inquiry.answer.is_best:
            return None
        distance = inquiry.asked.within or Fraction(0)
        return room(inquiry.answer, distance, inquiry.recipients, inquiry.how, inquiry.progress)

    def unanswered(self) -> Document:
        """Yield why nobody's room can be told."""
        yield Section("room", NOTHING, [Text(NOT_PROVEN)])

    def document(self, answer: AwardRanges, asked: ExplainOptions) -> Document:
        """Yield it, a section for each recipient that was named."""
        for recipient in asked.recipients or (None,):
            yield from room_document(answer, recipient)

    def brief(self, answer: AwardRanges) -> Document:
        """Yield it where somebody has room, or it is not known."""
        return room_document(answer) if answer.has_news else ()


QUESTIONS.register("room")(RoomQuestion())
