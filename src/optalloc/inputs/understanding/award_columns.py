"""Which column of a paper holds what was given; where that is not certain, it is asked by letter.

乡镇  资金额度  累计支付金额              ->  refused: which of them was given?
{file: 去年.xlsx, year: …, column: 资金额度}   the one column that counts, said once
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Words, listed, same
from optalloc.inputs.understanding.award_heads import (
    NO_PART,
    YEARS,
    head_shown,
    how_to_say,
    is_invested,
    is_not_given,
    is_of_payment,
    likely_given,
    likely_of,
)
from optalloc.inputs.understanding.layout.columns import BY_HEADER, KEPT_FIGURES
from optalloc.inputs.understanding.layout.parts import SAID, SheetColumn
from optalloc.inputs.understanding.layout.questions import UNITS, Choices, Question
from optalloc.inputs.understanding.layout.roles import FOR_WORDS
from optalloc.inputs.understanding.layout.series import given
from optalloc.inputs.understanding.layout.sheet import Sheet

_MAY_BE_GIVEN = re.compile(
    r".*(资金|金额|额度?)|(预算|下达|资金|分配)?(指标|计划)(数|额)?"
    r"|.*(核定|批复|批准|审定|安排|下达|分配|预算)数?|(本年|当年|今年)数?"
    r"|.*\b(amounts?|awards?|allocat\w+|approved|grants?|budget|given)\b.*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"((?:19|20)\d\d)(?:年度?|财年)?")


class OneColumn(Choices):
    """The one column that the user says holds the amounts; a table may have none of that name."""

    def unused(self, names: Iterable[tuple[int, str, tuple[str, ...]]]) -> tuple[str, ...]:
        """Return nothing: which table has the column is seen when all are understood."""
        return ()


class AskedLater:
    """Notes what a paper leaves open, so that one letter says all of it."""

    def __init__(self) -> None:
        self.questions: list[Question] = []

    def __call__(self, question: Question) -> str:
        """Return an answer with which the other tables can be understood."""
        self.questions.append(question)
        return UNITS[0] if question.options == UNITS else "ignore"

    def faults(
        self, named: str, column: str | None, year: int | None, can_say: bool
    ) -> Iterator[Fault]:
        """Yield what is open; of columns of figures nothing is, where one is said."""
        figures = [q.about for q in self.questions if q.options not in (FOR_WORDS, UNITS)]
        likely = likely_given(((about, (about,)) for about in figures), year)
        for question in self.questions:
            of_words, of_unit = question.options == FOR_WORDS, question.options == UNITS
            if column is None or of_words or of_unit:
                place = Words(f"列 {question.about}", f"column {question.about}")
                if of_unit:
                    remedy = _say_unit(can_say)
                    place = Words("表格", "the table")
                elif of_words:
                    remedy = Words(
                        "请只留一列单位名称，表头写 单位。",
                        "Keep one column of recipients, under the head 单位.",
                    )
                else:
                    remedy = how_to_say(likely or figures, can_say)
                seen = "、".join(question.seen) or None
                yield Fault(named, place, question.why, seen, remedy, question.sheet)


def _say_unit(can_say: bool) -> Words:
    """Return how the unit of a paper is said."""
    if can_say:
        return Words(
            "请在表名处写 {file: …, unit: 万元}。", "Say it with the file: {file: …, unit: 万元}."
        )
    return Words("请在表的上方写 单位：万元。", "Write 单位：万元 above the table.")


def only_column_said(sheets: Iterable[Sheet], column: str, named: str) -> list[Sheet]:
    """Return the tables that have the column that is said, with no other money.

    Raises:
        InputUnusable: When no table has it, with the columns there are.
    """
    all_sheets = list(sheets)
    found = []
    for sheet in all_sheets:
        said = [c for c in sheet.columns if c.because == SAID and c.is_money]
        if len(said) == 1:
            columns = (
                replace(c, role="figure", because=KEPT_FIGURES)
                if c.is_money and c != said[0]
                else c
                for c in sheet.columns
            )
            found.append(replace(sheet, columns=tuple(columns), parts={}, splits={}))
    if not found:
        names = dict.fromkeys(
            c.name or c.letters for s in all_sheets for c in s.columns if c.holds_figures
        )
        there = listed(tuple(names))
        allowed = Words(f"应为表中的一列数字：{there.zh}", f"one column of figures: {there.en}")
        raise InputUnusable([Fault(named, same("column"), allowed, column)])
    return found


def no_awards(sheets: Iterable[Sheet], named: str, year: int | None, can_say: bool) -> Fault:
    """Return that no table tells awards; between which columns of money it is left open."""
    place = Words("表格", "the table")
    allowed = Words("应有单位和金额两列", "a column of recipients and one of money")
    for sheet in sheets:
        money = [c for c in sheet.money if not c.is_computed]
        if len(money) > 1 and sheet.with_role("recipient", figures=False):
            names = [head_shown(c) for c in money]
            likely = likely_of(money, year)
            came = "、".join(names)
            remedy = how_to_say(likely or names, can_say)
            return Fault(named, place, allowed, came, remedy, sheet.grid.sheet)
    return Fault(named, place, allowed)


def faults_of_column(named: str, sheet: Sheet, year: int | None, can_say: bool) -> Iterator[Fault]:
    """Yield why what would be taken may not be what was given in the year.

    Args:
        year: The year that the table is said to be of.
    """
    of = given(sheet)
    if of is None or any(c.because == SAID for c in of.columns):
        return
    is_single = len(of.columns) == 1 and of.column.index not in sheet.parts
    rivals = list(_rivals(sheet, of.columns))
    taken = dict.fromkeys((*of.columns, *sheet.cells))
    for column in taken:
        wrong = is_single and (is_not_given(column.path) or is_invested(column.path))
        is_other = _is_of_other_year(column, taken, year)
        is_paid = is_of_payment(column.path)
        kept = [c for c in sheet.columns if c.because == KEPT_FIGURES and c.holds_figures]
        beside = rivals or (kept if is_paid else [])
        if wrong or is_other:
            allowed = Words("应为当年安排的金额", "what was given in the year")
        elif beside and (is_single or is_paid):
            names = listed(list(map(head_shown, beside)))
            allowed = Words(
                f"看不出是这一列还是 {names.zh} 为安排的金额",
                f"it is not clear whether this or {names.en} is what was given",
            )
        else:
            continue
        pool = (c for c in sheet.columns if c.is_money or c in rivals or c.because == NO_PART)
        likely = likely_of(pool, year)
        remedy = how_to_say(likely or [head_shown(column)], can_say)
        place = sheet.place(None, column).words()
        yield Fault(named, place, allowed, head_shown(column), remedy, sheet.grid.sheet)


def _is_of_other_year(column: SheetColumn, taken: Iterable[SheetColumn], year: int | None) -> bool:
    """Say whether a head names years, and not the one that is said.

    A source may bear the year of its document (a year before 中央), beside others of no year.
    """
    years = YEARS.findall(column.name)
    if year is None or not years or str(year) in years:
        return False
    is_source = column.role == "source" or "结转" in column.name
    return not is_source or any(str(year) in YEARS.findall(c.name) for c in taken)


def _rivals(sheet: Sheet, taken: Iterable[SheetColumn]) -> Iterator[SheetColumn]:
    """Yield columns of figures that are not read as money and whose heads may mean it."""
    for column in sheet.columns:
        own = column.path[-1] if column.path else ""
        is_year = len(column.path) == 1 and _YEAR.fullmatch(own) is not None
        is_open = column.role in ("figure", "indicator") and column.holds_figures
        is_untold = column.because in (KEPT_FIGURES, BY_HEADER) and not column.bracket
        may_be = is_year or _MAY_BE_GIVEN.fullmatch(own) is not None
        if is_open and is_untold and may_be and not is_not_given(column.path):
            yield column
