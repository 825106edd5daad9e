"""Solved scenarios as a person reads them, alone and side by side."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields

from optalloc.core.alignment import NONE, aligned, padded, percents, signed
from optalloc.core.exact import total
from optalloc.core.message import Lang, Words, same
from optalloc.core.money import show_money
from optalloc.pipeline.as_good import as_good_words
from optalloc.pipeline.level_totals import LevelTotals, level_totals
from optalloc.pipeline.metrics import NAMES, Difference, PlanMetrics, shown_figure
from optalloc.pipeline.outcome_text import effort_words, goal_words, outcome_words
from optalloc.pipeline.solved import AuditedPlan, Solved
from optalloc.present.document import MOST_ROWS
from optalloc.present.terminal import GridColumn, Terminal, cut
from optalloc.problem.baselines import METHODS
from optalloc.problem.component import gravest_first, rounding_words
from optalloc.problem.facts import SOURCE_KINDS, Source
from optalloc.problem.problem import Problem

MOST_BREACHES = 8
TOTAL = Words("合计", "total")


def show_solved(solved: Solved, lang: Lang) -> None:
    """Print one solved scenario; without a plan, what there is to see all the same."""
    page, problem = Terminal(lang), solved.problem
    page.say(problem.title or problem.name, "bold")
    for note in problem.notes:
        page.item(Words("注：", "Note: ").say(lang), note, "dim")
    for warning in problem.warnings:
        page.item(Words("请核对：", "Please check: ").say(lang), warning, "bold")
    page.say()
    _sources(page, problem)
    # Without a plan the letter at the end says so, and why.
    if solved.best is not None:
        _plan(page, solved, solved.best)
        _goals(page, solved)
        _rules(page, solved)
        plans = [(Words("方案", "plan"), solved.best), (_method(solved), solved.baseline)]
        _figures(page, plans, problem.unit)
    _breaches(page, solved)


def _unit_line(unit: str) -> Words:
    return Words(f"（单位：{unit}）", f" (in {unit})")


def _method(solved: Solved) -> Words:
    name = METHODS[solved.problem.baseline].words
    return Words(f"基准（{name.zh}）", f"baseline ({name.en})")


def _column(
    page: Terminal, head: Words | str, cells: Sequence[str], is_text: bool = False
) -> GridColumn:
    return GridColumn(head if isinstance(head, str) else head.say(page.lang), cells, is_text)


def _sources(page: Terminal, problem: Problem) -> None:
    pots = problem.sources
    amounts = aligned([*(s.amount for s in pots), problem.money], problem.unit)
    texts = (
        (Words("层级", "tier"), [s.tier for s in pots]),
        (Words("文号", "document"), [s.document for s in pots]),
        (Words("性质", "kind"), _kinds(page, pots)),
        (Words("收回单位", "taken from"), [s.taken_from for s in pots]),
    )
    columns = [_column(page, head, [*cells, ""], True) for head, cells in texts if any(cells)]
    columns.append(_column(page, Words("金额", "amount"), amounts))
    names = _column(page, "", [*(s.name for s in pots), TOTAL.say(page.lang)], True)
    title = Words("资金来源", "Sources") + _unit_line(problem.unit)
    page.grid(title, names, [columns], has_total=True)


def _kinds(page: Terminal, pots: Sequence[Source]) -> list[str]:
    """Return what the money of each source is; nothing where all of it is of this year."""
    is_shown = any(s.kind != "new" for s in pots)
    return [SOURCE_KINDS[s.kind].say(page.lang) if is_shown else "" for s in pots]


def _plan(page: Terminal, solved: Solved, best: AuditedPlan) -> None:
    """Print the plan by recipient: target, by source, by use, total, beside the baseline."""
    problem = solved.problem
    names = [r.name for r in problem.recipients]
    targets = [solved.targets.target(name) for name in names]
    shown = padded([show_money(t, problem.unit, 4) for t in (*targets, total(targets))])
    groups = [[_column(page, Words("测算额", "target"), shown)]]
    groups += [[column] for column in _held(page, problem, best, names)]
    changes = {change.recipient: change for change in solved.changes}
    groups.append(_beside(page, changes, names, problem.unit, TOTAL))
    title = Words("分配方案", "Plan") + _unit_line(problem.unit)
    _by_recipient(page, title, names, groups)
    for one in level_totals(solved, best):
        _level(page, one, problem.unit)
    if problem.projects:
        _projects(page, problem, best)


def _level(page: Terminal, one: LevelTotals, unit: str) -> None:
    """Print what the units of a level get, beside their targets and the baseline."""
    names, targets = [u.name for u in one.units], [u.target for u in one.units]
    shown = padded([show_money(t, unit, 4) for t in (*targets, total(targets))])
    changes = {u.name: u.beside for u in one.units}
    groups = [
        [_column(page, Words("测算额", "target"), shown)],
        _beside(page, changes, names, unit, TOTAL),
    ]
    first = _column(page, one.level, [*names, TOTAL.say(page.lang)], True)
    (head,), *columns = cut(names, [[first], *groups])
    page.grid(one.title + _unit_line(unit), head, columns, has_total=True)
    if len(names) > MOST_ROWS:
        more = len(names) - MOST_ROWS
        page.say(Words(f"（另有 {more} 个没有列出，见 --json）", f"({more} more: see --json)"))
        page.say()


def _held(
    page: Terminal, problem: Problem, best: AuditedPlan, names: list[str]
) -> Iterator[GridColumn]:
    """Yield what each recipient has from each source and for each use, where there are several."""
    held: dict[tuple[str, str, str], int] = {}
    for award in best.plan.awards:
        for axis, key in (("source", award.source), ("use", award.use)):
            cell = (award.recipient, axis, key)
            held[cell] = held.get(cell, 0) + award.amount
    axes = [("source", [s.name for s in problem.sources]), ("use", [u.name for u in problem.uses])]
    for axis, keys in axes:
        for key in keys if len(keys) > 1 else ():
            amounts = [held.get((name, axis, key), 0) for name in names]
            yield GridColumn(key, aligned([*amounts, sum(amounts)], problem.unit))


def _projects(page: Terminal, problem: Problem, best: AuditedPlan) -> None:
    """Print the projects that get money, with what they asked for."""
    held = best.plan.sums("project")
    funded = [project for project in problem.projects if held.get(project.name)]
    needs = [project.need for project in funded]
    given = [held[project.name] for project in funded]
    total_of = TOTAL.say(page.lang)
    columns = [
        _column(page, Words("单位", "recipient"), [*(p.recipient for p in funded), ""], True),
        _column(page, Words("用途", "use"), [*(p.use for p in funded), ""], True),
        _column(page, Words("需求", "need"), aligned([*needs, sum(needs)], problem.unit)),
        _column(page, Words("安排", "award"), aligned([*given, sum(given)], problem.unit)),
    ]
    first = _column(page, Words("项目", "project"), [*(p.name for p in funded), total_of], True)
    (head,), *shown = cut([p.name for p in funded], [[first], *([c] for c in columns)])
    count = f"{len(funded)}/{len(problem.projects)}"
    title = Words(f"安排的项目 {count}", f"Projects funded {count}")
    page.grid(title + _unit_line(problem.unit), head, shown, has_total=True)


def _beside(
    page: Terminal, changes: dict[str, Difference], names: list[str], unit: str, head: Words
) -> list[GridColumn]:
    """Return a plan's totals beside its baseline; dashes for who takes no part."""

    def column(pick: Callable[[Difference], int], show: Callable[..., list[str]]) -> list[str]:
        amounts = [pick(changes[name]) if name in changes else None for name in names]
        return show([*amounts, sum(a for a in amounts if a is not None)], unit)

    relative = [changes[name].relative if name in changes else None for name in names]
    return [
        _column(page, head, column(lambda c: c.amount, aligned)),
        _column(page, Words("基准", "baseline"), column(lambda c: c.against, aligned)),
        _column(page, Words("差额", "change"), column(lambda c: c.change, signed)),
        _column(page, Words("差额%", "change %"), [*percents(relative), ""]),
    ]


def _by_recipient(
    page: Terminal, title: Words, names: list[str], groups: Sequence[Sequence[GridColumn]]
) -> None:
    """Print columns beside the recipients, the last figure of each being its total."""
    first = _column(page, Words("单位", "recipient"), [*names, TOTAL.say(page.lang)], True)
    (head,), *shown = cut(names, [[first], *groups])
    page.grid(title, head, shown, has_total=True)
    if len(names) > MOST_ROWS:
        more = len(names) - MOST_ROWS
        page.say(
            Words(
                f"（另有 {more} 个单位没有列出，已计入合计，见 --out 或 --json）",
                f"({more} more recipients are in the total but not shown: see --out or --json)",
            )
        )
        page.say()


def _goals(page: Terminal, solved: Solved) -> None:
    page.say(Words("目标（按先后次序）", "Goals, in order of priority"), "bold")
    for i, goal in enumerate(solved.outcome.goals, 1):
        page.item(f" {i}. ", goal_words(goal, solved.problem.unit))
    for words in (*outcome_words(solved.outcome), *as_good_words(solved)):
        page.item("    ", words)
    for words in effort_words(solved.outcome):
        page.item("    ", words, "dim")
    page.say()


def _rules(page: Terminal, solved: Solved) -> None:
    page.say(
        Words(
            "约束（方案已逐条独立核对，全部符合）",
            "Rules (the plan was audited against each; it keeps them all)",
        ),
        "bold",
    )
    for rule in solved.problem.rules:
        said = rule.words(solved.problem)
        if rule.cite:
            said += Words(f"（{rule.cite}）", f" ({rule.cite})")
        page.item(" ✓ ", said)
        for finding in rule.findings(solved.problem):
            page.item("    · ", finding)
    step, because = solved.step
    if step > 1:
        page.item(Words(" 步长：", " Step: ").say(page.lang), because, "dim")
    page.say()


def _figures(page: Terminal, plans: Sequence[tuple[Words, AuditedPlan]], unit: str) -> None:
    rows: list[tuple[str, list[str]]] = []
    for item in fields(PlanMetrics):
        name = item.name
        shown = [shown_figure(name, getattr(judged.figures, name), unit) for _, judged in plans]
        if any(text != NONE for text in shown):
            rows.append((NAMES[name].say(page.lang), padded(shown)))
    names = GridColumn("", [name for name, _ in rows], True)
    columns = [
        _column(page, head, [shown[i] for _, shown in rows]) for i, (head, _) in enumerate(plans)
    ]
    title = Words(f"指标（金额单位：{unit}）", f"Figures (amounts in {unit})")
    page.grid(title, names, [[column] for column in columns], has_total=False)


def _breaches(page: Terminal, solved: Solved) -> None:
    """Print what the baseline breaks: a finding, not an error."""
    found = solved.baseline.breaches
    if not found:
        page.say(Words("基准没有违反约束。", "The baseline breaks no rule."))
        return
    places = "1 place" if len(found) == 1 else f"{len(found)} places"
    rounding = rounding_words(found)
    said = Words(
        f"基准违反约束 {len(found)} 处{rounding.zh}：",
        f"The baseline breaks rules in {places}{rounding.en}:",
    )
    page.say(said, "bold")
    for breach in gravest_first(found)[:MOST_BREACHES]:
        page.item(" ✗ ", breach.words())
    if len(found) > MOST_BREACHES:
        more = len(found) - MOST_BREACHES
        page.item("   ", Words(f"…另有 {more} 处（见 --json）", f"… and {more} more (see --json)"))


def show_compared(plans: Sequence[Solved], lang: Lang) -> None:
    """Print several solved scenarios side by side, each against its baseline."""
    page = Terminal(lang)
    unit = plans[0].problem.unit
    for i, solved in enumerate(plans, 1):
        name, said = solved.problem.name, solved.problem.title
        page.item(f"[{i}] ", f"{said}  ({name})" if said else name, "bold")
        for words in (*outcome_words(solved.outcome), *solved.outcome.because):
            page.item("    ", words)
    page.say()
    names = list(dict.fromkeys(r.name for s in plans for r in s.problem.recipients))
    groups = []
    for i, solved in enumerate(plans, 1):
        changes = {change.recipient: change for change in solved.changes}
        head = Words(f"[{i}] 方案", f"[{i}] plan")
        nothing = [_column(page, head, [NONE] * (len(names) + 1))]
        groups.append(_beside(page, changes, names, unit, head) if changes else nothing)
    title = Words("方案比较", "Plans side by side") + _unit_line(unit)
    _by_recipient(page, title, names, groups)
    found = [(i, s.problem.name, s.best) for i, s in enumerate(plans, 1) if s.best is not None]
    if found:
        _figures(page, [(same(f"[{i}] {name}"), best) for i, name, best in found], unit)
