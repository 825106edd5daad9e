"""The amounts in a notice's prose, each held against what the tables tell of the name before it.

    市级第二批22.5万元                      the name right before an amount is what it is of
    甲镇40万元，其中市级18万元                  told[甲镇, 市级]: a part of what was named before
    西岭茶园：……共70万元：市级14万元              a line that begins with a name is about it
    资金共50万元  甲镇、乙镇共50万元             the whole; the sum of the names before it
    产业发展290万元，占本批的58%                the share of what was named before, of the whole
    市级、区级按45：55分担                     the ratio of what the names are told

Each mention is compared for itself. What is of no name, or of another year, a formula or a rule, is
compared with nothing, and said to be so.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from optalloc.checking.notice_figures import TOKEN, TextFigure, figure_of, yuan
from optalloc.checking.notice_line import SaidBefore
from optalloc.checking.notice_names import NamesBefore
from optalloc.checking.notice_weights import NoticeWeights, Weights
from optalloc.checking.notice_words import (
    ABOUT,
    EACH,
    HEADING,
    LEFT,
    LEFT_AFTER,
    OF_BATCH,
    OF_RULES,
    RULE,
    SHARE,
    SPACES,
    is_other,
    sentences,
    year_of,
)
from optalloc.checking.told_amounts import WHOLE, Key, ToldAmounts
from optalloc.core.message import Words, first_few, listed, same
from optalloc.core.money import FEN_PER_UNIT, parse_number, show_percent
from optalloc.inputs.understanding.layout.arithmetic import shown
from optalloc.inputs.understanding.layout.finding import Finding, FindingPlace

MOST_NAMED = 6
"""Most amounts that are named where they were compared with nothing."""
LONGEST_BEFORE = 24
"""So many characters before an amount are shown with it."""
RATIO_OFF = Fraction(1, 200)
"""Within how much a ratio of sums lies around one that was set for every row."""


class NoticeAmounts:
    """Reads the amounts of a text and keeps what was compared with nothing."""

    def __init__(
        self, told: ToldAmounts, where: FindingPlace, weights: Weights | None = None
    ) -> None:
        self.told, self.where = told, where
        self.weights = NoticeWeights(weights or {}, where)
        self.skipped: list[str] = []
        self.is_count_last = False
        self.names = NamesBefore(told)
        self.of_kinds = [{n for n, k in told.kinds.items() if k == of} for of in ("source", "use")]
        self.left, self.year = Fraction(0), ""
        self.text, self.at = "", list[int]()

    def findings(self, text: str) -> Iterator[Finding]:
        """Yield each amount, share, ratio and count that is not what the tables tell."""
        self.text, self.at = text, [i for i, mark in enumerate(text) if not SPACES.match(mark)]
        plain = "".join(text[i] for i in self.at)
        self.year = year_of(self.names.pattern.sub("", plain))
        self.left = max(
            (yuan(m[1], m[2]) for of in (LEFT, LEFT_AFTER) for m in of.finditer(plain)),
            default=Fraction(0),
        )
        is_of_rules, start = False, 0
        for line in plain.split("\n"):
            heading = HEADING.fullmatch(line)
            if heading:
                is_of_rules = OF_RULES.search(heading[1]) is not None
            subject = self.names.pattern.match(line)
            is_about = subject is not None and ABOUT.match(line, subject.end())
            of = frozenset([subject[0]]) if subject is not None and is_about else WHOLE
            carried = WHOLE
            for first, sentence in sentences(line):
                carried = carried if line[first - 1 : first] in ("；", ";") else WHOLE
                said = SaidBefore(start + first, of, carried=carried)
                yield from self._sentence(sentence, said, is_of_rules)
                carried = said.opened or carried
            start += len(line) + 1

    def left_out(self) -> Finding:
        """Return what was compared with nothing, in one line; `came` has all of it."""
        shown_ones = listed(first_few(self.skipped, MOST_NAMED))
        count = len(self.skipped)
        more = count > MOST_NAMED
        words = Words(
            f"正文里有 {count} 处数没有核对（对不上表中的单位、来源或用途，或说的是办法、往年、"
            f"文号）：{shown_ones.zh}{'……' if more else ''}",
            f"{count} figures of the text were compared with nothing (of no recipient, source or "
            f"use of the table, or of rules, other years, documents): {shown_ones.en}"
            f"{' …' if more else ''}",
        )
        return Finding("not_compared", "note", self.where, words, "、".join(self.skipped))

    def _sentence(self, text: str, line: SaidBefore, is_of_rules: bool) -> Iterator[Finding]:
        end = 0
        for token in TOKEN.finditer(text):
            figure = figure_of(token)
            between, before = text[end : token.start()], text[: token.start()]
            if figure.sort == "bare" and self.names.before(before) is None:
                continue  # a mark of a list, a date, a number of a street
            if figure.sort in ("other", "bare"):
                self._leave(token, line)  # a count of whom or what, nobody knows
                continue
            end = token.end()
            plain = self.names.pattern.sub("", before)
            if figure.sort == "percent" and (name := self.weights.of(before)):
                is_right = self.weights.judged(name, before, figure)
                if is_right is None and name in self.told.names:
                    yield from self._percent(text, token, between, line)
                elif is_right is None:
                    self._leave(token, line)
                elif not is_right:
                    yield self.weights.off(name, self._around(token, line))
            elif is_of_rules or RULE.search(plain) or is_other(plain, self.year):
                self._skip(token, figure, line)
            elif figure.sort == "amount":
                line.counted = ""
                yield from self._amount(text, token, between, line)
            elif figure.sort == "percent":
                yield from self._percent(text, token, between, line)
            elif figure.sort == "ratio":
                yield from self._ratio(text, token, line)
            else:
                yield from self._count(token, figure, line)
        yield from self._sum(line)

    def _skip(self, token: re.Match[str], figure: TextFigure, line: SaidBefore) -> None:
        """Keep that a figure was compared with nothing."""
        if figure.sort == "amount":
            line.last = None, figure.value
            if figure.value == 0:
                return
        self._leave(token, line)

    def _leave(self, token: re.Match[str], line: SaidBefore) -> None:
        """List a figure; 其余3个单位 stands in 其余3个单位各30万元 where that is listed too."""
        came = self._around(token, line)
        if self.is_count_last and came.startswith(self.skipped[-1]):
            del self.skipped[-1]
        self.is_count_last = figure_of(token).sort == "other"
        self.skipped.append(came)

    def _amount(
        self, text: str, token: re.Match[str], between: str, line: SaidBefore
    ) -> Iterator[Finding]:
        amount = figure_of(token).value
        keys, names = self.names.keys(text, token, between, line)
        known = [key for key in keys if key in self.told.amounts]
        if len(names) > 1:
            yield from self._list(names, amount, text, token, line)
            return
        line.last = (known[0] if known else None), amount
        if not known:
            self._skip(token, figure_of(token), line)
            return
        line.mentions.append(known[0])
        if known[0] == WHOLE:
            line.whole = amount, self._around(token, line)
        elif line.whole is not None and len(known[0]) == 1:
            line.parts[next(iter(known[0]))] = amount
        due = set[Fraction]().union(*(self.told.amounts[key] for key in known))
        if known[0] in (WHOLE, line.opened):
            due |= {sum(line.run, Fraction(0))} if len(line.run) > 1 else set()
            line.run.clear()
        else:
            line.run.append(amount)
        if WHOLE in known and self.left:
            due |= {value + self.left for value in due}
        if amount in due:
            return
        if any(amount in self.told.beside.get(key, ()) for key in known):
            self._leave(token, line)  # so a table of sources or of uses tells it
            return
        is_source = [self.told.kinds.get(n) == "source" for n in known[0]] == [True]
        if self.left and is_source and any(0 < amount - v <= self.left for v in due):
            # A source has more than is given from it where something is left of it.
            line.larger.append(self._around(token, line))
            return
        nearest = min(self.told.amounts[known[0]], key=lambda v: abs(v - amount))
        yield self._off(known[0], self._around(token, line), nearest)

    def _sum(self, line: SaidBefore) -> Iterator[Finding]:
        """Yield that all the sources, or all the uses, after a whole do not come to it."""
        if line.whole is None or len(line.parts) < 2 or line.parts.keys() not in self.of_kinds:
            self.skipped += line.larger
            return
        added = sum(line.parts.values(), Fraction(0))
        if added != line.whole[0]:
            text, came = self._money(added), line.whole[1]
            words = Words(
                f"写“{came}”，其中各项相加为 {text}", f"says '{came}'; its parts add up to {text}"
            )
            yield Finding("notice_total", "error", self.where, words, came, same(text))

    def _list(
        self,
        names: Sequence[str],
        amount: Fraction,
        text: str,
        token: re.Match[str],
        line: SaidBefore,
    ) -> Iterator[Finding]:
        """Yield that the sum of some names is not what is said of them together."""
        line.last = None, amount
        each = [self.told.amounts.get(line.subject | {name}, set()) for name in names]
        if any(len(values) != 1 for values in each):
            self._skip(token, figure_of(token), line)
            return
        due = sum((next(iter(values)) for values in each), Fraction(0))
        if due != amount:
            yield self._off(frozenset(names), self._around(token, line), due)

    def _percent(
        self, text: str, token: re.Match[str], between: str, line: SaidBefore
    ) -> Iterator[Finding]:
        """Yield that a share of the whole is not what the amounts come to."""
        wholes = self.told.amounts.get(WHOLE, set())
        before = text[: token.start()]
        pairs = set[tuple[Fraction, Fraction]]()
        is_said = True
        if line.last is not None and (
            (SHARE.fullmatch(between) and "占" in between) or OF_BATCH.match(text, token.end())
        ):
            key, amount = line.last
            pairs = self.told.with_wholes(key) if key else set()
            pairs = pairs or {(amount, whole) for whole in wholes}
        elif (each := re.search(EACH.pattern + "$", before)) and line.parts:
            names = list(line.parts)[each[1].count("%") :][:1]
            wholes = {line.whole[0]} if line.whole else wholes
            pairs = {(line.parts[name], whole) for name in names for whole in wholes}
        elif found := self.names.before(re.sub(SHARE.pattern + "$", "", before)):
            gap = before[found.end() :]
            is_said = "占" in gap
            if SHARE.fullmatch(gap):
                pairs = self.told.with_wholes(line.subject | {found[0]})
        if not pairs or any(whole == 0 for _, whole in pairs) or line.subject:
            self._skip(token, figure_of(token), line)
            return
        figure = figure_of(token)
        said, half = figure.value, figure.half
        shares = [part * 100 / whole for part, whole in pairs]
        is_near = any(abs(share - said) <= half for share in shares)
        if is_near:
            return
        if is_said:
            yield self._share_off(token, line, shares, (said, half))
        else:
            self._skip(token, figure, line)  # without 占 it may be a weight

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
        came, of_use = self._around(token, line), frozenset([line.counted])
        in_table = self.told.with_wholes(of_use) if line.counted else set()
        right = [v for v, w in in_table if abs(v * 100 / w - said) <= half]
        if right:
            return replace(self._off(of_use, self.skipped.pop(), right[0]), kind="notice_use")
        if in_table:
            shares = [value * 100 / whole for value, whole in in_table]
        due = show_percent(min(shares, key=lambda one: abs(one - said)) / 100, 2)
        words = Words(f"写“{came}”，按表中金额为 {due}", f"says '{came}'; it is {due}")
        if line.last is not None and line.last[0] is None and not in_table:
            words = Words(
                f"写“{came}”，按所写金额为 {due}", f"says '{came}'; what it says is {due}"
            )
        return Finding("notice_share", "error", self.where, words, came, same(due))

    def _ratio(self, text: str, token: re.Match[str], line: SaidBefore) -> Iterator[Finding]:
        """Yield that a ratio is not that of the sources named before it."""
        ratio = [parse_number(part) for part in re.split("[:：]", token["ratio"])]
        before = text[: token.start()]
        last = self.names.before(before)
        names = [] if last is None else self.names.listed(before, last)
        each = [self.told.amounts.get(frozenset([name]), set()) for name in names]
        whole = sum(ratio)
        if len(names) != len(ratio) or any(len(v) != 1 for v in each) or not whole:
            self.skipped.append(self._around(token, line))
            return
        amounts = [next(iter(values)) for values in each]
        total = sum(amounts) or Fraction(1)
        if any(abs(a / total - r / whole) > RATIO_OFF for a, r in zip(amounts, ratio, strict=True)):
            due = ":".join(show_percent(a / total, 2).removesuffix("%") for a in amounts)
            came = self._around(token, line)
            words = Words(f"写“{came}”，按表中金额为 {due}", f"says '{came}'; it is {due}")
            yield Finding("notice_share", "error", self.where, words, came, same(due))

    def _count(
        self, token: re.Match[str], figure: TextFigure, line: SaidBefore
    ) -> Iterator[Finding]:
        """Yield that another number of recipients is said to get money."""
        tables = [sum(amount > 0 for amount in of.values()) for of in self.told.recipients]
        said = int(figure.value)
        if not tables:
            self._skip(token, figure, line)
        elif said not in tables:
            words = Words(
                f"写 {said} 个单位，表中有资金的为 {tables[0]} 个",
                f"says {said} recipients; {tables[0]} get money in the table",
            )
            due = same(str(tables[0]))
            yield Finding("notice_count", "error", self.where, words, str(said), due)

    def _money(self, yuan: Fraction) -> str:
        unit = self.told.unit
        return shown(yuan * FEN_PER_UNIT["元"] / FEN_PER_UNIT[unit]) + unit

    def _around(self, token: re.Match[str], line: SaidBefore) -> str:
        """Return a figure with the words right before it, from the last mark on."""
        sentence, start = token.string, token.start()
        marks = [m.end() for m in re.finditer("[,，、;；)）]", sentence[:start])]
        first = line.start + max([0, start - LONGEST_BEFORE, *marks])
        text = self.text[self.at[first] : self.at[line.start + token.end() - 1] + 1]
        is_cut = first and self.text[self.at[first - 1] : self.at[first] + 1].isascii()
        if is_cut and self.text[self.at[first] - 1].isalnum():
            text = text.partition(" ")[2] or text  # no half of a word
        return text.strip()

    def _off(self, key: Key, came: str, due: Fraction) -> Finding:
        """Return that an amount is another one in the table."""
        text = self._money(due)
        names = listed(sorted(key, key=lambda n: (self.told.kinds.get(n) != "recipient", n)))
        of = names if key else Words("合计", "the total")
        kinds = {self.told.kinds.get(name, "source") for name in key}
        kind = "notice_total" if not key else "notice_use" if kinds == {"use"} else "notice_source"
        kind = "notice_award" if "recipient" in kinds else kind
        words = Words(
            f"写“{came}”，表中{of.zh}为 {text}", f"says '{came}'; in the table {of.en} is {text}"
        )
        return Finding(kind, "error", self.where, words, came, same(text))
