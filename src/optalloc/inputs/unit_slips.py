"""Amounts and figures that look as if they were written in another unit: a warning, never a fault.

    an amount a among others like one another, of median m:  a or m is 1000 times the other or
    more, and with a slip of 10000 (元 for 万元, 万元 for 亿元) or 10^8 undone  m/30 <= a <= 30 m

    all the money beside what was given before, is asked for or was approved: the same

    a column headed （万人） whose indicator is declared in 人: the figures are 10000 times as small

Warnings name the factor that would explain the figure. Nothing is changed.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import lcm

from optalloc.core.message import Words
from optalloc.core.money import show_fraction
from optalloc.inputs.measures import unit_size
from optalloc.inputs.table_facts import TableFacts
from optalloc.inputs.tables import tidy_header
from optalloc.problem.problem import Problem
from optalloc.problem.targets.units import Units

SUSPICIOUS = 1000
"""How many times the others' median an amount is before anybody is asked about it."""
FEWEST = 2
"""Fewest other amounts beside which one is odd."""
LIKE = 30
"""How many times the others' median an amount may be that is of their size."""
SLIPS = (10**4, 10**8)
"""How far units lie apart: 元, 万元, 亿元; 人, 万人."""
DIGITS = 4


def unit_slips(problem: Problem, facts: TableFacts) -> Iterator[Words]:
    """Yield what looks like a slip of a unit, in amounts and in headers of the recipients."""
    brackets = facts.table.brackets if facts.table is not None else {}
    for what, amounts in _amounts(problem):
        yield from _odd_amounts(problem, what, amounts)
    yield from _odd_money(problem)
    yield from _odd_figures(problem, brackets)
    declared = [
        (column, indicator.unit, coefficient)
        for indicator in problem.indicators.values()
        for column, coefficient in indicator.columns.items()
    ]
    declared += [
        (part.column, part.unit, Fraction(1)) for part in problem.targets if isinstance(part, Units)
    ]
    for column, unit, coefficient in dict.fromkeys(declared):
        bracket = brackets.get(tidy_header(column), "")
        times = _times(bracket, unit)
        # 10000 * 流动（万人） is in 人: the coefficient says how.
        if times not in (None, 1, abs(coefficient)):
            assert times is not None
            yield Words(
                f"“{column}”的表头写（{bracket}），情景里写的单位是 {unit}：相差 "
                f"{show_fraction(max(times, 1 / times))} 倍，请核对。",
                f"the header of {column} says ({bracket}), its unit in the scenario is {unit}: "
                f"{show_fraction(max(times, 1 / times))} times apart, please check.",
            )


def _odd_figures(problem: Problem, brackets: Mapping[str, str]) -> Iterator[Words]:
    """Yield figures of recipients that are ten thousand times the others' size, or a part of it."""
    columns = [c for indicator in problem.indicators.values() for c in indicator.columns]
    for column in dict.fromkeys(columns):
        held = [(r.name, r.facts[column]) for r in problem.recipients if column in r.facts]
        common = lcm(*(figure.denominator for _, figure in held))
        whole = {n: f.numerator * (common // f.denominator) for n, f in held if f > 0}
        if not whole or max(whole.values()) < SUSPICIOUS * min(whole.values()):
            continue
        unit = brackets.get(tidy_header(column), "")
        for name, figure, middle, slip, meant in _odd(whole):
            ratio = show_fraction(Fraction(max(figure, middle), min(figure, middle)), 0)
            came, usual, due = (
                show_fraction(Fraction(f) / common, DIGITS) + unit for f in (figure, middle, meant)
            )
            yield Words(
                f"“{column}”一列 {name} 为 {came}，与其余的中位数 {usual} 相差 {ratio} 倍："
                f"单位写错 {slip} 倍就能解释，应为 {due}？",
                f"{column} of {name} is {came}, {ratio} times from the others' median of {usual}: "
                f"a unit off by {slip} would explain it; is {due} meant?",
            )


def _amounts(problem: Problem) -> Iterator[tuple[Words, dict[str, int]]]:
    """Yield amounts of one kind by name [fen], with what they are."""
    yield Words("资金来源", "source"), {s.name: s.amount for s in problem.sources}
    needs = {"、".join(pair): need for pair, need in problem.needs.items()}
    yield Words("需求", "need"), needs
    yield Words("项目需求", "need of project"), {p.name: p.need for p in problem.projects}
    years: dict[str, int] = defaultdict(int)
    for award in problem.history:
        years[f"{award.year} {award.recipient}"] += award.amount
    yield Words("往年金额", "amount of earlier year"), dict(years)
    given: dict[str, int] = defaultdict(int)
    for made in problem.earlier:
        given[made.recipient] += made.amount
    yield Words("已下达金额", "amount already given to"), dict(given)
    approved = problem.approved
    if approved is not None:
        yield Words("已批金额", "approved amount of"), dict(approved.by_recipient)


def _odd_money(problem: Problem) -> Iterator[Words]:
    """Yield that all the money is far from another sum: yuan in every cell of a column of 万元.

    Where one source is odd among the others that one is told.
    """
    of_each_source = {source.name: source.amount for source in problem.sources}
    if any(True for _ in _odd(of_each_source)):
        return
    money = sum(of_each_source.values())
    others = [
        (Words("前批合计", "the batches before"), sum(made.amount for made in problem.earlier)),
        (Words("需求合计", "all needs"), sum(problem.needs.values())),
        (Words("项目需求合计", "all needs of projects"), sum(p.need for p in problem.projects)),
    ]
    if problem.approved is not None:
        of_each = problem.approved.by_recipient.values()
        others.append((Words("已批方案合计", "the approved plan"), sum(of_each)))
    for what, other in others:
        meant = [_undone(money, other, slip) for slip in SLIPS] if money and other else []
        if (due := next((m for m in meant if m is not None), None)) is None:
            continue
        ratio = show_fraction(Fraction(max(money, other), min(money, other)), 0)
        came, usual, said = (problem.say(amount) for amount in (money, other, due))
        yield Words(
            f"资金来源合计 {came}，{what.zh} {usual}，相差 {ratio} 倍："
            f"是否写错了单位，应为 {said}？",
            f"the sources come to {came}, {what.en} to {usual}, {ratio} times apart: was a unit "
            f"mistaken, and is {said} meant?",
        )
        return


def _odd_amounts(problem: Problem, what: Words, amounts: dict[str, int]) -> Iterator[Words]:
    """Yield amounts that are far from the others and of their size with a unit's slip undone."""
    for name, amount, middle, slip, meant in _odd(amounts):
        ratio = show_fraction(Fraction(max(amount, middle), min(amount, middle)), 0)
        yield Words(
            f"{what.zh} {name} 为 {problem.say(amount)}，与其余的中位数 "
            f"{problem.say(middle)} 相差 {ratio} 倍：单位写错 {slip} 倍就能解释，"
            f"应为 {problem.say(meant)}？",
            f"{what.en} {name} is {problem.say(amount)}, {ratio} times from the others' "
            f"median of {problem.say(middle)}: a unit off by {slip} would explain it; "
            f"is {problem.say(meant)} meant?",
        )


def _odd(figures: Mapping[str, int]) -> Iterator[tuple[str, int, int, int, Fraction]]:
    """Yield the name, figure, others' median, slip and what is meant of each that is odd."""
    rising = sorted(figure for figure in figures.values() if figure > 0)
    for name, figure in figures.items():
        # One other figure says nothing, nor do others that are no more like one another.
        if figure <= 0 or len(rising) <= FEWEST:
            continue
        least, middle, most = _others(rising, bisect_left(rising, figure))
        if most >= SUSPICIOUS * least:
            continue
        for slip in SLIPS:
            meant = _undone(figure, middle, slip)
            if meant is not None:
                yield name, figure, middle, slip, meant
                break


def _others(rising: Sequence[int], without: int) -> tuple[int, int, int]:
    """Return the least, the lower median and the greatest of rising amounts without one of them."""
    last = len(rising) - 2
    places = (0, last // 2, last)
    least, middle, most = (rising[k if k < without else k + 1] for k in places)
    return least, middle, most


def _undone(amount: int, middle: int, slip: int) -> Fraction | None:
    """Return an amount with a slip undone; None where that does not make it like the others."""
    if max(amount, middle) < SUSPICIOUS * min(amount, middle):
        return None
    meant = Fraction(amount, slip) if amount > middle else Fraction(amount * slip)
    return meant if Fraction(middle, LIKE) <= meant <= LIKE * middle else None


def _times(one: str, other: str) -> Fraction | None:
    """Return how many of another unit one unit is; None where nobody can say."""
    own, its = unit_size(one), unit_size(other)
    if own is None or its is None or one == other or own.measure != its.measure:
        return None
    return own.size / its.size
