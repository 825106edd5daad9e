"""`optalloc ledger move PROJECT STATE`."""

from typing import Any

import click

from optalloc.cli.ledger_commands.options import LEDGER, WHO, WHY_IS_NEEDED, YEAR, act_of
from optalloc.cli.options import JSON, LANG, Display, options, print_json
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.core.message import Words
from optalloc.core.money import tidy_name
from optalloc.ledger.store.database import open_ledger
from optalloc.ledger.tables.table_schema import STATES
from optalloc.ledger.views.library import STEPS, move


class _State(click.Choice):  # type: ignore[type-arg, unused-ignore]
    """A state, by its word or by its Chinese name."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the word."""
        named = {STATES[word].zh: word for word in (*STEPS, "left")}
        return super().convert(named.get(tidy_name(str(value)), value), param, ctx)


@click.command("move", cls=SpokenHelp)
@click.argument("projects", nargs=-1, required=True)
@click.option(
    "--to",
    "state",
    type=_State([*STEPS, "left"]),
    required=True,
    help="The state, or 开工, 完工, … / 状态，可写中文.",
)
@options(LEDGER, YEAR, WHY_IS_NEEDED, WHO, LANG, JSON)
def command(
    projects: tuple[str, ...],
    state: str,
    ledger: str,
    year: int,
    why: str,
    who: str | None,
    display: Display,
) -> None:
    """Move PROJECTS to another state; one that leaves says why.

    登记项目开工、完工、验收或出库。
    """
    moves = {tidy_name(name): (state, why if state == "left" else "") for name in projects}
    with open_ledger(ledger).writing(act_of("move", who, why)) as writing:
        moved = move(writing, moves, year)
    if display.as_json:
        print_json({"moved": moved, "state": state})
        return
    said = STATES[state]
    words = Words(f"{moved} 个项目：{said.zh}。", f"{moved} projects: {said.en}.")
    if there := len(moves) - moved:
        words += Words(
            f"{there} 个本来就是{said.zh}，没有变动。",
            f" {there} were {said.en} already and stay so.",
        )
    display.say(words)
