"""Drawn districts: sources of which some are split, uses, needs, floors, caps, balance.

As a command it solves so many of them on both engines and prints those whose ties stay open or
whose plans differ:  python tests/districts.py 1000 [FIRST_SEED]
"""

import random
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import click

from optalloc.core.solve_options import AUTO
from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.formulate import formulate
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.search.outcome import Outcome
from small import FEN, SQUARED, Entry, small, town

SPLITS = ((45, 55), (1, 1), (40, 60), (30, 70), (20, 30, 50))
BY_FIGURE = ("factors", {"weights": {"人口": "100%"}})
LIMIT = 60.0
"""Seconds for one plan."""


def district(seed: int) -> Problem:
    """Return a district of 2 to 60 recipients, 1 to 6 sources and 1 to 4 uses, in steps of 100."""
    draw = random.Random(seed)
    n = min(60, 2 + int(draw.expovariate(1 / 14)))
    towns = [town(f"镇{i}", 人口=draw.randint(200, 4000)) for i in range(n)]
    uses = {f"用{u}": ("产业",) if u == 0 else () for u in range(draw.randint(1, 4))}
    pots, rules = _pots_and_splits(draw, n)
    money = sum(pots.values())
    if len(uses) > 1 and draw.random() < 0.6:
        least = f"{draw.choice((40, 50, 55, 60))}%"
        rules.append(("share", {"groups": ["产业"], "over": "batch", "at_least": least}))
    if draw.random() < 0.4:
        rules.append(("floor", {"amount": str(money // (3 * n) // 500 * 500)}))
    if draw.random() < 0.4:
        rules.append(("ceiling", {"amount": str((3 * money // n // 500 + 1) * 500)}))
    if draw.random() < 0.3:
        rules.append(("balance", {"max_deviation": "60%"}))
    with_needs = draw.random() < 0.4
    rules += [("within_need", {"over": "batch"})] if with_needs and draw.random() < 0.6 else []
    problem = small(
        pots, towns, rules, targets=[BY_FIGURE], goals=[SQUARED], uses=uses, grain="100"
    )
    return _with_needs(draw, problem) if with_needs else problem


def _pots_and_splits(draw: random.Random, n: int) -> tuple[dict[str, int], list[Entry]]:
    """Return amounts by source, and the splits between some of them."""
    pots: dict[str, int] = {}
    rules: list[Entry] = []
    many = draw.randint(1, 6)
    while len(pots) < many:
        shares = draw.choice(SPLITS)
        if len(pots) + len(shares) <= many and draw.random() < 0.5:
            names = [f"源{len(pots) + i}" for i in range(len(shares))]
            unit = 2000 * draw.randint(n, 6 * n) // sum(shares) * sum(shares)
            unit -= unit % 2000
            pots |= {name: unit * s // sum(shares) for name, s in zip(names, shares, strict=True)}
            within = draw.choice(("recipient", "award"))
            entry = {"shares": dict(zip(names, map(str, shares), strict=True)), "within": within}
            rules.append(("split", {"kind": "split", **entry}))
        else:
            pots[f"源{len(pots)}"] = 500 * draw.randint(4 * n, 40 * n)
    return pots, [("split" if i == 0 else f"split{i}", r) for i, (_, r) in enumerate(rules)]


def _with_needs(draw: random.Random, problem: Problem) -> Problem:
    """Return the problem with a need of every recipient for every use, above what there is."""
    names = [use.name for use in problem.uses]
    people = sum(r.facts["人口"] for r in problem.recipients)
    needs = {}
    for recipient in problem.recipients:
        fair = int(problem.money * recipient.facts["人口"] / people)
        lean = [draw.randint(1, 5) for _ in names]
        for name, part in zip(names, lean, strict=True):
            need = fair * draw.choice((12, 15, 20)) * part // sum(lean) // 10
            needs[recipient.name, name] = need // (500 * FEN) * 500 * FEN + 500 * FEN
    return replace(problem, needs=needs)


def solved(problem: Problem) -> Iterator[Outcome]:
    """Yield what HiGHS and CBC make of it."""
    program = formulate(problem, score(problem))
    for name in ("highs", "cbc"):
        yield solve(program, engine(name), AUTO.within(LIMIT))


def said_of(problem: Problem) -> str:
    """Return what is wrong with the answers; nothing where all is well."""
    first, second = solved(problem)
    if first.x is None or second.x is None:
        return "" if first.infeasible == second.infeasible != "no" else "no plan, and no proof"
    if not (first.settled and second.settled):
        return "ties open"
    if (first.x != second.x).any():
        return "two plans"
    plan = plan_of(problem, first.x)
    return "" if not verify(problem, score(problem), plan) else "breaches"


@click.command()
@click.argument("many", type=click.IntRange(1))
@click.argument("first", type=click.IntRange(0), default=0)
def main(many: int, first: int) -> None:
    """Print what is wrong with each of MANY districts, from the one of seed FIRST on."""
    wrong, slowest = 0, (0.0, 0)
    for seed in range(first, first + many):
        problem, start = district(seed), time.process_time()
        said = said_of(problem)
        slowest = max(slowest, (time.process_time() - start, seed))
        wrong += bool(said)
        if said:
            print(seed, len(problem.recipients), said, flush=True)
    print(f"{many} districts, {wrong} wrong; slowest {slowest[0]:.2f} s (seed {slowest[1]})")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
