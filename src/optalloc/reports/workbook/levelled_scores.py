"""Score columns of parts that share out again and again: bounded factors, and topping up.

Figures, weights, lines and the money stand there as for any formula. What is shared again within
bounds is found by going round, which no cell does: those targets are values, and the notes say so.
"""

from collections.abc import Mapping
from fractions import Fraction

from optalloc.core.exact import total
from optalloc.core.message import NOTHING, Words
from optalloc.core.money import FEN_PER_UNIT
from optalloc.present.xlsx.book import sum_of
from optalloc.present.xlsx.figures import plain_format, share_format
from optalloc.problem.interfaces import TargetPart
from optalloc.problem.problem import Problem
from optalloc.problem.targets.bounded_factors import BoundedFactors
from optalloc.problem.targets.factors import Factors
from optalloc.problem.targets.top_up import TopUp
from optalloc.reports.workbook.columns import Columns, Lines, with_unit

AMOUNT = Words("测算额", "target")
SHARES = "0.0000%"


def is_value(problem: Problem, part: TargetPart) -> bool:
    """Return whether the targets of a part stand in the workbook as values, by no formula."""
    if part.at:
        named = [*part.weights, *(part.within or {})] if isinstance(part, Factors) else []
        bases = [problem.indicators[name].how.basis_head for name in named]
        return not bases or any(head != NOTHING for head in bases)
    if not isinstance(part, BoundedFactors):
        return False
    is_bounded = part.at_least is not None or part.at_most is not None
    return is_bounded or part.overpaid == "zero"


def write_bounded(columns: Columns, part: BoundedFactors, lines: Lines, rest: str) -> int:
    """Write figures, shares and weights, the year's money and what was given, then the targets."""
    problem, money = columns.material.problem, columns.material.money
    for name in part.eligible:
        if name not in part.weights:
            _write_figures(columns, part, name, lines)
    weighted = []
    for place, (name, weight) in enumerate(part.weights.items()):
        columns.may_break()
        _write_figures(columns, part, name, lines)
        shares = {who: own[place].share or Fraction(0) for who, own in lines.items()}
        share = columns.figures(Words(f"{name}：计入的占比", f"{name}: share that counts"), shares)
        column = columns.open(Words("占比×权重", "share x weight"))
        cell = columns.parameter(column, weight, share_format([weight]))
        for who, value in shares.items():
            text = f"{columns.cell(share, who)}*{cell}"
            columns.formula(column, who, text, value * weight, SHARES)
        weighted.append(column)
    given = {who: problem.given_before.get(who, 0) for who in lines}
    taken = _write_given_before(columns, given) if part.over == "year" else None
    is_final = not is_value(columns.material.problem, part)
    plain = columns.open(_plain_head(is_final, taken is not None))
    of_factors = {who: own[: len(part.weights)] for who, own in lines.items()}
    amounts = {who: total(line.amount for line in own) for who, own in of_factors.items()}
    text = rest if part.portion == 1 else f"({rest})*{part.portion}"
    text += f"+{columns.total_cell(taken)}" if taken is not None else ""
    pot, form = total(amounts.values()), columns.money_form(amounts.values())
    cell = columns.parameter(plain, money.of(pot), columns.money_form([pot]), text)
    for who, value in amounts.items():
        text = f"{cell}*({sum_of([columns.cell(c, who) for c in weighted])})"
        columns.formula(plain, who, text, money.of(value), form)
    columns.total(plain, money.of(pot), form)
    if is_final and taken is None:
        return plain
    return _write_due(columns, lines, taken, plain if is_final else None)


def _plain_head(is_final: bool, is_year: bool) -> Words:
    """Return what the money by scores alone is called: the target only where that is the end."""
    head = Words("全年测算额", "target of the year") if is_year else AMOUNT
    again = Words(f"再分配前的{head.zh}", f"{head.en} before it is shared again")
    return head if is_final else again


def _write_figures(columns: Columns, part: BoundedFactors, name: str, lines: Lines) -> None:
    """Write the figures of an indicator, and above them the line from which they count."""
    problem = columns.material.problem
    indicator = problem.indicators[name]
    figures = {who: indicator.figure(problem.recipient_named[who]) for who in lines}
    column = columns.figures(with_unit(name, indicator.unit), figures)
    lines_of = [own[name] for own in (part.thresholds, part.eligible) if name in own]
    if lines_of:
        strictest, mark = (max, "≥") if indicator.how.is_rising else (min, "≤")
        line = strictest(lines_of)
        columns.parameter(column, line, f'"{mark}"{plain_format([line])}')


def _write_given_before(columns: Columns, given: Mapping[str, int]) -> int:
    """Write what everybody was already given this year."""
    money, form = columns.material.money, columns.money_form(given.values())
    column = columns.open(Words("已下达", "given before"))
    for who, value in given.items():
        columns.number(column, who, money.of(value), form)
    columns.total(column, money.of(total(Fraction(m) for m in given.values())), form)
    return column


def _write_due(columns: Columns, lines: Lines, taken: int | None, year: int | None) -> int:
    """Write what is to be given now: a formula beside the column of the year's, else values."""
    money = columns.material.money
    column = columns.open(Words("本次测算额", "target now") if taken is not None else AMOUNT)
    due = {who: total(line.amount for line in own) for who, own in lines.items()}
    form = columns.money_form(due.values())
    for who, value in due.items():
        if year is None or taken is None:
            columns.number(column, who, money.of(value), form)
        else:
            text = f"{columns.cell(year, who)}-{columns.cell(taken, who)}"
            columns.formula(column, who, text, money.of(value), form)
    columns.total(column, money.of(total(due.values())), form)
    return column


def write_top_up(columns: Columns, part: TopUp, lines: Lines) -> int:
    """Write what everybody has, what it is counted by, the level, and what lifts it there."""
    problem, money = columns.material.problem, columns.material.money
    unit = FEN_PER_UNIT[problem.unit]
    own = {who: money.of((line[0].figure or Fraction(0)) * unit) for who, line in lines.items()}
    counts = {who: problem.recipient_named[who].facts[part.per] for who in lines}
    has = columns.figures(part.column, own)
    count = columns.figures(part.per, counts)
    due = {who: total(one.amount for one in line) for who, line in lines.items()}
    column, form = columns.open(AMOUNT), columns.money_form(due.values())
    reached = [(own[w] + money.of(due[w])) / counts[w] for w in due if due[w]]
    level = reached[0] if reached else Fraction(0)
    lifted = columns.page.say(Words("补到 ", "up to "))
    cell = columns.parameter(column, level, f'"{lifted}"{plain_format([level])}')
    for who, value in due.items():
        text = f"MAX(0,{cell}*{columns.cell(count, who)}-{columns.cell(has, who)})"
        columns.formula(column, who, text, money.of(value), form)
    columns.total(column, money.of(total(due.values())), form)
    return column
