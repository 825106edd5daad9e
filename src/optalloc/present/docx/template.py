"""Read an office's own template: a .docx with placeholders, every fault of it said at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optalloc.core.errors import Fault, InputUnusable, nearest
from optalloc.core.message import NOTHING, Words
from optalloc.inputs.docx_package import LARGEST_PAPER, LARGEST_XML, open_word, refuse_bomb
from optalloc.inputs.tables.files import read_whole
from optalloc.inputs.tables.raw import unusable
from optalloc.present.docx.placeholders import BY_NAME, FOUND, LEFT_OPEN

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
    if faults:
        raise InputUnusable(faults)
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
