"""What was said so far in a sentence of a notice."""

import re
from dataclasses import dataclass, field
from fractions import Fraction

from optalloc.checking.told_amounts import WHOLE, Key


@dataclass(frozen=True)
class QuotedFigure:
    """A figure with the words right before it.

    Attributes:
        at: Where its number stands in the text without spaces: no two figures stand there.
    """

    at: int
    text: str


@dataclass
class SaidBefore:
    """What was said so far in a sentence.

    Attributes:
        start: Where the sentence begins in the text without spaces.
        subject: The name that the line begins with: it is about it alone.
        mentions: What amounts were of, the last at the end.
        scope: What 其中 began to divide.
        last: What the last amount was of, and the amount; None of what is unknown.
        whole: What the whole is said to be, and the words.
        parts: The amounts that follow it, by name.
        larger: The sources that are said to be more than is given from them, with their words.
        opened: The names right before which those of amounts stand: 甲镇 in 甲镇市级18万元.
        carried: The same of the sentence before, where a semicolon divides them.
        below: The names that the lines above open with: this one may be within them.
        is_below: Whether it surely is.
        run: The amounts since the last total.
        per: What a unit of the last amount with one is [yuan]; 0 without.
        is_unsure: Whether words may not mean what the last amount was held to be of: then it is
            listed where it is another one, and not told.
        is_lost: Whether amounts are parts of one that is of nothing known.
        named: The amounts that are of one name alone.
        uses_from: Where the list begins of all that the money is for; None without one.
        uses: Its amounts, whether each is of a known name, and the words.
        led: What the heading over the line says, and the sentence before a semicolon.
        above: What the line says before the sentence, behind the heading over it.
        over: The heading over the line, and what the sentences before a semicolon begin with.
        has_doubts: Whether an amount may be of something else than its name.
        is_perhaps: Whether the whole may be more than the tables are of.
        amounts: How many amounts are said, whatever they are of.
        figure: The last figure of the sentence.
        is_of_rules: Whether it stands below a heading of rules.
        counted: The use that the last amount is said to count as (计入), perhaps with others.
    """

    start: int = 0
    subject: Key = WHOLE
    mentions: list[Key] = field(default_factory=list)
    scope: Key = WHOLE
    last: tuple[Key | None, Fraction] | None = None
    whole: tuple[Fraction, QuotedFigure] | None = None
    parts: dict[str, Fraction] = field(default_factory=dict)
    larger: list[QuotedFigure] = field(default_factory=list)
    opened: Key = WHOLE
    carried: Key = WHOLE
    below: Key = WHOLE
    is_below: bool = False
    run: list[Fraction] = field(default_factory=list)
    per: int = 0
    is_unsure: bool = False
    is_lost: bool = False
    named: dict[str, Fraction] = field(default_factory=dict)
    uses_from: int | None = None
    uses: list[tuple[Fraction, bool, QuotedFigure]] = field(default_factory=list)
    is_perhaps: bool = False
    amounts: int = 0
    counted: str = ""
    led: str = ""
    above: str = ""
    over: str = ""
    has_doubts: bool = False
    figure: re.Match[str] | None = None
    is_of_rules: bool = False

    def follow(self, before: "SaidBefore") -> None:
        """Go on where the sentence before ended: this one begins with 其中."""
        self.mentions = before.mentions[-1:]
        self.last, self.whole, self.is_lost = before.last, before.whole, before.is_lost
        self.is_perhaps, self.amounts = before.is_perhaps, before.amounts
