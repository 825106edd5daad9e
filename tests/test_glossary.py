"""The glossary names types that are there, where it says they are."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROW = re.compile(
    r"^\| (?P<zh>[^|]+) \| (?P<en>[^|]+) \| `(?P<name>\w+)`[^|]* \| `(?P<where>[^`]+)` \|$"
)
ROWS = [
    match
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    if (match := ROW.match(line))
]


def test_the_glossary_has_the_words_of_four_fields() -> None:
    assert len(ROWS) > 50


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_a_type_of_the_glossary_stands_where_it_says(row: re.Match[str]) -> None:
    path = ROOT / "src" / "optalloc" / row["where"]
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    defines = re.compile(rf"^(class )?{row['name']}\b", re.MULTILINE)
    assert any(defines.search(file.read_text(encoding="utf-8")) for file in files)


def test_no_word_of_the_glossary_stands_for_two_types() -> None:
    for key in ("zh", "en", "name"):
        words = [row[key] for row in ROWS]
        assert len(words) == len(set(words))
