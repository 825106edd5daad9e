"""A column whose header speaks of money and whose cells are no figures: it was not checked."""

import re
from collections.abc import Iterator

from optalloc.checking.checks import KINDS
from optalloc.core.message import NOTHING, Words
from optalloc.inputs.understanding.layout.cells import as_shown, is_blank
from optalloc.inputs.understanding.layout.columns import KEPT
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.roles import MONEY, role_of_figures
from optalloc.inputs.understanding.layout.sheet import Sheet

_IN_WORDS = re.compile(r"\d|[一二三四五六七八九十百千]\s*[万亿元]|[壹贰叁肆伍陆柒捌玖拾佰仟]{2}")
_NOT_MONEY = re.compile(
    "(对象|范围|方式|政策|情况|条件|原因|方向|环节|渠道|事项|程序|办法|理由|上级)$"
)
"""Ends of headers over words about money: 补助对象 tells who, no amount."""


@KINDS.register("unread_money")
def unread_money(sheet: Sheet) -> Iterator[Finding]:
    """Yield columns of money by their header that hold numbers among words in most cells."""
    for column in sheet.columns:
        if column.holds_figures or not _speaks_of_money(column):
            continue
        held = [as_shown(c) for i in sheet.data if not is_blank(c := sheet.held(i, column))]
        numbers = [text for text in held if _IN_WORDS.search(text)]
        came = numbers[0] if numbers else None
        if came is not None and 2 * len(numbers) >= len(held):
            words = Words(
                "表头写的是金额，单元格却读不成数字，这一列没有核对",
                "its header speaks of money, but its cells are no numbers: it was not checked",
            )
            expected = Words("数字", "numbers")
            place = sheet.place(None, column)
            yield Finding("unread_money", "error", place, words, came, expected)


def _speaks_of_money(column: SheetColumn) -> bool:
    """Say whether the words over a column, read as over figures, mean money."""
    if column.because not in (KEPT, NOTHING) or _NOT_MONEY.search(column.name):
        return False
    return column.unit is not None or role_of_figures(column.path, column.bracket, False) in MONEY
