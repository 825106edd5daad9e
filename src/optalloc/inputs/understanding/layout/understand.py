"""From a grid to a sheet: header, rows, columns, figures, what adds up to what; or questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from optalloc.core.errors import Fault, InputUnusable, refuse_any
from optalloc.core.message import Words
from optalloc.core.money import FEN_PER_UNIT
from optalloc.inputs.tables.field_words import asks_for, is_of_measures
from optalloc.inputs.tables.headers import is_unit_line, split_header, units_said
from optalloc.inputs.understanding.layout.adding import Tall, parts_of_totals
from optalloc.inputs.understanding.layout.blocks_beside import (
    refuse_sums_of_two,
    refuse_two_recipients,
)
from optalloc.inputs.understanding.layout.cells import CellFigure, as_shown
from optalloc.inputs.understanding.layout.columns import (
    ONLY_FIGURES,
    adding_up,
    asked_as,
    draft,
    kept_figures,
    names_of,
    questions,
    resolved,
)
from optalloc.inputs.understanding.layout.figures_of_columns import with_values, with_words_read
from optalloc.inputs.understanding.layout.finding import FindingPlace
from optalloc.inputs.understanding.layout.grid import CellGrid
from optalloc.inputs.understanding.layout.header import NoHeader
from optalloc.inputs.understanding.layout.panels import TablePanel, place_in, tables_apart
from optalloc.inputs.understanding.layout.part_totals import with_part_totals
from optalloc.inputs.understanding.layout.parts import (
    SAID,
    Header,
    SheetColumn,
    SheetRow,
    money_columns,
)
from optalloc.inputs.understanding.layout.questions import (
    UNITS,
    Ask,
    Choices,
    Question,
    Unclear,
    answer,
    refuse_unused,
)
from optalloc.inputs.understanding.layout.roles import ROLES, Role
from optalloc.inputs.understanding.layout.sheet import Sheet
from optalloc.inputs.understanding.layout.told_by_rows import lying_between, standards_among_money
from optalloc.inputs.understanding.layout.totals import (
    BY_ROWS,
    LEAST_ROWS,
    STRONG,
    split_columns,
    sum_columns,
    with_covers,
    with_formula_totals,
    with_named_statistics,
    with_nameless_totals,
    with_whole_split,
)
from optalloc.inputs.understanding.layout.two_units import without_the_same_again
from optalloc.inputs.understanding.layout.units_of_rows import with_own_money

ABOUT_UNIT = "金额单位"
"""What the question about the unit calls it."""
ADDITIVE = ("indicator", "share")


@dataclass(frozen=True)
class Wishes:
    """What the user says about a table.

    Attributes:
        choices: The roles of columns.
        unit: The unit of amounts; None leaves it to the table.
        ask: Puts a question to a person; None when there is nobody to ask.
    """

    choices: Choices
    unit: str | None = None
    ask: Ask | None = None


@dataclass(frozen=True)
class Understood:
    """The tables of a file.

    Attributes:
        passed_over: Where there is something without a header over figures, such as a cover sheet.
        unclear: Tables without money, beside others with it, whose columns nothing tells.
        of_measures: Tables of which each row is a measure of its own, beside others.
    """

    sheets: tuple[Sheet, ...]
    passed_over: tuple[FindingPlace, ...]
    unclear: tuple[tuple[FindingPlace, Unclear], ...]
    of_measures: tuple[FindingPlace, ...] = ()


def understand(grids: Sequence[CellGrid], wishes: Wishes) -> Understood:
    """Return the tables of a file as they are understood.

    Raises:
        InputUnusable: When no table has a header, or when there is nobody to ask what one means.
    """
    sheets: list[Sheet] = []
    none: list[tuple[FindingPlace, NoHeader]] = []
    unclear: list[tuple[TablePanel, Unclear]] = []
    faults: list[Fault] = []
    parts = list(tables_apart(grids, none))
    measures = [part for part in parts if _is_of_measures(part)]
    if len(measures) == len(parts):
        measures = []
    for part in parts:
        if any(part is one for one in measures):
            continue
        try:
            sheets.append(_sheet(part, wishes))
        except Unclear as error:
            unclear.append((part, error))
        except InputUnusable as error:
            faults += error.faults
    refuse_any(faults)
    if not any(sheet.money for sheet in sheets):
        # Nothing else is there to be judged: then these tables are meant.
        sheets += [_sheet(part, wishes, is_meant=True) for part, _ in unclear]
        unclear = []
    if not sheets:
        raise none[0][1]
    refuse_sums_of_two(sheets)
    named = [(c.index, c.name, c.path) for sheet in sheets for c in sheet.columns]
    unused = wishes.choices.unused(named)
    refuse_unused(unused, [name for _, name, _ in named if name], grids[0].file)
    over = tuple(place for place, _ in none)
    left = tuple((place_in(part.grid, part.header.first), error) for part, error in unclear)
    mixed = tuple(place_in(part.grid, part.header.first) for part in measures)
    return Understood(tuple(sheets), over, left, mixed)


def _is_of_measures(part: TablePanel) -> bool:
    """Say whether each row of a table is a measure of its own, in no total."""
    if any(line.level > 1 for line in part.lines):
        return False
    heads = [split_header(path[-1]).name for path in part.header.paths if path]
    return is_of_measures(heads)


def _sheet(part: TablePanel, wishes: Wishes, is_meant: bool = False) -> Sheet:
    """Return one table understood.

    Args:
        is_meant: Whether to ask about a table without money too.

    Raises:
        Unclear: When it has no money, nothing tells its columns, and it is not meant.
        InputUnusable: When there is nobody to ask.
    """
    grid, header, lines = part.grid, part.header, part.lines
    made = draft(grid, header, lines, wishes.choices)
    grid = with_own_money(grid, lines, made.columns)
    tall = _tall(grid, lines)
    added = [i for i, line in enumerate(lines) if line.kind in ("data", "total")]

    made = adding_up(made, partial(_adding, grid, lines, tall))
    between = lying_between(grid, lines, made.columns, made.open)
    made = kept_figures(resolved(made, between))
    made = resolved(made, standards_among_money(grid, lines, made.columns))
    refuse_two_recipients(grid, lines, made.columns)
    asked = questions(grid, lines, made)
    is_told = any(
        (c.is_money and c.because != ONLY_FIGURES) or c.because == SAID for c in made.columns
    )
    if asked and not (is_meant or is_told):
        raise Unclear(asked, any(line.level > 1 for line in lines))
    header = _with_unit_below(grid, header, lines)
    made = replace(made, columns=_by_unit_line(header, made.columns))
    unit, conflict = _unit(grid, header, lines, made.columns, wishes.unit)
    answers = answer([*asked, *conflict], wishes.ask)
    made = resolved(made, _roles(made.columns, answers))
    refuse_two_recipients(grid, lines, made.columns)
    unit = answers.get(ABOUT_UNIT, unit)
    grid = with_words_read(grid, lines, made.columns)
    columns, scale = with_values(grid, lines, made.columns, unit)
    lines = with_named_statistics(lines, grid, columns, scale)
    columns = without_the_same_again(columns, lines, unit, scale)
    lines = with_nameless_totals(with_formula_totals(lines), grid, columns)
    added = [i for i in added if lines[i].kind in ("data", "total")]
    data = [i for i, line in enumerate(lines) if line.kind == "data"]
    told = parts_of_totals(money_columns(columns), added, tall)
    columns, found = _with_sums(columns, data, tall)
    lines = _finished(grid, lines, columns)
    # A total that lost its parts to a column found since keeps those it had.
    parts = found | told | parts_of_totals(money_columns(columns), added, tall)
    columns, parts, splits = _with_splits(columns, parts, data)
    return Sheet(grid, header, columns, lines, unit, scale, parts, tall, splits)


def _adding(
    grid: CellGrid, lines: Sequence[SheetRow], tall: Tall, columns: tuple[SheetColumn, ...]
) -> frozenset[int]:
    """Return the columns, by index, that the total columns sum in nearly all or most rows."""
    valued, _ = with_values(grid, lines, columns, None)
    money = money_columns(valued)
    added = [i for i, line in enumerate(lines) if line.kind in ("data", "total")]
    found = parts_of_totals(money, added, tall, STRONG)
    # A slip in a row stands in the totals below it too, and is two lines of a short table. A row
    # of one part equals its total whatever the columns are, and tells nothing.
    parts_of = [c.values for c in money if c.role != "total"]
    data = [
        i
        for i in added
        if lines[i].kind == "data" and sum(bool(values[i]) for values in parts_of) > 1
    ]
    if len(data) >= LEAST_ROWS:
        told = parts_of_totals(money, data, tall)
        found |= {i: parts for i, parts in told.items() if i not in found and len(parts) > 1}
    return frozenset(i for parts in found.values() for i in parts)


def _with_sums(
    columns: tuple[SheetColumn, ...], lines: Sequence[int], tall: Tall
) -> tuple[tuple[SheetColumn, ...], dict[int, tuple[int, ...]]]:
    """Return the columns, and what is found: one of money that is the sum of others in most rows.

    It becomes a total of them.
    """
    money = money_columns(columns)
    parts = parts_of_totals(money, lines, tall)
    taken = frozenset(i for indices in parts.values() for i in indices)
    # A need that most rows were given in whole is no sum of what they got.
    said = frozenset(c.index for c in money if c.because == SAID or asks_for(c.name))
    found = sum_columns(money, lines, taken | said)
    totals = (replace(c, role="total", because=BY_ROWS) if c.index in found else c for c in columns)
    return tuple(totals), found


def _with_splits(
    columns: tuple[SheetColumn, ...], parts: dict[int, tuple[int, ...]], lines: Sequence[int]
) -> tuple[tuple[SheetColumn, ...], dict[int, tuple[int, ...]], dict[int, tuple[int, ...]]]:
    """Return the columns, what totals sum, and of what others are the sum: what each has of which.

    Nothing is read anew where somebody said what a column is, or where a need is told apart.
    """
    money = money_columns(columns)
    splits = split_columns(money, lines)
    if not any(c.because == SAID or asks_for(c.name) for c in money):
        columns = with_whole_split(columns, {**splits, **parts}, lines)
    became = {c.index for c in columns if c.role == "total"} & splits.keys()
    parts = parts | {index: splits.pop(index) for index in became}
    return columns, parts, splits


def _tall(grid: CellGrid, lines: Sequence[SheetRow]) -> dict[tuple[int, int], tuple[int, ...]]:
    """Return the lines that each merged block spans, by its first line and its column."""
    at = {line.number: i for i, line in enumerate(lines)}
    return {
        (at[row], column): tuple(at[number] for number in numbers if number in at)
        for (row, column), numbers in grid.tall.items()
        if row in at
    }


def _roles(
    columns: Sequence[SheetColumn], answers: Mapping[str, str]
) -> dict[int, tuple[Role, Words]]:
    """Return the answered roles by column."""
    known: dict[str, Role] = {role: role for role in ROLES}
    return {
        c.index: (known[said], SAID)
        for c in columns
        if (said := answers.get(asked_as(c, columns))) in known
    }


def _with_unit_below(grid: CellGrid, header: Header, lines: Sequence[SheetRow]) -> Header:
    """Return the header with the unit line that stands below the table, where none is above."""
    notes = [
        cell for line in lines if line.kind == "note" for cell in map(as_shown, line.row.filled)
    ]
    below = dict.fromkeys(u for text in notes if is_unit_line(text) for u in units_said(text))
    return header if header.units else replace(header, units=tuple(below))


def _by_unit_line(header: Header, columns: tuple[SheetColumn, ...]) -> tuple[SheetColumn, ...]:
    """Return the columns; beside some with units of their own, others are in the unit line's."""
    if len(header.units) != 1 or not any(c.is_money and c.unit for c in columns):
        return columns
    (unit,) = header.units
    return tuple(replace(c, unit=unit) if c.is_money and not c.unit else c for c in columns)


def _unit(
    grid: CellGrid,
    header: Header,
    lines: Sequence[SheetRow],
    columns: Sequence[SheetColumn],
    said: str | None,
) -> tuple[str | None, list[Question]]:
    """Return the unit of a table's amounts, and the question when its titles say several."""
    if said is not None:
        # What the table states of itself rules: other tables of the file may state nothing.
        return (header.units[0] if len(header.units) == 1 else said), []
    of_headers = list(dict.fromkeys(c.unit for c in columns if c.is_money and c.unit))
    if len(header.units) > 1 and not of_headers:
        why = Words("表上写了几个金额单位", "the table says several units of money")
        return None, [Question(grid.file, grid.sheet, ABOUT_UNIT, UNITS, why, header.units)]
    if header.units and not of_headers:
        return header.units[0], []
    # Where headers differ, the finest unit holds all amounts without more decimals.
    bare = [c for c in columns if c.is_money and not c.unit]
    if len(of_headers) > 1 and "" in _units_in_cells(grid, lines, bare):
        heads = "、".join(asked_as(c, columns) for c in bare)
        why = Words(
            f"各列的表头写了几个金额单位，{heads}没有写",
            f"the headers say several units of money, and {heads} none",
        )
        return None, [Question(grid.file, grid.sheet, ABOUT_UNIT, UNITS, why, tuple(of_headers))]
    if not of_headers:
        borne = _units_in_cells(grid, lines, columns)
        several = tuple(unit for unit in borne if unit)
        of_headers = borne if len(several) == len(borne) else []
        if not of_headers and len(several) > 1:
            # As typed, 3000元 and 12.5万元 would be added to amounts that may be in either.
            why = Words(
                "有的金额写了单位而不一样，有的没有写",
                "some amounts bear units, and not the same; others bear none",
            )
            return None, [Question(grid.file, grid.sheet, ABOUT_UNIT, UNITS, why, several)]
    finest = sorted(of_headers, key=lambda unit: FEN_PER_UNIT[unit])
    return (finest[0] if finest else None), []


def _units_in_cells(
    grid: CellGrid, lines: Sequence[SheetRow], columns: Sequence[SheetColumn]
) -> list[str]:
    """Return the units of money that the amounts bear, `""` for those that bear none."""
    rows = [line.row for line in lines if line.kind in ("data", "total", "part")]
    reads = [read for c in money_columns(columns) for read in grid.column(rows, c.index)]
    amounts = [read for read in reads if isinstance(read, CellFigure) and read.is_amount]
    return list(dict.fromkeys(amount.unit for amount in amounts if amount.value))


def _finished(
    grid: CellGrid, lines: Sequence[SheetRow], columns: Sequence[SheetColumn]
) -> tuple[SheetRow, ...]:
    """Return the lines with their labels, and totals with the rows they sum."""
    labels = names_of(lines, grid, columns)
    labelled = [replace(line, label=label) for line, label in zip(lines, labels, strict=True)]
    additive = [c.values for c in columns if c.is_money or (c.values and c.role in ADDITIVE)]
    return with_part_totals(grid, with_covers(labelled, additive), additive)
