"""因素与得分: how every target follows from figures, a group of columns for each target part.

    figure -> (sum of sub-groups) -> (reciprocal) -> share -> share x weight -> score -> target

Weights, standards, coefficients and the money that a formula shares out stand in one row above the
recipients, so that a changed weight changes every target.
"""

from collections.abc import Mapping
from fractions import Fraction

from optalloc.core.exact import total
from optalloc.core.message import NOTHING, Words
from optalloc.core.money import parse_number
from optalloc.present.xlsx.book import TOTAL, WorkbookSheet, cell_name, sum_of
from optalloc.present.xlsx.figures import amount_format, decimal, plain_format, share_format
from optalloc.problem.facts import Indicator, Recipient
from optalloc.problem.interfaces import ScoreLine, TargetPart
from optalloc.problem.targets.bounded_factors import BoundedFactors
from optalloc.problem.targets.carve_out import CarveOut
from optalloc.problem.targets.factors import Coefficients, Factors
from optalloc.problem.targets.fixed import Fixed
from optalloc.problem.targets.top_up import TopUp
from optalloc.problem.targets.units import Units
from optalloc.reports.workbook.addresses import ScoresAt, SourcesAt
from optalloc.reports.workbook.columns import Columns, Lines, with_unit
from optalloc.reports.workbook.context import Material
from optalloc.reports.workbook.levelled_scores import AMOUNT, SHARES, write_bounded, write_top_up
from optalloc.reports.workbook.of_units import write_of_units

FIGURE, SHARE = Words("数据", "figure"), Words("占比", "share")

WEIGHTED, SCORE = Words("占比×权重", "share x weight"), Words("得分", "score")

COMBINED = Words("加权合计", "weighted sum")

MOST_LINES = 40
"""Lines of progress that a formula can tell apart; Excel nests 64 deep."""

NAME = Words("因素与得分", "Scores")

SUBJECT = Words("因素、得分与测算额", "Scores")

SUM = Words("合计", "total")

PARAMETERS = Words("参数", "parameters")

WIDE_PART = 3
"""Columns from which the heading of a part stands at its left, where the first page shows it."""

KINDS: dict[type[TargetPart], Words] = {
    Fixed: Words("定额", "fixed amounts"),
    Units: Words("按标准测算", "units x standard"),
    CarveOut: Words("切块", "on top"),
    Factors: Words("因素法", "factor formula"),
}


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
    (only, coefficient), *more = indicator.columns.items()
    if coefficient == 1 and not more:
        figures = {r.name: r.facts[only] for r in covered}
        head = with_unit(FIGURE, indicator.unit)
        return columns.figures(head, figures, below_a_factor=True)
    groups = dict[int, str]()
    for group, coefficient in indicator.columns.items():
        figures = {r.name: r.facts[group] for r in covered}
        column = columns.figures(with_unit(group, indicator.unit), figures, below_a_factor=True)
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


def write_scores(page: WorkbookSheet, material: Material, sources: SourcesAt) -> ScoresAt:
    """Write the sheet."""
    columns = Columns(page, material)
    for i, name in enumerate(material.names):
        page.name_of(columns.first + i, 0, name)
    page.head(columns.heads, 0, Words("单位", "recipient"), rows=3)
    page.framed(columns.parameters, 0, PARAMETERS, bg_color=TOTAL)
    amounts, taken = list[int](), list[int]()
    rest = sources.whole.on(page.name)
    for part, money in material.report.solved.targets.parts:
        start = columns.next
        columns.may_break()
        lines = _by_recipient(list(part.sheet(material.problem, money)))
        if part.takes_rest and taken:
            rest = "-".join([sources.whole.on(page.name), *map(columns.total_cell, taken)])
        amounts.append(_write_part(columns, part, lines, rest))
        if not part.takes_rest:
            taken.append(amounts[-1])
        wide = columns.next - start
        write = page.wide_head if wide > WIDE_PART else page.head
        write(columns.heads, start, _heading(material, part), columns=wide)
    columns.may_break()
    column = _write_targets(columns, amounts)
    page.title(material.title, SUBJECT, column + 1)
    page.name_of(columns.last + 1, 0, page.say(SUM), bold=True, bg_color=TOTAL)
    columns.fill()
    page.finish((columns.heads, columns.parameters), (columns.first, 1))
    return ScoresAt(page.name, columns.first, columns.last, column)


def _by_recipient(lines: list[ScoreLine]) -> dict[str, list[ScoreLine]]:
    found: dict[str, list[ScoreLine]] = {}
    for line in lines:
        found.setdefault(line.recipient, []).append(line)
    return found


def _heading(material: Material, part: TargetPart) -> Words:
    """Name a part by what it is; by its name too where several are of one kind."""
    kind = KINDS.get(type(part))
    if kind is None or part.at:
        return part.words(material.problem)
    alike = [p for p in material.problem.targets if type(p) is type(part)]
    label = Words(f"（{part.shown.zh}）", f" ({part.shown.en})") if len(alike) > 1 else NOTHING
    return kind + label


def _write_part(columns: Columns, part: TargetPart, lines: Lines, rest: str) -> int:
    """Write the columns of one target part and return that of its amounts."""
    if part.at and part.within is not None:
        return write_of_units(columns, part, lines, rest)
    if part.at:  # what a unit's money comes from stands in other tables than the recipients'
        return _write_given(columns, lines)
    if isinstance(part, Factors):
        return write_factors(columns, part, lines, rest)
    if isinstance(part, BoundedFactors):
        return write_bounded(columns, part, lines, rest)
    if isinstance(part, TopUp):
        return write_top_up(columns, part, lines)
    if isinstance(part, Units):
        return _write_units(columns, part, lines)
    if isinstance(part, CarveOut) and part.total is not None:
        return _write_shared(columns, part, part.total, lines)
    return _write_given(columns, lines)


def _write_given(columns: Columns, lines: Lines) -> int:
    """Write amounts that are stated."""
    column, money = columns.open(AMOUNT), columns.material.money
    values = {name: total(line.amount for line in own) for name, own in lines.items()}
    form = columns.money_form(values.values())
    for name, value in values.items():
        columns.number(column, name, money.of(value), form)
    columns.total(column, money.of(total(values.values())), form)
    return column


def _write_units(columns: Columns, part: Units, lines: Lines) -> int:
    """Write units, their standard and the product."""
    money = columns.material.money
    counts = {name: own[0].figure or Fraction(0) for name, own in lines.items()}
    count = columns.figures(with_unit(part.column, part.unit), counts)
    columns.total(count, total(counts.values()), plain_format(counts.values()))
    decimals = columns.material.money.decimals_in([part.standard])
    column = columns.open(AMOUNT)
    standard = columns.parameter(column, money.of(part.standard), amount_format(decimals))
    form = columns.money_form(own[0].amount for own in lines.values())
    for name, own in lines.items():
        text = f"{columns.cell(count, name)}*{standard}"
        columns.formula(column, name, text, money.of(own[0].amount), form)
    columns.total(column, money.of(total(o[0].amount for o in lines.values())), form)
    return column


def _write_shared(columns: Columns, part: CarveOut, whole: int, lines: Lines) -> int:
    """Write an amount that a group shares, by a column of figures or equally."""
    money = columns.material.money
    share = str(len(lines))
    if part.column is not None:
        figures = {name: own[0].figure or Fraction(0) for name, own in lines.items()}
        base = columns.figures(with_unit(part.column, part.unit), figures)
        columns.total(base, total(figures.values()), plain_format(figures.values()))
    parts = columns.open(Words("占比", "share"))
    column = columns.open(AMOUNT)
    form = columns.money_form(own[0].amount for own in lines.values())
    pot = columns.parameter(column, money.of(whole), form)
    for name, own in lines.items():
        if part.column is None:
            text = f"1/{share}"
        else:
            text = f"{columns.cell(base, name)}/{columns.total_cell(base)}"
        columns.formula(parts, name, text, own[0].share or Fraction(0), "0.0000%")
        text = f"{pot}*{columns.cell(parts, name)}"
        columns.formula(column, name, text, money.of(own[0].amount), form)
    columns.total(parts, Fraction(1), "0.00%")
    columns.total(column, money.of(whole), form)
    return column


def _write_targets(columns: Columns, amounts: list[int]) -> int:
    """Write what the parts come to for everybody."""
    material, page = columns.material, columns.page
    of = material.report.solved.targets.of
    column, form = columns.next, columns.money_form(of.values())
    page.head(columns.heads, column, Words("测算额合计", "target in all"), rows=3)
    columns.next += 1
    for name in material.names:
        own = [cell_name(columns.row[name], c) for c in amounts if columns.has(c, name)]
        value = material.money.of(material.report.solved.targets.target(name))
        columns.formula(column, name, sum_of(own), value, form, bold=True)
    whole = total(of.values())
    columns.total(column, material.money.of(whole), form)
    return column
