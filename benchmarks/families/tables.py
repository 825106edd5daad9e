"""Tables to be rounded under control: towns by four columns, every column's sum given.

Two sources (45 and 55 steps a town) and two uses, 55% to industry, no bounds on
totals; steps of 1万, so that a cell holds some 25. The goal is the least sum of deviations.
"""

import random
from pathlib import Path

from registry import Family, Instance, drawn, register
from writing import INDUSTRY, shared, towns


def write(instance: Instance, folder: Path) -> Path:
    """Write one table."""
    draw, n = random.Random(instance.seed), instance.size
    policy = {
        "rules": {
            "grain": {"cell": 1},
            "spend_whole": {},
            "industry": INDUSTRY,
        },
        "goals": {"closest_to_target": {"distance": "absolute"}},
    }
    return shared(folder, instance.name, {"city": n * 45, "own": n * 55}, towns(n, draw), policy)


register(
    Family(
        "tables",
        "towns by sources and uses, margins given",
        write,
        drawn("tables", (5, 20, 60), seeds=2),
    )
)
