"""Money told in two units: converted by what each head and table states, or told; never mixed."""

from pathlib import Path

import pytest
from tables_made import checked, of_kind

from office import Office
from optalloc.checking import Checked, check
from optalloc.core.errors import InputUnusable

TWO_HEADS = (
    "单位,用途,金额（元）,金额（万元）\n甲镇,道路,300000,30\n乙镇,道路,400000,40\n"
    "丙镇,道路,500000,50\n合计,,1200000,120\n"
)


def judged(folder: Path, text: str, **more: str) -> Checked:
    path = folder / "t.csv"
    path.write_text(text, encoding="utf-8")
    return check(path, **more)  # type: ignore[arg-type]


def grave(found: Checked) -> list[tuple[str, str, str]]:
    return [(f.kind, f.severity, f.words.zh) for f in found.findings if f.severity != "note"]


def test_one_head_in_two_units_is_one_amount_and_held_together(tmp_path: Path) -> None:
    found = judged(tmp_path, TWO_HEADS)
    assert grave(found) == [] and [c.index for c in found.sheets[0].money] == [2]
    assert all(f.kind != "not_compared" for f in found.findings)
    found = judged(tmp_path, TWO_HEADS.replace(",40\n", ",45\n").replace(",120\n", ",125\n"))
    assert grave(found) == [
        ("two_units", "error", "同名的两列不一致：一列 400000元，一列 45万元"),
        ("two_units", "error", "同名的两列不一致：一列 1200000元，一列 125万元"),
    ]
    assert [f.where.cell for f in found.findings if f.kind == "two_units"] == ["D3", "D5"]


def test_an_amount_rounded_in_the_coarser_unit_is_no_error(tmp_path: Path) -> None:
    rounded = (
        "单位,金额（元）,金额（万元）\n甲镇,301234,30.12\n乙镇,405678,40.57\n丙镇,500004,50.00\n"
    )
    assert grave(judged(tmp_path, rounded)) == []
    assert (
        grave(judged(tmp_path, rounded + "丁镇,400000,40\n戊镇,100000,10\n己镇,200000,20\n")) == []
    )
    off = TWO_HEADS.replace("400000", "404000").replace("1200000", "1204000")
    near = [f for f in grave(judged(tmp_path, off)) if f[0] == "two_units"]
    assert [(severity, words[-8:]) for _, severity, words in near] == [
        ("warning", "；可能是四舍五入")
    ] * 2
    ((kind, severity, _),) = grave(judged(tmp_path, TWO_HEADS.replace("400000,40", "400000,")))
    assert (kind, severity) == ("two_units", "warning")


def test_heads_that_tell_other_amounts_are_told_and_not_joined(tmp_path: Path) -> None:
    # Each row in the one unit or in the other is read as it stands.
    apart = "单位,金额（元）,金额（万元）\n甲镇,300000,\n乙镇,,40\n丙镇,,50\n"
    found = judged(tmp_path, apart)
    assert len(found.sheets[0].money) == 2
    slipped = TWO_HEADS.replace("300000", "30").replace("400000", "40").replace("500000", "50")
    kind, severity, words = grave(judged(tmp_path, slipped.replace("1200000", "120")))[0]
    assert (kind, severity) == ("two_units", "warning")
    assert words.endswith("按两笔钱读，请核对单位（第2行为 30元 和 30万元）")


def test_the_money_of_two_heads_is_given_once(office: Office) -> None:
    office.put(
        "plan.csv",
        "单位,用途,金额（元）,金额（万元）\n甲镇,产业发展,380000,38\n乙镇,产业发展,280000,28\n"
        "丙乡,乡村建设,340000,34\n合计,,1000000,100\n",
    )
    said = office.run("check", "plan.csv", "--scenario", "scenario.yaml")
    assert said.code == 0 and "各单位合计与最优方案相同" in said.out
    office.swap("scenario.yaml", ("earlier: earlier.csv", "earlier: {file: plan.csv}"))
    office.swap("plan.csv", ("380000,38", "380000,39"))
    said = office.run("solve", "scenario.yaml")
    assert said.code == 3
    assert (
        "第2行 甲镇 产业发展，金额：应与另一单位的一列相同（380000元），实为 '39万元'" in said.err
    )


def test_tables_of_one_file_are_each_in_the_unit_of_their_own_line(tmp_path: Path) -> None:
    text = (
        "表1,\n单位：元,\n单位,金额\n甲镇,300000\n乙镇,400000\n丙镇,500000\n丁镇,100000\n合计,1300000\n"
        ",\n表2,\n单位：万元,\n单位,金额\n甲镇,30\n乙镇,45\n丙镇,50\n丁镇,10\n合计,135\n"
    )
    found = judged(tmp_path, text)
    assert [s.unit for s in found.sheets] == ["元", "万元"]
    ((kind, _, words),) = grave(found)
    assert kind == "across" and words.startswith("这里共 45万元，") and "为 40万元" in words
    # --unit is for tables that state none: it changes neither, and says so of the other.
    found = judged(tmp_path, text, unit="万元")
    assert [s.unit for s in found.sheets] == ["元", "万元"]
    assert ("unit_conflict", "warning", "表中写明单位为 元，没有按 --unit 万元 读") in grave(found)


def test_a_unit_line_that_no_head_goes_by_is_told(tmp_path: Path) -> None:
    text = "某表 单位：元,\n单位,金额（万元）\n甲镇,30\n乙镇,40\n丙镇,50\n合计,120\n"
    found = judged(tmp_path, text)
    assert found.sheets[0].unit == "万元"
    assert [kind for kind, *_ in grave(found)] == ["unit_conflict"]
    # The line may be of the other columns: a standard in 元.
    said = (
        "单位：元,,\n单位,补助标准（元/亩）,金额（万元）\n甲镇,100,30\n乙镇,100,40\n丙镇,100,50\n"
    )
    assert [kind for kind, *_ in grave(judged(tmp_path, said))] == []


def test_a_total_without_a_unit_beside_heads_of_several_is_asked_about(tmp_path: Path) -> None:
    text = (
        "单位,中央资金（元）,省级资金（万元）,合计\n甲镇,300000,30,60\n乙镇,400000,40,80\n"
        "丙镇,500000,50,100\n合计,1200000,120,240\n"
    )
    with pytest.raises(InputUnusable) as asked:
        judged(tmp_path, text)
    assert asked.value.faults[0].allowed.zh == "各列的表头写了几个金额单位，合计没有写"
    found = judged(tmp_path, text, unit="万元")
    assert grave(found) == [] and found.judged.row_sums == 4
    by_line = judged(tmp_path, ",,,单位：万元\n" + text)
    assert grave(by_line) == [] and by_line.judged.row_sums == 4


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("单位：万元\n单位,金额\n甲镇,30\n乙镇,400000\n丙镇,50\n合计,400080\n", "40万元"),
        ("单位：元\n单位,金额\n甲镇,300000\n乙镇,40\n丙镇,500000\n合计,800040\n", "400000元"),
        ("单位,金额（万元）\n甲镇,30\n乙镇,20\n丙镇,50\n丁镇,450000\n", "45万元"),
    ],
)
def test_one_amount_in_another_unit_is_asked_about_with_what_is_meant(
    tmp_path: Path, text: str, meant: str
) -> None:
    ((kind, _, words),) = grave(judged(tmp_path, text))
    assert kind == "absurd" and words.endswith(f"单位写错 10000 倍就能解释，应为 {meant}？")


def test_amounts_that_no_unit_explains_are_not_asked_about(tmp_path: Path) -> None:
    text = "单位：万元\n单位,金额\n甲镇,40\n乙镇,4000\n丙镇,50\n丁镇,0.5\n合计,4090.5\n"
    assert grave(judged(tmp_path, text)) == []


@pytest.mark.parametrize(
    ("unit", "rows", "times"),
    [
        (
            "万元",
            "甲镇,30,20,100000\n乙镇,25,20,50000\n丙乡,9,6,30000\n合计,64,46,180000\n",
            "除以 10000",
        ),
        ("元", "甲镇,300000,200000,10\n乙镇,250000,200000,5\n丙乡,90000,60000,3\n", "乘以 10000"),
    ],
)
def test_one_column_in_another_unit_than_its_total_is_named(
    unit: str, rows: str, times: str, tmp_path: Path
) -> None:
    """20万 + 10万 = 30万 in each row: 100000元 in a table of 万元, 10万元 in one of 元."""
    found = checked(tmp_path, f"单位：{unit},,,\n乡镇,合计,省级,县级\n{rows}")
    (wrong,) = of_kind(found, "unit_conflict")
    assert wrong.severity == "error" and wrong.where.column == "县级"
    assert wrong.words.zh.startswith(f"这一列{times} 以后，3 行中有 3 行各列相加等于合计")
    assert of_kind(found, "parts_unknown") == []
