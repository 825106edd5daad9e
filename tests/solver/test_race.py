"""CBC and HiGHS side by side: the same plan, the better of both, and nothing left behind."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from knapsacks import knapsack
from optalloc.pipeline.outcome_text import outcome_words
from optalloc.problem.formulate import formulate
from optalloc.problem.score import score
from optalloc.solver.engines import portfolio, race
from optalloc.solver.engines.cbc import Cbc, CbcRun, _figure
from optalloc.solver.engines.highs_process import HighsRun
from optalloc.solver.engines.interface import EngineAnswer
from optalloc.solver.engines.race import EngineRun
from optalloc.solver.engines.select import SOLVERS, engine
from optalloc.solver.engines.signs import Signs
from optalloc.solver.lexicographic import solve
from small import small, town

TOWNS = [town(f"镇{i}", v=v) for i, v in enumerate((3, 5, 9, 4))]
BY_V = ("factors", {"weights": {"v": "100%"}})
ENOUGH = ("nothing_or_at_least", {"amount": "3", "within": "award"})
PROBLEM = small({"甲": 9, "乙": 12}, TOWNS, [ENOUGH], targets=[BY_V], uses={"产业": (), "设施": ()})
PROGRAM = formulate(PROBLEM, score(PROBLEM))


@dataclass
class Runner:
    """An engine at work that ends when it is told to."""

    said: EngineAnswer
    ends: bool = True
    stopped: list[bool] = field(default_factory=list)

    def is_done(self) -> bool:
        return self.ends

    def signs(self) -> Signs:
        return Signs(None, None)

    def end(self) -> None:
        self.ends = True

    def answer(self) -> EngineAnswer:
        return self.said

    def stop(self) -> None:
        self.stopped.append(True)


def heat(*runners: Runner, seconds: float | None = None) -> race.Heat:
    entrants = [race.Entrant(f"engine {i}", lambda *_, r=r: r) for i, r in enumerate(runners)]
    return race.Heat(knapsack(3), entrants, seconds)


@pytest.mark.slow
def test_the_race_gives_the_plan_that_each_engine_gives_alone() -> None:
    plans = [solve(PROGRAM, engine(by)) for by in SOLVERS]
    assert all(plan.settled and plan.proven == "exact" for plan in plans)
    assert plans[0].tried[1] > 0
    assert len({tuple(plan.x.tolist()) for plan in plans}) == 1


def test_the_outcome_names_both_engines() -> None:
    outcome = solve(PROGRAM, engine("race"))
    assert outcome.engine == "race"
    assert outcome.version.startswith("cbc ") and ", highs " in outcome.version


@pytest.mark.slow
def test_both_engines_and_the_race_agree_on_a_knapsack() -> None:
    linear = knapsack(20)
    answers = [engine(by).solve(linear, True, None) for by in SOLVERS]
    assert {a.verdict for a in answers} == {"optimal"}
    assert len({round(float(linear.cost @ a.x)) for a in answers}) == 1
    assert all(a.nodes is not None and a.nodes >= 0 for a in answers)


def test_the_first_proof_ends_the_race_and_the_loser() -> None:
    winner, loser = (
        Runner(EngineAnswer("optimal", x=np.zeros(3))),
        Runner(EngineAnswer("nothing"), ends=False),
    )
    made = heat(loser, winner)
    try:
        found = made.run()
    finally:
        made.stop()
    assert found == ("engine 1", winner.said)
    assert winner.stopped and loser.stopped and not made.running


def test_an_engine_that_breaks_off_loses_neither_its_plan_nor_the_answer_of_the_other() -> None:
    worse, better = np.zeros(3), np.array([1.0, 0.0, 0.0])
    broken = EngineAnswer("feasible", x=better, bound=-9e9, failed=race.GAVE_UP)
    made = heat(Runner(broken), Runner(EngineAnswer("feasible", True, worse)))
    assert made.run() is None
    assert race.merged(made.linear, made.lost).x is better
    assert made.failures == {"engine 0": race.GAVE_UP}


def test_when_time_runs_out_each_is_told_to_end_with_what_it_has() -> None:
    point = np.zeros(3)
    made = heat(Runner(EngineAnswer("feasible", True, point), ends=False), seconds=0.01)
    assert made.run() is None
    assert made.lost[0].x is point


def test_the_process_of_highs_hands_its_answer_over_and_ends_well() -> None:
    run = HighsRun(knapsack(12), None)
    try:
        run.process.wait()
        assert run.process.returncode == 0
        assert run.answer().verdict == "optimal"
    finally:
        run.stop()


def test_the_process_of_highs_leaves_its_best_plan_and_bound_when_it_is_ended() -> None:
    linear = knapsack(250, 10)
    run = HighsRun(linear, None)
    try:
        while not (run.folder / "best").exists():
            assert not run.is_done()
            time.sleep(0.01)
        run.end()
        run.process.wait()
        answer = run.answer()
    finally:
        run.stop()
    assert answer.verdict == "feasible" and answer.out_of_time and answer.failed is None
    assert linear.is_near(answer.x, True)


def test_a_bound_above_a_plan_of_the_other_is_dropped() -> None:
    point = np.array([1.0, 0.0])
    value = float(knapsack(2).cost @ point)
    lying = EngineAnswer("nothing", True, bound=value + 500)
    told = race.merged(knapsack(2), [EngineAnswer("feasible", True, point, bound=value - 5), lying])
    assert (told.verdict, told.bound) == ("feasible", value - 5)


def test_an_engine_that_gives_up_leaves_the_race_to_the_other() -> None:
    made = heat(Runner(EngineAnswer("nothing")), Runner(EngineAnswer("infeasible")))
    assert made.run() == ("engine 1", EngineAnswer("infeasible"))


def test_when_time_runs_out_the_better_plan_and_the_better_bound_are_kept() -> None:
    linear = knapsack(2)
    more, less = np.array([1.0, 0.0]), np.array([0.0, 0.0])
    value = float(linear.cost @ more)
    one = EngineAnswer("feasible", True, more, bound=value - 50, nodes=3)
    two = EngineAnswer("feasible", True, less, bound=value - 5, nodes=4)
    both = race.merged(linear, [one, two])
    assert (both.verdict, both.out_of_time, both.bound, both.nodes) == (
        "feasible",
        True,
        value - 5,
        7,
    )
    assert both.x is more


def test_the_plan_of_one_and_the_bound_of_the_other_may_prove_what_neither_did() -> None:
    linear = knapsack(2)
    more = np.array([1.0, 0.0])
    value = float(linear.cost @ more)
    one = EngineAnswer("feasible", True, more, bound=value - 50)
    two = EngineAnswer("nothing", True, bound=value)
    assert race.merged(linear, [one, two]).verdict == "optimal"
    assert race.merged(linear, [two, two]).verdict == "nothing"


def test_nodes_that_one_engine_keeps_to_itself_are_unknown_not_nought() -> None:
    point = np.zeros(2)
    one = EngineAnswer("feasible", True, point, nodes=3)
    assert race.merged(knapsack(2), [one, replace(one, nodes=None)]).nodes is None
    assert _figure("Enumerated nodes", "Problem is infeasible") is None
    assert _figure("Lower bound", "Lower bound:     -1e+50\n") is None
    assert _figure("Lower bound", "Lower bound:     what\n") is None
    assert _figure("Lower bound", "Lower bound:   979.932\nGap:   9.12\n") == 979.932


def cannot(*_: object) -> CbcRun:
    raise PermissionError(1, "not permitted")


def test_where_the_second_process_cannot_start_the_first_solves_alone_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(portfolio, "HEAD_START", 0.0)
    monkeypatch.setattr(portfolio, "_highs_run", cannot)
    outcome = solve(PROGRAM, engine("race"))
    assert outcome.proven == "exact"
    assert outcome_words(outcome)[-1].en == (
        "HiGHS cannot be run (not permitted); CBC solved instead."
    )
    assert outcome_words(outcome)[-1].zh == "HiGHS 不能运行（not permitted），改由 CBC 求解。"


def test_where_no_process_can_start_highs_solves_in_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portfolio, "_highs_run", cannot)
    monkeypatch.setattr(portfolio, "_cbc_run", cannot)
    outcome = solve(PROGRAM, engine("race"))
    assert outcome.proven == "exact"
    assert outcome_words(outcome)[0].en == (
        "CBC cannot be run (not permitted); HiGHS solved instead."
    )


def test_ctrl_c_leaves_no_process_and_no_scratch_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[CbcRun | HighsRun] = []

    def noting(start: Callable[..., EngineRun]) -> Callable[..., EngineRun]:
        def started(*asked: object) -> EngineRun:
            made.append(start(*asked))
            return made[-1]

        return started

    def interrupted(_: float) -> None:
        if len(made) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(portfolio, "HEAD_START", 0.0)
    monkeypatch.setattr(portfolio, "_cbc_run", noting(portfolio._cbc_run))
    monkeypatch.setattr(portfolio, "_highs_run", noting(portfolio._highs_run))
    monkeypatch.setattr(race.time, "sleep", interrupted)
    with pytest.raises(KeyboardInterrupt):
        engine("race").solve(knapsack(100), True, None)
    assert [run.process.poll() is None for run in made] == [False, False]
    assert not any(Path(run.scratch.name).exists() for run in made)


@pytest.mark.slow
def test_a_race_against_time_ends_with_a_plan_and_a_bound() -> None:
    linear = knapsack(250, 10)
    answer = engine("race").solve(linear, True, 1.0)
    assert answer.verdict == "feasible" and answer.out_of_time
    assert answer.bound is not None and answer.bound < float(linear.cost @ answer.x)


@pytest.mark.slow
def test_cbc_stopped_by_time_vouches_for_a_bound() -> None:
    linear = knapsack(250, 10)
    answer = Cbc().solve(linear, True, 1.0)
    assert answer.verdict == "feasible" and answer.nodes is not None
    assert answer.bound is not None and answer.bound < float(linear.cost @ answer.x)


BUSY = """
import sys
sys.path[:0] = {paths!r}
from knapsacks import knapsack
from test_race import Cbc, CbcRun, HighsRun
BIG = knapsack(250, 10)
runs = [CbcRun(Cbc().path, BIG, True, 60.0), HighsRun(BIG, 60.0)]
print(*(run.process.pid for run in runs), flush=True)
runs[0].process.wait()
"""


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("setpriv") is None or not Path("/proc").exists(), reason="asks Linux"
)
def test_engines_end_when_we_are_killed() -> None:
    script = BUSY.format(paths=[str(Path(__file__).parent), *sys.path])
    us = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert us.stdout is not None
    pids = [int(word) for word in us.stdout.readline().split()]
    assert len(pids) == 2
    us.send_signal(signal.SIGKILL)
    us.wait()
    us.stdout.close()
    for _ in range(400):
        if not any(is_alive(pid) for pid in pids):
            return
        time.sleep(0.05)
    left = [pid for pid in pids if is_alive(pid)]
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert not left


def is_alive(pid: int) -> bool:
    """Return whether a process runs; one that has ended but was not fetched yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
