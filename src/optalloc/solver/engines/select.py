"""The engines by name, imported when they are asked something; PuLP's have our own beside them.

What a solver of PuLP's says, and ours do for what it does not say:

    it fails                          ours solve this program and all that follow, and it is said
    it says "infeasible"              ours are asked as well: that word alone proves nothing
    it gives no multipliers of rows   ours give them: bounds are proven from multipliers
    else                              its answer is taken, and proven or bounded like any other

One process for each program (0.3 s to start), so that a solver which prints, hangs or ends its
process harms nobody (docs/decisions/0052).
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib.metadata import version

from optalloc.core.errors import Fault, InputUnusable, nearest
from optalloc.core.message import Words, one_of, same
from optalloc.solver.engines.interface import DOUBTED, GAVE_UP, Engine, EngineAnswer, LinearProgram
from optalloc.solver.engines.portfolio import Portfolio
from optalloc.solver.engines.race import EngineRun, Entrant, Heat, merged
from optalloc.solver.engines.scaling import scaled

ENGINES = ("cbc", "highs")
"""The engines proper."""

AUTO = "auto"
"""What an unset choice stands for: the engine is chosen by the program."""

SOLVERS = (*ENGINES, "race", AUTO)
"""What may be asked for: an engine, both side by side, or neither."""

BY_PULP = "pulp:"
"""What stands before the name of a solver that PuLP is asked for."""


def is_solver(name: object) -> bool:
    """Return whether a word may be asked for as a solver; of PuLP's not whether it is there."""
    return isinstance(name, str) and (name in SOLVERS or name.startswith(BY_PULP))


def engine(name: str) -> Engine:
    """Return an engine by its name; another takes over where it fails.

    Raises:
        InputUnusable: When no engine is called that, or PuLP does not find the solver that is asked
            of it.
    """
    if name.startswith(BY_PULP):
        return BesidePulp(name.removeprefix(BY_PULP))
    if name not in SOLVERS:
        known = (*SOLVERS, f"{BY_PULP}NAME")
        hint = nearest(name, SOLVERS)
        raise InputUnusable([Fault("Python", same("solver"), one_of(same(""), known), name, hint)])
    return Portfolio(name)


class BesidePulp:
    """A solver that PuLP finds.

    Attributes:
        failed: How it failed, once it has; it is not asked again then.

    Raises:
        InputUnusable: When PuLP does not find it, with those that it finds.
    """

    def __init__(self, name: str) -> None:
        from optalloc.solver.engines.pulp_solver import found, is_found

        if not is_found(name):
            there = [f"pulp:{other}" for other in found()]
            allowed = one_of(
                Words("PuLP 在这台电脑上能找到的求解器", "a solver that PuLP finds here, "), there
            )
            came = f"pulp:{name}"
            raise InputUnusable([Fault("", same("--solver"), allowed, came, nearest(came, there))])
        self.solver = name
        self.ours = Portfolio("auto")
        self.failed: Words | None = None
        self.has_answered = False

    @property
    def name(self) -> str:
        """The solver as it was asked for; with ours where they solved in its place."""
        own = f"pulp:{self.solver}"
        if self.failed is None:
            return own
        return f"{own}+{self.ours.name}" if self.has_answered else self.ours.name

    @property
    def version(self) -> str:
        """The version of PuLP: it tells none of its solvers."""
        return f"PuLP {version('pulp')}"

    def solve(self, linear: LinearProgram, branch: bool, seconds: float | None) -> EngineAnswer:
        """Minimise; no process is left running, however this ends."""
        if self.failed is not None:
            return self.ours.solve(linear, branch, seconds)
        answer = self._asked(linear, branch, seconds)
        if answer.failed is not None:
            self.failed = answer.failed
            return self.ours.solve(linear, branch, seconds).told((self._instead(),))
        if answer.verdict == "infeasible":
            ours = self.ours.solve(linear, branch, seconds)
            if ours.x is None:
                self.has_answered = True
                return ours
            self.failed = DOUBTED
            return ours.told((self._instead(),))
        self.has_answered = True
        if not branch and answer.multipliers is None and answer.x is not None:
            ours = self.ours.solve(linear, branch, seconds)
            return replace(answer, multipliers=ours.multipliers)
        return answer

    def _asked(self, linear: LinearProgram, branch: bool, seconds: float | None) -> EngineAnswer:
        """Return what the solver says, watched; `failed` says how it failed."""
        seen = scaled(linear)
        start: Callable[[LinearProgram, float | None], EngineRun] = partial(
            _run, self.solver, branch
        )
        heat = Heat(seen.linear, [Entrant(self.solver, start)], seconds)
        try:
            winner = heat.run()
        finally:
            heat.stop()
        answer = winner[1] if winner is not None else merged(seen.linear, heat.lost)
        if winner is None and (failed := heat.failures.get(self.solver)) is not None:
            return answer.failing(failed)
        if answer.verdict == "nothing" and not answer.out_of_time:
            return answer.failing(GAVE_UP)
        if answer.multipliers is not None:
            answer = replace(answer, multipliers=answer.multipliers * seen.row)
        return answer

    def _instead(self) -> Words:
        assert self.failed is not None
        return Words(
            f"pulp:{self.solver} {self.failed.zh}，改由自带的引擎求解。",
            f"pulp:{self.solver} {self.failed.en}; our own engines solved instead.",
        )


def _run(solver: str, branch: bool, linear: LinearProgram, seconds: float | None) -> EngineRun:
    from optalloc.solver.engines.highs_process import HighsRun

    return HighsRun(linear, seconds, solver, branch)
