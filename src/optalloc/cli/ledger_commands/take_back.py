"""`optalloc ledger take-back`."""

import click

from optalloc.cli.ledger_commands.options import LEDGER, MONTH, WHO, WHY_IS_NEEDED, YEAR, act_of
from optalloc.cli.options import JSON, LANG, Display, options, print_json
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.core.message import Words
from optalloc.core.money import parse_amount, show_amount
from optalloc.ledger.store.database import open_ledger
from optalloc.ledger.store.settings import settings_of
from optalloc.ledger.views.operations import TakeBack, take_back


@click.command("take-back", cls=SpokenHelp)
@options(LEDGER, YEAR, MONTH)
@click.option("--source", required=True, help="What it was given from / 资金来源.")
@click.option("--project", help="The project / 项目.")
@click.option("--recipient", help="The recipient, where there is no project / 单位.")
@click.option("--use", help="The use, where there is no project / 用途.")
@click.option("--amount", required=True, help="How much / 金额.")
@options(WHY_IS_NEEDED, WHO, LANG, JSON)
def command(
    ledger: str,
    year: int,
    month: int,
    source: str,
    project: str | None,
    recipient: str | None,
    use: str | None,
    amount: str,
    why: str,
    who: str | None,
    display: Display,
) -> None:
    """Take unpaid money back; its source has it again for another batch.

    收回没有支付的资金；它回到原来源，可以另行安排。
    """
    deed = TakeBack(year, month, amount, source, recipient, use, project)
    with open_ledger(ledger).writing(act_of("take-back", who, why)) as writing:
        entry, unit = take_back(writing, deed), settings_of(writing.connection).unit
    if display.as_json:
        print_json({"entry": entry})
        return
    said = show_amount(parse_amount(amount, unit), unit) + unit
    words = Words(f"已收回 {said}（分录 {entry}）。", f"Took back {said} (entry {entry}).")
    display.say(words)
