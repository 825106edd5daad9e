"""The section `paper` of a scenario: read as written, refused with its line, never made up."""

from datetime import date

import pytest

from office import Office
from optalloc.core.errors import InputUnusable
from optalloc.core.message import Words, same
from optalloc.inputs.read import read
from optalloc.problem.document_settings import DocumentSettings
from optalloc.problem.problem import Problem
from paper_made import PAPER, with_paper
from test_library import FOLDER


def problem(office: Office, text: str) -> Problem:
    with_paper(office, text)
    return read(office.folder / "scenario.yaml")


def letters(office: Office, text: str) -> tuple[str, str]:
    with pytest.raises(InputUnusable) as refused:
        problem(office, text)
    return refused.value.letter("zh"), refused.value.letter("en")


def test_a_scenario_without_a_paper_has_an_empty_one(office: Office) -> None:
    assert problem(office, "").paper == DocumentSettings()
    assert problem(office, "paper:\n  office:\n  scope: ''\n").paper == DocumentSettings()


def test_a_paper_is_read_as_it_is_written(office: Office) -> None:
    paper = problem(office, PAPER).paper
    assert paper.fund == Words("某区衔接资金", "the funds of a district")
    assert paper.date == date.fromisoformat("2030-03-01")
    assert paper.supervision == (same("010-87654321"), same("jubao@example.gov.cn"))
    assert paper.notice.end == date.fromisoformat("2030-03-11")
    assert paper.documents["市级"].en == "notice on funds"


def test_a_scenario_that_extends_another_lays_its_paper_over(office: Office) -> None:
    with_paper(office)
    office.put("more.yaml", "extends: scenario.yaml\npaper: {office: 丁局, date: off}\n")
    paper = read(office.folder / "more.yaml").paper
    assert (paper.office, paper.date) == (same("丁局"), None)
    assert paper.contact == Words("张三", "Zhang San")


def test_what_the_paper_says_changes_no_amount(office: Office) -> None:
    before = office.run("solve", "scenario.yaml", "--json").out
    with_paper(office)
    after = office.run("solve", "scenario.yaml", "--json").out
    keep = '"awards"'
    assert (
        before[before.index(keep) :].split('"targets"')[0]
        == (after[after.index(keep) :].split('"targets"')[0])
    )


WRONG = (
    (
        "title: 12",
        "paper.title：应为一句话（数字请加引号）",
        "paper.title: a text (put digits in quotes)",
    ),
    (
        "title: {zh: 甲}",
        "paper.title：应为一句话",
        "or {zh: Chinese, en: English}, got '{zh: 甲}'.",
    ),
    ("ofice: 甲", "实为 'ofice'。是不是 office？", "got 'ofice'. Did you mean office?"),
    (
        "date: 2030-13-01",
        "paper.date：应为日期，写成 年-月-日",
        "paper.date: a day, written year-month-day",
    ),
    ("date: 明天", "paper.date：应为日期", "got '明天'."),
    (
        "requirements: [甲, '']",
        "paper.requirements.2：不能为空",
        "requirements.2: a text that is not",
    ),
    (
        "documents: {丁: 文}",
        "paper.documents.丁：应为已有的名称（市级、区级）",
        "a name that is there",
    ),
    (
        "notice: {days: 9}",
        "公示不少于 10 天，最多 365 天，实为 '9'",
        "at least 10 and at most 365, got '9'",
    ),
    ("notice: {days: 十天}", "notice.days：应为天数", "notice.days: a number of days"),
    ("notice: {day: 10}", "设置应为 title、start、days、place 之一", "Did you mean days?"),
)


@pytest.mark.parametrize(("line", "zh", "en"), WRONG)
def test_a_wrong_entry_gets_a_letter_with_its_line(
    office: Office, line: str, zh: str, en: str
) -> None:
    chinese, english = letters(office, f"paper:\n  {line}\n")
    number = (office.folder / "scenario.yaml").read_text("utf-8").count("\n")
    assert zh in chinese and f"第{number}行 " in chinese
    assert en in english and f"line {number}, " in english


def test_a_paper_that_is_no_mapping_gets_a_letter(office: Office) -> None:
    chinese, english = letters(office, "paper: 甲\n")
    assert "paper：应为“键: 值”的一组，实为 '甲'" in chinese
    assert "paper: settings written as `key: value`, got '甲'" in english


def test_all_wrong_entries_are_said_at_once(office: Office) -> None:
    chinese, _ = letters(office, "paper: {title: 1, phone: 2, date: x}\n")
    assert chinese.count("paper.") == 3


def test_the_published_plan_says_only_what_was_published() -> None:
    paper = read(FOLDER / "meilan-2023" / "published.yaml").paper
    assert paper.title is not None and paper.title.zh.endswith("补助资金分配方案")
    assert set(paper.documents) == {"市级第二批", "区级配套"}
    assert len(paper.requirements) == 4
    unknown = (paper.office, paper.date, paper.contact, paper.phone, paper.notice.days)
    assert unknown == (None,) * 5
