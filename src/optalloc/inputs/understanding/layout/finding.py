"""What an audit says: one finding, how grave it is, where it stands, what came, what should be.

An error contradicts itself or a rule; a warning is for a person to look at; a note explains.
"""

from dataclasses import dataclass
from typing import Literal

from optalloc.core.errors import flat
from optalloc.core.message import NOTHING, Words
from optalloc.inputs.tables.raw import column_letters

Severity = Literal["error", "warning", "note"]
SEVERITIES: dict[Severity, Words] = {
    "error": Words("错误", "error"),
    "warning": Words("警告", "warning"),
    "note": Words("提示", "note"),
}


@dataclass(frozen=True)
class FindingPlace:
    """Where a finding stands; what is not given is the whole of it.

    Attributes:
        file: The file as the user named it.
        sheet: The sheet, or the table of a document; None for CSV.
        row: The row, from 1, as a spreadsheet counts.
        column: The header of the column, nested headers joined by `/`.
        index: The column's place, from 0.
        name: What the row is about: a recipient, a source, a total.
    """

    file: str = ""
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    index: int | None = None
    name: str = ""

    @property
    def cell(self) -> str | None:
        """The cell as a spreadsheet names it, such as C5; None for a whole row or column."""
        if self.row is None or self.index is None:
            return None
        return f"{column_letters(self.index + 1)}{self.row}"

    def words(self) -> Words:
        """Return the place in words: sheet, row with its name, column."""
        zh, en = [], []
        if self.sheet:
            zh.append(self.sheet)
            en.append(self.sheet)
        if self.row is not None:
            zh.append(f"第{self.row}行" + (f" {self.name}" if self.name else ""))
            en.append(f"row {self.row}" + (f" {self.name}" if self.name else ""))
        elif self.name:
            zh.append(self.name)
            en.append(self.name)
        if self.column is not None:
            zh.append(self.column)
            en.append(self.column)
        return Words(flat("，".join(zh)) or "全表", flat(", ".join(en)) or "the whole table")


@dataclass(frozen=True)
class Finding:
    """One thing that an audit found.

    Attributes:
        kind: The word of what was found: `sum_column`, `duplicate`, …
        severity: An `error` contradicts itself or a rule; a `warning` should be looked at; a
            `note` explains.
        where: Where it stands.
        came: What stands there; None when nothing does.
        expected: What should stand there, or what was meant.
        words: The finding as one statement, without its place.
    """

    kind: str
    severity: Severity
    where: FindingPlace
    words: Words
    came: str | None = None
    expected: Words = NOTHING
