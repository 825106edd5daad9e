"""A group of recipients that a rule or target compares with the others.

The group is named, or of some kinds, or marked by words in columns of the recipients' table
(贫困县 = 是); where both are given, the group is who meets both.
"""

from collections.abc import Iterator, Sequence

from pydantic import Field

from optalloc.core.message import Words, listed
from optalloc.problem.component import Complaint
from optalloc.problem.facts import Facts, Recipient
from optalloc.problem.scopes import ForRecipients


class ForGroup(ForRecipients):
    """A part about a group of recipients.

    Attributes:
        where: Word by column of the recipients' table; the group has every one of them.
    """

    where: dict[str, str] = Field(default_factory=dict)

    def covered(self, facts: Facts) -> tuple[Recipient, ...]:
        """Return the group, in listed order."""
        return tuple(
            r
            for r in super().covered(facts)
            if all(r.marks.get(column) == word for column, word in self.where.items())
        )

    def members(self, facts: Facts) -> frozenset[str]:
        """Return the names of the group."""
        return frozenset(r.name for r in self.covered(facts))

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield a group that nothing says, unknown names, and columns that do not tell."""
        yield from super().check(facts)
        if self.recipients is None and self.kinds is None and not self.where:
            allowed = Words(
                "应写明是哪些单位：recipients、kinds 或 where",
                "which recipients: by recipients, kinds or where",
            )
            yield Complaint("kind", allowed)
            return
        said = [c for column in self.where for c in self._check_column(facts, column)]
        yield from said
        if not said and not self.covered(facts):
            allowed = Words("这一组应至少有一个单位", "a group of at least one recipient")
            yield Complaint("where" if self.where else "kind", allowed)

    def _check_column(self, facts: Facts, column: str) -> Iterator[Complaint]:
        key, word = f"where.{column}", self.where[column]
        there = {r.marks.get(column) for r in facts.recipients}
        words = listed(sorted(w for w in there if w is not None))
        if not words.zh:
            allowed = Words(f"“{column}”应为单位表里的文字列", f"{column}, a column of words")
            yield Complaint(key, allowed)
            return
        for recipient in super().covered(facts):
            if column not in recipient.marks:
                allowed = Words(
                    f"单位 {recipient.name} 应写明“{column}”", f"{column} of {recipient.name}"
                )
                yield Complaint(key, allowed)
        if word not in there:
            allowed = Words(f"应为“{column}”列里的文字（{words.zh}）", f"a word of {column}")
            yield Complaint(key, allowed + Words("", f" ({words.en})"), word)

    def strangers(self, facts: Facts, key: str, names: Sequence[str]) -> Iterator[Complaint]:
        """Yield names of whom the recipients' table cannot say whether they are of the group.

        Args:
            names: Who got money that counts, in earlier years or earlier this year.
        """
        if self.recipients is not None and self.kinds is None:
            return
        for name in dict.fromkeys(names):
            if name not in facts.recipient_named:
                allowed = Words(
                    "得过资金的单位都应在单位表里，才知道是否属于这一组",
                    "everybody who got money in the recipients' table, to tell the group",
                )
                yield Complaint(key, allowed, name)

    def group_words(self) -> Words:
        """Name the group."""
        zh, en = [], []
        if self.recipients is not None or self.kinds is not None:
            names = listed((*(self.kinds or ()), *(self.recipients or ())))
            zh.append(names.zh)
            en.append(names.en)
        for column, word in self.where.items():
            zh.append(f"“{column}”为{word}的单位")
            en.append(f"those with {column} = {word}")
        return Words("中".join(zh), " and ".join(en))
