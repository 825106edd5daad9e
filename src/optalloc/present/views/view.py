"""What a view of the ledger says, before anybody knows whether it is printed, typed or calculated.

A cell is a text, whole fen (int), a share (Fraction), or nothing (None).
"""

from dataclasses import dataclass
from fractions import Fraction

from optalloc.core.message import Lang, Words

Said = str | Words | int | Fraction | None
"""What stands in a cell."""


@dataclass(frozen=True)
class PaperTable:
    """A table of a paper.

    Attributes:
        rows: The rows; where `has_total`, the last one is the sum of the others.
        counts: Columns, by their place, whose whole numbers are counts or years and no money.
    """

    title: Words
    heads: tuple[Words, ...]
    rows: tuple[tuple[Said, ...], ...]
    has_total: bool = False
    counts: frozenset[int] = frozenset()

    def is_text(self, column: int) -> bool:
        """Say whether a column holds words: what holds figures stands to the right."""
        cells = [row[column] for row in self.rows if row[column] is not None]
        return all(isinstance(cell, str | tuple) for cell in cells)


@dataclass(frozen=True)
class Paper:
    """A view of the ledger.

    Attributes:
        lines: Sentences below the title.
        unit: The unit that its amounts are shown in.
        lists: Lists with a title below the tables, each an item a line.
    """

    title: Words
    lines: tuple[Words, ...]
    unit: str
    tables: tuple[PaperTable, ...]
    lists: tuple[tuple[Words, tuple[Words, ...]], ...] = ()


def text_of(cell: str | Words, lang: Lang) -> str:
    """Return a text in one language."""
    return cell.say(lang) if isinstance(cell, Words) else cell
