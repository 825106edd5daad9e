"""`optalloc ledger export`."""

from pathlib import Path

import click

from optalloc.cli.ledger_commands.options import LEDGER, refuse_ending
from optalloc.cli.options import JSON, LANG, Display, options, print_json
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.cli.usage import DoesNotGo, Misused
from optalloc.core.atomic_files import path_shown, write_file
from optalloc.core.message import Words
from optalloc.ledger.exchange.exports import export, export_book, export_csv, load_mapping
from optalloc.ledger.exchange.workbook import write_book
from optalloc.ledger.store.database import open_ledger


@click.command("export", cls=SpokenHelp)
@options(LEDGER)
@click.option(
    "--book", type=click.Path(), metavar="OUT.xlsx", help="A workbook to edit / 可改的工作簿."
)
@click.option(
    "--for",
    "mapping",
    type=click.Path(),
    metavar="MAPPING.yaml",
    help="The columns of another system / 其他系统的列.",
)
@click.option("--year", type=click.IntRange(1, 9999), help="The year, for --for / 年度.")
@click.option("--out", type=click.Path(), metavar="OUT.csv|OUT.xlsx", help="For --for / 写出文件.")
@options(LANG, JSON)
@click.pass_context
def command(
    ctx: click.Context,
    ledger: str,
    book: str | None,
    mapping: str | None,
    year: int | None,
    out: str | None,
    display: Display,
) -> None:
    """Write the ledger's tables: for another system (--for), or to be edited (--book).

    导出：按其他系统的列导出（--for），或导出可以改了再导入的工作簿（--book）。
    """
    if book is not None and mapping is not None:
        raise DoesNotGo("--book", "--for", ctx)
    notes: tuple[str, ...] = ()
    if book is not None:
        refuse_ending(book, (".xlsx",))
        with open_ledger(ledger).reading() as connection:
            content = write_book(connection, display.lang)
        file = book
    else:
        if mapping is None or year is None or out is None:
            words = Words(
                "请写 --book，或者 --for 加 --year 和 --out。",
                "Say --book, or --for with --year and --out.",
            )
            raise Misused(words, ctx)
        refuse_ending(out, (".csv", ".xlsx"))
        wanted, file = load_mapping(mapping), out
        with open_ledger(ledger).reading() as connection:
            exported = export(connection, wanted, year)
        is_book = Path(out).suffix.casefold() == ".xlsx"
        content = export_book(exported) if is_book else export_csv(exported)
        notes = wanted.notes
    write_file(Path(file), content)
    if display.as_json:
        print_json({"written": [file], "notes": list(notes)})
        return
    display.say(Words(f"已写出 {path_shown(file)}。", f"Wrote {path_shown(file)}."))
    for note in notes:
        display.say(Words(f"  注：{note}", f"  Note: {note}"))
