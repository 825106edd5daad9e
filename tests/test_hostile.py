"""A small share of what `python tests/hostile.py 10000` tries."""

import io
import os
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

import pytest

import hostile

POSIX = pytest.mark.skipif(os.name == "nt", reason="limits, pipes and links of POSIX")
CASES = 6 * len(hostile.KINDS)


@pytest.mark.slow
@POSIX
def test_whatever_the_world_around_does_a_command_ends_in_a_result_or_a_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.chdir(tmp_path)
    with redirect_stdout(io.StringIO()):
        plan = hostile.prepared(tmp_path)
    found = {}
    for number in range(CASES):
        kind, code, faults = hostile.attempt(number, tmp_path, plan)
        if faults:
            found[f"{number} {kind} {code}"] = faults
    assert found == {}


@pytest.mark.slow
@POSIX
@pytest.mark.parametrize("command", hostile.COMMANDS)
def test_each_command_works_where_nothing_is_wrong(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "place"
    place.mkdir()
    monkeypatch.chdir(place)
    with redirect_stdout(io.StringIO()):
        plan = hostile.prepared(place)
    folder = tmp_path / "of"
    folder.mkdir()
    hostile.office(folder, plan)
    monkeypatch.chdir(folder)
    case = hostile.Case(1, folder)
    assert case.run([word.format(**hostile.PATHS) for word in command.split()]) == 0, case.said
