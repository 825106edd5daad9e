"""A writer that is killed loses nothing it committed; two writers at once lose nothing."""

import random
import sys
from pathlib import Path

import pytest
from writers import fresh, kill_once, race

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="processes are forked"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]


@pytest.mark.slow
def test_a_killed_writer_loses_no_committed_act(tmp_path: Path) -> None:
    luck, path = random.Random(1), tmp_path / "ledger.db"
    fresh(path, 10**9)
    assert sum(kill_once(path, 0.05, luck) for _ in range(8)) > 0


@pytest.mark.slow
def test_two_writers_at_once_give_away_no_fen_twice(tmp_path: Path) -> None:
    assert race(tmp_path / "ledger.db", 20, 25) == (25, 25)
