"""How often a property is tried: as often as it says, and a few times in the inner loop."""

import os

QUICK = "OPTALLOC_QUICK"
"""`make quick` sets it; `make test`, which judges a change, does not."""
FEW = 5


def examples(most: int) -> int:
    """Return how many examples a property is tried with."""
    return min(most, FEW) if os.environ.get(QUICK) else most
