"""Every method beside the best plan, as a person reads it: one scenario, or several."""

from collections.abc import Sequence
from dataclasses import fields
from fractions import Fraction

from optalloc.core.alignment import NONE, padded, percents
from optalloc.core.message import NOTHING, Lang, Words, listed
from optalloc.core.money import show_fraction, show_percent
from optalloc.exploring.methods.distance import Aim, Distance
from optalloc.exploring.methods.entries import BEST, Benchmarked, Entry
from optalloc.exploring.methods.summary import standings
from optalloc.pipeline.metrics import NAMES, PlanMetrics, shown_figure
from optalloc.pipeline.outcome_text import PROOFS, outcome_words
from optalloc.present.charts.method_quality import FARTHEST, said_distance
from optalloc.present.terminal import GridColumn, Terminal

BETTER_BUT_BROKEN = "✗"
METHOD = Words("方法", "method")
DIGITS, LEAST_SHOWN = 4, "0.0001"
NOT_FAIRNESS = (
    *("breaches", "relative_deviation", "industry_share_of_year"),
    *("source_mix", "use_mix"),
)
"""Figures that stand elsewhere, or say little beside the others; --json has them all."""


def show_benchmarked(scenarios: Sequence[Benchmarked], lang: Lang) -> None:
    """Print each scenario with every plan, then every method over all scenarios."""
    page = Terminal(lang)
    for scenario in scenarios:
        _scenario(page, scenario)
    if len(scenarios) > 1:
        _summary(page, scenarios)


def _scenario(page: Terminal, scenario: Benchmarked) -> None:
    problem = scenario.solved.problem
    page.say(problem.title or problem.name, "bold")
    for note in problem.notes:
        page.item(Words("注：", "Note: ").say(page.lang), note, "dim")
    for words in (*outcome_words(scenario.solved.outcome), *scenario.solved.outcome.because):
        page.item("", words)
    page.say()
    _goals(page, scenario)
    _plans(page, scenario)
    _fairness(page, scenario)
    _broken(page, scenario)
    _without(page, scenario)


def _goals(page: Terminal, scenario: Benchmarked) -> None:
    """Print what the plans are measured by, with the best of each."""
    unit = scenario.solved.problem.unit
    page.say(Words("目标（按先后次序）", "Goals, in order of priority"), "bold")
    for i, aim in enumerate(scenario.aims, 1):
        said = aim.words + _counted_in(aim, unit)
        if aim.best is not None:
            best, name = _value(aim, aim.best, unit), Words("最优", "best")
            if scenario.solved.outcome.proven == "no":
                name = Words("到时限为止最好", "best found in time")
            said += Words(f"：{name.zh} {best}", f": {name.en} {best}")
        page.item(f" {i}. ", said)
    if scenario.has_best:
        page.item("    ", PROOFS[scenario.solved.outcome.proven])
    page.say()


def _counted_in(aim: Aim, unit: str) -> Words:
    units = {"money": unit, "money squared": f"{unit}²"}
    word = units.get(aim.measure)
    return Words(f"（{word}）", f" ({word})") if word else NOTHING


def _value(aim: Aim, value: Fraction, unit: str) -> str:
    """Return the value of a goal; one that is above 0 is never shown as 0."""
    counted = aim.counted(value, unit)
    shown = (
        show_percent(counted, DIGITS) if aim.measure == "share" else show_fraction(counted, DIGITS)
    )
    return f"<{LEAST_SHOWN}" if counted > 0 and shown in ("0", "0%") else shown


def _plans(page: Terminal, scenario: Benchmarked) -> None:
    """Print the rules, the goals, the distance and the time of every plan that was made."""
    made = [entry for entry in scenario.entries if entry.judged]
    unit = scenario.solved.problem.unit
    columns = [
        _column(page, Words("约束", "rules"), [_verdict(e).say(page.lang) for e in made], True)
    ]
    for i, aim in enumerate(scenario.aims):
        values = padded([_value(aim, entry.values[i], unit) for entry in made])
        head = (
            Words("目标", "goal")
            if len(scenario.aims) == 1
            else Words(f"目标{i + 1}", f"goal {i + 1}")
        )
        columns.append(_column(page, head, values))
    if scenario.has_best:
        away = _away(page, made, len(scenario.aims) > 1)
        columns.append(_column(page, Words("与最优差距", "from the best"), away))
    seconds = [f"{entry.seconds:.4f}" for entry in made]
    columns.append(_column(page, Words("用时（秒）", "seconds"), seconds))
    page.grid(Words("方案", "Plans"), _names(page, made), [[c] for c in columns], has_total=False)
    _explained(page, made, scenario)


def _column(page: Terminal, head: Words, cells: Sequence[str], is_text: bool = False) -> GridColumn:
    return GridColumn(head.say(page.lang), cells, is_text)


def _names(page: Terminal, entries: Sequence[Entry]) -> GridColumn:
    return _column(page, METHOD, [entry.words.say(page.lang) for entry in entries], True)


def _verdict(entry: Entry) -> Words:
    places = sum(entry.broken.values())
    if not places:
        return Words("符合", "keeps all")
    return Words(f"违反 {places} 处", "1 breach" if places == 1 else f"{places} breaches")


def _away(page: Terminal, entries: Sequence[Entry], says_goal: bool) -> list[str]:
    """Return each plan's distance; a sign where a plan only seems better, as it breaks rules."""
    shown = _percents([e.distance.relative if e.distance else None for e in entries])
    cells = []
    for entry, percent in zip(entries, shown, strict=True):
        if entry.distance is None:
            cells.append("0")
            continue
        mark = f"{BETTER_BUT_BROKEN} " if _only_seems_better(entry) else ""
        place = entry.distance.goal + 1
        where = Words(f"目标{place} ", f"goal {place}: ").say(page.lang) if says_goal else ""
        cells.append(f"{where}{mark}{percent}")
    return cells


def _percents(relative: Sequence[Fraction | None]) -> list[str]:
    """Return distances with the same number of decimals; what is very far only as farther."""
    is_far = [r is not None and r > FARTHEST for r in relative]
    near = percents([None if far else r for r, far in zip(relative, is_far, strict=True)])
    return [
        said_distance(r) if far and r is not None else text
        for r, far, text in zip(relative, is_far, near, strict=True)
    ]


def _only_seems_better(entry: Entry) -> bool:
    return entry.distance is not None and entry.distance.difference < 0 and not entry.is_feasible


def _explained(page: Terminal, made: Sequence[Entry], scenario: Benchmarked) -> None:
    """Print what the signs of the table mean, where there are any."""
    notes = []
    if any(_only_seems_better(entry) for entry in made):
        notes.append(
            Words(
                f"{BETTER_BUT_BROKEN} 看似比最优更好，是因为违反了约束；这样的方案不能用。",
                f"{BETTER_BUT_BROKEN} Seems better than the best only because it breaks rules; "
                "such a plan cannot be used.",
            )
        )
    distances = [entry.distance for entry in made if entry.distance]
    if any(distance.relative is None for distance in distances):
        notes.append(
            Words(
                f"{NONE} 最优值为 0，差距算不出百分比，请看目标的数值。",
                f"{NONE} The best is 0, so there is no percentage: look at the goal itself.",
            )
        )
    if any(_is_behind(entry, scenario) for entry in made):
        notes.append(
            Words(
                "差距为负而符合约束的方案，在这个目标之前应做到的一项上不如最优："
                + "；".join(w.zh for aim in scenario.aims for w in aim.before),
                "A plan that keeps the rules and is below 0 is worse in what comes before: "
                + "; ".join(w.en for aim in scenario.aims for w in aim.before),
            )
        )
    for words in notes:
        page.say(words)
    if notes:
        page.say()


def _is_behind(entry: Entry, scenario: Benchmarked) -> bool:
    """Return whether a plan that keeps the rules is ahead in a goal and behind in one before."""
    away: Distance | None = entry.distance
    return bool(
        entry.is_feasible and away and away.difference < 0 and scenario.aims[away.goal].before
    )


def _fairness(page: Terminal, scenario: Benchmarked) -> None:
    """Print the figures of every plan, a column a figure, where any plan has one."""
    judged = [(entry, entry.judged) for entry in scenario.entries if entry.judged]
    unit = scenario.solved.problem.unit
    groups = []
    for item in fields(PlanMetrics):
        if item.name in NOT_FAIRNESS:
            continue
        cells = [shown_figure(item.name, getattr(j.figures, item.name), unit) for _, j in judged]
        if any(cell != NONE for cell in cells):
            groups.append([_column(page, NAMES[item.name], padded(cells))])
    title = Words(f"公平与差额（金额单位：{unit}）", f"Fairness and deviations (amounts in {unit})")
    page.grid(title, _names(page, [entry for entry, _ in judged]), groups, has_total=False)


def _broken(page: Terminal, scenario: Benchmarked) -> None:
    """Print for each rule which methods break it, and in how many places."""
    rules = {rule.label: rule for rule in scenario.solved.problem.rules}
    found = list(dict.fromkeys(label for entry in scenario.entries for label in entry.broken))
    if not found:
        return
    page.say(Words("违反的约束（处数）", "Rules broken (number of places)"), "bold")
    for label in found:
        rule = rules.get(label)
        said = rule.words(scenario.solved.problem) if rule else MONEY_AND_NAMES
        page.item(" ✗ ", Words(f"【{label}】{said.zh}", f"[{label}] {said.en}"))
        by = [(e.words, e.broken[label]) for e in scenario.entries if label in e.broken]
        names = Words(
            listed([f"{words.zh}（{count}）" for words, count in by]).zh,
            listed([f"{words.en} ({count})" for words, count in by]).en,
        )
        page.item("   ", names)
    page.say()


MONEY_AND_NAMES = Words("资金不超支，名称都在表中", "no source overspent, names as in the tables")


def _without(page: Terminal, scenario: Benchmarked) -> None:
    """Print which methods make no plan here, and why."""
    without = [e for e in scenario.entries if not e.judged and e.method != BEST]
    if not without:
        return
    page.say(Words("没有方案的方法", "Methods without a plan here"), "bold")
    for entry in without:
        page.item(" · ", entry.words + Words("：", ": ") + entry.why_not)
    page.say()


def _summary(page: Terminal, scenarios: Sequence[Benchmarked]) -> None:
    """Print every method over all scenarios."""
    rows = standings(scenarios)
    count = len(scenarios)
    medians = [
        f"{shown} ({row.counted})" if row.counted else shown
        for shown, row in zip(_percents([r.median for r in rows]), rows, strict=True)
    ]
    columns = [
        _column(page, Words("有方案", "has a plan"), [f"{r.made}/{count}" for r in rows]),
        _column(
            page, Words("符合约束", "keeps all rules"), [f"{r.feasible}/{count}" for r in rows]
        ),
        _column(
            page, Words("与最优一样好", "as good as best"), [f"{r.as_good}/{count}" for r in rows]
        ),
        _column(page, Words("差距中位数", "median distance"), medians),
    ]
    names = _column(page, METHOD, [r.words.say(page.lang) for r in rows], True)
    title = Words(f"{count} 个情景合计", f"Over {count} scenarios")
    page.grid(title, names, [[c] for c in columns], has_total=False)
    page.say(
        Words(
            "差距中位数只算符合全部约束的方案、只看第一个目标；括号内是所算的情景数。",
            "The median is over plans that keep every rule, in the first goal; in how many "
            "scenarios stands in brackets.",
        )
    )
