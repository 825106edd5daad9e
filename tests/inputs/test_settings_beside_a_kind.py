"""`--set` under the name of a kind that an entry of another name has: told, not laid beside."""

from pathlib import Path

import pytest

from optalloc.inputs.scenario import Scenario, compose
from optalloc.inputs.starter import new

SCENARIO = """
unit: 万元
rules:
  均衡: {kind: balance, max_deviation: 30%}
  grain: {cell: 1}
goals:
  counties: {kind: closest_to_target, at: county, distance: absolute}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.yaml"
    path.write_text(SCENARIO, "utf-8")
    return path


def composed(file: Path, *settings: str) -> Scenario:
    return compose(file, file.name, settings)


@pytest.mark.parametrize(
    "typed",
    [
        "rules.balance.max_deviation=20%",
        "rules.balance={max_deviation: 20%}",
    ],
)
def test_the_name_of_a_kind_is_not_laid_beside_an_entry_of_it(file: Path, typed: str) -> None:
    (fault,) = composed(file, typed).faults
    below = typed.removeprefix("rules.balance").partition("=")[0]
    assert fault.place.zh == f"--set rules.balance{below}"
    assert fault.allowed.zh == "没有名为 balance 的约束；同一种（均衡）的有：均衡"
    assert f"请写 --set rules.均衡{below}=…；" in fault.remedy.zh
    assert "请再写 --set rules.balance.kind=balance。" in fault.remedy.zh


def test_off_under_the_name_of_a_kind_switches_the_one_entry_of_it_off(file: Path) -> None:
    scenario = composed(file, "rules.balance=off")
    assert not scenario.faults and not scenario.never_there
    assert scenario.entries["rules"] == {"均衡": "off", "grain": {"cell": 1}}


def test_each_setting_of_it_is_told_and_goals_too(file: Path) -> None:
    of_rules = ("rules.balance.max_deviation=20%", "rules.balance.firm=yes")
    faults = composed(file, *of_rules, "goals.closest_to_target.distance=relative").faults
    assert [f.place.en for f in faults] == [
        *(f"--set {typed.partition('=')[0]}" for typed in of_rules),
        "--set goals.closest_to_target.distance",
    ]
    assert "--set goals.counties.distance=… to change it" in faults[-1].remedy.en


def test_a_workbook_is_told_in_the_words_of_its_sheets(tmp_path: Path) -> None:
    book = tmp_path / "plan.xlsx"
    new(book)
    (fault,) = compose(book, "plan.xlsx", ["rules.balance.max_deviation=20%"]).faults
    assert fault.remedy.zh == (
        "要改它，请写 --set 约束.均衡.最大偏离=…；要另加一条，请在工作表“约束”里加一行，另取名称。"
    )


def test_of_a_kind_that_stands_once_no_second_is_offered(file: Path) -> None:
    file.write_text(SCENARIO.replace("grain: {", "取整: {kind: grain, "), "utf-8")
    (fault,) = composed(file, "rules.grain.cell=5").faults
    assert fault.remedy.zh == "要改它，请写 --set rules.取整.cell=…。"


@pytest.mark.parametrize(
    "typed",
    [
        ("rules.balance.max_deviation=20%", "rules.balance.kind=balance"),
        ("rules.balance={kind: balance, max_deviation: 20%}",),
        ("rules.均衡.max_deviation=20%",),
        ("rules.floor.amount=40",),
        ("rules.balance.max_deviation=20%", "rules.均衡=off"),
    ],
)
def test_what_is_meant_to_be_new_is_new(file: Path, typed: tuple[str, ...]) -> None:
    assert composed(file, *typed).faults == []
