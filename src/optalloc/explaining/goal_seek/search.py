"""Search for what gives somebody a stated amount: each weight, each setting, step by step."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from optalloc.core.errors import InputUnusable
from optalloc.core.message import same
from optalloc.explaining.conflict.changes import Relaxation, Reread, TriedStep, relative
from optalloc.explaining.conflict.iis import Conflict, find_conflicts
from optalloc.explaining.conflict.relaxations import Lever, is_allowed, levers, replaced
from optalloc.explaining.goal_seek.line_ladders import LineLadder, line_ladders
from optalloc.explaining.goal_seek.weight_paths import WeightMove, WeightPath, movable, weight_paths
from optalloc.inputs.setting_text import setting_line
from optalloc.pipeline.answer import Resolved
from optalloc.pipeline.feasibility import Asker, is_grain, is_heeded, with_rules
from optalloc.pipeline.resolve import best, without_cell_ties
from optalloc.problem.facts import Plan
from optalloc.problem.formulate import formulate, reads_targets
from optalloc.problem.interfaces import Rule
from optalloc.problem.problem import Problem
from optalloc.problem.rules.fixed_award import FixedAward
from optalloc.problem.score import score
from optalloc.solver.lexicographic import solve
from optalloc.solver.search.outcome import Proven

ALL, WEIGHTS, RULES, LINES = "all", "weights", "rules", "lines"
WISH = "→"
"""Stands before the recipient in the label of a wish, which no rule of a scenario is called."""


@dataclass(frozen=True)
class Found:
    """A change after which the best plan has the wanted amounts.

    Attributes:
        settings: What to hand to `--set`, one by one.
        cost: How far the setting moves beside its own size; the weight that changes hands.
        plan: The best plan after it, audited.
        step: The step in which values were tried; None where none lies between two of them.
    """

    change: Relaxation | WeightMove
    settings: tuple[str, ...]
    cost: Fraction
    plan: Plan
    step: TriedStep | None = None

    @property
    def rank(self) -> tuple[bool, Fraction]:
        """What answers are ordered by: rules left out last."""
        return isinstance(self.change, Relaxation) and self.change.kind == "drop", self.cost


def has(plan: Plan, wanted: Mapping[str, int]) -> bool:
    """Return whether a plan has the wanted amounts."""
    return all(plan.by_recipient.get(name, 0) == fen for name, fen in wanted.items())


class GoalSeekSearch:
    """Looks for changes of one problem.

    Attributes:
        tried: How many changed problems were solved.
        weighed: The labels of the formulas whose weights were moved.
        lined: The labels of the formulas whose lines and bounds were moved.
    """

    def __init__(
        self,
        problem: Problem,
        wanted: Mapping[str, int],
        may: tuple[str, ...],
        reread: Reread | None,
        asker: Asker,
    ) -> None:
        self.problem, self.wanted, self.may = problem, wanted, may
        self.reread, self.asker, self.tried = reread, asker, 0
        self.weighed, self.lined = dict[str, None](), dict[str, None]()

    @property
    def weights_may(self) -> bool:
        """Whether weights may move: asked for, and not all of them firm."""
        return bool({ALL, WEIGHTS} & set(self.may)) and any(movable(self.problem))

    @property
    def targets_may(self) -> bool:
        """Whether anything that targets are made of may move."""
        lines = bool({ALL, LINES} & set(self.may)) and any(line_ladders(self.problem))
        return self.weights_may or lines

    def may_move(self, rule: Rule) -> bool:
        """Return whether a rule may move, in one setting at least."""
        return not rule.is_firm and bool({ALL, RULES, f"rules.{rule.label}"} & set(self.may))

    def solved(self, problem: Problem) -> Resolved:
        """Return the best plan of a changed problem."""
        self.tried += 1
        return best(problem, self.asker.how)

    def forbidden(self) -> tuple[Proven, Conflict | None]:
        """Return how it is proven that nothing that may move helps, and which rules forbid it."""
        kept = [
            rule
            for rule in self.problem.rules
            if not self.may_move(rule)
            and not (self.targets_may and reads_targets(self.problem, rule))
        ]
        wished = with_rules(self.problem, (*kept, *self._wishes()))
        answer = self.asker.ask(wished)
        if answer.verdict == "no":
            # Without the rules by which the others ask, those may ask for more.
            heeded = [r for r in self.problem.rules if is_heeded(self.problem, r) and r not in kept]
            answer = self.asker.ask(with_rules(wished, (*wished.rules, *heeded)))
        if answer.verdict != "no":
            return "no", None
        return answer.proven, self._conflict(wished)

    def reach(self, conflict: Conflict) -> tuple[int, int] | None:
        """Return the least and the most that the rules of a conflict leave who wants something.

        Where no rule is in it, as the money alone does not reach, all rules as they are say it:
        what no rules at all leave would be no bound that anybody can come near to.
        """
        if len(self.wanted) > 1:
            return None
        (name,) = self.wanted
        rules = tuple(r for r in self.problem.rules if r.label in conflict.rules or is_grain(r))
        has_rules = any(rule.label in conflict.rules for rule in rules)
        problem = with_rules(self.problem, rules if has_rules else self.problem.rules)
        least, most = (self.asker.extreme(problem, name, is_most) for is_most in (False, True))
        return None if least is None or most is None else (least, most)

    def is_allowed_by_hand(self) -> bool:
        """Return whether the amounts can be fixed with every rule as it is."""
        return self.asker.is_possible(self._wished())

    def in_the_way(self) -> Conflict | None:
        """Return which rules as they are forbid the amounts; None where that is not proven."""
        return self._conflict(self._wished())

    def _wished(self) -> Problem:
        return with_rules(self.problem, (*self.problem.rules, *self._wishes()))

    def _conflict(self, wished: Problem) -> Conflict | None:
        """Return rules that cannot hold beside the wishes; None where that is not proven."""
        conflicts = find_conflicts(wished, self.asker.how)
        return conflicts.found[0] if conflicts and conflicts.found else None

    def _wishes(self) -> list[Rule]:
        return [_wish(name, fen) for name, fen in self.wanted.items()]

    def found(self, now: Plan) -> Iterator[Found]:
        """Yield the smallest change of each kind that gives the amounts."""
        if self.weights_may:
            name = next(n for n, fen in self.wanted.items() if now.by_recipient.get(n, 0) != fen)
            is_more = now.by_recipient.get(name, 0) < self.wanted[name]
            for path in weight_paths(self.problem, name, is_more):
                self.weighed[path.part] = None
                yield from self._along_weights(path)
        for ladder in line_ladders(self.problem) if {ALL, LINES} & set(self.may) else ():
            self.lined[ladder.part.label] = None
            yield from self._along_lines(ladder)
        for rule in self.problem.rules:
            if self.may_move(rule):
                for lever in (
                    *levers(self.problem, rule, "looser"),
                    *levers(self.problem, rule, "tighter"),
                ):
                    yield from self._along(lever)
                if not is_grain(rule) and rule.may_be_left_out:
                    yield from self._without(rule)

    def _along_weights(self, path: WeightPath) -> Iterator[Found]:
        def compare(k: int) -> int | None:
            return self._compare(path.at(k).applied(self.problem))

        k = first_hit(path.count, compare)
        if k is not None:
            move = path.at(k)
            yield from self._proven(move, move.lines(), move.moved, move.applied(self.problem))

    def _along_lines(self, ladder: LineLadder) -> Iterator[Found]:
        def compare(k: int) -> int | None:
            changed = ladder.applied(self.problem, k)
            return None if changed is None else self._compare(changed)

        k = first_hit(ladder.count, compare)
        changed = None if k is None else ladder.applied(self.problem, k)
        if k is not None and changed is not None:
            before, after = ladder.before, ladder.value(k)
            change = Relaxation(
                "target", ladder.part.label, ladder.setting, ladder.sort, before, after
            )
            cost, step = relative(before, after, ladder.sort), abs(ladder.step)
            lines = ladder.lines(k, self.problem.unit)
            tried = TriedStep(step, ladder.sort)
            yield from self._proven(change, lines, cost, changed, tried)

    def _along(self, lever: Lever) -> Iterator[Found]:
        def changed(k: int) -> Problem:
            return replaced(self.problem, lever.rule, lever.moved(k))

        signs: dict[int, int | None] = {}

        def compare(k: int) -> int | None:
            problem = changed(k)
            is_asked = is_allowed(problem, lever.moved(k))
            signs[k] = self._compare(problem) if is_asked else None
            return signs[k]

        if lever.is_ladder:
            hit = first_hit(lever.count, compare)
        else:
            hit = next((k for k in range(1, lever.count + 1) if compare(k) == 0), None)
        if hit is not None:
            after, label = lever.value(hit), lever.rule.label
            kind: Any = "exempt" if lever.sort == "names" else "setting"
            tried = lever.tried(hit)
            if tried is not None:
                # What has no plan that is proven best is not said to have missed the amount.
                tried = tuple(value for k, value in enumerate(tried, 1) if signs.get(k))
            change = Relaxation(
                *(kind, label, lever.setting, lever.sort, lever.before, after), tried
            )
            cost = relative(lever.before, after, lever.sort)
            lines = lever.lines(hit, self.problem.unit)
            step = None if lever.step is None else TriedStep(lever.step, lever.sort)
            yield from self._proven(change, lines, cost, changed(hit), step)

    def _without(self, rule: Rule) -> Iterator[Found]:
        problem = replaced(self.problem, rule, None)
        if self._compare(problem) == 0:
            lines = (setting_line(("rules", rule.label), "off"),)
            yield from self._proven(Relaxation("drop", rule.label), lines, Fraction(0), problem)

    def _compare(self, problem: Problem) -> int | None:
        """Return 0 when the best plan has the amounts, else the sign of the first that is off.

        None when there is no plan that is proven best.
        """
        self.tried += 1
        held = best_totals(problem, self.asker)
        if held is None:
            return None
        signs = (_sign(held[name] - fen) for name, fen in self.wanted.items())
        return next((sign for sign in signs if sign), 0)

    def _proven(
        self,
        change: Relaxation | WeightMove,
        lines: tuple[str, ...],
        cost: Fraction,
        problem: Problem,
        step: TriedStep | None = None,
    ) -> Iterator[Found]:
        """Yield the answer when the scenario read with its lines has the amounts."""
        if self.reread is not None:
            try:
                problem = self.reread(lines)
            except InputUnusable:
                return
        plan = self.solved(problem).plan
        if plan is not None and has(plan, self.wanted):
            yield Found(change, lines, cost, plan, step)


def best_totals(problem: Problem, asker: Asker) -> dict[str, int] | None:
    """Return every recipient's total in the best plan [fen]; None where none is proven best.

    Ties between totals are settled as in any plan. Those between cells of the same totals are not
    where that takes an integer program: what they decide, nobody asks here.
    """
    program = without_cell_ties(formulate(problem, score(problem)))
    outcome = solve(program, asker.engine, asker.how.share())
    if outcome.x is None or outcome.proven == "no":
        return None
    steps = outcome.x[program.ties.totals].tolist()
    pairs = zip(problem.recipients, steps, strict=True)
    return {recipient.name: k * program.ties.step for recipient, k in pairs}


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def first_hit(count: int, compare: Callable[[int], int | None]) -> int | None:
    """Return the smallest step met at which an amount is as wanted; None when it jumps over it.

    Args:
        compare: The sign of what is had less what is wanted at a step; None without a plan.
    """
    start = compare(0)
    low, width, hit = 0, 1, None
    while True:
        high = min(count, low + width)
        sign = compare(high)
        if sign == 0:
            hit = high
        if sign != start:
            break
        if high == count:
            return None
        low, width = high, width * 2
    while high - low > 1:
        middle = (low + high) // 2
        sign = compare(middle)
        if sign == start:
            low = middle
        else:
            high = middle
            hit = middle if sign == 0 else hit
    while hit is not None and hit != high and compare(hit - 1) == 0:
        hit -= 1  # the amount goes up and down: look at the step before, too
    return hit


def _wish(name: str, fen: int) -> Rule:
    """Return the rule that a recipient's total is an amount."""
    return FixedAward.model_construct(
        label=WISH + name, title=same(WISH + name), kind="fixed_award", cite="", recipient=name,
        amount=fen, who="", when="", why="", source=None, use=None,
    )  # fmt: skip
