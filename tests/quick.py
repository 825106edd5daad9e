"""How often a thing is tried: as often as it says at night, a third as often in the ordinary run.

`make many` (and `make coverage`) tries every property with all its examples and every block of
drawn scenarios; `make test`, which judges a change, with a third of them; `make quick` with a few.
Examples are drawn from the name of the test: the third is the same in every run.
"""

import os

QUICK = "OPTALLOC_QUICK"
"""`make quick` sets it."""
MANY = "OPTALLOC_MANY"
"""`make many` sets it, and `make coverage`."""
FEW = 5


def examples(most: int) -> int:
    """Return how many examples a property is tried with."""
    if os.environ.get(MANY):
        return most
    return min(most, FEW if os.environ.get(QUICK) else max(FEW, ordinary(most)))


def ordinary(most: int) -> int:
    """Return how many of the things that a night tries are tried for a change: a third of them."""
    return most if os.environ.get(MANY) else (most + 2) // 3
