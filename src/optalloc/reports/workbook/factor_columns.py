"""The columns of a factor formula, from the figures of each factor to the amounts."""

from collections.abc import Mapping
from fractions import Fraction

from optalloc.core.exact import total
from optalloc.core.message import NOTHING, Words
from optalloc.core.money import parse_number
from optalloc.present.xlsx.cells import sum_of
from optalloc.present.xlsx.figures import decimal, plain_format, share_format
from optalloc.problem.facts import Indicator, Recipient
from optalloc.problem.interfaces import ScoreLine
from optalloc.problem.targets.factors import Factors
from optalloc.problem.targets.progress import Coefficients
from optalloc.reports.workbook.columns import Columns

FIGURE, SHARE = Words("数据", "figure"), Words("占比", "share")
WEIGHTED, SCORE = Words("占比×权重", "share x weight"), Words("得分", "score")
COMBINED = Words("加权合计", "weighted sum")
AMOUNT = Words("测算额", "target")
SHARES = "0.0000%"
MOST_LINES = 40
"""Lines of progress that a formula can tell apart; Excel nests 64 deep."""
Lines = Mapping[str, list[ScoreLine]]


def write_factors(columns: Columns, part: Factors, lines: Lines, rest: str) -> int:
    """Write a factor formula and return the column of its amounts."""
    weighted = [
        _write_factor(columns, part, name, {who: own[i] for who, own in lines.items()})
        for i, name in enumerate(part.weights)
    ]
    columns.may_break()
    score = columns.open(SCORE)
    scores = {who: total(_score(own)) for who, own in lines.items()}
    for who, value in scores.items():
        text = sum_of([columns.cell(c, who) for c in weighted])
        columns.formula(score, who, text, value, SHARES)
    columns.total(score, Fraction(1), "0.00%")
    portion = ""
    if part.portion != 1:
        form = '"×"' + share_format([part.portion])
        portion = columns.parameter(score, part.portion, form)
    if part.coefficients is not None:
        score = _write_progress(columns, part.coefficients, scores, score)
    return _write_amounts(columns, lines, score, (rest, portion, part.coefficients is not None))


def _score(own: list[ScoreLine]) -> list[Fraction]:
    return [line.share * line.weight for line in own if line.share and line.weight]


def _write_factor(
    columns: Columns, part: Factors, name: str, lines: Mapping[str, ScoreLine]
) -> int:
    """Write the columns of one factor and return that of share times weight."""
    problem = columns.material.problem
    indicator, start = problem.indicators[name], columns.next
    columns.may_break()
    covered = [r for r in problem.recipients if r.name in lines]
    base = _write_figures(columns, indicator, covered)
    if indicator.how.basis_head != NOTHING:
        base = _write_bases(columns, indicator, covered, base)
    else:
        figures = [indicator.figure(r) for r in covered]
        columns.total(base, total(figures), plain_format(figures))
    share = columns.open(SHARE, below_a_factor=True)
    for who, line in lines.items():
        text = f"{columns.cell(base, who)}/{columns.total_cell(base)}"
        columns.formula(share, who, text, line.share or Fraction(0), SHARES)
    columns.total(share, Fraction(1), "0.00%")
    weighted, weight = columns.open(WEIGHTED, below_a_factor=True), part.weights[name]
    cell = columns.parameter(weighted, weight, share_format([weight]))
    for who, line in lines.items():
        text = f"{columns.cell(share, who)}*{cell}"
        columns.formula(weighted, who, text, (line.share or Fraction(0)) * weight, SHARES)
    columns.total(weighted, weight, "0.00%")
    columns.page.head(columns.heads + 1, start, name, columns=columns.next - start)
    return weighted


def _write_figures(columns: Columns, indicator: Indicator, covered: list[Recipient]) -> int:
    """Write the figures of a factor, its sub-groups first where it has some."""
    unit = (
        Words(f"（{indicator.unit}）", f" ({indicator.unit})") if indicator.unit else Words("", "")
    )
    (only, coefficient), *more = indicator.columns.items()
    if coefficient == 1 and not more:
        figures = {r.name: r.facts[only] for r in covered}
        return columns.figures(FIGURE + unit, figures, below_a_factor=True)
    groups = dict[int, str]()
    for group, coefficient in indicator.columns.items():
        figures = {r.name: r.facts[group] for r in covered}
        column = columns.figures(Words(group, group) + unit, figures, below_a_factor=True)
        groups[column] = columns.parameter(column, coefficient, '"×"' + plain_format([coefficient]))
        columns.total(column, total(figures.values()), plain_format(figures.values()))
    column, sums = (
        columns.open(COMBINED, below_a_factor=True),
        [indicator.figure(r) for r in covered],
    )
    for recipient, value in zip(covered, sums, strict=True):
        text = sum_of([f"{columns.cell(c, recipient.name)}*{by}" for c, by in groups.items()])
        columns.formula(column, recipient.name, text, value, plain_format(sums))
    return column


def _write_bases(
    columns: Columns, indicator: Indicator, covered: list[Recipient], base: int
) -> int:
    """Write what shares are taken of, where it is not the figures."""
    how = indicator.how
    column = columns.open(how.basis_head, below_a_factor=True)
    values = how.bases([indicator.figure(r) for r in covered])
    for r, value in zip(covered, values, strict=True):
        text = how.formula(columns.cell(base, r.name))
        columns.formula(column, r.name, text, value, "0.0000E+00")
    columns.total(column, total(values), "0.0000E+00")
    return column


def _write_progress(
    columns: Columns, coefficients: Coefficients, scores: Mapping[str, Fraction], score: int
) -> int:
    """Write progress, the coefficient that follows from it, and the scores after it."""
    recipients = columns.material.problem.recipient_named
    facts = {who: recipients[who].facts[coefficients.column] for who in scores}
    progress = columns.figures(coefficients.column, facts)
    factor = columns.open(Words("进度系数", "progress coefficient"))
    after = columns.open(Words("调整后得分", "score after it"))
    times = {who: coefficients.of(recipients[who]) for who in scores}
    for who, value in scores.items():
        form = plain_format(times.values())
        if len(coefficients.below) <= MOST_LINES:
            text = _coefficient(coefficients, columns.cell(progress, who))
            columns.formula(factor, who, text, times[who], form)
        else:
            columns.number(factor, who, times[who], form)
        text = f"{columns.cell(score, who)}*{columns.cell(factor, who)}"
        columns.formula(after, who, text, value * times[who], SHARES)
    columns.total(after, total(scores[who] * times[who] for who in scores), SHARES)
    return after


def _coefficient(coefficients: Coefficients, progress: str) -> str:
    """Return the formula of a coefficient: that of the lowest line that progress is below."""
    lines = sorted((parse_number(line), c) for line, c in coefficients.below.items())
    text = "1"
    for line, coefficient in reversed(lines):
        text = f"IF({progress}<{decimal(line):f},{decimal(coefficient):f},{text})"
    return text


def _write_amounts(columns: Columns, lines: Lines, score: int, how: tuple[str, str, bool]) -> int:
    """Write the money that the scores come to."""
    rest, portion, is_shared_anew = how
    money = columns.material.money
    amounts = {who: total(line.amount for line in own) for who, own in lines.items()}
    column, pot = columns.open(AMOUNT), total(amounts.values())
    form = columns.money_form(amounts.values())
    text = f"({rest})*{portion}" if portion else rest
    cell = columns.parameter(column, money.of(pot), columns.money_form([pot]), text)
    for who, value in amounts.items():
        text = f"{cell}*{columns.cell(score, who)}"
        text += f"/{columns.total_cell(score)}" if is_shared_anew else ""
        columns.formula(column, who, text, money.of(value), form)
    columns.total(column, money.of(pot), form)
    return column
