"""Numbers in Chinese words are read exactly; what may mean two numbers is none."""

from fractions import Fraction

import pytest

from optalloc.core.chinese_numerals import number_in_words, share_in_words


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十五", 15),
        ("五十", 50),
        ("二百零三", 203),
        ("一千零五", 1005),
        ("二十万", 200_000),
        ("叁拾壹万伍仟", 315_000),
        ("三万零五", 30_005),
        ("两亿三千万", 230_000_000),
        ("一亿零五万", 100_050_000),
        ("二〇二三", 2023),
        ("十一点五", Fraction(23, 2)),
        ("十一点五万", 115_000),
        ("零", 0),
    ],
)
def test_a_number_in_words_is_that_number(text: str, number: int | Fraction) -> None:
    assert number_in_words(text) == number


@pytest.mark.parametrize(
    "text",
    ["", "百", "万", "二三十", "一百五", "一万五", "十十", "一百零十", "十五元", "点五", "15"],
)
def test_what_says_no_one_number_is_none(text: str) -> None:
    assert number_in_words(text) is None


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("百分之十五", "3/20"),
        ("百分之四十五点五", "91/200"),
        ("百分之45", "9/20"),
        ("百分之百", "1"),
        ("千分之五", "1/200"),
        ("三分之一", "1/3"),
        ("一成五", "3/20"),
        ("两成半", "1/4"),
    ],
)
def test_a_share_in_words_is_that_share(text: str, share: str) -> None:
    assert share_in_words(text) == Fraction(share)


@pytest.mark.parametrize("text", ["", "分之一", "百分之", "十五", "成", "零分之一", "百分之多少"])
def test_what_says_no_share_is_none(text: str) -> None:
    assert share_in_words(text) is None
