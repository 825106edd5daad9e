"""How wide a text is, and how a table's columns share a page: in half characters and twips."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from optalloc.reports.papers.blocks import Table

UPRIGHT, ACROSS = 8844, 12756
"""Room between the margins of an A4 page, upright and on its side [twips]."""
SIZES = (24, 21, 18, 15, 12, 10)
"""Sizes of a table's letters, the largest that fits is taken [half points]."""
NARROWEST, WIDEST = 6, 40
"""Where names and remarks are folded at the latest and the earliest [half characters]."""
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


def measures(table: Table, only: int | None = None) -> Measures:
    """Return how a table is set so that no amount is broken, as large as it can be.

    Args:
        only: The room there is, where the page cannot be turned [twips].
    """
    least, wanted = _needs(table, NARROWEST), _needs(table, WIDEST)
    pages = ((UPRIGHT, False), (ACROSS, True)) if only is None else ((only, True),)
    for room, is_turned in pages:
        for size in SIZES[:3] if not is_turned else SIZES:
            if sum(_twips(_comfortable(table, least, wanted), size)) <= room:
                return Measures(size, _shared(_twips(wanted, size), room, table, size), is_turned)
    return Measures(SIZES[-1], _squeezed(_twips(least, SIZES[-1]), only or ACROSS), True)


def _needs(table: Table, most: int) -> list[int]:
    """Return what each column needs: amounts whole, words up to a width [half characters]."""
    needs = []
    for column, head in enumerate(table.head):
        cells = max((width_of(row[column]) for row in table.rows), default=0)
        if column in table.amounts:
            needs.append(max(cells, min(width_of(head), 8)))
        else:
            needs.append(max(4, min(max(cells, width_of(head)), most)))
    return needs


def _comfortable(table: Table, least: list[int], wanted: list[int]) -> list[int]:
    """Return widths at which a table reads well: words folded now and then."""
    return [
        want if column in table.amounts else max(low, min(want, 16))
        for column, (low, want) in enumerate(zip(least, wanted, strict=True))
    ]


def _twips(needs: Sequence[int], size: int) -> list[int]:
    """Return widths [twips] of needs [half characters] at a size; a point is 20 twips."""
    return [need * size * 5 + PADDING for need in needs]


def _shared(wanted: list[int], room: int, table: Table, size: int) -> tuple[int, ...]:
    """Return widths that fill the page: words take what amounts leave, or fold."""
    over = sum(wanted) - room
    words = [c for c in range(len(wanted)) if c not in table.amounts]
    if over <= 0:
        spare = -over
        return tuple(w + spare // len(wanted) for w in wanted)
    least = _twips([NARROWEST] * len(wanted), size)
    foldable = sum(max(0, wanted[c] - least[c]) for c in words)
    widths = list(wanted)
    for c in words:
        can = max(0, wanted[c] - least[c])
        widths[c] -= over * can // foldable if foldable else 0
    return tuple(widths)


def _squeezed(widths: list[int], room: int) -> tuple[int, ...]:
    return tuple(w * room // max(room, sum(widths)) for w in widths)
