"""What a task of a worker is given besides its own words; light, as the server imports it too."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from optalloc.core.time_budget import Budget


@dataclass(frozen=True)
class Told:
    """Who hears of a task on its way.

    Attributes:
        tell: Sends a part to the page, before the whole is there.
        budget: Where a solve stands, for whoever looks on.
    """

    tell: Callable[[dict[str, Any]], None]
    budget: Budget
