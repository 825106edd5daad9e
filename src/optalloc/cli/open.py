"""`optalloc open [SCENARIO…]`."""

from pathlib import Path

import click

from optalloc.cli.main import language
from optalloc.cli.options import LANG, options
from optalloc.core.message import Words

SECONDS = 120.0


@click.command("open")
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
    type=click.FloatRange(0, min_open=True),
    default=SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="For each plan / 每次求解的时限.",
)
@options(LANG)
def command(
    scenarios: tuple[str, ...], no_browser: bool, port: int, time_limit: float, lang: str | None
) -> None:
    """Open the workbench on SCENARIO in this computer's browser, offline.

    在本机浏览器中打开工作台：改权重、约束、资金，当场看到方案和证明。不联网。
    """
    from optalloc.inputs.scenario import compose
    from optalloc.workbench.serving import serve

    said = language(lang)
    for scenario in scenarios:
        compose(Path(scenario), scenario)  # what is no scenario is said before anything is served

    def ready(address: str) -> None:
        click.echo(Words(f"工作台：{address}", f"The workbench: {address}").say(said))
        end = Words(
            "按 Ctrl-C，或关闭最后一个网页，即结束。", "Ctrl-C or closing the page ends it."
        )
        click.echo(end.say(said))

    serve([Path(s) for s in scenarios], port, said, time_limit, ready, not no_browser)
