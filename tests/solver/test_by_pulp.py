"""Solvers that PuLP finds: their plans are audited and proven, their failures are made good."""

from pathlib import Path

import numpy as np
import pytest

import optalloc as oa
from optalloc.cli.main import guarded
from optalloc.core.errors import InputUnusable
from optalloc.core.message import Words
from optalloc.pipeline.solve import solve
from optalloc.solver.engines.interface import EngineAnswer, LinearProgram
from optalloc.solver.engines.select import BesidePulp, engine

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
NAMES = ("pulp:PULP_CBC_CMD", "pulp:HiGHS")


def whole(costs: list[float], high: float) -> LinearProgram:
    """Return a choice of yes or no under one limit, all of weight 3."""
    n = len(costs)
    return LinearProgram(
        cost=np.array(costs),
        lower=np.zeros(n, dtype=np.int64),
        upper=np.ones(n, dtype=np.int64),
        is_whole=np.ones(n, dtype=bool),
        start=np.array([0, n]),
        column=np.arange(n),
        coefficient=np.full(n, 3.0),
        low=np.array([-1.0]),
        high=np.array([high]),
    )


@pytest.mark.slow
@pytest.mark.parametrize("solver", NAMES)
@pytest.mark.parametrize("name", ["projects-60/plan", "six-factors/plan"])
def test_plans_are_audited_proven_and_those_of_our_engines(solver: str, name: str) -> None:
    ours = solve(SCENARIOS / f"{name}.yaml")
    theirs = solve(SCENARIOS / f"{name}.yaml", solver=solver)
    assert theirs.best is not None and ours.best is not None
    assert theirs.best.plan == ours.best.plan and theirs.outcome.proven == ours.outcome.proven
    assert theirs.outcome.engine == solver and not theirs.outcome.notes


@pytest.mark.parametrize("solver", NAMES)
def test_no_plan_is_proven_whoever_is_asked(solver: str) -> None:
    found = oa.read(SCENARIOS / "meilan-2023" / "whole-wan.yaml").solve(solver=solver)
    assert not found.has_plan and found.is_proven


@pytest.mark.slow
@pytest.mark.parametrize("solver", NAMES)
def test_both_sides_of_a_row_are_held_and_multipliers_are_one_a_row(solver: str) -> None:
    by = engine(solver)
    answer = by.solve(whole([-3.0, -2.0, -1.0], 7.0), True, None)
    assert answer.verdict == "optimal" and answer.x is not None
    assert answer.x.round().tolist() == [1, 1, 0]
    relaxed = by.solve(whole([-3.0, -2.0, -1.0], 7.0), False, 30.0)
    assert relaxed.multipliers is not None and relaxed.multipliers.shape == (1,)
    assert relaxed.multipliers[0] == pytest.approx(-1 / 3)


def test_a_solver_that_is_not_there_gets_a_letter_with_those_that_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(InputUnusable, match="pulp:PULP_CBC_CMD"):
        engine("pulp:NOBODY")
    file = str(SCENARIOS / "meilan-2023" / "two-towns.yaml")
    assert guarded(["solve", file, "--solver", "pulp:HIGHS", "--lang", "zh"]) == 3
    said = capsys.readouterr().err
    assert "PuLP 在这台电脑上能找到的求解器" in said and "是不是 pulp:HiGHS" in said
    assert guarded(["solve", file, "--solver", "gurobi", "--lang", "en"]) == 2
    assert "one of cbc, highs, race, pulp:NAME" in capsys.readouterr().err


def asked(monkeypatch: pytest.MonkeyPatch, *answers: EngineAnswer) -> BesidePulp:
    """Return an engine whose solver of PuLP's says these answers, one after the other."""
    said = iter(answers)
    monkeypatch.setattr(BesidePulp, "_asked", lambda *_: next(said))
    return BesidePulp("HiGHS")


def test_a_solver_that_fails_is_replaced_and_not_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by = asked(monkeypatch, EngineAnswer("nothing", failed=Words("没有许可证", "has no licence")))
    program = whole([-1.0], 3.0)
    answer = by.solve(program, True, None)
    assert answer.x is not None and "pulp:HiGHS has no licence" in answer.notes[0].en
    assert not by.solve(program, True, None).notes and by.name == "highs"


def test_infeasible_is_not_believed_where_there_is_a_point(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by = asked(monkeypatch, EngineAnswer("infeasible"))
    answer = by.solve(whole([-1.0], 3.0), True, None)
    assert answer.x is not None and "called a program infeasible" in answer.notes[0].en


def test_multipliers_that_a_solver_does_not_give_come_from_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by = asked(monkeypatch, EngineAnswer("optimal", x=np.array([1.0])))
    answer = by.solve(whole([-1.0], 3.0), False, None)
    assert answer.multipliers is not None and by.name == "pulp:HiGHS"


def test_a_solver_that_breaks_off_fails_and_harms_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optalloc.solver.engines.pulp_solver.is_found", lambda name: True)
    by = BesidePulp("GUROBI_CMD")
    answer = by.solve(whole([-1.0], 3.0), True, None)
    assert answer.x is not None and by.failed is not None and answer.notes


def test_the_time_limit_ends_a_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = BesidePulp("HiGHS").solve(whole([-1.0], 3.0), True, 0.001)
    assert answer.verdict in ("nothing", "optimal", "feasible") and answer.failed is None
