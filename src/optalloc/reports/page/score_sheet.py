"""The score sheet: how each factor speaks for each recipient, line by line, up to its target."""

from collections.abc import Iterator
from fractions import Fraction

from optalloc.core.alignment import NONE, padded
from optalloc.core.exact import total
from optalloc.core.message import NOTHING, Words, same
from optalloc.core.money import show_fraction, show_money, show_percent
from optalloc.explaining.waterfall.score_sheet import digits_for, shown
from optalloc.present.charts.plan_and_baseline import TARGET
from optalloc.present.document import Band, Block, Column, Items, Section, TableBlock, Text
from optalloc.problem.interfaces import ScoreLine
from optalloc.reports.page.context import RECIPIENT, PageContext

MOST_LINES = 6000
"""Most lines of a score sheet that are shown."""
SHARE_DIGITS = 4
SUM = Words("测算额", "target")

WITH_CHANGES = Words("测算额及增减", "target and changes")
"""The heading where some line takes money off: progress, bounds, what was given in advance."""


def score_sheet(page: PageContext) -> Section:
    """Return the section."""
    title = Words("因素与得分", "The score sheet")
    return Section("scores", title, list(_blocks(page)))


def _blocks(page: PageContext) -> Iterator[Block]:
    parts = [part.words(page.problem) for part, _ in page.solved.targets.parts]
    if not page.solved.targets.sheet:
        yield Text(Words("没有测算公式。", "No formula speaks for anybody."))
        return
    yield Items(parts)
    by_recipient: dict[str, list[ScoreLine]] = {}
    for line in page.solved.targets.sheet:
        by_recipient.setdefault(line.recipient, []).append(line)
    chosen, lines = [], 0
    for name in page.names:
        if lines + len(by_recipient.get(name, ())) <= MOST_LINES:
            chosen += [name] * (name in by_recipient)
            lines += len(by_recipient.get(name, ()))
    yield _table(page, [by_recipient[name] for name in chosen])
    if len(chosen) < len(by_recipient):
        yield Text(
            Words(
                f"共 {len(by_recipient)} 个单位，这里是前 {len(chosen)} 个；全部见 --json。",
                f"The first {len(chosen)} of {len(by_recipient)} recipients; --json has them all.",
            ),
            "quiet",
        )


def _table(page: PageContext, sheets: list[list[ScoreLine]]) -> TableBlock:
    """Return the lines recipient by recipient, their sum below where there are several."""
    bands: list[Band] = []
    factors: list[Words | str] = []
    figures, shares, weights, weighted = list[str](), list[str](), list[str](), list[str]()
    amounts: list[str] = []
    for sheet in sheets:
        has_sum = len(sheet) > 1
        bands.append(Band(sheet[0].recipient, len(sheet) + has_sum))
        factors += [*(_factor(page, line) for line in sheet), *[SUM] * has_sum]
        figures += [*map(_figure, sheet), *[""] * has_sum]
        shares += [*(_percent(line.share) for line in sheet), *[""] * has_sum]
        weights += [*(_percent(line.weight) for line in sheet), *[""] * has_sum]
        weighted += [*map(_weighted, sheet), *[""] * has_sum]
        amounts += _amounts(page, sheet, has_sum)
    has_changes = any(line.amount < 0 for sheet in sheets for line in sheet)
    columns = [
        Column(Words("因素", "factor"), factors, True),
        Column(Words("数值", "figure"), figures),
        Column(Words("占比", "share"), padded(shares)),
        Column(Words("权重", "weight"), padded(weights)),
        Column(Words("加权占比", "weighted share"), padded(weighted)),
        Column(WITH_CHANGES if has_changes else TARGET, padded(amounts)),
    ]
    title = Words("得分表", "Score sheet") + page.unit_line
    return TableBlock("scores-table", title, columns, bands=bands, band_head=RECIPIENT)


def _amounts(page: PageContext, sheet: list[ScoreLine], has_sum: bool) -> list[str]:
    """Return the money of each line and their sum, which add up as they are printed."""
    digits = digits_for(page.problem)
    whole = total([line.amount for line in sheet])
    lines = shown([line.amount for line in sheet], page.unit, digits)
    return [*lines, *[show_money(whole, page.unit, digits)] * has_sum]


def _factor(page: PageContext, line: ScoreLine) -> Words:
    """Return what a line is about: its factor, told from that of another formula, and how."""
    if line.how != NOTHING:
        return line.how
    if line.figure is None and line.share is None:
        name = page.problem.factor_name(line)
        return Words(f"定额：{name.zh}", f"fixed: {name.en}")
    indicator = page.problem.indicators.get(line.factor)
    how = NOTHING if indicator is None or line.share is None else indicator.how.mark
    if not _is_told_apart(page, line):
        return same(line.factor) + how
    part = page.problem.part_name(line.part)
    return Words(f"{part.zh}：{line.factor}", f"{part.en}: {line.factor}") + how


def _is_told_apart(page: PageContext, line: ScoreLine) -> bool:
    """Return whether the part's name must be said: several formulas share out the rest."""
    formulas = [part.label for part, _ in page.solved.targets.parts if part.takes_rest]
    return len(formulas) > 1 and line.part in formulas and line.part != line.factor


def _figure(line: ScoreLine) -> str:
    return NONE if line.figure is None else show_fraction(line.figure) + line.unit


def _percent(share: Fraction | None) -> str:
    return show_percent(share, SHARE_DIGITS) if share is not None else NONE


def _weighted(line: ScoreLine) -> str:
    if line.share is None or line.weight is None:
        return NONE
    return show_percent(line.share * line.weight, SHARE_DIGITS)
