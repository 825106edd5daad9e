"""Each amount, share, ratio and count of a notice is compared for itself with the table."""

from pathlib import Path

import pytest
from tables_made import of_kind, put

from optalloc.checking import Checked, check

TABLE = (
    "单位,中央资金(万元),省级资金(万元),合计(万元)\n"
    "甲镇,9,11,20\n乙镇,4.5,5.5,10\n合计,13.5,16.5,30\n"
)
KINDS = (
    *("notice_award", "notice_count", "notice_share", "notice_source", "notice_total"),
    "notice_use",
)


def held(folder: Path, line: str, table: str = TABLE) -> Checked:
    """Check a table with a notice of one line."""
    return check(put(folder, table), notice=put(folder, f"公示\n{line}\n", "n.txt"))


def said(found: Checked) -> list[tuple[str, str]]:
    """Return the errors about amounts, each with what should stand there."""
    assert {f.severity for f in of_kind(found, *KINDS)} <= {"error"}
    return [(f.kind, f.expected.zh) for f in of_kind(found, *KINDS)]


def left(found: Checked) -> str:
    """Return what of the text was compared with nothing."""
    of_text = [f.came or "" for f in of_kind(found, "not_compared") if f.where.sheet == "n.txt"]
    return "".join(of_text)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("甲镇20万元，其中中央资金9万元、省级资金11万元；乙镇10万元。", []),
        ("甲镇20万元，其中中央资金9万元、省级资金16.5万元。", [("notice_award", "11万元")]),
        ("甲镇20万元（中央资金9万元）、乙镇10万元（中央资金4.5万元）", []),
        ("甲镇20万元（中央资金9万元）、乙镇10万元（中央资金5万元）", [("notice_award", "4.5万元")]),
        ("中央资金13.5万元，其中安排甲镇9万元、乙镇4.5万元。", []),
        ("中央资金13.5万元，其中安排甲镇9万元、乙镇14.5万元。", [("notice_award", "4.5万元")]),
        ("中央资金13.5万元。又：中央资金31.5万元。", [("notice_source", "13.5万元")]),
        ("甲镇和乙镇分别安排20万元、10万元。", []),
        ("甲镇和乙镇分别安排20万元、11万元。", [("notice_award", "10万元")]),
        ("甲镇、乙镇共30万元。", []),
        ("甲镇、乙镇共35万元。", [("notice_award", "30万元")]),
        ("甲镇 200,000元，乙镇 110,000 元。", [("notice_award", "10万元")]),
        ("甲镇：20万元\n乙镇：12万元", [("notice_award", "10万元")]),
        ("乙镇10万元：中央资金4.5万元修路；省级资金6万元修桥。", [("notice_award", "5.5万元")]),
        ("全区共安排资金31万元，涉及2个单位。", [("notice_total", "30万元")]),
        ("本次下达资金33万元。", [("notice_total", "30万元")]),
        ("资金共30万元，其中中央资金13.5万元、省级资金16.5万元。", []),
        ("共分配30万元，涉及3个单位。", [("notice_count", "2")]),
        ("资金共30万元，其中中央资金13.5万元、省级资金16.5万元，分别占45%、56%。",
         [("notice_share", "55%")]),
        ("中央资金13.5万元，占资金总额的54%。", [("notice_share", "45%")]),
        ("中央资金占45%，省级资金占56%。", [("notice_share", "55%")]),
        ("中央资金、省级资金按45：55分担。", []),
        ("中央资金、省级资金按50：50比例分担。", [("notice_share", "45:55")]),
    ],
)  # fmt: skip
def test_a_mention_is_held_against_what_it_is_of(
    tmp_path: Path, line: str, wrong: list[tuple[str, str]]
) -> None:
    found = held(tmp_path, line)
    assert said(found) == wrong
    assert left(found) == ""


@pytest.mark.parametrize(
    ("line", "listed"),
    [
        ("甲镇道路硬化5万元。", "甲镇道路硬化5万元"),
        ("2023年甲镇20万元，2023年乙镇10万元，2022年乙镇8万元。", "2022年乙镇8万元"),
        ("上年甲镇15万元，本次甲镇20万元。", "上年甲镇15万元"),
        ("连同本次共90万元。", "连同本次共90万元"),
        ("每个镇不低于12万元。", "每个镇不低于12万元"),
        ("分配原则：甲镇21万元。", "分配原则:甲镇21万元"),
        ("五、分配原则\n甲镇21万元。\n六、分配结果\n甲镇20万元。", "甲镇21万元"),
        ("省级资金100%。", "省级资金100%"),
        ("增加的有甲镇（1万元）。", "增加的有甲镇(1万元"),
    ],
)
def test_what_is_of_a_rule_or_another_year_is_listed_and_not_accused(
    tmp_path: Path, line: str, listed: str
) -> None:
    found = held(tmp_path, line)
    assert said(found) == []
    assert left(found) == listed


LONG = (
    "单位,资金来源,用途,金额(万元)\n甲镇,市级,产业,20\n甲镇,市级,饮水,5\n乙镇,区级,产业,10\n"
    "丙镇,区级,饮水,5\n"
)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("用于：产业30万元、饮水10万元。其中计入产业发展的30万元，占本批的75%。", []),
        ("用于：产业30万元、饮水15万元。", [("notice_use", "10万元")]),
        ("其中计入产业的30万元，占本批的57%。", [("notice_share", "75%")]),
        ("市级25万元、区级15万元。", []),
        ("市级25万元、区级25万元。", [("notice_source", "15万元")]),
    ],
)
def test_uses_and_sources_of_a_long_table_are_added_up(
    tmp_path: Path, line: str, wrong: list[tuple[str, str]]
) -> None:
    assert said(held(tmp_path, line, LONG)) == wrong


EARLIER = "\n本年已下达（计入全年占比）\n单位,金额(万元)\n甲镇,15\n丙镇,20\n合计,35\n"


def test_an_earlier_batch_below_the_plan_is_not_what_is_given(tmp_path: Path) -> None:
    table = TABLE.replace("合计(万元)", "合计(万元)") + EARLIER
    assert said(held(tmp_path, "资金共30万元，甲镇20万元。", table)) == []
    assert said(held(tmp_path, "资金共35万元。", table)) == [("notice_total", "30万元")]


def test_a_source_with_money_left_may_be_more_than_is_given_from_it(tmp_path: Path) -> None:
    line = "资金共40万元，其中中央资金20万元、省级资金20万元。共分配30万元（结余10万元）。"
    assert said(held(tmp_path, line)) == []
    wrong = held(tmp_path, line.replace("省级资金20", "省级资金21"))
    assert said(wrong) == [("notice_total", "41万元")]
    assert said(held(tmp_path, line.replace("结余10", "结余11"))) != []


def test_the_cells_of_a_notices_table_are_compared_one_by_one(tmp_path: Path) -> None:
    lines = "甲镇：合计 20，中央资金 9，省级资金 11\n乙镇：合计 10，中央资金 5.5，省级资金 4.5\n"
    found = held(tmp_path, f"单位：万元\n{lines}合计：30，中央资金 14.5，省级资金 15.5")
    assert [f.words.zh for f in of_kind(found, "notice_award")] == [
        "公示的表中乙镇、中央资金为 5.5万元，表中为 4.5万元",
        "公示的表中乙镇、省级资金为 4.5万元，表中为 5.5万元",
    ]


def test_who_stands_in_one_of_the_two_tables_alone_is_told(tmp_path: Path) -> None:
    lines = "甲镇：合计 20，中央资金 9，省级资金 11\n丁镇：合计 10，中央资金 4.5，省级资金 5.5\n"
    found = [f for f in held(tmp_path, f"单位：万元\n{lines}").findings if f.kind == "notice_award"]
    assert [(f.severity, f.words.zh) for f in found] == [
        ("warning", "公示的表中有、核对的表中没有的单位：丁镇"),
        ("warning", "核对的表中有资金、公示的表中没有的单位：乙镇"),
    ]


def test_a_table_without_amounts_given_says_that_nothing_was_compared(tmp_path: Path) -> None:
    found = held(tmp_path, "资金共35万元。", "单位,测算额(万元)\n甲镇,9\n乙镇,4.5\n")
    assert said(found) == []
    assert any("公示里的金额没有核对" in f.words.zh for f in of_kind(found, "not_compared"))


USES = "用途,合计（万元）,中央资金,省级资金\n产业发展,95,60,35\n基础设施,30,20,10\n合计,125,80,45\n"
BY_SOURCE = (
    "一、{c}（80万元）\n1.支持产业发展60万元；\n2.支持基础设施项目20万元。\n"
    "二、{p}（45万元）\n1.支持产业发展35万元；\n2.支持基础设施项目10万元。"
)
BY_USE = (
    "{}产业发展{}\n{}中央资金60万元\n{}省级资金35万元\n"
    "{}基础设施{}\n{}中央资金20万元\n{}省级资金10万元"
)


@pytest.mark.parametrize(
    "line",
    [
        BY_SOURCE.format(c="中央资金", p="省级资金"),
        BY_SOURCE.format(c="中央财政衔接资金", p="省级财政衔接推进乡村振兴补助资金"),
        BY_USE.format("一、", "", "1.", "2.", "二、", "", "1.", "2."),
        BY_USE.format(
            "一、", "（95万元）", "（一）", "（二）", "二、", "（30万元）", "（一）", "（二）"
        ),
        BY_USE.format("", "95万元", "", "", "", "30万元", "", ""),
        BY_USE.format("（一）", "：95万元。", "其中：", "", "（二）", "：30万元。", "其中：", ""),
    ],
)
def test_a_line_is_within_the_heading_over_it(line: str, tmp_path: Path) -> None:
    """All of these were called wrong: 中央资金 gives 产业发展 60万元 in USES, not 80 or 95."""
    found = held(tmp_path, line, USES)
    assert (said(found), left(found)) == ([], "")
    spoilt = held(tmp_path, line.replace("60万元", "61万元"), USES)
    assert [due for _, due in said(spoilt)] == ["60万元"]


def test_lines_that_follow_a_list_are_not_within_its_last_one(tmp_path: Path) -> None:
    lines = "1.产业发展95万元；\n2.基础设施30万元。\n中央资金80万元，省级资金45万元。"
    found = held(tmp_path, lines, USES)
    assert (said(found), left(found)) == ([], "")
    spoilt = held(tmp_path, lines.replace("80", "81"), USES)
    assert said(spoilt) == [("notice_source", "80万元")]


def test_what_no_table_tells_of_a_heading_and_a_line_is_listed(tmp_path: Path) -> None:
    """A part of 甲镇 (20) that the tables do not tell may be 9: 中央资金 is 13.5 in all."""
    table = "单位,金额（万元）\n甲镇,20\n乙镇,10\n合计,30\n,\n来源,金额（万元）\n中央资金,13.5\n"
    found = held(tmp_path, "一、甲镇\n1.中央资金9万元", f"{table}省级资金,16.5\n合计,30\n")
    assert said(found) == [] and "中央资金9万元" in left(found)


def test_a_number_with_a_stop_is_the_mark_of_a_list_and_no_sentence(tmp_path: Path) -> None:
    """All after 产业发展 was compared with nothing: its line was read as '1' and '产业发展'."""
    line = "1.产业发展。安排资金95万元，其中中央资金60万元、省级资金35万元。"
    found = held(tmp_path, line, USES)
    assert (said(found), left(found)) == ([], "")
    assert said(held(tmp_path, line.replace("35", "36"), USES)) == [("notice_source", "35万元")]


KINDS_OF_PROJECTS = (
    "项目类别,衔接资金（万元）,,\n,合计,中央财政衔接资金,省级财政衔接资金\n"
    "农业产业,95,60,35\n林业产业,30,20,10\n合计,125,80,45\n"
)


def test_kinds_of_projects_that_name_the_rows_are_uses(tmp_path: Path) -> None:
    """They were a group of nothing, and 衔接资金 over all money a source: nothing was held."""
    lines = (
        "2025年中央财政衔接推进乡村振兴补助资金80万元。\n"
        "1、安排农业产业项目资金95万元（其中：中央财政衔接资金60万元、省级财政衔接资金35万元）。\n"
        "2、安排林业产业项目资金30万元（其中：中央财政衔接资金20万元、省级财政衔接资金10万元）。"
    )
    found = held(tmp_path, lines, KINDS_OF_PROJECTS)
    assert (said(found), left(found)) == ([], "")
    for right, wrong in (("80万", "81万"), ("95万", "96万"), ("35万", "36万"), ("20万", "21万")):
        spoilt = held(tmp_path, lines.replace(right, wrong), KINDS_OF_PROJECTS)
        assert [due for _, due in said(spoilt)] == [f"{right}元"]


def test_names_and_their_amounts_tell_who_what_for_and_the_result(tmp_path: Path) -> None:
    """A notice that lists each county's money was said to tell no 使用单位 and no 分配结果."""
    table = "县区,金额（万元）\n巴州区,20\n南江县,10\n合计,30\n"
    found = held(tmp_path, "巴州区：省级资金20万元；\n南江县：省级资金10万元。", table)
    missing = [f.expected.zh for f in of_kind(found, "notice_field")]
    assert missing == ["资金用途", "分配原则"]
    found = held(tmp_path, "共30万元，见附表。", table)
    assert len(of_kind(found, "notice_field")) == 5


THREE = (
    "单位：万元,,,\n单位,资金来源,用途,金额\n甲镇,中央资金,产业发展,25\n甲镇,中央资金,基础设施,15\n"
    "甲镇,省级资金,产业发展,20\n乙镇,中央资金,产业发展,30\n乙镇,省级资金,基础设施,15\n合计,,,105\n"
)


@pytest.mark.parametrize(
    "line",
    [
        "（一）甲镇60万元，其中产业发展45万元（中央资金25万元、省级资金20万元），基础设施15万元。",
        "一、甲镇\n（一）产业发展\n中央资金25万元；省级资金20万元。\n（二）基础设施\n中央资金15万元。",
        "一、甲镇60万元\n（一）产业发展45万元\n1.中央资金25万元\n2.省级资金20万元",
        "一、中央资金（70万元）\n1.产业发展55万元。其中：甲镇25万元、乙镇30万元；\n2.基础设施15万元。",
    ],
)
def test_an_amount_is_within_all_that_stands_over_it(line: str, tmp_path: Path) -> None:
    """25 of 中央资金 for 产业发展 of 甲镇 was held to be 40, all that 甲镇 has of 中央资金."""
    found = held(tmp_path, line, THREE)
    assert (said(found), left(found)) == ([], "")
    assert said(held(tmp_path, line.replace("25", "26"), THREE)) == [("notice_award", "25万元")]


USES_OF_SOURCES = (
    "单位：万元,,,,,\n乡镇,产业发展,,基础设施,,合计\n,中央资金,省级资金,中央资金,省级资金,\n"
    "甲镇,60,20,20,10,110\n乙镇,50,30,0,15,95\n合计,110,50,20,25,205\n"
)


@pytest.mark.parametrize(
    "line",
    [
        "中央资金用于产业发展110万元、基础设施20万元；省级资金用于产业发展50万元、基础设施25万元。",
        "一、甲镇\n1、产业发展：中央资金60万元；省级资金20万元。\n2、基础设施：中央资金20万元。",
    ],
)
def test_a_head_over_those_of_tiers_is_a_use(line: str, tmp_path: Path) -> None:
    """产业发展 was a source as 中央资金 is, so that no amount was of both: 25 was held to be 35."""
    found = held(tmp_path, line, USES_OF_SOURCES)
    assert (said(found), left(found)) == ([], "")
    (due,) = {due for _, due in said(held(tmp_path, line.replace("20万", "21万"), USES_OF_SOURCES))}
    assert due == "20万元"


@pytest.mark.parametrize(
    "line",
    [
        "（一）甲镇110万元\n（二）乙镇95万元\n以上合计205万元。\n其中：中央资金130万元、省级资金75万元。",
        "1.甲镇110万元\n2.乙镇95万元\n合计205万元\n其中中央资金130万元\n省级资金75万元",
        "一、甲镇110万元\n二、乙镇95万元\n资金来源：\n1.中央资金130万元\n2.省级资金75万元",
    ],
)
def test_a_total_and_its_parts_are_not_within_the_last_line_of_a_list(
    line: str, tmp_path: Path
) -> None:
    found = held(tmp_path, line, USES_OF_SOURCES)
    assert said(found) == []
    assert "130" not in left(found)
