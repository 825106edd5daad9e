"""2,000 made-up projects in 200 towns: minima, alternatives, 55%, 45:55. Prints Markdown.

python benchmarks/projects.py
"""

import random
import time
from fractions import Fraction

from optalloc.core.solve_options import NO_GAP, SolveOptions
from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.facts import INDUSTRY, Indicator, Recipient, Source, Use
from optalloc.problem.formulate import formulate
from optalloc.problem.interfaces import GOALS, RULES, TARGETS
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project
from optalloc.problem.score import score
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve

WAN, UNIT = 1_000_000, "万元"
NEEDS = (10, 16, 20, 24, 30, 36, 40, 50, 60)
NEAR = Fraction(1, 10_000)


def library(projects: int, towns: int, seed: int = 1) -> Problem:
    """Return a plan by projects with money for half of what they ask."""
    draw = random.Random(seed)
    recipients = tuple(
        Recipient(f"town {i}", "town", {"people": Fraction(draw.randint(300, 3000))})
        for i in range(towns)
    )
    uses = (Use("industry", frozenset([INDUSTRY])), Use("building"))
    entries = []
    for i in range(projects):
        need = draw.choice(NEEDS)
        least = None if draw.random() < 0.6 else need // 2 * WAN
        group = f"group {i // 40}-{i % 3}" if draw.random() < 0.1 else ""
        before = (f"project {i - 1}",) if i and draw.random() < 0.05 else ()
        use, people = uses[draw.random() < 0.45].name, Fraction(draw.randint(20, 400))
        town = recipients[i % towns].name
        facts = {"people": people}
        entries.append(Project(f"project {i}", town, use, need * WAN, least, group, before, facts))
    money = sum(p.need for p in entries) // WAN // 2 // 20 * 20
    sources = (Source("city", money * 45 // 100 * WAN), Source("own", money * 55 // 100 * WAN))
    settings = {
        "grain": {"cell": "0.1"},
        "project_funding": {"how": "from_minimum"},
        "share": {"groups": [INDUSTRY], "at_least": "55%", "over": "batch"},
        "split": {"shares": {"city": 45, "own": 55}, "within": "award"},
    }
    rules = tuple(RULES[word].read(word, entry, UNIT) for word, entry in settings.items())
    benefit = {"column": "people", "unit": "people"}
    return Problem(
        f"{projects} projects",
        UNIT,
        sources,
        recipients,
        uses,
        rules[0].grain(sources),
        {"people": Indicator("people", "", "more", {"people": Fraction(1)})},
        projects=tuple(entries),
        targets=(TARGETS["factors"].read("t", {"weights": {"people": "100%"}}, UNIT),),
        rules=rules,
        goals=(GOALS["project_benefit"].read("benefit", benefit, UNIT),),
    )


def main() -> None:
    """Solve it to the best, and to within a hundredth of a per cent; gaps proven in fractions."""
    print(
        "| engine | asked for | seconds | proven | gap proven in exact arithmetic | breaches |\n"
        "|---|---|---|---|---|---|"
    )
    problem = library(2000, 200)
    targets = score(problem)
    program = formulate(problem, targets)
    for name, asked in ((e, gap) for e in ("highs", "cbc") for gap in (NEAR, NO_GAP)):
        start = time.perf_counter()
        outcome = solve(program, engine(name), SolveOptions(name, 120, asked))
        seconds = time.perf_counter() - start
        (goal,) = outcome.goals
        assert goal.bound is not None and outcome.x is not None
        gap = abs((goal.value - goal.bound) / goal.value)
        breaches = len(verify(problem, targets, plan_of(problem, outcome.x)))
        wanted = f"within {float(asked):.2%}" if asked else "the best"
        told = f"{seconds:.1f} | {outcome.proven} | {float(gap):.5%} | {breaches}"
        print(f"| {name} | {wanted} | {told} |")


if __name__ == "__main__":
    main()
