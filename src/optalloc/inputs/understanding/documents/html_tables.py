"""Read the tables of a saved HTML page, merged cells as merged, with the text around each.

lxml's HTML parser repairs what browsers repair; it fetches nothing and runs nothing. Tables that
only lay out the page hold other tables and are passed over.
"""

import re
from collections.abc import Iterator
from typing import Any

from optalloc.core.message import Words
from optalloc.inputs.tables.csv_text import decode
from optalloc.inputs.tables.raw import MOST_COLUMNS, unusable
from optalloc.inputs.understanding.documents.spans import MOST_SPAN, Slot, raw_of, worth_reading
from optalloc.inputs.understanding.layout.grid import CellGrid, grid_of

LINES_AROUND = 6
"""Texts above and below a table that may be its title, unit line or notes."""
LONGEST_LINE = 300
"""A text around a table that is longer is the page's prose, not the table's title [characters]."""

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""")
_SPACE = re.compile(r"[ \t\r\n\f\v\u3000\u00a0]+")
_INLINE = frozenset(
    (
        *("a", "abbr", "b", "code", "em", "font", "i", "mark", "small", "span", "strong"),
        *("sub", "sup", "time", "tspan", "u"),
    )
)
"""Elements inside a line of text: an amount in bold belongs to the words before it."""
_UNREAD = ("script", "style", "noscript", "template")


def page_grids(content: bytes, named: str) -> tuple[CellGrid, ...]:
    """Return the tables of a page that hold figures, in reading order.

    Raises:
        InputUnusable: When it is not an HTML page.
    """
    root = open_page(content, named)
    grids: list[CellGrid] = []
    for table in root.iter("table"):
        if _lays_out(table):
            continue
        slots = list(_slots(table))
        if worth_reading(slots):
            raw = raw_of(slots, f"表{len(grids) + 1}", named)
            caption = tuple(_text(c) for c in table.iter("caption"))
            above = (*_around(table, is_above=True), *caption)
            grids.append(grid_of(raw, named, above, _around(table, is_above=False)))
    return tuple(grids)


def page_text(content: bytes, named: str) -> str:
    """Return the text of a page, a line for each piece.

    Raises:
        InputUnusable: When it is not an HTML page.
    """
    return "\n".join(t for t in map(_squeezed, open_page(content, named).itertext()) if t)


def page_prose(content: bytes, named: str) -> str:
    """Return the text of a page outside its tables, a line for each block of it.

    Raises:
        InputUnusable: When it is not an HTML page.
    """
    lines = "".join(_prose(open_page(content, named))).split("\n")
    return "\n".join(t for t in map(_squeezed, lines) if t)


def _lays_out(table: Any) -> bool:
    """Say whether a table holds others: it lays out the page, and its words are the page's."""
    return next(table.iterdescendants("table"), None) is not None


def _prose(element: Any) -> Iterator[str]:
    """Yield the texts of an element without tables, with a new line around each block."""
    is_block = element.tag not in _INLINE
    if is_block:
        yield "\n"
    if element.tag != "table" or _lays_out(element):
        yield _SPACE.sub(" ", element.text or "")
        for child in element:
            yield from _prose(child)
            yield _SPACE.sub(" ", child.tail or "")
    if is_block:
        yield "\n"


def open_page(content: bytes, named: str) -> Any:
    """Return the root of a page.

    Raises:
        InputUnusable: When it is not an HTML page.
    """
    from lxml import etree, html

    allowed = Words("应为 HTML 网页", "an HTML page")
    remedy = Words(
        "请在浏览器里打开，另存为“网页，仅 HTML”。",
        "Open it in a browser and save it as 'web page, HTML only'.",
    )
    text = _decoded(content)
    if text is None or not re.search(r"<\s*[a-zA-Z!?]", text) or "\0" in text:
        raise unusable(named, allowed, remedy)
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError, RecursionError):
        raise unusable(named, allowed, remedy) from None
    etree.strip_elements(root, *_UNREAD, with_tail=False)
    return root


def _decoded(content: bytes) -> str | None:
    """Return the text of a page: as its bytes say, else as its head declares."""
    declared = _CHARSET.search(content[:4096])
    is_other = declared and declared[1].lower() in (b"gb2312", b"gbk", b"gb18030", b"big5")
    if declared and is_other and not _is_utf8(content):
        # A page names the older set and uses the newer one; a stray byte spoils one character.
        name = "big5" if declared[1].lower() == b"big5" else "gb18030"
        return content.decode(name, "replace")
    text, _ = decode(content)
    if text is None and declared and declared[1].lower() in (b"utf-8", b"utf8"):
        return content.decode("utf-8", "replace")
    return text


def _is_utf8(content: bytes) -> bool:
    """Say whether Chinese words stand in a page as UTF-8: one saved again may declare another set.

    Words in GB18030 that fit UTF-8 by chance (联通) come out of it as no Chinese ones.
    """
    try:
        return re.search("[\u4e00-\u9fff]", content.decode("utf-8")) is not None
    except UnicodeDecodeError:
        return False


def _slots(table: Any) -> Iterator[Slot]:
    """Yield the cells of a table where its rows and spans put them."""
    taken: dict[int, int] = {}  # column -> rows that a cell from above still covers
    for number, row in enumerate(table.iter("tr"), start=1):
        column = 0
        fresh: dict[int, int] = {}
        for cell in row.iterchildren("td", "th"):
            while taken.get(column, 0) > 0:
                column += 1
            if column > MOST_COLUMNS:
                break  # raw_of() refuses the table
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            yield Slot(number, column, width, height, _squeezed("".join(_open_text(cell))))
            fresh.update(dict.fromkeys(range(column, column + width), height))
            column += width
        taken = {c: left - 1 for c, left in {**taken, **fresh}.items() if left > 1}


def _span(cell: Any, name: str) -> int:
    """Return how far a cell reaches; what is absent or absurd is 1."""
    text = (cell.get(name) or "").strip()
    return max(1, min(int(text), MOST_SPAN)) if text.isdecimal() and len(text) < 10 else 1


def _text(element: Any) -> str:
    return _squeezed("".join(element.itertext()))


def _open_text(element: Any) -> Iterator[str]:
    """Yield the texts of a cell without what its summary folds away: a remark, no figure."""
    yield element.text or ""
    is_fold = element.tag == "details"
    for child in element:
        if not is_fold or child.tag == "summary":
            yield from _open_text(child)
        yield "" if is_fold else child.tail or ""


def _squeezed(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _around(table: Any, is_above: bool) -> tuple[str, ...]:
    """Return the texts just above or below a table, up to the next one."""
    texts: list[str] = []
    element = table
    while element is not None and len(texts) < LINES_AROUND:
        step = element.getprevious() if is_above else element.getnext()
        if step is None:
            element = element.getparent()
            if element is None or element.tag in ("body", "td"):
                break
            continue
        element = step
        if element.tag == "table" or next(element.iterdescendants("table"), None) is not None:
            break
        lines = [t for t in map(_squeezed, element.itertext()) if t and len(t) <= LONGEST_LINE]
        texts = [*lines, *texts] if is_above else [*texts, *lines]
    return tuple(texts[-LINES_AROUND:] if is_above else texts[:LINES_AROUND])
