"""One plan's totals as a column of a table."""

from collections.abc import Sequence

from optalloc.core.alignment import aligned
from optalloc.core.message import Words
from optalloc.present.document import Column, Said
from optalloc.problem.facts import Plan, Recipient


def totals_column(head: Said, plan: Plan, recipients: Sequence[Recipient], unit: str) -> Column:
    """Return what each of the recipients gets in a plan, in a unit."""
    held = plan.by_recipient
    return Column(head, aligned([held.get(r.name, 0) for r in recipients], unit))


def names_column(recipients: Sequence[Recipient]) -> Column:
    """Return the names of the recipients."""
    return Column(Words("单位", "recipient"), [r.name for r in recipients], is_text=True)
