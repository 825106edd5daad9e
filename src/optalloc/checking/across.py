"""The tables of one file against each other: what each recipient is given, told twice.

    表2 甲镇 合计 112      表3 甲镇 35.5 + 22.5 + … = 112

Two tables tell the same money where nearly all their recipients agree, or at least half of them and
the tables come to the same in all; one that differs then contradicts the other table. Where less
agrees, a line says that they were taken for other money.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from fractions import Fraction
from typing import NamedTuple

from optalloc.checking.told_amounts import by_recipient, groups_of, is_earlier, name_in_text
from optalloc.core.message import Words, same
from optalloc.core.money import FEN_PER_UNIT
from optalloc.core.odd_amounts import SLIPS
from optalloc.inputs.understanding.layout.arithmetic import shown
from optalloc.inputs.understanding.layout.finding import Finding, FindingPlace
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet

Place = tuple[int, int, int]
"""A cell: its sheet, its line, its column."""
MOST_OFF = Fraction(1, 4)
"""Part of the recipients that may differ where two tables still tell the same money."""
MOST_OFF_OF_ONE_TOTAL = Fraction(1, 2)
"""The same where the two tables come to the same in all."""
LEAST_SIZES = 3
"""So many amounts of different sizes must be the same: equal lots of two batches often are."""


_OF_TARGETS = re.compile("测算|得分|因素|应得|基准|备选|scores?|targets?|factors?", re.IGNORECASE)
"""Words in the name of a table that gives nothing, or not this plan."""
_STATE = re.compile(
    "(?:调整|变更|修改|修订|调剂|优化|核减|压减)[前后]?|原(?=(?:分配|安排|下达|计划|方案|表))"
    r"|(?:初|送审|征求意见|讨论|修改|定|终|报批)稿"
    r"|(?:支出|拨付|支付|执行|到位|报账|决算)(?!计划|方向|预算|安排|方案|项目)"
    r"|\b(?:before|after|original|revised|amended|adjusted)\b",
    re.IGNORECASE,
)
"""Words in the name of a table of money before or after a change, or of what became of it."""
_TIME = re.compile("(?:19|20)[0-9]{2}(?=年)|第[一二三四五六七八九十0-9]+批")
"""Years and batches in the name of a table."""
MOST_SHARED = Fraction(1, 2)
"""Part of the recipients of each of two tables that both must name to be spoken of together."""


class ToldTwice(NamedTuple):
    """What the tables of a file tell recipients, and which of them tell the same money.

    Attributes:
        told: What each table gives each recipient; nothing where there is no other table.
        same_as: The tables that tell the money of one before them, each with that one.
    """

    told: Sequence[dict[str, Fraction]]
    same_as: dict[int, int]

    @classmethod
    def of(cls, sheets: Sequence[Sheet]) -> "ToldTwice":
        """Hold the tables of a file against each other."""
        told = [by_recipient(sheet) for sheet in sheets] if len(sheets) > 1 else []
        return cls(told, dict(_same_as(sheets, told)))


def across(sheets: Sequence[Sheet], twice: ToldTwice) -> Iterator[Finding]:
    """Yield each recipient that a table gives otherwise than one before it."""
    told, same_as = twice
    yield from _of_other_size(sheets, told)
    yield from _taken_for_other_money(sheets, told, same_as)
    for k, other in same_as.items():
        lines = lines_of(sheets[k])
        for name, amount in told[k].items():
            due = told[other].get(name)
            if due is not None and amount != due:
                place = sheets[k].place(lines.get(name), _whom(sheets[k]))
                yield _off(sheets[k], sheets[other], place, amount, due)


def repeated(sheets: Sequence[Sheet], twice: ToldTwice) -> set[Place]:
    """Return the cells of the recipients that two tables tell of."""
    told = twice.told
    held: set[Place] = set()
    for pair in twice.same_as.items():
        both = told[pair[0]].keys() & told[pair[1]].keys()
        for k in pair:
            sheet = sheets[k]
            whom = _whom(sheet)
            rows = [i for i in sheet.data if name_in_text(sheet.name(i, whom)) in both]
            held |= {(k, i, c.index) for c in _columns(sheet) for i in rows}
    return held


def _whom(sheet: Sheet) -> SheetColumn:
    """Return the column of recipients of a table that tells what they are given."""
    return sheet.with_role("recipient", figures=False)[0]


def lines_of(sheet: Sheet) -> dict[str, int]:
    """Return the first line of each recipient."""
    whom, lines = _whom(sheet), dict[str, int]()
    for i in sheet.data:
        lines.setdefault(name_in_text(sheet.name(i, whom)), i)
    return lines


def _columns(sheet: Sheet) -> tuple[SheetColumn, ...]:
    return next((columns for columns, _ in groups_of(sheet)), ())


def _same_as(
    sheets: Sequence[Sheet], told: Sequence[dict[str, Fraction]]
) -> Iterator[tuple[int, int]]:
    """Yield each table with the first before it that tells the same money.

    An earlier batch may have given most of them as much as this one; what a change has moved
    differs before and after it.
    """
    firsts: dict[tuple[bool, Set[str]], dict[tuple[str, Fraction], int]] = {}
    for k, amounts in enumerate(told):
        first = firsts.setdefault((is_earlier(sheets[k]), states_of(sheets[k])), {})
        before = Counter(first[pair] for pair in amounts.items() if pair in first)
        for other, _ in before.most_common(1):
            is_plan = are_plans(sheets[k], sheets[other])
            is_other = are_of_other_times(sheets[k], sheets[other])
            if not is_other and _are_same(amounts, told[other], is_plan):
                yield k, other
        for pair in amounts.items():
            first.setdefault(pair, k)


def states_of(sheet: Sheet) -> Set[str]:
    """Return the words that tell before or after which change a table is: 调整前, 调整后."""
    names = (sheet.grid.sheet or "", *sheet.header.titles[-2:])
    return frozenset(word.lower() for name in names for word in _STATE.findall(name))


def are_of_other_times(one: Sheet, other: Sheet) -> bool:
    """Say whether two tables name years or batches, and none in common."""
    names = ((s.grid.sheet or "", *s.header.titles[-2:]) for s in (one, other))
    own, its = (set(_TIME.findall(" ".join(of))) for of in names)
    return bool(own and its) and not own & its


def _are_same(some: dict[str, Fraction], others: dict[str, Fraction], are_plans: bool) -> bool:
    """Say whether two tables tell the same money."""
    both = [name for name in some if name in others]
    same_ones = [some[name] for name in both if some[name] == others[name]]
    most_off = MOST_OFF
    if are_plans and _share_most(some, others) and sum(some.values()) == sum(others.values()):
        most_off = MOST_OFF_OF_ONE_TOTAL
    is_near = len(both) - len(same_ones) <= most_off * len(both)
    return is_near and len(set(same_ones) - {0}) >= LEAST_SIZES


def are_plans(*sheets: Sheet) -> bool:
    """Say whether tables are of what is given: not of scores or targets, nor of another batch."""
    names = (name for s in sheets for name in (s.grid.sheet or "", *s.header.titles[-2:]))
    return not any(map(_OF_TARGETS.search, names)) and not any(map(is_earlier, sheets))


def _share_most(some: dict[str, Fraction], others: dict[str, Fraction]) -> bool:
    """Say whether two tables are about the same recipients, most of them."""
    both = len(some.keys() & others.keys())
    return both > MOST_SHARED * max(len(some), len(others))


def _taken_for_other_money(
    sheets: Sequence[Sheet], told: Sequence[dict[str, Fraction]], same_as: dict[int, int]
) -> Iterator[Finding]:
    """Yield each table that was held against none before it, though it looks like one of them."""
    for k, amounts in enumerate(told):
        if k in same_as or not amounts:
            continue
        for other in range(k):
            before = told[other]
            if not _share_most(amounts, before) or not are_plans(sheets[k], sheets[other]):
                continue
            if are_of_other_times(sheets[k], sheets[other]):
                continue
            both = amounts.keys() & before.keys()
            alike = sum(amounts[n] == before[n] != 0 for n in both)
            is_one_total = sum(amounts.values()) == sum(before.values()) != 0
            sizes = {amounts[n] for n in both if amounts[n] == before[n]} - {0}
            if alike < len(both) and (is_one_total or len(sizes) >= LEAST_SIZES):
                yield _other_money(sheets[k], sheets[other], len(both) - alike, is_one_total)
                break


def _of_other_size(
    sheets: Sequence[Sheet], told: Sequence[dict[str, Fraction]]
) -> Iterator[Finding]:
    """Yield each table of which most amounts are those of one before it in another unit."""
    first = dict[tuple[str, Fraction], int]()
    for k, amounts in enumerate(told):
        given = {name: amount for name, amount in amounts.items() if amount}
        before = Counter(
            (first[name, size], slip)
            for name, amount in given.items()
            for slip in SLIPS
            for size in (amount * slip, amount / slip)
            if (name, size) in first
        )
        for (other, slip), count in before.most_common(1):
            both = [name for name in given if told[other].get(name)]
            is_most = count >= LEAST_SIZES and count >= (1 - MOST_OFF) * len(both)
            if is_most and _share_most(amounts, told[other]):
                yield _size_off(sheets[k], sheets[other], count, slip)
        for pair in given.items():
            first.setdefault(pair, k)


def _size_off(sheet: Sheet, other: Sheet, count: int, slip: int) -> Finding:
    before = other.grid.sheet or other.grid.file
    words = Words(
        f"{count} 个单位的金额与{before}正好相差 {slip} 倍：有一张表写错了单位？",
        f"amounts of {count} recipients are exactly {slip} times from those in "
        f"{before}: is a unit wrong in one of them?",
    )
    return Finding("across", "warning", sheet.place(), words, str(count))


def _other_money(sheet: Sheet, before: Sheet, count: int, is_one_total: bool) -> Finding:
    other = before.grid.sheet or before.grid.file
    zh, en = "合计也不同", "so are the totals"
    if is_one_total:
        zh, en = "合计相同", "the totals are the same"
    words = Words(
        f"与{other}有 {count} 个单位不同，{zh}，未作为同一笔钱核对",
        f"{count} recipients are other than in {other}, {en}: not compared as the same money",
    )
    return Finding("across", "note", sheet.place(), words, str(count))


def _off(
    sheet: Sheet, before: Sheet, place: FindingPlace, came: Fraction, due: Fraction
) -> Finding:
    unit = sheet.unit or "元"
    said, right = (shown(v * FEN_PER_UNIT["元"] / FEN_PER_UNIT[unit]) + unit for v in (came, due))
    other = before.grid.sheet or before.grid.file
    words = Words(
        f"这里共 {said}，{other}中为 {right}：同一单位在两张表里不一样",
        f"{said} here, {right} in {other}: the same recipient is told twice, and differently",
    )
    return Finding("across", "warning", place, words, said, same(right))
