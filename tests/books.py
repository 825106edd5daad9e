"""Reports as workbooks, made in memory, and what a reader of their cells sees."""

import io
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import openpyxl

from optalloc.core.message import Lang
from optalloc.core.money import FEN_PER_UNIT
from optalloc.pipeline.solved import Solved
from optalloc.reports.formats.xlsx import workbook
from optalloc.reports.report import Report

SHEETS: dict[Lang, tuple[str, ...]] = {
    "zh": ("资金来源", "因素与得分", "分配表", "基准对照", "约束核对", "说明", "出处"),
    "en": ("Sources", "Scores", "Allocation", "Baseline", "Rule check", "Notes", "Origin"),
}
PROJECTS: dict[Lang, str] = {"zh": "项目安排", "en": "Projects"}
TOTAL: dict[Lang, str] = {"zh": "合计", "en": "total"}


def made(solved: Solved, lang: Lang = "zh", unit: str = "") -> bytes:
    """Return the workbook of a solved scenario, in its own unit unless another is named."""
    return workbook(Report(solved, lang, unit or solved.problem.unit))


def opened(content: bytes, values: bool = True) -> Any:
    """Return a workbook as openpyxl reads it: the values beside formulas, or the formulas."""
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def fen(value: object, unit: str) -> int:
    """Return a number of a cell in whole fen."""
    exact = Decimal(repr(value)) * FEN_PER_UNIT[unit]
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def faults(book: Any, solved: Solved, lang: Lang, unit: str) -> list[str]:
    """Return where a workbook says another figure than its plan; to the fen."""
    assert solved.best is not None
    names, plan = [r.name for r in solved.problem.recipients], solved.best.plan
    sources, scores, awards, beside, rules, _, _ = (book[name] for name in SHEETS[lang])
    found: list[str] = []

    def hold(place: str, value: object, expected: Fraction | int) -> None:
        if not isinstance(value, int | float) or fen(value, unit) != round(expected):
            found.append(f"{place}: {value!r}, not {expected} fen")

    columns = award_columns(awards, solved)
    for row, name in enumerate(names, 5):
        assert awards.cell(row, 1).value == beside.cell(row - 1, 1).value == name
        assert scores.cell(row + 2, 1).value == name
        hold(f"total of {name}", awards.cell(row, 2).value, plan.by_recipient.get(name, 0))
        target, baseline = solved.targets.target(name), solved.baseline.plan.by_recipient
        hold(f"target of {name}", scores.cell(row + 2, scores.max_column).value, target)
        both = (target, plan.by_recipient.get(name, 0), baseline.get(name, 0))
        for column, expected in enumerate(both, 2):
            hold(f"beside {name} {column}", beside.cell(row - 1, column).value, expected)
        hold(f"change of {name}", beside.cell(row - 1, 5).value, both[1] - both[2])
        for (source, use), column in columns.items():
            given = sum(
                a.amount
                for a in plan.awards
                if (a.recipient, a.source, a.use) == (name, source, use)
            )
            hold(f"{name} {source} {use}", awards.cell(row, column).value, given)
    foot = 5 + len(names)
    assert awards.cell(foot, 1).value == TOTAL[lang]
    hold("the plan", awards.cell(foot, 2).value, plan.total)
    given_of = {(a.source, a.use) for a in plan.awards}
    assert given_of <= columns.keys(), "an award has no column"
    for key, column in columns.items():
        expected = sum(a.amount for a in plan.awards if (a.source, a.use) == key)
        hold(f"total of {key}", awards.cell(foot, column).value, expected)
    at = [c.value for c in sources[3]].index({"zh": "金额", "en": "amount"}[lang]) + 1
    for row, source in enumerate(solved.problem.sources, 4):
        hold(f"source {source.name}", sources.cell(row, at).value, source.amount)
        given = plan.sums("source").get(source.name, 0)
        hold(f"given of {source.name}", sources.cell(row, at + 1).value, given)
    said = {rules.cell(row, 8).value for row in range(4, rules.max_row + 1)} - {None, ""}
    allowed = {"符合", "见独立核对"} if lang == "zh" else {"kept", "see the audit"}
    found += [f"a rule is {word}" for word in said - allowed]
    return found


def award_columns(awards: Any, solved: Solved) -> dict[tuple[str, str], int]:
    """Return the columns of awards by source and use, from the headings alone."""
    known = {s.name for s in solved.problem.sources}
    uses = {u.name for u in solved.problem.uses}
    found: dict[tuple[str, str], int] = {}
    source = None
    for column in range(3, awards.max_column + 1):
        head = awards.cell(3, column).value
        if head is not None:
            source = head if head in known else None
        use = awards.cell(4, column).value
        if source is not None and use in uses:
            found[source, use] = column
    return found
