"""Whatever a notice says in figures is compared with what it is of, or listed: in any writing."""

from pathlib import Path

import pytest
from tables_made import of_kind, put

from optalloc.checking import Checked, check
from optalloc.pipeline.plan_folder.write import write_folder
from optalloc.pipeline.solve import solve

ROOT = Path(__file__).resolve().parents[2]
TABLE = (
    "单位,中央资金(万元),省级资金(万元),合计(万元)\n"
    "甲镇,9,11,20\n乙镇,4.5,5.5,10\n合计,13.5,16.5,30\n"
)
OF_AMOUNTS = ("notice_award", "notice_count", "notice_share", "notice_source", "notice_total")


def held(folder: Path, line: str, table: str = TABLE) -> Checked:
    return check(put(folder, table), notice=put(folder, f"公示\n{line}\n", "n.txt"))


def left(found: Checked) -> str:
    of_text = [f.came or "" for f in of_kind(found, "not_compared") if f.where.sheet == "n.txt"]
    return "".join(of_text)


@pytest.mark.parametrize(
    ("line", "kind", "due"),
    [
        ("本次共下达31万。", "notice_total", "30万元"),
        ("甲镇20万，乙镇11万", "notice_award", "10万元"),
        ("甲镇0.21百万元", "notice_award", "20万元"),
        ("乙镇 110千元", "notice_award", "10万元"),
        ("甲镇二十一万元，乙镇十万元", "notice_award", "20万元"),
        ("甲镇贰拾万元整，乙镇壹拾壹万元整", "notice_award", "10万元"),
        ("甲镇二十万五千元。", "notice_award", "20万元"),
        ("甲镇¥210,000，乙镇¥100,000。", "notice_award", "20万元"),
        ("甲镇RMB 210000。", "notice_award", "20万元"),
        ("甲镇 210,000 yuan", "notice_award", "20万元"),
        ("中央资金占百分之四十六。", "notice_share", "45%"),
        ("中央资金占百分之四十五点六。", "notice_share", "45%"),
        ("本次下达甲镇20万元、乙镇10万元，合计31万元。", "notice_total", "30万元"),
        ("涉及一百二十个单位。", "notice_count", "2"),
    ],
)
def test_an_amount_in_any_writing_is_held_against_the_table(
    tmp_path: Path, line: str, kind: str, due: str
) -> None:
    found = held(tmp_path, line)
    assert [(f.kind, f.expected.zh) for f in of_kind(found, *OF_AMOUNTS)] == [(kind, due)]


@pytest.mark.parametrize(
    "line",
    [
        "甲镇20万，乙镇10万，共30万。",
        "甲镇二十万元，乙镇壹拾万元整。",
        "甲镇0.2百万元，乙镇100千元。",
        "甲镇¥200,000，乙镇CNY 100000。",
        "中央资金占百分之四十五。",
        "涉及二个单位。",
    ],
)
def test_right_ones_are_neither_accused_nor_listed(tmp_path: Path, line: str) -> None:
    found = held(tmp_path, line)
    assert of_kind(found, *OF_AMOUNTS) == []
    assert left(found) == ""


@pytest.mark.parametrize(
    ("line", "listed"),
    [
        ("连同本次共276万", "连同本次共276万"),
        ("累计下达二百七十六万元", "累计下达二百七十六万元"),
        ("人口权重20%", "人口权重20%"),
        ("人口权重0.2", "人口权重0.2"),
        ("人口权重为0.2", "人口权重为0.2"),
        ("甲镇：20，乙镇：11", "甲镇:20、乙镇:11"),
        ("补助树苗20万株", "补助树苗20万"),
        ("中央资金占四成。", "中央资金占四成"),
        ("中央资金占三分之一", "中央资金占三分之一"),
        ("提高5个百分点", "提高5个百分点"),
        ("数百万元", ""),
        ("三元村、2023年、5月1日、（一）、1.、12317、第2批、3号", ""),
        ("根据中财预〔2023〕12号", "中财预〔2023〕12号"),
        ("根据省财农(2023)15号文、市财2022年第7号公告", "省财农〔2023〕15号、市财〔2022〕7号"),
    ],
)
def test_what_is_of_no_name_is_listed(tmp_path: Path, line: str, listed: str) -> None:
    found = held(tmp_path, line)
    assert of_kind(found, *OF_AMOUNTS) == []
    assert left(found) == listed


def test_tables_of_a_notice_that_nobody_understands_are_said_to_be_compared_with_nothing(
    tmp_path: Path,
) -> None:
    found = check(put(tmp_path, TABLE), notice=put(tmp_path, "一,二,三\n乙,4,5\n丙,3,4\n", "n.txt"))
    said = [f.words for f in of_kind(found, "not_compared") if f.where.sheet == "n.txt"]
    assert [w.zh for w in said] == ["公示里的表没有看懂，没有与核对的表对照"]
    assert "compared with nothing" in said[0].en


SIX = ROOT / "scenarios" / "six-factors" / "plan.yaml"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plan")
    write_folder(solve(SIX), folder, "zh")
    return folder / "plan.csv"


def beside(plan: Path, folder: Path, line: str) -> list[tuple[str, str, str]]:
    """Return what a check beside the scenario says of a line about documents and weights."""
    found = check(plan, scenario=SIX, notice=put(folder, f"公示\n{line}\n", "n.txt"))
    kinds = ("notice_document", "notice_weight", "not_compared")
    of_notice = [f for f in of_kind(found, *kinds) if f.where.sheet == "n.txt"]
    return [
        (f.kind, f.severity, f.came if f.kind == "not_compared" else f.expected.zh)
        for f in of_notice
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("脱贫村权重10%，示范村权重10%。", []),
        ("脱贫村权重11%。", [("notice_weight", "error", "10%")]),
        ("脱贫村、示范村权重分别为10%、12%。", [("notice_weight", "error", "10%")]),
        ("因素法：脱贫村（百分之十一）。", [("notice_weight", "error", "10%")]),
        ("五、分配原则\n脱贫村权重11%。", [("notice_weight", "error", "10%")]),
        ("脱贫村占11%。", [("not_compared", "note", "脱贫村占11%")]),
        ("不认识的因素权重11%。", [("not_compared", "note", "不认识的因素权重11%")]),
        ("中央资金依据《通知》（示例〔2023〕1号）下达。", []),
        (
            "中央资金依据《通知》（示例〔2023〕4号）下达。",
            [("notice_document", "warning", "示例〔2023〕1号")],
        ),
        (
            "中央资金依据《通知》（示例〔2023〕2号）下达。",
            [("notice_document", "warning", "示例〔2023〕1号")],
        ),
        (
            "中央资金依据《资金管理办法》（财农〔2021〕19号）管理。",
            [("not_compared", "note", "财农〔2021〕19号")],
        ),
        # The year or the number of 示例〔2023〕1号, which the text has nowhere, was slipped.
        (
            "根据示例〔2022〕1号、示例〔2023〕2号、示例〔2023〕3号文件，现将结果公告如下。",
            [("notice_document", "warning", "示例〔2023〕1号")],
        ),
        (
            "根据《资金管理办法》（示例〔2023〕12号）和示例〔2023〕1号、示例〔2023〕2号、示例〔2023〕3号。",
            [("not_compared", "note", "示例〔2023〕12号")],
        ),
        # Each of a source's own, and two of them in each other's place.
        ("中央资金（示例〔2023〕1号），省级资金（示例〔2023〕2号）。", []),
        (
            "中央资金（示例〔2023〕2号），省级资金（示例〔2023〕1号）。",
            [
                ("notice_document", "warning", "示例〔2023〕1号"),
                ("notice_document", "warning", "示例〔2023〕2号"),
            ],
        ),
    ],
)
def test_weights_and_documents_are_held_against_the_scenario(
    tmp_path: Path, plan: Path, line: str, said: list[tuple[str, str, str]]
) -> None:
    assert beside(plan, tmp_path, line) == said
