"""Numbers that are text, which a spreadsheet leaves out of its sums: typed so, or in words."""

from collections.abc import Iterator

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words
from optalloc.core.money import show_fraction
from optalloc.inputs.understanding.layout.cells import CellFigure, as_shown
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet


@KINDS.register("text_number")
def text_number(sheet: Sheet) -> Iterator[Finding]:
    """Yield numbers that are text among numbers that are none."""
    for column in sheet.columns:
        if not column.holds_figures or column.role in ("line", "ignore"):
            continue
        # 47.2% below a column of amounts is in no sum.
        lines = [i for i, line in enumerate(sheet.lines) if line.kind != "statistic"]
        found = sheet.grid.column((sheet.lines[i].row for i in lines), column.index)
        figures = [(i, r) for i, r in zip(lines, found, strict=True) if isinstance(r, CellFigure)]
        typed = [i for i, read in figures if read.typed]
        yield from (_in_words(sheet, i, column, read) for i, read in figures if read.in_words)
        figures = [(i, read) for i, read in figures if not read.in_words]
        if len(typed) == len(figures):
            continue  # CSV, DOCX and HTML know text only
        for i in typed:
            words = Words(
                "是文本形式的数字，表格软件求和时会漏掉它",
                "is a number stored as text, which a spreadsheet leaves out of its sums",
            )
            came = as_shown(sheet.held(i, column))
            expected = Words("数值格式", "a number")
            place = sheet.place(i, column)
            yield Finding("text_number", "warning", place, words, came, expected)


def _in_words(sheet: Sheet, line: int, column: SheetColumn, read: CellFigure) -> Finding:
    """Return that a number stands in Chinese words, and as what it was read."""
    value, came = column.values[line], as_shown(sheet.held(line, column))
    number = read_as = show_fraction(read.value) + read.unit
    if column.is_money and value is not None:
        number, read_as = sheet.say(value), sheet.amount(value)
    words = Words(
        f"“{came}”是中文数字，读作 {read_as}，表格软件求和时会漏掉它；请写成 {number}",
        f"{came!r} is a number in words, read as {read_as}, which a spreadsheet leaves out of its "
        f"sums: write {number}",
    )
    place = sheet.place(line, column)
    return Finding("text_number", "warning", place, words, came, Words(number, number))
