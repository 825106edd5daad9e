"""Amounts are in the unit that their column states; where another may be meant one is asked."""

import pytest

from office import SCENARIO, Office
from optalloc.inputs.read import read

IN_YUAN = SCENARIO.replace("unit: 万元", "unit: 元")


def warnings(office: Office) -> list[str]:
    return [said.zh for said in read(office.folder / "scenario.yaml").warnings]


def test_bare_settings_in_yuan_beside_tables_in_wan_are_asked_about(office: Office) -> None:
    # A floor of 1元 for each town was kept, and nobody was told.
    office.put("scenario.yaml", IN_YUAN)
    (said,) = read(office.folder / "scenario.yaml").warnings
    assert said.zh == (
        "情景的金额单位是 元，各表写明的都是 万元：没有写单位的按 元 读：rules.grain.cell 的 0.1、"
        "rules.floor.amount 的 1。如果是 万元，请写上单位，或把情景的金额单位改为 万元。"
    )
    assert said.en.startswith(
        "amounts of the scenario are in 元, all that the tables state in 万元"
    )
    plain = IN_YUAN.replace("cell: 0.1", "cell: 0.1万元").replace("amount: 1}", "amount: 1元}")
    office.put("scenario.yaml", plain)
    assert warnings(office) == []


@pytest.mark.parametrize(("grain", "floor"), [("1", "50000"), ("1000", "10000"), ("0.5万", "1万")])
def test_settings_that_make_sense_in_the_scenario_s_unit_are_not(
    office: Office, grain: str, floor: str
) -> None:
    text = IN_YUAN.replace("cell: 0.1", f"cell: {grain}").replace(
        "amount: 1}", f"amount: {floor}}}"
    )
    office.put("scenario.yaml", text)
    assert warnings(office) == []


def test_bare_settings_in_wan_beside_tables_in_yuan_are_asked_about_where_they_are_too_large(
    office: Office,
) -> None:
    for name, head in (("sources.csv", "金额"), ("needs.csv", "需求"), ("earlier.csv", "金额")):
        office.swap(name, (f"{head}(万元)", f"{head}(元)"))
        for old in ("100", "80", "55", "45", "40", "20"):
            text = (office.folder / name).read_text(encoding="utf-8")
            office.put(name, text.replace(f",{old}\n", f",{old}0000\n"))
    assert warnings(office) == []
    office.swap("scenario.yaml", ("amount: 1}", "amount: 10000}"))
    (said,) = warnings(office)
    assert "没有写单位的按 万元 读：rules.floor.amount 的 10000。" in said


def test_a_column_without_a_unit_beside_tables_in_another_is_asked_about(office: Office) -> None:
    text = IN_YUAN.replace("cell: 0.1", "cell: 1000").replace("amount: 1}", "amount: 10000}")
    office.put("scenario.yaml", text)
    office.swap("needs.csv", ("需求(万元)", "需求"))
    assert any("没有写单位的按 元 读：需求表的“需求”。" in said for said in warnings(office))
    # A line over the table states it, and so does each cell.
    office.put("needs.csv", "单位：万元,,\n" + (office.folder / "needs.csv").read_text("utf-8"))
    assert warnings(office) == []
    office.put("needs.csv", "单位,用途,需求\n甲镇,产业发展,80万元\n乙镇,产业发展,80万元\n")
    assert warnings(office) == []


def test_a_unit_line_that_no_head_goes_by_is_told(office: Office) -> None:
    text = (office.folder / "sources.csv").read_text(encoding="utf-8")
    office.put("sources.csv", f",,,单位：元\n{text}")
    (said,) = warnings(office)
    assert said.endswith("：表头以上写单位为 元，金额列的表头写 万元：按各列表头所写的单位读。")
    # Another column of money goes by the line.
    office.put("sources.csv", text)
    office.put("needs.csv", "单位：元,,\n单位,用途,需求,概算（万元）\n甲镇,产业发展,800000,80\n")
    assert warnings(office) == []


def test_each_table_is_read_in_the_unit_of_its_own_line(office: Office) -> None:
    office.put(
        "sources.csv",
        ",,,单位：元\n资金来源,层级,文号,金额\n市级,市级,文1,450000\n区级,区级,文2,550000\n",
    )
    office.put(
        "needs.csv",
        "单位：万元,,\n单位,用途,需求\n甲镇,产业发展,80\n乙镇,产业发展,80\n丙乡,乡村建设,40\n",
    )
    problem = read(office.folder / "scenario.yaml")
    assert (problem.money, sum(problem.needs.values())) == (100_000_000, 200_000_000)
    assert problem.warnings == ()


def test_two_heads_but_for_their_unit_are_refused_with_what_to_do(office: Office) -> None:
    office.put(
        "sources.csv",
        "资金来源,层级,文号,金额（元）,金额（万元）\n市级,市级,文1,450000,45\n区级,区级,文2,550000,55\n",
    )
    said = office.run("solve", "scenario.yaml", lang="en")
    assert said.code == 3
    assert "Column D is already called that, in another unit: keep one." in said.err


def test_a_head_in_another_unit_of_money_than_its_indicator_is_asked_about(office: Office) -> None:
    office.swap("towns.csv", ("人均收入(元)", "人均收入(万元)"))
    (said,) = warnings(office)
    assert said == "“人均收入”的表头写（万元），情景里写的单位是 元：相差 10000 倍，请核对。"


def test_of_two_sums_of_other_sizes_the_larger_is_asked_about(office: Office) -> None:
    office.put("needs.csv", "单位,用途,需求(万元)\n甲镇,产业发展,300000\n乙镇,产业发展,300000\n")
    (said,) = warnings(office)
    assert said == (
        "需求合计 600000万元，资金来源合计 100万元，相差 6000 倍：是否写错了单位，应为 60万元？"
    )
    # One that is odd among its own kind is told there alone.
    office.put(
        "needs.csv",
        "单位,用途,需求(万元)\n甲镇,产业发展,30\n乙镇,产业发展,300000\n丙乡,乡村建设,40\n",
    )
    (said,) = warnings(office)
    assert said.startswith("需求 乙镇、产业发展 为 300000万元")
