"""Lines of a notice held against a made-up table of six towns, three sources and two uses."""

from collections.abc import Sequence
from pathlib import Path

from tables_made import checked

from optalloc.checking import FindingPlace
from optalloc.checking.counted_lists import counts_beside_lists
from optalloc.checking.notice_amounts import NoticeAmounts
from optalloc.checking.told_amounts import recipients_of, told_amounts
from optalloc.core.money import halfwidth
from optalloc.inputs.understanding.layout.sheet import Sheet

TABLE = (
    "分配表（单位：万元）\n乡镇,合计,资金来源,,,资金用途,\n,,中央,省级,县级,产业发展,乡村建设\n"
    "青石镇,70,40,20,10,45,25\n白沙镇,63,36,18,9,38,25\n龙泉镇,91,52,26,13,51,40\n"
    "石门乡,49,28,14,7,29,20\n双河镇,77,44,22,11,49,28\n红岩乡,35,20,10,5,22,13\n"
    "合计,385,220,110,55,234,151\n"
)
TITLE = "XX县2024年第二批财政衔接推进乡村振兴补助资金分配结果公示\n"


def sheets_of(folder: Path) -> Sequence[Sheet]:
    """Return the table as it is understood."""
    return checked(folder, TABLE).sheets


def said(sheets: Sequence[Sheet], line: str) -> tuple[list[str], list[str]]:
    """Return what is called wrong in a notice of a title and a line, and what is listed."""
    text, where = halfwidth(f"{TITLE}{line}\n"), FindingPlace(sheet="n.txt")
    told = told_amounts(sheets, text.replace(" ", ""))
    lists = counts_beside_lists(text, recipients_of(sheets), where)
    prose = NoticeAmounts(told, where, None, lists)
    wrong = [f.words.zh for f in prose.findings(text)]
    return [*wrong, *(f.words.zh for f in prose.lists.values() if f)], prose.skipped
