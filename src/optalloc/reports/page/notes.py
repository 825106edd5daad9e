"""What a reader must know: the scenario's own notes, and how to read the page."""

from optalloc.core.message import Words
from optalloc.present.document import Items, Section
from optalloc.reports.page.context import PageContext


def notes(page: PageContext) -> Section:
    """Return the section."""
    how = [
        Words(
            "金额精确到分；差额＝方案－基准，差额%以基准为 100%。测算额是按公式应得、未取整的数。",
            "Amounts are exact to the fen. Change = plan - baseline, change % = change / baseline. "
            "A target is what the formula gives before rounding.",
        ),
        Words(
            "本页是一个文件，不连网；图中的数字都在表里。长表格是折叠的，打印前请先展开。",
            "This page is one file and needs no network; every figure of a picture is in a table. "
            "Long tables are folded: unfold them before printing.",
        ),
    ]
    return Section("notes", Words("说明", "Notes"), [Items([*page.problem.notes, *how])])
