"""Every scenario of the library is solved alike by both engines, audited clean, and proven."""

from pathlib import Path

import pytest

from kept_plans import solved
from optalloc.pipeline.solved import Solved

FOLDER = Path(__file__).resolve().parents[1] / "scenarios"
LIBRARY = {
    str(path.relative_to(FOLDER)): path
    for path in sorted(FOLDER.rglob("*.yaml"))
    if "answer-key" not in path.parts  # Published answers are counted apart: test_answer_key.py.
    and ("tables:" in path.read_text(encoding="utf-8") or "extends:" in path.read_text("utf-8"))
}


def by(engine: str, name: str) -> Solved:
    return solved(LIBRARY[name], solver=engine)


def test_the_library_is_there() -> None:
    assert len(LIBRARY) >= 7


@pytest.mark.slow
@pytest.mark.parametrize("name", LIBRARY)
def test_both_engines_print_the_same_plan(name: str) -> None:
    cbc, highs = by("cbc", name), by("highs", name)
    assert (cbc.best is None) == (highs.best is None)
    if cbc.best and highs.best:
        assert cbc.best.plan.awards == highs.best.plan.awards


@pytest.mark.parametrize("name", LIBRARY)
def test_every_outcome_is_proven(name: str) -> None:
    for engine in ("cbc", "highs"):
        solved = by(engine, name)
        assert solved.outcome.stopped == "finished"
        if solved.best is None:
            assert solved.outcome.infeasible != "no"
        else:
            assert solved.outcome.proven != "no"


@pytest.mark.parametrize("name", LIBRARY)
def test_every_plan_is_audited_clean(name: str) -> None:
    best = by("cbc", name).best
    assert best is None or best.breaches == ()
