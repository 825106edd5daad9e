"""Days, telephones, rooms and accounts are no figures; what is quoted is of somebody else."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from notices_made import said, sheets_of

from optalloc.inputs.understanding.layout.sheet import Sheet


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Sheet]:
    folder: Path = tmp_path_factory.mktemp("notice")
    return sheets_of(folder)


@pytest.mark.parametrize(
    "line",
    [
        "联系电话：0898-66778899，传真66778800，邮编570100。",
        "联系电话：66778899转801，电话：(0898)66778899、66778811。",
        "举报电话 0898 66778899；监督电话：12317、12345。",
        "电子邮箱：fpb2024@163.com，网址：http://www.xx.gov.cn/2024/05/t20240501_123.html。",
        "地址：行政中心B座1208；人民路12号政府大楼3楼305室。",
        "来信请寄：XX县和平路88号农业农村局306办公室，邮编：571100。",
        "开户行：农行XX支行，账号6228 4800 1234 5678 901。",
        "公示时间：2024/5/1-2024/5/10；2024.5.1—2024.5.10；2024-05-01；5.1—5.10。",
        "上午8:30-12:00，下午14:30-17:30。",
        "统一社会信用代码：91460000MA5T2X3Y4Z。",
        "经第3届政府第42次常务会议审议，本公示一式3份，共3页，第1页。",
        "附件：1.分配表 2.绩效目标表",
        "Contact: telephone 0898-66778899, room 306, e-mail a2024@163.com. Annex: 1. Table; 2. Map",
    ],
)
def test_what_counts_nothing_is_not_listed(line: str, sheets: Sequence[Sheet]) -> None:
    assert said(sheets, line) == ([], [])


@pytest.mark.parametrize(
    ("line", "listed"),
    [
        ("道路20，茶园30。", ["道路20", "茶园30"]),
        ("建房20，修楼3个项目。", ["建房20", "修楼3个项目"]),
        ("约1.5—2.5万元。", ["约1.5—2.5万元"]),
        ("联系电话旁的经费20万元。", ["联系电话旁的经费20万元"]),
    ],
)
def test_a_number_that_may_count_something_is_listed(
    line: str, listed: list[str], sheets: Sequence[Sheet]
) -> None:
    assert said(sheets, line) == ([], listed)


QUOTED = [
    "《办法》规定“产业发展资金占比不低于60%”。",
    "《资金管理办法》规定：“用于产业发展的资金占比为55%”。",
    "根据《关于下达2024年中央资金500万元的通知》，现予公示。",
    "根据《省财政厅关于下达中央资金300万元的通知》，本次共安排385万元。",
    "县委会议明确“青石镇安排80万元”。",
    "“青石镇安排80万元”的请求未予采纳。",
    "省通知要求“中央、省级、县级按5:2:1分担”。",
    "按照“涉及7个乡镇”的要求，本次安排6个乡镇。",
    "《关于转发〈办法〉和《青石镇安排80万元的批复》的函》",
    '"青石镇 gets 800,000 yuan" was asked for.',
]


@pytest.mark.parametrize("line", QUOTED)
def test_what_is_quoted_is_listed_and_not_held(line: str, sheets: Sequence[Sheet]) -> None:
    wrong, listed = said(sheets, line)
    assert wrong == []
    assert len(listed) == 1


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("按《关于分配的通知》，青石镇80万元。", "写“青石镇80万元”，表中青石镇为 70万元"),
        (
            "按“一村一品”要求，青石镇80万元。",
            "写“青石镇80万元”，表中青石镇为 70万元",
        ),
        (
            "根据《关于下达中央资金220万元的通知》，本次共安排386万元。",
            "写“本次共安排386万元”，表中合计为 385万元",
        ),
    ],
)
def test_what_stands_beside_a_quotation_is_held(
    line: str, wrong: str, sheets: Sequence[Sheet]
) -> None:
    assert said(sheets, line)[0] == [wrong]
