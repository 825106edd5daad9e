"""One plan's totals as a column of a grid."""

from collections.abc import Sequence

from optalloc.present.terminal import Column, aligned
from optalloc.problem.facts import Plan, Recipient


def totals_column(head: str, plan: Plan, recipients: Sequence[Recipient], unit: str) -> Column:
    """Return what each of the recipients gets in a plan, in a unit."""
    held = plan.by_recipient
    return Column(head, aligned([held.get(r.name, 0) for r in recipients], unit))


def names_column(head: str, recipients: Sequence[Recipient]) -> Column:
    """Return the names of the recipients."""
    return Column(head, [r.name for r in recipients], is_text=True)
