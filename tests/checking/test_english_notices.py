"""English sentences of a notice are held against the table as Chinese ones are."""

import re
from pathlib import Path

import pytest
from tables_made import of_kind, put

from optalloc.checking import check

TABLE = (
    "Recipient,city,district,Total(万元)\n"
    "Lingshan,18,22,40\nSanjiang,4.5,5.5,10\nTotal,22.5,27.5,50\n"
)
KINDS = ("notice_award", "notice_share", "notice_source", "notice_total", "notice_period")
FRAME = "Public notice\n{}\nPeriod: 2023-05-08 to 2023-05-17. Hotline: 12317.\n"
SENTENCES = (
    "Altogether 500,000 yuan, of which 225,000 from the city and 275,000 from the district.",
    "Lingshan gets 400,000 yuan and Sanjiang 100,000.",
    "A total of RMB 500,000 is shared out: 225,000 yuan from the city.",
    "Lingshan receives 400,000 yuan (city 180,000, district 220,000).",
    "Lingshan receives 180,000 yuan from the city and 220,000 yuan from the district.",
    "0.5 million yuan in total, of which 0.4 million yuan to Lingshan.",
    "RMB 0.5 million in total.",
    "The city pays 45% (225,000 yuan) and the district pays 55% (275,000 yuan).",
    "Lingshan: 400,000 yuan, 80% of the total. Sanjiang: 100,000 yuan, 20% of the total.",
    "400,000 yuan go to Lingshan, 100,000 yuan go to Sanjiang, 500,000 yuan altogether.",
    "city, district share the cost 45:55.",
)


def spoilt(text: str) -> list[tuple[str, str]]:
    """Return a text with each of its numbers spoilt, and the number."""
    found = []
    for m in re.finditer(r"[0-9][0-9,.]*[0-9]|[0-9]", text):
        digit = next(i for i, mark in enumerate(m[0]) if mark in "123456789")
        wrong = m[0][:digit] + ("7" if m[0][digit] != "7" else "8") + m[0][digit + 1 :]
        found.append((text[: m.start()] + wrong + text[m.end() :], wrong))
    return found


@pytest.mark.parametrize("text", SENTENCES)
def test_a_right_sentence_is_neither_accused_nor_listed(text: str, tmp_path: Path) -> None:
    notice = put(tmp_path, FRAME.format(text), "n.txt")
    found = check(put(tmp_path, TABLE), notice=notice)
    assert of_kind(found, *KINDS) == []
    assert [f for f in of_kind(found, "not_compared") if f.where.sheet == "n.txt"] == []


@pytest.mark.parametrize("text", SENTENCES)
def test_every_spoilt_number_is_told(text: str, tmp_path: Path) -> None:
    for wrong, _ in spoilt(text):
        found = check(put(tmp_path, TABLE), notice=put(tmp_path, FRAME.format(wrong), "n.txt"))
        assert of_kind(found, *KINDS), wrong


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Altogether 500,000 yuan, of which 225,000 from Beijing.", "of which 225,000"),
        ("2 towns are funded, and the amounts keep all 4 rules.", "2、and the amounts keep all 4"),
        ("Shown for 10 days, from 8 May to 17 May; see A4, room B12, the 2nd floor.", ""),
    ],
)
def test_a_number_of_nothing_known_is_listed(text: str, left: str, tmp_path: Path) -> None:
    notice = put(tmp_path, FRAME.format(text), "n.txt")
    found = check(put(tmp_path, TABLE), notice=notice)
    listed = [f.came for f in of_kind(found, "not_compared") if f.where.sheet == "n.txt"]
    assert "".join(one or "" for one in listed) == left


@pytest.mark.parametrize(
    ("period", "days"),
    [("shown for 7 days", "7"), ("Period: 5 working days", "5"), ("notice period: 9 days", "9")],
)
def test_an_english_period_that_is_too_short_is_told(
    period: str, days: str, tmp_path: Path
) -> None:
    notice = put(tmp_path, f"Public notice\n{period}\n", "n.txt")
    (found,) = of_kind(check(put(tmp_path, TABLE), notice=notice), "notice_period")
    assert found.came == days
