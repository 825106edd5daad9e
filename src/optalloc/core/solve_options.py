"""What solving may be told, as one thing that is made once and passed on whole.

An option stands here, as a field and as a word that callers may say, and in `cli/options.py`, which
offers it on the command line. What acts on it reads the field; nothing in between names it.
"""

from dataclasses import dataclass, fields, replace
from fractions import Fraction
from numbers import Real
from typing import Any, TypedDict

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Words, same
from optalloc.core.time_budget import HALF, Budget, TimeLimit, budget_of

NO_GAP = Fraction(0)


class SolveWords(TypedDict, total=False):
    """The options by name, as Python callers may say them; `SolveOptions` tells what each does."""

    solver: str
    time_limit: TimeLimit


class GapWords(SolveWords, total=False):
    """The same, where a plan may miss its best."""

    gap: Fraction


@dataclass(frozen=True)
class SolveOptions:
    """What solving may be told; nothing here says which plans are allowed, or which is best.

    Attributes:
        solver: `cbc`, `highs`, `race`: both at once, `pulp:NAME`: what PuLP finds under it, or
            `auto`: chosen by the program.
        time_limit: Wall time for all that is asked [s], or the budget that it is a part of; None
            lets it finish.
        gap: The part of a goal's value by which the plan may miss its best, where finding the best
            takes integer programs, at least 0; 0 asks for the best.
    """

    solver: str = "auto"
    time_limit: TimeLimit = None
    gap: Fraction = NO_GAP

    @property
    def budget(self) -> Budget:
        """The time limit as a budget; one that starts now, unless it is part of another.

        Raises:
            InputUnusable: When it is no number of seconds, as a caller in Python may have it.
        """
        limit = self.time_limit
        if isinstance(limit, bool) or not isinstance(limit, Budget | Real | None):
            allowed = Words("应为秒数，如 10", "a number of seconds, such as 10")
            raise InputUnusable([Fault("Python", same("time_limit"), allowed, str(limit))])
        return budget_of(self.time_limit)

    @property
    def seconds(self) -> float | None:
        """The seconds of the time limit; None without one."""
        return self.budget.limit

    def within(self, time_limit: TimeLimit) -> "SolveOptions":
        """Return the same with another limit of time."""
        return replace(self, time_limit=time_limit)

    def begun(self) -> "SolveOptions":
        """Return the same with the limit's time running, for whatever is asked from now on."""
        return self.within(self.budget)

    def share(self, of: int = HALF) -> "SolveOptions":
        """Return the options of the next of so many parts of what is asked."""
        return self.within(self.budget.share(of))

    @property
    def alone(self) -> "SolveOptions":
        """The same for one process, as plain data that travels to it."""
        return self.within(self.budget.alone)

    @property
    def said(self) -> dict[str, Any]:
        """The options as a command line says them, for who keeps what an answer was asked with."""
        gap = {"--gap": str(self.gap)} if self.gap else {}
        return {"--solver": self.solver, "--time-limit": self.seconds, **gap}

    def as_json(self) -> dict[str, Any]:
        """Return the options as they stand in plan.json."""
        return {"solver": self.solver, "time_limit": self.seconds, "gap": str(self.gap)}

    def but(self, words: SolveWords | GapWords) -> "SolveOptions":
        """Return the same with what else a caller says."""
        return replace(self, **words) if words else self


OPTIONS = tuple(one.name for one in fields(SolveOptions))
AUTO = SolveOptions()
HIGHS = SolveOptions("highs")
"""Many small questions are answered soonest by HiGHS; every engine gives the same plan."""
CBC = SolveOptions("cbc")
