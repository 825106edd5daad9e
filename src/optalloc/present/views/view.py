"""What a view of the ledger says, before anybody knows whether it is printed, typed or calculated.

A cell is a text, whole fen (int), a share (Fraction), or nothing (None).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from optalloc.core.alignment import padded
from optalloc.core.message import NOTHING, Lang, Words
from optalloc.core.money import show_amount, show_percent
from optalloc.present.document import Column, Document, Items, Section, TableBlock, Text, amounts_in
from optalloc.present.paper import (
    Block,
    OfficialTable,
    PaperHeading,
    PaperLine,
    Para,
    Title,
    clean,
    section,
)

if TYPE_CHECKING:
    from optalloc.present.answers.others import ViewJson

Said = str | Words | int | Fraction | None
"""What stands in a cell."""
NONE = "—"
"""How a cell is shown in which there is nothing."""


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

    @property
    def has_money(self) -> bool:
        """Whether any cell is an amount."""
        return any(isinstance(cell, int) for row in self.rows for cell in row)


@dataclass(frozen=True)
class LedgerView:
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


def shown(cell: Said, unit: str, lang: Lang) -> str:
    """Return a cell as one reads it."""
    if cell is None:
        return NONE
    if isinstance(cell, Fraction):
        return show_percent(cell)
    return show_amount(cell, unit) if isinstance(cell, int) else text_of(cell, lang)


def aligned(cells: Sequence[Said], unit: str, lang: Lang) -> list[str]:
    """Return the cells of a column as one reads them, figures with as many decimals each."""
    texts = [shown(cell, unit, lang) for cell in cells]
    if not any(isinstance(cell, int | Fraction) for cell in cells):
        return texts
    return padded(texts)


def document_of(paper: LedgerView) -> Document:
    """Yield a view as a document, without the columns in which nothing stands."""
    if paper.title.zh:
        yield Section("view", paper.title, [Text(words) for words in paper.lines])
    tables = [_block(table, paper.unit) for table in paper.tables]
    yield Section("tables", NOTHING, tables)
    for title, items in paper.lists:
        marks = [f"{number}." for number in range(1, len(items) + 1)]
        yield Section("list", title, [Items(items, marks=marks)])


def _block(table: PaperTable, unit: str) -> TableBlock:
    in_unit = amounts_in(unit) if table.has_money else NOTHING
    columns = []
    for i, head in enumerate(table.heads):
        cells = [row[i] for row in table.rows]
        if any(cell != "" for cell in cells) or not cells:
            texts = zip(aligned(cells, unit, "zh"), aligned(cells, unit, "en"), strict=True)
            columns.append(Column(head, [Words(*text) for text in texts], table.is_text(i)))
    return TableBlock("table", table.title + in_unit, columns, table.has_total)


def blocks_of(paper: LedgerView, lang: Lang) -> Iterator[Block]:
    """Yield a view as an official paper: its tables and its lists are numbered sections."""
    yield Title(clean(paper.title.say(lang)))
    yield from (Para(clean(words.say(lang))) for words in paper.lines)
    number = 0
    for number, table in enumerate(paper.tables, start=1):
        yield PaperHeading(clean(section(number, table.title, lang).text))
        if table.has_money:
            yield PaperLine(Words(f"单位：{paper.unit}", f"Unit: {paper.unit}").say(lang), "unit")
        yield _table(table, paper.unit, lang)
    for at, (title, items) in enumerate(paper.lists, start=number + 1):
        yield PaperHeading(clean(section(at, title, lang).text))
        for item, words in enumerate(items, start=1):
            yield Para(clean(f"{item}. {words.say(lang)}"))


def _table(table: PaperTable, unit: str, lang: Lang) -> OfficialTable:
    columns = range(len(table.heads))
    texts = [aligned([row[i] for row in table.rows], unit, lang) for i in columns]
    return OfficialTable(
        tuple(clean(head.say(lang)) for head in table.heads),
        tuple(tuple(map(clean, row)) for row in zip(*texts, strict=True)),
        frozenset(i for i in columns if not table.is_text(i)),
        table.has_total,
    )


def paper_json(paper: LedgerView, lang: Lang) -> "ViewJson":
    """Return a paper as one JSON object; amounts are decimal strings in its unit."""

    def plain(cell: Said) -> str | None:
        if cell is None:
            return None
        if isinstance(cell, Fraction):
            return shown(cell, paper.unit, lang)
        return show_amount(cell, paper.unit) if isinstance(cell, int) else text_of(cell, lang)

    return {
        "title": paper.title.say(lang),
        "unit": paper.unit,
        "lines": [words.say(lang) for words in paper.lines],
        "tables": [
            {
                "title": table.title.say(lang),
                "heads": [head.say(lang) for head in table.heads],
                "rows": [[plain(cell) for cell in row] for row in table.rows],
                "has_total": table.has_total,
            }
            for table in paper.tables
        ],
        "lists": {
            head.say(lang): [item.say(lang) for item in items] for head, items in paper.lists
        },
    }
