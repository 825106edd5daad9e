"""The letter that says why there is no plan names the rules that conflict, where that is cheap.

Who asked for a plan waits for it; so a small conflict is looked for with a few short questions and
a limit on all of them. What solves it takes longer, and is what `explain` is for.
"""

from collections.abc import Iterator

from optalloc.core.errors import BilingualError
from optalloc.core.message import NOTHING, Words, same
from optalloc.core.shell_words import path_word, set_option
from optalloc.core.solve_options import HIGHS
from optalloc.core.time_budget import Budget, TimeLimit, budget_of
from optalloc.explaining.conflict.changes import rule_words
from optalloc.explaining.conflict.describe import figure_words
from optalloc.explaining.conflict.iis import Conflict, ConflictSearch
from optalloc.pipeline.feasibility import Asker, Possible
from optalloc.pipeline.outcome_text import no_plan_letter
from optalloc.pipeline.solved import Solved
from optalloc.problem.problem import Problem
from optalloc.solver.search.outcome import Outcome

MOST_SECONDS = 3.0
"""Wall time for all questions together."""
MOST_CELLS = 3_000
"""Cells of a plan up to which one question takes a small part of that."""


class _TooLong(Exception):
    """The time for questions is over."""


class _Hurried(Asker):
    """Asks no more once the time is over."""

    def __init__(self, budget: Budget) -> None:
        left = budget.left()
        most = MOST_SECONDS if left is None else min(MOST_SECONDS, left)
        super().__init__(HIGHS.within(most))

    def ask(self, problem: Problem, lifted: frozenset[str] = frozenset()) -> Possible:
        """Return whether a problem has a plan.

        Raises:
            _TooLong: When the time is over.
        """
        if self.how.budget.is_spent:
            raise _TooLong
        return super().ask(problem, lifted)


def conflict_at_once(problem: Problem, time_limit: TimeLimit = None) -> Conflict | None:
    """Return a conflict of as few rules as a short time shows; None where it shows none.

    Args:
        time_limit: What is left of a command's time, where that is less.
    """
    cells = len(problem.recipients) * len(problem.sources) * len(problem.uses)
    if cells + len(problem.projects) * len(problem.sources) > MOST_CELLS:
        return None
    search, found = ConflictSearch(problem, _Hurried(budget_of(time_limit))), None
    try:
        everything = frozenset(search.labels)
        if not search.is_conflict(everything):
            return None
        found = search.told(search.reduced(everything), False)
        found = search.smallest()
    except _TooLong:
        pass
    return found


def no_plan_in_full(
    solved: Solved, named: str | None = None, time_limit: TimeLimit = None
) -> BilingualError:
    """Return the error that says why there is no plan: the rules that conflict, and where to turn.

    Args:
        named: The scenario as the user named it; None where there is no single one.
        time_limit: As for `conflict_at_once`.
    """
    letter = no_plan_with_rules(solved.problem, solved.outcome, time_limit)
    if named is None or solved.outcome.infeasible == "no":
        return letter
    settings = () if solved.inputs is None else solved.inputs.settings
    options = (f" {set_option(setting)}" for setting in settings)
    asks = f"optalloc explain {path_word(named)}{''.join(options)}"
    ways = Words("\n怎样解决，请运行：", "\nFor the ways out run:") + same(f"\n  {asks}")
    return type(letter)(letter.words + ways)


def no_plan_with_rules(
    problem: Problem, outcome: Outcome, time_limit: TimeLimit = None
) -> BilingualError:
    """Return the error that there is no plan, with the rules that conflict.

    Args:
        time_limit: As for `conflict_at_once`.
    """
    letter = no_plan_letter(outcome)
    conflict = None if outcome.infeasible == "no" else conflict_at_once(problem, time_limit)
    lines = () if conflict is None else _conflict_lines(conflict, problem, outcome)
    return type(letter)(sum((same("\n") + line for line in lines), letter.words))


def _conflict_lines(conflict: Conflict, problem: Problem, outcome: Outcome) -> Iterator[Words]:
    """Yield what conflicts: rules, the money where it matters, and the figure to check by hand."""
    members = [rule for rule in problem.rules if rule.label in conflict.rules]
    beside = NOTHING
    if conflict.sources:
        beside = Words("（与资金）", " with the money there is")
    yield Words(f"互相冲突的{beside.zh}：", f"What conflicts{beside.en}:")
    for rule in members:
        yield same("  ") + rule_words(rule, problem)
    if not members:
        yield Words("  资金本身就放不下", "  the money itself cannot be placed")
    figure = figure_words(conflict, problem)
    if figure != NOTHING and figure not in outcome.because:
        yield same("  ") + figure
