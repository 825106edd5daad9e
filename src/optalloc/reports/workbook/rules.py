"""约束核对: each rule with its clause, what a formula makes of it, and what the audit found.

The audit judged the plan on raw data in whole fen before anything was written; no plan that fails
it is ever reported. The formulas say the same again where sums and shares are enough.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from optalloc.core.message import NOTHING, Words, first_few, same
from optalloc.pipeline.audit import MONEY
from optalloc.present.xlsx.book import LONGEST_FORMULA, MOST_ARGUMENTS, WorkbookSheet, cell_name
from optalloc.problem.component import baseline_breaks
from optalloc.problem.interfaces import Rule
from optalloc.problem.rules.amount_ratio import AmountRatio
from optalloc.problem.rules.balance import Balance
from optalloc.problem.rules.ceiling import Ceiling
from optalloc.problem.rules.floor import Floor
from optalloc.problem.rules.grain import GrainRule
from optalloc.problem.rules.group_share import GroupShare
from optalloc.problem.rules.same_amount import SameAmount
from optalloc.problem.rules.share import UseShare
from optalloc.problem.rules.share_not_below import ShareNotBelow
from optalloc.problem.rules.source_share import SourceShare
from optalloc.problem.rules.spend_whole import SpendWhole
from optalloc.problem.rules.split import Split
from optalloc.reports.workbook.check import Check, Sheets, split_checks
from optalloc.reports.workbook.rule_checks import (
    amount_ratio_checks,
    balance_checks,
    grain_checks,
    group_share_checks,
    level_checks,
    overspent,
    same_amount_checks,
    share_checks,
    share_not_below_checks,
    source_share_checks,
    spend_whole_checks,
)

NAME = Words("约束核对", "Rule check")
SUBJECT = Words("每条约束的核对", "Every rule, checked")
HEADS, FIRST = 2, 3
MOST_BREACHES = 200
KEPT, BROKEN = Words("符合", "kept"), Words("不符合", "broken")
SEE_AUDIT = Words("见独立核对", "see the audit")
CHECKS: Mapping[type[Rule], Callable[[Any, Sheets], Iterable[Check]]] = {
    SpendWhole: spend_whole_checks,
    GrainRule: grain_checks,
    Split: split_checks,
    UseShare: share_checks,
    SourceShare: source_share_checks,
    ShareNotBelow: share_not_below_checks,
    GroupShare: group_share_checks,
    Floor: level_checks,
    Ceiling: level_checks,
    Balance: balance_checks,
    SameAmount: same_amount_checks,
    AmountRatio: amount_ratio_checks,
}
COLUMNS = (
    Words("序号", "no."),
    Words("约束", "rule"),
    Words("依据", "clause"),
    Words("核对内容", "what is looked at"),
    Words("实际", "actual"),
    Words("关系", "is"),
    Words("要求", "required"),
    Words("公式核对", "by formula"),
    Words("独立核对", "by the audit"),
    Words("基准", "the baseline"),
)


class _Entry(NamedTuple):
    """One rule on the sheet."""

    words: Words
    cite: str
    checks: list[Check]
    broken_by_baseline: int


def write_rules(page: WorkbookSheet, sheets: Sheets) -> None:
    """Write the sheet."""
    for i, head in enumerate(COLUMNS):
        page.head(HEADS, i, head)
    for column, width in ((0, 5), (1, 28), (2, 14), (3, 20), (5, 4), (9, 9)):
        page.width(column, width)
    page.title(sheets.material.title, SUBJECT, len(COLUMNS))
    row = FIRST
    for number, entry in enumerate(_entries(sheets), 1):
        row = _write_entry(page, sheets, row, (number, entry))
    _write_breaches(page, sheets, row + 1)
    page.finish((HEADS, HEADS), (FIRST, 2))


def _entries(sheets: Sheets) -> Iterable[_Entry]:
    """Yield what holds always, then the rules in their order."""
    solved = sheets.material.report.solved
    broken = Counter(breach.rule for breach in solved.baseline.breaches)
    always = Words(
        "各来源安排不超过其金额；金额大于 0，名称都在表中，每格只出现一次",
        "no source overspent; amounts above 0, names from the tables, each cell once",
    )
    yield _Entry(always, "", list(overspent(sheets)), broken[MONEY])
    for rule in solved.problem.rules:
        words = rule.words(solved.problem)
        for finding in rule.findings(solved.problem):
            words += Words("\n· ", "\n· ") + finding
        known = CHECKS.get(type(rule))
        checks = [c for c in (known(rule, sheets) if known else ()) if _fits(c)]
        yield _Entry(words, rule.cite, checks, broken[rule.label])


def _fits(check: Check) -> bool:
    text = check.actual.text
    return len(text) <= LONGEST_FORMULA and text.count(",") < MOST_ARGUMENTS


def _write_entry(
    page: WorkbookSheet, sheets: Sheets, row: int, numbered: tuple[int, _Entry]
) -> int:
    """Write one rule, a line for each of its checks, and return the next row."""
    number, entry = numbered
    places = Words(f"违反 {entry.broken_by_baseline} 处", _breaches(entry.broken_by_baseline))
    said = places if entry.broken_by_baseline else KEPT
    for i, check in enumerate(entry.checks or [None]):
        first = i == 0
        if first:
            page.number(row, 0, number, "0", align="center")
        else:
            page.blank(row, 0)
        page.framed(row, 1, entry.words if first else NOTHING)
        page.framed(row, 2, entry.cite if first else "")
        if check is None:
            _no_check(page, row)
        else:
            _write_check(page, row, check)
        for column, words in ((8, KEPT), (9, said)):
            page.framed(row, column, words if first else NOTHING, align="center")
        row += 1
    return row


def _breaches(count: int) -> str:
    return "1 breach" if count == 1 else f"{count} breaches"


def _no_check(page: WorkbookSheet, row: int) -> None:
    for column in range(3, 7):
        page.blank(row, column)
    page.framed(row, 7, SEE_AUDIT, align="center")


def _write_check(page: WorkbookSheet, row: int, check: Check) -> None:
    """Write both sides of a check and the formula that compares them."""
    page.framed(row, 3, check.what)
    page.formula(row, 4, check.actual.text, check.actual.value, check.form)
    page.framed(row, 5, same(check.relation), align="center")
    page.formula(row, 6, check.required.text, check.required.value, check.form)
    actual, required = cell_name(row, 4), cell_name(row, 6)
    # Shares and targets do not end; their last digits differ from one program to another.
    text = f"ROUND({actual}-{required},9){_SIGNS[check.relation]}0"
    kept, broken = page.say(KEPT), page.say(BROKEN)
    holds = _HOLDS[check.relation](check.actual.value, check.required.value)
    page.formula(
        row,
        7,
        f'IF({text},"{kept}","{broken}")',
        KEPT if holds else BROKEN,
        "General",
        align="center",
    )


_SIGNS = {"=": "=", "≥": ">=", "≤": "<="}
_HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "≥": lambda a, b: a >= b,
    "≤": lambda a, b: a <= b,
}


def _write_breaches(page: WorkbookSheet, sheets: Sheets, row: int) -> None:
    """Write what the baseline breaks: a finding about it, not an error of the plan."""
    found = sheets.material.report.solved.baseline.breaches
    if not found:
        return
    page.text(row, 1, baseline_breaks(found), bold=True, text_wrap=False)
    shown = first_few(found, MOST_BREACHES)
    for i, breach in enumerate(shown, row + 1):
        page.text(i, 1, breach.words(), text_wrap=False)
    if more := len(found) - len(shown):
        page.text(row + 1 + len(shown), 1, Words(f"…另有 {more} 处", f"… and {more} more"))
