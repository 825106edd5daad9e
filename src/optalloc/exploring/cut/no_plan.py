"""Where the new money leaves no plan: which rules conflict, and which totals near it have one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from optalloc.core.errors import InputUnusable
from optalloc.core.message import NOTHING, Words, listed
from optalloc.core.money import show_amount
from optalloc.core.solve_options import SolveOptions
from optalloc.explaining.conflict.changes import rule_words
from optalloc.explaining.conflict.describe import figure_words
from optalloc.explaining.conflict.iis import ConflictSearch
from optalloc.pipeline.feasibility import Asker, Verdict
from optalloc.problem.problem import Problem
from optalloc.problem.score import score

MOST_STEPS = 100
"""How many steps up and down are looked at."""
MOST_SECONDS = 10
"""What the search may take, for a letter that is already certain [s]."""

Share = Callable[[int], Mapping[str, int]]
"""Shares a total out among the sources [fen]; raises InputUnusable where the steps do not allow."""


def nearest_totals(problem: Problem, asked: int, share: Share, how: SolveOptions) -> Words:
    """Return the sentence that offers the nearest totals with a plan, or says that none was found.

    A total is called the nearest only where every total between it and the asked one surely has
    no plan.

    Args:
        asked: The total that leaves no plan [fen].
        how: What solving is told; the search takes no longer than MOST_SECONDS.
    """
    asker, found, is_nearest = _asker(how), [], True
    for sign in (-1, 1):
        for total, verdict in _tried(problem, asked, sign, share, asker):
            if verdict == "yes":
                found.append(total)
                break
            is_nearest = is_nearest and verdict == "no"
    if not found and is_nearest:
        return Words(
            f"上下各 {MOST_STEPS} 步以内的总额也都没有方案。",
            f"No total within {MOST_STEPS} steps of it has a plan either.",
        )
    if not found:
        return Words("附近没有找到有方案的总额。", "No total near it was found to have a plan.")
    there = listed([f"{show_amount(fen, problem.unit)}{problem.unit}" for fen in found])
    option = f"--total {show_amount(found[0], problem.unit)}"
    zh, en = (
        ("最近的可行总额", "The nearest totals with a plan")
        if is_nearest
        else ("附近可行的总额", "Totals near it with a plan")
    )
    return Words(f"{zh}：{there.zh}（如 {option}）。", f"{en}: {there.en} (such as {option}).")


def _tried(
    problem: Problem, asked: int, sign: int, share: Share, asker: Asker
) -> Iterator[tuple[int, Verdict]]:
    """Yield totals step by step away from the asked one, each with whether it has a plan."""
    step = min(grain for grain in problem.grain.cells.values())
    for k in range(1, MOST_STEPS + 1):
        total = asked + sign * k * step
        if total <= 0:
            return
        if asker.how.budget.is_spent:
            yield total, "open"
            return
        try:
            money = share(total)
        except InputUnusable:
            yield total, "no"
            continue
        sources = tuple(replace(s, amount=money[s.name]) for s in problem.sources)
        after = replace(problem, sources=sources, goals=())
        if min(score(after).of.values(), default=0) < 0:
            yield total, "no"
            continue
        yield total, asker.ask(after).verdict


def _asker(how: SolveOptions) -> Asker:
    """Return who is asked of plans, for no longer than MOST_SECONDS."""
    left = how.budget.left()
    return Asker(how.within(min(MOST_SECONDS, MOST_SECONDS if left is None else left)))


def why_none(problem: Problem, how: SolveOptions) -> Words:
    """Return the rules that cannot all hold, one a line; nothing where that is not known in time.

    Without any one of them there may be a plan: `explain` looks for the ways out.

    Args:
        problem: With the new money.
        how: What solving is told; the search takes no longer than MOST_SECONDS.
    """
    search = ConflictSearch(problem, _asker(how))
    every = frozenset(search.labels)
    if not search.is_conflict(every):
        return NOTHING
    conflict = search.told(search.reduced(every), False)
    said = Words("\n  不能同时成立的是：", "\n  These cannot all hold:")
    if conflict.sources:
        said = Words("\n  与资金不能同时成立的是：", "\n  These cannot hold with the money:")
    for rule in problem.rules:
        if rule.label in conflict.rules:
            said += Words("\n    ", "\n    ") + rule_words(rule, problem)
    if (figure := figure_words(conflict, problem)) != NOTHING:
        said += Words("\n    ", "\n    ") + figure
    return said
