"""Options that the commands of the ledger share, and how a paper is printed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from optalloc.cli.options import Display, print_json
from optalloc.core.atomic_files import path_shown, write_files
from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Lang, Words
from optalloc.inputs.row_values import month_of
from optalloc.ledger.store.audit_log import Act, this_person
from optalloc.present.terminal import print_sections
from optalloc.present.views.view import LedgerView, blocks_of, document_of, paper_json

LEDGER = click.option(
    "--ledger",
    "ledger",
    default="ledger.db",
    show_default=True,
    envvar="OPTALLOC_LEDGER",
    show_envvar=True,
    metavar="FILE|URL",
    help="A file, or postgresql://… / 台账文件或数据库地址.",
)
WHO = click.option(
    "--who",
    envvar="OPTALLOC_WHO",
    show_envvar=True,
    help="Who does it; else the name of the account / 经办人.",
)
WHY = click.option("--why", help="The reason / 原因.")
WHY_IS_NEEDED = click.option("--why", required=True, help="The reason / 原因.")
OUT = click.option(
    "--out", type=click.Path(), metavar="DIR", help="Write Word and Excel / 写出文件."
)
YEAR = click.option("--year", type=click.IntRange(1, 9999), required=True, help="The year / 年度.")


class _Month(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """A month; becomes a number such as 202309."""

    name = "month"
    allowed = Words("应为月份，如 2023-09", "a month, such as 2023-09")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the month."""
        month = value if isinstance(value, int) else month_of(str(value))
        if month is None:
            self.fail(self.allowed.en, param, ctx)
        return month


MONTH = click.option(
    "--month", type=_Month(), required=True, metavar="YYYY-MM", help="The month / 月份."
)


def act_of(what: str, who: str | None, why: str | None, otherwise: str = "") -> Act:
    """Return the act of a command.

    Args:
        otherwise: The reason where none is given.
    """
    return Act(who or this_person(), why or otherwise, what)


def write_paper(paper: LedgerView, out: str, stem: str, lang: Lang) -> tuple[Path, ...]:
    """Write a paper as Word and as a workbook into a folder; return the files."""
    from optalloc.present.docx.paper import word_paper
    from optalloc.present.views.workbook import paper_book

    folder, word = Path(out), word_paper(blocks_of(paper, lang), lang)
    made = {f"{stem}.docx": word, f"{stem}.xlsx": paper_book(paper, lang)}
    return write_files({folder / name: content for name, content in made.items()})


def show_paper(paper: LedgerView, display: Display, out: str | None, stem: str) -> None:
    """Print a paper, and write it where a folder is named."""
    files = write_paper(paper, out, stem, display.lang) if out is not None else ()
    if display.as_json:
        print_json({**paper_json(paper, display.lang), "written": [str(file) for file in files]})
        return
    print_sections(document_of(paper), display.lang, has_more=bool(files))
    say_written(files, display)


def say_written(files: Sequence[Path], display: Display) -> None:
    """Print which files were written."""
    if files:
        names = "\n".join(f"  {path_shown(file)}" for file in files)
        display.say(Words(f"已写出：\n{names}", f"Written:\n{names}"))


def refuse_ending(out: str, endings: Sequence[str]) -> None:
    """Refuse a file whose name has another ending.

    Raises:
        InputUnusable: Then.
    """
    if Path(out).suffix.casefold() not in endings:
        allowed = Words(
            f"应以 {'、'.join(endings)} 结尾", f"a name that ends in {' or '.join(endings)}"
        )
        raise InputUnusable([Fault("", Words("--out", "--out"), allowed, out)])
