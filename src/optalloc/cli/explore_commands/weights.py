"""`optalloc explore weights SCENARIO`."""

from functools import partial
from itertools import chain
from typing import Any

import click

from optalloc.cli.explore_options import COMMON, end, running, show
from optalloc.cli.options import MOST_COUNTED, PICTURE, SCENARIO, Display, options
from optalloc.cli.spoken_help import SpokenHelp


@click.command("weights", cls=SpokenHelp)
@SCENARIO
@click.option(
    "--draws",
    type=click.IntRange(1, MOST_COUNTED),
    default=1000,
    show_default=True,
    metavar="N",
    help="Draws / 抽样次数.",
)
@click.option(
    "--spread",
    default="20%",
    show_default=True,
    metavar="PERCENT",
    help="How far a weight may be off, as a part of itself / 权重上下浮动的幅度.",
)
@click.option(
    "--how",
    "drawing",
    type=click.Choice(["box", "dirichlet"]),
    default="box",
    show_default=True,
    help="Uniform between ends, or Dirichlet around the stated / 区间内均匀，或狄利克雷分布.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    default=1,
    show_default=True,
    metavar="N",
    help="Seed / 随机种子.",
)
@click.option(
    "--weight",
    "intervals",
    multiple=True,
    metavar="NAME=LOW:HIGH",
    help="The interval of one weight; may be repeated / 某一权重的区间，可重复.",
)
@click.option(
    "--doubt",
    "doubts",
    multiple=True,
    metavar="COLUMN=PERCENT",
    help="How far figures may be off (5%, or 2 units); may be repeated / 数字可能差多少，可重复.",
)
@click.option(
    "--path",
    "paths",
    multiple=True,
    metavar="NAME",
    help="Move this weight from 0 to 1: where the plan changes / 某一权重从 0 移到 1，方案何处变.",
)
@click.option(
    "--tornado",
    type=click.Path(),
    metavar="FILE",
    help="Draw how much each weight matters / 画出每个权重的影响.",
)
@options(PICTURE, *COMMON)
def command(
    scenario: str,
    draws: int,
    spread: str,
    drawing: Any,
    seed: int,
    intervals: tuple[str, ...],
    doubts: tuple[str, ...],
    paths: tuple[str, ...],
    tornado: str | None,
    display: Display,
    **common: Any,
) -> None:
    """Draw weights around the stated ones and solve each: who gets what, how surely.

    权重在给定值附近随机抽取，每次都求最优方案并核对：每个单位安排额的分布、名次、比基准多的概率。
    """
    from optalloc.exploring.charts import ranges_picture, tornado_picture
    from optalloc.exploring.weights.breakpoints import breakpoints
    from optalloc.exploring.weights.describe import line_document, weighed_document, weighed_json
    from optalloc.exploring.weights.tornado import swings
    from optalloc.exploring.weights.weights import DrawOptions, weights
    from optalloc.inputs.read import read
    from optalloc.present.charts.save import check_picture, save

    if tornado is not None:
        check_picture(tornado)
    problem = read(scenario, common["settings"]) if paths else None
    lines = [breakpoints(problem, name, common["how"]) for name in paths if problem is not None]
    asked = DrawOptions(draws, spread, drawing, seed, intervals, doubts)
    with running(common, display.lang) as (run, solving):
        found = weights(scenario, asked, run, **solving)
        alone = swings(found.job, found.stated)
    if display.picture is not None and found.spread.standings:
        save(ranges_picture(found, display.lang), display.picture)
    if tornado is not None:
        save(tornado_picture(alone, found.job.problem.unit, display.lang), tornado)
    moved = (line_document(line, found.job.problem) for line in lines)
    show(
        display,
        partial(weighed_json, found, alone, lines),
        lambda: chain(weighed_document(found, alone), *moved),
        found.written,
    )
    end(found.spread.states)
