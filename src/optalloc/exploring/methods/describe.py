"""Compare every method with the best plan, in one scenario or over several.

`benchmark --json` prints figures as decimal strings, amounts in `unit`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from optalloc.core.alignment import NONE, padded, percents
from optalloc.core.message import NOTHING, Lang, Words, listed, same
from optalloc.core.money import beside_exact, show_fraction, show_percent
from optalloc.exploring.methods.entries import BEST, Aim, Benchmarked, Distance, Entry
from optalloc.exploring.methods.summary import MethodStanding, standings
from optalloc.pipeline.as_json import breach_json, figures_json
from optalloc.pipeline.describe import INDENT, heading, notes_of
from optalloc.pipeline.metrics import NAMES, PlanMetrics, shown_figure
from optalloc.pipeline.outcome_text import PROOFS, outcome_words
from optalloc.present.charts.method_quality import FARTHEST, said_distance
from optalloc.present.document import Block, Column, Document, Section, TableBlock, Text
from optalloc.problem.shown_name import bracketed

if TYPE_CHECKING:
    from optalloc.present.answers.plan import (
        BenchmarkAnswer,
        BenchmarkedScenarioJson,
        BestOfGoalJson,
        DistanceJson,
        MethodJson,
        MethodPlanJson,
    )


BETTER_BUT_BROKEN = "✗"

DIGITS, LEAST_SHOWN = 4, "0.0001"

NOT_FAIRNESS = (
    *("breaches", "relative_deviation", "industry_share_of_year"),
    *("source_mix", "use_mix"),
)
"""Figures that stand elsewhere, or say little beside the others; --json has them all."""


def benchmarked_document(scenarios: Sequence[Benchmarked]) -> Document:
    """Yield each scenario with every plan, then every method over all scenarios."""
    for scenario in scenarios:
        yield from _scenario(scenario)
    if len(scenarios) > 1:
        yield _summary(scenarios)


def _scenario(scenario: Benchmarked) -> Document:
    problem, outcome = scenario.solved.problem, scenario.solved.outcome
    said = (*outcome_words(outcome), *outcome.because)
    yield Section("scenario", heading(problem), [*notes_of(problem), *map(Text, said)])
    yield _goals(scenario)
    made = [entry for entry in scenario.entries if entry.judged]
    blocks: list[Block] = [_plans(scenario, made), *_explained(made, scenario)]
    yield Section("plans", NOTHING, [*blocks, _fairness(scenario)])
    yield from _broken(scenario)
    yield from _without(scenario)


def _goals(scenario: Benchmarked) -> Section:
    """Return what the plans are measured by, with the best of each."""
    unit, proven = scenario.solved.problem.unit, scenario.solved.outcome.proven
    blocks = []
    for i, aim in enumerate(scenario.aims, 1):
        said = aim.words + _counted_in(aim, unit)
        if aim.best is not None:
            best, name = _value(aim, aim.best, unit), Words("最优", "best")
            if proven == "no":
                name = Words("找到的最好", "best found")
            said += Words(f"：{name.zh} {best}", f": {name.en} {best}")
        blocks.append(Text(said, mark=f" {i}. "))
    if scenario.has_best:
        blocks.append(Text(PROOFS[proven], mark=INDENT))
    return Section("goals", Words("目标（按先后次序）", "Goals, in order of priority"), blocks)


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


def _plans(scenario: Benchmarked, made: Sequence[Entry]) -> TableBlock:
    """Return the rules, the goals, the distance and the time of every plan that was made."""
    unit, has_many = scenario.solved.problem.unit, len(scenario.aims) > 1
    columns = [
        _methods([entry.words for entry in made]),
        Column(Words("约束", "rules"), [_verdict(entry) for entry in made], is_text=True),
    ]
    for i, aim in enumerate(scenario.aims):
        values = padded([_value(aim, entry.values[i], unit) for entry in made])
        head = Words(f"目标{i + 1}", f"goal {i + 1}") if has_many else Words("目标", "goal")
        columns.append(Column(head, values))
    if scenario.has_best:
        columns.append(Column(Words("与最优差距", "from the best"), _away(made, has_many)))
    seconds = [f"{entry.seconds:.4f}" for entry in made]
    columns.append(Column(Words("用时（秒）", "seconds"), seconds))
    return TableBlock("plans", Words("方案", "Plans"), columns)


def _methods(names: Sequence[Words]) -> Column:
    return Column(Words("方法", "method"), names, is_text=True)


def _verdict(entry: Entry) -> Words:
    places = sum(entry.broken.values())
    if not places:
        return Words("符合", "keeps all")
    return Words(f"违反 {places} 处", "1 breach" if places == 1 else f"{places} breaches")


def _away(entries: Sequence[Entry], says_goal: bool) -> list[Words]:
    """Return each plan's distance; a sign where a plan only seems better, as it breaks rules."""
    shown = _percents([e.distance.relative if e.distance else None for e in entries])
    cells = []
    for entry, percent in zip(entries, shown, strict=True):
        if entry.distance is None:
            cells.append(same("0"))
            continue
        mark = f"{BETTER_BUT_BROKEN} " if _only_seems_better(entry) else ""
        place = entry.distance.goal + 1
        where = Words(f"目标{place} ", f"goal {place}: ") if says_goal else NOTHING
        cells.append(where + same(f"{mark}{percent}"))
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


def _explained(made: Sequence[Entry], scenario: Benchmarked) -> Iterator[Text]:
    """Yield what the signs of the table mean, where there are any."""
    if any(_only_seems_better(entry) for entry in made):
        yield Text(
            Words(
                f"{BETTER_BUT_BROKEN} 看似比最优更好，是因为违反了约束；这样的方案不能用。",
                f"{BETTER_BUT_BROKEN} Seems better than the best only because it breaks rules; "
                "such a plan cannot be used.",
            )
        )
    distances = [entry.distance for entry in made if entry.distance]
    if any(distance.relative is None for distance in distances):
        yield Text(
            Words(
                f"{NONE} 最优值为 0，差距算不出百分比，请看目标的数值。",
                f"{NONE} The best is 0, so there is no percentage: look at the goal itself.",
            )
        )
    if any(_is_behind(entry, scenario) for entry in made):
        yield Text(
            Words(
                "差距为负而符合约束的方案，在这个目标之前应做到的一项上不如最优："
                + "；".join(w.zh for aim in scenario.aims for w in aim.before),
                "A plan that keeps the rules and is below 0 is worse in what comes before: "
                + "; ".join(w.en for aim in scenario.aims for w in aim.before),
            )
        )


def _is_behind(entry: Entry, scenario: Benchmarked) -> bool:
    """Return whether a plan that keeps the rules is ahead in a goal and behind in one before."""
    away: Distance | None = entry.distance
    return bool(
        entry.is_feasible and away and away.difference < 0 and scenario.aims[away.goal].before
    )


def _fairness(scenario: Benchmarked) -> TableBlock:
    """Return the figures of every plan, a column a figure, where any plan has one."""
    judged = [(entry, entry.judged) for entry in scenario.entries if entry.judged]
    unit = scenario.solved.problem.unit
    columns = [_methods([entry.words for entry, _ in judged])]
    for item in fields(PlanMetrics):
        if item.name in NOT_FAIRNESS:
            continue
        cells = [shown_figure(item.name, getattr(j.figures, item.name), unit) for _, j in judged]
        if any(cell != NONE for cell in cells):
            columns.append(Column(NAMES[item.name], padded(cells)))
    title = Words(f"公平与差额（金额单位：{unit}）", f"Fairness and deviations (amounts in {unit})")
    return TableBlock("fairness", title, columns)


def _broken(scenario: Benchmarked) -> Document:
    """Yield for each rule which methods break it, and in how many places."""
    problem = scenario.solved.problem
    rules = {rule.label: rule for rule in problem.rules}
    found = list(dict.fromkeys(label for entry in scenario.entries for label in entry.broken))
    blocks = []
    for label in found:
        rule = rules.get(label)
        said = rule.words(problem) if rule else MONEY_AND_NAMES
        name = bracketed(*problem.names_of([label]))
        blocks.append(Text(name + Words(said.zh, f" {said.en}"), mark=" ✗ "))
        by = [(e.words, e.broken[label]) for e in scenario.entries if label in e.broken]
        names = Words(
            listed([f"{words.zh}（{count}）" for words, count in by]).zh,
            listed([f"{words.en} ({count})" for words, count in by]).en,
        )
        blocks.append(Text(names, mark="   "))
    if found:
        title = Words("违反的约束（处数）", "Rules broken (number of places)")
        yield Section("broken", title, blocks)


MONEY_AND_NAMES = Words("资金不超支，名称都在表中", "no source overspent, names as in the tables")


def _without(scenario: Benchmarked) -> Document:
    """Yield which methods make no plan here, and why."""
    without = [e for e in scenario.entries if not e.judged and e.method != BEST]
    if without:
        why = [Text(e.words + Words("：", ": ") + e.why_not, mark=" · ") for e in without]
        yield Section("without", Words("没有方案的方法", "Methods without a plan here"), why)


def _summary(scenarios: Sequence[Benchmarked]) -> Section:
    """Return every method over all scenarios."""
    rows = standings(scenarios)
    count = len(scenarios)
    medians = [
        f"{shown} ({row.counted})" if row.counted else shown
        for shown, row in zip(_percents([r.median for r in rows]), rows, strict=True)
    ]
    columns = [
        _methods([r.words for r in rows]),
        Column(Words("有方案", "has a plan"), [f"{r.made}/{count}" for r in rows]),
        Column(Words("符合约束", "keeps all rules"), [f"{r.feasible}/{count}" for r in rows]),
        Column(Words("与最优一样好", "as good as best"), [f"{r.as_good}/{count}" for r in rows]),
        Column(Words("差距中位数", "median distance"), medians),
    ]
    title = Words(f"{count} 个情景合计", f"Over {count} scenarios")
    told = Words(
        "差距中位数只算符合全部约束的方案、只看第一个目标；括号内是所算的情景数。",
        "The median is over plans that keep every rule, in the first goal; in how many "
        "scenarios stands in brackets.",
    )
    return Section("summary", NOTHING, [TableBlock("summary", title, columns), Text(told)])


def benchmarked_json(scenarios: Sequence[Benchmarked], lang: Lang) -> "BenchmarkAnswer":
    """Return scenarios with every plan, and each method over all of them."""
    return {
        "scenarios": [_scenario_json(scenario, lang) for scenario in scenarios],
        "methods": [_standing(standing, lang) for standing in standings(scenarios)],
    }


def _scenario_json(scenario: Benchmarked, lang: Lang) -> "BenchmarkedScenarioJson":
    problem, outcome = scenario.solved.problem, scenario.solved.outcome
    return {
        "scenario": problem.name,
        "title": problem.title,
        "notes": [note.say(lang) for note in problem.notes],
        "unit": problem.unit,
        "has_plan": scenario.has_best,
        "proven": outcome.proven,
        "infeasible": outcome.infeasible,
        "solver": {"name": outcome.engine, "version": outcome.version},
        "goals": [_goal(aim, problem.unit, lang) for aim in scenario.aims],
        "plans": [_entry(entry, scenario, lang) for entry in scenario.entries],
    }


def _goal(aim: Aim, unit: str, lang: Lang) -> "BestOfGoalJson":
    best = None if aim.best is None else aim.counted(aim.best, unit)
    return cast(
        "BestOfGoalJson",
        {
            "goal": aim.goal.label,
            "words": aim.words.say(lang),
            "measure": aim.measure,
            **beside_exact("best", best),
        },
    )


def _entry(entry: Entry, scenario: Benchmarked, lang: Lang) -> "MethodPlanJson":
    unit, judged = scenario.solved.problem.unit, entry.judged
    values = {
        aim.goal.label: aim.counted(value, unit)
        for aim, value in zip(scenario.aims, entry.values, strict=False)
    }
    return cast(
        "MethodPlanJson",
        {
            "method": entry.method,
            "words": entry.words.say(lang),
            "has_plan": judged is not None,
            "why_not": entry.why_not.say(lang),
            "keeps_every_rule": entry.is_feasible,
            "broken": dict(entry.broken),
            "breaches": [breach_json(b, lang) for b in judged.breaches] if judged else [],
            **beside_exact("goals", values),
            "distance": _distance(entry.distance, scenario.aims, unit),
            "figures": figures_json(judged.figures, unit) if judged else {},
            "seconds": round(entry.seconds, 4),
        },
    )


def _distance(distance: Distance | None, aims: Sequence[Aim], unit: str) -> "DistanceJson | None":
    if distance is None:
        return None
    aim, relative = aims[distance.goal], distance.relative
    return cast(
        "DistanceJson",
        {
            "goal": aim.goal.label,
            **beside_exact("difference", aim.difference(distance.difference, unit)),
            "percent": None if relative is None else show_fraction(relative * 100, 2),
        },
    )


def _standing(standing: MethodStanding, lang: Lang) -> "MethodJson":
    middle = standing.median
    return {
        "method": standing.method,
        "words": standing.words.say(lang),
        "made": standing.made,
        "keeps_every_rule": standing.feasible,
        "as_good_as_best": standing.as_good,
        "median_percent": None if middle is None else show_fraction(middle * 100, 2),
        "median_over": standing.counted,
    }
