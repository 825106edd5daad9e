"""`optalloc explore …`: the commands that solve many times, each imported when it is called."""

import click

from optalloc.cli.main import GROUP_LANG, LazyGroup
from optalloc.core.message import Words

COMMANDS = {
    "alternatives": Words(
        "差不多好而差别最大的方案", "Plans about as good, as different as can be."
    ),
    "batch": Words("成批情景一起算，一行一个", "Solve thousands of scenarios, one row each."),
    "cut": Words("资金变动后对已批方案的最少调整", "The fewest moves from an approved plan."),
    "frontier": Words("两个目标之间的全部取舍", "Every undominated plan for two goals."),
    "funding": Words(
        "一笔资金增多时方案怎样变", "Let a pot of money grow: where the plan changes."
    ),
    "recourse": Words(
        "现在先定一部分，明年看情形再定", "What to decide now, before the future is known."
    ),
    "regret": Words("几个情景下最大损失最小的一个方案", "The plan with the least worst loss."),
    "sweep": Words(
        "一项或几项设置逐个取值，各求一次", "Vary settings step by step, one solve each."
    ),
    "weights": Words(
        "权重和数字有疑问时，谁稳谁不稳", "Draw weights and figures in doubt: who is safe."
    ),
}


class _ManySolves(LazyGroup):
    """The commands of exploring."""

    lines = COMMANDS

    def module_of(self, name: str) -> str:
        """Return the module that holds a command."""
        return f"optalloc.cli.explore_commands.{name}"


@click.group("explore", cls=_ManySolves)
@GROUP_LANG
def command() -> None:
    """Solve many times: settings, weights and money in doubt, other plans, many scenarios.

    多次求解：设置、权重、资金变动时方案怎样变，还有哪些方案，成批情景一起算。
    """
