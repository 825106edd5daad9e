"""What was read of a scenario's tables, kept for the scenarios that are made from it in memory.

A script changes a setting and reads again: tables that nothing was changed of are not read twice.
A reading is kept under what it was made of, only where it found no fault, and one of each sort.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from optalloc.core.errors import Fault

Read = TypeVar("Read")
_PLAIN = (str, int, list, dict, tuple, type(None))
"""Things that are compared by what they say; all others are the same only where they are one."""


def of_table(name: str) -> str:
    """Return the sort that the reading of a scenario's table is kept under."""
    return f"table {name}"


class KeptReadings:
    """Readings by their sort, each with what it was made of."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[tuple[object, ...], Any]] = {}

    def once(
        self,
        sort: str,
        made_of: tuple[object, ...],
        faults: Sequence[Fault],
        read: Callable[[], Read],
    ) -> Read:
        """Return what is kept of the same things, or read it.

        Args:
            sort: What is read.
            made_of: Everything that the reading looks at.
            faults: Where the reading puts what it finds wrong.
        """
        kept = self._held.get(sort)
        if kept is not None and _all_same(kept[0], made_of):
            found: Read = kept[1]
            return found
        before = len(faults)
        made = read()
        if len(faults) == before:
            self._held[sort] = (made_of, made)
        return made

    def without(self, sorts: Iterable[str]) -> "KeptReadings":
        """Return what is kept of all sorts but some."""
        other, left_out = KeptReadings(), frozenset(sorts)
        other._held = {sort: held for sort, held in self._held.items() if sort not in left_out}
        return other

    def __getstate__(self) -> dict[str, object]:
        """Return nothing: what is kept here does not travel to another process."""
        return {"_held": {}}


def _all_same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return len(one) == len(other) and all(map(_same, one, other))


def _same(one: object, other: object) -> bool:
    if one is other:
        return True
    # 1, 1.0 and true are equal and no cell reads them alike.
    is_plain = isinstance(one, _PLAIN) and isinstance(other, _PLAIN)
    return is_plain and repr(one) == repr(other)
