"""Plans side by side: the difference of each recipient's total, exact, in money and per cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from optalloc.problem.facts import Plan


@dataclass(frozen=True)
class Difference:
    """What one recipient gets in a plan, beside what it gets in another.

    Attributes:
        recipient: Its name.
        amount: Its total in the plan [fen].
        against: Its total in the other [fen].
    """

    recipient: str
    amount: int
    against: int

    @property
    def change(self) -> int:
        """The difference [fen]."""
        return self.amount - self.against

    @property
    def relative(self) -> Fraction | None:
        """The difference as a part of the other total; None when that is nothing."""
        return Fraction(self.change, self.against) if self.against else None


def differences(names: Sequence[str], plan: Plan, against: Plan) -> tuple[Difference, ...]:
    """Return the difference of every recipient's total, in the order of the names."""
    have, other = plan.by_recipient, against.by_recipient
    return tuple(Difference(n, have.get(n, 0), other.get(n, 0)) for n in names)
