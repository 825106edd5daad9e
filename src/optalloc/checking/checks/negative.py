"""Negative money and negative figures; a column of differences may have them."""

from collections.abc import Iterator

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words
from optalloc.inputs.tables.field_words import is_difference
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.sheet import Sheet


@KINDS.register("negative")
def negative(sheet: Sheet) -> Iterator[Finding]:
    """Yield figures below zero where none can be."""
    for column in sheet.columns:
        counts = column.role in ("indicator", "inverse", "rate", "share") or column.is_money
        if not (column.holds_figures and counts) or is_difference(column.name):
            continue
        for i, value in enumerate(column.values):
            if value is not None and value < 0 and sheet.lines[i].kind in ("data", "total"):
                words = Words("是负数", "is below zero")
                place, came = sheet.place(i, column), sheet.say(value)
                expected = Words("不小于 0", "at least 0")
                yield Finding("negative", "error", place, words, came, expected)
