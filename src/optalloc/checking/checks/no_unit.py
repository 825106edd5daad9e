"""A table of money that does not say its unit (单位：万元), or one that is none of ours."""

from collections.abc import Iterator

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.sheet import Sheet


@KINDS.register("no_unit")
def no_unit(sheet: Sheet) -> Iterator[Finding]:
    """Yield that nothing says the unit of the amounts."""
    if sheet.money and sheet.other_unit is not None:
        words = Words(
            f"金额以（{sheet.other_unit}）计，不是 元、万元 或 亿元：按所写数字核对",
            f"amounts are in ({sheet.other_unit}), which is none of 元, 万元, 亿元: "
            "figures are checked as printed",
        )
        expected = Words("单位：万元", "a unit line such as 单位：万元")
        yield Finding("no_unit", "note", sheet.place(), words, sheet.other_unit, expected)
    elif sheet.money and sheet.unit is None:
        words = Words(
            "没有写明金额单位，按所写数字核对；可用 --unit 万元 说明",
            "the unit of amounts is not stated; figures are checked as printed (say --unit 万元)",
        )
        expected = Words("单位：万元", "a unit line such as 单位：万元")
        yield Finding("no_unit", "note", sheet.place(), words, None, expected)
