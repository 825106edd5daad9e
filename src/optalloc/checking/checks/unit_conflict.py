"""A unit line that no column goes by:  单位：元 over 金额（万元）.

The unit in a column's own head rules; that the line over it says another is told once.
"""

from collections.abc import Iterator

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words, listed, same
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.sheet import Sheet


@KINDS.register("unit_conflict")
def unit_conflict(sheet: Sheet) -> Iterator[Finding]:
    """Yield that the unit line says one unit of money and every head of money another."""
    heads = dict.fromkeys(c.unit for c in sheet.money if c.unit)
    if len(sheet.header.units) != 1 or not heads:
        return
    (line,) = sheet.header.units
    # 标准（元/亩） goes by the line as much as a column of money does.
    said = {c.unit for c in sheet.columns} | {c.bracket.partition("/")[0] for c in sheet.columns}
    if line not in said:
        units = listed([unit for unit in heads if unit])
        words = Words(
            f"表头以上写单位为 {line}，金额列的表头写 {units.zh}：按各列表头所写的单位读，请核对",
            f"the line above says {line}, the heads of money {units.en}: read as the heads say; "
            "please check",
        )
        yield Finding("unit_conflict", "warning", sheet.place(), words, line, same(units.zh))
