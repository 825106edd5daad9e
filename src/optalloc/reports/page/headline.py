"""What a leader reads first: how much, for whom, how well proven, and what the baseline breaks.

What one must know of it comes last: the scenario's own notes, and how to read the page.
"""

from collections.abc import Iterator

from optalloc.core.message import NOTHING, Words, same
from optalloc.pipeline.as_good import as_good_words
from optalloc.pipeline.describe import CHECK
from optalloc.pipeline.outcome_text import PROOFS, effort_words, goal_words, outcome_words
from optalloc.present.document import BASELINE, Block, Fact, Items, KeyFigures, Section, Text
from optalloc.problem.baselines import METHODS
from optalloc.reports.page.context import PageContext


def headline(page: PageContext) -> Section:
    """Return the section."""
    return Section("headline", Words("概要", "In short"), list(_blocks(page)))


def _blocks(page: PageContext) -> Iterator[Block]:
    yield Text(_sentence(page), "lead")
    yield KeyFigures(list(_facts(page)))
    yield from (Text(words, "warning", CHECK) for words in page.problem.warnings)
    yield from (Text(words) for words in page.problem.switched_off)
    outcome = page.solved.outcome
    yield Text(Words("目标，按先后次序：", "The goals, in order of priority:"))
    yield Items([goal_words(goal, page.unit) for goal in outcome.goals])
    for words in (*outcome_words(outcome), *as_good_words(page.solved), *effort_words(outcome)):
        yield Text(words, "quiet")


def _sentence(page: PageContext) -> Words:
    """Return the plan in one sentence, and what it changes against the baseline in another."""
    problem, total = page.problem, page.problem.say(page.best.plan.total)
    got, rules = page.best.figures.recipients, len(problem.rules)
    proof = PROOFS[page.solved.outcome.proven]
    to = "1 recipient" if got == 1 else f"{got} recipients"
    kept = "the one rule listed" if rules == 1 else f"all {rules} rules listed"
    return Words(
        f"{total} 安排给 {got} 个单位，符合所列 {rules} 条约束，{proof.zh}。",
        f"{total} go to {to} by {kept}; {proof.en}. ",
    ) + _moved(page)


def _moved(page: PageContext) -> Words:
    changed, name = [row.change for row in page.beside if row.change], page.baseline_name
    if not changed:
        return Words(f"每个单位的合计与{name.zh}相同。", f"Every total is that of the {name.en}.")
    up = sum(change for change in changed if change > 0)
    down = -sum(change for change in changed if change < 0)
    moved, differ = page.problem.say(max(up, down)), len(changed)
    said = "1 total differs" if differ == 1 else f"{differ} totals differ"
    return Words(
        f"与{name.zh}相比，{differ} 个单位的合计不同，移动 {moved}。",
        f"Beside the {name.en} {said}; {moved} move.",
    )


def _facts(page: PageContext) -> Iterator[Fact]:
    problem, best = page.problem, page.best
    left = problem.money - best.plan.total
    yield Fact(
        Words("安排合计", "Total"),
        problem.say(best.plan.total),
        Words(f"结余 {problem.say(left)}", f"{problem.say(left)} left") if left else NOTHING,
    )
    got, there = best.figures.recipients, len(problem.recipients)
    without = there - got
    yield Fact(
        Words("得到资金的单位", "Recipients with money"),
        f"{got}/{there}",
        Words(f"{without} 个没有安排", f"{without} get nothing") if without else NOTHING,
    )
    yield _proof(page)
    rules = len(problem.rules)
    yield Fact(
        Words("约束", "Rules"),
        Words(f"{rules} 条全部符合", f"{rules} of {rules} kept"),
        Words("已用原始数据独立核对", "audited apart, on the raw data"),
    )
    broken = len(page.solved.baseline.breaches)
    breaches = "1 breach" if broken == 1 else f"{broken} breaches"
    none = Words("没有违反约束", "keeps every rule")
    found = Words(f"违反 {broken} 处", breaches) if broken else none
    yield Fact(BASELINE, found, METHODS[page.problem.baseline].named(page.problem))


def _proof(page: PageContext) -> Fact:
    """Return how well it is proven that no plan is better."""
    name = Words("是否最优", "Proof")
    best = Words("已证明最优", "proven best")
    return {
        "exact": Fact(name, best, Words("精确运算，可以复核", "in exact arithmetic")),
        "no": Fact(name, Words("未证明最优", "not proven best"), same("")),
    }[page.solved.outcome.proven]


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
