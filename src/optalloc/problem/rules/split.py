"""Co-financing in a fixed proportion (分担比例):  a_s = p_s * sum_{s'} a_{s'}  for every source s.

It holds within every recipient, within every award (recipient and use), or over the totals; then
each recipient's part of a source is p_s of its total rounded to the grain, up or down:
|a[r,s] - p_s * y_r| < grain_s.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import gcd
from typing import Literal

from optalloc.core.exact import PLAIN, told_apart
from optalloc.core.message import Words
from optalloc.core.money import show_fraction
from optalloc.problem.component import Breach, Complaint, unknown
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import By, ConstraintBlock, LinearExpressions, VariableLayout, bounded
from optalloc.problem.setting_types import Names, Share

LARGE = 20
"""Grains in a unit from which on the number of units is a column of its own."""


@RULES.register("split")
class Split(Rule):
    """Split the cost between sources in a fixed proportion (分担比例).

    Attributes:
        shares: The proportion by source, as parts of any whole: 45 and 55, or 45% and 55%.
        within: Where the proportion holds exactly.
    """

    called = Words("分担比例", "split")

    loosens = {"within": ("recipient", "total")}

    shares: dict[str, Share]
    within: Literal["recipient", "award", "total"]

    def part(self, source: str) -> Fraction:
        """Return a source's part p_s of the whole."""
        return self.shares[source] / sum(self.shares.values())

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield unknown sources, and shares that are not all above zero."""
        yield from super().check(facts)
        yield from unknown("shares", tuple(self.shares), facts.source_named)
        if len(self.shares) < 2 or not all(self.shares.values()):
            allowed = Words("应至少有两个来源，比例都大于 0", "two sources or more, each above 0")
            yield Complaint("shares", allowed)

    def step(self, facts: Facts) -> int | None:
        """Return the smallest total that splits into whole grains, or None where none is forced.

        A total T needs p_s * T to be a multiple of grain_s for every s, so T is a multiple of
        lcm_s(grain_s / p_s); 45:55 with a grain of 0.5万 gives 10万.
        """
        covers = set(self.shares) == set(facts.source_named)
        return self.unit(facts) if covers else None

    def unit(self, facts: Facts) -> int | None:
        """Return the smallest amount of its sources together that splits into whole grains [fen].

        None where the proportion holds over the totals alone.
        """
        return None if self.within == "total" else self.least_whole(facts)

    def least_whole(self, facts: Facts) -> int | None:
        """Return the smallest sum, over any of the axes, that splits into whole grains [fen]."""
        grains = facts.grain.cells
        if not all(share and grains.get(s) for s, share in self.shares.items()):
            return None
        steps = [Fraction(grains[s]) / self.part(s) for s in self.shares]
        if self.within == "total" and set(self.shares) == set(facts.source_named):
            steps.append(Fraction(facts.grain.totals or 1))  # A sum of whole totals is whole too.
        return int(_lcm(_lcm_all(steps), Fraction(1)))

    def together(self, facts: Facts) -> tuple[dict[str, int], bool] | None:
        """Return the grains of each source in one unit, and whether awards are in whole units."""
        unit = self.unit(facts)
        if unit is None:
            return None
        grains = facts.grain.cells
        return {s: int(self.part(s) * unit) // grains[s] for s in self.shares}, (
            self.within == "award"
        )

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield the proportion, multiplied out to whole numbers."""
        everything, unit = frozenset(self.shares), self.unit(facts)
        is_total = self.within == "recipient" and everything == frozenset(facts.source_named)
        yield from self._whole_units(facts, amounts, unit)
        if unit is not None and _is_large(facts, unit) and not is_total:
            yield from self._in_units(facts, amounts, unit)
            return
        axes: tuple[Literal["recipient", "use"], ...] = (
            ("recipient", "use") if self.within == "award" else ("recipient",)
        )
        whole = self._whole(facts, amounts, everything, axes)
        for source in self.shares:
            part, only = self.part(source), frozenset([source])
            if self.within == "award" and facts.projects:
                # Every project is an award of its own.
                project = amounts.sum(by="project", sources=only)
                every = amounts.sum(by="project", sources=everything)
                yield self._divided(amounts, project, every, part)
            own = amounts.sum(by=axes, sources=only)
            if self.within == "total":
                yield from self._nearly(amounts, own, whole, part, facts.grain.cells[source])
            else:
                yield self._divided(amounts, own, whole, part)
        if self.within == "total":
            yield from self._over_totals(facts, amounts)

    def _whole_units(
        self, facts: Facts, amounts: VariableLayout, unit: int | None
    ) -> Iterator[ConstraintBlock]:
        """Yield that each source gives no more than the whole units that all of them can pay.

        Every sum of its amounts is so many units; a linear program pays the last one in part.
        """
        if unit is None:
            return
        parts = {s: int(self.part(s) * unit) for s in self.shares}
        has = {s: facts.source_named[s].amount for s in self.shares}
        units = min(has[s] // part for s, part in parts.items())
        for source, part in parts.items():
            if units * part < has[source]:
                own = amounts.sum(by="source", sources=frozenset([source]))
                yield bounded(self.label, own, high=units * part)

    def _in_units(
        self, facts: Facts, amounts: VariableLayout, unit: int
    ) -> Iterator[ConstraintBlock]:
        """Yield that awards or totals are so many units, each of its parts by source.

        Where units are large, hardly any amounts split: 500 of 7 and 3 grains, but 1 of 7,003 and
        2,999. A search that meets amounts alone does not see it, the number of units says it.
        """
        everything = frozenset(self.shares)
        axes: list[tuple[By, ...]] = [() if self.within == "total" else ("recipient",)]
        if self.within == "award":
            # Every project is an award of its own.
            axes = [("recipient", "use")]
            if facts.projects:
                axes.append(("project",))
        for by in axes:
            keys = amounts.sum(by=by, sources=everything).keys
            units = amounts.numbers(keys, 0, facts.money // unit)
            for source in self.shares:
                own = amounts.sum(by=by, sources=frozenset([source]))
                part = int(self.part(source) * unit)
                yield bounded(self.label, own - units.times(part), 0, 0)

    def _over_totals(self, facts: Facts, amounts: VariableLayout) -> Iterator[ConstraintBlock]:
        """Yield the proportion over the totals, in units of which it is one number for all.

        Shares of 7,003 and 2,999 leave a few sums, often none or all the money. Where all of it is
        spent anyway there is nothing to count.
        """
        unit = self.least_whole(facts)
        if unit is not None and not set(self.shares) <= facts.spent_whole:
            yield from self._in_units(facts, amounts, unit)
            return
        whole = amounts.sum(sources=frozenset(self.shares))
        for source in self.shares:
            own = amounts.sum(sources=frozenset([source]))
            yield self._divided(amounts, own, whole, self.part(source))

    def _divided(
        self,
        amounts: VariableLayout,
        own: LinearExpressions,
        whole: LinearExpressions,
        part: Fraction,
    ) -> ConstraintBlock:
        """Return that one sum is a part of the other, multiplied out to whole numbers.

        Where not even all the money can be divided so, there is none.
        """
        if part.denominator > max(PLAIN, amounts.units()):
            return bounded(self.label, whole, high=0)
        return bounded(self.label, own.times(part.denominator) - whole.times(part.numerator), 0, 0)

    def _nearly(
        self,
        amounts: VariableLayout,
        own: LinearExpressions,
        whole: LinearExpressions,
        part: Fraction,
        grain: int,
    ) -> Iterator[ConstraintBlock]:
        """Yield that sums are less than a grain off:  own - grain < p * whole < own + grain."""
        if part.denominator <= max(PLAIN, amounts.units(grain)):
            rest = own.times(part.denominator) - whole.times(part.numerator)
            slack = part.denominator * grain - 1
            yield bounded(self.label, rest, -slack, slack)
            return
        for is_least, sign in ((True, 1), (False, -1)):
            # No quotient of two amounts is p itself, so "less than" is "at most the next to it".
            near = told_apart(part, amounts.units(grain), is_least)
            rest = own.times(near.denominator) - whole.times(near.numerator)
            yield bounded(self.label, rest.times(sign), -near.denominator * grain)

    def _whole(
        self,
        facts: Facts,
        amounts: VariableLayout,
        everything: frozenset[str],
        axes: tuple[Literal["recipient", "use"], ...],
    ) -> LinearExpressions:
        """Return what is split: the recipients' own columns where they are the same thing."""
        if axes == ("recipient",) and everything == frozenset(facts.source_named):
            return amounts.totals()
        return amounts.sum(by=axes, sources=everything)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield every recipient, award or total that is off the proportion."""
        held: dict[tuple[str | None, ...], dict[str, int]] = {}
        over: dict[str, int] = {}
        for award in plan.awards:
            if award.source in self.shares:
                key = (award.recipient, award.use, award.project)
                row = held.setdefault(key if self.within == "award" else key[:1], {})
                row[award.source] = row.get(award.source, 0) + award.amount
                over[award.source] = over.get(award.source, 0) + award.amount
        parts = {source: self.part(source) for source in self.shares}
        said = {source: show_fraction(part * 100) + "%" for source, part in parts.items()}
        grains = facts.grain.cells

        def off(names: Names, row: dict[str, int], source: str, may_round: bool) -> Breach | None:
            """Return the breach of one source; None where it has its part."""
            top, bottom = parts[source].as_integer_ratio()
            own, money = row.get(source, 0), sum(row.values())
            # Multiplied out, so that what is right is told so without any fraction.
            distance = abs(own * bottom - top * money)
            is_rounding = distance < grains[source] * bottom
            if not distance or (may_round and is_rounding):
                return None
            total, exact = facts.say(money), facts.say(Fraction(top * money, bottom))
            allowed = Words(
                f"为 {total} 的 {said[source]}，即 {exact}",
                f"{said[source]} of {total}, that is {exact}",
            )
            where = (*names, source)
            breach = self.breach(where, facts.say(own), allowed)
            return replace(breach, by_rounding=is_rounding)

        # Over the totals a cell may be rounded, but to the next grain and no further.
        may_round = self.within == "total"
        asked = [(tuple(n for n in names if n), row, may_round) for names, row in held.items()]
        asked += [((), over, False)] if self.within == "total" else []
        for names, row, is_free in asked:
            for source in self.shares:
                if (breach := off(names, row, source, is_free)) is not None:
                    yield breach

    def words(self, facts: Facts) -> Words:
        """Say the proportion and where it holds."""
        names = ":".join(self.shares)
        shares = ":".join(show_fraction(s * (100 if s < 1 else 1)) for s in self.shares.values())
        zh = {"recipient": "每个单位内", "award": "每笔安排内", "total": "总额上"}[self.within]
        en = {"recipient": "within every recipient", "award": "within every award"}
        return Words(
            f"{zh} {names} = {shares}",
            f"{names} = {shares} {en.get(self.within, 'over the totals')}",
        )


def _is_large(facts: Facts, unit: int) -> bool:
    return unit > LARGE * max(facts.grain.cells.values())


def _lcm(a: Fraction, b: Fraction) -> Fraction:
    """Return the least common multiple of two positive fractions."""
    numerator = a.numerator * b.numerator // gcd(a.numerator, b.numerator)
    return Fraction(numerator, gcd(a.denominator, b.denominator))


def _lcm_all(values: list[Fraction]) -> Fraction:
    common = values[0]
    for value in values[1:]:
        common = _lcm(common, value)
    return common
