"""An amount fixed by hand (手工确定):  sum over its cells of a[r,s,u] = amount.

The cells are those of one recipient, of one source and one use or one project where these are
named; with none of them it is the recipient's total. Everything else is shared out around it.
"""

import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator

from optalloc.core.message import Words
from optalloc.problem.component import Breach, Complaint, unknown
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import VariableLayout, bounded
from optalloc.problem.setting_types import Money, Name, Names, refuse


def _stated(value: object) -> str:
    text = unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else ""
    if not text:
        raise refuse(Words("应写明，不能为空", "a text that is not empty"))
    return text


def _iso_date(value: object) -> str:
    text = _stated(value)
    try:
        is_date = date.fromisoformat(text).isoformat() == text
    except ValueError:
        is_date = False
    if not is_date:
        raise refuse(Words("应为日期，如 2000-12-31", "a date, such as 2000-12-31"))
    return text


Stated = Annotated[str, BeforeValidator(_stated)]
IsoDate = Annotated[str, BeforeValidator(_iso_date)]


@RULES.register("fixed_award")
class FixedAward(Rule):
    """Fix one cell, or one recipient's total, by hand, and record who did it, when and why.

    Attributes:
        recipient: Whose money it is.
        source: The source it is from; from all together when absent.
        use: The use it is for; for all together when absent.
        project: The project of the recipient it is for; for all together, and money without a
            project, when absent.
        amount: The amount [fen], at least 0.
        who: Who decided it.
        when: The day it was decided, as YYYY-MM-DD.
        why: The reason.
    """

    called = Words("人工核定", "fixed award")

    loosens = {}

    recipient: Name
    amount: Money
    who: Stated
    when: IsoDate
    why: Stated
    source: Name | None = None
    use: Name | None = None
    project: Name | None = None

    def about(self) -> Names:
        """Return what it fixes: the recipient, or one of its cells."""
        cell = (self.recipient, self.source, self.use, self.project)
        return tuple(name for name in cell if name is not None)

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield unknown names, and an amount that its sources do not have."""
        yield from super().check(facts)
        named: tuple[tuple[str, str | None, dict[str, object]], ...] = (
            ("recipient", self.recipient, dict(facts.recipient_named)),
            ("source", self.source, dict(facts.source_named)),
            ("use", self.use, dict(facts.use_named)),
            ("project", self.project, dict(facts.project_named)),
        )
        for key, name, known in named:
            if name is not None:
                yield from unknown(key, (name,), known)
        project = facts.project_named.get(self.project or "")
        if project is not None and project.recipient != self.recipient:
            allowed = Words(f"应为 {self.recipient} 的项目", f"a project of {self.recipient}")
            yield Complaint("project", allowed, self.project)
        if project is not None and self.use is not None:
            allowed = Words("写了项目就不写用途", "no use beside a project, which has its own")
            yield Complaint("use", allowed, self.use)
        pots = [s.amount for s in facts.sources if self.source in (None, s.name)]
        if pots and self.amount > sum(pots):
            text = facts.say(sum(pots))
            allowed = Words(f"应不超过来源的 {text}", f"within the {text} of its sources")
            yield Complaint("amount", allowed, facts.say(self.amount))

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield the one equality."""
        pots = None if self.source is None else frozenset([self.source])
        if self.project is not None:
            at = [p.name for p in facts.projects].index(self.project)
            own = amounts.sum("project", pots).pick([at])
            yield bounded(self.label, own, self.amount, self.amount)
            return
        place = [r.name for r in facts.recipients].index(self.recipient)
        money = amounts.totals().pick([place])
        if self.source is not None or self.use is not None:
            uses = None if self.use is None else frozenset([self.use])
            money = amounts.sum("recipient", pots, uses).pick([place])
        yield bounded(self.label, money, self.amount, self.amount)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield the cell or total when it is not what was fixed."""
        money = sum(
            a.amount
            for a in plan.awards
            if a.recipient == self.recipient
            and self.source in (None, a.source)
            and self.use in (None, a.use)
            and self.project in (None, a.project)
        )
        if money != self.amount:
            text, by_hand = facts.say(self.amount), self._by_hand()
            allowed = Words(f"为 {text}（{by_hand.zh}）", f"{text} ({by_hand.en})")
            yield self.breach(self._where(), facts.say(money), allowed)

    def _where(self) -> Names:
        return tuple(
            n for n in (self.recipient, self.source, self.use, self.project) if n is not None
        )

    def _by_hand(self) -> Words:
        return Words(
            f"手工确定：{self.who}，{self.when}，{self.why}",
            f"by hand: {self.who}, {self.when}, {self.why}",
        )

    def words(self, facts: Facts) -> Words:
        """Say the amount, and who fixed it, when and why."""
        where, text, by_hand = "·".join(self._where()), facts.say(self.amount), self._by_hand()
        return Words(f"{where} 定为 {text}（{by_hand.zh}）", f"{where} is {text} ({by_hand.en})")
