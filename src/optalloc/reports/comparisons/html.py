"""Several plans side by side on one page, comparison.html; it needs the extra that draws.

Totals, baselines, figures, goals, rules.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from optalloc.core.alignment import NONE, aligned, padded, percents, signed
from optalloc.core.message import NOTHING, Lang, Words, same
from optalloc.core.money import decimals_of
from optalloc.pipeline.certificate.encoding import program_digest
from optalloc.pipeline.describe import CHECK
from optalloc.pipeline.level_totals import ComparedLevel, compared_levels
from optalloc.pipeline.metrics import NAMES, shown_figure
from optalloc.pipeline.outcome_text import PROOFS, outcome_words, shown_value
from optalloc.pipeline.solved import AuditedPlan, Solved
from optalloc.present.charts.plan_and_baseline import BASELINE, CHANGE, PLAN
from optalloc.present.charts.scenarios import TITLE, scenarios_chart
from optalloc.present.charts.theme import vega_lite
from optalloc.present.document import (
    Block,
    ChartBlock,
    Column,
    Items,
    Pictures,
    Said,
    Section,
    TableBlock,
    Text,
    amounts_in,
)
from optalloc.present.html.page import PageDocument, html_of, on_a_page, said_below
from optalloc.reports.comparison import (
    COMPARISONS,
    ComparisonContext,
    missing,
    sum_of_column,
    totals_in,
)
from optalloc.reports.page.context import RECIPIENT, TOTAL, in_unit, step_of
from optalloc.reports.page.rule_check import CITE
from optalloc.reports.report import File

SCENARIO = Words("情景", "scenario")

AMOUNT = Words("安排额", "amount")

LESS_FIRST = Words("与 [1] 之差", "less [1]")


@COMPARISONS.register("html")
def files(comparison: ComparisonContext) -> Iterator[File]:
    """Yield the page; nothing where what draws its pictures is not installed."""
    if not any(missing()):
        page = compared_page(comparison.plans, comparison.lang, comparison.unit)
        yield File("comparison.html", html_of(page))


def compared_page(plans: Sequence[Solved], lang: Lang, unit: str) -> PageDocument:
    """Return the page of several solved scenarios.

    Args:
        plans: At least one; some may have no plan.
    """
    side = ComparisonPage([in_unit(solved, unit) for solved in plans], lang, unit)
    sections = [
        Section("headline", Words("概要", "In short"), list(_headline(side))),
        Section("totals", TITLE, list(_totals(side))),
        Section("baselines", _BASELINES, [_baselines(side)]),
        Section("figures", Words("指标", "Figures"), [_figures(side)]),
        Section("goals", Words("目标与界", "Goals and bounds"), list(_goals(side))),
        Section("rules", Words("约束", "Rules"), [_rules(side)]),
        Section("notes", Words("说明", "Notes"), list(_notes(side))),
    ]
    said = Words(f"{len(plans)} 个情景的比较", f"{len(plans)} scenarios side by side")
    below = Words(f"金额单位：{unit}", f"amounts in {unit}")
    return PageDocument(said.say(lang), below, sections, lang)


_BASELINES = Words("各情景与自己的基准", "Each beside its own baseline")


class ComparisonPage(ComparisonContext):
    """Several solved scenarios, every amount in one unit."""

    @property
    def marks(self) -> list[str]:
        """What each scenario is called in a table."""
        return [f"[{i}] {solved.problem.name}" for i, solved in enumerate(self.plans, 1)]

    @property
    def titles(self) -> list[str]:
        """What each is called in a picture: its title, unless one title is that of several."""
        shown = [solved.problem.shown_name for solved in self.plans]
        if len(set(shown)) < len(shown):
            return self.marks
        return [f"[{i}] {title}" for i, title in enumerate(shown, 1)]

    @property
    def judged(self) -> list[tuple[str, AuditedPlan]]:
        """The scenarios that have a plan, with what they are called."""
        pairs = zip(self.marks, self.plans, strict=True)
        return [(mark, solved.best) for mark, solved in pairs if solved.best is not None]

    @cached_property
    def amounts(self) -> Mapping[str, list[int | None]]:
        """By recipient what each scenario gives it [fen]; None where it takes no part."""
        columns = [totals_in(solved, solved.best, self.names) for solved in self.plans]
        return dict(zip(self.names, map(list, zip(*columns, strict=True)), strict=True))

    @cached_property
    def digits(self) -> int:
        """The decimals that the grain of every scenario needs."""
        return max(decimals_of(step_of(solved.problem), self.unit) for solved in self.plans)

    @property
    def unit_line(self) -> Words:
        """What stands behind the title of a table of amounts."""
        return amounts_in(self.unit)


def _headline(side: ComparisonPage) -> Iterator[Block]:
    bests = [solved.best for solved in side.plans]
    totals = [None if best is None else best.plan.total for best in bests]
    got = [NONE if best is None else str(best.figures.recipients) for best in bests]
    yield TableBlock(
        "scenarios",
        Words("情景", "Scenarios") + side.unit_line,
        [
            Column(SCENARIO, side.marks, True),
            Column(Words("标题", "title"), [s.problem.title for s in side.plans], True),
            Column(Words("安排合计", "total"), aligned(totals, side.unit, side.digits)),
            Column(Words("得到资金的单位", "recipients"), got),
            Column(Words("证明", "proof"), [_proof(solved) for solved in side.plans], True),
            Column(Words("基准违反", "baseline breaks"), _broken(side)),
        ],
    )
    for mark, solved in zip(side.marks, side.plans, strict=True):
        said = (*outcome_words(solved.outcome), *solved.outcome.because)
        for words in (*(CHECK + one for one in solved.problem.warnings), *said):
            yield Text(same(mark) + Words("：", ": ") + words)


def _proof(solved: Solved) -> Words:
    if solved.best is not None:
        return PROOFS[solved.outcome.proven]
    is_known = solved.outcome.infeasible != "no"
    return Words("没有可行方案", "no plan") if is_known else Words("没有找到方案", "no plan found")


def _broken(side: ComparisonPage) -> list[Said]:
    return [str(len(solved.baseline.breaches)) for solved in side.plans]


def _totals(side: ComparisonPage) -> Iterator[Block]:
    chart = _chart(side)
    yield Pictures([ChartBlock("scenarios", TITLE, on_a_page(chart), below=said_below(chart))])
    # All amounts before all differences: a narrow screen shows what comes first.
    columns, differences = [Column(RECIPIENT, [*side.names, TOTAL], True)], []
    firsts = [side.amounts[name][0] for name in side.names]
    for i, mark in enumerate(side.marks):
        amounts = [side.amounts[name][i] for name in side.names]
        whole = [*amounts, sum_of_column(amounts)]
        columns.append(Column(mark, aligned(whole, side.unit, side.digits), group=AMOUNT))
        if i and side.plans[0].best is not None and side.plans[i].best is not None:
            moved = [_less(a, b) for a, b in zip(amounts, firsts, strict=True)]
            cells = signed([*moved, sum_of_column(moved)], side.unit, side.digits)
            differences.append(Column(mark, cells, group=LESS_FIRST))
    columns += differences
    yield TableBlock("totals-table", Words("安排额", "Amounts") + side.unit_line, columns, True)
    for level in compared_levels(side.plans):
        yield _level(side, level)


def _level(side: ComparisonPage, level: ComparedLevel) -> TableBlock:
    """Return what the units of a level get in every scenario, and less than in the first."""
    columns = [Column(level.level, [*(unit.name for unit in level.units), TOTAL], True)]
    if level.above:
        columns.append(Column(level.above, [*(unit.above for unit in level.units), ""], True))
    rows = [[t.beside.amount if t else None for t in unit.totals] for unit in level.units]
    differences: list[Column] = []
    for i, mark in enumerate(side.marks):
        amounts = [row[i] for row in rows]
        cells = aligned([*amounts, sum_of_column(amounts)], side.unit, side.digits)
        columns.append(Column(AMOUNT, cells, group=mark))
        if i and side.plans[0].best is not None and side.plans[i].best is not None:
            moved = [_less(row[i], row[0]) for row in rows]
            cells = signed([*moved, sum_of_column(moved)], side.unit, side.digits)
            differences.append(Column(mark, cells, group=LESS_FIRST))
    columns += differences
    return TableBlock(f"level-{level.level}", level.title + side.unit_line, columns, True)


def _chart(side: ComparisonPage) -> dict[str, Any]:
    """Return the picture of the scenarios that have a plan."""
    kept = [i for i, solved in enumerate(side.plans) if solved.best is not None]
    titles = [side.titles[i] for i in kept]
    amounts = {name: [row[i] for i in kept] for name, row in side.amounts.items()}
    return vega_lite(scenarios_chart(titles, amounts, side.unit, side.lang))


def _less(one: int | None, other: int | None) -> int | None:
    """Return a difference [fen]; who takes no part in one of two scenarios gets nothing there."""
    return None if one is None and other is None else (one or 0) - (other or 0)


def _baselines(side: ComparisonPage) -> TableBlock:
    columns = [Column(RECIPIENT, [*side.names, TOTAL], True)]
    for mark, solved in zip(side.marks, side.plans, strict=True):
        if solved.best is None:
            continue
        by = {change.recipient: change for change in solved.changes}
        there = [by.get(name) for name in side.names]
        plan = [change.amount if change else None for change in there]
        against = [change.against if change else None for change in there]
        moved = [change.change if change else None for change in there]
        relative = [change.relative if change else None for change in there]
        for head, amounts in ((PLAN, plan), (BASELINE, against)):
            cells = aligned([*amounts, sum_of_column(amounts)], side.unit, side.digits)
            columns.append(Column(head, cells, group=mark))
        cells = signed([*moved, sum_of_column(moved)], side.unit, side.digits)
        columns.append(Column(CHANGE, cells, group=mark))
        columns.append(Column(CHANGE + Words("%", " %"), [*percents(relative), ""], group=mark))
    return TableBlock("baselines-table", _BASELINES + side.unit_line, columns, True)


def _figures(side: ComparisonPage) -> TableBlock:
    names, values = [], []
    for name, words in NAMES.items():
        figures = [getattr(best.figures, name) for _, best in side.judged]
        if any(figure is not None for figure in figures):
            names.append(words)
            values.append(padded([shown_figure(name, figure, side.unit) for figure in figures]))
    columns = [Column(Words("指标", "figure"), names, True)]
    for i, (mark, _) in enumerate(side.judged):
        columns.append(Column(mark, [row[i] for row in values]))
    title = Words(f"指标（金额单位：{side.unit}）", f"Figures (amounts in {side.unit})")
    return TableBlock("figures-table", title, columns)


def _goals(side: ComparisonPage) -> Iterator[Block]:
    """Yield the goals of each scenario: one plan is best by its own goals and no others."""
    rows = [
        (mark, goal)
        for mark, solved in zip(side.marks, side.plans, strict=True)
        for goal in solved.outcome.goals
    ]
    unit = side.unit
    yield TableBlock(
        "goals-table",
        Words("各情景的目标，按先后次序", "The goals of each, in order of priority"),
        [
            Column(SCENARIO, [mark for mark, _ in rows], True),
            Column(Words("目标", "goal"), [goal.words for _, goal in rows], True),
            Column(Words("数值", "value"), [shown_value(g, g.value, unit) for _, g in rows]),
            Column(
                Words("精确的界", "exact bound"),
                [NONE if g.bound is None else shown_value(g, g.bound, unit) for _, g in rows],
            ),
            Column(Words("证明", "proof"), [PROOFS[goal.proven] for _, goal in rows], True),
        ],
    )
    digests: list[Said] = [program_digest(solved.program) for solved in side.plans]
    yield TableBlock(
        "digests",
        Words("数学规划的 SHA-256 摘要", "SHA-256 of each program"),
        [Column(SCENARIO, side.marks, True), Column(Words("摘要", "digest"), digests, True)],
    )


def _rules(side: ComparisonPage) -> TableBlock:
    """Return every rule with its clause, and which scenarios have it."""
    rows: dict[tuple[Words, str], set[int]] = {}
    for i, solved in enumerate(side.plans):
        for rule in solved.problem.rules:
            rows.setdefault((rule.words(solved.problem), rule.cite), set()).add(i)
    yes = Words("✓ 有", "✓ yes")
    columns = [
        Column(Words("约束", "rule"), [words for words, _ in rows], True),
        Column(CITE, [cite for _, cite in rows], True),
    ]
    for i, mark in enumerate(side.marks):
        columns.append(Column(mark, [yes if i in has else NONE for has in rows.values()], True))
    return TableBlock("rules-table", Words("各情景有哪些约束", "Which scenario has which"), columns)


def _notes(side: ComparisonPage) -> Iterator[Block]:
    said: list[Said] = []
    for mark, solved in zip(side.marks, side.plans, strict=True):
        notes = solved.problem.notes
        said += [same(mark) + Words("：", ": ") + note for note in notes]
    said.append(
        Words(
            "每个方案都用原始数据逐条独立核对过。差额%以基准为 100%；—表示不参与，或没有方案。",
            "Every plan was audited on the raw data, apart from the solver. Change % = change / "
            "baseline; a dash: takes no part, or there is no plan.",
        )
    )
    yield Items(said, NOTHING)
