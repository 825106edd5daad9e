"""`optalloc explore regret SCENARIO…`."""

from functools import partial

import click

from optalloc.cli.explore_options import SOLVING, show
from optalloc.cli.options import JSON, LANG, SCENARIOS, Display, options
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.core.solve_options import SolveOptions


@click.command("regret", cls=SpokenHelp)
@SCENARIOS
@click.option(
    "--relative", is_flag=True, help="Losses as parts of each best value / 损失按最优值的比例算."
)
@options(*SOLVING, LANG, JSON)
def command(
    scenarios: tuple[str, ...],
    relative: bool,
    settings: tuple[str, ...],
    how: SolveOptions,
    display: Display,
) -> None:
    """Find the one plan whose worst loss over several SCENARIOS is smallest.

    几个情景（单位、资金相同，权重或目标不同）选一个方案，使最坏情景下的损失最小，并证明。
    """
    from optalloc.exploring.regret.describe import regret_document, regret_json
    from optalloc.exploring.regret.regret import regret

    found = regret(scenarios, settings, how, relative)
    show(display, partial(regret_json, found), partial(regret_document, found))
