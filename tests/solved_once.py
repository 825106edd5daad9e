"""What a test solves twice is solved once: one program, two languages in which it is told.

Half of what the tests of screens and guides take is the same program solved again for English, or
for a question that another one asks too. A program that comes again, byte for byte, is answered as
it was, where it was solved to its end; everything around it (reading, audit, words) is done anew.
Only tests of what is told take this up: those of solving solve.
"""

import pickle
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import pytest

from optalloc.core.solve_options import SolveOptions
from optalloc.solver import lexicographic
from optalloc.solver.engines.interface import Engine
from optalloc.solver.program.program import Program, Stage
from optalloc.solver.search import minimise
from optalloc.solver.search.minimise import Result
from optalloc.solver.search.outcome import Outcome
from optalloc.solver.session.session import SolveSession

FOUND, BY_PROGRAMS = lexicographic._found, minimise._by_programs


def key_of(*parts: Any) -> bytes | None:
    """Return a digest of everything that an answer depends on; None where it has none."""
    try:
        return sha256(pickle.dumps(parts)).digest()
    except (AttributeError, TypeError, pickle.PicklingError):
        return None


@dataclass
class SolvedBefore:
    """The answers of this process so far.

    Attributes:
        taken: How many were there already.
        is_inside: Whether a whole solve is on its way, which is kept as one.
    """

    answers: dict[bytes, Any] = field(default_factory=dict)
    taken: int = 0
    is_inside: bool = False

    def found(
        self,
        program: Program,
        engine: Engine,
        how: SolveOptions,
        proving: int | None,
        telling: bool,
    ) -> Outcome:
        """Solve a whole program, or say what came of it before."""
        asked = (engine.name, how.time_limit is None, how.gap, proving, telling)
        key = None if self.is_inside else key_of("solve", program, *asked)
        if key in self.answers:
            self.taken += 1
            return self.answers[key]
        outside, self.is_inside = self.is_inside, True
        try:
            outcome = FOUND(program, engine, how, proving, telling)
        finally:
            self.is_inside = outside
        if key is not None and outcome.stopped == "finished":
            self.answers[key] = outcome
        return outcome

    def by_programs(self, solving: SolveSession, stage: Stage) -> Result:
        """Minimise one stage by itself, or say what came of it before."""
        if self.is_inside:
            return BY_PROGRAMS(solving, stage)
        asked = (solving.engine.name, solving.clock.limit is None, solving.settles_ties)
        state = (solving.face, solving.held, solving.plan, solving.gap, solving.units)
        few = (solving.brief, solving.is_any_enough)
        key = key_of("stage", solving.program, stage, *asked, *state, *few)
        if key in self.answers:
            self.taken += 1
            return self.answers[key]
        result = BY_PROGRAMS(solving, stage)
        if key is not None and result.proven == "exact":
            self.answers[key] = result
        return result


BEFORE = SolvedBefore()


def solving_once(patch: pytest.MonkeyPatch) -> SolvedBefore:
    """Answer programs that were solved before in this process as they were."""
    patch.setattr(lexicographic, "_found", BEFORE.found)
    patch.setattr(minimise, "_by_programs", BEFORE.by_programs)
    return BEFORE
