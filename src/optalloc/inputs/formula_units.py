"""Units in formulas: 人 beside 万人, money beside people, in one sum or on two sides of a line.

    an indicator  sum_i c_i * column_i:  c_i over the size of its unit is alike for all columns of
    one measure; money is not added to what is none unless a coefficient turns one into the other
    a line of one's own:  what is added or compared is of one measure and of one size

A column's unit stands in its heading: 人口（万人）; where it says none, nothing is said of it.
A number turns people into money, or anything into anything: 0.02 * 人口 is left alone. It turns 元
into 万元 only where it is near 1/10000; 0.5 * 需求（元） beside money in 万元 is asked about.
A share is not held against a number above 1 (55 for 55%), nor money against a percentage.
"""

import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

from optalloc.core.message import Words
from optalloc.core.money import show_fraction, show_percent
from optalloc.inputs.measures import MONEY, UnitSize, unit_size
from optalloc.inputs.table_facts import TableFacts
from optalloc.inputs.tables import unit_told
from optalloc.inputs.yaml_reader import Key
from optalloc.problem.facts import Indicator
from optalloc.problem.inequality.read import (
    ColumnSum,
    Expression,
    ExpressionPair,
    Figure,
    Inequality,
    NamedMoney,
    read,
)
from optalloc.problem.problem import Problem

SHARE = UnitSize("", "%", Fraction(1))
"""What a part of the money is: 0.3 for 30%, where a column headed (%) says 30."""
LIKE = 30
"""How many times one coefficient may weigh another's figures before it is asked about."""


@dataclass(frozen=True)
class MixedUnits:
    """Two units that do not go together in a formula.

    Attributes:
        key: Where the formula stands.
        allowed: What should stand there, naming both.
        is_fault: Whether it is wrong whatever is meant; else it is asked about.
    """

    key: Key
    allowed: Words
    came: str
    remedy: Words
    is_fault: bool


def mixed_units(problem: Problem, facts: TableFacts) -> Iterator[MixedUnits]:
    """Yield the formulas of a problem in which units do not go together."""
    units = _ColumnUnits(facts)
    for indicator in problem.indicators.values():
        yield from _in_indicator(indicator, units)
    for part in (*problem.rules, *problem.targets):
        key = (part.section, part.label)
        if (line := part.line()) is not None:
            yield from _in_line((*key, "says"), line, units, problem.unit)
        for setting, column in part.counted().items():
            yield from _not_counted((*key, setting), column, units)
        for setting, column in part.own_money().items():
            own, wanted = units.of(column), unit_size(problem.unit)
            if own is not None and own != wanted and _apart(own, wanted):
                yield _fault((*key, setting), column, own, problem.unit)


class _ColumnUnits:
    """The units that the headings of the recipients' table say."""

    def __init__(self, facts: TableFacts) -> None:
        self._brackets: Mapping[str, str] = {}
        if facts.table is not None:
            self._brackets = {**facts.table.brackets, **facts.table.units}

    def of(self, column: str) -> UnitSize | None:
        """Return a column's unit; None where its heading says none."""
        unit = unit_size(unit_told(column, self._brackets))
        return unit if unit is not None and unit.is_known else None


def _apart(one: UnitSize, other: UnitSize | None) -> bool:
    """Return whether two units are of another measure or of another size."""
    return other is None or (one.measure, one.size) != (other.measure, other.size)


def _fault(key: Key, column: str, own: UnitSize, unit: str) -> MixedUnits:
    allowed = Words(
        f"“{column}”的表头写（{own.said}），这里以{unit}计",
        f"a column in {unit}: the heading of {column} says ({own.said})",
    )
    remedy = Words("请换算这一列，并改正表头。", "Convert the column and correct its heading.")
    return MixedUnits(key, allowed, column, remedy, True)


def _in_indicator(indicator: Indicator, units: _ColumnUnits) -> Iterator[MixedUnits]:
    """Yield columns that an indicator adds up and that do not go together."""
    key: Key = ("indicators", indicator.name, "columns")
    known = [(c, w, u) for c, w in indicator.columns.items() if (u := units.of(c)) and w]
    for (one, weight, unit), (other, heavier, beside) in combinations(known, 2):
        is_plain = abs(weight) == abs(heavier)
        if unit.measure != beside.measure:
            if is_plain:
                is_fault = MONEY in (unit.measure, beside.measure)
                yield _sum(key, (one, unit), (other, beside), is_fault)
            continue
        times = abs((weight / unit.size) / (heavier / beside.size))
        if unit.size != beside.size and not Fraction(1, LIKE) < times < LIKE:
            yield _sum(key, (one, unit), (other, beside), is_plain)


def _sum(
    key: Key, one: tuple[str, UnitSize], other: tuple[str, UnitSize], is_fault: bool
) -> MixedUnits:
    (name, unit), (beside, its) = one, other
    allowed = Words(
        f"相加的列应以同样的单位计：“{name}”以（{unit.said}）计，“{beside}”以（{its.said}）计",
        f"columns in one unit: {name} is in ({unit.said}), {beside} in ({its.said})",
    )
    remedy = Words(
        "请换算其中一列，或用系数换算。", "Convert one of them, or say by coefficients how."
    )
    if unit.measure == its.measure:
        times = show_fraction(max(unit.size / its.size, its.size / unit.size), 4)
        remedy = Words(f"相差 {times} 倍。", f"They are {times} times apart. ") + remedy
    return MixedUnits(key, allowed, f"{name} + {beside}", remedy, is_fault)


def _not_counted(key: Key, column: str, units: _ColumnUnits) -> Iterator[MixedUnits]:
    """Yield a column by which money is divided and that counts nobody: money, or a share."""
    unit = units.of(column)
    if unit is not None and (unit.is_money or unit.measure == "%"):
        allowed = Words(
            f"人均应除以人数一类的列，“{column}”以（{unit.said}）计",
            f"money a head is divided by a count: {column} is in ({unit.said})",
        )
        remedy = Words("请核对列名。", "Check the column.")
        yield MixedUnits(key, allowed, column, remedy, False)


@dataclass(frozen=True)
class _Meant:
    """What an expression measures, as far as its units tell.

    Attributes:
        what: The name of the column that it comes from; empty for money and shares of it.
        per: What the money is divided by.
        times: How often it is taken: 0.5 * 甲镇.需求.
    """

    what: str
    unit: UnitSize
    per: UnitSize | None = None
    times: Fraction = Fraction(1)

    @property
    def is_plain_money(self) -> bool:
        """Whether it is money of the plan, taken any number of times."""
        return not self.what and self.unit.is_money and self.per is None

    @property
    def name(self) -> Words:
        """What it is called, with its unit."""
        if self.what:
            return Words(f"“{self.what}”（{self.unit.said}）", f"{self.what} ({self.unit.said})")
        if self.unit is SHARE:
            return Words("占比（0.3 即 30%）", "a share (0.3 for 30%)")
        return Words(f"资金（{self.unit.said}）", f"money ({self.unit.said})")


def _in_line(key: Key, says: str, units: _ColumnUnits, unit: str) -> Iterator[MixedUnits]:
    """Yield what a line of one's own adds or compares and that does not go together."""
    made, slips = read(says)
    if made is None or slips:
        return
    walk = _Line(key, says, units, unit)
    walk.beside(made)
    yield from walk.found


class _Line:
    """Goes through the expressions of one line; notes what does not go together."""

    def __init__(self, key: Key, says: str, units: _ColumnUnits, unit: str) -> None:
        self.key, self.says, self.units = key, says, units
        money = unit_size(unit)
        assert money is not None
        self.money = _Meant("", money)
        self.found: list[MixedUnits] = []

    def meant(self, one: Expression) -> _Meant | None:
        """Return what an expression measures; None where nobody can say."""
        if isinstance(one, NamedMoney):
            return self.money
        if isinstance(one, Figure):
            return self.money if one.is_money else None
        if isinstance(one, ColumnSum):
            unit = self.units.of(one.column)
            return None if unit is None else _Meant(one.column, unit)
        return self._of_pair(one)

    def _of_pair(self, one: ExpressionPair) -> _Meant | None:
        if one.mark in ("+", "-"):
            return self.beside(one)
        left, right = self.meant(one.left), self.meant(one.right)
        if (number := _number(one.right)) is not None:
            return _taken(left, number if one.mark == "*" else 1 / number)
        if one.mark == "*":
            if (number := _number(one.left)) is not None:
                return _taken(right, number)
            is_money = (isinstance(x, Figure) and x.is_money for x in (one.left, one.right))
            return self.money if any(is_money) else _product(left, right)
        if left is None or not left.is_plain_money or right is None:
            return None
        if right.is_plain_money:
            return _Meant("", SHARE)
        self.found += _not_counted(self.key, right.what, self.units)
        return _Meant(right.what, left.unit, right.unit)

    def beside(self, pair: ExpressionPair | Inequality) -> _Meant | None:
        """Return what two expressions that are added or compared measure; notes what is wrong."""
        left, right = self.meant(pair.left), self.meant(pair.right)
        for meant, other in ((left, pair.right), (right, pair.left)):
            if meant is not None and (plain := _plain_number(other)) is not None:
                self._number_beside(meant, *plain)
        return self.joined(left, right)

    def _number_beside(self, meant: _Meant, number: Fraction, is_percent: bool) -> None:
        """Note a number that cannot be meant beside a share, or beside money."""
        if meant.unit is SHARE and meant.times == 1 and abs(number) > 1 and not is_percent:
            text = show_fraction(number)
            allowed = Words(
                f"占比以 1 为全部（0.3 即 30%），这里与 {text} 相比、相加",
                f"a share is of 1 (0.3 for 30%), here beside {text}",
            )
            remedy = Words(f"是不是 {text}%？", f"Is {text}% meant?")
        elif meant.unit.is_money and is_percent:
            text = show_percent(number)
            allowed = Words(
                f"金额不能与百分数 {text} 相比、相加", f"an amount beside money, and not {text}"
            )
            whole = "占比(…, 合计)", "share(…, total)"
            remedy = Words(
                f"比占比的，请写 {whole[0]}；是金额的一部分，请写明是谁的，如 {text} * 合计。",
                f"For a share write {whole[1]}; for a part of money say of which: {text} * total.",
            )
        else:
            return
        self.found.append(MixedUnits(self.key, allowed, self.says, remedy, True))

    def joined(self, left: _Meant | None, right: _Meant | None) -> _Meant | None:
        """Return what two that are added or compared measure; notes where they do not match."""
        if left is None or right is None:
            return left or right
        for one, other in ((left, right), (right, left)):
            if other.is_plain_money and one.per is not None:
                self._per_many(one)
                return one
        if not _apart(left.unit, right.unit):
            if left.per is not None and right.per is not None and _apart(left.per, right.per):
                self._note(replace(left, unit=left.per), replace(right, unit=right.per))
        elif left.times == right.times == 1:
            self._note(left, right)
        elif left.unit.measure == right.unit.measure and not _is_converted(left, right):
            self._ask(left, right)
        return left if left.times == 1 else right

    def _per_many(self, one: _Meant) -> None:
        """Ask about money a head beside an amount, where heads are counted in ten thousands."""
        if one.per is not None and one.per.is_many and not one.per.is_money:
            said = one.per.said
            allowed = Words(
                f"“{one.what}”以（{said}）计：这里比的是每{said}的资金",
                f"{one.what} is in ({said}): this compares money per {said}",
            )
            remedy = Words("请核对金额。", "Check the amount.")
            self.found.append(MixedUnits(self.key, allowed, self.says, remedy, False))

    def _note(self, one: _Meant, other: _Meant) -> None:
        allowed = Words(
            f"相加、相比的应以同样的单位计：{one.name.zh}与{other.name.zh}",
            f"one unit on both sides and in a sum: {one.name.en} and {other.name.en}",
        )
        self.found.append(MixedUnits(self.key, allowed, self.says, _turned(one, other), True))

    def _ask(self, one: _Meant, other: _Meant) -> None:
        size = show_fraction(max(one.unit.size / other.unit.size, other.unit.size / one.unit.size))
        allowed = Words(
            f"“{self.says}”：{one.name.zh}与{other.name.zh}相差 {size} 倍，其中的系数不像是换算",
            f"“{self.says}”: {one.name.en} and {other.name.en} are {size} times apart, and the "
            "number there does not look like a conversion",
        )
        self.found.append(MixedUnits(self.key, allowed, self.says, _turned(one, other), False))


def _plain_number(one: Expression) -> tuple[Fraction, bool] | None:
    """Return what figures without a unit come to, and whether one has a percent mark."""
    if isinstance(one, Figure):
        return None if one.is_money else (one.value, one.is_percent)
    if not isinstance(one, ExpressionPair):
        return None
    left, right = _plain_number(one.left), _plain_number(one.right)
    if left is None or right is None or (one.mark == "/" and not right[0]):
        return None
    work = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
    return work[one.mark](left[0], right[0]), left[1] or right[1]


def _product(left: _Meant | None, right: _Meant | None) -> _Meant | None:
    """Return what two figures measure that are multiplied: 人 * 亩, and no money.

    A part of something, money a head and a standard headed (元) may turn one unit into another:
    what is multiplied by these nobody can say.
    """
    if left is None or right is None or left.per or right.per:
        return None
    if any(m.unit.measure == "%" or (m.what and m.unit.is_money) for m in (left, right)):
        return None
    said = f"{left.unit.said} * {right.unit.said}"
    measure = " * ".join(sorted((left.unit.measure, right.unit.measure)))
    size = UnitSize(said, measure, left.unit.size * right.unit.size)
    what = " * ".join(meant.what or "资金" for meant in (left, right))
    return _Meant(what, size, times=left.times * right.times)


def _number(one: Expression) -> Fraction | None:
    """Return a figure that is no money; None for what is none, and for 0."""
    return one.value or None if isinstance(one, Figure) and not one.is_money else None


def _taken(meant: _Meant | None, times: Fraction) -> _Meant | None:
    """Return what is taken so many times; its sign turns nothing into anything else."""
    return None if meant is None else replace(meant, times=meant.times * abs(times))


def _is_converted(one: _Meant, other: _Meant) -> bool:
    """Return whether the numbers beside two of one measure can be what converts their units."""
    off = (one.times / other.times) / (one.unit.size / other.unit.size)
    return Fraction(1, LIKE) < off < LIKE


def _turned(one: _Meant, other: _Meant) -> Words:
    """Say how to write a column in the unit of what it stands beside."""
    own, beside = (one, other) if one.what else (other, one)
    # 0.02 is no advice but how it is written: nobody knows what one person should get.
    how = Words(f"0.02 * {own.what}", f"0.02 * {own.what}")
    if own.unit.measure == beside.unit.measure:
        by = own.unit.size / beside.unit.size
        text = f"{own.what} * {show_fraction(by)}" if by > 1 else f"{own.what} / {1 / by}"
        how = Words(
            f"{text}（{own.unit.said} 换成 {beside.unit.said or '占比'}）",
            f"{text}, which turns {own.unit.said} into {beside.unit.said or 'a share'}",
        )
    return Words(
        f"请用数字换算，如 {how.zh}，或改正表头。",
        f"Turn one into the other by a number, as in {how.en}, or correct the heading.",
    )


def mixed_warning(mixed: MixedUnits) -> Words:
    """Return what is asked about as one sentence."""
    return mixed.allowed + Words("：", ". ") + mixed.remedy
