"""`--set` takes what a cell takes: names in a list; and a misspelt setting gets a guess."""

from pathlib import Path
from typing import Any

import pytest

from office import Office
from optalloc.inputs.read import read
from optalloc.inputs.scenario import compose
from optalloc.inputs.starter import new

CAP = ("--set", "约束.封顶.金额=23")


@pytest.fixture
def book(office: Office) -> str:
    """Return the workbook that a new user starts from."""
    path = office.folder / "plan.xlsx"
    new(path)
    return str(path)


def set_in(path: str, *settings: str) -> Any:
    """Return the rules of a scenario with settings laid over it."""
    return compose(Path(path), path, settings).entries["rules"]


@pytest.mark.parametrize(
    "typed", ["乙镇、丙乡", "乙镇，丙乡", "乙镇,丙乡", "乙镇；丙乡", "[乙镇, 丙乡]"]
)
def test_names_stand_in_a_list_as_in_a_cell(book: str, typed: str) -> None:
    rules = set_in(book, f"约束.封顶.单位={typed}")
    assert rules["ceiling"]["recipients"] == ["乙镇", "丙乡"]
    # So do they in the words of YAML, and one name is a list too.
    assert set_in(book, f"rules.ceiling.recipients={typed}") == rules
    assert set_in(book, "约束.封顶.单位=乙镇")["ceiling"]["recipients"] == ["乙镇"]


def test_every_list_of_names_takes_them_and_nothing_else_does(office: Office) -> None:
    path = str(office.folder / "scenario.yaml")
    rules = set_in(
        path,
        "rules.industry.groups=产业发展、乡村建设",
        "rules.floor.kinds=镇，乡",
        "rules.floor.title=甲、乙",
        "rules.floor.cite=一，二",
    )
    assert rules["industry"]["groups"] == ["产业发展", "乡村建设"]
    assert rules["floor"]["kinds"] == ["镇", "乡"]
    assert (rules["floor"]["title"], rules["floor"]["cite"]) == ("甲、乙", "一，二")
    entries = compose(office.folder / "scenario.yaml", path, ("levels.columns=县、市",)).entries
    assert entries["levels"]["columns"] == ["县", "市"]
    scope = compose(office.folder / "scenario.yaml", path, ("paper.scope=修路、架桥",)).entries
    assert scope["paper"]["scope"] == "修路、架桥"


def test_the_list_is_in_force(book: str) -> None:
    problem = read(book, ["约束.封顶.金额=23", "约束.封顶.单位=乙镇、丙乡"])
    cap = next(rule for rule in problem.rules if rule.label == "ceiling")
    assert [town.name for town in cap.covered(problem)] == ["乙镇", "丙乡"]  # type: ignore[attr-defined]


def test_a_name_of_the_list_that_is_none_is_told_where_it_was_typed(
    office: Office, book: str
) -> None:
    said = office.run("solve", book, *CAP, "--set", "约束.封顶.单位=乙镇、丁乡")
    assert said.code == 3
    assert "--set 约束.封顶.单位：应为已有的名称（甲镇、乙镇、丙乡），实为 '丁乡'" in said.err


@pytest.mark.parametrize(
    ("setting", "guess"),
    [
        ("约束.封顶.金而=23", "--set 约束.封顶.金而：设置应为“层级”"),
        ("约束.封顶.金而=23", "实为 '金而'。是不是 金额？"),
        ("约束.均衡.最大便离=5%", "是不是 最大偏离？"),
        ("资金来源.市级资金.金而=5", "是不是 金额？"),
    ],
)
def test_a_setting_misspelt_in_chinese_gets_a_guess(
    office: Office, book: str, setting: str, guess: str
) -> None:
    said = office.run("solve", book, "--set", setting)
    assert said.code == 3 and guess in said.err


def test_in_yaml_the_guess_names_the_key(office: Office) -> None:
    said = office.run("solve", "scenario.yaml", "--set", "rules.floor.金而=2")
    assert "是不是 amount（金额）？" in said.err
    said = office.run("solve", "scenario.yaml", "--set", "rules.floor.金而=2", lang="en")
    assert "Did you mean amount?" in said.err
