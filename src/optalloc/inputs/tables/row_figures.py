"""The figures in the rows of a table, whatever their columns are: cells that read as numbers."""

from fractions import Fraction

from optalloc.core.money import parse_number
from optalloc.inputs.tables.raw import Value
from optalloc.inputs.tables.table import Row


def figure_in(value: Value) -> Fraction | None:
    """Return the figure that a cell holds; None where it holds none."""
    try:
        return parse_number(value)
    except ValueError:
        return None


def figures_beside(row: Row, column: str) -> list[Fraction]:
    """Return the figures of a row, beside its name.

    Args:
        column: The column of names.
    """
    found = (figure_in(value) for header, value in row.cells.items() if header != column)
    return [figure for figure in found if figure is not None]


def holds_figures_alone(row: Row, column: str) -> bool:
    """Say whether a row holds figures, and nothing else beside its name."""
    held = [v for header, v in row.cells.items() if v is not None and header != column]
    return bool(held) and all(figure_in(value) is not None for value in held)
