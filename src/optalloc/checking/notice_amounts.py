"""The amounts in a notice's prose, each held against what the tables tell of the name before it.

    市级第二批22.5万元                      the name right before an amount is what it is of
    甲镇40万元，其中市级18万元                  told[甲镇, 市级]: a part of what was named before
    西岭茶园：……共70万元：市级14万元              a line that begins with a name is about it
    资金共50万元  甲镇、乙镇共50万元             the whole; the sum of the names before it
    产业发展290万元，占本批的58%                the share of what was named before, of the whole
    市级、区级按45：55分担                     the ratio of what the names are told

Each mention is compared for itself; what is of no name, another year or a rule is listed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from optalloc.checking.notice_apart import TextApart, words_of
from optalloc.checking.notice_before import WordsBefore
from optalloc.checking.notice_doubts import NoticeDoubts
from optalloc.checking.notice_figures import (
    SORT_OF_COUNT,
    TOKEN,
    TextFigure,
    counts_something,
    figure_of,
    unit_of,
    yuan,
)
from optalloc.checking.notice_line import QuotedFigure, SaidBefore
from optalloc.checking.notice_names import NamesAbove, NamesBefore
from optalloc.checking.notice_parts import PartWords
from optalloc.checking.notice_report import NoticeReport
from optalloc.checking.notice_shares import NoticeShares
from optalloc.checking.notice_sums import NoticeSums
from optalloc.checking.notice_weights import NoticeWeights, weights_of
from optalloc.checking.notice_words import (
    ARRIVED,
    HEADING,
    IS_DIVIDED,
    LEFT,
    LEFT_AFTER,
    NOT_ALL,
    OF_BATCHES_AT_END,
    OF_RULES,
    OF_YEAR,
    PART_OF_LAST,
    SAME_AGAIN,
    SPEAKS_OF_BATCHES,
    TOTAL_OF_ALL,
    USED_FOR,
    after_mark,
    at_end,
    sentences,
    title_of,
    year_of,
)
from optalloc.checking.notice_year import YearAmounts, earlier_awards
from optalloc.checking.told_amounts import WHOLE, Key, ToldAmounts, name_in_text
from optalloc.core.message import Words
from optalloc.inputs.understanding.layout.finding import Finding, FindingPlace
from optalloc.problem.problem import Problem


class NoticeAmounts(NoticeReport):
    """Reads the amounts of a text and keeps what was compared with nothing."""

    def __init__(
        self,
        told: ToldAmounts,
        where: FindingPlace,
        problem: Problem | None = None,
        lists: Mapping[int, Finding | None] = MappingProxyType({}),
    ) -> None:
        super().__init__(told, where, lists, problem)
        self.weights = NoticeWeights(weights_of(problem), self)
        recipients = () if problem is None else problem.recipients
        self.names = NamesBefore(told, {name_in_text(r.name): r.kind for r in recipients})
        self.words, self.parts = WordsBefore(self.names.found), PartWords(told)
        self.above, doubts = NamesAbove(self.names, self.parts), NoticeDoubts(told, self.names)
        self.doubts, self.sums = doubts, NoticeSums(self, doubts)
        self.shares = NoticeShares(self, self.names, doubts)
        self.of_year = YearAmounts(told, earlier_awards(problem))
        self.left, self.year, self.heading, self.has_batches = Fraction(0), "", "", False
        self.of_scenario, self.apart = words_of(problem, told.formulas), TextApart()

    def findings(self, text: str) -> Iterator[Finding]:
        """Yield each amount, share, ratio and count that is not what the tables tell."""
        self.apart = TextApart(self.read(text), self.of_scenario)
        plain = self.apart.own
        for at, quoted in self.apart.quoted:
            self._leave_all(quoted, at)
        nameless = self.names.pattern.sub("", plain)
        self.has_batches = SPEAKS_OF_BATCHES.search(nameless) is not None
        self.year = year_of(title_of(nameless)) or year_of(nameless)
        self.doubts.read(plain, self.year)
        self.left = max(
            (yuan(m[1], m[2]) for of in (LEFT, LEFT_AFTER) for m in of.finditer(plain)),
            default=Fraction(0),
        )
        is_of_rules, start, of_lines = False, 0, WHOLE
        for line in plain.split("\n"):
            if heading := HEADING.fullmatch(line):
                is_of_rules = OF_RULES.search(heading[1]) is not None
            self.above.read(line)
            if heading or after_mark(line):
                of_lines = self.names.within(self.above.below, self.names.alone(line))
            self.heading = self.parts.heading(line, self.heading)
            yield from self._line(line, start, of_lines, is_of_rules)
            start += len(line) + 1
        yield from self._batches()

    def _line(self, line: str, start: int, of_lines: Key, is_of_rules: bool) -> Iterator[Finding]:
        """Yield what is off in a line.

        Args:
            start: Where it begins in the text without spaces.
            of_lines: The name that stood alone in a line before: （一）甲镇.
        """
        of, carried, opening, before = of_lines, WHOLE, WHOLE, SaidBefore()
        led, over = self.heading, ""
        subjects = [self.names.subject(sentence) for _, sentence in sentences(line)]
        for (first, sentence), own in zip(sentences(line), subjects, strict=True):
            is_of_all = len(set(filter(None, subjects))) > 1 and TOTAL_OF_ALL.match(sentence)
            wider = self.names.within(of, own)
            if own and (not of or wider != own or self.names.are_of_a_kind(min(of), min(own))):
                of = wider
            of = WHOLE if is_of_all and not own else of
            goes_on = line[first - 1 : first] in ("；", ";")
            carried, led = (carried, led) if goes_on else (WHOLE, self.heading)
            said = SaidBefore(start + first, of, carried=carried or opening, led=led)
            said.below, said.is_below = self.above.below, self.above.is_sure
            heading = "" if self.heading == line else self.heading
            said.above = f"{heading}、{'、'.join(said.below)}\n{line[:first]}"
            said.over = over = over if goes_on else heading
            if PART_OF_LAST.match(sentence):
                said.follow(before)
            said.is_of_rules = is_of_rules
            yield from self._sentence(sentence, said)
            carried, led = said.opened or carried, led + self.parts.opening(sentence)
            over += self.parts.opening(sentence)
            named = self.names.pattern.match(sentence, after_mark(sentence))
            opening = said.mentions[0] if named and said.mentions else opening
            before = said

    def _sentence(self, text: str, line: SaidBefore) -> Iterator[Finding]:
        end, uses = 0, USED_FOR.search(text)
        if uses is not None and not line.subject and not NOT_ALL.search(text, uses.start()):
            line.uses_from = uses.end()
        for token in TOKEN.finditer(text):
            place = line.start + token.start()
            if self.apart.is_no_figure(token[0], place):
                continue
            figure = self._read(token, line)
            if figure.sort in ("other", "bare"):
                self._leave_unless_nothing(token, figure, line)
            else:
                between, end = text[end : token.start()], token.end()
                yield from self._figure(token, figure, between, line)
                line.figure = token
        yield from self.sums.of_parts(line, text)
        yield from self.sums.of_uses(line)

    def _figure(
        self, token: re.Match[str], figure: TextFigure, between: str, line: SaidBefore
    ) -> Iterator[Finding]:
        """Yield what is off with a figure that has a unit, or is a share, ratio or count."""
        before = token.string[: token.start()]
        if line.last is not None and PART_OF_LAST.search(between):
            line.is_lost |= line.last[0] is None and line.last[1] not in self.told.wholes
        plain = self.words.plain(before)
        if figure.sort == "percent" and (name := self.weights.of(before)):
            is_right = self.weights.judged(name, before, figure)
            if is_right is None and name in self.told.names:
                yield from self.shares.percent(token, between, line)
            elif is_right is None or (not is_right and self.doubts.are_of_others(before, line)):
                self.leave(token, line)
            elif not is_right:
                yield self.weights.off(name, self.quoted(token, line))
        elif line.is_of_rules or self.words.are_of_a_rule(plain):
            self.skip(token, figure, line)
        elif self.words.are_other(plain, self.year) or (self.has_batches and OF_YEAR.search(plain)):
            yield from self._of_other(token, figure, line)
        else:
            yield from self._of_this(token, figure, between, line)

    def _leave_unless_nothing(
        self, token: re.Match[str], figure: TextFigure, line: SaidBefore
    ) -> None:
        """List a figure that nobody knows whom or what it counts."""
        if figure.sort not in ("other", "bare") or not self._says_nothing(token, figure, line):
            self.leave(token, line)

    def _leave_all(self, quoted: str, start: int) -> None:
        """List the figures of a quotation: nothing is held against it, nor it against anything."""
        for token in TOKEN.finditer(quoted):
            self._leave_unless_nothing(token, figure_of(token), SaidBefore(start))

    def _of_this(
        self, token: re.Match[str], figure: TextFigure, between: str, line: SaidBefore
    ) -> Iterator[Finding]:
        """Yield what is off with a figure of this batch."""
        if figure.sort == "amount":
            line.counted = ""
            yield from self._amount(token, figure, between, line)
        elif figure.sort == "percent":
            yield from self.shares.percent(token, between, line)
        elif figure.sort == "ratio":
            yield from self.shares.ratio(token, line)
        else:
            yield from self.shares.count(token, figure, line)

    def _read(self, token: re.Match[str], line: SaidBefore) -> TextFigure:
        """Return what a figure says: one without a unit beside a name has that of the one before.

        500,000 yuan, of which 225,000 from the city.
        """
        figure, text = figure_of(token), token.string
        if figure.sort == "amount":
            line.per, line.is_unsure = unit_of(token), False
            line.amounts += 1
        if figure.sort != "bare" or not line.per or self.is_in_a_word(token, line):
            return figure
        is_named = self.names.before(text[: token.start()]) or self.names.behind(text, token.end())
        if not is_named:
            return figure
        line.is_unsure = "," not in token["bare"]
        return TextFigure("amount", yuan(token["bare"], "元") * line.per)

    def _says_nothing(self, token: re.Match[str], figure: TextFigure, line: SaidBefore) -> bool:
        """Say whether a figure is none, or a number of recipients of a sort and the right one."""
        if SORT_OF_COUNT.fullmatch(token[0]):
            return self.names.are_counted(token)
        if figure.sort == "other" or self.names.before(token.string[: token.start()]):
            return False
        return self.is_in_a_word(token, line) or not counts_something(token)

    def _of_other(
        self, token: re.Match[str], figure: TextFigure, line: SaidBefore
    ) -> Iterator[Finding]:
        """Yield that an amount of earlier batches, or with them, is not what they come to."""
        before = token.string[: token.start()]
        key, last = None, line.last
        if figure.sort == "amount":
            batches = at_end(OF_BATCHES_AT_END, before)
            found = self.names.before(before if batches is None else before[: batches.start()])
            key = self.of_year.key_of(before, None if found is None else found[0])
        if key == WHOLE and before.count("(") > before.count(")"):
            key = last[0] if last else None  # 甲镇40万元(累计82万元)
        if key == WHOLE and "其中" in before and self.names.pattern.search(before):
            key = None
        self.skip(token, figure, line)
        if key is None or line.subject not in (WHOLE, key):
            return
        came, amount = self.quoted(token, line), figure.value
        due = self.of_year.due(key, before)
        if amount in due:
            self.held(came)
        elif due and self.of_year.is_sure(before, self.year):
            yield self._off_year(came, min(due, key=lambda v: abs(v - amount)))
        elif key == WHOLE:
            self.of_year.keep(amount, before, came)

    def _off_year(self, came: QuotedFigure, due: Fraction) -> Finding:
        """Return that earlier batches, alone or with this one, come to another amount."""
        text = self.money(due)
        it_is = Words(
            f"按表和已下达的应为 {text}", f"by the table and what was awarded earlier it is {text}"
        )
        return self.wrong("notice_total", came, it_is, text, "warning")

    def _batches(self) -> Iterator[Finding]:
        """Yield that what the batches gave together is not what the notice says of each."""
        for came, due in self.of_year.agree():
            self.held(came)
            if due is not None:
                yield self._off_year(came, due)

    def _amount(
        self, token: re.Match[str], figure: TextFigure, between: str, line: SaidBefore
    ) -> Iterator[Finding]:
        text, amount = token.string, figure.value
        if SAME_AGAIN.fullmatch(between) and line.last is not None and line.last[1] == amount:
            return  # 肆拾万元整(¥400,000.00)
        keys, names = self.names.keys(text, token, between, line)
        if keys and amount in self.told.wholes and IS_DIVIDED.match(text, token.end()):
            keys.append(WHOLE)  # 中央资金 may stand in the name of the fund
        known = [key for key in keys if key in self.told.amounts]
        known.sort(key=lambda key: amount not in self.told.amounts[key])
        if len(names) > 1:
            yield from self._list(names, amount, token, line)
            return
        line.last = (known[0] if known else None), amount
        self._keep_use(token, figure, known, line)
        if not known:
            if not self._is_counted(token, amount, line):
                self.skip(token, figure, line)
            return
        due = self._due(known, amount, line)
        if amount in due or self._is_counted(token, amount, line):
            self.compared.add(known[0])
            return
        if self._is_of_part(token, known[0], amount, line):
            return
        is_doubtful = self.doubts.are_about(token, known[0], amount, line)
        if line.is_unsure or line.is_lost or is_doubtful or self._is_beside(known, amount):
            self.leave(token, line)  # so a table of sources or of uses tells it, or none
            if line.is_unsure:
                line.last = None, amount
            return
        is_source = [self.told.kinds.get(n) == "source" for n in known[0]] == [True]
        has = self.explained.arrived.get(known[0], ()) if is_source else ()
        if amount in has or (is_source and any(0 < amount - v <= self.left for v in due)):
            # A source has more than is given from it where something is left of it.
            line.larger += [] if amount in has else [self.quoted(token, line)]
            return
        each = [(value, key) for key in known for value in self.told.amounts[key]]
        nearest, key = min(each, key=lambda one: abs(one[0] - amount))
        self.compared.add(key)
        yield self.off(key, self.quoted(token, line), nearest)

    def _is_counted(self, token: re.Match[str], amount: Fraction, line: SaidBefore) -> bool:
        """Say whether an amount is that of the use which it counts as, or what has come in."""
        if amount in self.told.amounts.get(frozenset([line.counted]), ()):
            return True
        clause = re.split("[,，;；]", token.string[: token.start()])[-1]
        if not ARRIVED.match(token.string, token.end()) and not ARRIVED.search(clause):
            return False
        key = line.subject.union(self.names.pattern.findall(clause))
        return amount in self.explained.arrived.get(key, ())

    def _due(self, known: Sequence[Key], amount: Fraction, line: SaidBefore) -> set[Fraction]:
        """Return what an amount may be, and keep it for those that follow."""
        line.mentions.append(known[0])
        for name in known[0] if len(known[0]) == 1 else ():
            line.named[name] = amount
            if line.whole is not None:
                line.parts[name] = amount
        due = set[Fraction]().union(*(self.told.amounts[key] for key in known))
        if known[0] in (WHOLE, line.opened):
            due |= {sum(line.run, Fraction(0))} if len(line.run) > 1 else set()
            line.run.clear()
        else:
            line.run.append(amount)
        if WHOLE in known and self.left:
            due |= {value + self.left for value in due}
        return due

    def _is_of_part(
        self, token: re.Match[str], key: Key, amount: Fraction, line: SaidBefore, names: Key = WHOLE
    ) -> bool:
        """Say whether an amount is only of a source or use of a name: listed, unless it is told.

        Args:
            names: Those that it is the sum of.
        """
        of_part = self.parts.of_part(token, key, names, line.led)
        if of_part is None:
            return False
        if not any(amount in self.told.amounts.get(key, ()) for key in of_part):
            self.leave(token, line)
        line.last = None  # a share behind it may be of the part as well
        return True

    def _is_beside(self, known: Sequence[Key], amount: Fraction) -> bool:
        return any(amount in self.told.beside.get(key, ()) for key in known)

    def _keep_use(
        self, token: re.Match[str], figure: TextFigure, known: Sequence[Key], line: SaidBefore
    ) -> None:
        """Keep an amount of the list of what the money is for, or what the whole is said to be."""
        if WHOLE in known:
            line.whole, line.is_perhaps = (figure.value, self.quoted(token, line)), line.is_unsure
        elif line.uses_from is not None and token.start() >= line.uses_from:
            line.uses.append((figure.value, bool(known), self.quoted(token, line)))

    def _told_of(self, name: str, line: SaidBefore) -> set[Fraction]:
        """Return what a name of a list is told: a recipient of a group need not be named."""
        of_text = self.told.amounts.get(line.subject | {name}, set())
        if of_text or line.subject:
            return of_text
        return {of[name] for of in self.told.recipients if name in of}

    def _list(
        self, names: Sequence[str], amount: Fraction, token: re.Match[str], line: SaidBefore
    ) -> Iterator[Finding]:
        """Yield that the sum of some names is not what is said of them together."""
        line.last = None, amount
        each = [self._told_of(name, line) for name in names]
        if any(len(values) != 1 for values in each):
            self.skip(token, figure_of(token), line)
            return
        due = sum((next(iter(values)) for values in each), Fraction(0))
        key = frozenset(names)
        if due == amount or self._is_of_part(token, line.subject, amount, line, key):
            return
        if self.doubts.are_about(token, key, amount, line):
            self.leave(token, line)
        else:
            yield self.off(key, self.quoted(token, line), due)
