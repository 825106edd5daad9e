"""The plan as a workbook with live formulas: plan.xlsx."""

from collections.abc import Iterator

from optalloc.core.message import Words
from optalloc.present.xlsx.book import Book
from optalloc.present.xlsx.figures import MoneyFormat
from optalloc.reports.report import FORMATS, File, Format, Report
from optalloc.reports.workbook import (
    awards,
    baseline_sheet,
    levels,
    notes,
    origin,
    project_letters,
    projects,
    rules,
    scores,
    sources,
)
from optalloc.reports.workbook.check import Sheets
from optalloc.reports.workbook.context import Material


class Xlsx(Format):
    """Sheets of sources, scores, awards, the baseline, the rules, and notes."""

    words = Words("工作簿", "workbook")

    def files(self, report: Report) -> Iterator[File]:
        """Yield the workbook."""
        yield File("plan.xlsx", workbook(report))


FORMATS.register("xlsx")(Xlsx())


def workbook(report: Report) -> bytes:
    """Return the workbook; the same report gives the same bytes."""
    money = MoneyFormat(report.unit)
    book, material = Book(report.lang, money), Material(report, money)
    parts = [sources, scores, awards, baseline_sheet, rules, notes, origin]
    if material.problem.projects:
        parts.insert(parts.index(baseline_sheet), projects)
        if report.to_projects is not None:
            parts.insert(parts.index(projects) + 1, project_letters)
    if material.problem.at_levels:
        parts.insert(parts.index(baseline_sheet) + 1, levels)
    pages = {part: book.page(part.NAME) for part in parts}
    of_projects = None
    if projects in pages:
        of_projects = projects.write_projects(pages[projects], material)
    if project_letters in pages:
        project_letters.write_project_letters(pages[project_letters], material)
    plan = awards.write_awards(pages[awards], material, of_projects)
    pots = sources.write_sources(pages[sources], material, plan)
    targets = scores.write_scores(pages[scores], material, pots)
    both = baseline_sheet.write_beside(pages[baseline_sheet], material, targets, plan)
    of_levels = levels.write_levels(pages[levels], material, both) if levels in pages else None
    there = Sheets(pages[rules].name, material, pots, plan, both, of_projects, of_levels)
    rules.write_rules(pages[rules], there)
    notes.write_notes(pages[notes], material)
    origin.write_origin(pages[origin], material)
    pages[awards].sheet.activate()
    return book.content()
