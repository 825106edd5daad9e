"""Facts, targets and plans as the units of a level above the recipients see them.

The recipients of such facts are the units: each has the sum of its recipients' money, needs,
earlier awards and targets. So a rule or goal that is written for recipients holds for units too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from functools import cached_property

from optalloc.core.exact import total
from optalloc.core.whole_numbers import Whole, whole
from optalloc.problem.facts import Facts, Grain, Plan, Recipient, Split, TargetAmounts


@dataclass(frozen=True)
class HigherUnits(Facts):
    """The facts of a level above the recipients.

    Attributes:
        level: The column that names the units.
        below: The facts of the recipients.
    """

    level: str = ""
    below: Facts = field(default_factory=lambda: Facts("", "", (), (), (), Grain({})))

    @cached_property
    def unit_of(self) -> Mapping[str, str]:
        """The unit of each recipient."""
        marked = ((r.name, r.marks.get(self.level)) for r in self.below.recipients)
        return {name: unit for name, unit in marked if unit is not None}

    @cached_property
    def place_of(self) -> Whole:
        """The place of each recipient's unit in the list of units."""
        place = {unit.name: i for i, unit in enumerate(self.recipients)}
        return whole(place[self.unit_of[r.name]] for r in self.below.recipients)

    @property
    def forced_steps(self) -> tuple[int, ...]:
        """Steps of every recipient's total, and so of every unit's [fen]."""
        return tuple(self.below.forced_steps)

    @property
    def splits(self) -> tuple[Split, ...]:
        """The sources that are given out together."""
        return tuple(self.below.splits)

    @property
    def spent_whole(self) -> frozenset[str]:
        """The sources whose money every plan spends whole."""
        return self.below.spent_whole

    @property
    def projects_decided(self) -> Mapping[str, bool]:
        """The projects about which a rule decides."""
        return self.below.projects_decided

    @property
    def in_part(self) -> frozenset[str]:
        """The projects to which a rule may give a part."""
        return self.below.in_part

    @property
    def is_whole_or_nothing(self) -> bool:
        """Whether a rule gives every project its whole need or nothing."""
        return self.below.is_whole_or_nothing

    @property
    def left_for_formulas(self) -> Fraction:
        """The money that fixed amounts and standards leave to formulas [fen, exact]."""
        return self.below.left_for_formulas

    def plan(self, plan: Plan) -> Plan:
        """Return a plan with the awards of each unit's recipients added up, cell by cell."""
        return plan.of_units(self.unit_of)


def higher_units(facts: Facts, level: str) -> HigherUnits:
    """Return the facts as the units of a level see them.

    A figure of a unit is the sum of its recipients' where the hierarchy adds the column up and
    everybody has one; words are those that all its recipients share.
    """
    everybody, adds_up = facts.recipients, facts.hierarchy.sums
    units = {}
    for name, places in facts.hierarchy.members(level, everybody).items():
        parts = [everybody[i] for i in places]
        units[name] = Recipient(name, level, _sums(parts, adds_up), _shared(parts))
    own = {r.name: r.marks[level] for r in everybody if level in r.marks}
    needs: dict[tuple[str, str], int] = {}
    for (name, use), need in facts.needs.items():
        pair = (own.get(name, name), use)
        needs[pair] = needs.get(pair, 0) + need
    said = {f.name: getattr(facts, f.name) for f in fields(Facts)}
    above = HigherUnits(**said, level=level, below=facts)
    return replace(
        above,
        recipients=tuple(units.values()),
        needs=needs,
        earlier=tuple(
            replace(a, recipient=own.get(a.recipient, a.recipient)) for a in facts.earlier
        ),
        history=tuple(
            replace(a, recipient=own.get(a.recipient, a.recipient)) for a in facts.history
        ),
        projects=tuple(
            replace(p, recipient=own.get(p.recipient, p.recipient)) for p in facts.projects
        ),
        approved=None if facts.approved is None else above.plan(facts.approved),
    )


def _sums(parts: list[Recipient], columns: tuple[str, ...]) -> dict[str, Fraction]:
    """Return the sum of each column of which every part has a figure."""
    whole_columns = (c for c in columns if all(c in part.facts for part in parts))
    return {c: total(part.facts[c] for part in parts) for c in whole_columns}


def _shared(parts: list[Recipient]) -> dict[str, str]:
    """Return the words that all parts share."""
    first, *others = parts
    return {k: w for k, w in first.marks.items() if all(o.marks.get(k) == w for o in others)}


class HigherTargets:
    """Targets of units: the sum of their recipients' [fen, exact], found when first asked for."""

    def __init__(self, units: HigherUnits, targets: TargetAmounts) -> None:
        self._units, self._targets = units, targets

    @cached_property
    def of(self) -> Mapping[str, Fraction]:
        """Each unit's target [fen, exact]."""
        found: dict[str, Fraction] = {}
        for name, unit in self._units.unit_of.items():
            found[unit] = found.get(unit, Fraction(0)) + self._targets.target(name)
        return found

    def target(self, recipient: str) -> Fraction:
        """Return one unit's target [fen, exact]."""
        return self.of.get(recipient, Fraction(0))
