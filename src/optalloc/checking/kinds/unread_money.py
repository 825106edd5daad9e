"""A column whose header speaks of money and whose cells are no figures: it was not checked."""

from collections.abc import Iterator

from optalloc.checking.cells import as_shown, is_blank
from optalloc.checking.finding import Finding
from optalloc.checking.kinds import KINDS
from optalloc.checking.roles import MONEY, role_of_figures
from optalloc.checking.sheet import Column, Sheet
from optalloc.words import Words


@KINDS.register("unread_money")
def unread_money(sheet: Sheet) -> Iterator[Finding]:
    """Yield columns of money by their header that hold words with digits in most cells."""
    for column in sheet.columns:
        if column.holds_figures or not _speaks_of_money(column):
            continue
        held = [as_shown(c) for i in sheet.data if not is_blank(c := sheet.held(i, column))]
        came = next((text for text in held if any(map(str.isdigit, text))), None)
        if came is not None and 2 * sum(any(map(str.isdigit, t)) for t in held) >= len(held):
            words = Words(
                "表头写的是金额，单元格却读不成数字，这一列没有核对",
                "its header speaks of money, but its cells are no numbers: it was not checked",
            )
            expected = Words("数字", "numbers")
            place = sheet.place(None, column)
            yield Finding("unread_money", "error", place, words, came, expected)


def _speaks_of_money(column: Column) -> bool:
    """Say whether the words over a column, read as over figures, mean money."""
    if column.role not in ("text", "ignore") or not column.because.zh.startswith("不认识"):
        return False
    return column.unit is not None or role_of_figures(column.path, column.bracket, False) in MONEY
