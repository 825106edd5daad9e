"""Order by need (次序):  y_i >= y_j  whenever i is at least as needy as j in every factor.

As needy: a figure at least as large where more of it means more money, at most as large where less
does. Two that are equal in every factor get the same, or amounts one step apart at most.

Recipients equal in every factor make a class. Rows stand between a class and those next below it
alone; the others follow. A class that may differ by a step has a whole column m for its smallest
total, in steps:  m <= y_i <= m + 1,  and nobody of a class below has more than m.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

import numpy as np

from optalloc.core.message import Words, listed
from optalloc.core.whole_numbers import whole
from optalloc.problem.component import INDICATORS, Breach, Complaint, unknown, without_figures
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import LinearExpressions, VariableLayout, bounded, common_step
from optalloc.problem.scopes import ForRecipients
from optalloc.problem.setting_types import Names
from optalloc.solver.program.program import Whole


@RULES.register("order")
class Order(ForRecipients, Rule):
    """Give nobody less than somebody who is no needier in any factor.

    Attributes:
        equals: What two get that are equal in every factor: the `same`, or amounts
            `within_step` of each other, one step of a total apart at most.
        factors: The indicators that count; every indicator of the scenario when absent.
    """

    called = Words("次序", "order")

    loosens = {"equals": ("within_step",), "recipients": "fewer"}

    equals: Literal["same", "within_step"]
    factors: Names | None = None

    def _factors(self, facts: Facts) -> Names:
        return tuple(facts.indicators) if self.factors is None else self.factors

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield unknown indicators, none at all, and figures that are missing."""
        yield from super().check(facts)
        yield from unknown("factors", self.factors, frozenset(facts.indicators), INDICATORS)
        if not self._factors(facts):
            yield Complaint("factors", Words("应至少有一个因素", "at least one indicator"))
        for name in self._factors(facts):
            columns = facts.indicators[name].columns if name in facts.indicators else ()
            yield from without_figures("factors", self.covered(facts), columns)

    def places(self, facts: Facts) -> Whole:
        """Return the place of each covered recipient in each factor; a higher one is needier."""
        covered = self.covered(facts)
        ranks = np.zeros((len(covered), len(self._factors(facts))), dtype=np.int64)
        for k, name in enumerate(self._factors(facts)):
            factor = facts.indicators[name]
            sign = 1 if factor.how.is_rising else -1
            figures = [sign * factor.figure(r) for r in covered]
            place: dict[Fraction, int] = {f: i for i, f in enumerate(sorted(set(figures)))}
            ranks[:, k] = [place[f] for f in figures]
        return ranks

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield the rows within each class, then those between classes next to each other."""
        chosen = self.covered_places(facts)
        if not chosen:
            return
        totals = amounts.totals().pick(chosen)
        classes, next_below = _classes(self.places(facts))
        column = totals.column.tolist()
        if self.equals == "same":
            pairs = [(m[0], i) for m in classes for i in m[1:]]
            equal = _differences(amounts, [(column[i], column[j]) for i, j in pairs], totals, pairs)
            yield bounded(self.label, equal, 0, 0)
            classes = [m[:1] for m in classes]
        wide = [c for c, members in enumerate(classes) if len(members) > 1]
        most = [facts.money // amounts.step // len(classes[c]) for c in wide]
        keys = [totals.keys[classes[c][0]] for c in wide]
        added = amounts.numbers(keys, 0, most).column.tolist()
        lowest = {c: column[members[0]] for c, members in enumerate(classes)}
        lowest |= dict(zip(wide, added, strict=True))
        inside = [(i, c) for c in wide for i in classes[c]]
        spread = [(column[i], lowest[c]) for i, c in inside]
        within = _differences(amounts, spread, totals, [(i, classes[c][0]) for i, c in inside])
        yield bounded(self.label, within, 0, amounts.step)
        ordered = [(above, i) for above, below in next_below for i in classes[below]]
        steps = [(lowest[above], column[i]) for above, i in ordered]
        named = [(classes[above][0], i) for above, i in ordered]
        yield bounded(self.label, _differences(amounts, steps, totals, named), 0)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield every recipient with less than one that is no needier in any factor."""
        names = [r.name for r in self.covered(facts)]
        ranks = self.places(facts)
        money = np.array([plan.by_recipient.get(n, 0) for n in names], dtype=np.int64)
        for i, name in enumerate(names):
            no_needier = (ranks <= ranks[i]).all(axis=1)
            is_equal = (ranks == ranks[i]).all(axis=1)
            slack = 0 if self.equals == "same" else common_step(facts)
            short = no_needier & (money > money[i] + np.where(is_equal, slack, 0))
            for j in np.flatnonzero(short).tolist():
                text = facts.say(int(money[j]))
                allowed = Words(
                    f"不少于 {names[j]} 的 {text}", f"at least the {text} of {names[j]}"
                )
                allowed += self._why(facts, bool(is_equal[j]), slack)
                yield self.breach((name,), facts.say(int(money[i])), allowed)

    def _why(self, facts: Facts, is_equal: bool, slack: int) -> Words:
        if not is_equal:
            return Words("（各因素都不低于它）", " (as needy in every factor)")
        if not slack:
            return Words("（各因素相同）", " (equal in every factor)")
        step = facts.say(slack)
        return Words(
            f"（各因素相同，相差不超过 {step}）", f" (equal in every factor, within {step})"
        )

    def words(self, facts: Facts) -> Words:
        """Say the order and what equals get."""
        factors = listed(self._factors(facts))
        equal = {
            "same": Words("各因素相同的金额相同", "equals get the same"),
            "within_step": Words("各因素相同的相差不超过一步", "equals at most one step apart"),
        }[self.equals]
        return self.with_where(
            Words(
                f"各因素（{factors.zh}）都不低于别的单位的，金额不少于它；{equal.zh}",
                f"who is as needy in every factor ({factors.en}) gets no less; {equal.en}",
            )
        )


def _differences(
    amounts: VariableLayout,
    columns: list[tuple[int, int]],
    totals: LinearExpressions,
    about: list[tuple[int, int]],
) -> LinearExpressions:
    """Return the money of one column less that of another, both in steps of a total [fen].

    Args:
        columns: The two columns of each expression.
        about: The two covered recipients whose names stand with it.
    """
    n = len(columns)
    row = np.concatenate([np.arange(n, dtype=np.int64), np.arange(n, dtype=np.int64)])
    column = whole([a for a, _ in columns] + [b for _, b in columns])
    signs = np.repeat(whole([amounts.step, -amounts.step]), n)
    keys = tuple((*totals.keys[i], *totals.keys[j]) for i, j in about)
    return LinearExpressions(n, row, column, signs, keys)


def _classes(ranks: Whole) -> tuple[list[list[int]], list[tuple[int, int]]]:
    """Return the members of each class, and the pairs of classes next to each other.

    Classes stand in falling order of the sum of their places, so that whoever is needier comes
    first. What a class is above is one whole number, bit by bit; the nearest class below that no
    other class below is above itself is next to it.
    """
    found: dict[tuple[int, ...], list[int]] = {}
    for i, key in enumerate(map(tuple, ranks.tolist())):
        found.setdefault(key, []).append(i)
    keys = sorted(found, key=lambda key: -sum(key))
    places = np.array(keys, dtype=np.int64).reshape(len(keys), -1)
    below, pairs = [0] * len(keys), list[tuple[int, int]]()
    for i in reversed(range(len(keys))):
        is_below = (places <= places[i]).all(axis=1)
        is_below[i] = False
        packed = np.packbits(is_below, bitorder="little").tobytes()
        below[i] = left = int.from_bytes(packed, "little")
        while left:
            nearest = (left & -left).bit_length() - 1
            pairs.append((i, nearest))
            left &= ~(below[nearest] | 1 << nearest)
    return [found[key] for key in keys], sorted(pairs)
