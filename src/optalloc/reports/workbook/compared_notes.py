"""指标与说明: the figures of every plan and baseline, and what each scenario is."""

from dataclasses import fields
from fractions import Fraction

from optalloc.core.message import Words, same
from optalloc.pipeline.describe import CHECK
from optalloc.pipeline.metrics import MONEY, NAMES, SHARES, PlanMetrics
from optalloc.pipeline.outcome_text import goal_words, outcome_words
from optalloc.pipeline.solved import AuditedPlan
from optalloc.present.document import NOTE
from optalloc.present.xlsx.book import WorkbookSheet
from optalloc.present.xlsx.figures import TARGET_DECIMALS, amount_format
from optalloc.problem.baselines import METHODS
from optalloc.reports.workbook.comparison_context import NONE, Sides

NAME = Words("指标与说明", "Figures and notes")
SUBJECT = Words("各方案的指标", "Figures of the plans")
HEADS, FIRST = 2, 3


def write_figures_and_notes(page: WorkbookSheet, sides: Sides) -> None:
    """Write the sheet: a column for each plan and each baseline, then the scenarios in words."""
    page.head(HEADS, 0, Words("指标", "figure"))
    judged: list[AuditedPlan | None] = []
    for i, solved in enumerate(sides.plans, 1):
        for said in (Words(f"[{i}] 方案", f"[{i}] plan"), Words(f"[{i}] 基准", f"[{i}] baseline")):
            page.head(HEADS, 1 + len(judged), said)
            judged.append(solved.best if said.en.endswith("plan") else solved.baseline)
    row = FIRST
    for item in fields(PlanMetrics):
        values = [None if one is None else getattr(one.figures, item.name) for one in judged]
        if any(value is not None for value in values):
            page.name_of(row, 0, page.say(NAMES[item.name]))
            for column, value in enumerate(values, 1):
                _figure(page, sides, (row, column), item.name, value)
            row += 1
    page.title(page.say(NAME), SUBJECT, page.layout.used)
    _write_scenarios(page, sides, row + 1)
    page.finish((HEADS, HEADS), (FIRST, 1))


def _figure(
    page: WorkbookSheet,
    sides: Sides,
    place: tuple[int, int],
    name: str,
    value: Fraction | int | None,
) -> None:
    if value is None:
        page.framed(*place, NONE, align="right")
    elif name in MONEY:
        decimals = max(sides.decimals, min(TARGET_DECIMALS, sides.money.fen))
        page.number(*place, sides.money.of(value), amount_format(decimals))
    else:
        form = "0" if isinstance(value, int) else "0.00%" if name in SHARES else "0.0000"
        page.number(*place, value, form)


def _write_scenarios(page: WorkbookSheet, sides: Sides, row: int) -> None:
    """Write what each scenario is, what its goals came to and what must be known of it."""
    for i, solved in enumerate(sides.plans):
        page.text(row, 0, sides.heading(i), bold=True, text_wrap=False)
        method = METHODS[solved.problem.baseline].named(solved.problem)
        lines = [
            Words("情景：", "Scenario: ") + same(solved.problem.name),
            *(NOTE + note for note in solved.problem.notes),
            *(CHECK + words for words in solved.problem.warnings),
            *(goal_words(goal, sides.money.unit) for goal in solved.outcome.goals),
            *outcome_words(solved.outcome),
            *solved.outcome.because,
            Words("基准：", "Baseline: ") + method,
        ]
        for line in lines:
            row += 1
            page.text(row, 0, same("· ") + line, text_wrap=False)
        row += 2
