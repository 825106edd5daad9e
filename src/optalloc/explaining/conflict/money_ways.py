"""Ways out by the money: more of it, less of it, or as much of each source as a split divides.

More, and less, is tried of each source alone and of all in proportion. Where sources share the
cost as 45 to 55 and must be spent whole, neither helps when 45 stands beside 57: what fits is the
largest 45 to 55 within them, and the smallest above them.
"""

from collections.abc import Callable, Iterator

from optalloc.explaining.conflict.changes import Tried, money_changes, with_amounts, with_money
from optalloc.explaining.conflict.relaxations import smallest
from optalloc.pipeline.feasibility import Asker
from optalloc.problem.layout import common_step
from optalloc.problem.problem import Problem
from optalloc.problem.rules.split import Split

MOST_TIMES_THE_MONEY = 10
ONE_BY_ONE = 8
"""So many steps less are tried one by one: between too much and too little lies little."""


def money_ways(problem: Problem, asker: Asker) -> Iterator[Tried]:
    """Yield other money that gives a plan; firm sources stay."""
    step = common_step(problem)
    pots = [frozenset([source.name]) for source in problem.sources if not source.is_firm]
    if len(pots) > 1:
        pots.append(frozenset[str]().union(*pots))
    for names in pots:

        def more(k: int, names: frozenset[str] = names) -> Problem:
            return with_money(problem, names, (problem.money // step + k) * step - problem.money)

        def less(k: int, names: frozenset[str] = names) -> Problem:
            steps = -(-problem.money // step)
            return with_money(problem, names, (steps - k) * step - problem.money)

        most = problem.money * MOST_TIMES_THE_MONEY // step
        yield from _moved(problem, asker, more, smallest, most)
        if problem.spent_whole & names:
            had = sum(source.amount for source in problem.sources if source.name in names)
            yield from _moved(problem, asker, less, _first, (had - 1) // step)


def fitting(problem: Problem) -> Iterator[Tried]:
    """Yield the money that a split divides, next below and next above what there is."""
    for rule in (rule for rule in problem.rules if isinstance(rule, Split)):
        unit = rule.least_whole(problem)
        if unit is None or not problem.spent_whole >= set(rule.shares):
            continue
        amounts = {name: problem.source_named[name].amount for name in rule.shares}
        parts = {name: int(rule.part(name) * unit) for name in rule.shares}
        below = min(amounts[name] // parts[name] for name in parts)
        above = max(-(-amounts[name] // parts[name]) for name in parts)
        for count in {below, above} - {0}:
            now = {name: count * part for name, part in parts.items()}
            moved = [s for s in problem.sources if now.get(s.name, s.amount) != s.amount]
            if moved and not any(source.is_firm for source in moved):
                changed = with_amounts(problem, now)
                yield Tried(changed, *money_changes(problem, changed), "no")


def _moved(
    problem: Problem,
    asker: Asker,
    moved: Callable[[int], Problem],
    search: Callable[[int, Callable[[int], bool]], int | None],
    most: int,
) -> Iterator[Tried]:
    """Yield the money moved by as few steps as give a plan; nothing where no number does."""
    k = search(most, lambda k: asker.is_possible(moved(k))) if most > 0 else None
    if k is not None:
        before = asker.ask(moved(k - 1) if k > 1 else problem)
        yield Tried(moved(k), *money_changes(problem, moved(k)), before.proven)


def _first(count: int, works: Callable[[int], bool]) -> int | None:
    """Return the first k of a few that works; else the smallest, as far as it can be told."""
    few = min(count, ONE_BY_ONE)
    found = next((k for k in range(1, few + 1) if works(k)), None)
    if found is not None or few == count:
        return found
    return smallest(count, works)
