"""Few steps for many: as seats are shared out, by Webster's method of divisors.

People log-normal around 1,100 (sigma 1.2), three steps of 1万 a town on average, one source and one
use. The goal is the least sum of squared deviations over target, whose optimum is Webster's seats.
"""

import random
from pathlib import Path

from registry import Family, Instance, drawn, register
from writing import INDICATORS
from writing import write as write_files


def write(instance: Instance, folder: Path) -> Path:
    """Write one case."""
    draw, n = random.Random(instance.seed), instance.size
    who = [
        {"recipient": f"town {i:03}", "people": max(1, round(draw.lognormvariate(7, 1.2)))}
        for i in range(n)
    ]
    scenario = {
        "name": instance.name,
        "indicators": {"people": INDICATORS["people"]},
        "targets": {"formula": {"kind": "factors", "weights": {"people": "100%"}, "source": "-"}},
        "rules": {"grain": {"cell": 1}, "spend_whole": {}},
        "goals": {"closest_to_target": {"distance": "webster"}},
    }
    pot = [{"source": "fund", "tier": "own", "amount": 3 * n}]
    tables = {"sources": pot, "recipients": who, "uses": [{"use": "any"}]}
    return write_files(folder, scenario, tables)


register(
    Family(
        "seats",
        "three steps a town on average, Webster's divisors",
        write,
        drawn("seats", (5, 30, 300), seeds=2),
    )
)
