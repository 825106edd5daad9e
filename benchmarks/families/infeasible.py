"""No plan at all, for one of three reasons that a planner meets, by the seed.

1: a grid that the money does not fit (45:55 in whole 万 makes steps of 20万, and 10万 are left);
2: floors that add up to more than the money; 3: an industry share of 60% while one source may go to
building only.
"""

import random
from pathlib import Path
from typing import Any

from registry import Family, Instance, drawn, register
from writing import INDUSTRY, shared, towns


def write(instance: Instance, folder: Path) -> Path:
    """Write one case."""
    draw, n = random.Random(instance.seed), instance.size
    money = n * 40 + 10
    pots: dict[str, object] = {"city": money * 45 / 100, "own": money * 55 / 100}
    asked: dict[str, Any] = {
        1: {
            "grain": {"cell": 1},
            "split": {"shares": {"city": 45, "own": 55}, "within": "recipient"},
        },
        2: {"grain": {"cell": 0.1}, "floor": {"amount": 45}},
        3: {
            "grain": {"cell": 0.1},
            "own": {"kind": "only", "sources": ["own"], "uses": ["building"]},
            "industry": {**INDUSTRY, "at_least": "60%"},
        },
    }[instance.seed]
    policy = {
        "rules": {**asked, "spend_whole": {}},
        "goals": {"closest_to_target": {"distance": "absolute"}},
    }
    return shared(folder, instance.name, pots, towns(n, draw), policy)


register(
    Family(
        "infeasible",
        "a grid, floors or shares that leave no plan",
        write,
        drawn("infeasible", (4, 30, 300), seeds=3),
        has_plan=False,
    )
)
