"""A plan as a paper has it, Word, workbook or page, read as the awards of a scenario."""

from pathlib import Path

from optalloc.checking.plan_of_table import Drafted, plan_of_table
from optalloc.errors import Fault, InputUnusable
from optalloc.problem import Plan, Problem
from optalloc.understanding.asking import choices_of
from optalloc.understanding.papers import read_grids
from optalloc.understanding.series import given
from optalloc.understanding.sheet import Sheet, sum_of
from optalloc.understanding.understand import Wishes, understand
from optalloc.words import Words


def plan_in_paper(paper: str | Path, problem: Problem) -> Plan:
    """Return the plan that a paper draws up: of its tables the one that says most of a plan.

    Raises:
        InputUnusable: When no table tells recipients, sources and uses, or names what the scenario
            does not know.
    """
    understood = understand(read_grids(paper), Wishes(choices_of(())))
    drafts = [plan_of_table(s, problem) for s in understood.sheets if _is_of_one_plan(s)]
    there = [d for d in drafts if d is not None and d.recipients]
    if not there:
        allowed = Words("应有单位和金额两列", "a column of recipients and one of money")
        raise InputUnusable([Fault(str(paper), Words("表格", "the table"), allowed)])
    best = max(there, key=lambda d: (d.plan is not None, len(d.recipients), -len(d.findings)))
    if best.plan is None or best.findings:
        raise InputUnusable(_faults(str(paper), best))
    return best.plan


def _is_of_one_plan(sheet: Sheet) -> bool:
    """Say whether the cells of each row add up to what the row was given.

    A table of a plan beside targets or another plan would hand out all of them.
    """
    of = given(sheet)
    if of is None:
        return False
    cells = [
        sum_of([c.values[i] for c in sheet.cells], range(len(sheet.cells))) for i in sheet.data
    ]
    stated = [of.values[i] for i in sheet.data]
    return all(s is None or s == v for s, (v, _) in zip(stated, cells, strict=True))


def _faults(named: str, draft: Drafted) -> list[Fault]:
    """Return what keeps a table from being a plan of the scenario."""
    faults = [Fault(named, f.where.words(), f.expected, f.came, f.words) for f in draft.findings]
    for lacks in draft.lacks:
        allowed = Words(f"应写明{lacks.zh}", f"{lacks.en} must be told")
        faults.append(Fault(named, Words("表格", "the table"), allowed))
    return faults
