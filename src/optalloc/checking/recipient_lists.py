"""Lists of recipients in a text: which name each item is, and which items are a list.

    甲镇、乙镇和丙乡        甲镇30万元，乙镇40万元        lines that each begin with a recipient

A name is a recipient of the tables, or ends as such names do (镇, 乡). Items are a list where two
or more are names, and each of the others divides the item before it (其中省级10万元).
"""

import re
from collections.abc import Collection, Iterator, Sequence

from optalloc.checking.notice_figures import NUMBER, UNIT

_SORTED = "第[0-9一二两三四五六七八九十]{1,3}(?:[类档批组]|层次|梯队)"
"""What opens a sort of recipients: 第一类为乡."""
_LIKE = (
    r"(?![镇乡街道县区市]+(?:[^\u4e00-\u9fff]|$))"
    r"(?!(?:全|我|本)?[省市县区乡镇]?(?:共|有|涉及)*[0-9一二两三四五六七八九十百几]{1,4}个?(?:街道|[镇乡县市区局委]))"
    rf"(?!{_SORTED})(?!个|各|有关|相关|本|该|全|等|其[他它余中])"
    r"(?!(?:以上|上述|这|前|后)?[0-9一二两三四五六七八九十百几]{1,4}(?:街道|[镇乡县市区局委]))[\u4e00-\u9fff]{1,7}?"
    r"(?:镇|乡|街道|县|区|市|局|委|中心|农场|林场)"
)
_GOES_ON = re.compile(
    rf"(?:安排|下达|分配|补助|获得?|得到?|资金|各|共计?|合计|为|是|约|gets?|is)*:?{NUMBER}(?:{UNIT}|个|%)?"
    r"|\W|$",
    re.IGNORECASE,
)
_BEHIND = re.compile(rf"(?:(?:各|安排|:)*{NUMBER}(?:{UNIT}|个)?)$")
_ORDINAL = re.compile(r"(?:[-*•·]|\(?[0-9]{1,2}[.、)．]|\(?[一二三四五六七八九十]{1,3}[、)])")
_JOINED = re.compile(r"[和及与]|and", re.IGNORECASE)
_DIVIDES = re.compile(
    r"共计|合计|总计|小计|共[0-9]|其中|用于|含|中央|省|市级|区级|县级|[0-9]|of which|ofwhich"
)
_OF_SEVERAL = re.compile(
    r"(?P<stem>.+?)(?:[两二三四五六七八九十几]|[0-9]{1,3})个?(?P<sort>街道|[镇乡县区市局])"
)
"""Several names that share their last word: 白沙两镇 behind 青石、."""
_VERBS = re.compile("给|到|至|向|对|涉及|下达|安排|分配|会同|[由将于]")
"""What stands before a recipient in a sentence, and in no name."""
BRACKETS = re.compile(r"\([^()]*\)")


class RecipientLists:
    """Reads lists of recipients."""

    def __init__(self, known: Collection[str]) -> None:
        names = sorted((n for n in known if n), key=len, reverse=True)
        self.known = "|".join(map(re.escape, names)) or "(?!)"
        self.begins = re.compile(f"(?:{self.known}|{_LIKE})")
        self.whom = set(known)
        self.ends = [re.compile(f"(?:{one})$") for one in (self.known, _LIKE)]

    def lines(self, text: str) -> Iterator[str]:
        """Yield the recipients of lines that follow each other and each begin with one."""
        for line in text.strip("\n").split("\n"):
            name = self.name(line) if line else None
            if line and name is None:
                return
            if name:
                yield name

    def listed(self, items: Sequence[str]) -> tuple[str, ...] | None:
        """Return the recipients of items, each once; None where they are no list."""
        each = [item for item in items if item]
        if each and (joined := _JOINED.search(each[-1])):
            halves = each[-1][: joined.start()], each[-1][joined.end() :]
            if all(map(self.name, halves)):
                each = [*each[:-1], *halves]
        names = []
        for k, item in enumerate(each):
            name = self.name(item) or (self._name_at_end(item) if k == 0 else None)
            if name is None and (k == 0 or not _DIVIDES.match(item)):
                return None
            if name is not None:
                names.append(name)
        there = tuple(dict.fromkeys(names))
        return there if len(there) > 1 else None

    def names(self, items: Sequence[str]) -> list[str]:
        """Return the recipients that items begin with; the first may stand behind other words."""
        each = [item for item in items if item]
        first = [self.name(item) or self._name_at_end(item) for item in each[:1]]
        return [name for name in (*first, *map(self.name, each[1:])) if name]

    def name(self, item: str) -> str | None:
        """Return the recipient that an item begins with, and is about."""
        plain = _ORDINAL.sub("", item.strip("*"), count=1)
        found = self.begins.match(plain)
        if found is None or not _GOES_ON.match(plain, found.end()):
            return None
        # 现将资金下达给甲镇 ends as a name does, and is none.
        is_name = re.fullmatch(self.known, found[0]) or not (
            self.ends[0].search(found[0])
            or _VERBS.search(found[0])
            or self._is_of_several(found[0])
        )
        return found[0] if is_name else None

    def _is_of_several(self, name: str) -> bool:
        """Say whether what looks like a name tells how many there are: 白沙两镇 of 白沙镇."""
        found = _OF_SEVERAL.fullmatch(name)
        if found is None or name in self.whom:
            return False
        return f"{found['stem']}{found['sort']}" in self.whom or "两" in name

    def _name_at_end(self, item: str) -> str | None:
        """Return the recipient that stands behind other words: 现将资金下达给甲镇."""
        plain = _BEHIND.sub("", item)
        if not self.ends[0].search(plain):
            plain = _VERBS.split(plain)[-1]
        found = next((m for end in self.ends if (m := end.search(plain))), None)
        if found is None or found[0] in self.whom:
            return found and found[0]
        is_none = re.search(_SORTED, plain) or self._is_of_several(found[0])
        return None if is_none else found[0]
