"""An office's own template: placeholders in any run are filled, faults get letters."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from office import Office
from optalloc.core.errors import InputUnusable
from optalloc.core.message import LANGS, Lang
from optalloc.present.charts import save
from optalloc.present.docx.template import PLACEHOLDERS, read_template
from optalloc.present.paper import PaperPicture
from optalloc.reports import report
from optalloc.reports.formats import docx as template_fill
from optalloc.reports.formats.docx import LINES, WHOLES
from paper_made import amounts_of, expected, with_paper, word_tables, word_text

Filler = Callable[[Any], None]


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(save, "EXTRA", ("a_library_that_is_not_there",))


def template(office: Office, *lines: str, fill: Filler | None = None) -> str:
    """Write a template with a paragraph a line; `|` starts another run."""
    document = docx.Document()
    for line in lines:
        paragraph = document.add_paragraph()
        for i, text in enumerate(line.split("|")):
            paragraph.add_run(text).bold = i == 0
    if fill is not None:
        fill(document)
    document.save(str(office.folder / "ours.docx"))
    return "ours.docx"


def filled(office: Office, name: str, lang: Lang = "zh") -> bytes:
    """Return the plan in a template."""
    line = ("report", "scenario.yaml", "--format", "docx", "--template", name, "--out", "out")
    said = office.run(*line, lang=lang)
    assert said.code == 0, said.err
    return (office.folder / "out" / "plan.docx").read_bytes()


def letter(office: Office, name: str, lang: Lang = "zh") -> str:
    """Return the letter that a template gets; nothing is written."""
    line = ("report", "scenario.yaml", "--format", "docx", "--template", name, "--out", "out")
    said = office.run(*line, lang=lang)
    assert said.code == 3 and not (office.folder / "out").exists()
    return said.err


def test_a_placeholder_split_over_runs_is_filled_and_looks_like_its_first_letter(
    office: Office,
) -> None:
    with_paper(office)
    name = template(office, "关于{{标|题|}}的通知（{|{ 签发日期 }}|）", "｛｛office｝｝：{{phone}}")
    document = docx.Document(io.BytesIO(filled(office, name)))
    first, second = document.paragraphs
    assert first.text == "关于某区资金分配方案的通知（2030年3月1日）"
    assert second.text == "某区乡村振兴局：010-12345678"
    assert [run.text for run in first.runs if run.bold] == ["关于某区资金分配方案"]


def test_every_placeholder_is_filled_in_both_languages(office: Office) -> None:
    with_paper(office)
    for lang in LANGS:
        name = template(office, *(f"{{{{{p.name.say(lang)}}}}}" for p in PLACEHOLDERS))
        text = word_text(filled(office, name, lang))
        assert "{{" not in text and "}}" not in text
    assert {p.name.en for p in PLACEHOLDERS} == {*LINES, *WHOLES}
    assert all(p.is_whole == (p.name.en in WHOLES) for p in PLACEHOLDERS)


def test_the_table_in_a_template_is_the_plan_to_the_fen(office: Office) -> None:
    name = template(office, "前", "{{分配表}}", "后")
    content = filled(office, name)
    done, _ = report("scenario.yaml", "docx", "there")
    assert amounts_of(word_tables(content)[0], "万元") == expected(done, "合计")
    lines = [p.text for p in docx.Document(io.BytesIO(content)).paragraphs]
    assert lines == ["前", "单位：万元", "", "后"]


def test_a_table_fits_the_page_or_the_cell_that_it_stands_in(office: Office) -> None:
    def fill(document: Any) -> None:
        document.add_table(1, 2).cell(0, 1).text = "{{table}}"

    content = filled(office, template(office, "{{分配表}}", fill=fill))
    document = docx.Document(io.BytesIO(content))
    section = document.sections[0]
    room = (section.page_width - section.left_margin - section.right_margin) // 635
    wide, _, inner = document.element.body.iter(qn("w:tbl"))
    assert 0.9 * room < int(wide.tblPr.find(qn("w:tblW")).get(qn("w:w"))) <= room
    cell = next(inner.iterancestors(qn("w:tc")))
    assert int(inner.tblPr.find(qn("w:tblW")).get(qn("w:w"))) < int(cell.tcPr.tcW.get(qn("w:w")))
    assert cell[-1].tag == qn("w:p")  # Word asks for a paragraph behind a table in a cell.


def test_headers_footers_and_cells_are_filled(office: Office) -> None:
    with_paper(office)

    def fill(document: Any) -> None:
        document.sections[0].header.paragraphs[0].add_run("{{印发单位}}文件")
        document.sections[0].footer.paragraphs[0].add_run("{{资金合计}}")
        document.add_table(1, 1).cell(0, 0).text = "{{有关要求}}"

    content = filled(office, template(office, fill=fill))
    document = docx.Document(io.BytesIO(content))
    assert document.sections[0].header.paragraphs[0].text == "某区乡村振兴局文件"
    assert document.sections[0].footer.paragraphs[0].text == "100万元"
    assert document.tables[0].cell(0, 0).text == "（一）尽早动工。按时序进度推进。\n（二）严格监管"


def test_the_rest_of_a_template_stays_as_it_is(office: Office) -> None:
    name = template(office, "不动的文字|和格式", "{{资金安排}}")
    before = zipfile.ZipFile(office.folder / name)
    after = zipfile.ZipFile(io.BytesIO(filled(office, name)))
    assert before.read("word/styles.xml") == after.read("word/styles.xml")
    first = docx.Document(io.BytesIO(filled(office, name))).paragraphs[0]
    assert [(run.text, run.bold) for run in first.runs] == [("不动的文字", True), ("和格式", False)]


def test_a_section_that_ends_with_a_placeholder_still_ends_there(office: Office) -> None:
    def fill(document: Any) -> None:
        document.add_section()
        document.add_paragraph("后")

    name = template(office, "{{资金安排}}", fill=fill)
    assert len(docx.Document(io.BytesIO(filled(office, name))).sections) == 2


def test_blanks_are_marked_and_told(office: Office) -> None:
    name = template(office, "{{有关要求}}", "{{标题}}")
    line = ("report", "scenario.yaml", "--format", "docx", "--template", name, "--out", "out")
    said = office.run(*line)
    assert said.err.startswith("plan.docx：还有 1 处要填写：有关要求。")
    document = docx.Document(str(office.folder / "out" / "plan.docx"))
    assert [r.font.highlight_color is not None for r in document.paragraphs[0].runs] == [True]
    assert document.paragraphs[1].text == "试验"


LETTERS = (
    (
        ("{{资金安拍}}",),
        "“{{资金安拍}}…”一段：应为已有的占位符，实为 '{{资金安拍}}'。是不是 资金安排？",
        "the paragraph '{{资金安拍}}…': a placeholder that there is, got '{{资金安拍}}'. "
        "Did you mean 资金安排? `optalloc report --placeholders` lists them.",
    ),
    (
        ("见下：{{分配表}}",),
        "“见下：{{分配表}}…”一段：{{分配表}} 应单独成段，实为 '见下：{{分配表}}'。",
        "the paragraph '见下：{{分配表}}…': {{分配表}} in a paragraph of its own, got ",
    ),
    (
        ("{{标题", "}}"),
        "“{{标题…”一段：占位符应写成 {{名称}}，不跨段，实为 '{{标题'。",
        "the paragraph '}}…': a placeholder written {{name}}, got '}}'.",
    ),
    (
        ("没有占位符",),
        "模板：模板里应有占位符，如 {{标题}}。可用的占位符见 optalloc report --placeholders。",
        "the template: a placeholder, such as {{title}}. `optalloc report --placeholders` lists",
    ),
)


@pytest.mark.parametrize(("lines", "zh", "en"), LETTERS)
def test_a_template_that_cannot_be_filled_gets_a_letter(
    office: Office, lines: tuple[str, ...], zh: str, en: str
) -> None:
    name = template(office, *lines)
    assert zh in letter(office, name, "zh")
    assert en in letter(office, name, "en")


def test_all_faults_of_a_template_are_said_at_once(office: Office) -> None:
    text = letter(office, template(office, "{{甲}}{{乙}}", "前{{分配表}}"))
    assert len(re.findall("一段：", text)) == 3


def test_a_file_that_is_no_docx_gets_a_letter(office: Office) -> None:
    office.put("ours.doc", "旧")
    office.put("ours.docx", "不是")
    assert "模板应为 .docx 文件，实为 '.doc'。请用 Word 或 WPS 另存为 .docx。" in letter(
        office, "ours.doc"
    )
    assert "a template that is a .docx file, got '.doc'." in letter(office, "ours.doc", "en")
    assert "应为完好的 XLSX 或 DOCX" in letter(office, "ours.docx")
    assert letter(office, "nowhere.docx")
    with zipfile.ZipFile(office.folder / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("word/document.xml", b" " * (65 * 2**20))
    assert "解压后最大 64 MiB" in letter(office, "bomb.docx")


def test_a_placeholder_in_a_footnote_gets_a_letter(office: Office, tmp_path: Path) -> None:
    name = template(office, "{{标题}}")
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    document = docx.Document(name)
    uri, kind = PackURI("/word/footnotes.xml"), "application/xml"
    part = Part(uri, kind, "<a>{{标题}}</a>".encode(), document.part.package)
    document.part.relate_to(part, "http://example.org/footnotes")
    document.save(name)
    with pytest.raises(InputUnusable) as refused:
        read_template(name)
    assert "脚注或批注：占位符只能写在正文、页眉和页脚" in refused.value.letter("zh")


def test_a_picture_in_a_header_gets_a_letter(office: Office) -> None:
    def fill(document: Any) -> None:
        document.sections[0].header.paragraphs[0].add_run("{{图}}")

    name = template(office, "{{标题}}", fill=fill)
    assert "“{{图}}…”一段：{{图}} 只能写在正文。" in letter(office, name)
    assert "{{图}} in the body alone" in letter(office, name, "en")


def test_a_picture_is_no_wider_than_the_page_of_the_template(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    dot = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
        "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    )
    drawn = PaperPicture(lambda: dot, "图")
    monkeypatch.setattr(template_fill, "chart", lambda subject: drawn)

    def fill(document: Any) -> None:
        section, room = document.sections[0], 10 * 635  # ten twips, and the dot is twenty
        section.left_margin, section.right_margin = Mm(20), section.page_width - Mm(20) - room

    document = docx.Document(io.BytesIO(filled(office, template(office, "{{图}}", fill=fill))))
    (shape,) = document.inline_shapes
    assert 0 < shape.width <= 10 * 635


def test_a_template_without_its_format_gets_a_letter(office: Office) -> None:
    name = template(office, "{{标题}}")
    line = ("report", "scenario.yaml", "--format", "notice", "--template", name, "--out", "out")
    assert "--template：模板只用于 docx 格式，实为 'notice'。" in office.run(*line).err
    assert "a template only with the format docx, got 'notice'" in office.run(*line, lang="en").err


def test_placeholders_are_listed_without_a_scenario(office: Office) -> None:
    said = office.run("report", "--placeholders")
    assert said.code == 0
    assert "{{分配表}}  {{table}}" in said.out
    assert len(said.out.splitlines()) == 2 * len(PLACEHOLDERS)


def test_the_picture_says_what_is_missing_where_drawing_is_not_installed(office: Office) -> None:
    text = word_text(filled(office, template(office, "{{图}}")))
    assert text == "〔填写：图（须先安装附加组件 pictures，见 optalloc doctor）〕"
