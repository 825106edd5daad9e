"""What was asked of a plan, as a person reads it."""

import sys
from collections.abc import Iterator, Sequence
from typing import Any

from optalloc.core.message import Lang, Words, first_few, listed
from optalloc.explaining.conflict.describe import conflict_lines
from optalloc.explaining.explain import ScenarioExplanation
from optalloc.explaining.question import (
    ExplainOptions,
    PlanQuestion,
    all_questions,
    asked_questions,
)
from optalloc.explaining.rule_costs.effects import signed
from optalloc.inputs.scenario import FROM_LEDGER
from optalloc.pipeline.describe import CHECK
from optalloc.pipeline.outcome_text import goal_words, outcome_words
from optalloc.pipeline.solved import Solved
from optalloc.present import document
from optalloc.present.document import Document, Items
from optalloc.present.terminal import Terminal, print_sections
from optalloc.problem.baselines import baseline_name

IN_SHORT = Words("摘要", "In short")

MOST_NAMED = 3
"""Recipients that are named of those that get most more, or most less."""


class ShownAsFound:
    """Prints the plan in a few sentences, then each section as soon as it is found.

    Where nothing was asked for by name, a section is told of as far as it says something: what
    costs nothing, moves nobody and harms nobody stands in one line at the end.

    Attributes:
        is_brief: Whether a question is told of as far as it says something.
        silent: Words of questions that had nothing to say.
    """

    def __init__(self, asked: ExplainOptions, lang: Lang, is_whole: bool) -> None:
        self.page, self.asked, self.lang = Terminal(lang), asked, lang
        self.is_brief = asked.is_of_everything and not is_whole
        self.silent: list[str] = []

    def solved(self, solved: Solved) -> None:
        """Print what is known before anything is explained."""
        for note in solved.problem.notes:
            if note.zh.startswith(FROM_LEDGER.zh):
                self.page.item(document.NOTE.say(self.lang), note, "dim")
        for warning in solved.problem.warnings:
            self.page.item(CHECK.say(self.lang), warning, "bold")
        if self.asked.is_of_everything and solved.best is not None:
            summary = [Items(list(summary_lines(solved)))]
            print_sections(
                [document.Section("summary", IN_SHORT, summary)], self.lang, has_more=True
            )
        else:
            for words in solved.problem.switched_off:
                self.page.say(words, "dim")
        sys.stdout.flush()

    def found(self, found: ScenarioExplanation, question: PlanQuestion[Any]) -> None:
        """Print the answer to one question."""
        told = list(_document(found, question, self.is_brief))
        print_sections(told, self.lang, has_more=True)
        if self.is_brief and not told:
            self.silent.append(question.word)
        sys.stdout.flush()

    def end(self, found: ScenarioExplanation) -> None:
        """Print what stands after the last section: what was left out, and how to see more."""
        if found.no_plan is not None:
            self.page.say(Words("为什么没有可行方案", "Why there is no plan"), "bold")
            if not self.asked.is_of_everything:
                self.page.say(_not_yet(asked_questions(self.asked)))
            for words in (*conflict_lines(found.no_plan), *found.solved.problem.switched_off):
                self.page.say(words)
        for words in _left_out(found):
            self.page.say(words)
        if self.silent:
            names = _names(self.silent)
            self.page.say(
                Words(
                    f"{names.zh}：查过，没有需要留意的。",
                    f"Looked at, with nothing to mind: {names.en}.",
                )
            )
        if self.is_brief and found.solved.best is not None:
            self.page.say(Words("全部内容：--all。", "Everything: --all."), "dim")


def _document(found: ScenarioExplanation, question: PlanQuestion[Any], is_brief: bool) -> Document:
    answer = found.answers[question.word]
    if answer is None:
        return question.unanswered()
    return question.brief(answer) if is_brief else question.document(answer, found.asked)


def _not_yet(asked: Sequence[PlanQuestion[Any]]) -> Words:
    """Say that what was asked of a plan has to wait for one."""
    names = _names([question.word for question in asked])
    return Words(
        f"还没有方案，所以还写不出：{names.zh}。请先解决下面的冲突，再运行一次。",
        f"There is no plan yet, and so none of: {names.en}. Settle the conflict below first,"
        " and run it again.",
    )


def _names(words: Sequence[str]) -> Words:
    return listed([question.words for question in all_questions() if question.word in words])


def _left_out(found: ScenarioExplanation) -> Iterator[Words]:
    """Yield what is not there, or not all of it, and why."""
    if found.cut_short:
        names = _names(found.cut_short)
        yield Words(
            f"时限内没有查完：{names.zh}；其中没有得出结论的已注明。",
            f"Not finished in time: {names.en}; what is not settled there says so.",
        )
    if found.left_out:
        names = _names(found.left_out)
        why = Words("时限已到", "The time limit was over")
        if found.is_interrupted:
            why = Words("已中断", "Interrupted")
        yield Words(f"{why.zh}，没有查：{names.zh}。", f"{why.en}; left out: {names.en}.")
    is_short = found.cut_short or (found.left_out and not found.is_interrupted)
    if found.patience is not None and is_short:
        seconds = f"{found.patience:g}"
        yield Words(
            f"没有写 --time-limit 时最多查 {seconds} 秒；要查得更久，例如 --time-limit 3600。",
            f"Without --time-limit it takes {seconds} s at most; for more say, for example, "
            "--time-limit 3600.",
        )


def summary_lines(solved: Solved) -> Iterator[Words]:
    """Yield the plan in a few sentences, of which nothing is solved for; nothing without a plan."""
    if solved.best is None:
        return
    problem, given = solved.problem, solved.best.plan.by_recipient
    names = [r.name for r in problem.recipients if given.get(r.name)]
    money, left = problem.say(solved.best.plan.total), problem.money - solved.best.plan.total
    over = Words("", "")
    if left:
        over = Words(f"，余 {problem.say(left)}", f", {problem.say(left)} stays over")
    yield Words(
        f"安排 {money}，给 {len(names)} 个单位{over.zh}。",
        f"{money} goes to {len(names)} of {len(problem.recipients)} recipients{over.en}.",
    )
    yield from (goal_words(goal, problem.unit) for goal in solved.outcome.goals)
    yield from outcome_words(solved.outcome)
    yield _beside_baseline(solved)
    yield from problem.switched_off


def _beside_baseline(solved: Solved) -> Words:
    """Say who gets more and who less than by the baseline, the largest moves first."""
    name = baseline_name(solved.problem)
    beside = Words(f"与{name.zh}比：", f"Beside the {name.en}: ")
    moved = sorted((c for c in solved.changes if c.change), key=lambda c: -abs(c.change))
    if not moved:
        return beside + Words("各单位都相同。", "everybody gets the same.")
    said = [
        f"{c.recipient} {signed(c.change, solved.problem)}" for c in first_few(moved, MOST_NAMED)
    ]
    rest, told = len(moved) - len(said), listed(said)
    more = Words(f"，等 {len(moved)} 个单位", f" and {rest} more") if rest else Words("", "")
    same = len(solved.changes) - len(moved)
    others = (
        Words(f"；{same} 个单位相同", f"; {same} get{'s' * (same == 1)} the same")
        if same
        else Words("", "")
    )
    return beside + told + more + others + Words("。", ".")
