"""The names that an amount in a notice is of: those in the words before it.

甲镇40万元，其中市级18万元     the name right before; within what was named before it
甲镇、乙镇分别20万元、10万元    the names in the order of the amounts
甲镇、乙镇共50万元            a sum of names
甲镇市级18万元、区级22万元    names right after each other: told[甲镇, 市级], and so on of 甲镇
资金共50万元                  no name: the whole
"""

import re

from optalloc.checking.notice_line import SaidBefore
from optalloc.checking.notice_words import (
    ADJOINS,
    CONNECTS,
    FUNDS,
    PARTS,
    SEVERALLY,
    TOTAL,
    TOTAL_AFTER,
)
from optalloc.checking.told_amounts import WHOLE, Key, ToldAmounts


class NamesBefore:
    """Finds the names of tables in the words before an amount."""

    def __init__(self, told: ToldAmounts) -> None:
        self.told = told
        names = sorted((n for n in told.names if n), key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, names)) or r"(?!)")

    def keys(
        self, text: str, token: re.Match[str], between: str, line: SaidBefore
    ) -> tuple[list[Key], list[str]]:
        """Return what an amount may be of, and the names that it is a sum of."""
        before = text[: token.start()]
        found = self.before(before)
        if found is None and (each := re.search(SEVERALLY.pattern + "$", before)):
            last = self.before(before[: each.start()])
            names = [] if last is None else self.listed(before, last)
            at = len(re.findall("[、,和]", each[1]))
            return [line.subject | {name} for name in names[at : at + 1]], []
        if found is None:
            return self._total(text, token, line), []
        if before[: found.start()].endswith("计入"):
            line.counted = found[0]
            return [], []  # what a rule counts as a use may be more than that use
        if found[0] in line.subject:
            return [line.subject], []
        names = self.listed(before, found)
        gap = before[found.end() :]
        if len(names) > 1 and re.search("共|合计|总计", gap):
            return [], names
        name = found[0]
        if leading := self._leading(before, found):
            scope = line.subject.union(leading)
            if "" in leading or scope | {name} not in self.told.amounts:
                return [], []
            line.scope = line.opened = scope
            return [scope | {name}], []
        if line.subject:
            within = (k | {name} for k in reversed(line.mentions) if line.subject < k)
            within = (key for key in within if len(key) > 2 and key in self.told.amounts)
            return [*list(within)[:1], line.subject | {name}], []
        return self._scoped(name, between, line), []

    def _scoped(self, name: str, between: str, line: SaidBefore) -> list[Key]:
        """Return what a name is of that stands alone: within what was named before, or itself."""
        if line.scope and line.scope | {name} in self.told.amounts:
            return [line.scope | {name}]
        scopes = dict.fromkeys(k for k in reversed(line.mentions) if k and name not in k)
        line.scope = next((k for k in scopes if k | {name} in self.told.amounts), WHOLE)
        if not line.scope:
            is_told = line.carried and line.carried | {name} in self.told.amounts
            return [*([line.carried | {name}] if is_told else []), frozenset([name])]
        scoped = line.scope | {name}
        if re.search("其中|ofwhich", between):
            return [scoped]
        line.scope = WHOLE
        return [scoped, frozenset([name])]

    def _total(self, text: str, token: re.Match[str], line: SaidBefore) -> list[Key]:
        """Return what a total without a name is of: the line, a name within it, or all."""
        before = text[: token.start()]
        is_whole = bool(TOTAL.search(before) or TOTAL_AFTER.match(text, token.end()))
        clause = re.split(r"[,，、:(]", before)[-1] if ":" not in before[-2:] else before
        clause = FUNDS.sub("", clause)
        has_parts = PARTS.search(clause) or self.pattern.search(clause)
        is_whole |= bool(line.subject and re.search("安排$|award$", before))
        return [line.subject or line.opened] if is_whole and not has_parts else []

    def _leading(self, before: str, last: re.Match[str]) -> list[str]:
        """Return the names of other kinds right before a name: 甲镇 in 甲镇市级18万元.

        `""` among them stands for names that nobody knows together: several, or two of one kind.
        """
        found: list[str] = []
        kinds, start = {self.told.kinds.get(last[0])}, last.start()
        for one in reversed(list(self.pattern.finditer(before[:start]))):
            gap = before[one.end() : start]
            if not ADJOINS.fullmatch(gap):
                return ["", *found] if found and re.fullmatch("[、和及与,]", gap) else found
            if self.told.kinds.get(one[0]) in kinds:
                return ["", *found]
            kinds.add(self.told.kinds.get(one[0]))
            found.insert(0, one[0])
            start = one.start()
        return found

    def before(self, before: str) -> re.Match[str] | None:
        """Return the name right before an amount, words that join them between."""
        last = None
        for found in self.pattern.finditer(before):
            last = found
        if last is None or not CONNECTS.fullmatch(before, last.end()):
            return None
        is_inside = len(last[0]) == 1 and re.search(r"\w$", before[: last.start()])
        return None if is_inside else last

    def listed(self, before: str, last: re.Match[str]) -> list[str]:
        """Return the names that are listed up to a name, that name at the end."""
        names, end = [last[0]], last.start()
        found = list(self.pattern.finditer(before[:end]))
        while found and re.fullmatch("[、和及与,]", before[found[-1].end() : end]):
            one = found.pop()
            names.insert(0, one[0])
            end = one.start()
        return names
