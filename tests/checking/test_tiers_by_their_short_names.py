"""Texts that call a tier's money by the tier alone, and letters that speak to whom they give."""

from pathlib import Path

import pytest
from tables_made import of_kind, put

from optalloc.checking import check

TABLE = (
    "分配表（单位：万元）\n乡镇,合计,中央资金,省级衔接资金,县级配套\n"
    "云岭镇,120,60,40,20\n柳河镇,96,48,32,16\n白沙乡,84,42,28,14\n合计,300,150,100,50\n"
)
KINDS = ("notice_award", "notice_count", "notice_source", "notice_total")
RIGHT = "云岭镇120万元（中央60万元、省级40万元、县级20万元），柳河镇96万元，白沙乡84万元。"


def said(folder: Path, line: str, table: str = TABLE) -> tuple[list[str], str]:
    """Return what is wrong, and what was compared with nothing."""
    found = check(put(folder, table), notice=put(folder, f"公示\n{line}\n", "n.txt"))
    left = [f.came or "" for f in of_kind(found, "not_compared") if f.where.sheet == "n.txt"]
    return [f.words.zh for f in of_kind(found, *KINDS)], "".join(left)


@pytest.mark.parametrize(
    ("slip", "wrong"),
    [
        (("", ""), []),
        (("省级40", "省级30"), ["写“省级30万元”，表中云岭镇、省级为 40万元"]),
        (("柳河镇96", "柳河镇69"), ["写“柳河镇69万元”，表中柳河镇为 96万元"]),
        (("县级20万元", "县级配套20万元"), []),
    ],
)
def test_a_tier_alone_is_all_its_money(
    tmp_path: Path, slip: tuple[str, str], wrong: list[str]
) -> None:
    """A part that nobody knew made what came after it, right or wrong, compared with nothing."""
    assert said(tmp_path, RIGHT.replace(*slip)) == (wrong, "")


def test_a_tier_of_two_heads_is_neither(tmp_path: Path) -> None:
    table = TABLE.replace("县级配套", "省级奖补资金")
    wrong, left = said(tmp_path, "云岭镇120万元，其中省级60万元。", table)
    assert wrong == [] and "省级60万元" in left


@pytest.mark.parametrize("whom", ["你们", "你县", "各乡镇"])
def test_a_letter_to_those_who_get_the_money_is_read(tmp_path: Path, whom: str) -> None:
    text = f"现下达{whom}衔接资金300万元，其中中央150万元、省级100万元、县级50万元。"
    assert said(tmp_path, text) == ([], "")


def test_so_many_units_that_use_the_money_are_counted(tmp_path: Path) -> None:
    assert said(tmp_path, "使用单位为3个乡镇。") == ([], "")
    wrong = ["写 4 个单位，表中有资金的为 3 个"]
    assert said(tmp_path, "使用单位为4个乡镇。") == (wrong, "")
