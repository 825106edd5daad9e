"""Prefectures of 60 to 300 towns: a ceiling, and the industry share in every source by itself.

Money 60万 a town, half city, half own; steps of 0.1万; at most 200万 and at least 10万 a town; 55%
to industry in each source. The goal is the least sum of deviations.
"""

import random
from pathlib import Path

from registry import Family, Instance, drawn, register
from writing import INDUSTRY, shared, towns


def write(instance: Instance, folder: Path) -> Path:
    """Write one prefecture."""
    draw = random.Random(instance.seed)
    pots = {"city": instance.size * 30, "own": instance.size * 30}
    policy = {
        "rules": {
            "grain": {"cell": 0.1},
            "spend_whole": {},
            "industry": {**INDUSTRY, "each_source": True},
            "floor": {"amount": 10},
            "ceiling": {"amount": 200},
        },
        "goals": {"closest_to_target": {"distance": "absolute"}},
    }
    return shared(folder, instance.name, pots, towns(instance.size, draw), policy)


register(
    Family(
        "prefectures",
        "60 to 300 towns, floor and ceiling, industry share in each source",
        write,
        drawn("prefectures", (60, 150, 300)),
    )
)
