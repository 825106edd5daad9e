"""A certificate with neither a plan nor a proof that there is none: nothing is checked."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from test_verify_page import module, said_of, text_of

from mutations import Json
from office import Office
from optalloc.pipeline.certificate import CHECKER
from optalloc.pipeline.certificate.encoding import DIGEST, digest_of

__all__ = ["module"]

NO_PLAN: Json = {"plan": None, "goals": [], "point": {}, "columns": {}, "conflict": None}
WORTHLESS = {"because": "empty", "multipliers": [], "limits": []}
CONTRADICTION = {"contradictions": [["不能同时成立", "it cannot hold"]]}

STATES: dict[str, tuple[Json, Json, int, int]] = {
    # changes, those of `exact`; exit codes of the checker that stands alone, and of the command
    "it says no": ({"infeasible": "no"}, {}, 2, 3),
    "no, and a proof that proves nothing": ({"infeasible": "no", "conflict": WORTHLESS}, {}, 2, 3),
    "an unknown word": ({"infeasible": "solver"}, {}, 1, 3),
    "an empty word": ({"infeasible": ""}, {}, 1, 3),
    "no plan, without a proof": ({"infeasible": "exact"}, {}, 1, 6),
    "no plan, by a proof of nothing": ({"infeasible": "exact", "conflict": WORTHLESS}, {}, 1, 6),
    "no plan, by words alone": ({"infeasible": "exact"}, CONTRADICTION, 2, 6),
}


def changed(said: Json, state: str) -> Json:
    changes, of_exact, _, _ = STATES[state]
    made = {**said, **NO_PLAN, **changes, "exact": {**said["exact"], **of_exact}}
    return made | {DIGEST: digest_of(made)}


def run_alone(path: Path) -> "subprocess.CompletedProcess[str]":
    """Run the checker that stands alone, as an auditor does."""
    command = [sys.executable, "-X", "utf8", str(CHECKER), str(path)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture
def said(office: Office) -> Json:
    """Return the certificate of a plan."""
    assert office.run("solve", "scenario.yaml", "--out", "out").code == 0
    found: Json = json.loads(office.there()["out/certificate.json"])
    return found


@pytest.mark.parametrize("state", STATES)
def test_nobody_says_that_there_is_no_plan_where_nothing_shows_it(
    state: str, said: Json, office: Office
) -> None:
    _, _, alone, command = STATES[state]
    office.put("out/certificate.json", text_of(changed(said, state)))
    done = run_alone(office.folder / "out" / "certificate.json")
    assert done.returncode == alone
    assert ("没有核对 / NOT CHECKED\n" in done.stdout) == (alone == 2)
    assert "No plan" not in done.stdout and "PROVEN" not in done.stdout
    for lang in ("zh", "en"):
        told = office.run("check", "--certificate", "out/certificate.json", lang=lang)
        assert told.code == command
    if state.startswith("no, ") or state == "it says no":
        assert told.out.startswith("Nothing to verify: it holds neither a plan nor a proof that")
        answer = office.run("check", "--certificate", "out/certificate.json", "--json")
        assert (answer.code, json.loads(answer.out)["holds"]) == (command, False)


def test_the_page_claims_no_more(module: Path, said: Json) -> None:
    pages: list[dict[str, Any]] = said_of(module, [text_of(changed(said, s)) for s in STATES])
    for (state, (_, _, alone, _)), page in zip(STATES.items(), pages, strict=True):
        assert ("refused" in page) == (alone == 1), state
        assert alone == 1 or (page["proven"], page["isSaid"]) == (False, "words" in state), state
