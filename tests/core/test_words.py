"""Words in two languages, and the letters that are made of them."""

from hypothesis import given
from hypothesis import strategies as st

from optalloc.core.errors import (
    BrokenPromise,
    Fault,
    InputUnusable,
    NoPlanFound,
    ProvenInfeasible,
    nearest,
    quote,
)
from optalloc.core.message import (
    NOTHING,
    Words,
    first_few,
    hidden_mark,
    listed,
    one_of,
    same,
    visible,
)

FAULT = Fault(
    "镇.csv",
    Words("第2行 人口", "row 2, 人口"),
    Words("应为数字", "a number"),
    "1２0人",
    Words("请删去单位。", "Remove the unit."),
)


def test_words_join_language_by_language() -> None:
    joined = Words("甲", "a") + Words("乙", "b")
    assert (joined.say("zh"), joined.say("en")) == ("甲乙", "ab")
    assert same("x") + NOTHING == Words("x", "x")
    assert listed(["甲", "乙"]) == Words("甲、乙", "甲, 乙")
    assert one_of(Words("约束", "a rule, "), ["a", "b"]) == Words(
        "约束应为 a、b 之一", "a rule, one of a, b"
    )


def test_a_fault_says_place_allowed_came_and_remedy() -> None:
    assert FAULT.say("zh") == "第2行 人口：应为数字，实为 '1２0人'。请删去单位。"
    assert FAULT.say("en") == "row 2, 人口: a number, got '1２0人'. Remove the unit."


def test_a_letter_groups_faults_under_their_file_and_says_each_once() -> None:
    other = Fault("", same("--set x"), Words("应写成 键=值", "KEY=VALUE"))
    sheet = Fault("书.xlsx", same("A1"), Words("应为数字", "a number"), sheet="指标")
    letter = InputUnusable([FAULT, other, FAULT, sheet])
    assert letter.letter("zh").split("\n") == [
        "镇.csv，不能使用：",
        "  第2行 人口：应为数字，实为 '1２0人'。请删去单位。",
        "命令选项，不能使用：",
        "  --set x：应写成 键=值。",
        "书.xlsx，工作表 指标，不能使用：",
        "  A1：应为数字。",
    ]
    assert str(letter) == letter.letter("en")
    assert "the command line, cannot be used:\n  --set x: KEY=VALUE.\n" in str(letter)


def test_many_empty_places_that_want_the_same_stand_in_one_line_of_the_letter() -> None:
    wanted = Words("应有数字", "a figure"), None, Words("请填写。", "Fill it in.")
    empty = [Fault("镇.csv", Words(f"第{row}行", f"row {row}"), *wanted) for row in (2, 5, 9)]
    told = InputUnusable([empty[0], FAULT, *empty[1:]])
    assert told.letter("zh").split("\n")[1:] == [
        "  第2行、第5行、第9行：应有数字。请填写。",
        "  第2行 人口：应为数字，实为 '1２0人'。请删去单位。",
    ]
    assert "  row 2; row 5; row 9: a figure. Fill it in.\n" in told.letter("en")
    assert len(InputUnusable(empty[:2]).letter("zh").split("\n")) == 3


def test_what_came_from_outside_is_quoted_on_one_line_and_not_too_long() -> None:
    assert quote("甲\n乙\t丙\r") == "'甲⏎乙⇥丙'"
    assert quote("\x1b[31m\u202e") == "'\\u001b[31m\\u202e'"
    assert quote("甲" * 61) == f"'{'甲' * 60}…'"


@given(st.text())
def test_no_letter_lets_a_mark_through_that_a_terminal_acts_on(text: str) -> None:
    fault = Fault(text, same(text), same(text), text, same(text), text)
    for lang in ("zh", "en"):
        for line in InputUnusable([fault]).letter(lang).split("\n"):
            assert all(mark.isprintable() or mark == "\u3000" for mark in line)
    said = ProvenInfeasible(same(text)).letter("zh")
    assert all(mark.isprintable() or mark in " \t\r\n\u3000" for mark in said)


def test_an_invisible_mark_is_named_by_its_number() -> None:
    assert hidden_mark("甲\u202e乙") == "U+202E"
    assert hidden_mark("甲\n乙", "\n") is None
    assert visible("甲\x07") == "甲\\u0007"


def test_the_nearest_word_is_suggested_and_no_far_one() -> None:
    assert nearest("spend_hole", ["floor", "spend_whole"]) == Words(
        "是不是 spend_whole？", "Did you mean spend_whole?"
    )
    assert nearest("丁镇", ["甲镇", "乙镇"]) == NOTHING


def test_every_error_has_its_exit_code() -> None:
    said = [kind(same("x")) for kind in (BrokenPromise, ProvenInfeasible, NoPlanFound)]
    assert [error.exit_code for error in (InputUnusable([FAULT]), *said)] == [3, 1, 4, 5]


def test_a_list_is_not_cut_to_save_a_line_or_two() -> None:
    assert [len(first_few(range(n), 8)) for n in (7, 8, 9, 10, 11, 30)] == [7, 8, 9, 10, 8, 8]
