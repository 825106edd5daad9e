"""The engines by name, imported when they are asked something."""

from optalloc.solving.linear import Engine
from optalloc.solving.portfolio import Portfolio

ENGINES = ("cbc", "highs")
"""The engines proper."""
AUTO = "auto"
"""What an unset choice stands for: the engine is chosen by the program."""
SOLVERS = (*ENGINES, "race", AUTO)
"""What may be asked for: an engine, both side by side, or neither."""


def engine(name: str) -> Engine:
    """Return an engine by its name; the other takes over where it fails.

    Raises:
        KeyError: When no engine is called that.
    """
    if name not in SOLVERS:
        raise KeyError(name)
    return Portfolio(name)
