"""A province of up to 1,500 towns: three sources, three uses, industry between 55% and 80%.

Money 100万 a town: 40% central, 35% provincial, 25% own; steps of 0.1万; at least 50万 a
town. The goal is the least sum of relative deviations.
"""

import random
from pathlib import Path

from registry import Family, Instance, drawn, register
from writing import INDUSTRY, TWO_USES, shared, towns


def write(instance: Instance, folder: Path) -> Path:
    """Write one province."""
    draw = random.Random(instance.seed)
    n = instance.size
    pots = {"central": n * 40, "provincial": n * 35, "own": n * 25}
    policy = {
        "rules": {
            "grain": {"cell": 0.1},
            "spend_whole": {},
            "industry": {**INDUSTRY, "at_most": "80%"},
            "floor": {"amount": 50},
        },
        "goals": {"closest_to_target": {"distance": "relative"}},
    }
    uses = (*TWO_USES, {"use": "relocation", "industry": "no"})
    return shared(folder, instance.name, pots, towns(n, draw), policy, uses)


register(
    Family(
        "province",
        "100 to 1,500 towns, three sources, three uses",
        write,
        drawn("province", (100, 500, 1000, 1500)),
    )
)
