"""The shares, ratios and counts of a notice's prose, held against what the tables tell.

产业发展290万元，占本批的58%                the share of what was named before, of the whole
市级、区级分别占45%、55%                   each of the names said before, in their order
市级、区级按45：55分担                     the ratio of what the names are told
共2个单位                              those who get money
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from optalloc.checking.counted_lists import OF_MORE
from optalloc.checking.growing_text import last_stop
from optalloc.checking.notice_doubts import NoticeDoubts
from optalloc.checking.notice_figures import TextFigure, figure_of
from optalloc.checking.notice_line import SaidBefore
from optalloc.checking.notice_names import NamesBefore
from optalloc.checking.notice_report import NoticeReport
from optalloc.checking.notice_words import (
    EACH,
    OF_AREA,
    OF_BATCH,
    OF_SOME_OF_GROUP,
    OF_WHOLE,
    OTHER_COUNTS,
    PERCENTS,
    SHARE,
    SPEAKS_OF_MONEY,
    last_clause,
)
from optalloc.core.message import Words, same
from optalloc.core.money import parse_number, show_percent
from optalloc.inputs.understanding.layout.finding import Finding

_EACH_AT_END = re.compile(EACH.pattern + "$")
_SHARE_AT_END = re.compile(SHARE.pattern + "$")
_SHARES_OF = re.compile("占比[为是:][^,，;；]*$")
"""What opens a list of shares: 占比：中央57%、省级29%."""
LONGEST_EACH = 8
"""More marks than the words before a list of shares have."""
RATIO_OFF = Fraction(1, 200)
"""Within how much a ratio of sums lies around one that was set for every row."""
Pairs = set[tuple[Fraction, Fraction]]


class NoticeShares:
    """Judges what a text says in percent, as a ratio, or as a number of recipients."""

    def __init__(self, report: NoticeReport, names: NamesBefore, doubts: NoticeDoubts) -> None:
        self.report, self.names, self.doubts = report, names, doubts
        self.told, self.where = report.told, report.where

    def percent(self, token: re.Match[str], between: str, line: SaidBefore) -> Iterator[Finding]:
        """Yield that a share of the whole is not what the amounts come to."""
        pairs, is_said = self._pairs(token, between, line)
        is_of_subject = line.last is not None and line.last[0] == line.subject
        is_of_whole = OF_WHOLE.search(between) or OF_BATCH.match(token.string, token.end())
        is_part = line.subject and not (is_of_subject and is_of_whole)
        is_part = is_part or self._may_be_of_people(token, line)
        if not pairs or any(whole == 0 for _, whole in pairs) or is_part:
            self.report.skip(token, figure_of(token), line)
            return
        figure = figure_of(token)
        said, half = figure.value, figure.half
        shares = [part * 100 / whole for part, whole in pairs]
        is_near = any(abs(share - said) <= half for share in shares)
        if is_near:
            return
        if is_said and not self.doubts.are_about_share(token, between, line):
            yield self._share_off(token, line, shares, (said, half))
        else:
            self.report.skip(token, figure, line)  # without 占 it may be a weight

    def _pairs(self, token: re.Match[str], between: str, line: SaidBefore) -> tuple[Pairs, bool]:
        """Return what a share may be of, each with its whole; and whether it is surely one."""
        text, before = token.string, token.string[: token.start()]
        wholes = self.told.wholes
        is_of_last = SHARE.fullmatch(between) and "占" in between
        if line.last is not None and (is_of_last or OF_BATCH.match(text, token.end())):
            key, amount = line.last
            pairs = self.told.with_wholes(key) if key else set()
            if key is not None and len(key) > 1:  # of the source, or of the recipient, as well
                each = [self.told.amounts.get(frozenset([name]), set()) for name in key]
                pairs |= {(amount, one) for values in each for one in values}
            return pairs or {(amount, whole) for whole in wholes}, True
        listed_from = len(before.rstrip("0123456789.,、和%"))
        if several := _EACH_AT_END.search(before, max(listed_from - LONGEST_EACH, 0)):
            named = self._of_last_kind(line.parts or line.named)
            run = PERCENTS.match(text, several.start(1))
            at = several[1].count("%")
            if run is not None and run[0].count("%") == len(named) > 1:
                name = list(named)[at]
                wholes = {line.whole[0]} if line.whole else wholes
                return {(named[name], whole) for whole in wholes}, True
            last = self.names.before(before[: several.start()])
            names = [] if last is None or line.subject else self.names.listed(before, last)
            if run is not None and run[0].count("%") == len(names) > 1:
                return self.told.with_wholes(frozenset([names[at]])), True
        at = max(last_stop(before, ",，、("), 0)
        whose = before[:at] + _SHARE_AT_END.sub("", before[at:])
        is_share = "占" in before[len(whose) :] and not OF_SOME_OF_GROUP.search(whose)
        if is_share and (group := self.names.group_before(whose)):
            of_group = [[of.get(n, Fraction(0)) for n in group] for of in self.told.recipients]
            sums = [sum(amounts, Fraction(0)) for amounts in of_group]
            return {(amount, whole) for amount in sums for whole in wholes}, True
        if found := self.names.before(whose):
            gap = before[found.end() :]
            is_share = re.search("占|pays|covers|provides|contributes|bears", gap) is not None
            if SHARE.fullmatch(gap) or is_share:
                is_share |= _SHARES_OF.search(before) is not None
                return self._shares(whose, found, line), is_share
        return set(), True

    def _shares(self, before: str, found: re.Match[str], line: SaidBefore) -> Pairs:
        """Return what a name may have a share of: names of other kinds right before it have one.

        青石镇产业发展占64.3%     of all the money, of 青石镇, or of 产业发展
        """
        others = self.names.leading(before, found)
        if "" in others:
            return set()  # of several together
        key = line.subject.union(others, [found[0]])
        pairs = self.told.with_wholes(key)
        parts = self.told.amounts.get(key, set()) if others else set()
        for name in key:
            each = self.told.amounts.get(frozenset([name]), set())
            pairs |= {(part, one) for part in parts for one in each}
        return pairs

    def _may_be_of_people(self, token: re.Match[str], line: SaidBefore) -> bool:
        """Say whether a share of all of a place may be one of its people or land: 占全县的65%."""
        clause = last_clause(token.string[: token.start()])
        if not OF_AREA.search(clause):
            return False
        said = line.led + self.report.line_up_to(token, line)
        is_of_amount = line.last is not None and OF_AREA.match(clause)
        is_of_money = is_of_amount or SPEAKS_OF_MONEY.search(said)
        return not is_of_money or OTHER_COUNTS.search(said) is not None

    def _of_last_kind(self, named: dict[str, Fraction]) -> dict[str, Fraction]:
        """Return those of some names that are of the kind of the last."""
        last = next(reversed(named), "")
        return {n: v for n, v in named.items() if self.names.are_of_a_kind(n, last)}

    def _share_off(
        self,
        token: re.Match[str],
        line: SaidBefore,
        shares: Sequence[Fraction],
        share: tuple[Fraction, Fraction],
    ) -> Finding:
        """Return what is wrong: the share, or what a use is said to count where the share is its.

        Args:
            shares: What the amounts come to [percent].
            share: What is said, and how far off it may be.
        """
        said, half = share
        came, of_use = self.report.quoted(token, line), frozenset([line.counted])
        in_table = self.told.with_wholes(of_use) if line.counted else set()
        right = [v for v, w in in_table if abs(v * 100 / w - said) <= half]
        if right and line.figure is not None:
            amount = self.report.quoted(line.figure, line)
            return replace(self.report.off(of_use, amount, right[0]), kind="notice_use")
        if in_table:
            shares = [value * 100 / whole for value, whole in in_table]
        due = show_percent(min(shares, key=lambda one: abs(one - said)) / 100, 2)
        it_is = Words(f"按表中金额为 {due}", f"it is {due}")
        if line.last is not None and line.last[0] is None and not in_table:
            it_is = Words(f"按所写金额为 {due}", f"what it says is {due}")
        return self.report.wrong("notice_share", came, it_is, due)

    def ratio(self, token: re.Match[str], line: SaidBefore) -> Iterator[Finding]:
        """Yield that a ratio is not that of the sources named before it."""
        ratio = [parse_number(part) for part in re.split("[:：]", token["ratio"])]
        before = token.string[: token.start()]
        last = self.names.before(before)
        names = [] if last is None else self.names.listed(before, last, "、和及与,:/")
        if last is None and {self.told.kinds.get(n) for n in line.named} == {"source"}:
            names = list(line.named)
        each = [self.told.amounts.get(frozenset([name]), set()) for name in names]
        whole = sum(ratio)
        if len(names) != len(ratio) or any(len(v) != 1 for v in each) or not whole:
            self.report.leave(token, line)
            return
        amounts = [next(iter(values)) for values in each]
        total = sum(amounts) or Fraction(1)
        off = max(abs(a / total - r / whole) for a, r in zip(amounts, ratio, strict=True))
        if off > RATIO_OFF and self.doubts.are_elsewhere(token, line):
            self.report.leave(token, line)
        elif off > RATIO_OFF:
            due = ":".join(show_percent(a / total, 2).removesuffix("%") for a in amounts)
            it_is = Words(f"按表中金额为 {due}", f"it is {due}")
            yield self.report.wrong("notice_share", self.report.quoted(token, line), it_is, due)

    def _is_of_a_kind(self, token: re.Match[str]) -> bool:
        """Say whether a number counts one kind of recipients, beside which there are others."""
        kind = token.string[token.end() : token.end() + 1]
        whom = next(iter(self.told.recipients), {})
        is_whole_word = token.string.startswith("乡镇", token.end())
        return kind in ("乡", "镇") and not is_whole_word and any(n[-1:] != kind for n in whom)

    def _is_of_more(self, token: re.Match[str]) -> bool:
        """Say whether a number is of those that some other project is in."""
        noun = re.compile("(?:单位|乡镇街道|乡镇|[乡镇县市区])*").match(token.string, token.end())
        return noun is not None and OF_MORE.match(token.string, noun.end()) is not None

    def count(
        self, token: re.Match[str], figure: TextFigure, line: SaidBefore
    ) -> Iterator[Finding]:
        """Yield that another number of recipients is said to get money."""
        tables = [sum(amount > 0 for amount in of.values()) for of in self.told.recipients]
        said = int(figure.value)
        place = self.report.place(token, line)
        is_of_kind = self._is_of_a_kind(token)
        if is_of_kind and place in self.report.lists:
            return  # held against the list beside it
        is_of_more = self._is_of_more(token)
        is_of_more |= said not in tables and self.doubts.are_about_count(token, line)
        if not tables or is_of_kind or is_of_more:
            self.report.skip(token, figure, line)
        elif said not in tables:
            words = Words(
                f"写 {said} 个单位，表中有资金的为 {tables[0]} 个",
                f"says {said} recipients; {tables[0]} get money in the table",
            )
            if beside := self.report.lists.get(place):
                words = beside.words + Words(
                    f"；表中有资金的为 {tables[0]} 个", f"; {tables[0]} get money in the table"
                )
                self.report.lists[place] = None
            due = same(str(tables[0]))
            yield Finding("notice_count", "error", self.where, words, str(said), due)
