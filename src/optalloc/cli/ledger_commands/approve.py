"""`optalloc ledger approve SCENARIO`."""

import click

from optalloc.cli.ledger_commands.options import LEDGER, MONTH, WHO, WHY, YEAR, act_of
from optalloc.cli.options import JSON, LANG, SCENARIO, SETTINGS, Display, options, print_json
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.core.message import Words
from optalloc.ledger.store.database import open_ledger
from optalloc.ledger.store.invariants import show_month


@click.command("approve", cls=SpokenHelp)
@SCENARIO
@options(LEDGER, YEAR)
@click.option("--batch", "name", required=True, help="Its name, such as 第一批 / 批次名称.")
@options(MONTH)
@click.option(
    "--plan",
    type=click.Path(),
    metavar="DIR|FILE",
    help="The folder of `solve --out`, or a table; else the best plan is taken / 已批方案.",
)
@click.option("--document", default="", help="Its document number / 文号.")
@options(SETTINGS, WHO, WHY, LANG, JSON)
def command(
    scenario: str,
    ledger: str,
    year: int,
    name: str,
    month: int,
    plan: str | None,
    document: str,
    settings: tuple[str, ...],
    who: str | None,
    why: str | None,
    display: Display,
) -> None:
    """Write the approved plan of SCENARIO into the ledger, audited once more.

    把批准的方案记入台账：入账前再独立核对一遍，不合约束的不记。
    """
    from optalloc.ledger.approval import Batch, approve

    batch = Batch(scenario, year, name, month, plan, document, settings)
    act = act_of("approve", who, why, f"approve {name} {document}".strip())
    done = approve(open_ledger(ledger), batch, act)
    amount, notes = done.problem.say(done.plan.total), (*done.notes, *done.problem.notes)
    if display.as_json:
        print_json(
            {
                **{"year": year, "batch": name, "month": show_month(month), "amount": amount},
                "entries": list(done.entries),
                "notes": [note.say(display.lang) for note in notes],
            }
        )
        return
    words = Words(
        f"已记入 {year} 年“{name}”：{len(done.plan.awards)} 笔，共 {amount}；方案已逐条独立核对。",
        f"Wrote {name} of {year}: {len(done.plan.awards)} awards, {amount} in all; the plan was "
        "audited against every rule.",
    )
    display.say(words)
    for note in notes:
        display.say(Words(f"  注：{note.zh}", f"  Note: {note.en}"))
