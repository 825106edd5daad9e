"""`optalloc solve SCENARIO`."""

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
from optalloc.files import check_folder


@click.command("solve")
@SCENARIO
@options(SOLVER, SETTINGS, TIME_LIMIT, GAP, LANG, JSON)
@click.option("--out", type=click.Path(), metavar="DIR", help="Write the plan's folder / 写出方案.")
def command(
    scenario: str,
    solver: str,
    settings: tuple[str, ...],
    time_limit: float | None,
    gap: Fraction,
    lang: str | None,
    as_json: bool,
    out: str | None,
) -> None:
    """Find the best plan of SCENARIO, beside the proportional baseline.

    求情景的最优方案：精确到分，遵守每条约束，证明最优，与因素法基准并列。
    """
    from optalloc.as_json import solved_json
    from optalloc.run import solve

    said = language(lang)
    if out is not None:
        check_folder(out)
    solved = solve(scenario, solver, settings, time_limit, gap)
    if out is not None:
        from optalloc.folder import write_folder

        write_folder(solved, out, said)
    if as_json:
        print_json(solved_json(solved, said))
    else:
        from optalloc.cli.show import show_solved

        show_solved(solved, said)
    if solved.best is None:
        raise no_plan(solved)
