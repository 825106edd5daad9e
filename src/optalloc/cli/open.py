"""`optalloc open [SCENARIO…]`."""

from pathlib import Path
from typing import Literal

import click

from optalloc.cli.options import LANG, Display, options
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.core.message import Words

SECONDS = 120.0
CTRL_C = Words("按 Ctrl-C 结束。", "Ctrl-C ends it.")


@click.command("open", cls=SpokenHelp)
@click.argument("scenarios", type=click.Path(), nargs=-1, metavar="[SCENARIO]...")
@click.option("--no-browser", is_flag=True, help="Print the address only / 只输出地址.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help="Port on this computer; a free one if not given / 端口，不写则取空闲的.",
)
@click.option(
    "--time-limit",
    "seconds",
    type=click.FloatRange(0, min_open=True),
    default=SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="For each plan / 每次求解的时限.",
)
@click.option(
    "--share",
    type=click.Choice(["read", "write"]),
    help="Let this network look, or write with a pass phrase / 让局域网内的人看，或凭口令改.",
)
@click.option(
    "--ledger",
    envvar="OPTALLOC_LEDGER",
    show_envvar=True,
    metavar="FILE|URL",
    help="The year's ledger, to read and to approve plans into / 台账.",
)
@options(LANG)
def command(
    scenarios: tuple[str, ...],
    no_browser: bool,
    port: int,
    seconds: float,
    share: Literal["read", "write"] | None,
    ledger: str | None,
    display: Display,
) -> None:
    """Open the workbench on SCENARIO in this computer's browser, offline.

    在本机浏览器中打开工作台：改权重、约束、资金，当场看到方案和证明。不联网。
    """
    from optalloc.inputs.scenario import compose
    from optalloc.workbench.serving import Addresses, ServeOptions, serve

    for scenario in scenarios:
        compose(Path(scenario), scenario)  # what is no scenario is said before anything is served

    def ready(at: Addresses) -> None:
        lines = [Words(f"工作台：{at.own}", f"The workbench: {at.own}")]
        if at.others is not None:
            lines.append(Words(f"给别人看：{at.others}", f"For others to look: {at.others}"))
        if at.phrase is not None:
            lines.append(Words(f"修改口令：{at.phrase}", f"To write, the pass phrase: {at.phrase}"))
        end = Words("按 Ctrl-C 或关闭网页即结束。", "Ctrl-C or closing the page ends it.")
        lines.append(end if at.others is None else CTRL_C)
        for words in lines:
            display.say(words)

    asked = ServeOptions(port, display.lang, seconds, not no_browser, share, ledger)
    serve([Path(s) for s in scenarios], asked, ready)
