"""Rows of results: what a job works out, number by number, and how a table shows it.

A job is plain data that travels to other processes: it says how many rows there are and works out
any of them alone, from its number. So a row is the same wherever and whenever it is worked out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from optalloc.core.message import Lang, Words

Row = dict[str, Any]
"""What one row came to, as JSON has it: amounts in whole fen, fractions as text, words as pairs."""
LATE = "late"
"""Marks a row that time left out: it is shown and not written down, and another run does it."""
Cell = str | int | None


@dataclass(frozen=True)
class ResultColumn:
    """The head of a column of results.

    Attributes:
        words: What stands above it.
        kind: Whether its cells are texts, whole numbers, or exact decimals.
    """

    words: Words
    kind: Literal["text", "whole", "decimal"] = "text"


class RowWork(Protocol):
    """What works out rows, each by itself; plain data that can be pickled."""

    def row(self, number: int) -> Row:
        """Return one row; the same for the same number, wherever it is asked for."""


class Job(RowWork, Protocol):
    """Many rows to be worked out, and the table that they make."""

    @property
    def count(self) -> int:
        """How many rows there are, numbered from 0."""

    def about(self) -> Mapping[str, Any]:
        """Return, as JSON has it, everything that decides the rows: inputs, settings, seed."""

    def stale(self, number: int, row: Row) -> str | None:
        """Return the file from which a row of an earlier run would not come out again, if any."""

    def headings(self) -> Sequence[ResultColumn]:
        """Return the columns of the table of results."""

    def cells(self, number: int, row: Row, lang: Lang) -> Sequence[Cell]:
        """Return a row as cells, one for each column."""


class ResultRows(Protocol):
    """Rows that are worked out, in the order of their numbers."""

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        """Yield each number with its row, one at a time."""


def pair(words: Words) -> list[str]:
    """Return words as a row holds them."""
    return [words.zh, words.en]


def said(words: Sequence[str], lang: Lang) -> str:
    """Return the words of a row in one language."""
    return Words(*words).say(lang) if words else ""
