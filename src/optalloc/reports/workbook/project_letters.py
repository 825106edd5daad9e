"""项目说明: the letter to each project, a line each, where letters were asked for."""

from collections.abc import Sequence

from optalloc.core.message import Words
from optalloc.explaining.projects.describe import TITLE
from optalloc.present.xlsx.book import WorkbookSheet
from optalloc.present.xlsx.figures import amount_format
from optalloc.reports.workbook.context import Material
from optalloc.reports.workbook.projects import in_order

NAME = Words("项目说明", "Project letters")
HEADS = (
    Words("单位", "recipient"),
    Words("项目", "project"),
    Words("安排", "award"),
    Words("说明", "letter"),
)
FIRST_HEAD, FIRST = 2, 3
TEXT, WIDE = 3, 84
"""The column of the text, and how wide it is [characters]."""


def write_project_letters(page: WorkbookSheet, material: Material) -> None:
    """Write the sheet, in the order of the sheet of projects."""
    told, form = material.report.to_projects, amount_format(material.decimals)
    assert told is not None
    held = material.plan.sums("project")
    page.width(TEXT, WIDE)
    for i, head in enumerate(HEADS):
        page.head(FIRST_HEAD, i, head)
    page.title(material.title, TITLE, len(HEADS))
    row = FIRST
    for row, project in enumerate(in_order(material.problem), FIRST):
        page.name_of(row, 0, project.recipient, valign="top")
        page.name_of(row, 1, project.name, valign="top")
        amount = material.money.of(held.get(project.name, 0))
        page.number(row, 2, amount, form, valign="top")
        parts = told.parts.get(project.name, ())
        page.framed(row, TEXT, _joined(parts))
    page.text(row + 2, TEXT, told.preface)
    page.finish((FIRST_HEAD, FIRST_HEAD), (FIRST, 2))


def _joined(parts: Sequence[Words]) -> Words:
    """Return the paragraphs of a letter, each on a line of its own."""
    return Words("\n".join(words.zh for words in parts), "\n".join(words.en for words in parts))
