"""What readers see a rule, a goal or a target part called, in both languages."""

from pathlib import Path
from typing import get_args

import pytest

from office import Office
from optalloc.core.message import LANGS, Words
from optalloc.inputs.read import read
from optalloc.problem.interfaces import CATALOGUES
from optalloc.problem.rules.floor import Floor
from optalloc.problem.rules.share import UseShare
from optalloc.problem.setting_names import SETTING_NAMES, VALUE_NAMES, setting_words, value_words
from optalloc.problem.shown_name import apart_by, bracketed, is_chinese

PARTS = [(section, word) for section, catalogue in CATALOGUES.items() for word, _ in catalogue]


@pytest.mark.parametrize(("section", "word"), PARTS)
def test_every_part_has_a_name_of_its_own_in_both_languages(section: str, word: str) -> None:
    part = CATALOGUES[section][word]
    assert is_chinese(part.called.zh) and "_" not in part.called.zh
    assert part.called.en and "_" not in part.called.en and not is_chinese(part.called.en)
    alike = [name for name, other in CATALOGUES[section] if other.called.zh == part.called.zh]
    assert alike == [word]


@pytest.mark.parametrize(("section", "word"), PARTS)
def test_every_setting_and_every_fixed_word_has_a_chinese_name(section: str, word: str) -> None:
    for name, field in CATALOGUES[section][word].model_fields.items():
        assert name == "label" or is_chinese(SETTING_NAMES[name])
        kinds = (field.annotation, *get_args(field.annotation))
        words = [w for kind in kinds for w in get_args(kind) if isinstance(w, str)]
        assert {w for w in words if w != "all"} <= VALUE_NAMES.get(name, {}).keys() | {""}


def floor(label: str, **settings: object) -> Floor:
    return Floor.read(label, {"kind": "floor", "amount": "1", **settings}, "万元")


@pytest.mark.parametrize(
    ("label", "title", "shown"),
    [
        ("floor", None, ("保底", "floor")),
        ("lowest_award", None, ("保底", "lowest award")),
        ("各镇保底", None, ("各镇保底", "floor")),
        ("floor", "最低生活线", ("最低生活线", "floor")),
        ("floor", "The least", ("保底", "The least")),
        ("最低", {"zh": "最低线", "en": "lowest line"}, ("最低线", "lowest line")),
    ],
)
def test_a_title_goes_before_the_key_and_the_key_before_the_name_of_the_kind(
    label: str, title: object, shown: tuple[str, str]
) -> None:
    assert floor(label, title=title).shown == shown


def test_a_share_is_called_by_the_group_whose_share_it_is() -> None:
    rule = UseShare.read("r", {"groups": ["产业发展"], "over": "year", "at_least": "55%"}, "万元")
    assert rule.shown == ("产业发展占比", "r")
    assert rule.called == ("用途占比", "share")


def test_names_that_are_alike_are_told_apart_by_whom_they_are_about_or_by_number() -> None:
    same = Words("保底", "floor")
    assert apart_by([same, Words("封顶", "cap")], [(), ()]) == [("", ""), ("", "")]
    assert apart_by([same, same], [("镇",), ()]) == [("（镇）", " (镇)"), ("", "")]
    assert apart_by([same, same], [(), ()]) == [("（1）", " (1)"), ("（2）", " (2)")]
    many = [("甲", "乙", "丙"), ("镇",)]
    assert apart_by([same, same], many) == [("（1）", " (1)"), ("（2）", " (2)")]
    towns = [Words("保底", "low"), Words("保底", "high")]
    assert apart_by(towns, [("镇",), ("乡",)]) == [("（镇）", ""), ("（乡）", "")]


def test_settings_and_their_words_are_called_by_what_they_mean() -> None:
    assert setting_words(("max_deviation",)) == ("最大偏离", "max deviation")
    assert setting_words(("shares", "市级"), "split") == ("比例（市级）", "shares (市级)")
    assert setting_words(("total",), "grain") == ("合计的步长", "total")
    assert setting_words(()) == ("", "")
    assert value_words("within", "total") == ("合计", "total")
    assert value_words("column", "total") == ("total", "total")
    assert bracketed(Words("甲", "a"), Words("乙", "b")) == ("【甲】【乙】", "[a], [b]")


def test_a_scenario_names_a_rule_and_everything_says_the_name(office: Office) -> None:
    office.swap("scenario.yaml", ("floor: {amount: 1}", "floor: {amount: 40, title: 每处至少}"))
    zh, en = (office.run("explain", "scenario.yaml", lang=lang) for lang in LANGS)
    assert zh.code == en.code == 4
    assert "【每处至少】各单位不低于 40万元" in zh.out + zh.err
    assert "把【每处至少】的“金额”由 40万元 改为 32万元" in zh.out + zh.err
    assert "[floor] every recipient at least 40万元" in en.out + en.err
    office.swap("scenario.yaml", ("title: 每处至少", "title: {zh: 每处至少, fr: minimum}"))
    said = office.run("solve", "scenario.yaml", lang="zh")
    assert said.code == 3
    assert "应为名称，或 {zh: 中文名称, en: 英文名称}" in said.err


def test_two_rules_of_one_kind_have_two_names(office: Office) -> None:
    low = "floor: {amount: 1}\n  low: {kind: floor, amount: 2, kinds: [乡]}"
    office.swap("scenario.yaml", ("floor: {amount: 1}", low))
    names = {rule.label: rule.shown for rule in read(Path(office.folder / "scenario.yaml")).rules}
    assert names["floor"] == ("保底", "floor") and names["low"] == ("保底（乡）", "low")


def test_a_rule_is_asked_for_by_what_it_is_called(office: Office) -> None:
    by_key, by_name = (
        office.run("explain", "scenario.yaml", "--rule", text, lang="zh")
        for text in ("split", "分担比例")
    )
    assert by_key.code == by_name.code == 0 and by_key.out == by_name.out
    assert by_name.out.count("【分担比例】") == 2
