"""`optalloc explore batch LIST_OR_DIR`."""

from functools import partial
from typing import Any

import click

from optalloc.cli.explore_options import COMMON, end, running, show
from optalloc.cli.options import Display, options
from optalloc.cli.spoken_help import SpokenHelp


@click.command("batch", cls=SpokenHelp)
@click.argument("scenarios", metavar="LIST_OR_DIR", type=click.Path())
@options(*COMMON)
def command(scenarios: str, display: Display, **common: Any) -> None:
    """Solve every scenario of a list (a path a line), or every YAML file below a folder.

    清单（一行一个路径）或文件夹里的全部情景，各求一次；不能用的那个写明原因，其余照算。
    """
    from optalloc.exploring.batch.batch import batch
    from optalloc.exploring.batch.describe import batched_document, batched_json

    with running(common, display.lang) as (run, solving):
        found = batch(scenarios, run, **solving)
    show(display, partial(batched_json, found), partial(batched_document, found), found.written)
    end(found.states, needs_plan=False)
