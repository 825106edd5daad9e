"""Sweeps: values by exact steps, every point the plan that solve gives, letters for the rest."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office import Office
from optalloc.core.errors import InputUnusable
from optalloc.core.shell_words import path_word
from optalloc.exploring.sweep.axes import (
    Axis,
    at,
    axis_words,
    points,
    range_refused,
    read_axes,
    read_axis,
    value_told,
)
from optalloc.inputs.read import read

ROOT = Path(__file__).resolve().parents[2]
SIX = str(ROOT / "scenarios" / "six-factors" / "plan.yaml")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a.b=5%:20%:5%", ("5%", "10%", "15%", "20%")),
        ("a.b=0.1:0.3:0.1", ("0.1", "0.2", "0.3")),
        ("a.b=0:1:0.3", ("0", "0.3", "0.6", "0.9")),
        ("a.b=3:1:-1", ("3", "2", "1")),
        ("a.b=10万元:12万元:1万元", ("10万元", "11万元", "12万元")),
        ("a.b=５%：２", ("５%：２",)),
        ("a.b=absolute,relative", ("absolute", "relative")),
        ("a.b=甲，乙", ("甲", "乙")),
        ("a.b=[甲, 乙],[丙]", ("[甲, 乙]", "[丙]")),
        ("a.b=2,2,3", ("2", "3")),
    ],
)
def test_values_are_read_exactly(text: str, values: tuple[str, ...]) -> None:
    assert read_axis(text).values == values
    assert read_axis(text).setting(0) == f"a.b={values[0]}"


def test_a_key_with_a_dot_of_its_own_stands_in_quotes() -> None:
    axis = read_axis('changes.towns."甲.镇".人口=1,2')
    assert axis.key == 'changes.towns."甲.镇".人口' and axis.values == ("1", "2")


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_every_point_of_a_grid_comes_once_the_last_axis_first(sizes: list[int]) -> None:
    axes = [read_axis(f"k{i}=" + ",".join(map(str, range(n)))) for i, n in enumerate(sizes)]
    every = [at(axes, number) for number in range(points(axes))]
    assert every == sorted(set(every)) and len(every) == points(axes)


@pytest.mark.parametrize(
    ("texts", "english", "chinese"),
    [
        ((), "it must say what is varied", "应写明变动什么"),
        (("a.b",), "KEY=VALUE", "应写成 键=值"),
        (("a.b=1:2%:1",), "all in one unit", "单位要一致"),
        (("a.b=1:x:1",), "KEY=from:to:step or KEY=a,b,c", "应写成 键=起:止:步长"),
        (("a.b=1,,2",), "KEY=from:to:step or KEY=a,b,c", "应写成 键=起:止:步长"),
        (
            ("a.b=1:2:0",),
            "a step that leads from the first to the last",
            "按步长应能从起点走到终点",
        ),
        (("a.b=1:2:-1",), "a step that leads", "按步长应能"),
        (("a.b=0:1:0.000001",), "at most 100000 values", "最多 100000 个值"),
        (("a.b=1,2", "a.b=3,4"), "each key once", "每个键只能写一次"),
        (("a=0:999:1", "b=0:999:1"), "at most 100000 combinations", "最多 100000 种组合"),
    ],
)
def test_what_cannot_be_varied_gets_a_letter(
    texts: tuple[str, ...], english: str, chinese: str
) -> None:
    with pytest.raises(InputUnusable) as refused:
        read_axes(texts)
    assert english in refused.value.letter("en") and "--vary" in refused.value.letter("en")
    assert chinese in refused.value.letter("zh")


@pytest.mark.parametrize(
    ("value", "example"),
    [
        ("50%:70%", "50%:70%:5%"),
        ("70%：50%", "70%:50%:-5%"),
        ("2 : 5", "2:5:1"),
        ("0.5~0.7", "0.5:0.7:0.1"),
        ("-20%～20%", "-20%:20%:10%"),
        ("10万元-40万元", "10万元:40万元:6万元"),
        ("3至3", "3:3:1"),
        ("5..100", "5:100:19"),
    ],
)
def test_a_range_without_its_step_is_asked_for_one_by_an_example_that_is_read(
    value: str, example: str
) -> None:
    refused = range_refused(Axis("rules.floor.amount", (value,)), value)
    assert refused is not None
    option = f"--vary {path_word(f'rules.floor.amount={example}')}"
    assert refused.letter("zh").endswith(f"要写明步长，例如 {option}。")
    assert refused.letter("en").endswith(f"Say the step too, for example {option}.")
    assert 1 <= len(read_axis(f"k={example}").values) <= 9


@pytest.mark.parametrize("value", ["2023-08", "55%", "甲镇:乙镇", "1/3", "-20%", "", "towns.csv"])
def test_what_is_no_range_keeps_its_own_letter(value: str) -> None:
    assert range_refused(Axis("a.b", (value,)), value) is None


def test_the_colons_of_a_chinese_keyboard_make_steps() -> None:
    assert read_axis("k=50%：60%：5％").values == ("50%", "55%", "60%")
    assert read_axis("k=甲：乙：丙").values == ("甲：乙：丙",)


def test_a_range_that_reading_refuses_is_asked_for_its_step(office: Office) -> None:
    vary = ("--vary", "rules.floor.amount=1:5,7:8元")
    said = office.run("explore", "sweep", "scenario.yaml", *vary)
    assert said.code == 3
    start = "（保底：金额）：应写成 键=起:止:步长，或 键=值,值,值，实为 "
    option = path_word("rules.floor.amount=1:5:1")
    assert f"{start}'1:5'。要写明步长，例如 --vary {option}。" in said.err
    assert f"{start}'7:8元'。例如 5%:50%:5%，单位要一致。" in said.err


def test_every_point_is_the_plan_that_solve_gives(office: Office) -> None:
    vary = ("--vary", "rules.grain.cell=0.1,1,50", "--vary", "rules.floor.amount=1:21:20")
    said = office.run("explore", "sweep", "scenario.yaml", *vary, "--json", "--workers", "1")
    found = json.loads(said.out)
    assert said.code == 0 and len(found["rows"]) == 6
    for row in found["rows"]:
        told = [w for k, v in row["set"].items() for w in ("--set", f"{k}={v}")]
        alone = office.run("solve", "scenario.yaml", "--json", *told)
        solved = json.loads(alone.out)
        assert row["recipients"] == solved["recipients"]
        assert row["proven"] == (solved["proven"] if solved["has_plan"] else "no")
        assert (row["state"] == "plan") == solved["has_plan"]
        assert all(because in row["why"] for because in solved["because"])
    assert found["states"] == {"plan": 3, "none": 3}


def test_a_value_that_cannot_be_is_said_before_anything_is_solved(office: Office) -> None:
    before = office.there()
    vary = ("--vary", "rules.floor.amount=1,x,2", "--vary", "rules.no_such.a=1,2")
    for lang, text in (("en", "an amount in 万元, at least 0"), ("zh", "应为以万元计的金额")):
        said = office.run("explore", "sweep", "scenario.yaml", *vary, "--out", "r", lang=lang)
        assert said.code == 3 and text in said.err and "no_such" in said.err
    assert office.there() == before


def test_points_without_a_plan_say_why_and_all_of_them_end_with_4(office: Office) -> None:
    vary = ("--vary", "rules.floor.amount=40:60:10", "--workers", "1")
    said = office.run("explore", "sweep", "scenario.yaml", *vary)
    assert said.code == 4 and "没有一行有可行方案" in said.err
    assert "无可行方案 3" in said.out and " · 40, 50, 60: " in said.out
    english = office.run("explore", "sweep", "scenario.yaml", *vary, lang="en")
    assert "no plan 3" in english.out and "No row has a plan." in english.err


def test_a_table_that_only_one_point_reads_is_noticed_when_it_changes(office: Office) -> None:
    office.put("other.csv", office.there()["towns.csv"])
    vary = ("--vary", "tables.recipients=towns.csv,other.csv", "--workers", "1", "--out", "r")
    assert office.run("explore", "sweep", "scenario.yaml", *vary).code == 0
    office.swap("other.csv", ("甲镇,镇,12", "甲镇,镇,13"))
    said = office.run("explore", "sweep", "scenario.yaml", *vary, lang="en")
    assert said.code == 3 and "other.csv: it has changed since" in said.err


def test_a_sweep_reads_as_a_table(office: Office) -> None:
    vary = ("--vary", "rules.floor.amount=1:31:15", "--workers", "1")
    said = office.run("explore", "sweep", "scenario.yaml", *vary)
    assert "每种组合的最优方案（单位：万元）" in said.out
    rows = [line.split()[:2] for line in said.out.splitlines()]
    at = rows.index(["保底：金额", "结果"]) + 2
    assert [row[0] for row in rows[at : at + 3]] == ["1", "16", "31"]
    written = office.run("explore", "sweep", "scenario.yaml", *vary, "--out", "r", lang="en")
    assert "Written: r/results.csv" in written.out
    lines = office.there()["r/results.csv"].decode("utf-8-sig").splitlines()
    assert len(lines) == 4 and lines[0].startswith(
        "floor: amount (rules.floor.amount),result,proof,why"
    )


def test_a_goal_that_is_a_share_is_told_in_percent(office: Office) -> None:
    """As `explain --ranges` tells them: a shortfall of 0.3691%, at 41万元 0.4588%; not 0.0037."""
    vary = ("--vary", "rules.floor.amount=40:41:1", "--workers", "1")
    said = office.run("explore", "sweep", SIX, *vary).out
    rows = [line.split() for line in said.splitlines() if line.split()[:1] in (["40"], ["41"])]
    assert [row[2] for row in rows] == ["0.3691%", "0.4588%"]


@pytest.mark.parametrize(
    ("key", "chinese", "english"),
    [
        ("rules.balance.max_deviation", "均衡：最大偏离", "balance: max deviation"),
        ("rules.grain.total", "取整单位：合计的步长", "grain: total"),
        ("rules.industry", "产业发展占比", "industry"),
        ("goals.evenness.tolerance", "最均衡：容差", "evenness: tolerance"),
        ("targets.formula.weights.脱贫村", "因素法：权重（脱贫村）", "formula: weights (脱贫村)"),
        ("changes.recipients.东山镇.脱贫村", "东山镇：脱贫村", "东山镇: 脱贫村"),
        ("baseline", "baseline", "baseline"),
    ],
)
def test_a_varied_setting_is_headed_by_words(key: str, chinese: str, english: str) -> None:
    problem = read(SIX)
    assert axis_words(Axis(key, ("1",)), problem) == (chinese, english)


def test_a_varied_word_is_told_by_what_it_means() -> None:
    axis = Axis("rules.split.within", ("recipient", "total"))
    told = [value_told(axis, value) for value in axis.values]
    assert told == [("每个单位", "recipient"), ("合计", "total")]
