"""A problem: facts, and the policy that says what a good plan of them is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from optalloc.core.exact import total
from optalloc.core.message import Words, same
from optalloc.problem.component import keys_named
from optalloc.problem.document_settings import DocumentSettings
from optalloc.problem.facts import Bounds, Facts, Split, TargetAmounts
from optalloc.problem.higher_units import HigherUnits, higher_units
from optalloc.problem.in_sheets import InSheets
from optalloc.problem.interfaces import Goal, Rule, ScoreLine, TargetPart
from optalloc.problem.shown_name import name_of_label
from optalloc.problem.tie_rule import LISTED_ORDER, TieRule
from optalloc.problem.total_bounds import total_bounds


@dataclass(frozen=True)
class Problem(Facts):
    """Facts and policy of one scenario, checked and ready to be scored.

    Attributes:
        targets: The parts of the formula, in order.
        rules: What every plan must obey.
        goals: What is made best, the first one first.
        baseline: The word of the method that the plan stands beside.
        ties: Who goes first where plans are equally good.
        title: What papers call it; empty leaves it to the name.
        notes: What a reader must know, such as that figures are illustrative.
        paper: What the papers around the plan need beyond it.
        sheets: How settings are told where the scenario is a workbook; None where it is none.
        switched_off: What the scenario has and switches off, a sentence a section.
    """

    targets: tuple[TargetPart, ...] = ()
    rules: tuple[Rule, ...] = ()
    goals: tuple[Goal, ...] = ()
    baseline: str = "largest_remainder"
    ties: TieRule = LISTED_ORDER
    title: str = ""
    notes: tuple[Words, ...] = ()
    paper: DocumentSettings = field(default_factory=DocumentSettings)
    sheets: InSheets | None = field(default=None, compare=False, repr=False)
    switched_off: tuple[Words, ...] = field(default=(), compare=False, repr=False)

    @cached_property
    def forced_steps(self) -> tuple[int, ...]:
        """The steps that one rule or another forces on every recipient's total [fen]."""
        return tuple(step for rule in self.rules if (step := rule.step(self)))

    @cached_property
    def splits(self) -> tuple[Split, ...]:
        """The sources that one rule or another has given out together, in their order."""
        return tuple(split for rule in self.rules if (split := rule.together(self)) is not None)

    @cached_property
    def spent_whole(self) -> frozenset[str]:
        """The sources whose money every plan spends whole, by one rule or another."""
        return frozenset[str]().union(*(rule.spends(self) for rule in self.rules))

    @cached_property
    def projects_decided(self) -> Mapping[str, bool]:
        """The projects about which one rule or another decides; nothing wins over must."""
        decided = [item for rule in self.rules for item in rule.decides(self).items()]
        return dict(sorted(decided, key=lambda item: not item[1]))

    @cached_property
    def left_for_formulas(self) -> Fraction:
        """The money less fixed amounts and standards; all of it where those are refused."""
        first = [part for part in self.targets if not part.takes_rest]
        if any(True for part in first for _ in part.check(self.seen_at(part.at))):
            return Fraction(self.money)
        taken = (line.amount for part in first for line in part.sheet(self, Fraction(0)))
        return self.money - total(taken)

    @cached_property
    def rule_names(self) -> Mapping[str, Words]:
        """What readers see each rule called, by its label."""
        return {rule.label: rule.shown for rule in self.rules}

    def label_of(self, text: str) -> str:
        """Return the label of the one rule that is called so; the text itself where none is."""
        named = keys_named(text, {rule.label: rule for rule in self.rules})
        return named[0] if len(named) == 1 else text

    def names_of(self, labels: Iterable[str]) -> tuple[Words, ...]:
        """Return what readers see rules called; a label of no rule stands for itself."""
        return tuple(self.rule_names.get(label) or name_of_label(label) for label in labels)

    @cached_property
    def _part_names(self) -> Mapping[str, Words]:
        return {part.label: part.shown for part in self.targets}

    def part_name(self, label: str) -> Words:
        """Return what readers see a target part called."""
        return self._part_names.get(label) or name_of_label(label)

    def factor_name(self, line: ScoreLine) -> Words:
        """Return what a line of the score sheet is about: a factor, or the part itself."""
        return self.part_name(line.part) if line.factor == line.part else same(line.factor)

    @property
    def shown_name(self) -> str:
        """What it is called before readers: its title, or its name where it has none."""
        return self.title or self.name

    @cached_property
    def at_levels(self) -> Mapping[str, HigherUnits]:
        """The facts as the units of each level above the recipients see them."""
        return {level: higher_units(self, level) for level in self.hierarchy.columns}

    def total_bounds(self, targets: TargetAmounts) -> Bounds:
        """Return what the rules leave each recipient's total, each rule alone [fen]."""
        return total_bounds(self, targets, self.rules)
