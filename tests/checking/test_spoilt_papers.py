"""One number of our own papers is spoilt: it is told, or listed as compared with nothing."""

from pathlib import Path
from random import Random

import pytest
from spoilt import NOTICES, ROOT, TABLES, left_out, papers_of, walked

from optalloc.checking import check
from optalloc.core.message import Lang

MOST_HINTS = 6
"""Most notes of a paper of ours: what it does not tell, its step, its ratio, its groups."""


@pytest.mark.parametrize(
    ("name", "lang", "most"), [("six-factors/plan", "zh", 2), ("rolling-3-years/plan", "en", 2)]
)
def test_no_spoilt_number_passes_in_silence(name: str, lang: Lang, most: int) -> None:
    silent: list[str] = []
    counts = walked(ROOT / "scenarios" / f"{name}.yaml", Random(7), most, silent.append, lang)
    assert silent == []
    papers = len(TABLES) + len(NOTICES)
    assert counts["told"] + counts["listed"] == most * papers
    assert counts["told"] > most * papers // 2


def test_our_papers_are_clean_and_their_hints_are_few(tmp_path: Path) -> None:
    papers_of(ROOT / "scenarios" / "six-factors" / "plan.yaml", tmp_path, "zh")
    for table in TABLES:
        found = check(tmp_path / table)
        assert {f.severity for f in found.findings} <= {"note"}, table
        assert len(found.findings) <= MOST_HINTS, table
        is_all_held = table in ("plan.docx", "page.html")  # a page is known as it was written
        assert is_all_held or "没有" in left_out(found)
