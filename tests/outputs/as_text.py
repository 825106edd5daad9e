"""Files that a command writes, as text that one can read and compare.

What changes from run to run or from one version of a library to the next is taken out: times,
digests, versions, the code that draws. What a reader sees, and how it is set, stays.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import openpyxl
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

LEFT_OUT = {
    "solver.log",
    "audit.json",
    "certificate.json",
    "check_certificate.py",
    "proof.vipr",
    "verify.html",
    "journal.jsonl",
}
"""Files that are named only: what an engine prints, and proofs, which have tests of their own."""
TAKEN_OUT: tuple[tuple[str, str], ...] = (
    (r"\b[0-9a-f]{64}\b", "«sha256»"),
    (r"'sha256-[\w+/=]+'|&#39;sha256-[\w+/=]+&#39;", "«sha256»"),
    (r"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\+00:00|Z)?", "«time»"),
    (r"\b20\d\d-\d\d-\d\d \d\d:\d\d(?::\d\d)?(?: UTC)?", "«time»"),
    (r'("(?:[a-z_]+_)?seconds": )[0-9.e-]+', r"\1«seconds»"),
    (r'("(?:python|pulp|highspy|numpy|optalloc|version)": )"[^"]*"', r'\1"«version»"'),
    (r"\b(optalloc|HiGHS|highs|CBC|cbc|PuLP) \d+(?:\.\d+)+", r"\1 «version»"),
)
TIMED_TABLE = re.compile(r"(?m)^.*(?:用时（秒）|seconds)$\n(?:^.*\S.*$\n)*")
"""A table of a screen whose last column is a time."""
STYLES = {"0": "⟧", "1": "⟦", "2": "⟦dim ", "1;31": "⟦red ", "31": "⟦red "}
"""How the marks of a terminal are written; bold is what has no word."""


def with_styles(text: str) -> str:
    """Return a screen with what is bold or dim in brackets that can be read."""
    said = re.sub(r"\x1b\[([\d;]*)m", lambda mark: STYLES.get(mark[1], f"⟦{mark[1]} "), text)
    return re.sub(r"⟧( *)⟦(?!dim|red)", r"\1", said)


def without_chance(text: str) -> str:
    """Return a text without what no two runs have in common."""
    for pattern, instead in TAKEN_OUT:
        text = re.sub(pattern, instead, text)
    return TIMED_TABLE.sub(lambda table: re.sub(r"(?m)\b\d+\.\d{4}$", "«time»", table[0]), text)


def file_text(path: Path) -> str:
    """Return what a file says, without what no two runs have in common."""
    if path.name in LEFT_OUT:
        return "(not recorded)"
    return without_chance(READERS.get(path.suffix, plain_text)(path)).rstrip("\n")


def plain_text(path: Path) -> str:
    """Return a text file, its byte order mark and its line ends told."""
    content = path.read_bytes().decode("utf-8")
    marks = [
        *(["(byte order mark)"] if content.startswith("\ufeff") else []),
        *(["(lines end as on Windows)"] if "\r\n" in content else []),
    ]
    return "\n".join([*marks, content.removeprefix("\ufeff").replace("\r\n", "\n")])


def html_text(path: Path) -> str:
    """Return a page without its script and style; charts are told by what is drawn."""
    page = path.read_text(encoding="utf-8")
    pictures = re.search(r'(?s)<script type="application/json" id="pictures">(.*?)</script>', page)
    page = re.sub(r'<meta name="generator"[^>]*>\n', "", page)  # a digest of all the rest
    page = re.sub(r"(?s)<(script|style)\b[^>]*>.*?</\1>", r"<\1/>", page)
    lines = [line.rstrip() for line in page.splitlines() if line.strip()]
    if pictures is not None:
        charts = json.loads(pictures[1])["charts"]
        lines += [f"chart {i}: {line}" for i, c in enumerate(charts, 1) for line in chart_lines(c)]
    return "\n".join(lines)


def chart_lines(chart: Any) -> Iterator[str]:
    """Yield the rows that a chart draws, and the titles it says them under."""
    titles = sorted({t for t in _titles(chart) if t})
    yield "titles " + json.dumps(titles, ensure_ascii=False)
    seen = {json.dumps(row, ensure_ascii=False) for rows in _rows(chart) for row in rows}
    yield from sorted(seen)


def _titles(node: Any) -> Iterator[str]:
    """Yield every text under a key `title` or `text`."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("title", "text", "subtitle") and isinstance(value, str):
                yield value
            elif key not in ("config", "datasets"):
                yield from _titles(value)
    elif isinstance(node, list):
        for value in node:
            yield from _titles(value)


def _rows(node: Any) -> Iterator[list[Any]]:
    """Yield the rows of data anywhere in a chart."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "datasets":
                yield from value.values()
            elif key == "values" and isinstance(value, list):
                yield value
            else:
                yield from _rows(value)
    elif isinstance(node, list):
        for value in node:
            yield from _rows(value)


def svg_text(path: Path) -> str:
    """Return the texts of a drawing in the order they are drawn."""
    return "\n".join(re.findall(r"<text[^>]*>([^<]*)</text>", path.read_text(encoding="utf-8")))


def docx_text(path: Path) -> str:
    """Return paragraphs with their styles, tables row by row, and what stands on every page."""
    return "\n".join(_docx_lines(docx.Document(str(path))))


def _docx_lines(paper: Document) -> Iterator[str]:
    tables = {table._element: table for table in paper.tables}
    for element in paper.element.body.iterchildren():
        if element.tag == qn("w:p"):
            yield _paragraph(Paragraph(element, paper))
        elif element.tag == qn("w:tbl"):
            yield from _docx_table(tables[element])
    for section in paper.sections:
        width, height = section.page_width, section.page_height
        yield f"section {section.start_type}, {width}×{height}"
        for name in ("header", "footer"):
            for paragraph in getattr(section, name).paragraphs:
                if paragraph.text:
                    yield f"{name}: {_paragraph(paragraph)}"


def _paragraph(paragraph: Paragraph) -> str:
    style = paragraph.style.name if paragraph.style is not None else ""
    line = f"[{style}] " + "".join(_run(run) for run in paragraph.runs)
    return line.rstrip() + (" (page break)" if "w:sectPr" in paragraph._element.xml else "")


def _run(run: Any) -> str:
    marks = "".join(
        mark
        for mark, is_set in (
            ("b", run.bold),
            ("i", run.italic),
            ("h", run.font.highlight_color is not None),
        )
        if is_set
    )
    return f"{{{marks}:{run.text}}}" if marks and run.text else str(run.text)


def _docx_table(table: Table) -> Iterator[str]:
    yield f"table of {len(table.columns)} columns [{table.style.name if table.style else ''}]"
    for row in table._element.tr_lst:
        cells = [
            " / ".join(_paragraph(Paragraph(p, table)) for p in cell.p_lst)
            + (f" (over {cell.grid_span})" if cell.grid_span > 1 else "")
            + (f" ({cell.vMerge})" if cell.vMerge else "")
            for cell in row.tc_lst
        ]
        yield "  | " + " | ".join(cells)


def xlsx_text(path: Path) -> str:
    """Return every cell with its format, and how each sheet is laid out and printed."""
    book = openpyxl.load_workbook(path)
    lines: list[str] = [f"name {n} = {d.attr_text}" for n, d in sorted(book.defined_names.items())]
    for sheet in book.worksheets:
        lines += [f"sheet {sheet.title} {sheet.sheet_state}", *_layout(sheet)]
        lines += [line for row in sheet.iter_rows() for c in row if (line := _cell(c))]
    return "\n".join(lines)


def _layout(sheet: Worksheet) -> Iterator[str]:
    widths = {k: round(d.width, 2) for k, d in sorted(sheet.column_dimensions.items())}
    page = sheet.page_setup
    told = {
        "widths": widths,
        "frozen": sheet.freeze_panes,
        "merged": sorted(map(str, sheet.merged_cells.ranges)),
        "filter": sheet.auto_filter.ref,
        "print": [page.orientation, page.paperSize, page.fitToWidth, page.fitToHeight],
        "titles": [sheet.print_title_rows, sheet.print_title_cols],
        "area": str(sheet.print_area) if sheet.print_area else None,
        "marked": sorted(str(r.sqref) for r in sheet.conditional_formatting),
        "allowed": sorted(str(v.sqref) for v in sheet.data_validations.dataValidation),
        "charts": len(sheet._charts) or None,
        "protected": sheet.protection.sheet or None,
    }
    for name, value in told.items():
        if value not in (None, [], {}, [None, None]):
            yield f"  {name}: {value}"


def _cell(cell: Cell) -> str:
    """Return one line for a cell that holds something, else nothing."""
    if cell.value is None and cell.comment is None:
        return ""
    looks = [
        *([cell.number_format] if cell.number_format != "General" else []),
        *(["bold"] if cell.font.b else []),
        *([f"{cell.alignment.horizontal}"] if cell.alignment.horizontal else []),
        *([f"to {cell.hyperlink.location or cell.hyperlink.target}"] if cell.hyperlink else []),
        *([f"note {cell.comment.text!r}"] if cell.comment else []),
    ]
    value = getattr(cell.value, "text", cell.value)
    return f"  {cell.coordinate} {value!r}" + (f" ({'; '.join(looks)})" if looks else "")


def zip_text(path: Path) -> str:
    """Return what a bundle holds, by name."""
    with ZipFile(path) as bundle:
        return "\n".join(f"  {name}" for name in bundle.namelist())


READERS: dict[str, Callable[[Path], str]] = {
    ".html": html_text,
    ".svg": svg_text,
    ".docx": docx_text,
    ".xlsx": xlsx_text,
    ".zip": zip_text,
}
