"""Two-way tables: each of three sources may go to some of the towns only, and is spent whole.

Every town may have money of a source with a chance of one half, and of one source at least; a
source holds as much as its towns' targets divided among their sources. Steps of 1万, one use. The
goal is the least sum of deviations: a flow of least convex cost from sources to towns.
"""

import random
from pathlib import Path

from registry import Family, Instance, drawn, register
from writing import INDICATORS, shared, towns

POTS = ("central", "provincial", "own")


def write(instance: Instance, folder: Path) -> Path:
    """Write one table."""
    draw, n = random.Random(instance.seed), instance.size
    who = towns(n, draw)
    may: dict[str, list[str]] = {pot: [] for pot in POTS}
    money = dict.fromkeys(POTS, 0)
    for town in who:
        chosen = [p for p in POTS if draw.random() < 0.5] or [draw.choice(POTS)]
        for pot in chosen:
            may[pot].append(str(town["recipient"]))
            money[pot] += round(40 / len(chosen) * draw.uniform(0.5, 1.5))
    only = {
        f"only {pot}": {"kind": "only", "sources": [pot], "recipients": names}
        for pot, names in may.items()
        if len(names) < n
    }
    policy = {
        "indicators": INDICATORS,
        "rules": {"grain": {"cell": 1}, "spend_whole": {}, **only},
        "goals": {"closest_to_target": {"distance": "absolute"}},
    }
    return shared(folder, instance.name, money, who, policy, [{"use": "any"}])


register(
    Family(
        "two-way",
        "three sources, each for some towns only: a flow",
        write,
        drawn("two-way", (6, 30, 60), seeds=2),
    )
)
