"""What engines print, kept where somebody asks for it; elsewhere they are silent as ever."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Printed:
    """What one engine printed about one program.

    Attributes:
        branch: Whether it was to find whole numbers.
        size: Columns and rows of the program.
    """

    engine: str
    branch: bool
    size: tuple[int, int]
    text: str


_KEPT: ContextVar[list[Printed] | None] = ContextVar("_KEPT", default=None)


@contextmanager
def keeping_logs() -> Iterator[list[Printed]]:
    """Keep what every engine prints meanwhile, in the order in which they end."""
    kept: list[Printed] = []
    before = _KEPT.set(kept)
    try:
        yield kept
    finally:
        _KEPT.reset(before)


def is_kept() -> bool:
    """Return whether anybody keeps what engines print."""
    return _KEPT.get() is not None


def keep(printed: Printed) -> None:
    """Keep what an engine printed, where that is asked for."""
    kept = _KEPT.get()
    if kept is not None:
        kept.append(printed)
