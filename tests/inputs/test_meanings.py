"""What a setting means is true of the part that has it, in both languages."""

import re
from collections import defaultdict

import pytest

from optalloc.core.message import LANGS, Lang
from optalloc.inputs.schema.texts_zh import SETTINGS
from optalloc.inputs.sheets.setting_forms import forms_of
from optalloc.problem.component import NO_SETTINGS
from optalloc.problem.interfaces import CATALOGUES

PAIRS = [
    (section, kind, word)
    for section, catalogue in CATALOGUES.items()
    for kind, _ in catalogue
    for word in forms_of(section, kind).inner
]
"""Every setting of every part."""
ALIKE = {
    "how": "projects that must be funded, or may be: whole, or from the minimum that they state",
    "over": "this plan alone, or with the awards already made, compared with whatever it is",
    "portion": "the part of the rest that is shared so, or that this formula shares out",
    "projects": "the projects",
}
"""Settings whose English differs from part to part, and that mean the same: one text is true."""


def meaning(section: str, kind: str, word: str, lang: Lang) -> str:
    """Return what a setting of a part is said to mean."""
    return forms_of(section, kind, lang).inner[word].meaning


def test_one_chinese_text_serves_no_two_meanings() -> None:
    english: dict[tuple[str, str], set[str]] = defaultdict(set)
    for section, kind, word in PAIRS:
        if word not in (*NO_SETTINGS, *ALIKE):
            zh, en = (meaning(section, kind, word, lang) for lang in LANGS)
            english[word, zh].add(en)
    assert {key: texts for key, texts in english.items() if len(texts) > 1} == {}


def test_no_text_is_left_over_for_a_setting_that_no_part_has() -> None:
    used = {form.meaning for s, k, _ in PAIRS for form in forms_of(s, k, "zh").inner.values()}
    others = ["direction", "indicator", "notice", "paper", "ties", "levels"]
    known = {
        form.meaning
        for section in ("indicators", "paper")
        for form in forms_of(section, "").inner.values()
    }
    left = [
        key
        for key, text in SETTINGS.items()
        if "." in key and text not in used | known and key.split(".")[0] not in others
    ]
    assert left == []


@pytest.mark.parametrize(
    ("section", "kind", "word", "zh", "en"),
    [
        ("rules", "grain", "sources", "哪些来源的步长另定", "Steps of single sources"),
        ("targets", "top_up", "up_to", "人均（户均）补到多少为止", "level for each"),
        ("rules", "year_to_year", "up_to", "比上年最多增减多少", "largest change"),
        ("rules", "hold_harmless", "years", "写几年取平均", "whose mean counts"),
        ("rules", "schedule", "years", "每个来源属于一年", "every source stands in one"),
        ("targets", "factors", "weights", "各因素的权重", "Weight by indicator"),
        ("goals", "evenness", "weights", "单位与权重", "numbers by name"),
        ("rules", "near_mix", "max_deviation", "单位合计的百分数", "recipient's total"),
        ("rules", "balance", "max_deviation", "测算额的百分数", "of the target"),
        ("rules", "only", "recipients", "都不写为不限单位", "Who may have it"),
        ("rules", "parity", "recipients", "至少写一项", "must be written"),
        ("rules", "recipient_count", "at_least", "几个单位", "Fewest recipients"),
        ("rules", "per_head_ratio", "at_most", "几倍", "multiple"),
        ("rules", "source_share", "uses", "至少写一项", "must be written"),
        ("targets", "carve_out", "column", "不写为平均分", "equally when there is none"),
    ],
)
def test_a_setting_means_in_its_part_what_the_part_does(
    section: str, kind: str, word: str, zh: str, en: str
) -> None:
    assert zh in meaning(section, kind, word, "zh")
    assert en in meaning(section, kind, word, "en")


def test_the_columns_of_an_indicator_are_its_own() -> None:
    said = forms_of("indicators").inner["columns"].meaning
    assert "列名与系数" in said and "成本" not in said


def test_amounts_are_said_in_the_unit_in_which_they_are_written() -> None:
    for section, kind, word in PAIRS:
        assert not re.search(r"\bfen\b", meaning(section, kind, word, "en")), (section, kind, word)
    assert "an amount [in the scenario's unit]" in meaning(
        "rules", "balance", "max_deviation", "en"
    )


def test_a_column_is_called_so_where_a_tie_may_go_by_it() -> None:
    ties = forms_of("").inner["ties"]
    assert (ties.inner["column"].called, ties.words["column"]) == ("列", "列的大小")
