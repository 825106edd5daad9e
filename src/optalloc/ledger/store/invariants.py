"""What every entry must keep, in whole fen, whatever came before it.

    0 <= given(s) <= amount(s)                for every source s
    paid(c, to) <= given(c),  0 <= paid(c, to)  for every cell c and everybody paid
    month of a payment >= month of the cell's first award

A cell is a source, a recipient, a use and a project (or none); given(c) is awarded less taken back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from optalloc.core.message import NOTHING, Words

Kind = Literal["award", "take_back", "payment"]
KINDS: Mapping[Kind, Words] = {
    "award": Words("下达", "award"),
    "take_back": Words("收回", "taken back"),
    "payment": Words("支付", "payment"),
}
PAYEES: Mapping[str, Words] = {
    "contractor": Words("施工单位", "contractor"),
    "beneficiary": Words("受益对象", "beneficiary"),
    "town": Words("乡镇", "town"),
    "retention": Words("质保金", "retention"),
}
"""Whom money goes to."""
DISBURSED: Mapping[str, Words] = {
    "contractor": Words("支付给施工单位", "paid to the contractor"),
    "beneficiary": Words("支付给受益对象", "paid to the beneficiary"),
    "town": Words("拨付到镇", "passed to the town"),
    "retention": Words("留作质保金", "kept as retention money"),
}
"""What became of money, by whom it went to: views call paid only what PAID has."""
PAID = ("contractor", "beneficiary")
"""Who has money that counts as paid; what is passed to a town or kept as retention does not."""


class Holding(NamedTuple):
    """Where money lies, by the numbers of the rows."""

    source: int
    recipient: int
    use: int
    project: int | None


@dataclass(frozen=True)
class DraftEntry:
    """An entry that is not written yet.

    Attributes:
        month: When, such as 202309.
        amount: Its effect [fen]: above 0 for awards and payments, below for money taken back; a
            reversal has the opposite of what it reverses.
        payee: For payments, who got it: a word of PAYEES.
        reverses: The entry that it takes back in whole; None for any other.
    """

    kind: Kind
    year: int
    month: int
    cell: Holding
    amount: int
    batch: int | None = None
    payee: str = ""
    voucher: str = ""
    note: str = ""
    reverses: int | None = None


class TooEarly(Words):
    """Why an entry cannot be that is about its month, and not about its amount."""


@dataclass
class HoldingBalance:
    """What lies in one cell [fen].

    Attributes:
        given: Awarded, less what was taken back.
        paid: Paid, by whom it went to.
        since: The month of the first award; 0 before one.
    """

    given: int = 0
    paid: dict[str, int] = field(default_factory=dict)
    since: int = 0


@dataclass
class Balances:
    """Takes entries one after the other, and says why one cannot be.

    Attributes:
        pots: The money of each source [fen].
        say: Returns an amount with its unit.
    """

    pots: Mapping[int, int]
    say: Callable[[int], str]
    given: dict[int, int] = field(default_factory=dict)
    cells: dict[Holding, HoldingBalance] = field(default_factory=dict)

    def take(self, draft: DraftEntry) -> Words | None:
        """Take an entry; when it cannot be, leave all as it was and return why."""
        if draft.kind == "payment":
            return self._pay(draft)
        return self._give(draft)

    def _give(self, draft: DraftEntry) -> Words | None:
        held = self.cells.get(draft.cell) or HoldingBalance()
        source, given = draft.cell.source, held.given + draft.amount
        whole = self.given.get(source, 0) + draft.amount
        most = max(held.paid.values(), default=0)
        if whole > self.pots[source]:
            left = self.say(self.pots[source] - self.given.get(source, 0))
            return Words(f"不超过该来源的余额 {left}", f"at most what its source has left, {left}")
        if given < most or given < 0:
            return self._too_much(draft, held, most)
        is_new = draft.kind == "take_back" and draft.reverses is None
        if is_new and draft.month < held.since:
            return _before(held)
        since = min(held.since or draft.month, draft.month) if draft.kind == "award" else held.since
        self.given[source] = whole
        self.cells[draft.cell] = HoldingBalance(given, held.paid, since)
        return None

    def _too_much(self, draft: DraftEntry, held: HoldingBalance, gone: int) -> Words:
        """Say how much may be taken back, or must be left of an award, and where it went."""
        # Of equal ones what counts as paid is named: it stands first.
        went = next(words for to, words in DISBURSED.items() if held.paid.get(to, 0) == gone)
        stays, free = self.say(gone), self.say(held.given - gone)
        if draft.reverses is not None:
            whose = Words(f"已{went.zh}的", went.en) if gone else NOTHING
            return Words(
                f"余下不低于{whose.zh} {stays}", f"no less left than {stays} {whose.en}".rstrip()
            )
        rest = Words(f"（另有 {stays} 已{went.zh}）", f" ({stays} is {went.en} already)")
        allowed = Words(f"不超过可收回的 {free}", f"at most what can be taken back, {free}")
        return allowed + (rest if gone else NOTHING)

    def _pay(self, draft: DraftEntry) -> Words | None:
        held = self.cells.get(draft.cell)
        if held is None:
            return Words("已下达到这里的资金", "money that was awarded there")
        paid = held.paid.get(draft.payee, 0) + draft.amount
        if paid > held.given:
            left = self.say(held.given - held.paid.get(draft.payee, 0))
            went = DISBURSED[draft.payee]
            return Words(f"不超过还没有{went.zh}的 {left}", f"at most the {left} not yet {went.en}")
        if paid < 0:
            return Words("已支付的金额", "what was paid")
        if draft.month < held.since:
            return _before(held)
        self.cells[draft.cell] = HoldingBalance(
            held.given, {**held.paid, draft.payee: paid}, held.since
        )
        return None


def _before(held: HoldingBalance) -> Words:
    """Say that what is paid or taken back was awarded first."""
    month = show_month(held.since)
    return TooEarly(f"不早于下达的月份 {month}", f"no earlier than the award, {month}")


def show_month(month: int) -> str:
    """Return a month as 2023-09."""
    return f"{month // 100:04d}-{month % 100:02d}"
