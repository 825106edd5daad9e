"""The engines by name, imported when asked for."""

from optalloc.solve.linear import Engine

ENGINES = ("cbc", "highs")


def engine(name: str) -> Engine:
    """Return an engine by its name.

    Raises:
        KeyError: When no engine is called that.
    """
    if name == "cbc":
        from optalloc.solve.cbc import Cbc

        return Cbc()
    if name == "highs":
        from optalloc.solve.highs import Highs

        return Highs()
    raise KeyError(name)
