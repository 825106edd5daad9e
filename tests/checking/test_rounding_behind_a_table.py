"""What rounding can give a row, and what it cannot: 4.2 for each village, in steps of 5."""

from pathlib import Path

import pytest
from tables_made import checked, of_kind

VILLAGES = (12, 8, 5, 5, 7, 9, 11, 3, 6, 10)
RIGHT = (50, 35, 20, 20, 30, 40, 45, 15, 25, 40)
SMALL = (3, 4, 1, 2, 5, 7, 6, 9, 8, 11)


def table(amounts: tuple[float, ...], counts: tuple[int, ...] = VILLAGES) -> str:
    both = zip("甲乙丙丁戊己庚辛壬癸", counts, amounts, strict=True)
    rows = "".join(f"{name}镇,{count},{amount}\n" for name, count, amount in both)
    return f"单位：万元,,\n乡镇,村数,金额\n{rows}"


def test_what_is_rounded_as_most_are_is_off_no_rule(tmp_path: Path) -> None:
    assert of_kind(checked(tmp_path, table(RIGHT)), "off_rule", "payee_rounding") == []


@pytest.mark.parametrize("spoilt", [{3: 10, 4: 40}, {3: 15}, {3: 10}, {3: 25}, {0: 55}])
def test_a_row_that_rounding_once_does_not_give_is_off_the_rule(
    spoilt: dict[int, int], tmp_path: Path
) -> None:
    found = checked(tmp_path, table(tuple(spoilt.get(i, a) for i, a in enumerate(RIGHT))))
    assert {f.where.row for f in of_kind(found, "off_rule")} == {i + 3 for i in spoilt}
    assert {f.severity for f in of_kind(found, "off_rule")} == {"warning"}
    assert of_kind(found, "payee_rounding") == []


def test_rounding_the_other_way_is_named(tmp_path: Path) -> None:
    """At 4.2 the fourth town would have 21; 25 is that rounded up, 15 is no rounding of it."""
    (up,) = of_kind(checked(tmp_path, table((*RIGHT[:3], 25, *RIGHT[4:]))), "off_rule")
    assert "取整的方向不同" in up.words.zh and "the other way" in up.words.en
    (down,) = of_kind(checked(tmp_path, table((*RIGHT[:3], 15, *RIGHT[4:]))), "off_rule")
    assert "取整的方向不同" not in down.words.zh


def test_what_largest_remainder_gives_is_no_fault(tmp_path: Path) -> None:
    """32 shared by 3, 3, 3, 3, 3, 1: 6 each but for two that get the rest as remainders."""
    heads = "单位：万元,,\n乡镇,村数,金额\n"
    counts, amounts = (3, 3, 3, 3, 3, 2), (7, 6, 6, 6, 6, 4)
    both = zip("甲乙丙丁戊己", counts, amounts, strict=True)
    found = checked(tmp_path, heads + "".join(f"{n}镇,{c},{a}\n" for n, c, a in both))
    assert of_kind(found, "off_rule", "payee_rounding") == []


def test_few_payees_stray_half_a_step_each(tmp_path: Path) -> None:
    """1.005 each to a fen: one payee strays by no whole fen, four by two at most."""
    due = [round(count * 1.0033 + 1e-9, 2) for count in SMALL]
    right = table(tuple(due), SMALL)
    assert of_kind(checked(tmp_path, right), "off_rule", "payee_rounding") == []
    for at, more, kind in ((2, 0.02, "off_rule"), (1, 0.01, "payee_rounding")):
        spoilt = [round(a + more * (i == at), 2) for i, a in enumerate(due)]
        found = checked(tmp_path, table(tuple(spoilt), SMALL))
        assert [f.kind for f in of_kind(found, "off_rule", "payee_rounding")] == [kind]
