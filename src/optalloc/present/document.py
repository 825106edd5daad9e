"""A document, before it is shown: sections of paragraphs, lists, facts, tables and pictures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, NamedTuple

from optalloc.core.message import NOTHING, Lang, Words, same

Said = Words | str
"""Words of ours in both languages, or a text that came with the tables."""

Style = Literal["", "lead", "quiet", "warning", "error"]
"""What must be read, what may be skipped, and what is wrong; empty for the rest."""
# What columns of tables are headed by, and rows of sums.
RECIPIENT = Words("单位", "recipient")
SOURCE = Words("资金来源", "source")
USE = Words("用途", "use")
PROJECT = Words("项目", "project")
AMOUNT = Words("金额", "amount")
TOTAL = Words("合计", "total")
TARGET = Words("测算额", "target")
BASELINE = Words("基准", "baseline")
PLAN = Words("方案", "plan")
CHANGE = Words("差额", "change")
NOTE = Words("注：", "Note: ")
"""Stands before what the tables or the scenario say of themselves."""

MOST_OPEN = 40
"""Most tables with more rows are folded."""
MOST_WHOLE = 14
"""Tables with at most so many rows are not cut between two sheets."""
MANY_COLUMNS, VERY_MANY_COLUMNS = 8, 14
"""From so many columns on a table is printed small, and on paper laid across."""


@dataclass(frozen=True)
class Text:
    """A paragraph.

    Attributes:
        mark: What stands before it; on a screen its further lines stand below its first word.
    """

    kind: ClassVar = "text"
    said: Said
    style: Style = ""
    mark: Said = ""


@dataclass(frozen=True)
class Items:
    """A list of statements; with a title it is folded beneath it.

    Attributes:
        marks: What stands before each, where it is more than a bullet.
    """

    kind: ClassVar = "items"
    said: Sequence[Said]
    title: Said = NOTHING
    marks: Sequence[str] = ()


@dataclass(frozen=True)
class Command:
    """A line to be typed."""

    kind: ClassVar = "command"
    said: str


class Fact(NamedTuple):
    """A figure that stands for itself: what it is, its value, what must be known of it."""

    name: Said
    value: Said
    note: Said = NOTHING


@dataclass(frozen=True)
class KeyFigures:
    """Figures side by side."""

    kind: ClassVar = "facts"
    facts: Sequence[Fact]


class Column(NamedTuple):
    """One column of a table.

    Attributes:
        cells: What stands in it, the total last where the table has one; a list is many lines.
        is_text: Whether it holds words, which stand to the left, and no figures.
        group: What stands above it and its neighbours of the same group.
        is_joined: Whether it stays beside the column before it where a table is cut in two.
        is_part: Whether it is a part of a total beside it, which a phone has no room for.
    """

    head: Said
    cells: Sequence[Said | list[Said]]
    is_text: bool = False
    group: Said = NOTHING
    is_joined: bool = False
    is_part: bool = False


class Band(NamedTuple):
    """Rows that belong together, and what stands beside them."""

    head: Said
    rows: int


@dataclass(frozen=True)
class TableBlock:
    """A table; the first column names its rows.

    Attributes:
        key: Its name within the page.
        has_total: Whether its last row is the total of the others.
        most_open: With more rows it is folded.
        bands: Rows that belong together, from the top; empty where each stands for itself.
        band_head: What the bands are.
        opens: What a page shows row by row where its name is opened; empty where nothing is.
    """

    kind: ClassVar = "table"
    key: str
    caption: Said
    columns: Sequence[Column]
    has_total: bool = False
    most_open: int = MOST_OPEN
    bands: Sequence[Band] = ()
    band_head: Said = NOTHING
    opens: Sequence[Sequence[Said]] = ()

    @property
    def count(self) -> int:
        """How many rows there are, without the total."""
        return len(self.columns[0].cells) - self.has_total

    @property
    def is_folded(self) -> bool:
        """Whether it is too long to stand open."""
        return self.count > self.most_open

    @property
    def is_whole(self) -> bool:
        """Whether it is short enough to stand on one sheet of paper."""
        return self.count <= MOST_WHOLE

    @property
    def width(self) -> str:
        """How wide it is, as the style sheet says it."""
        columns = len(self.columns) + bool(self.bands)
        if columns >= VERY_MANY_COLUMNS:
            return "widest"
        return "wide" if columns >= MANY_COLUMNS else ""

    @property
    def has_parts(self) -> bool:
        """Whether a phone leaves columns of it out."""
        return any(column.is_part for column in self.columns)

    @property
    def groups(self) -> list[tuple[Said, int, bool]]:
        """The groups of columns, how many stand in each and whether they are parts; or none."""
        if not any(map(is_said, (column.group for column in self.columns))):
            return []
        found: list[tuple[Said, int, bool]] = []
        for column in self.columns:
            if found and is_said(column.group) and found[-1][0] == column.group:
                found[-1] = (column.group, found[-1][1] + 1, column.is_part)
            else:
                found.append((column.group, 1, column.is_part))
        return found

    @property
    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows, each a cell a column, without the total."""
        cells = [column.cells[: self.count] for column in self.columns]
        return zip(*cells, strict=True)

    @property
    def banded(self) -> Iterator[tuple[Said, list[tuple[Any, ...]]]]:
        """The rows band by band; one band without a name where there are none."""
        rows = self.rows
        for head, count in self.bands or [Band(NOTHING, self.count)]:
            yield head, [next(rows) for _ in range(count)]

    @property
    def total(self) -> tuple[Any, ...]:
        """The last row, which is the total."""
        return tuple(column.cells[-1] for column in self.columns)


@dataclass(frozen=True)
class ChartBlock:
    """A chart that the page draws.

    Attributes:
        key: Its name within the page.
        caption: What it shows.
        chart: Its Vega-Lite; charts that are the same object are sent once.
        rows: Its marks where the chart has none of its own.
        below: What the marks mean.
    """

    key: str
    caption: Said
    chart: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]] | None = None
    below: Sequence[Said] = ()


@dataclass(frozen=True)
class Pictures:
    """Pictures laid out side by side as there is room."""

    kind: ClassVar = "pictures"
    pictures: Sequence[ChartBlock]
    is_small: bool = False


Block = Text | Items | Command | KeyFigures | TableBlock | Pictures


@dataclass(frozen=True)
class Section:
    """A part of the page under a heading.

    Attributes:
        key: Its name within the page.
        style: How grave it is; that of most is empty.
    """

    key: str
    title: Words
    blocks: Sequence[Block]
    style: Style = ""


Document = Iterable[Section]
"""What is to be said, whoever shows it."""

MOST_ROWS = 200
"""Rows of a table that a terminal prints, beside its total; `--json` has them all."""


def lines_section(anchor: str, title: Words, lines: Iterable[Words]) -> Iterator[Section]:
    """Yield a section of sentences, a paragraph each; nothing where there are none."""
    if said := [Text(words) for words in lines]:
        yield Section(anchor, title, said)


def amounts_in(unit: str) -> Words:
    """Return what stands behind the title of a table of amounts."""
    return Words(f"（单位：{unit}）", f" (in {unit})")


def words_of(said: Said) -> Words:
    """Return words; a text that came with the tables is the same in both languages."""
    return said if isinstance(said, Words) else same(said)


def text_of(said: Said | list[Said], lang: Lang) -> str:
    """Return what a cell says in one language, each of many on a line of its own."""
    if isinstance(said, list):
        return "\n".join(text_of(line, lang) for line in said)
    return words_of(said).say(lang)


def is_said(said: Said) -> bool:
    """Return whether there are any words."""
    return bool(said if isinstance(said, str) else said.zh or said.en)


def pictures_of(sections: Sequence[Section]) -> list[ChartBlock]:
    """Return every picture of a page, in order."""
    blocks = [block for section in sections for block in section.blocks]
    return [p for block in blocks if isinstance(block, Pictures) for p in block.pictures]
