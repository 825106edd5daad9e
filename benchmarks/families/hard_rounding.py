"""Hard rounding: targets that end in halves or near them, so that many plans all but tie.

One source and one use; every figure is a whole number of steps and a half, or one part in a hundred
thousand to either side of it (one in three each); the step is 1万. The goal is the least sum of
deviations, which is the method of largest remainder.
"""

import random
from pathlib import Path

from registry import Family, Instance, drawn, register
from writing import write as write_files

PARTS = 100_000
"""Figures are written in these parts of a step."""


def write(instance: Instance, folder: Path) -> Path:
    """Write one case."""
    draw, n = random.Random(instance.seed), instance.size + instance.size % 2
    halves = [2 * draw.randint(1, 30) + 1 for _ in range(n)]
    figures = [h * PARTS // 2 + draw.choice((-1, 0, 1)) for h in halves]
    who = [{"recipient": f"town {i:03}", "figure": f} for i, f in enumerate(figures)]
    scenario = {
        "name": instance.name,
        "indicators": {"figure": {"unit": "parts", "direction": "more", "source": "made up"}},
        "targets": {"formula": {"kind": "factors", "weights": {"figure": "100%"}, "source": "-"}},
        "rules": {"grain": {"cell": 1}, "spend_whole": {}},
        "goals": {"closest_to_target": {"distance": "absolute"}},
    }
    pot = [{"source": "fund", "tier": "own", "amount": sum(halves) // 2}]
    uses = [{"use": "any"}]
    return write_files(folder, scenario, {"sources": pot, "recipients": who, "uses": uses})


register(
    Family(
        "hard rounding",
        "targets at halves of a step, one source: largest remainder",
        write,
        drawn("hard rounding", (6, 30, 100), seeds=2),
    )
)
