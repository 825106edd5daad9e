"""What the baseline breaks: a finding, not an error."""

from optalloc.core.message import Words, listed
from optalloc.present.document import Block, Column, Section, TableBlock, Text
from optalloc.problem.component import Breach
from optalloc.reports.page.context import PageContext
from optalloc.reports.page.rule_check import CITE

MOST_BREACHES = 1500
"""Most breaches that are listed."""


def breaches(page: PageContext) -> Section:
    """Return the section."""
    title = Words("基准违反的约束", "What the baseline breaks")
    every = page.solved.baseline.breaches
    if not every:
        none = Words("没有违反约束", "keeps every rule")
        return Section("breaches", title, [Text(page.method + Words("：", ": ") + none)])
    found = every[:MOST_BREACHES]
    table = TableBlock(
        "breaches-table",
        Words(f"违反 {len(every)} 处", "1 place" if len(every) == 1 else f"{len(every)} places"),
        [
            Column(Words("约束", "rule"), [breach.shown for breach in found], True),
            Column(Words("所在", "where"), [_where(breach) for breach in found], True),
            Column(Words("实为", "is"), [breach.came for breach in found], True),
            Column(Words("应", "must be"), [breach.allowed for breach in found], True),
            Column(CITE, [breach.cite for breach in found], True),
        ],
    )
    blocks: list[Block] = [
        Text(
            page.method
            + Words(
                "：只按公式和取整分配，不看约束。",
                ": the formula and rounding alone, blind to the rules.",
            )
        ),
        table,
    ]
    if len(found) < len(every):
        said = Words(f"这里列出前 {len(found)} 处。", f"The first {len(found)} are listed.")
        blocks.append(Text(said, "quiet"))
    return Section("breaches", title, blocks)


def _where(breach: Breach) -> Words:
    return listed(breach.where) if breach.where else Words("整个方案", "the whole plan")
