"""Reports: one solved scenario as workbook, Word plan, public notice and page."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from optalloc.files import check_folder
from optalloc.reports.report import FORMATS, File, Format, Report
from optalloc.reports.writing import formats_named, written
from optalloc.run import Solved, solve
from optalloc.solving.asking import NO_GAP
from optalloc.words import Lang

__all__ = ["FORMATS", "File", "Format", "Report", "formats_named", "report", "written"]


def report(
    scenario: str | Path,
    formats: str = "all",
    out: str | Path = ".",
    lang: Lang = "zh",
    settings: Sequence[str] = (),
    solver: str = "cbc",
    time_limit: float | None = None,
    gap: Fraction = NO_GAP,
) -> tuple[Solved, tuple[Path, ...]]:
    """Solve a scenario and write its reports: the function behind `optalloc report`.

    Args:
        formats: A list with commas, or `all`.
        out: The folder; nothing is written there when there is no plan.

    Returns:
        The solved scenario, and the files written.

    Raises:
        InputUnusable: When the scenario cannot be used, a format is none, or the folder cannot be
            written to.
    """
    names = formats_named(formats)
    check_folder(out)
    solved = solve(scenario, solver, settings, time_limit, gap)
    if solved.best is None:
        return solved, ()
    return solved, written(Report(solved, lang, solved.problem.unit), names, out)
