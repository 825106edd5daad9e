"""Tables that tell sums of a plan and not its cells, judged by every rule that the sums decide.

    表1 单位 合计 市级 区级       floor, ceiling, balance, the ratio of the sources
    表2 单位 合计 产业 建设       the share of a use

What no table of the file decides is listed by its name.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from optalloc.checking.plan_of_table import Drafted
from optalloc.core.message import Words, first_few, listed
from optalloc.inputs.understanding.layout.finding import Finding, FindingPlace
from optalloc.pipeline.audit import verify_told
from optalloc.pipeline.solved import Solved
from optalloc.problem.component import Breach
from optalloc.problem.told_plan import told_plan

MOST_NAMED = 8
"""Most rules that the line names."""


@dataclass(frozen=True)
class JudgedSums:
    """What the sums of a table prove.

    Attributes:
        breaches: Where they break a rule.
        decided: The labels of the rules that they decide.
    """

    breaches: tuple[Breach, ...]
    decided: frozenset[str]


def judged_sums(solved: Solved, drafted: Drafted) -> JudgedSums:
    """Return what a table proves: by its sources, else its totals, and by its uses beside them."""
    problem = solved.problem
    told = [(*names, money) for names, money in drafted.told.items()]
    ways = [told]
    if _tells_every_use(solved, drafted):
        ways.append([(name, "", use, money) for (name, use), money in drafted.by_use.items()])
    found, decided = dict[Breach, None](), frozenset[str]()
    for way in ways:
        plan = told_plan(way, bool(problem.projects))
        breaches, rules = verify_told(problem, solved.targets, plan)
        found |= dict.fromkeys(breaches)
        decided |= rules
    return JudgedSums(tuple(found), decided)


def _tells_every_use(solved: Solved, drafted: Drafted) -> bool:
    """Say whether the columns of uses hold all the money: a paper may show some uses alone.

    They do where each use has one, or where they come to what every recipient is given.
    """
    if not drafted.by_use:
        return False
    if {use for _, use in drafted.by_use} == {use.name for use in solved.problem.uses}:
        return True
    told = Counter[str]()
    for (name, _), money in drafted.by_use.items():
        told[name] += money
    return all(told[name] == money for name, money in drafted.recipients.items())


def rules_left(
    solved: Solved, lacks: Sequence[Words], decided: frozenset[str], where: FindingPlace
) -> Iterator[Finding]:
    """Yield which rules the tables do not decide; a note of how many they do where that is all.

    Args:
        lacks: What the table does not tell.
        decided: The labels of the rules that any table of the file decides.
        where: The table.
    """
    zh, en = "、".join(w.zh for w in lacks), " and ".join(w.en for w in lacks)
    rules = solved.problem.rules
    left = [rule.shown for rule in rules if rule.label not in decided]
    if not left:
        words = Words(
            f"表中没有写明{zh}；{len(rules)} 条约束都按本文件各表写明的数核对了",
            f"the table does not tell {en}; every rule ({len(rules)}) was judged by what the "
            "tables of the file tell",
        )
        yield Finding("judged_by_sums", "note", where, words)
        return
    names_zh = listed(first_few([w.zh for w in left], MOST_NAMED)).zh
    names_en = listed(first_few([w.en for w in left], MOST_NAMED)).en
    count = len(rules) - len(left)
    words = Words(
        f"表中没有写明{zh}：按写明的合计核对了 {count} 条约束，没有核对 {len(left)} 条：{names_zh}",
        f"the table does not tell {en}: {count} rules were judged by the sums told, "
        f"{len(left)} were not: {names_en}",
    )
    yield Finding("not_judged", "warning", where, words)
