"""Open whatever an office published and return its tables: CSV, workbooks, DOCX, pages, PDF.

The file is judged by its ending and must be what its ending says; nothing is unpacked before its
declared size is known to be harmless.
"""

import re
from pathlib import Path

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Words, listed
from optalloc.inputs.docx_package import LARGEST_PAPER, LARGEST_XML, SAVE_AS, refuse_bomb
from optalloc.inputs.tables import split_reference
from optalloc.inputs.tables.csv_text import read_text
from optalloc.inputs.tables.files import KINDS, PAGES, PAPERS, PDFS, open_table, read_whole
from optalloc.inputs.tables.headers import HeaderWords
from optalloc.inputs.tables.other_books import other_book_sheets, read_other_book
from optalloc.inputs.tables.raw import nothing_in, unusable
from optalloc.inputs.tables.xlsx_book import book_sheets, read_book
from optalloc.inputs.understanding.documents.docx_tables import paper_grids
from optalloc.inputs.understanding.documents.html_tables import page_grids
from optalloc.inputs.understanding.documents.pdf_tables import pdf_grids
from optalloc.inputs.understanding.layout.grid import CellGrid, grid_of
from optalloc.inputs.understanding.layout.lines_of_text import grids_of_lines

ENDINGS = (*KINDS, *PAPERS, *PAGES, *PDFS)
BUNDLE = Words(
    "运行包请用 optalloc replay 重算；要核对其中的表，请先解压。",
    "A bundle of a run is for `optalloc replay`; unpack it to check a table in it.",
)
COMPARISON = (
    Words(
        "应为一张分配表；这是 optalloc 写出的方案比较，几个方案并列",
        "a table of one allocation; this is a comparison of several plans, written by optalloc",
    ),
    Words(
        "请核对各方案自己的表：solve --out 的 plan.csv，或 report 的工作簿。",
        "Check the table of each plan: plan.csv of `solve --out`, or the workbook of `report`.",
    ),
)
MOST_HEAD_ROWS = 5
"""How many rows are looked at for the heads of a comparison."""
_SIDE = re.compile(r"(\[[12]\]) \S")
LARGEST_PAGE = 16 * 2**20
"""Longest HTML file that is read [bytes]."""


def read_grids(table: str | Path) -> tuple[CellGrid, ...]:
    """Return the tables of a file; `book.xlsx#指标` or `plan.docx#表2` is one of them.

    Raises:
        InputUnusable: When the file cannot be used or holds no table.
    """
    grids = _grids(table)
    if any(map(_is_comparison, grids)):
        raise unusable(str(split_paper(str(table))[0]), COMPARISON[0], COMPARISON[1])
    return grids


def _is_comparison(grid: CellGrid) -> bool:
    """Say whether a table has plans side by side, as our comparisons call them: [1] … [2] …."""
    for row in grid.rows[:MOST_HEAD_ROWS]:
        sides = [found[1] for c in row.cells if isinstance(c, str) and (found := _SIDE.match(c))]
        if {"[1]", "[2]"} <= set(sides):
            return True
    return False


def _grids(table: str | Path) -> tuple[CellGrid, ...]:
    path, part = split_paper(str(table))
    named = str(path)
    ending = path.suffix.casefold()
    if ending in KINDS:
        return _of_table(path, named, part)
    if ending not in ENDINGS and path.exists():
        there = listed(ENDINGS)
        allowed = Words(f"扩展名应为 {there.zh} 之一", f"a name that ends in one of {there.en}")
        remedy = BUNDLE if ending == ".zip" else SAVE_AS
        raise unusable(named, allowed, remedy, path.suffix or path.name)
    content = read_whole(path, named, LARGEST_PAGE if ending in PAGES else LARGEST_PAPER)
    if not content.strip():
        raise nothing_in(named)
    if ending in PAPERS:
        refuse_bomb(content, named, LARGEST_XML)
        grids = paper_grids(content, named)
    elif ending in PDFS:
        grids = pdf_grids(content, named)
    else:
        grids = page_grids(content, named)
    return _of_pages(grids, named, part)


def _of_pages(grids: tuple[CellGrid, ...], named: str, part: str | None) -> tuple[CellGrid, ...]:
    """Return the tables of a paper, or the one that is named."""
    if not grids:
        allowed = Words("应有至少两行两列、含数字的表格", "a table of two rows and columns or more")
        raise unusable(named, allowed, Words("请检查是否选对了文件。", "Is it the right file?"))
    return grids if part is None else (_chosen(grids, named, part),)


def split_paper(text: str) -> tuple[Path, str | None]:
    """Return the file and the sheet or table of `book.xlsx#指标`, `plan.docx#表2`."""
    name, sheet = split_reference(text)
    return Path(name), sheet


def _of_table(path: Path, named: str, part: str | None) -> tuple[CellGrid, ...]:
    """Return the sheets of a workbook that hold something, or the rows of a CSV file."""
    kind, content = open_table(path, named)
    if kind == "text":
        if told := grids_of_lines(content, named):
            return _of_pages(told, named, part)
        if part is not None:
            allowed = Words("CSV 没有工作表", "a CSV file has no sheets")
            raise unusable(named, allowed, Words("请去掉 #。", "Leave out the # part."), part)
        return _filled([grid_of(read_text(content, named, HeaderWords(())), named)], named)
    if kind == "page":
        return _of_pages(page_grids(content, named), named, part)
    if kind == "other book":
        names = other_book_sheets(content, named) if part is None else (part,)
        return _filled([grid_of(read_other_book(content, named, s), named) for s in names], named)
    refuse_bomb(content, named)
    if part is not None:
        return _filled([grid_of(read_book(content, named, part), named)], named)
    sheets = book_sheets(content, named)
    return _filled([grid_of(read_book(content, named, s), named) for s in sheets], named)


def _filled(grids: list[CellGrid], named: str) -> tuple[CellGrid, ...]:
    filled = tuple(grid for grid in grids if grid.rows)
    if not filled:
        raise nothing_in(named)
    return filled


def _chosen(grids: tuple[CellGrid, ...], named: str, part: str) -> CellGrid:
    for grid in grids:
        if grid.sheet == part or (grid.sheet or "").removeprefix("表") == part:
            return grid
    there = listed([grid.sheet or "" for grid in grids])
    allowed = Words(f"应为其中一张：{there.zh}", f"one of {there.en}")
    raise InputUnusable([Fault(named, Words("表格", "table"), allowed, part)])
