"""The measurements of many solves run at their smallest, and a bar says how far and how fast."""

import os
import pty
import re
import select
import sys
import time
from pathlib import Path

import pytest

from office import Office
from optalloc.cli.progress import progress
from optalloc.core.message import Words
from optalloc.exploring.batch.batch import batch
from optalloc.exploring.jobs.runner import RunOptions

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
sys.path += [str(BENCHMARKS), str(BENCHMARKS / "peers")]

import explore  # noqa: E402


def test_draws_stand_beside_the_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explore, "TURNS", 1)
    monkeypatch.setattr(explore, "AT_ONCE", 2)
    said = list(explore.draws(tmp_path))
    assert sum(line.startswith("| ") for line in said) == 3
    assert "proven (exact)" in said[1] and "times as many draws" in said[-2]


def test_a_drawn_province_is_solved_whole(tmp_path: Path) -> None:
    names = explore.province(tmp_path, 4)
    (tmp_path / "list.txt").write_text("\n".join(names), encoding="utf-8")
    found = batch(tmp_path / "list.txt", RunOptions(workers=1), solver="highs")
    assert found.states == {"plan": 4} and found.proven == {"exact": 4}


def test_a_bar_says_how_many_a_second_and_how_long_it_takes(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, writer = pty.openpty()
    with os.fdopen(writer, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setenv("COLUMNS", "100")
        with progress({"rows": Words("行", "rows")}, "zh", has_rate=True) as told:
            for done in range(0, 60, 20):
                told("rows", done, 100)
                time.sleep(0.01)
        drawn = whole(reader)
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", drawn)
    assert "行" in plain and "40/100" in plain and "每秒" in plain


def whole(reader: int) -> str:
    """Return everything that was written to a terminal; it comes in pieces."""
    pieces = []
    while select.select([reader], [], [], 0.5)[0]:
        pieces.append(os.read(reader, 100_000))
    os.close(reader)
    return b"".join(pieces).decode()
