"""The price at the margin: one more step of money, of each setting, of each figure; solved again.

    money    each source alone, then all in proportion: the smallest step that can be given out
    setting  each number and word of a rule, one step looser and one tighter; a share by one point
    unit     one more unit of each figure that a target is made of, for one recipient

Amounts are whole, and so the price of a step is the difference between two best plans; multipliers
of a linear program would say the price of a step that nobody can take. What is known to change
nothing is not solved for: a tighter setting that the plan keeps, and a looser one of a rule that
changes nothing when it is left out. Neither holds where a goal leaves room for the next, nor where
the new value lets pass neither all nor only plans that the old one does: 0.9 in the place of 1.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.core.time_budget import Progress
from optalloc.explaining.conflict.changes import Relaxation, with_money
from optalloc.explaining.conflict.relaxations import (
    Lever,
    Way,
    is_allowed,
    is_monotone_to,
    levers,
    replaced,
)
from optalloc.explaining.rule_costs.costs import Costs, chosen_rules, costs
from optalloc.explaining.rule_costs.effects import NO_EFFECT, ChangeEffect, effect_of, leaves_room
from optalloc.pipeline.answer import Resolved
from optalloc.pipeline.resolve import ResolvedInTransit, best_totals
from optalloc.problem.at_level import breaches_of, covers
from optalloc.problem.interfaces import ReadFigure, Rule
from optalloc.problem.layout import common_step
from optalloc.problem.problem import Problem
from optalloc.problem.score import can_score
from optalloc.solver.search.outcome import GRADES

POINT = Fraction(1, 100)
MOST_STEPS = 12
MOST_ALONE = 4
"""Steps of money that are tried until one can be given out, of all sources and of one alone."""
MOST_UNITS = 40
"""Questions about figures up to which nobody is left out where nobody is named."""


FINENESS = 100
"""A large figure moves by the power of ten at or below its hundredth part."""


@dataclass(frozen=True)
class MoneyPrice:
    """More money in some sources.

    Attributes:
        sources: Their names; several are raised in proportion to what they have.
        by: The step [fen]; where the effect is `no_plan`, the largest that was tried.
    """

    sources: tuple[str, ...]
    by: int
    effect: ChangeEffect


@dataclass(frozen=True)
class SettingPrice:
    """One setting of one rule moved by a step."""

    rule: Rule
    change: Relaxation
    way: Way
    effect: ChangeEffect


@dataclass(frozen=True)
class UnitPrice:
    """More of one figure of one recipient.

    Attributes:
        by: The step, in the figure's unit.
    """

    recipient: str
    figure: ReadFigure
    by: Fraction
    effect: ChangeEffect


@dataclass(frozen=True)
class Prices:
    """The prices at the margin.

    Attributes:
        answer: The plan that is explained.
        left_out: Recipients whose figures were not asked about, as there are too many.
        solves: How many problems were solved for it.
    """

    answer: Resolved
    money: tuple[MoneyPrice, ...]
    settings: tuple[SettingPrice, ...]
    units: tuple[UnitPrice, ...]
    left_out: tuple[str, ...]
    solves: int


Price = MoneyPrice | SettingPrice | UnitPrice


def prices(
    answer: Resolved,
    how: SolveOptions = HIGHS,
    progress: Progress | None = None,
    labels: Collection[str] | None = None,
    recipients: Sequence[str] | None = None,
    known: Costs | None = None,
) -> Prices:
    """Return the prices at the margin.

    Args:
        labels: The rules whose settings are asked about; None for all.
        recipients: Whose figures are asked about; None for everybody's, as far as MOST_UNITS goes.
        known: What these rules cost, where that is known already.

    Raises:
        ValueError: When there is no plan.
        KeyError: When a rule or a recipient is unknown.
    """
    if answer.plan is None:
        raise ValueError("there is no plan whose margins have a price")
    how = how.begun()
    asked = _asked(answer, labels, recipients)
    if known is None and asked.levers:
        known = costs(answer, how.share(), labels=labels)
    effects = {cost.rule.label: cost.effect for cost in known.costs} if known else {}
    steps = _Steps(ResolvedInTransit(answer), how.alone, asked, effects)
    found: list[tuple[Price, int]] = how.budget.in_order(steps, progress)
    prices_found = [price for price, _ in found]
    return Prices(
        answer,
        tuple(one for one in prices_found if isinstance(one, MoneyPrice)),
        tuple(one for one in prices_found if isinstance(one, SettingPrice)),
        tuple(one for one in prices_found if isinstance(one, UnitPrice)),
        asked.left_out,
        sum(solves for _, solves in found) + (known.solves if known else 0),
    )


@dataclass(frozen=True)
class _Asked:
    """What is asked one step more of.

    Attributes:
        pots: The sources that are raised.
        figures: Recipients with figures of theirs.
        levers: Settings, each as the place of its rule and of the lever among the rule's.
        left_out: Recipients whose figures are not asked about.
    """

    pots: tuple[tuple[str, ...], ...]
    figures: tuple[tuple[str, ReadFigure], ...]
    levers: tuple[tuple[str, int], ...]
    left_out: tuple[str, ...]


def _asked(
    answer: Resolved, labels: Collection[str] | None, recipients: Sequence[str] | None
) -> _Asked:
    problem = answer.problem
    figures, left_out = _figures(problem, recipients)
    places = tuple(
        (rule.label, place)
        for rule in chosen_rules(answer, labels)
        for place, _ in enumerate(_levers(problem, rule))
    )
    return _Asked(tuple(_pots(problem)), tuple(figures), places, left_out)


@dataclass(frozen=True)
class _Steps:
    """The questions about single steps, money first, then figures, then settings."""

    sent: ResolvedInTransit
    how: SolveOptions
    asked: _Asked
    known: Mapping[str, ChangeEffect]

    @property
    def count(self) -> int:
        """How many steps."""
        return len(self.asked.pots) + len(self.asked.figures) + len(self.asked.levers)

    def answer(self, number: int) -> tuple[Price, int]:
        """Return the price of one step, and how many problems were solved for it."""
        search, asked = _Search(self.sent.answer, self.how), self.asked
        if number < len(asked.pots):
            return search.money(asked.pots[number]), search.solves
        number -= len(asked.pots)
        if number < len(asked.figures):
            return search.unit(*asked.figures[number]), search.solves
        label, place = asked.levers[number - len(asked.figures)]
        problem = self.sent.answer.problem
        rule = next(rule for rule in problem.rules if rule.label == label)
        lever, way = list(_levers(problem, rule))[place]
        effect = self.known.get(label)
        return search.setting(lever, way, effect), search.solves


def _pots(problem: Problem) -> list[tuple[str, ...]]:
    """Return the sources that are raised: each alone, then all of them; none that is firm."""
    names = tuple(source.name for source in problem.sources if not source.is_firm)
    return [*((name,) for name in names), *([names] if len(names) > 1 else [])]


def _levers(problem: Problem, rule: Rule) -> Iterator[tuple[Lever, Way]]:
    """Yield the settings of a rule that can be moved a step, looser and tighter."""
    ways: tuple[Way, ...] = ("looser", "tighter")
    for way in ways:
        for lever in levers(problem, rule, way):
            k = None if lever.sort == "names" else _step_of(lever)
            if k is None:
                continue
            # A value that the rule refuses has no price: no office can write it.
            rule_there = lever.moved(k)
            if is_allowed(replaced(problem, rule, rule_there), rule_there):
                yield lever, way


def _step_of(lever: Lever) -> int | None:
    """Return the rung of a lever that is one step away; of a share, one point.

    Of steps the first that divides what stands there, as no other is looser; None without one.
    """
    if not lever.is_ladder:
        values = ((k, lever.value(k)) for k in range(1, lever.count + 1))
        return next((k for k, value in values if value is None or lever.before % value == 0), None)
    if lever.sort != "share":
        return 1
    rungs = (k for k in range(1, lever.count + 1) if abs(lever.value(k) - lever.before) >= POINT)
    return next(rungs, lever.count)


def _figures(
    problem: Problem, recipients: Sequence[str] | None
) -> tuple[list[tuple[str, ReadFigure]], tuple[str, ...]]:
    """Return whose figures are asked about, of those that can be more, and who is left out.

    Raises:
        KeyError: When a recipient is unknown.
    """
    names = [r.name for r in problem.recipients] if recipients is None else list(recipients)
    if unknown := [name for name in names if name not in problem.recipient_named]:
        raise KeyError(unknown[0])
    asked: list[tuple[str, ReadFigure]] = []
    left_out: list[str] = []
    for name in names:
        of_one = [
            (name, figure)
            for figure in figures_of(problem, name)
            if can_score(one_more(problem, name, figure)[0])
        ]
        if recipients is None and len(asked) + len(of_one) > MOST_UNITS:
            left_out.append(name)
        else:
            asked += of_one
    return asked, tuple(left_out)


class _Search:
    """Solves a problem with one step more or less of something."""

    def __init__(self, answer: Resolved, how: SolveOptions) -> None:
        self.answer, self.how = answer, how.begun()
        self.solves = 0

    def _effect(self, problem: Problem) -> ChangeEffect:
        self.solves += 1
        return effect_of(self.answer, best_totals(problem, self.how))

    def money(self, names: tuple[str, ...]) -> MoneyPrice:
        """Return the price of the smallest step of money that can be given out."""
        problem = self.answer.problem
        step = common_step(problem)
        tried = [k * step for k in range(1, MOST_STEPS + 1)]
        if len(names) == 1:
            grain = problem.grain.cells[names[0]]
            whole = lcm(grain, step)
            tried = sorted({grain, *(k * whole for k in range(1, MOST_ALONE + 1))})
        effect, by = NO_EFFECT, 0
        for by in tried:
            more = with_money(problem, frozenset(names), by)
            if more.money - problem.money != by:
                continue
            effect = self._effect(more)
            if effect.state != "no_plan":
                break
        return MoneyPrice(names, by, effect)

    def setting(self, lever: Lever, way: Way, cost: ChangeEffect | None) -> SettingPrice:
        """Return the price of one setting a step looser or tighter."""
        k = _step_of(lever)
        assert k is not None  # others were not asked about
        rule, label = lever.moved(k), lever.rule.label
        change = Relaxation(
            "setting", label, lever.setting, lever.sort, lever.before, lever.value(k)
        )
        changed = replaced(self.answer.problem, lever.rule, rule)
        if is_monotone_to(self.answer.problem, lever, k, way) and self._is_known(rule, way, cost):
            proven = cost.proven if way == "looser" and cost else "exact"
            grade = min(proven, self.answer.outcome.proven, key=GRADES.index)
            return SettingPrice(lever.rule, change, way, replace(NO_EFFECT, proven=grade))
        return SettingPrice(lever.rule, change, way, self._effect(changed))

    def _is_known(self, rule: Rule, way: Way, cost: ChangeEffect | None) -> bool:
        """Return whether a rule a step away is known to change nothing."""
        answer = self.answer
        if leaves_room(answer) or not answer.is_best or answer.plan is None:
            return False
        if way == "looser":
            return cost is not None and cost.changes_nothing
        return not any(True for _ in breaches_of(rule, answer.problem, answer.targets, answer.plan))

    def unit(self, name: str, figure: ReadFigure) -> UnitPrice:
        """Return the price of one more unit of a recipient's figure."""
        changed, by = one_more(self.answer.problem, name, figure)
        return UnitPrice(name, figure, by, self._effect(changed))


def figures_of(problem: Problem, recipient: str) -> Iterator[ReadFigure]:
    """Yield the columns that the targets of a recipient read, each once."""
    facts = problem.recipient_named[recipient].facts
    found: dict[str, ReadFigure] = {}
    for part in problem.targets:
        if covers(part, problem, recipient):
            for read in part.reads(problem):
                found.setdefault(read.column, read)
    yield from (figure for figure in found.values() if figure.column in facts)


def one_more(problem: Problem, recipient: str, figure: ReadFigure) -> tuple[Problem, Fraction]:
    """Return the problem with a step more of one recipient's figure, and the step.

    The step is 1, or of figures above some hundreds the power of ten at or below their hundredth
    part: one village, ten of 1,200 people, 100元 of an income of 18,600元.
    """
    facts = problem.recipient_named[recipient].facts
    step = Fraction(1)
    while step * 10 * FINENESS <= facts[figure.column]:
        step *= 10
    more: Mapping[str, Fraction] = {**facts, figure.column: facts[figure.column] + step}
    changed = (replace(r, facts=more) if r.name == recipient else r for r in problem.recipients)
    return replace(problem, recipients=tuple(changed)), step
