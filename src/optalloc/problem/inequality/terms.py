"""An inequality as linear expressions of money:  sum_i c_i * m_i  <=  b  in whole fen.

What is multiplied or divided keeps a numerator and a denominator, so that a share is compared
without dividing by money:  a / b >= 55%  is  a - 0.55 b >= 0.  A figure without a unit that meets
money counts units of the scenario.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from optalloc.core.message import NOTHING, Words
from optalloc.core.money import FEN_PER_UNIT
from optalloc.problem.inequality.names import Meaning, Selection
from optalloc.problem.inequality.read import (
    ColumnSum,
    Expression,
    ExpressionPair,
    Figure,
    Inequality,
    NamedMoney,
)
from optalloc.problem.inequality.tokens import Slip


class NotAnInequality(Exception):
    """An inequality that is none between sums of money; carries the slip."""

    def __init__(self, at: int, allowed: Words, remedy: Words = NOTHING) -> None:
        super().__init__(allowed.en)
        self.slip = Slip(at, allowed, None, remedy)


@dataclass(frozen=True)
class Linear:
    """Money with factors, and a constant; dimension 1 is fen, 0 is a plain number."""

    of: Mapping[Selection, Fraction] = field(default_factory=dict)
    constant: Fraction = Fraction(0)
    dimension: int = 0

    @property
    def is_known(self) -> bool:
        """Whether no money of the plan is in it."""
        return not self.of

    def times(self, factor: Fraction, dimension: int = 0) -> "Linear":
        """Return it times a known number."""
        scaled = {s: c * factor for s, c in self.of.items()} if factor else {}
        return Linear(scaled, self.constant * factor, self.dimension + dimension)

    def plus(self, other: "Linear") -> "Linear":
        """Return the sum of two of the same dimension."""
        both = dict(self.of)
        for selection, factor in other.of.items():
            both[selection] = both.get(selection, Fraction(0)) + factor
        kept = {s: c for s, c in both.items() if c}
        return Linear(kept, self.constant + other.constant, self.dimension)


ONE = Linear(constant=Fraction(1))


@dataclass(frozen=True)
class Quotient:
    """top / bottom; `by` is the expression that the bottom came from, None where it is known."""

    top: Linear
    bottom: Linear = ONE
    by: Expression | None = None

    @property
    def dimension(self) -> int:
        """Dimension of the quotient."""
        return self.top.dimension - self.bottom.dimension


@dataclass(frozen=True)
class Terms:
    """Makes linear expressions of a tree.

    Attributes:
        spent: The sources that every plan spends whole: their money is known.
    """

    meaning: Meaning
    spent: frozenset[str] = frozenset()

    def difference(self, inequality: Inequality, each: str = "") -> Linear:
        """Return the left side less the right side, multiplied out.

        Raises:
            NotLinear: Where money is multiplied by money, or sides cannot be compared.
        """
        left, right = (self._of(side, each) for side in (inequality.left, inequality.right))
        made = self._joined(left, right, -1, inequality.at).top
        if made.dimension != 1:
            allowed = Words("比较的两边应有资金", "money on one of the sides that are compared")
            raise NotAnInequality(inequality.at, allowed)
        return made

    def _of(self, one: Expression, each: str) -> Quotient:
        if isinstance(one, Figure):
            return Quotient(Linear(constant=one.value, dimension=int(one.is_money)))
        if isinstance(one, ColumnSum):
            return Quotient(Linear(constant=self.meaning.figure(one, each)))
        if isinstance(one, NamedMoney):
            return Quotient(self._money(self.meaning.selection(one, each)))
        left, right = self._of(one.left, each), self._of(one.right, each)
        if one.mark in ("+", "-"):
            return self._joined(left, right, 1 if one.mark == "+" else -1, one.at)
        if one.mark == "*":
            return self._multiplied(left, right, one.at)
        return self._divided(left, right, one)

    def _money(self, selection: Selection) -> Linear:
        """Return the money of a selection; what is spent whole is known."""
        facts = self.meaning.facts
        sources = selection.sources
        pots = frozenset(facts.source_named) if sources is None else sources
        if selection == Selection(sources=sources) and pots <= self.spent:
            money = sum(facts.source_named[name].amount for name in pots)
            if money:  # nothing at all stays an expression, as nothing is divided by 0
                return Linear(constant=Fraction(money), dimension=1)
        return Linear({selection: Fraction(1)}, dimension=1)

    def _joined(self, left: Quotient, right: Quotient, sign: int, at: int) -> Quotient:
        """Return the sum, or the difference, over one denominator."""
        left, right = self._alike(left, right, at)
        if left.by == right.by:
            return Quotient(left.top.plus(right.top.times(Fraction(sign))), left.bottom, left.by)
        if left.by is not None and right.by is not None:
            allowed = Words("两个占比应以同一笔资金为分母", "two shares of the same money")
            raise NotAnInequality(at, allowed)
        if left.by is None:
            raised = right.bottom.times(left.top.constant, left.top.dimension)
            both = raised.plus(right.top.times(Fraction(sign)))
            return Quotient(both, right.bottom, right.by)
        raised = left.bottom.times(sign * right.top.constant, right.top.dimension)
        return Quotient(left.top.plus(raised), left.bottom, left.by)

    def _alike(self, left: Quotient, right: Quotient, at: int) -> tuple[Quotient, Quotient]:
        """Return both in one dimension: a plain number beside money counts units."""
        for one, other in ((left, right), (right, left)):
            is_plain = one.by is None and one.top.is_known and one.dimension == 0
            if is_plain and other.dimension == 1:
                unit = FEN_PER_UNIT[self.meaning.facts.unit]
                one = Quotient(one.top.times(Fraction(unit), 1))
                return (one, other) if other is right else (other, one)
        if left.dimension != right.dimension:
            allowed = Words(
                "资金不能与占比或人数相加、相比", "money with money, a share with a share"
            )
            raise NotAnInequality(at, allowed)
        is_known = all(q.by is not None or q.top.is_known for q in (left, right))
        if left.by != right.by and not is_known:
            allowed = Words("占比应与写定的比例相比", "a share beside a stated part")
            raise NotAnInequality(at, allowed)
        return left, right

    def _multiplied(self, left: Quotient, right: Quotient, at: int) -> Quotient:
        for one, other in ((left, right), (right, left)):
            if one.by is None and one.top.is_known and one.top.dimension == 0:
                return Quotient(other.top.times(one.top.constant), other.bottom, other.by)
        allowed = Words("应有一项是不带单位的数字", "a plain number as one of the two")
        remedy = Words("资金、占比不能与资金相乘。", "Money is not multiplied by money or a share.")
        raise NotAnInequality(at, allowed, remedy)

    def _divided(self, left: Quotient, right: Quotient, one: ExpressionPair) -> Quotient:
        if right.by is None and right.top.is_known and right.top.dimension == 0:
            if not right.top.constant:
                raise NotAnInequality(one.at, Words("不能除以 0", "no division by 0"))
            return Quotient(left.top.times(1 / right.top.constant), left.bottom, left.by)
        if left.by is not None or right.by is not None:
            allowed = Words("占比不能再除，也不能作分母", "a share that is divided no further")
            raise NotAnInequality(one.at, allowed)
        factors = (*right.top.of.values(), right.top.constant)
        if min(factors) < 0 or not any(factors):
            allowed = Words(
                "分母应是相加的资金，没有减去的", "a sum of money without a minus below"
            )
            raise NotAnInequality(one.at, allowed)
        if left.top.dimension != 1:
            allowed = Words("资金作分母时，上面也应是资金", "money above where money is below")
            raise NotAnInequality(one.at, allowed)
        return Quotient(left.top, right.top, one.right)
