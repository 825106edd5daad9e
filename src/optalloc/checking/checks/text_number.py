"""Numbers typed as text in a workbook's column of numbers, which its sums leave out."""

from collections.abc import Iterator

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words
from optalloc.inputs.understanding.layout.cells import CellFigure, as_shown
from optalloc.inputs.understanding.layout.finding import Finding
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
