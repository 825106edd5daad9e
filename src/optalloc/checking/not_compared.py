"""Which figures of a table nothing was held against, so that "0 errors" says nothing of them.

A figure is held when it stands in a sum that is compared (of a column, of a row), in a difference,
in a share or in a product; when it repeats what another table of the file says; or when it is a
number of lines. All others are listed by column, with the reason.
"""

from collections.abc import Collection, Iterator, Sequence

from optalloc.checking.across import Place
from optalloc.checking.checks.difference import relations
from optalloc.checking.checks.header_count import held_by_header
from optalloc.checking.checks.of_which import is_nearly, runs_of_parts
from optalloc.checking.checks.product import held_by_product
from optalloc.checking.checks.share import held_by_share
from optalloc.checking.checks.statistic import held_by_mean
from optalloc.checking.checks.sum_column import totals_compared
from optalloc.checking.checks.sum_row import sums_of
from optalloc.checking.checks.two_units import held_in_two_units
from optalloc.checking.gathered import OF_THE_RULE_BEHIND
from optalloc.core.message import NOTHING, Words, first_few, listed
from optalloc.inputs.understanding.layout.cells import CellFigure
from optalloc.inputs.understanding.layout.finding import Finding, FindingPlace
from optalloc.inputs.understanding.layout.parts import IN_OWN_UNITS, SheetColumn
from optalloc.inputs.understanding.layout.series import given
from optalloc.inputs.understanding.layout.sheet import Sheet, sum_of

NO_RULES = ("grain", "group_share", "largest_remainder")
"""Kinds of notes by which no figure of a row is known."""
MOST_NAMED = 6
"""Most columns of a table that the line names."""


def not_compared(
    sheets: Sequence[Sheet],
    of_measures: Sequence[FindingPlace],
    across: Collection[Place],
    findings: Sequence[Finding] = (),
) -> Iterator[Finding]:
    """Yield one note that lists what was held against nothing; none where all was.

    Args:
        of_measures: Tables of which each row is a measure of its own.
        across: The cells that another table of the file repeats.
        findings: What was found, the rules behind the tables among it.
    """
    told = [
        _told(sheet, {(i, c) for s, i, c in across if s == k}, _ruled(sheet, findings))
        for k, sheet in enumerate(sheets)
    ]
    said = [(sheet, words) for sheet, words in zip(sheets, told, strict=True) if words is not None]
    parts = [_named(sheet, words, len(sheets) + len(of_measures) > 1) for sheet, words in said]
    for place in of_measures:
        name = place.sheet or place.file
        at = Words(f"{name}第{place.row}行起", f"{name} from row {place.row}")
        parts.append(
            at
            + Words(
                "（各行是不同的指标，不能相加）", " (each row is a measure of its own, in no sum)"
            )
        )
    if not parts:
        return
    words = Words("没有可以对照的数：", "nothing to hold these against: ")
    words += Words("；".join(p.zh for p in parts), "; ".join(p.en for p in parts))
    place = FindingPlace(sheets[0].grid.file)
    yield Finding("not_compared", "note", place, words)


def _named(sheet: Sheet, words: Words, is_one_of_many: bool) -> Words:
    """Return the columns of a table behind the table's name, where there are several."""
    name = sheet.grid.sheet if is_one_of_many else None
    return Words(f"{name}的 {words.zh}", f"{name}: {words.en}") if name else words


def _ruled(sheet: Sheet, findings: Sequence[Finding]) -> set[int]:
    """Return the columns that a rule was found between, by index."""
    own = sheet.grid.file, sheet.grid.sheet
    rules = [f for f in findings if f.kind in OF_THE_RULE_BEHIND and f.kind not in NO_RULES]
    rules = [f for f in rules if (f.where.file, f.where.sheet) == own]
    named = {c.index for c in sheet.columns if c.name and any(c.name in f.words.zh for f in rules)}
    if any(f.kind == "split" for f in rules):
        named |= {c.index for c in sheet.cells if c.role == "source"}
    of = given(sheet) if any(f.kind != "split" for f in rules) else None
    return named.union(c.index for c in (of.columns if of else ()))


def _told(sheet: Sheet, more: Collection[tuple[int, int]], ruled: Collection[int]) -> Words | None:
    """Return the columns that hold figures which nothing is held against, with the reasons."""
    held = held_cells(sheet) | set(more)
    of_reason: dict[Words, list[str]] = {}
    for column in sheet.columns:
        if lines := _open_lines(sheet, column, held):
            reason = _reason(sheet, column, lines)
            if column.index in ruled and reason in (_NO_TOTAL, _NOT_IN_TOTAL, _NOT_ADDED):
                reason = _BY_RULE
            of_reason.setdefault(reason, []).append(column.name or column.letters)
    parts = []
    for reason in sorted(of_reason, key=_rank):
        names = of_reason[reason]
        shown = listed(first_few(names, MOST_NAMED))
        left = len(names) - MOST_NAMED
        more_words = Words(f"等 {len(names)} 列", f" and {left} more") if left > 0 else NOTHING
        parts.append(shown + more_words + Words(f"（{reason.zh}）", f" ({reason.en})"))
    return listed(parts) if parts else None


def _open_lines(
    sheet: Sheet, column: SheetColumn, held: Collection[tuple[int, int]]
) -> tuple[int, ...]:
    """Return the lines of data and totals with a figure that nothing is held against."""
    if not column.holds_figures or column.role == "line" or column.counts_nothing:
        return ()
    return tuple(
        i
        for i in (*sheet.data, *sheet.totals, *_part_totals(sheet))
        if (i, column.index) not in held
        and isinstance(sheet.grid.read(sheet.lines[i].row, column.index), CellFigure)
    )


_TOTAL = Words("没有哪几列相加等于它", "no columns add up to it")
_SHARE = Words("看不出是谁的占比", "not known of what")
_NO_TOTAL = Words("没有合计行", "no row of totals")
_NOT_IN_TOTAL = Words("合计行里没有它们的合计", "no row of totals has their total")
_BY_RULE = Words(
    "没有合计，只看得出各行的规律", "no total: only the rule that the rows seem to follow"
)
_WITHIN = Words("只核对了不超过其整体", "held only not to be more than its whole")
_LEFT_OUT = Words("有行没有列出，合计不核对", "rows were left out: its total is not held")
_NOT_ADDED = Words("不相加，也看不出怎样算来", "in no sum, and not known how it comes about")
_PARTLY = Words("有的格看不出怎样算来", "not known of some cells how they come about")
REASONS = (
    _TOTAL,
    _NO_TOTAL,
    _BY_RULE,
    _WITHIN,
    _NOT_IN_TOTAL,
    _LEFT_OUT,
    _SHARE,
    _NOT_ADDED,
    _PARTLY,
)


def _rank(reason: Words) -> int:
    """Return where a reason stands among the others; what names a row comes behind all."""
    return REASONS.index(reason) if reason in REASONS else len(REASONS)


def _reason(sheet: Sheet, column: SheetColumn, lines: Sequence[int]) -> Words:
    """Return why nothing is held against a column in some lines."""
    if column.role == "share":
        return _SHARE
    if column.because == IN_OWN_UNITS:
        return IN_OWN_UNITS
    filled = [i for i in (*sheet.data, *sheet.totals) if column.values[i] is not None]
    if not column.adds_up:
        return _NOT_ADDED if len(lines) >= len(filled) else _PARTLY
    if column.role == "total" and column.index not in sheet.parts:
        return _TOTAL
    if column.is_of_which:
        return _WITHIN
    if not sheet.totals and any(i in sheet.data for i in lines):
        return _NO_TOTAL
    if sheet.is_partial:
        return _LEFT_OUT
    if all(i not in sheet.data for i in lines):
        label = sheet.lines[lines[0]].label
        more = Words("等行", " and others") if lines[1:] else NOTHING
        return Words(label, label) + more + Words("没有可加的行", " has no rows that it sums")
    return _NOT_IN_TOTAL


def held_cells(sheet: Sheet) -> set[tuple[int, int]]:
    """Return the cells, by line and column, that a comparison of this table holds."""
    held = {*_in_columns(sheet), *_in_rows(sheet), *_below_rows(sheet)}
    for relation in relations(sheet):
        for i in (*sheet.data, *sheet.totals):
            if relation.is_exact_in(i) or relation.due(sheet, i) is not None:
                # A percentage in whole numbers tells little of what it is of.
                columns = (relation.column,) if relation.is_percent else relation.columns
                held |= {(i, c.index) for c in columns}
    held |= held_by_share(sheet) | held_by_product(sheet) | held_in_two_units(sheet)
    return held | held_by_mean(sheet) | held_by_header(sheet)


def _part_totals(sheet: Sheet) -> tuple[int, ...]:
    """Return the rows of 其中 that call themselves totals, by index."""
    return tuple(i for i, line in enumerate(sheet.lines) if line.is_part_total)


def _below_rows(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Yield the cells of parts that stand below a row and come to it, or nearly."""
    for whole, run in runs_of_parts(sheet):
        for column in sheet.money:
            stated, summed = column.values[whole], sum_of(column.values, run)[0]
            if stated is not None and (stated == summed or is_nearly(stated, summed)):
                yield from ((i, column.index) for i in run)


def _in_columns(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Yield the cells of columns whose totals are compared."""
    if sheet.is_partial:
        return  # rows were left out: a total may be larger than what is there
    for column in sheet.columns:
        for i in totals_compared(sheet, column):
            yield from ((k, column.index) for k in (i, *sheet.lines[i].covers))


def _in_rows(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Yield the cells of rows in which parts are compared with their total."""
    for total in sheet.money:
        for indices in sums_of(sheet, total):
            for i, line in enumerate(sheet.lines):
                rows = sheet.tall.get((i, total.index), (i,))
                cells = [
                    (k, p) for p in indices for k in rows if sheet.of_index[p].values[k] is not None
                ]
                if line.kind in ("data", "total") and total.values[i] is not None and cells:
                    yield from ((i, total.index), *cells)
