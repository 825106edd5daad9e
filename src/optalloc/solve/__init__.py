"""From a Program to an Outcome: unit steps, engines, exact bounds, goals in order of priority."""

from optalloc.solve.lexicographic import solve
from optalloc.solve.outcome import GoalOutcome, Outcome, Proven, Stopped

__all__ = ["GoalOutcome", "Outcome", "Proven", "Stopped", "solve"]
