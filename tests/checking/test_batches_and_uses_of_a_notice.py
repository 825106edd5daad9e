"""Totals with earlier batches, lists of uses, groups, and names behind an amount, in a notice."""

from pathlib import Path

import pytest
from tables_made import of_kind, put

from optalloc.checking import Checked, check
from optalloc.pipeline.plan_folder.write import write_folder
from optalloc.pipeline.solve import solve

ROOT = Path(__file__).resolve().parents[2]
SIX = ROOT / "scenarios" / "six-factors" / "plan.yaml"
"""Earlier it gave 100万元 (东山镇 30, 西河镇 20, 北岭镇 40, 区农业农村局 10), and 500 now."""
TABLE = (
    "单位,市级第二批(万元),区级配套(万元),合计(万元)\n"
    "灵山镇,18,22,40\n三江镇,4.5,5.5,10\n合计,22.5,27.5,50\n"
)
KINDS = (
    *("notice_award", "notice_count", "notice_share", "notice_source", "notice_total"),
    *("notice_use", "notice_weight"),
)
Said = tuple[list[str], str]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plan")
    write_folder(solve(SIX), folder, "zh")
    return folder / "plan.csv"


def said_of(found: Checked) -> Said:
    """Return what amounts should be, and what was compared with nothing."""
    wrong = [f.expected.zh for f in of_kind(found, *KINDS)]
    left = [f.came or "" for f in of_kind(found, "not_compared") if f.where.sheet == "n.txt"]
    return wrong, "".join(left)


def beside(plan: Path, folder: Path, line: str) -> Said:
    return said_of(check(plan, scenario=SIX, notice=put(folder, f"公示\n{line}\n", "n.txt")))


def held(folder: Path, line: str) -> Said:
    return said_of(check(put(folder, TABLE), notice=put(folder, f"公示\n{line}\n", "n.txt")))


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("连同本次共600万元。", []),
        ("连同本次共610万元。", ["600万元"]),
        ("加上前批共600万元。", []),
        ("加上前批共500万元。", ["600万元"]),
        ("连同前期下达的100万元，全年累计下达600万元。", []),
        ("连同前期下达的110万元，全年累计下达610万元。", ["100万元", "600万元"]),
        ("前期已下达100万元；本次下达500万元；累计下达600万元。", []),
        ("本年度共安排衔接资金600万元，其中提前下达100万元，本批500万元。", []),
        ("本年度共安排衔接资金650万元，其中提前下达100万元，本批500万元。", ["600万元"]),
        ("连同本次，2023年已下达衔接资金600万元，其中东山镇142万元、区水务局40万元。", []),
        ("连同本次，2023年已下达衔接资金600万元，其中东山镇152万元。", ["142万元"]),
        ("本次下达东山镇112万元（累计142万元）、西河镇81万元（累计101万元）。", []),
        ("东山镇全年142万元，其中前期30万元。", []),
        ("With the earlier batches, 6 million yuan have been awarded this year.", []),
        ("With the earlier batches, 6.1 million yuan have been awarded this year.", ["600万元"]),
    ],
)
def test_what_batches_gave_is_held_against_the_earlier_awards_of_a_scenario(
    line: str, wrong: list[str], plan: Path, tmp_path: Path
) -> None:
    found = check(plan, scenario=SIX, notice=put(tmp_path, f"公示\n{line}\n", "n.txt"))
    totals = of_kind(found, *KINDS)
    assert [f.expected.zh for f in totals] == wrong
    assert all(f.severity == "warning" for f in totals)


@pytest.mark.parametrize(
    "line",
    [
        "自2021年以来累计下达5000万元。",
        "十四五以来累计下达5000万元。",
        "去年共下达480万元。",
        "累计下达900万元。",
        "连同前批，中央资金共300万元。",
    ],
)
def test_what_may_be_of_other_years_or_sources_is_listed(
    line: str, plan: Path, tmp_path: Path
) -> None:
    wrong, left = beside(plan, tmp_path, line)
    assert wrong == [] and "万元" in left


@pytest.mark.parametrize(
    ("line", "wrong", "left"),
    [
        ("连同前期下达的226万元，全年累计下达276万元。", [], ""),
        ("连同本次共276万元，其中前三批226万元，本批50万元。", [], ""),
        (
            "第一批100万元。第二批50万元，两批合计150万元。",
            [],
            "第一批100万元、第二批50万元、两批合计150万元",
        ),
        (
            "连同前期下达的226万元，全年累计下达286万元。",
            ["276万元"],
            "连同前期下达的226万元",
        ),
        ("连同本次共276万元。", [], "连同本次共276万元"),
        ("加上前批共276万元。", [], "加上前批共276万元"),
    ],
)
def test_without_a_scenario_the_batches_of_a_notice_are_held_against_each_other(
    line: str, wrong: list[str], left: str, tmp_path: Path
) -> None:
    assert held(tmp_path, line) == (wrong, left)


@pytest.mark.parametrize(
    ("line", "wrong", "left"),
    [
        ("这批资金用于道路12万元、饮水38万元。", [], ""),
        ("本批50万元资金用于道路12万元、饮水38万元。", [], ""),
        (
            "这批资金用于道路12万元、饮水13万元。",
            ["50万元"],
            "",
        ),
        ("本批资金主要用于道路12万元、饮水13万元。", [], "本批资金主要用于道路12万元、饮水13万元"),
        ("本批资金用于道路12万元、饮水13万元等。", [], "本批资金用于道路12万元、饮水13万元"),
        ("市级第二批资金用于道路12万元。", [], "市级第二批资金用于道路12万元"),
    ],
)
def test_a_list_of_all_that_the_money_is_for_is_held_against_the_total(
    line: str, wrong: list[str], left: str, tmp_path: Path
) -> None:
    assert held(tmp_path, line) == (wrong, left)


@pytest.mark.parametrize(
    ("right", "spoilt", "due"),
    [
        ("市级第二批18万元安排给灵山镇，4.5万元安排给三江镇。", ("4.5", "5.5"), "4.5万元"),
        ("区级配套27.5万元中的22万元安排给灵山镇。", ("22", "23"), "22万元"),
        ("灵山镇18万元来自市级第二批，22万元来自区级配套。", ("22", "24"), "22万元"),
        ("50万元分配给灵山镇、三江镇。", ("50", "60"), "50万元"),
        ("灵山镇（项目镇）40万元。", ("40", "41"), "40万元"),
        ("灵山镇，安排40万元。", ("40", "41"), "40万元"),
        ("由市级第二批承担22.5万元。", ("22.5", "23.5"), "22.5万元"),
        ("灵山镇、三江镇各安排40万元、10万元。", ("40", "50"), "40万元"),
        ("2个镇共50万元。", ("50", "60"), "50万元"),
        ("灵山镇等2个镇50万元。", ("50", "60"), "50万元"),
        ("本次资金50万元已到位。", ("50", "60"), "50万元"),
        ("本次下达2023年衔接推进乡村振兴补助资金50万元。", ("50万", "60万"), "50万元"),
        (
            "50万元（市级第二批22.5万元+区级配套27.5万元）。",
            ("50", "60"),
            "50万元",
        ),
        (
            "市级第二批、区级配套分别为22.5万元、27.5万元，按45:55比例分担。",
            ("45:55", "55:45"),
            "45:55",
        ),
        (
            "市级第二批22.5万元、区级配套27.5万元，占比分别为45%、55%。",
            ("55%", "45%"),
            "55%",
        ),
        ("灵山镇：400,000元，占总额的80%。三江镇：100,000元，占总额的20%。", ("20%", "30%"), "20%"),
        ("市级第二批、区级配套之比为45:55。", ("45:55", "55:45"), "45:55"),
        ("灵山镇、三江镇，分别为40万元、10万元。", ("40", "50"), "40万元"),
        ("根据测算，灵山镇40万元。", ("40", "50"), "40万元"),
        ("2023年市级第二批和区级配套资金共50万元。", ("50", "60"), "50万元"),
        ("灵山镇肆拾万元整（¥400,000.00）。", ("肆拾", "伍拾"), "40万元"),
    ],
)
def test_each_way_of_telling_an_amount_is_held(
    right: str, spoilt: tuple[str, str], due: str, tmp_path: Path
) -> None:
    assert held(tmp_path, right) == ([], "")
    wrong, _ = held(tmp_path, right.replace(*spoilt))
    assert wrong == [due]


@pytest.mark.parametrize(
    "line",
    [
        "一、灵山镇40万元。其中市级第二批18万元。区级配套22万元。",
        "（一）灵山镇\n安排资金40万元，其中：市级第二批18万元、区级配套22万元。",
        "1、灵山镇。分配40万元。2、三江镇。分配10万元。",
        "灵山镇：40万元（市级第二批18万元）。三江镇：10万元（市级第二批4.5万元）。总计50万元。",
        "灵山镇: 40万元(市级第二批: 18万元; 区级配套: 22万元)",
        "灵山镇共40万元，其中市级第二批18万元；区级配套22万元。",
        "市级第二批18万元安排给灵山镇，三江镇4.5万元。",
        "灵山镇\n本次下达资金50万元。",
    ],
)
def test_what_is_said_under_a_name_is_of_that_name(line: str, tmp_path: Path) -> None:
    assert held(tmp_path, line)[0] == []


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("镇级合计30万元。", "镇级合计30万元"),
        ("同意安排32万元，其中市级第二批12万元。", "同意安排32万元、其中市级第二批12万元"),
        ("区级与市级45:55配套。", "区级与市级45:55"),
        ("五个镇合计90万元。", "五个镇合计90万元"),
        ("某路，资金32万元，其中市级第二批12万元。", "资金32万元、其中市级第二批12万元"),
        ("灵山镇：产业路。安排资金18万元。", "安排资金18万元"),
        ("灵山镇辖22个行政村，人口2150人。", "灵山镇辖22、人口2150"),
    ],
)
def test_what_is_of_a_part_that_nobody_knows_is_listed_and_not_accused(
    line: str, left: str, tmp_path: Path
) -> None:
    assert held(tmp_path, line) == ([], left)


def test_six_unread_figures_are_named_and_the_rest_counted(tmp_path: Path) -> None:
    line = "".join(f"某村{n}万元。" for n in range(61, 70))
    found = check(put(tmp_path, TABLE), notice=put(tmp_path, f"公示\n{line}\n", "n.txt"))
    (left,) = [f for f in of_kind(found, "not_compared") if f.where.sheet == "n.txt"]
    assert left.words.zh.endswith("某村66万元，另有 3 处（--json 里全有）")
    assert left.words.en.endswith(", and 3 more (--json has them all)")
    assert left.came == "、".join(f"某村{n}万元" for n in range(61, 70))


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("关于2025年第一批衔接资金分配结果的公告", []),
        ("衔接资金分配公示", []),
        ("2024年和2025年衔接资金分配公示", []),
        ("关于2024年第一批衔接资金分配结果的公告", [("2024年", "2025年")]),
        ("关于2025 年第二批衔接资金分配结果的公告", [("第二批", "第一批")]),
    ],
)
def test_a_title_of_another_year_or_batch_than_the_table(
    title: str, said: list[tuple[str, str]], tmp_path: Path
) -> None:
    """Nothing was said of either, and neither was listed."""
    table = put(
        tmp_path, "2025年第一批衔接资金分配表（单位：万元）\n单位,金额\n甲镇,3\n乙镇,2\n合计,5\n"
    )
    found = check(table, notice=put(tmp_path, f"{title}\n甲镇3万元、乙镇2万元。\n", "n.txt"))
    assert [(f.came, f.expected.zh) for f in of_kind(found, "notice_title")] == said


def test_numbers_of_one_office_and_year_follow_the_first(tmp_path: Path) -> None:
    table = put(tmp_path, "单位,金额（万元）\n甲镇,3\n乙镇,2\n合计,5\n")
    notice = put(tmp_path, "公示\n资金（某财预〔2017〕450号、490号）共5万元。\n", "n.txt")
    left = [f.came for f in of_kind(check(table, notice=notice), "not_compared")]
    assert left == ["某财预〔2017〕450号、某财预〔2017〕490号"]


ACROSS = (
    "分配表（单位：万元）\n单位,产业发展,,基础设施,\n,中央资金,省级资金,中央资金,省级资金\n"
    "甲镇,40,10,5,8\n乙镇,30,12,10,7\n丙镇,40,13,5,9\n"
)
"""Of 中央 110 + 20, of 省级 35 + 24; for 产业 145, for 基础设施 44; in all 189."""


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("本次安排资金189万元，其中中央资金130万元、省级资金59万元。", []),
        ("中央资金共130万元。", []),
        ("中央资金共110万元。", ["130万元"]),
        ("用于产业发展145万元、基础设施44万元。", []),
        ("用于产业发展110万元、基础设施44万元。", ["145万元"]),
        ("甲镇63万元、乙镇59万元、丙镇67万元。", []),
        ("甲镇50万元、乙镇59万元、丙镇67万元。", ["63万元"]),
    ],
)
def test_sources_under_each_use_are_added_up_where_nothing_else_adds_them(
    line: str, wrong: list[str], tmp_path: Path
) -> None:
    notice = put(tmp_path, f"公示\n{line}\n", "n.txt")
    assert said_of(check(put(tmp_path, ACROSS), notice=notice)) == (wrong, "")


@pytest.mark.parametrize(
    "heads", [("2024年", "2025年"), ("第一批", "第二批"), ("原方案", "调整后")]
)
def test_sources_of_several_years_or_versions_are_not_added_up(
    heads: tuple[str, str], tmp_path: Path
) -> None:
    """中央 has 110 in the first and 20 in the second: their sum is nobody's money."""
    first, second = heads
    table = ACROSS.replace("产业发展", first).replace("基础设施", second)
    notice = put(tmp_path, "公示\n中央资金共110万元。\n", "n.txt")
    assert said_of(check(put(tmp_path, table), notice=notice))[0] == []
