"""What a part is about: some recipients, some sources, some uses; all when none are named.

Recipients are picked by what columns of their table say, too:

    贫困县: 是             the word itself
    县: [甲县, 乙县]        one of several words
    人口: ">= 5000"        a figure against a number:  <=, >=, <, >, =
    人口: ">= 5000, < 9000"
"""

import operator
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from optalloc.core.message import Words, listed
from optalloc.core.money import parse_number, show_fraction
from optalloc.problem.component import MOST_NAMES_SHOWN, Complaint, Component, unknown
from optalloc.problem.facts import Facts, Recipient
from optalloc.problem.setting_types import Names, refuse

COMPARISONS: Mapping[str, tuple[Callable[[Fraction, Fraction], bool], Words]] = {
    ">=": (operator.ge, Words("不小于", "at least")),
    "<=": (operator.le, Words("不大于", "at most")),
    ">": (operator.gt, Words("大于", "more than")),
    "<": (operator.lt, Words("小于", "less than")),
    "=": (operator.eq, Words("等于", "equal to")),
}
EVERYBODY = Words("各单位", "every recipient")
"""What a part says of all it is about; a level above the recipients stands in the place of it."""
_FULL_WIDTH = str.maketrans("＜＞＝≤≥，", "<>=≤≥,")
_BOUND = re.compile(r"\s*(>=|<=|>|<|=)\s*(\S.*?)\s*")


@dataclass(frozen=True)
class WhereColumn:
    """What one column must say: one of some words, or a figure within bounds.

    Attributes:
        said: As the scenario writes it.
        words: The words of which it must hold one; empty for bounds.
        bounds: Comparison and number of each bound, in the column's own unit.
    """

    said: str | tuple[str, ...]
    words: tuple[str, ...] = ()
    bounds: tuple[tuple[str, Fraction], ...] = ()

    def holds(self, recipient: Recipient, column: str) -> bool:
        """Return whether a recipient's row says it; an empty cell says nothing."""
        if not self.bounds:
            return recipient.marks.get(column) in self.words
        figure = recipient.facts.get(column)
        return figure is not None and all(COMPARISONS[m][0](figure, b) for m, b in self.bounds)

    def complaints(
        self, column: str, everybody: Sequence[Recipient], asked: Sequence[Recipient]
    ) -> Iterator[Complaint]:
        """Yield a column that does not tell, cells left empty, and words that it never holds.

        Args:
            everybody: The recipients of the table.
            asked: Those of whom the column must tell.
        """
        key = f"where.{column}"
        if not any(column in (r.facts if self.bounds else r.marks) for r in everybody):
            allowed = Words(f"“{column}”应为单位表里的文字列", f"{column}, a column of words")
            if self.bounds:
                allowed = Words(f"“{column}”应为单位表里的数字列", f"{column}, a column of figures")
            yield Complaint(key, allowed)
            return
        for recipient in asked:
            if column not in (recipient.facts if self.bounds else recipient.marks):
                name = recipient.name
                yield Complaint(key, Words(f"单位 {name} 应写明“{column}”", f"{column} of {name}"))
        there = sorted({r.marks[column] for r in everybody if column in r.marks})
        for word in self.words:
            if word not in there:
                shown = listed(there[:MOST_NAMES_SHOWN])
                allowed = Words(f"应为“{column}”列里的文字（{shown.zh}）", f"a word of {column}")
                yield Complaint(key, allowed + Words("", f" ({shown.en})"), word)

    def words_of(self, column: str) -> Words:
        """Say it of a column."""
        if not self.bounds:
            return Words(f"“{column}”为{'或'.join(self.words)}", f"{column} = {self._or()}")
        texts = [(COMPARISONS[mark][1], show_fraction(bound)) for mark, bound in self.bounds]
        zh = "且".join(f"{word.zh} {text}" for word, text in texts)
        en = " and ".join(f"{word.en} {text}" for word, text in texts)
        return Words(f"“{column}”{zh}", f"{column} {en}")

    def _or(self) -> str:
        return " or ".join(self.words)


def _condition(value: object) -> object:
    if isinstance(value, WhereColumn):
        return value
    if isinstance(value, list | tuple) and value and all(isinstance(w, str) for w in value):
        return WhereColumn(tuple(value), tuple(value))
    if not isinstance(value, str) or not value.strip():
        raise refuse(
            Words(
                '应为一个词、几个词的列表，或 ">= 5000" 这样的范围',
                'a word, a list of words, or bounds such as ">= 5000"',
            )
        )
    text = value.translate(_FULL_WIDTH).replace("≥", ">=").replace("≤", "<=")
    if text.lstrip()[0] not in "<>=":
        return WhereColumn(value, (value,))
    return WhereColumn(value, (), tuple(_bound(part) for part in text.split(",")))


def _bound(text: str) -> tuple[str, Fraction]:
    found = _BOUND.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        return found[1], parse_number(found[2])
    except ValueError:
        allowed = Words('应写成 ">= 5000" 或 ">= 5000, < 9000"', 'bounds, as ">= 5000, < 9000"')
        raise refuse(allowed) from None


Condition = Annotated[
    WhereColumn,
    BeforeValidator(_condition),
    PlainSerializer(lambda condition: condition.said),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


def listed_words(said: Sequence[Words]) -> Words:
    """Return statements one after the other, as they must all hold."""
    return Words("、".join(w.zh for w in said), " and ".join(w.en for w in said))


class AtLevel(Component):
    """A part about recipients' totals, or about those of the units of a level above them.

    Attributes:
        at: Level above the recipients whose units it is about, such as 县: each counts as one
            recipient, with the money, needs and targets of all that stand under it. About the
            recipients themselves where it is not written.
    """

    at: str = ""

    def with_level(self, said: Words) -> Words:
        """Return what the part says, with the level whose units it is about."""
        if not self.at:
            return said
        if EVERYBODY.zh in said.zh and EVERYBODY.en in said.en:
            zh = said.zh.replace(EVERYBODY.zh, f"各{self.at}", 1)
            return Words(zh, said.en.replace(EVERYBODY.en, f"every {self.at}", 1))
        return said + Words(f"（以{self.at}为单位）", f" (each {self.at} counts as one)")


OF_KINDS = Words("单位类型", "kinds")
OF_RECIPIENTS = Words("单位", "recipients")
OF_GROUPS = Words("用途类别", "groups")
OF_USES = Words("用途", "uses")


def misplaced(
    complaints: Iterable[Complaint], others: Collection[str], setting: Words
) -> Iterator[Complaint]:
    """Yield complaints about names; one that is a name of another setting says of which.

    Args:
        others: The names of that setting.
    """
    for said in complaints:
        if said.came in others:
            remedy = Words(
                f"“{said.came}”是{setting.zh}：请写在“{setting.zh}”一项里。",
                f"{said.came} is one of {setting.en}: write it there.",
            )
            said = replace(said, remedy=remedy)
        yield said


class ForRecipients(AtLevel):
    """A part about some recipients: named, or of some kinds; about all when neither is given.

    Attributes:
        recipients: Names of those it is about; with neither names nor kinds about everybody.
        kinds: Kinds (类型) of those it is about, such as 镇; together with the names.
        where: What columns of the recipients' table say of those it is about: a word (贫困县: 是),
            or bounds of a figure (人口: ">= 5000"). Who it is about meets every one of them.
    """

    recipients: Names | None = None
    kinds: Names | None = None
    where: dict[str, Condition] = Field(default_factory=dict)

    def covered(self, facts: Facts) -> tuple[Recipient, ...]:
        """Return the recipients it is about, or units of its level, in listed order."""
        facts = facts.seen_at(self.at)
        named = self._named(facts)
        if not self.where:
            return named
        conditions = self.where.items()
        return tuple(r for r in named if all(c.holds(r, column) for column, c in conditions))

    def covered_names(self, facts: Facts) -> frozenset[str]:
        """Return the names of those it is about."""
        return frozenset(recipient.name for recipient in self.covered(facts))

    def covered_places(self, facts: Facts) -> list[int]:
        """Return the places of those it is about in the list of recipients, or of units."""
        names = self.covered_names(facts)
        return [i for i, r in enumerate(facts.recipients) if r.name in names]

    def _named(self, facts: Facts) -> tuple[Recipient, ...]:
        """Return whom names and kinds pick, in listed order, whatever their columns say."""
        if self.recipients is None and self.kinds is None:
            return facts.recipients
        names, kinds = set(self.recipients or ()), set(self.kinds or ())
        return tuple(r for r in facts.recipients if r.name in names or r.kind in kinds)

    def about(self) -> Names:
        """Return the kinds and names of those it is about."""
        return (*(self.kinds or ()), *(self.recipients or ()), *super().about())

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield names and kinds that no recipient has, and conditions that do not tell."""
        yield from super().check(facts)
        names, kinds = facts.recipient_named, frozenset(r.kind for r in facts.recipients)
        yield from misplaced(unknown("recipients", self.recipients, names), kinds, OF_KINDS)
        yield from misplaced(unknown("kinds", self.kinds, kinds), names, OF_RECIPIENTS)
        named = self._named(facts)
        said = [
            complaint
            for column, condition in self.where.items()
            for complaint in condition.complaints(column, facts.recipients, named)
        ]
        yield from said
        if self.where and not said and not self.covered(facts):
            yield Complaint("where", Words("应至少有一个单位符合", "met by one recipient at least"))

    def where_words(self) -> Words:
        """Say whom the conditions pick; nothing without any."""
        return listed_words([c.words_of(column) for column, c in self.where.items()])

    def with_where(self, said: Words, has_named: bool = False) -> Words:
        """Return what the part says with whom it is about, where it is not about everybody.

        Args:
            has_named: Whether it says already which names and kinds it is about.
        """
        said = self.with_level(said)
        names = (*(self.kinds or ()), *(self.recipients or ()))
        if len(names) == 1 and self.recipients and not (has_named or self.where):
            said = self._of_one(said, names[0])
        elif names and not has_named:
            whom = listed(names[:MOST_NAMES_SHOWN])
            more = "…" if len(names) > MOST_NAMES_SHOWN else ""
            said += Words(f"（只指{whom.zh}{more}）", f" (only {whom.en}{more})")
        if not self.where:
            return said
        whom = self.where_words()
        return said + Words(
            f"（只指{whom.zh}的{self.at or '单位'}）", f" (only those with {whom.en})"
        )

    def _of_one(self, said: Words, name: str) -> Words:
        """Return what is said of every recipient as said of the one that is meant."""
        all_zh, all_en = f"各{self.at or '单位'}", f"every {self.at or 'recipient'}"
        zh = said.zh.replace(all_zh, name, 1)
        en = said.en.replace(all_en, name, 1)
        return Words(
            zh if said.zh.startswith(all_zh) else f"{said.zh}（只指{name}）",
            en if said.en.startswith(all_en) else f"{said.en} (only {name})",
        )


class ForSources(Component):
    """A part about some sources: named, or of some tiers; about all when neither is given.

    Attributes:
        sources: Names of the sources it is about; with neither names nor tiers about all.
        tiers: Tiers (层级) of the sources it is about, such as 市级; together with the names.
    """

    sources: Names | None = None
    tiers: Names | None = None

    def pots(self, facts: Facts) -> frozenset[str]:
        """Return the names of the sources it is about."""
        if self.sources is None and self.tiers is None:
            return frozenset(facts.source_named)
        tiers = set(self.tiers or ())
        return frozenset(self.sources or ()) | {s.name for s in facts.sources if s.tier in tiers}

    def about(self) -> Names:
        """Return the tiers and sources it is about."""
        return (*(self.tiers or ()), *(self.sources or ()), *super().about())

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield names and tiers that no source has."""
        yield from super().check(facts)
        yield from unknown("sources", self.sources, facts.source_named)
        yield from unknown("tiers", self.tiers, frozenset(s.tier for s in facts.sources))


class ForUses(Component):
    """A part about some uses: named, or of some groups; about all when neither is given.

    Attributes:
        uses: Names of the uses it is about; with neither names nor groups about all.
        groups: Groups (类别) of the uses it is about, such as 产业发展; together with the names.
    """

    uses: Names | None = None
    groups: Names | None = None

    def purposes(self, facts: Facts) -> frozenset[str]:
        """Return the names of the uses it is about."""
        return facts.uses_in(self.uses, self.groups)

    def about(self) -> Names:
        """Return the groups and uses it is about."""
        return (*(self.groups or ()), *(self.uses or ()), *super().about())

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield uses and groups that the tables do not know."""
        yield from super().check(facts)
        uses, groups = facts.use_named, facts.groups
        yield from misplaced(unknown("uses", self.uses, uses), groups, OF_GROUPS)
        yield from misplaced(unknown("groups", self.groups, groups), uses, OF_USES)
