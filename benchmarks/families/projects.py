"""Project selection: whole or not at all, alternatives, requirements, half the money asked for.

Needs 10 to 60万 from nine steps (even), 45% for building; benefits 20 to 400 people (even); one
project in ten has alternatives, one in twenty requires the one before; one town for five projects;
two sources, city 45 and own 55, split within every award; at least 55% to industry. The goal is the
most people.
"""

import random
from pathlib import Path

from registry import Family, Instance, drawn, register
from writing import INDUSTRY, TWO_USES, sources, towns
from writing import write as write_files

NEEDS = (10, 16, 20, 24, 30, 36, 40, 50, 60)


def library(projects: int, names: list[str], draw: random.Random) -> list[dict[str, object]]:
    """Return the rows of so many projects."""
    return [
        {
            "project": f"project {i:03}",
            "recipient": names[i % len(names)],
            "use": "building" if draw.random() < 0.45 else "industry",
            "need": draw.choice(NEEDS),
            "alternatives": f"group {i // 40}-{i % 3}" if draw.random() < 0.1 else "",
            "requires": f"project {i - 1:03}" if i and draw.random() < 0.05 else "",
            "served": draw.randint(20, 400),
        }
        for i in range(projects)
    ]


def write(instance: Instance, folder: Path) -> Path:
    """Write one library."""
    draw, n = random.Random(instance.seed), instance.size
    who = towns(max(2, n // 5), draw)
    rows = library(n, [str(t["recipient"]) for t in who], draw)
    money = sum(int(str(row["need"])) for row in rows) // 40 * 20
    scenario = {
        "name": instance.name,
        "indicators": {"people": {"unit": "people", "direction": "more", "source": "made up"}},
        "targets": {"formula": {"kind": "factors", "weights": {"people": "100%"}, "source": "-"}},
        "rules": {
            "grain": {"cell": 0.1},
            "funding": {"kind": "project_funding", "how": "whole"},
            "split": {"shares": {"city": 45, "own": 55}, "within": "award"},
            "industry": INDUSTRY,
        },
        "goals": {"benefit": {"kind": "project_benefit", "column": "served", "unit": "people"}},
    }
    pots = sources({"city": money * 45 / 100, "own": money * 55 / 100})
    tables = {"sources": pots, "recipients": who, "uses": TWO_USES, "projects": rows}
    return write_files(folder, scenario, tables)


register(
    Family(
        "projects",
        "projects whole or not at all, alternatives, requirements",
        write,
        (*drawn("projects", (8, 40, 120), seeds=2), *drawn("projects", (300,))),
        counts="projects",
    )
)
