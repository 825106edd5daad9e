"""Rows, columns and sheets that the workbook hides: they are counted, and that is said."""

from collections.abc import Iterator

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.sheet import Sheet


@KINDS.register("hidden")
def hidden(sheet: Sheet) -> Iterator[Finding]:
    """Yield a hidden sheet, hidden rows of data, and hidden columns that hold something."""
    if sheet.grid.is_hidden:
        words = Words(
            "这张工作表在工作簿里是隐藏的，已核对；要公布请取消隐藏，不用请删除，"
            f"只核对别的表请写 {sheet.grid.file}#工作表",
            "is a sheet that the workbook hides; it is checked: unhide it, or delete it if it does "
            f"not count; {sheet.grid.file}#sheet checks another alone",
        )
        yield Finding("hidden", "warning", sheet.place(), words)
    for i, line in enumerate(sheet.lines):
        if line.number in sheet.grid.hidden_rows and line.kind in ("data", "total", "part"):
            words = Words(
                "这一行在工作簿里是隐藏的，已计入；请取消隐藏，不用请删除",
                "is hidden in the workbook; it is counted: unhide it, or delete it",
            )
            yield Finding("hidden", "warning", sheet.place(i), words)
    for column in sheet.columns:
        if column.index in sheet.grid.hidden_columns:
            words = Words(
                "这一列在工作簿里是隐藏的，已读入；请取消隐藏，不用请删除",
                "is hidden in the workbook; it is read: unhide it, or delete it",
            )
            yield Finding("hidden", "warning", sheet.place(None, column), words)
