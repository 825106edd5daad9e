"""A ratio of sources that the words of a table tell (中央:省级=4：2) against what they give.

It stands in a title, a head, a note or a remark. The sources are those that it names, in its order,
else all of the table in theirs. What may be the ratio of something else is listed.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from optalloc.checking.checks import KINDS
from optalloc.checking.checks.split_drift import ratio_words, reduced, splits_of
from optalloc.checking.notice_words import ELSEWHERE, OTHER_TIME, YEAR
from optalloc.core.message import Words, same
from optalloc.core.money import halfwidth, parse_number
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.sheet import Sheet

OFF = Fraction(1, 200)
"""Within how much a ratio of sums lies around one that was set for every row."""
_NUMBER = r"[0-9]{1,3}(?:\.[0-9]{1,2})?%?"
RATIO = re.compile(
    rf"(?<![0-9.:/\-])(?<!时间)({_NUMBER}(?::{_NUMBER})+)(?![0-9.:/\-])(?!\s*(?:时|分钟|am|pm))"
)
_OF_SOURCES = re.compile(
    "分担|配套|承担|负担|出资|来源|各级|[两三四]级|级资金|share|sources?", re.I
)
_OF_OTHERS = re.compile("(?:中央|[省市州县区镇乡])(?=级|财政|[、与和及:/]|分担|承担|负担|配套)")
"""Levels of government that are named: where the sources are not all among them, of other money."""
_CLOCK = re.compile(r"(?:[01]?[0-9]|2[0-4])(?::[0-5][0-9]){1,2}")
_SAYSRATIO = re.compile("比|按|分担|配套|承担|负担|出资|=|share|ratio", re.IGNORECASE)
_LEVEL = re.compile("中央|[省市区县州镇乡](?=级|$|财政|资金)|.+?(?=资金|财政|配套|补助)")


@KINDS.register("told_ratio")
def told_ratio(sheet: Sheet) -> Iterator[Finding]:
    """Yield ratios in words that are not those of the sources, and those that nothing tells."""
    names, found = splits_of(sheet)
    doubted = list[str]()
    for text, line in _texts(sheet):
        plain = halfwidth(text)
        for token in RATIO.finditer(plain):
            ratio = [parse_number(part.rstrip("%")) for part in token[1].split(":")]
            if _is_clock(plain, token, len(names)) or not sum(ratio):
                continue
            rows = [s for s in found if line is None or s.line == line]
            order = _order(plain[: token.start()], names, len(ratio))
            parts = [tuple(s.parts[k] for k in order) for s in rows] if order else []
            sums = tuple(map(sum, zip(*parts, strict=True)))
            if not sums or not sum(sums):
                doubted.append(token[1])
            elif not any(_is_near(some, ratio) for some in (sums, *parts)):
                is_theirs = _OF_SOURCES.search(plain) and not _OF_OTHERS.search(plain)
                is_theirs = is_theirs or _named(plain, names)
                if not is_theirs or _is_of_another_time(plain[: token.start()], sheet):
                    doubted.append(token[1])
                    continue
                yield _off(sheet, line, [names[k] for k in order], sums, token[1])
    if doubted:
        listed = "、".join(dict.fromkeys(doubted))
        words = Words(
            f"所写的比例没有核对（看不出是哪几个来源的，或说的不是这次）：{listed}",
            "ratios told that were compared with nothing (not known of which sources, or not of "
            f"this plan): {listed}",
        )
        yield Finding("not_compared", "note", sheet.place(), words, listed)


def _texts(sheet: Sheet) -> Iterator[tuple[str, int | None]]:
    """Yield the words of a table, each with the row that it is of; None for those of all."""
    above = [cell for row in sheet.grid.rows[: sheet.header.first] for cell in row.filled]
    heads = dict.fromkeys(head for path in sheet.header.paths for head in path)
    yield from ((text, None) for text in (*above, *heads) if isinstance(text, str))
    for i, line in enumerate(sheet.lines):
        at = i if line.kind == "data" else None
        if line.kind in ("data", "note", "section"):
            yield from ((text, at) for text in line.row.filled if isinstance(text, str))


def _is_clock(text: str, token: re.Match[str], sources: int) -> bool:
    """Say whether a ratio may be an hour of the day, or a scale of a map."""
    if _SAYSRATIO.search(text) and token[1].count(":") + 1 == sources:
        return False
    return _CLOCK.fullmatch(token[1]) is not None or sources < 2


def _order(before: str, names: Sequence[str], count: int) -> Sequence[int]:
    """Return the sources that a ratio is of, by place; empty where that is not known."""
    at = {k: before.rfind(word) for k, word in enumerate(_words(names))}
    named = sorted((k for k, place in at.items() if place >= 0), key=lambda k: at[k])
    if len(named) == count:
        return named
    return range(count) if not named and count == len(names) else ()


def _named(text: str, names: Sequence[str]) -> bool:
    """Say whether a text names every source."""
    return all(word in text for word in _words(names))


def _is_of_another_time(before: str, sheet: Sheet) -> bool:
    """Say whether words are of another year, plan or money: 上年按1:1, 原按1:1."""
    said, titled = YEAR.findall(before), YEAR.findall("".join(sheet.header.titles))
    is_other_year = said[-1:] not in ([], titled[:1])
    return bool(is_other_year or ELSEWHERE.search(before) or OTHER_TIME.search(before))


def _words(names: Sequence[str]) -> Sequence[str]:
    """Return by what words texts call sources: 市 for 市级第二批 where no other is of a 市."""
    levels = [found[0] if (found := _LEVEL.match(name)) else name for name in names]
    return levels if len(set(levels)) == len(names) else names


def _is_near(parts: Sequence[int], ratio: Sequence[Fraction]) -> bool:
    total, whole = sum(parts), sum(ratio)
    pairs = zip(parts, ratio, strict=True)
    return bool(total) and all(abs(Fraction(p, total) - r / whole) <= OFF for p, r in pairs)


def _off(
    sheet: Sheet, line: int | None, names: Sequence[str], sums: Sequence[int], came: str
) -> Finding:
    """Return that a ratio is another one by the amounts."""
    joined, due = ":".join(names), ratio_words(reduced(sums))
    words = Words(
        f"写“{came}”，按表中金额 {joined} 为 {due}",
        f"says '{came}'; by the amounts {joined} is {due}",
    )
    return Finding("told_ratio", "warning", sheet.place(line), words, came, same(due))
