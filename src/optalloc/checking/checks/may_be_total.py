"""A row, taken for a recipient, that is the sum of all the others: a total under another name?"""

from collections.abc import Iterator

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.sheet import Sheet, sum_of

LEAST_OTHERS = 2
"""How many other rows there must be."""


@KINDS.register("may_be_total")
def may_be_total(sheet: Sheet) -> Iterator[Finding]:
    """Yield the first or last row of data whose money is that of all the other rows."""
    data = sheet.data
    for i in {data[0], data[-1]} if len(data) > LEAST_OTHERS and not sheet.totals else ():
        filled = [c for c in sheet.money if c.values[i]]
        others = [k for k in data if k != i]
        sums = [sum_of(c.values, others) for c in filled]
        if (
            filled
            and not _is_one_of_them(sheet, i)
            and all(
                there > 1 and summed == c.values[i]
                for c, (summed, there) in zip(filled, sums, strict=True)
            )
        ):
            words = Words(
                "这一行等于其余各行之和，像是合计；是合计请写明",
                "is the sum of all the other rows: a total? Call it one if it is",
            )
            yield Finding("may_be_total", "warning", sheet.place(i), words)


def _is_one_of_them(sheet: Sheet, line: int) -> bool:
    """Say whether a row names a source or a use that other rows name: a total sums over them.

    So it does where a column of words says one thing of every row, such as the factor they share.
    """
    texts = sheet.with_role("text", figures=False)
    for said in ({sheet.name(i, c) for i in sheet.data} for c in texts):
        if len(said) == 1 and "" not in said:
            return True
    columns = sheet.with_role("source", "use", figures=False)
    named = [sheet.name(line, c) for c in columns]
    return bool(columns) and all(
        name and any(sheet.name(i, c) == name for i in sheet.data if i != line)
        for name, c in zip(named, columns, strict=True)
    )
