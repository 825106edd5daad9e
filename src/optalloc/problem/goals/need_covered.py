"""Leave as little need uncovered as can be, over recipients r and uses u that stated a need.

    money  minimise sum_{r,u} w_r max(0, need[r,u] - a[r,u])     a[r,u] = sum_s a[r,s,u]
    needs  minimise the number of (r, u) with a[r,u] < need[r,u], each counted w_r times

w_r is the weight of r, 1 where none is stated. Over the year, what a pair already received counts
as covered.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate
from math import gcd
from typing import Literal

from optalloc.core.exact import Exact, total
from optalloc.core.message import Words
from optalloc.core.whole_numbers import whole
from optalloc.problem.component import Complaint, without_needs
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.higher_units import HigherUnits
from optalloc.problem.interfaces import GOALS, Aims, Goal, Over
from optalloc.problem.layout import ConstraintBlock, LinearExpressions, VariableLayout, bounded
from optalloc.problem.nested_switches import only_where_paid
from optalloc.problem.recipient_weights import WeightedRecipients
from optalloc.problem.scopes import ForRecipients
from optalloc.solver.program.distance_costs import Shortfall
from optalloc.solver.program.program import Stage, StepCost
from optalloc.solver.program.scaled_costs import scaled

Pair = tuple[str, str]


@GOALS.register("need_covered")
class NeedCovered(WeightedRecipients, ForRecipients, Goal):
    """Cover most of the needs that recipients stated (满足需求最多).

    Attributes:
        what: `money` counts the money still missing, `needs` the needs not covered whole.
        over: `batch` looks at this plan alone, `year` adds the awards already made.
    """

    called = Words("满足需求", "need covered")

    what: Literal["money", "needs"]
    over: Over

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Complain when there is no table of needs."""
        yield from super().check(facts)
        yield from without_needs(facts)

    def _missing(self, facts: Facts) -> dict[Pair, int]:
        """Return what each covered pair still needs before this plan, in listed order [fen]."""
        left: dict[Pair, int] = {}
        for recipient in self.covered(facts):
            for use in facts.uses:
                pair = (recipient.name, use.name)
                if need := facts.needs.get(pair, 0):
                    left[pair] = need
        for award in facts.earlier if self.over == "year" else ():
            if (pair := (award.recipient, award.use)) in left:
                left[pair] -= award.amount
        return {pair: need for pair, need in left.items() if need > 0}

    def stages(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Aims:
        """Yield the money missing as step costs of the pairs, or a switch for each need."""
        missing = self._missing(facts)
        listed = [(r.name, u.name) for r in facts.recipients for u in facts.uses]
        chosen = [i for i, pair in enumerate(listed) if pair in missing]
        needs = [missing[listed[i]] for i in chosen]
        keys, weigh = [listed[i] for i in chosen], self.weigher(facts)
        money = amounts.sum(by=("recipient", "use")).pick(chosen)
        if self.what == "money":
            grain = gcd(*facts.grain.cells.values())
            steps = amounts.numbers(keys, 0, facts.money // grain)
            yield bounded(self.label, money - steps.times(grain), 0, 0)
            convex: dict[int, StepCost] = {
                column: scaled(Shortfall(grain, need), weigh(key[0]))
                for column, need, key in zip(steps.column.tolist(), needs, keys, strict=True)
            }
            yield Stage(self.label, self.words(facts), "money", convex=convex)
            return
        switches = amounts.switches(keys)
        only_where_paid(self.label, amounts, [name for name, _ in keys], switches)
        # A need is covered (1) only when its money reaches it.
        reached = money - switches.times(whole(needs))
        yield bounded(self.label, reached, low=0)
        yield from _above_least(self.label, facts, targets, amounts, switches, needs)
        linear: dict[int, Exact] = {
            column: -weigh(key[0])
            for column, key in zip(switches.column.tolist(), keys, strict=True)
        }
        constant = -total(linear.values())
        yield Stage(self.label, self.words(facts), linear=linear, constant=constant)

    def is_money(self) -> bool:
        """Return whether its value is an amount of money."""
        return self.what == "money"

    def counted_in(self, facts: Facts) -> Words:
        """Return what one of its value is."""
        return super().counted_in(facts) if self.what == "money" else Words("项需求", "need")

    def value(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Fraction:
        """Return the money missing, or the number of needs not covered."""
        missing = self._missing(facts)
        for award in plan.awards:
            if (pair := (award.recipient, award.use)) in missing:
                missing[pair] -= award.amount
        weigh = self.weigher(facts)
        short = {pair: need for pair, need in missing.items() if need > 0}
        times = {pair: need if self.what == "money" else 1 for pair, need in short.items()}
        return total(weigh(name) * often for (name, _), often in times.items())

    def words(self, facts: Facts) -> Words:
        """Say what is counted."""
        zh = "（含今年已下达）" if self.over == "year" else ""
        en = ", with what the year already gave" if self.over == "year" else ""
        said = Words(f"未满足的需求项数最少{zh}", f"fewest needs left uncovered{en}")
        if self.what == "money":
            said = Words(f"未满足的需求金额最少{zh}", f"least need left uncovered{en}")
        return self.with_weights(self.with_where(said))


def _above_least(
    label: str,
    facts: Facts,
    targets: TargetAmounts,
    amounts: VariableLayout,
    covered: LinearExpressions,
    needs: Sequence[int],
) -> Iterator[ConstraintBlock]:
    """Yield rows on how many needs a total covers that has a least amount anyway.

    A need is covered whole or not at all, but a linear program covers the first ones of everybody
    with the least that everybody gets, and a part of the next with what is left of it. So of each
    recipient whose least amount is no sum of its smallest needs, the needs covered are counted
    against its total: with L its least, S_k what its k smallest needs take together, c how many are
    covered and k the number that L covers,

        (m - k) (y - L)  >=  (S_m - L) (c - k)        m > k with the least (S_m - L) / (m - k)

    which every plan keeps: whoever covers j > k has S_j at least, above the line or on it. Where no
    total may be as large as S_(k+1), c <= k.

    Args:
        covered: The switch of each need.
        needs: What each need takes [fen].
    """
    if isinstance(facts, HigherUnits):
        return
    own = dict[str, list[int]]()
    for i, key in enumerate(covered.keys):
        own.setdefault(key[0], []).append(i)
    totals, bounds = amounts.totals(), facts.total_bounds(targets)
    for r, recipient in enumerate(facts.recipients):
        of_each = own.get(recipient.name, [])
        free, line = _line([needs[i] for i in of_each], bounds[r], amounts.step)
        if line is None or not of_each:
            continue
        count, (least, _) = covered.pick(of_each).total(recipient.name), bounds[r]
        if line == 0:
            yield bounded(label, count, high=free)
            continue
        money = totals.pick([r]).times(line.denominator)
        low = line.denominator * least - line.numerator * free
        yield bounded(label, money - count.times(line.numerator), low=low)


def _line(needs: Sequence[int], bounds: tuple[int, int], step: int) -> tuple[int, Fraction | None]:
    """Return how many needs the least covers, and what one more takes at least.

    The second is 0 where no other can be covered, and None where no row is needed.
    """
    least, most = bounds
    sums = [-(-s // step) * step for s in accumulate(sorted(needs))]
    free = sum(s <= least for s in sums)
    if free == len(sums) or least <= (sums[free - 1] if free else 0):
        return free, None
    slopes = [
        Fraction(s - least, k - free) for k, s in enumerate(sums, start=1) if k > free and s <= most
    ]
    return free, min(slopes, default=Fraction(0))
