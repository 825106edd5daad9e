"""Who solves a program: the engine that was asked for, or the one that its shape speaks for.

    asked    linear programs    integer programs
    cbc      CBC                CBC
    highs    HiGHS              HiGHS
    race     HiGHS              CBC, and HiGHS beside it from the start
    auto     HiGHS              by the program (chosen), both if it takes long

In each the other engine takes over where one fails: it is missing, blocked, hangs, breaks off, or
says what cannot be (docs/decisions/0028). An engine that failed is not asked again in this solve.

HiGHS solves in this process, which is quick to start and cannot be stopped; so an integer program
that is not settled there in a moment goes to a process of its own, and one from which HiGHS does
not come back at all counts as failed.
"""

import time
from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from optalloc.core.message import Words
from optalloc.solver.engines.interface import (
    DOUBTED,
    GAVE_UP,
    OTHER,
    EngineAnswer,
    LinearProgram,
    both_failed,
    cannot_start,
    stands_in,
)
from optalloc.solver.engines.race import NEVER, EngineRun, Entrant, Heat, merged
from optalloc.solver.engines.scaling import scaled

if TYPE_CHECKING:
    from optalloc.solver.engines.highs import Highs
    from optalloc.solver.engines.highs_process import HighsRun

HEAD_START = 0.3
"""Seconds that CBC runs alone in a race: most integer programs of a plan take it less than a second
process needs to come up."""
AT_ONCE = 6.0
"""Seconds that HiGHS has for an integer program in this process; one of choices needs up to six."""
ALONE = 6.0
"""The same where no other engine is to join and HiGHS keeps to its limit: a process of its own
begins anew, from the best plan but not from the proof so far."""
MOST_HERE = 3000
"""Columns of an integer program up to which HiGHS keeps to a limit as it is asked to."""
JOINS_AFTER = 5.0
"""Seconds after which a second engine joins the one that was chosen."""
OPINION = 10.0
"""Seconds that a second opinion may take."""


class Portfolio:
    """One or both engines, by what was asked for.

    Attributes:
        won: How many integer programs each engine settled.
        ran: The engines that gave an answer, in order.
        failed: The engines that failed, and how.
        is_highs_here: Whether HiGHS may be asked in this process.
        is_limited: Whether a time limit bounds the solve: then HiGHS, which looks at the clock now
            and then only, gets large integer programs in a process of its own from the start.
    """

    def __init__(self, asked: str) -> None:
        self.asked = asked
        self.won: Counter[str] = Counter()
        self.ran: dict[str, None] = {}
        self.failed: dict[str, Words] = {}
        self.is_highs_here = True
        self.is_limited = False
        self._highs: Highs | None = None

    @property
    def name(self) -> str:
        """What was asked for while that is who solves; else the engines that answered."""
        if self.asked == "race" or (not self.ran and self.asked != "auto"):
            return self.asked
        return "+".join(self.ran) or "none"

    @property
    def version(self) -> str:
        """The version of the engine, or of each with its name."""
        names = ("cbc", "highs") if self.asked == "race" else tuple(self.ran)
        names = names or ((self.asked,) if self.asked != "auto" else ())
        said = [_version(name) for name in names]
        if len(names) == 1:
            return said[0]
        return ", ".join(f"{name} {version}" for name, version in zip(names, said, strict=True))

    def highs(self) -> "Highs":
        """Return HiGHS in this process.

        Raises:
            ImportError: When it is not there.
        """
        from optalloc.solver.engines.highs import Highs

        if self._highs is None:
            self._highs = Highs()
        return self._highs

    @property
    def may_go_on(self) -> bool:
        """Whether HiGHS may be at work on integer programs while something else is done here."""
        return self.asked in ("auto", "highs") and "highs" not in self.failed

    def begin(self, linear: LinearProgram, seconds: float | None) -> "HighsRun | None":
        """Start HiGHS on an integer program in a process of its own; None where it will not start.

        Whoever begins it stops it.
        """
        try:
            return _highs_run(scaled(linear).linear, seconds)
        except (OSError, ImportError):
            return None

    def solve(self, linear: LinearProgram, branch: bool, seconds: float | None) -> EngineAnswer:
        """Minimise; no process is left running, however this ends."""
        before = set(self.failed)
        answer = _Question(self, linear, branch, seconds).answer()
        if answer.verdict == "nothing" and not answer.out_of_time:
            one, other = [(name, self.failed.get(name, GAVE_UP)) for name in OTHER]
            return answer.told((both_failed(one, other),))
        new = [name for name in self.failed if name not in before]
        return answer.told(tuple(stands_in(name, self.failed[name]) for name in new))


class _Question:
    """One program on its way through the engines."""

    def __init__(
        self, portfolio: Portfolio, linear: LinearProgram, branch: bool, seconds: float | None
    ) -> None:
        self.by, self.branch, self.seconds = portfolio, branch, seconds
        self.scaled = scaled(linear)
        self.linear = self.scaled.linear
        self.started = time.monotonic()
        self.lost: list[EngineAnswer] = []

    def answer(self) -> EngineAnswer:
        """Return the first settled answer, or the best of all."""
        asked, because = self.by.asked, None
        if asked == "auto" and self.branch:
            asked, because = chosen(self.linear)
        found = self._branched(asked) if self.branch else self._relaxed(asked)
        if found.multipliers is not None:
            found = replace(found, multipliers=found.multipliers * self.scaled.row)
        return replace(found, because=because)

    def _relaxed(self, asked: str) -> EngineAnswer:
        """Return what one engine makes of a linear program; the other where it fails."""
        for name in ("cbc", "highs") if asked == "cbc" else ("highs", "cbc"):
            if self._left() == 0.0:
                return EngineAnswer("nothing", out_of_time=True)
            if self.by.is_highs_here if name == "highs" else name not in self.by.failed:
                ask = self._here if name == "highs" else self._by_cbc
                answer = self._taken(name, ask(self._left()))
                if answer.is_settled or answer.out_of_time:
                    return answer
        return EngineAnswer("nothing")

    def _branched(self, asked: str) -> EngineAnswer:
        """Return what the engines make of an integer program."""
        is_apart = self.by.is_limited and self.linear.size[0] > MOST_HERE
        if (asked == "highs" or "cbc" in self.by.failed) and self.by.is_highs_here and not is_apart:
            answer = self._here(self._at_once())
            if self._taken("highs", answer).is_settled or self._left() == 0.0:
                return answer
            if answer.x is not None:
                self.linear = replace(self.linear, known=answer.x)
        heat = Heat(self.linear, self._entrants(asked), self._left())
        try:
            winner = heat.run()
        finally:
            heat.stop()
        for name, failed in heat.failures.items():
            self.by.failed.setdefault(name, failed)
        self.lost += heat.lost
        if winner is not None:
            return self._taken(*winner)
        if len(self.by.failed) == len(OTHER) and self.by.is_highs_here and self._left() != 0.0:
            # No process of its own could be had; HiGHS may still be had in this one.
            answer = self._here(self._left())
            if answer.is_settled:
                return self._taken("highs", answer)
        return merged(self.linear, self.lost)

    def _at_once(self) -> float:
        """Return how long HiGHS may take in this process."""
        is_alone = self.by.asked == "highs" and self.linear.size[0] <= MOST_HERE
        most, left = ALONE if is_alone else AT_ONCE, self._left()
        return most if left is None else min(most, left)

    def _entrants(self, asked: str) -> list[Entrant]:
        """Return who starts and who joins when."""
        cbc, highs = 0.0, 0.0
        if asked == "cbc":
            highs = NEVER if self.by.asked == "cbc" else JOINS_AFTER
        elif asked == "highs":
            cbc = NEVER if self.by.asked == "highs" else JOINS_AFTER
        else:
            highs = HEAD_START
        both = [Entrant("cbc", _cbc_run, cbc), Entrant("highs", _highs_run, highs)]
        both.sort(key=lambda entrant: entrant.after)
        if asked == "highs":
            both.sort(key=lambda entrant: entrant.name, reverse=True)
        return [entrant for entrant in both if entrant.name not in self.by.failed]

    def _taken(self, name: str, answer: EngineAnswer) -> EngineAnswer:
        """Take down who answered, or that it failed; doubt CBC where it says there is nothing."""
        failed = answer.failed
        if failed is None and answer.verdict == "nothing" and not answer.out_of_time:
            failed = GAVE_UP
        if failed is not None:
            self.by.failed[name] = failed
            self.by.is_highs_here &= name != "highs"
        if not answer.is_settled:
            self.lost.append(answer)
            return answer
        if name == "cbc" and answer.verdict == "infeasible" and self.by.is_highs_here:
            left = self._left()
            other = self._here(OPINION if left is None else min(OPINION, left))
            if other.is_settled and other.x is not None:
                self.by.failed["cbc"] = DOUBTED
                return self._taken("highs", other)
        self.by.ran[name] = None
        if self.branch:
            self.by.won[name] += 1
        return answer

    def _here(self, seconds: float | None) -> EngineAnswer:
        """Return what HiGHS makes of it in this process."""
        try:
            return self.by.highs().solve(self.linear, self.branch, seconds)
        except (ImportError, OSError) as error:
            return EngineAnswer("nothing", failed=cannot_start(error))

    def _by_cbc(self, seconds: float | None) -> EngineAnswer:
        """Return what CBC makes of a linear program, watched."""
        heat = Heat(self.linear, [Entrant("cbc", partial(_cbc_run, branch=False))], seconds)
        try:
            winner = heat.run()
        finally:
            heat.stop()
        if winner is not None:
            return winner[1]
        answer = merged(self.linear, heat.lost)
        return replace(answer, failed=heat.failures.get("cbc"))

    def _left(self) -> float | None:
        """Return the seconds left; None without a limit."""
        if self.seconds is None:
            return None
        return max(0.0, self.seconds - (time.monotonic() - self.started))


def _cbc_run(linear: LinearProgram, seconds: float | None, branch: bool = True) -> EngineRun:
    from optalloc.solver.engines.cbc import Cbc, CbcRun

    return CbcRun(Cbc().path, linear, branch, seconds)


def _highs_run(linear: LinearProgram, seconds: float | None) -> "HighsRun":
    from optalloc.solver.engines.highs_process import HighsRun

    return HighsRun(linear, seconds)


def _version(name: str) -> str:
    """Return the version of an engine; a question that must never be a fault."""
    try:
        if name == "cbc":
            from optalloc.solver.engines.cbc import Cbc

            return Cbc().version
        from optalloc.solver.engines.highs import Highs

        return Highs().version
    except (ImportError, OSError):
        return "unknown"


DENSE = 0.25
"""Part of the columns from which a row is one about all of them."""
MOST_ROWS = 20
"""Rows up to which a program of such rows alone is a knapsack with several limits."""
KNAPSACK = Words("有几条限额的取舍，CBC 较快", "a knapsack with several limits: CBC is faster")
OTHERS = Words("HiGHS 对这种整数规划较快", "HiGHS is faster on integer programs of this shape")


def chosen(linear: LinearProgram) -> tuple[str, Words]:
    """Return the engine that starts, and why (docs/decisions/0029)."""
    return ("cbc", KNAPSACK) if _is_knapsack(linear) else ("highs", OTHERS)


def _is_knapsack(linear: LinearProgram) -> bool:
    """Return whether all is a choice of yes or no under two or more limits on all of it."""
    columns, rows = linear.size
    if not 2 <= rows <= MOST_ROWS or not linear.is_whole.all():
        return False
    is_choice = bool((linear.upper - linear.lower <= 1).all())
    return is_choice and bool((np.diff(linear.start) >= DENSE * columns).all())
