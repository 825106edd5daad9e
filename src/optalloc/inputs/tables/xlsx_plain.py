"""Read a large sheet of numbers and texts with calamine, five times as fast as `xlsx_sheet.py`.

calamine tells neither hidden rows, nor formulas without a value, nor what Excel's errors are; and
what is a date it judges for itself. So it is believed only where the XML of the sheet shows that
none of these is there, and where it returns as many values as the sheet has; everything else is
read by `xlsx_sheet.py`. Small sheets are too: there is nothing to gain.
"""

import io
import re
from collections.abc import Collection, Iterator
from typing import Any

from optalloc.inputs.tables.number_formats import DIGITS_SHOWN, exact_number
from optalloc.inputs.tables.raw import Flaw, RawRow, Value, clean_text

LEAST = 2**20
"""Size of a sheet's XML from which on it is worth while [bytes]."""
_START, _END = b"<sheetData>", b"</sheetData>"
_SPECIAL = (b't="e"', b't="d"', b' hidden="', b"_x00", b"<!", b"<rPh", b"<phoneticPr")
_FORMULA = re.compile(rb"<f[ />]")
_CALCULATED = re.compile(rb"(?:</f>|<f[^>]*/>)<v>[^<]")
_STYLE = re.compile(rb' s="(\d+)"')


def around_cells(xml: bytes) -> bytes | None:
    """Return the XML of a sheet without its rows; None when they are not plain to find."""
    start, end = xml.find(_START), xml.rfind(_END)
    if start < 0 or end < start or not re.match(rb"(?s)\s*(<\?xml[^>]*\?>)?\s*<worksheet\b", xml):
        return None
    return xml[: start + len(_START)] + xml[end:]


def is_plain(xml: bytes, odd: Collection[int], asks: bool) -> bool:
    """Say whether a sheet holds nothing but shown numbers, texts and formulas with their values.

    Args:
        odd: The styles under which a number is a date, or is shown as another.
        asks: Whether the workbook asks for its formulas to be worked out: their values may then
            be none.
    """
    if any(mark in xml for mark in _SPECIAL):
        return False
    if any(int(style) in odd for style in set(_STYLE.findall(xml))):
        return False
    formulas = len(_FORMULA.findall(xml))
    return not formulas or (not asks and formulas == len(_CALCULATED.findall(xml)))


def plain_rows(content: bytes, name: str, xml: bytes) -> list[RawRow] | None:
    """Return the filled rows of a plain sheet; None when calamine does not see all its values.

    Args:
        content: The workbook.
        xml: The sheet's XML.
    """
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name)
    found = sheet.to_python(skip_empty_area=False)
    values = sum(len(row) - row.count("") for row in found)
    if values != xml.count(b"<v>") + xml.count(b"<is>"):
        return None
    try:
        return list(_rows(found))
    except TypeError:
        return None


def _rows(found: list[list[Any]]) -> Iterator[RawRow]:
    for number, row in enumerate(found, 1):
        cells = [_value(cell) for cell in row]
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            yield RawRow(number, tuple(cells))


def _value(cell: Any) -> Value | Flaw:
    """Return what a cell holds, as `xlsx_sheet.py` does.

    Raises:
        TypeError: When it is neither number nor text, such as what calamine takes for a date.
    """
    kind = type(cell)
    if kind is str:
        return clean_text(cell)
    if kind is float:
        if cell.is_integer() and abs(cell) < 10**DIGITS_SHOWN:
            return int(cell)
        return exact_number(repr(cell))
    if kind is bool:
        return "TRUE" if cell else "FALSE"
    raise TypeError(f"{kind} in a cell")
