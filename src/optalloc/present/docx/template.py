"""Read an office's own template: a .docx with placeholders, every fault of it said at once.

`{{标题}}` and `{{title}}` are one and the same.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optalloc.core.errors import Fault, nearest, refuse_any
from optalloc.core.message import NOTHING, Words
from optalloc.inputs.docx_package import LARGEST_PAPER, LARGEST_XML, open_word, refuse_bomb
from optalloc.inputs.tables.files import read_whole
from optalloc.inputs.tables.raw import unusable


@dataclass(frozen=True)
class Placeholder:
    """A place in a template that the plan fills.

    Attributes:
        name: What is written between the braces.
        meaning: What stands there afterwards.
        is_whole: Whether it becomes paragraphs or a table, and so needs a paragraph of its own.
    """

    name: Words
    meaning: Words
    is_whole: bool = False


def _line(zh: str, en: str, meaning_zh: str, meaning_en: str) -> Placeholder:
    return Placeholder(Words(zh, en), Words(meaning_zh, meaning_en))


def _whole(zh: str, en: str, meaning_zh: str, meaning_en: str) -> Placeholder:
    return Placeholder(Words(zh, en), Words(meaning_zh, meaning_en), is_whole=True)


PLACEHOLDERS = (
    _line("标题", "title", "方案标题", "title of the plan"),
    _line("资金名称", "fund", "资金全称", "full name of the money"),
    _line("资金合计", "money", "到位资金，带单位", "money received, with its unit"),
    _line("安排合计", "arranged", "安排的资金，带单位", "money arranged, with its unit"),
    _line("金额单位", "unit", "元、万元 或 亿元", "元, 万元 or 亿元"),
    _line("印发单位", "office", "印发单位", "issuing office"),
    _line("签发日期", "date", "签发日期", "date of signing"),
    _line("联系人", "contact", "联系人", "contact"),
    _line("联系电话", "phone", "联系电话", "telephone of the contact"),
    _line("监督电话", "supervision", "12317 和本单位监督电话", "12317 and the office's own"),
    _whole("引言", "opening", "第一部分之前的话", "what stands before the first section"),
    _whole("资金到位情况", "received", "一、资金到位情况", "section 1, funds received"),
    _whole("分配原则", "principle", "二、资金分配原则", "section 2, principle of allocation"),
    _whole("使用范围", "scope", "三、资金使用范围", "section 3, what the money is for"),
    _whole("资金安排", "allocation", "四、资金安排", "section 4, allocation in sentences"),
    _whole("有关要求", "requirements", "五、有关要求", "section 5, requirements"),
    _whole("分配表", "table", "单位、合计、各来源", "table of allocation"),
    _whole("用途表", "uses", "单位、各来源、各用途", "table by source and use"),
    _whole("项目表", "projects", "项目资金安排表", "table of projects; nothing without any"),
    _whole("图", "chart", "安排额与基准对照图", "amounts beside the baseline, as a picture"),
    _whole("说明", "notes", "表下的说明", "notes below the table"),
)
BY_NAME = {name: placeholder for placeholder in PLACEHOLDERS for name in placeholder.name}
FOUND = re.compile(r"[{｛]{2}\s*([^{}｛｝]{1,60}?)\s*[}｝]{2}")
"""A placeholder in a text; braces of a Chinese keyboard do as well."""
LEFT_OPEN = re.compile(r"[{｛]{2}|[}｝]{2}")
"""What is left of a placeholder that is not closed, or not opened."""


ENDING = ".docx"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SEE = Words(
    "可用的占位符见 optalloc report --placeholders。",
    "`optalloc report --placeholders` lists them.",
)
CHART = BY_NAME["chart"]
_ELSEWHERE = ("/word/footnotes", "/word/endnotes", "/word/comments")


@dataclass(frozen=True)
class Template:
    """A template that can be filled.

    Attributes:
        named: The file as the user named it.
        content: What it holds.
    """

    named: str
    content: bytes


def read_template(path: str | Path) -> Template:
    """Read a template.

    Raises:
        InputUnusable: When it is no .docx, is damaged, has no placeholder or one that is not known.
    """
    named = str(path)
    if Path(path).suffix.casefold() != ENDING:
        allowed = Words(f"模板应为 {ENDING} 文件", f"a template that is a {ENDING} file")
        remedy = Words("请用 Word 或 WPS 另存为 .docx。", "Save it as .docx in Word or WPS.")
        raise unusable(named, allowed, remedy, Path(path).suffix or Path(path).name)
    content = read_whole(Path(path), named, LARGEST_PAPER)
    refuse_bomb(content, named, LARGEST_XML)
    faults = list(_faults(open_word(content, named), named))
    refuse_any(faults)
    return Template(named, content)


def stories(document: Any) -> Iterator[Any]:
    """Yield the parts of a document that hold paragraphs: its body, headers and footers."""
    for part in document.part.package.iter_parts():
        name = str(part.partname)
        if name.startswith(("/word/document", "/word/header", "/word/footer")):
            yield part


def paragraphs_of(part: Any) -> Iterator[Any]:
    """Yield the paragraphs of a part, those in tables and text boxes too."""
    yield from list(part.element.iter(W + "p"))


def texts_in(paragraph: Any) -> list[Any]:
    """Return the pieces of text of a paragraph, without those of a text box inside it."""
    return [t for t in paragraph.iter(W + "t") if next(t.iterancestors(W + "p")) is paragraph]


def text_in(paragraph: Any) -> str:
    """Return the words of a paragraph."""
    return "".join(piece.text or "" for piece in texts_in(paragraph))


def _faults(document: Any, named: str) -> Iterator[Fault]:
    """Yield what is wrong with the placeholders of a template."""
    count = 0
    for part in stories(document):
        is_body = str(part.partname).startswith("/word/document")
        for paragraph in paragraphs_of(part):
            text = text_in(paragraph)
            for found in FOUND.finditer(text):
                count += 1
                yield from _of_placeholder(found[1], found[0], text.strip(), named)
                if BY_NAME.get(found[1]) is CHART and not is_body:
                    allowed = Words(f"{found[0]} 只能写在正文", f"{found[0]} in the body alone")
                    yield Fault(named, _place(text), allowed)
            if LEFT_OPEN.search(FOUND.sub("", text)):
                allowed = Words("占位符应写成 {{名称}}，不跨段", "a placeholder written {{name}}")
                yield Fault(named, _place(text), allowed, text.strip(), _SEE)
    for part in document.part.package.iter_parts():
        if str(part.partname).startswith(_ELSEWHERE) and FOUND.search(part.blob.decode("utf-8")):
            allowed = Words(
                "占位符只能写在正文、页眉和页脚", "placeholders in the body, headers and footers"
            )
            yield Fault(named, Words("脚注或批注", "a footnote or comment"), allowed)
    if not count:
        allowed = Words("模板里应有占位符，如 {{标题}}", "a placeholder, such as {{title}}")
        yield Fault(named, Words("模板", "the template"), allowed, None, _SEE)


def _of_placeholder(name: str, written: str, text: str, named: str) -> Iterator[Fault]:
    """Yield that a placeholder is not known, or does not stand alone."""
    placeholder = BY_NAME.get(name)
    if placeholder is None:
        hint = nearest(name, BY_NAME)
        allowed = Words("应为已有的占位符", "a placeholder that there is")
        remedy = Words(f"{hint.zh}{_SEE.zh}", f"{hint.en} {_SEE.en}".strip())
        yield Fault(named, _place(text), allowed, written, remedy)
    elif placeholder.is_whole and text != written:
        allowed = Words(f"{written} 应单独成段", f"{written} in a paragraph of its own")
        yield Fault(named, _place(text), allowed, text, NOTHING)


def _place(text: str) -> Words:
    """Return where a placeholder stands: its paragraph's first words."""
    start = text.strip()[:20]
    return Words(f"“{start}…”一段", f"the paragraph '{start}…'")
