"""Small ledgers to try things on, and sequences of what may happen to one. Amounts are fen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from hypothesis import strategies as st

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Words
from optalloc.ledger.store import schema
from optalloc.ledger.store.audit_log import Act
from optalloc.ledger.store.database import Ledger, make_ledger
from optalloc.ledger.store.invariants import PAID, DraftEntry, Holding
from optalloc.ledger.store.journal import ENTRY, GIVEN, record, reversal, sums
from optalloc.ledger.views.year import year_view

YEAR = 2023
TOWNS, POTS, USES = ("甲镇", "乙镇"), ("市级", "区级"), ("产业发展", "乡村建设")
AMOUNTS = {"市级": 1000, "区级": 600}
ACT = Act("张三", "试验", "test")
CELLS = [(p, t, u) for p in range(2) for t in range(2) for u in range(2)]


def somewhere(i: int, why: Words) -> Fault:
    """Return a fault that names the draft by its place."""
    return Fault("", Words(f"第{i}笔", f"draft {i}"), why)


def small_ledger(named: str | Path) -> Ledger:
    """Return a ledger with two sources, two towns and two uses."""
    ledger, _ = make_ledger(named)
    with ledger.writing(ACT) as writing:
        for name in TOWNS:
            writing.put(schema.recipients, {"name": name, "kind": "镇"})
        for name in USES:
            groups = "产业发展" if name == "产业发展" else ""
            writing.put(schema.uses, {"name": name, "groups": groups})
        for name, amount in AMOUNTS.items():
            writing.put(schema.sources, {"year": YEAR, "name": name, "amount": amount})
    return ledger


class Deed(NamedTuple):
    """Something that somebody tries.

    Attributes:
        kind: award, take_back, payment or reverse.
        at: The cell, or for a reversal which entry, counted round.
    """

    kind: str
    at: int
    amount: int
    month: int
    payee: str


DEEDS = st.builds(
    Deed,
    st.sampled_from(("award", "award", "take_back", "payment", "payment", "reverse")),
    st.integers(0, 15),
    st.integers(1, 700),
    st.integers(202301, 202304),
    st.sampled_from(("contractor", "beneficiary", "town", "retention")),
)
SEQUENCES = st.lists(DEEDS, min_size=4, max_size=14)


class Kept(NamedTuple):
    """An entry as the model keeps it."""

    kind: str
    cell: int
    amount: int
    month: int
    payee: str
    reverses: int | None


@dataclass
class Model:
    """What a ledger should hold, counted anew from all entries each time: slow and plain."""

    entries: list[Kept] = field(default_factory=list)

    def after(self, deed: Deed) -> Kept | None:
        """Return the entry that a deed would add; None where there is nothing to reverse."""
        if deed.kind != "reverse":
            sign = -1 if deed.kind == "take_back" else 1
            payee = deed.payee if deed.kind == "payment" else ""
            return Kept(deed.kind, deed.at % 8, sign * deed.amount, deed.month, payee, None)
        if not self.entries:
            return None
        i = deed.at % len(self.entries)
        old = self.entries[i]
        if old.reverses is not None or any(e.reverses == i for e in self.entries):
            return None
        return old._replace(amount=-old.amount, reverses=i)

    def allows(self, new: Kept) -> bool:
        """Say whether all still adds up with one more entry."""
        entries = [*self.entries, new]
        for pot, most in enumerate(AMOUNTS.values()):
            given = sum(
                e.amount for e in entries if e.kind != "payment" and CELLS[e.cell][0] == pot
            )
            if not 0 <= given <= most:
                return False
        cell = new.cell
        given = sum(e.amount for e in entries if e.kind != "payment" and e.cell == cell)
        if given < 0:
            return False
        for payee in ("contractor", "beneficiary", "town", "retention"):
            paid = sum(e.amount for e in entries if e.cell == cell and e.payee == payee)
            if not 0 <= paid <= given:
                return False
        if new.kind == "payment" or (new.kind == "take_back" and new.reverses is None):
            awards = [e.month for e in entries if e.kind == "award" and e.cell == cell]
            return bool(awards) and min(awards) <= new.month
        return True


def play(ledger: Ledger, deeds: Sequence[Deed]) -> Model:
    """Try deeds on a ledger and on the model; both must take and refuse the same ones."""
    model, numbers = Model(), []
    for deed in deeds:
        new = model.after(deed)
        is_allowed = new is not None and model.allows(new)
        try:
            with ledger.writing(ACT) as writing:
                draft = _draft(deed) if deed.kind != "reverse" else None
                if draft is None:
                    number = numbers[deed.at % len(numbers)] if numbers else 0
                    draft = reversal(writing, number)
                (entry,) = record(writing, [draft], "元", somewhere)
            was_taken = True
        except InputUnusable:
            was_taken = False
        assert was_taken == is_allowed, (deed, new, model.entries)
        if was_taken and new is not None:
            model.entries.append(new)
            numbers.append(entry)
    return model


def _draft(deed: Deed) -> DraftEntry:
    pot, town, use = CELLS[deed.at % 8]
    sign = -1 if deed.kind == "take_back" else 1
    payee = deed.payee if deed.kind == "payment" else ""
    cell = Holding(pot + 1, town + 1, use + 1, None)
    kind: object = deed.kind
    return DraftEntry(kind, YEAR, deed.month, cell, sign * deed.amount, payee=payee)  # type: ignore[arg-type]


def check_sums(ledger: Ledger, model: Model) -> None:
    """Hold every sum that the ledger shows against the model's."""
    with ledger.reading() as connection:
        view = year_view(connection, YEAR)
        raw = sums(connection, ("source", "recipient", "use"), GIVEN)
        paid_raw = sums(connection, ("recipient",), ENTRY.kind == "payment", ENTRY.payee.in_(PAID))
    given = [e for e in model.entries if e.kind != "payment"]
    paid = [e for e in model.entries if e.kind == "payment" and e.payee in PAID]
    for i, (pot, town, use) in enumerate(CELLS):
        told = raw.get((pot + 1, town + 1, use + 1), 0)
        assert told == sum(e.amount for e in given if e.cell == i)
    for town, name in enumerate(TOWNS):
        line = view.lines["recipient"].get(name)
        mine = sum(e.amount for e in given if CELLS[e.cell][1] == town)
        theirs = sum(e.amount for e in paid if CELLS[e.cell][1] == town)
        assert (line.given if line else 0) == mine
        assert (line.paid if line else 0) == theirs == paid_raw.get((town + 1,), 0)
    _check_axes(view.lines, sum(e.amount for e in given))
    assert view.total.given == sum(e.amount for e in given)
    assert view.total.paid == sum(e.amount for e in paid)
    industry = sum(e.amount for e in given if CELLS[e.cell][2] == 0)
    assert (view.industry.part, view.industry.whole) == (industry, view.total.given)


def _check_axes(lines: Mapping[str, Mapping[str, object]], given: int) -> None:
    for sort in ("recipient", "source", "use", "batch"):
        assert sum(line.given for line in lines[sort].values()) == given  # type: ignore[attr-defined]
