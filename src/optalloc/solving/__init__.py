"""From a Program to an Outcome: unit steps, engines, exact bounds, goals in order of priority."""

from optalloc.solving.lexicographic import solve
from optalloc.solving.outcome import GoalOutcome, Outcome, Proven, Stopped

__all__ = ["GoalOutcome", "Outcome", "Proven", "Stopped", "solve"]
