"""Names with invisible marks: two that look alike are then not the same."""

from collections.abc import Iterator

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words, hidden_mark
from optalloc.inputs.understanding.layout.cells import as_shown
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.sheet import Sheet


@KINDS.register("hidden_mark")
def hidden_marks(sheet: Sheet) -> Iterator[Finding]:
    """Yield names in which an invisible mark stands."""
    for column in sheet.with_role("recipient", "source", "use", "group", figures=False):
        for i in sheet.data:
            name = as_shown(sheet.held(i, column))
            if mark := hidden_mark(name, but="\n\t\r"):
                words = Words(f"名称里有看不见的字符 {mark}", f"holds the invisible mark {mark}")
                place = sheet.place(i, column)
                yield Finding("hidden_mark", "warning", place, words, name)
