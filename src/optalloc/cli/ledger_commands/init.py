"""`optalloc ledger init`."""

import click

from optalloc.cli.ledger_commands.options import LEDGER, WHO, WHY, act_of
from optalloc.cli.options import JSON, LANG, Display, options, print_json
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.core.atomic_files import path_shown
from optalloc.core.message import Words, listed, same
from optalloc.ledger.store.database import make_ledger
from optalloc.ledger.store.settings import load_settings, put_settings


@click.command("init", cls=SpokenHelp)
@options(LEDGER)
@click.option(
    "--settings",
    "file",
    type=click.Path(),
    metavar="FILE.yaml",
    help="Unit, floor of industry, gate, line of progress / 设置文件.",
)
@options(WHO, WHY, LANG, JSON)
def command(
    ledger: str, file: str | None, who: str | None, why: str | None, display: Display
) -> None:
    """Make a ledger; set one up, or bring one up to this version.

    新建台账；已有的台账则更改设置或升级，数据不变。
    """
    sections = load_settings(file) if file is not None else {}
    made, is_new = make_ledger(ledger)
    changed: tuple[str, ...] = ()
    if sections:
        with made.writing(act_of("init", who, why, f"settings {file}")) as writing:
            changed = put_settings(writing, sections)
    if display.as_json:
        print_json({"ledger": made.named, "new": is_new, "settings": list(changed)})
        return
    words = (
        Words("已建台账", "Made the ledger")
        if is_new
        else Words("台账已在", "The ledger is there,")
    )
    words += same(f" {path_shown(made.named)}")
    if changed:
        names = listed(changed)
        words += Words(f"，已设置 {names.zh}", f", and set {names.en}")
    display.say(words + Words("。", "."))
