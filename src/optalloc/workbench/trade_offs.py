"""Trade-offs as pictures: two goals against each other, a pot that grows, a weight that moves.

Each point is a plan of its own, solved and audited; `load` says what makes a desk's state of it.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil
from typing import Any

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Lang, Words, same
from optalloc.core.money import show_amount, show_fraction, show_percent
from optalloc.core.solve_options import HIGHS
from optalloc.explaining.goal_seek.weight_paths import moved_alone
from optalloc.exploring.frontier.describe import frontier_json
from optalloc.exploring.frontier.frontier import Frontier, frontier
from optalloc.exploring.funding.describe import funded_json
from optalloc.exploring.funding.funding import funding
from optalloc.exploring.jobs.runner import RunOptions
from optalloc.inputs.read import read
from optalloc.pipeline.solved import Solved
from optalloc.pipeline.walk import walk
from optalloc.problem.targets.factors import Factors
from optalloc.workbench.answers import pruned
from optalloc.workbench.policy import Json, exact_text
from optalloc.workbench.task import Told

MOST_POINTS = 60
STEP = Fraction(1, 20)
FINE = 10**9
"""A tolerance is rounded up to this part of a goal's value: no other point lies so near."""


def of_goals(told: Told, file: str, goals: list[str], lang: Lang) -> Json:
    """Return every plan that no other beats by both of two goals."""
    found = frontier(file, goals, how=HIGHS.within(told.budget), most=MOST_POINTS)
    said: Json = pruned({k: v for k, v in frontier_json(found, lang).items() if k != "goals"})
    said["names"] = [goal.words(found.problem).say(lang) for goal in found.goals]
    for place, (point, plan) in enumerate(zip(said["points"], found.points, strict=True)):
        point["x"], point["y"] = (show_fraction(value, 9) for value in plan.values)
        point["load"] = _order(found, place)
        point.pop("awards", None)
    kept = ("unit", "names", "points", "is_whole", "proven", "knee", "words")
    return {key: said[key] for key in kept if key in said}


def _order(found: Frontier, place: int) -> list[list[Any]] | None:
    """Return the order of goals whose plan is a point: labels, with the tolerance of the first.

    None where no tolerance can say it, as the best of the goal is nothing.
    """
    first, second = (goal.label for goal in found.goals)
    if place == 0:
        return [[first, None], [second, None]]
    best, value = found.points[-1].values[1], found.points[place].values[1]
    if value == best:
        return [[second, None], [first, None]]
    if best <= 0:
        return None
    percent = Fraction(ceil((value / best - 1) * FINE * 100), FINE)
    return [[second, show_fraction(percent, 9) + "%"], [first, None]]


def of_money(told: Told, file: str, source: str, lang: Lang) -> Json:
    """Return the best plan at every amount of one source: `NAME=FROM:TO:STEP`."""
    found = funding(file, source, RunOptions(workers=1, budget=told.budget), lang=lang)
    said = funded_json(found, lang)
    rows = [
        {
            "x": row["amount"],
            "has_plan": row["state"] == "plan",
            "proven": row["proven"],
            "recipients": row.get("recipients", {}),
        }
        for row in said["rows"]
    ]
    return {"unit": said["unit"], "rows": rows}


def of_weight(told: Told, file: str, formula: str, name: str, lang: Lang) -> Json:
    """Return the best plan at every twentieth of one weight; the others share the rest as before.

    Raises:
        InputUnusable: When there is no such weight, or it is all there is.
    """
    problem = read(file)
    part = next((t for t in problem.targets if t.label == formula), None)
    is_free = isinstance(part, Factors) and not part.is_firm_in("weights")
    if not isinstance(part, Factors) or not is_free or part.weights.get(name) in (None, 1):
        allowed = Words(
            "应为公式里的因素，不是唯一的，也不是刚性的",
            "a factor of a formula that has others and is not firm",
        )
        raise InputUnusable([Fault("", same(name), allowed)])
    places = sorted({*(STEP * k for k in range(int(1 / STEP) + 1)), part.weights[name]})

    def rows() -> Iterator[Json]:
        for to in places:
            move = moved_alone(part, name, to)
            solved = walk(move.applied(problem), HIGHS.within(told.budget))
            load = [[k, exact_text(w)] for k, w in move.after.items()]
            yield {"x": show_percent(to), "load": load, **_plan(solved)}

    return {"unit": problem.unit, "stated": show_percent(part.weights[name]), "rows": list(rows())}


def _plan(solved: Solved) -> Json:
    best, names = solved.best, [r.name for r in solved.problem.recipients]
    money = best.plan.by_recipient if best else {}
    totals = {name: show_amount(money.get(name, 0), solved.problem.unit) for name in names}
    return {
        "has_plan": best is not None,
        "proven": solved.outcome.proven,
        "recipients": totals if best else {},
    }
