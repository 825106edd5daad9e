"""`optalloc ledger reverse ENTRY…`."""

import click

from optalloc.cli.ledger_commands.options import LEDGER, WHO, WHY_IS_NEEDED, act_of
from optalloc.cli.options import JSON, LANG, Display, options, print_json
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.core.message import Words, listed
from optalloc.ledger.store.database import open_ledger
from optalloc.ledger.store.journal import reverse
from optalloc.ledger.store.settings import settings_of
from optalloc.ledger.views.operations import settle_after


@click.command("reverse", cls=SpokenHelp)
@click.argument("entries", type=click.IntRange(1, 2**63 - 1), nargs=-1, required=True)
@options(LEDGER, WHY_IS_NEEDED, WHO, LANG, JSON)
def command(
    entries: tuple[int, ...], ledger: str, why: str, who: str | None, display: Display
) -> None:
    """Take ENTRIES back in whole; they and their reversals stay in the ledger.

    冲销分录：原分录和冲销分录都留在台账里。
    """
    with open_ledger(ledger).writing(act_of("reverse", who, why)) as writing:
        made = reverse(writing, entries, settings_of(writing.connection).unit)
        settle_after(writing, made)
    if display.as_json:
        print_json({"entries": made})
        return
    names = listed([str(number) for number in made])
    words = Words(f"已冲销（分录 {names.zh}）。", f"Reversed (entries {names.en}).")
    display.say(words)
