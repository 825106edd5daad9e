"""A plan of which some sums alone are told: by source and not by use, by use alone, or in all.

    甲镇 市级 20.7, 区级 25.3        the uses are not told
    甲镇 产业 24.2, 建设 21.8        the sources are not told

What is not told has a name that cannot be read. A rule that never reads it says the same of every
plan with these sums; one that does stops there, and is not decided.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NoReturn

from optalloc.problem.facts import Award, Plan


class NotTold(Exception):
    """Something that the sums do not tell was asked for."""


class UntoldName(str):
    """A name that nobody tells: whoever compares it, looks it up or shows it asks too much."""

    __slots__ = ()

    def __hash__(self) -> int:
        """Refuse to be looked up."""
        return self._refuse()

    def __eq__(self, other: object) -> bool:
        """Refuse to be compared."""
        return self._refuse()

    def __ne__(self, other: object) -> bool:
        """Refuse to be compared."""
        return self._refuse()

    def __str__(self) -> str:
        """Refuse to be shown."""
        return self._refuse()

    def _refuse(self) -> NoReturn:
        raise NotTold


UNTOLD = UntoldName()


class ToldPlan(Plan):
    """The sums that are told, one an award."""

    def of_units(self, unit_of: Mapping[str, str]) -> "ToldPlan":
        """Return the sums as those of the units above the recipients."""
        return ToldPlan(
            replace(a, recipient=unit_of.get(a.recipient, a.recipient)) for a in self.awards
        )

    def otherwise(self) -> "ToldPlan":
        """Return the same sums in more awards: what is said of single awards differs, no sum."""
        halves: list[Award] = []
        for award in self.awards:
            first = award.amount // 3 + 1 if award.amount > 1 else 0
            parts = (first, award.amount - first)
            halves += [replace(award, amount=part) for part in parts if part]
        return ToldPlan(halves)


def told_plan(sums: Iterable[tuple[str, str, str, int]], has_projects: bool) -> ToldPlan:
    """Return the plan of some sums by recipient, source and use [fen]; an empty name is untold.

    Args:
        sums: Each with its names.
        has_projects: Whether money may be for projects: the sums do not tell which.
    """
    project = UNTOLD if has_projects else None
    return ToldPlan(
        Award(recipient, source or UNTOLD, use or UNTOLD, money, project)
        for recipient, source, use, money in sums
        if money
    )
