"""What a killed run left is cleared by the next; what a living run or others hold is not."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from optalloc.cli.main import end_cleanly
from optalloc.core import leftovers
from optalloc.core.atomic_files import _held_beside, write_file
from optalloc.core.leftovers import HOLD, Scratch, clear_scratch

KILLED = """
import os, sys
from pathlib import Path
from optalloc.core.atomic_files import written_beside
from optalloc.core.leftovers import Scratch
scratch = Scratch()
Path(scratch.name, "program.mps").write_text("half")
with written_beside(Path(sys.argv[1])) as file:
    file.write(b"half")
    file.flush()
    print(scratch.name, flush=True)
    os._exit(9)
"""
WORKING = """
import sys
sys.path[:0] = {paths!r}
import signal
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever runs the tests may have it ignored
from optalloc.cli.main import end_cleanly
from optalloc.solver.engines.select import engine
from knapsacks import knapsack
end_cleanly()
engine({asked!r}).solve(knapsack(250, 10), True, None)
"""
POSIX = pytest.mark.skipif(os.name == "nt", reason="locks of open files that are moved")


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder for temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    clear_scratch.cache_clear()
    return folder


def killed(file: Path) -> Path:
    """Run a program that is killed while it writes; returns its scratch folder."""
    run = subprocess.run(
        [sys.executable, "-c", KILLED, str(file)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 9, run.stderr
    return Path(run.stdout.strip())


@POSIX
def test_the_next_run_clears_what_a_killed_run_left(there: Path, tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    scratch = killed(file)
    assert scratch.parent == there and (scratch / "program.mps").exists()
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".plan.csv.")]
    with Scratch() as made:
        assert list(there.iterdir()) == [made]
    assert list(there.iterdir()) == []
    write_file(file, b"whole")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["plan.csv", "temporary"]
    assert file.read_bytes() == b"whole"


@pytest.mark.slow
@POSIX
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
@pytest.mark.parametrize("asked", ["cbc", "race"])
def test_a_signal_ends_the_engines_and_clears_up(there: Path, name: str, asked: str) -> None:
    script = WORKING.format(
        paths=[str(Path(__file__).resolve().parents[1]), *sys.path], asked=asked
    )
    number = getattr(signal, name)
    run = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.DEVNULL)
    while not list(there.glob("*/log.txt")):
        assert run.poll() is None
        time.sleep(0.01)
    run.send_signal(number)
    try:
        code = run.wait(60)
    finally:
        run.kill()
    assert code == (-number if name == "SIGINT" else 128 + number)
    assert list(there.iterdir()) == []


@POSIX
def test_a_signal_that_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    term = signal.getsignal(signal.SIGTERM)
    try:
        end_cleanly()
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
        signal.signal(signal.SIGTERM, term)


@POSIX
def test_what_a_living_run_holds_stays(there: Path, tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    held = Scratch()
    with _held_beside(file) as half:
        clear_scratch.cache_clear()
        clear_scratch(str(there))
        write_file(file, b"another run's")
        assert Path(held.name).exists() and Path(half.name).exists()
    held.cleanup()
    assert not Path(held.name).exists()


def test_a_folder_with_anything_of_somebody_else_stays(there: Path) -> None:
    theirs = there / f"{leftovers.PREFIX}notes"
    theirs.mkdir()
    (theirs / HOLD).touch()
    (theirs / "thesis.docx").write_text("mine")
    link = there / f"{leftovers.PREFIX}link"
    link.symlink_to(theirs)
    clear_scratch(str(there))
    assert (theirs / "thesis.docx").exists() and link.is_symlink()


def test_a_folder_that_its_run_does_not_hold_yet_stays_for_an_hour(there: Path) -> None:
    made = there / f"{leftovers.PREFIX}young"
    made.mkdir()
    clear_scratch(str(there))
    assert made.exists()
    os.utime(made, (0, 0))
    clear_scratch.cache_clear()
    clear_scratch(str(there))
    assert not made.exists()
