"""One instance of every family of the benchmarks beyond its smallest, solved and audited.

A plan that fails its audit ends solving as a fault of the program, and what a family's smallest
instance never meets its larger ones may: counties of 30 did.
"""

import sys
from pathlib import Path

import pytest

import optalloc

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
sys.path.append(str(BENCHMARKS))

import registry  # noqa: E402

FAMILIES = registry.families()
SKIPPED = {
    "real": "each of its cases is solved in tests/test_library.py",
    "answer key": "each of its cases is solved in tests/test_answer_key.py",
}
MOST = 1000
"""Recipients, or projects, of the largest instance that is solved here."""
MOST_OF = {
    "beside coarse steps": 12,  # 30 of them take 4 seconds of the processor, 40 five to nine
    "rolling": 20,  # 30 projects take 3 to 25 seconds
    "rolling freely": 20,  # 30 projects take 3 seconds
}


def larger(family: registry.Family) -> registry.Instance:
    """Return the last of the largest instances of a family that are solved here."""
    most = MOST_OF.get(family.name, MOST)
    return max((i for i in family.instances if i.size <= most), key=lambda i: (i.size, i.seed))


@pytest.mark.parametrize("name", sorted(set(FAMILIES) - set(SKIPPED)))
def test_a_larger_instance_is_solved_proven_and_audited(name: str, tmp_path: Path) -> None:
    family = FAMILIES[name]
    instance = larger(family)
    assert instance.size > family.smoke.size
    solved = optalloc.solve(family.write(instance, tmp_path))
    assert (solved.best is not None) == family.has_plan
    assert solved.best is None or solved.best.breaches == ()
    proven = solved.outcome.proven if family.has_plan else solved.outcome.infeasible
    assert (solved.outcome.stopped, proven) == ("finished", "exact")


def test_counties_of_thirty_are_among_them() -> None:
    """They once ended as a fault of the program, beside 7,700 tests that were green."""
    assert larger(FAMILIES["counties"]).name == "counties 30 #2"
