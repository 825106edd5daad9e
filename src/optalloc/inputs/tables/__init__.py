"""Read a CSV or XLSX file into a faithful table whose every cell knows its place."""

from optalloc.inputs.tables.cells import Reading
from optalloc.inputs.tables.csv_text import decode
from optalloc.inputs.tables.field_words import outline_level, says_part, says_whole, total_level
from optalloc.inputs.tables.files import KINDS, near_file, note_content, noting_files, read_whole
from optalloc.inputs.tables.headers import HeaderWords, ParsedHeader, split_header, tidy_header
from optalloc.inputs.tables.layout import table_of, total_at
from optalloc.inputs.tables.raw import RawRow, Value, trim
from optalloc.inputs.tables.read import read_table, sheet_names, split_reference
from optalloc.inputs.tables.table import Cell, OtherLayout, Row, Table, TornTable, show_value

__all__ = [
    "KINDS",
    "Cell",
    "HeaderWords",
    "OtherLayout",
    "ParsedHeader",
    "RawRow",
    "Reading",
    "Row",
    "Table",
    "TornTable",
    "Value",
    "decode",
    "near_file",
    "note_content",
    "noting_files",
    "outline_level",
    "read_table",
    "read_whole",
    "says_part",
    "says_whole",
    "sheet_names",
    "show_value",
    "split_header",
    "split_reference",
    "table_of",
    "tidy_header",
    "total_at",
    "total_level",
    "trim",
]
