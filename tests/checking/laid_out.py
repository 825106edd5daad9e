"""One published table as an office would lay it out: workbook, document, page, text."""

from pathlib import Path

import docx
import openpyxl

TOWNS = (
    ("甲 镇", 22, "36.5", 20, 10, "6.5"),
    ("乙镇", 13, 18, 10, 5, 3),
    ("丙镇", 8, 11, 6, 3, 2),
    ("丁镇", 10, "15.5", 8, "4.5", 3),
)
TOTAL = (53, 81, 44, "22.5", "14.5")
TITLE, UNIT = "某区衔接资金分配情况表", "单位：万元"
HEADS = ("序号", "单 位", "行政村（个）", "资金来源", "", "", "", "备注")
NESTED = ("小计", "中央", "省级", "市级")
NOTE = "注：数据来源于各镇上报。"
SPANNING = (0, 1, 2, 7)
"""Columns whose header spans both rows."""


def value(cell: object) -> object:
    return float(cell) if isinstance(cell, str) and cell.replace(".", "").isdecimal() else cell


def grid() -> list[list[object]]:
    """Return the rows below the header, the total first."""
    body = [[n, *town, ""] for n, town in enumerate(TOWNS, start=1)]
    return [["合  计", "", *TOTAL, ""], *body]


def as_book(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "分配表"
    sheet["A1"], sheet["A2"], sheet["H3"] = "附件2", TITLE, UNIT
    sheet.merge_cells("A2:H2")
    for i, head in enumerate(HEADS):
        sheet.cell(4, i + 1, head or None)
    for i, head in enumerate(NESTED):
        sheet.cell(5, 4 + i, head)
    for i in SPANNING:
        sheet.merge_cells(start_row=4, end_row=5, start_column=i + 1, end_column=i + 1)
    sheet.merge_cells("D4:G4")
    sheet.merge_cells("A6:B6")
    for r, row in enumerate(grid()):
        for c, cell in enumerate(row):
            if cell != "":
                sheet.cell(6 + r, c + 1, value(cell))
    sheet.cell(11, 1, NOTE)
    sheet.merge_cells("A11:H11")
    book.save(path)
    return path


def as_paper(path: Path) -> Path:
    paper = docx.Document()
    paper.add_paragraph(TITLE)
    paper.add_paragraph(UNIT)
    table = paper.add_table(rows=7, cols=8)
    for i, head in enumerate(HEADS):
        table.cell(0, i).text = head
    for i, head in enumerate(NESTED):
        table.cell(1, 3 + i).text = head
    for i in SPANNING:
        table.cell(0, i).merge(table.cell(1, i))
    table.cell(0, 3).merge(table.cell(0, 6))
    for r, row in enumerate(grid()):
        for c, cell in enumerate(row):
            table.cell(2 + r, c).text = str(cell)
    table.cell(2, 0).merge(table.cell(2, 1))
    paper.add_paragraph(NOTE)
    paper.save(str(path))
    return path


def as_page(path: Path) -> Path:
    spans = {i: " rowspan=2" for i in SPANNING} | {3: " colspan=4"}
    heads = "".join(f"<th{spans[i]}>{HEADS[i]}</th>" for i in sorted(spans))
    nested = "".join(f"<th>{head}</th>" for head in NESTED)
    rows = [f"<tr>{heads}</tr><tr>{nested}</tr>"]
    for row in grid():
        cells = [f"<td>&nbsp;{cell}</td>" for cell in row]
        if row[1] == "":
            cells[:2] = [f"<td colspan=2>{row[0]}</td>"]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    # Chinese offices lay their pages out with tables around the table.
    text = (
        "<html><head><meta charset='gb2312'></head><body><table><tr><td><p>导航</p></td><td>"
        f"<h1>{TITLE}</h1><p>{UNIT}</p><table border=1>{''.join(rows)}</table><p>{NOTE}</p>"
        "</td></tr></table></body></html>"
    )
    path.write_bytes(text.encode("gb18030"))
    return path


def as_text(path: Path) -> Path:
    lines = [TITLE, UNIT, ",".join(HEADS), ",".join(["", "", "", *NESTED, ""])]
    lines += [",".join(str(cell) for cell in row) for row in grid()]
    path.write_text("\n".join([*lines, NOTE]), encoding="utf-8")
    return path


LAYOUTS = {".xlsx": as_book, ".docx": as_paper, ".html": as_page, ".csv": as_text}
