"""A plan in a few sentences: what is given out, how good it is, who gets more or less by it.

Everything here stands in the solved scenario: nothing is solved for it, so it is there at once.
"""

from collections.abc import Iterator

from optalloc.core.message import Words, first_few, listed
from optalloc.explaining.rule_costs.effects import signed
from optalloc.pipeline.outcome_text import goal_words, outcome_words
from optalloc.pipeline.solved import Solved
from optalloc.problem.baselines import METHODS

MOST_NAMED = 3
"""Recipients that are named of those that get most more, or most less."""


def summary_lines(solved: Solved) -> Iterator[Words]:
    """Yield the summary, a statement at a time; nothing without a plan."""
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


def _beside_baseline(solved: Solved) -> Words:
    """Say who gets more and who less than by the baseline, the largest moves first."""
    name = METHODS[solved.problem.baseline].words
    beside = Words(f"与基准（{name.zh}）比：", f"Beside the baseline ({name.en}): ")
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
