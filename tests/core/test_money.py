"""Money is exact: what is read is what was typed, and what is shown reads back as the same."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optalloc.core.money import (
    FEN_PER_UNIT,
    LARGEST_AMOUNT,
    decimals_of,
    halfwidth,
    parse_amount,
    parse_number,
    parse_share,
    show_amount,
    show_fraction,
    show_known,
    show_money,
    show_percent,
    tidy_name,
    unit_named,
)
from optalloc.pipeline.outcome_text import shown_in

UNITS = st.sampled_from(sorted(FEN_PER_UNIT))
FEN = st.integers(-LARGEST_AMOUNT, LARGEST_AMOUNT)
WIDE = str.maketrans("0123456789.,+-%", "０１２３４５６７８９．，＋－％")


@given(FEN, UNITS)
def test_an_amount_that_is_shown_reads_back_as_the_same_fen(fen: int, unit: str) -> None:
    shown = show_amount(fen, unit)
    assert parse_amount(shown, unit) == fen
    assert parse_amount(shown + unit, "元") == fen
    assert parse_amount(shown.translate(WIDE), unit) == fen
    assert parse_amount(Decimal(shown), unit) == fen


@given(FEN, UNITS)
def test_an_amount_is_shown_without_needless_digits(fen: int, unit: str) -> None:
    whole, _, tail = show_amount(fen, unit).partition(".")
    assert not tail.endswith("0")
    assert whole.lstrip("-") == str(int(whole.lstrip("-")))
    assert show_money(fen, unit, 10) == show_amount(fen, unit)


@given(st.integers(1, 10**12), UNITS, st.integers(0, 10**4))
def test_every_multiple_of_a_grain_fits_into_its_decimals(grain: int, unit: str, k: int) -> None:
    assert len(show_amount(grain * k, unit).partition(".")[2]) <= decimals_of(grain, unit)


@given(st.integers(-(10**15), 10**15))
def test_thousands_may_be_grouped(number: int) -> None:
    assert parse_number(f"{number:,}") == number
    assert parse_number(f"{number:,}".translate(WIDE)) == number


@given(st.decimals(allow_nan=False, allow_infinity=False, places=8, min_value=-1e9, max_value=1e9))
def test_a_decimal_is_read_digit_by_digit(number: Decimal) -> None:
    assert parse_number(str(number)) == Fraction(number)
    assert parse_number(number) == Fraction(number)


@given(st.floats(-1e15, 1e15).filter(lambda x: x == 0 or abs(x) > 1e-90))
def test_a_float_is_read_as_the_decimal_it_shows(number: float) -> None:
    assert parse_number(number) == Fraction(repr(number))


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_reads_alike_as_a_fraction_and_as_a_percentage(part: int, whole: int) -> None:
    assert parse_share(f"{part}/{whole}") == Fraction(part, whole)
    assert parse_share(f"{part}%") == parse_share(f"{part}%".translate(WIDE)) == Fraction(part, 100)


@given(st.fractions(max_denominator=10**6), st.integers(0, 9))
def test_a_fraction_is_shown_to_the_nearest_of_its_digits(value: Fraction, digits: int) -> None:
    shown = Fraction(show_fraction(value, digits))
    assert abs(shown - value) <= Fraction(1, 2 * 10**digits)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "-",
            "一",
            "1.2.3",
            "1,2",
            "12,34",
            "1 2",
            "1..2",
            "nan",
            "inf",
            "0x10",
            "1e999",
        ),
        *(
            "120①",
            "5²",
            "½",
            "⑤",
            "1⒈",
            "٣",
            "１２0人",
            "4.5%",
            "--1",
            "$5",
            "￥",
            "1_000",
            "1" * 61,
        ),
    ],
)
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_number(text)
    with pytest.raises(ValueError):
        parse_amount(text, "万元")
    with pytest.raises(ValueError):
        parse_amount(text + "万元", "元")


@pytest.mark.parametrize("value", [None, True, False, float("nan"), float("inf"), [], {}])
def test_what_is_no_value_at_all_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        parse_number(value)


@pytest.mark.parametrize("text", ["5²%", "①%", "1/0", "1/²", "%", "55 per cent", "1/2%"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_share(text)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("4.5", 4_500_000),
        ("4.5万元", 4_500_000),
        ("4.5 万", 4_500_000),
        ("18元", 1800),
        ("0.01元", 1),
        ("1.2亿元", 12_000_000_000),
        ("４．５万元", 4_500_000),
        ("1E-6", 1),
    ],
)
def test_an_amount_may_name_its_own_unit(text: str, fen: int) -> None:
    assert parse_amount(text, "万元") == fen


@pytest.mark.parametrize(
    "text", ["0.001元", "0.0000001", "100000000000.000001", "5美元", "5元万元"]
)
def test_what_is_no_whole_fen_or_beyond_all_budgets_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_amount(text, "万元")


def test_a_unit_has_its_short_names() -> None:
    assert [unit_named(word) for word in ("万", "万元", "亿", "yuan", "元")] == [
        *("万元", "万元", "亿元", "元", "元")
    ]
    for word in ("", "千元", "美元", "万人"):
        with pytest.raises(ValueError):
            unit_named(word)


def test_percentages_are_shown_with_two_decimals_at_most() -> None:
    assert show_percent(Fraction(11, 20)) == "55%"
    assert show_percent(Fraction(1, 3)) == "33.33%"
    assert show_percent(Fraction(-1, 8), 1) == "-12.5%"


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (Fraction(1, 10**19), "0.00000000000000001%"),
        (Fraction(-1, 10**6), "-0.0001%"),
        (1 - Fraction(1, 10**5), "99.999%"),
        (Fraction(1, 10**5) - 1, "-99.999%"),
        (Fraction(1, 10**99), "0%"),
        (Fraction(0), "0%"),
        (Fraction(1), "100%"),
    ],
)
def test_what_is_not_nothing_or_not_the_whole_is_not_shown_as_such(
    share: Fraction, shown: str
) -> None:
    assert show_percent(share) == shown


@given(st.text("睢县 \u3000\u200b\u00a0ab1", max_size=12))
def test_a_tidy_name_stays_as_it_is(name: str) -> None:
    assert tidy_name(tidy_name(name)) == tidy_name(name)


def test_spaces_are_no_part_of_a_chinese_name() -> None:
    assert tidy_name(" 睢\u3000县 ") == tidy_name("睢 县") == "睢县"
    assert tidy_name(" Sui  County ") == "Sui County"
    assert halfwidth(" １２．５％ ") == "12.5%"


def test_what_is_not_nothing_is_never_shown_as_nothing() -> None:
    assert show_known(Fraction(1, 500_000), 4) == "0.000002"
    assert show_known(Fraction(-1, 10**9), 4) == "-0.000000001"
    assert show_known(Fraction(1, 10**70), 4) == "0"  # beyond the longest number that is shown
    assert [show_known(Fraction(n, 3), 4) for n in (0, 1, 3)] == ["0", "0.3333", "1"]
    # Goals are counted in fen, and told in 万元.
    assert shown_in("money", Fraction(2), "万元") == "0.000002万元"
    assert shown_in("money squared", Fraction(1), "万元") == "0.000000000001万元²"
    assert shown_in("money", Fraction(0), "万元") == "0万元"
