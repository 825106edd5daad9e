"""Writers that are killed, and writers that write at once: what they committed must be there."""

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

from ledger_books import POTS, TOWNS, USES, YEAR, somewhere
from sqlalchemy import func, select, text

from optalloc.core.errors import InputUnusable
from optalloc.ledger.store import schema
from optalloc.ledger.store.audit_log import Act
from optalloc.ledger.store.database import Ledger, make_ledger, open_ledger
from optalloc.ledger.store.invariants import DraftEntry, Holding
from optalloc.ledger.store.journal import record

CELL = Holding(1, 1, 1, None)
ENTRIES_OF_AN_ACT = 3


def fresh(named: str | Path, amount: int) -> Ledger:
    """Return a ledger whose sources hold an amount each."""
    ledger, _ = make_ledger(named)
    with ledger.writing(Act("张三", "试验", "test")) as writing:
        for name in TOWNS:
            writing.put(schema.recipients, {"name": name})
        for name in USES:
            writing.put(schema.uses, {"name": name})
        for name in POTS:
            writing.put(schema.sources, {"year": YEAR, "name": name, "amount": amount})
    return ledger


def in_a_child(work: Callable[[], None]) -> int:
    """Run something in a forked process; return its number."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return child


def write_until_killed(named: str | Path, told: int) -> None:
    """Write act after act, and tell each one that is committed down a pipe."""
    ledger = open_ledger(named)
    number = 0
    while True:
        number += 1
        with ledger.writing(Act("李四", f"第{number}次", "test")) as writing:
            drafts = [DraftEntry("award", YEAR, 202301, CELL, 1)] * ENTRIES_OF_AN_ACT
            record(writing, drafts, "元", somewhere)
            act = writing.act
        os.write(told, f"{act}\n".encode())


def kill_once(named: str | Path, longest: float, luck: random.Random) -> int:
    """Kill a writer at a random moment; return how many acts it had told as committed.

    Args:
        longest: The longest that it goes on after some acts, none to two of them [s].

    Raises:
        AssertionError: When one of them is lost, or one is there in part.
    """
    listen, told = os.pipe()
    child = in_a_child(lambda: write_until_killed(named, told))
    os.close(told)
    said = b""
    for _ in range(luck.randrange(3)):  # However slow the machine is, some have begun to write.
        said += os.read(listen, 64)
    time.sleep(luck.uniform(0, longest))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(listen, "rb") as pipe:
        said += pipe.read()
    committed = [int(line) for line in said.decode().split("\n")[:-1]]
    check(named, committed)
    return len(committed)


def check(named: str | Path, committed: list[int]) -> None:
    """Hold a ledger against the acts that were told as committed."""
    ledger = open_ledger(named)
    entry = schema.entries.c
    with ledger.reading() as connection:
        count = select(entry.act, func.count()).group_by(entry.act)
        found = {row[0]: row[1] for row in connection.execute(count)}
        acts = set(connection.execute(select(schema.acts.c.id)).scalars())
        if ledger.engine.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
            assert not connection.execute(text("PRAGMA foreign_key_check")).all()
    assert set(committed) <= acts, "an act that was committed is lost"
    assert set(found.values()) <= {ENTRIES_OF_AN_ACT}, "an act is there in part"
    assert set(found) == acts - {1}, "an act has no entries"


def race(named: str | Path, tries: int, amount: int) -> tuple[int, int]:
    """Let two writers take one fen at a time from one source, more than it has.

    Returns:
        How many entries there are, and how much was given.
    """
    fresh(named, amount)

    def work() -> None:
        ledger = open_ledger(named)
        for _ in range(tries):
            try:
                with ledger.writing(Act(str(os.getpid()), "抢", "test")) as writing:
                    record(writing, [DraftEntry("award", YEAR, 202301, CELL, 1)], "元", somewhere)
            except InputUnusable:
                continue

    for child in [in_a_child(work), in_a_child(work)]:
        os.waitpid(child, 0)
    entry = schema.entries.c
    with open_ledger(named).reading() as connection:
        row = connection.execute(select(func.count(), func.sum(entry.amount))).one()
        who = connection.execute(select(func.count(schema.acts.c.who.distinct()))).scalar()
    assert who == 3, "one of the writers never came through"
    return int(row[0]), int(row[1])
