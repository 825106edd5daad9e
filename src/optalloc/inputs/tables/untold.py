"""What calamine does not tell of a sheet: errors, what is hidden, how its numbers are shown.

It returns an error as an empty cell, and money that was never read would pass for none; and 30% as
0.3. So the parts of the archive are walked once more, for these alone: the XML of .ods, the records
of .xlsb.
"""

import io
import struct
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from xml.etree.ElementTree import fromstring
from xml.parsers.expat import ParserCreate

from optalloc.inputs.tables.number_formats import PERCENTS, Displayed, says_something
from optalloc.inputs.tables.raw import MOST_COLUMNS, MOST_ROWS

T = TypeVar("T")
CHUNK = 2**18
ERROR_CODES = {
    **{0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!"},
    **{0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A", 0x2B: "#GETTING_DATA"},
}
"""What stands for an error in a file of Excel's (MS-XLSB, 2.5.97.2)."""
_ROW, _ERROR, _FORMULA_ERROR, _COLUMNS, _SHEET = 0, 3, 11, 60, 156
_NUMBERS = (2, 5, 9)
_FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END = 44, 47, 617, 618
"""Records of .xlsb (MS-XLSB, 2.3)."""
_HIDDEN_IN_ODS = ("collapse", "filter")
_IN_ODS = ("float", "percentage", "currency")
"""Types of values that are numbers."""


@dataclass
class Untold:
    """What a sheet holds beside its values.

    Attributes:
        errors: What each error shows, by row from 1, then by column from 0.
        shown: What shows more of a number than its digits may, by row and column as the errors:
            what the cell displays, or the code of its format.
        hidden_rows: Counted from 1.
        hidden_columns: Counted from 0.
    """

    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    shown: dict[int, dict[int, Displayed | str]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def note(self, row: int, column: int, shown: str) -> None:
        """Keep what an error shows."""
        self.errors.setdefault(row, {})[column] = shown


def untold(content: bytes, sheet: str) -> Untold:
    """Return what a sheet of an .ods or .xlsb holds beside its values.

    Raises:
        Exception: Whatever a damaged archive brings up.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "xl/workbook.bin" in archive.namelist():
            styles = "xl/styles.bin"
            has_styles = styles in archive.namelist()
            codes = _codes(archive.read(styles)) if has_styles else {}
            return _of_records(archive.read(_part(archive, sheet)), codes)
        walk = _OpenWalk(sheet)
        with archive.open("content.xml") as stream:
            while chunk := stream.read(CHUNK):
                walk.parser.Parse(chunk, False)
        return walk.found


class _OpenWalk:
    """The walk through content.xml of an .ods."""

    def __init__(self, sheet: str) -> None:
        self.found = Untold()
        self._sheet = sheet
        self._tables: list[bool] = []
        self._row = self._column = self._columns = self._rows = 0
        self._text: list[str] | None = None
        self._has_text, self._value, self._currency = False, "", ""
        self._sorts: set[str] = set()
        self.parser = ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._take

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        own = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        if name == "table":
            self._tables.append(not self._tables and own.get("name") == self._sheet)
        if self._tables != [True]:
            return
        if name == "table-column":
            self._begin_columns(own)
        elif name == "table-row":
            self._rows, self._column = int(own.get("number-rows-repeated", 1)), 0
            if own.get("visibility") in _HIDDEN_IN_ODS:
                last = min(self._row + self._rows, MOST_ROWS)
                self.found.hidden_rows.update(range(self._row + 1, last + 1))
        elif name in ("table-cell", "covered-table-cell"):
            self._columns = int(own.get("number-columns-repeated", 1))
            self._sorts = {v for k, v in attributes.items() if k.endswith("value-type")}
            self._value, self._currency = own.get("value", ""), own.get("currency", "")
            self._text, self._has_text = [] if self._sorts & {"error", *_IN_ODS} else None, False
        elif name == "p" and self._text is not None:
            self._has_text = True
        elif name == "annotation":
            self._text = None  # what a remark says is not what its cell displays

    def _begin_columns(self, own: dict[str, str]) -> None:
        many = int(own.get("number-columns-repeated", 1))
        if own.get("visibility") in _HIDDEN_IN_ODS:
            last = min(self._columns + many, MOST_COLUMNS)
            self.found.hidden_columns.update(range(self._columns, last))
        self._columns += many

    def _take(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        if self._tables == [True]:
            if name in ("table-cell", "covered-table-cell"):
                self._end_cell()
            elif name == "table-row":
                self._row += self._rows
        if name == "table" and self._tables:
            self._tables.pop()

    def _end_cell(self) -> None:
        if self._text is not None:
            shown = "".join(self._text).strip()
            if "error" in self._sorts:
                self._note(self.found.errors, shown or "#N/A")
            elif shown != self._value:
                sort = next(iter(self._sorts & {*_IN_ODS}))
                text = shown if self._has_text else None
                self._note(self.found.shown, Displayed(text, sort, self._currency))
        self._text = None
        self._column += self._columns

    def _note(self, kept: dict[int, dict[int, T]], what: T) -> None:
        """Keep something of the cell, for every cell that it is repeated in."""
        for row in range(self._row, min(self._row + self._rows, MOST_ROWS)):
            for column in range(self._column, min(self._column + self._columns, MOST_COLUMNS)):
                kept.setdefault(row + 1, {})[column] = what


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    """Return the part of an .xlsb that holds a sheet."""
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in fromstring(archive.read("xl/_rels/workbook.bin.rels"))
    }
    for kind, data in _records(archive.read("xl/workbook.bin")):
        if kind == _SHEET:
            relation, at = _wide(data, 8)
            if _wide(data, at)[0] == sheet:
                target = targets[relation]
                return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    raise KeyError(sheet)


def _codes(content: bytes) -> dict[int, str]:
    """Return the codes of the formats that may say more of a number than its digits, by style."""
    own: dict[int, str] = {}
    styles: list[int] = []
    is_inside = False
    for kind, data in _records(content):
        if kind == _FORMAT:
            own[struct.unpack_from("<H", data)[0]] = _wide(data, 2)[0]
        elif kind in (_STYLES_BEGIN, _STYLES_END):
            is_inside = kind == _STYLES_BEGIN
        elif kind == _STYLE and is_inside:
            styles.append(struct.unpack_from("<H", data, 2)[0])
    codes = {i: own.get(number, PERCENTS.get(number, "")) for i, number in enumerate(styles)}
    return {i: code for i, code in codes.items() if says_something(code)}


def _of_records(content: bytes, codes: Mapping[int, str]) -> Untold:
    found = Untold()
    row = 0
    for kind, data in _records(content):
        if kind == _ROW:
            row = struct.unpack_from("<I", data)[0] + 1
            if data[11] & 0x10:
                found.hidden_rows.add(row)
        elif kind in (_ERROR, _FORMULA_ERROR):
            column = struct.unpack_from("<I", data)[0]
            found.note(row, column, ERROR_CODES.get(data[8], "#N/A"))
        elif kind in _NUMBERS and codes:
            column, style = struct.unpack_from("<II", data)
            if code := codes.get(style & 0xFFFFFF):
                found.shown.setdefault(row, {})[column] = code
        elif kind == _COLUMNS and data[16] & 1:
            first, last = struct.unpack_from("<II", data)
            found.hidden_columns.update(range(first, min(last + 1, MOST_COLUMNS)))
    return found


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the kind and the data of each record; kind and size are written in seven-bit bytes."""
    at = 0
    while at < len(content):
        kind, at = _number(content, at, 2)
        size, at = _number(content, at, 4)
        yield kind, content[at : at + size]
        at += size


def _number(content: bytes, at: int, most: int) -> tuple[int, int]:
    number = 0
    for place in range(most):
        byte = content[at]
        at += 1
        number |= (byte & 0x7F) << 7 * place
        if not byte & 0x80:
            break
    return number, at


def _wide(data: bytes, at: int) -> tuple[str, int]:
    """Return a text of two-byte characters, and where the data goes on after it."""
    length = struct.unpack_from("<I", data, at)[0]
    end = at + 4 + 2 * length
    return data[at + 4 : end].decode("utf-16-le"), end
