"""A document on a terminal: marks, cut tables, how grave a section is."""

import re

import pytest

from optalloc.core.message import NOTHING, Words, same
from optalloc.present.document import NOTE, Column, Section, TableBlock, Text
from optalloc.present.html.page import PageDocument, html_of
from optalloc.present.terminal import MOST_ROWS, print_sections


def long_table(rows: int, has_total: bool) -> TableBlock:
    cells = [str(n) for n in range(1, rows + 1)]
    last = ["sum"] if has_total else []
    columns = [Column("n", [*cells, *last], is_text=True), Column("x", [*cells, *last])]
    return TableBlock("long", same("Long"), columns, has_total)


def printed(capsys: pytest.CaptureFixture[str], *sections: Section, lang: str = "en") -> str:
    print_sections(sections, lang)  # type: ignore[arg-type]
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("has_total", "zh", "en"),
    [
        (True, "（另有 3 行没有列出，已计入合计，见 --json）", "counted in the total: see --json)"),
        (False, "（另有 3 行没有列出，见 --json）", "(3 more rows are not shown: see --json)"),
    ],
)
def test_a_long_table_is_cut_before_its_total_and_says_so(
    capsys: pytest.CaptureFixture[str], has_total: bool, zh: str, en: str
) -> None:
    section = Section("long", NOTHING, [long_table(MOST_ROWS + 3, has_total)])
    told = printed(capsys, section)
    first = [line.split()[0] for line in told.splitlines() if re.match(r"\d+ |sum ", line)]
    assert first == [str(n) for n in range(1, MOST_ROWS + 1)] + ["sum"] * has_total
    assert en in told
    assert zh in printed(capsys, section, lang="zh")


def test_a_table_that_fits_is_whole_and_says_nothing_more(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = printed(capsys, Section("all", NOTHING, [long_table(MOST_ROWS, has_total=True)]))
    assert f"\n{MOST_ROWS} " in told and "more" not in told


def test_a_mark_stands_before_its_text_in_the_language_of_the_screen_and_of_the_page(
    capsys: pytest.CaptureFixture[str],
) -> None:
    section = Section("notes", Words("说明", "Notes"), [Text("from the table", "quiet", NOTE)])
    assert printed(capsys, section) == "Notes\nNote: from the table\n"
    assert printed(capsys, section, lang="zh") == "说明\n注：from the table\n"
    page = html_of(PageDocument("A plan", NOTHING, [section], "en")).decode()
    assert '<p class="quiet">Note: from the table</p>' in page


def test_a_grave_section_is_coloured_where_there_are_colours(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    told = printed(capsys, Section("e", Words("错误", "Errors"), [Text("one")], "error"))
    assert "\x1b[1;31mErrors\x1b[0m" in told
