"""What stands beside a total of last year's paper is no award, or a doubt that is asked about."""

from pathlib import Path

import pytest
from test_last_years_papers import SCENARIO, last_year

from optalloc.core.errors import InputUnusable
from optalloc.inputs.read import read

TOWNS = ("甲镇", "乙镇", "丙镇")
RECIPIENTS = SCENARIO.replace("{单位: 乙镇", "{单位: 丙镇, 村数: 1}, {单位: 乙镇")


def paper(heads: str, *rows: str) -> str:
    """Return a paper of three towns with a total below them."""
    figures = [list(map(int, row.split())) for row in rows]
    figures.append([sum(of) for of in zip(*figures, strict=True)])
    lines = (
        ",".join((who, *map(str, of))) for who, of in zip((*TOWNS, "合计"), figures, strict=True)
    )
    return "\n".join(("单位：万元", ",".join(("乡镇", *heads.split())), *lines)) + "\n"


def given(folder: Path, table: str, say: str = "") -> list[int]:
    """Return what each town was given [万元]."""
    scenario = RECIPIENTS.replace("year: 2024", f"year: 2024{say}")
    awards = read(last_year(folder, table, scenario)).history
    return [sum(a.amount for a in awards if a.recipient == town) // 10**6 for town in TOWNS]


@pytest.mark.parametrize(
    ("heads", "rows"),
    [
        ("上年结转 省级 合计 支出", ("2 28 30 29", "2 22 24 23", "2 16 18 17")),
        ("中央 省级 合计 已拨付 结余", ("2 28 30 28 2", "2 22 24 23 1", "2 16 18 17 1")),
        ("资金总额 已支付", ("30 29", "24 23", "18 17")),
        ("资金总额 支出 结余", ("30 29 1", "24 23 1", "18 17 1")),
        (
            "产业发展 乡村建设 项目管理费 合计 上年 增减额",
            ("28 1 1 30 27 3", "22 1 1 24 21 3", "16 1 1 18 15 3"),
        ),
        ("年初预算 追加 合计", ("20 10 30", "20 4 24", "10 8 18")),
        ("年初预算 调整 调整后合计", ("31 -1 30", "26 -2 24", "21 -3 18")),
        ("中央 省级 合计 自筹", ("20 10 30 5", "20 4 24 5", "10 8 18 5")),
        ("总投资 中央 省级", ("30 25 5", "24 19 5", "18 13 5")),
        ("合计 中央 自筹", ("30 30 0", "24 24 0", "18 18 0")),
        ("2023年 2024年 增减", ("29 30 1", "23 24 1", "17 18 1")),
        ("2025年 2024年 增减", ("31 30 -1", "25 24 -1", "19 18 -1")),
    ],
)
def test_what_is_no_part_of_a_total_is_not_held_against_it(
    tmp_path: Path, heads: str, rows: tuple[str, ...]
) -> None:
    assert given(tmp_path, paper(heads, *rows)) == [30, 24, 18]


@pytest.mark.parametrize(
    ("heads", "rows", "says", "column"),
    [
        (
            "上年结转 本年下达 资金合计 支出",
            ("2 30 32 29", "2 24 26 23", "2 18 20 17"),
            "看不出是否包括 上年结转",
            "",
        ),
        (
            "总投资 财政资金 自筹资金",
            ("35 30 5", "29 24 5", "23 18 5"),
            "不能含 自筹资金",
            "财政资金",
        ),
        (
            "合计 财政资金 银行贷款",
            ("35 30 5", "29 24 5", "23 18 5"),
            "不能含 银行贷款",
            "财政资金",
        ),
        ("总投资 财政资金", ("35 30", "29 24", "23 18"), "应为当年安排的金额", "财政资金"),
        ("总投资", ("30", "24", "18"), "应为当年安排的金额", "总投资"),
        ("中央 省级 自筹", ("20 10 5", "20 4 5", "10 8 5"), "不能含 自筹", ""),
        (
            "总投资 中央 省级 自筹",
            ("35 20 10 5", "29 20 4 5", "23 10 8 5"),
            "请另存一份，删去 自筹 和含它的合计",
            "",
        ),
        (
            "中央 省级 上级小计 县级",
            ("20 10 30 5", "20 4 24 5", "10 8 18 5"),
            "若应含 县级，请补一列含它的合计",
            "上级小计",
        ),
    ],
)
def test_a_total_that_may_be_more_or_less_than_what_was_given_is_asked_about(
    tmp_path: Path, heads: str, rows: tuple[str, ...], says: str, column: str
) -> None:
    with pytest.raises(InputUnusable) as error:
        given(tmp_path, paper(heads, *rows))
    letter = error.value.letter("zh")
    assert says in letter
    assert "各格之和" not in letter
    assert (f"column: {column}}}" in letter) == bool(column)
    if column:
        assert given(tmp_path, paper(heads, *rows), f", column: {column}") == [30, 24, 18]


def test_own_money_that_the_scenario_knows_as_a_source_is_given(tmp_path: Path) -> None:
    table = paper("总投资 财政资金 自筹资金", "35 30 5", "29 24 5", "23 18 5")
    scenario = RECIPIENTS.replace(
        "[{资金来源: 中央", "[{资金来源: 自筹资金, 金额: 1}, {资金来源: 中央"
    )
    awards = read(last_year(tmp_path, table, scenario)).history
    assert sum(a.amount for a in awards) == 87 * 10**6


@pytest.mark.parametrize(
    ("heads", "rows", "says"),
    [
        (
            "测算金额 实际安排金额",
            ("29 30", "25 24", "17 18"),
            "如 {file: …, column: 实际安排金额}",
        ),
        ("计划数 下达数", ("29 30", "25 24", "17 18"), "如 {file: …, column: 下达数}"),
        ("2024年 2025年 增减", ("30 31 1", "24 25 1", "18 19 1"), "如 {file: …, column: 2024年}"),
        (
            "核定金额 下达金额",
            ("31 30", "25 24", "19 18"),
            "{file: …, column: 列名}，列名为 核定金额、下达金额 之一",
        ),
    ],
)
def test_a_letter_names_the_column_that_is_meant_or_all_that_may_be(
    tmp_path: Path, heads: str, rows: tuple[str, ...], says: str
) -> None:
    with pytest.raises(InputUnusable) as error:
        given(tmp_path, paper(heads, *rows))
    assert says in error.value.letter("zh")
