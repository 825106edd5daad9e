"""Provinces of 60 to 2,000 towns in counties of 10 and prefectures of 10 counties: three levels.

Money 60万 a town, half city, half own; steps of 0.1万. Counties' targets by the formula, then to
their towns by villages and people, half each. A county gets at most 1.3 times its mean, within 40%
of its target; every third prefecture at least its mean; a town at least 10万; 55% to industry. The
goals are the least sum of deviations of counties, then that of towns.
"""

import random
from pathlib import Path

from registry import Family, Instance, drawn, register
from writing import FORMULA, INDUSTRY, shared, towns

TOWNS, COUNTIES, A_TOWN = 10, 10, 60


def write(instance: Instance, folder: Path) -> Path:
    """Write one province."""
    draw, n = random.Random(instance.seed), instance.size
    rows = towns(n, draw)
    for i, row in enumerate(rows):
        county = i // TOWNS
        row |= {
            "prefecture": f"prefecture {county // COUNTIES:02}",
            "county": f"county {county:03}",
        }
    of_prefecture = min(n, TOWNS * COUNTIES) * A_TOWN
    third = sorted({str(row["prefecture"]) for row in rows})[::3]
    county = {
        **FORMULA["formula"],
        "weights": {"villages": "40%", "people": "60%"},
        "at": "county",
        "within": {"villages": "50%", "people": "50%"},
    }
    policy = {
        "levels": {"columns": ["prefecture", "county"], "sums": ["villages", "people"]},
        "targets": {"county": county},
        "rules": {
            "grain": {"cell": 0.1},
            "spend_whole": {},
            "industry": INDUSTRY,
            "floor": {"amount": 10},
            "cap": {"kind": "ceiling", "at": "county", "amount": TOWNS * A_TOWN * 1.3},
            "near": {"kind": "balance", "at": "county", "max_deviation": "40%"},
            "least": {
                "kind": "floor",
                "at": "prefecture",
                "recipients": third,
                "amount": of_prefecture if n > TOWNS * COUNTIES else of_prefecture // 2,
            },
        },
        "goals": {
            "counties": {"kind": "closest_to_target", "at": "county", "distance": "absolute"},
            "towns": {"kind": "closest_to_target", "distance": "absolute"},
        },
    }
    pots = {"city": n * A_TOWN // 2, "own": n * A_TOWN // 2}
    return shared(folder, instance.name, pots, rows, policy)


register(
    Family(
        "levels",
        "60 to 2,000 towns in counties and prefectures, rules and goals at three levels",
        write,
        drawn("levels", (60, 300, 2000)),
    )
)
