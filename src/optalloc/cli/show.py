"""Solved scenarios as a person reads them, alone and side by side."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from fractions import Fraction

from rich.text import Text

from optalloc.baselines import METHODS
from optalloc.cli.grid import MOST_ROWS, NONE, Page, aligned, percent, signed
from optalloc.measure import MONEY, NAMES, SHARES, Figures
from optalloc.money import show_fraction, show_money, show_percent
from optalloc.outcome_words import goal_words, outcome_words
from optalloc.problem import Problem
from optalloc.run import Judged, Solved
from optalloc.words import Lang, Words, same

MOST_BREACHES = 8


def show_solved(solved: Solved, lang: Lang) -> None:
    """Print one solved scenario."""
    page, problem = Page(lang), solved.problem
    page.say(problem.title or problem.name, "bold")
    for note in problem.notes:
        page.say(Words(f"注：{note}", f"Note: {note}"), "dim")
    _sources(page, problem)
    if solved.best is None:
        _no_plan(page, solved)
    else:
        _plan(page, solved, solved.best)
        _proof(page, solved)
        _rules(page, solved)
        _figures(
            page,
            [(Words("方案", "plan"), solved.best), (_method(solved), solved.baseline)],
            problem.unit,
        )
    _breaches(page, solved)


def _unit_line(problem: Problem) -> Words:
    return Words(f"（单位：{problem.unit}）", f" (in {problem.unit})")


def _method(solved: Solved) -> Words:
    name = METHODS[solved.problem.baseline].words
    return Words(f"基准（{name.zh}）", f"baseline ({name.en})")


def _sources(page: Page, problem: Problem) -> None:
    heads = [
        Words("资金来源", "source"),
        Words("层级", "tier"),
        Words("文号", "document"),
        Words("金额", "amount"),
    ]
    grid = page.table(Words("资金来源", "Sources") + _unit_line(problem), heads, left=3)
    amounts = aligned([s.amount for s in problem.sources] + [problem.money], problem.unit)
    for source, amount in zip(problem.sources, amounts, strict=False):
        grid.add_row(*map(Text, (source.name, source.tier, source.document, amount)))
    grid.add_section()
    grid.add_row(Text(_total(page)), "", "", Text(amounts[-1]), style="bold")
    page.console.print(grid)


def _total(page: Page) -> str:
    return Words("合计", "total").say(page.lang)


def _plan(page: Page, solved: Solved, best: Judged) -> None:
    """Print the plan by recipient: target, by source, by use, total, beside the baseline."""
    problem = solved.problem
    names = [r.name for r in problem.recipients]
    held: dict[tuple[str, str, str], int] = {}
    for award in best.plan.awards:
        for axis, key in (("source", award.source), ("use", award.use)):
            cell = (award.recipient, axis, key)
            held[cell] = held.get(cell, 0) + award.amount
    columns: list[tuple[Words | str, list[str]]] = [
        (
            Words("测算额", "target"),
            [show_money(solved.targets.target(n), problem.unit, 4) for n in names]
            + [
                show_money(
                    sum((solved.targets.target(n) for n in names), Fraction(0)), problem.unit, 4
                )
            ],
        )
    ]
    axes = [("source", [s.name for s in problem.sources]), ("use", [u.name for u in problem.uses])]
    for axis, keys in axes:
        for key in keys if len(keys) > 1 else ():
            amounts = [held.get((n, axis, key), 0) for n in names]
            columns.append((key, aligned([*amounts, sum(amounts)], problem.unit)))
    changes = solved.changes
    totals = [c.amount for c in changes]
    against = [c.against for c in changes]
    moved = [c.change for c in changes]
    columns += [
        (Words("合计", "total"), aligned([*totals, sum(totals)], problem.unit)),
        (Words("基准", "baseline"), aligned([*against, sum(against)], problem.unit)),
        (Words("差额", "change"), signed([*moved, sum(moved)], problem.unit)),
        (Words("差额%", "change %"), [percent(c.relative) for c in changes] + [""]),
    ]
    title = Words("分配方案", "Plan") + _unit_line(problem)
    _grid(page, title, names, columns)


def _grid(
    page: Page, title: Words, names: list[str], columns: Sequence[tuple[Words | str, list[str]]]
) -> None:
    """Print columns beside names, the last figure of each column being its total."""
    grid = page.table(title, [Words("单位", "recipient"), *(head for head, _ in columns)])
    for i, name in enumerate(names[:MOST_ROWS]):
        grid.add_row(Text(name), *(Text(figures[i]) for _, figures in columns))
    grid.add_section()
    grid.add_row(Text(_total(page)), *(Text(figures[-1]) for _, figures in columns), style="bold")
    page.console.print(grid)
    if len(names) > MOST_ROWS:
        more = len(names) - MOST_ROWS
        page.say(
            Words(
                f"（另有 {more} 个单位，见 --out 或 --json）", f"({more} more: see --out or --json)"
            )
        )


def _proof(page: Page, solved: Solved) -> None:
    page.say(Words("目标（按先后次序）", "Goals, in order of priority"), "bold")
    for i, goal in enumerate(solved.outcome.goals, 1):
        said = goal_words(goal, solved.problem.unit)
        page.say(Words(f" {i}. {said.zh}", f" {i}. {said.en}"))
    for words in outcome_words(solved.outcome):
        page.say(Words(f"    {words.zh}", f"    {words.en}"))


def _rules(page: Page, solved: Solved) -> None:
    page.say("")
    page.say(
        Words(
            "约束（方案已逐条独立核对，全部符合）",
            "Rules (the plan was audited against each; it keeps them all)",
        ),
        "bold",
    )
    for rule in solved.problem.rules:
        said = rule.words(solved.problem)
        cite = f"（{rule.cite}）" if rule.cite else ""
        cited = f" ({rule.cite})" if rule.cite else ""
        page.say(Words(f" ✓ {said.zh}{cite}", f" ✓ {said.en}{cited}"))
    step, because = solved.step
    if step > 1:
        page.say(Words(f" 步长：{because.zh}", f" Step: {because.en}"), "dim")
    page.say("")


def _figures(page: Page, plans: Sequence[tuple[Words, Judged]], unit: str) -> None:
    grid = page.table(Words("指标", "Figures"), ["", *(head for head, _ in plans)])
    for item in fields(Figures):
        shown = [
            _figure(item.name, getattr(judged.figures, item.name), unit) for _, judged in plans
        ]
        if any(text != NONE for text in shown):
            grid.add_row(Text(NAMES[item.name].say(page.lang)), *map(Text, shown))
    page.console.print(grid)


def _figure(name: str, value: Fraction | int | None, unit: str) -> str:
    if value is None:
        return NONE
    if isinstance(value, int):
        return str(value)
    if name in MONEY:
        return show_money(value, unit, 4)
    return show_percent(value) if name in SHARES else show_fraction(value, 4)


def _breaches(page: Page, solved: Solved) -> None:
    """Print what the baseline breaks: a finding, not an error."""
    found = solved.baseline.breaches
    if not found:
        page.say(Words("基准没有违反约束。", "The baseline breaks no rule."))
        return
    page.say(
        Words(
            f"基准违反约束 {len(found)} 处：", f"The baseline breaks rules in {len(found)} places:"
        ),
        "bold",
    )
    for breach in found[:MOST_BREACHES]:
        said = breach.words()
        page.say(Words(f" ✗ {said.zh}", f" ✗ {said.en}"))
    if len(found) > MOST_BREACHES:
        more = len(found) - MOST_BREACHES
        page.say(Words(f"   …另有 {more} 处（见 --json）", f"   … and {more} more (see --json)"))


def _no_plan(page: Page, solved: Solved) -> None:
    for words in outcome_words(solved.outcome):
        page.say(words, "bold")
    for reason in solved.outcome.because:
        page.say(Words(f" · {reason.zh}", f" · {reason.en}"))
    page.say("")


def show_compared(plans: Sequence[Solved], lang: Lang) -> None:
    """Print several solved scenarios side by side, each against its baseline."""
    page = Page(lang)
    for i, solved in enumerate(plans, 1):
        title = solved.problem.title or solved.problem.name
        page.say(f"[{i}] {title}  ({solved.problem.name})", "bold")
        for words in outcome_words(solved.outcome):
            page.say(Words(f"    {words.zh}", f"    {words.en}"))
        for reason in solved.outcome.because:
            page.say(Words(f"    · {reason.zh}", f"    · {reason.en}"))
    units = dict.fromkeys(s.problem.unit for s in plans)
    unit = next(iter(units))
    names = list(dict.fromkeys(r.name for s in plans for r in s.problem.recipients))
    columns: list[tuple[Words | str, list[str]]] = []
    for i, solved in enumerate(plans, 1):
        columns += _compared_columns(i, solved, names, unit)
    page.say("")
    title = Words(f"方案比较（单位：{unit}）", f"Plans side by side (in {unit})")
    _grid(page, title, names, columns)
    heads = [
        (same(f"[{i}] {solved.problem.name}"), solved.best)
        for i, solved in enumerate(plans, 1)
        if solved.best is not None
    ]
    if heads:
        _figures(page, heads, unit)


def _compared_columns(
    i: int, solved: Solved, names: list[str], unit: str
) -> list[tuple[Words | str, list[str]]]:
    """Return one scenario's columns: its plan, its baseline, the difference."""
    held = {change.recipient: change for change in solved.changes}

    def column(pick: Callable[[str], int | None], show: Callable[..., list[str]]) -> list[str]:
        figures = [pick(name) if name in held else None for name in names]
        total = sum(f for f in figures if f is not None) if held else None
        return show([*figures, total], unit)

    percents = [percent(held[n].relative) if n in held else NONE for n in names]
    tag = f"[{i}] "
    return [
        (Words(f"{tag}方案", f"{tag}plan"), column(lambda n: held[n].amount, aligned)),
        (Words("基准", "baseline"), column(lambda n: held[n].against, aligned)),
        (Words("差额", "change"), column(lambda n: held[n].change, signed)),
        (Words("差额%", "%"), [*percents, ""]),
    ]
