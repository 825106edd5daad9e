"""A group of uses keeps a minimum or maximum share:  lo * M <= sum_{u in group} a <= hi * M.

M is all the money: of this batch, or of the year with the awards already made; over all sources
together or in each of them.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil

from optalloc.core.exact import largest_remainder, told_apart
from optalloc.core.message import Words, listed, same
from optalloc.core.money import show_percent
from optalloc.problem.component import Breach, Complaint, Mix
from optalloc.problem.facts import Award, Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Over, Rule
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.scopes import ForSources, ForUses
from optalloc.problem.setting_types import Names, Share
from optalloc.problem.share_bounds import bare_percent, spread
from optalloc.problem.shown_name import MOST_TOLD_APART_BY


@RULES.register("share")
class UseShare(ForUses, ForSources, Rule):
    """Keep the share of a group of uses within bounds (产业发展占比).

    Attributes:
        over: `batch` looks at this plan alone, `year` adds the awards already made.
        at_least: Smallest share.
        at_most: Largest share.
        each_source: Whether every source must keep it by itself.
    """

    called = Words("用途占比", "share")

    loosens = {"at_least": "down", "at_most": "up", "each_source": (False,)}

    over: Over
    at_least: Share | None = None
    at_most: Share | None = None
    each_source: bool = False

    def own_name(self) -> Words:
        """Name the group whose share it is, where that is a short list."""
        names = (*(self.groups or ()), *(self.uses or ()))
        if not 0 < len(names) <= MOST_TOLD_APART_BY:
            return self.called
        group = listed(names)
        return Words(f"{group.zh}占比", f"share of {group.en}")

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield unknown names, and bounds that no share can keep."""
        yield from super().check(facts)
        low, high = self.at_least or Fraction(0), 1 if self.at_most is None else self.at_most
        if self.at_least is None and self.at_most is None:
            yield Complaint("at_least", Words("应至少写一个比例", "at least one bound"))
        elif not low <= high <= 1:
            given = [b for b in (self.at_least, self.at_most) if b is not None]
            allowed = Words("下限应不大于上限，且不超过 100%", "bounds in order and at most 100%")
            key, came = "at_least" if self.at_most is None else "at_most", spread(given)
            yield Complaint(key, allowed, came, bare_percent(given))

    def is_monotone_in(self, setting: str, facts: Facts) -> bool:
        """Return False of `each_source` where only all sources together count other awards too.

        Over a year that is what sources gave that have no money in this batch.
        """
        if setting != "each_source" or self.over == "batch":
            return True
        counted = frozenset[str]().union(*self._pools(facts))
        return all(award.source in counted for award in facts.earlier)

    def _pools(self, facts: Facts) -> list[frozenset[str]]:
        """Return the sets of sources over which the share is taken."""
        pots = self.pots(facts)
        named = [s.name for s in facts.sources if s.name in pots]
        return [frozenset([n]) for n in named] if self.each_source else [frozenset(named)]

    def _earlier(self, facts: Facts, pool: frozenset[str]) -> tuple[Award, ...]:
        """Return the awards already made that count, in one pool of sources."""
        if self.over == "batch":
            return ()
        every = not self.each_source and self.sources is None and self.tiers is None
        return tuple(a for a in facts.earlier if every or a.source in pool)

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield one row a pool and bound, multiplied out to whole numbers.

        Where the pool is spent whole, M is known: the row then holds the group's money alone and
        is tightened to whole grains, which keeps the linear program's vertices whole.
        """
        group, whole_pots = self.purposes(facts), facts.spent_whole
        for pool in self._pools(facts):
            earlier = self._earlier(facts, pool)
            before = sum(a.amount for a in earlier)
            before_in = sum(a.amount for a in earlier if a.use in group)
            inside, whole = amounts.sum(sources=pool, uses=group), amounts.sum(sources=pool)
            for bound, sign in ((self.at_least, 1), (self.at_most, -1)):
                if bound is not None:
                    if pool <= whole_pots:
                        money = sum(facts.source_named[s].amount for s in pool) + before
                        least = sign * (bound * money - before_in)
                        yield bounded(self.label, inside.times(sign), least)
                        continue
                    share = told_apart(bound, amounts.units(before, before_in), sign > 0)
                    p, q = share.numerator * sign, share.denominator * sign
                    over = inside.times(q) - whole.times(p)
                    yield bounded(self.label, over, p * before - q * before_in)

    def lean(self, facts: Facts, mix: Mix) -> Mix:
        """Return the mix with as much money moved between uses as the bounds ask for."""
        group = self.purposes(facts)
        for pool in self._pools(facts):
            earlier = self._earlier(facts, pool)
            grain = max(facts.grain.cells[source] for source in pool)
            inside = sum(k * grain for (s, u), k in mix.items() if s in pool and u in group)
            money = sum(k * grain for (s, _), k in mix.items() if s in pool)
            money += sum(a.amount for a in earlier)
            inside += sum(a.amount for a in earlier if a.use in group)
            if self.at_least is not None and inside < self.at_least * money:
                short = ceil((self.at_least * money - inside) / grain)
                mix = _moved(mix, pool, lambda use: use not in group, short)
            elif self.at_most is not None and inside > self.at_most * money:
                short = ceil((inside - self.at_most * money) / grain)
                mix = _moved(mix, pool, lambda use: use in group, short)
        return mix

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield every pool whose share, computed from its awards, is out of bounds."""
        group = self.purposes(facts)
        for pool in self._pools(facts):
            is_all = pool == facts.source_named.keys()  # no source need be known then
            counted = [a for a in plan.awards if is_all or a.source in pool]
            counted += self._earlier(facts, pool)
            money = sum(a.amount for a in counted)
            inside = sum(a.amount for a in counted if a.use in group)
            if money == 0:
                continue
            share = Fraction(inside, money)
            came = f"{show_percent(share, 4)} ({facts.say(inside)} / {facts.say(money)})"
            where = tuple(sorted(pool)) if self.each_source else ()
            if self.at_least is not None and share < self.at_least:
                yield self.breach(where, came, _no_less(self.at_least))
            if self.at_most is not None and share > self.at_most:
                yield self.breach(where, came, _no_more(self.at_most))

    def words(self, facts: Facts) -> Words:
        """Say the group, the bounds and what they are taken over."""
        bounds = same("") if self.at_least is None else _no_less(self.at_least)
        if self.at_most is not None:
            both = same("") if self.at_least is None else Words("、", " and ")
            bounds += both + _no_more(self.at_most)
        group = self._named(facts)
        zh = "全年（含已下达）" if self.over == "year" else "本批"
        en = "of the year" if self.over == "year" else "of this batch"
        if self.sources is not None or self.tiers is not None:
            pots = listed((*(self.tiers or ()), *(self.sources or ())))
            zh, en = f"{zh}{pots.zh}的", f"{en} from {pots.en}"
        each = Words("各来源", "in each source, ") if self.each_source else same("")
        return Words(
            f"{each.zh}{group.zh} 占{zh}资金 {bounds.zh}", f"{each.en}{group.en}: {bounds.en} {en}"
        )

    def _named(self, facts: Facts) -> Words:
        names: Names = (*(self.groups or ()), *(self.uses or ()))
        return listed(names or tuple(sorted(self.purposes(facts))))


def _moved(mix: Mix, pool: frozenset[str], gives: Callable[[str], bool], units: int) -> Mix:
    """Return a mix with whole grains moved out of the uses that give, source by source.

    Every source gives in proportion to what it has there, and keeps its own money.
    """
    moved = dict(mix)
    sources = [s for s in dict.fromkeys(s for s, _ in mix) if s in pool]
    uses = list(dict.fromkeys(u for _, u in mix))
    out, into = [u for u in uses if gives(u)], [u for u in uses if not gives(u)]
    held = [sum(mix[s, u] for u in out) for s in sources]
    if not into or sum(held) < units:
        return mix
    for source, part in zip(sources, largest_remainder(held, units), strict=True):
        for use, less in zip(
            out, largest_remainder([mix[source, u] for u in out], part), strict=True
        ):
            moved[source, use] -= less
        weights = [mix[source, u] for u in into]
        weights = weights if any(weights) else [1] * len(into)
        for use, more in zip(into, largest_remainder(weights, part), strict=True):
            moved[source, use] += more
    return moved


def _no_less(share: Fraction) -> Words:
    return Words(f"不低于 {show_percent(share)}", f"at least {show_percent(share)}")


def _no_more(share: Fraction) -> Words:
    return Words(f"不高于 {show_percent(share)}", f"at most {show_percent(share)}")
