"""The ratio in which sources share every row's cost, and the rows that drift from it.

    45:55   every row:  |part - total * 45/100| <= half the step in use

The ratio is the one that most rows keep; three fifths of them at least, else there is none. Of two
or three rows none wins: differing round ratios are pointed out together, even if rounding to a
coarser step might explain them. A row is accused when it is off by a whole step or more: a split
that holds over the totals rounds each row up or down.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, gcd

from optalloc.checking.checks import KINDS
from optalloc.core.message import Words, listed
from optalloc.core.money import FEN_PER_UNIT, show_fraction
from optalloc.inputs.understanding.layout.arithmetic import finest, largest_step, shown, signed
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet

LEAST_KEEPING = Fraction(3, 5)
FEW_ROWS = 3
MOST_RATIOS = 8
NEAR = Fraction(15, 100)
"""Ratios of a few rows that lie farther apart are different policies, not drift."""


@dataclass(frozen=True)
class SourceSplit:
    """The money of one row, or of one recipient's rows, by source.

    Attributes:
        line: The row, or the first of them, by index.
        column: The column a finding points to.
        parts: The amount from each source, in the order of the sources [1/scale].
    """

    line: int
    column: SheetColumn
    parts: tuple[int, ...]

    @cached_property
    def total(self) -> int:
        """The money of the row [1/scale]."""
        return sum(self.parts)


@KINDS.register("split_drift")
def split_drift(sheet: Sheet) -> Iterator[Finding]:
    """Yield the ratio found, and rows that are off it by more than rounding."""
    names, found = splits_of(sheet)
    if len(found) < 2:
        return
    step = _step(sheet, found)
    few = list(_few(sheet, names, found, step))
    if few:
        yield from few
        return
    telling = [s for s in found if s.total >= 2 * step * len(names)] or found
    least = max(2, ceil(LEAST_KEEPING * len(telling)))
    counts = [(_keeping(telling, ratio, step, least), ratio) for ratio in _ratios(telling)]
    keeping, best = max(counts, key=lambda one: one[0])
    if keeping < least or 0 in best:
        return
    keeping, best = _rounder(found, (keeping, best), counts, step, least)
    text = ratio_words(best)
    joined = ":".join(names)
    words = Words(
        f"{joined} 按 {text} 分担（{len(telling)} 行中 {keeping} 行）",
        f"{joined} share the cost {text} (in {keeping} of {len(telling)} rows)",
    )
    # The ratio of the sums alone, which no row has, is none that anybody set: rows of a plan that
    # splits its totals lie around it by a step for each source.
    is_set = sum(reduced(s.parts) == best for s in found) > 1 or 20 % sum(best) == 0
    if is_set or keeping == len(telling):
        yield Finding("split", "note", sheet.place(), words, text)
    for split in found:
        if _is_off(split, best, step if is_set else step * len(best)):
            yield _off(sheet, names, split, best)


def _rounder(
    found: Sequence[SourceSplit],
    best: tuple[int, tuple[int, ...]],
    counts: Sequence[tuple[int, tuple[int, ...]]],
    step: int,
    least: int,
) -> tuple[int, tuple[int, ...]]:
    """Return a round ratio (45:55) in the place of that of the sums, where no row is a step off it.

    Rounding row by row moves the sums: they come to 45.06:54.94.
    """
    if sum(reduced(s.parts) == best[1] for s in found) > 1 or 20 % sum(best[1]) == 0:
        return best
    for keeping, ratio in counts:
        is_round = 0 not in ratio and 20 % sum(ratio) == 0
        if is_round and keeping >= least and not any(_is_off(s, ratio, step) for s in found):
            return keeping, ratio
    return best


def _step(sheet: Sheet, found: Sequence[SourceSplit]) -> int:
    """Return the step that the parts stand in [1/scale]."""
    common = [sheet.common(p for s in found for p in s.parts)]
    step = min(largest_step(common) or Fraction(1), finest(common) * 10)
    return int(step * sheet.scale)


def _ratios(found: Sequence[SourceSplit]) -> list[tuple[int, ...]]:
    """Return the ratios that may be meant: those of rows, the commonest first, and of the sums."""
    counts = Counter(reduced(s.parts) for s in found)
    sums = [sum(column) for column in zip(*(s.parts for s in found), strict=True)]
    ratios = [ratio for ratio, _ in counts.most_common(MOST_RATIOS)]
    # A round ratio near that of the sums: rounding hides it in every single row.
    total = sum(sums)
    percents = [(part * 40 // total + 1) // 2 * 5 for part in sums]
    near = [reduced(percents)] if sum(percents) == 100 else []
    return [*ratios, *near, reduced(sums)] if len(found) > FEW_ROWS else ratios


def _keeps(split: SourceSplit, ratio: Sequence[int], step: int) -> bool:
    whole, total = sum(ratio), split.total
    # Of two parts one is rounded and the other is the rest; of more, the rests add up.
    limit = step * whole if len(ratio) > 2 else step * whole / 2
    return all(
        abs(part * whole - total * share) <= limit
        for part, share in zip(split.parts, ratio, strict=True)
    )


def _is_off(split: SourceSplit, ratio: Sequence[int], step: int) -> bool:
    whole, total = sum(ratio), split.total
    return not _keeps(split, ratio, step) and any(
        abs(part * whole - total * share) >= step * whole
        for part, share in zip(split.parts, ratio, strict=True)
    )


def _keeping(found: Sequence[SourceSplit], ratio: Sequence[int], step: int, least: int = 0) -> int:
    """Return how many rows keep a ratio; 0 once it cannot be so many as are needed."""
    may_fail = len(found) - least
    for split in found:
        if not _keeps(split, ratio, step):
            may_fail -= 1
            if may_fail < 0:
                return 0
    return may_fail + least


def _off(sheet: Sheet, names: Sequence[str], split: SourceSplit, ratio: Sequence[int]) -> Finding:
    """Return what is wrong with a row off the ratio: the source that is farthest off is named."""
    whole = sum(ratio)
    due = [sheet.exact(split.total) * share / whole for share in ratio]
    came = ratio_words(reduced(split.parts))
    offs = [sheet.exact(part) - d for part, d in zip(split.parts, due, strict=True)]
    at = max(range(len(offs)), key=lambda k: abs(offs[k]))
    # A part of a fen is nobody's: -66666.67元, and not -66666.6666666667.
    by = signed(round(offs[at], len(str(FEN_PER_UNIT[sheet.unit or "元"])) - 1))
    parts = listed([sheet.say(p) for p in split.parts])
    words = Words(
        f"按 {came} 分担（{parts.zh}），其余各行按 {ratio_words(ratio)}，{names[at]}差 {by}",
        f"is split {came} ({parts.en}) where the rest are {ratio_words(ratio)}; "
        f"{names[at]} is off by {by}",
    )
    place = sheet.place(split.line, split.column)
    return Finding("split_drift", "warning", place, words, came, listed([shown(d) for d in due]))


def _few(
    sheet: Sheet, names: Sequence[str], found: Sequence[SourceSplit], step: int
) -> Iterator[Finding]:
    """Yield that two or three rows keep different and near ratios, round ones among them."""
    if len(found) > FEW_ROWS:
        return
    ratios = [reduced(s.parts) for s in found]
    shares = [Fraction(r[0], sum(r)) for r in ratios]
    is_near = 0 < max(shares) - min(shares) <= NEAR and all(0 < s < 1 for s in shares)
    for others in zip(*(s.parts for s in found), strict=True):
        # Near in the first source alone is no policy that drifts.
        parts = [Fraction(part, s.total) for part, s in zip(others, found, strict=True)]
        is_near = is_near and max(parts) - min(parts) <= NEAR
    sums = reduced([sum(column) for column in zip(*(s.parts for s in found), strict=True)])
    rounds = [r for r, share in zip(ratios, shares, strict=True) if 20 % share.denominator == 0]
    if _keeping(found, sums, step) == len(found) and (len(sums) > 2 or len(rounds) < len(found)):
        # One ratio explains every row by rounding; two round ratios are two policies all the same.
        return
    is_off = any(_keeping(found, ratio, step) < len(found) for ratio in rounds)
    if is_near and (len(rounds) == len(found) or is_off):
        texts = [
            f"{sheet.lines[s.line].label.split(' ')[0]} {ratio_words(r)}"
            for s, r in zip(found, ratios, strict=True)
        ]
        words = Words(
            f"{':'.join(names)} 的分担比例各行不同：{'、'.join(texts)}",
            f"{':'.join(names)} are split differently from row to row: {', '.join(texts)}",
        )
        place = sheet.place(None, found[0].column)
        yield Finding("split_drift", "warning", place, words, texts[-1])


def splits_of(sheet: Sheet) -> tuple[tuple[str, ...], list[SourceSplit]]:
    """Return the names of the sources, and how each row divides over them; empty without two.

    Sources that stand twice, below two years or before and after a change, share no one cost.
    """
    wide = [c for c in sheet.cells if c.role == "source"]
    names = tuple(c.path[-1] if c.path else c.letters for c in wide)
    if len(names) >= 2:
        return (names, _of_columns(sheet, wide)) if len(set(names)) == len(names) else ((), [])
    named = sheet.with_role("source", figures=False)
    whom = sheet.with_role("recipient", figures=False)
    if named and whom and len(sheet.cells) == 1:
        return _of_rows(sheet, named[0], whom[0], sheet.cells[0])
    return (), []


def _of_columns(sheet: Sheet, columns: Sequence[SheetColumn]) -> list[SourceSplit]:
    found = []
    for i in sheet.data:
        parts = tuple(c.values[i] or 0 for c in columns)
        if sum(parts) > 0 and min(parts) >= 0:
            found.append(SourceSplit(i, columns[0], parts))
    return found


def _of_rows(
    sheet: Sheet, sources: SheetColumn, recipients: SheetColumn, amount: SheetColumn
) -> tuple[tuple[str, ...], list[SourceSplit]]:
    """Return the splits of recipients that have a row for each source and use."""
    uses = sheet.with_role("use", figures=False)
    names = tuple(dict.fromkeys(n for i in sheet.data if (n := sheet.name(i, sources))))
    if len(names) < 2 or len(names) > 20:
        return (), []
    at = {name: k for k, name in enumerate(names)}
    rows: dict[tuple[str, ...], tuple[int, list[int]]] = {}
    for i in sheet.data:
        name, value = sheet.name(i, sources), amount.values[i]
        if name and value is not None:
            key = (sheet.name(i, recipients), *(sheet.name(i, u) for u in uses))
            rows.setdefault(key, (i, [0] * len(names)))
            rows[key][1][at[name]] += value
    found = [SourceSplit(line, amount, tuple(parts)) for line, parts in rows.values()]
    return names, [s for s in found if s.total > 0 and min(s.parts) >= 0]


def reduced(parts: Sequence[int]) -> tuple[int, ...]:
    """Return the ratio of some amounts in whole numbers without a common divisor: 9:11."""
    common = gcd(*parts) or 1
    return tuple(part // common for part in parts)


def ratio_words(ratio: Sequence[int]) -> str:
    """Return a ratio as offices write it: 45:55, else its least whole numbers, else percentages."""
    total = sum(ratio)
    if all(part * 100 % total == 0 for part in ratio):
        return ":".join(str(part * 100 // total) for part in ratio)
    if max(ratio) <= 9:
        return ":".join(map(str, ratio))
    return ":".join(show_fraction(Fraction(part * 100, total), 2) for part in ratio)
