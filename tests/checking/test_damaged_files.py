"""A damaged file ends in a letter or a result, never in a fault of ours, and in bounded memory."""

import subprocess
import sys
from pathlib import Path

import pytest
from damaged import DAMAGES, damaged, end_of, good_files

FILES = 10 * len(DAMAGES)
MOST_MEMORY = 1200
"""Most that one process may need for all of them [MiB]."""


def test_damaged_files_end_in_a_letter_or_a_result_within_bounded_memory() -> None:
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("damaged.py")), str(FILES)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    last = done.stdout.splitlines()[-1]
    assert last.startswith(f"{FILES} files;")
    assert int(last.split()[-2]) < MOST_MEMORY


@pytest.mark.parametrize("number", range(5 * len(DAMAGES), 6 * len(DAMAGES)))
def test_every_sort_of_damage_ends_well(number: int, tmp_path: Path) -> None:
    _, path = damaged(number, good_files(tmp_path), tmp_path)
    assert end_of(path) in ("letter", "checked")
