"""What the words before an amount say of it: of a rule, or of another year or batch."""

from optalloc.checking.growing_text import GrowingBrackets, GrowingMatches
from optalloc.checking.notice_words import IN_BRACKETS, NOW, OTHER, RULE, WORKED_OUT, YEAR

DIGITS_OF_YEAR = 4


class WordsBefore:
    """Reads the words before each amount of a sentence; what was read is not read again."""

    def __init__(self, names: GrowingMatches) -> None:
        self.brackets = GrowingBrackets(IN_BRACKETS)
        self.names = GrowingMatches(names.pattern, names.reach)
        self.worked_out, self.rules = GrowingMatches(WORKED_OUT), GrowingMatches(RULE)
        self.nows, self.years = GrowingMatches(NOW), GrowingMatches(YEAR)
        self.others = GrowingMatches(OTHER)

    def plain(self, before: str) -> str:
        """Return the words without names, and without what stands in brackets."""
        return self.names.without(self.brackets.without(before))

    def are_of_a_rule(self, plain: str) -> bool:
        """Say whether the words are of a rule or a formula."""
        return bool(self.rules.spans(self.worked_out.without(plain)))

    def are_other(self, plain: str, year: str) -> bool:
        """Say whether the words are of another year or batch, and not back at this."""
        said = [(plain[s : s + DIGITS_OF_YEAR], end) for s, end in self.years.spans(plain)]
        nows = [end for of, end in said if of == year]
        others = [end for of, end in said if of != year]
        nows += [end for _, end in self.nows.spans(plain)[-1:]]
        others += [end for _, end in self.others.spans(plain)[-1:]]
        now, other = max(nows, default=-1), max(others, default=-1)
        return other >= 0 and other >= now
