"""What a notice says right in words that may be of a part, of another time, or of somebody else.

An amount is called wrong only where its words can be read in one way; the others are listed.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest
from notices_made import TITLE, said, sheets_of

from optalloc.checking import FindingPlace
from optalloc.checking.names_beside_tables import names_beside_tables
from optalloc.checking.told_amounts import recipients_of
from optalloc.core.money import halfwidth
from optalloc.inputs.understanding.layout.sheet import Sheet


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Sheet]:
    folder: Path = tmp_path_factory.mktemp("notice")
    return sheets_of(folder)


OF_BOTH = [
    "中央资金220万元，其中产业发展134万元、乡村建设86万元。",
    "（一）中央资金220万元。主要用于产业发展134万元、乡村建设86万元。\n"
    "（二）省级资金110万元。主要用于产业发展65万元、乡村建设45万元。\n"
    "（三）县级资金55万元。主要用于产业发展35万元、乡村建设20万元。",
    "产业发展资金234万元，其中中央资金134万元、省级资金65万元、县级资金35万元。",
    "青石镇中央资金40万元，其中产业发展26万元、乡村建设14万元。",
    "龙泉镇91万元，其中：产业发展51万元（中央30万元、省级14万元、县级7万元）。",
    "一、中央资金\n共220万元，其中用于产业发展134万元，用于乡村建设86万元。",
    "中央资金220万元，主要用于产业发展134万元，省级资金110万元，主要用于产业发展65万元。",
]


@pytest.mark.parametrize("line", OF_BOTH)
def test_a_use_of_one_source_that_no_table_tells_is_listed(
    line: str, sheets: Sequence[Sheet]
) -> None:
    wrong, left = said(sheets, line)
    assert wrong == []
    assert left


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("产业发展230万元、乡村建设151万元。", "写“产业发展230万元”，表中产业发展为 234万元"),
        (
            "中央资金220万元、省级资金110万元、县级资金55万元，用于产业发展230万元、乡村建设151万元。",
            "写“用于产业发展230万元”，表中产业发展为 234万元",
        ),
        (
            "中央资金220万元、省级资金110万元、县级资金55万元。产业发展230万元、乡村建设151万元。",
            "写“产业发展230万元”，表中产业发展为 234万元",
        ),
        ("青石镇中央资金41万元。", "写“青石镇中央资金41万元”，表中青石镇、中央为 40万元"),
        (
            "龙泉镇91万元，其中产业发展50万元、乡村建设40万元。",
            "写“其中产业发展50万元”，表中龙泉镇、产业发展为 51万元",
        ),
    ],
)
def test_a_use_of_all_the_money_is_held_against_the_table(
    line: str, wrong: str, sheets: Sequence[Sheet]
) -> None:
    assert said(sheets, line)[0] == [wrong]


OF_SOME = [
    # a whole of the source that the sentence began with
    "收到中央资金400万元，本次分配220万元，结余180万元。",
    "中央资金本年累计到位1200万元，本次安排220万元。",
    "县级财政年初预算安排衔接资金200万元，本次安排55万元，剩余145万元。",
    "上级下达我县中央资金1200万元，本次安排220万元，余980万元待安排。",
    "省财政下达资金500万元，本次分配110万元。",
    "上级下达资金1200万元，本次安排220万元。",
    # of some of the recipients, of projects, of costs
    "除红岩乡外，其余5个乡镇均在40万元以上，合计350万元。",
    "青石镇东风村茶厂项目45万元、前进村道路项目25万元，共70万元。",
    "项目管理费按1%提取，共3.85万元，由县级资金列支。",
    "茶厂45万元、道路25万元，共70万元。",
    "其余资金共165万元。",
    "工作经费合计3万元。",
    "中央资金220万元，其中产业发展134万元、乡村建设86万元，合计220万元。",
]


@pytest.mark.parametrize("line", OF_SOME)
def test_a_whole_that_may_be_of_some_is_never_held_against_all(
    line: str, sheets: Sequence[Sheet]
) -> None:
    assert said(sheets, line)[0] == []


@pytest.mark.parametrize(
    "line",
    [
        "本次共安排386万元。",
        "根据《中央财政衔接推进乡村振兴补助资金管理办法》，本次共安排386万元。",
        "中央资金220万元、省级资金110万元、县级资金55万元，共386万元。",
        "青石镇70万元、白沙镇63万元、龙泉镇91万元、石门乡49万元、双河镇77万元、红岩乡35万元，合计386万元。",
        "中央资金220万元。\n本次共安排386万元。",
        "青石镇70万元、白沙镇63万元，合计386万元。",
    ],
)
def test_a_whole_of_all_is_held_against_the_table(line: str, sheets: Sequence[Sheet]) -> None:
    (wrong,) = said(sheets, line)[0]
    assert wrong.endswith("386万元”，表中合计为 385万元")


OF_ANOTHER_TIME = [
    "第一批资金：青石镇100万元、白沙镇90万元。\n第二批资金：青石镇70万元、白沙镇63万元。",
    "第一批资金：\n青石镇100万元\n白沙镇90万元",
    "第一批安排青石镇100万元、白沙镇90万元，本批安排青石镇70万元、白沙镇63万元。",
    "第一批安排：青石镇100万元；白沙镇90万元。",
    "第一批安排青石镇、白沙镇共190万元。",
    "调整前：青石镇75万元、白沙镇58万元；调整后：青石镇70万元、白沙镇63万元。",
    "原方案中青石镇75万元，现调整为70万元。",
    "将原安排红岩乡的40万元调减5万元，调整为35万元。",
    "预计明年中央资金230万元。",
    "第一批中央资金200万元，占总额的52%。",
]


@pytest.mark.parametrize("line", OF_ANOTHER_TIME)
def test_an_amount_of_another_batch_or_draft_is_listed(line: str, sheets: Sequence[Sheet]) -> None:
    wrong, left = said(sheets, line)
    assert wrong == []
    assert left


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("第一批安排青石镇100万元，本批安排青石镇71万元。", "写“本批安排青石镇71万元”"),
        ("第二批资金：青石镇71万元、白沙镇63万元。", "写“第二批资金:青石镇71万元”"),
        ("调整前：青石镇75万元；调整后：青石镇71万元。", "写“调整后:青石镇71万元”"),
    ],
)
def test_an_amount_of_this_batch_beside_others_is_held_against_the_table(
    line: str, wrong: str, sheets: Sequence[Sheet]
) -> None:
    assert said(sheets, line)[0] == [f"{wrong}，表中青石镇为 70万元"]


@pytest.mark.parametrize(
    "line",
    [
        "安排青石镇70万元、龙泉镇91万元，占总额的41.8%。",
        "本次资金385万元中，安排重点帮扶镇青石镇70万元、龙泉镇91万元，占41.8%。",
        "中央资金220万元、省级资金110万元，占85.7%。",
        "青石镇、龙泉镇合计占41.8%。",
        "中央资金220万元、省级资金110万元，占总额的28.6%。",
        "中央资金220万元，占57.1%，省级资金110万元，占28.6%。",
        "中央资金220万元（占57.1%）、省级资金110万元（占28.6%）。",
    ],
)
def test_a_share_behind_two_amounts_may_be_of_both(line: str, sheets: Sequence[Sheet]) -> None:
    assert said(sheets, line)[0] == []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (
            "中央资金220万元、省级资金110万元（占30%）。",
            "写“省级资金110万元(占30%”，按表中金额为 28.57%",
        ),
        ("中央资金220万元，占57.1%；省级资金110万元，占30%。", "写“占30%”，按表中金额为 28.57%"),
        ("青石镇70万元、白沙镇63万元，龙泉镇占25%。", "写“龙泉镇占25%”，按表中金额为 23.64%"),
    ],
)
def test_a_share_of_one_amount_is_held_against_the_table(
    line: str, wrong: str, sheets: Sequence[Sheet]
) -> None:
    assert said(sheets, line)[0] == [wrong]


@pytest.mark.parametrize(
    "line",
    [
        "本县共9个乡镇，本次安排6个乡镇，另3个乡镇（南山镇、北山镇、云台乡）本次不安排。",
        "全县共9个乡镇，本次安排6个乡镇。",
        "全县辖9个乡镇。本次安排6个乡镇。",
    ],
)
def test_the_number_of_all_towns_of_a_county_is_not_that_of_those_paid(
    line: str, sheets: Sequence[Sheet]
) -> None:
    assert said(sheets, line)[0] == []


@pytest.mark.parametrize(
    "line",
    [
        "共7个乡镇。",
        "本次资金全县共7个乡镇获得。",
        "全县共7个乡镇安排资金。",
        "本次共安排385万元，涉及7个乡镇。",
    ],
)
def test_another_number_of_those_paid_is_found(line: str, sheets: Sequence[Sheet]) -> None:
    assert said(sheets, line)[0] == ["写 7 个单位，表中有资金的为 6 个"]


def strangers(sheets: Sequence[Sheet], line: str) -> list[str]:
    text, where = halfwidth(f"{TITLE}{line}\n"), FindingPlace(sheet="n.txt")
    found = names_beside_tables(text, text, recipients_of(sheets), {}, where)
    return [f.words.zh for f in found]


@pytest.mark.parametrize(
    "line",
    [
        "青石、白沙两镇共133万元。",
        "石门、红岩两乡合计84万元。",
        "青石、白沙、龙泉三镇共224万元。",
        "安排青石、白沙2镇，共133万元。",
        "安排青石、白沙，共133万元。",
        "第一类为乡：石门乡49万元、红岩乡35万元，小计84万元；第二类为镇：青石镇70万元、白沙镇63万元、龙泉镇91万元、双河镇77万元，小计301万元。",
    ],
)
def test_names_that_share_their_last_word_are_no_strangers(
    line: str, sheets: Sequence[Sheet]
) -> None:
    assert strangers(sheets, line) == []
    assert said(sheets, line)[0] == []


@pytest.mark.parametrize("name", ["白河镇", "三道镇"])
def test_a_name_of_no_table_is_still_a_stranger(name: str, sheets: Sequence[Sheet]) -> None:
    (found,) = strangers(sheets, f"青石镇70万元、龙泉镇91万元、石门乡49万元、{name}10万元。")
    assert f"公示里列出、表中没有的单位：{name}" in found


@pytest.mark.parametrize("year", ["2023", "2025"])
def test_of_two_years_told_as_often_none_is_taken_for_this(
    year: str, sheets: Sequence[Sheet]
) -> None:
    line = f"{year}年安排青石镇80万元。"
    assert said(sheets, line) == ([], [line.rstrip("。")])
    (wrong,) = said(sheets, line.replace(year, "2024"))[0]
    assert "80万元" in wrong
