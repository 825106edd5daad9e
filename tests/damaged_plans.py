"""Plans as they might be told: what a drawn scenario comes to, and the same damaged.

A plan is damaged as people do it: an amount typed wrong, an award moved to another recipient,
source, use or project, doubled or left out, a cent on one side and off the other.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from random import Random

from optalloc.problem.facts import Award, Plan
from optalloc.problem.problem import Problem


def damaged(problem: Problem, plan: Plan, draw: Random) -> Plan:
    """Return a plan with one to three things changed."""
    awards = list(plan.awards) or [_any(problem, draw)]
    for _ in range(draw.randint(1, 3)):
        if not awards:
            break
        draw.choice((_amount, _moved, _dropped, _shifted, _added))(problem, awards, draw)
    return Plan(awards)


def _any(problem: Problem, draw: Random) -> Award:
    money = draw.choice([1, 100, 500_000, 1_000_000])
    if problem.projects and draw.random() < 0.7:
        project = draw.choice(problem.projects)
        source = draw.choice(problem.sources).name
        return Award(project.recipient, source, project.use, money, project.name)
    names = (
        draw.choice(items).name for items in (problem.recipients, problem.sources, problem.uses)
    )
    return Award(*names, money)


def _amount(problem: Problem, awards: list[Award], draw: Random) -> None:
    at = draw.randrange(len(awards))
    old = awards[at].amount
    new = draw.choice([old + 1, old - 1, old * 10, old // 2, old + 500_000, 2 * old])
    awards[at] = replace(awards[at], amount=new)


def _moved(problem: Problem, awards: list[Award], draw: Random) -> None:
    at = draw.randrange(len(awards))
    other = _any(problem, draw)
    key = draw.choice(("recipient", "source", "use"))
    if awards[at].project is not None:
        awards[at] = replace(other, amount=awards[at].amount)
    else:
        awards[at] = replace(awards[at], **{key: getattr(other, key)})


def _dropped(problem: Problem, awards: list[Award], draw: Random) -> None:
    awards.pop(draw.randrange(len(awards)))


def _shifted(problem: Problem, awards: list[Award], draw: Random) -> None:
    """Take from one award and give to another, so that the whole stays."""
    one, other = draw.randrange(len(awards)), draw.randrange(len(awards))
    by = draw.choice([1, 100, 100_000, 500_000, awards[one].amount])
    awards[one] = replace(awards[one], amount=awards[one].amount - by)
    awards[other] = replace(awards[other], amount=awards[other].amount + by)


def _added(problem: Problem, awards: list[Award], draw: Random) -> None:
    awards.append(_any(problem, draw))


def extremes(problem: Problem) -> Iterator[Plan]:
    """Yield plans that nobody would publish: each breaks some rules as far as they can be broken.

    Nothing at all; names that are none; more than there is; all of a source to one recipient, for
    one use; a little to everybody, in one cell or in all; every project in full, half, or alone.
    """
    sources, uses = problem.sources, problem.uses
    yield Plan([])
    much = Award(problem.recipients[0].name, sources[0].name, uses[0].name, sources[0].amount)
    for wrong in ({"recipient": "?"}, {"source": "?"}, {"use": "?"}, {"amount": -1}):
        yield Plan([replace(much, **wrong)])  # type: ignore[arg-type]
    yield Plan([much, much])
    for recipient in (*problem.recipients[:3], problem.recipients[-1]):
        for source in sources:
            yield Plan([Award(recipient.name, source.name, uses[-1].name, source.amount)])
    for use in uses:
        few = [Award(r.name, sources[0].name, use.name, 100_000) for r in problem.recipients]
        yield Plan(few)
    cells = product(problem.recipients, sources, uses)
    yield Plan([Award(r.name, source.name, use.name, 100_000) for r, source, use in cells])
    whole = [Award(p.recipient, sources[0].name, p.use, p.need, p.name) for p in problem.projects]
    yield Plan(whole)
    yield Plan([replace(award, amount=award.amount // 2) for award in whole])
    yield from (Plan([award]) for award in whole[:4])


def told(plan: Plan) -> list[list[str | int | None]]:
    """Return a plan as a certificate writes it."""
    return [[a.recipient, a.source, a.use, a.project, a.amount] for a in plan.awards]


def places(breaches: Iterator[tuple[str, tuple[str, ...]]]) -> list[str]:
    """Return breaches as texts that can be compared, however often each."""
    return sorted(f"{rule}: {'/'.join(map(str, where))}" for rule, where in breaches)
