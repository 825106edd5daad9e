"""Where neither an option, OPTALLOC_LANG nor the locale says a language, the scenario does."""

import openpyxl
import pytest

from office import Office
from optalloc.cli.main import guarded
from optalloc.cli.scenario_language import SETTINGS_SHEETS, written_in
from optalloc.inputs.sheets.layout import SHEETS

LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("title: 甲县 2030 年分配\nunit: 万元\n", "zh"),
        ('title: "甲县分配"  # Allotment of a county\n', "zh"),
        ("title: Grants of 2030\nnotes: [甲镇]\nunit: 万元\n", "en"),
        ("# 示例\nunit: 万元\ntables: {sources: a.csv}\n", "en"),
        ("extends: plan.yaml\nchanges: {recipients: {甲镇: {人口: 5}}}\n", "zh"),
        ("title: >-\n  甲县 2030 年分配\nunit: 万元\n", "zh"),
        ("title:\n  Grants of 2030\nnotes: [甲镇]\n", "en"),
        ("title:\nunit: 万元\nnotes: [Grants]\n", "en"),
        ("", "en"),
    ],
)
def test_a_title_decides_then_names_and_neither_remarks_nor_units(text: str, lang: str) -> None:
    assert written_in(text) == lang


@pytest.mark.parametrize(
    ("of_locale", "spoken"),
    [
        *((None, "zh"), ("C", "zh"), ("POSIX", "zh"), ("C.UTF-8", "zh")),
        *(("en_US.UTF-8", "en"), ("zh_CN.UTF-8", "zh")),
    ],
)
def test_letters_about_a_chinese_scenario_are_chinese_where_nothing_else_says(
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    of_locale: str | None,
    spoken: str,
) -> None:
    for name in LOCALES:
        monkeypatch.delenv(name, raising=False)
    if of_locale is not None:
        monkeypatch.setenv("LANG", of_locale)
    words = ["solve", "scenario.yaml", "--set", "rules.grain.cell=x"]
    heads = {"zh": "不能使用", "en": "cannot be used"}
    assert guarded(words) == 3 and heads[spoken] in capsys.readouterr().err
    assert guarded([*words, "--lang", "en"]) == 3 and heads["en"] in capsys.readouterr().err
    office.swap("scenario.yaml", ("title: ", "title: Small office # "))
    chinese = of_locale == "zh_CN.UTF-8"
    assert guarded(words) == 3 and heads["zh" if chinese else "en"] in capsys.readouterr().err


def test_screens_of_a_chinese_scenario_are_chinese_where_nothing_else_says(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in LOCALES:
        monkeypatch.delenv(name, raising=False)
    assert guarded(["solve", "scenario.yaml"]) == 0
    assert "分配方案" in capsys.readouterr().out
    assert guarded(["doctor", "--help"]) == 0 and "Usage:" in capsys.readouterr().out


def test_a_command_line_in_chinese_is_answered_in_chinese_where_nothing_else_says(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (*LOCALES, "OPTALLOC_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C")
    assert guarded(["new", "方案.xlsx"]) == 0 and "已写出" in capsys.readouterr().out
    assert "约束" in openpyxl.load_workbook(office.folder / "方案.xlsx").sheetnames
    assert guarded(["new", "plan.xlsx"]) == 0 and "Written" in capsys.readouterr().out
    # A unit of money is Chinese in every language, and an option says more than a name does.
    assert guarded(["check", "none.csv", "--unit", "万元"]) == 3
    assert "cannot be used" in capsys.readouterr().err
    assert guarded(["new", "新方案.xlsx", "--lang", "en"]) == 0
    assert "Written" in capsys.readouterr().out


def test_the_sheet_that_tells_a_workbook_is_called_as_its_reader_calls_it() -> None:
    (whole,) = (sheet for sheet in SHEETS if not sheet.section)
    assert {whole.title.zh: "zh", whole.title.en: "en"} == SETTINGS_SHEETS
