"""The script that measures trade-offs runs, on the smallest of its scenarios."""

import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


def test_each_question_is_measured_with_what_came_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "path", [str(BENCHMARKS), *sys.path])
    import trade_offs

    trade_offs.main(tmp_path, ["meilan-2023"])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines] == ["frontier", "alternatives", "cut"]
    assert lines[0].endswith("2 points, all: True, exact")
    assert lines[2].endswith("2 moves, exact")
