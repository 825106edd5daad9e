"""`optalloc ledger assets`."""

import click

from optalloc.cli.ledger_commands.options import LEDGER, OUT, show_paper
from optalloc.cli.options import JSON, LANG, Display, options
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.ledger.store.database import open_ledger
from optalloc.ledger.store.settings import settings_of
from optalloc.ledger.views.assets import assets, assets_paper


@click.command("assets", cls=SpokenHelp)
@options(LEDGER, OUT, LANG, JSON)
def command(ledger: str, out: str | None, display: Display) -> None:
    """Show the assets, summed by class and by owner, as the table to confirm rights.

    资产台账：按类别、按权属合计，即确权登记表。
    """
    with open_ledger(ledger).reading() as connection:
        found, unit = assets(connection), settings_of(connection).unit
    show_paper(assets_paper(found, unit), display, out, "assets")
