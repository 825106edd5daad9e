"""A scenario is composed of files laid over one another, and every entry knows its line."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office import Office
from optalloc.core.errors import InputUnusable
from optalloc.core.message import Words, same
from optalloc.inputs.read import read
from optalloc.inputs.scenario import Scenario, compose, named_beside
from optalloc.inputs.yaml_reader import MOST_ENTRIES, EntryPlace, parse, show_setting

HERE = EntryPlace("a.yaml", Path(), 1)
MODEL = """\
unit: 万元
rules:
  grain: {cell: 0.5}
  industry:
    kind: share
    at_least: 55%
  floor: {amount: 1}
goals:
  evenness: {}
  closest_to_target: {distance: absolute}
"""


def composed(folder: Path, *settings: str, **files: str) -> Scenario:
    """Write files and compose the one called top."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return compose(folder / "top.yaml", "top.yaml", settings)


def test_what_a_file_says_replaces_what_it_extends_key_by_key(tmp_path: Path) -> None:
    top = "extends: base.yaml\nrules:\n  grain: {cell: 1}\ntitle: 上\n"
    scenario = composed(tmp_path, base=MODEL, top=top)
    assert scenario.entries["rules"] == {
        "grain": {"cell": 1},
        "industry": {"kind": "share", "at_least": "55%"},
        "floor": {"amount": 1},
    }
    assert scenario.entries["title"] == "上"
    assert scenario.name == "top"
    assert not {"extends", "model"} & scenario.entries.keys()


def test_a_scenario_lies_over_what_it_extends_and_that_over_the_model(tmp_path: Path) -> None:
    texts = {
        "model": "title: 模型\nunit: 元\nnotes: 模型\n",
        "base": "model: model.yaml\ntitle: 基础\nnotes: 基础\n",
        "top": "extends: base.yaml\ntitle: 上\n",
    }
    entries = composed(tmp_path, **texts).entries
    assert entries == {"title": "上", "notes": "基础", "unit": "元"}


def test_a_file_with_a_model_of_its_own_lies_over_both(tmp_path: Path) -> None:
    texts = {
        "model": "title: 模型\nunit: 元\n",
        "base": "title: 基础\nunit: 万元\n",
        "top": "extends: base.yaml\nmodel: model.yaml\n",
    }
    assert composed(tmp_path, **texts).entries == {"title": "基础", "unit": "万元"}


def test_off_takes_an_inherited_entry_away(tmp_path: Path) -> None:
    scenario = composed(tmp_path, base=MODEL, top="extends: base.yaml\nrules: {floor: off}\n")
    assert list(scenario.section("rules")) == ["grain", "industry"]


def test_goals_are_an_order_and_replaced_as_a_whole(tmp_path: Path) -> None:
    top = "extends: base.yaml\ngoals:\n  closest_to_target: {distance: squared}\n"
    scenario = composed(tmp_path, base=MODEL, top=top)
    assert scenario.entries["goals"] == {"closest_to_target": {"distance": "squared"}}


def test_an_entry_of_another_kind_inherits_no_settings(tmp_path: Path) -> None:
    top = "extends: base.yaml\nrules:\n  industry: {kind: floor, amount: 5}\n"
    scenario = composed(tmp_path, base=MODEL, top=top)
    assert scenario.entries["rules"]["industry"] == {"kind": "floor", "amount": 5}
    same = "extends: base.yaml\nrules:\n  industry: {kind: share, over: year}\n"
    joined = composed(tmp_path, top=same).entries["rules"]["industry"]
    assert joined == {"kind": "share", "at_least": "55%", "over": "year"}


def test_every_entry_knows_its_file_and_line(tmp_path: Path) -> None:
    top = "extends: base.yaml\nrules:\n\n  grain:\n    cell: 1\n"
    scenario = composed(tmp_path, base=MODEL, top=top)
    assert scenario.place(("rules", "grain", "cell")) == EntryPlace("top.yaml", tmp_path, 5)
    assert scenario.place(("rules", "industry")) == EntryPlace("base.yaml", tmp_path, 4)
    assert scenario.place(("rules", "industry", "missing")).line == 4
    assert scenario.place(("nowhere",)).line is None
    fault = scenario.fault(("rules", "industry"), Words("应改", "mend"), Decimal("0.50"))
    assert fault.say("en") == "line 4, rules.industry: mend, got '0.50'."


def test_a_file_is_called_by_its_path_from_where_the_user_stands() -> None:
    assert named_beside("scenarios/a/plan.yaml", "../../models/m.yaml") == "models/m.yaml"
    assert named_beside("plan.yaml", "towns.csv") == "towns.csv"
    assert named_beside("a/plan.yaml", "/data/towns.csv") == "/data/towns.csv"
    assert named_beside("", "towns.csv") == "towns.csv"


@pytest.mark.parametrize(
    ("setting", "keys", "value"),
    [
        ("title=甲", ("title",), "甲"),
        ("title=", ("title",), ""),
        ("rules.floor.amount=2.5", ("rules", "floor", "amount"), Decimal("2.5")),
        ("rules.floor=off", ("rules", "floor"), "off"),
        ("rules.industry.at_least= 60% ", ("rules", "industry", "at_least"), "60%"),
        ("rules.industry.groups=[甲, 乙]", ("rules", "industry", "groups"), ["甲", "乙"]),
        ("rules.new={kind: floor, amount: 1}", ("rules", "new"), {"kind": "floor", "amount": 1}),
        ('changes.sources."a.b=c".金额=3', ("changes", "sources", "a.b=c", "金额"), 3),
        ("rules . floor . amount = 7", ("rules", "floor", "amount"), 7),
        ("title=a=b", ("title",), "a=b"),
    ],
)
def test_a_setting_is_laid_over_everything(
    tmp_path: Path, setting: str, keys: tuple[str, ...], value: object
) -> None:
    found: object = composed(tmp_path, setting, top=MODEL).entries
    for key in keys:
        assert isinstance(found, dict)
        found = found[key]
    assert found == value


def test_later_settings_lie_over_earlier_ones(tmp_path: Path) -> None:
    settings = ("rules.floor=off", "rules.floor.amount=3", "rules.floor.amount=4")
    assert composed(tmp_path, *settings, top=MODEL).entries["rules"]["floor"] == {"amount": 4}


def test_a_setting_below_a_goal_leaves_the_other_goals(tmp_path: Path) -> None:
    setting = "goals.closest_to_target.distance=squared"
    goals = composed(tmp_path, setting, top=MODEL).entries["goals"]
    assert goals == {"evenness": {}, "closest_to_target": {"distance": "squared"}}


@pytest.mark.parametrize(
    "setting",
    ["rules", "=1", ".a=1", "a..b=1", "rules.=1", '"a=1', "x.y=1", "extends=b", "unit.x=1", "a b"],
)
def test_a_setting_that_cannot_be_laid_over_is_said_with_its_words(
    tmp_path: Path, setting: str
) -> None:
    (fault,) = composed(tmp_path, setting, top=MODEL).faults
    assert fault.say("zh").startswith(f"--set {setting}：")
    assert fault.heading("en") == "the command line, cannot be used:"


def test_files_that_extend_one_another_in_a_circle_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputUnusable, match=r"top.yaml → b.yaml → top.yaml"):
        composed(tmp_path, top="extends: b.yaml\n", b="extends: top.yaml\n")


def test_twenty_files_may_extend_one_another_and_no_more(tmp_path: Path) -> None:
    chain = {f"b{i}": f"extends: b{i + 1}.yaml\nunit: 元\n" for i in range(1, 19)}
    top = "extends: b1.yaml\n"
    assert composed(tmp_path, top=top, **chain, b19="unit: 元\n").entries == {"unit": "元"}
    with pytest.raises(InputUnusable, match="at most 20"):
        composed(tmp_path, b19="extends: b20.yaml\n", b20="unit: 元\n", top=top)


def test_scalars_are_exact_and_never_floats() -> None:
    text = "[1, 1.10, 1e3, -0.5, 1_000, 010, true, False, null, ~, '1', off, no, 55%, 1:30, .nan]"
    found = parse(text, HERE).entries
    assert found == [
        *(1, Decimal("1.10"), Decimal("1e3"), Decimal("-0.5"), 1000, 10),
        *(True, False, None, None, "1", "off", "no", "55%", "1:30", ".nan"),
    ]
    assert not any(isinstance(value, float) for value in found)


def test_only_plain_data_is_read() -> None:
    said = parse("a: !!python/object/apply:os.system [ls]\nb: !x 1\nc: 1", HERE)
    assert said.entries == {"a": None, "b": None, "c": 1}
    assert len(said.faults) == 2


def test_aliases_repeat_what_they_stand_for() -> None:
    assert parse("a: &x {b: 1}\nc: *x", HERE).entries == {"a": {"b": 1}, "c": {"b": 1}}


@pytest.mark.slow
def test_more_entries_than_a_scenario_can_need_are_refused() -> None:
    layer = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    layer += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    with pytest.raises(InputUnusable, match=str(MOST_ENTRIES)):
        parse("\n".join(layer), HERE)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("ab甲 :#-", max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab甲", min_size=1), inner),
    max_leaves=8,
)


@pytest.mark.slow
@given(PLAIN)
def test_json_is_yaml_and_reads_back_as_it_was(value: object) -> None:
    import json

    assert parse(json.dumps(value, ensure_ascii=False), HERE).entries == value


@pytest.mark.slow
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_letter(text: str) -> None:
    try:
        parse(text, HERE)
    except InputUnusable as unusable:
        assert unusable.faults


def test_settings_are_shown_as_they_are_written() -> None:
    assert show_setting({"a": [1, True, None, Decimal("0.10")]}) == "{a: [1, true, , 0.10]}"


def test_a_gb18030_scenario_reads_like_utf8(tmp_path: Path) -> None:
    (tmp_path / "top.yaml").write_bytes("title: 试验\nunit: 万元\n".encode("gb18030"))
    assert compose(tmp_path / "top.yaml", "top.yaml").entries["title"] == "试验"


def test_rows_in_a_scenario_are_read_like_a_table(tmp_path: Path) -> None:
    text = """\
unit: 元
tables:
  sources:
    [{资金来源: 甲, 金额(万元): 1}, {资金来源: 乙, 金额(万元): 2}, {资金来源: 合计, 金额(万元): 3}]
  uses: [{用途: 建设, 是否产业: true}]
  recipients:
    - {单位: 一 镇, 村(个): 2, 备注: x}
    - {单位: 二镇, 村(个): 1}
changes: {sources: {乙: {金额: 5}}, recipients: {一镇: {村(个): 3}}}
targets: {v: {kind: units, column: 村, unit: 个, standard: 10}}
rules: {grain: {cell: 1}}
goals: {closest_to_target: {distance: absolute}}
notes: [甲, 甲, 乙]
"""
    (tmp_path / "top.yaml").write_text(text, encoding="utf-8")
    problem = read(tmp_path / "top.yaml")
    assert [(s.name, s.amount) for s in problem.sources] == [("甲", 1_000_000), ("乙", 5_000_000)]
    assert [(r.name, r.facts["村"]) for r in problem.recipients] == [("一镇", 3), ("二镇", 1)]
    assert problem.uses[0].groups == {"产业发展"}
    assert problem.notes == (same("甲"), same("乙"))


def test_a_total_in_rows_of_a_scenario_is_checked(tmp_path: Path) -> None:
    text = "tables:\n  sources:\n    - {资金来源: 甲, 金额: 1}\n    - {资金来源: 合计, 金额: 3}\n"
    (tmp_path / "top.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputUnusable, match=r"line 4, 金额: the sum of the rows, 1, got '3'"):
        read(tmp_path / "top.yaml")


def test_weights_of_two_files_that_miss_a_whole_are_told_with_what_each_says(
    office: Office,
) -> None:
    """20 + 10 of the file below and 70 + 30 of the one above come to 130%; each alone is right."""
    office.put(
        "below.yaml",
        """\
title: 上年
unit: 万元
tables:
  sources: [{资金来源: 市级, 层级: 市级, 金额: 50}]
  recipients:
    - {单位: 甲镇, 村数: 3, 户数: 40, 人口: 90, 考核: 88}
    - {单位: 乙镇, 村数: 5, 户数: 60, 人口: 70, 考核: 92}
  uses: [{用途: 道路, 产业: 否}]
indicators:
  村数: {unit: 个, direction: more, source: 试验}
  户数: {unit: 户, direction: more, source: 试验}
  人口: {unit: 人, direction: more, source: 试验}
  考核: {unit: 分, direction: more, source: 试验}
targets:
  f: {kind: factors, weights: {村数: 20%, 户数: 50%, 人口: 20%, 考核: 10%}}
rules: {grain: {cell: 1}}
goals: {evenness: {}}
""",
    )
    over = "extends: below.yaml\ntargets: {f: {weights: {户数: 70%, 人口: 30%}}}\n"
    office.put("above.yaml", over)
    zh = office.run("solve", "above.yaml", "--lang", "zh")
    assert zh.code == 3 and (
        "权重之和应为 100%，实为 '130%'。几处合在一起：below.yaml 写了 村数、考核；"
        "above.yaml 写了 户数、人口。不要的权重请写 0。"
    ) in zh.err.replace("\n", "")
    office.put("above.yaml", over.replace("{户数", "{村数: 0, 考核: 0%, 户数"))
    assert office.run("solve", "above.yaml").code == 0
    en = office.run("solve", "below.yaml", "--set", "targets.f.weights.村数=50%", "--lang", "en")
    assert "--set says 村数; below.yaml says 户数, 人口, 考核" in en.err.replace("\n", " ")
