"""Largest and smallest award per head (人均倍数):  y_i / p_i <= k * y_j / p_j  for all pairs i, j.

p is a column of figures, such as people; it is brought to whole numbers without a common factor.
Written pair by pair that is n * (n - 1) rows. With a whole column l for the smallest award per
head, counted in 1 / L of a step where L is the least common multiple of the p, it is 2 n rows:
    y_j * L / p_j >= l,   y_i * L / p_i <= k * l
Both say the same of whole steps. The second is used where L is small and n is not.

Pairs give a search nothing to cut at: each total moves a little, and the others stay. So beside the
pairs of five recipients or more stands l, the smallest award per head in 1 / Q of a step, rounded
down. Its rows follow from the pairs; with k = a / b and Q = 2 * k * max p, rounded up:
    Q * y_j >= p_j * l,   b * Q * y_i <= a * p_i * (l + 1) - 1
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil, gcd, lcm

from optalloc.core.exact import told_apart
from optalloc.core.message import Words
from optalloc.core.money import show_fraction
from optalloc.core.whole_numbers import whole
from optalloc.problem.component import Breach, Complaint
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import ConstraintBlock, LinearExpressions, VariableLayout, bounded
from optalloc.problem.scopes import ForRecipients
from optalloc.problem.setting_types import Names, Number

FEW = 12
"""Covered recipients up to which every pair has a row of its own."""
LARGEST_COMMON = 10**6
"""Largest least common multiple L for which the smallest award per head is a column."""
MOST_PAIRS = 1_000_000
"""Most rows of pairs."""
UNGUIDED = 4
"""Covered recipients up to which pairs stand alone: trees of so few are small."""
LARGEST_GUIDE = 10**14
"""Largest entry of a row, times what its column may be, up to which l stands beside pairs; beyond,
engines lose the last digits of such rows."""


@RULES.register("per_head_ratio")
class PerHeadRatio(ForRecipients, Rule):
    """Keep the largest award per unit of a column within a multiple of the smallest.

    It speaks of all covered recipients: when one of them gets nothing, none gets anything.

    Attributes:
        column: The column of figures, such as 脱贫人口; above 0 for every covered recipient.
        at_most: The multiple k [no unit], at least 1.
    """

    called = Words("人均差距", "per head ratio")

    loosens = {"at_most": "up", "recipients": "fewer"}

    column: str
    at_most: Number

    def figures(self) -> Names:
        """Return the column it divides by."""
        return (self.column,)

    def counted(self) -> Mapping[str, str]:
        """Return that column."""
        return {"column": self.column}

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield a multiple below 1, figures that cannot divide, and too many pairs."""
        yield from super().check(facts)
        if self.at_most < 1:
            allowed = Words("应不小于 1", "at least 1")
            yield Complaint("at_most", allowed, show_fraction(self.at_most))
        covered = self.covered(facts)
        unusable = [r for r in covered if r.facts.get(self.column, Fraction(0)) <= 0]
        for recipient in unusable:
            allowed = Words(
                f"单位 {recipient.name} 的“{self.column}”应大于 0",
                f"a figure of {self.column} above 0 for {recipient.name}",
            )
            figure = recipient.facts.get(self.column)
            came = None if figure is None else show_fraction(figure)
            yield Complaint("column", allowed, came)
        if not unusable and len(covered) ** 2 > MOST_PAIRS:
            heads = self._heads(facts)
            if lcm(*heads) > LARGEST_COMMON:
                allowed = Words(
                    "单位太多，应为 1000 个以内，或换用较小的整数",
                    "at most 1000 recipients, or smaller whole figures",
                )
                yield Complaint("column", allowed, str(len(covered)))

    def _heads(self, facts: Facts) -> list[int]:
        """Return the figures of the covered recipients in whole numbers, none in common."""
        figures = [r.facts[self.column] for r in self.covered(facts)]
        common = lcm(*(f.denominator for f in figures))
        heads = [int(f * common) for f in figures]
        shared = gcd(*heads)
        return [p // shared for p in heads]

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield a row for each pair, or two for each recipient."""
        chosen = self.covered_places(facts)
        if len(chosen) < 2:
            return
        totals, heads = amounts.totals().pick(chosen), self._heads(facts)
        if len(chosen) > FEW and lcm(*heads) <= LARGEST_COMMON:
            yield from self._by_smallest(facts, amounts, totals, heads)
            return
        pairs = [(i, j) for i in range(len(heads)) for j in range(len(heads)) if i != j]
        k = self.at_most
        larger = totals.repeated([i for i, _ in pairs])
        smaller = totals.repeated([j for _, j in pairs])
        steps = max(1, facts.money // amounts.step)
        ratios = [told_apart(k * heads[i] / heads[j], steps, is_least=False) for i, j in pairs]
        over = larger.times(whole(ratio.denominator for ratio in ratios))
        under = smaller.times(whole(ratio.numerator for ratio in ratios))
        yield bounded(self.label, over - under, high=0)
        if len(chosen) > UNGUIDED:
            yield from self._guided(facts, amounts, totals, heads)

    def _guided(
        self, facts: Facts, amounts: VariableLayout, totals: LinearExpressions, heads: list[int]
    ) -> Iterator[ConstraintBlock]:
        """Yield what follows for the smallest award per head, in parts of a step, rounded down."""
        k, n, steps = self.at_most, len(heads), facts.money // amounts.step
        parts = 2 * ceil(k * max(heads))
        if parts * k.denominator * steps > LARGEST_GUIDE:
            return
        least = amounts.numbers([("*",)], 0, steps * parts // sum(heads))
        smallest = least.repeated([0] * n).times(amounts.step)
        scale = [k.numerator * p for p in heads]
        counted = totals.times(parts)
        yield bounded(self.label, counted - smallest.times(whole(heads)), 0)
        above = counted.times(k.denominator) - smallest.times(whole(scale))
        yield bounded(self.label, above, high=[(c - 1) * amounts.step for c in scale])

    def _by_smallest(
        self, facts: Facts, amounts: VariableLayout, totals: LinearExpressions, heads: list[int]
    ) -> Iterator[ConstraintBlock]:
        """Yield the rows with a column for the smallest award per head."""
        common, k, n = lcm(*heads), self.at_most, len(heads)
        most = facts.money // amounts.step * common // sum(heads)
        smallest = amounts.numbers([("*",)], 0, most).repeated([0] * n).times(amounts.step)
        scale = [common // p for p in heads]
        yield bounded(self.label, totals.times(whole(scale)) - smallest, 0)
        per_head = totals.times(whole(c * k.denominator for c in scale))
        yield bounded(self.label, per_head - smallest.times(k.numerator), high=0)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield the recipients above the multiple of the smallest award per head."""
        per_head = [
            (plan.by_recipient.get(r.name, 0) / r.facts[self.column], r.name)
            for r in self.covered(facts)
        ]
        least, who = min(per_head, key=lambda pair: pair[0], default=(Fraction(0), ""))
        for money, name in per_head:
            if money > self.at_most * least:
                times, text = show_fraction(self.at_most, 4), facts.say(least)
                allowed = Words(
                    f"每单位“{self.column}”不超过 {who}（{text}）的 {times} 倍",
                    f"at most {times} times {who} ({text}) per unit of {self.column}",
                )
                yield self.breach((name,), facts.say(money), allowed)

    def words(self, facts: Facts) -> Words:
        """Say the multiple."""
        times = show_fraction(self.at_most, 4)
        return self.with_where(
            Words(
                f"每单位“{self.column}”的金额，最高不超过最低的 {times} 倍",
                f"largest award per unit of {self.column} at most {times} times the smallest",
            )
        )
