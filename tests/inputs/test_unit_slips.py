"""Slips of a unit are asked about with the factor that would explain them, and never refused."""

from bisect import bisect_left
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from office import Office
from optalloc.core.odd_amounts import odd_amounts, others_of
from optalloc.inputs.read import read
from optalloc.inputs.unit_slips import _times
from quick import examples
from test_library import LIBRARY

SOURCES = (
    "资金来源,层级,文号,金额(万元)\n市级,市级,文1,225000\n区级,区级,文2,27.5\n省级,省级,文3,30\n"
)


def test_yuan_among_amounts_in_wan_are_asked_about(office: Office) -> None:
    office.put("sources.csv", SOURCES)
    (warning,) = read(office.folder / "scenario.yaml").warnings
    assert warning.zh == (
        "资金来源 市级 为 225000万元，与其余的中位数 28.75万元 相差 7826 倍："
        "单位写错 10000 倍就能解释，应为 22.5万元？"
    )
    assert warning.en.endswith("a unit off by 10000 would explain it; is 22.5万元 meant?")
    file = str(office.folder / "scenario.yaml")
    said = office.run("solve", file, "--set", "rules.split=off", "--set", "rules.spend_whole=off")
    assert said.code == 0 and "请核对：资金来源 市级 为 225000万元" in said.out


def test_yuan_in_every_cell_of_a_column_in_wan_are_asked_about_beside_other_sums(
    office: Office,
) -> None:
    office.put("sources.csv", SOURCES.replace("27.5", "275000").replace(",30", ",300000"))
    (warning,) = read(office.folder / "scenario.yaml").warnings
    assert warning.zh == (
        "资金来源合计 800000万元，前批合计 20万元，相差 40000 倍：是否写错了单位，应为 80万元？"
    )
    assert warning.en.endswith("was a unit mistaken, and is 80万元 meant?")


def test_a_need_in_wan_among_needs_in_yuan_is_asked_about(office: Office) -> None:
    office.put(
        "needs.csv",
        "单位,用途,需求(元)\n甲镇,产业发展,800000\n乙镇,产业发展,80\n丙乡,乡村建设,400000\n",
    )
    (warning,) = read(office.folder / "scenario.yaml").warnings
    assert "乙镇、产业发展" in warning.zh and "应为 80万元？" in warning.zh


def test_a_header_in_another_size_than_the_declared_unit_is_asked_about(office: Office) -> None:
    office.swap("towns.csv", ("行政村(个)", "行政村(万个)"))
    (warning,) = read(office.folder / "scenario.yaml").warnings
    assert warning.zh == ("“行政村”的表头写（万个），情景里写的单位是 个：相差 10000 倍，请核对。")


@pytest.mark.parametrize("said", ["单位：千元", "（单位：百万元）"])
def test_a_unit_line_of_another_unit_is_refused_and_not_taken_for_the_scenario_s(
    office: Office, said: str
) -> None:
    # 100千元 were given out as 100万元.
    text = "资金来源,层级,文号,金额\n市级,市级,文1,22.5\n区级,区级,文2,27.5\n"
    office.put("sources.csv", f",,,{said}\n{text}")
    answer = office.run("solve", str(office.folder / "scenario.yaml"))
    assert answer.code == 3
    assert f"金额：单位应为 元、万元 或 亿元，实为 '{said.strip('（）')[3:]}'" in answer.err
    text = text.replace("22.5", "225000").replace("27.5", "275000")
    office.put("sources.csv", ",,,单位：元\n" + text)
    problem = read(office.folder / "scenario.yaml")
    assert [s.amount for s in problem.sources] == [22_500_000, 27_500_000]


@pytest.mark.parametrize(
    ("one", "other", "times"),
    [
        ("万人", "人", 10**4),
        ("人", "万人", Fraction(1, 10**4)),
        ("公里", "米", 1000),
        ("吨", "公斤", 1000),
        ("户", "人", None),
        ("", "人", None),
        ("人", "人", None),
    ],
)
def test_units_of_one_measure_have_a_factor(one: str, other: str, times: Fraction | None) -> None:
    assert _times(one, other) == times


@pytest.mark.parametrize("name", LIBRARY)
def test_no_published_scenario_is_doubted(name: str) -> None:
    assert read(LIBRARY[name]).warnings == ()


@settings(deadline=None, derandomize=True, max_examples=examples(60))
@given(st.lists(st.integers(1, 9), min_size=3, max_size=9), st.data())
def test_the_others_of_an_amount_are_all_without_it(
    amounts: list[int], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(amounts) - 1))
    rising, others = sorted(amounts), [a for i, a in enumerate(amounts) if i != at]
    found = others_of(rising, bisect_left(rising, amounts[at]))
    assert found == (min(others), median(map(Fraction, others)), max(others))


def test_the_median_of_an_even_number_of_others_is_the_mean_of_the_two_in_the_middle() -> None:
    assert others_of([3, 20000, 30000], 0) == (20000, 25000, 30000)
    assert others_of([1, 2, 3, 4], 3) == (1, 2, 3)
    ((name, odd),) = odd_amounts({"甲": 20000, "乙": 30000, "丙": 3})
    assert (name, odd.middle, odd.slip) == ("丙", 25000, 10**4)
