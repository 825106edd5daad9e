"""`optalloc ledger library`."""

import click

from optalloc.cli.ledger_commands.options import LEDGER, OUT, YEAR, show_paper
from optalloc.cli.options import JSON, LANG, Display, options
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.ledger.store.database import open_ledger
from optalloc.ledger.store.settings import settings_of
from optalloc.ledger.views.documents import library_paper
from optalloc.ledger.views.library import library


@click.command("library", cls=SpokenHelp)
@options(LEDGER, YEAR, OUT, LANG, JSON)
def command(ledger: str, year: int, out: str | None, display: Display) -> None:
    """Show the project library: what it holds, what was refused and why, what left it.

    项目库：库内项目、退回及原因、出库及原因，规模与上年比较。
    """
    with open_ledger(ledger).reading() as connection:
        settings = settings_of(connection)
        view = library(connection, year, settings.library)
    paper = library_paper(view, settings.unit)
    show_paper(paper, display, out, f"library-{year}")
