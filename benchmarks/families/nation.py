"""A nation of up to 40,000 towns: two sources, two uses, 55% to industry, within 20% of the target.

Money 45 and 55万 a town; steps of 0.1万; villages 3 to 40, people 100 to 5,000, model villages 0 to
5, each drawn evenly; weights 40%, 40%, 20%. The goal is the least sum of relative deviations.
"""

import random
from pathlib import Path

from registry import Family, Instance, drawn, register
from writing import INDICATORS, INDUSTRY, shared

RANGES = {"villages": (3, 40), "people": (100, 5000), "model": (0, 5)}


def write(instance: Instance, folder: Path) -> Path:
    """Write one nation."""
    draw, n = random.Random(instance.seed), instance.size
    who = [
        {"recipient": f"town {i:05}"} | {name: draw.randint(*span) for name, span in RANGES.items()}
        for i in range(n)
    ]
    weights = {"villages": "40%", "people": "40%", "model": "20%"}
    policy = {
        "indicators": {name: INDICATORS[name] for name in RANGES},
        "targets": {"formula": {"kind": "factors", "weights": weights, "source": "made up"}},
        "rules": {
            "grain": {"cell": 0.1},
            "spend_whole": {},
            "industry": INDUSTRY,
            "balance": {"max_deviation": "20%"},
        },
        "goals": {"closest_to_target": {"distance": "relative"}},
    }
    return shared(folder, instance.name, {"city": n * 45, "own": n * 55}, who, policy)


register(
    Family(
        "nation",
        "200 to 40,000 towns, for growth",
        write,
        drawn("nation", (200, 1000, 4000, 10_000, 40_000)),
    )
)
