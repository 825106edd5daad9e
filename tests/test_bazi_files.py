"""Published seats in BAZI's format come out of our divisor methods and two-way apportionment."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "docs"))
from bazi_files import FOLDER, apportioned, read_bazi, section  # noqa: E402

FILES = sorted(FOLDER.glob("*.bazi"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_published_seat_comes_out(path: Path) -> None:
    file = read_bazi(path)
    assert apportioned(file) == [district.published for district in file.districts]
    for district in file.districts:
        assert sum(district.published.values()) == district.seats


def test_words_may_be_german_and_districts_many() -> None:
    file = read_bazi(FOLDER / "uri-2020.bazi")
    assert file.method == "webster" and file.option == "nzz"
    assert [d.seats for d in file.districts] == [15, 7, 6, 9]
    assert file.districts[1].votes["SVP"] == 2945


def test_what_is_no_word_of_bazi_is_refused(tmp_path: Path) -> None:
    text = (FOLDER / "three-parties-std.bazi").read_text(encoding="utf-8")
    for old, new, error in (
        ("=SEATS=", "=SEAT=", ValueError),
        ("DivStd", "DivXyz", KeyError),
        ("651 7", "651", ValueError),
    ):
        file = tmp_path / "f.bazi"
        file.write_text(text.replace(old, new), encoding="utf-8")
        with pytest.raises(error):
            read_bazi(file)


def test_the_answer_key_lists_every_file() -> None:
    said = (ROOT / "docs" / "answer-key.md").read_text(encoding="utf-8")
    assert len(FILES) >= 3 and section().strip() in said
