"""Levels above the recipients (层级): which columns of their table say where each belongs.

    levels: {columns: [市, 县], sums: [人口]}      # the highest first

Every recipient stands under one unit of each level, and every unit under one unit of the level
above it, so that the money of a unit is the sum of its recipients' money, and no money is counted
twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


class Marked(Protocol):
    """Somebody with words in columns of a table."""

    @property
    def name(self) -> str:
        """Return what the tables call it."""

    @property
    def marks(self) -> Mapping[str, str]:
        """Return the columns of its row that hold words."""


@dataclass(frozen=True)
class Hierarchy:
    """The levels above the recipients.

    Attributes:
        columns: The column of each level, the highest first; empty without levels.
        sums: The columns of figures of which a unit has the sum of its recipients'.
    """

    columns: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()

    def members(self, level: str, everybody: Sequence[Marked]) -> dict[str, list[int]]:
        """Return the places of the recipients under each unit of a level, in listed order."""
        found: dict[str, list[int]] = {}
        for place, one in enumerate(everybody):
            if (unit := one.marks.get(level)) is not None:
                found.setdefault(unit, []).append(place)
        return found

    def torn(self, everybody: Sequence[Marked]) -> Iterator[tuple[str, int, str, str]]:
        """Yield units that stand under two: the level above, a place, and the two names there."""
        for above, level in zip(self.columns, self.columns[1:], strict=False):
            for places in self.members(level, everybody).values():
                first = everybody[places[0]].marks.get(above, "")
                for place in places[1:]:
                    other = everybody[place].marks.get(above, "")
                    if first and other and other != first:
                        yield above, place, first, other
                        break


NO_LEVELS = Hierarchy()
