"""Engines that are missing, blocked, hang, break off or lie: the other's plan, or a letter."""

import json
import stat
import subprocess
import sys
import threading
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from highspy import HighsStatus

from optalloc.core.message import Words, same
from optalloc.core.solve_options import AUTO
from optalloc.pipeline.outcome_text import goal_words, no_plan_letter, outcome_words
from optalloc.pipeline.solve import solve as solve_scenario
from optalloc.problem.formulate import formulate
from optalloc.problem.score import score
from optalloc.solver.engines import cbc, highs, highs_arrays, portfolio, signs
from optalloc.solver.engines.cbc import Cbc
from optalloc.solver.engines.highs_arrays import Silent
from optalloc.solver.engines.interface import (
    DOUBTED,
    GAVE_UP,
    WRONG_POINT,
    EngineAnswer,
    LinearProgram,
    both_failed,
)
from optalloc.solver.engines.select import SOLVERS, engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.search.outcome import GoalOutcome
from small import small, town

REAL = Cbc().path
TOWNS = [town(f"镇{i}", v=v) for i, v in enumerate((3, 5, 9, 4))]
BY_V = ("factors", {"weights": {"v": "100%"}})
ENOUGH = ("nothing_or_at_least", {"amount": "3", "within": "award"})
PROBLEM = small({"甲": 9, "乙": 12}, TOWNS, [ENOUGH], targets=[BY_V], uses={"产业": (), "设施": ()})
PROGRAM = formulate(PROBLEM, score(PROBLEM))
BEST = solve(PROGRAM, engine("highs")).x
HIGHS_FILES = ("", "_arrays", "_kept", "_process")
SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="the fakes are shell scripts")

# The solution's file is the last word that CBC is told.
LAST = 'for last; do :; done\n[ "$last" = -quit ] && exit 0\n'
REALLY = f'{LAST}"{REAL}" "$@"\n'
FAKES = {
    "breaks off": ("exit 3", "broke off (code 3)"),
    "is ended from outside": ("kill -9 $$", "broke off (code -9)"),
    "writes nothing": (f"{LAST}exit 0", "ended without writing its result"),
    "writes garbage": (
        f"{LAST}printf '\\377\\376\\200' > \"$last\"",
        "wrote a result that cannot be read",
    ),
    "writes half": (
        f'{REALLY}head -c 200 "$last" > "$last.half" && mv "$last.half" "$last"',
        "wrote a result that cannot be read",
    ),
    "says infeasible": (
        f"{LAST}echo 'Infeasible - objective value 0.00' > \"$last\"",
        "called a program infeasible that has a solution",
    ),
    "gives a wrong point": (
        f"{REALLY}sed -i 's/^ *\\([0-9]*\\) c\\([0-9]*\\) .*/\\1 c\\2 77.5 0/' \"$last\"",
        "gave a point that breaks the rules",
    ),
    "hangs": (f"{LAST}exec sleep 1000", "showed no sign of work"),
}


def fake(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a script in the place of CBC."""
    path = folder / "cbc"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(cbc, "pulp_cbc_path", str(path))
    monkeypatch.setattr(signs, "IDLE_SECONDS", 0.5)
    return path


@pytest.mark.slow
@POSIX
@pytest.mark.parametrize("asked", ["cbc", "race", "auto"])
@pytest.mark.parametrize("way", FAKES)
def test_a_cbc_that_fails_leaves_the_plan_to_highs_and_it_is_said(
    way: str, asked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script, said = FAKES[way]
    fake(tmp_path, script, monkeypatch)
    outcome = solve(PROGRAM, engine(asked))
    assert outcome.proven == "exact" and (outcome.x == BEST).all()
    if asked == "cbc":
        assert outcome.engine == "highs"
        (words,) = outcome_words(outcome)
        assert words.en.startswith(f"CBC {said}") and words.en.endswith("; HiGHS solved instead.")
        assert words.zh.startswith("CBC ") and words.zh.endswith("，改由 HiGHS 求解。")


@POSIX
def test_a_cbc_that_is_not_there_or_may_not_run_is_named_with_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fake(tmp_path, "exit 0", monkeypatch)
    path.chmod(0o644)
    words = outcome_words(solve(PROGRAM, engine("cbc")))
    assert words[0].en == (f"CBC cannot be run ({path}: Permission denied); HiGHS solved instead.")
    path.unlink()
    words = outcome_words(solve(PROGRAM, engine("cbc")))
    assert words[0].en == f"CBC was not found ({path}); HiGHS solved instead."
    assert engine("cbc").version == "unknown"


@POSIX
def test_a_bound_above_its_own_point_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(tmp_path, f"{REALLY}echo 'Lower bound:   99999999'", monkeypatch)
    outcome = solve(PROGRAM, engine("cbc"))
    assert outcome.proven == "exact" and (outcome.x == BEST).all()


@POSIX
def test_a_point_that_is_not_best_is_not_called_proven_in_fractions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Worse:
        """An engine that calls the plan with the fewest steps the best."""

        name, version = "worse", "0"

        def solve(self, linear: LinearProgram, branch: bool, seconds: float | None) -> EngineAnswer:
            if not branch:
                return engine("highs").solve(linear, branch, seconds)
            turned = LinearProgram(-linear.cost, *(getattr(linear, name) for name in REST))
            return engine("highs").solve(turned, branch, seconds)

    outcome = solve(PROGRAM, Worse())
    assert outcome.proven != "exact" or (outcome.x == BEST).all()


REST = ("lower", "upper", "is_whole", "start", "column", "coefficient", "low", "high")


@pytest.mark.slow
@POSIX
@pytest.mark.parametrize("asked", ["cbc", "race"])
def test_within_a_time_limit_a_cbc_that_hangs_leaves_time_for_highs(
    asked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signs, "LEAST_SECONDS", 0.5)
    fake(tmp_path, f"{LAST}exec sleep 1000", monkeypatch)
    outcome = solve(PROGRAM, engine(asked), AUTO.within(60))
    assert outcome.stopped == "finished" and (outcome.x == BEST).all()


@pytest.mark.slow
@POSIX
def test_a_cbc_that_works_without_a_word_or_an_end_is_left_at_its_limit_of_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signs, "SILENT_SECONDS", 0.5)
    fake(tmp_path, f"{LAST}while :; do :; done", monkeypatch)
    outcome = solve(PROGRAM, engine("cbc"))
    assert outcome.engine == "highs" and (outcome.x == BEST).all()


def test_a_highs_that_turns_without_an_end_in_this_process_is_left_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended, real = threading.Event(), highs_arrays.Silent.run

    def turning(self: Silent) -> HighsStatus:
        # Only integer programs with a limit are given to HiGHS on a thread of their own.
        if threading.current_thread() is not threading.main_thread():
            ended.wait()
        return real(self)

    monkeypatch.setattr(highs_arrays.Silent, "run", turning)
    monkeypatch.setattr(portfolio, "ALONE", 0.1)
    monkeypatch.setattr(highs, "GRACE", 0.1)
    outcome = solve(PROGRAM, engine("highs"))
    ended.set()
    assert outcome.proven == "exact" and (outcome.x == BEST).all()
    (words,) = outcome_words(outcome)
    assert words.en == "HiGHS did not stop at its limit of 0.1 seconds; CBC solved instead."
    assert words.zh == "HiGHS 限时 0.1 秒，到时没有停下，改由 CBC 求解。"


def test_a_fault_within_highs_is_a_fault_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: Silent) -> HighsStatus:
        raise MemoryError

    monkeypatch.setattr(highs_arrays.Silent, "run", fails)
    with pytest.raises(MemoryError):
        highs.Highs().solve(highs_linear(), True, 1.0)


@pytest.mark.parametrize("asked", SOLVERS)
def test_where_highs_cannot_be_imported_cbc_solves(
    asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "optalloc.solver.engines.highs", None)
    monkeypatch.setitem(sys.modules, "optalloc.solver.engines.highs_process", None)
    outcome = solve(PROGRAM, engine(asked))
    assert (outcome.x == BEST).all()
    # CBC alone needs no HiGHS, and proofs that do say nothing of who guessed them.
    said = " ".join(words.en for words in outcome_words(outcome))
    assert asked == "cbc" or "HiGHS cannot be run" in said


WITHOUT_HIGHS = ("highspy", *(f"optalloc.solver.engines.highs{end}" for end in HIGHS_FILES))


@pytest.mark.parametrize(
    "name", ["own-words", "first-money", "blended-goals", "council-projects", "projects-60"]
)
def test_without_highs_cbc_proves_what_both_prove(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in WITHOUT_HIGHS:
        monkeypatch.setitem(sys.modules, module, None)
    outcome = solve_scenario(SCENARIOS / name / "plan.yaml").outcome
    assert [(goal.proven, goal.bound) for goal in outcome.goals] == [
        ("exact", goal.value) for goal in outcome.goals
    ]
    assert any("HiGHS cannot be run" in words.en for words in outcome_words(outcome))


def test_no_distance_is_told_of_a_bound_that_is_the_value() -> None:
    goal = GoalOutcome("g", same("g"), Fraction(3), Fraction(3), "no", {})
    assert "from the best" not in goal_words(goal, "元").en
    near = replace(goal, bound=Fraction(3) - Fraction(1, 10**9))
    assert "at most 0.00000003% from the best" in goal_words(near, "元").en


@POSIX
def test_where_neither_engine_works_a_letter_says_so_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fake(tmp_path, "exit 3", monkeypatch)
    path.unlink()
    for module in WITHOUT_HIGHS:
        monkeypatch.setitem(sys.modules, module, None)
    outcome = solve(PROGRAM, engine("cbc"))
    assert (outcome.x, outcome.infeasible, outcome.stopped) == (None, "no", "error")
    letter = no_plan_letter(outcome)
    assert letter.exit_code == 5
    assert f"CBC was not found ({path}); HiGHS cannot be run" in letter.letter("en")
    assert "Run optalloc doctor: it tries both engines" in letter.letter("en")
    assert "--time-limit" not in letter.letter("en")


@pytest.mark.parametrize("failed", [WRONG_POINT, DOUBTED, GAVE_UP])
def test_engines_that_work_and_are_wrong_are_not_to_be_installed_again(failed: Words) -> None:
    said = both_failed(("cbc", failed), ("highs", WRONG_POINT))
    assert "pip" not in said.zh + said.en
    assert "search in exact arithmetic" in said.en and "精确搜索" in said.zh


@pytest.mark.slow
@POSIX
def test_the_command_says_who_solved_instead_and_ends_well(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "import optalloc.solver.engines.cbc as cbc\n"
        f"cbc.pulp_cbc_path = {str(tmp_path / 'cbc')!r}\n"
        "from optalloc.cli.main import guarded\n"
        "sys.exit(guarded(sys.argv[1:]))\n"
    )
    plan = Path(__file__).resolve().parents[2] / "scenarios" / "projects-60" / "plan.yaml"
    out = tmp_path / "out"
    asked = [sys.executable, "-c", script, "solve", str(plan), "--solver", "cbc", "--json"]
    asked += ["--out", str(out), "--lang", "en"]
    run = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    solver = json.loads(run.stdout)["solver"]
    assert solver["name"] == "highs"
    assert any("cbc" in note and "HiGHS" in note for note in solver["notes"])
    assert json.loads((out / "plan.json").read_text("utf-8"))["solver"]["notes"] == solver["notes"]
    assert solver["notes"][0] in (out / "solver.log").read_text("utf-8").splitlines()


def test_an_answer_of_the_wrong_length_is_no_answer() -> None:
    linear = highs_linear()
    assert not linear.is_near(np.zeros(1), False)
    assert not linear.is_near(np.full(2, np.nan), False)
    assert linear.is_near(np.array([1.0, 1.0]), True)
    assert not linear.is_near(np.array([0.5, 1.5]), True)
    assert linear.is_near(np.array([0.5, 1.5]), False)
    assert highs.Highs().solve(linear, True, None).verdict == "optimal"


def highs_linear() -> LinearProgram:
    """Return  min x + y  with  x + y = 2, both up to 9."""
    return LinearProgram(
        np.ones(2),
        *(np.zeros(2, dtype=np.int64), np.full(2, 9, dtype=np.int64), np.ones(2, dtype=bool)),
        *(np.array([0, 2]), np.array([0, 1]), np.ones(2), np.array([2.0]), np.array([2.0])),
    )
