"""`optalloc ledger library`."""

import click

from optalloc.cli.main import language
from optalloc.cli.on_ledger.options import LEDGER, YEAR, show_paper
from optalloc.cli.on_ledger.year import OUT
from optalloc.cli.options import JSON, LANG, options
from optalloc.ledger.library import library
from optalloc.ledger.opening import open_ledger
from optalloc.ledger.papers import library_paper
from optalloc.ledger.settings import settings_of


@click.command("library")
@options(LEDGER, YEAR, OUT, LANG, JSON)
def command(ledger: str, year: int, out: str | None, lang: str | None, as_json: bool) -> None:
    """Show the project library: what it holds, what was refused and why, what left it.

    项目库：库内项目、退回及原因、出库及原因，规模与上年比较。
    """
    with open_ledger(ledger).reading() as connection:
        settings = settings_of(connection)
        view = library(connection, year, settings.library)
    paper = library_paper(view, settings.unit)
    show_paper(paper, language(lang), as_json, out, f"library-{year}")
