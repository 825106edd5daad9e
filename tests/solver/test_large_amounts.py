"""Plans to the fen of small offices that stayed open, or without a plan. Made-up figures."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optalloc.cli.main import guarded
from optalloc.problem.draft import with_whole_switches
from optalloc.solver.program.program import UNBOUNDED, broken
from quick import examples

HERE = Path(__file__).resolve().parents[1]
CASES = sorted((HERE / "data" / "large_amounts").glob("*.yaml"))


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_it_is_proven_is_one_plan_and_its_certificate_stands_alone(
    case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(["solve", str(case), "--solver", "highs", "--json", "--out", str(tmp_path)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["proven"], said["stopped"]) == ("exact", "finished")
    assert said["as_good"]["tie_rule_settled"]
    checker = [sys.executable, str(tmp_path / "check_certificate.py"), "certificate.json"]
    checked = subprocess.run(checker, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.count("PROVEN BEST") == len(said["goals"])


FEW = st.integers(-9, 9)


@pytest.mark.slow
@settings(max_examples=examples(200), deadline=None, derandomize=True)
@given(
    st.lists(FEW.filter(bool), min_size=1, max_size=2),
    st.integers(1, 4),
    FEW.filter(bool),
    FEW,
    st.booleans(),
)
def test_a_row_of_a_switch_tightened_to_whole_steps_has_the_same_whole_points(
    amounts: list[int], factor: int, switch: int, side: int, is_most: bool
) -> None:
    n = len(amounts)
    entries = (
        np.zeros(n + 1, dtype=np.int64),
        np.arange(n + 1, dtype=np.int64),
        np.array([*(factor * c for c in amounts), switch], dtype=np.int64),
    )
    lower, upper = np.zeros(n + 1, dtype=np.int64), np.array([4] * n + [1])
    low = np.array([-UNBOUNDED if is_most else side])
    high = np.array([side if is_most else UNBOUNDED])
    (_, column, coefficient), new_low, new_high = with_whole_switches(
        entries, (lower, upper), low, high
    )
    for point in np.ndindex(*(upper + 1)):
        before = int((entries[2] * np.array(point)).sum())
        after = int((coefficient * np.array(point)[column]).sum())
        kept = int(low[0]) <= before <= int(high[0])
        assert kept == (int(new_low[0]) <= after <= int(new_high[0])), point


def test_a_row_without_a_bound_is_never_broken_by_sums_beyond_64_bits() -> None:
    activity = np.array([-(10**23), 10**23, -(10**23)], dtype=object)
    low = np.array([-UNBOUNDED, 0, 0])
    high = np.array([0, UNBOUNDED, UNBOUNDED])
    assert broken(activity, low, high).tolist() == [0, 0, -1]
