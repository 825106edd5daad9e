"""How wide a text is, and how a table's columns share a page: in half characters and twips."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from optalloc.present.paper import OfficialTable

UPRIGHT, ACROSS = 8844, 12756
"""Room between the margins of an A4 page, upright and on its side [twips]."""
SIZES = (24, 21, 18, 15, 12, 10)
"""Sizes of a table's letters, the largest that fits is taken [half points]."""
NARROWEST, WIDEST = 6, 40
"""Where names and remarks are folded at the earliest and the latest [half characters]."""
MANY = 4
"""With more columns of words each is folded earlier."""
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


def measures(table: OfficialTable, only: int | None = None) -> Measures:
    """Return how a table is set so that no amount is broken, as large as it can be.

    Args:
        only: The room there is, where the page cannot be turned [twips].
    """
    wanted, folded = _needs(table, WIDEST), _needs(table, _fold(table))
    pages = ((UPRIGHT, False), (ACROSS, True)) if only is None else ((only, True),)
    for room, is_turned in pages:
        for size in SIZES if is_turned else SIZES[:3]:
            if sum(_twips(folded, size)) <= room:
                widths = _shared(_twips(wanted, size), _twips(folded, size), room)
                return Measures(size, widths, is_turned)
    least = _twips(_needs(table, NARROWEST), SIZES[-1])
    return Measures(SIZES[-1], _squeezed(least, only or ACROSS), True)


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
            needs.append(max(cells, min(width_of(head), 8)))
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
