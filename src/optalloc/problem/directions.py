"""Directions of an indicator (因素方向): whether more of a figure, or less of it, means more money.

All that tells one direction from another stands here: what shares are taken of, which figures it
can use, how it is said, and how a workbook computes it. A new one is a class and its name in
`DirectionName`.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar, Literal

from optalloc.core.message import NOTHING, Words

DirectionName = Literal["more", "less"]
"""The words that a scenario may write."""


class Direction(ABC):
    """How the figures of an indicator become shares.

    Attributes:
        name: The word that a scenario writes.
        says: What the word means, for whoever writes a scenario.
        is_rising: Whether a larger figure means a larger share.
        adds_up: Whether the sum of the figures can mean something.
        share: What stands between a figure and its share on a score sheet.
        mark: What is added to the indicator's name where its figures are not shared as they are.
        needs: What figures must be, one by one.
        basis_head: The heading of what shares are taken of, where it is not the figure.
    """

    name: ClassVar[DirectionName]
    says: ClassVar[Words]
    is_rising: ClassVar[bool]
    adds_up: ClassVar[bool]
    share: ClassVar[Words]
    mark: ClassVar[Words] = NOTHING
    needs: ClassVar[Words]
    basis_head: ClassVar[Words] = NOTHING

    @abstractmethod
    def basis(self, figure: Fraction) -> Fraction:
        """Return what shares are taken of."""

    def bases(self, figures: Sequence[Fraction]) -> Sequence[Fraction]:
        """Return what shares are taken of, for a whole column."""
        return [self.basis(figure) for figure in figures]

    @abstractmethod
    def can_share(self, figure: Fraction) -> bool:
        """Return whether a recipient with this figure can have a share, be it of nothing."""

    @abstractmethod
    def why_not(self, name: str) -> Words:
        """Say what a figure of the indicator of this name must be."""

    @abstractmethod
    def of_whole(self, share: str) -> Words:
        """Say what share a figure has, in a letter."""

    @abstractmethod
    def formula(self, cell: str) -> str:
        """Return a spreadsheet's formula for what shares are taken of."""


class More(Direction):
    """More of it means more money: shares are taken of the figures themselves."""

    name = "more"
    says = Words("越多越给", "more of it means more money")
    is_rising = True
    adds_up = True
    share = Words("，占", ", a share of")
    needs = Words("每个单位都应不小于 0", "a figure of 0 or more for everybody")

    def basis(self, figure: Fraction) -> Fraction:
        """Return the figure."""
        return figure

    def bases(self, figures: Sequence[Fraction]) -> Sequence[Fraction]:
        """Return the figures themselves: 40,000 are not copied."""
        return figures

    def can_share(self, figure: Fraction) -> bool:
        """Return whether it is no less than nothing, as where one column is taken off another."""
        return figure.numerator >= 0

    def why_not(self, name: str) -> Words:
        """Say that it must not be below 0."""
        return Words(f"因素“{name}”应不小于 0", f"{name} of at least 0")

    def of_whole(self, share: str) -> Words:
        """Say the part of the whole."""
        return Words(f"，占全部的 {share}", f", {share} of the whole")

    def formula(self, cell: str) -> str:
        """Return the cell."""
        return cell


class Less(Direction):
    """Less of it means more money: shares are taken of reciprocals (反向因素取倒数)."""

    name = "less"
    says = Words("越少越给", "less of it means more money")
    is_rising = False
    adds_up = False
    share = Words("，按倒数占", ", by its reciprocal")
    mark = Words("（按倒数）", " (by its reciprocal)")
    needs = Words(
        "反向因素取倒数，每个单位都应大于 0", "a figure above 0 for everybody, as less means more"
    )
    basis_head = Words("倒数（少的多得）", "reciprocal (less means more)")

    def basis(self, figure: Fraction) -> Fraction:
        """Return the reciprocal."""
        return 1 / figure

    def can_share(self, figure: Fraction) -> bool:
        """Return whether there is a reciprocal that is a share."""
        return figure > 0

    def why_not(self, name: str) -> Words:
        """Say that it must be above 0."""
        return Words(
            f"应大于 0：因素“{name}”少的多得，按倒数计",
            f"above 0: less of {name} means more, by its reciprocal",
        )

    def of_whole(self, share: str) -> Words:
        """Say the part of the whole of reciprocals."""
        return Words(f"，按倒数占 {share}", f", by its reciprocal {share}")

    def formula(self, cell: str) -> str:
        """Return the reciprocal of the cell."""
        return f"1/{cell}"


DIRECTIONS: dict[str, Direction] = {one.name: one for one in (More(), Less())}
"""Every direction by the word for it."""
