"""The letters a user gets, and the exit code behind each.

A letter says where, what came, what is allowed and what to do; all faults of a file at once.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from optalloc.core.message import NOTHING, Lang, Words, first_few, listed, one_of, visible

LONGEST_QUOTE = 60
MOST_FAULTS_SHOWN = 40
REFERENCE = Words("docs/reference.zh.md", "docs/reference.md")
"""Where everything is told that a scenario may say."""
MOST_LISTED, FEW_LISTED = 12, 6
"""So many words that something may be are all listed; of more the nearest is named, or a few."""
FEWEST_GATHERED = 3
"""So many faults that differ in their places alone stand in one line of a letter."""
MOST_PLACES = 12
"""So many places of one line are written out."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an input.

    Attributes:
        file: The file as the user named it; empty for an option of the command line.
        place: Where in the file: row and column, or line and key.
        allowed: What would have been accepted.
        came: What stood there, as it stood; None when nothing did.
        remedy: What to do.
        sheet: The sheet of a workbook, if there is one.
        name: What people call that which stands there, where the place is a path of keys.
    """

    file: str
    place: Words
    allowed: Words
    came: str | None = None
    remedy: Words = NOTHING
    sheet: str | None = None
    name: Words = NOTHING

    @property
    def where(self) -> Words:
        """The place with what people call it; the name stands in its own language alone."""
        zh, en = self.name
        return self.place + Words(f"（{zh}）" if zh else "", f" ({en})" if en else "")

    def say(self, lang: Lang) -> str:
        """Return the fault as one line of a letter, without its file."""
        place, allowed, remedy = (w.say(lang) for w in (self.where, self.allowed, self.remedy))
        if lang == "zh":
            came = "" if self.came is None else f"，实为 {quote(self.came)}"
            return flat(f"{place}：{allowed}{came}。{remedy}")
        came = "" if self.came is None else f", got {quote(self.came)}"
        return flat(f"{place}: {allowed}{came}. {remedy}".rstrip())

    def heading(self, lang: Lang) -> str:
        """Return the line that stands above the faults of one file."""
        if lang == "zh":
            sheet = f"，工作表 {self.sheet}" if self.sheet else ""
            return flat(f"{self.file or '命令选项'}{sheet}，不能使用：")
        sheet = f", sheet {self.sheet}" if self.sheet else ""
        return flat(f"{self.file or 'the command line'}{sheet}, cannot be used:")


def quote(text: str) -> str:
    """Return a text from outside in quotes that it does not hold, on one line, not too long."""
    mark = '"' if "'" in text and '"' not in text else "'"
    return f"{mark}{shortened(flat(text))}{mark}"


def shortened(text: str) -> str:
    """Return the start of a text that is too long to be quoted."""
    return f"{text[:LONGEST_QUOTE]}…" if len(text) > LONGEST_QUOTE else text


def flat(text: str) -> str:
    """Return a text on one line, with marks that a terminal would act on made visible."""
    return visible(text.replace("\n", "⏎").replace("\r", "").replace("\t", "⇥"))


def close_to(word: str, known: Iterable[str], most: int, least: float = 0.6) -> list[str]:
    """Return the known words that are nearest to one that is not known, the nearest first.

    Args:
        least: How alike they are at least, from 0 to 1: of two characters one is 0.5.
    """
    from difflib import get_close_matches

    return get_close_matches(word, list(known), most, least)


def nearest(word: str, known: Iterable[str], least: float = 0.6) -> Words:
    """Return the hint that names the known word nearest to one that is not known."""
    near = close_to(word, known, 1, least)
    return Words(f"是不是 {near[0]}？", f"Did you mean {near[0]}?") if near else NOTHING


def one_of_many(
    what: Words, words: Sequence[str], came: str, more: Words, known: Iterable[str] = ()
) -> tuple[Words, Words]:
    """Return what something may be, and the hint: of many words the nearest, or the first.

    Args:
        what: What it is, as for `one_of`.
        words: All that it may be.
        came: What stood there.
        more: Where all of them are told.
        known: What else is known, such as the keys of the same; they are hinted at too.
    """
    hint = nearest(came, [*words, *known])
    if len(words) <= MOST_LISTED:
        return one_of(what, words), hint
    count = len(words)
    more = Words(" " * more.zh[0].isascii() + more.zh, more.en)
    if hint != NOTHING:
        allowed = Words(f"没有这种{what.zh}", f"{what.en}one of the {count} that there are")
        return allowed, hint + Words(f"全部 {count} 种见{more.zh}。", f" All are in {more.en}.")
    few = listed(list(words[:FEW_LISTED]))
    allowed = Words(f"{what.zh}应为 {few.zh} 等之一", f"{what.en}one of {few.en} and others")
    return allowed, Words(f"全部 {count} 种见{more.zh}。", f"All {count} are in {more.en}.")


class OptallocError(Exception):
    """What the program says instead of a result; each kind has its exit code."""

    exit_code: ClassVar[int] = 1

    def __str__(self) -> str:
        """Return the letter as an exception shows it: in Chinese where OPTALLOC_LANG says so."""
        spoken = os.environ.get("OPTALLOC_LANG", "").lower()
        return self.letter("zh" if spoken.startswith("zh") else "en")

    def letter(self, lang: Lang) -> str:
        """Return the whole message in one language."""
        return super().__str__()


class BilingualError(OptallocError):
    """An error that is one statement in both languages."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words

    def __reduce__(self) -> tuple[Any, ...]:
        """Be the same in another process, whose errors come back from it."""
        return type(self), (self.words,)

    def letter(self, lang: Lang) -> str:
        """Return the statement in one language."""
        return visible(self.words.say(lang))


class InputUnusable(OptallocError):
    """The input cannot be used; carries every fault found."""

    exit_code = 3

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(dict.fromkeys(faults))
        super().__init__(self.letter("en"))

    def __reduce__(self) -> tuple[Any, ...]:
        """Be the same in another process, whose errors come back from it."""
        return InputUnusable, (self.faults,)

    def letter(self, lang: Lang) -> str:
        """Return the faults, grouped under their files, in the order they were found."""
        lines: list[str] = []
        groups = _gathered(self.faults)
        shown = first_few(groups, MOST_FAULTS_SHOWN)
        for heading in dict.fromkeys(group[0].heading(lang) for group in shown):
            lines.append(heading)
            under = (group for group in shown if group[0].heading(lang) == heading)
            lines += ["  " + _line(group, lang) for group in under]
        left = sum(map(len, groups)) - sum(map(len, shown))
        if left:
            lines.append(f"  …还有 {left} 处。" if lang == "zh" else f"  … and {left} more.")
        return "\n".join(lines)


@contextmanager
def collecting(faults: list[Fault]) -> Iterator[None]:
    """Collect the faults of what is refused, and go on behind it."""
    try:
        yield
    except InputUnusable as refused:
        faults += refused.faults


def refuse_any(faults: Collection[Fault]) -> None:
    """Refuse an input with its faults, where there are any.

    Raises:
        InputUnusable: Then.
    """
    if faults:
        raise InputUnusable(faults)


def _gathered(faults: Iterable[Fault]) -> list[list[Fault]]:
    """Return faults in groups: many that differ in their places alone are one, where the first is.

    A source that is misspelt in sixty rows would hide whatever else is wrong.
    """
    keys = [(fault, replace(fault, place=NOTHING, name=NOTHING)) for fault in faults]
    alike: dict[Fault, list[Fault]] = {}
    for fault, key in keys:
        alike.setdefault(key, []).append(fault)
    groups: list[list[Fault]] = []
    for fault, key in keys:
        if len(alike[key]) < FEWEST_GATHERED:
            groups.append([fault])
        elif fault is alike[key][0]:
            groups.append(alike[key])
    return groups


def _line(group: Sequence[Fault], lang: Lang) -> str:
    """Return the line of a letter for one fault, or for many with their places."""
    if len(group) == 1:
        return group[0].say(lang)
    places = [fault.where for fault in first_few(group, MOST_PLACES)]
    joined = Words("、".join(p.zh for p in places), "; ".join(p.en for p in places))
    if rest := len(group) - len(places):
        joined += Words(f" 等 {len(group)} 处", f" and {rest} more places")
    return replace(group[0], place=joined, name=NOTHING).say(lang)


class SystemRefuses(BilingualError):
    """The operating system does not let a file, a folder or a stream be used."""

    exit_code = 3


class ProvenInfeasible(BilingualError):
    """No plan obeys every rule, and that is proven."""

    exit_code = 4


class NoPlanFound(BilingualError):
    """The solver stopped before it had a plan; nothing is proven."""

    exit_code = 5


class BrokenPromise(BilingualError):
    """A plan failed the independent audit: a fault of ours, never shown as a plan."""

    exit_code = 1
