"""Rolling plans: libraries of 6 to 40 projects in up to 12 towns over two or three years.

Needs 20 to 120万 from nine steps (even), 45% for building; benefits 2 to 9 people for each 万 of
the need (even); a third of the projects is paid at once, the others by profiles of two or three
years where so many are left; a quarter starts in the second year at the earliest. Money for 55% of
what is asked, as much each year, the city's 60% and the own 40%; the own money of later years is
only likely. A year carries over at most 20%; at least 55% of each year's money to industry; no town
swings by more than 100%. Every third seed is tight: money for 40%, 10% carried over, swings of 60%.
20 projects and fewer are planned for two years, the others for three. The goal is the most people.
"""

import random
from functools import partial
from pathlib import Path

from registry import Family, Instance, drawn, register
from writing import INDUSTRY, TWO_USES, sources, towns
from writing import write as write_files

NEEDS = (20, 30, 36, 40, 50, 60, 80, 100, 120)
PROFILES = {1: ("100",), 2: ("60、40", "50、50"), 3: ("50、30、20", "40、40、20")}
YEARS = ("2026", "2027", "2028")
MOST_TOWNS, A_THIRD = 12, 3


def library(
    projects: int, names: list[str], years: int, draw: random.Random
) -> list[dict[str, object]]:
    """Return the rows of so many projects."""
    rows: list[dict[str, object]] = []
    for i in range(projects):
        need, start = draw.choice(NEEDS), int(draw.random() < 0.25)
        length = min(years - start, draw.choice((1, 2, 3)))
        rows.append(
            {
                "project": f"project {i:03}",
                "recipient": names[i % len(names)],
                "use": "building" if draw.random() < 0.45 else "industry",
                "need": need,
                "served": need * draw.randint(20, 90) // 10,
                "profile": draw.choice(PROFILES[length]),
                "from": YEARS[start] if start else "",
            }
        )
    return rows


def write(swings: bool, instance: Instance, folder: Path) -> Path:
    """Write one rolling plan, with the rule about swings or without."""
    draw, n = random.Random(instance.seed), instance.size
    years = YEARS[: 2 if n <= 20 else 3]
    who = towns(min(MOST_TOWNS, n * 2 // 5), draw)
    rows = library(n, [str(t["recipient"]) for t in who], len(years), draw)
    is_tight = instance.seed % A_THIRD == 0
    asked = sum(int(str(row["need"])) for row in rows)
    money = round(asked * (0.4 if is_tight else 0.55) / len(years) / 5) * 5
    pots = {
        f"{y} {who}": money * part // 5 for y in years for who, part in (("city", 3), ("own", 2))
    }
    by_year = {y: [f"{y} city", f"{y} own"] for y in years}
    industry = {f"{y} industry": INDUSTRY | {"sources": by_year[y]} for y in years}
    near = {"years": by_year, "up_to": "60%" if is_tight else "100%"}
    scenario = {
        "name": instance.name,
        "indicators": {"people": {"unit": "people", "direction": "more", "source": "made up"}},
        "targets": {"formula": {"kind": "factors", "weights": {"people": "100%"}, "source": "-"}},
        "rules": {
            "grain": {"cell": 1},
            "funding": {"kind": "project_funding", "how": "whole"},
            "schedule": {
                "years": by_year,
                "profile": "profile",
                "start": "from",
                "carry_over": "10%" if is_tight else "20%",
                "likely": [f"{y} own" for y in years[1:]],
            },
            **industry,
            **({"year_to_year": near} if swings else {}),
        },
        "goals": {"benefit": {"kind": "project_benefit", "column": "served", "unit": "people"}},
    }
    tables = {"sources": sources(pots), "recipients": who, "uses": TWO_USES, "projects": rows}
    return write_files(folder, scenario, tables)


SIZES = (6, 20, 30, 40)
for name, swings in (("rolling", True), ("rolling freely", False)):
    what = "projects over two or three years, paid by profiles, money carried over"
    what += ", no town swinging far" if swings else ""
    found = tuple(i for n in SIZES for i in drawn(name, (n,), seeds=3 if n == 30 else 1))
    register(Family(name, what, partial(write, swings), found, counts="projects"))
