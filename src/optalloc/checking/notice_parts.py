"""Whether words around an amount say that it is only a part of what its name is given.

    从上级财力中安排甲镇20万元      甲镇(产业)80万元      安排甲镇80万元产业资金

A source or a use is told in many words, and only some are its name in the table. An amount beside
such words is held against that part where the table tells it, and never against all of the name.
"""

import re
from collections.abc import Iterator

from optalloc.checking.notice_figures import NUMBER, UNIT
from optalloc.checking.notice_words import BREAKS, CONNECTS, IN_BRACKETS
from optalloc.checking.told_amounts import WHOLE, Key, ToldAmounts

LONGEST_HEADING = 40
"""Characters up to which a line may be the heading of those below it."""
_TOP = re.compile("[一二三四五六七八九十]{1,3}、")
_MARKED = re.compile(
    rf"{_TOP.pattern}|[（(][一二三四五六七八九十0-9]{{1,3}}[)）]|[0-9]{{1,2}}[.．、]"
)
_AMOUNT = rf"{NUMBER}{UNIT}"
_WITH_OWN_WORDS = re.compile(rf"{_AMOUNT}(?:(?!{BREAKS.pattern}).)*")
"""An earlier amount and what stands behind it, up to the next mark: 40万元用于产业."""
_HALVES = re.compile(r"(?=([\u4e00-\u9fff]{2}))")
"""Every two characters of a name that follow each other."""
_COMMON = {"发展", "建设", "资金", "项目", "补助", "财政", "衔接", "推进", "乡村", "振兴"}
_COMMON |= {"工程", "设施", "管理", "支出", "安排", "专项", "经费", "统筹"}
"""Halves of names that tell no source and no use from another."""


class PartWords:
    """Finds the sources and uses that the words around an amount speak of."""

    def __init__(self, told: ToldAmounts) -> None:
        self.told = told
        parts = [n for n, kind in told.kinds.items() if n and kind != "recipient"]
        whom = sorted((n for n, k in told.kinds.items() if n and k == "recipient"), key=len)
        self.parts, self.whom = parts, re.compile("|".join(map(re.escape, whom[::-1])) or "(?!)")
        named = "|".join(map(re.escape, sorted(parts, key=len, reverse=True))) or "(?!)"
        self.any_part = named
        self.with_amount = re.compile(rf"(?:{named})(?:{CONNECTS.pattern}){_AMOUNT}")

    def heading(self, line: str, last: str) -> str:
        """Return the words that a line opens a list with; those of the last where it opens none."""
        is_open = self.whom.search(line) is None and len(line) <= LONGEST_HEADING
        if is_open and (line.endswith((":", "：")) or _MARKED.match(line)):
            return line
        return "" if _TOP.match(line) else last

    def spoken_of(self, line: str) -> str:
        """Return the only source or use that a heading speaks of: 一、中央财政衔接资金(90万元)."""
        if self.heading(line, "") != line or len(re.findall(_AMOUNT, line)) > 1:
            return ""
        named = list(self.named(line, set()))
        return named[0] if len(named) == 1 else ""

    def opening(self, sentence: str) -> str:
        """Return what a sentence says before its first amount, which a semicolon may go on with."""
        own = re.search(_AMOUNT, sentence)
        return "" if own is None else self.with_amount.sub("、", sentence)[: own.start()]

    def around(self, token: re.Match[str], key: Key, led: str) -> str:
        """Return the words that may say of which part of a name an amount is."""
        text = token.string
        before, after = text[: token.start()], text[token.end() :]
        if not any(self.told.kinds.get(name) == "recipient" for name in key):
            before, led = re.split(r"[,，;；]", before)[-1], ""  # others are in other clauses
        after = self._right_behind(after)
        before = _WITH_OWN_WORDS.sub("、", self.with_amount.sub("、", before))
        for name in key:
            before, after = before.replace(name, "、"), after.replace(name, "、")
        return self.whom.sub("、", f"{led}、{before}、{after}")

    def _right_behind(self, after: str) -> str:
        """Return what follows an amount before the next mark, or in brackets right behind it."""
        inside = IN_BRACKETS.match(after)
        mark = None if inside else BREAKS.search(after)
        own = inside[0] if inside else after[: mark.start()] if mark else after
        return "" if re.search(rf"{NUMBER}(?!个)", own) else own

    def named(self, words: str, kinds: set[str]) -> Iterator[str]:
        """Yield the sources and uses of a table that words speak of, in whole or by a half."""
        for name in self.parts:
            halves = set(_HALVES.findall(name)) - _COMMON
            is_named = name in words or any(half in words for half in halves)
            if is_named and self.told.kinds[name] not in kinds:
                yield name

    def of_part(
        self, token: re.Match[str], key: Key, names: Key = WHOLE, led: str = ""
    ) -> set[Key] | None:
        """Return what parts of a key an amount may be of; None where no words speak of a part.

        Args:
            names: Those that it is the sum of.
            led: What the heading over a line, and the sentence before it, opened.
        """
        kinds = {str(self.told.kinds.get(n)) for n in key}
        if self._is_one_of_several(token, key):
            return set()
        words = self.around(token, names or key, led)
        named = list(self.named(words, kinds))
        if named:
            return {key | {name} for name in named} | {key.union(named)}
        is_of_some = kinds & {"source", "use"} and "recipient" not in kinds
        whom = self._whom(token.string[: token.start()]) if is_of_some else ""
        return {key | {whom}} if whom else None

    def _whom(self, before: str) -> str:
        """Return the last recipient before an amount that has none of its own; empty without."""
        whom = self.whom.pattern
        rest = re.sub(rf"(?:{whom})(?:{CONNECTS.pattern}){_AMOUNT}", "", before)
        found = self.whom.findall(re.split("其中", rest)[-1])
        return found[-1] if found else ""

    def _is_one_of_several(self, token: re.Match[str], key: Key) -> bool:
        """Say whether a source or use is the last of some that share it: 中央、省级资金100万元."""
        for name in key.intersection(self.parts):
            listed = rf"(?:{self.any_part})[、和及与]{re.escape(name)}(?:{CONNECTS.pattern})$"
            if re.search(listed, token.string[: token.start()], re.IGNORECASE):
                return True
        return False
