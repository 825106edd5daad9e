"""Figures of a plan: how far from the targets, how even, how much to industry; all exact.

With r = award / target over the recipients that have a target (n of them):
    Gini  sum_i sum_j |r_i - r_j| / (2 n sum r)          0 is even
    Jain  (sum r)^2 / (n sum r^2)                        1 is even

With a[i,k] what recipient i has from source k (or for use k), y_i its total, A_k and Y all of k and
all the money of the plan:
    mix   max_i max_k |a[i,k] - y_i A_k / Y|             0 is every recipient with the plan's mix
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import attrgetter

from optalloc.core.alignment import NONE
from optalloc.core.exact import Ratio, reduced, rising, total, total_of_ratios, total_of_squares
from optalloc.core.message import NOTHING, Words
from optalloc.core.money import show_fraction, show_money, show_percent
from optalloc.problem.facts import INDUSTRY, Award, Plan
from optalloc.problem.interfaces import Targets
from optalloc.problem.layout import common_step
from optalloc.problem.plan_years import later_sources
from optalloc.problem.problem import Problem


@dataclass(frozen=True)
class PlanMetrics:
    """What can be counted about one plan; None where a figure has no meaning.

    Attributes:
        deviation: Sum of |award - target| [fen].
        worst_deviation: Largest |award - target| [fen].
        relative_deviation: Sum of |award - target| / target.
        worst_relative_deviation: Largest |award - target| / target.
        gini, jain: Evenness of award / target.
        largest_to_smallest: Largest award / target over the smallest; None when one gets nothing.
        industry_share: Part of this batch for uses that count as industry.
        industry_share_of_year: The same with the awards already made this year, and without what
            comes from sources of later years.
        source_mix, use_mix: How far a recipient's money from one source, or for one use, is at most
            from its total in the plan's own mix [fen]; None where the plan has one alone.
        recipients: Number of recipients that get something.
        breaches: Number of breaches.
    """

    deviation: Fraction
    worst_deviation: Fraction
    relative_deviation: Fraction
    worst_relative_deviation: Fraction
    gini: Fraction | None
    jain: Fraction | None
    largest_to_smallest: Fraction | None
    industry_share: Fraction | None
    industry_share_of_year: Fraction | None
    source_mix: Fraction | None
    use_mix: Fraction | None
    recipients: int
    breaches: int


NAMES: dict[str, Words] = {
    "deviation": Words("差额合计", "sum of deviations"),
    "worst_deviation": Words("最大差额", "largest deviation"),
    "relative_deviation": Words("相对差合计", "sum of relative deviations"),
    "worst_relative_deviation": Words("最大相对差", "largest relative deviation"),
    "gini": Words("基尼系数", "Gini"),
    "jain": Words("Jain 指数", "Jain"),
    "largest_to_smallest": Words("满足率最高/最低", "largest to smallest ratio"),
    "industry_share": Words("产业占比（本批）", "industry share, batch"),
    "industry_share_of_year": Words("产业占比（全年）", "industry share, year"),
    "source_mix": Words("偏离全案来源构成", "off the plan's source mix"),
    "use_mix": Words("偏离全案用途构成", "off the plan's use mix"),
    "recipients": Words("得到资金的单位数", "recipients with money"),
    "breaches": Words("违反约束", "breaches"),
}
MONEY = frozenset({"deviation", "worst_deviation", "source_mix", "use_mix"})
SHARES = frozenset({"worst_relative_deviation", "industry_share", "industry_share_of_year"})


def measure(problem: Problem, targets: Targets, plan: Plan, breaches: int) -> PlanMetrics:
    """Return the figures of a plan."""
    money, of, nothing = plan.by_recipient, targets.of, Fraction(0)
    later = later_sources(problem.rules)
    off, relative, ratios = list[Ratio](), list[Ratio](), list[Ratio]()
    for recipient in problem.recipients:
        got = money.get(recipient.name, 0)
        top, bottom = of.get(recipient.name, nothing).as_integer_ratio()
        # A target's top and bottom share no factor: only what was got can share one with its top.
        off.append((abs(got * bottom - top), bottom))
        if top > 0:
            relative.append(reduced(abs(got * bottom - top), top, got))
            ratios.append(reduced(got * bottom, top, got))
    ratios = rising(ratios)
    least, most = (Fraction(*end) for end in (ratios[0], ratios[-1])) if ratios else (nothing,) * 2
    return PlanMetrics(
        total_of_ratios(off),
        _largest(off),
        total_of_ratios(relative),
        _largest(relative),
        _gini(ratios),
        _jain(ratios),
        most / least if least else None,
        _industry(problem, plan.awards),
        _industry(problem, (*(a for a in plan.awards if a.source not in later), *problem.earlier)),
        _mix(plan, attrgetter("source")),
        _mix(plan, attrgetter("use")),
        sum(1 for amount in money.values() if amount),
        breaches,
    )


def shown_figure(name: str, value: Fraction | int | None, unit: str) -> str:
    """Return one figure of a plan, by its name, with a dash where it has no meaning."""
    if value is None:
        return NONE
    if isinstance(value, int):
        return str(value)
    if name in MONEY:
        return show_money(value, unit, 4)
    return show_percent(value) if name in SHARES else show_fraction(value, 4)


def _largest(ratios: list[Ratio]) -> Fraction:
    return Fraction(*rising(ratios)[-1]) if ratios else Fraction(0)


def _gini(ratios: list[Ratio]) -> Fraction | None:
    """Return the Gini coefficient of figures in rising order."""
    whole = total_of_ratios(ratios)
    if not whole:
        return None
    n = len(ratios)
    # Over sorted figures the double sum is twice sum_i (2 i - n - 1) r_i.
    times = range(1 - n, n, 2)
    weighted = (reduced(k * top, bottom, k) for k, (top, bottom) in zip(times, ratios, strict=True))
    return total_of_ratios(weighted) / (n * whole)


def _jain(ratios: list[Ratio]) -> Fraction | None:
    whole = total_of_ratios(ratios)
    if not whole:
        return None
    return whole * whole / (len(ratios) * total_of_squares(ratios))


def _industry(problem: Problem, awards: tuple[Award, ...]) -> Fraction | None:
    """Return the part of some awards that goes to industry; None without a use that counts."""
    money = sum(a.amount for a in awards)
    if INDUSTRY not in problem.groups or not money:
        return None
    uses = problem.uses_in(None, (INDUSTRY,))
    return Fraction(sum(a.amount for a in awards if a.use in uses), money)


def _mix(plan: Plan, by: Callable[[Award], str]) -> Fraction | None:
    """Return the largest distance of one part of a recipient from the plan's own mix [fen]."""
    own: dict[str, dict[str, int]] = {}
    whole: dict[str, int] = {}
    for award in plan.awards:
        kind, parts = by(award), own.setdefault(award.recipient, {})
        parts[kind] = parts.get(kind, 0) + award.amount
        whole[kind] = whole.get(kind, 0) + award.amount
    if len(whole) < 2:
        return None
    money = sum(whole.values())
    worst = 0
    for parts in own.values():
        total = sum(parts.values())
        # Over one denominator, all the money, so that nothing is reduced on the way.
        off = (abs(parts.get(k, 0) * money - total * amount) for k, amount in whole.items())
        worst = max(worst, *off)
    return Fraction(worst, money) if money else None


@dataclass(frozen=True)
class Difference:
    """What one recipient gets in a plan, beside what it gets in another.

    Attributes:
        recipient: Its name.
        amount: Its total in the plan [fen].
        against: Its total in the other [fen].
    """

    recipient: str
    amount: int
    against: int

    @property
    def change(self) -> int:
        """The difference [fen]."""
        return self.amount - self.against

    @property
    def relative(self) -> Fraction | None:
        """The difference as a part of the other total; None when that is nothing."""
        return Fraction(self.change, self.against) if self.against else None


def differences(names: Sequence[str], plan: Plan, against: Plan) -> tuple[Difference, ...]:
    """Return the difference of every recipient's total, in the order of the names."""
    have, other = plan.by_recipient, against.by_recipient
    return tuple(Difference(n, have.get(n, 0), other.get(n, 0)) for n in names)


def targets_beside_money(problem: Problem, targets: Targets, plan: Plan) -> Fraction:
    """Return by how much targets are more than the money, below 0 less than the plan [fen].

    0 where the difference is below a step, which rounding alone makes, and where nobody has a
    target: the plan is then made of needs or projects.
    """
    asked = total(targets.target(r.name) for r in problem.recipients)
    over = asked - min(max(asked, Fraction(plan.total)), Fraction(problem.money))
    return over if asked and abs(over) >= common_step(problem) else Fraction(0)


def beside_money_words(problem: Problem, over: Fraction) -> Words:
    """Return by how much targets miss the money; nothing where they do not.

    Args:
        over: What `targets_beside_money` returned [fen].
    """
    by = problem.say(abs(over))
    if over > 0:
        return Words(f"测算额合计比资金多 {by}。", f"Targets are {by} more than the money.")
    if over < 0:
        return Words(
            f"安排的资金比测算额合计多 {by}。", f"The money given is {by} more than targets."
        )
    return NOTHING
