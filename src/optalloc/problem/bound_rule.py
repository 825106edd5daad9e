"""A rule that reads facts of its own, whatever problem it stands in.

One program may hold the rules of several scenarios, or the rules of a problem whose sources are
let give more than they have: each rule goes on reading the figures that it was written for.
"""

from collections.abc import Iterator

from pydantic import SkipValidation

from optalloc.core.message import Words
from optalloc.problem.at_level import breaches_of, rows_of
from optalloc.problem.component import Breach, Mix
from optalloc.problem.facts import Facts, Plan, Split, TargetAmounts
from optalloc.problem.interfaces import Blocks, Rule
from optalloc.problem.layout import VariableLayout


class BoundRule(Rule):
    """A rule bound to facts, and to targets where they are its own too.

    Attributes:
        rule: What it asks.
        facts: What it reads.
        targets: What it reads of targets; None reads those of the problem that it stands in.
    """

    rule: SkipValidation[Rule]
    facts: SkipValidation[Facts]
    targets: SkipValidation[TargetAmounts | None] = None

    @classmethod
    def of(cls, rule: Rule, facts: Facts, targets: TargetAmounts | None = None) -> "BoundRule":
        """Return a rule bound to facts."""
        return cls.model_construct(
            label=rule.label,
            title=rule.shown,
            cite=rule.cite,
            kind=rule.kind,
            rule=rule,
            facts=facts,
            targets=targets,
        )

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield the rows of the rule, from its own facts."""
        yield from rows_of(self.rule, self.facts, self._own(targets), amounts)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield where a plan breaks it, by its own facts."""
        yield from breaches_of(self.rule, self.facts, self._own(targets), plan)

    def step(self, facts: Facts) -> int | None:
        """Return the step that it forces by its own facts [fen]."""
        return self.rule.step(self.facts)

    def spends(self, facts: Facts) -> frozenset[str]:
        """Return the sources that it makes every plan spend whole."""
        return self.rule.spends(self.facts)

    def together(self, facts: Facts) -> Split | None:
        """Return the sources that it gives out together, in the problem that it stands in."""
        return self.rule.together(facts)

    def lean(self, facts: Facts, mix: Mix) -> Mix:
        """Return the mix as the rule leans it, in the problem that it stands in."""
        return self.rule.lean(facts, mix)

    def words(self, facts: Facts) -> Words:
        """Say what it asks."""
        return self.rule.words(self.facts)

    def _own(self, targets: TargetAmounts) -> TargetAmounts:
        return targets if self.targets is None else self.targets
