"""The ratio in which sources share every row's cost, and the rows that drift from it.

    45:55   every row:  |part - total * 45/100| <= half the step in use

The ratio is the one that most rows keep; three fifths of them at least, else there is none. Of two
or three rows none wins: differing round ratios are pointed out together, even if rounding to a
coarser step might explain them. A row is accused when it is off by a whole step or more: a split
that holds over the totals rounds each row up or down.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil

from optalloc.checking.checks import KINDS
from optalloc.checking.splits import SourceSplit, ratio_words, reduced, splits
from optalloc.core.message import Words, listed
from optalloc.inputs.understanding.layout.arithmetic import finest, largest_step, shown, signed
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.sheet import Sheet

LEAST_KEEPING = Fraction(3, 5)
FEW_ROWS = 3
MOST_RATIOS = 8
NEAR = Fraction(15, 100)
"""Ratios of a few rows that lie farther apart are different policies, not drift."""


@KINDS.register("split_drift")
def split_drift(sheet: Sheet) -> Iterator[Finding]:
    """Yield the ratio found, and rows that are off it by more than rounding."""
    names, found = splits(sheet)
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
    by = signed(offs[at])
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
