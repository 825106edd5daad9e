"""A group of uses keeps a share in each tier or source:  sum_{u in group} a_s >= p_s * M_s.

M_s is the money of one source, or of all sources of one tier: of this batch, or of the year with
the awards already made from it.
"""

from collections.abc import Iterator
from fractions import Fraction

from optalloc.core.message import Words, listed
from optalloc.core.money import show_percent
from optalloc.problem.component import Breach, Complaint, Mix, unknown
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Over, Rule
from optalloc.problem.layout import VariableLayout
from optalloc.problem.rules.share import UseShare
from optalloc.problem.scopes import ForUses
from optalloc.problem.setting_types import Names, Share


@RULES.register("source_share")
class SourceShare(ForUses, Rule):
    """Keep the share of a group of uses in several tiers or sources, each with its own floor.

    Attributes:
        uses: Names of the uses it is about; one of names and groups must be written.
        shares: Smallest share by tier or source name.
        over: `batch` looks at this plan alone, `year` adds the awards already made.
    """

    called = Words("各来源占比下限", "source share")

    loosens = {"shares": "down"}

    shares: dict[str, Share]
    over: Over

    def pool(self, facts: Facts, word: str) -> Names:
        """Return the sources that a word means: those of the tier, else the one source."""
        of_tier = tuple(s.name for s in facts.sources if s.tier == word)
        return of_tier or tuple(s.name for s in facts.sources if s.name == word)

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield unknown and ambiguous words, shares above 100%, and money of no known tier."""
        yield from super().check(facts)
        if self.uses is None and self.groups is None:
            allowed = Words("应写明是哪些用途：uses 或 groups", "which uses: by uses or groups")
            yield Complaint("groups", allowed)
        if not self.shares:
            yield Complaint("shares", Words("应至少写一个比例", "at least one share"))
        known = dict.fromkeys((*(s.tier for s in facts.sources), *facts.source_named))
        yield from unknown("shares", tuple(self.shares), known)
        for word, share in self.shares.items():
            if share > 1:
                allowed = Words("应不超过 100%", "at most 100%")
                yield Complaint(f"shares.{word}", allowed, show_percent(share))
            pool = self.pool(facts, word)
            if word in facts.source_named and pool != (word,):
                allowed = Words(
                    f"{word} 既是层级又是另一层级的来源，请改名",
                    f"a word that is not both a tier and a source besides ({word})",
                )
                yield Complaint(f"shares.{word}", allowed)
        yield from self._unplaced(facts)

    def _unplaced(self, facts: Facts) -> Iterator[Complaint]:
        """Yield sources of earlier awards of which no table tells the tier."""
        for award in facts.earlier if self.over == "year" else ():
            if award.source not in facts.source_named:
                allowed = Words(
                    "已下达资金的来源应在来源表里，才知道层级",
                    "every source of earlier awards in the table of sources, to tell its tier",
                )
                remedy = Words(
                    "请把它补进来源表，金额填 0。", "Add it to the sources with an amount of 0."
                )
                yield Complaint("over", allowed, award.source, remedy)

    def _each(self, facts: Facts) -> Iterator[UseShare]:
        """Yield the share rule of each tier or source."""
        for word, share in self.shares.items():
            yield UseShare(
                label=self.label,
                over=self.over,
                at_least=share,
                uses=self.uses,
                groups=self.groups,
                sources=self.pool(facts, word),
            )

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield one row a tier or source."""
        for rule in self._each(facts):
            yield from rule.rows(facts, targets, amounts)

    def lean(self, facts: Facts, mix: Mix) -> Mix:
        """Return the mix with as much money moved into the group as the shares ask for."""
        for rule in self._each(facts):
            mix = rule.lean(facts, mix)
        return mix

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield every tier or source whose share, computed from its awards, is too small."""
        group = self.purposes(facts)
        counted = [*plan.awards, *(facts.earlier if self.over == "year" else ())]
        for word, floor in self.shares.items():
            pool = self.pool(facts, word)
            money = sum(a.amount for a in counted if a.source in pool)
            inside = sum(a.amount for a in counted if a.source in pool and a.use in group)
            if inside < floor * money:
                share = show_percent(Fraction(inside, money), 4)
                came = f"{share} ({facts.say(inside)} / {facts.say(money)})"
                text = show_percent(floor)
                yield self.breach((word,), came, Words(f"不低于 {text}", f"at least {text}"))

    def words(self, facts: Facts) -> Words:
        """Say the group and its share of each tier or source."""
        group = listed((*(self.groups or ()), *(self.uses or ())))
        zh = "、".join(f"{word}不低于 {show_percent(s)}" for word, s in self.shares.items())
        en = ", ".join(f"at least {show_percent(s)} of {word}" for word, s in self.shares.items())
        if self.over == "year":
            return Words(f"{group.zh} 全年占比（含已下达）：{zh}", f"{group.en} of the year: {en}")
        return Words(f"{group.zh} 占比：{zh}", f"{group.en}: {en}")
