"""`optalloc explore sweep SCENARIO`."""

from collections import Counter
from functools import partial
from typing import Any

import click

from optalloc.cli.explore_options import COMMON, end, running, show
from optalloc.cli.options import PICTURE, SCENARIO, Display, options
from optalloc.cli.spoken_help import SpokenHelp


@click.command("sweep", cls=SpokenHelp)
@SCENARIO
@click.option(
    "--vary",
    multiple=True,
    metavar="KEY=FROM:TO:STEP",
    help="A setting and its values, or KEY=a,b,c; may be repeated / 变动的设置及其取值，可重复.",
)
@options(PICTURE, *COMMON)
def command(scenario: str, vary: tuple[str, ...], display: Display, **common: Any) -> None:
    """Solve SCENARIO at every value of a setting, or every combination of several.

    设置逐个取值（几项则取所有组合），每种组合求一次最优方案，一行一个。
    """
    from optalloc.exploring.sweep.describe import swept_document, swept_json
    from optalloc.exploring.sweep.sweep import sweep

    if display.picture is not None:
        from optalloc.exploring.charts import check_heat_map

        check_heat_map(len(vary))
    with running(common, display.lang) as (run, solving):
        found = sweep(scenario, vary, run, **solving)
    if display.picture is not None:
        from optalloc.exploring.charts import sweep_picture
        from optalloc.present.charts.save import save

        save(sweep_picture(found, display.lang), display.picture)
    show(display, partial(swept_json, found), partial(swept_document, found), found.written)
    end(Counter(row["state"] for row in found.rows))
