"""What each rule costs: the best plan with every rule, and with all but this one, goal by goal.

    cost of a rule = best values of the goals without it, beside those with it

A rule binds where the best plan without it is better. Where it is equally good the rule costs
nothing, and it never matters where nothing changes with every such rule left out at once.

Most of those are found together: from the rules that say what an amount is, each rule that the best
plan breaks is added, until it breaks none. As with fewer rules no plan is worse, that plan is the
best of all, and what was never added need not be solved for. This does not hold where a goal leaves
room for the next; then every rule is solved for.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.core.time_budget import Progress
from optalloc.explaining.rule_costs.effects import NO_EFFECT, ChangeEffect, effect_of, leaves_room
from optalloc.explaining.rule_order import FIRST, word_of
from optalloc.pipeline.answer import Resolved, with_rules, without_rules
from optalloc.pipeline.feasibility import is_grain, without
from optalloc.pipeline.resolve import ResolvedInTransit, best, best_totals
from optalloc.problem.at_level import breaches_of
from optalloc.problem.interfaces import Rule
from optalloc.problem.problem import Problem

MOST_COLUMNS = 500
"""Columns of a program up to which ties between cells are settled too, so that a rule that only
places money inside recipients is judged by the plan that would be printed without it."""

Weight = Literal["binds", "ties", "inside", "shared", "never", "open"]


@dataclass(frozen=True)
class Cost:
    """What one rule costs.

    Attributes:
        weight: `binds` where plans without it are better (or give other amounts where they cannot
            be compared, or are worse or none as others count by it), `ties` where it only decides
            between equally good plans, `inside` where it only says how totals may stand in sources,
            uses and projects, `never` where it never matters, `shared` where it changes nothing
            alone but does together with others that change nothing alone, `open` where time ran
            out.
        effect: What leaving it out does to the best plan.
        turned: Labels of the other rules that ask for something else once it is left out, so that
            the plan that is explained breaks them; only looked for where plans get worse.
    """

    rule: Rule
    weight: Weight
    effect: ChangeEffect
    turned: tuple[str, ...] = ()


@dataclass(frozen=True)
class Costs:
    """What each rule costs.

    Attributes:
        answer: The plan that is explained.
        costs: In the order of the scenario, of the rules that were asked about.
        solves: How many problems were solved for it.
    """

    answer: Resolved
    costs: tuple[Cost, ...]
    solves: int

    def of_weight(self, *weights: Weight) -> tuple[Cost, ...]:
        """Return the rules of some weights."""
        return tuple(cost for cost in self.costs if cost.weight in weights)

    def cost_of(self, label: str) -> Cost | None:
        """Return the cost of one rule; None where it was not asked about."""
        return next((cost for cost in self.costs if cost.rule.label == label), None)


def costs(
    answer: Resolved,
    how: SolveOptions = HIGHS,
    progress: Progress | None = None,
    labels: Collection[str] | None = None,
) -> Costs:
    """Return what each rule costs.

    Args:
        labels: The rules to tell of; None for all that are not firm.

    Raises:
        ValueError: When there is no plan.
        KeyError: When no rule has one of the labels.
    """
    if answer.plan is None:
        raise ValueError("there is no plan whose rules have a cost")
    chosen, rules = chosen_rules(answer, labels), answer.problem.rules
    search = _Search(answer, how)
    never = search.never()
    rules = tuple(rule for rule in rules if rule in chosen or not rule.is_firm)
    idle = [Cost(rule, "never", search.nothing) for rule in rules if rule.label in never]
    labels_asked = tuple(rule.label for rule in rules if rule.label not in never)
    asked = _OneByOne(ResolvedInTransit(answer), search.how.alone, labels_asked)
    by_label = {cost.rule.label: cost for cost in idle}
    if progress:
        progress(len(by_label), len(rules))
    for _, cost in search.how.budget.answers(asked):
        by_label[cost.rule.label] = cost
        if progress:
            progress(len(by_label), len(rules))
    # The rules as they stand here, not as they came back.
    found = [replace(by_label[rule.label], rule=rule) for rule in rules]
    search.solves += asked.count
    # What a rule does beside the others shows only where all of them were looked into.
    told = tuple(cost for cost in search.together(found) if cost.rule in chosen)
    return Costs(answer, told, search.solves)


def chosen_rules(answer: Resolved, labels: Collection[str] | None) -> tuple[Rule, ...]:
    """Return the rules of some labels, in the order of the scenario.

    For None that is all that are not firm: nobody is told what plans without those would bring.

    Raises:
        KeyError: When no rule has one of the labels.
    """
    rules = answer.problem.rules
    if labels is None:
        return tuple(rule for rule in rules if not rule.is_firm)
    if unknown := [label for label in labels if label not in {rule.label for rule in rules}]:
        raise KeyError(unknown[0])
    return tuple(rule for rule in rules if rule.label in labels)


@dataclass(frozen=True)
class _OneByOne:
    """The rules that are left out one by one."""

    sent: ResolvedInTransit
    how: SolveOptions
    labels: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many rules."""
        return len(self.labels)

    def answer(self, number: int) -> Cost:
        """Return what one of them costs."""
        answer, label = self.sent.answer, self.labels[number]
        rule = next(rule for rule in answer.problem.rules if rule.label == label)
        return _Search(answer, self.how).cost(rule)


class _Search:
    """Solves with fewer rules."""

    def __init__(self, answer: Resolved, how: SolveOptions) -> None:
        self.answer, self.how = answer, how.begun()
        self.solves = 0
        self.nothing = NO_EFFECT

    def never(self) -> frozenset[str]:
        """Return the labels of rules that change nothing even when all are left out together."""
        rules = self.answer.problem.rules
        if leaves_room(self.answer) or not self.answer.is_best:
            return frozenset()
        # Other rules count in the steps of totals: what forces one is held, and the step stays.
        held = [rule for rule in rules if word_of(rule) in FIRST or _forces_step(rule, self.answer)]
        while len(held) < len(rules):
            labels = {rule.label for rule in held}
            kept = (rule for rule in rules if rule.label in labels)
            self.solves += 1
            found = self._best(with_rules(self.answer.problem, kept))
            if found.plan is None or not found.is_best:
                return frozenset()
            others = [rule for rule in rules if rule.label not in labels]
            broken = [
                r for r in others if any(breaches_of(r, found.problem, found.targets, found.plan))
            ]
            if not broken:
                # A best plan of fewer rules that keeps all of them is one of theirs; the tie rule
                # may have chosen another among more.
                effect = effect_of(self.answer, found)
                self.nothing = replace(NO_EFFECT, proven=effect.proven)
                is_same = effect.changes_nothing
                return frozenset(rule.label for rule in others) if is_same else frozenset()
            held += broken
        return frozenset()

    def cost(self, rule: Rule) -> Cost:
        """Return what leaving out one rule does."""
        found = self._without([rule.label])
        effect = effect_of(self.answer, found)
        turned = self._turned(found) if effect.state in ("worse", "no_plan") else ()
        return Cost(rule, _weight(rule, found, effect), effect, turned)

    def _turned(self, found: Resolved) -> tuple[str, ...]:
        """Return the rules that the plan breaks as they stand without one of the others."""
        plan, problem, targets = self.answer.plan, found.problem, found.targets
        assert plan is not None
        return tuple(r.label for r in problem.rules if any(breaches_of(r, problem, targets, plan)))

    def together(self, found: list[Cost]) -> list[Cost]:
        """Return the costs; rules that change nothing alone never matter if they do not together.

        Without proof that fewer rules are never worse, one that changes nothing alone is left so.
        """
        slack = [cost.rule for cost in found if cost.weight in ("shared", "never")]
        if not any(cost.weight == "shared" for cost in found) or leaves_room(self.answer):
            return found
        if len(slack) > 1:
            left = self._without([rule.label for rule in slack])
            if any(_weight(rule, left, effect_of(self.answer, left)) != "shared" for rule in slack):
                return found
        return [replace(c, weight="never") if c.weight == "shared" else c for c in found]

    def _without(self, labels: Collection[str]) -> Resolved:
        problem = self.answer.problem
        has_grain = any(is_grain(rule) for rule in problem.rules if rule.label in labels)
        # Without a grain amounts are counted in fen.
        changed = (
            without(problem, frozenset(labels)) if has_grain else without_rules(problem, labels)
        )
        self.solves += 1
        return self._best(changed)

    def _best(self, problem: Problem) -> Resolved:
        is_small = self.answer.program.columns <= MOST_COLUMNS
        return (best if is_small else best_totals)(problem, self.how)


def _forces_step(rule: Rule, answer: Resolved) -> bool:
    """Return whether a rule alone gives out in steps of its own."""
    return rule.step(answer.problem) is not None or rule.together(answer.problem) is not None


def _weight(rule: Rule, without: Resolved, effect: ChangeEffect) -> Weight:
    """Return the weight of a rule by the best plan without it."""
    if effect.state == "open" or (effect.proven == "no" and effect.state != "better"):
        return "open"
    if effect.state in ("better", "worse", "no_plan"):
        return "binds"
    if effect.moved:
        return "ties" if effect.state == "equal" else "binds"
    assert without.plan is not None
    is_broken = any(True for _ in breaches_of(rule, without.problem, without.targets, without.plan))
    return "inside" if is_broken else "shared"
