"""`optalloc explore frontier SCENARIO`."""

from functools import partial

import click

from optalloc.cli.explore_options import SOLVING, show
from optalloc.cli.options import JSON, LANG, MOST_COUNTED, PICTURE, SCENARIO, Display, options
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.core.solve_options import SolveOptions


@click.command("frontier", cls=SpokenHelp)
@SCENARIO
@click.option(
    "--goals",
    required=True,
    metavar="GOAL,GOAL",
    help="Goals of the scenario, or KIND:SETTING=VALUE / 两个目标，用逗号隔开.",
)
@click.option(
    "--most",
    type=click.IntRange(2, MOST_COUNTED),
    default=500,
    show_default=True,
    metavar="N",
    help="Stop after so many points / 最多找多少组.",
)
@options(PICTURE, *SOLVING, LANG, JSON)
def command(
    scenario: str,
    goals: str,
    most: int,
    settings: tuple[str, ...],
    how: SolveOptions,
    display: Display,
) -> None:
    """Find every plan of SCENARIO that no other plan beats by both of two goals.

    找出两个目标之间全部互不超越的方案，每一组取值给出一个核对过的方案，并证明没有遗漏。
    """
    from optalloc.exploring.frontier.describe import frontier_document, frontier_json
    from optalloc.exploring.frontier.frontier import frontier

    found = frontier(scenario, goals.split(","), settings, how, most)
    if display.picture is not None:
        from optalloc.exploring.charts import frontier_picture
        from optalloc.present.charts.save import save

        save(frontier_picture(found, display.lang), display.picture)
    show(display, partial(frontier_json, found), partial(frontier_document, found, display.picture))
