"""Papers of many recipients, sources and uses: tables where they belong, pages that can be read."""

import io
import random
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_papers_agree import capped

from optalloc.core.message import LANGS, Lang
from optalloc.core.money import parse_amount
from optalloc.inputs.understanding.documents.docx_tables import paper_grids
from optalloc.pipeline.solved import Solved
from optalloc.pipeline.walk import walk
from optalloc.present.charts import save
from optalloc.present.docx.paper import KEPT_TOGETHER, KEPT_WHOLE, word_paper
from optalloc.present.paper import Block, OfficialTable, PaperHeading, Para, Title
from optalloc.present.text_width import (
    ACROSS,
    SIZES,
    TITLE_HALF,
    UPRIGHT,
    even_lines,
    in_blocks,
    measures,
    width_of,
)
from optalloc.problem.facts import Award, Plan
from optalloc.reports.formats.notice import notice_blocks
from optalloc.reports.official.allocation_section import exceptions
from optalloc.reports.official.award_table import has_use_table, use_table
from optalloc.reports.official.context import Subject
from optalloc.reports.official.plan import plan_blocks
from optalloc.reports.report import Report
from paper_made import NASTY, word_tables
from quick import examples
from small import FEN, small, town

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SOFFICE, PDFTOTEXT = shutil.which("soffice"), shutil.which("pdftotext")


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(save, "EXTRA", ("a_library_that_is_not_there",))


@cache
def made(units: int, sources: int, uses: int) -> Solved:
    """Return a solved scenario whose plan has money in every cell. Made-up figures."""
    draw = random.Random(units * 100 + sources * 10 + uses)
    towns = [town(f"镇{i}") for i in range(units)]
    pots = {f"第{i}批资金": units for i in range(sources)}
    problem = small(
        pots,
        towns,
        uses={f"用途{i}": () for i in range(uses)},
        aims={t.name: sources for t in towns},
    )
    done = walk(problem)
    assert done.best is not None
    awards = [
        Award(t.name, s.name, u.name, draw.randrange(1, 500) * FEN)
        for t in towns
        for s in problem.sources
        for u in problem.uses
    ]
    return replace(done, best=replace(done.best, plan=Plan(awards)))


def subject(done: Solved, lang: Lang = "zh") -> Subject:
    return Subject(Report(done, lang, "元"))


def plan_of(units: int, sources: int, uses: int, lang: Lang = "zh") -> bytes:
    return word_paper(plan_blocks(subject(made(units, sources, uses), lang)), lang)


def section_four(blocks: Iterator[Block]) -> list[Block]:
    """Return what stands under 资金安排."""
    held: list[Block] = []
    for block in blocks:
        if isinstance(block, PaperHeading):
            if held:
                return held[1:]
            if block.text.startswith(("四、", "4. ")):
                held.append(block)
        elif held:
            held.append(block)
    return held[1:]


@pytest.mark.parametrize("lang", LANGS)
def test_seventeen_units_are_a_table_in_the_text_and_no_pages_of_prose(lang: Lang) -> None:
    found = section_four(plan_blocks(subject(made(17, 3, 2), lang)))
    (table,) = (block for block in found if isinstance(block, OfficialTable))
    assert len(table.rows) == 18 and table.amounts == frozenset({1, 2, 3, 4})
    prose = [block.text for block in found if isinstance(block, Para)]
    assert len(prose) <= 4 and sum(map(len, prose)) < 500
    assert not any("镇9" in text and "第2批" in text for text in prose)


def test_a_few_units_are_told_in_sentences_as_plans_of_the_field_do() -> None:
    found = section_four(plan_blocks(subject(made(3, 2, 2))))
    assert [type(block) for block in found] == [Para] * 4
    assert "第0批资金" in found[1].text and "用于用途0" in found[1].text  # type: ignore[union-attr]


def test_very_many_units_stand_in_an_annex() -> None:
    found = section_four(plan_blocks(subject(made(40, 2, 1))))
    assert not any(isinstance(block, OfficialTable) for block in found)
    assert "见附件" in found[-1].text  # type: ignore[union-attr]


def test_a_table_that_is_too_wide_for_the_text_leaves_totals_there_and_goes_behind() -> None:
    blocks = list(plan_blocks(subject(made(6, 19, 1))))
    short, whole = (block for block in blocks if isinstance(block, OfficialTable))
    assert short.head == ("单位", "合计") and len(whole.head) == 21
    sections = docx.Document(io.BytesIO(word_paper(blocks, "zh"))).sections
    assert [s.page_width > s.page_height for s in sections] == [False, True]


@pytest.mark.parametrize("units", [(17, 4, 3), (6, 1, 2), (60, 5, 3)])
def test_the_table_by_source_and_use_is_the_plan_to_the_fen(units: tuple[int, int, int]) -> None:
    about = subject(made(*units))
    assert has_use_table(about)
    table = use_table(about)
    names = len(table.head) - len(table.amounts)
    uses = table.head[names + 1 :]
    found = {
        (row[0], row[1] if names > 1 else "第0批资金", use): parse_amount(cell, "元")
        for row in table.rows[:-1]
        for use, cell in zip(uses, row[names + 1 :], strict=True)
    }
    assert found == {(a.recipient, a.source, a.use): a.amount for a in about.plan.awards}
    assert parse_amount(table.rows[-1][names], "元") == about.plan.total


def test_the_notice_says_uses_in_a_row_a_recipient() -> None:
    about = subject(made(17, 4, 3))
    table = use_table(about, by_source=False)
    assert table in list(notice_blocks(about))
    assert table.head == ("单位", "合计", "用途0", "用途1", "用途2")
    found = {
        (row[0], use): parse_amount(cell, "元")
        for row in table.rows[:-1]
        for use, cell in zip(table.head[2:], row[2:], strict=True)
    }
    held = {(who, use): fen for who, uses in about.by_use.items() for use, fen in uses.items()}
    assert len(table.rows) == 18 and found == held


def test_remarks_are_remarks_and_hold_no_amounts() -> None:
    for units in ((17, 4, 3), (6, 2, 1)):
        for blocks in (plan_blocks, notice_blocks):
            for block in blocks(subject(made(*units))):
                if isinstance(block, OfficialTable):
                    assert not {"备注", "用途"} & set(block.head)


def test_one_use_a_recipient_is_a_column_and_who_gets_nothing_a_remark() -> None:
    done = made(6, 1, 2)
    assert done.best is not None
    awards = [a for i, a in enumerate(done.best.plan.awards[:10]) if i % 4 in (0, 3)]
    kept = replace(done, best=replace(done.best, plan=Plan(awards)))
    (table, *_) = (b for b in notice_blocks(subject(kept)) if isinstance(b, OfficialTable))
    assert table.head == ("单位", "合计", "第0批资金", "用途", "备注")
    assert [row[3:] for row in table.rows] == [
        *[("用途0", ""), ("用途1", ""), ("用途0", ""), ("用途1", ""), ("用途0", "")],
        *[("", "本批不安排"), ("", "")],
    ]


def test_what_stands_out_is_told_with_the_rule_that_holds_it() -> None:
    for lang, said in (
        (
            "zh",
            "与测算额按资金折算、取整的结果相比，增加的有水务局（10元）；减少的有交通局（10元）。"
            "再多一步（10元）就不符合“各单位各用途不超过需求”的：交通局。",
        ),
        (
            "en",
            "Beside targets scaled to the money and rounded, more for 水务局 (by 10元); "
            "less for 交通局 (by 10元). "
            "One step more (10元) would break “nobody above its need in any use”: 交通局.",
        ),
    ):
        (para,) = exceptions(subject(capped(), lang))  # type: ignore[arg-type]
        assert para.text == said
    plain = small({"S": 4}, [town("甲"), town("乙")], aims={"甲": 2, "乙": 2})
    assert not list(exceptions(subject(walk(plain))))


def rows_of(content: bytes) -> Iterator[list[Any]]:
    """Yield the rows of each table as XML."""
    for table in docx.Document(io.BytesIO(content)).tables:
        yield [row._tr for row in table.rows]


@pytest.mark.parametrize("units", [(6, 2, 2), (17, 4, 3), (40, 2, 1)])
def test_rows_stay_together_and_a_total_is_never_alone(units: tuple[int, int, int]) -> None:
    content = word_paper(notice_blocks(subject(made(*units))), "zh")
    for rows in rows_of(content):
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        kept = [
            all(p.find(f"{W}pPr/{W}keepNext") is not None for p in r.iter(W + "p")) for r in rows
        ]
        if len(rows) - 1 <= KEPT_WHOLE:
            assert kept == [True] * (len(rows) - 1) + [False]
        else:
            assert kept[:2] == [True, True] and not kept[2]
            assert kept[-KEPT_TOGETHER:] == [True] * (KEPT_TOGETHER - 1) + [False]


def test_what_leads_to_a_table_stays_with_it() -> None:
    document = docx.Document(io.BytesIO(plan_of(17, 3, 2)))
    at = next(p for p in document.paragraphs if p.text.startswith("各单位安排额如下表"))
    assert at.paragraph_format.keep_with_next


NAME = st.text(st.sampled_from("甲乙丙镇办第批A1（）"), min_size=1, max_size=24)
CELL = st.sampled_from(["1.0", "12345.67", "-1234567890123.45", "0"])


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(NAME, min_size=3, max_size=30), st.data(), st.sampled_from([None, UPRIGHT, 5000]))
def test_every_figure_of_a_table_of_any_width_can_be_read(
    head: list[str], data: st.DataObject, only: int | None
) -> None:
    words = data.draw(st.integers(0, 2))
    amounts = frozenset(range(1, len(head) - words))
    cells = [CELL if i in amounts else NAME for i in range(len(head))]
    rows = data.draw(st.lists(st.tuples(*cells), min_size=1, max_size=4))
    table = OfficialTable(tuple(head), tuple(rows), amounts)
    pieces = in_blocks(table, only)
    assert tuple(h for p in pieces for h in p.head[1:]) == table.head[1:]
    for piece in pieces:
        assert piece.head[0] == head[0] and [r[0] for r in piece.rows] == [r[0] for r in rows]
        how = measures(piece, only)
        assert how.size >= SIZES[-1] >= 16 and sum(how.widths) <= (only or ACROSS)
        for column in piece.amounts:
            widest = max(width_of(row[column]) for row in piece.rows)
            assert how.widths[column] >= widest * how.size * 5 or len(piece.head) == 2


def test_pieces_are_as_few_and_as_even_as_they_can_be() -> None:
    table = OfficialTable(("单位",) * 25, (("一二三四五六",) * 25,), frozenset(range(1, 25)))
    widths = [len(piece.head) for piece in in_blocks(table)]
    assert max(widths) - min(widths) <= 1 and sum(widths) == 24 + len(widths)


@pytest.mark.parametrize("lang", LANGS)
def test_a_table_in_pieces_is_read_back_as_one(lang: Lang) -> None:
    content = plan_of(6, 19, 1, lang)
    assert len(word_tables(content)) == 3
    *_, whole = paper_grids(content, "plan.docx")
    about = subject(made(6, 19, 1), lang)
    assert [str(cell) for cell in whole.rows[0].cells[2:]] == [
        s.name for s in about.problem.sources
    ]
    assert len(whole.rows) == 8 and {row.width for row in whole.rows} == {21}


def test_tables_one_below_the_other_are_no_pieces_of_one_unless_they_say_so() -> None:
    one = OfficialTable(("单位", "甲"), (("A", "1"), ("B", "2")), frozenset({1}))
    other = replace(one, head=("单位", "乙"))
    for between, count in ((Para("续表"), 1), (Para("（续）"), 1), (Para("另一张表"), 2)):
        assert len(paper_grids(word_paper([one, between, other], "zh"), "x.docx")) == count
    strange = replace(other, rows=(("A", "1"), ("C", "2")))
    assert len(paper_grids(word_paper([one, Para("续表"), strange], "zh"), "x.docx")) == 2


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("某区资金分配方案", ["某区资金分配方案"]),
        (
            "某县2026年财政衔接推进乡村振兴补助资金分配方案",
            ["某县2026年财政衔接推进", "乡村振兴补助资金分配方案"],
        ),
        (
            "海口市美兰区2023年区级和市级（第二批）财政衔接推进乡村振兴补助资金分配方案",
            ["海口市美兰区2023年区级和市级（第二批）", "财政衔接推进乡村振兴补助资金分配方案"],
        ),
        (
            "〔填写：资金名称〕二〇二六年度乡村振兴分配结果公示",
            ["〔填写：资金名称〕二〇二六年度", "乡村振兴分配结果公示"],
        ),
        (
            "Plan for sharing out the funds of a county for its villages",
            ["Plan for sharing out the funds ", "of a county for its villages"],
        ),
    ],
)
def test_a_title_of_several_lines_is_broken_evenly(title: str, lines: list[str]) -> None:
    assert even_lines(title) == lines


@settings(max_examples=examples(80), deadline=None)
@given(st.text(st.sampled_from("县区财政资金的（）、。2026 abc"), max_size=120))
def test_no_line_of_a_title_is_lost_or_leaves_the_page(title: str) -> None:
    lines = even_lines(title)
    assert "".join(lines) == title
    room = UPRIGHT // TITLE_HALF
    assert len(lines) == 1 or all(width_of(line.rstrip()) <= room for line in lines)


def test_a_title_in_word_has_a_break_between_its_lines_and_loses_nothing() -> None:
    title = "某县2026年财政衔接推进〔填写：资金名称〕乡村振兴补助资金分配方案"
    paragraph = docx.Document(io.BytesIO(word_paper([Title(title)], "zh"))).paragraphs[0]
    assert paragraph.text.split("\n") == even_lines(title)
    marked = [run.text for run in paragraph.runs if run.font.highlight_color is not None]
    assert marked == ["〔填写：资金名称〕"]


def test_names_that_look_like_code_stand_in_pieces_as_text() -> None:
    rows = tuple((name, *("1",) * 40) for name in NASTY)
    table = OfficialTable(("单位", *("来源",) * 40), rows, frozenset(range(1, 41)))
    for found in word_tables(word_paper([table], "zh")):
        assert [row[0] for row in found[1:]] == list(NASTY)


@pytest.mark.slow
@pytest.mark.skipif(not (SOFFICE and PDFTOTEXT), reason="LibreOffice or poppler is not installed")
def test_no_page_of_a_printed_paper_begins_with_a_total(tmp_path: Path) -> None:
    files = []
    for units in ((6, 2, 2), (22, 3, 2), (25, 3, 2), (28, 3, 2)):
        for name, blocks in (("plan", plan_blocks), ("notice", notice_blocks)):
            files.append(tmp_path / f"{name}-{'-'.join(map(str, units))}.docx")
            files[-1].write_bytes(word_paper(blocks(subject(made(*units))), "zh"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, *files]
    subprocess.run(command, check=True, capture_output=True, timeout=300)  # type: ignore[arg-type]
    for file in files:
        read = [str(PDFTOTEXT), "-layout", str(file.with_suffix(".pdf")), "-"]
        text = subprocess.run(read, check=True, capture_output=True, text=True).stdout
        tables = 0
        for page in text.split("\f"):
            rows = [line.split()[0] for line in page.splitlines() if line.split()]
            for at, first in enumerate(rows):
                if first == "合计":
                    tables += 1
                    assert all("镇" in name for name in rows[at - 2 : at]), (file.name, page)
        assert tables >= 2, file.name
