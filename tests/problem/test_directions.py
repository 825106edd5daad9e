"""Directions of indicators: what one of them is stands in one file."""

from fractions import Fraction
from typing import get_args

import pytest

from optalloc.problem.directions import DIRECTIONS, Direction, DirectionName

FIGURES = [Fraction(3), Fraction(5), Fraction(15)]


def shares(direction: Direction) -> list[Fraction]:
    bases = direction.bases(FIGURES)
    return [base / sum(bases) for base in bases]


def test_a_scenario_may_write_every_direction_there_is_and_no_other() -> None:
    assert set(DIRECTIONS) == set(get_args(DirectionName))


def test_more_shares_by_the_figures_and_less_by_their_reciprocals() -> None:
    assert shares(DIRECTIONS["more"]) == [Fraction(3, 23), Fraction(5, 23), Fraction(15, 23)]
    # 1/3 : 1/5 : 1/15 = 5 : 3 : 1
    assert shares(DIRECTIONS["less"]) == [Fraction(5, 9), Fraction(3, 9), Fraction(1, 9)]


@pytest.mark.parametrize("direction", DIRECTIONS.values(), ids=DIRECTIONS)
def test_a_share_rises_or_falls_with_its_figure_as_the_direction_says(
    direction: Direction,
) -> None:
    bases = direction.bases(FIGURES)
    assert bases == sorted(bases, reverse=not direction.is_rising)


@pytest.mark.parametrize("direction", DIRECTIONS.values(), ids=DIRECTIONS)
def test_a_workbook_computes_what_shares_are_taken_of(direction: Direction) -> None:
    # What a spreadsheet writes as ^ Python writes as **.
    text = direction.formula("8").replace("^", "**").replace("8", "Fraction(8)")
    assert eval(text, {"Fraction": Fraction}) == direction.basis(Fraction(8))


def test_more_can_share_out_nothing_by_a_figure_below_0() -> None:
    more = DIRECTIONS["more"]
    assert more.can_share(Fraction(0)) and not more.can_share(Fraction(-1))
    assert "不小于 0" in more.needs.zh and more.why_not("常住").en == "常住 of at least 0"


def test_less_can_share_out_nothing_by_a_figure_of_0_and_says_so() -> None:
    less = DIRECTIONS["less"]
    assert not less.can_share(Fraction(0)) and not less.can_share(Fraction(-1))
    assert "above 0" in less.needs.en and "大于 0" in less.why_not("人均收入").zh
    assert "人均收入" in less.why_not("人均收入").en
