"""What a part of the policy is: target, rule and goal, each read from one entry of a YAML file.

A rule has three faces in its file: rows for the solver, breaches of a given plan in exact
arithmetic, written from the formula and not from the rows, and words with the clause it comes from.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationInfo
from pydantic_core import PydanticCustomError

from optalloc.amounts import Amounts, Rows
from optalloc.catalogue import Catalogue
from optalloc.errors import nearest
from optalloc.money import parse_amount, parse_number, parse_share
from optalloc.problem import Plan, Problem, Recipient
from optalloc.program import Stage, Worst
from optalloc.words import NOTHING, Words, listed


def refuse(allowed: Words) -> PydanticCustomError:
    """Return the error that says what a setting may be, in both languages."""
    return PydanticCustomError("setting", "{en}", {"zh": allowed.zh, "en": allowed.en})


def _money(value: object, info: ValidationInfo) -> int:
    unit = (info.context or {"unit": "万元"})["unit"]
    try:
        fen = parse_amount(value, unit)
    except ValueError:
        fen = -1
    if fen < 0:
        allowed = Words(f"应为以{unit}计的金额", f"an amount in {unit}")
        raise refuse(allowed + Words("，不小于 0，精确到分", ", at least 0, in whole fen"))
    return fen


def _share(value: object) -> Fraction:
    try:
        share = parse_share(value)
    except ValueError:
        share = Fraction(-1)
    if share < 0:
        raise refuse(
            Words("应为不小于 0 的比例，如 55% 或 0.55", "a share, at least 0, such as 55% or 0.55")
        )
    return share


def _number(value: object) -> Fraction:
    try:
        return parse_number(value)
    except ValueError:
        raise refuse(Words("应为数字", "a number")) from None


def _deviation(value: object, info: ValidationInfo) -> object:
    """Read a deviation: a percentage is relative to the target, anything else is money."""
    if isinstance(value, (int, Fraction)) and info.context is None:
        return value
    if isinstance(value, str) and value.strip().endswith(("%", "％")):
        return _share(value)
    return _money(value, info)


Money = Annotated[int, BeforeValidator(_money)]
Share = Annotated[Fraction, BeforeValidator(_share)]
Number = Annotated[Fraction, BeforeValidator(_number)]
Deviation = Annotated[int | Fraction, BeforeValidator(_deviation)]
Names = tuple[str, ...]
MOST_NAMES_SHOWN = 12
"""How many known names a letter lists beside one that is not known."""


Mix = dict[tuple[str, str], int]
"""Whole grains of a plan by source and use."""


@dataclass(frozen=True)
class Complaint:
    """What a part finds wrong with the facts it is given; the reader adds the place.

    Attributes:
        key: The setting that is at fault, below the part's own entry.
    """

    key: str
    allowed: Words
    came: str | None = None
    remedy: Words = NOTHING


@dataclass(frozen=True)
class Breach:
    """One place where a plan breaks a rule.

    Attributes:
        rule: The rule's label.
        where: The names it is about: a recipient, a source, …
        came: What the plan has, in words with its unit.
        allowed: What the rule allows.
        cite: The clause the rule comes from.
    """

    rule: str
    where: tuple[str, ...]
    came: str
    allowed: Words
    cite: str = ""

    def words(self) -> Words:
        """Return the breach as one statement."""
        place = listed(self.where)
        zh, en = (f"{place.zh}：", f" {place.en}:") if self.where else ("", "")
        return Words(
            f"【{self.rule}】{zh}应{self.allowed.zh}，实为 {self.came}",
            f"[{self.rule}]{en} must be {self.allowed.en}, is {self.came}",
        )


class Part(BaseModel):
    """One entry of a policy: frozen, and no setting that it does not know.

    Attributes:
        label: The word under which the scenario lists it.
        cite: The clause it comes from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str = ""
    cite: str = ""
    kind: str = ""

    @classmethod
    def read(cls, label: str, settings: Mapping[str, Any], unit: str) -> Self:
        """Read the part from its entry; amounts without a unit are in `unit`.

        Raises:
            pydantic.ValidationError: When a setting is unknown, missing or not of its kind.
        """
        return cls.model_validate({**settings, "label": label}, context={"unit": unit})

    def check(self, problem: Problem) -> Iterator[Complaint]:
        """Yield what the part refers to and the facts do not hold."""
        yield from ()

    def figures(self) -> Names:
        """Return the recipients' columns that the part reads; they must hold numbers."""
        return ()


def unknown(
    key: str, names: Names | None, known: Mapping[str, object] | frozenset[str]
) -> Iterator[Complaint]:
    """Yield a complaint for each name that the tables, or the indicators, do not know."""
    there = [n for n in (known if isinstance(known, Mapping) else sorted(known)) if n]
    for name in names or ():
        if name not in known:
            allowed = Words("应为已有的名称", "a name that is there")
            shown = listed(there[:MOST_NAMES_SHOWN])
            allowed += Words(f"（{shown.zh or '无'}）", f" ({shown.en or 'none'})")
            hint = nearest(name, there)
            remedy = Words("请改正名称，或补上。", "Correct the name, or add it.")
            yield Complaint(key, allowed, name, hint if hint.zh else remedy)


class ForRecipients(Part):
    """A part about some recipients: named, or of some kinds; about all when neither is given."""

    recipients: Names | None = None
    kinds: Names | None = None

    def covered(self, problem: Problem) -> tuple[Recipient, ...]:
        """Return the recipients it is about, in listed order."""
        if self.recipients is None and self.kinds is None:
            return problem.recipients
        names, kinds = set(self.recipients or ()), set(self.kinds or ())
        return tuple(r for r in problem.recipients if r.name in names or r.kind in kinds)

    def check(self, problem: Problem) -> Iterator[Complaint]:
        """Yield names and kinds that no recipient has."""
        yield from super().check(problem)
        yield from unknown("recipients", self.recipients, problem.recipient_named)
        yield from unknown("kinds", self.kinds, frozenset(r.kind for r in problem.recipients))


class ForSources(Part):
    """A part about some sources: named, or of some tiers; about all when neither is given."""

    sources: Names | None = None
    tiers: Names | None = None

    def pots(self, problem: Problem) -> frozenset[str]:
        """Return the names of the sources it is about."""
        if self.sources is None and self.tiers is None:
            return frozenset(problem.source_named)
        tiers = set(self.tiers or ())
        return frozenset(self.sources or ()) | {s.name for s in problem.sources if s.tier in tiers}

    def check(self, problem: Problem) -> Iterator[Complaint]:
        """Yield names and tiers that no source has."""
        yield from super().check(problem)
        yield from unknown("sources", self.sources, problem.source_named)
        yield from unknown("tiers", self.tiers, frozenset(s.tier for s in problem.sources))


class ForUses(Part):
    """A part about some uses: named, or of some groups; about all when neither is given."""

    uses: Names | None = None
    groups: Names | None = None

    def purposes(self, problem: Problem) -> frozenset[str]:
        """Return the names of the uses it is about."""
        return problem.uses_in(self.uses, self.groups)

    def check(self, problem: Problem) -> Iterator[Complaint]:
        """Yield uses and groups that the tables do not know."""
        yield from super().check(problem)
        yield from unknown("uses", self.uses, problem.use_named)
        yield from unknown("groups", self.groups, problem.groups)


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
    """

    recipient: str
    part: str
    factor: str
    figure: Fraction | None
    unit: str
    share: Fraction | None
    weight: Fraction | None
    amount: Fraction


@dataclass(frozen=True)
class Targets:
    """What each recipient would get with no rules and no rounding (测算额), and why."""

    sheet: tuple[ScoreLine, ...]

    @cached_property
    def of(self) -> Mapping[str, Fraction]:
        """Each recipient's target [fen, exact]; a recipient no part speaks for is absent."""
        totals: dict[str, Fraction] = {}
        for line in self.sheet:
            totals[line.recipient] = totals.get(line.recipient, Fraction(0)) + line.amount
        return totals

    def target(self, recipient: str) -> Fraction:
        """Return one recipient's target [fen, exact]."""
        return self.of.get(recipient, Fraction(0))


class TargetPart(ForRecipients, ABC):
    """A way to say what recipients should get: by standard, by formula, by decision."""

    takes_rest: ClassVar[bool] = False
    """Whether it shares out what the other parts leave."""

    @abstractmethod
    def lines(self, problem: Problem, rest: Fraction) -> Iterator[ScoreLine]:
        """Yield the score sheet.

        Args:
            rest: Money that the parts before this one left [fen, exact].
        """

    @abstractmethod
    def words(self, problem: Problem) -> Words:
        """Return what it does, in words."""


class Rule(Part, ABC):
    """Something that every plan must obey."""

    def step(self, problem: Problem) -> int | None:
        """Return the step that the rule alone forces on every recipient's total [fen], if any."""
        return None

    def lean(self, problem: Problem, mix: Mix) -> Mix:
        """Return the plan's mix of sources and uses [grains] as the rule would have it."""
        return mix

    def spends(self, problem: Problem) -> frozenset[str]:
        """Return the sources that the rule alone makes every plan spend whole."""
        return frozenset()

    @abstractmethod
    def rows(self, problem: Problem, targets: Targets, amounts: Amounts) -> Iterator[Rows]:
        """Yield the rule as rows for the solver."""

    @abstractmethod
    def breaches(self, problem: Problem, targets: Targets, plan: Plan) -> Iterator[Breach]:
        """Yield every place where a plan breaks the rule, in exact arithmetic."""

    @abstractmethod
    def words(self, problem: Problem) -> Words:
        """Return what it asks, in words."""

    def findings(self, problem: Problem) -> Iterator[Words]:
        """Yield what the rule found in the facts and a reader of the plan must know."""
        yield from ()

    def breach(self, where: Names, came: str, allowed: Words) -> Breach:
        """Return a breach of this rule."""
        return Breach(self.label, where, came, allowed, self.cite)


Aim = Stage | Worst | Rows


class Goal(Part, ABC):
    """Something to make as good as can be, in order of priority.

    Attributes:
        tolerance: How much worse than its best the goals after it may make it: a percentage of its
            best, or an amount where it is counted in money [fen].
    """

    tolerance: Deviation | None = None

    def check(self, problem: Problem) -> Iterator[Complaint]:
        """Complain about an amount where the goal is not counted in money."""
        yield from super().check(problem)
        if isinstance(self.tolerance, int) and not self.is_money():
            allowed = Words("这个目标不以金额计，应为百分比", "a percentage, as it counts no money")
            yield Complaint("tolerance", allowed, problem.say(self.tolerance))

    def is_money(self) -> bool:
        """Return whether the goal's value is an amount of money."""
        return False

    @abstractmethod
    def stages(self, problem: Problem, targets: Targets, amounts: Amounts) -> Iterator[Aim]:
        """Yield the goal as exact costs of columns, and rows for columns of its own."""

    @abstractmethod
    def words(self, problem: Problem) -> Words:
        """Return what it makes best, in words."""

    @abstractmethod
    def value(self, problem: Problem, targets: Targets, plan: Plan) -> Fraction:
        """Return the goal's exact value for any plan, from the formula and not from the stages."""


def spent_whole(problem: Problem) -> frozenset[str]:
    """Return the sources whose money every plan spends whole, by one rule or another."""
    return frozenset[str]().union(*(rule.spends(problem) for rule in problem.rules))


Over = Literal["batch", "year"]

TARGETS: Catalogue[type[TargetPart]] = Catalogue(
    Words("测算方式", "target part"), "optalloc.targets"
)
RULES: Catalogue[type[Rule]] = Catalogue(Words("约束", "rule"), "optalloc.rules")
GOALS: Catalogue[type[Goal]] = Catalogue(Words("目标", "goal"), "optalloc.goals")
