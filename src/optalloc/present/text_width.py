"""How wide a text is, and how a table's columns share a page: in half characters and twips."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from optalloc.present.paper import BLANK, OfficialTable

UPRIGHT, ACROSS = 8844, 12756
"""Room between the margins of an A4 page, upright and on its side [twips]."""
SIZES = (24, 21, 18, 16)
"""Sizes of a table's letters, the largest that fits is taken [half points]. Below 8 pt nobody reads
a figure on paper: a table that does not fit so is broken into blocks of columns."""
UPRIGHT_SIZES = SIZES[:3]
"""Sizes for which a page stays upright; for a smaller one it is turned first."""
NARROWEST, WIDEST = 6, 40
"""Where names and remarks are folded at the earliest and the latest [half characters]."""
MANY = 4
"""With more columns of words each is folded earlier."""
TITLE_HALF = 220
"""A half character of a title of 22 pt [twips]."""
PADDING = 170
"""Room at both sides of a cell [twips]."""


@dataclass(frozen=True)
class Measures:
    """How a table is set.

    Attributes:
        size: Size of its letters [half points].
        widths: Width of each column [twips].
        is_turned: Whether it needs the page on its side.
    """

    size: int
    widths: tuple[int, ...]
    is_turned: bool


def width_of(text: str) -> int:
    """Return how wide a text is [half characters]; a Chinese character is two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def even_lines(text: str, room: int = UPRIGHT) -> list[str]:
    """Return a title in as few lines as it needs, as even as they can be, broken between words.

    Args:
        room: How wide a line may be [twips].
    """
    whole, most = width_of(text), room // TITLE_HALF
    if whole <= most:
        return [text]
    tokens = [found[0] for found in _TOKEN.finditer(text)]
    least = -(-whole // most)
    tried = (_broken(tokens, count, most) for count in range(least, len(tokens) + 1))
    return next(filter(None, tried), [text])


_NUMERALS = "[〇零一二三四五六七八九十]"
_TOKEN = re.compile(
    rf"{BLANK.pattern}|[“‘（〔《【(]*(?:[!-'*-~]+|{_NUMERALS}*年度|{_NUMERALS}+|.)"
    r"[”’）〕》】)、，。；：！？,.;:!?]* *",
    re.DOTALL,
)
"""What no line of a title may begin or end within: a figure or Latin word, a mark and what it is
set beside, a blank to fill in."""
_SEAMS = (
    (re.compile(r"[”’）〕》】)、，。；：年的和与及 ]$"), 0),
    (re.compile(r"(?:关于|资金|项目|工作|财政|补助|衔接|推进|振兴|年度)$"), 18),
    (re.compile(r"$"), 36),
)
"""Where a title may be broken, the best first: behind a mark, behind a word that titles of the
field are made of, anywhere; with its weight; two lines three half characters off weigh 18."""
_OPENING = "“‘（〔《【("
"""Before these marks a title is as well broken as behind one that closes."""


def _broken(tokens: Sequence[str], count: int, most: int) -> list[str]:
    """Return tokens in so many lines, the sum of squares of what each is off the middle least.

    Args:
        most: How wide a line may be [half characters].
    """
    ends = [0]
    for token in tokens:
        ends.append(ends[-1] + width_of(token))
    tails = [width_of(token) - width_of(token.rstrip()) for token in tokens]
    # By number of tokens: what the lines up to there cost, and where they end.
    best: dict[int, tuple[int, tuple[int, ...]]] = {0: (0, ())}
    for left in range(count - 1, -1, -1):
        found: dict[int, tuple[int, tuple[int, ...]]] = {}
        for start, (cost, cuts) in best.items():
            for end in range(start + 1, len(tokens) + 1):
                wide = ends[end] - ends[start] - tails[end - 1]
                if wide > most:
                    break
                line = "".join(tokens[start:end])
                seam = next(weight for ending, weight in _SEAMS if ending.search(line))
                seam = 0 if tokens[end : end + 1] and tokens[end][0] in _OPENING else seam
                whole = cost + (wide * count - ends[-1]) ** 2 + (left > 0) * seam * count**2
                if end not in found or whole < found[end][0]:
                    found[end] = (whole, (*cuts, end))
        best = found
    if len(tokens) not in best:
        return []
    cuts = best[len(tokens)][1]
    return ["".join(tokens[a:b]) for a, b in zip((0, *cuts), cuts, strict=False)]


def measures(table: OfficialTable, only: int | None = None) -> Measures:
    """Return how a table is set so that no amount is broken, as large as it can be.

    Args:
        only: The room there is, where the page cannot be turned [twips].
    """
    wanted, folded = _needs(table, WIDEST), _needs(table, _fold(table))
    pages = ((UPRIGHT, False), (ACROSS, True)) if only is None else ((only, True),)
    for room, is_turned in pages:
        for size in SIZES if is_turned else UPRIGHT_SIZES:
            if sum(_twips(folded, size)) <= room:
                widths = _shared(_twips(wanted, size), _twips(folded, size), room)
                return Measures(size, widths, is_turned)
    least = _twips(_needs(table, NARROWEST), SIZES[-1])
    return Measures(SIZES[-1], _squeezed(least, only or ACROSS), True)


def fits_upright(table: OfficialTable) -> bool:
    """Return whether a table stands on an upright page in one piece, in letters that are read."""
    return sum(_twips(_needs(table, _fold(table)), UPRIGHT_SIZES[-1])) <= UPRIGHT


def in_blocks(table: OfficialTable, only: int | None = None) -> list[OfficialTable]:
    """Return a table in pieces that fit a page, each with the column of names; most are one piece.

    As few pieces as there can be, and then as even as they can be.

    Args:
        only: The room there is, where the page cannot be turned [twips].
    """
    room = only or ACROSS
    needs = _twips(_needs(table, _fold(table)), SIZES[-1])
    if sum(needs) <= room:
        return [table]
    starts = _starts(needs, room)
    while room > PADDING and len(narrower := _starts(needs, room - PADDING)) == len(starts):
        room, starts = room - PADDING, narrower
    ends = [*starts[1:], len(needs)]
    return [_piece(table, first, end) for first, end in zip(starts, ends, strict=True)]


def _starts(needs: Sequence[int], room: int) -> list[int]:
    """Return the columns at which pieces begin, behind the column of names."""
    starts, used = [1], needs[0]
    for column, need in enumerate(needs[1:], 1):
        if used + need > room and column > starts[-1]:
            starts.append(column)
            used = needs[0]
        used += need
    return starts


def _piece(table: OfficialTable, first: int, end: int) -> OfficialTable:
    """Return the column of names and some columns beside it."""
    return replace(
        table,
        head=(table.head[0], *table.head[first:end]),
        rows=tuple((row[0], *row[first:end]) for row in table.rows),
        amounts=frozenset(1 + c - first for c in table.amounts if first <= c < end),
    )


def _fold(table: OfficialTable) -> int:
    """Return where words are folded for a table to read well [half characters]."""
    words = len(table.head) - len(table.amounts)
    return 16 if words <= MANY else 10


def _needs(table: OfficialTable, most: int) -> list[int]:
    """Return what each column needs: amounts whole, words up to a width [half characters]."""
    needs = []
    for column, head in enumerate(table.head):
        cells = max((width_of(row[column]) for row in table.rows), default=0)
        if column in table.amounts:
            # A digit more: the total is bold, and another font may be wider than the one named.
            needs.append(max(cells + 1, min(width_of(head), 8)))
        else:
            needs.append(max(4, min(max(cells, width_of(head)), most)))
    return needs


def _twips(needs: Sequence[int], size: int) -> list[int]:
    """Return widths [twips] of needs [half characters] at a size; a point is 20 twips."""
    return [need * size * 5 + PADDING for need in needs]


def _shared(wanted: list[int], least: list[int], room: int) -> tuple[int, ...]:
    """Return widths that fill the room: each column its least, then its part of what is left."""
    over = sum(wanted) - room
    if over <= 0:
        return tuple(width + -over // len(wanted) for width in wanted)
    foldable = sum(wanted) - sum(least)
    # Rounded up, so that the columns together never leave the page.
    return tuple(w + -over * (w - low) // foldable for w, low in zip(wanted, least, strict=True))


def _squeezed(widths: list[int], room: int) -> tuple[int, ...]:
    return tuple(w * room // max(room, sum(widths)) for w in widths)
