"""Draw towns and write scenarios: what the families share.

Figures of a town, each drawn by itself: villages 3 to 40, most often 10 (triangular); people lifted
out of poverty log-normal around 1,100 (sigma 0.8), 20 to 20,000; income normal 16,000 ± 2,500 元,
at least 6,000; model villages 1 to 6, each with half the chance of the one before. All made up.
"""

import csv
import json
import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

Rows = Sequence[Mapping[str, object]]

UNIT = "万元"
INDICATORS: dict[str, Any] = {
    "villages": {"unit": "villages", "direction": "more", "source": "made up"},
    "people": {"unit": "people", "direction": "more", "source": "made up"},
    "income": {"unit": "元", "direction": "less", "source": "made up"},
    "model": {"unit": "villages", "direction": "more", "source": "made up"},
}
FORMULA: dict[str, Any] = {
    "formula": {
        "kind": "factors",
        "weights": {"villages": "30%", "people": "40%", "income": "20%", "model": "10%"},
        "source": "made up",
    }
}
TWO_USES: Rows = (
    {"use": "industry", "industry": "yes"},
    {"use": "building", "industry": "no"},
)
INDUSTRY = {"kind": "share", "groups": ["产业发展"], "at_least": "55%", "over": "batch"}


def towns(count: int, draw: random.Random) -> list[dict[str, object]]:
    """Return the rows of so many made-up towns."""
    return [
        {
            "recipient": f"town {i:05}",
            "kind": "town",
            "villages": round(draw.triangular(3, 40, 10)),
            "people": min(20_000, max(20, round(draw.lognormvariate(7, 0.8)))),
            "income": max(6000, round(draw.gauss(16_000, 2500))),
            "model": next((k for k in range(1, 6) if draw.random() < 0.5), 6),
        }
        for i in range(count)
    ]


def sources(amounts: Mapping[str, object]) -> list[dict[str, object]]:
    """Return the rows of sources by name and amount [万元]."""
    return [{"source": name, "tier": name, "amount": money} for name, money in amounts.items()]


def write(folder: Path, scenario: Mapping[str, Any], tables: Mapping[str, Rows]) -> Path:
    """Write a scenario and its tables, and return the scenario's file.

    A scenario is YAML, of which JSON is a part.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    whole = {"unit": UNIT, **scenario, "tables": {name: f"{name}.csv" for name in tables}}
    file = folder / "plan.yaml"
    file.write_text(json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8")
    return file


def shared(
    folder: Path,
    name: str,
    pots: Mapping[str, object],
    who: Iterable[Mapping[str, object]],
    policy: Mapping[str, Any],
    uses: Rows = TWO_USES,
) -> Path:
    """Write a scenario that shares money out by the formula of all four indicators.

    Args:
        pots: Amount by source [万元].
        policy: Rules and goals, and whatever else differs.
    """
    scenario = {"name": name, "indicators": INDICATORS, "targets": FORMULA, **policy}
    tables = {"sources": sources(pots), "recipients": list(who), "uses": uses}
    return write(folder, scenario, tables)
