"""What a part is about: some recipients, some sources, some uses; all when none are named."""

from collections.abc import Iterator

from pydantic import Field

from optalloc.core.message import Words
from optalloc.problem.component import Complaint, Component, unknown
from optalloc.problem.conditions import Condition, listed_words
from optalloc.problem.facts import Facts, Recipient
from optalloc.problem.setting_types import Names


class ForRecipients(Component):
    """A part about some recipients: named, or of some kinds; about all when neither is given.

    Attributes:
        where: What columns of the recipients' table say of those it is about: a word (贫困县: 是),
            or bounds of a figure (人口: ">= 5000"). Who it is about meets every one of them.
    """

    recipients: Names | None = None
    kinds: Names | None = None
    where: dict[str, Condition] = Field(default_factory=dict)

    def covered(self, facts: Facts) -> tuple[Recipient, ...]:
        """Return the recipients it is about, in listed order."""
        named = self._named(facts)
        if not self.where:
            return named
        conditions = self.where.items()
        return tuple(r for r in named if all(c.holds(r, column) for column, c in conditions))

    def _named(self, facts: Facts) -> tuple[Recipient, ...]:
        """Return whom names and kinds pick, in listed order, whatever their columns say."""
        if self.recipients is None and self.kinds is None:
            return facts.recipients
        names, kinds = set(self.recipients or ()), set(self.kinds or ())
        return tuple(r for r in facts.recipients if r.name in names or r.kind in kinds)

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield names and kinds that no recipient has, and conditions that do not tell."""
        yield from super().check(facts)
        yield from unknown("recipients", self.recipients, facts.recipient_named)
        yield from unknown("kinds", self.kinds, frozenset(r.kind for r in facts.recipients))
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

    def with_where(self, said: Words) -> Words:
        """Return what the part says with the conditions that its recipients meet."""
        if not self.where:
            return said
        whom = self.where_words()
        return said + Words(f"（只指{whom.zh}的单位）", f" (only those with {whom.en})")


class ForSources(Component):
    """A part about some sources: named, or of some tiers; about all when neither is given."""

    sources: Names | None = None
    tiers: Names | None = None

    def pots(self, facts: Facts) -> frozenset[str]:
        """Return the names of the sources it is about."""
        if self.sources is None and self.tiers is None:
            return frozenset(facts.source_named)
        tiers = set(self.tiers or ())
        return frozenset(self.sources or ()) | {s.name for s in facts.sources if s.tier in tiers}

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield names and tiers that no source has."""
        yield from super().check(facts)
        yield from unknown("sources", self.sources, facts.source_named)
        yield from unknown("tiers", self.tiers, frozenset(s.tier for s in facts.sources))


class ForUses(Component):
    """A part about some uses: named, or of some groups; about all when neither is given."""

    uses: Names | None = None
    groups: Names | None = None

    def purposes(self, facts: Facts) -> frozenset[str]:
        """Return the names of the uses it is about."""
        return facts.uses_in(self.uses, self.groups)

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield uses and groups that the tables do not know."""
        yield from super().check(facts)
        yield from unknown("uses", self.uses, facts.use_named)
        yield from unknown("groups", self.groups, facts.groups)
