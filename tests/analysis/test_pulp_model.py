"""The textbook model: any solver that PuLP finds solves it to the value that is proven."""

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pulp
import pytest
from test_frames import made

import optalloc as oa
from optalloc.core.errors import InputUnusable
from quick import MANY

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
SOLVERS = {"cbc": pulp.PULP_CBC_CMD(msg=False), "highs": pulp.HiGHS(msg=False)}
LIBRARY = sorted(
    path
    for path in SCENARIOS.rglob("*.yaml")
    if "tables:" in path.read_text(encoding="utf-8") or "extends:" in path.read_text("utf-8")
)


@cache
def proven(path: Path) -> tuple[oa.Problem, oa.Solution]:
    """Return a scenario of the library with its best plan, once for all solvers."""
    problem = oa.read(path)
    return problem, problem.solve()


def asked() -> Iterator[Any]:
    """Yield every scenario with a solver, one after the other; at night with each of them."""
    for number, path in enumerate(LIBRARY):
        for place, solver in enumerate(SOLVERS):
            if os.environ.get(MANY) or number % len(SOLVERS) == place:
                yield pytest.param(path, solver, id=f"{solver}-{path.parent.name}/{path.stem}")


@pytest.mark.slow
@pytest.mark.parametrize(("path", "solver"), [*asked()])
def test_the_library_is_solved_to_its_proven_value(path: Path, solver: str) -> None:
    problem, best = proven(path)
    model = problem.to_pulp()
    status = model.solve(SOLVERS[solver])
    if not best.has_plan:
        assert pulp.LpStatus[status] in ("Infeasible", "Undefined")
        return
    value = best.solved.outcome.goals[0].value
    assert pulp.LpStatus[status] == "Optimal"
    assert pulp.value(model.objective) == pytest.approx(float(value), rel=1e-6, abs=1e-4)
    assert problem.judge(model).keeps_every_rule


@pytest.mark.slow
def test_a_model_of_some_tangents_is_solved_to_the_proven_value() -> None:
    problem = oa.read(SCENARIOS / "answer-key" / "talmud" / "estate-200.yaml")
    proven = float(problem.solve().solved.outcome.goals[0].value)
    model = problem.to_pulp()
    rows = len(model.constraints())
    pulp.LpProblem.solve(model, SOLVERS["highs"])
    assert not model.is_exact and pulp.value(model.objective) < proven - 1
    model.solve(SOLVERS["highs"])
    assert pulp.value(model.objective) == pytest.approx(proven, abs=1e-4)
    assert model.refine() == 0 and len(model.constraints()) > rows


def to_the_fen(distance: str) -> oa.Problem:
    """Return four lines from three sources whose amounts are whole fen and no rounder."""
    lines = {"甲": 7247124.84, "乙": 53595.16, "丙": 128414006803.71, "丁": 9013.57}
    pots = {"一": 7300000, "二": 78040047847.03, "三": 50374023691.25}
    return made(
        recipients=[{"单位": name} for name in lines],
        sources=[{"资金来源": name, "金额": amount} for name, amount in pots.items()],
        policy={
            "unit": "元",
            "targets": {"行": {"kind": "fixed", "amounts": lines}},
            "rules": {"grain": {"cell": 0.01}, "spend_whole": {}},
            "goals": {"closest_to_target": {"distance": distance}},
        },
    )


@pytest.mark.parametrize("distance", ["absolute", "relative"])
@pytest.mark.parametrize("solver", SOLVERS)
def test_amounts_of_ten_digits_and_more_come_back_to_the_fen(distance: str, solver: str) -> None:
    problem = to_the_fen(distance)
    best, model = problem.solve(), problem.to_pulp()
    assert pulp.LpStatus[model.solve(SOLVERS[solver])] == "Optimal"
    judged = problem.judge(model)
    assert judged.keeps_every_rule and judged.is_best
    value = float(best.solved.outcome.goals[0].value)
    assert pulp.value(model.objective) == pytest.approx(value, rel=1e-6, abs=1e-4)


def test_a_model_is_its_own_again_after_it_was_counted_otherwise() -> None:
    model = to_the_fen("relative").to_pulp()
    bounds = [(v.name, v.lowBound, v.upBound) for v in model.variables()]
    text = str(model)
    model.solve(SOLVERS["highs"])
    assert str(model) == text
    assert [(v.name, v.lowBound, v.upBound) for v in model.variables()] == bounds


def test_a_model_without_a_point_has_nothing_to_refine() -> None:
    model = oa.read(SCENARIOS / "answer-key" / "talmud" / "estate-200.yaml").to_pulp()
    assert model.refine() == 0
    model += pulp.LpVariable("never", 0, 0) >= 1
    model.solve(SOLVERS["highs"])
    assert model.refine() == 0


def test_names_are_kept_beside_what_pulp_makes_of_them() -> None:
    model = oa.read(SCENARIOS / "meilan-2023" / "two-towns.yaml").to_pulp()
    names = set(model.names.values())
    assert "award[灵山镇,市级第二批,发展村集体经济]" in names
    assert "split[灵山镇,市级第二批]" in names or "split[灵山镇]" in names
    assert [v.name for v in model.award_variables] == list(model.cells)


def test_names_that_pulp_would_merge_stay_apart() -> None:
    problem = made(recipients=[{"单位": "a-b", "村": 1}, {"单位": "a_b", "村": 2}])
    model = problem.to_pulp()
    assert len({v.name for v in model.award_variables}) == 2
    model.solve(SOLVERS["cbc"])
    assert problem.judge(model).is_best


def test_later_goals_are_minimised_in_turn() -> None:
    problem = oa.read(SCENARIOS / "six-factors" / "plan.yaml")
    model, best = problem.to_pulp(), problem.solve()
    model.solve(SOLVERS["cbc"])
    model += model.objective <= pulp.value(model.objective) + 1e-9
    (words, goal), *_ = model.later_goals
    model.setObjective(goal)
    model.solve(SOLVERS["cbc"])
    assert words
    value = float(best.solved.outcome.goals[1].value)
    assert pulp.value(model.objective) >= value * (1 - 1e-6)


def test_a_plan_from_elsewhere_is_judged() -> None:
    problem = oa.read(SCENARIOS / "meilan-2023" / "two-towns.yaml")
    best = problem.solve()
    assert problem.judge(best.awards).is_best
    baseline = problem.judge(best.baseline)
    assert not baseline.keeps_every_rule and set(baseline.findings["rule"]) == {"split"}
    worse = best.awards.drop(columns="amount")
    worse["fen"] = [9_000_000, 11_000_000, 13_500_000, 16_500_000]
    judged = problem.judge(worse)
    assert judged.keeps_every_rule and not judged.is_best
    assert judged.goals["gap"].tolist()[0] > 0


def test_an_award_changed_in_one_of_its_two_columns_is_not_judged_as_it_was() -> None:
    """fen stood, so that a plan with 1万元 more for 甲 was called best."""
    problem = made()
    more = problem.solve().awards
    more.loc[0, "amount"] += 1
    with pytest.raises(InputUnusable, match=r"row 0, amount: what the column fen says.*14\.5"):
        problem.judge(more)
    assert not problem.judge(more.drop(columns="fen")).keeps_every_rule
    more["fen"] = 0.5
    with pytest.raises(InputUnusable, match=r"row 2, fen: an amount in whole fen, got '0\.5'"):
        problem.judge(more)


def test_a_model_that_was_not_solved_means_no_plan() -> None:
    with pytest.raises(InputUnusable, match="a model that was solved and has a solution"):
        made().judge(made().to_pulp())


def test_names_and_amounts_that_cannot_be_are_a_letter() -> None:
    rows = [{"recipient": "丁", "source": "市", "use": "产业", "amount": "0.0000001"}]
    with pytest.raises(InputUnusable) as refused:
        made().judge(rows)
    assert [f.place.en for f in refused.value.faults] == ["row 0, recipient", "row 0, amount"]


THREADS = """
import pulp
import optalloc as oa

problem = oa.read("scenarios/answer-key/knapsack/p06.yaml")
problem.to_pulp().solve(pulp.HiGHS(msg=False, threads=2))
outcome = problem.solve(solver="highs").solved.outcome
print(outcome.engine, outcome.proven)
"""


@pytest.mark.slow
def test_highs_solves_on_after_a_run_of_pulps_with_other_threads() -> None:
    # HiGHS keeps its threads for the process and refuses runs with another number of them.
    sources = os.pathsep.join(filter(None, sys.path))
    done = subprocess.run(
        [sys.executable, "-c", THREADS],
        cwd=SCENARIOS.parent,
        env={**os.environ, "PYTHONPATH": sources},
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines()[-1:] == ["highs exact"], done.stderr


def test_plans_are_judged_beside_one_search(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = oa.read(SCENARIOS / "meilan-2023" / "two-towns.yaml")
    best = problem.solve()
    monkeypatch.setattr("optalloc.analysis.problem.walk", None)
    assert problem.judge(best.awards).is_best and problem.solve().solved is best.solved
