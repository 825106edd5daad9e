"""The engines by name, imported when asked for."""

from optalloc.solving.linear import Engine

ENGINES = ("cbc", "highs")
"""The engines proper."""
SOLVERS = (*ENGINES, "race")
"""What may be asked for: an engine, or both side by side."""


def engine(name: str) -> Engine:
    """Return an engine by its name.

    Raises:
        KeyError: When no engine is called that.
    """
    if name == "cbc":
        from optalloc.solving.cbc import Cbc

        return Cbc()
    if name == "highs":
        from optalloc.solving.highs import Highs

        return Highs()
    if name == "race":
        from optalloc.solving.race import Race

        return Race()
    raise KeyError(name)
