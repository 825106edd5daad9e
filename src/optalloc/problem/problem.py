"""A problem: facts, and the policy that says what a good plan of them is.

What each total is held between is read off the rules' own rows: a row about one total, or about all
of a recipient's cells for one use. So every rule that bounds totals counts, whatever its word.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, model_validator

from optalloc.core.exact import total
from optalloc.core.message import Words, same
from optalloc.core.whole_numbers import UNBOUNDED, is_unlimited
from optalloc.problem.component import keys_named
from optalloc.problem.document_settings import DocumentSettings
from optalloc.problem.facts import Bounds, Facts, Split, TargetAmounts
from optalloc.problem.higher_units import HigherUnits, higher_units
from optalloc.problem.interfaces import Goal, Rule, ScoreLine, TargetPart
from optalloc.problem.layout import ConstraintBlock, VariableLayout, common_step
from optalloc.problem.scopes import AtLevel
from optalloc.problem.setting_names import InSheets
from optalloc.problem.shown_name import name_of_label

TieBy = Literal["listed", "column", "remainder", "last_year", "lot"]


class TieRule(BaseModel):
    """Who stands first, of recipients between whom the goals do not decide.

    Attributes:
        by: `listed`: who is listed earlier; `column`: who has the larger or the smaller figure in a
            column; `remainder`: whose target leaves the larger or the smaller remainder beyond
            whole steps; `last_year`: who got less in the latest of the earlier years; `lot`: a
            drawn lot. Who is still equal goes by listed order.
        column: The column, under `column`.
        first: Whether the `larger` or the `smaller` one goes first, under `column` and `remainder`.
        seed: What the lot is drawn with, under `lot`; the same seed draws the same order.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    by: TieBy = "listed"
    column: str = ""
    first: Literal["larger", "smaller"] = "larger"
    seed: str = ""

    @model_validator(mode="before")
    @classmethod
    def _from_a_word(cls, value: Any) -> Any:
        """Let one word stand for the rule, and a number for the seed."""
        if isinstance(value, str):
            return {"by": value}
        if isinstance(value, Mapping) and type(value.get("seed")) is int:
            return {**value, "seed": str(value["seed"])}
        return value


LISTED_ORDER = TieRule()


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
    def in_part(self) -> frozenset[str]:
        """The projects to which one rule or another may give a part, though without a minimum."""
        return frozenset[str]().union(*(rule.gives_part(self) for rule in self.rules))

    @cached_property
    def is_whole_or_nothing(self) -> bool:
        """Whether one rule or another gives every project its whole need or nothing."""
        return any(rule.is_whole_or_nothing for rule in self.rules)

    @cached_property
    def left_for_formulas(self) -> Fraction:
        """The money less fixed amounts and standards; all of it where those are refused."""
        first = [part for part in self.targets if not part.takes_rest]
        if any(True for part in first for _ in part.check(self.seen_at(part.at))):
            return Fraction(self.money)
        taken = (line.amount for part in first for line in part.sheet(self, Fraction(0)))
        return self.money - total(taken)

    @property
    def is_overfixed(self) -> bool:
        """Whether fixed amounts and standards leave formulas less than nothing to share."""
        return self.left_for_formulas < 0 and any(part.takes_rest for part in self.targets)

    @cached_property
    def rule_names(self) -> Mapping[str, Words]:
        """What readers see each rule called, by its label."""
        return {rule.label: rule.shown for rule in self.rules}

    def label_of(self, text: str) -> str:
        """Return the label of the one rule that is called so; the text itself where none is."""
        named = keys_named(text, {rule.label: rule for rule in self.rules})
        return named[0] if len(named) == 1 else text

    def names_of(self, labels: Iterable[str]) -> tuple[Words, ...]:
        """Return what readers see rules, and goals that make rows, called; else the label."""
        said = {**self._goal_names, **self.rule_names}
        return tuple(said.get(label) or name_of_label(label) for label in labels)

    @cached_property
    def _goal_names(self) -> Mapping[str, Words]:
        return {goal.label: goal.shown for goal in self.goals}

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


def total_bounds(facts: Facts, targets: TargetAmounts, rules: Iterable[Rule]) -> Bounds:
    """Return what rules leave each recipient's total, before they are taken together [fen]."""
    amounts = VariableLayout(facts, common_step(facts))
    least = [0] * len(facts.recipients)
    most = [facts.money] * len(facts.recipients)
    caps: dict[tuple[int, int], int] = {}
    for rule in rules:
        if isinstance(rule, AtLevel) and rule.at:
            continue  # it holds the totals of units, and no recipient's alone
        for block in rule.rows(facts, targets, amounts):
            _read_totals(block, amounts, least, most)
            _read_uses(block, amounts, caps)
    for r in range(len(facts.recipients)):
        of_uses = [caps.get((r, u), facts.money) for u in range(len(facts.uses))]
        most[r] = min(most[r], sum(of_uses))
    return list(zip(least, most, strict=True))


def _read_totals(
    block: ConstraintBlock, amounts: VariableLayout, least: list[int], most: list[int]
) -> None:
    """Take the rows that hold one total and nothing else."""
    sums = block.sums
    alone = np.bincount(sums.row, minlength=sums.count) == 1
    first, n = amounts.cells, len(least)
    of_total = alone[sums.row] & (sums.column >= first) & (sums.column < first + n)
    for e in np.flatnonzero(of_total).tolist():
        r, factor = int(sums.column[e]) - first, int(sums.coefficient[e])
        low, high = block.ends(int(sums.row[e]))
        if factor < 0:
            low, high = (None if end is None else -end for end in (high, low))
            factor = -factor
        # The column counts steps: factor * steps is what is bounded, in steps of money.
        if low is not None:
            least[r] = max(least[r], -(-low // factor) * amounts.step)
        if high is not None:
            most[r] = min(most[r], high // factor * amounts.step)


def _read_uses(
    block: ConstraintBlock, amounts: VariableLayout, caps: dict[tuple[int, int], int]
) -> None:
    """Take the rows that hold all of a recipient's money for one use, in fen."""
    sums, cells = block.sums, amounts.cells
    uses = len(amounts.facts.uses)
    pair = amounts.recipient * uses + amounts.use
    size = np.bincount(pair, minlength=len(amounts.facts.recipients) * uses)
    is_cell = sums.column < cells
    plain = is_cell.copy()
    plain[is_cell] = sums.coefficient[is_cell] == amounts.grain[sums.column[is_cell]]
    order = np.argsort(sums.row, kind="stable")
    ends = np.searchsorted(sums.row[order], np.arange(sums.count + 1))
    if is_unlimited(block.high):
        is_held = np.array([high is not None for high in block.high], dtype=bool)
    else:
        is_held = block.high < UNBOUNDED
    for i in np.flatnonzero(is_held & (np.diff(ends) > 0)).tolist():
        own = order[ends[i] : ends[i + 1]]
        if not plain[own].all():
            continue
        pairs = pair[sums.column[own]]
        if (pairs == pairs[0]).all() and len(own) == size[pairs[0]]:
            key = divmod(int(pairs[0]), uses)
            high = max(0, int(block.high[i]))
            caps[key] = min(caps.get(key, high), high)
