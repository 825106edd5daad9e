"""What the functions of the package take for a file: a path, and a letter for anything else."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from optalloc.core.errors import Fault, InputUnusable, shortened
from optalloc.core.message import Words, same

IN_MEMORY = Words(
    "内存中的数据请用 optalloc.Problem.from_frames(recipients=…, sources=…, policy=…)，"
    "得到的 Problem 有 solve() 和 judge()，解有 explain()；几个解用 optalloc.compare 并列。",
    "For data in memory use optalloc.Problem.from_frames(recipients=…, sources=…, policy=…); the "
    "Problem has solve() and judge(), the solution explain(); optalloc.compare takes solutions.",
)


def named_file(given: object, what: str = "scenario") -> Path:
    """Return the path of a file that a caller in Python names.

    Args:
        given: A text or a path; what else comes is refused.
        what: The argument's name, for the letter.

    Raises:
        InputUnusable: When it is no path.
    """
    if isinstance(given, str | os.PathLike):
        return Path(given)
    allowed = Words("应为文件的路径（文字或 Path）", "the path of a file, as text or Path")
    came = f"{type(given).__name__} {shortened(repr(given))}"
    raise InputUnusable([Fault("Python", same(what), allowed, came, IN_MEMORY)])


def texts(given: Iterable[str], what: str) -> list[str]:
    """Return what a caller in Python gives where texts are taken, as a list.

    Raises:
        InputUnusable: When it is one text alone: its letters would be the texts.
    """
    if not isinstance(given, str):
        return list(given)
    allowed = Words("应为列表，每项一段文字", "a list of texts")
    remedy = Words(f"只有一项时写 [{given!r}]。", f"Of one it is [{given!r}].")
    raise InputUnusable([Fault("Python", same(what), allowed, given, remedy)])


def several(given: object, what: str = "scenarios") -> list[Any]:
    """Return what a caller in Python gives where several are taken, as a list.

    Raises:
        InputUnusable: When it is one path alone, a mapping, a frame, or nothing to walk over.
    """
    is_one = isinstance(given, str | os.PathLike | Mapping) or hasattr(given, "columns")
    if not is_one and isinstance(given, Iterable):
        return list(given)
    allowed = Words("应为列表，每项一个文件的路径", "a list with the path of a file each")
    came = f"{type(given).__name__} {shortened(repr(given))}"
    raise InputUnusable([Fault("Python", same(what), allowed, came, IN_MEMORY)])
