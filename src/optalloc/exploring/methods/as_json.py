"""The object that `benchmark --json` prints: figures as decimal strings, amounts in `unit`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from optalloc.core.message import Lang
from optalloc.core.money import beside_exact, show_fraction
from optalloc.exploring.methods.entries import Aim, Benchmarked, Distance, Entry
from optalloc.exploring.methods.summary import MethodStanding, standings
from optalloc.pipeline.as_json import breach_json, figures_json

if TYPE_CHECKING:
    from optalloc.present.answers.plan import (
        BenchmarkAnswer,
        BenchmarkedScenarioJson,
        BestOfGoalJson,
        DistanceJson,
        MethodJson,
        MethodPlanJson,
    )


def benchmarked_json(scenarios: Sequence[Benchmarked], lang: Lang) -> "BenchmarkAnswer":
    """Return scenarios with every plan, and each method over all of them."""
    return {
        "scenarios": [_scenario(scenario, lang) for scenario in scenarios],
        "methods": [_standing(standing, lang) for standing in standings(scenarios)],
    }


def _scenario(scenario: Benchmarked, lang: Lang) -> "BenchmarkedScenarioJson":
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
