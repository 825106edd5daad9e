"""A share, an area or an amount in another unit is never added as if it were money like the rest."""

from pathlib import Path

import pytest
from tables_made import grave

from optalloc.checking import check
from optalloc.core.errors import InputUnusable


def table(folder: Path, header: str, *cells: str) -> Path:
    """Write amounts of towns and their total."""
    path = folder / "t.csv"
    *rows, last = cells
    lines = [f"镇{i},{cell}" for i, cell in enumerate(rows)]
    path.write_text("\n".join([f"单位,{header}", *lines, f"合计,{last}"]), encoding="utf-8")
    return path


@pytest.mark.parametrize("odd", ["30%", "30％", "30‰", "30亩", "30 万亩", "30户"])
def test_what_is_counted_in_no_money_is_left_out_of_the_sum_and_said(
    tmp_path: Path, odd: str
) -> None:
    path = table(tmp_path, "补助金额（万元）", "12.5", odd, "20", "62.5")
    assert grave(check(path)) == [("unreadable", "B3"), ("sum_column", "B5")]
    found = [f for f in check(path).findings if f.kind == "unreadable"]
    assert "left out of the sums" in found[0].words.en and "不是金额" in found[0].words.zh


def test_amounts_in_two_units_beside_amounts_in_none_are_asked_about(tmp_path: Path) -> None:
    path = table(tmp_path, "补助金额", "12.5万元", "3000元", "20", "3032.5")
    with pytest.raises(InputUnusable, match="some amounts bear units, and not the same") as letter:
        check(path)
    assert letter.value.faults[0].came == "万元、元"
    told = check(path, unit="元")
    assert ("sum_column", "B5") in grave(told)
    assert grave(check(table(tmp_path, "补助金额", "12.5万元", "3000元", "12.8万元"))) == []


def test_the_minus_of_typesetters_is_a_minus(tmp_path: Path) -> None:
    path = table(tmp_path, "增减（万元）", "\u221212.5", "20", "7.5")
    assert [kind for kind, _ in grave(check(path))] in ([], ["negative"])
