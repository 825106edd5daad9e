"""Every seeded fault is found, and no clean table is accused; the whole in every format by command.

Here each fault is written in two formats, so that each format carries many of them;
`python tests/checking/seeded.py` writes all in all.
"""

from pathlib import Path

import pytest
from more_seeds import MORE
from seeded import CLEAN, LAID_OUT, SEEDS, Seed, falsely_accused, finds
from written import FORMATS

ALL = (*SEEDS, *MORE)
AT_ONCE = 2
"""Formats that a fault is written in here."""


@pytest.mark.parametrize("ending", FORMATS)
def test_a_hundred_faults_of_thirty_sorts_are_seeded(ending: str) -> None:
    carried = [seed for seed in ALL if ending in seed.formats]
    assert len(carried) >= 100
    assert len({seed.name for seed in carried}) >= 30
    assert len({seed.kind for seed in carried}) >= 20


def some_formats(seed: Seed) -> list[str]:
    """Return the next formats in turn that can carry a fault."""
    first = AT_ONCE * ALL.index(seed)
    return [seed.formats[(first + i) % len(seed.formats)] for i in range(AT_ONCE)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", ALL, ids=lambda seed: f"{seed.case}: {seed.name}: {seed.row}")
def test_a_seeded_fault_is_found_and_said_in_both_languages(seed: Seed, tmp_path: Path) -> None:
    for ending in some_formats(seed):
        found = finds(seed, tmp_path, ending)
        assert found, ending
        for finding in found:
            assert finding.words.zh and finding.words.en
            assert finding.words.zh != finding.words.en


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("case", [*CLEAN, *LAID_OUT])
def test_a_clean_table_is_not_accused_in_any_format(case: str, ending: str, tmp_path: Path) -> None:
    assert falsely_accused(case, tmp_path, ending) == []
