"""Money taken back does not return:  a[r,s,u] = 0  where s was taken back from r."""

from collections.abc import Iterator

from optalloc.core.message import Words, listed
from optalloc.problem.component import Breach, Complaint
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import VariableLayout, bounded


@RULES.register("not_back")
class NotBack(Rule):
    """Give money that was taken back from a recipient to others (收回资金不再安排给原单位).

    What was taken back, and from whom, stands in the table of sources (性质, 收回单位). Where it
    was taken from somebody who is no recipient of this plan, nothing follows.
    """

    called = Words("收回资金不回原单位", "not back")

    loosens = {}

    def _taken(self, facts: Facts) -> dict[str, str]:
        """Return whom each taken-back source came from, where it is a recipient."""
        return {
            s.name: s.taken_from
            for s in facts.sources
            if s.kind == "taken_back" and s.taken_from in facts.recipient_named
        }

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Complain when nothing was taken back, or nobody says from whom."""
        yield from super().check(facts)
        taken_back = [s for s in facts.sources if s.kind == "taken_back"]
        remedy = Words(
            "请在资金来源表中填写 性质 和 收回单位。",
            "Write kind and taken_from in the table of sources.",
        )
        if not taken_back:
            allowed = Words("应有收回的资金来源", "a source that was taken back")
            yield Complaint("kind", allowed, None, remedy)
        for source in taken_back:
            if not source.taken_from:
                allowed = Words(
                    f"来源 {source.name} 应写明收回单位", f"whom {source.name} was taken back from"
                )
                yield Complaint("kind", allowed, None, remedy)

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield a bound of 0 for each cell that the money would return to."""
        for source, recipient in self._taken(facts).items():
            pot, who = frozenset([source]), frozenset([recipient])
            by_use = amounts.sum("use", pot, None, who, projects=False)
            yield bounded(self.label, by_use, high=0)
            yield bounded(self.label, amounts.sum("project", pot, None, who), high=0)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield every award of taken-back money to whom it was taken from."""
        taken = self._taken(facts)
        for award in plan.awards:
            if award.amount and taken.get(award.source) == award.recipient:
                where = (award.recipient, award.source, award.use)
                allowed = Words("为 0（该资金由它收回）", "0 (the money was taken back from it)")
                yield self.breach(where, facts.say(award.amount), allowed)

    def words(self, facts: Facts) -> Words:
        """Say which money does not return to whom."""
        taken = self._taken(facts)
        if not taken:
            return Words("收回的资金不再安排给原单位", "money taken back does not return")
        zh = listed([f"{source} 不再安排给 {who}" for source, who in taken.items()]).zh
        en = listed([f"{source} does not return to {who}" for source, who in taken.items()]).en
        return Words(zh, en)
