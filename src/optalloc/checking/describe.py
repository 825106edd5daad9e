"""An audit in words: how the table was understood, then what was found."""

from collections.abc import Sequence

from optalloc.checking.audit import Checked
from optalloc.checking.kind_names import kind_words
from optalloc.core.message import NOTHING, Words, first_few, listed, same
from optalloc.inputs.understanding.layout.finding import SEVERITIES, Finding, Severity
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.roles import ROLES
from optalloc.inputs.understanding.layout.sheet import Sheet
from optalloc.present.document import Column, Document, Section, Style, TableBlock, Text
from optalloc.problem.shown_name import bracketed

TURNED = Words(
    "各行（单位横排在上，按转过来的样子读）",
    "Rows (the recipients stand across the top: read turned round)",
)
MOST_SHOWN = 60
"""Most findings of one severity; --json and --annotate have them all."""
STYLES: dict[Severity, Style] = {"error": "error", "warning": "warning", "note": "quiet"}


def checked_document(checked: Checked) -> Document:
    """Yield an audit."""
    for sheet in checked.sheets:
        yield _understood(sheet)
    for severity in SEVERITIES:
        found = [f for f in checked.findings if f.severity == severity]
        if found:
            yield _found(severity, found)
    yield _summary(checked)


def _understood(sheet: Sheet) -> Section:
    """Return how a table was understood, column by column."""
    grid, columns, is_turned = sheet.grid, sheet.columns, sheet.grid.turned_from is not None
    name = f"{grid.file}{f'#{grid.sheet}' if grid.sheet else ''}"
    unit = Words(f"，单位 {sheet.unit}", f", in {sheet.unit}") if sheet.unit else NOTHING
    rows, totals = len(sheet.data), len(sheet.totals)
    counts = Words(
        f"{rows} 行，{totals} 个合计行", f"{rows} row{_s(rows)}, {totals} total{_s(totals)}"
    )
    if told := sum(line.kind == "statistic" for line in sheet.lines):
        counts += Words(f"，{told} 个统计行", f", {told} statistic{_s(told)}")
    mark = Words("行", "row") if is_turned else Words("列", "column")
    roles = [_role(sheet, i) for i in range(len(columns))]
    table = TableBlock(
        "columns",
        TURNED if is_turned else Words("各列", "Columns"),
        [
            Column(mark, [sheet.mark(c) for c in columns], is_text=True),
            Column(Words("表头", "header"), _heads(columns), is_text=True),
            Column(Words("理解为", "understood as"), roles, is_text=True),
            Column(Words("依据", "because"), [c.because for c in columns], is_text=True),
        ],
    )
    return Section("understood", same(name) + Words("：", ": ") + counts + unit, [table])


def _heads(columns: Sequence[SheetColumn]) -> list[str]:
    """Return the heads of columns; with their units of money where these are not the same."""
    is_mixed = len({c.unit for c in columns if c.unit}) > 1
    return [f"{c.name}（{c.unit}）" if is_mixed and c.unit else c.name or "—" for c in columns]


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def _role(sheet: Sheet, at: int) -> Words:
    """Return what a column was understood as, with the columns that it sums."""
    column = sheet.columns[at]
    words = ROLES[column.role]
    if column.is_money and column.role in ("source", "use"):
        words += Words("的金额", ", amount")
    parts = [sheet.of_index[i].name for i in sheet.sums_told.get(column.index, ())]
    if parts:
        names = listed(parts[:4])
        more = "…" if len(parts) > 4 else ""
        words += Words(f"＝{names.zh}{more} 之和", f" of {names.en}{more}")
    return words


def _found(severity: Severity, found: Sequence[Finding]) -> Section:
    """Return the findings of one severity."""
    name, colon = SEVERITIES[severity], Words("：", ": ")
    blocks = [
        Text(finding.where.words() + colon + finding.words, mark=_mark(finding))
        for finding in first_few(found, MOST_SHOWN)
    ]
    left = len(found) - len(blocks)
    if left > 0:
        more = Words(
            f"…还有 {left} 条（--json 和 --annotate 里全有）",
            f"… and {left} more (--json and --annotate have them all)",
        )
        blocks.append(Text(more, mark="  "))
    title = Words(f"{name.zh}（{len(found)}）", f"{name.en.capitalize()}s ({len(found)})")
    return Section(severity, title, blocks, STYLES[severity])


def _mark(finding: Finding) -> Words:
    zh, en = bracketed(kind_words(finding.kind))
    return Words(f"  {zh}", f"  {en} ")


def _summary(checked: Checked) -> Section:
    counts = {s: sum(f.severity == s for f in checked.findings) for s in SEVERITIES}
    zh = "，".join(f"{n} 个{SEVERITIES[s].zh}" for s, n in counts.items())
    en = ", ".join(f"{n} {SEVERITIES[s].en}{_s(n)}" for s, n in counts.items())
    result = Words(f"核对结果：{zh}。", f"Result: {en}.")
    return Section("result", NOTHING, [Text(checked.judged.words()), Text(result, "lead")])
