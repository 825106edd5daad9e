"""Counties of 5 to 30 towns: three sources, a floor and a ceiling for everybody.

Money 40 to 120万 a town in all (even), 30% central, 30% provincial, 40% own; steps of 0.1万; floor
of 30万, ceiling of 160万; 55% to industry. The goal is the least sum of relative deviations.
"""

import random
from pathlib import Path

from registry import Family, Instance, drawn, register
from writing import INDUSTRY, shared, towns


def write(instance: Instance, folder: Path) -> Path:
    """Write one county."""
    draw = random.Random(instance.seed)
    money = sum(draw.randint(40, 120) for _ in range(instance.size))
    pots = {"central": money * 3 / 10, "provincial": money * 3 / 10, "own": money * 4 / 10}
    policy = {
        "rules": {
            "grain": {"cell": 0.1},
            "spend_whole": {},
            "industry": INDUSTRY,
            "floor": {"amount": 30},
            "ceiling": {"amount": 160},
        },
        "goals": {"closest_to_target": {"distance": "relative"}},
    }
    return shared(folder, instance.name, pots, towns(instance.size, draw), policy)


register(
    Family(
        "counties",
        "5 to 30 towns, three sources, floor, ceiling, industry share",
        write,
        drawn("counties", (5, 10, 20, 30), seeds=2),
    )
)
