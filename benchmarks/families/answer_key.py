"""The answer key: published results that the product reproduces, as scenario files.

Seats of parliaments by the methods of divisors, a transport case, controlled rounding, knapsacks.
"""

from families.real import SCENARIOS, cases, write
from registry import Family, register

register(
    Family(
        "answer key",
        "published apportionments, a transport case, knapsacks",
        write,
        cases("answer key", sorted((SCENARIOS / "answer-key").glob("*/*.yaml"))),
    )
)
