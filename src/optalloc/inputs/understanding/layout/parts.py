"""The parts of a table as it was understood: its header, a row below it, a column with its role.

Found by `header.py`, `rows.py` and `columns.py`, and put together as a `Sheet` (`sheet.py`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from optalloc.core.message import Words
from optalloc.inputs.tables.field_words import is_compared_with, named_as_part, total_level
from optalloc.inputs.tables.raw import RawRow, column_letters
from optalloc.inputs.tables.row_statistics import RowStatistic
from optalloc.inputs.understanding.layout.roles import MONEY, Role, counts_nothing

SAID = Words("你这样说明", "you said so")
"""Why a column is what the user says that it is."""
IN_OWN_UNITS = Words("各行的单位不同，不相加", "each row is in a unit of its own, in no sum")
"""Why figures beside a column of units (米, 座, 人) add up to nothing."""
_NOT_ADDED = re.compile(
    r".*(得分|分数|指数|系数|排名|人均|平均|score|index|average)", re.IGNORECASE
)
_OF_WHICH = re.compile(
    r"[#＃*]?\s*(?:其中[:：、,，]?|(?:of which|thereof)\b:?)\s*(.*)", re.IGNORECASE
)
_COMPUTED = re.compile(r".*(测算|应得|理论)(额|数|值)?|.*\btargets?", re.IGNORECASE)
Kind = Literal["data", "total", "part", "statistic", "section", "note"]


@dataclass(frozen=True)
class Header:
    """Where the header stands and what it says.

    Attributes:
        first, last: Its rows in the grid, by index; what numbers the columns counts in.
        paths: The words over each column, from the outermost header inwards.
        titles: The texts above it, the table's surroundings among them.
        units: The units of money that the texts above say.
    """

    first: int
    last: int
    paths: tuple[tuple[str, ...], ...]
    titles: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True)
class SheetRow:
    """One row below the header.

    Attributes:
        kind: `data` is one recipient, source or use; `total` sums others; `part` is an "of which";
            `statistic` tells a mean, a share or the like of the others; `section` is a heading;
            `note` is a remark below.
        level: How far a total reaches: 1 小计, 2 合计, 3 总计; 0 for the rest.
        label: What the row is about, in the words of its name columns.
        covers: The data rows that a total sums, by index among the lines.
        statistic: What a statistic tells of the data rows.
    """

    row: RawRow
    kind: Kind
    level: int = 0
    label: str = ""
    covers: tuple[int, ...] = ()
    statistic: RowStatistic | None = None

    @property
    def number(self) -> int:
        """The row in the file, from 1."""
        return self.row.number

    @property
    def is_part_total(self) -> bool:
        """Whether it is an "of which" that calls itself a total: 其中：山区小计."""
        return self.kind == "part" and total_level(named_as_part(self.label)) > 0


@dataclass(frozen=True)
class SheetColumn:
    """One column.

    Attributes:
        index: Its place, from 0.
        path: The headers over it, from the outermost inwards.
        name: The headers joined by `/`, without the unit.
        because: Why it was understood so.
        holds_figures: Whether it is a column of figures.
        unit: The unit of money its header says; None when it says none.
        bracket: What else stands in its header's bracket, such as 人.
        values: Its figures in each line [1/scale of the sheet's unit]; None where there is none.
    """

    index: int
    path: tuple[str, ...]
    name: str
    role: Role
    because: Words
    holds_figures: bool
    unit: str | None = None
    bracket: str = ""
    values: tuple[int | None, ...] = field(default=(), repr=False)

    @property
    def is_money(self) -> bool:
        """Whether it holds amounts of money."""
        return self.holds_figures and self.role in MONEY

    @property
    def adds_up(self) -> bool:
        """Whether its total is the sum of its rows: money, and counts other than scores."""
        is_count = self.holds_figures and self.role == "indicator"
        is_count = is_count and self.because != IN_OWN_UNITS
        return self.is_money or (is_count and not _NOT_ADDED.fullmatch(self.name))

    @property
    def counts_nothing(self) -> bool:
        """Whether its figures are numbers of days, telephones, accounts or documents."""
        return self.role == "figure" and bool(self.path) and counts_nothing(self.path[-1])

    @property
    def is_of_which(self) -> bool:
        """Whether it is a part of the column before it (其中：产业), counted there already."""
        return bool(self.path) and bool(of_which(self.path[-1]))

    @property
    def is_under_of_which(self) -> bool:
        """Whether a head over it says 其中: its columns may be all of the one before them."""
        return any(of_which(head) == "" for head in self.path[:-1])

    @property
    def is_computed(self) -> bool:
        """Whether each figure is what a formula comes to, rounded for itself; nothing is paid."""
        return bool(self.path) and _COMPUTED.fullmatch(self.path[-1]) is not None

    @property
    def is_of_formula(self) -> bool:
        """Whether its head speaks of what a formula comes to, as 测算额合计 does."""
        return _COMPUTED.match(self.name) is not None

    @property
    def is_compared(self) -> bool:
        """Whether it is what a plan is held against (基准, 差额), in no sum with it."""
        return bool(self.path) and is_compared_with(self.path[-1])

    @property
    def letters(self) -> str:
        """The column as a spreadsheet names it."""
        return column_letters(self.index + 1)


def of_which(head: str) -> str | None:
    """Return what a head names of which, `""` where that stands below it; None for any other."""
    found = _OF_WHICH.fullmatch(head)
    return found[1] if found else None


def money_columns(columns: Sequence[SheetColumn]) -> list[SheetColumn]:
    """Return the columns that hold money, or may."""
    return [c for c in columns if c.holds_figures and c.role in MONEY]
