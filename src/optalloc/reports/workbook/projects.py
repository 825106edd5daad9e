"""项目安排: one line a project, with what it asked for and what each source gives it."""

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

from optalloc.core.message import NOTHING, Words
from optalloc.present.xlsx.book import WorkbookSheet, cell_name, span
from optalloc.present.xlsx.figures import amount_format
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project
from optalloc.problem.rules.schedule import START, starts_told
from optalloc.reports.workbook.addresses import FIRST_PROJECT, ProjectsAt
from optalloc.reports.workbook.context import Material

NAME = Words("项目安排", "Projects")
SUBJECT = Words("项目库与安排", "The project library and what it gets")
HEADS = (
    Words("单位", "recipient"),
    Words("项目", "project"),
    Words("用途", "use"),
    Words("资金需求", "need"),
)


def write_projects(page: WorkbookSheet, material: Material) -> ProjectsAt:
    """Write the sheet; projects of one recipient and use stand together."""
    problem, projects = material.problem, in_order(material.problem)
    sources = [source.name for source in problem.sources]
    given: dict[tuple[str | None, str], int] = defaultdict(int)
    for award in material.plan.awards:
        given[award.project, award.source] += award.amount
    starts = starts_told(problem.rules, problem, material.plan)
    columns = len(HEADS) + len(sources) + 2 + bool(starts)
    page.title(material.title, SUBJECT, columns)
    heads: tuple[Words | str, ...]
    heads = (*HEADS, *sources, Words("合计", "total"), Words("占需求", "of need"))
    heads += (START,) if starts else ()
    for i, head in enumerate(heads):
        page.head(FIRST_PROJECT - 1, i, head)
    rows: dict[tuple[str, str], tuple[int, int]] = {}
    for row, project in enumerate(projects, FIRST_PROJECT):
        first, _ = rows.get((project.recipient, project.use), (row, row))
        rows[project.recipient, project.use] = (first, row)
        amounts = [given[project.name, source] for source in sources]
        _line(page, material, row, project, amounts)
        if starts:
            page.name_of(row, columns - 1, page.say(starts.get(project.name, NOTHING)))
    _total(page, material, projects, given)
    if starts:
        page.blank(FIRST_PROJECT + len(projects), columns - 1)
    page.finish((FIRST_PROJECT - 1, FIRST_PROJECT - 1), (FIRST_PROJECT, 2))
    at = {source: len(HEADS) + i for i, source in enumerate(sources)}
    return ProjectsAt(page.name, rows, at)


def in_order(problem: Problem) -> list[Project]:
    """Return the projects by recipient and use, in the order of the tables."""
    recipients = {r.name: i for i, r in enumerate(problem.recipients)}
    uses = {use.name: i for i, use in enumerate(problem.uses)}
    return sorted(problem.projects, key=lambda p: (recipients[p.recipient], uses[p.use]))


def _line(
    page: WorkbookSheet, material: Material, row: int, project: Project, amounts: list[int]
) -> None:
    money, form = material.money, amount_format(material.decimals)
    for i, name in enumerate((project.recipient, project.name, project.use)):
        page.name_of(row, i, name)
    page.number(row, 3, money.of(project.need), form)
    for i, amount in enumerate(amounts, len(HEADS)):
        page.number(row, i, money.of(amount), form)
    last = len(HEADS) + len(amounts) - 1
    text = f"SUM({span((row, len(HEADS)), (row, last))})"
    page.formula(row, last + 1, text, money.of(sum(amounts)), form, bold=True)
    share = Fraction(sum(amounts), project.need) if project.need else Fraction(0)
    asked, got = cell_name(row, 3), cell_name(row, last + 1)
    page.formula(row, last + 2, f"IF({asked}=0,0,{got}/{asked})", share, "0.0%;-0.0%;0")


def _total(
    page: WorkbookSheet,
    material: Material,
    projects: list[Project],
    given: Mapping[tuple[str | None, str], int],
) -> None:
    sources = [source.name for source in material.problem.sources]
    row, form = FIRST_PROJECT + len(projects), amount_format(material.decimals)
    page.name_of(row, 0, page.say(Words("合计", "total")), bold=True)
    page.blank(row, 1)
    page.blank(row, 2)
    own = [sum(given.get((p.name, source), 0) for p in projects) for source in sources]
    values = [sum(p.need for p in projects), *own, sum(own)]
    for i, value in enumerate(values, 3):
        text = f"SUM({span((FIRST_PROJECT, i), (row - 1, i))})"
        page.formula(row, i, text, material.money.of(value), form, bold=True)
    page.blank(row, 3 + len(values))
