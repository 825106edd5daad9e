"""Which rules conflict: smallest sets that cannot all hold, and what must give in every way out.

A conflict is irreducible: without any one of its members there is a plan. The members are rules
(the grain among them), then the money of sources where it matters. Leaving members out one by one
finds a conflict; smaller ones are looked for by size. A tree of conflicts, one branch for each
member left out, gives the smallest sets of rules that have to give (Reiter's hitting sets).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from optalloc.core.message import Words
from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.explaining.conflict.changes import WayOut
from optalloc.pipeline.feasibility import (
    Asker,
    Possible,
    is_grain,
    is_heeded,
    with_rules,
    without,
)
from optalloc.problem.interfaces import Rule
from optalloc.problem.problem import Problem
from optalloc.problem.scopes import ForRecipients
from optalloc.solver.program.program import Program
from optalloc.solver.search.outcome import GRADES, Proven

MOST_SUBSETS = 150
"""Most sets of rules that are asked about to find a conflict of fewer members."""
MOST_NODES = 40
"""Most nodes of the tree of conflicts."""
MOST_TO_GIVE = 3
"""Most rules that have to give together."""
MOST_RECIPIENTS = 40
"""Most recipients among whom a rule that conflicts with nothing but the facts is narrowed down."""


@dataclass(frozen=True)
class RecipientBounds:
    """What rules ask of one recipient's total [fen]; None where they ask nothing."""

    recipient: str
    low: int | None
    high: int | None


@dataclass(frozen=True)
class BoundTotals:
    """What can be added up by hand from the bounds of the totals.

    Attributes:
        crossing: Recipients whose least is above their most.
        levels: Every recipient that something is asked of.
        least: What all totals come to at least [fen].
        most: What they come to at most [fen]; None when somebody has no upper bound.
        money: What the sources have [fen].
    """

    crossing: tuple[RecipientBounds, ...]
    levels: tuple[RecipientBounds, ...]
    least: int
    most: int | None
    money: int


@dataclass(frozen=True)
class Conflict:
    """Rules that cannot all hold; without any one of them there is a plan.

    Attributes:
        rules: Labels, in the order of the scenario; the grain's among them where it matters.
        sources: The sources whose money matters; empty when no money would help.
        recipients: Fewest of those that one rule is about who conflict with the facts already;
            empty where that is all of them, or more than one rule conflicts.
        proven: How it is proven that they cannot all hold.
        by_arithmetic: Whether arithmetic alone shows it, without a solver.
        is_irreducible: Whether a plan was found without each of the rules.
        is_smallest: Whether it is proven that no conflict has fewer rules.
        because: What formulating alone shows, in words.
    """

    rules: tuple[str, ...]
    sources: tuple[str, ...]
    recipients: tuple[str, ...]
    proven: Proven
    by_arithmetic: bool
    is_irreducible: bool
    is_smallest: bool
    because: tuple[Words, ...]
    figures: BoundTotals


@dataclass(frozen=True)
class Conflicts:
    """Why a problem has no plan.

    Attributes:
        problem: What cannot be.
        is_possible: Whether there is a plan after all.
        found: The conflicts that were met, the first one first; another may be among the rest.
        to_give: Smallest sets of rules of which each, left out, lets the others hold.
            Firm rules never give.
        is_complete: Whether every set of rules of at most MOST_TO_GIVE was looked at.
    """

    problem: Problem
    is_possible: bool
    found: tuple[Conflict, ...] = ()
    to_give: tuple[tuple[str, ...], ...] = ()
    is_complete: bool = True

    @property
    def is_firm(self) -> bool:
        """Whether rules that are firm conflict among themselves, whatever the others ask."""
        firm = {rule.label for rule in self.problem.rules if rule.is_firm}
        return any(firm.issuperset(conflict.rules) for conflict in self.found)


@dataclass(frozen=True)
class NoPlan:
    """Why a problem has no plan, and what would give it one.

    Attributes:
        ways: The smallest change first; empty when none was found, or when there is a plan.
    """

    conflicts: Conflicts
    ways: tuple[WayOut, ...]


def find_conflicts(problem: Problem, how: SolveOptions = HIGHS) -> Conflicts | None:
    """Return why a problem has no plan; None when that is neither proven nor refuted in time."""
    search = ConflictSearch(problem, Asker(how))
    whole = search.answer(frozenset(search.labels))
    if whole.verdict == "open":
        return None
    if whole.verdict == "yes":
        return Conflicts(problem, True)
    if search.firm and search.is_conflict(search.firm):
        # Nothing else needs to be looked at: no other rule can give way for these.
        return Conflicts(problem, False, (search.told(search.reduced(search.firm), False),))
    first = search.smallest()
    found, to_give, is_complete = search.tree(first)
    return Conflicts(problem, False, tuple(found), to_give, is_complete)


class ConflictSearch:
    """Looks for conflicts among the rules of one problem; each question is asked once.

    Attributes:
        labels: The rules that may be left out: all but those that are given.
        heeded: The rules by which others ask for more or less.
    """

    def __init__(self, problem: Problem, asker: Asker, given: frozenset[str] = frozenset()) -> None:
        """Take a problem.

        Args:
            given: Labels of rules that hold whatever else is left out, and are no members.
        """
        self.problem, self.asker = problem, asker
        self.labels = [rule.label for rule in problem.rules if rule.label not in given]
        self.firm = frozenset(rule.label for rule in problem.rules if rule.is_firm)
        self.heeded = frozenset(r.label for r in problem.rules if is_heeded(problem, r))
        self._known: dict[frozenset[str], Possible] = {}

    def answer(self, labels: frozenset[str]) -> Possible:
        """Return whether the rules of these labels can all hold, with the money there is."""
        if labels not in self._known:
            rest = frozenset(self.labels) - labels
            self._known[labels] = self.asker.ask(without(self.problem, rest))
        return self._known[labels]

    def is_conflict(self, labels: frozenset[str]) -> bool:
        """Return whether it is proven that the rules of these labels cannot all hold.

        What conflicts without the rules by which it asks does so in this problem only if it still
        does with them.
        """
        is_none = self.answer(labels).verdict == "no"
        return is_none and self.answer(labels | self.heeded).verdict == "no"

    def may_hold(self, labels: frozenset[str]) -> bool:
        """Return whether a plan is known that keeps the rules of these labels."""
        if self.answer(labels).verdict == "no":
            return self.answer(labels | self.heeded).verdict == "yes"
        return self.answer(labels).verdict == "yes"

    def reduced(self, labels: frozenset[str]) -> frozenset[str]:
        """Return an irreducible conflict within a conflict: members are left out one by one."""
        # Halves first: where few of many rules conflict, most go at once.
        for half in _halves(self._order(labels)):
            if self.is_conflict(labels - half):
                return self.reduced(labels - half)
        for label in self._order(labels):
            if self.is_conflict(labels - {label}):
                labels = labels - {label}
        return labels

    def _order(self, labels: frozenset[str]) -> list[str]:
        """Return the rules in the order in which they are left out: what says least goes first."""
        rules = [rule for rule in self.problem.rules if rule.label in labels]
        rank = {r.label: (not is_grain(r), not r.spends(self.problem)) for r in rules}
        places = {r.label: -i for i, r in enumerate(rules)}
        return sorted(rank, key=lambda label: (*rank[label], places[label]))

    def smallest(self) -> Conflict:
        """Return a conflict of as few rules as can be told with a stated number of questions."""
        everything = frozenset(self.labels)
        best, is_smallest, left = self.reduced(everything), True, MOST_SUBSETS
        for size in range(len(best)):
            for chosen in combinations(self.labels, size):
                left -= 1
                if left < 0:
                    return self.told(best, False)
                if self.is_conflict(frozenset(chosen)):
                    return self.told(frozenset(chosen), is_smallest)
                is_smallest &= self.may_hold(frozenset(chosen))
        return self.told(best, is_smallest)

    def told(self, labels: frozenset[str], is_smallest: bool) -> Conflict:
        """Return a conflict with its sources, its recipients and what can be added up by hand."""
        problem = without(self.problem, frozenset(self.labels) - labels)
        recipients: tuple[str, ...] = ()
        rules = [rule for rule in problem.rules if not is_grain(rule)]
        if len(rules) == 1 and "recipients" in rules[0].loosens:
            problem, recipients = self._narrowed(problem, rules[0])
        answer, sources = self.asker.ask(problem), self._sources(problem)
        proven = min(answer.proven, self.answer(labels | self.heeded).proven, key=GRADES.index)
        return Conflict(
            tuple(label for label in self.labels if label in labels),
            sources,
            recipients,
            proven,
            answer.by == "arithmetic",
            all(self.may_hold(labels - {one}) for one in labels),
            is_smallest,
            answer.program.contradictions,
            _figures(problem, answer.program),
        )

    def _sources(self, problem: Problem) -> tuple[str, ...]:
        """Return the sources without whose limit the rules could hold; fewest that matter."""
        names = [source.name for source in problem.sources]
        kept = frozenset(names)
        for name in names:
            lifted = frozenset(names) - kept | {name}
            if self.asker.ask(problem, lifted).verdict == "no":
                kept -= {name}
        return tuple(name for name in names if name in kept)

    def _narrowed(self, problem: Problem, rule: Rule) -> tuple[Problem, tuple[str, ...]]:
        """Return the problem with a rule for as few recipients as conflict, and who they are."""
        if not isinstance(rule, ForRecipients):
            return problem, ()
        covered = rule.covered(problem)
        names = [recipient.name for recipient in covered]
        if len(names) > MOST_RECIPIENTS:
            return problem, ()
        for name in list(names):
            rest = tuple(n for n in names if n != name)
            if rest and self.asker.ask(narrowed(problem, rule, rest)).verdict == "no":
                names.remove(name)
        if len(names) == len(covered):
            return problem, ()
        return narrowed(problem, rule, tuple(names)), tuple(names)

    def tree(self, first: Conflict) -> tuple[list[Conflict], tuple[tuple[str, ...], ...], bool]:
        """Return the conflicts met, the smallest sets that have to give, and whether those are all.

        Breadth first: a set is reached when each of its members is in a conflict that the members
        before it leave, so smaller sets come before larger ones.
        """
        everything, conflicts = frozenset(self.labels), [first]
        giving: list[frozenset[str]] = []
        seen = {frozenset[str]()}
        queue, nodes, is_sure = [frozenset[str]()], 0, True
        while queue and nodes < MOST_NODES:
            out = queue.pop(0)
            nodes += 1
            if any(known <= out for known in giving):
                continue
            if self.answer(everything - out).verdict == "yes":
                giving.append(out)
                continue
            is_sure &= self.is_conflict(everything - out)
            if len(out) == MOST_TO_GIVE or not self.is_conflict(everything - out):
                continue
            members = self._next(conflicts, everything - out)
            for label in (name for name in self.labels if name in members - self.firm):
                if out | {label} not in seen:
                    seen.add(out | {label})
                    queue.append(out | {label})
        named = tuple(tuple(n for n in self.labels if n in out) for out in giving)
        return conflicts, named, is_sure and not queue

    def _next(self, conflicts: list[Conflict], left: frozenset[str]) -> frozenset[str]:
        """Return the members of a conflict among the rules that are left, known or new."""
        for conflict in conflicts:
            if frozenset(conflict.rules) <= left:
                return frozenset(conflict.rules)
        members = self.reduced(left)
        conflicts.append(self.told(members, False))
        return members


def _halves(order: list[str]) -> Iterator[frozenset[str]]:
    if len(order) > 3:
        middle = len(order) // 2
        yield frozenset(order[:middle])
        yield frozenset(order[middle:])


def narrowed(problem: Problem, rule: Rule, names: tuple[str, ...]) -> Problem:
    """Return the problem with one of its rules about the named recipients alone."""
    changed = rule.model_copy(update={"recipients": names, "kinds": None})
    return with_rules(problem, tuple(changed if r is rule else r for r in problem.rules))


def _figures(problem: Problem, program: Program) -> BoundTotals:
    """Return what the bounds of the totals add up to."""
    ties, levels = program.ties, []
    if not len(ties.totals):
        return BoundTotals((), (), 0, None, problem.money)  # time ran out before it was asked
    open_end = problem.money // ties.step
    low, high = (side[ties.totals].tolist() for side in (program.lower, program.upper))
    for recipient, least, most in zip(problem.recipients, low, high, strict=True):
        levels.append(
            RecipientBounds(
                recipient.name,
                least * ties.step if least > 0 else None,
                most * ties.step if most < open_end else None,
            )
        )
    crossing = [a for a, b, c in zip(levels, low, high, strict=True) if b > c]
    most = sum(high) * ties.step if all(a.high is not None for a in levels) else None
    asked = tuple(a for a in levels if a.low is not None or a.high is not None)
    return BoundTotals(tuple(crossing), asked, sum(low) * ties.step, most, problem.money)
