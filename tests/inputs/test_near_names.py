"""A town written differently in one table is told beside the name that it is nearly."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from office import Office
from optalloc.core.near_names import is_near, near_each, one_letter_apart
from optalloc.inputs.read import read
from quick import examples


@pytest.mark.parametrize(
    ("one", "other"),
    [("东川镇", "东山镇"), ("东川镇", "东川"), ("城关镇", "城关街镇"), ("东川镇", "东川乡")],
)
def test_one_letter_makes_names_near(one: str, other: str) -> None:
    assert is_near(one, other) and is_near(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("东川镇", "东川镇"),
        ("张镇", "李镇"),
        ("东川镇", "西山镇"),
        ("东川镇", "川东镇"),
        ("第一村", "第二村"),
        ("第1小学", "第2小学"),
        ("项目A", "项目B"),
        ("河口乙村", "河口甲村"),
    ],
)
def test_other_towns_and_names_that_count_are_not_near(one: str, other: str) -> None:
    assert not is_near(one, other) and not is_near(other, one)


def test_a_name_near_to_several_is_near_to_none() -> None:
    assert one_letter_apart(["东川镇"], ["东山镇", "东河镇"]) == []
    assert one_letter_apart(["东川镇", "南山乡"], ["东山镇", "南山乡"]) == [("东川镇", "东山镇")]


NAMES = st.lists(st.text("东山川镇1甲", max_size=5), max_size=25)


@settings(max_examples=examples(200), deadline=None, derandomize=True)
@given(NAMES, NAMES)
def test_property_no_near_pair_is_missed(some: list[str], others: list[str]) -> None:
    """Against every pair of the two lists, each held by itself."""
    first, second = dict.fromkeys(some), dict.fromkeys(others)
    near = {(a, b) for a in first for b in second if is_near(a, b)}
    assert {(a, b) for a, all_of_a in near_each(some, others).items() for b in all_of_a} == near
    one = {(a, b) for a, b in near if a not in second and sum(a == x for x, _ in near) == 1}
    other = {(a, b) for a, b in near if b not in first and sum(b == x for _, x in near) == 1}
    assert set(one_letter_apart(some, others)) == one & other


def test_a_town_of_earlier_years_that_is_nearly_one_of_now_is_told(office: Office) -> None:
    office.swap("towns.csv", ("甲镇", "东川镇"))
    office.put("needs.csv", "单位,用途,需求(万元)\n东川镇,产业发展,80\n乙镇,产业发展,80\n")
    office.swap("scenario.yaml", ("  earlier: earlier.csv", "  history: history.csv"))
    office.put("history.csv", "单位,年度,金额(万元)\n东山镇,2024,20\n乙镇,2024,20\n丙乡,2024,20\n")
    (said,) = read(office.folder / "scenario.yaml").warnings
    assert said.zh == (
        "往年资金里的名称与本批单位只差一个字，后者没有往年资金：东山镇 与 东川镇。是不是同一单位？"
    )
    assert "东山镇 and 东川镇" in said.en
    # Who was given money then under its own name has a neighbour of another.
    office.swap("history.csv", ("乙镇,2024", "东川镇,2024"))
    assert read(office.folder / "scenario.yaml").warnings == ()
