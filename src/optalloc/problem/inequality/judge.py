"""An inequality held against one plan: both sides as plain figures, straight from its tree.

It shares no arithmetic with `terms`, which makes the rows, so that a mistake in one shows in the
other. A share keeps its whole beside it; where nothing is in the whole, it is multiplied out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from optalloc.core.money import FEN_PER_UNIT
from optalloc.problem.facts import Award, Plan
from optalloc.problem.inequality.names import Meaning, Selection
from optalloc.problem.inequality.read import ColumnSum, Expression, Figure, Inequality, NamedMoney


@dataclass(frozen=True)
class Side:
    """The value of a side.

    Attributes:
        top: The value; of a share, that of its part [fen].
        bottom: The whole that it is a share of [fen]; 1 where it is none.
        whole: The expression of the whole; None where it is no share.
        is_money: Whether the value is money [fen]; a share and a plain number are none.
    """

    top: Fraction
    bottom: Fraction = Fraction(1)
    whole: Expression | None = None
    is_money: bool = False

    @property
    def value(self) -> Fraction | None:
        """The figure itself; None for a share of nothing."""
        return self.top / self.bottom if self.bottom else None


@dataclass(frozen=True)
class Judge:
    """Works out an inequality for a plan."""

    meaning: Meaning
    plan: Plan

    def sides(self, inequality: Inequality, each: str = "") -> tuple[Side, Side]:
        """Return both sides; a plain number beside money in fen."""
        left, right = self._of(inequality.left, each), self._of(inequality.right, each)
        return self._in_money(left, right), self._in_money(right, left)

    def excess(self, left: Side, right: Side) -> Fraction:
        """Return how much the left side is above the right one, shares multiplied out [fen]."""
        if left.whole == right.whole:
            return left.top - right.top
        return left.top * right.bottom - right.top * left.bottom

    @cached_property
    def _awards(self) -> Mapping[str, Sequence[Award]]:
        """The plan's awards by recipient."""
        found: dict[str, list[Award]] = {}
        for award in self.plan.awards:
            found.setdefault(award.recipient, []).append(award)
        return found

    @cached_property
    def _sums(self) -> dict[Selection, int]:
        return {}

    def _held(self, chosen: Selection) -> int:
        """Return the money of a selection [fen], worked out once."""
        if chosen not in self._sums:
            whom = self._awards if chosen.recipients is None else chosen.recipients
            awards = (a for name in whom for a in self._awards.get(name, ()))
            self._sums[chosen] = sum(a.amount for a in awards if chosen.has(a))
        return self._sums[chosen]

    def _of(self, one: Expression, each: str) -> Side:
        if isinstance(one, Figure):
            return Side(one.value, is_money=one.is_money)
        if isinstance(one, ColumnSum):
            return Side(self.meaning.figure(one, each))
        if isinstance(one, NamedMoney):
            chosen = self.meaning.selection(one, each)
            return Side(Fraction(self._held(chosen)), is_money=True)
        left, right = self._of(one.left, each), self._of(one.right, each)
        if one.mark in ("+", "-"):
            left, right = self._in_money(left, right), self._in_money(right, left)
            sign = 1 if one.mark == "+" else -1
            if left.whole == right.whole:
                return Side(left.top + sign * right.top, left.bottom, left.whole, left.is_money)
            top = left.top * right.bottom + sign * right.top * left.bottom
            return Side(top, left.bottom * right.bottom, left.whole or right.whole)
        if one.mark == "*":
            top = left.top * right.top
            is_money = left.is_money or right.is_money
            return Side(top, left.bottom * right.bottom, left.whole or right.whole, is_money)
        if right.is_money:
            return Side(left.top, right.top, one.right)
        return Side(left.top / right.top, left.bottom, left.whole, left.is_money)

    def _in_money(self, one: Side, beside: Side) -> Side:
        """Return a plain number beside money as so many units of the scenario [fen]."""
        if not beside.is_money or one.is_money or one.whole is not None:
            return one
        return Side(one.top * FEN_PER_UNIT[self.meaning.facts.unit], is_money=True)
