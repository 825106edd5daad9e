"""The total that a notice gives of the money, shares of uses and of groups, where it says whose."""

from pathlib import Path

import pytest
from tables_made import of_kind, put

from optalloc.checking import check

TABLE = (
    "分配表（单位：万元）\n"
    "乡镇,合计,资金来源,,,资金用途,\n"
    ",,中央,省级,县级,产业发展,基础设施\n"
    "城关镇,120,60,40,20,80,40\n柳河镇,96,48,32,16,60,36\n马店镇,72,36,24,12,40,32\n"
    "石桥乡,60,30,20,10,36,24\n云岭乡,48,24,16,8,30,18\n白水乡,84,42,28,14,54,30\n"
    "合计,480,240,160,80,300,180\n"
)
PARTS = "其中中央资金240万元、省级资金160万元、县级配套资金80万元"
KINDS = (
    *("notice_award", "notice_count", "notice_share", "notice_source", "notice_total"),
    "notice_use",
)


def said(folder: Path, line: str) -> tuple[list[str], str]:
    """Return how grave and what each finding is, and what was compared with nothing."""
    found = check(put(folder, TABLE), notice=put(folder, f"公示\n{line}\n", "n.txt"))
    wrong = [f"{f.severity} {f.words.zh}" for f in of_kind(found, *KINDS)]
    left = [f.came or "" for f in of_kind(found, "not_compared") if f.where.sheet == "n.txt"]
    return wrong, "".join(left)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (
            f"2024年我县共到位衔接资金490万元，{PARTS}。",
            ["warning 写“2024年我县共到位衔接资金490万元”，其中各项相加为 480万元"],
        ),
        (
            f"2024年我县共到位衔接资金480元，{PARTS}。",
            ["warning 写“2024年我县共到位衔接资金480元”，其中各项相加为 480万元"],
        ),
        (
            f"全县共到位衔接资金0.48亿元。{PARTS}。",
            ["warning 写“全县共到位衔接资金0.48亿元”，其中各项相加为 480万元"],
        ),
        (
            "二、资金用途。用于产业发展300万元，占65.2%；用于基础设施180万元，占37.5%。",
            ["error 写“占65.2%”，按表中金额为 62.5%"],
        ),
        (
            "五、分配结果。三个镇占全县的65%，三个乡占35%。",
            [
                "error 写“三个镇占全县的65%”，按表中金额为 60%",
                "error 写“三个乡占35%”，按表中金额为 40%",
            ],
        ),
        ("城关镇120万元，占全县的30%。", ["error 写“占全县的30%”，按表中金额为 25%"]),
    ],
)
def test_what_the_text_says_without_doubt_is_held_against_the_table(
    line: str, wrong: list[str], tmp_path: Path
) -> None:
    assert said(tmp_path, line) == (wrong, "")


@pytest.mark.parametrize(
    "line",
    [
        f"2024年我县共到位衔接资金480万元，{PARTS}。",
        "2024年我县共到位衔接资金480万元。",
        "二、资金用途。用于产业发展300万元，占62.5%；用于基础设施180万元，占37.5%。",
        "五、分配结果。三个镇占全县的60%，三个乡占40%。",
        "本次共安排480万元，其中中央240万元、省级160万元。",
        "第二批共下达480万元。",
        "资金来源：中央资金240万元，占50%。",
    ],
)
def test_right_totals_and_shares_are_neither_accused_nor_listed(line: str, tmp_path: Path) -> None:
    assert said(tmp_path, line) == ([], "")


@pytest.mark.parametrize(
    ("line", "listed"),
    [
        ("第一批共安排200万元，第二批共安排280万元。", "第一批共安排200万元、第二批共安排280万元"),
        (f"2024年第一批共到位衔接资金200万元，{PARTS}。", "2024年第一批共到位衔接资金200万元"),
        ("2024年我县共到位衔接资金490万元。", "2024年我县共到位衔接资金490万元"),
        (
            "2024年。2023年我县共到位衔接资金430万元，2024年再增。",
            "2023年我县共到位衔接资金430万元",
        ),
        ("2024年全县共安排衔接资金900万元。", "2024年全县共安排衔接资金900万元"),
        (f"我县共到位衔接资金490万元，{PARTS}等。", "我县共到位衔接资金490万元"),
        (
            f"我县共到位衔接资金490万元，{PARTS}、社会帮扶资金10万元。",
            "我县共到位衔接资金490万元、社会帮扶资金10万元",
        ),
        ("三个镇脱贫人口占全县的65%。", "三个镇脱贫人口占全县的65%"),
        ("脱贫人口中，城关镇占全县的30%。", "城关镇占全县的30%"),
        ("城关镇占全县的30%。", "城关镇占全县的30%"),
        ("分配结果：前三个镇占全县的65%。", "分配结果:前三个镇占全县的65%"),
        ("分配给最多的三个镇占65%。", "分配给最多的三个镇占65%"),
    ],
)
def test_what_may_be_of_another_pot_year_or_of_people_is_listed(
    line: str, listed: str, tmp_path: Path
) -> None:
    assert said(tmp_path, line) == ([], listed)


def test_the_reason_of_what_was_not_compared_speaks_of_totals_too(tmp_path: Path) -> None:
    line = "公示\n2024年我县共到位衔接资金490万元。\n"
    found = check(put(tmp_path, TABLE), notice=put(tmp_path, line, "n.txt"))
    (note,) = [f for f in of_kind(found, "not_compared") if f.where.sheet == "n.txt"]
    assert note.words.zh == (
        "正文里有 1 处数没有核对（看不出是表中哪个单位、来源、用途或合计的数，或说的是办法、往年）"
        "：2024年我县共到位衔接资金490万元"
    )
