"""The engines by name, imported when they are asked something."""

from optalloc.core.errors import Fault, InputUnusable, nearest
from optalloc.core.message import one_of, same
from optalloc.solver.engines.beside_pulp import BesidePulp
from optalloc.solver.engines.interface import Engine
from optalloc.solver.engines.portfolio import Portfolio

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
