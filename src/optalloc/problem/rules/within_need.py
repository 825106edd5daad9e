"""Nobody gets more than it asked for:  sum_s a[r,s,u] <= need[r,u]  for every recipient and use.

A pair that is not in the table of needs asked for nothing. Over the year, what the pair already
received counts against its need.
"""

from collections import defaultdict
from collections.abc import Iterator

from optalloc.core.message import Words
from optalloc.problem.component import Breach, Complaint, without_needs
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Over, Rule
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.scopes import ForRecipients


@RULES.register("within_need")
class WithinNeed(ForRecipients, Rule):
    """Keep awards within the needs that recipients stated, use by use (按需求封顶).

    Attributes:
        over: `batch` compares this plan alone, `year` adds the awards already made.
    """

    called = Words("不超过需求", "within need")

    loosens = {"recipients": "fewer"}

    over: Over

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Complain when there is no table of needs."""
        yield from super().check(facts)
        yield from without_needs(facts)

    def _given(self, facts: Facts) -> dict[tuple[str, str], int]:
        """Return what counts already, by recipient and use [fen]."""
        given: dict[tuple[str, str], int] = defaultdict(int)
        if self.over == "year":
            for award in facts.earlier:
                given[award.recipient, award.use] += award.amount
        return given

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield one cap a pair of recipient and use."""
        given, covered = self._given(facts), self.covered_names(facts)
        pairs = [(r.name, u.name) for r in facts.recipients for u in facts.uses]
        chosen = [i for i, (recipient, _) in enumerate(pairs) if recipient in covered]
        left = [max(0, facts.needs.get(pairs[i], 0) - given[pairs[i]]) for i in chosen]
        yield bounded(self.label, amounts.sum(by=("recipient", "use")).pick(chosen), high=left)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield every pair that gets something and so exceeds its need."""
        held, covered = self._given(facts), self.covered_names(facts)
        moved: dict[tuple[str, str], int] = defaultdict(int)
        for award in plan.awards:
            held[award.recipient, award.use] += award.amount
            moved[award.recipient, award.use] += award.amount
        for pair, money in moved.items():
            need = facts.needs.get(pair, 0)
            if money > 0 and pair[0] in covered and held[pair] > need:
                text = facts.say(need)
                allowed = Words(f"不超过需求 {text}", f"at most its need of {text}")
                yield self.breach(pair, facts.say(held[pair]), allowed)

    def words(self, facts: Facts) -> Words:
        """Say that needs are caps."""
        zh = "（含今年已下达）" if self.over == "year" else ""
        en = ", with what the year already gave" if self.over == "year" else ""
        return self.with_where(
            Words(f"各单位各用途不超过需求{zh}", f"nobody above its need in any use{en}")
        )
