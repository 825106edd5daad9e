"""The nouns of an allocation, frozen: what is known before anything is solved, and no policy.

Amounts are whole fen, figures of indicators are exact fractions, names are the names of the tables.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal, Protocol

from optalloc.core.message import Words
from optalloc.core.money import show_money
from optalloc.problem.directions import DIRECTIONS, Direction, DirectionName
from optalloc.problem.hierarchy import NO_LEVELS, Hierarchy
from optalloc.problem.projects import NegativeItem, Project

INDUSTRY = "产业发展"
"""The group that a use belongs to when it counts as industry."""

SourceKind = Literal["new", "carry_over", "taken_back"]
SOURCE_KINDS: Mapping[SourceKind, Words] = {
    "new": Words("本年", "new"),
    "carry_over": Words("结转", "carry_over"),
    "taken_back": Words("收回", "taken_back"),
}
"""What the money of a source is: of this year, left over from last, or taken back from somebody."""


@dataclass(frozen=True)
class Source:
    """One pot of money (资金来源).

    Attributes:
        name: What the tables call it.
        amount: What there is to give [fen].
        tier: Level of government it comes from.
        document: Document number (文号); empty when none is known.
        kind: Whether it is new money, carried over or taken back (性质).
        taken_from: Whom it was taken back from: a recipient, or any other name; empty elsewhere.
        is_firm: Whether nothing may propose another amount (刚性).
    """

    name: str
    amount: int
    tier: str = ""
    document: str = ""
    kind: SourceKind = "new"
    taken_from: str = ""
    is_firm: bool = False


@dataclass(frozen=True)
class Recipient:
    """One town or department that can receive (单位).

    Attributes:
        name: What the tables call it.
        kind: What it is: 镇, 部门, …
        facts: The numeric columns of its row; a cell left empty is absent.
        marks: The columns of its row that hold words.
    """

    name: str
    kind: str = ""
    facts: Mapping[str, Fraction] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Use:
    """What money is for (用途).

    Attributes:
        name: What the table calls it.
        groups: What it counts in; 产业发展 is one.
    """

    name: str
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Indicator:
    """A column of figures that the formula looks at (因素).

    Attributes:
        name: What the policy calls it.
        unit: What one of it is: 个, 人, 元, …
        direction: `more` gives more to larger figures, `less` to smaller ones (by the reciprocal).
        columns: The columns it is made of, each with its coefficient (sub-groups).
        source: Where the figures come from.
    """

    name: str
    unit: str
    direction: DirectionName
    columns: Mapping[str, Fraction]
    source: str = ""

    @property
    def how(self) -> Direction:
        """What its direction does."""
        return DIRECTIONS[self.direction]

    def figure(self, recipient: Recipient) -> Fraction:
        """Return the weighted sum of the recipient's columns, before any reciprocal."""
        return sum(c * recipient.facts[k] for k, c in self.columns.items()) or Fraction(0)


@dataclass(frozen=True)
class Award:
    """Whole fen from one source to one recipient for one use (安排额): one cell of a plan."""

    recipient: str
    source: str
    use: str
    amount: int
    project: str | None = None


@dataclass(frozen=True)
class PastAward:
    """Whole fen that a recipient got in an earlier year (往年); no cell of any plan.

    Attributes:
        year: The year of the award.
        recipient: Who got it; need not be a recipient of this batch.
        source: What it came from; empty when the table does not say.
        use: What it was for, one of this batch's uses; empty likewise.
        amount: What was given [fen].
    """

    year: int
    recipient: str
    source: str
    use: str
    amount: int


@dataclass(frozen=True)
class Grain:
    """The steps that amounts must be multiples of (取整单位) [fen].

    Attributes:
        cells: Step of each source's awards, by source name.
        totals: Step of each recipient's total; None leaves it to the cells.
        cite: The clause it comes from.
    """

    cells: Mapping[str, int]
    totals: int | None = None
    cite: str = ""


Split = tuple[dict[str, int], bool]
"""Sources with their grains in one unit, and whether every award is in whole units."""


Cell = tuple[str, str, str, str | None]
"""Recipient, source, use and project of an award."""


class Plan:
    """All awards of a batch (分配方案): awards above zero, each cell at most once.

    Attributes:
        awards: The cells, in the order of the tables.
    """

    def __init__(self, awards: Iterable[Award]) -> None:
        self.awards = tuple(awards)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plan) and set(self.awards) == set(other.awards)

    def __hash__(self) -> int:
        return hash(frozenset(self.awards))

    def __repr__(self) -> str:
        return f"Plan({len(self.awards)} awards, {self.total} fen)"

    def of_units(self, unit_of: Mapping[str, str]) -> "Plan":
        """Return the plan of the units above its recipients, added up cell by cell."""
        held: dict[Cell, int] = {}
        for award in self.awards:
            unit = unit_of.get(award.recipient, award.recipient)
            cell = (unit, award.source, award.use, award.project)
            held[cell] = held.get(cell, 0) + award.amount
        return Plan(Award(u, s, p, money, work) for (u, s, p, work), money in held.items())

    @cached_property
    def total(self) -> int:
        """All the money of the plan [fen]."""
        return sum(a.amount for a in self.awards)

    @cached_property
    def by_cell(self) -> Mapping[Cell, int]:
        """Return the amount of each cell that gets money [fen]."""
        return {(a.recipient, a.source, a.use, a.project): a.amount for a in self.awards}

    @cached_property
    def by_recipient(self) -> Mapping[str, int]:
        """Each recipient's total [fen]; who gets nothing is absent, and reads as 0."""
        return self.sums("recipient")

    def sums(self, key: Literal["recipient", "source", "use", "project"]) -> Mapping[str, int]:
        """Return the money by recipient, source, use or project [fen].

        Money that goes to no project stands under the name None there.
        """
        totals: dict[str, int] = defaultdict(int)
        for award in self.awards:
            totals[getattr(award, key)] += award.amount
        return totals

    def sum(
        self,
        sources: frozenset[str] | None = None,
        uses: frozenset[str] | None = None,
        recipients: frozenset[str] | None = None,
    ) -> int:
        """Return the money in the named sources, uses and recipients [fen].

        Args:
            sources: Names of sources; None means all.
            uses: Names of uses; None means all.
            recipients: Names of recipients; None means all.
        """
        return sum(
            a.amount
            for a in self.awards
            if (sources is None or a.source in sources)
            and (uses is None or a.use in uses)
            and (recipients is None or a.recipient in recipients)
        )


class TargetAmounts(Protocol):
    """What rules and goals look at of targets: the amount that each recipient would get."""

    def target(self, recipient: str) -> Fraction:
        """Return one recipient's target [fen, exact]."""


Bounds = list[tuple[int, int]]
"""The least and the most of each recipient, in listed order [fen]."""


@dataclass(frozen=True)
class Facts:
    """What a policy is about: the money, who can receive it, what for, and what was before.

    Parts are written for facts. What they ask of other parts stands here too; a problem knows it.

    Attributes:
        name: The scenario's file stem, or the name it gives itself.
        unit: The unit that its amounts are written in.
        sources: The pots of money, in the order of their table [fen].
        recipients: Who can receive, with their figures (Fraction) and marks, in listed order.
        uses: What money is for.
        grain: The steps that amounts must be multiples of [fen].
        indicators: The columns of figures that formulas read, with unit and direction.
        needs: What a recipient asked for, by (recipient, use) [fen].
        earlier: Awards already made this year, in whatever batch.
        projects: The project library; empty where money goes to uses without projects.
        history: Awards of earlier years, in the order of their table.
        approved: A plan that was approved before, to be changed as little as can be; None without.
        negative_list: What no project may be (负面清单); empty without such a list.
        hierarchy: The levels above the recipients.
        warnings: What looks wrong in the facts and was taken as it is.
    """

    name: str
    unit: str
    sources: tuple[Source, ...]
    recipients: tuple[Recipient, ...]
    uses: tuple[Use, ...]
    grain: Grain
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    needs: Mapping[tuple[str, str], int] = field(default_factory=dict)
    earlier: tuple[Award, ...] = ()
    projects: tuple[Project, ...] = ()
    history: tuple[PastAward, ...] = ()
    approved: Plan | None = None
    negative_list: tuple[NegativeItem, ...] = ()
    hierarchy: Hierarchy = NO_LEVELS
    warnings: tuple[Words, ...] = ()

    @property
    def forced_steps(self) -> Sequence[int]:
        """Steps that every recipient's total must be a multiple of beside the grains [fen]."""
        return ()

    @property
    def splits(self) -> Sequence[Split]:
        """The sources that are given out together, in the order of their rules."""
        return ()

    @property
    def spent_whole(self) -> frozenset[str]:
        """The sources whose money every plan spends whole."""
        return frozenset()

    @property
    def projects_decided(self) -> Mapping[str, bool]:
        """The projects about which a rule decides: True must be funded, False gets nothing."""
        return {}

    @property
    def in_part(self) -> frozenset[str]:
        """The projects to which a rule may give a part, though they state no minimum."""
        return frozenset()

    @property
    def is_whole_or_nothing(self) -> bool:
        """Whether a rule gives every project its whole need or nothing."""
        return False

    @property
    def left_for_formulas(self) -> Fraction:
        """The money that fixed amounts and standards leave to formulas [fen, exact]."""
        return Fraction(self.money)

    @property
    def at_levels(self) -> "Mapping[str, Facts]":
        """The facts as the units of each level above the recipients see them."""
        return {}

    def seen_at(self, level: str) -> "Facts":
        """Return the facts as the units of a level see them; these where it is none of theirs."""
        return self.at_levels.get(level, self)

    def total_bounds(self, targets: TargetAmounts) -> Bounds:
        """Return what is left to each recipient's total, before rules are taken together [fen]."""
        return [(0, self.money)] * len(self.recipients)

    @cached_property
    def money(self) -> int:
        """All the money of the sources [fen]."""
        return sum(source.amount for source in self.sources)

    @cached_property
    def recipient_named(self) -> Mapping[str, Recipient]:
        """The recipients by name."""
        return {r.name: r for r in self.recipients}

    @cached_property
    def source_named(self) -> Mapping[str, Source]:
        """The sources by name."""
        return {s.name: s for s in self.sources}

    @cached_property
    def use_named(self) -> Mapping[str, Use]:
        """The uses by name."""
        return {u.name: u for u in self.uses}

    @cached_property
    def project_named(self) -> Mapping[str, Project]:
        """The projects by name."""
        return {p.name: p for p in self.projects}

    @cached_property
    def past_totals(self) -> Mapping[int, Mapping[str, int]]:
        """What each recipient got in each earlier year [fen]; who is not in the table is absent."""
        totals: dict[int, dict[str, int]] = {}
        for award in self.history:
            of_year = totals.setdefault(award.year, {})
            of_year[award.recipient] = of_year.get(award.recipient, 0) + award.amount
        return totals

    @cached_property
    def given_before(self) -> Mapping[str, int]:
        """What each recipient already got this year [fen]; who got nothing is absent."""
        given: dict[str, int] = {}
        for award in self.earlier:
            given[award.recipient] = given.get(award.recipient, 0) + award.amount
        return given

    @cached_property
    def groups(self) -> frozenset[str]:
        """Every group that a use counts in."""
        return frozenset[str]().union(*(u.groups for u in self.uses))

    def say(self, fen: int | Fraction) -> str:
        """Return an amount with its unit: "4.5万元"."""
        return show_money(fen, self.unit) + self.unit

    def uses_in(self, uses: Sequence[str] | None, groups: Sequence[str] | None) -> frozenset[str]:
        """Return the uses that are named or stand in a named group; all when nothing is named.

        Args:
            uses: Names of uses; None names none.
            groups: What uses count in, such as `industry`; None names none.
        """
        if uses is None and groups is None:
            return frozenset(self.use_named)
        wanted = frozenset(groups or ())
        return frozenset(uses or ()) | {u.name for u in self.uses if u.groups & wanted}
