"""A large table shows how far its check is on a terminal, and nowhere else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CASE = Path(__file__).resolve().parents[1] / "data" / "cases" / "mouding-2019-awards.csv"
LARGE_FROM_NOTHING = (
    "import sys; from optalloc.cli import check; from optalloc.cli.main import guarded; "
    "check.LARGE = 0; sys.exit(guarded(['check', sys.argv[1], '--no-input', '--lang', 'zh']))"
)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="There are no pseudo-terminals.")
@pytest.mark.parametrize("is_terminal", [True, False])
def test_the_bar_is_drawn_on_a_terminal_alone(is_terminal: bool) -> None:
    import pty

    ours, theirs = pty.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-c", LARGE_FROM_NOTHING, str(CASE)],
            stdout=subprocess.PIPE,
            stderr=theirs if is_terminal else subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(theirs)
    drawn = os.read(ours, 65536).decode() if is_terminal else done.stderr.decode()
    os.close(ours)
    assert done.returncode == 0
    assert ("核对  [" in drawn) == is_terminal
    assert "核对  [" not in done.stdout.decode()
