"""Understand the columns of a table: by what the user says, by their headers, by their contents.

Of a column that none of these tells, sums may: what adds up to a 合计 column is money. What is
still open then is a question, never a guess.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from optalloc.core.message import NOTHING, Words
from optalloc.core.money import MINUS, UNIT_ALIASES, halfwidth
from optalloc.inputs.tables.field_words import is_difference
from optalloc.inputs.tables.headers import other_unit, split_header
from optalloc.inputs.tables.raw import RawRow
from optalloc.inputs.understanding.layout.cells import (
    CellFigure,
    Sort,
    as_shown,
    is_blank,
    is_words,
    name_of,
)
from optalloc.inputs.understanding.layout.grid import CellGrid
from optalloc.inputs.understanding.layout.header import header_name
from optalloc.inputs.understanding.layout.parts import SAID, Header, SheetColumn, SheetRow, of_which
from optalloc.inputs.understanding.layout.questions import Choices, Question, question_about
from optalloc.inputs.understanding.layout.roles import MONEY, Role, role_of_figures, role_of_words
from optalloc.inputs.understanding.layout.units_of_rows import UNITS, holds_units, with_own_units

SEEN = 3
"""How many cells a question shows."""

BY_HEADER = Words("按表头", "by its header")
ONLY_NAMES = Words("唯一一列名称", "the only column of names")
ONLY_FIGURES = Words("唯一一列数字", "the only column of figures")
KEPT = Words("不认识的文字列，只保留", "words that are kept as they are")
EMPTY = Words("空列", "an empty column")
ADDS_UP = Words("与合计列相加一致", "it adds up to the total beside it")
PERCENTAGES = Words("单元格都是百分数", "its cells are percentages")
SIGNED = Words("数字都带正负号，是增减", "its figures bear signs: they are changes")
COUNTS_ROWS = Words("逐行为 1、2、3……", "it counts the rows")
KEPT_FIGURES = Words("看不出是什么，只保留", "not known what it is, kept as it is")
BESIDE_SAID = Words("单位是你说明的另一列", "another column is said to be the recipient")
OF_TIER = Words("上一级的单位", "a tier above the recipients'")
_TIERS = ("省", "[市州盟]", "县|(?<!社)区|旗", "[乡镇]|街道", "村|社区")
COARSER = Words("每个单位只属于一个", "each recipient belongs to one of it")
FINEST = Words("每行一个名称，其他名称列更粗", "a name for each row; the other names are coarser")
BEFORE_ALL = Words("没有表头的第一列名称", "the first column of names, without a header")


@dataclass(frozen=True)
class ColumnRoles:
    """The columns of a table as far as they are understood.

    Attributes:
        open: The columns that nothing tells, by index, with what is not clear.
    """

    columns: tuple[SheetColumn, ...]
    open: Mapping[int, Words]


def draft(
    grid: CellGrid, header: Header, lines: Sequence[SheetRow], choices: Choices
) -> ColumnRoles:
    """Return the columns by what was said, by their headers and by their contents."""
    columns = []
    open_columns: dict[int, Words] = {}
    rows = [line.row for line in lines if line.kind in ("data", "total", "part")]
    for index in range(grid.width):
        path = header.paths[index] if index < len(header.paths) else ()
        column = _column(grid, rows, choices, index, path)
        if column is not None:
            columns.append(column)
    columns = _changes_are_no_amounts(grid, rows, _like_their_whole(columns))
    columns = with_own_units(grid, lines, columns)
    columns = [_with_unit_above(c) for c in _settle_names(grid, lines, columns, open_columns)]
    for column in columns:
        if column.role == "ignore" and column.because == NOTHING:
            why = Words("看不出这一列是什么", "it is not clear what this column is")
            open_columns.setdefault(column.index, why)
    return _only_figures(ColumnRoles(tuple(columns), open_columns))


def _column(
    grid: CellGrid, rows: Sequence[RawRow], choices: Choices, index: int, path: tuple[str, ...]
) -> SheetColumn | None:
    """Return one column; with role `ignore` and no reason when its header does not tell."""
    reads = grid.column(rows, index)
    words = reads.count(Sort.WORDS)
    figures = len(reads) - words - reads.count(Sort.BLANK)
    if not path and not words and not figures:
        return None
    heading = split_header(path[-1]) if path else split_header("")
    # 执行率% counts in %; 占29.6% is a share itself.
    counted = re.search("(?<![0-9])[%‰]$", heading.name)
    bracket = heading.bracket or (counted[0] if counted else "")
    name, own = header_name(path), (*path[:-1], heading.name) if path else ()
    holds = figures > 0 and 2 * figures >= 3 * words
    said = choices.of(index, name, own)
    made = SheetColumn(index, own, name, "ignore", NOTHING, holds, heading.unit, bracket)
    if said is not None:
        return replace(made, role=said, because=SAID)
    if holds:
        found = [read for read in reads if isinstance(read, CellFigure)]
        if found and 5 * sum(f.unit == "%" for f in found) >= 4 * len(found):
            is_growth = role_of_figures(own, "", is_money=False) == "figure"
            return replace(made, role="figure" if is_growth else "share", because=PERCENTAGES)
        role = role_of_figures(own, bracket, heading.unit is not None)
        if role is None and index == 0 and len(found) > 1 and _counts(found):
            return replace(made, role="line", because=COUNTS_ROWS)
    else:
        if holds_units(grid, rows, index, own[-1] if own else ""):
            return replace(made, role="text", because=UNITS)
        role = role_of_words(own)
        if role is None and not words:
            return replace(made, because=EMPTY)
    if role is None:
        return made
    if made.unit is None and role in MONEY and holds:
        # 万 is as often ten thousand people; over money it is 万元.
        made = replace(made, unit=UNIT_ALIASES.get(made.bracket))
    return replace(made, role=role, because=BY_HEADER)


def _with_unit_above(column: SheetColumn) -> SheetColumn:
    """Return a column; money without a unit has that of the head over it: 资金(元)/中央."""
    if not column.is_money or column.unit or other_unit(column.bracket):
        return column
    above = (split_header(head) for head in reversed(column.path[:-1]))
    nearest = next((h for h in above if h.unit or other_unit(h.bracket or "")), None)
    return column if nearest is None else replace(column, unit=nearest.unit)


def _like_their_whole(columns: list[SheetColumn]) -> list[SheetColumn]:
    """Return the columns; what one has of which is what it is, where its own name does not tell.

    人口 其中：女 are people, 资金 其中/产业 is money.
    """
    made: list[SheetColumn] = []
    whole: SheetColumn | None = None
    for column in columns:
        below = bool(column.path[:-1]) and of_which(column.path[-2]) == ""
        named = of_which(column.path[-1]) if column.path else None
        if not column.holds_figures or column.role == "line":
            made.append(column)
        elif not named and not below:
            made.append(whole := column)
        elif whole is None or column.because == SAID or column.unit or _is_told(column, named):
            made.append(column)
        elif whole.is_money or whole.role in ("indicator", "inverse"):
            role: Role = "amount" if whole.is_money else "indicator"
            path = column.path if named else (*column.path[:-2], f"其中:{column.path[-1]}")
            made.append(replace(column, path=path, role=role, because=BY_HEADER))
        else:
            made.append(column)
    return made


def _is_told(column: SheetColumn, named: str | None) -> bool:
    """Say whether a column of which tells by its own name what it holds."""
    if named is None:
        return column.because == BY_HEADER or column.role == "share"
    return role_of_figures((named,), column.bracket, is_money=False) is not None


def _changes_are_no_amounts(
    grid: CellGrid, rows: Sequence[RawRow], columns: list[SheetColumn]
) -> list[SheetColumn]:
    """Return the columns; where some figures bear a plus, those that all bear signs are changes.

    A way from target to award, step by step, has +10 and -20 under the names of rules.
    """
    texts = (cell for row in rows for cell in row.cells if isinstance(cell, str))
    if not any(text.startswith(("+", "＋")) for text in texts):
        return columns
    signs = {c.index: _signs(grid, rows, c.index) for c in columns if c.holds_figures}
    if not any("+" in of for of in signs.values()):
        return columns
    return [
        replace(c, role="figure", because=SIGNED)
        if signs.get(c.index) and signs[c.index] <= {"+", "-"} and _is_untold_change(c)
        else c
        for c in columns
    ]


def _is_untold_change(column: SheetColumn) -> bool:
    """Say whether neither its header nor anybody says what a column is; 差额 is read as one."""
    return column.because != SAID and not is_difference(column.name)


def _signs(grid: CellGrid, rows: Sequence[RawRow], index: int) -> set[str]:
    """Return the signs before the figures of a column but 0; a space where one has none."""
    cells = ((grid.at(row, index), grid.read(row, index)) for row in rows)
    shown = (as_shown(c) for c, read in cells if isinstance(read, CellFigure) and read.value)
    firsts = {halfwidth(text).replace(MINUS, "-")[:1] for text in shown}
    return {first if first in ("+", "-") else " " for first in firsts}


def _counts(figures: Sequence[CellFigure]) -> bool:
    """Say whether figures are 1, 2, 3 and so on, each once."""
    return all(f.value == k for k, f in enumerate(figures, 1))


def _settle_names(
    grid: CellGrid,
    lines: Sequence[SheetRow],
    columns: list[SheetColumn],
    open_columns: dict[int, Words],
) -> list[SheetColumn]:
    """Return the columns with the names of rows settled: one recipient, the rest told apart."""
    named = [c for c in columns if not c.holds_figures]
    unknown = [c for c in named if c.role == "ignore" and c.because == NOTHING]
    keys = [c for c in named if c.role in ("recipient", "source", "use")]
    changed: dict[int, SheetColumn] = {}
    if not keys:
        changed |= _only_names(grid, lines, unknown, [c for c in named if c.role == "group"])
    else:
        changed |= {c.index: replace(c, role="text", because=KEPT) for c in unknown}
        if all(c.role != "recipient" for c in keys):
            changed |= _names_before_all(grid, lines, named)
    recipients = [c for c in named if c.role == "recipient" and c.because != SAID]
    if len(recipients) > 1 or (recipients and _said_recipient(named)):
        changed |= _coarser(grid, lines, recipients, _said_recipient(named), open_columns)
    return [changed.get(c.index, c) for c in columns]


def _only_names(
    grid: CellGrid,
    lines: Sequence[SheetRow],
    unknown: Sequence[SheetColumn],
    groups: Sequence[SheetColumn],
) -> dict[int, SheetColumn]:
    """Return columns of names that no header tells: the one that names each row is the recipient.

    Where its names come again and those of a group do not, the group is it (县 | 地区).
    """
    once = [c for c in (*unknown, *groups) if _is_once(_names_in(grid, lines, c))]
    is_alone = len(unknown) == 1 and (unknown[0] in once or len(once) != 1)
    if is_alone:
        return {unknown[0].index: replace(unknown[0], role="recipient", because=ONLY_NAMES)}
    if not unknown and len(groups) == 1 and once == groups and once[0].because != SAID:
        role: Role = "source" if "级" in once[0].name else "use"
        return {once[0].index: replace(once[0], role=role, because=ONLY_NAMES)}
    if not unknown or len(once) != 1 or once[0].because == SAID:
        return {}
    coarser = {c.index: replace(c, role="group", because=COARSER) for c in unknown}
    return {**coarser, once[0].index: replace(once[0], role="recipient", because=FINEST)}


def _names_before_all(
    grid: CellGrid, lines: Sequence[SheetRow], named: Sequence[SheetColumn]
) -> dict[int, SheetColumn]:
    """Return the first column as the recipient where it has no header and each row its own name.

    So a notice writes its rows: 甲镇：合计 30，市级 10，用途：道路.
    """
    first = min(named, key=lambda c: c.index)
    is_open = first.role == "ignore" and first.because == NOTHING and not any(first.path)
    if first.index or not is_open or not _is_once(_names_in(grid, lines, first)):
        return {}
    return {first.index: replace(first, role="recipient", because=BEFORE_ALL)}


def _names_in(grid: CellGrid, lines: Sequence[SheetRow], column: SheetColumn) -> list[str]:
    """Return what stands in a column of words, row by row."""
    return [name_of(grid.over(x.row, column.index)) for x in lines if x.kind == "data"]


def _is_once(names: Sequence[str]) -> bool:
    """Say whether each row has a name that no other has."""
    return all(names) and len(set(names)) == len(names)


def _said_recipient(named: Sequence[SheetColumn]) -> SheetColumn | None:
    return next((c for c in named if c.role == "recipient" and c.because == SAID), None)


def _coarser(
    grid: CellGrid,
    lines: Sequence[SheetRow],
    recipients: list[SheetColumn],
    said: SheetColumn | None,
    open_columns: dict[int, Words],
) -> dict[int, SheetColumn]:
    """Return columns that group the others: each finer name lies in one, or the heads say so."""
    if said is not None:
        return {c.index: replace(c, role="group", because=BESIDE_SAID) for c in recipients}
    values = {c.index: _names_in(grid, lines, c) for c in recipients}
    tiers = {c.index: _tier(c) for c in recipients}
    is_told = min(tiers.values()) >= 0 and len(set(tiers.values())) == len(recipients)
    finest = max(recipients, key=lambda c: (is_told and tiers[c.index], len(set(values[c.index]))))
    changed = {}
    for column in recipients:
        if column is finest:
            continue
        pairs = set(zip(values[finest.index], values[column.index], strict=True))
        if len(pairs) == len(set(values[finest.index])) and len(set(values[column.index])) < len(
            pairs
        ):
            changed[column.index] = replace(column, role="group", because=COARSER)
        elif is_told:  # towns of two counties may have one name
            changed[column.index] = replace(column, role="group", because=OF_TIER)
        else:
            why = Words("有几列都像单位名称", "several columns look like the recipient")
            open_columns[column.index] = why
            open_columns.setdefault(finest.index, why)
    return changed


def _tier(column: SheetColumn) -> int:
    """Return how fine the units are that a head names: 县 is of 乡镇, which are of 村; else -1."""
    head = column.path[-1] if column.path else ""
    return max((k for k, tier in enumerate(_TIERS) if re.search(tier, head)), default=-1)


def _only_figures(made: ColumnRoles) -> ColumnRoles:
    """Return the draft; one unknown column of figures, beside no money at all, is the amount."""
    unknown = [c for c in made.columns if c.index in made.open and c.holds_figures]
    if len(unknown) != 1 or any(c.is_money for c in made.columns):
        return made
    return resolved(made, {unknown[0].index: ("amount", ONLY_FIGURES)})


def resolved(made: ColumnRoles, roles: Mapping[int, tuple[Role, Words]]) -> ColumnRoles:
    """Return the draft with some open columns settled."""
    columns = tuple(
        _with_unit_above(replace(c, role=roles[c.index][0], because=roles[c.index][1]))
        if c.index in roles
        else c
        for c in made.columns
    )
    return ColumnRoles(columns, {i: why for i, why in made.open.items() if i not in roles})


def adding_up(
    made: ColumnRoles, adds: Callable[[tuple[SheetColumn, ...]], frozenset[int]]
) -> ColumnRoles:
    """Return the draft with the open columns settled that add up to a total column.

    Args:
        adds: Returns the columns, by index, that the total columns sum.
    """
    trial = tuple(
        replace(c, role="amount") if c.index in made.open and c.holds_figures else c
        for c in made.columns
    )
    if not made.open or not any(c.role == "total" for c in trial):
        return made
    summed = adds(trial) & made.open.keys()
    return resolved(made, {index: ("amount", ADDS_UP) for index in summed})


def kept_figures(made: ColumnRoles) -> ColumnRoles:
    """Return the draft; beside clear money, open columns of figures are kept, not asked about."""
    if not any(c.is_money and c.because != ONLY_FIGURES for c in made.columns):
        return made
    kept: dict[int, tuple[Role, Words]] = {
        c.index: ("figure", KEPT_FIGURES)
        for c in made.columns
        if c.index in made.open and c.holds_figures
    }
    return resolved(made, kept)


def questions(grid: CellGrid, lines: Sequence[SheetRow], made: ColumnRoles) -> list[Question]:
    """Return what must be asked about columns that are still open."""
    asked = []
    for column in made.columns:
        if column.index not in made.open:
            continue
        cells = [grid.at(x.row, column.index) for x in lines if x.kind == "data"]
        seen = tuple(dict.fromkeys(as_shown(c) for c in cells if not is_blank(c)))[:SEEN]
        about = asked_as(column, made.columns)
        why = made.open[column.index]
        asked.append(question_about(grid.file, grid.sheet, about, why, seen, column.holds_figures))
    return asked


def asked_as(column: SheetColumn, columns: Sequence[SheetColumn]) -> str:
    """Return what a question calls a column: its name, or its letters where that is not enough."""
    is_alone = sum(c.name == column.name for c in columns) == 1
    return column.name if column.name and is_alone else column.letters


def names_of(
    lines: Sequence[SheetRow], grid: CellGrid, columns: Sequence[SheetColumn]
) -> list[str]:
    """Return what each row is about: its recipient, source or use, else its first words."""
    keys = [c for role in ("recipient", "source", "use") for c in columns if c.role == role]
    keys = [c for c in keys if not c.holds_figures][:2]
    labels = []
    for line in lines:
        own = [name_of(grid.over(line.row, c.index)) for c in keys]
        if line.kind == "total" or not any(own):
            own = [name_of(c) for c in line.row.cells if isinstance(c, str) and is_words(c)][:1]
        labels.append(" ".join(dict.fromkeys(filter(None, own)))[:60])
    return labels
