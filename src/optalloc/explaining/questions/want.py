"""What it would take: changes with which recipients get what is wished for."""

from collections.abc import Iterator
from typing import ClassVar

from optalloc.core.errors import Fault
from optalloc.core.message import Words, same
from optalloc.explaining.goal_seek.describe import want_json, want_lines
from optalloc.explaining.goal_seek.search import ALL
from optalloc.explaining.goal_seek.seek import Want, read_wanted, what_would_it_take
from optalloc.explaining.question import QUESTIONS, ExplainOptions, Inquiry, PlanQuestion
from optalloc.present.document import Document, lines_section
from optalloc.problem.problem import Problem

HEAD = Words("怎样才能得到这个金额", "What it would take")


class WantQuestion(PlanQuestion[Want]):
    """What would it take?"""

    word: ClassVar[str] = "want"
    rank: ClassVar[int] = 90
    words: ClassVar[Words] = Words("怎样才能得到", "what it would take")
    as_json = staticmethod(want_json)

    def is_named(self, asked: ExplainOptions) -> bool:
        """Whether something is wished for."""
        return bool(asked.want) or super().is_named(asked)

    def faults(self, problem: Problem, asked: ExplainOptions) -> Iterator[Fault]:
        """Yield what may move for no wish."""
        if asked.may and not asked.want:
            allowed = Words("要与 --want 一起用", "goes with --want")
            yield Fault("", same("--may"), allowed, ", ".join(asked.may))

    def find(self, inquiry: Inquiry) -> Want:
        """Return the smallest changes found that give it."""
        problem, may = inquiry.solved.problem, inquiry.asked.may or (ALL,)
        wanted = read_wanted(problem, inquiry.asked.want)
        return what_would_it_take(problem, wanted, may, inquiry.reread, inquiry.how)

    def document(self, answer: Want, asked: ExplainOptions) -> Document:
        """Yield them, a line each."""
        return lines_section(self.word, HEAD, want_lines(answer))


QUESTIONS.register("want")(WantQuestion())
