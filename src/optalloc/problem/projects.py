"""The project library's nouns: a project, and an item of the list of what none may be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True)
class Project:
    """An entry of the project library (项目库): one recipient's project for one use.

    Attributes:
        name: What the library calls it.
        recipient: Whose project it is.
        use: What it is for.
        need: Money it asks for [fen].
        minimum: Least money with which it can start [fen]; None when it is whole or nothing.
        group: Alternatives of which one is chosen carry the same word; empty for none.
        requires: Projects that must be funded for this one to be.
        facts: Its numeric columns.
        marks: Its columns of words: 绩效目标, 联农带农机制, …; an empty cell is absent.
    """

    name: str
    recipient: str
    use: str
    need: int
    minimum: int | None = None
    group: str = ""
    requires: tuple[str, ...] = ()
    facts: Mapping[str, Fraction] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NegativeItem:
    """An item of the negative list (负面清单): what no project may be.

    Attributes:
        words: Words that name it; a project whose texts hold one of them is refused.
        cite: The clause it comes from; empty when none is known.
    """

    name: str
    words: tuple[str, ...]
    cite: str = ""
