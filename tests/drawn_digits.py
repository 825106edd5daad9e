"""Small scenarios whose settings have 6 to 40 digits, and what counting every plan says of them."""

from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.facts import INDUSTRY
from optalloc.problem.interfaces import RULES
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from small import complaints, every_plan, outcomes, small, town

USES = {"大棚": (INDUSTRY,), "道路": ()}
HISTORY = [(1, name, money, "大棚", "市级") for name, money in (("甲", 2), ("乙", 3), ("丙", 1))]
EARLIER = [("甲", "市级", "大棚", 1), ("乙", "区级", "道路", 2)]

WORDS = (
    *("share", "group_share", "per_head_ratio", "split", "floor", "ceiling", "balance"),
    *("hold_harmless", "yearly_change", "source_share", "progress_cap"),
)


def digits(draw: Random, low: float, high: float) -> str:
    """Return a number between two, with 6 to 40 decimals, now and then as near a simple one."""
    places = draw.randint(6, 40)
    if draw.random() < 0.5:
        near = Fraction(draw.randint(1, 12), draw.randint(1, 12))
        if low <= near <= high:
            off = draw.choice((-1, 0, 1))
            return decimal(max(0, near.numerator * 10**places // near.denominator + off), places)
    top = draw.randrange(10**places)
    least, width = Fraction(str(low)), Fraction(str(high)) - Fraction(str(low))
    return decimal(int((least + width * Fraction(top, 10**places)) * 10**places), places)


def decimal(whole: int, places: int) -> str:
    """Return a whole number of the last of some decimals as a decimal."""
    text = str(whole).rjust(places + 1, "0")
    return f"{text[:-places]}.{text[-places:]}"


def drawn_rule(draw: Random) -> tuple[str, dict[str, Any]]:
    """Return a rule with a number of many digits."""
    over = {"over": draw.choice(["batch", "year"])}
    end = draw.choice(["at_least", "at_most"])
    kinds = {"甲": "镇", "丙": "部门"}
    word = draw.choice(WORDS)
    match word:
        case "share":
            return word, {"groups": [INDUSTRY], end: digits(draw, 0, 1), **over}
        case "group_share":
            who = {"recipients": [draw.choice(list(kinds))]}
            return word, {**who, end: digits(draw, 0, 1), **over}
        case "per_head_ratio":
            return word, {"column": "people", "at_most": digits(draw, 1, 9)}
        case "split":
            within = draw.choice(["total", "total", "recipient", "award"])
            shares = {"市级": digits(draw, 0.1, 1), "区级": digits(draw, 0.1, 1)}
            return word, {"shares": shares, "within": within}
        case "floor":
            return word, {"per_unit": "0.5", "column": "people", "kinds": ["镇"]}
        case "ceiling":
            return word, {"per_unit": "1.5", "column": "people"}
        case "balance":
            return word, {"max_deviation": digits(draw, 20, 200) + "%"}
        case "hold_harmless":
            of = {"years": [1], "of": "amount", "when_short": "ratable"}
            return word, {**over, "at_least": digits(draw, 0, 1), **of}
        case "yearly_change":
            return word, {"year": 1, "at_most": digits(draw, 0.1, 2), **over}
        case "source_share":
            return word, {"groups": [INDUSTRY], "shares": {"市级": digits(draw, 0, 1)}, **over}
    below = {"column": "paid", "below": "50"}
    return word, {**below, "at_most": digits(draw, 0.2, 1), "of": "target"}


def drawn_problem(draw: Random) -> Problem:
    """Return a small problem with one to three such rules."""
    figure = {name: Fraction(digits(draw, 0.2, 4)) for name in "甲乙丙"}
    towns = [town("甲", paid=80), town("乙", paid=30), town("丙", "部门", paid=60)]
    towns = [replace(t, facts={**t.facts, "people": figure[t.name]}) for t in towns]
    rules = dict(drawn_rule(draw) for _ in range(draw.randint(1, 3)))
    weight = digits(draw, 0.1, 0.9)
    places = len(weight) - 2
    rest = decimal(10**places - int(weight[2:]), places)
    distance = draw.choice(["absolute", "relative", "squared", "webster"])
    goals: list[tuple[str, dict[str, Any]]] = [("closest_to_target", {"distance": distance})]
    if draw.random() < 0.3:
        goals.insert(0, ("evenness", {}))
    weights = {"people": weight, "paid": rest}
    return small(
        {"市级": draw.randint(1, 4), "区级": draw.randint(0, 3)},
        towns,
        [(word, settings) for word, settings in rules.items() if word in RULES.words()],
        targets=[("factors", {"weights": weights})],
        uses=USES if draw.random() < 0.5 else {"大棚": (INDUSTRY,)},
        goals=goals,
        whole=draw.random() < 0.6,
        history=HISTORY,
        earlier=[(*where, money) for *where, money in EARLIER if draw.random() < 0.7],
    )


def disagreements(problem: Problem) -> tuple[list[str], set[str]]:
    """Return where an engine's plan is not what counting finds, and the grades that were given."""
    targets = score(problem)
    kept = [plan for plan in every_plan(problem) if not verify(problem, targets, plan)]
    values = [[g.value(problem, targets, plan) for g in problem.goals] for plan in kept]
    found, grades = [], set[str]()
    for outcome in outcomes(problem):
        grades.add(outcome.proven if outcome.x is not None else outcome.infeasible)
        if outcome.x is None:
            if kept:
                found.append(
                    f"{outcome.engine}: no plan ({outcome.infeasible}), there are {len(kept)}"
                )
            continue
        plan = plan_of(problem, outcome.x)
        if plan not in kept:
            found.append(f"{outcome.engine}: a plan that breaks a rule")
        elif [g.value(problem, targets, plan) for g in problem.goals] != min(values):
            found.append(f"{outcome.engine}: another value than the least ({outcome.proven})")
    return found, grades


def drawn(seed: int) -> Problem | None:
    """Return the problem of a number; None where a rule complains of it."""
    problem = drawn_problem(Random(seed))
    return None if complaints(problem) else problem
