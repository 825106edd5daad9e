"""An annotated copy of a table: a workbook with a comment on every cell that a finding is about.

A workbook keeps its own formulas and layout; of CSV, DOCX and HTML a workbook is made with every
cell where it stood, texts as texts. A last sheet lists every finding. The original stays as it is.
"""

import io
import warnings
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from optalloc.checking.audit import Checked
from optalloc.checking.kind_names import kind_words
from optalloc.core.atomic_files import write_files
from optalloc.core.errors import Fault, InputUnusable, flat
from optalloc.core.message import Lang, Words
from optalloc.inputs.tables.raw import column_letters
from optalloc.inputs.understanding.documents.read import split_paper
from optalloc.inputs.understanding.layout.cells import as_shown
from optalloc.inputs.understanding.layout.finding import SEVERITIES, Finding, Severity
from optalloc.inputs.understanding.layout.grid import CellGrid
from optalloc.problem.shown_name import bracketed

AUTHOR = "optalloc"
LONGEST_COMMENT = 3000
"""Longest comment on one cell [characters]."""
LONGEST_TITLE = 31
"""Longest name of a sheet that Excel takes [characters]."""
COLOURS: dict[Severity, str] = {"error": "FFC7CE", "warning": "FFEB9C", "note": "DDEBF7"}
LIST = Words("核对结果", "Findings")
HEADS = (
    Words("程度", "severity"),
    Words("类别", "kind"),
    Words("工作表", "sheet"),
    Words("单元格", "cell"),
    Words("位置", "place"),
    Words("实为", "came"),
    Words("应为", "expected"),
    Words("说明", "words"),
)


def annotate(checked: Checked, out: str | Path, lang: Lang) -> Path:
    """Write the annotated copy; return where it is (see `annotated`)."""
    return write_files(annotated(checked, out, lang))[0]


def annotated(checked: Checked, out: str | Path, lang: Lang) -> dict[Path, bytes]:
    """Return the annotated copy, under the path where it is to be.

    Raises:
        InputUnusable: When the name does not end in .xlsx, or is that of the table itself.
    """
    path, source = Path(out), split_paper(checked.file)[0]
    place = Words("--annotate", "--annotate")
    if path.suffix.casefold() != ".xlsx":
        allowed = Words("应以 .xlsx 结尾", "a name that ends in .xlsx")
        raise InputUnusable([Fault("", place, allowed, str(out))])
    if path.exists() and source.exists() and path.samefile(source):
        allowed = Words("应是另一个文件，原表不会被改写", "another file: the table stays as it is")
        raise InputUnusable([Fault("", place, allowed, str(out))])
    book = _book(checked, source)
    titles = _comment(book, checked, lang)
    _list(book, checked.findings, titles, lang)
    content = io.BytesIO()
    book.save(content)
    return {path: content.getvalue()}


def _book(checked: Checked, source: Path) -> Any:
    """Return the table as a workbook that can be written."""
    import openpyxl

    if source.suffix.casefold() in (".xlsx", ".xlsm"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about drawings that openpyxl leaves out
            return openpyxl.load_workbook(source)
    book = openpyxl.Workbook()
    book.remove(book.active)
    seen: dict[str | None, CellGrid] = {}
    for sheet in checked.sheets:
        seen.setdefault(sheet.grid.sheet, sheet.grid.turned_from or sheet.grid)
    for name, grid in seen.items():
        page = book.create_sheet(_title(book, name or source.stem))
        for row in _all_rows(checked, name, grid):
            for index, held in enumerate(row.cells):
                if held is not None:
                    _write(page.cell(row.number, index + 1), held)
    return book


def _all_rows(checked: Checked, name: str | None, grid: CellGrid) -> list[Any]:
    """Return the rows of every table on a sheet, each once."""
    rows = {row.number: row for row in grid.rows}
    for sheet in checked.sheets:
        if sheet.grid.sheet == name:
            of = sheet.grid.turned_from or sheet.grid
            rows |= {row.number: row for row in of.rows}
    return [rows[number] for number in sorted(rows)]


def _write(cell: Any, held: Any) -> None:
    """Write a value as what it is; a text is never a formula."""
    if isinstance(held, int) or (not isinstance(held, str) and hasattr(held, "normalize")):
        cell.value = held
    else:
        cell.value = flat(as_shown(held)) if isinstance(held, str) else as_shown(held)
        cell.data_type = "s"


def _title(book: Any, name: str) -> str:
    """Return a name that Excel takes for a sheet and the book does not have yet."""
    plain = "".join("_" if c in "[]:*?/\\'" else c for c in flat(name))[:LONGEST_TITLE] or "1"
    title, n = plain, 2
    while title.casefold() in {s.casefold() for s in book.sheetnames}:
        title = f"{plain[: LONGEST_TITLE - 4]}({n})"
        n += 1
    return title


def _comment(book: Any, checked: Checked, lang: Lang) -> dict[str | None, str]:
    """Put every finding on its cell; return the title of each sheet in the book."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    titles = dict.fromkeys(f.where.sheet for f in checked.findings)
    found: dict[str | None, str] = {
        name: name if name is not None and name in book.sheetnames else book.sheetnames[0]
        for name in titles
    }
    cells: dict[tuple[str | None, str], list[Finding]] = defaultdict(list)
    for finding in checked.findings:
        cell = _anchor(checked, finding)
        if cell is not None:
            cells[finding.where.sheet, cell].append(finding)
    for (sheet, reference), findings in cells.items():
        target = _top_left(book[found[sheet]], reference)
        worst = min(findings, key=lambda f: list(SEVERITIES).index(f.severity))
        space = Words("", " ")
        said = [bracketed(SEVERITIES[f.severity]) + space + f.words for f in findings]
        lines = [words.say(lang) for words in said]
        comment = Comment(_legal("\n".join(lines))[:LONGEST_COMMENT], AUTHOR)
        comment.width, comment.height = 320, 40 + 40 * min(len(lines), 6)
        target.comment = comment
        target.fill = PatternFill("solid", fgColor=COLOURS[worst.severity])
    return found


def _anchor(checked: Checked, finding: Finding) -> str | None:
    """Return the cell that carries a finding: its own, its row's first, its column's header."""
    where = finding.where
    if where.cell is not None:
        return where.cell
    sheet = next((s for s in checked.sheets if s.grid.sheet == where.sheet), None)
    if sheet is None or where.file != sheet.grid.file:
        return None
    if where.row is not None:
        return f"A{where.row}"
    if sheet.grid.turned_from is not None:
        top = sheet.grid.turned_from.rows[0].number
        return f"{column_letters((where.index or 0) + 1)}{top}"
    row = sheet.grid.rows[sheet.header.first].number
    column = next((c for c in sheet.columns if c.index == where.index), None)
    return f"{'A' if column is None else column.letters}{row}"


def _top_left(page: Any, reference: str) -> Any:
    """Return a cell, or the first one of the merged block over it: only that has a comment."""
    for block in page.merged_cells.ranges:
        if reference in block:
            return page.cell(block.min_row, block.min_col)
    return page[reference]


def _list(
    book: Any, findings: Sequence[Finding], titles: dict[str | None, str], lang: Lang
) -> None:
    """Add the sheet that lists every finding."""
    from openpyxl.styles import Font

    page = book.create_sheet(_title(book, LIST.say(lang)))
    rows = [[head.say(lang) for head in HEADS]]
    for f in findings:
        came, expected = f.came or "", f.expected.say(lang)
        where = f.where
        sheet = titles.get(where.sheet, "") if where.sheet else ""
        place = [sheet, where.cell or "", where.words().say(lang)]
        words = f.words.say(lang)
        rows.append(
            [
                SEVERITIES[f.severity].say(lang),
                kind_words(f.kind).say(lang),
                *place,
                came,
                expected,
                words,
            ]
        )
    for number, row in enumerate(rows, start=1):
        for index, text in enumerate(row, start=1):
            cell = page.cell(number, index)
            cell.value = _legal(flat(text))
            cell.data_type = "s"
            if number == 1:
                cell.font = Font(bold=True)
    page.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGH", (8, 18, 12, 8, 30, 16, 24, 90), strict=True):
        page.column_dimensions[letter].width = width


def _legal(text: str) -> str:
    """Return a text without marks that a workbook cannot hold."""
    return "".join(c for c in text if c >= " " or c in "\n\t")
