"""Reports: one solved scenario as workbook, Word plan, public notice and page."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Unpack

from optalloc.core.atomic_files import check_folder
from optalloc.core.message import Lang, Words
from optalloc.core.solve_options import CBC, HIGHS, GapWords, SolveOptions
from optalloc.pipeline.solve import solve
from optalloc.pipeline.solved import Solved
from optalloc.reports.report import FORMATS, File, Format, Report
from optalloc.reports.writing import formats_named, left_out, template_for, unit_asked, written

__all__ = ["FORMATS", "File", "Format", "Report", "formats_named", "remarks", "report", "written"]


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
        words: `solver`, `time_limit` and `gap` of `how`, by name.

    Returns:
        The solved scenario, and the files written.

    Raises:
        InputUnusable: When the scenario or the template cannot be used, a format or the unit is
            none, or the folder cannot be written to.
    """
    names, asked = formats_named(formats), unit_asked(unit)
    own = None if template is None else template_for(names, template)
    check_folder(out)
    # The files take as long as they take; half of the time is kept for them.
    how = how.but(words).begun()
    solved = solve(scenario, settings, how.share())
    if solved.best is None:
        return solved, ()
    again = HIGHS.within(how.budget)
    told = Report(solved, lang, asked or solved.problem.unit, own, named, again)
    return solved, written(told, names, out, how.budget)


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
    for name in names:
        yield from FORMATS[name].remarks(told)
    for fault in left_out(formats):
        yield Words(fault.say("zh"), fault.say("en"))
