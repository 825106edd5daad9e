"""Read a CSV or XLSX file into a faithful table whose every cell knows its place."""

from optalloc.tables.cells import Reading
from optalloc.tables.headers import HeaderWords, Heading, split_header, tidy_header
from optalloc.tables.raw import Value
from optalloc.tables.read import read_table, sheet_names, split_reference
from optalloc.tables.table import Cell, Row, Table

__all__ = [
    "Cell",
    "HeaderWords",
    "Heading",
    "Reading",
    "Row",
    "Table",
    "Value",
    "read_table",
    "sheet_names",
    "split_header",
    "split_reference",
    "tidy_header",
]
