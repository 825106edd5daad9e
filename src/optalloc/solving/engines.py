"""The engines by name, imported when they are asked something."""

from optalloc.solving.beside_pulp import BesidePulp
from optalloc.solving.linear import Engine
from optalloc.solving.portfolio import Portfolio

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
        KeyError: When no engine is called that.
        InputUnusable: When PuLP does not find the solver that is asked of it.
    """
    if name.startswith(BY_PULP):
        return BesidePulp(name.removeprefix(BY_PULP))
    if name not in SOLVERS:
        raise KeyError(name)
    return Portfolio(name)
