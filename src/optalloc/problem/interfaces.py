"""What a part of the policy is: target, rule and goal, each read from one entry of a YAML file.

A rule has three faces in its file: rows for the solver, breaches of a given plan in exact
arithmetic, written from the formula and not from the rows, and words with the clause it comes from.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar, Literal

from optalloc.core.message import NOTHING, Words, same
from optalloc.core.money import show_fraction, show_percent
from optalloc.core.registry import Catalogue
from optalloc.problem.component import Breach, Complaint, Component, Firmable, Mix
from optalloc.problem.facts import Facts, Plan, Split, TargetAmounts
from optalloc.problem.higher_units import HigherUnits
from optalloc.problem.layout import ConstraintBlock, VariableLayout
from optalloc.problem.scopes import ForRecipients
from optalloc.problem.setting_types import Deviation, Names, Weights
from optalloc.problem.told_plan import ToldPlan
from optalloc.problem.within_units import within_complaints, within_units
from optalloc.solver.program.program import Stage, Worst

NO_MONEY = Fraction(0)


@dataclass(frozen=True)
class ScoreLine:
    """One line of a score sheet: how one factor of one target part speaks for one recipient.

    Attributes:
        part: The target part's label.
        factor: The indicator, or what stands in its place.
        figure: The recipient's figure, in `unit`; None where none is asked for.
        share: Its part of the column; None where the amount is not by share.
        weight: The factor's weight; None likewise.
        amount: Money that follows from it [fen, exact].
        how: What the amount is, where it is no product of the others and nothing stated; or why
            the figure does not count.
        among: Among whom the share is taken, where that is not everybody.
    """

    recipient: str
    part: str
    factor: str
    figure: Fraction | None
    unit: str
    share: Fraction | None
    weight: Fraction | None
    amount: Fraction
    how: Words = NOTHING
    among: Words = NOTHING


@dataclass(frozen=True)
class ReadFigure:
    """A column of figures that a target part reads, and which way it speaks.

    Attributes:
        unit: What one of it is; empty where nobody says.
        is_rising: Whether a larger figure brings its recipient more.
    """

    column: str
    unit: str = ""
    is_rising: bool = True


@dataclass(frozen=True)
class Targets:
    """What each recipient would get with no rules and no rounding (测算额), and why.

    Attributes:
        of: Each recipient's target [fen, exact]; a recipient no part speaks for is absent.
        parts: What speaks for the recipients, each with the money that it shares out [fen, exact].
    """

    of: Mapping[str, Fraction]
    facts: Facts
    parts: "tuple[tuple[TargetPart, Fraction], ...]"

    @cached_property
    def sheet(self) -> tuple[ScoreLine, ...]:
        """The score sheet, written when it is first asked for; its amounts add up to `of`."""
        return tuple(line for part, rest in self.parts for line in part.sheet(self.facts, rest))

    def target(self, recipient: str) -> Fraction:
        """Return one recipient's target [fen, exact]."""
        return self.of.get(recipient, NO_MONEY)


class TargetPart(Firmable, ForRecipients, ABC):
    """A way to say what recipients should get: by standard, by formula, by decision.

    Attributes:
        within: With `at`: how the money of each unit goes to who stands under it, by weighted
            indicators of these alone; together exactly 100%.
    """

    section = "targets"
    takes_rest: ClassVar[bool] = False
    """Whether it shares out what the other parts leave."""

    within: Weights | None = None

    @property
    def indicators(self) -> Names:
        """The indicators that decide who gets what, those within units among them."""
        return tuple(self.within or ())

    def reads(self, facts: Facts) -> Iterator[ReadFigure]:
        """Yield the columns of recipients that move its amounts, some of them twice."""
        for name in self.indicators:
            indicator = facts.indicators[name]
            for column, coefficient in indicator.columns.items():
                if coefficient:
                    is_rising = indicator.how.is_rising == (coefficient > 0)
                    yield ReadFigure(column, indicator.unit, is_rising)
        yield from self.own_figures(facts)

    def own_figures(self, facts: Facts) -> Iterator[ReadFigure]:
        """Yield the columns that it reads without an indicator."""
        yield from map(ReadFigure, self.figures())

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Yield a level without a way down from it, or a way down that cannot be gone."""
        yield from super().check(facts)
        if isinstance(facts, HigherUnits) and self.within is not None:
            yield from within_complaints(facts, self.within)
        elif (self.within is None) == bool(self.at):
            allowed = Words(
                "at 与 within（上级单位的钱按什么因素分到所属单位）应同时填写",
                "at and within (the indicators by which a unit's money goes to its own) together",
            )
            yield Complaint("within", allowed)

    @abstractmethod
    def lines(self, facts: Facts, rest: Fraction) -> Iterator[ScoreLine]:
        """Yield the score sheet.

        Args:
            rest: Money that the parts before this one left [fen, exact].
        """

    def sheet(self, facts: Facts, rest: Fraction) -> Iterator[ScoreLine]:
        """Yield the lines of recipients, each with its part of its unit's where units are meant."""
        units = facts.seen_at(self.at)
        if not isinstance(units, HigherUnits) or self.within is None:
            yield from self.lines(facts, rest)
            return
        money: dict[str, Fraction] = {}
        because: dict[str, list[Words]] = {}
        for line in self.lines(units, rest):
            money[line.recipient] = money.get(line.recipient, NO_MONEY) + line.amount
            if (why := _why(line)) != NOTHING:
                because.setdefault(line.recipient, []).append(why)
        for name, unit, part in within_units(units, self.within):
            if unit in money:
                of_unit, share = facts.say(money[unit]), show_percent(part)
                why = _in_brackets(because.get(unit, ()))
                how = Words(
                    f"{unit} 测算 {of_unit}{why.zh}，其中占 {share}",
                    f"{share} of the {of_unit} of {unit}{why.en}",
                )
                amount = money[unit] * part
                yield ScoreLine(name, self.label, unit, None, "", None, None, amount, how)

    def by_recipient(self, facts: Facts, rest: Fraction) -> Mapping[str, Fraction]:
        """Return what the lines of each recipient add up to [fen, exact], `rest` as for them."""
        totals: dict[str, Fraction] = {}
        for line in self.sheet(facts, rest):
            totals[line.recipient] = totals.get(line.recipient, Fraction(0)) + line.amount
        return totals

    def with_level(self, said: Words) -> Words:
        """Return what the part says, with its level and the way down from it."""
        said = super().with_level(said)
        if self.within is None:
            return said
        text = [f"{name} {show_percent(weight)}" for name, weight in self.within.items()]
        return said + Words(
            f"，{self.at}以下按 {'、'.join(text)}", f", below each {self.at} by {', '.join(text)}"
        )

    @abstractmethod
    def words(self, facts: Facts) -> Words:
        """Return what it does, in words."""


def _why(line: ScoreLine) -> Words:
    """Return what a line of a unit says beside the unit's amount; nothing of what is fixed."""
    if line.how != NOTHING or line.figure is None or line.share is None:
        return line.how
    what = f"{line.factor} {show_fraction(line.figure)}{line.unit} ="
    share, among = show_percent(line.share, 4), line.among
    zh = f"{among.zh} {share}" if among.zh else share
    return Words(f"{what} {zh}", f"{what} {share}{among.en}")


def _in_brackets(whys: Sequence[Words]) -> Words:
    """Return reasons in brackets; nothing where there are none, or too many to be read."""
    if not 0 < len(whys) <= MOST_NAMED:
        return NOTHING
    zh, en = "、".join(why.zh for why in whys), ", ".join(why.en for why in whys)
    return Words(f"（{zh}）", f" ({en})")


MOST_NAMED = 4
"""Reasons of a unit's amount that are told beside it."""

Loosening = Literal["up", "down", "divide", "fewer"] | tuple[str | bool, ...]
"""How a setting lets more plans pass: larger, smaller, a divisor of it, for fewer, other words."""


Blocks = Iterator[ConstraintBlock]


class Rule(Firmable, ABC):
    """Something that every plan must obey."""

    loosens: ClassVar[Mapping[str, Loosening]] = {}
    """The settings that loosen the rule, and which way; every rule says so, if only that none does.

    Words stand in the order from the tightest to the loosest.
    """

    def is_monotone_in(self, setting: str, facts: Facts) -> bool:
        """Return whether a looser value of a setting lets all plans pass that a tighter one does.

        `loosens` says which way a setting is moved to loosen the rule; where some step that way
        forbids a plan that was allowed, nothing may be known of it without solving. Of steps only
        those that divide what stands there are asked about.
        """
        return True

    def is_monotone_from(self, setting: str, facts: Facts) -> bool:
        """Return whether from the value that stands there on every looser one is truly looser.

        Where that is so of a value, it is so of all that are looser.
        """
        return self.is_monotone_in(setting, facts)

    def step(self, facts: Facts) -> int | None:
        """Return the step that the rule alone forces on every recipient's total [fen], if any."""
        return None

    def together(self, facts: Facts) -> Split | None:
        """Return sources that the rule alone gives out in whole units, if any.

        They come with their grains in one unit, and whether every award is in whole units.
        """
        return None

    def lean(self, facts: Facts, mix: Mix) -> Mix:
        """Return the plan's mix of sources and uses [grains] as the rule would have it."""
        return mix

    def spends(self, facts: Facts) -> frozenset[str]:
        """Return the sources that the rule alone makes every plan spend whole."""
        return frozenset()

    def decides(self, facts: Facts) -> Mapping[str, bool]:
        """Return the projects that the rule alone has funded (True) or closed (False)."""
        return {}

    def gives_part(self, facts: Facts) -> frozenset[str]:
        """Return the projects to which the rule may give a part, though they state no minimum."""
        return frozenset()

    @property
    def is_whole_or_nothing(self) -> bool:
        """Whether the rule alone gives every project its whole need or nothing."""
        return False

    @abstractmethod
    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield the rule as rows for the solver."""

    @abstractmethod
    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield every place where a plan breaks the rule, in exact arithmetic."""

    def breaches_of_sums(self, facts: Facts, plan: ToldPlan) -> Iterator[Breach]:
        """Yield what sums prove beyond `breaches`, where no plan with them keeps the rule."""
        yield from ()

    @abstractmethod
    def words(self, facts: Facts) -> Words:
        """Return what it asks, in words."""

    def findings(self, facts: Facts) -> Iterator[Words]:
        """Yield what the rule found in the facts and a reader of the plan must know."""
        yield from ()

    def breach(self, where: Names, came: str, allowed: Words) -> Breach:
        """Return a breach of this rule."""
        return Breach(self.label, where, came, allowed, self.cite, name=self.shown)


Aim = Stage | Worst | ConstraintBlock
Aims = Iterator[Aim]


class Goal(Component, ABC):
    """Something to make as good as can be, in order of priority.

    Attributes:
        tolerance: How much worse than its best the goals after it may make it: a percentage of its
            best, or an amount where it is counted in money [fen].
    """

    tolerance: Deviation | None = None

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Complain about an amount where the goal is not counted in money."""
        yield from super().check(facts)
        if isinstance(self.tolerance, int) and not self.is_money():
            allowed = Words("这个目标不以金额计，应为百分比", "a percentage, as it counts no money")
            yield Complaint("tolerance", allowed, facts.say(self.tolerance))

    def is_money(self) -> bool:
        """Return whether the goal's value is an amount of money."""
        return False

    def counted_in(self, facts: Facts) -> Words:
        """Return what one of the goal's value is, such as 万元, as it stands after `per`."""
        return same(facts.unit) if self.is_money() else Words("1", "1")

    @property
    def figure_of_projects(self) -> str | None:
        """The column of the project library that the goal counts; None where it counts none."""
        return None

    @abstractmethod
    def stages(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Aims:
        """Yield the goal as exact costs of columns, and rows for columns of its own."""

    @abstractmethod
    def words(self, facts: Facts) -> Words:
        """Return what it makes best, in words."""

    @abstractmethod
    def value(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Fraction:
        """Return the goal's exact value for any plan, from the formula and not from the stages."""

    def values_in_order(
        self, facts: Facts, targets: TargetAmounts, plan: Plan
    ) -> tuple[Fraction, ...]:
        """Return everything by which the goal tells plans apart, the first difference deciding.

        Of most goals that is the value; some ask for something before it, or compare levels.
        """
        return (self.value(facts, targets, plan),)


Over = Literal["batch", "year"]

TARGETS: Catalogue[type[TargetPart]] = Catalogue(
    Words("测算方式", "target part"), "optalloc.problem.targets"
)
RULES: Catalogue[type[Rule]] = Catalogue(Words("约束", "rule"), "optalloc.problem.rules")
GOALS: Catalogue[type[Goal]] = Catalogue(Words("目标", "goal"), "optalloc.problem.goals")
CATALOGUES: Mapping[str, Catalogue[Any]] = {"targets": TARGETS, "rules": RULES, "goals": GOALS}
"""The parts of a policy by the section of a scenario in which they stand."""
