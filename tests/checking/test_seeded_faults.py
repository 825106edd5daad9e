"""Every seeded fault is found, and no clean table is accused."""

from pathlib import Path

import pytest
from seeded import CLEAN, LAID_OUT, SEEDS, Seed, count, falsely_accused, finds

from optalloc.words import LANGS


def test_forty_faults_of_a_dozen_kinds_are_seeded() -> None:
    assert len(SEEDS) >= 40
    assert len({seed.kind for seed in SEEDS}) >= 12


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"{seed.case}: {seed.name}")
def test_a_seeded_fault_is_found_and_said_in_both_languages(seed: Seed, tmp_path: Path) -> None:
    found = finds(seed, tmp_path)
    assert found
    for finding in found:
        assert finding.words.zh and finding.words.en
        assert finding.words.zh != finding.words.en


@pytest.mark.parametrize("case", [*CLEAN, *LAID_OUT])
def test_a_clean_table_is_not_accused(case: str, tmp_path: Path) -> None:
    assert falsely_accused(case, tmp_path) == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_count_has_nothing_missed_and_nothing_false(lang: str, tmp_path: Path) -> None:
    counts = count(tmp_path, "zh" if lang == "zh" else "en")
    assert counts == {"found": len(SEEDS), "missed": 0, "false": 0}
