"""Read the cells of a CSV file: UTF-8, GB18030 or UTF-16; comma, tab or semicolon.

Nothing is guessed from statistics: the encoding is the first that fits the bytes exactly, and the
delimiter is the one under which the header shows most of its words.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from optalloc.core.atomic_files import unguarded
from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Words
from optalloc.inputs.tables.headers import MOST_TITLE_ROWS, HeaderWords
from optalloc.inputs.tables.raw import (
    ERROR_VALUE,
    LONGEST_TEXT,
    Counter,
    Flaw,
    RawRow,
    RawSheet,
    clean_text,
    trim,
    unusable,
)

SAVE_AS_TEXT = Words("请另存为“CSV UTF-8”。", "Save it as 'CSV UTF-8'.")
DELIMITERS = ",\t;"
"""What may stand between cells; the earlier wins when two show equally many headers."""

_HASHES = ("#", "＃")
_HAN = re.compile("[\u4e00-\u9fff]")


def read_text(content: bytes, named: str, words: HeaderWords) -> RawSheet:
    """Return the filled rows of a CSV file.

    Raises:
        InputUnusable: When it is not text, its quotes do not pair, or it is too large.
    """
    text = _decode(content, named)
    delimiter = _delimiter(text, named, words)
    lines = _Lines(text, delimiter)
    counter = Counter(named, None)
    try:
        rows = tuple(counter.take(row) for row in lines.rows())
    except csv.Error as why:
        raise _unquoted(named, lines.number, "field limit" in str(why)) from None
    return RawSheet(rows, tuple(lines.notes))


def decode(content: bytes) -> tuple[str | None, int]:
    """Return the text of a file in an encoding that fits it exactly.

    Returns:
        The text; or None, and the first line that cannot be understood.
    """
    encodings = ["utf-8-sig", "gb18030"]
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif content.startswith(codecs.BOM_UTF8) or _is_damaged_utf8(content):
        # GB18030 accepts nearly any bytes; it would turn one bad byte into a page of nonsense.
        encodings = ["utf-8-sig"]
    line = 1
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as why:
            line = content.count(b"\n", 0, why.start) + 1
        else:
            if "\0" not in text:
                return text, 0
            line = text.count("\n", 0, text.index("\0")) + 1
            break
    return None, line


def _decode(content: bytes, named: str) -> str:
    """Return the text of a CSV file.

    Raises:
        InputUnusable: When it is not text.
    """
    text, line = decode(content)
    if text is not None:
        return text
    allowed = Words(
        "应为 UTF-8、GB18030 或带 BOM 的 UTF-16 文本", "text in UTF-8, GB18030 or UTF-16 with a BOM"
    )
    remedy = Words(
        f"第 {line} 行起无法识别。" + SAVE_AS_TEXT.zh,
        f"Line {line} cannot be understood. " + SAVE_AS_TEXT.en,
    )
    raise unusable(named, allowed, remedy)


def _is_damaged_utf8(content: bytes) -> bool:
    """Say whether bytes that are not UTF-8 were meant to be: more Chinese comes out than damage."""
    text = content.decode("utf-8", "replace")
    damage = text.count("\ufffd")
    return damage > 0 and len(_HAN.findall(text)) > damage


class _Lines:
    """The rows of a text under one delimiter; keeps its comment rows apart.

    Rows are counted as a spreadsheet counts them: a cell with a line break is still one row.
    """

    def __init__(self, text: str, delimiter: str) -> None:
        self.text = text
        self.delimiter = delimiter
        self.number = 0
        self.notes: list[tuple[int, str]] = []
        self._at_start = True

    def rows(self) -> Iterator[RawRow]:
        """Yield the filled rows.

        Raises:
            csv.Error: When quotes do not pair; `number` is then the row it happened in.
        """
        reader = csv.reader(self._without_notes(), delimiter=self.delimiter, strict=True)
        while True:
            self.number += 1
            self._at_start = True
            fields = next(reader, None)
            if fields is None:
                return
            row = RawRow(self.number, tuple(clean_text(unguarded(text)) for text in fields))
            if row.filled and not self._is_note(row, fields):
                yield row

    def _without_notes(self) -> Iterator[str]:
        """Yield the lines, a comment as an empty one, so that a quote in it does no harm."""
        for line in io.StringIO(self.text, newline=""):
            is_first, self._at_start = self._at_start, False
            start = trim(line)
            if is_first and start.startswith(_HASHES) and not self._is_data(start):
                self.notes.append((self.number, trim(start.lstrip("#＃")).rstrip(",;\t ")))
                yield "\n"
            else:
                yield line

    def _is_data(self, line: str) -> bool:
        """Say whether a line that starts with # is a row: its first cell is # or Excel's error."""
        first, comma, _ = line.partition(self.delimiter)
        return bool(comma) and (first.strip() == "#" or bool(ERROR_VALUE.fullmatch(first.strip())))

    def _is_note(self, row: RawRow, fields: list[str]) -> bool:
        """Keep a row whose first cell was quoted around its #, as Excel writes it."""
        first = row.cells[0]
        if not isinstance(first, str) or first == "#" or not first.startswith(_HASHES):
            return False
        self.notes.append((self.number, " ".join(map(trim, fields)).strip(" #＃")))
        return True


def _delimiter(text: str, named: str, words: HeaderWords) -> str:
    """Return the delimiter under which the header shows most of its words.

    Raises:
        InputUnusable: When only full-width commas divide the header.
    """
    scores = {d: _score(text, d, words) for d in DELIMITERS}
    best = max(scores, key=lambda d: scores[d])
    if scores[best][0] < 2:
        for mark in "，；":
            _refuse_full_width(text, named, words, mark)
    return best


def _score(text: str, delimiter: str, words: HeaderWords) -> tuple[int, int]:
    """Return how many header words show under a delimiter, or cells where none are known.

    A row that stays in one piece is not divided by it, and counts as 0. The second number is the
    larger, the earlier the header stands: a comma divides 12,5 below Betrag;Anteil too.
    """
    head = _head(text, delimiter)
    at = words.find(head)
    if at is None or len(head[at].filled) < 2:
        return 0, 0
    return words.hits(head[at]) if words.known else len(head[at].filled), -at


def _head(text: str, delimiter: str) -> list[RawRow]:
    """Return the first filled rows, as far as they can be read."""
    head: list[RawRow] = []
    try:
        for row in islice(_Lines(text, delimiter).rows(), MOST_TITLE_ROWS):
            head.append(row)
    except csv.Error:
        pass  # reading the whole says it, with its row
    return head


def _refuse_full_width(text: str, named: str, words: HeaderWords, mark: str) -> None:
    """Refuse a table whose header is divided by a full-width mark.

    Raises:
        InputUnusable: With the row of the header.
    """
    for row in _head(text, mark)[: MOST_TITLE_ROWS if words.known else 1]:
        is_sentence = any("。" in str(cell) for cell in row.filled)
        if len(row.filled) > 1 and not is_sentence and (not words.known or words.hits(row) > 1):
            place = Words(f"第{row.number}行", f"row {row.number}")
            allowed = Words(
                "应以半角逗号（,）、制表符或分号分隔", "half-width commas, tabs or semicolons"
            )
            came = mark.join("" if isinstance(c, Flaw | None) else str(c) for c in row.cells)
            remedy = Words(
                f"请把全角“{mark}”全部替换为半角逗号。",
                f"Replace every full-width {mark} by a half-width comma.",
            )
            raise InputUnusable([Fault(named, place, allowed, came, remedy)])


def _unquoted(named: str, number: int, is_endless: bool) -> InputUnusable:
    """Return the letter about quotes that do not pair, or a cell without an end."""
    allowed = Words("英文双引号应成对", "double quotes in pairs")
    if is_endless:
        most = LONGEST_TEXT
        allowed = Words(f"每格最多 {most} 个字", f"at most {most} characters in a cell")
    remedy = Words(
        '请从这一行起检查引号：文字里的一个 " 应写成两个 ""。',
        'Check the quotes from this row on: a " inside a text is written as "".',
    )
    place = Words(f"第{number}行", f"row {number}")
    return InputUnusable([Fault(named, place, allowed, remedy=remedy)])
