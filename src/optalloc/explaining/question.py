"""What a question of `optalloc explain` is: how its answer is found, and how it is told.

Each is a file of `explaining/questions/` that registers under its word; how its answer is found and
what is said of it stands in a folder of its own beside it.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar, Generic, TypeVar

from optalloc.core.errors import Fault, nearest
from optalloc.core.message import Lang, Words, listed, one_of, same
from optalloc.core.registry import Catalogue
from optalloc.core.solve_options import SolveOptions
from optalloc.pipeline.answer import Resolved
from optalloc.pipeline.solved import Solved
from optalloc.present.document import Document
from optalloc.problem.component import MOST_NAMES_SHOWN
from optalloc.problem.problem import Problem

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class ExplainOptions:
    """What is asked; what is empty or None is not asked for by name.

    Attributes:
        recipients: Whom it is about.
        rules: Labels of the rules that it is about.
        within: How far from the best the room to move is measured, as a part of its value.
        want: Wishes, `RECIPIENT=AMOUNT`.
        may: What may move for them: `weights`, `rules`, `rules.LABEL`, `all`.
        letter: Whether letters are asked for.
        projects: Projects whose letters are asked for.
        questions: Words of questions asked for by name.
        named: Whether letters name others, and rules by their labels.
    """

    recipients: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    within: Fraction | None = None
    want: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    letter: bool = False
    projects: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    named: bool = False

    @property
    def is_of_everything(self) -> bool:
        """Whether nothing is asked for by name."""
        return self == ExplainOptions(named=self.named)


@dataclass(frozen=True)
class Inquiry:
    """Of what a question is asked.

    Attributes:
        solved: The scenario with its plan, baseline and figures.
        answer: The same plan, as neighbours of it are solved from.
        asked: What was asked.
        how: What solving is told, with the time for this question.
        progress: Is told of how many steps of how many are done.
        reread: Reads the scenario again with more `--set` lines, where there is a file.
        earlier: What was found before, by the question's word.
    """

    solved: Solved
    answer: Resolved
    asked: ExplainOptions
    how: SolveOptions
    progress: Callable[[int, int], None]
    reread: Callable[[Sequence[str]], Problem] | None = None
    earlier: Mapping[str, Any] = field(default_factory=dict)

    @property
    def recipients(self) -> tuple[str, ...] | None:
        """Those whom it is about; None for all."""
        return self.asked.recipients or None


class PlanQuestion(ABC, Generic[Answer]):
    """A question about a solved scenario.

    Attributes:
        word: Its key in `--json`.
        rank: Its place in the order in which questions are asked and printed: those of few solves
            come first.
        words: How it is named in a list of questions.
        is_of_a_plan: Whether it is asked where nothing is asked by name.
        is_of_recipients: Whether it is asked where nothing but recipients is named.
        as_json: Makes the object of its key in `--json` from its answer, in a unit and a language.
    """

    word: ClassVar[str]
    rank: ClassVar[int]
    words: ClassVar[Words]
    is_of_a_plan: ClassVar[bool] = False
    is_of_recipients: ClassVar[bool] = False
    as_json: Callable[[Answer, str, Lang], Any]

    def is_named(self, asked: ExplainOptions) -> bool:
        """Whether it is asked for by name, by whatever option."""
        return self.word in asked.questions

    def faults(self, problem: Problem, asked: ExplainOptions) -> Iterator[Fault]:
        """Yield why it cannot be asked of a problem."""
        return iter(())

    @abstractmethod
    def find(self, inquiry: Inquiry) -> Answer | None:
        """Return its answer; None where the plan lets it have none."""

    def unanswered(self) -> Document:
        """Yield what is said where it has no answer."""
        return ()

    @abstractmethod
    def document(self, answer: Answer, asked: ExplainOptions) -> Document:
        """Yield everything that is to be said."""

    def brief(self, answer: Answer) -> Document:
        """Yield what there is to say where nobody asked for it by name; nothing if all is well."""
        return self.document(answer, ExplainOptions())


QUESTIONS: Catalogue[PlanQuestion[Any]] = Catalogue(
    Words("问题", "question"), "optalloc.explaining.questions"
)


def unknown_recipients(problem: Problem, option: str, asked: Iterable[str]) -> Iterator[Fault]:
    """Yield names that no recipient has; of a unit above them, who stands under it."""
    names = [r.name for r in problem.recipients]
    for name in asked:
        if name in names:
            continue
        allowed, remedy = one_of(Words("单位", ""), names), nearest(name, names)
        for level, places in _units_called(problem, name):
            own = listed([names[i] for i in places[:MOST_NAMES_SHOWN]])
            more = "…" if len(places) > MOST_NAMES_SHOWN else ""
            remedy = Words(
                f"{name} 是上级单位（{level}），请查询它所属的单位：{own.zh}{more}。",
                f"{name} is a unit of the level {level}: ask about its own, {own.en}{more}.",
            )
        yield Fault("", same(option), allowed, name, remedy)


def _units_called(problem: Problem, name: str) -> Iterator[tuple[str, list[int]]]:
    """Yield the levels that have a unit of a name, with the places of who stands under it."""
    for level in problem.hierarchy.columns:
        units = problem.hierarchy.members(level, problem.recipients)
        if name in units:
            yield level, units[name]


def all_questions() -> tuple[PlanQuestion[Any], ...]:
    """Return every question, in the order in which they are asked and printed."""
    return tuple(sorted((one for _, one in QUESTIONS), key=lambda one: one.rank))


def asked_questions(asked: ExplainOptions) -> tuple[PlanQuestion[Any], ...]:
    """Return the questions that answer what is asked, in the order in which they are asked."""
    every = all_questions()
    if named := tuple(one for one in every if one.is_named(asked)):
        return named
    if asked.recipients:
        return tuple(one for one in every if one.is_of_recipients)
    return tuple(one for one in every if one.is_of_a_plan)
