"""Write a report: every file is made before the first is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from optalloc.core.atomic_files import check_folder, write_files
from optalloc.core.errors import Fault, InputUnusable, nearest
from optalloc.core.message import Lang, Words, one_of, same
from optalloc.core.money import FEN_PER_UNIT, unit_named
from optalloc.core.solve_options import SolveOptions
from optalloc.core.time_budget import Budget
from optalloc.pipeline.walk import SolvedInTransit
from optalloc.present.docx.template import Template, read_template
from optalloc.reports.official.letters import texts_to_projects
from optalloc.reports.report import FORMATS, File, ProjectTexts, Report

TAKES_TEMPLATE, LETTERS = "docx", "letters"
ALL = "all"


def written(
    report: Report, formats: Sequence[str], folder: str | Path, budget: Budget | None = None
) -> tuple[Path, ...]:
    """Write the files of a report and return where they are.

    Args:
        formats: Words of FORMATS, each at most once.
        budget: The processes that may make them.

    Raises:
        InputUnusable: When the folder cannot be written to.
    """
    told = report.to_projects
    if told is None and LETTERS in formats and report.solved.problem.projects:
        # Once for the letters themselves, the page and the workbook: they solve for each project.
        told = texts_to_projects(report)
    how = (report.lang, report.unit, report.template, report.named, report.how.alone)
    making = _Making(SolvedInTransit(report.solved), *how, told, tuple(formats))
    # A template is an open document, and does not travel.
    spread = None if budget is None or report.template is not None else budget.spread
    files = list(chain.from_iterable(Budget(spread=spread).in_order(making)))
    place = check_folder(folder)
    return write_files({place / file.name: file.content for file in files})


@dataclass(frozen=True)
class _Making:
    """The formats of a report, each to be made by itself."""

    sent: SolvedInTransit
    lang: Lang
    unit: str
    template: Template | None
    named: bool
    how: SolveOptions
    to_projects: ProjectTexts | None
    formats: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many formats."""
        return len(self.formats)

    def answer(self, number: int) -> list[File]:
        """Return the files of one format."""
        how = (self.template, self.named, self.how, self.to_projects)
        report = Report(self.sent.solved, self.lang, self.unit, *how)
        return list(FORMATS[self.formats[number]].files(report))


def formats_named(text: str) -> tuple[str, ...]:
    """Return the formats of a list with commas: `xlsx,docx`.

    `all` means every one there is but those that solve again. What it leaves out because
    something must be installed first, `left_out` says.

    Raises:
        InputUnusable: For a word that is no format, and for what must be installed first.
    """
    names = [name.strip() for name in text.replace("，", ",").split(",") if name.strip()]
    words = FORMATS.words()
    if names == [ALL]:
        there = [word for word in words if not FORMATS[word].solves_again]
        names = [word for word in there if not any(FORMATS[word].missing())]
    faults = [
        Fault(
            "",
            same("--format"),
            one_of(Words(FORMATS.sort.zh, f"a {FORMATS.sort.en}, "), words),
            name,
            nearest(name, words),
        )
        for name in (names or [""])
        if name not in words
    ]
    if not faults:
        faults = [fault for name in dict.fromkeys(names) for fault in FORMATS[name].missing()]
    if faults:
        raise InputUnusable(faults)
    return tuple(dict.fromkeys(names))


def left_out(text: str) -> tuple[Fault, ...]:
    """Return what must be installed for the formats that a list leaves out for want of it."""
    return tuple(fault for _, one in FORMATS for fault in one.missing()) if text == ALL else ()


def template_for(formats: Sequence[str], path: str | Path) -> Template:
    """Return the template that a file of the command line is, for the format that takes one.

    Raises:
        InputUnusable: When it cannot be used, or no format that is asked for takes a template.
    """
    if TAKES_TEMPLATE not in formats:
        allowed = Words(
            f"模板只用于 {TAKES_TEMPLATE} 格式", f"a template only with the format {TAKES_TEMPLATE}"
        )
        remedy = Words(
            f"请在 --format 里加上 {TAKES_TEMPLATE}。", f"Add {TAKES_TEMPLATE} to --format."
        )
        raise InputUnusable([Fault("", same("--template"), allowed, ",".join(formats), remedy)])
    return read_template(path)


def unit_asked(word: str | None) -> str | None:
    """Return the unit that a word of the command line means; None where none was asked for.

    Raises:
        InputUnusable: When no unit is called that.
    """
    try:
        return None if word is None else unit_named(word)
    except ValueError:
        allowed = one_of(Words("金额单位", "a unit of money, "), FEN_PER_UNIT)
        raise InputUnusable([Fault("", same("--unit"), allowed, word)]) from None
