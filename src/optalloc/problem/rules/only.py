"""Money for certain uses and recipients only:  a[r,s,u] = 0  unless u in U and r in R, for s in S.

S are the sources that are named, U the uses and R the recipients that their money may go to.
"""

from collections.abc import Iterator

from optalloc.core.exact import largest_remainder
from optalloc.core.message import Words, listed
from optalloc.problem.component import Breach, Complaint, Mix
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.scopes import ForRecipients, ForSources, ForUses
from optalloc.problem.setting_types import Names


@RULES.register("only")
class Only(ForSources, ForUses, ForRecipients, Rule):
    """Let money of some sources go only to the uses and recipients that are named (专款专用).

    Attributes:
        sources, tiers: Whose money it is about; every source when neither is given.
        uses, groups: What it may be for; anything when neither is given.
        recipients, kinds, where: Who may have it; anybody when none is given.
    """

    called = Words("专款专用", "only")

    loosens = {}

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield unknown names, and a rule that restricts nothing."""
        yield from super().check(facts)
        said = (self.uses, self.groups, self.recipients, self.kinds)
        if all(x is None for x in said) and not self.where:
            allowed = Words("应写明只能用于哪些用途或单位", "uses or recipients that it may go to")
            remedy = Words(
                "请填写 uses、groups、recipients、kinds 或 where。",
                "Write uses, groups, recipients, kinds or where.",
            )
            yield Complaint("uses", allowed, None, remedy)

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield a bound of 0 for each cell that may hold nothing."""
        pots, uses = self.pots(facts), self.purposes(facts)
        others = frozenset(facts.use_named) - uses
        outsiders = frozenset(facts.recipient_named) - self.covered_names(facts)
        for use, who in ((others, None), (uses, outsiders)):
            by_use = amounts.sum(("recipient", "source", "use"), pots, use, who, projects=False)
            yield bounded(self.label, by_use, high=0)
            by_project = amounts.sum(("project", "source"), pots, use, who)
            yield bounded(self.label, by_project, high=0)

    def lean(self, facts: Facts, mix: Mix) -> Mix:
        """Return the mix with the sources' money moved into the uses that are allowed."""
        leaned, uses = dict(mix), self.purposes(facts)
        into = [u.name for u in facts.uses if u.name in uses]
        for source in self.pots(facts) if into else ():
            out = [u.name for u in facts.uses if u.name not in uses]
            units = sum(leaned.pop((source, use)) for use in out)
            weights = [leaned[source, use] for use in into]
            weights = weights if any(weights) else [1] * len(into)
            for use, more in zip(into, largest_remainder(weights, units), strict=True):
                leaned[source, use] += more
            leaned.update(dict.fromkeys(((source, use) for use in out), 0))
        return leaned

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield every award of the sources to another use or recipient."""
        pots, uses = self.pots(facts), self.purposes(facts)
        covered = self.covered_names(facts)
        scope = self._scope(facts)
        for award in plan.awards:
            is_allowed = award.use in uses and award.recipient in covered
            if award.source in pots and award.amount and not is_allowed:
                where: Names = (award.recipient, award.source, award.use)
                allowed = Words(f"为 0（{scope.zh}）", f"0 ({scope.en})")
                yield self.breach(where, facts.say(award.amount), allowed)

    def _scope(self, facts: Facts) -> Words:
        """Say what the money may be for and who may have it."""
        zh, en = [], []
        if self.uses is not None or self.groups is not None:
            named = listed((*(self.groups or ()), *(self.uses or ())))
            zh.append(f"只用于 {named.zh}")
            en.append(f"only for {named.en}")
        if self.recipients is not None or self.kinds is not None:
            named = listed((*(self.kinds or ()), *(self.recipients or ())))
            zh.append(f"只给 {named.zh}")
            en.append(f"only to {named.en}")
        elif self.where:
            whom = self.where_words()
            zh.append(f"只给{whom.zh}的单位")
            en.append(f"only to those with {whom.en}")
        return Words("，".join(zh), ", ".join(en))

    def words(self, facts: Facts) -> Words:
        """Say whose money may go where."""
        pots, scope = self.pots(facts), self._scope(facts)
        names = listed([s.name for s in facts.sources if s.name in pots])
        said = Words(f"{names.zh} {scope.zh}", f"{names.en} {scope.en}")
        has_names = self.recipients is not None or self.kinds is not None
        return self.with_where(said, has_named=True) if has_names else said
