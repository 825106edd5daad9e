"""Stay as close to the targets as can be:  minimise sum_r w_r f(y_r, t_r).

g is the step of totals, w_r the weight of r, 1 where none is stated; per target and award:

    absolute   |y - t|         relative  |y - t| / t
    squared    (y - t)^2       webster   (y - t)^2 / t      (also called squared_over_target)
    hill       (y - t)^2 / y                   adams      ((y - t)^2 - g y) / t
    dean       (y - t)^2 / t - (g^2 / t) (1 + 1/3 + … + 1/(2y/g - 1))
    jefferson  ((y - t)^2 + g y) / t

With no rule but the total, the last five give the seats of the method they are named after, and
`absolute` those of largest remainder (solver/program/divisor_costs.py says why).

Who has no target has no distance relative to it; under all but `absolute` and `squared` such
recipients come first: together they get as little as the rules allow (the limit as t goes to 0),
whatever their weights.
`hill`, `dean` and `adams` give everybody a first step before anybody a second: so next come the
fewest recipients with a target and no money, and among equal numbers the least targets of those.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Literal

from optalloc.core.exact import Exact, total
from optalloc.core.message import Words, same
from optalloc.problem.coarse_sources import coarse_sources, in_pieces
from optalloc.problem.component import Complaint
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import GOALS, Aim, Aims, Goal
from optalloc.problem.layout import VariableLayout, common_step
from optalloc.problem.recipient_weights import WeightedRecipients
from optalloc.problem.scopes import AtLevel
from optalloc.problem.started_totals import started_totals
from optalloc.solver.program.distance_costs import AbsoluteDistance, SquaredDistance
from optalloc.solver.program.divisor_costs import (
    MOST_TERMS,
    DeanDivisors,
    HillDivisors,
    NothingYet,
    StraightDivisors,
    odd_reciprocals,
)
from optalloc.solver.program.program import Measure, Stage, StepCost
from optalloc.solver.program.scaled_costs import scaled

Distance = Literal[
    "absolute",
    "relative",
    "squared",
    "squared_over_target",
    "webster",
    "hill",
    "dean",
    "adams",
    "jefferson",
]
WEBSTER = Words("差额平方与测算额之比合计最小", "smallest sum of squared deviations over target")
NAMES: dict[str, Words] = {
    "absolute": Words("与测算额的差额合计最小", "smallest sum of deviations from target"),
    "relative": Words("与测算额的相对差合计最小", "smallest sum of relative deviations"),
    "squared": Words("与测算额的差额平方和最小", "smallest sum of squared deviations"),
    "squared_over_target": WEBSTER,
    "webster": WEBSTER,
    "hill": Words("差额平方与安排额之比合计最小", "smallest sum of squared deviations over award"),
    "dean": Words("按迪安法的除数最接近测算额", "closest to target by Dean's divisors"),
    "adams": Words("按亚当斯法的除数最接近测算额", "closest to target by Adams's divisors"),
    "jefferson": Words("按杰斐逊法的除数最接近测算额", "closest to target by Jefferson's divisors"),
}
MEASURES: dict[str, Measure] = {"relative": "number", "squared": "money squared"}
"""What a distance is counted in where it is not money."""
FIRST_STEP_FIRST = ("hill", "dean", "adams")


@GOALS.register("closest_to_target")
class ClosestToTarget(WeightedRecipients, AtLevel, Goal):
    """Make the distance between awards and targets as small as can be.

    Attributes:
        distance: How distance is measured.
    """

    called = Words("贴近测算额", "closest to target")

    distance: Distance

    @property
    def _per_target(self) -> bool:
        return self.distance not in ("absolute", "squared")

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Complain about steps too many for Dean's divisors."""
        yield from super().check(facts)
        # Settings are looked at without the tables too, where these are not whole.
        is_known = bool(facts.sources) and all(facts.grain.cells.values())
        if self.distance != "dean" or not is_known:
            return
        steps = facts.money // common_step(facts)
        if steps > MOST_TERMS:
            allowed = Words(
                f"dean 最多用于 {MOST_TERMS} 个取整单位", f"at most {MOST_TERMS} steps with dean"
            )
            remedy = Words("请加大取整单位，或改用 hill。", "Take larger steps, or hill.")
            yield Complaint("distance", allowed, str(steps), remedy)

    def stages(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Aims:
        """Yield the distance as step costs of the totals [fen, fen^2 or no unit]."""
        convex: dict[int, StepCost] = {}
        without: dict[int, Exact] = {}
        aims: dict[int, Fraction] = {}
        columns, weight = amounts.totals().column.tolist(), self.weigher(facts)
        for recipient, column in zip(facts.recipients, columns, strict=True):
            target = targets.target(recipient.name)
            if self._per_target and target == 0:
                without[column] = amounts.step
            else:
                aims[column] = target
                cost = self._cost(amounts.step, target)
                convex[column] = scaled(cost, weight(recipient.name))
        if without:
            words = Words("没有测算额的单位合计最少", "least money to recipients without a target")
            yield Stage(self.label, words, "money", linear=without)
        if self.distance in FIRST_STEP_FIRST:
            yield from self._first_steps(aims)
        yield from self._distance(facts, targets, amounts, convex)

    def _distance(
        self,
        facts: Facts,
        targets: TargetAmounts,
        amounts: VariableLayout,
        costs: dict[int, StepCost],
    ) -> Iterator[Aim]:
        """Yield the stage of the distance; by pieces where totals have any, and their rows first.

        Where goals after it may make it worse, pieces need not be filled in order and would count
        too much; so there it stays the totals'.
        """
        words, measure = self.words(facts), MEASURES.get(self.distance, "money")
        pieces = None
        if self.tolerance is None:
            if coarse := coarse_sources(facts, targets, amounts):
                pieces = in_pieces(self.label, facts, amounts, coarse, costs)
            pieces = pieces or started_totals(self.label, facts, targets, amounts, costs)
        if pieces is None:
            yield Stage(self.label, words, measure, convex=costs)
            return
        yield from pieces.blocks
        constant = Fraction(pieces.constant)
        yield Stage(self.label, words, measure, pieces.linear, pieces.convex, constant)

    def _cost(self, step: int, target: Fraction) -> StepCost:
        """Return the distance of one total in steps."""
        match self.distance:
            case "absolute":
                return AbsoluteDistance(step, target, Fraction(1))
            case "relative":
                return AbsoluteDistance(step, target, 1 / target)
            case "squared":
                return SquaredDistance(step, target, Fraction(1))
            case "hill":
                return HillDivisors(step, target)
            case "dean":
                return DeanDivisors(step, target)
        return StraightDivisors(step, target, {"adams": -1, "jefferson": 1}.get(self.distance, 0))

    def _first_steps(self, aims: dict[int, Fraction]) -> Iterator[Stage]:
        """Yield that everybody gets something, and if not all, then the larger targets."""
        words = Words(
            "有测算额而没有资金的单位最少", "fewest recipients with a target and no money"
        )
        yield Stage(self.label, words, convex={j: NothingYet(1) for j in aims})
        words = Words("没有资金的单位的测算额合计最小", "smallest targets of those without money")
        losses: dict[int, StepCost] = {j: NothingYet(aim) for j, aim in aims.items()}
        yield Stage(self.label, words, "money", convex=losses)

    def is_money(self) -> bool:
        """Return whether its value is an amount of money."""
        return self.distance not in MEASURES

    def counted_in(self, facts: Facts) -> Words:
        """Return what one of its value is."""
        match self.distance:
            case "relative":
                return Words("相对差 100%", "relative deviation of 100%")
            case "squared":
                return same(f"{facts.unit}²")
        return super().counted_in(facts)

    def value(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Fraction:
        """Return the distance of a plan, over the recipients that have one."""
        step = common_step(facts)
        of, weight = DISTANCES[self.distance], self.weigher(facts)
        distances: list[Fraction] = []
        for recipient in facts.recipients:
            target = targets.target(recipient.name)
            if target or not self._per_target:
                money = Fraction(plan.by_recipient.get(recipient.name, 0))
                distances.append(weight(recipient.name) * of(money, target, step))
        return total(distances)

    def values_in_order(
        self, facts: Facts, targets: TargetAmounts, plan: Plan
    ) -> tuple[Fraction, ...]:
        """Return what comes before the distance, as far as something does, and the distance."""
        held, before = plan.by_recipient, list[Fraction]()
        aims = {r.name: targets.target(r.name) for r in facts.recipients}
        without = [name for name, aim in aims.items() if not aim]
        if self._per_target and without:
            before.append(Fraction(sum(held.get(name, 0) for name in without)))
        if self.distance in FIRST_STEP_FIRST:
            empty = [aim for name, aim in aims.items() if aim and not held.get(name, 0)]
            before += [Fraction(len(empty)), total(empty)]
        return *before, *super().values_in_order(facts, targets, plan)

    def words(self, facts: Facts) -> Words:
        """Say how distance is measured."""
        return self.with_weights(self.with_level(NAMES[self.distance]))


def _over_award(y: Fraction, t: Fraction, g: int) -> Fraction:
    """Return (y - t)^2 / y; below one step a line, as if the first divisor were 1."""
    if y >= g:
        return (y - t) ** 2 / y
    return (g - t) ** 2 / g - (g - y) * (1 - (t / g) ** 2)


def _by_dean(y: Fraction, t: Fraction, g: int) -> Fraction:
    """Return Dean's distance; between two steps the line through both."""
    k, rest = divmod(y, g)
    low, high = (((m - t) ** 2 - g**2 * odd_reciprocals(m // g)) / t for m in (k * g, (k + 1) * g))
    return low + (high - low) * rest / g


DISTANCES: dict[str, Callable[[Fraction, Fraction, int], Fraction]] = {
    "absolute": lambda y, t, g: abs(y - t),
    "relative": lambda y, t, g: abs(y - t) / t,
    "squared": lambda y, t, g: (y - t) ** 2,
    "squared_over_target": lambda y, t, g: (y - t) ** 2 / t,
    "webster": lambda y, t, g: (y - t) ** 2 / t,
    "hill": _over_award,
    "dean": _by_dean,
    "adams": lambda y, t, g: ((y - t) ** 2 - g * y) / t,
    "jefferson": lambda y, t, g: ((y - t) ** 2 + g * y) / t,
}
"""Each distance of an award y from a target t, with steps g [fen]."""
