"""Find patterns in the words before each figure of a sentence without reading them all anew.

    安排甲镇 | 安排甲镇3万元,乙镇 | 安排甲镇3万元,乙镇5万元,丙镇    each begins with the last

A match that ends well before the end of a text is one of every text that goes on from it: patterns
are tried from left to right, and look at no more than so many marks.
"""

import re
from bisect import bisect_right

REACH = 64
"""More marks than a pattern of words looks at; names may be longer."""
Span = tuple[int, int]


class GrowingMatches:
    """The matches of a pattern, none empty, in a text that mostly grows at its end.

    Attributes:
        reach: More marks than the pattern looks at from where it is tried.
    """

    def __init__(self, pattern: re.Pattern[str], reach: int = REACH) -> None:
        self.pattern, self.reach = pattern, reach
        self._begin("")

    def _begin(self, text: str) -> None:
        self.text, self.at, self.kept = text, 0, ""
        self.settled, self.ends = list[Span](), list[int]()

    def _limit(self, text: str) -> int:
        """Return up to where no mark that is yet to come can change a match."""
        return len(text) - self.reach

    def spans(self, text: str) -> list[Span]:
        """Return where the matches of a text stand, as `finditer` finds them."""
        if not text.startswith(self.text):
            if self.text.startswith(text):
                return self._within(text)
            self._begin(text)
        self.text, limit = text, self._limit(text)
        found = [m.span() for m in self.pattern.finditer(text, self.at)]
        spans = self.settled + found
        for start, end in found:
            if end > limit:
                limit = min(limit, start)
                break
            self._settle(text, start, end)
        if limit > self.at:
            self.kept += text[self.at : limit]
            self.at = limit
        return spans

    def _settle(self, text: str, start: int, end: int) -> None:
        self.kept += text[self.at : start]
        self.settled.append((start, end))
        self.ends.append(end)
        self.at = end

    def _within(self, text: str) -> list[Span]:
        """Return the matches of the beginning of the text that was looked through last."""
        known = bisect_right(self.ends, len(text))
        at = self.settled[known][0] if known < len(self.settled) else self.at
        if at > len(text) or known < len(self.settled):
            at = self.ends[known - 1] if known else 0
        return self.settled[:known] + [m.span() for m in self.pattern.finditer(text, at)]

    def without(self, text: str) -> str:
        """Return a text without the matches."""
        self.spans(text)
        if text != self.text:
            return self.pattern.sub("", text)
        rest = "".join(self._gaps(text))
        return self.kept + rest

    def _gaps(self, text: str) -> list[str]:
        """Return what stands between the matches behind those that are settled."""
        gaps, at = [], self.at
        for found in self.pattern.finditer(text, self.at):
            gaps.append(text[at : found.start()])
            at = found.end()
        return [*gaps, text[at:]]


class GrowingBrackets(GrowingMatches):
    """The innermost brackets of a text: one that is open may be closed however late."""

    def _limit(self, text: str) -> int:
        opened = text.rfind("(")
        return opened if opened > text.rfind(")") else len(text)


def last_stop(text: str, stops: str) -> int:
    """Return where the last of some marks stands; -1 without one."""
    return max(text.rfind(mark) for mark in stops)
