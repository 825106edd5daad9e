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
from optalloc.core.message import NOTHING, Words, in_clauses, listed, same
from optalloc.core.money import show_amount, show_percent
from optalloc.inputs.table_schema import TableField
from optalloc.ledger.store.database import open_ledger
from optalloc.ledger.store.invariants import KINDS, PAYEES, show_month
from optalloc.ledger.store.settings import LedgerSettings, settings_of
from optalloc.ledger.tables.table_schema import SHEETS, STATES
from optalloc.ledger.views.operations import acts, changes, entries
from optalloc.present.document import AMOUNT, PROJECT, RECIPIENT, SOURCE, USE
from optalloc.present.views.view import LedgerView, PaperTable, Said

WHAT = ("acts", "entries", "changes", "settings")
OTHERS = {
    **{"state": "状态", "reason": "原因", "left": "出库年度", "more": "其他列"},
    **{"batches": "批次", "name": "名称", "number": "序号", "month": "月份", "year": "年度"},
    **{"document": "文号", "scenario": "情景", "digest": "校验值"},
    **{"settings": "设置", "value": "值"},
}
"""What tables and columns are called that nobody imports, for Chinese readers."""
DID = (Words("时间", "at"), Words("经办", "who"), Words("原因", "why"))

UNASKED = {"approve": "记入批次", "import": "导入", "settings": "设置"}


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
            "changes": lambda: _changes(changes(connection, last), settings.unit),
            "settings": lambda: _settings(settings),
        }[what]()
    show_paper(LedgerView(NOTHING, (), settings.unit, (paper,)), display, None, what)


def _told(row: dict[str, Any]) -> tuple[Said, Said, Said]:
    """Return when, who and why; where nobody gave a reason, the command stands in its place."""
    word, _, rest = row["why"].partition(" ")
    why = Words(f"{UNASKED[word]} {rest}", row["why"]) if word in UNASKED else row["why"]
    return (row["at"], row["who"], why)


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


def _changes(rows: list[dict[str, Any]], unit: str) -> PaperTable:
    heads = (Words("表", "table"), Words("行", "row"), Words("版本", "version"))
    told = tuple(
        (
            _table(r["sheet"]),
            *(str(r["row"]), str(r["version"])),
            in_clauses(_differences(r, unit)),
            *_told(r),
        )
        for r in rows
    )
    what = Words("改了什么（前 → 后）", "what (before → after)")
    return PaperTable(Words("变更", "Changes"), (*heads, what, *DID), told)


def _table(sheet: str) -> Words:
    """Return what Chinese readers see a table called; in English its word is its name."""
    return Words(SHEETS[sheet].title.zh if sheet in SHEETS else OTHERS.get(sheet, sheet), sheet)


def _differences(row: dict[str, Any], unit: str) -> Iterator[Words]:
    before = json.loads(row["before"]) if row["before"] else {}
    known = SHEETS.get(row["sheet"])
    fields = {field.key: field for field in known.fields} if known is not None else {}
    for name, value in json.loads(row["after"]).items():
        if name == "version" or (not before and value in (None, "")):
            continue
        called = Words(fields[name].heads[0] if name in fields else OTHERS.get(name, name), name)
        now = _value(fields.get(name), value, unit)
        if not before:
            yield called + same(" ") + now
        elif before.get(name) != value:
            then = _value(fields.get(name), before.get(name), unit)
            yield called + same(" ") + then + same(" → ") + now


def _value(field: TableField | None, value: Any, unit: str) -> Words:
    """Return what stood in a column: money in the ledger's unit, fixed words by their names."""
    if value is None:
        return Words("空", "nothing")
    if field is not None and field.sort == "money" and isinstance(value, int):
        return same(show_amount(value, unit) + unit)
    if field is not None and field.sort == "row":
        return Words(f"第 {value} 行", f"row {value}")
    choices = field.choices if field is not None and field.choices else STATES
    return choices[value] if isinstance(value, str) and value in choices else same(str(value))


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
