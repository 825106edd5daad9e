"""What a notice's prose has wrong, and which of its figures nothing was held against."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise, takewhile

from optalloc.checking.notice_explained import NoticeExplained
from optalloc.checking.notice_figures import TextFigure
from optalloc.checking.notice_line import QuotedFigure, SaidBefore
from optalloc.checking.notice_words import BREAKS, SPACES, after_mark
from optalloc.checking.told_amounts import Key, ToldAmounts
from optalloc.core.message import NOTHING, Words, first_few, listed, same
from optalloc.core.money import FEN_PER_UNIT
from optalloc.inputs.understanding.layout.arithmetic import shown
from optalloc.inputs.understanding.layout.finding import Finding, FindingPlace, Severity
from optalloc.problem.problem import Problem

MOST_NAMED = 6
"""Most figures that are named on the screen where they were compared with nothing."""
_OPENS = "(,，:%"
"""Marks that no quoted words begin with."""
LONGEST_BEFORE = 24
"""So many characters before an amount are shown with it."""


class NoticeReport:
    """Quotes the figures of a text, and keeps those that were compared with nothing.

    One thing is said of each figure: what is called wrong, or was held, is not listed.

    Attributes:
        listed: Those compared with nothing, by where they stand.
        accused: Where those stand that something is wrong with.
        documents: The document numbers that nothing tells.
        lists: The counts that were held against a list beside them, by their place in the text
            without spaces, each with what is still to be told of it.
    """

    def __init__(
        self,
        told: ToldAmounts,
        where: FindingPlace,
        lists: Mapping[int, Finding | None],
        problem: Problem | None,
    ) -> None:
        self.explained = NoticeExplained(told, problem)
        self.told, self.where, self.lists = told, where, dict(lists)
        self.listed: dict[int, str] = {}
        self.accused = set[int]()
        self.documents: list[str] = []
        self.compared: set[Key] = set()
        self.text, self.at = "", list[int]()

    def read(self, text: str) -> str:
        """Return a text without its spaces, and keep where each of its marks stood."""
        self.text, self.at = text, [i for i, mark in enumerate(text) if not SPACES.match(mark)]
        return "".join(text[i] for i in self.at)

    def is_in_a_word(self, token: re.Match[str], line: SaidBefore) -> bool:
        """Say whether a figure is a year, or stands in a word with no space between: A4, 2nd."""
        first = self.at[line.start + token.start()]
        before = self.text[first - 1 : first]
        end = self.at[line.start + token.end() - 1] + 1
        is_ordinal = re.match(r"(?:st|nd|rd|th)\b", self.text[end : end + 3]) is not None
        is_year = re.fullmatch("(?:19|20)[0-9]{2}", token[0]) and self.text[end : end + 1] == " "
        return bool(is_ordinal or is_year) or (before.isascii() and before.isalpha())

    def line_up_to(self, token: re.Match[str], line: SaidBefore) -> str:
        """Return what the line of a figure says before it."""
        return self.text[: self.at[line.start + token.start()]].rpartition("\n")[2]

    @property
    def skipped(self) -> list[str]:
        """What was compared with nothing: 其余3个单位 stands in 其余3个单位各30万元."""
        texts = [text for _, text in sorted(self.listed.items())]
        within = (one != other and other.startswith(one) for one, other in pairwise(texts))
        held = [t for t, is_within in zip(texts, within, strict=False) if not is_within]
        return [*held, *texts[-1:]]

    def _figures_left_out(self) -> Iterator[Words]:
        """Yield which figures were compared with nothing."""
        skipped, more = self.skipped, NOTHING
        count = len(skipped)
        if not count:
            return
        if count > MOST_NAMED:
            left = count - MOST_NAMED
            more = Words(
                f"，另有 {left} 处（--json 里全有）", f", and {left} more (--json has them all)"
            )
        yield (
            Words(
                f"正文里有 {count} 处数没有核对（看不出是表中哪个单位、来源、用途或合计的数，或"
                "说的是办法、往年）：",
                f"{count} figures of the text were compared with nothing (not told to be of a "
                "recipient, source, use or total of the table, or of rules, other years): ",
            )
            + listed(first_few(skipped, MOST_NAMED))
            + more
        )

    def _documents_left_out(self) -> Iterator[Words]:
        """Yield which document numbers are neither in the tables nor in a scenario."""
        count = len(self.documents)
        if count:
            yield Words(
                f"正文里有 {count} 个文号没有核对（表和情景中都没有）：",
                f"{count} document numbers of the text are in no table and no scenario: ",
            ) + listed(first_few(self.documents, MOST_NAMED))

    def left_out(self) -> Iterator[Finding]:
        """Yield a note of what was compared with nothing: figures, and apart from them documents.

        Its `came` has all of it.
        """
        said = [*self._figures_left_out(), *self._documents_left_out()]
        if said:
            words = Words("；".join(w.zh for w in said), "; ".join(w.en for w in said))
            came = "、".join((*self.skipped, *self.documents))
            yield Finding("not_compared", "note", self.where, words, came)

    def place(self, token: re.Match[str], line: SaidBefore) -> int:
        """Return where the number of a figure stands in the text without its spaces."""
        return line.start + token.start(token.lastgroup or 0)

    def skip(self, token: re.Match[str], figure: TextFigure, line: SaidBefore) -> None:
        """Keep that a figure was compared with nothing."""
        if figure.sort == "amount":
            line.last = None, figure.value
            if figure.value == 0:
                return
        self.leave(token, line)

    def leave(self, token: re.Match[str], line: SaidBefore) -> None:
        """List a figure, unless a list beside it, or the scenario, tells it.

        It is quoted without figures before it that are not listed.
        """
        is_told = self.explained.tells(token, self.line_up_to(token, line))
        if not is_told and self.place(token, line) not in self.lists:
            last = line.figure
            is_before = last is not None and self.place(last, line) not in self.listed
            self.keep(self.quoted(token, line, last.end() if last and is_before else 0))

    def keep(self, *figures: QuotedFigure) -> None:
        """List figures."""
        self.listed.update((came.at, came.text) for came in figures)

    def wrong(
        self, kind: str, came: QuotedFigure, it_is: Words, due: str, severity: Severity = "error"
    ) -> Finding:
        """Return what is wrong with a figure, which is listed no more.

        Args:
            it_is: What the quoted words should say, behind them.
        """
        self.held(came)
        self.accused.add(came.at)
        words = Words(f"写“{came.text}”，", f"says '{came.text}'; ") + it_is
        return Finding(kind, severity, self.where, words, came.text, same(due))

    def held(self, *figures: QuotedFigure) -> None:
        """Take figures off the list: they were held against something after all."""
        for came in figures:
            self.listed.pop(came.at, None)

    def money(self, yuan: Fraction) -> str:
        """Return an amount in the unit of the tables."""
        unit = self.told.unit
        return shown(yuan * FEN_PER_UNIT["元"] / FEN_PER_UNIT[unit]) + unit

    def quoted(self, token: re.Match[str], line: SaidBefore, least: int = 0) -> QuotedFigure:
        """Return a figure with the words right before it, from the last mark on.

        Args:
            least: From where on in its sentence it is quoted.
        """
        sentence, start = token.string, token.start()
        mark = after_mark(sentence)
        least = max(least, start - LONGEST_BEFORE, mark if mark <= start else 0)
        ends = (m.end() for m in BREAKS.finditer(sentence, least))
        first = line.start + max([least, *takewhile(lambda end: end <= start, ends)])
        text = self.text[self.at[first] : self.at[line.start + token.end() - 1] + 1]
        is_cut = first and self.text[self.at[first - 1] : self.at[first] + 1].isascii()
        if is_cut and self.text[self.at[first] - 1].isalnum():
            text = text.partition(" ")[2] or text  # no half of a word
        return QuotedFigure(self.place(token, line), text.strip().lstrip(_OPENS))

    def off(self, key: Key, came: QuotedFigure, due: Fraction) -> Finding:
        """Return that an amount is another one in the table."""
        text = self.money(due)
        names = listed(sorted(key, key=lambda n: (self.told.kinds.get(n) != "recipient", n)))
        of = names if key else Words("合计", "the total")
        kinds = {self.told.kinds.get(name, "source") for name in key}
        kind = "notice_total" if not key else "notice_use" if kinds == {"use"} else "notice_source"
        kind = "notice_award" if "recipient" in kinds else kind
        it_is = Words(f"表中{of.zh}为 {text}", f"in the table {of.en} is {text}")
        return self.wrong(kind, came, it_is, text)

    def adds_up_to(
        self, came: QuotedFigure, added: Fraction, severity: Severity = "error"
    ) -> Finding:
        """Return that the parts of what is said add up to something else."""
        text = self.money(added)
        it_is = Words(f"其中各项相加为 {text}", f"its parts add up to {text}")
        return self.wrong("notice_total", came, it_is, text, severity)
