"""The shapes that ordinary plans have: shared costs beside central money, earlier years, leximin.

Beside a central source: central money 20 to 60万 a town (even) beside a city and a district source
that share 45:55 within every town, steps of 0.5万, relative deviations; the cases
of tests/data/split-beside-central as they are. Earlier years: floors of 80% of what was given in an
earlier year (60 to 110万, even), of its amount or of its share. Leximin: the worst shortfall as
small as can be, then the second worst, and on; under a ceiling of 150万.
"""

import random
from functools import partial
from pathlib import Path

import every_part
from registry import Family, Instance, drawn, register
from writing import INDUSTRY, shared, towns

CASES = Path(__file__).resolve().parents[2] / "tests" / "data" / "split-beside-central"
BESIDE = "beside a central source"
COARSE = "beside coarse steps"


def beside(instance: Instance, folder: Path) -> Path:
    """Write one district with a central source, or return a case's own file."""
    if instance.case:
        return CASES / instance.case
    draw, n = random.Random(instance.seed), instance.size
    shared_cost = sum(draw.randint(2, 6) for _ in range(n)) * 10
    pots = {
        "central": sum(draw.randint(40, 120) for _ in range(n)) / 2,
        "city": shared_cost * 45 / 100,
        "district": shared_cost * 55 / 100,
    }
    policy = {
        "rules": {
            "grain": {"cell": 0.5},
            "spend_whole": {},
            "split": {"shares": {"city": 45, "district": 55}, "within": "recipient"},
            "industry": INDUSTRY,
        },
        "goals": {"closest_to_target": {"distance": "relative"}},
    }
    return shared(folder, instance.name, pots, towns(n, draw), policy)


def coarse(instance: Instance, folder: Path) -> Path:
    """Write one plan with a source whose steps are larger than most targets."""
    draw, n = random.Random(instance.seed), instance.size
    who, money = towns(n, draw), 12 * n
    step, percent = (10, 80) if instance.seed % 2 == 0 else (20, 50)
    given = money * percent // 100 // step * step
    policy = {
        "rules": {
            "grain": {"cell": 0.5, "sources": {"central": step}},
            "spend_whole": {},
            "industry": INDUSTRY,
        },
        "goals": {
            "closest_to_target": {
                "distance": "squared_over_target" if instance.seed % 3 == 0 else "relative"
            }
        },
    }
    pots = {"central": given, "city": money - given}
    return shared(folder, instance.name, pots, who, policy)


def part(word: str, how: str, instance: Instance, folder: Path) -> Path:
    """Write one scenario of every_part.py, drawn with the instance's seed."""
    found = next(v for v in every_part.variants() if (v.word, v.how) == (word, how))
    return every_part.written(found, instance.size, folder, instance.seed)


register(
    Family(
        BESIDE,
        "a central source beside two that share 45:55 in every row, cases and drawn ones",
        beside,
        (
            *drawn(BESIDE, (4,), seeds=2),
            *(Instance(BESIDE, 0, 0, file.name) for file in sorted(CASES.glob("*.yaml"))),
            *drawn(BESIDE, (14, 60), seeds=2),
        ),
    )
)
register(
    Family(
        COARSE,
        "a source in steps larger than most targets, beside one in small steps",
        coarse,
        drawn(COARSE, (6, 12, 30, 40), seeds=3),
    )
)
register(
    Family(
        "earlier years",
        "floors by the amounts of an earlier year",
        partial(part, "hold_harmless", "amount"),
        drawn("earlier years", (30, 300, 1000, 4000)),
    )
)
register(
    Family(
        "earlier shares",
        "floors by the shares of an earlier year",
        partial(part, "hold_harmless", "share"),
        drawn("earlier shares", (30, 300, 1000, 4000)),
    )
)
register(
    Family(
        "leximin",
        "the worst shortfall, then the second worst, and on",
        partial(part, "evenness", "leximin"),
        drawn("leximin", (30, 300, 1000)),
    )
)
