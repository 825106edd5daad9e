"""说明: how the plan was found, what is proven of it, and how to read the other sheets."""

from collections.abc import Callable, Iterable, Iterator

from optalloc.core.message import Words, same
from optalloc.pipeline.as_good import as_good_words
from optalloc.pipeline.outcome_text import effort_words, goal_words, outcome_words
from optalloc.present.xlsx.book import WorkbookSheet
from optalloc.present.xlsx.figures import EXACT_UP_TO
from optalloc.problem.baselines import METHODS
from optalloc.problem.interfaces import TargetPart
from optalloc.problem.problem import Problem
from optalloc.problem.shown_name import bracketed
from optalloc.problem.targets.bounded_factors import BoundedFactors
from optalloc.problem.targets.top_up import TopUp
from optalloc.problem.tie_order import tie_rule_words
from optalloc.reports.workbook.context import Material
from optalloc.reports.workbook.levelled_scores import is_value

NAME = Words("说明", "Notes")
SUBJECT = Words("说明", "What a reader must know")
HEADS, FIRST = 2, 3
Line = tuple[Words, Words]


def write_notes(page: WorkbookSheet, material: Material) -> None:
    """Write the sheet."""
    write_lines(page, material, SUBJECT, _lines(material))


def write_lines(
    page: WorkbookSheet, material: Material, subject: Words, lines: Iterable[Line]
) -> None:
    """Write a sheet of texts: a subject and a text a line; a subject that goes on stands once."""
    page.width(0, 18)
    page.width(1, 92)
    page.head(HEADS, 0, Words("事项", "subject"))
    page.head(HEADS, 1, Words("内容", "text"))
    page.title(material.title, subject, 2, has_unit=False)
    before = None
    for row, (head, text) in enumerate(lines, FIRST):
        page.framed(row, 0, head if head != before else "", valign="top")
        page.framed(row, 1, text)
        before = head
    page.finish((HEADS, HEADS), (FIRST, 0))


def _lines(material: Material) -> Iterator[Line]:
    problem = material.problem
    yield Words("情景", "scenario"), same(problem.name)
    yield from ((Words("注", "note"), note) for note in problem.notes)
    yield from ((Words("请核对", "please check"), words) for words in problem.warnings)
    yield from _targets(material)
    yield from _proof(material)
    method = METHODS[problem.baseline]
    name, on = method.named(problem), method.rests_on
    yield (
        Words("基准", "baseline"),
        Words(
            f"{name.zh}：{on.zh}；违反之处见“约束核对”",
            f"{name.en}: {on.en}; see the rule check",
        ),
    )
    yield from _reading(material)


def _targets(material: Material) -> Iterator[Line]:
    """Yield the ways targets are found, with their sources."""
    problem = material.problem
    for part in problem.targets:
        said = part.words(problem)
        origin = [text for text in (part.cite, getattr(part, "source", "")) if text]
        if origin:
            said += Words(f"（{'；'.join(origin)}）", f" ({'; '.join(origin)})")
        yield Words("测算方式", "targets by"), said
    for name, indicator in problem.indicators.items():
        if indicator.source:
            text = f"{name}: {indicator.source}"
            yield Words("数据来源", "figures from"), Words(text.replace(": ", "：", 1), text)


def _proof(material: Material) -> Iterator[Line]:
    """Yield the goals with their values, what is proven, the tie rule and the step."""
    solved = material.report.solved
    rule, rules = tie_rule_words(solved.problem), len(solved.problem.rules)
    kept = (
        "it keeps the one that is listed" if rules == 1 else f"it keeps all {rules} that are listed"
    )
    for i, goal in enumerate(solved.outcome.goals, 1):
        said = goal_words(goal, material.money.unit)
        yield Words("目标", "goals"), Words(f"{i}. {said.zh}", f"{i}. {said.en}")
    as_good = list(as_good_words(solved))
    for words in (*outcome_words(solved.outcome), *as_good, *effort_words(solved.outcome)):
        yield Words("求解", "solving"), words
    if solved.outcome.settled and not any(rule.zh in words.zh for words in as_good):
        yield (
            Words("求解", "solving"),
            Words(
                f"同样好的方案中取哪一个，与求解器无关：{rule.zh}",
                f"which of equally good plans is chosen, whoever solves: {rule.en}",
            ),
        )
    yield (
        Words("核对", "audit"),
        Words(
            f"方案已用原始数据、以分为单位逐条独立核对，所列 {rules} 条约束全部符合",
            f"the plan was judged on the raw data in whole fen, rule by rule; {kept}",
        ),
    )
    yield from ((Words("核对", "audit"), words) for words in solved.problem.switched_off)
    step, because = solved.step
    if step > 1:
        yield Words("步长", "step"), because


def _values(problem: Problem) -> Iterator[Words]:
    """Yield which targets are values that no change of a figure in the workbook moves."""
    for is_meant, said in _OF_VALUES:
        parts = [part.shown for part in problem.targets if is_meant(problem, part)]
        if parts:
            names = bracketed(*parts)
            yield Words(said.zh.format(names.zh), said.en.format(names.en))


_OF_VALUES: tuple[tuple[Callable[[Problem, TargetPart], bool], Words], ...] = (
    (
        is_value,
        Words(
            "{}的测算额要在限度内再分配，或逐级往下分，一格公式算不出，写的是数值：改动数据、权重，"
            "它们不会变，用到它们的合计、差额也不会随之变；要变请重新求解。其余的如下。",
            "The targets of {} are shared again within bounds, or passed down by levels, which "
            "no cell works out: they are values. A changed figure or weight does not move them, "
            "nor what is made of them; solve again for that. The rest is as follows.",
        ),
    ),
    (
        lambda _, part: isinstance(part, BoundedFactors) and not part.at,
        Words(
            "{}各因素“计入的占比”是数值：先看单位是否参加、数据是否计入，再算占比；改动数据，它不会变。",
            "The shares of {} that count are values: who takes part, and which figures count, "
            "is looked at first. A changed figure does not move them.",
        ),
    ),
    (
        lambda _, part: isinstance(part, TopUp) and not part.at,
        Words(
            "{}“补到”的水平是数值：改动数据或资金，它不会变，测算额加起来就不再是可分的资金；"
            "要变请重新求解。",
            "The level that {} lifts up to is a value: changed figures or money do not move it, "
            "and its targets no longer add up to the money; solve again for that.",
        ),
    ),
)


def _reading(material: Material) -> Iterator[Line]:
    subject = Words("怎样看表", "how to read")
    unit = material.money.unit
    yield from ((subject, words) for words in _values(material.problem))
    yield (
        subject,
        Words(
            f"金额单位：{unit}。合计、占比、测算额、差额都是公式，打开时重新计算，与方案逐分相同；"
            "安排额、基准和指标数据是数值。",
            f"Amounts are in {unit}. Sums, shares, targets and differences are formulas, worked "
            "out anew when the file is opened, the same as in the plan to the fen; awards, the "
            "baseline and figures are numbers.",
        ),
    )
    yield (
        subject,
        Words(
            "改动一个数字，随它而变的都会变；但改后的表不再是证明过的方案。",
            "Change a number and all that follows from it changes; but then it is no longer the "
            "plan that was proven.",
        ),
    )
    if material.problem.money >= EXACT_UP_TO:
        yield (
            subject,
            Words(
                "金额超过电子表格 15 位有效数字，分位可能显示不准，以 plan.json 为准。",
                "The money has more digits than the 15 of a spreadsheet; plan.json has every fen.",
            ),
        )
    given = {(a.source, a.use) for a in material.plan.awards}
    if len(given) < len(material.problem.sources) * len(material.problem.uses):
        yield (
            subject,
            Words(
                "“分配表”没有列出没有安排资金的来源和用途组合。",
                "The allocation leaves out pairs of source and use that nothing is given for.",
            ),
        )
