"""What a part is about: some recipients, some sources, some uses; all when none are named."""

from collections.abc import Iterator

from optalloc.problem.component import Complaint, Component, unknown
from optalloc.problem.facts import Facts, Recipient
from optalloc.problem.setting_types import Names


class ForRecipients(Component):
    """A part about some recipients: named, or of some kinds; about all when neither is given."""

    recipients: Names | None = None
    kinds: Names | None = None

    def covered(self, facts: Facts) -> tuple[Recipient, ...]:
        """Return the recipients it is about, in listed order."""
        if self.recipients is None and self.kinds is None:
            return facts.recipients
        names, kinds = set(self.recipients or ()), set(self.kinds or ())
        return tuple(r for r in facts.recipients if r.name in names or r.kind in kinds)

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield names and kinds that no recipient has."""
        yield from super().check(facts)
        yield from unknown("recipients", self.recipients, facts.recipient_named)
        yield from unknown("kinds", self.kinds, frozenset(r.kind for r in facts.recipients))


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
