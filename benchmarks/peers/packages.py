"""What the rounding packages need of an instance: seats for one column, a table for several."""

from fractions import Fraction
from math import ceil
from typing import Any

from textbook import CannotState

Column = tuple[str, str, int, int]


def columns(instance: dict[str, Any]) -> list[Column]:
    """Return source, use, grain and whole steps of each column of the table.

    A share of the money for some uses is set aside in every source; uses share the rest evenly.

    Raises:
        CannotState: When there are rules that a table with given margins cannot hold.
    """
    if instance["projects"] or instance["only"] or instance["splits"] or instance["total_step"]:
        raise CannotState("projects, closed cells or splits")
    money = sum(s["amount"] for s in instance["sources"])
    if any(r["low"] > 0 or r["high"] < money for r in instance["recipients"]):
        raise CannotState("bounds on totals")
    if not all(s["whole"] for s in instance["sources"]) or len(instance["shares"]) > 1:
        raise CannotState("several shares, or money left over")
    uses, found = instance["uses"], list[Column]()
    for source in instance["sources"]:
        left = steps = source["amount"] // source["grain"]
        for share in instance["shares"]:
            if share["uses"] is None or len(uses) != 2 or len(share["uses"]) != 1:
                raise CannotState("shares of recipients, or of several uses")
            inside = ceil(max(Fraction(*share["at_least"]), Fraction(1, 2)) * steps)
            found.append((source["name"], share["uses"][0], source["grain"], inside))
            left -= inside
        others = [u for u in uses if all(u not in s["uses"] for s in instance["shares"])]
        for i, use in enumerate(others):
            own = left // len(others) + (i < left % len(others))
            found.append((source["name"], use, source["grain"], own))
    if len({grain for _, _, grain, _ in found}) > 1:
        raise CannotState("different grains")
    return found


def targets(instance: dict[str, Any]) -> list[Fraction]:
    """Return everybody's target [fen, exact]."""
    return [Fraction(*r["target"]) for r in instance["recipients"]]


def awards(instance: dict[str, Any], table: Any, made: list[Column]) -> list[list[Any]]:
    """Return whole steps by recipient and column as awards."""
    return [
        [recipient["name"], source, use, None, int(k) * grain]
        for recipient, row in zip(instance["recipients"], table, strict=True)
        for (source, use, grain, _), k in zip(made, row, strict=True)
        if k
    ]
