"""`optalloc ledger year`."""

import click

from optalloc.cli.ledger_commands.options import LEDGER, OUT, YEAR, show_paper
from optalloc.cli.options import JSON, LANG, Display, options
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.ledger.store.database import open_ledger
from optalloc.ledger.views.documents import year_paper
from optalloc.ledger.views.year import year_view


@click.command("year", cls=SpokenHelp)
@options(LEDGER, YEAR)
@click.option("--batch", help="The batch to look at; else the last one / 本次批次.")
@options(OUT, LANG, JSON)
def command(ledger: str, year: int, batch: str | None, out: str | None, display: Display) -> None:
    """Show the year by recipient, source, use and batch, and the share of industry.

    全年台账：已下达、本次、收回、已支付，全年产业占比与下限、上年比较。
    """
    with open_ledger(ledger).reading() as connection:
        view = year_view(connection, year, batch)
    show_paper(year_paper(view), display, out, f"year-{year}")
