"""Whether an amount that is another one than the table's may be of something else than its name.

    中央资金220万元，其中产业发展134万元     a use of one source, which no table tells
    收到中央资金400万元，本次分配220万元     a whole of the source that was named before it
    除丙乡外，其余均在40万元以上，合计350万元  a whole of some, or of what nothing is known of
    第一批安排甲镇100万元；原方案甲镇75万元   of another batch, or of an earlier draft

An amount is called wrong only where its words can be read in one way; in any doubt it is listed.
"""

import re
from collections.abc import Collection, Sequence
from fractions import Fraction

from optalloc.checking.notice_clauses import Clauses
from optalloc.checking.notice_figures import NUMBER, SORT_OF_COUNT, UNIT, number_of, yuan
from optalloc.checking.notice_line import SaidBefore
from optalloc.checking.notice_names import NamesBefore
from optalloc.checking.notice_words import OTHER_TIME, THIS_PLAN, title_of
from optalloc.checking.told_amounts import WHOLE, Key, ToldAmounts

_LEVELS = re.compile("中央|[省市县区本]级|(?:[省市县区]|地方)财政(?![局厅])|配套|自筹")
"""Words of sources that need not be names of the table."""
_DOCUMENTS = re.compile("《[^》]*》|(?:根据|按照?|依据|经)[^,，]*[,，]")
"""What a sentence says of papers and of those who decided, and of no money."""
_FIGURE = re.compile(rf"{NUMBER}(?:{UNIT}|%)")
SHORTEST_STEM = 2
"""A name without its last word has so many characters at least: 青石、白沙两镇."""
_TOTALLED = re.compile(rf"{NUMBER}{UNIT}[,，、]?(?:共计?|合计|小计|总计)[为:]?$")
_SEVERAL = re.compile(rf"{NUMBER}{UNIT}[、,，和及与][^0-9,，、。%]*{NUMBER}{UNIT}$")
"""Two amounts with no share between them."""
_OF_A_PLACE = re.compile(
    "(?:[我本全该]|[\u4e00-\u9fffX]{1,3})[省市州县区旗镇乡](?:现|目前|总|一)?(?:下?辖|共|有|管)|下?辖"
)
_GETS_MONEY = re.compile(
    "资金|安排|分配|下达|拨付|补助|涉及|覆盖|获|得到|受益|支持|纳入|公示|本批|本次|此次"
)
_BATCH = re.compile("第(?P<number>[0-9]{1,2}|[一二三四五六七八九十]{1,3})批")
_DRAWN_ON = re.compile(
    rf"[^0-9]*[,，](?:本次|本批|此次|这次|现|已|结|剩|尚)?[^0-9,，]{{0,12}}(?P<number>{NUMBER})(?P<unit>{UNIT})"
)
_NOW_GIVES = re.compile("本次|本批|此次|这次|[,，](?:结|剩|尚|其)?余|尾款")
_AMOUNT = re.compile(rf"(?<![、和及与0-9.])({NUMBER})({UNIT})")
"""Amounts with a word before them: 10 is in 、奖励10万元, and not in 、10万元."""
_DIVIDES = re.compile("[,，;；:]?(?:其中|\\(|ofwhich)")
LONGEST_BEHIND = 60
"""So many characters behind an amount may tell what it is."""
_ABOUT = re.compile("约为?$|(?:about|around|some)$", re.IGNORECASE)
NEAR = Fraction(1, 20)
"""How far an amount may lie from what it is said to be about."""
_PAYS = re.compile("承担|负担|分担|出资|bears|contributes")


class NoticeDoubts:
    """Says of what is about to be called wrong whether it is surely so."""

    def __init__(self, told: ToldAmounts, names: NamesBefore) -> None:
        self.told, self.names = told, names
        self.batches, self.clauses = set[int](), Clauses(names)

    def read(self, text: str, year: str) -> None:
        """Learn of which batch a text without spaces is: that in its title, or the only one.

        Args:
            year: The year that it is of.
        """
        of_title, all_of_them = (
            {number_of(m["number"]) for m in _BATCH.finditer(t)} for t in (title_of(text), text)
        )
        self.batches = of_title or (all_of_them if len(all_of_them) == 1 else set())
        self.clauses.year = year

    def are_of_others(self, before: str, line: SaidBefore) -> bool:
        """Say whether the words before a figure speak of another time, place or money."""
        return self.are_of_time(before, line) or self.clauses.are_elsewhere(before, line.over)

    def are_of_time(self, before: str, line: SaidBefore) -> bool:
        """Say whether the words before a figure speak of another batch, a draft or a change."""
        said = f"{line.over}、{before}"
        batches = [(m.start(), number_of(m["number"])) for m in _BATCH.finditer(said)]
        now = [at for at, number in batches if number in self.batches]
        other = [at for at, number in batches if number not in self.batches]
        now += [m.start() for m in THIS_PLAN.finditer(said)]
        other += [m.start() for m in OTHER_TIME.finditer(said)]
        return max(other, default=-1) > max(now, default=-1)

    def are_elsewhere(self, token: re.Match[str], line: SaidBefore) -> bool:
        """Say whether a figure may be of another time, place or money, or of nobody knows what."""
        heading = line.above.partition("\n")[0]
        is_of_time = self.are_of_time(token.string[: token.start()], line)
        return is_of_time or self.clauses.are_strange(token, heading, line.over)

    def are_about(self, token: re.Match[str], key: Key, amount: Fraction, line: SaidBefore) -> bool:
        """Say whether an amount may be of something else than a key that the table tells.

        Args:
            key: What it was held to be of; several recipients where it is their sum.
        """
        before = token.string[: token.start()]
        if key == WHOLE:
            is_of_some = line.has_doubts or self._is_whole_of_some(before, amount, line)
        else:
            is_of_some = self._is_within(before, key, amount, line) or self._pays(before, key)
            is_of_some = is_of_some or self._is_of_list(before, amount)
        is_of_some = is_of_some or self._is_drawn_on(token, key, amount)
        is_of_some = is_of_some or self._is_told_behind(token, key, amount)
        is_of_some = is_of_some or self._is_about(before, key, amount)
        is_doubtful = is_of_some or self.are_elsewhere(token, line)
        line.has_doubts |= is_doubtful
        return is_doubtful

    def _is_about(self, before: str, key: Key, amount: Fraction) -> bool:
        """Say whether an amount is said to be about what it is: 约90万元 of 91万元."""
        told = self.told.amounts.get(key, ())
        return _ABOUT.search(before) is not None and any(
            abs(amount - value) <= NEAR * value for value in told
        )

    def _pays(self, before: str, key: Key) -> bool:
        """Say whether a recipient pays an amount, and does not get it: 甲镇承担40万元."""
        spans = self.names.found.spans(before)
        is_recipient = any(self.told.kinds.get(name) == "recipient" for name in key)
        return is_recipient and _PAYS.search(before, spans[-1][1] if spans else 0) is not None

    def _is_within(self, before: str, key: Key, amount: Fraction, line: SaidBefore) -> bool:
        """Say whether an amount may be within other names before it, of which no table tells it."""
        named = [before[start:end] for start, end in self.names.found.spans(before)]
        run = self._last_run(named, key)
        run = run or self._last_run(self.names.pattern.findall(line.above), key)
        return bool(run) and self._may_be_part(run, key, amount, line)

    def are_about_share(self, token: re.Match[str], between: str, line: SaidBefore) -> bool:
        """Say whether a share may be of another time, or of several amounts that end before it.

        甲镇70万元、乙镇91万元，占41.8%; but (占23.6%) in brackets is of the last.
        """
        before = token.string[: token.start()]
        if self.are_elsewhere(token, line) or self._is_of_several(before):
            return True
        if re.search("项目(?:个?数)?[,，]?占", before):
            return True  # of their number, as far as anybody knows
        if not between.startswith((",", "，")) or self.names.pattern.search(between):
            return False
        return _SEVERAL.search(before.removesuffix(between)) is not None

    def _is_of_several(self, before: str) -> bool:
        """Say whether a share is of several names together: 甲镇、乙镇合计占41.8%."""
        spans = self.names.found.spans(before)
        last = self.names.pattern.match(before, *spans[-1]) if spans else None
        together = last and re.search("共|合计|总计|一起", before[last.end() :])
        return bool(last and together and len(self.names.listed(before, last)) > 1)

    def are_about_count(self, token: re.Match[str], line: SaidBefore) -> bool:
        """Say whether a number may be of all that a place has: 本县共9个乡镇，本次安排6个乡镇."""
        clause = re.split("[,，;；]", token.string[: token.start()])[-1]
        kinds = {self.told.kinds.get(name) for name in self.names.pattern.findall(clause)}
        if kinds - {"recipient"} or self.are_elsewhere(token, line):
            return True  # of one source or use, which may go to some
        if self.clauses.count_others(token):
            return True
        first, last = token.span()
        before = re.split("[,，:;；(]", token.string[:first])[-1]
        behind = re.split("[,，:;；)]", token.string[last:])[0]
        words = f"{before}{token[0]}"
        return _OF_A_PLACE.match(words) is not None and not _GETS_MONEY.search(words + behind)

    def _last_run(self, names: Sequence[str], key: Key) -> list[str]:
        """Return the last names of another kind than a key's that a text says together."""
        own = {self.told.kinds.get(name) for name in key}
        run: list[str] = []
        for name in reversed(names):
            kind = self.told.kinds.get(name)
            if run and kind != self.told.kinds.get(run[0]):
                break
            if kind not in own:
                run.append(name)
        return list(dict.fromkeys(run))

    def _may_be_part(
        self, run: Collection[str], key: Key, amount: Fraction, line: SaidBefore
    ) -> bool:
        """Say whether an amount may be a part, that no table tells, of what names have together."""
        if all(key | {name} in self.told.amounts for name in run):
            return False
        whom = frozenset(name for name in key if self.told.kinds.get(name) == "recipient")
        if len(whom) != 1:
            whom = WHOLE
        added = self._added(run, whom)
        said = sum((line.named.get(name, Fraction(0)) for name in run), Fraction(0))
        if added is None:
            return True
        is_all = added >= min(self.told.amounts.get(whom, {Fraction(0)}))
        return not is_all and amount <= max(added, said)

    def _added(self, names: Collection[str], whom: Key = WHOLE) -> Fraction | None:
        """Return what names are told together; None where a table does not tell it."""
        each = [self.told.amounts.get(whom | {name}, set()) for name in names]
        return sum(map(max, each), Fraction(0)) if all(each) else None

    def _is_whole_of_some(self, before: str, amount: Fraction, line: SaidBefore) -> bool:
        """Say whether a whole may be that of a part that the words before it speak of."""
        plain = _DOCUMENTS.sub("", before)
        named = set(self.names.pattern.findall(plain))
        if self._are_all(named):
            return line.amounts > len(line.mentions)  # others are of nobody knows what
        if self._adds_up(before, line):
            return False
        if named or _FIGURE.search(before) or self._counts_some(plain):
            return True
        named = set(self.names.pattern.findall(_DOCUMENTS.sub("", line.above)))
        if not named:
            return not _FIGURE.search(line.above) and _LEVELS.search(line.above) is not None
        added = self._added(named)
        return not self._are_all(named) and (added is None or amount <= added)

    def _adds_up(self, before: str, line: SaidBefore) -> bool:
        """Say whether a whole is the sum of what stands right before it, and each of that is right.

        甲镇20万元、乙镇10万元，合计31万元
        """
        kinds = {self.told.kinds.get(name) for name in line.named}
        is_right = all(
            value in self.told.amounts.get(frozenset([name]), ())
            for name, value in line.named.items()
        )
        is_list = len(line.named) > 1 and len(kinds) == 1 and line.amounts == len(line.named) + 1
        return is_right and is_list and _TOTALLED.search(before) is not None

    def _counts_some(self, text: str) -> bool:
        """Say whether a text counts some recipients, or names them without their last word."""
        paid = [name for of in self.told.recipients for name, amount in of.items() if amount > 0]
        if any(len(name) > SHORTEST_STEM and name[:-1] in text for name in paid):
            return True
        numbers = {sum(amount > 0 for amount in of.values()) for of in self.told.recipients}
        return any(number_of(m["number"]) not in numbers for m in SORT_OF_COUNT.finditer(text))

    def _are_all(self, names: Collection[str]) -> bool:
        """Say whether the names of some kind come to all the money."""
        wholes = self.told.wholes
        for kind in {self.told.kinds.get(name) for name in names}:
            of_kind = [name for name in names if self.told.kinds.get(name) == kind]
            added = self._added(of_kind)
            if added is not None and wholes and added >= min(wholes):
                return True
        return False

    def _is_drawn_on(self, token: re.Match[str], key: Key, amount: Fraction) -> bool:
        """Say whether less is given now out of an amount: 中央资金1200万元，本次安排220万元."""
        given = _DRAWN_ON.match(token.string, token.end())
        if given is None or not _NOW_GIVES.search(given[0]):
            return False
        less = self.told.amounts.get(key, set()) | {yuan(given["number"], given["unit"])}
        return amount > max(less)

    def _is_told_behind(self, token: re.Match[str], key: Key, amount: Fraction) -> bool:
        """Say whether what follows tells that an amount is a part, or what has it as a part.

        甲镇60万元、奖励10万元    中央40万元、省级20万元安排甲镇    共400万元，其中财政资金385万元
        """
        behind = token.string[token.end() : token.end() + LONGEST_BEHIND]
        told, names = self.told.amounts.get(key, set()), list(self.names.pattern.finditer(behind))
        ends = {name.end() for name in names}
        others = {yuan(m[1], m[2]) for m in _AMOUNT.finditer(behind) if m.start() not in ends}
        if any(amount + other in told for other in others):
            return True
        if key == WHOLE:
            return _DIVIDES.match(behind) is not None and not others.isdisjoint(told)
        if any(self.told.kinds.get(name) == "recipient" for name in key):
            return False
        return any(amount in self.told.amounts.get(key | {name[0]}, ()) for name in names)

    def _is_of_list(self, before: str, amount: Fraction) -> bool:
        """Say whether the names listed before an amount have it together: 甲镇、乙镇133万元."""
        last = self.names.before(before)
        names = self.names.listed(before, last) if last and last.end() == len(before) else []
        return len(names) > 1 and self._added(names) == amount
