"""Ways out of a conflict, smallest change first, each solved and audited before it is offered.

For every smallest set of rules that has to give (iis.py) each setting is moved as little as
lets the others hold: on the setting's ladder, by bisection, so that one step less is proven to be
too little. The step of amounts has no ladder: of the round steps tried it is the largest that does.
Beside it: the rule left out, and other money. What a way costs is how far a setting is moved beside
its own size; rules left out come last. Not all changes of several things together are tried: a
smaller one than those found may be there.

More money, and less, is tried of each source alone and of all in proportion. Where sources share
the cost as 45 to 55 and must be spent whole, neither helps when 45 stands beside 57: what fits is
the largest 45 to 55 within them, and the smallest above them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Literal

from optalloc.core.errors import InputUnusable
from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.explaining.conflict.changes import (
    AMOUNT_COLUMNS,
    Relaxation,
    Reread,
    Tried,
    TriedStep,
    WayOut,
    cost_of,
    money_changes,
    with_amounts,
    with_money,
)
from optalloc.explaining.conflict.iis import Conflicts, NoPlan, find_conflicts
from optalloc.explaining.conflict.relaxations import Lever, is_allowed, levers, replaced, smallest
from optalloc.inputs.setting_text import setting_line
from optalloc.pipeline.audit import verify
from optalloc.pipeline.feasibility import Asker, Possible, Verdict, is_grain
from optalloc.pipeline.resolve import best
from optalloc.problem.interfaces import Rule
from optalloc.problem.layout import common_step
from optalloc.problem.problem import Problem
from optalloc.problem.rules.split import Split
from optalloc.problem.score import score
from optalloc.solver.search.outcome import Proven

MOST_WAYS = 10

NOT_ASKED: Proven = "no"

MOST_BREACHES = 3

MOST_TIMES_THE_MONEY = 10

ONE_BY_ONE = 8
"""So many steps less are tried one by one: between too much and too little lies little."""


def why_no_plan(
    problem: Problem, reread: Reread | None = None, how: SolveOptions = HIGHS
) -> NoPlan | None:
    """Return the conflicts of a problem's rules and the ways out; None when time runs out first.

    Args:
        reread: Reads the scenario again with more `--set` lines, as
            `lambda more: read(path, [*settings, *more])`.
    """
    how = how.begun()
    conflicts = find_conflicts(problem, how.share())
    if conflicts is None:
        return None
    return NoPlan(conflicts, ways_out(conflicts, reread, how))


def ways_out(
    conflicts: Conflicts, reread: Reread | None = None, how: SolveOptions = HIGHS
) -> tuple[WayOut, ...]:
    """Return the ways out that are found of a problem's conflicts, the smallest change first.

    Args:
        conflicts: What was found for a problem without a plan.
        reread: Reads the scenario again with more settings; a way is offered only when the problem
            read so has a plan. Without it the changed problem is solved as it is.
    """
    search = _Search(conflicts.problem, Asker(how))
    if conflicts.is_possible:
        return ()
    tried: list[Tried] = []
    for labels in conflicts.to_give:
        tried += search.giving(labels)
    tried += search.other_money(sorted({label for labels in conflicts.to_give for label in labels}))
    found: dict[tuple[str, ...], WayOut] = {}
    for one in tried:
        way = _proven(conflicts.problem, one, reread, search.asker)
        if way is not None:
            found.setdefault(way.settings, way)
    return tuple(sorted(found.values(), key=lambda way: way.rank)[:MOST_WAYS])


class _Search:
    """Tries changes of one problem."""

    def __init__(self, problem: Problem, asker: Asker) -> None:
        self.problem, self.asker = problem, asker

    def giving(self, labels: tuple[str, ...]) -> Iterator[Tried]:
        """Yield the changes with which a set of rules gives way."""
        rules = [rule for rule in self.problem.rules if rule.label in labels]
        if len(rules) == 1:
            for lever in levers(self.problem, rules[0]):
                yield from self._moved(self.problem, lever)
        elif rules:
            yield from self._together(rules)
        if rules and not any(is_grain(rule) or not rule.may_be_left_out for rule in rules):
            yield self._dropped(rules)

    def _dropped(self, rules: Sequence[Rule]) -> Tried:
        problem = self.problem
        for rule in rules:
            problem = replaced(problem, rule, None)
        changes = tuple(Relaxation("drop", rule.label) for rule in rules)
        lines = tuple(setting_line(("rules", rule.label), "off") for rule in rules)
        return Tried(problem, changes, lines, "no")

    def _moved(self, problem: Problem, lever: Lever, is_told_less: bool = True) -> Iterator[Tried]:
        """Yield a setting moved as little as makes a plan possible; nothing when it cannot.

        Args:
            is_told_less: Whether it is said of the way what one step less does, and so asked.
        """
        known: dict[int, Possible] = {}

        def asked(k: int) -> Possible:
            if k not in known:
                known[k] = self.asker.ask(replaced(problem, lever.rule, lever.moved(k)))
            return known[k]

        def verdict(k: int) -> Verdict:
            rule = lever.moved(k)
            is_one = is_allowed(replaced(problem, lever.rule, rule), rule)
            return asked(k).verdict if is_one else "no"

        for k in _first_that_do(lever, lambda k: verdict(k) == "yes"):
            is_asked = lever.is_ladder and is_told_less
            proven = asked(k - 1).proven if is_asked else NOT_ASKED
            kind: Literal["exempt", "setting"] = "exempt" if lever.sort == "names" else "setting"
            # What was not settled in time is not said to have failed.
            tried = lever.tried(k)
            if tried and any(verdict(j) == "open" for j in range(1, k)):
                tried = ()
            change = Relaxation(
                *(kind, lever.rule.label, lever.setting, lever.sort, lever.before),
                *(lever.value(k), tried),
            )
            changed = replaced(problem, lever.rule, lever.moved(k))
            step = self._step(problem, lever, k) if is_told_less else None
            yield Tried(changed, (change,), lever.lines(k, problem.unit), proven, step)

    def _step(self, problem: Problem, lever: Lever, k: int) -> TriedStep | None:
        """Return the step of a ladder; None where no less that could be written is enough.

        Of money that is known where a fen less is proven not to be: on a ladder less is tighter.
        """
        if lever.step is None:
            return None
        step, value = TriedStep(lever.step, lever.sort), lever.value(k)
        if lever.sort != "money":
            return step
        nearer = value + (1 if value < lever.before else -1)
        rule = lever.with_value(nearer)
        changed = replaced(problem, lever.rule, rule)
        is_least = is_allowed(changed, rule) and self.asker.ask(changed).verdict == "no"
        return None if is_least else step

    def _together(self, rules: Sequence[Rule]) -> Iterator[Tried]:
        """Yield all of several rules moved, each as little as the ones before it leave.

        The rules still to come are left out while the first is moved. A grain cannot be left out:
        it is moved first, and there is no way where that is not enough; nor is there where a rule
        with firm settings would have to go.
        """
        grains = [rule for rule in rules if is_grain(rule)]
        others = [rule for rule in rules if not is_grain(rule)]
        problem, changes, lines = self._dropped(others).problem, list[Relaxation](), list[str]()
        for rule in (*grains, *others):
            # A grain stands among the rules still; the others come back one by one.
            back = problem if rule in grains else replace(problem, rules=(*problem.rules, rule))
            options = [
                one
                for lever in levers(back, rule)
                for one in self._moved(back, lever, is_told_less=False)
            ]
            cheapest = min(options, key=lambda one: cost_of(one.changes), default=None)
            if cheapest is not None:
                problem = cheapest.problem
                changes += cheapest.changes
                lines += cheapest.settings
            elif rule in grains or not rule.may_be_left_out:
                return
            else:
                changes.append(Relaxation("drop", rule.label))
                lines.append(setting_line(("rules", rule.label), "off"))
        if any(change.kind != "drop" for change in changes):
            yield Tried(problem, tuple(changes), tuple(lines), "no")

    def other_money(self, labels: Sequence[str]) -> Iterator[Tried]:
        """Yield other money of the sources, also together with one rule moved.

        Args:
            labels: The rules that stand in a conflict.
        """
        yield from money_ways(self.problem, self.asker)
        for way in fitting(self.problem):
            if self.asker.is_possible(way.problem):
                yield way
                continue
            for rule in (rule for rule in self.problem.rules if rule.label in labels):
                for one in self._with_rule(way, rule):
                    changes = (*way.changes, *one.changes)
                    yield Tried(one.problem, changes, (*way.settings, *one.settings), "no")

    def _with_rule(self, way: Tried, rule: Rule) -> Iterator[Tried]:
        """Yield the ways in which one rule gives way where the money is another."""
        if is_grain(rule) or not rule.may_be_left_out:
            return
        if self.asker.is_possible(replaced(way.problem, rule, None)):
            for lever in levers(way.problem, rule):
                yield from self._moved(way.problem, lever, is_told_less=False)


def _first_that_do(lever: Lever, does: Callable[[int], bool]) -> list[int]:
    """Return the nearest value of a setting that does; of recipients exempted every one."""
    if not lever.is_ladder:
        good = (k for k in range(1, lever.count + 1) if does(k))
        return list(good if lever.sort == "names" else islice(good, 1))
    k = smallest(lever.count, does) if does(lever.count) else None
    return [] if k is None else [k]


def _proven(problem: Problem, tried: Tried, reread: Reread | None, asker: Asker) -> WayOut | None:
    """Return a way out, solved and audited; None when it does not stand the test."""
    lines = tried.settings
    changed: Problem | None = tried.problem
    if reread is not None:
        changed, lines = _read_again(reread, lines)
    if changed is None:
        return None
    plan = best(changed, asker.how).plan
    if plan is None:
        return None
    return WayOut(
        tried.changes,
        lines,
        cost_of(tried.changes),
        sum(change.kind == "drop" for change in tried.changes),
        tried.one_less,
        plan,
        verify(problem, score(problem), plan)[:MOST_BREACHES],
        tried.step,
    )


def _read_again(reread: Reread, lines: tuple[str, ...]) -> tuple[Problem | None, tuple[str, ...]]:
    """Return the scenario read with the lines of a way out, and the lines as they can be read."""
    for column in AMOUNT_COLUMNS:
        spelt = tuple(text.replace(f".{AMOUNT_COLUMNS[0]}=", f".{column}=") for text in lines)
        try:
            return reread(spelt), spelt
        except InputUnusable:
            continue
    return None, lines


def money_ways(problem: Problem, asker: Asker) -> Iterator[Tried]:
    """Yield other money that gives a plan; firm sources stay."""
    step = common_step(problem)
    pots = [frozenset([source.name]) for source in problem.sources if not source.is_firm]
    if len(pots) > 1:
        pots.append(frozenset[str]().union(*pots))
    for names in pots:
        had = sum(source.amount for source in problem.sources if source.name in names)
        first = (problem.money // step + 1) * step - problem.money + had
        most = problem.money * MOST_TIMES_THE_MONEY // step
        more = range(first, first + most * step, step)
        yield from _moved(problem, asker, names, more, smallest)
        if problem.spent_whole & names:
            first = (-(-problem.money // step) - 1) * step - problem.money + had
            less = range(first, first - (had - 1) // step * step, -step)
            yield from _moved(problem, asker, names, less, _first)


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
    names: frozenset[str],
    sums: range,
    search: Callable[[int, Callable[[int], bool]], int | None],
) -> Iterator[Tried]:
    """Yield the money of sources moved as little as gives a plan; nothing where nothing does.

    Args:
        sums: What they are tried to have together, in steps of the batch. Between the last that is
            not enough and the first that is they are tried in their own grains.
    """
    sources = [source for source in problem.sources if source.name in names]
    had, grain = sum(s.amount for s in sources), max(problem.grain.cells.get(n, 1) for n in names)

    def moved(total: int) -> Problem:
        return with_money(problem, names, total - had)

    k = search(len(sums), lambda k: asker.is_possible(moved(sums[k - 1]))) if sums else None
    if k is None:
        return
    enough, too_little = sums[k - 1], sums[k - 2] if k > 1 else had
    sign = 1 if enough > too_little else -1
    first = sign * (sign * too_little // grain * grain + grain)
    between = range(first, enough, sign * grain)
    rungs = len(between)
    j = smallest(rungs + 1, lambda j: j > rungs or asker.is_possible(moved(between[j - 1])))
    if j is not None and j <= rungs:
        enough = between[j - 1]
    if j is not None and j > 1:
        too_little = between[j - 2]
    before = asker.ask(moved(too_little) if too_little != had else problem)
    step = TriedStep(min(grain, abs(sums.step)), "money", of_sum=len(sources) > 1)
    changed = moved(enough)
    yield Tried(changed, *money_changes(problem, changed), before.proven, step)


def _first(count: int, works: Callable[[int], bool]) -> int | None:
    """Return the first k of a few that works; else the smallest, as far as it can be told."""
    few = min(count, ONE_BY_ONE)
    found = next((k for k in range(1, few + 1) if works(k)), None)
    if found is not None or few == count:
        return found
    return smallest(count, works)
