"""A group of recipients that a rule or target compares with the others.

The group is named, or of some kinds, or marked by words in columns of the recipients' table
(贫困县 = 是); where both are given, the group is who meets both.
"""

from collections.abc import Iterator, Sequence

from optalloc.core.message import Words, listed
from optalloc.problem.component import Complaint
from optalloc.problem.facts import Facts
from optalloc.problem.scopes import ForRecipients


class ForGroup(ForRecipients):
    """A part about a group of recipients: somebody must say who they are.

    Attributes:
        recipients: Names of the group; one of names, kinds and `where` must be written.
    """

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield a group that nothing says, or that has nobody."""
        yield from super().check(facts)
        if self.recipients is None and self.kinds is None and not self.where:
            allowed = Words(
                "应写明是哪些单位：recipients、kinds 或 where",
                "which recipients: by recipients, kinds or where",
            )
            yield Complaint("kind", allowed)
            return
        if not self.where and not self.covered(facts):
            yield Complaint(
                "kind", Words("这一组应至少有一个单位", "a group of at least one recipient")
            )

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
        if self.where:
            whom = self.where_words()
            zh.append(f"{whom.zh}的{self.at or '单位'}")
            en.append(f"those with {whom.en}")
        return self.with_level(Words("中".join(zh), " and ".join(en)))
