"""The plan in Word: figures to the fen, official set-up, honest blanks, names as text."""

import io
import zipfile
from dataclasses import replace
from fractions import Fraction

import docx
import pytest
from docx.oxml import parse_xml
from docx.shared import Mm, Pt
from hypothesis import given, settings
from hypothesis import strategies as st

import kept_plans
from office import Office
from optalloc.core.errors import InputUnusable
from optalloc.core.message import LANGS, Lang, Words
from optalloc.core.money import FEN_PER_UNIT, parse_amount
from optalloc.pipeline.solved import Solved
from optalloc.present.charts import save
from optalloc.present.docx.paper import table_xml, word_paper
from optalloc.present.html.paper import web_paper
from optalloc.present.paper import NewPage, OfficialTable, Title, clean, numeral
from optalloc.present.text_width import ACROSS, UPRIGHT, measures
from optalloc.problem.facts import Award, Plan, Source
from optalloc.reports import FORMATS, Report, report
from optalloc.reports.official.award_table import award_table
from optalloc.reports.official.context import Subject
from optalloc.reports.official.plan import plan_blocks
from paper_made import (
    NASTY,
    amounts_of,
    expected,
    web_tables,
    with_paper,
    word_tables,
    word_text,
    xml_of,
)
from quick import examples
from test_library import FOLDER, LIBRARY

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MEILAN = "meilan-2023/published.yaml"
UNITS = ("", "元", "亿元")


def solved(name: str) -> Solved:
    return kept_plans.solved(LIBRARY[name])


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the picture, which takes a second; one test has it back."""
    monkeypatch.setattr(save, "EXTRA", ("a_library_that_is_not_there",))


def paper(name: str, lang: Lang = "zh", unit: str = "") -> bytes:
    done = solved(name)
    told = Report(done, lang, unit or done.problem.unit)
    (file,) = FORMATS["docx"].files(told)
    assert file.name == "plan.docx"
    return file.content


@pytest.mark.parametrize("name", LIBRARY)
def test_the_table_in_word_is_the_plan_to_the_fen(name: str) -> None:
    if solved(name).best is None:
        return
    for lang, total, unit in (("zh", "合计", ""), ("en", "Total", "元")):
        content = paper(name, lang, unit)  # type: ignore[arg-type]
        table = word_tables(content)[0]
        found = amounts_of(table, unit or solved(name).problem.unit)
        assert found == expected(solved(name), total)
        assert len({len(row) for row in table}) == 1


def test_the_table_of_projects_is_the_plan_to_the_fen() -> None:
    done = solved("projects-60/plan.yaml")
    assert done.best is not None
    table = word_tables(paper("projects-60/plan.yaml"))[1]
    money = {p: fen for p, fen in done.best.plan.sums("project").items() if fen}
    assert {row[0]: parse_amount(row[3], "万元") for row in table[1:-1]} == money
    assert parse_amount(table[-1][3], "万元") == done.best.plan.total


@pytest.mark.parametrize("unit", UNITS)
def test_every_column_has_as_many_decimals_throughout(unit: str) -> None:
    for row in zip(*word_tables(paper(MEILAN, "zh", unit))[0][1:], strict=True):
        tails = {len(cell.partition(".")[2]) for cell in row if cell[:1].isdigit()}
        assert len(tails) <= 1


def test_the_published_plan_is_told_as_the_seed_tells_it() -> None:
    text = word_text(paper(MEILAN))
    for said in (
        "海口市美兰区2023年区级和市级（第二批）财政衔接推进乡村振兴补助资金分配方案",
        "一、资金到位情况",
        "二、资金分配原则",
        "三、资金使用范围",
        "四、资金安排",
        "五、有关要求",
        "（海乡振发〔2023〕15号）",
        "共50万元，其中市级第二批22.5万元、区级配套27.5万元，分别占45%、55%。",
        "市级第二批、区级配套按45：55分担",
        "灵山镇40万元：市级第二批18万元用于发展村集体经济；区级配套22万元用于发展村集体经济。",
        "三江镇10万元：市级第二批4.5万元用于发展村集体经济；区级配套5.5万元用于发展村集体经济。",
        "占本批的100%，符合全年不低于55%的要求",
        "〔填写：签发日期〕",
    ):
        assert said in text, said


def test_the_english_plan_says_the_same() -> None:
    text = word_text(paper(MEILAN, "en"))
    for said in (
        "4. Allocation",
        "市级第二批 22.5万元, 区级配套 27.5万元 (45%, 55%)",
        "灵山镇, 40万元: 市级第二批 18万元 for 发展村集体经济",
        "[fill in: date of signing]",
    ):
        assert said in text, said


def test_nothing_is_left_blank_when_the_paper_says_all(office: Office) -> None:
    with_paper(office)
    office.swap("scenario.yaml", ("{zh: 《关于下达资金的通知》, en: notice on funds}", "通知"))
    said = office.run("report", "scenario.yaml", "--format", "docx", "--out", "out")
    assert (said.code, said.err) == (0, "")
    text = word_text((office.folder / "out" / "plan.docx").read_bytes())
    for words in ("某区资金分配方案", "2030年3月1日", "某区乡村振兴局", "12317、010-87654321"):
        assert words in text
    assert "填写" not in text
    assert "通知（文1）和" not in text and "通知（文1）、文2文件" in text
    assert "（一）尽早动工。按时序进度推进。" in text and "（二）严格监管" in text


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_left_blank_is_said(office: Office, lang: Lang) -> None:
    said = office.run("report", "scenario.yaml", "--format", "docx", "--out", "out", lang=lang)
    first = {
        "zh": "plan.docx：还有 8 处要填写：资金名称、资金使用范围、有关要求、",
        "en": "plan.docx: 8 blanks to fill in: name of the fund, what the money may be used for, ",
    }
    assert said.code == 0 and said.err.startswith(first[lang])


def test_the_page_is_set_as_official_papers_are() -> None:
    document = docx.Document(io.BytesIO(paper(MEILAN)))
    section = document.sections[0]
    edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(Mm(1) and edge / Mm(1)) for edge in edges] == [37, 35, 28, 26]
    assert round(section.page_width / Mm(1)) == 210 and round(section.page_height / Mm(1)) == 297
    body = document.styles["Paper Body"].paragraph_format
    assert body.line_spacing == Pt(28)
    fonts = {
        name: document.styles[name].element.rPr.rFonts.get(W + "eastAsia")
        for name in ("Normal", "Title", "Heading 1")
    }
    assert fonts == {"Normal": "仿宋_GB2312", "Title": "方正小标宋简体", "Heading 1": "黑体"}
    assert document.settings.odd_and_even_pages_header_footer
    assert (
        " PAGE " in section.footer._element.xml
        and " PAGE " in section.even_page_footer._element.xml
    )
    others = zipfile.ZipFile(io.BytesIO(paper(MEILAN))).read("word/fontTable.xml").decode()
    assert 'w:name="仿宋_GB2312"><w:altName w:val="仿宋,FangSong' in others


def test_the_heads_of_a_table_stand_on_every_page() -> None:
    (table,) = xml_of(paper(MEILAN)).findall(W + "tbl")
    rows = table.findall(W + "tr")
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True] + [False] * 3


def test_the_file_says_nothing_of_who_made_it() -> None:
    about = docx.Document(io.BytesIO(paper(MEILAN))).core_properties
    assert (about.author, about.comments, about.last_modified_by) == ("", "", "")
    assert about.title.startswith("海口市美兰区")


def test_names_that_look_like_code_come_out_as_text() -> None:
    done = solved(MEILAN)
    assert done.best is not None
    names = (*NASTY, "控\x00制\x0b符", "a&b <c>", "翻\u202e转", "半\ud800个")
    first = done.problem.recipients[0]
    people = tuple(replace(first, name=name) for name in names)
    awards = [Award(name, "市级第二批", "发展村集体经济", 1) for name in names]
    made = replace(
        done,
        problem=replace(done.problem, recipients=people, rules=(), targets=()),
        best=replace(done.best, plan=Plan(awards)),
    )
    content = word_paper(plan_blocks(Subject(Report(made, "zh", "元"))), "zh")
    table = word_tables(content)[0]
    assert [row[0] for row in table[1:-1]] == [clean(name) for name in names]
    assert [row[0] for row in table[1:5]] == list(NASTY)
    assert table[5][0] == "控\\u0000制\\u000b符" and table[7][0] == "翻\\u202e转"
    assert not xml_of(content).findall(f".//{W}instrText")


AMOUNT = st.integers(-(10**17), 10**17)


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(AMOUNT, min_size=4, max_size=4), st.sampled_from(["元", "万元", "亿元"]))
def test_any_amount_is_read_back_as_it_was(amounts: list[int], unit: str) -> None:
    done = solved(MEILAN)
    assert done.best is not None
    towns, pots = ("灵山镇", "三江镇"), ("市级第二批", "区级配套")
    cells = [(town, pot) for town in towns for pot in pots]
    awards = [
        Award(town, pot, "发展村集体经济", fen)
        for (town, pot), fen in zip(cells, amounts, strict=True)
    ]
    made = replace(done, best=replace(done.best, plan=Plan(awards)))
    table = award_table(Subject(Report(made, "zh", unit)))
    a, b, c, d = amounts
    assert [[parse_whole(cell, unit) for cell in row[1:4]] for row in table.rows] == [
        [a + b, a, b],
        [c + d, c, d],
        [a + b + c + d, a + c, b + d],
    ]
    assert sum(measures(table).widths) <= ACROSS


def parse_whole(cell: str, unit: str) -> Fraction:
    return Fraction(cell) * FEN_PER_UNIT[unit]


@settings(max_examples=examples(60), deadline=None)
@given(st.text(max_size=30))
def test_any_text_can_stand_in_a_paper(text: str) -> None:
    block = OfficialTable((clean(text), "合计"), ((clean(text), "1"),), frozenset({1}))
    cells = list(parse_xml(table_xml(block, is_chinese=True)).iter(W + "tc"))
    assert "".join(t.text or "" for t in cells[2].iter(W + "t")) == clean(text)
    assert web_tables(web_paper([block], "zh"))[0][1][0].split() == clean(text).split()


def test_zero_and_negative_amounts_are_told_apart() -> None:
    done = solved(MEILAN)
    assert done.best is not None
    awards = [Award("灵山镇", "市级第二批", "发展村集体经济", -5), *done.best.plan.awards[2:3]]
    made = replace(done, best=replace(done.best, plan=Plan(awards)))
    rows = award_table(Subject(Report(made, "zh", "元"))).rows
    assert rows[0][:4] == ("灵山镇", "-0.05", "-0.05", "0")
    assert rows[1][1:4] == ("45000.00", "45000.00", "0")


def test_a_plan_that_is_not_proven_best_says_so_as_an_office_would() -> None:
    done = solved(MEILAN)
    goals = tuple(replace(goal, proven="no", bound=None) for goal in done.outcome.goals)
    doubted = replace(done, outcome=replace(done.outcome, stopped="time_limit", goals=goals))
    text = word_text(word_paper(plan_blocks(Subject(Report(doubted, "zh", "万元"))), "zh"))
    assert "没有查遍所有可能的安排" in text
    assert "没有查遍" not in word_text(paper(MEILAN))


def test_who_gets_nothing_is_named() -> None:
    done = solved(MEILAN)
    assert done.best is not None
    made = replace(done, best=replace(done.best, plan=Plan(done.best.plan.awards[:2])))
    text = word_text(word_paper(plan_blocks(Subject(Report(made, "zh", "万元"))), "zh"))
    assert "本批不安排资金的单位：三江镇。" in text
    assert "本批共安排40万元（资金共50万元，结余10万元）" in text
    assert "三江镇 | 0.0 | 0.0 | 0.0 | 本批不安排" in text


def test_a_name_that_ends_in_a_figure_keeps_its_distance_from_the_amount() -> None:
    chinese = Subject(Report(solved(MEILAN), "zh", "万元"))
    assert chinese.beside("大棚种植05", "9万元") == "大棚种植05：9万元"
    assert chinese.beside("某镇", "9万元") == "某镇9万元"
    subject = Subject(Report(solved(MEILAN), "en", "万元"))
    assert subject.beside("Fund 1", "9万元") == "Fund 1: 9万元"
    assert subject.beside("Town", "9万元") == "Town 9万元"


def test_money_carried_over_and_taken_back_is_said_to_be() -> None:
    done = solved(MEILAN)
    kinds = (
        Source("旧资金", 100, "", "文1", "carry_over"),
        Source("收回资金", 100, "", "文2", "taken_back", "丁镇"),
    )
    made = replace(done, problem=replace(done.problem, sources=kinds, rules=()))
    text = word_text(word_paper(plan_blocks(Subject(Report(made, "zh", "元"))), "zh"))
    assert "旧资金（上年结转）1元、收回资金（从丁镇收回）1元" in text


def test_many_sources_turn_the_page_and_no_amount_is_broken() -> None:
    done = solved(MEILAN)
    many = tuple(Source(f"第{i}号来源资金", 123456789) for i in range(9))
    awards = [Award("灵山镇", s.name, "发展村集体经济", s.amount) for s in many]
    assert done.best is not None
    made = replace(
        done,
        problem=replace(done.problem, sources=many, rules=()),
        best=replace(done.best, plan=Plan(awards)),
    )
    subject = Subject(Report(made, "zh", "元"))
    assert measures(award_table(subject)).is_turned
    content = word_paper(plan_blocks(subject), "zh")
    turned = [s.page_width > s.page_height for s in docx.Document(io.BytesIO(content)).sections]
    assert turned == [False, True]
    assert "（九）第8号来源资金1234567.89元" in word_text(content)


def test_first_pages_lie_on_their_side_where_a_table_needs_it() -> None:
    wide = OfficialTable(("单位",) * 20, (("一千二百三十四",) * 20,), frozenset(range(1, 20)))
    narrow = OfficialTable(("单位", "金额"), (("甲镇", "1"),), frozenset({1}))
    blocks = (Title("题"), wide, NewPage(), narrow)
    sections = docx.Document(io.BytesIO(word_paper(blocks, "zh"))).sections
    assert [s.page_width > s.page_height for s in sections] == [True, False]


def test_columns_never_leave_the_page() -> None:
    for name in LIBRARY:
        if solved(name).best is not None:
            how = measures(award_table(Subject(Report(solved(name), "zh", "元"))))
            assert sum(how.widths) <= (ACROSS if how.is_turned else UPRIGHT)


def test_the_plan_is_drawn_where_drawing_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("vl_convert")
    assert not docx.Document(io.BytesIO(paper(MEILAN))).inline_shapes
    monkeypatch.setattr(save, "EXTRA", ("altair", "vl_convert"))
    drawn = paper(MEILAN)
    (shape,) = docx.Document(io.BytesIO(drawn)).inline_shapes
    assert shape.width <= Mm(156) and shape.height <= Mm(190)
    assert "附件2" in word_text(drawn)


def test_a_scenario_without_a_plan_writes_nothing(office: Office) -> None:
    whole = str(FOLDER / "meilan-2023" / "whole-wan.yaml")
    said = office.run("report", whole, "--format", "docx,notice", "--out", "out")
    assert said.code == 4 and not (office.folder / "out").exists()


def test_the_function_writes_what_the_command_writes(office: Office) -> None:
    done, files = report(str(office.folder / "scenario.yaml"), "docx", office.folder / "here")
    assert [path.name for path in files] == ["plan.docx"]
    found = amounts_of(word_tables(files[0].read_bytes())[0], "万元")
    assert found == expected(done, "合计")


def test_our_own_checker_finds_no_fault_in_the_table(office: Office) -> None:
    office.run("report", "scenario.yaml", "--format", "docx", "--out", "out")
    said = office.run("check", "out/plan.docx#表1", "--scenario", "scenario.yaml")
    assert said.code == 0, said.out
    assert "0 个错误" in said.out


def test_a_format_that_is_none_gets_a_letter() -> None:
    with pytest.raises(InputUnusable) as refused:
        report(LIBRARY[MEILAN], "doc", "out")
    assert "--format: a format, one of " in refused.value.letter("en")
    assert "got 'doc'" in refused.value.letter("en")


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")],
)
def test_items_are_counted_as_chinese_headings_count(number: int, said: str) -> None:
    assert numeral(number) == said


def test_what_parts_say_is_set_as_prose() -> None:
    subject = Subject(Report(solved(MEILAN), "zh", "万元"))
    words = Words("每个单位内 市级:区级 = 45:55，Town A 每笔 0.5万元", "")
    assert subject.told(words) == "每个单位内市级：区级＝45：55，Town A每笔0.5万元"
