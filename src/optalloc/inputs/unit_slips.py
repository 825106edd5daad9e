"""Amounts and figures that look as if they were written in another unit: a warning, never a fault.

    an amount among others like one another: what 10000 or 10^8 times explains (`core/odd_amounts`)

    all the money beside what was given before, is asked for or was approved: the same; what is odd
    among amounts of its own kind is told there alone

    a column headed （万人） whose indicator is declared in 人: the figures are 10000 times as small

Warnings name the factor that would explain the figure. Nothing is changed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import lcm

from optalloc.core.message import Words
from optalloc.core.money import show_fraction
from optalloc.core.odd_amounts import SUSPICIOUS, odd_amounts, slip_undone
from optalloc.inputs.measures import unit_size
from optalloc.inputs.table_facts import TableFacts
from optalloc.inputs.tables import unit_told
from optalloc.problem.problem import Problem

DIGITS = 4


def unit_slips(problem: Problem, facts: TableFacts) -> Iterator[Words]:
    """Yield what looks like a slip of a unit, in amounts and in headers of the recipients."""
    table = facts.table
    brackets = {} if table is None else {**table.brackets, **table.units}
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
        (figure.column, figure.unit, Fraction(1))
        for part in problem.targets
        for figure in part.own_figures(problem)
        if figure.unit and figure.column not in part.own_money().values()
    ]
    for column, unit, coefficient in dict.fromkeys(declared):
        bracket = unit_told(column, brackets)
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
        unit = unit_told(column, brackets)
        for name, (figure, middle, slip, meant) in odd_amounts(whole):
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

    Of the two the larger is asked about: an office types yuan under 万元 far more often than the
    other way round. Where one source is odd among the others that one is told.
    """
    of_each_source = {source.name: source.amount for source in problem.sources}
    if any(True for _ in odd_amounts(of_each_source)):
        return
    of_sources = Words("资金来源合计", "the sources"), sum(of_each_source.values())
    given = _plain_sum(award.amount for award in problem.earlier)
    others = [
        (Words("前批合计", "the batches before"), given),
        (Words("需求合计", "all needs"), _plain_sum(problem.needs.values())),
        (
            Words("项目需求合计", "all needs of projects"),
            _plain_sum(p.need for p in problem.projects),
        ),
    ]
    if problem.approved is not None:
        of_each = problem.approved.by_recipient.values()
        others.append((Words("已批方案合计", "the approved plan"), _plain_sum(of_each)))
    for of_other in others:
        (what, large), (beside, small) = sorted((of_sources, of_other), key=lambda of: -of[1])
        odd = slip_undone(large, small) if small else None
        if odd is None:
            continue
        ratio = show_fraction(Fraction(large, small), 0)
        came, usual, said = (problem.say(amount) for amount in (large, small, odd.meant))
        yield Words(
            f"{what.zh} {came}，{beside.zh} {usual}，相差 {ratio} 倍："
            f"是否写错了单位，应为 {said}？",
            f"{what.en} come to {came}, {beside.en} to {usual}, {ratio} times apart: was a unit "
            f"mistaken, and is {said} meant?",
        )
        return


def _plain_sum(amounts: Iterable[int]) -> int:
    """Return the sum of amounts but those that are odd among them, which are told themselves."""
    each = dict(enumerate(amounts))
    odd = {k for k, _ in odd_amounts(each)}
    return sum(amount for k, amount in each.items() if k not in odd)


def _odd_amounts(problem: Problem, what: Words, amounts: dict[str, int]) -> Iterator[Words]:
    """Yield amounts that are far from the others and of their size with a unit's slip undone."""
    for name, (amount, middle, slip, meant) in odd_amounts(amounts):
        ratio = show_fraction(Fraction(max(amount, middle), min(amount, middle)), 0)
        yield Words(
            f"{what.zh} {name} 为 {problem.say(amount)}，与其余的中位数 "
            f"{problem.say(middle)} 相差 {ratio} 倍：单位写错 {slip} 倍就能解释，"
            f"应为 {problem.say(meant)}？",
            f"{what.en} {name} is {problem.say(amount)}, {ratio} times from the others' "
            f"median of {problem.say(middle)}: a unit off by {slip} would explain it; "
            f"is {problem.say(meant)} meant?",
        )


def _times(one: str, other: str) -> Fraction | None:
    """Return how many of another unit one unit is; None where nobody can say."""
    own, its = unit_size(one), unit_size(other)
    if own is None or its is None or one == other or own.measure != its.measure:
        return None
    return own.size / its.size
