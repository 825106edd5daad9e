"""Made-up districts of any size, the same for the same seed.

n recipients, two sources (45 and 55万 a recipient), two uses, three indicators drawn evenly from
stated ranges; awards in steps of 0.1万, all money spent, at least 55% to industry, nobody further
than 20% from its target. All figures are made up.
"""

import random
from fractions import Fraction

from optalloc.problem.facts import INDUSTRY, Indicator, Recipient, Source, Use
from optalloc.problem.interfaces import GOALS, RULES, TARGETS
from optalloc.problem.problem import Problem

UNIT = "万元"
RANGES = {"villages": (3, 40), "people": (100, 5000), "model_villages": (0, 5)}
WEIGHTS = {"villages": "40%", "people": "40%", "model_villages": "20%"}


def district(recipients: int, distance: str = "relative", seed: int = 1) -> Problem:
    """Return a district of so many recipients.

    Args:
        distance: How the goal measures the distance to the targets.
    """
    draw = random.Random(seed)
    wan = 1_000_000
    sources = (
        Source("city", recipients * 45 * wan, "city"),
        Source("own", recipients * 55 * wan, "district"),
    )
    towns = tuple(
        Recipient(f"town {i}", "town", {k: Fraction(draw.randint(*r)) for k, r in RANGES.items()})
        for i in range(recipients)
    )
    settings = {
        "grain": {"cell": "0.1"},
        "spend_whole": {},
        "share": {"groups": [INDUSTRY], "at_least": "55%", "over": "batch"},
        "balance": {"max_deviation": "20%"},
    }
    rules = tuple(RULES[word].read(word, entry, UNIT) for word, entry in settings.items())
    goal = GOALS["closest_to_target"].read("goal", {"distance": distance}, UNIT)
    return Problem(
        f"district of {recipients}",
        UNIT,
        sources,
        towns,
        (Use("industry", frozenset([INDUSTRY])), Use("building")),
        rules[0].grain(sources),
        {k: Indicator(k, "", "more", {k: Fraction(1)}) for k in RANGES},
        targets=(TARGETS["factors"].read("formula", {"weights": WEIGHTS}, UNIT),),
        rules=rules,
        goals=(goal,),
    )
