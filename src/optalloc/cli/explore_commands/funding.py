"""`optalloc explore funding SCENARIO`."""

from collections import Counter
from functools import partial
from typing import Any

import click

from optalloc.cli.explore_options import COMMON, end, running, show
from optalloc.cli.options import SCENARIO, Display, options
from optalloc.cli.spoken_help import SpokenHelp


@click.command("funding", cls=SpokenHelp)
@SCENARIO
@click.option(
    "--source",
    required=True,
    metavar="NAME=FROM:TO[:STEP]",
    help="The source and its amounts, by its own steps unless stated / 资金来源及其金额范围.",
)
@options(*COMMON)
def command(scenario: str, source: str, display: Display, **common: Any) -> None:
    """Solve SCENARIO at every amount of one source: where the plan changes, and how.

    一笔资金逐步增加，每个金额求一次最优方案：在哪些金额上改变，每加一步给谁，哪些金额没有可行方案。
    """
    from optalloc.exploring.funding.describe import funded_document, funded_json
    from optalloc.exploring.funding.funding import funding

    with running(common, display.lang) as (run, solving):
        found = funding(scenario, source, run, **solving)
    show(display, partial(funded_json, found), partial(funded_document, found), found.written)
    end(Counter(row["state"] for row in found.rows))
