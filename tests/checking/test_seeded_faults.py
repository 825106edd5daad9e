"""Every seeded fault is found, in each format, and no clean table is accused."""

from pathlib import Path

import pytest
from more_seeds import MORE
from seeded import CLEAN, FORMATS, LAID_OUT, SEEDS, Seed, falsely_accused, finds, write

from optalloc.checking import check

ALL = (*SEEDS, *MORE)


def test_a_hundred_faults_of_thirty_sorts_are_seeded() -> None:
    assert len(ALL) >= 100
    assert len({seed.name for seed in ALL}) >= 30
    assert len({seed.kind for seed in ALL}) >= 20


@pytest.mark.slow
@pytest.mark.parametrize("seed", ALL, ids=lambda seed: f"{seed.case}: {seed.name}: {seed.row}")
def test_a_seeded_fault_is_found_in_every_format_and_said_in_both_languages(
    seed: Seed, tmp_path: Path
) -> None:
    for ending in (".xlsx",) if seed.book else FORMATS:
        found = finds(seed, tmp_path, ending)
        assert found, ending
        for finding in found:
            assert finding.words.zh and finding.words.en
            assert finding.words.zh != finding.words.en


@pytest.mark.parametrize("case", [*CLEAN, *LAID_OUT])
def test_a_clean_table_is_not_accused(case: str, tmp_path: Path) -> None:
    assert falsely_accused(case, tmp_path) == []


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("case", LAID_OUT)
def test_a_clean_table_is_not_accused_in_any_format(case: str, ending: str, tmp_path: Path) -> None:
    found = check(write(LAID_OUT[case](), tmp_path / f"clean{ending}"))
    assert [f for f in found.findings if f.severity != "note"] == []
