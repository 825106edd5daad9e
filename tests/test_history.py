"""The table of earlier years: what is read, and the letters about what cannot be."""

import pytest
from office import Office

from optalloc.errors import InputUnusable
from optalloc.past import given_already, past_mean, past_totals, years
from optalloc.problem import PastAward
from optalloc.read import read

FEN_PER_WAN = 1_000_000
HEADER = "年度,单位,资金来源,用途,金额(万元)\n"


def told(office: Office, rows: str, lang: str = "zh") -> str:
    office.put("history.csv", HEADER + rows)
    office.swap("scenario.yaml", ("earlier: earlier.csv", "earlier: earlier.csv\n  history: history.csv"))
    with pytest.raises(InputUnusable) as refused:
        read("scenario.yaml")
    office.swap("scenario.yaml", ("\n  history: history.csv", ""))
    return refused.value.letter("zh" if lang == "zh" else "en")


def test_awards_of_earlier_years_are_read_with_and_without_source_and_use(office: Office) -> None:
    office.put(
        "history.csv",
        HEADER + "1，甲镇\n".replace("1，甲镇\n", "")
        + "1,甲 镇,第一批,产业发展,12.5\n1,甲镇,,,2\n2,丁镇,,乡村建设,3\n合计,,,,17.5\n",
    )
    office.swap("scenario.yaml", ("earlier: earlier.csv", "history: history.csv"))
    problem = read("scenario.yaml")
    assert problem.history == (
        PastAward(1, "甲镇", "第一批", "产业发展", 12_500_000),
        PastAward(1, "甲镇", "", "", 2 * FEN_PER_WAN),
        PastAward(2, "丁镇", "", "乡村建设", 3 * FEN_PER_WAN),
    )
    assert years(problem) == (1, 2)
    assert past_totals(problem, 1) == {"甲镇": 14_500_000}
    assert past_mean(problem, "甲镇", (1, 2)) == 7_250_000
    assert given_already(problem, "year") == {}


def test_a_year_is_a_whole_number(office: Office) -> None:
    assert told(office, "去年,甲镇,,,1\n1.5,甲镇,,,1\n") == (
        "history.csv，不能使用：\n"
        "  第2行 年度：应为整数，不小于 1，不大于 9999，实为 '去年'。请填写数字。\n"
        "  第3行 年度：应为整数，不小于 1，不大于 9999，实为 '1.5'。请去掉小数。"
    )


def test_a_use_that_is_named_must_be_known(office: Office) -> None:
    assert told(office, "1,甲镇,,修桥,1\n", "en") == (
        "history.csv, cannot be used:\n"
        "  row 2, 用途: a name from uses (产业发展, 乡村建设), got '修桥'. "
        "Correct it, or add it to uses."
    )


def test_an_amount_below_zero_is_refused(office: Office) -> None:
    assert "第2行 金额(万元)：应为以万元计的金额，不小于 0" in told(office, "1,甲镇,,,-1\n")


def test_a_total_that_is_not_the_sum_is_refused(office: Office) -> None:
    assert "合计应等于各行之和 3" in told(office, "1,甲镇,,,1\n1,乙镇,,,2\n合计,,,,4\n")


def test_without_a_year_there_is_no_award(office: Office) -> None:
    assert "第2行 年度" in told(office, ",甲镇,,,1\n")
