"""Everybody's mix is near the plan's (来源、用途均衡):  |a[r,k] - p_k * y_r| <= d,  or  <= d * y_r.

k runs over the sources, or over the uses. p_k is the stated part of k; for sources, where none is
stated, the source's part of all the money: the plan's own part where every source is spent whole.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from optalloc.core.exact import told_apart
from optalloc.core.message import Words, listed
from optalloc.core.money import show_percent
from optalloc.problem.component import Breach, Complaint, unknown
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.scopes import ForRecipients
from optalloc.problem.setting_types import Deviation, Share
from optalloc.problem.share_bounds import bare_percent


@RULES.register("near_mix")
class NearMix(ForRecipients, Rule):
    """Keep each recipient's parts by source, or by use, near stated parts or the plan's own.

    Attributes:
        of: What the mix is of: `source` or `use`.
        max_deviation: How far a part may be off: a percentage of the recipient's total, or an
            amount [fen].
        shares: The part of each source or use; those not named are not held. For sources the parts
            of all the money when absent.
    """

    called = Words("构成均衡", "near mix")

    loosens = {"max_deviation": "up", "recipients": "fewer"}

    of: Literal["source", "use"]
    max_deviation: Deviation
    shares: dict[str, Share] | None = None

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield names that are not known, uses without parts, and parts above the whole."""
        yield from super().check(facts)
        known = facts.source_named if self.of == "source" else facts.use_named
        yield from unknown("shares", tuple(self.shares or ()), dict(known))
        if self.of == "use" and not self.shares:
            allowed = Words("按用途时应写明各用途的比例", "the part of each use")
            yield Complaint("shares", allowed)
        given = tuple((self.shares or {}).values())
        whole = sum(given, Fraction(0))
        if whole > 1:
            allowed = Words("合计应不超过 100%", "parts of at most 100% together")
            yield Complaint("shares", allowed, show_percent(whole), bare_percent(given))

    def parts(self, facts: Facts) -> dict[str, Fraction]:
        """Return the part of each source or use that is held."""
        if self.shares is not None:
            return dict(self.shares)
        if not facts.money:
            return {}
        return {s.name: Fraction(s.amount, facts.money) for s in facts.sources}

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield two rows for each source or use and covered recipient, in whole numbers."""
        chosen = self.covered_places(facts)
        totals = amounts.totals().pick(chosen)
        units = amounts.units()
        for name, part in self.parts(facts).items():
            own = frozenset([name])
            pots, uses = (own, None) if self.of == "source" else (None, own)
            money = amounts.sum("recipient", pots, uses).pick(chosen)
            for sign in (1, -1):
                if isinstance(self.max_deviation, int):
                    off = money.times(part.denominator) - totals.times(part.numerator)
                    most = self.max_deviation * part.denominator
                    yield bounded(self.label, off.times(sign), high=most)
                    continue
                end = part + sign * self.max_deviation
                if not 0 <= end <= 1:
                    continue  # no part of a total is below nothing or above all of it
                end = told_apart(end, units, is_least=sign < 0)
                off = money.times(end.denominator) - totals.times(end.numerator)
                yield bounded(self.label, off.times(sign), high=0)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield every source or use of which a recipient has too much or too little."""
        given = dict[str, dict[str, int]]()
        for award in plan.awards:
            name = award.source if self.of == "source" else award.use
            own = given.setdefault(award.recipient, {})
            own[name] = own.get(name, 0) + award.amount
        parts = self.parts(facts)
        for recipient in self.covered(facts):
            own = given.get(recipient.name, {})
            total = sum(own.values())
            for name, part in parts.items():
                held = own.get(name, 0)
                room = Fraction(self.max_deviation)
                if isinstance(self.max_deviation, Fraction):
                    room *= total
                if abs(held - part * total) <= room:
                    continue
                yield self.breach(
                    (recipient.name, name),
                    f"{facts.say(held)} / {facts.say(total)}",
                    _near(part) + self._within(facts),
                )

    def _within(self, facts: Facts) -> Words:
        off = self.max_deviation
        text = facts.say(off) if isinstance(off, int) else show_percent(off)
        return Words(f"，相差不超过 {text}", f", within {text}")

    def words(self, facts: Facts) -> Words:
        """Say what is held near what."""
        what = {"source": Words("来源", "source"), "use": Words("用途", "use")}[self.of]
        parts = [(name, show_percent(p)) for name, p in self.parts(facts).items()]
        zh = "、".join(f"{name} {text}" for name, text in parts)
        en = ", ".join(f"{name} {text}" for name, text in parts)
        named = (*(self.kinds or ()), *(self.recipients or ()))
        whom = listed(named) if named else Words("各单位", "everybody")
        return self.with_where(
            Words(
                f"{whom.zh} 分{what.zh}的构成接近 {zh}",
                f"the mix of {whom.en} by {what.en} near {en}",
            )
            + self._within(facts),
            has_named=True,
        )


def _near(part: Fraction) -> Words:
    text = show_percent(part)
    return Words(f"占 {text}", f"{text} of the total")
