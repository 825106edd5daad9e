"""A part (其中：产业) against its whole:  part <= whole, in columns and in rows.

The whole of a column is the money column before it, that of a row the row above it.
"""

from collections.abc import Iterator

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words, same
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet


@KINDS.register("of_which")
def of_which(sheet: Sheet) -> Iterator[Finding]:
    """Yield parts that are more than the whole they are a part of."""
    whole: SheetColumn | None = None
    for column in sheet.money:
        if not column.is_of_which:
            whole = column
        elif whole is not None:
            yield from _larger(sheet, column, whole)
        yield from _larger_rows(sheet, column)


def _larger_rows(sheet: Sheet, column: SheetColumn) -> Iterator[Finding]:
    """Yield rows of a part that are more than the row above them."""
    whole: int | None = None
    for i, line in enumerate(sheet.lines):
        value = column.values[i]
        if line.kind in ("data", "total"):
            whole = i
        elif line.kind == "part" and whole is not None and value is not None:
            most = column.values[whole]
            if most is not None and value > most:
                came, text, of = sheet.say(value), sheet.say(most), sheet.row_words(whole)
                words = Words(
                    f"其中的 {came} 比{of.zh}的 {text} 还多",
                    f"is {came}, more than the {text} of {of.en} it is part of",
                )
                place = sheet.place(i, column)
                yield Finding("of_which", "error", place, words, came, same(text))


def _larger(sheet: Sheet, part: SheetColumn, whole: SheetColumn) -> Iterator[Finding]:
    for i, line in enumerate(sheet.lines):
        value, most = part.values[i], whole.values[i]
        if line.kind in ("data", "total") and value is not None and value > (most or 0):
            came, text = sheet.say(value), sheet.say(most or 0)
            words = Words(
                f"其中的 {came} 比 {whole.name} 的 {text} 还多",
                f"is {came}, more than the {text} of {whole.name} it is part of",
            )
            yield Finding("of_which", "error", sheet.place(i, part), words, came, same(text))
