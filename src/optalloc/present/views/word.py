"""A paper as a Word document: title, sentences, tables with their unit, lists."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from optalloc.core.alignment import padded
from optalloc.core.errors import flat
from optalloc.core.message import Lang, Words
from optalloc.core.money import show_amount, show_percent
from optalloc.inputs.docx_package import saved
from optalloc.present.views.view import Paper, PaperTable, Said, text_of

FONT, SIZE, WIDE = "仿宋", 12, 7
"""The office's usual font, its size [pt], and from how many columns a page lies on its side."""
NONE = "—"


def paper_word(paper: Paper, lang: Lang) -> bytes:
    """Return the document."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document: Any = docx.Document()
    _fonts(document)
    if any(len(table.heads) >= WIDE for table in paper.tables):
        page = document.sections[0]
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = page.page_height, page.page_width
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(_legal(paper.title.say(lang)))
    run.bold = True
    for words in paper.lines:
        document.add_paragraph(_legal(words.say(lang)))
    for table in paper.tables:
        _table(document, table, paper.unit, lang)
    for head, items in paper.lists:
        document.add_paragraph().add_run(_legal(head.say(lang))).bold = True
        for number, item in enumerate(items, start=1):
            document.add_paragraph(f"{number}. {_legal(item.say(lang))}")
    return saved(document)


def _fonts(document: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(SIZE)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)


def _table(document: Any, table: PaperTable, unit: str, lang: Lang) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    has_money = any(isinstance(cell, int) for row in table.rows for cell in row)
    in_unit = Words(f"（单位：{unit}）", f" (in {unit})") if has_money else Words("", "")
    head = document.add_paragraph()
    head.add_run(_legal((table.title + in_unit).say(lang))).bold = True
    head.paragraph_format.keep_with_next = True
    grid = document.add_table(rows=1, cols=len(table.heads), style="Table Grid")
    rows = [tuple(words.say(lang) for words in table.heads)]
    columns = [aligned([row[i] for row in table.rows], unit, lang) for i in range(len(table.heads))]
    rows += list(zip(*columns, strict=True))
    for number, row in enumerate(rows):
        cells = grid.rows[0].cells if number == 0 else grid.add_row().cells
        is_bold = number == 0 or (table.has_total and number == len(rows) - 1)
        for column, (cell, text) in enumerate(zip(cells, row, strict=True)):
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(_legal(text))
            run.bold, run.font.size = is_bold, Pt(SIZE - 1.5)
            if not table.is_text(column):
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph()


def shown(cell: Said, unit: str, lang: Lang) -> str:
    """Return a cell as one reads it."""
    if cell is None:
        return NONE
    if isinstance(cell, Fraction):
        return show_percent(cell)
    return show_amount(cell, unit) if isinstance(cell, int) else text_of(cell, lang)


def aligned(cells: Sequence[Said], unit: str, lang: Lang) -> list[str]:
    """Return the cells of a column as one reads them, figures with as many decimals each."""
    texts = [shown(cell, unit, lang) for cell in cells]
    if not any(isinstance(cell, int | Fraction) for cell in cells):
        return texts
    return padded(texts)


def _legal(text: str) -> str:
    """Return a text without marks that a document cannot hold."""
    return flat(text)
