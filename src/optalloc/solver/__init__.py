"""From a Program to an Outcome: unit steps, engines, exact bounds, goals in order of priority.

It knows no town and no policy. What it shows to others is imported when first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optalloc.solver.lexicographic import solve
    from optalloc.solver.search.outcome import GoalOutcome, Outcome, Proven, Stopped

__all__ = ["GoalOutcome", "Outcome", "Proven", "Stopped", "solve"]


def __getattr__(name: str) -> Any:
    """Import what the room shows to others on first use."""
    if name == "solve":
        return import_module("optalloc.solver.lexicographic").solve
    if name in __all__:
        return getattr(import_module("optalloc.solver.search.outcome"), name)
    raise AttributeError(name)
