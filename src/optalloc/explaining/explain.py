"""Answer what is asked of a plan: one solved scenario, and the explanations of it.

Nothing named asks for everything that needs no further word. What is named narrows the answer: a
question, a recipient, a rule, a distance from the best, a wish, the letters. `explain --json`
prints one key an explanation, amounts as decimal strings.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, Unpack, cast

from optalloc.core.errors import Fault, nearest, refuse_any
from optalloc.core.message import Lang, Words, listed, one_of, same
from optalloc.core.solve_options import AUTO, HIGHS, SolveOptions, SolveWords
from optalloc.core.time_budget import TimeLimit
from optalloc.explaining.conflict.changes import Reread
from optalloc.explaining.conflict.describe import conflict_json
from optalloc.explaining.conflict.iis import NoPlan
from optalloc.explaining.conflict.repairs import why_no_plan
from optalloc.explaining.question import (
    QUESTIONS,
    ExplainOptions,
    Inquiry,
    PlanQuestion,
    all_questions,
    asked_questions,
    unknown_recipients,
)
from optalloc.inputs.read import read
from optalloc.pipeline.answer import answer_of
from optalloc.pipeline.as_json import solved_json
from optalloc.pipeline.solve import solve
from optalloc.pipeline.solved import Solved
from optalloc.problem.interfaces import Rule
from optalloc.problem.problem import Problem

if TYPE_CHECKING:
    from optalloc.present.answers.explained import ExplainAnswer


Answer = TypeVar("Answer")

Progress = Callable[[str, int, int], None]
"""Told of which question, by its word, how many of how many steps are done."""

Found = Callable[["ScenarioExplanation", PlanQuestion[Any]], None]
"""Told of each question as it is answered, with all that is found by then."""

OF_THE_PLAN: Final = (
    *("scenario", "unit", "stopped", "has_plan", "proven", "infeasible", "total", "recipients"),
)
"""What is said of the plan here too; the whole of it is what `solve --json` prints."""


@dataclass(frozen=True)
class Telling:
    """Who is told of explanations on their way.

    Attributes:
        solved: Is told of the plan before anything is explained.
    """

    progress: Progress = lambda word, done, of: None
    solved: Callable[[Solved], None] = lambda solved: None
    found: Found = lambda explanation, question: None


NOBODY = Telling()


@dataclass(frozen=True)
class ScenarioExplanation:
    """A solved scenario, and what was asked of it.

    Attributes:
        solved: What is explained.
        asked: What was asked.
        no_plan: Why there is no plan and what would give one; None where there is one, or where it
            is not proven that there is none.
        answers: What was found, by the question's word; None where a question has no answer, as
            the plan is not proven best.
        left_out: Words of questions that were not begun, as time ran out or it was interrupted.
        cut_short: Words of those in which time ran out: not everything in them is settled.
        is_interrupted: Whether it was Ctrl-C that ended it.
        patience: The seconds that the questions had where nobody said a limit; None for no end.
    """

    solved: Solved
    asked: ExplainOptions
    no_plan: NoPlan | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    cut_short: tuple[str, ...] = ()
    is_interrupted: bool = False
    patience: float | None = None

    def of(self, question: type[PlanQuestion[Answer]]) -> Answer | None:
        """Return what was found of a question; None where it was not asked or has no answer."""
        found: Answer | None = self.answers.get(question.word)
        return found


def explain(
    scenario: str | Path,
    asked: ExplainOptions | None = None,
    settings: Sequence[str] = (),
    how: SolveOptions = AUTO,
    telling: Telling = NOBODY,
    **words: Unpack[SolveWords],
) -> ScenarioExplanation:
    """Solve a scenario and explain its plan: the function behind `optalloc explain`.

    Args:
        scenario: The YAML file.
        asked: What is asked; None asks for everything.
        settings: `KEY=VALUE` texts laid over the scenario, as `--set` does.
        how: What solving is told. Half of the time is for the plan, and each question has half of
            what is left then. Without a limit the questions have the budget's patience.
        telling: Who is told of what is found on the way.
        words: `solver` and `time_limit` of `how`, by name.

    Raises:
        InputUnusable: When the scenario cannot be used, or something that is named is not there.
    """
    how = how.but(words).begun()
    solved = solve(scenario, settings, how.share())

    def reread(more: Sequence[str]) -> Problem:
        return read(scenario, [*settings, *more])

    time_limit = how.budget.for_questions
    found = explained(solved, asked or ExplainOptions(), reread, time_limit, telling)
    return replace(found, patience=how.budget.patience if how.seconds is None else None)


def explained(
    solved: Solved,
    asked: ExplainOptions,
    reread: Reread | None = None,
    time_limit: TimeLimit = None,
    telling: Telling = NOBODY,
) -> ScenarioExplanation:
    """Return the explanations of a solved scenario.

    Args:
        reread: Reads the scenario again with more `--set` lines; without it what is offered is
            proven on the problem as it is in memory.

    Raises:
        InputUnusable: When something that is named is not there.
    """
    problem = solved.problem
    asked = replace(asked, rules=tuple(problem.label_of(text) for text in asked.rules))
    _check(problem, asked)
    if solved.best is None:
        is_proven = solved.outcome.infeasible != "no"
        found = why_no_plan(solved.problem, reread, HIGHS.within(time_limit)) if is_proven else None
        return ScenarioExplanation(solved, asked, no_plan=found)
    telling.solved(solved)
    return _Explaining(solved, asked, reread, HIGHS.within(time_limit).begun(), telling).all()


class _Explaining:
    """Answers the questions that are asked, and no other."""

    def __init__(
        self,
        solved: Solved,
        asked: ExplainOptions,
        reread: Reread | None,
        how: SolveOptions,
        telling: Telling,
    ) -> None:
        self.asked, self.how, self.telling = asked, how, telling
        self.found = ScenarioExplanation(solved, asked)
        self.inquiry = Inquiry(solved, answer_of(solved), asked, how, lambda done, of: None, reread)

    def all(self) -> ScenarioExplanation:
        """Return what was found before time ran out, or Ctrl-C came."""
        wanted = asked_questions(self.asked)
        try:
            for place, question in enumerate(wanted):
                if self.how.budget.is_spent:
                    return replace(self.found, left_out=_words(wanted[place:]))
                how = self.how if place + 1 == len(wanted) else self.how.share()
                self.answer(question, how)
                self.telling.found(self.found, question)
        except KeyboardInterrupt:
            left = [one for one in wanted if self.found.answers.get(one.word) is None]
            return replace(self.found, left_out=_words(left), is_interrupted=True)
        return self.found

    def answer(self, question: PlanQuestion[Any], how: SolveOptions) -> None:
        """Find one answer more, in the time that its question has."""

        def told(done: int, of: int) -> None:
            self.telling.progress(question.word, done, of)

        earlier = self.found.answers
        inquiry = replace(self.inquiry, how=how, progress=told, earlier=earlier)
        answers = {**earlier, question.word: question.find(inquiry)}
        cut = (question.word,) if how.budget.is_spent else ()
        self.found = replace(self.found, answers=answers, cut_short=(*self.found.cut_short, *cut))


def _words(questions: Sequence[PlanQuestion[Any]]) -> tuple[str, ...]:
    return tuple(question.word for question in questions)


def _typed(rule: Rule) -> Words:
    """Return what is typed for a rule, with what it is called where that is another word."""
    zh = "" if rule.shown.zh == rule.label else f"（{rule.shown.zh}）"
    return Words(rule.label + zh, rule.label)


def _check(problem: Problem, asked: ExplainOptions) -> None:
    """Refuse names that are not there, all at once."""
    faults = list(unknown_recipients(problem, "--recipient", asked.recipients))
    labels, known = [rule.label for rule in problem.rules], QUESTIONS.words()
    rules = listed([_typed(rule) for rule in problem.rules])
    of_rules = Words(f"约束应为 {rules.zh} 之一", f"one of {rules.en}")
    faults += [
        Fault("", same("--rule"), of_rules, name, nearest(name, labels))
        for name in asked.rules
        if name not in labels
    ]
    faults += [
        Fault("", same("questions"), one_of(Words("问题", ""), known), name, nearest(name, known))
        for name in asked.questions
        if name not in known
    ]
    for question in all_questions():
        faults += question.faults(problem, asked)
    refuse_any(faults)


def explained_json(found: ScenarioExplanation, lang: Lang) -> "ExplainAnswer":
    """Return what was asked, and the answers; a question that was not asked has no key."""
    plan, unit = solved_json(found.solved, lang), found.solved.problem.unit
    said: dict[str, Any] = {key: plan[key] for key in OF_THE_PLAN}
    if found.no_plan is not None:
        said["no_plan"] = conflict_json(found.no_plan, unit, lang)
    for question in all_questions():
        answer = found.answers.get(question.word)
        if answer is not None:
            said[question.word] = question.as_json(answer, unit, lang)
    if found.left_out or found.cut_short:
        said |= {"left_out": list(found.left_out), "cut_short": list(found.cut_short)}
    return cast("ExplainAnswer", said)
