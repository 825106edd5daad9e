"""Import, solve and compare files of Pabulib's collection; write what came to docs/pabulib.json.

python docs/measure_pabulib.py FOLDER

FOLDER holds .pb files of https://pabulib.org, which are not part of this repository.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from optalloc.analysis.interchange import import_file
from optalloc.analysis.interchange.importing import SCENARIO
from optalloc.analysis.interchange.pabulib import read_vote
from optalloc.analysis.interchange.winners import greedy_winners
from optalloc.core.errors import InputUnusable
from optalloc.core.money import show_amount
from optalloc.pipeline.solve import solve

FILE = Path(__file__).with_name("pabulib.json")
TEN = (
    "poland_warszawa_2017_rejon-e",
    "poland_warszawa_2017_zacisze",
    "poland_warszawa_2017_ruda-marymont-las-bielanski",
    "poland_warszawa_2018_rejon-5",
    "poland_warszawa_2019_falenica",
    "poland_warszawa_2019_obszar-1-zoliborz-centralny",
    "poland_wroclaw_2017_rejon-nr-11-250",
    "poland_lodz_2022_lagiewniki",
    "poland_krakow_2019_swoszowice",
    "poland_krakow_2020_lagiewniki-borek-falecki",
)


def measured(path: Path) -> dict[str, Any]:
    """Return a file's figures, its published winners, and what each method comes to."""
    with tempfile.TemporaryDirectory() as folder:
        found = import_file(path, Path(folder) / "scenario")
        solved = solve(Path(folder) / "scenario" / SCENARIO)
    scores = found.vote.scores
    assert solved.best is not None and found.published is not None
    return {
        "file": path.name,
        "what": found.vote.meta.get("description", ""),
        "type": found.vote.type,
        "projects": len(found.vote.candidates),
        "ballots": len(found.vote.ballots),
        "budget": show_amount(found.vote.budget, "元"),
        "published": sorted(found.published),
        "greedy_is_published": found.agrees,
        "greedy": str(sum(scores[name] for name in found.greedy)),
        "equal_shares": str(sum(scores[name] for name in found.equal_shares)),
        "best": str(-solved.outcome.goals[0].value),
        "proven": solved.outcome.proven,
    }


def agreement(folder: Path) -> dict[str, int]:
    """Return in how many of all the files greedy is what was published."""
    counted = {"files": 0, "refused": 0, "name_winners": 0, "greedy_is_published": 0}
    for path in sorted(folder.glob("*.pb")):
        counted["files"] += 1
        try:
            vote = read_vote(path, path.name)
        except InputUnusable:
            counted["refused"] += 1
            continue
        winners = {c.id for c in vote.candidates if c.selected == "1"}
        if winners:
            counted["name_winners"] += 1
            counted["greedy_is_published"] += winners == set(greedy_winners(vote))
    return counted


if __name__ == "__main__":
    where = Path(sys.argv[1])
    said = {
        "files": [measured(where / f"{name}.pb") for name in TEN],
        "all": agreement(where),
    }
    FILE.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
