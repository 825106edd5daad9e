"""`optalloc ledger move PROJECT STATE`."""

import click

from optalloc.cli.main import language
from optalloc.cli.on_ledger.options import LEDGER, WHO, WHY_IS_NEEDED, YEAR, act_of
from optalloc.cli.options import JSON, LANG, options, print_json
from optalloc.ledger.library import STEPS, move
from optalloc.ledger.opening import open_ledger
from optalloc.ledger.sheets import STATES
from optalloc.money import tidy_name
from optalloc.words import Words


@click.command("move")
@click.argument("projects", nargs=-1, required=True)
@click.option(
    "--to", "state", type=click.Choice([*STEPS, "left"]), required=True, help="The state / 状态."
)
@options(LEDGER, YEAR, WHY_IS_NEEDED, WHO, LANG, JSON)
def command(
    projects: tuple[str, ...],
    state: str,
    ledger: str,
    year: int,
    why: str,
    who: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """Move PROJECTS to another state; one that leaves says why.

    登记项目开工、完工、验收或出库。
    """
    moves = {tidy_name(name): (state, why if state == "left" else "") for name in projects}
    with open_ledger(ledger).writing(act_of("move", who, why)) as writing:
        moved = move(writing, moves, year)
    if as_json:
        print_json({"moved": moved, "state": state})
        return
    said = STATES[state]
    words = Words(f"{moved} 个项目：{said.zh}。", f"{moved} projects: {said.en}.")
    click.echo(words.say(language(lang)))
