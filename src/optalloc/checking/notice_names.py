"""The names that an amount in a notice is of: those in the words before it.

甲镇40万元，其中市级18万元     the name right before; within what was named before it
甲镇、乙镇分别20万元、10万元    the names in the order of the amounts
甲镇、乙镇共50万元            a sum of names
甲镇市级18万元、区级22万元    names right after each other: told[甲镇, 市级], and so on of 甲镇
18万元安排给甲镇               the name right behind, within what was named before it
四镇合计40万元                 the recipients of a sort, where they are so many
资金共50万元                  no name: the whole
"""

import re
from collections.abc import Mapping

from optalloc.checking.growing_text import REACH, GrowingMatches
from optalloc.checking.notice_figures import NUMBER, SORT_OF_COUNT, UNIT, number_of
from optalloc.checking.notice_line import SaidBefore
from optalloc.checking.notice_parts import PartWords
from optalloc.checking.notice_words import (
    ABOUT,
    ADJOINS,
    AFTER,
    CONNECTS,
    FUNDS,
    GROUP,
    IN_BRACKETS,
    NOW,
    OF_A_BATCH,
    OF_A_USE,
    PARTS,
    PERHAPS_TOTAL,
    REMARK,
    SEVERALLY,
    TOTAL,
    TOTAL_AFTER,
    TOTAL_IN_WORDS,
    TOTAL_OF_ALL,
    after_mark,
    at_end,
    last_clause,
    level_of,
)
from optalloc.checking.told_amounts import WHOLE, Key, ToldAmounts

_OWN_AMOUNT = re.compile(
    rf"(?:{CONNECTS.pattern})(?:分别)?{NUMBER}(?![0-9.,]|个)|(?:(?![其和及与])[\u4e00-\u9fff]){{1,12}}?{NUMBER}{UNIT}",
    re.IGNORECASE,
)
"""甲镇40万元, 甲镇道路20万元; in 甲镇、乙镇共2个单位 no amount is of 乙镇 alone."""
_SEVERAL = re.compile(rf"{NUMBER}{UNIT}(?:[、,和]{NUMBER}{UNIT})+")
_SEVERAL_NAMES = re.compile(r"(?:[、和及与,][^0-9,、]{0,12})+(?:各|分别)")
_GIVES = re.compile("(?:安排|分配|下达|拨付)(?:资金|补助|补助资金)?")
_GOES_ON = re.compile(r"等|[、和及与](?![^、,，。;；]*[0-9])")
"""A list that goes on behind the names that are known: to 等, or to a name of no table."""
_THE_REST = re.compile("(?:其余|其[他它]|另外?|剩余)的?$")
_NEXT = re.compile("[、和及与,]|and")


_OPENS = re.compile("(?:安排|支持|用于|投向|下达)*")
_AMOUNT = re.compile(rf"{NUMBER}{UNIT}")
LONGEST_BEHIND = 40
"""Characters that a line may say behind the name which it opens with."""


def _past(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Return where a pattern ends that may stand at a place."""
    found = pattern.match(text, at)
    return at if found is None else found.end()


class NamesAbove:
    """Keeps the names that lines open with, by kind: amounts of the lines below are within them.

    一、中央资金(90万元)      told[中央资金]
    (一)产业发展60万元        told[中央资金, 产业发展]
    """

    def __init__(self, names: "NamesBefore", parts: PartWords) -> None:
        self.names, self.parts, self.opened = names, parts, list[tuple[int, str]]()
        self.below, self.is_sure = WHOLE, False
        self.is_led, self.is_loose = False, False  # 资金来源: may be of all, whatever is open

    def read(self, line: str) -> None:
        """Learn what a line stands below, and whether it is surely a part of that."""
        level, kinds = level_of(line), self.names.told.kinds
        own = self.names.opening(line) or self.parts.spoken_of(line)
        if TOTAL_OF_ALL.match(line, after_mark(line)):
            self.opened = []
        is_part = line.startswith("其中")
        if not is_part and after_mark(line):
            self.opened = [(at, name) for at, name in self.opened if at < level]
            self.is_loose &= bool(self.opened)
        same = (k for k, (_, name) in enumerate(self.opened) if kinds.get(name) == kinds.get(own))
        self.opened = self.opened[: next(same, None)] if own else self.opened
        self.below = frozenset(name for _, name in self.opened)
        self.is_loose |= not own and not is_part and line.endswith(":")
        self.is_sure = (is_part and self.is_led) or (after_mark(line) > 0 and not self.is_loose)
        self.is_led = bool(own)
        self.opened += [(level, own)] if own else []


class NamesBefore:
    """Finds the names of tables in the words before an amount, and right behind it."""

    def __init__(self, told: ToldAmounts, sorts: Mapping[str, str] | None = None) -> None:
        self.told, self.sorts = told, sorts or {}
        names = sorted((n for n in told.names if n), key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, names)) or r"(?!)")
        self.reach = max(REACH, *map(len, names[:1]), 0) + 1
        self.found = GrowingMatches(self.pattern, self.reach)

    def keys(
        self, text: str, token: re.Match[str], between: str, line: SaidBefore
    ) -> tuple[list[Key], list[str]]:
        """Return what an amount may be of, and the names that it is a sum of."""
        before = text[: token.start()]
        found = self.before(before)
        behind = self.behind(text, token.end())
        if behind and (found is None or self.are_of_a_kind(found[0], behind[-1])):
            if len(behind) == 1 or not self.are_of_a_kind(*behind[-2:]):
                return self._behind(behind, between, line), []
            is_part = re.search("其中|中的?$", between) or line.subject
            return [], [] if is_part else behind
        if found is None:
            return self._without_name(text, token, line)
        if before[: found.start()].endswith("计入"):
            line.counted = found[0]
            return [], []  # what a rule counts as a use may be more than that use
        if found[0] in line.subject:
            return [line.subject], []
        names = self.listed(before, found)
        gap = before[found.end() :]
        if len(names) > 1 and "各" in gap:
            run = _SEVERAL.match(text, token.start())
            of_first = run and run[0].count("元") == len(names)
            names = names if of_first else names[-1:]
            return [line.subject | {names[0]}], []
        is_sum = re.search("共|合计|总计|together", gap)
        if len(names) > 1 and (is_sum or gap.startswith(",")):
            return [], names if is_sum else []
        if len(behind) == 1:
            return self._behind([found[0], *behind], between, line), []
        return self._keys_of(found, before, between, line), []

    def alone(self, text: str) -> Key:
        """Return the name that stands alone behind the mark of a list; WHOLE without one."""
        end = after_mark(text)
        found = self.pattern.fullmatch(text, end) if end else None
        return frozenset([found[0]]) if found else WHOLE

    def within(self, of: Key, own: Key) -> Key:
        """Return a name with those of other kinds that it stands below, where tables tell both."""
        rest = frozenset(n for n in of if not any(self.are_of_a_kind(n, one) for one in own))
        return rest | own if own and rest | own in self.told.amounts else own

    def opening(self, line: str) -> str:
        """Return the only name of a line that it begins with, where it says one amount at most."""
        begins = _OPENS.match(line, after_mark(line))
        name = self.pattern.match(line, begins.end() if begins else 0)
        rest = line[name.end() :] if name else ""
        is_alone = len(_AMOUNT.findall(rest)) < 2 and not self.pattern.search(rest)
        return name[0] if name and is_alone and len(rest) <= LONGEST_BEHIND else ""

    def subject(self, sentence: str) -> Key:
        """Return the name that a sentence begins with and is about; WHOLE without one."""
        if alone := self.alone(sentence):
            return alone
        subject = self.pattern.match(sentence)
        is_about = subject is not None and ABOUT.match(sentence, subject.end())
        return frozenset([subject[0]]) if subject is not None and is_about else WHOLE

    def _without_name(
        self, text: str, token: re.Match[str], line: SaidBefore
    ) -> tuple[list[Key], list[str]]:
        """Return what an amount is of that no name stands right before: as `keys`."""
        before = text[: token.start()]
        may_be_each = "各" in before or "分别" in before
        if may_be_each and (each := re.search(SEVERALLY.pattern + "$", before)):
            last = self.before(before[: each.start()])
            names = [] if last is None else self.listed(before, last)
            at = len(re.findall("[、,和]", each[1]))
            return [line.subject | {name} for name in names[at : at + 1]], []
        if group := self.group_before(before):
            return ([frozenset(group)] if len(group) == 1 else []), group
        return self._total(text, token, line), []

    def _keys_of(
        self, found: re.Match[str], before: str, between: str, line: SaidBefore
    ) -> list[Key]:
        """Return what an amount may be of right before which a name stands."""
        name = found[0]
        if leading := self.leading(before, found):
            scope = line.subject.union(leading)
            wider = self.within(line.below, scope | {name})
            scope = wider - {name} if line.is_below else scope
            if "" in leading or scope | {name} not in self.told.amounts:
                return []
            line.scope = line.opened = scope
            return [scope | {name}]
        if before.count("(") > before.count(")"):  # parts of the amount before the bracket
            inside = (k | {name} for k in reversed(line.mentions) if len(k) > 1 and name not in k)
            if key := next((key for key in inside if key in self.told.amounts), None):
                return [key]
        if line.subject:
            within = (k | {name} for k in reversed(line.mentions) if line.subject < k)
            within = (key for key in within if len(key) > 2 and key in self.told.amounts)
            return [*list(within)[:1], line.subject | {name}]
        return self._scoped(name, between, line)

    def _scoped(self, name: str, between: str, line: SaidBefore) -> list[Key]:
        """Return what a name is of that stands alone: within what was named before, or itself."""
        if line.scope and line.scope | {name} in self.told.amounts:
            return [line.scope | {name}]
        scopes = dict.fromkeys(k for k in reversed(line.mentions) if k and name not in k)
        line.scope = next((k for k in scopes if k | {name} in self.told.amounts), WHOLE)
        if not line.scope:
            within = (line.carried, line.below, *(frozenset([n]) for n in line.below))
            carried = [k | {name} for k in within if k and k | {name} in self.told.amounts][:1]
            if carried and line.is_below:
                return carried
            return [*carried, frozenset([name]), *self._in_place(name, line)]
        scoped = line.scope | {name}
        if re.search("其中|ofwhich", between):
            return [scoped]
        line.scope = WHOLE
        return [scoped, frozenset([name])]

    def are_of_a_kind(self, one: str, other: str) -> bool:
        """Say whether both are recipients, both sources, or both uses."""
        return self.told.kinds.get(one) == self.told.kinds.get(other)

    def _behind(self, names: list[str], between: str, line: SaidBefore) -> list[Key]:
        """Return what an amount is of that names stand behind; none where no table tells it."""
        if line.subject or len(names) > 1:
            key = line.subject.union(names)
            return [key] if key in self.told.amounts else []
        if in_place := self._in_place(names[0], line):
            return in_place
        is_part = re.search("中的?$", between) is not None
        return self._scoped(names[0], "其中" if is_part else between, line)

    def _in_place(self, name: str, line: SaidBefore) -> list[Key]:
        """Return what a name is of in the place of one of its kind, in what was said last.

        市级18万元安排给甲镇，4.5万元安排给乙镇
        """
        last = line.mentions[-1] if line.mentions else WHOLE
        key = frozenset([name, *(n for n in last if not self.are_of_a_kind(n, name))])
        return [key] if 1 < len(key) == len(last) and key in self.told.amounts else []

    def behind(self, text: str, end: int) -> list[str]:
        """Return the names right behind an amount: several of one kind are a sum.

        None where they have an amount of their own, or are of more kinds than one by one.
        """
        joined = AFTER.match(text, end)
        last = joined and self.pattern.match(text, joined.end())
        if not last:
            return []
        names, kinds = [last[0]], {self.told.kinds.get(last[0])}
        while one := self.pattern.match(text, _past(ADJOINS, text, last.end())):
            if "," in text[last.end() : one.start()]:
                break
            names, last = [*names, one[0]], one
            kinds.add(self.told.kinds.get(one[0]))
        is_one_by_one = len(kinds) == len(names)
        while (mark := _NEXT.match(text, last.end())) and (
            one := self.pattern.match(text, mark.end())
        ):
            if _OWN_AMOUNT.match(text, one.end()):
                break
            is_one_by_one &= len(kinds) == 1 and self.told.kinds.get(one[0]) in kinds
            names, last = [*names, one[0]], one
        is_one_by_one &= _SEVERAL_NAMES.match(text, last.end()) is None
        is_one_by_one &= _GOES_ON.match(text, last.end()) is None
        return [] if not is_one_by_one or _OWN_AMOUNT.match(text, last.end()) else names

    def group_before(self, before: str) -> list[str]:
        """Return the recipients that a number and a sort before a figure stand for."""
        found = at_end(GROUP, before)
        return self.group(found["sort"], number_of(found["number"])) if found else []

    def are_counted(self, token: re.Match[str]) -> bool:
        """Say whether a number and a sort are those of the table; 其余6个单位 are not all of 6."""
        found = SORT_OF_COUNT.fullmatch(token[0])
        if found is None or _THE_REST.search(token.string[: token.start()]):
            return False
        return bool(self.group(found["sort"], number_of(found["number"])))

    def group(self, sort: str, number: int) -> list[str]:
        """Return the recipients of a sort where they are so many; none where they are not."""
        given = [name for name, amount in next(iter(self.told.recipients), {}).items() if amount]
        if sort in ("单位", "乡镇") and len(given) == number:
            return given
        ends = {"乡镇": ("乡", "镇")}.get(sort, (sort,))
        of_sort = [n for n in given if self.sorts.get(n) in (sort, *ends)]
        named = [n for n in given if n.endswith(ends)]
        return next((names for names in (of_sort, named) if len(names) == number), [])

    def _total(self, text: str, token: re.Match[str], line: SaidBefore) -> list[Key]:
        """Return what a total without a name is of: the line, a name within it, or all."""
        before = text[: token.start()]
        is_whole = bool(at_end(TOTAL, before) or TOTAL_AFTER.match(text, token.end()))
        is_whole |= TOTAL_IN_WORDS.fullmatch(before) is not None
        clause = last_clause(before) if ":" not in before[-2:] else before
        if at_end(GROUP, before):
            return []  # of some whom nobody knows
        if not is_whole and not line.mentions and PERHAPS_TOTAL.fullmatch(clause or before):
            line.is_unsure = is_whole = not line.subject
        if line.subject and _GIVES.fullmatch(before):
            line.is_unsure = is_whole = True
        own = last_clause(IN_BRACKETS.sub("", before))
        line.is_unsure |= OF_A_BATCH.search(own) is not None and not NOW.search(own)
        clause = FUNDS.sub("", clause)
        has_parts = PARTS.search(clause) or self.pattern.search(clause)
        is_whole |= bool(line.subject and before.endswith(("安排", "award")))
        return [line.subject or line.opened] if is_whole and not has_parts else []

    def leading(self, before: str, last: re.Match[str]) -> list[str]:
        """Return the names of other kinds right before a name: 甲镇 in 甲镇市级18万元.

        `""` among them stands for names that nobody knows together: several, or two of one kind.
        """
        found: list[str] = []
        kinds, start = {self.told.kinds.get(last[0])}, last.start()
        for first, end in reversed(self.found.spans(before[:start])):
            gap, name = before[end:start], before[first:end]
            if not ADJOINS.fullmatch(gap):
                return ["", *found] if found and re.fullmatch("[、和及与,]", gap) else found
            if self.told.kinds.get(name) in kinds:
                return ["", *found]
            kinds.add(self.told.kinds.get(name))
            found.insert(0, name)
            start = first
        return found

    def before(self, before: str) -> re.Match[str] | None:
        """Return the name right before an amount, words that join them between."""
        if before.endswith((")", "):")):
            before = REMARK.sub("", before)
        spans = self.found.spans(before)
        last = self.pattern.match(before, *spans[-1]) if spans else None
        if last is None or not self._connects(before, last):
            return None
        at = last.start()
        is_inside = len(last[0]) == 1 and re.match(r"\w", before[max(at - 1, 0) : at])
        return None if is_inside else last

    def _connects(self, before: str, last: re.Match[str]) -> bool:
        """Say whether only words that join them stand between a name and an amount."""
        start = last.end()
        if self.told.kinds.get(last[0]) not in ("recipient", "source"):
            start = _past(OF_A_USE, before, start)
        return CONNECTS.fullmatch(before, start) is not None

    def listed(self, before: str, last: re.Match[str], marks: str = "、和及与,") -> list[str]:
        """Return the names that are listed up to a name, that name at the end.

        Args:
            marks: What may stand between two of them.
        """
        names, end = [last[0]], last.start()
        for first, until in reversed(self.found.spans(before[:end])):
            if not re.fullmatch(f"[{marks}]", before[until:end]):
                break
            names.insert(0, before[first:until])
            end = first
        return names
