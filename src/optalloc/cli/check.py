"""`optalloc check TABLE`."""

import sys
from typing import TYPE_CHECKING

import click

from optalloc.cli.main import language
from optalloc.cli.options import JSON, LANG, SETTINGS, options, print_json
from optalloc.words import Lang, Words

if TYPE_CHECKING:
    from optalloc.checking.asking import Ask, Question

FOUND_ERRORS = 6

_COLUMN = click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="NAME=ROLE",
    help="What a column is for, where its header does not tell / 说明一列是什么.",
)
_UNIT = click.option("--unit", help="Unit of amounts: 元, 万元, 亿元 / 金额单位.")
_PARTIAL = click.option(
    "--partial", is_flag=True, help="Rows were left out of the table / 表中有行未列出."
)
_SCENARIO = click.option(
    "--scenario",
    type=click.Path(),
    help="Judge by the rules of a scenario and beside its best plan / 按情景核对.",
)
_NOTICE = click.option(
    "--notice", type=click.Path(), help="Judge a public notice too / 同时核对公告公示."
)
_ANNOTATE = click.option(
    "--annotate",
    type=click.Path(),
    metavar="OUT.xlsx",
    help="Write a copy with comments on its cells / 写出带批注的副本.",
)
_WRITE = click.option(
    "--write-scenario",
    "folder",
    type=click.Path(),
    metavar="DIR",
    help="Write the rule behind the table as a scenario / 把推断的规则写成情景.",
)
_NO_INPUT = click.option(
    "--no-input", is_flag=True, help="Ask nothing; refuse what is not clear / 不提问."
)


@click.command("check")
@click.argument("table", type=click.Path())
@options(_COLUMN, _UNIT, _PARTIAL, _SCENARIO, SETTINGS, _NOTICE, _ANNOTATE, _WRITE, _NO_INPUT)
@options(LANG, JSON)
def command(
    table: str,
    annotate: str | None,
    folder: str | None,
    no_input: bool,
    lang: str | None,
    as_json: bool,
    **asked: object,
) -> int:
    """Judge TABLE, a draft or published: CSV, XLSX, DOCX or a saved HTML page.

    核对一张草拟或已公布的分配表：合计、重复、取整、分担比例，以及表背后的规则。
    """
    from optalloc.checking import check

    said = language(lang)
    is_asked = sys.stdin.isatty() and sys.stderr.isatty() and not no_input
    checked = check(table, ask=_asking(said) if is_asked else None, **asked)  # type: ignore[arg-type]
    if annotate is not None:
        from optalloc.checking.annotate import annotate as write_annotated

        write_annotated(checked, annotate, said)
    if folder is not None:
        from optalloc.checking.scenario_file import write_scenario

        write_scenario(checked, folder)
    if as_json:
        from optalloc.checking.as_json import checked_json

        print_json(checked_json(checked, said))
    else:
        from optalloc.cli.show_check import show_checked

        show_checked(checked, said)
    return FOUND_ERRORS if checked.has_errors else 0


def _asking(lang: Lang) -> "Ask":
    """Return what puts a question to the person at the terminal, on standard error."""

    def ask(question: "Question") -> str:
        text = question.words().say(lang)
        hint = Words("这一列是", "It is").say(lang)
        choice = click.Choice(question.options)
        answer: str = click.prompt(f"{text}\n{hint}", type=choice, err=True)
        return answer

    return ask
