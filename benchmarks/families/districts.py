"""Districts like the published one: 2 to 8 towns, two sources 45:55 in every row, a hidden grid.

Steps of 0.5万 make totals multiples of 10万; as many steps of 20万 a town as an even draw of 1 to 3
gives, and 55% to industry. The goal is the least sum of deviations.
"""

import random
from pathlib import Path

from registry import Family, Instance, drawn, register
from writing import INDUSTRY, shared, towns


def write(instance: Instance, folder: Path) -> Path:
    """Write one district."""
    draw = random.Random(instance.seed)
    money = sum(draw.randint(1, 3) for _ in range(instance.size)) * 20
    policy = {
        "rules": {
            "grain": {"cell": 0.5},
            "spend_whole": {},
            "split": {"shares": {"city": 45, "district": 55}, "within": "recipient"},
            "industry": INDUSTRY,
        },
        "goals": {"closest_to_target": {"distance": "absolute"}},
    }
    pots = {"city": money * 45 / 100, "district": money * 55 / 100}
    return shared(folder, instance.name, pots, towns(instance.size, draw), policy)


register(
    Family(
        "districts",
        "2 to 8 towns, 45:55 in every row, a grid of 10万",
        write,
        drawn("districts", (2, 4, 8), seeds=3),
    )
)
