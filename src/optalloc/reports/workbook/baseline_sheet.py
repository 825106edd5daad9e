"""基准对照: target, plan and baseline of every recipient, with what lies between them."""

from dataclasses import fields
from fractions import Fraction

from optalloc.core.exact import total
from optalloc.core.message import Words, same
from optalloc.pipeline.metrics import MONEY, NAMES, SHARES, PlanMetrics
from optalloc.present.xlsx.book import TOTAL, WorkbookSheet, cell_name, span
from optalloc.present.xlsx.figures import (
    amount_format,
    change_format,
    relative_format,
    shown_share_format,
    whole_fen,
)
from optalloc.problem.baselines import baseline_name
from optalloc.reports.workbook.addresses import (
    FIRST_BESIDE,
    PLAN,
    TARGET,
    AwardsAt,
    BesideAt,
    ScoresAt,
)
from optalloc.reports.workbook.context import Material
from optalloc.reports.workbook.pictures import add_chart

NAME = Words("基准对照", "Baseline")
SUM, NONE = Words("合计", "total"), same("—")
HEADS = 2
BASELINE, CHANGE, RELATIVE, OFF = range(PLAN + 1, PLAN + 5)


def write_beside(
    page: WorkbookSheet, material: Material, scores: ScoresAt, awards: AwardsAt
) -> BesideAt:
    """Write the sheet."""
    beside = baseline_name(material.problem)
    heads = (
        Words("单位", "recipient"),
        Words("测算额", "target"),
        Words("方案", "plan"),
        beside,
        Words("方案－基准", "plan - baseline"),
        Words("差额%", "change %"),
        Words("方案－测算额", "plan - target"),
    )
    for i, head in enumerate(heads):
        page.head(HEADS, i, head)
    subject = Words(f"方案与{beside.zh}对照", f"The plan beside the {beside.en}")
    page.title(material.title, subject, len(heads))
    last = FIRST_BESIDE + len(material.names) - 1
    held = material.report.solved.baseline.plan.by_recipient
    for i, name in enumerate(material.names):
        page.name_of(FIRST_BESIDE + i, 0, name)
        links = (scores.target(i).on(page.name), awards.total(i).on(page.name))
        _line(page, material, name, FIRST_BESIDE + i, links, held.get(name, 0))
    _total(page, material, last)
    row = _write_figures(page, material, last + 3, last)
    add_chart(page, material, (FIRST_BESIDE, last), row + 1)
    page.finish((HEADS, HEADS), (FIRST_BESIDE, 1))
    return BesideAt(page.name, last)


def _line(
    page: WorkbookSheet,
    material: Material,
    name: str,
    row: int,
    links: tuple[str, str],
    baseline: int,
) -> None:
    money, form = material.money, amount_format(material.decimals)
    target = material.report.solved.targets.target(name)
    plan = material.plan.by_recipient.get(name, 0)
    exact = amount_format(material.target_decimals)
    page.formula(row, TARGET, links[0], money.of(target), exact)
    page.formula(row, PLAN, links[1], money.of(plan), form, bold=True)
    page.number(row, BASELINE, money.of(baseline), form)
    _differences(page, material, row, (target, plan, baseline))


def _differences(
    page: WorkbookSheet,
    material: Material,
    row: int,
    amounts: tuple[Fraction, int, int],
    **look: object,
) -> None:
    """Write what lies between target, plan and baseline of one row."""
    money, (target, plan, baseline) = material.money, amounts
    own, other, aim = (cell_name(row, c) for c in (PLAN, BASELINE, TARGET))
    text = f"ROUND({own}-{other},{money.fen})"
    form = change_format(material.decimals)
    page.formula(row, CHANGE, text, money.of(plan - baseline), form, **look)
    text = f'IF({other}=0,"—",{cell_name(row, CHANGE)}/{other})'
    relative = Fraction(plan - baseline, baseline) if baseline else None
    form = relative_format(relative)
    shown = NONE if relative is None else relative
    page.formula(row, RELATIVE, text, shown, form, align="right", **look)
    off = whole_fen(plan - target)
    text, form = f"ROUND({own}-{aim},{money.fen})", change_format(material.target_decimals)
    page.formula(row, OFF, text, money.of(off), form, **look)


def _total(page: WorkbookSheet, material: Material, last: int) -> None:
    solved, money, look = material.report.solved, material.money, {"bold": True, "bg_color": TOTAL}
    form, row = amount_format(material.decimals), last + 1
    page.name_of(row, 0, page.say(SUM), **look)
    whole = total(solved.targets.of.values())
    values: tuple[Fraction, int, int]
    values = (whole, material.plan.total, solved.baseline.plan.total)
    listed: list[Fraction | int] = list(values)
    for column, value in enumerate(listed, TARGET):
        shown = amount_format(material.target_decimals) if column == TARGET else form
        text = f"SUM({span((FIRST_BESIDE, column), (last, column))})"
        page.formula(row, column, text, money.of(value), shown, **look)
    _differences(page, material, row, values, **look)


def _write_figures(page: WorkbookSheet, material: Material, row: int, last: int) -> int:
    """Write the figures of plan and baseline and return the row below them."""
    heads = (Words("指标", "figure"), Words("方案", "plan"), Words("基准", "baseline"))
    for i, head in enumerate(heads):
        page.head(row, i, head)
    judged = (material.report.best, material.report.solved.baseline)
    for item in fields(PlanMetrics):
        values = [getattr(one.figures, item.name) for one in judged]
        if all(value is None for value in values):
            continue
        row += 1
        page.name_of(row, 0, page.say(NAMES[item.name]))
        for i, value in enumerate(values, 1):
            _figure(page, material, (row, i), (item.name, value), last)
    return row + 1


def _figure(
    page: WorkbookSheet,
    material: Material,
    place: tuple[int, int],
    figure: tuple[str, Fraction | int | None],
    last: int,
) -> None:
    """Write one figure, as a formula where a column of the table holds all it looks at."""
    name, value = figure
    own = PLAN if place[1] == 1 else BASELINE
    held, aims = (span((FIRST_BESIDE, c), (last, c)) for c in (own, TARGET))
    texts = {
        "deviation": f"SUMPRODUCT(ABS({held}-{aims}))",
        "worst_deviation": f"SUMPRODUCT(MAX(ABS({held}-{aims})))",
        "recipients": f'COUNTIF({held},">0")',
    }
    if value is None:
        page.framed(*place, NONE, align="right")
        return
    form = "0" if isinstance(value, int) else "0.0000"
    if name in MONEY:
        value, form = material.money.of(value), amount_format(material.target_decimals)
    elif name in SHARES:
        form = shown_share_format(Fraction(value), 2)
    if name in texts:
        page.formula(*place, texts[name], value, form)
    else:
        page.number(*place, value, form)
