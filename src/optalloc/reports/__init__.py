"""Reports: one solved scenario as workbook, Word plan, public notice and page.

Every file is made before the first is written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Unpack

from optalloc.core.atomic_files import check_folder, write_files
from optalloc.core.errors import Fault, InputUnusable, nearest, refuse_any
from optalloc.core.message import Lang, Words, one_of, same
from optalloc.core.money import FEN_PER_UNIT, unit_named
from optalloc.core.solve_options import CBC, HIGHS, GapWords, SolveOptions
from optalloc.core.time_budget import Budget
from optalloc.pipeline.describe import CHECK
from optalloc.pipeline.run_bundle import bundle as run_bundle
from optalloc.pipeline.solve import solve
from optalloc.pipeline.solved import Solved
from optalloc.pipeline.walk import SolvedInTransit
from optalloc.present.docx.template import Template, read_template
from optalloc.reports.report import FORMATS, File, Format, ProjectTexts, Report

__all__ = ["FORMATS", "File", "Format", "Report", "formats_named", "remarks", "report"]

TAKES_TEMPLATE = "docx"

ALL = "all"


def report(
    scenario: str | Path,
    formats: str = "all",
    out: str | Path = ".",
    lang: Lang = "zh",
    unit: str | None = None,
    settings: Sequence[str] = (),
    how: SolveOptions = CBC,
    template: str | Path | None = None,
    named: bool = False,
    bundle: bool = False,
    **words: Unpack[GapWords],
) -> tuple[Solved, tuple[Path, ...]]:
    """Solve a scenario and write its reports: the function behind `optalloc report`.

    Args:
        scenario: The YAML file.
        formats: A list with commas, or `all`: every one whose needs are installed, without letters.
        out: The folder; nothing is written there when there is no plan.
        lang: The language of the files.
        unit: The unit of amounts in the files; None leaves it to the scenario.
        settings: `KEY=VALUE` texts laid over the scenario, as `--set` does.
        how: What solving is told.
        template: The office's own template for the Word plan, a .docx with placeholders.
        named: Whether letters name others, and rules by their labels: for the office's own use.
        bundle: Whether the run, these files among the rest, is written in one file too: run.zip.
        words: `solver`, `time_limit` and `gap` of `how`, by name.

    Returns:
        The solved scenario, and the files written.

    Raises:
        InputUnusable: When the scenario or the template cannot be used, a format or the unit is
            none, the folder cannot be written to, or a bundle cannot hold what the scenario reads;
            nothing is written then.
    """
    names, asked = formats_named(formats), unit_asked(unit)
    own = None if template is None else template_for(names, template)
    place = check_folder(out)
    # The files take as long as they take; half of the time is kept for them.
    asked_with = how.but(words)
    how = asked_with.begun()
    solved = solve(scenario, settings, how.share())
    if solved.best is None:
        return solved, ()
    again = HIGHS.within(how.budget)
    told = Report(solved, lang, asked or solved.problem.unit, own, named, again)
    if bundle:
        run_bundle.inputs_to_bundle(solved)  # what it cannot hold is refused before papers are made
    files = made(told, names, how.budget)
    if bundle:
        papers = {file.name: file.content for file in files}
        files.append(File("run.zip", run_bundle.bundle(solved, asked_with, lang, papers)))
    return solved, write_files({place / file.name: file.content for file in files})


def remarks(
    solved: Solved,
    formats: str,
    lang: Lang,
    unit: str | None = None,
    template: str | Path | None = None,
) -> Iterator[Words]:
    """Yield what there is to say of the files that `report` wrote with the same arguments."""
    names = formats_named(formats)
    own = None if template is None else template_for(names, template)
    told = Report(solved, lang, unit_asked(unit) or solved.problem.unit, own)
    yield from (CHECK + words for words in solved.problem.warnings)
    for name in names:
        yield from FORMATS[name].remarks(told)
    for fault in left_out(formats):
        yield Words(fault.say("zh"), fault.say("en"))


def made(report: Report, formats: Sequence[str], budget: Budget) -> list[File]:
    """Return the files of a report.

    Args:
        formats: Words of FORMATS, each at most once.
        budget: The processes that may make them.
    """
    for name in formats:
        report = FORMATS[name].prepared(report)
    how = (report.lang, report.unit, report.template, report.named, report.how.alone)
    making = _Making(SolvedInTransit(report.solved), *how, report.to_projects, tuple(formats))
    # A template is an open document, and does not travel.
    spread = None if report.template is not None else budget.spread
    return list(chain.from_iterable(Budget(spread=spread).in_order(making)))


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
    asked, words = _listed(text), FORMATS.words()
    there = [word for word in words if not FORMATS[word].solves_again]
    every = [word for word in there if not any(FORMATS[word].missing())]
    names = [word for name in asked for word in (every if name == ALL else [name])]
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
    refuse_any(faults)
    return tuple(dict.fromkeys(names))


def _listed(text: str) -> list[str]:
    return [name.strip() for name in text.replace("，", ",").split(",") if name.strip()]


def left_out(text: str) -> tuple[Fault, ...]:
    """Return what must be installed for the formats that a list leaves out for want of it."""
    has_all = ALL in _listed(text)
    return tuple(fault for _, one in FORMATS for fault in one.missing()) if has_all else ()


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
