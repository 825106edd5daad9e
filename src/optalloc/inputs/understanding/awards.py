"""The awards of a paper as the rows of a table: who got what, from which source, for which use.

    单位   市级  区级  合计            单位  资金来源  用途  金额
    甲镇    10    20    30      ->     甲镇  市级            10
                                       甲镇  区级            20

A paper may be a Word file, a saved page, a workbook of any make or text; its cells, its row sums
and its totals must agree, and nothing in it may be hidden or unread: what is taken is paid by.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from optalloc.core.chinese_numerals import write_digits
from optalloc.core.errors import Fault, InputUnusable, refuse_any
from optalloc.core.message import Words, listed
from optalloc.core.money import tidy_name
from optalloc.inputs.tables import Row, Table, named_as_part, says_part, total_level
from optalloc.inputs.tables.table import NOT_A_HIDDEN_SHEET, SHOW_THE_SHEET, hidden_sheet_words
from optalloc.inputs.understanding.award_columns import (
    AskedLater,
    OneColumn,
    faults_of_column,
    no_awards,
    only_column_said,
)
from optalloc.inputs.understanding.award_heads import is_invested
from optalloc.inputs.understanding.award_totals import faults_beside_total, with_awards_alone
from optalloc.inputs.understanding.documents.read import read_grids
from optalloc.inputs.understanding.layout.cells import CellFigure, is_blank
from optalloc.inputs.understanding.layout.grid import CellGrid
from optalloc.inputs.understanding.layout.parts import SAID, SheetColumn
from optalloc.inputs.understanding.layout.questions import column_key
from optalloc.inputs.understanding.layout.roles import Role
from optalloc.inputs.understanding.layout.series import given
from optalloc.inputs.understanding.layout.sheet import Sheet, shown_cell, sum_of
from optalloc.inputs.understanding.layout.two_units import faults_of_two_units
from optalloc.inputs.understanding.layout.understand import Wishes, understand

RECIPIENT, SOURCE, USE, AMOUNT = "单位", "资金来源", "用途", "金额"
HEADERS = (RECIPIENT, SOURCE, USE, AMOUNT)


@dataclass(frozen=True)
class KnownNames:
    """The names that columns of a paper may bear.

    Attributes:
        is_of_them: Whether what the paper does not tell is the only one there is.
        unit: The unit of its amounts as the user says it; None leaves it to the paper.
        column: The column of its amounts as the user says it; None leaves it to the paper.
        year: The year that the paper is said to be of.
        can_say: Whether a scenario names the paper, and may say more of it.
    """

    sources: Collection[str] = ()
    uses: Collection[str] = ()
    is_of_them: bool = False
    unit: str | None = None
    column: str | None = None
    year: int | None = None
    can_say: bool = True


def table_of_awards(path: Path, named: str, part: str | None, known: KnownNames) -> Table:
    """Return the awards that a paper states, one a row, each with its row in the paper.

    Args:
        part: The sheet or table; None looks for the one that tells most.

    Raises:
        InputUnusable: When no table tells awards, several tell different ones, or one contradicts
            itself.
    """
    sheets = _understood(read_grids(str(path) if part is None else f"{path}#{part}"), named, known)
    told = [with_awards_alone(sheet) for sheet in sheets if _is_of_awards(sheet)]
    drafts = [(sheet, [*_awards(sheet, known)]) for sheet in told]
    if not drafts:
        raise InputUnusable([no_awards(sheets, named, known.year, known.can_say)])
    # A plan beside targets or another plan is no table of awards: its cells come to more.
    drafts = [draft for draft in drafts if not any(_row_sums(named, draft[0]))] or drafts
    best = max(_told(sheet, awards) for sheet, awards in drafts)
    # What the workbook shows comes before the same in a hidden sheet.
    equal = sorted((d for d in drafts if _told(*d) == best), key=lambda d: d[0].grid.is_hidden)
    (sheet, awards), *others = equal
    different = [s for s, also in others if _sums(also) != _sums(awards)]
    faults = (
        [*_ambiguous(named, [sheet, *different])] if different else [*_faults(named, sheet, known)]
    )
    is_hidden = sheet.grid.is_hidden
    if is_hidden and part is None:
        place = Words("工作表", "the sheet")
        there = sheet.grid.sheet
        faults.append(Fault(named, place, NOT_A_HIDDEN_SHEET, None, SHOW_THE_SHEET, there))
    faults += _other_unit(named, sheet, known.unit)
    faults += faults_of_column(named, sheet, known.year, known.can_say)
    refuse_any(faults)
    return Table(
        file=named,
        sheet=sheet.grid.sheet,
        headers=HEADERS,
        rows=(*awards, *_statistics(sheet)),
        header_row=sheet.header.first,
        written={header: header for header in HEADERS},
        units={AMOUNT: sheet.unit} if sheet.unit else {},
        notes=(hidden_sheet_words(named, sheet.grid.sheet),) if is_hidden else (),
        is_hidden=is_hidden,
    )


def _understood(grids: Sequence[CellGrid], named: str, known: KnownNames) -> list[Sheet]:
    """Return the tables of a paper; those with the column that is said, where one is.

    Raises:
        InputUnusable: With all that the paper leaves open.
    """
    asked = AskedLater()
    said: dict[str, Role] = {} if known.column is None else {column_key(known.column): "amount"}
    sheets = [*understand(grids, Wishes(OneColumn(said), known.unit, asked)).sheets]
    refuse_any([*asked.faults(named, known.column, known.year, known.can_say)])
    return sheets if known.column is None else only_column_said(sheets, known.column, named)


def _is_of_awards(sheet: Sheet) -> bool:
    """Say whether a table gives each of its rows one amount that is no formula's result."""
    of = given(sheet)
    is_named = bool(sheet.with_role("recipient", figures=False))
    return is_named and of is not None and (not of.column.is_computed or of.column.because == SAID)


def _told(sheet: Sheet, awards: list[Row]) -> tuple[int, int]:
    """Return how much a table tells: sources and uses first, then recipients."""
    named = sum(any(row.cells[of] for row in awards) for of in (SOURCE, USE))
    return named, len({row.cells[RECIPIENT] for row in awards})


def _sums(awards: list[Row]) -> Mapping[object, Decimal]:
    """Return what each recipient gets."""
    sums: dict[object, Decimal] = {}
    for row in awards:
        who, amount = row.cells[RECIPIENT], row.cells[AMOUNT]
        assert isinstance(amount, Decimal)
        sums[who] = sums.get(who, Decimal(0)) + amount
    return sums


def _awards(sheet: Sheet, known: KnownNames) -> Iterator[Row]:
    """Yield an award for every cell of money that holds a figure."""
    whom = sheet.with_role("recipient", figures=False)[0]
    for i in sheet.data:
        who = _recipient(sheet, i, whom)
        for column in _cells(sheet):
            value = column.values[i]
            if value is not None:
                source = _named(sheet, i, column, "source", known)
                use = _named(sheet, i, column, "use", known)
                amount = Decimal(value) / Decimal(sheet.scale)
                cells = (who or None, source or None, use or None, amount)
                yield Row(
                    sheet.lines[i].number, dict(zip(HEADERS, cells, strict=True)), is_total=False
                )


def _recipient(sheet: Sheet, i: int, whom: SheetColumn) -> str:
    """Return whom a row is of; the first below a total is 甲镇 where it says 其中：甲镇."""
    who, above = sheet.name(i, whom), i - 1
    while above > 0 and says_part(sheet.lines[above].label):
        above -= 1
    is_below_total = above >= 0 and total_level(sheet.lines[above].label)
    return named_as_part(who) or who if says_part(who) and is_below_total else who


def _statistics(sheet: Sheet) -> Iterator[Row]:
    """Yield the rows that tell a statistic of the others: no awards, and that is said."""
    for line in sheet.lines:
        if line.statistic is not None:
            yield Row(line.number, {}, is_total=True, statistic=line.statistic)


def _cells(sheet: Sheet) -> tuple[SheetColumn, ...]:
    """Return the columns that tell each amount once.

    A paper may tell it twice, as the workbook does with 按用途 beside the sources: where all that
    its total does not sum comes to the total once more, what it sums is taken.
    """
    of = given(sheet)
    summed = sheet.summed(column.index for column in of.columns) if of else set()
    taken = tuple(c for c in sheet.cells if c.index in summed)
    again = tuple(c for c in sheet.cells if c.index not in summed)
    if of is None or not taken or not again:
        return sheet.cells
    for i in sheet.data:
        come_to = {
            sum_of([c.values[i] for c in cells], range(len(cells)))[0] for cells in (taken, again)
        }
        if come_to != {of.values[i] or 0}:
            return sheet.cells
    return taken


def _named(sheet: Sheet, line: int, column: SheetColumn, role: str, known: KnownNames) -> str:
    """Return the source or use of a cell: by its headers, or by a column of words; "" untold."""
    names = {tidy_name(n): n for n in (known.sources if role == "source" else known.uses)}
    heads = [tidy_name(head) for head in reversed(column.path)]
    if called := next((head for head in heads if head in names), ""):
        return names[called]
    if column.role == role and heads:
        return heads[0]
    for words in sheet.columns:
        if words.role == role and not words.holds_figures:
            return sheet.name(line, words)
    return next(iter(names.values())) if known.is_of_them and len(names) == 1 else ""


def _ambiguous(named: str, sheets: list[Sheet]) -> Iterator[Fault]:
    """Yield that several tables tell different awards."""
    there = [s.grid.sheet or f"第{s.header.first}行" for s in sheets]
    allowed = Words("应只有一张表写明各单位的金额", "one table that tells the awards")
    remedy = Words("请分成几个文件。", "Put them into files of their own.")
    if len(set(there)) == len(sheets) and all(s.grid.sheet for s in sheets):
        remedy = Words(
            f"请在文件名后写明是哪一张，如 #{there[0]}。",
            f"Name the one that is meant after the file: #{there[0]}.",
        )
    yield Fault(named, Words("表格", "the table"), allowed, "、".join(there), remedy)


def _faults(named: str, sheet: Sheet, known: KnownNames) -> Iterator[Fault]:
    """Yield everything that keeps a table from being taken at its word."""
    if sheet.unit is None:
        allowed = Words("应写明金额单位", "the unit of money must be stated")
        remedy = Words(
            "请在表名处写 {file: …, unit: 万元}。", "Say it with the file: {file: …, unit: 万元}."
        )
        yield Fault(named, sheet.place().words(), allowed, None, remedy)
    yield from _hidden(named, sheet)
    yield from _unread(named, sheet)
    yield from faults_of_two_units(sheet, named)
    year, can_say = known.year, known.can_say
    open_ones = [*faults_beside_total(named, sheet, known.sources, year, can_say)]
    yield from open_ones or _row_sums(named, sheet)
    yield from _column_sums(named, sheet)


def _other_unit(named: str, sheet: Sheet, said: str | None) -> Iterator[Fault]:
    """Yield that a paper states units of its own, and none is what the scenario says of it."""
    if said is not None and sheet.stated_units and said not in sheet.stated_units:
        stated = listed(sheet.stated_units)
        allowed = Words(f"表中写明单位为 {stated.zh}", f"the paper states {stated.en}")
        remedy = Words("请去掉 unit，或改正表中的单位。", "Leave `unit` out, or correct the paper.")
        yield Fault(named, sheet.place().words(), allowed, said, remedy)


def _hidden(named: str, sheet: Sheet) -> Iterator[Fault]:
    """Yield rows and columns that nobody who looks at the paper sees."""
    remedy = Words("要用请取消隐藏，不用请删除。", "Unhide it, or delete it if it does not count.")
    for i in sheet.data:
        if sheet.lines[i].number in sheet.grid.hidden_rows:
            allowed = Words("不能是隐藏的行", "not a hidden row")
            where = sheet.place(i).words()
            yield Fault(named, where, allowed, sheet.lines[i].label, remedy)
    for column in sheet.cells:
        if column.index in sheet.grid.hidden_columns:
            allowed = Words("不能是隐藏的列", "not a hidden column")
            yield Fault(named, sheet.place(None, column).words(), allowed, column.name, remedy)


def _unread(named: str, sheet: Sheet) -> Iterator[Fault]:
    """Yield cells of money in which something stands that is no figure, or one in words."""
    allowed = Words("应为金额", "an amount")
    for i in sheet.data:
        for column in sheet.cells:
            value, place = column.values[i], sheet.place(i, column).words()
            read = sheet.grid.read(sheet.lines[i].row, column.index)
            if isinstance(read, CellFigure) and read.in_words and value is not None:
                remedy = write_digits(sheet.say(value))
                yield Fault(named, place, allowed, shown_cell(sheet, i, column), remedy)
            elif value is None and not is_blank(sheet.held(i, column)):
                yield Fault(named, place, allowed, shown_cell(sheet, i, column))


def _row_sums(named: str, sheet: Sheet) -> Iterator[Fault]:
    """Yield rows whose cells do not add up to what the row is given."""
    of, cells = given(sheet), _cells(sheet)
    if of is None or (is_invested(of.column.path) and of.column.index not in sheet.parts):
        return  # what a project costs is no sum of what is given to it
    for i in sheet.data:
        stated = of.values[i]
        added, count = sum_of([c.values[i] for c in cells], range(len(cells)))
        if stated is not None and count and stated != added:
            allowed = Words("应等于各格之和 ", "the sum of its cells, ")
            allowed += Words(sheet.say(added), sheet.say(added))
            yield Fault(named, sheet.place(i, of.column).words(), allowed, sheet.say(stated))


def _column_sums(named: str, sheet: Sheet) -> Iterator[Fault]:
    """Yield totals that are not the sum of their rows."""
    of = given(sheet)
    columns = dict.fromkeys((*sheet.cells, *(of.columns if of else ())))
    for i in sheet.totals:
        for column in columns:
            stated = column.values[i]
            added, count = sum_of(column.values, sheet.lines[i].covers)
            if stated is not None and count and stated != added:
                allowed = Words("合计应等于各行之和 ", "the sum of the rows, ")
                allowed += Words(sheet.say(added), sheet.say(added))
                yield Fault(named, sheet.place(i, column).words(), allowed, sheet.say(stated))
