"""An audit as a person reads it: how the table was understood, then what was found."""

from collections.abc import Sequence

from optalloc.checking.audit import Checked
from optalloc.core.message import Lang, Words, listed, same
from optalloc.inputs.understanding.layout.finding import SEVERITIES, Finding, Severity
from optalloc.inputs.understanding.layout.roles import ROLES
from optalloc.inputs.understanding.layout.sheet import Sheet
from optalloc.present.terminal import GridColumn, Terminal

TURNED = Words(
    "各行（单位横排在上，按转过来的样子读）",
    "Rows (the recipients stand across the top: read turned round)",
)
MOST_SHOWN = 60
"""Most findings of one severity; --json and --annotate have them all."""
STYLES: dict[Severity, str] = {"error": "bold red", "warning": "yellow", "note": "dim"}


def show_checked(checked: Checked, lang: Lang) -> None:
    """Print an audit."""
    page = Terminal(lang)
    for sheet in checked.sheets:
        _understood(page, sheet)
    for severity in SEVERITIES:
        found = [f for f in checked.findings if f.severity == severity]
        if found:
            _found(page, severity, found)
    _summary(page, checked)


def _understood(page: Terminal, sheet: Sheet) -> None:
    """Print how a table was understood, column by column."""
    grid = sheet.grid
    name = f"{grid.file}{f'#{grid.sheet}' if grid.sheet else ''}"
    unit = Words(f"，单位 {sheet.unit}", f", in {sheet.unit}") if sheet.unit else Words("", "")
    rows, totals = len(sheet.data), len(sheet.totals)
    counts = Words(
        f"{rows} 行，{totals} 个合计行", f"{rows} row{_s(rows)}, {totals} total{_s(totals)}"
    )
    page.say(same(name) + Words("：", ": ") + counts + unit, "bold")
    columns, is_turned = sheet.columns, grid.turned_from is not None
    heads = [Words("表头", "header"), Words("理解为", "understood as"), Words("依据", "because")]
    roles = [_role(sheet, i).say(page.lang) for i in range(len(columns))]
    page.grid(
        TURNED if is_turned else Words("各列", "Columns"),
        GridColumn(
            (Words("行", "row") if is_turned else Words("列", "column")).say(page.lang),
            [sheet.mark(c) for c in columns],
            True,
        ),
        [
            [GridColumn(heads[0].say(page.lang), [c.name or "—" for c in columns], True)],
            [GridColumn(heads[1].say(page.lang), roles, True)],
            [
                GridColumn(
                    heads[2].say(page.lang), [c.because.say(page.lang) for c in columns], True
                )
            ],
        ],
        has_total=False,
    )


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def _role(sheet: Sheet, at: int) -> Words:
    """Return what a column was understood as, with the columns that it sums."""
    column = sheet.columns[at]
    words = ROLES[column.role]
    if column.is_money and column.role in ("source", "use"):
        words += Words("的金额", ", amount")
    parts = [sheet.of_index[i].name for i in sheet.parts.get(column.index, ())]
    if parts:
        names = listed(parts[:4])
        more = "…" if len(parts) > 4 else ""
        words += Words(f"＝{names.zh}{more} 之和", f" of {names.en}{more}")
    return words


def _found(page: Terminal, severity: Severity, found: Sequence[Finding]) -> None:
    name = SEVERITIES[severity]
    page.say(
        Words(f"{name.zh}（{len(found)}）", f"{name.en.capitalize()}s ({len(found)})"),
        STYLES[severity],
    )
    for finding in found[:MOST_SHOWN]:
        where = finding.where.words()
        colon = Words("：", ": ")
        page.item(f"  [{finding.kind}] ", where + colon + finding.words)
    left = len(found) - MOST_SHOWN
    if left > 0:
        page.say(
            Words(
                f"  …还有 {left} 条（--json 和 --annotate 里全有）",
                f"  … and {left} more (--json and --annotate have them all)",
            )
        )
    page.say()


def _summary(page: Terminal, checked: Checked) -> None:
    counts = {s: sum(f.severity == s for f in checked.findings) for s in SEVERITIES}
    zh = "，".join(f"{n} 个{SEVERITIES[s].zh}" for s, n in counts.items())
    en = ", ".join(f"{n} {SEVERITIES[s].en}{_s(n)}" for s, n in counts.items())
    page.say(checked.judged.words())
    page.say(Words(f"核对结果：{zh}。", f"Result: {en}."), "bold")
