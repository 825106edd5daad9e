"""`optalloc doctor`."""

import sys
from typing import TYPE_CHECKING

import click

from optalloc.cli.options import JSON, LANG, Display, options, print_json
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.core.message import Lang, Words

if TYPE_CHECKING:
    from optalloc.cli.machine import MachineCheck

COLON = Words("：", ": ")
MARKS = {"works": " ✓ ", "mended": " ✓ ", "missing": " · ", "broken": " ! "}
NEEDED = " ✗ "
NOT_WELL = 5
"""The exit code where something that is needed does not work: that of a solver that failed."""
WELL = Words("需要的都能用。", "All that is needed works.")
EXTRAS = Words("附加组件怎样安装", "How to install an extra")
ILL = Words("上面打 ✗ 的需要先解决。", "What is marked ✗ above must be put right first.")


def _told(lang: Lang) -> "list[MachineCheck]":
    """Print each check as soon as it is made, with what to do below it; return all."""
    from optalloc.cli.machine import examined, how_to_install
    from optalloc.present.terminal import Terminal

    page, checks = Terminal(lang), []
    for check in examined():
        checks.append(check)
        mark = MARKS[check.state] if check.is_well else NEEDED
        page.item(mark, check.what + COLON + check.found)
        if check.remedy.en:
            for line in check.remedy.say(lang).split("\n"):
                page.item("     ", line, "dim")
    page.say()
    if (how := how_to_install(checks)) is not None:
        page.say(EXTRAS, "bold")
        for line in how.say(lang).split("\n"):
            page.item("  ", line)
        page.say()
    page.say(WELL if all(check.is_well for check in checks) else ILL, "bold")
    return checks


@click.command("doctor", cls=SpokenHelp)
@options(LANG, JSON)
def command(display: Display) -> None:
    """Say what works on this computer, and mend what can be mended.

    Tries both engines, folders, fonts and the terminal; lists versions and extras. Exit code 0: all
    that is needed works.

    检查这台电脑上哪些能用，能修的当场修好。
    """
    from optalloc.cli.machine import examined, how_to_install

    checks = list(examined()) if display.as_json else _told(display.lang)
    is_well = all(check.is_well for check in checks)
    if display.as_json:
        how = how_to_install(checks)
        said = [check.as_json(display.lang) for check in checks]
        to_install = None if how is None else how.say(display.lang)
        print_json({"works": is_well, "checks": said, "how_to_install": to_install})
    if not is_well:
        sys.exit(NOT_WELL)
