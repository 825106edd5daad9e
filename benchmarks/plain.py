"""A problem in plain words and whole numbers, as JSON: what every peer is given.

Amounts are whole fen; targets and shares are fractions [numerator, denominator]. Nothing here comes
from the product's own program: only sources, recipients, uses, projects and rules that a reader
would write down. A problem with a rule or goal that has no plain form is left to the product alone.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem, total_bounds

BOUNDS = ("floor", "ceiling", "balance", "hold_harmless", "yearly_change")
"""Rules that hold each recipient's total between two amounts."""
STATED = (*BOUNDS, "grain", "spend_whole", "split", "share", "group_share", "only")
DISTANCES = {"absolute": "absolute", "relative": "relative"} | dict.fromkeys(
    ("webster", "squared_over_target"), "webster"
)


class NotPlain(Exception):
    """A rule or goal that peers cannot be told in plain words."""


def plain(problem: Problem, targets: Targets) -> dict[str, Any]:
    """Return a problem in plain words.

    Raises:
        NotPlain: Naming the first rule or goal without a plain form.
    """
    for rule in problem.rules:
        if kind_of(rule) not in (*STATED, "project_funding"):
            raise NotPlain(f"rule {kind_of(rule)}")
    bounding = [rule for rule in problem.rules if kind_of(rule) in BOUNDS]
    bounds = total_bounds(problem, targets, bounding)
    whole = {s for rule in problem.rules for s in rule.spends(problem)}
    sources = [
        {
            "name": s.name,
            "amount": s.amount,
            "grain": problem.grain.cells[s.name],
            "whole": s.name in whole,
        }
        for s in problem.sources
    ]
    recipients = [
        {"name": r.name, "target": _pair(targets.target(r.name)), "low": low, "high": high}
        for r, (low, high) in zip(problem.recipients, bounds, strict=True)
    ]
    return {
        "name": problem.name,
        "goal": _goal(problem),
        "sources": sources,
        "recipients": recipients,
        "uses": [u.name for u in problem.uses],
        "total_step": problem.grain.totals,
        "splits": [_split(r) for r in problem.rules if kind_of(r) == "split"],
        "shares": [s for r in problem.rules for s in _shares(problem, r)],
        "only": [_only(problem, r) for r in problem.rules if kind_of(r) == "only"],
        "projects": _projects(problem),
    }


def kind_of(part: Any) -> str:
    """Return the word of a part; one about units above the recipients has no plain form."""
    level = getattr(part, "at", "")
    return f"{part.kind or part.label} at {level}" if level else part.kind or part.label


def _pair(share: Fraction | int) -> list[int]:
    return [share.numerator, share.denominator]


def _goal(problem: Problem) -> str:
    if len(problem.goals) != 1:
        raise NotPlain("several goals")
    (goal,) = problem.goals
    if kind_of(goal) == "project_benefit":
        return "benefit"
    distance = DISTANCES.get(getattr(goal, "distance", ""))
    if distance is None or kind_of(goal) != "closest_to_target":
        raise NotPlain(f"goal {kind_of(goal)} {getattr(goal, 'distance', '')}".rstrip())
    return distance


def _split(rule: Any) -> dict[str, Any]:
    if rule.within == "total":
        raise NotPlain("split within total")
    return {"parts": {s: _pair(rule.part(s)) for s in rule.shares}, "within": rule.within}


def _shares(problem: Problem, rule: Any) -> list[dict[str, Any]]:
    """Return what the rule asks: money inside, and of all, with what was given before."""
    kind = kind_of(rule)
    if kind not in ("share", "group_share"):
        return []
    bounds = {
        key: None if bound is None else _pair(bound)
        for key, bound in (("at_least", rule.at_least), ("at_most", rule.at_most))
    }
    if kind == "group_share":
        if rule.not_below or rule.over != "batch":
            raise NotPlain("group share of earlier years")
        names = sorted(rule.members(problem))
        return [{"recipients": names, "uses": None, "sources": None, **bounds, "before": [0, 0]}]
    found, uses = [], sorted(rule.purposes(problem))
    for pool in rule._pools(problem):
        earlier = rule._earlier(problem, pool)
        inside = sum(a.amount for a in earlier if a.use in uses)
        before = [inside, sum(a.amount for a in earlier)]
        about = {"recipients": None, "uses": uses, "sources": sorted(pool)}
        found.append({**about, **bounds, "before": before})
    return found


def _only(problem: Problem, rule: Any) -> dict[str, list[str]]:
    return {
        "sources": sorted(rule.pots(problem)),
        "uses": sorted(rule.purposes(problem)),
        "recipients": sorted(r.name for r in rule.covered(problem)),
    }


def _projects(problem: Problem) -> list[dict[str, Any]]:
    if not problem.projects:
        return []
    funding = [r for r in problem.rules if kind_of(r) == "project_funding"]
    column: str = getattr(problem.goals[0], "column", "")
    if len(funding) != 1 or getattr(funding[0], "beside", True) or not column:
        raise NotPlain("projects beside other money")
    least: Any = funding[0]
    return [
        {
            "name": p.name,
            "recipient": p.recipient,
            "use": p.use,
            "need": p.need,
            "least": least.least(problem, p),
            "alternatives": p.group,
            "requires": list(p.requires),
            "benefit": _pair(p.facts[column]),
        }
        for p in problem.projects
    ]


def seconds_by_phase(phases: Mapping[str, float], names: tuple[str, ...]) -> float:
    """Return the seconds of some phases together."""
    return sum(phases.get(name, 0.0) for name in names)
