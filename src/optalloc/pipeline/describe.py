"""Solved scenarios in words and tables, alone and side by side."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from itertools import zip_longest

from optalloc.core.alignment import NONE, aligned, padded, percents, signed
from optalloc.core.exact import total
from optalloc.core.message import NOTHING, Words, first_few, same
from optalloc.core.money import show_money
from optalloc.pipeline.as_good import as_good_words
from optalloc.pipeline.level_totals import (
    ComparedLevel,
    LevelTotals,
    compared_levels,
    left_words,
    level_totals,
)
from optalloc.pipeline.metrics import (
    NAMES,
    Difference,
    PlanMetrics,
    beside_money_words,
    shown_figure,
    targets_beside_money,
)
from optalloc.pipeline.outcome_text import effort_words, goal_words, no_plan_words, outcome_words
from optalloc.pipeline.solved import AuditedPlan, Solved
from optalloc.present.document import (
    AMOUNT,
    BASELINE,
    CHANGE,
    NOTE,
    PLAN,
    PROJECT,
    RECIPIENT,
    TARGET,
    TOTAL,
    USE,
    Block,
    Column,
    Command,
    Document,
    Said,
    Section,
    TableBlock,
    Text,
    amounts_in,
)
from optalloc.problem.baselines import baseline_name
from optalloc.problem.component import baseline_breaks, gravest_first
from optalloc.problem.facts import SOURCE_KINDS, Plan, Recipient, Source
from optalloc.problem.problem import Problem
from optalloc.problem.rules.project_funding import money_beside
from optalloc.problem.rules.schedule import START, starts_told

MOST_BREACHES = 8
CHECK = Words("请核对：", "Please check: ")
LEFT = "\n"
"""Stands for the units that are no row of their own; nothing in a table is called so."""
INDENT = "    "
"""Before what stands below a numbered goal."""


def heading(problem: Problem) -> Words:
    """Return what a scenario is called."""
    return same(problem.shown_name)


def notes_of(problem: Problem) -> Iterator[Text]:
    """Yield what the tables say of themselves, and what looks wrong in them."""
    for note in problem.notes:  # what stands below a table has often said 注： itself
        yield Text(note, "quiet", NOTHING if note.zh.startswith(("注", "备注", "说明")) else NOTE)
    yield from (Text(warning, "lead", CHECK) for warning in problem.warnings)


def solved_document(solved: Solved, no_plan: Words | None = None) -> Document:
    """Yield one solved scenario; without a plan, what there is to see all the same.

    Args:
        no_plan: Where there is no plan, the letter that says why; None says the verdict alone.
    """
    problem = solved.problem
    told = [Text(words) for words in problem.switched_off]
    # Without a plan that comes first, and why: what the baseline breaks is no reason for it.
    verdict: list[Block] = []
    if solved.best is None:
        verdict = list(_letter_lines(no_plan or no_plan_words(solved.outcome)))
    yield Section("scenario", heading(problem), [*verdict, *notes_of(problem), *told])
    blocks: list[Block] = [_sources(problem)]
    if solved.best is not None:
        blocks.append(_plan(solved, solved.best))
        blocks += _beside_targets(solved, solved.best.plan)
        blocks += [_level(one, problem.unit) for one in level_totals(solved, solved.best)]
        if problem.projects:
            blocks.append(_projects(problem, solved.best))
            blocks += map(Text, money_beside(problem, solved.best.plan))
    yield Section("plan", NOTHING, blocks)
    if solved.best is not None:
        yield _goals(solved)
        yield _rules(solved)
        plans = [(PLAN, solved.best), (baseline_name(solved.problem), solved.baseline)]
        yield Section("figures", NOTHING, [_figures(plans, problem.unit)])
    yield _breaches(solved)


def _beside_targets(solved: Solved, plan: Plan) -> Iterator[Block]:
    """Yield by how much targets miss the money: a nought too many is seen there first."""
    problem = solved.problem
    over = targets_beside_money(problem, solved.targets, plan)
    if not over:
        return
    words = beside_money_words(problem, over)
    most = problem.money + over if over > 0 else plan.total
    yield Text(words, "lead", CHECK) if 2 * abs(over) >= most else Text(words)


def _letter_lines(letter: Words) -> Iterator[Block]:
    """Yield a letter line by line, the first of them the verdict; a command stays in one line."""
    pairs = zip_longest(letter.zh.split("\n"), letter.en.split("\n"), fillvalue="")
    for i, (zh, en) in enumerate(pairs):
        mark = " " * (len(zh) - len(zh.lstrip(" ")))
        if zh == en and zh.startswith(f"{mark}optalloc "):
            yield Command(zh)
            continue
        yield Text(Words(zh.lstrip(" "), en.lstrip(" ")), "lead" if i == 0 else "", mark)


def _sources(problem: Problem) -> TableBlock:
    pots = problem.sources
    amounts = aligned([*(s.amount for s in pots), problem.money], problem.unit)
    texts = (
        (Words("层级", "tier"), [s.tier for s in pots]),
        (Words("文号", "document"), [s.document for s in pots]),
        (Words("性质", "kind"), _kinds(pots)),
        (Words("收回单位", "taken from"), [s.taken_from for s in pots]),
    )
    columns = [Column("", [*(s.name for s in pots), TOTAL], is_text=True)]
    columns += [Column(head, [*cells, ""], is_text=True) for head, cells in texts if any(cells)]
    columns.append(Column(AMOUNT, amounts))
    title = Words("资金来源", "Sources") + amounts_in(problem.unit)
    return TableBlock("sources", title, [columns[0], *_joined(columns[1:])], has_total=True)


def _joined(columns: Sequence[Column]) -> list[Column]:
    """Return columns that stay side by side where a table is cut in two."""
    return [column._replace(is_joined=i > 0) for i, column in enumerate(columns)]


def _kinds(pots: Sequence[Source]) -> list[Words | str]:
    """Return what the money of each source is; nothing where all of it is of this year."""
    is_shown = any(s.kind != "new" for s in pots)
    return [SOURCE_KINDS[s.kind] if is_shown else "" for s in pots]


def _plan(solved: Solved, best: AuditedPlan) -> TableBlock:
    """Return the plan by recipient: target, by source, by use, total, beside the baseline."""
    problem = solved.problem
    names = [r.name for r in problem.recipients]
    targets = [solved.targets.target(name) for name in names]
    shown = padded([show_money(t, problem.unit, 4) for t in (*targets, total(targets))])
    columns = [_recipients(names), Column(TARGET, shown)]
    columns += _held(problem, best, names)
    changes = {change.recipient: change for change in solved.changes}
    columns += _beside(changes, names, problem.unit, TOTAL)
    title = Words("分配方案", "Plan") + amounts_in(problem.unit)
    return TableBlock("plan", title, columns, has_total=True)


def _level(one: LevelTotals, unit: str) -> TableBlock:
    """Return what the units of a level get, beside their targets and the baseline."""
    names, targets = [u.name for u in one.units], [u.target for u in one.units]
    shown = padded([show_money(t, unit, 4) for t in (*targets, total(targets))])
    columns = [
        Column(one.level, [*names, TOTAL], is_text=True),
        Column(TARGET, shown),
        *_beside({u.name: u.beside for u in one.units}, names, unit, TOTAL),
    ]
    return TableBlock(f"level-{one.level}", one.title + amounts_in(unit), columns, has_total=True)


def _recipients(names: Sequence[str]) -> Column:
    return Column(RECIPIENT, [*names, TOTAL], is_text=True)


def _held(problem: Problem, best: AuditedPlan, names: list[str]) -> Iterator[Column]:
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
            yield Column(key, aligned([*amounts, sum(amounts)], problem.unit))


def _projects(problem: Problem, best: AuditedPlan) -> TableBlock:
    """Return the projects that get money, with what they asked for."""
    held = best.plan.sums("project")
    funded = [project for project in problem.projects if held.get(project.name)]
    needs = [project.need for project in funded]
    given = [held[project.name] for project in funded]
    starts = starts_told(problem.rules, problem, best.plan)
    when = [*(starts.get(p.name, NONE) for p in funded), ""]
    columns = [
        Column(PROJECT, [*(p.name for p in funded), TOTAL], is_text=True),
        Column(RECIPIENT, [*(p.recipient for p in funded), ""], is_text=True),
        Column(USE, [*(p.use for p in funded), ""], is_text=True),
        *([Column(START, when, is_text=True)] if starts else []),
        Column(Words("需求", "need"), aligned([*needs, sum(needs)], problem.unit)),
        Column(Words("安排", "award"), aligned([*given, sum(given)], problem.unit)),
    ]
    count = f"{len(funded)}/{len(problem.projects)}"
    title = Words(f"安排的项目 {count}", f"Projects funded {count}")
    return TableBlock("projects", title + amounts_in(problem.unit), columns, has_total=True)


def _beside(
    changes: dict[str, Difference], names: list[str], unit: str, head: Words
) -> list[Column]:
    """Return a plan's totals beside its baseline; dashes for who takes no part."""

    def column(pick: Callable[[Difference], int], show: Callable[..., list[str]]) -> list[str]:
        amounts = [pick(changes[name]) if name in changes else None for name in names]
        return show([*amounts, sum(a for a in amounts if a is not None)], unit)

    relative = [changes[name].relative if name in changes else None for name in names]
    return _joined(
        [
            Column(head, column(lambda c: c.amount, aligned)),
            Column(BASELINE, column(lambda c: c.against, aligned)),
            Column(CHANGE, column(lambda c: c.change, signed)),
            Column(Words("差额%", "change %"), [*percents(relative), ""]),
        ]
    )


def _goals(solved: Solved) -> Section:
    blocks = [
        Text(goal_words(goal, solved.problem.unit), mark=f" {i}. ")
        for i, goal in enumerate(solved.outcome.goals, 1)
    ]
    below = (*outcome_words(solved.outcome), *as_good_words(solved))
    blocks += [Text(words, mark=INDENT) for words in below]
    blocks += [Text(words, "quiet", INDENT) for words in effort_words(solved.outcome)]
    return Section("goals", Words("目标（按先后次序）", "Goals, in order of priority"), blocks)


def _rules(solved: Solved) -> Section:
    blocks = []
    for rule in solved.problem.rules:
        said = rule.words(solved.problem)
        if rule.cite:
            said += Words(f"（{rule.cite}）", f" ({rule.cite})")
        blocks.append(Text(said, mark=" ✓ "))
        blocks += [Text(words, mark=f"{INDENT}· ") for words in rule.findings(solved.problem)]
    step, because = solved.step
    if step > 1:
        blocks.append(Text(because, "quiet", Words(" 步长：", " Step: ")))
    title = Words(
        "约束（方案已逐条独立核对，全部符合）",
        "Rules (the plan was audited against each; it keeps them all)",
    )
    return Section("rules", title, blocks)


def _figures(plans: Sequence[tuple[Words, AuditedPlan]], unit: str) -> TableBlock:
    """Return the figures that any of the plans has, a column a plan."""
    rows: list[tuple[Words, list[str]]] = []
    for item in fields(PlanMetrics):
        name = item.name
        shown = [shown_figure(name, getattr(judged.figures, name), unit) for _, judged in plans]
        if any(text != NONE for text in shown):
            rows.append((NAMES[name], padded(shown)))
    columns = [Column("", [name for name, _ in rows], is_text=True)]
    for i, (head, _) in enumerate(plans):
        columns.append(Column(head, [shown[i] for _, shown in rows]))
    title = Words(f"指标（金额单位：{unit}）", f"Figures (amounts in {unit})")
    return TableBlock("figures", title, columns)


def _breaches(solved: Solved) -> Section:
    """Return what the baseline breaks: a finding, not an error."""
    found = solved.baseline.breaches
    if not found:
        none = Words("基准没有违反约束。", "The baseline breaks no rule.")
        return Section("baseline", NOTHING, [Text(none)])
    blocks = [Text(b.words(), mark=" ✗ ") for b in first_few(gravest_first(found), MOST_BREACHES)]
    if more := len(found) - len(blocks):
        left = Words(f"…另有 {more} 处（见 --json）", f"… and {more} more (see --json)")
        blocks.append(Text(left, mark="   "))
    return Section("baseline", baseline_breaks(found), blocks)


def compared_document(plans: Sequence[Solved]) -> Document:
    """Yield several solved scenarios side by side, each against its baseline."""
    unit = plans[0].problem.unit
    blocks: list[Block] = []
    for i, solved in enumerate(plans, 1):
        name, title = solved.problem.name, solved.problem.title
        blocks.append(Text(f"{title}  ({name})" if title else name, "lead", f"[{i}] "))
        said = (*outcome_words(solved.outcome), *solved.outcome.because)
        checks = (CHECK + words for words in solved.problem.warnings)
        for words in (*checks, *said, *solved.problem.switched_off):
            blocks.append(Text(words, mark=INDENT))
    blocks.append(_compared(plans, unit))
    for level in compared_levels(plans):
        blocks += _compared_level(level, unit)
    found = [(i, s.problem.name, s.best) for i, s in enumerate(plans, 1) if s.best is not None]
    if found:
        blocks.append(_figures([(same(f"[{i}] {name}"), best) for i, name, best in found], unit))
    yield Section("compared", NOTHING, blocks)


def _compared(plans: Sequence[Solved], unit: str) -> TableBlock:
    """Return every plan's totals beside its baseline's; dashes for a scenario without a plan."""
    names = list(dict.fromkeys(r.name for s in plans for r in s.problem.recipients))
    columns = [_recipients(names)]
    for i, solved in enumerate(plans, 1):
        changes = {change.recipient: change for change in solved.changes}
        head = Words(f"[{i}] 方案", f"[{i}] plan")
        nothing = [Column(head, [NONE] * (len(names) + 1))]
        columns += _beside(changes, names, unit, head) if changes else nothing
    title = Words("方案比较", "Plans side by side") + amounts_in(unit)
    return TableBlock("compared", title, columns, has_total=True)


def _compared_level(level: ComparedLevel, unit: str) -> Iterator[Block]:
    """Yield what the units of a level get by every plan; of many, the rest as one row."""
    shown, left = level.shown()
    names = [u.name for u in shown]
    rest = Words(f"其余 {len(left)} 个", f"the other {len(left)}")
    heads: list[Said] = [*names, *([rest] if left else []), TOTAL]
    columns = [Column(level.level, heads, is_text=True)]
    if level.above:
        above = [*(u.above for u in shown), *([""] if left else []), ""]
        columns.append(Column(level.above, above, is_text=True))
    others = level.sums(left, LEFT) if left else [None] * len(level.units[0].totals)
    for i, other in enumerate(others):
        held = {u.name: u.totals[i] for u in shown}
        changes = {name: total.beside for name, total in held.items() if total is not None}
        changes |= {LEFT: other} if other is not None else {}
        head = Words(f"[{i + 1}] 方案", f"[{i + 1}] plan")
        nothing = [Column(head, [NONE] * len(heads))]
        rows = [*names, *([LEFT] if left else [])]
        columns += _beside(changes, rows, unit, head) if changes else nothing
    title = level.title + amounts_in(unit)
    yield TableBlock(f"level-{level.level}", title, columns, has_total=True)
    yield from (Text(words, "quiet") for words in left_words(level, left))


def totals_column(head: Said, plan: Plan, recipients: Sequence[Recipient], unit: str) -> Column:
    """Return what each of the recipients gets in a plan, in a unit."""
    held = plan.by_recipient
    return Column(head, aligned([held.get(r.name, 0) for r in recipients], unit))


def names_column(recipients: Sequence[Recipient]) -> Column:
    """Return the names of the recipients."""
    return Column(RECIPIENT, [r.name for r in recipients], is_text=True)
