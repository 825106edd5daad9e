"""Read the tables of a PDF that has a text layer, by its ruled lines, with the text around each.

pdfplumber finds the ruled cells; one that reaches over several edges of its table is a merged one.
A table at the top of a page goes on the last one of the page before when it is as wide and nothing
but a page number stands between. A scanned page has no text, and is told so.
"""

import io
import logging
import re
import zlib
from collections.abc import Iterator
from typing import Any

from optalloc.core.message import Words
from optalloc.inputs.docx_package import LARGEST_UNPACKED
from optalloc.inputs.tables.raw import unusable
from optalloc.inputs.understanding.documents.spans import Slot, raw_of, worth_reading
from optalloc.inputs.understanding.layout.grid import CellGrid, grid_of

MOST_PAGES = 300
LINES_AROUND = 6
"""Lines of text above and below a table that may be its title, unit line or notes."""
INSTALL = Words(
    "请用 Word、WPS 打开，另存为 .docx 或 .xlsx；"
    "直接读 PDF 要附加组件 pdf，optalloc doctor 说明怎样安装。",
    "Open it in Word or WPS and save it as .docx or .xlsx; PDF itself is read with the extra pdf: "
    "optalloc doctor says how to install it.",
)
SAVE_AS = Words(
    "请用 Word、WPS 打开，另存为 .docx 或 .xlsx。", "Save it as .docx or .xlsx in Word or WPS."
)
_STREAM = re.compile(rb"stream\r?\n")
_PAGE_NUMBER = re.compile(r"[—\-– 第]*\d+[—\-– 页]*(/ ?\d+)?")
_NO_GAP = re.compile(r"(?<![A-Za-z])\s*\n\s*|\s*\n\s*(?![A-Za-z])")


def pdf_grids(content: bytes, named: str) -> tuple[CellGrid, ...]:
    """Return the ruled tables of a PDF that hold figures, in reading order.

    Raises:
        InputUnusable: When the library is missing, the file is damaged, or it has no text.
    """
    try:
        import pdfplumber
    except ImportError:
        allowed = Words("读 PDF 需要 pdfplumber", "pdfplumber, to read a PDF")
        raise unusable(named, allowed, INSTALL) from None
    # What it finds odd in fonts is nothing to the user, and would stand among the findings.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    if not content.startswith(b"%PDF"):
        raise unusable(named, Words("应为 PDF", "a PDF"), SAVE_AS)
    _refuse_burst(content, named)
    try:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            if len(pdf.pages) > MOST_PAGES:
                allowed = Words(f"最多 {MOST_PAGES} 页", f"at most {MOST_PAGES} pages")
                raise unusable(named, allowed, SAVE_AS, str(len(pdf.pages)))
            pages = [_page(page) for page in pdf.pages]
    except (ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError):
        raise _damaged(named) from None
    except (RecursionError, RuntimeError, TypeError, ValueError, zlib.error):
        raise _damaged(named) from None
    except Exception as why:
        if not type(why).__module__.startswith(("pdfminer", "pdfplumber")):
            raise
        raise _damaged(named) from None
    if not any(lines for _, lines in pages):
        allowed = Words("应有文字，不是扫描件", "text, not a scanned picture")
        raise unusable(named, allowed, SAVE_AS)
    return tuple(_grids(pages, named))


Lines = list[tuple[float, str]]
"""The lines of a page, each with its height from the top."""
Found = tuple[float, float, list[Slot]]
"""A table: where it begins and ends, and its cells."""
Page = tuple[list[Found], Lines]


def _refuse_burst(content: bytes, named: str) -> None:
    """Refuse a file whose streams come to more than is harmless once unpacked."""
    left = LARGEST_UNPACKED
    for found in _STREAM.finditer(content):
        opened = zlib.decompressobj()
        try:
            left -= len(opened.decompress(content[found.end() :], left + 1))
        except zlib.error:
            continue
        if left < 0:
            size = LARGEST_UNPACKED // 2**20
            allowed = Words(f"解压后最大 {size} MiB", f"at most {size} MiB when unpacked")
            raise unusable(named, allowed, SAVE_AS)


def _damaged(named: str) -> Exception:
    """Return the letter about a file that the library cannot read."""
    allowed = Words("应为完好的 PDF", "an undamaged PDF")
    return unusable(named, allowed, SAVE_AS)


def _page(page: Any) -> Page:
    """Return the tables and the lines of text of a page."""
    tables = [(t.bbox[1], t.bbox[3], list(_slots(t))) for t in page.find_tables()]
    lines = [(line["top"], str(line["text"]).strip()) for line in page.extract_text_lines()]
    page.close()
    return tables, [(top, text) for top, text in lines if text]


def _slots(table: Any) -> Iterator[Slot]:
    """Yield the cells of a table where its ruled edges put them."""
    lefts = sorted({cell[0] for cell in table.cells})
    tops = sorted({cell[1] for cell in table.cells})
    for number, (row, texts) in enumerate(zip(table.rows, table.extract(), strict=True), start=1):
        for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            if cell is not None:
                width = sum(cell[0] <= x < cell[2] for x in lefts)
                height = sum(cell[1] <= y < cell[3] for y in tops)
                yield Slot(number, column, width, height, _NO_GAP.sub("", text or ""))


def _grids(pages: list[Page], named: str) -> Iterator[CellGrid]:
    """Yield the tables; one that goes on over a page's end is one."""
    grid: CellGrid | None = None
    count = 0
    is_open = False
    for tables, lines in pages:
        for at, (top, bottom, slots) in enumerate(tables):
            above = [text for y, text in lines if y < top and _is_free(y, tables)]
            is_first = at == 0 and all(map(_PAGE_NUMBER.fullmatch, above))
            if grid is not None and is_open and is_first and _width(slots) == grid.width:
                grid = grid.joined(raw_of(slots, grid.sheet or "", named))
            elif worth_reading(slots):
                if grid is not None:
                    yield grid
                count += 1
                below = [text for y, text in lines if y >= bottom and _is_free(y, tables)]
                raw = raw_of(slots, f"表{count}", named)
                around = tuple(above[-LINES_AROUND:]), tuple(below[:LINES_AROUND])
                grid = grid_of(raw, named, *around)
            below = [text for y, text in lines if y >= bottom]
            is_open = at == len(tables) - 1 and all(map(_PAGE_NUMBER.fullmatch, below))
        is_open = is_open and bool(tables)
    if grid is not None:
        yield grid


def _is_free(height: float, tables: list[Found]) -> bool:
    """Say whether a line stands outside all tables."""
    return not any(top <= height < bottom for top, bottom, _ in tables)


def _width(slots: list[Slot]) -> int:
    return max((slot.column + slot.width for slot in slots), default=0)
