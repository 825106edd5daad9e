"""What is found in a text that grows is what `re` finds in it anew, however it goes on."""

import random
import re

import pytest

from optalloc.checking.growing_text import GrowingBrackets, GrowingMatches
from optalloc.checking.notice_words import (
    CLAUSES,
    GROUP,
    IN_BRACKETS,
    NOW,
    OTHER,
    RULE,
    TOTAL,
    WORKED_OUT,
    YEAR,
    at_end,
    last_clause,
)

NAMES = re.compile("甲镇道路|甲镇|乙镇|道路|镇")
PIECES = (
    *(
        "甲镇",
        "乙镇道路",
        "甲",
        "镇",
        "3万元",
        "1,500元",
        ",",
        "，",
        "、",
        "：",
        ":",
        "(",
        ")",
        ";",
    ),
    *(
        "本年",
        "共",
        "2023年",
        "本批",
        "此前",
        "提前下达",
        "根据因素测算,",
        "每",
        "个镇",
        "四镇合计",
    ),
    *("本次安排", "财政资金", "共计", "经费" * 40),
)


def texts(seed: int) -> list[str]:
    """Return beginnings of one text, mostly each longer than the last, now and then another."""
    draw = random.Random(seed)
    whole = "".join(draw.choices(PIECES, k=60))
    cuts = sorted(draw.sample(range(len(whole) + 1), 25))
    found = [whole[:cut] for cut in cuts]
    for at in (8, 16):
        found.insert(at, found[at][: draw.randrange(len(found[at]) + 1)])
    return [*found, "乙镇" + whole[:20]]


@pytest.mark.parametrize("pattern", [NAMES, RULE, WORKED_OUT, YEAR, OTHER, NOW])
def test_matches_of_a_growing_text_are_those_of_the_text(pattern: re.Pattern[str]) -> None:
    for seed in range(20):
        growing, shorter = GrowingMatches(pattern), GrowingMatches(pattern)
        for text in texts(seed):
            assert growing.spans(text) == [m.span() for m in pattern.finditer(text)]
            assert shorter.without(text) == pattern.sub("", text)


def test_a_long_name_is_found_though_its_end_is_still_to_come() -> None:
    pattern = re.compile("道路" * 40 + "|甲镇|乙")
    growing = GrowingMatches(pattern, 81)
    for end in range(0, 400, 3):
        text = ("甲镇" + "道路" * 39 + "乙" + "道路" * 41 + "3万元")[:end]
        assert growing.spans(text) == [m.span() for m in pattern.finditer(text)]


def test_brackets_of_a_growing_text_are_those_of_the_text() -> None:
    for seed in range(20):
        growing = GrowingBrackets(IN_BRACKETS)
        for text in texts(seed):
            assert growing.without(text) == IN_BRACKETS.sub("", text)


def test_what_ends_a_text_is_found_in_its_last_part() -> None:
    for text in (text for seed in range(40) for text in texts(seed)):
        assert last_clause(text) == CLAUSES.split(text)[-1]
        for pattern in (TOTAL, GROUP):
            whole, part = pattern.search(text), at_end(pattern, text)
            assert (whole and whole.span()) == (part and part.span())
