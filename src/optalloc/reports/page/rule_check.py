"""The rule check: every rule with its clause, kept by the plan, and what it found in the facts."""

from optalloc.core.message import Words
from optalloc.present.document import Block, Column, Said, Section, TableBlock, Text
from optalloc.reports.page.context import PageContext

CITE = Words("依据", "clause")


def rule_check(page: PageContext) -> Section:
    """Return the section."""
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
