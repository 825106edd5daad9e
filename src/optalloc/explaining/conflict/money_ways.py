"""Ways out by the money: more of it, less of it, or as much of each source as a split divides.

More, and less, is tried of each source alone and of all in proportion. Where sources share the
cost as 45 to 55 and must be spent whole, neither helps when 45 stands beside 57: what fits is the
largest 45 to 55 within them, and the smallest above them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from optalloc.core.exact import largest_remainder
from optalloc.explaining.conflict.changes import Relaxation, money_changes, richer
from optalloc.explaining.conflict.relaxations import smallest
from optalloc.pipeline.feasibility import Asker
from optalloc.problem.layout import common_step
from optalloc.problem.problem import Problem
from optalloc.problem.rules.split import Split
from optalloc.solver.search.outcome import Proven

MOST_TIMES_THE_MONEY = 10
ONE_BY_ONE = 8
"""So many steps less are tried one by one: between too much and too little lies little."""


@dataclass(frozen=True)
class MoneyWay:
    """Other money of some sources, and how it is proven that one step less is too little."""

    problem: Problem
    changes: tuple[Relaxation, ...]
    settings: tuple[str, ...]
    one_less: Proven


def money_ways(problem: Problem, asker: Asker) -> Iterator[MoneyWay]:
    """Yield other money that gives a plan; firm sources stay."""
    step = common_step(problem)
    pots = [frozenset([source.name]) for source in problem.sources if not source.is_firm]
    if len(pots) > 1:
        pots.append(frozenset[str]().union(*pots))
    for names in pots:

        def more(k: int, names: frozenset[str] = names) -> Problem:
            return richer(problem, names, (problem.money // step + k) * step - problem.money)

        def less(k: int, names: frozenset[str] = names) -> Problem:
            return poorer(problem, names, problem.money - (-(-problem.money // step) - k) * step)

        most = problem.money * MOST_TIMES_THE_MONEY // step
        yield from _moved(problem, asker, more, smallest, most)
        if problem.spent_whole & names:
            had = sum(source.amount for source in problem.sources if source.name in names)
            yield from _moved(problem, asker, less, _first, (had - 1) // step)


def fitting(problem: Problem) -> Iterator[MoneyWay]:
    """Yield the money that a split divides, next below and next above what there is."""
    for rule in problem.rules:
        unit = rule.least_whole(problem) if isinstance(rule, Split) else None
        if (
            not isinstance(rule, Split)
            or unit is None
            or not problem.spent_whole >= set(rule.shares)
        ):
            continue
        amounts = {name: problem.source_named[name].amount for name in rule.shares}
        parts = {name: int(rule.part(name) * unit) for name in rule.shares}
        below = min(amounts[name] // parts[name] for name in parts)
        above = max(-(-amounts[name] // parts[name]) for name in parts)
        for count in {below, above} - {0}:
            now = {name: count * part for name, part in parts.items()}
            moved = [s for s in problem.sources if now.get(s.name, s.amount) != s.amount]
            if moved and not any(source.is_firm for source in moved):
                changed = _with(problem, now)
                yield MoneyWay(changed, *money_changes(problem, changed), "no")


def poorer(problem: Problem, names: frozenset[str], by: int) -> Problem:
    """Return the problem with less money in some sources, in proportion to what they have."""
    sources = [s for s in problem.sources if s.name in names]
    had = sum(s.amount for s in sources)
    if len(sources) == 1:
        return _with(problem, {sources[0].name: had - by})
    grain = max(problem.grain.cells.get(s.name, 1) for s in sources)
    parts = largest_remainder([s.amount for s in sources], (had - by) // grain)
    now = {s.name: min(s.amount, k * grain) for s, k in zip(sources, parts, strict=True)}
    return _with(problem, now)


def _with(problem: Problem, amounts: dict[str, int]) -> Problem:
    changed = (replace(s, amount=amounts.get(s.name, s.amount)) for s in problem.sources)
    return replace(problem, sources=tuple(changed))


def _moved(
    problem: Problem,
    asker: Asker,
    moved: Callable[[int], Problem],
    search: Callable[[int, Callable[[int], bool]], int | None],
    most: int,
) -> Iterator[MoneyWay]:
    """Yield the money moved by as few steps as give a plan; nothing where no number does."""
    k = search(most, lambda k: asker.is_possible(moved(k))) if most > 0 else None
    if k is not None:
        before = asker.ask(moved(k - 1) if k > 1 else problem)
        yield MoneyWay(moved(k), *money_changes(problem, moved(k)), before.proven)


def _first(count: int, works: Callable[[int], bool]) -> int | None:
    """Return the first k of a few that works; else the smallest, as far as it can be told."""
    few = min(count, ONE_BY_ONE)
    found = next((k for k in range(1, few + 1) if works(k)), None)
    if found is not None or few == count:
        return found
    return smallest(count, works)
