"""Switches of one total that follow from one another, laid out by parts that know nothing of it.

A rule has a switch w that is on only where a total holds something, another part a switch z that is
on wherever it does:  m w <= y <= M z  with m > 0.  Every plan keeps  w <= z.  A linear program does
not know it: with m much below M a total at m opens all of w and m / M of z, so that 29 recipients
who must be paid count as few.
"""

from collections.abc import Iterator, Sequence

from optalloc.core.whole_numbers import whole
from optalloc.problem.layout import (
    ConstraintBlock,
    HigherLayout,
    LinearExpressions,
    VariableLayout,
    bounded,
)


def only_where_paid(
    label: str, amounts: VariableLayout, names: Sequence[str], switches: LinearExpressions
) -> None:
    """Note switches that are on only where a recipient's total holds something.

    Args:
        label: Of the part that laid them out.
        names: The recipient of each switch.
    """
    if isinstance(amounts, HigherLayout):
        return  # Of units above recipients no part asks for the switch of a total.
    place = {r.name: amounts.cells + i for i, r in enumerate(amounts.facts.recipients)}
    amounts.only_where_paid.append((label, [place[name] for name in names], switches))


def nested(amounts: VariableLayout) -> Iterator[ConstraintBlock]:
    """Yield that a switch on only where a total holds something lies below those on wherever."""
    for label, columns, switches in amounts.only_where_paid:
        inner, outer = list[int](), list[int]()
        own = dict(enumerate(switches.column.tolist()))
        for i, j in enumerate(columns):
            for begun, _ in amounts.starts.get(j, ()):
                if begun is not None and int(begun.column[0]) != own[i]:
                    inner.append(i)
                    outer.append(int(begun.column[0]))
        if inner:
            yield bounded(label, switches.repeated(inner) - _of(outer, switches, inner), high=0)


def _of(
    columns: Sequence[int], switches: LinearExpressions, rows: Sequence[int]
) -> LinearExpressions:
    """Return switches by their columns, as expressions."""
    place = whole(range(len(columns)))
    keys = tuple(switches.keys[i] for i in rows)
    return LinearExpressions(len(columns), place, whole(columns), whole([1] * len(columns)), keys)
