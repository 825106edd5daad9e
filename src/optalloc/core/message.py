"""Say one thing in the two languages of the product.

Every message, rule and finding carries its Chinese and its English side by side, in the file that
knows what it means (docs/decisions/0003-words-beside-their-part.md says why not gettext).
"""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, TypeVar

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")


class Words(NamedTuple):
    """One statement in Chinese and in English."""

    zh: str
    en: str

    def say(self, lang: Lang) -> str:
        """Return the statement in one language."""
        return self.zh if lang == "zh" else self.en

    def __add__(self, other: object) -> "Words":
        """Join two statements, language by language."""
        if not isinstance(other, Words):
            return NotImplemented
        return Words(self.zh + other.zh, self.en + other.en)


NOTHING = Words("", "")


def paragraph(sentences: Iterable[Words]) -> Words:
    """Return sentences as one paragraph: a space stands between those of English alone."""
    said = [words for words in sentences if words != NOTHING]
    return Words("".join(w.zh for w in said), " ".join(w.en for w in said))


SPARED = 2
"""So few lines or names are shown rather than left out: to say how many they are takes as much."""
Item = TypeVar("Item")


def first_few(items: Sequence[Item], most: int) -> list[Item]:
    """Return the first of a long list, or all of one that is only a little too long."""
    return list(items if len(items) <= most + SPARED else items[:most])


def same(text: str) -> Words:
    """Return a name or figure that reads alike in both languages."""
    return Words(text, text)


def visible(text: str) -> str:
    """Return a text from outside with marks that a terminal would act on made visible."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or c in " \t\r\n\u3000" else f"\\u{ord(c):04x}" for c in text
    )


def unmarked(text: str) -> str:
    """Return a text without invisible marks, which no name may hold."""
    return "".join(mark for mark in text if hidden_mark(mark) is None)


def hidden_mark(text: str, but: str = "") -> str | None:
    """Return the first invisible mark of a text as `U+202E`, or None.

    Such a mark makes two names look alike, or turns round what a terminal shows.

    Args:
        but: Marks that do no harm here.
    """
    if text.isprintable():
        return None  # none of these categories is
    for mark in text:
        if mark not in but and unicodedata.category(mark) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            return f"U+{ord(mark):04X}"
    return None


def one_of(what: Words, words: Iterable[str]) -> Words:
    """Return the words that something may be: `约束应为 甲、乙 之一` and `a rule, one of a, b`."""
    there = listed(list(words))
    return Words(f"{what.zh}应为 {there.zh} 之一", f"{what.en}one of {there.en}")


def listed(names: list[str] | tuple[str, ...] | Sequence[Words]) -> Words:
    """Join names as each language joins them: 甲、乙 and `a, b`."""
    said = [same(name) if isinstance(name, str) else name for name in names]
    return Words("、".join(w.zh for w in said), ", ".join(w.en for w in said))


def in_clauses(said: Iterable[Words]) -> Words:
    """Join statements as each language joins them: 甲多；乙少 and `more; less`."""
    said = list(said)
    return Words("；".join(w.zh for w in said), "; ".join(w.en for w in said))
