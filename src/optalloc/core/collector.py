"""Keep Python's collector of cycles from walking over what makes no cycles.

A table, a program and an audit make millions of objects and no cycles, and each of the collector's
walks goes over all of them for nothing: a fifth of the time, half of it at 10,000 recipients.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

COLLECTED_AFTER = (100_000, 20, 20)
"""How many objects may come before those that refer to each other are looked for. Python's 700 have
it look through every module that is imported; nearly all that a run makes lives to its end."""


def collect_seldom() -> None:
    """Have a process of ours look for cycles seldom."""
    gc.set_threshold(*COLLECTED_AFTER)


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Switch the collector off while a large table is read or a plan gone through."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
