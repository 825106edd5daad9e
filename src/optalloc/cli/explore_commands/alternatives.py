"""`optalloc explore alternatives SCENARIO`."""

from functools import partial

import click

from optalloc.cli.explore_options import SOLVING, show
from optalloc.cli.options import JSON, LANG, MOST_COUNTED, PICTURE, SCENARIO, Display, options
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.core.message import Words
from optalloc.core.solve_options import SolveOptions


@click.command("alternatives", cls=SpokenHelp)
@SCENARIO
@click.option(
    "--within",
    "rooms",
    multiple=True,
    default=("2%",),
    show_default=True,
    metavar="[GOAL=]ROOM",
    help="How much worse a goal may be: 2%, 3万元, +0.02; repeatable / 目标可以差多少，可重复.",
)
@click.option(
    "--count",
    type=click.IntRange(1, MOST_COUNTED),
    default=10,
    show_default=True,
    metavar="N",
    help="How many plans at most, the best among them / 最多几个方案，含最优方案.",
)
@options(PICTURE, *SOLVING, LANG, JSON)
def command(
    scenario: str,
    rooms: tuple[str, ...],
    count: int,
    settings: tuple[str, ...],
    how: SolveOptions,
    display: Display,
) -> None:
    """Find plans of SCENARIO about as good as the best and as far as can be from one another.

    找出与最优方案差不多好、彼此差别最大的几个方案；只有这么几个时会说明这些就是全部。
    """
    from optalloc.exploring.alternatives.alternatives import alternatives
    from optalloc.exploring.alternatives.describe import alternatives_document, alternatives_json

    found = alternatives(scenario, rooms, count, settings, how)
    picture = display.picture
    if picture is not None and len(found.plans) < 2:
        picture = None
        alone = Words(
            "没有别的方案可画，图片未写入。", "No other plan to draw: no picture is written."
        )
        click.echo(alone.say(display.lang), err=True)
    if picture is not None:
        from optalloc.exploring.charts import alternatives_picture
        from optalloc.present.charts.save import save

        save(alternatives_picture(found, display.lang), picture)
    show(display, partial(alternatives_json, found), partial(alternatives_document, found, picture))
