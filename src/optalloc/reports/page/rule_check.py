"""The rules, each with its clause: kept by the plan, and what the baseline breaks of them."""

from optalloc.core.message import Words, listed
from optalloc.present.document import Block, Column, Said, Section, TableBlock, Text
from optalloc.problem.baselines import METHODS
from optalloc.problem.component import Breach
from optalloc.reports.page.context import PageContext

CITE = Words("依据", "clause")
MOST_BREACHES = 1500
"""Most breaches that are listed."""


def rule_check(page: PageContext) -> Section:
    """Return the audit of the plan, and what each rule found in the facts."""
    problem = page.problem
    rules = problem.rules
    found: list[Said | list[Said]] = [list(rule.findings(problem)) for rule in rules]
    columns = [
        Column(Words("约束", "rule"), [rule.words(problem) for rule in rules], True),
        Column(Words("名称", "name"), [rule.shown for rule in rules], True),
        Column(CITE, [rule.cite for rule in rules], True),
        Column(Words("核对", "audit"), [Words("✓ 符合", "✓ kept") for _ in rules], True),
    ]
    if any(found):
        columns.append(Column(Words("发现", "found"), found, True))
    says = Words(
        "方案已用原始数据逐条独立核对，全部符合。",
        "The plan was audited against each rule on the raw data, apart from the solver: it keeps "
        "them all.",
    )
    blocks: list[Block] = [
        Text(says),
        TableBlock("rules-table", Words("逐条核对", "Rule by rule"), columns),
    ]
    step, because = page.solved.step
    if step > 1:
        blocks.append(Text(Words("步长：", "Step: ") + because, "quiet"))
    return Section("rules", Words("约束核对", "Rule check"), blocks)


def breaches(page: PageContext) -> Section:
    """Return what the baseline breaks: a finding, not an error."""
    title = Words("基准违反的约束", "What the baseline breaks")
    every = page.solved.baseline.breaches
    if not every:
        none = Words("没有违反约束", "keeps every rule")
        return Section("breaches", title, [Text(page.baseline_name + Words("：", ": ") + none)])
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
            page.baseline_name
            + Words("：", ": ")
            + METHODS[page.problem.baseline].rests_on
            + Words("。", ".")
        ),
        table,
    ]
    if len(found) < len(every):
        said = Words(f"这里列出前 {len(found)} 处。", f"The first {len(found)} are listed.")
        blocks.append(Text(said, "quiet"))
    return Section("breaches", title, blocks)


def _where(breach: Breach) -> Words:
    return listed(breach.where) if breach.where else Words("整个方案", "the whole plan")
