"""What the tables of a file tell that is given: by recipient, source, use, and in all.

    told[甲镇], told[甲镇, 市级], told[市级], told[]      each with all the amounts that tables tell

A name is a cell of a column of words (recipient, source, use, project) or a head over amounts. What
a plan is held against tells nothing: targets, a baseline, differences, needs, and earlier batches.

Where a table tells what each recipient is given, it rules (分配表): what tables of sources or of
uses tell of the same name is kept beside it (`beside`), and targets tell nothing at all.
"""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import Literal

from optalloc.checking.notice_words import NamesIn
from optalloc.core.money import FEN_PER_UNIT, halfwidth, tidy_name
from optalloc.inputs.tables.field_words import asks_for, total_level
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.series import come_to_same, given, given_across
from optalloc.inputs.understanding.layout.sheet import Sheet

Key = frozenset[str]
Kind = Literal["recipient", "source", "use"]
WHOLE: Key = frozenset()
MOST_NAMES = 3
"""Most names that an amount is told of at once."""
_EARLIER = re.compile(
    r"已下达|提前下达|此前|前期|往年|上年|去年|历年|以前年度"
    r"|already (awarded|given)|earlier|last year",
    re.IGNORECASE,
)
"""Words in a title over money of another batch or year."""
_NOT_GIVEN = re.compile(
    r"未安排|尚余|结余|剩余|上年|去年|往年|已下达|[上下]限|总投资|left|balance|last year|before"
    r"|caps?|floors?|limits?",
    re.IGNORECASE,
)
"""Words over a column of money that nobody is given now."""
_OF_TARGETS = re.compile("测算|得分|应得|基准|备选|scores?|targets?|baseline", re.IGNORECASE)
"""Words in the name of a table that is no plan where another one is."""
_GENERIC = re.compile(
    r"(本次|本批|本年|计划|实际)?(安排|分配|下达|补助|拨付|核定)?(资金|金额|经费|补助)?(额|数|总额)?"
    r"|(资金|项目)?(来源|用途|投向|类别|性质|级次|使用方向)|按(用途|来源|级次)|资金规模|方案"
    r"|amounts?|given|awards?|sources?|(by )?uses?|plan|money|funds?",
    re.IGNORECASE,
)
"""Heads that name no source and no use."""
_TIER = re.compile("中央|[省市州县区镇本上]级|地方|自筹|配套")
_OF_TIER = re.compile(
    "(中央|省级|市级|州级|区级|县级)"
    "(?:财政|衔接|推进|乡村振兴|补助|专项|配套|扶贫|资金|经费|款|投入|安排|下达)+"
)
"""Heads of a tier's money, which texts call by the tier alone: 省级60万元."""


@dataclass
class ToldAmounts:
    """What tables tell.

    Attributes:
        amounts: The amounts by what they are of [yuan].
        recipients: How much each recipient is given, by each table that tells it [yuan].
        kinds: What each name is of; a head over amounts may be either.
        unit: The unit of the first table.
        tables: The amounts of each table for itself: shares are of the whole of the same table.
        beside: What tables of sources or of uses tell otherwise than those of recipients.
        targets: What a formula gives each recipient, by the first table that tells it [yuan].
        formulas: The titles over tables of targets: they tell the formula.
        of_sources: What each source has, and all of them, where something of it is left [yuan].
    """

    amounts: dict[Key, set[Fraction]] = field(default_factory=dict)
    recipients: list[dict[str, Fraction]] = field(default_factory=list)
    kinds: dict[str, Kind] = field(default_factory=dict)
    unit: str = "元"
    tables: list[dict[Key, Fraction]] = field(default_factory=list)
    beside: dict[Key, set[Fraction]] = field(default_factory=dict)
    targets: dict[str, Fraction] = field(default_factory=dict)
    formulas: tuple[str, ...] = ()
    of_sources: dict[Key, set[Fraction]] = field(default_factory=dict)

    @property
    def names(self) -> set[str]:
        """Every name that an amount is told of."""
        return {name for key in self.amounts for name in key}

    @property
    def wholes(self) -> set[Fraction]:
        """What the tables tell of all the money together [yuan]."""
        return self.amounts.get(WHOLE, set())

    def with_wholes(self, key: Key) -> set[tuple[Fraction, Fraction]]:
        """Return what a part is told to be, each with the whole that the same table tells."""
        pairs = {(t[key], t[WHOLE]) for t in self.tables if key in t and WHOLE in t}
        parts, wholes = self.amounts.get(key, set()), self.amounts.get(WHOLE, set())
        return pairs or {(part, whole) for part in parts for whole in wholes}

    def add(self, amounts: dict[Key, Fraction]) -> None:
        """Keep what a table tells that rules."""
        self.tables.append(amounts)
        for key, amount in amounts.items():
            self.amounts.setdefault(key, set()).add(amount)


def name_in_text(name: str) -> str:
    """Return a name as it is looked for in a text: in half width, without spaces."""
    return halfwidth(tidy_name(name)).replace(" ", "")


def recipients_of(sheets: Sequence[Sheet]) -> set[str]:
    """Return the recipients that tables name, as they are looked for in a text."""
    return {
        name_in_text(sheet.name(i, column))
        for sheet in sheets
        for column in sheet.with_role("recipient", figures=False)
        for i in sheet.data
    }


def told_amounts(sheets: Sequence[Sheet], text: str) -> ToldAmounts:
    """Return what tables of one file tell that is given.

    Args:
        text: A text without spaces; amounts are told of names that stand in it.
    """
    told, names = ToldAmounts(), NamesIn(text)
    current = [s for s in sheets if not is_earlier(s)] or list(sheets)
    ruling, others = _that_rule(current)
    for sheet in current:
        _learn_kinds(sheet, names, told.kinds)
        if of_formula := _targets_of(sheet):
            told.targets = told.targets or of_formula
            told.formulas += sheet.header.titles
        told.of_sources |= _of_sources(sheet)
    for sheet in ruling:
        for amounts, of_recipients in tables_of(sheet, names):
            if not told.amounts:
                told.unit = sheet.unit or told.unit
            told.add(amounts)
            if of_recipients:
                told.recipients.append(of_recipients)
    known = set(told.amounts)
    for sheet in others:
        for amounts, _ in tables_of(sheet, names):
            told.add({key: amount for key, amount in amounts.items() if key not in known})
            for key in amounts.keys() & known:
                told.beside.setdefault(key, set()).add(amounts[key])
    return told


def _targets_of(sheet: Sheet) -> dict[str, Fraction]:
    """Return the targets that a table of recipients tells [yuan]; empty where it tells none."""
    found = [c for c in sheet.money if c.is_of_formula and not c.is_compared][:1]
    if sheet.unit is None or sheet.whom is None:
        return {}
    per = Fraction(FEN_PER_UNIT[sheet.unit], FEN_PER_UNIT["元"])
    return {
        name_in_text(sheet.name(i, sheet.whom)): sheet.exact(c.values[i] or 0) * per
        for c in found
        for i in sheet.data
    }


def _of_sources(sheet: Sheet) -> dict[Key, set[Fraction]]:
    """Return what sources have, by a table that tells what is left of it: 金额 = 安排 + 结余."""
    of = sheet.with_role("source", figures=False)[:1]
    totals = [c for c in sheet.money if c.role == "total" and sheet.parts.get(c.index)]
    if not of or len(totals) != 1 or sheet.unit is None:
        return {}
    adder = _Adder(sheet, totals, NamesIn(""))
    had = {i: adder.yuan(totals[0].values[i] or 0) for i in sheet.data}
    each = {frozenset([name_in_text(sheet.name(i, of[0]))]): {had[i]} for i in sheet.data}
    return {**each, WHOLE: {sum(had.values(), Fraction(0))}}


def _that_rule(sheets: Sequence[Sheet]) -> tuple[Sequence[Sheet], Sequence[Sheet]]:
    """Return the tables that tell what each recipient is given, and those of sources and uses.

    All of them rule where none does so: a file may hold nothing but a table of sources.
    """
    whom = {id(s) for s in sheets if s.data and s.with_role("recipient", figures=False)}
    plans = [s for s in sheets if id(s) in whom and any(w for _, w in groups_of(s))]
    plans = [s for s in plans if not _is_of_targets(s)] or plans
    if not plans:
        return sheets, ()
    return plans, [s for s in sheets if id(s) not in whom and not _is_of_targets(s)]


def _is_of_targets(sheet: Sheet) -> bool:
    """Say whether a table is of targets by its own name or the titles right over it."""
    names = (sheet.grid.sheet or "", *sheet.header.titles[-2:])
    return any(map(_OF_TARGETS.search, names))


def _learn_kinds(sheet: Sheet, text: Container[str], kinds: dict[str, Kind]) -> None:
    """Keep what the names of a table are of: by its columns of words, then by the heads."""
    of_words: tuple[Kind, ...] = ("recipient", "source", "use")
    for kind in of_words:
        for column in sheet.with_role(kind, figures=False):
            for i in sheet.data:
                kinds.setdefault(name_in_text(sheet.name(i, column)), kind)
    for column in sheet.money:
        is_use = column.role == "use" or any(re.search("用途|use", h) for h in column.path[:-1])
        is_of_tier = any(map(_TIER.match, _names_over(column)))
        for name in _names_in(sheet, column, text):
            is_other = is_of_tier and not _TIER.match(name)  # 产业发展 over 中央资金
            kinds.setdefault(name, "use" if is_use or is_other else "source")


def is_earlier(sheet: Sheet) -> bool:
    """Say whether a table is of another batch or year by the title right over it, or its name."""
    names = (*sheet.header.titles[-2:], sheet.grid.sheet or "")
    return any(map(_EARLIER.search, names))


Told = tuple[dict[Key, Fraction], dict[str, Fraction]]


def tables_of(sheet: Sheet, text: Container[str]) -> Iterator[Told]:
    """Yield what a table tells [yuan]: once for each way in which it divides the same money.

    With it, how much each recipient is given.
    """
    if sheet.unit is None:
        return
    groups, is_known = list(groups_of(sheet)), False
    for columns, is_whole in groups:
        adder = _Adder(sheet, columns, text)
        amounts, of_recipients = adder.told()
        if is_whole:
            is_known = True
            yield amounts, of_recipients
        else:
            heads = {name for names in adder.heads.values() for name in names}
            yield {key: amount for key, amount in amounts.items() if key & heads}, {}
    if groups and not is_known:
        every = tuple(dict.fromkeys(c for columns, _ in groups for c in columns))
        yield {}, _Adder(sheet, every, text).told()[1]


def by_recipient(sheet: Sheet) -> dict[str, Fraction]:
    """Return what a table gives each recipient [yuan]; empty where it tells none."""
    if not sheet.with_role("recipient", figures=False):
        return {}
    return next((of for _, of in tables_of(sheet, "") if of), {})


def cells_of(sheet: Sheet, text: Container[str]) -> Iterator[tuple[int, int, Key]]:
    """Yield each cell of an amount, by line and column, with all the names that it is of."""
    for columns, _ in groups_of(sheet):
        adder = _Adder(sheet, columns, text)
        for i in sheet.data:
            names, _ = adder.names(i)
            yield from ((i, c.index, frozenset((*names, *adder.heads[c.index]))) for c in columns)


def groups_of(sheet: Sheet) -> Iterator[tuple[tuple[SheetColumn, ...], bool]]:
    """Yield the columns that together tell what is given, and whether it is all that is given.

    They tell it by source, again by use, or as a total. Of several columns that nothing adds up
    and no head calls the money itself, each is all of what stands over it and no more.
    """
    columns = [c for c in sheet.money if _is_given(c)]
    totals = [c for c in columns if c.role == "total"]
    leaves = [c for c in columns if c.role != "total"]
    summed = set[int]()
    nested = sheet.summed(total.index for total in totals)
    for total in totals:
        parts = {i for i in sheet.summed([total.index]) if not sheet.parts.get(i)}
        if parts and not parts <= summed and all(_is_given(sheet.of_index[i]) for i in parts):
            summed |= parts
            yield tuple(sheet.of_index[i] for i in sorted(parts)), total.index not in nested
    rest = [c for c in leaves if c.index not in summed]
    heads = list(dict.fromkeys(c.path[:-1] for c in rest if len(c.path) > 1))
    tops = [c for c in totals if c.index not in nested and (len(totals) == 1 or not _names_over(c))]
    if (across := given_across(sheet, rest)) is not None:
        yield across, all(come_to_same(sheet, across, (c,)) for c in tops)
        heads = []
    for head in heads:
        under = tuple(c for c in rest if c.path[:-1] == head)
        others: list[tuple[SheetColumn, ...]] = [(c,) for c in tops]
        for other in heads if not tops else ():
            others.append(tuple(c for c in rest if c.path[:-1] == other))
        yield under, all(come_to_same(sheet, under, other) for other in others)
    alone = [c for c in rest if len(c.path) < 2]
    of = given(sheet)
    if of is not None and len(of.columns) > 1 and set(of.columns) <= set(alone):
        yield of.columns, True
        alone = [c for c in alone if c not in of.columns]
    is_only = len(columns) == 1
    yield from (((c,), is_only or not _names_over(c)) for c in alone)
    yield from (((c,), c in tops) for c in totals)


def _is_given(column: SheetColumn) -> bool:
    is_target = column.is_computed or column.is_of_formula
    if column.is_compared or is_target or column.is_of_which or asks_for(column.name):
        return False
    return not any(_NOT_GIVEN.fullmatch(head) or _NOT_GIVEN.match(head) for head in column.path)


class _Adder:
    """Adds up the amounts of some columns by the names over and beside them."""

    def __init__(self, sheet: Sheet, columns: Sequence[SheetColumn], text: Container[str]) -> None:
        self.sheet, self.columns, self.text = sheet, columns, text
        self.per = FEN_PER_UNIT[sheet.unit or "元"] // FEN_PER_UNIT["元"]
        self.beside = [
            c
            for c in sheet.with_role("recipient", "source", "use", "text", figures=False)
            if c.role != "text" or _is_project(c)
        ]
        self.heads = {c.index: _names_in(sheet, c, text) for c in columns}

    def names(self, line: int) -> tuple[list[str], str]:
        """Return the names beside the amounts of a row, and its recipient."""
        beside = [(c, name_in_text(self.sheet.name(line, c))) for c in self.beside]
        names = [name for _, name in beside if name and name in self.text]
        return names, next((n for c, n in beside if c.role == "recipient" and n), "")

    def told(self) -> Told:
        """Return the amounts by their names, and those of recipients."""
        added: dict[Key, int] = {}
        given_to: dict[str, int] = {}
        for i in self.sheet.data:
            names, whom = self.names(i)
            for column in self.columns:
                value = column.values[i]
                if value is None:
                    continue
                for key in _keys((*names, *self.heads[column.index])):
                    added[key] = added.get(key, 0) + value
                if whom:
                    given_to[whom] = given_to.get(whom, 0) + value
        if not self._tells_whole():
            added.pop(WHOLE, None)
        exact = {key: self.yuan(value) for key, value in added.items()}
        return exact, {name: self.yuan(value) for name, value in given_to.items()}

    def yuan(self, value: int) -> Fraction:
        """Return an amount in whole fen: what formulas of a workbook are off by is no money."""
        yuan = FEN_PER_UNIT["元"]
        return Fraction(round(self.sheet.exact(value) * self.per * yuan), yuan)

    def _tells_whole(self) -> bool:
        """Say whether the rows add up to a whole: not where each total is of a level of its own."""
        totals = [self.sheet.lines[i] for i in self.sheet.totals]
        return (
            not totals
            or any(len(t.covers) == len(self.sheet.data) for t in totals)
            or any(t.level == 1 for t in totals)
        )


def _is_project(column: SheetColumn) -> bool:
    return bool(column.path) and re.fullmatch(r"项目(名称)?|projects?", column.path[-1]) is not None


def _names_over(column: SheetColumn) -> tuple[str, ...]:
    """Return the heads over a column that may name a source or a use."""
    names = (head for head in column.path if not total_level(head))
    return tuple(name_in_text(n) for n in names if not _GENERIC.fullmatch(n))


def _names_in(sheet: Sheet, column: SheetColumn, text: Container[str]) -> list[str]:
    """Return the names over a column that stand in a text, a tier alone where the text has it so.

    Words of a fund may follow a tier in a text: it is all of them, where no other head is of it.
    """
    over = [frozenset(map(name_in_text, c.path[:-1])) for c in sheet.money]
    of_all = frozenset.intersection(*over) if len(over) > 1 else ()  # of a fund, and of no source
    names = [name for name in _names_over(column) if name not in of_all]
    for k, name in enumerate(names):
        tier = _OF_TIER.fullmatch(name)
        if tier is None or not isinstance(text, NamesIn) or not text.tells(tier[1], name):
            continue
        if {n for c in sheet.money for n in _names_over(c) if tier[1] in n} == {name}:
            names[k] = tier[1]
    return [name for name in names if name in text]


def _keys(names: Sequence[str]) -> Iterator[Key]:
    """Yield every choice of a few names, none of them included."""
    for count in range(min(len(names), MOST_NAMES) + 1):
        yield from map(frozenset, combinations(dict.fromkeys(names), count))
