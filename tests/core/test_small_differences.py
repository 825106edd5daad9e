"""What is not nothing is not shown as 0%."""

from fractions import Fraction

from optalloc.core.alignment import TINY, percents
from optalloc.present.xlsx.figures import relative_format, shown_share_format


def test_a_difference_below_the_last_decimal_says_so_on_a_screen() -> None:
    tiny, half = Fraction(-30, 44_000_000), Fraction(1, 2)
    assert percents([tiny, Fraction(0), half, None]) == [TINY, "0%", "+50%", "—"]
    assert percents([-tiny]) == [TINY]
    assert percents([Fraction(-1, 1000)]) == ["-0.1%"]


def test_a_cell_of_a_workbook_has_as_many_decimals_as_that_takes() -> None:
    assert relative_format(None) == relative_format(Fraction(1, 3)) == "+0.0%;-0.0%;0"
    assert relative_format(Fraction(-30, 44_000_000)) == "+0.0000%;-0.0000%;0"
    assert shown_share_format(Fraction(1, 4), 2) == "0.00%"
    assert shown_share_format(Fraction(1, 300_000), 2) == "0.0000%"
