"""A damaged file ends in a letter or a result, never in a fault of ours, and in bounded memory."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from damaged import DAMAGES, any_shape, damaged, end_of, good_files
from written import write

from optalloc.checking import check
from optalloc.checking.annotate import annotate
from optalloc.checking.as_json import checked_json
from optalloc.core.errors import InputUnusable

FILES = 8 * len(DAMAGES)
MOST_MEMORY = 1200
"""Most that one process may need for all of them [MiB]."""


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize("number", range(5 * len(DAMAGES), 6 * len(DAMAGES)))
def test_every_sort_of_damage_ends_well(number: int, tmp_path: Path) -> None:
    _, path = damaged(number, good_files(tmp_path), tmp_path)
    assert end_of(path) in ("letter", "checked")


@pytest.mark.slow
def test_tables_of_any_shape_end_in_a_letter_or_a_result(tmp_path: Path) -> None:
    for number in range(300):
        draw = random.Random(number)
        path = write(any_shape(number), tmp_path / "any.csv")
        try:
            found = check(path, ask=lambda question, draw=draw: draw.choice(question.options))
        except InputUnusable as error:
            assert error.letter("zh") and error.letter("en")
        else:
            assert json.dumps(checked_json(found, "zh"), ensure_ascii=False)
            if number % 10 == 0:
                annotate(found, tmp_path / "any.xlsx", "en")


def calls_of(tables: int, path: Path) -> int:
    """Return how many functions are called to check a page of so many small tables."""
    table = "<table><tr><td>单位<td>金额<tr><td>甲镇<td>1</table>"
    path.write_text(f"<html><body>{table * tables}", "utf-8")
    calls = [0]

    def count(_: object, event: str, __: object) -> None:
        calls[0] += event == "call"

    sys.setprofile(count)
    try:
        check(path)
    finally:
        sys.setprofile(None)
    return calls[0]


@pytest.mark.slow
def test_a_page_of_many_small_tables_takes_work_in_proportion(tmp_path: Path) -> None:
    few, many = (calls_of(n, tmp_path / "page.html") for n in (40, 160))
    assert many < 5 * few


def test_a_damaged_old_workbook_prints_nothing_but_its_letter(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cut.xls"
    path.write_bytes(good_files(tmp_path)[".xls"][:4073])
    assert end_of(path) == "letter"
    assert capfd.readouterr() == ("", "")
