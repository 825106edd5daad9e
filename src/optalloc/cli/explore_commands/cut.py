"""`optalloc explore cut SCENARIO`."""

from functools import partial
from typing import Any

import click

from optalloc.cli.explore_options import SOLVING, show
from optalloc.cli.options import JSON, LANG, SCENARIO, Display, options
from optalloc.cli.spoken_help import SpokenHelp


@click.command("cut", cls=SpokenHelp)
@SCENARIO
@click.option(
    "--plan",
    required=True,
    type=click.Path(),
    metavar="FILE",
    help="The approved plan: a table, or .docx, .xlsx, .html / 已批方案的表或文件.",
)
@click.option("--total", metavar="AMOUNT", help="The new total of the sources / 调整后的资金总额.")
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="NAME=AMOUNT",
    help="A source's new amount; may be repeated / 某个来源的新金额，可重复.",
)
@click.option(
    "--few",
    type=click.Choice(["cells", "recipients"]),
    default="cells",
    show_default=True,
    help="What is to be few / 先使哪一样最少：笔数或单位数.",
)
@click.option(
    "--pro-rata",
    is_flag=True,
    help="Change everybody by the same part instead / 改为各单位按同一比例增减.",
)
@options(*SOLVING, LANG, JSON)
def command(scenario: str, display: Display, few: Any, pro_rata: bool, **rest: Any) -> None:
    """Find the fewest and smallest moves from an approved plan after the money has changed.

    年中资金变动后，在约束全部符合的前提下，对已批方案作最少、最小的调整，并列出每一笔。
    """
    from optalloc.exploring.cut.cut import cut
    from optalloc.exploring.cut.describe import cut_document, cut_json

    found = cut(scenario, count="pro_rata" if pro_rata else few, **rest)
    show(display, partial(cut_json, found), partial(cut_document, found))
