"""What a letter takes a wrong name or figure for is what came, and a name that is to be had."""

from fractions import Fraction

import pytest

from optalloc.problem.component import unknown
from optalloc.problem.share_bounds import bare_percent, spread, whole_weights


@pytest.mark.parametrize(
    ("names", "there", "remedy"),
    [
        # The city's money was renamed; the district's stands beside it and is not meant.
        (("市级资金", "区级资金"), ("市级补助", "区级资金"), "是不是 市级补助？"),
        (("县级资金", "区级资金"), ("上级补助", "区级资金"), "请改正名称，或补上。"),
        (("青山乡",), ("青山镇", "白沙镇"), "是不是 青山镇？"),
        (("青山镇", "青山乡"), ("青山镇",), "是不是 青山镇？"),
    ],
)
def test_a_name_is_guessed_first_among_those_that_stand_nowhere(
    names: tuple[str, ...], there: tuple[str, ...], remedy: str
) -> None:
    (found,) = unknown("ratio", names, frozenset(there))
    assert found.remedy.zh == remedy


def test_of_so_many_unknown_names_that_none_is_shown_none_is_guessed() -> None:
    many = tuple(f"{i}乡镇" for i in range(1000, 1100))
    found = list(unknown("amounts", many, frozenset(f"{i}乡" for i in range(1000, 1100))))
    assert [complaint.came for complaint in found] == list(many)
    assert [complaint.remedy.zh for complaint in found[39:41]] == [
        "是不是 1039乡？",
        "请改正名称，或补上。",
    ]


def test_a_percentage_without_its_sign_is_told_as_it_came() -> None:
    assert spread([Fraction(55)]) == "5500%"
    assert bare_percent([Fraction(55)]).zh == "要 55%，请写 55%。"
    assert bare_percent([Fraction(121, 2), Fraction(70)]).en == "Write 60.5%, 70% if that is meant."
    # Of at_most: 200% it was said to write 2% for 2, which nobody had written.
    assert bare_percent([Fraction(2)]).zh == "要 2%，请写 2%。"
    assert not bare_percent([Fraction(3, 5), Fraction(31, 20)]).zh


@pytest.mark.parametrize(
    ("weights", "advice"),
    [
        (("40", "3/5"), "；40 请写成 40%"),
        (("20", "20", "3/5"), "；20 请写成 20%"),
        (("25", "15", "3/5"), "；25 请写成 25%；15 请写成 15%"),
        (("5/2", "39/40"), "；2.5 请写成 2.5%"),
        (("40", "1/2"), "；40 请写成 40%"),
        (("3/2", "3/5"), ""),
        (("30", "30", "30"), "；30 请写成 30%"),
        (("3", "3", "4"), "；4 请写成 40%"),
        (("1", "1", "1"), "；1 请写成 1/3"),
        (("3/10", "3/10"), ""),
    ],
)
def test_a_weight_without_its_sign_is_advised_with_it(
    weights: tuple[str, ...], advice: str
) -> None:
    """40 beside 60% was to be written 200/203, which made 158.522167% in all."""
    assert whole_weights(map(Fraction, weights)).zh == "权重之和应为 100%" + advice
