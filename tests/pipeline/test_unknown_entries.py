"""No checker lets an entry pass that no certificate has, however deep it stands."""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from test_verify_page import LEXIMIN, SCENARIOS, module, said_of, text_of

from mutations import Json, drawn_file, heard, refusal_of
from optalloc.core.solve_options import HIGHS
from optalloc.pipeline.certificate.check import CertifiedScenario
from optalloc.pipeline.certificate.encoding import (
    DIGEST,
    KINDS,
    NAMES_OR_PLACES,
    digest_of,
    unknown_entries,
)
from optalloc.pipeline.certificate.write import certificate_of
from optalloc.pipeline.solve import solve

__all__ = ["module"]

Place = tuple[str | int, ...]
CASES = {
    "sums": ("off-quota/hamilton", ()),
    "worst levels": ("meilan-2023/two-towns", ("goals={evenness: {}}",)),
    "level by level": ("meilan-2023/two-towns", (LEXIMIN,)),
    "trees": ("knapsack/p02", ()),
    "no plan": ("28", ()),
    "corners": ("first-money/plan", ()),
}


def certified(name: str, settings: tuple[str, ...], folder: Path) -> tuple[CertifiedScenario, Json]:
    drawn = [drawn_file(int(name), folder)] if name.isdigit() else []
    (path,) = drawn or SCENARIOS.rglob(f"{name}.yaml")
    said = certificate_of(solve(path, list(settings), HIGHS), path.parent)
    return CertifiedScenario.read(path, list(settings)), json.loads(json.dumps(said))


def objects(said: Any, at: Place = ()) -> Iterator[Place]:
    """Yield the place of every object whose keys are no names or places."""
    if isinstance(said, dict) and (not at or at[-1] not in NAMES_OR_PLACES):
        yield at
    inner = said.items() if isinstance(said, dict) else enumerate(said)
    for key, one in inner:
        if isinstance(one, dict | list):
            yield from objects(one, (*at, key))


def one_of_each_kind(said: Json) -> dict[frozenset[str], Place]:
    """Return the deepest object of each kind."""
    found: dict[frozenset[str], Place] = {}
    for at in sorted(objects(said), key=len):
        found[frozenset(_at(said, at))] = at
    return found


def _at(said: Any, at: Place) -> Any:
    for key in at:
        said = said[key]
    return said


def noted(said: Json, at: Place, key: str) -> Json:
    made = deepcopy(said)
    _at(made, at)[key] = {"text": "PROVEN"}
    made[DIGEST] = digest_of(made)
    return made


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_an_entry_that_no_certificate_has_is_refused_by_every_checker_at_every_depth(
    case: str, module: Path, tmp_path: Path
) -> None:
    there, said = certified(*CASES[case], tmp_path)
    places = list(one_of_each_kind(said).values())
    assert max(map(len, places)) > 2 or said["plan"] is None
    assert refusal_of(there, said) is None and heard(said)[0] is None
    # A word that another kind of object has is as unknown as any.
    changed = [(at, key, noted(said, at, key)) for at in places for key in ("note", "stage")]
    pages = said_of(module, [text_of(one) for _, _, one in changed])
    for (at, key, one), page in zip(changed, pages, strict=True):
        name = ".".join(str(w + 1) if isinstance(w, int) else w for w in (*at, key))
        if "stage" in _at(said, at):
            continue
        why = refusal_of(there, one)
        assert why is not None and (f"its entry {name} is none" in why or "entries as" in why), name
        assert "no certificate has" in (heard(one)[0] or ""), name
        assert "no certificate has" in page.get("refused", ""), name


@pytest.mark.slow
def test_the_kinds_of_objects_are_those_that_are_written(tmp_path: Path) -> None:
    written = set[frozenset[str]]()
    for case in CASES.values():
        said = certified(*case, tmp_path)[1]
        assert list(unknown_entries(said)) == []
        written |= one_of_each_kind(said).keys()
    assert written <= {*KINDS}


def test_the_three_checkers_name_the_same_entries() -> None:
    from optalloc.pipeline.certificate import CHECKER, VERIFIER

    alone, page = CHECKER.read_text("utf-8"), VERIFIER.read_text("utf-8")
    told = alone.split('ENTRIES = """')[1].split('"""')[0].split(";")
    assert [frozenset(of.split()) for of in told] == [frozenset(NAMES_OR_PLACES), *KINDS]
    script = page.split("const KINDS = [")[1].split("].map")[0]
    listed = json.loads("[" + script.replace('" +\n      "', "").rstrip().rstrip(",") + "]")
    assert [frozenset(words.split()) for words in listed] == [*KINDS]
    assert f'const FREE = "{" ".join(NAMES_OR_PLACES)}"' in page


def test_an_entry_is_looked_for_however_deep_it_stands() -> None:
    tree: Json = {"because": "empty", "multipliers": [], "limits": [], "note": 1}
    for _ in range(5000):
        tree = {"narrowed": tree, "inner": None}
    (found,) = unknown_entries({"conflict": tree})
    assert found.count(".narrowed") == 5000 and found.endswith(".note")
