"""`optalloc ledger import`."""

from collections.abc import Sequence

import click

from optalloc.cli.ledger_commands.options import LEDGER, WHO, WHY, act_of
from optalloc.cli.options import JSON, LANG, Display, options, print_json
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.cli.usage import Misused
from optalloc.core.message import Lang, Words, first_few, listed
from optalloc.ledger.exchange.exports import load_mapping
from optalloc.ledger.exchange.registers import RegisterImport, import_table
from optalloc.ledger.exchange.workbook_merge import import_book
from optalloc.ledger.store.database import Ledger, open_ledger
from optalloc.ledger.tables.table_schema import SHEETS

MOST_FINDINGS = 40


@click.command("import", cls=SpokenHelp)
@click.argument("sort", type=click.Choice([*SHEETS, "book"]))
@click.argument("table", type=click.Path())
@click.option(
    "--from",
    "mapping",
    type=click.Path(),
    metavar="MAPPING.yaml",
    help="The columns of another system, as `export --for` has them / 其他系统的列.",
)
@options(LEDGER)
@click.option("--year", type=click.IntRange(1, 9999), help="The year of rows without one / 年度.")
@options(WHO, WHY, LANG, JSON)
def command(
    sort: str,
    table: str,
    mapping: str | None,
    ledger: str,
    year: int | None,
    who: str | None,
    why: str | None,
    display: Display,
) -> None:
    """Take TABLE (CSV or XLSX) into the ledger: all of it, or nothing.

    SORT says what its rows are; `book` is a workbook that `ledger export --book` wrote.

    导入一张表，或导出后改过的工作簿（book）；有一处不对就都不导入。

    表的种类：recipients 单位，uses 用途，sources 资金来源，projects 项目库，awards 下达和收回，
    payments 支付，assets 资产，negative_list 负面清单。
    """
    act = act_of(f"import {sort}", who, why, f"import {table}")
    wanted = None if mapping is None else load_mapping(mapping)
    if wanted is not None and wanted.rows != sort:
        words = Words(
            f"--from {mapping} 写的是 rows: {wanted.rows}，命令里写的是 {sort}。",
            f"--from {mapping} says rows: {wanted.rows}, and SORT is {sort}.",
        )
        raise Misused(words)
    there = open_ledger(ledger)
    if sort == "book":
        _book(there, table, year, act, display)
        return
    done = import_table(there, sort, table, act, year, wanted)
    if display.as_json:
        print_json(
            {
                **{"sort": sort, "rows": done.rows, "changed": done.changed},
                "unread": list(done.unread),
                "findings": [words.say(display.lang) for words in done.findings],
            }
        )
    else:
        _say(done, display.lang)


def _say(done: RegisterImport, lang: Lang) -> None:
    title = SHEETS[done.sort].title
    words = Words(
        f"{title.zh}：{done.rows} 行，新增或更改 {done.changed} 行。",
        f"{title.en}: {done.rows} rows, {done.changed} of them new or changed.",
    )
    click.echo(words.say(lang))
    if done.unread:
        names = listed(done.unread)
        unread = Words(f"没有读取的列：{names.zh}。", f"Columns passed over: {names.en}.")
        click.echo(unread.say(lang))
    _say_findings(done.findings, lang)


def _say_findings(findings: Sequence[Words], lang: Lang) -> None:
    shown = first_few(findings, MOST_FINDINGS)
    for finding in shown:
        click.echo(f"  · {finding.say(lang)}")
    if (more := len(findings) - len(shown)) > 0:
        click.echo(Words(f"  …另有 {more} 条", f"  … and {more} more").say(lang))


def _book(there: Ledger, table: str, year: int | None, act: object, display: Display) -> None:
    from optalloc.ledger.store.audit_log import Act

    assert isinstance(act, Act)
    done = import_book(there, table, act, year)
    if display.as_json:
        findings = [words.say(display.lang) for words in done.findings]
        print_json({"written": done.written, "missing": done.missing, "findings": findings})
        return
    for word, count in done.written.items():
        if count:
            title = SHEETS[word].title
            words = Words(f"{title.zh}：写入 {count} 行。", f"{title.en}: {count} rows written.")
            display.say(words)
    if not any(done.written.values()):
        display.say(Words("没有改动。", "Nothing was changed."))
    _say_findings(done.findings, display.lang)
    for word, count in done.missing.items():
        if count:
            title = SHEETS[word].title
            words = Words(
                f"{title.zh}：工作簿里少了 {count} 行，台账里仍在（台账不删除）。",
                f"{title.en}: {count} rows are not in the workbook; they stay in the ledger.",
            )
            display.say(words)
