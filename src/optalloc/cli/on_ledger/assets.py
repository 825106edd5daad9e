"""`optalloc ledger assets`."""

import click

from optalloc.cli.main import language
from optalloc.cli.on_ledger.options import LEDGER, show_paper
from optalloc.cli.on_ledger.year import OUT
from optalloc.cli.options import JSON, LANG, options
from optalloc.ledger.assets import assets, assets_paper
from optalloc.ledger.opening import open_ledger
from optalloc.ledger.settings import settings_of


@click.command("assets")
@options(LEDGER, OUT, LANG, JSON)
def command(ledger: str, out: str | None, lang: str | None, as_json: bool) -> None:
    """Show the assets, summed by class and by owner, as the table to confirm rights.

    资产台账：按类别、按权属合计，即确权登记表。
    """
    with open_ledger(ledger).reading() as connection:
        found, unit = assets(connection), settings_of(connection).unit
    show_paper(assets_paper(found, unit), language(lang), as_json, out, "assets")
