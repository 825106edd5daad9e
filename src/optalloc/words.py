"""Say one thing in the two languages of the product.

Every message, rule and finding carries its Chinese and its English side by side, in the file that
knows what it means (docs/decisions/0003-words-beside-their-part.md says why not gettext).
"""

from typing import Literal, NamedTuple

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")


class Words(NamedTuple):
    """One statement in Chinese and in English."""

    zh: str
    en: str

    def say(self, lang: Lang) -> str:
        """Return the statement in one language."""
        return self.zh if lang == "zh" else self.en

    def __add__(self, other: object) -> "Words":  # type: ignore[override]
        """Join two statements, language by language."""
        if not isinstance(other, Words):
            return NotImplemented
        return Words(self.zh + other.zh, self.en + other.en)


NOTHING = Words("", "")


def same(text: str) -> Words:
    """Return a name or figure that reads alike in both languages."""
    return Words(text, text)


def listed(names: list[str] | tuple[str, ...]) -> Words:
    """Join names as each language joins them: 甲、乙 and `a, b`."""
    return Words("、".join(names), ", ".join(names))
