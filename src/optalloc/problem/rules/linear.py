"""A rule in the office's own words:  left <= right,  left >= right,  or  left = right.

    甲镇 + 乙镇 >= 2 * 丙镇              money of recipients, sources, uses, groups, kinds, projects
    甲镇·产业发展 <= 20                 what both hold in common; a bare number counts units
    占比(产业发展, 合计) >= 55%          share(part, whole);  whole: total, or any sum of money
    人均(各单位, 人口) <= 3000元         per_head(money, column);  each: recipient after recipient
    甲镇 >= 0.5 * 镇.人口                a figure of a column, summed over a kind or over all

Both sides are linear in money; with a slack e,  left - right <= e  and likewise. A share is
multiplied out:  a / b >= s  means  a - s b >= -e.  Names with marks or spaces stand in quotes; a
name of two sorts is said with its sort: 用途(道路), 类别(道路).
"""

from collections.abc import Iterator
from fractions import Fraction
from math import gcd, lcm

import numpy as np

from optalloc.core.message import Words
from optalloc.core.money import show_percent
from optalloc.core.whole_numbers import whole
from optalloc.problem.component import Breach, Complaint
from optalloc.problem.facts import Facts, Plan, Recipient, TargetAmounts
from optalloc.problem.inequality.judge import Judge, Side
from optalloc.problem.inequality.names import Meaning, Selection
from optalloc.problem.inequality.read import ColumnSum, Inequality, parts, read
from optalloc.problem.inequality.terms import Linear, NotAnInequality, Terms
from optalloc.problem.inequality.tokens import Slip
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import LinearExpressions, VariableLayout, bounded
from optalloc.problem.scopes import ForRecipients
from optalloc.problem.setting_types import Money, Names

SAID = {
    "<=": Words("不大于", "at most"),
    ">=": Words("不小于", "at least"),
    "=": Words("等于", "equal to"),
}


@RULES.register("linear")
class LinearRule(ForRecipients, Rule):
    """Hold an inequality that the scenario writes as one line.

    Attributes:
        says: The inequality.
        slack: How far it may be missed, shares being multiplied out [fen].
    """

    called = Words("自定约束", "inequality")

    loosens = {"slack": "up"}

    says: str
    slack: Money = 0

    def _read(self) -> Inequality:
        made, slips = read(self.says)
        if made is None or slips:
            raise ValueError(slips)
        return made

    def line(self) -> str:
        """Return the inequality."""
        return self.says

    def uses_each(self) -> bool:
        """Return whether it is about each recipient in turn."""
        made, _ = read(self.says)
        found = () if made is None else parts(made)
        moneys = (part.of if isinstance(part, ColumnSum) else part for part in found)
        return any(name.word == "each" for money in moneys for name in money.names)

    def covered(self, facts: Facts) -> tuple[Recipient, ...]:
        """Return whom `each` stands for; without it, nobody in particular."""
        return super().covered(facts) if self.uses_each() else ()

    def figures(self) -> Names:
        """Return the columns that the text reads."""
        made, _ = read(self.says)
        found = () if made is None else parts(made)
        return tuple(dict.fromkeys(part.column for part in found if isinstance(part, ColumnSum)))

    def _meaning(self, facts: Facts) -> Meaning:
        return Meaning(facts, tuple(r.name for r in self.covered(facts)))

    def _turns(self, meaning: Meaning) -> tuple[str, ...]:
        """Return the recipients for whom the inequality is held in turn; one nameless without."""
        return meaning.covered if self.uses_each() else ("",)

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield every slip of the text with its place, and recipients that nothing speaks of."""
        yield from super().check(facts)
        made, slips = read(self.says)
        if made is not None:
            meaning = self._meaning(facts)
            slips = sorted({*slips, *meaning.slips(made)}, key=lambda slip: slip.at)
            slips = slips or list(self._crooked(made, meaning))
        for slip in slips:
            place = Words(f"第{slip.at}个字：", f"at character {slip.at}: ")
            yield Complaint("says", place + slip.allowed, slip.came, slip.remedy)
        if (
            made is not None
            and not self.uses_each()
            and (self.recipients or self.kinds or self.where)
        ):
            allowed = Words(
                "只在 says 里写“各单位”时才用得上", "only where `says` speaks of `each`"
            )
            key = "recipients" if self.recipients else "kinds" if self.kinds else "where"
            yield Complaint(key, allowed)

    def _crooked(self, made: Inequality, meaning: Meaning) -> Iterator[Slip]:
        """Yield what makes it no inequality between sums of money."""
        for each in self._turns(meaning):
            try:
                apart = Terms(meaning).difference(made, each)
            except NotAnInequality as wrong:
                yield wrong.slip
                return
            if not apart.of:
                allowed = Words("应与方案的金额有关", "about money of the plan")
                yield Slip(1, allowed, self.says)
                return

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield one row, or one for each recipient in turn, multiplied out to whole numbers."""
        made, meaning = self._read(), self._meaning(facts)
        columns = _Columns(amounts)
        for each in self._turns(meaning):
            apart = Terms(meaning, facts.spent_whole).difference(made, each)
            if not apart.of:  # every sum of it is known: left as it is, an engine judges it
                apart = Terms(meaning).difference(made, each)
            factors, times = _whole_factors(apart)
            low = None if made.mark == "<=" else (-apart.constant - self.slack) * times
            high = None if made.mark == ">=" else (-apart.constant + self.slack) * times
            money = columns.sums(columns.entries(factors), each or "*")
            yield bounded(self.label, money, low, high)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield the inequality, for every recipient in turn, where its two figures break it."""
        made, meaning = self._read(), self._meaning(facts)
        judge = Judge(meaning, plan)
        for each in self._turns(meaning):
            left, right = judge.sides(made, each)
            excess = judge.excess(left, right)
            too_much = made.mark != ">=" and excess > self.slack
            if too_much or (made.mark != "<=" and -excess > self.slack):
                said, is_share = SAID[made.mark], (left.whole or right.whole) is not None
                shown, came = (_shown(facts, side, is_share) for side in (right, left))
                text = self._text()
                allowed = Words(f"{said.zh} {shown}（{text.zh}）", f"{said.en} {shown} ({text.en})")
                yield self.breach((each,) if each else (), came, allowed)

    def _text(self) -> Words:
        says = " ".join(self.says.split())
        return Words(f"自定：{says}", f"as written: {says}")

    def words(self, facts: Facts) -> Words:
        """Say the inequality as it is written, whom it is about, and its slack."""
        made = self._text()
        if self.uses_each() and (self.recipients or self.kinds):
            whom = "、".join((*(self.kinds or ()), *(self.recipients or ())))
            made += Words(f"（各单位指 {whom}）", f" (each of {whom.replace('、', ', ')})")
        if self.slack:
            text = facts.say(self.slack)
            made += Words(f"，可差 {text}", f", give or take {text}")
        return self.with_where(made, has_named=True)


def _whole_factors(apart: Linear) -> tuple[dict[Selection, int], Fraction]:
    """Return the factors as whole numbers without a common one, and what each was multiplied by."""
    common = lcm(*(factor.denominator for factor in apart.of.values()))
    shared = gcd(*(int(factor * common) for factor in apart.of.values()))
    times = Fraction(common, shared or 1)
    return {selection: int(factor * times) for selection, factor in apart.of.items()}, times


class _Columns:
    """The columns of selections, each block of sums laid out once."""

    def __init__(self, amounts: VariableLayout) -> None:
        self.amounts = amounts
        self._held: dict[Selection, dict[str, list[tuple[int, int]]]] = {}
        self._place: dict[Selection, dict[str, int]] = {}

    def entries(self, factors: dict[Selection, int]) -> dict[int, int]:
        """Return the whole coefficient of each column."""
        made: dict[int, int] = {}
        for selection, factor in factors.items():
            for column, coefficient in self._of(selection):
                made[column] = made.get(column, 0) + factor * coefficient
        return {column: value for column, value in made.items() if value}

    def sums(self, entries: dict[int, int], key: str) -> LinearExpressions:
        """Return one expression."""
        columns = np.array(list(entries), dtype=np.int64)
        values = whole(entries.values())
        return LinearExpressions(1, np.zeros_like(columns), columns, values, ((key,),))

    def _of(self, selection: Selection) -> Iterator[tuple[int, int]]:
        """Yield the columns of a selection and their money [fen]."""
        projects, names = selection.projects, selection.recipients
        block = Selection(None, selection.sources, selection.uses, projects and frozenset())
        if block not in self._held:
            self._held[block] = self._laid_out(block)
            self._place[block] = {name: place for place, name in enumerate(self._held[block])}
        wanted = names if projects is None else projects
        held, place = self._held[block], self._place[block]
        # In the order of the tables, as a set has none; `each` asks for one name of all, n times.
        asked = held if wanted is None else sorted(held.keys() & wanted, key=place.__getitem__)
        for name in asked:
            yield from held[name]

    def _laid_out(self, block: Selection) -> dict[str, list[tuple[int, int]]]:
        """Return the columns of sources and uses, by recipient or by project."""
        amounts = self.amounts
        if block.projects is not None:
            made = amounts.sum("project", block.sources)
        elif block.sources is None and block.uses is None:
            made = amounts.totals()
        else:
            made = amounts.sum("recipient", block.sources, block.uses)
        held: dict[str, list[tuple[int, int]]] = {key[0]: [] for key in made.keys}
        entries = zip(
            made.row.tolist(), made.column.tolist(), made.coefficient.tolist(), strict=True
        )
        for row, column, coefficient in entries:
            held[made.keys[row][0]].append((column, coefficient))
        return held


def _shown(facts: Facts, side: Side, is_share: bool) -> str:
    """Return a side as it is read: an amount, or a percentage."""
    if not is_share:
        return facts.say(side.top)
    value = side.value
    return "0 / 0" if value is None else show_percent(value, 4)
