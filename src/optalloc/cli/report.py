"""`optalloc report SCENARIO`."""

from fractions import Fraction

import click

from optalloc.cli.main import language
from optalloc.cli.options import (
    GAP,
    JSON,
    LANG,
    SCENARIO,
    SETTINGS,
    SOLVER,
    TIME_LIMIT,
    no_plan,
    options,
    print_json,
)
from optalloc.errors import flat
from optalloc.words import Words


@click.command("report")
@SCENARIO
@options(SOLVER, SETTINGS, TIME_LIMIT, GAP, LANG, JSON)
@click.option(
    "--format",
    "formats",
    default="all",
    show_default=True,
    metavar="LIST",
    help="Which files: xlsx,docx,notice,html / 写哪些文件.",
)
@click.option("--out", type=click.Path(), required=True, metavar="DIR", help="Where to / 写到哪里.")
def command(
    scenario: str,
    solver: str,
    settings: tuple[str, ...],
    time_limit: float | None,
    gap: Fraction,
    lang: str | None,
    as_json: bool,
    formats: str,
    out: str,
) -> None:
    """Write the plan of SCENARIO as workbook, Word plan, public notice and page.

    写出情景的最优方案：工作簿、Word 方案、公告公示、网页。
    """
    from optalloc.reports import report

    said = language(lang)
    solved, files = report(scenario, formats, out, said, settings, solver, time_limit, gap)
    if solved.best is None:
        raise no_plan(solved)
    if as_json:
        print_json({"scenario": solved.problem.name, "files": [str(path) for path in files]})
        return
    for path in files:
        click.echo(Words("已写入：", "Written: ").say(said) + flat(str(path)))
