"""What calamine does not tell of a sheet: errors of formulas, rows and columns that are hidden.

It returns an error as an empty cell, and money that was never read would pass for none. So the
parts of the archive are walked once more, for these alone: the XML of .ods, the records of .xlsb.
"""

import io
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import fromstring
from xml.parsers.expat import ParserCreate

from optalloc.inputs.tables.raw import MOST_COLUMNS, MOST_ROWS

CHUNK = 2**18
ERROR_CODES = {
    **{0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!"},
    **{0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A", 0x2B: "#GETTING_DATA"},
}
"""What stands for an error in a file of Excel's (MS-XLSB, 2.5.97.2)."""
_ROW, _ERROR, _FORMULA_ERROR, _COLUMNS, _SHEET = 0, 3, 11, 60, 156
"""Records of .xlsb (MS-XLSB, 2.3)."""
_HIDDEN_IN_ODS = ("collapse", "filter")


@dataclass
class Untold:
    """What a sheet holds beside its values.

    Attributes:
        errors: What each error shows, by row from 1, then by column from 0.
        hidden_rows: Counted from 1.
        hidden_columns: Counted from 0.
    """

    errors: dict[int, dict[int, str]] = field(default_factory=dict)
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
            return _of_records(archive.read(_part(archive, sheet)))
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
            values = (v for k, v in attributes.items() if k.endswith("value-type"))
            self._text = [] if "error" in values else None

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
            shown = "".join(self._text).strip() or "#N/A"
            for row in range(self._row, min(self._row + self._rows, MOST_ROWS)):
                for column in range(self._column, min(self._column + self._columns, MOST_COLUMNS)):
                    self.found.note(row + 1, column, shown)
        self._text = None
        self._column += self._columns


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


def _of_records(content: bytes) -> Untold:
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
