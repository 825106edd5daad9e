"""`optalloc ledger show`."""

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import click
from pydantic import BaseModel

from optalloc.cli.ledger_commands.options import LEDGER, show_paper
from optalloc.cli.options import JSON, LANG, MOST_COUNTED, Display, options
from optalloc.cli.spoken_help import SpokenHelp
from optalloc.core.message import NOTHING, Words, listed, same
from optalloc.core.money import show_percent
from optalloc.ledger.store.database import open_ledger
from optalloc.ledger.store.invariants import KINDS, PAYEES, show_month
from optalloc.ledger.store.settings import LedgerSettings, settings_of
from optalloc.ledger.views.operations import acts, changes, entries
from optalloc.present.document import AMOUNT, PROJECT, RECIPIENT, SOURCE, USE
from optalloc.present.views.view import LedgerView, PaperTable, Said

WHAT = ("acts", "entries", "changes", "settings")
DID = (Words("时间", "at"), Words("经办", "who"), Words("原因", "why"))


@click.command("show", cls=SpokenHelp)
@click.argument("what", type=click.Choice(WHAT))
@options(LEDGER)
@click.option(
    "--last",
    type=click.IntRange(1, MOST_COUNTED),
    default=40,
    show_default=True,
    help="How many / 条数.",
)
@options(LANG, JSON)
def command(what: str, ledger: str, last: int, display: Display) -> None:
    """Show who did what, when and why, and what was there before.

    查看经办记录、资金分录、变更前后的内容和设置。
    """
    with open_ledger(ledger).reading() as connection:
        settings = settings_of(connection)
        paper = {
            "acts": lambda: _acts(acts(connection, last)),
            "entries": lambda: _entries(entries(connection, last)),
            "changes": lambda: _changes(changes(connection, last)),
            "settings": lambda: _settings(settings),
        }[what]()
    show_paper(_in(paper, settings.unit), display, None, what)


def _in(table: PaperTable, unit: str) -> LedgerView:
    return LedgerView(NOTHING, (), unit, (table,))


def _told(row: dict[str, Any]) -> tuple[str, str, str]:
    return (row["at"], row["who"], row["why"])


def _acts(rows: list[dict[str, Any]]) -> PaperTable:
    made = (Words("分录", "entries"), Words("变更", "changes"))
    heads = (Words("编号", "act"), *DID, Words("命令", "what"), *made)
    return PaperTable(
        Words("经办记录", "Acts"),
        heads,
        tuple(
            (str(r["id"]), *_told(r), r["what"], str(r["entries"]), str(r["changes"])) for r in rows
        ),
    )


def _entries(rows: list[dict[str, Any]]) -> PaperTable:
    heads = (
        *(Words("编号", "entry"), Words("类型", "kind"), Words("月份", "month")),
        *(Words("批次", "batch"), SOURCE, RECIPIENT),
        *(USE, PROJECT, AMOUNT),
        *(Words("收款", "payee"), Words("冲销", "reverses"), *DID),
    )
    told: list[tuple[Said, ...]] = []
    for r in rows:
        payee: Said = PAYEES[r["payee"]] if r["payee"] else ""
        names = (r["batch"], r["source"], r["recipient"], r["use"], r["project"])
        reverses = "" if r["reverses"] is None else str(r["reverses"])
        first = (str(r["id"]), KINDS[r["kind"]], show_month(r["month"]))
        told.append((*first, *names, int(r["amount"]), payee, reverses, *_told(r)))
    return PaperTable(Words("资金分录", "Entries"), heads, tuple(told))


def _changes(rows: list[dict[str, Any]]) -> PaperTable:
    heads = (Words("表", "table"), Words("行", "row"), Words("版本", "version"))
    told = tuple(
        (r["sheet"], str(r["row"]), str(r["version"]), "；".join(_differences(r)), *_told(r))
        for r in rows
    )
    what = Words("改了什么（前 → 后）", "what (before → after)")
    return PaperTable(Words("变更", "Changes"), (*heads, what, *DID), told)


def _differences(row: dict[str, Any]) -> Iterator[str]:
    before = json.loads(row["before"]) if row["before"] else {}
    for name, value in json.loads(row["after"]).items():
        if name == "version":
            continue
        if before and before.get(name) != value:
            yield f"{name} {before.get(name)} → {value}"
        elif not before and value not in (None, ""):
            yield f"{name} {value}"


def _settings(settings: LedgerSettings) -> PaperTable:
    heads = (Words("设置", "setting"), Words("值", "value"))
    return PaperTable(Words("设置", "Settings"), heads, tuple(_leaves("", settings)))


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Words]]:
    """Yield every setting with its path; shares as percentages."""
    if isinstance(value, BaseModel) or (isinstance(value, dict) and value):
        for name, held in dict(value).items():
            yield from _leaves(f"{path}.{name}".strip("."), held)
    elif isinstance(value, Fraction):
        yield path, same(show_percent(value))
    elif isinstance(value, str):
        yield path, same(value)
    else:
        there = listed(tuple(value or ()))
        yield path, there if value else Words("未设", "unset")
