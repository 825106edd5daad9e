"""How the settings of a rule can be moved: a ladder of values for each, tightest steps first.

Numbers move along a grid that people would write: amounts by the step of totals, shares by tenths
of a percentage point, counts by one. What loosens is declared by each rule (Rule.loosens).
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, gcd
from typing import Any, Literal, get_args, get_type_hints

from optalloc.explaining.conflict.changes import TENTH_OF_A_POINT, Sort, plain
from optalloc.inputs.setting_text import setting_line
from optalloc.pipeline.feasibility import with_rules
from optalloc.problem.at_level import complaints_of
from optalloc.problem.interfaces import Rule
from optalloc.problem.layout import common_step
from optalloc.problem.problem import Problem
from optalloc.problem.rules.grain import GrainRule
from optalloc.problem.scopes import ForRecipients
from optalloc.problem.setting_types import Deviation, Money, Number, Share, Whole

Way = Literal["looser", "tighter"]

HIGHEST_SHARE = 10
"""Ten times the target: a bound beyond it binds nobody."""
MOST_TIMES = 10
"""How many times the batch's money an amount is raised to at most, or the largest of a column."""
FINENESS = 100
"""An amount or number that no grid suits moves by its own size over this, as a power of ten."""
MOST_EXEMPT = 12
"""Most recipients of a rule of which each is tried as the one left out."""
DIVISORS = (*range(2, 101), 200, 500, 1000, 5000, 10_000, 50_000, 100_000, 1_000_000)
ROUND_DIGITS = 4
"""How many digits a divisor of a step has at most, zeros at its end left out."""

WRITTEN_STEPS = (1, 2, 5, 25)
"""The digits of the steps that people write: 1, 0.5, 0.25, 0.2 and so on."""


@dataclass(frozen=True)
class Lever:
    """One setting of one rule that can be moved, and the values it may take.

    Attributes:
        rule: The rule as it is.
        setting: The field, and the key in it where it holds several.
        sort: What is counted.
        before: The value as it is.
        count: How many values there are.
        value: The k-th of them, for 1 <= k <= count, further from `before` as k grows.
        is_ladder: Whether every value lets all plans pass that the ones before it do; exempted
            recipients and smaller steps do not.
        step: Of a ladder: what lies between two values, where others could be written between them.
    """

    rule: Rule
    setting: tuple[str, ...]
    sort: Sort
    before: Any
    count: int
    value: Callable[[int], Any]
    is_ladder: bool = True
    step: int | Fraction | None = None

    def tried(self, k: int) -> tuple[Any, ...] | None:
        """Return the values before the k-th; None where one step less says it of all of them."""
        is_ladder = self.is_ladder or self.sort == "names"
        return None if is_ladder else tuple(self.value(j) for j in range(1, k))

    def moved(self, k: int) -> Rule:
        """Return the rule with the setting at its k-th value; 0 is the rule as it is."""
        return self.with_value(self.value(k)) if k else self.rule

    def with_value(self, value: Any) -> Rule:
        """Return the rule with the setting at a value."""
        field = self.setting[0]
        if self.sort == "names":
            return self.rule.model_copy(update={"recipients": value, "kinds": None})
        if len(self.setting) > 1:
            value = {**getattr(self.rule, field), self.setting[1]: value}
        return self.rule.model_copy(update={field: value})

    def lines(self, k: int, unit: str) -> tuple[str, ...]:
        """Return what `--set` takes to put the setting at its k-th value."""
        where = ("rules", self.rule.label)
        if self.sort != "names":
            return (setting_line((*where, *self.setting), plain(self.value(k), self.sort, unit)),)
        names = setting_line((*where, "recipients"), json.dumps(self.value(k), ensure_ascii=False))
        kinds = getattr(self.rule, "kinds", None)
        return (names,) if kinds is None else (names, setting_line((*where, "kinds"), "null"))


def replaced(problem: Problem, old: Rule, new: Rule | None) -> Problem:
    """Return the problem with one rule in the place of another, or without it."""
    rules = (new if rule.label == old.label else rule for rule in problem.rules)
    return with_rules(problem, tuple(rule for rule in rules if rule is not None))


def is_allowed(problem: Problem, rule: Rule) -> bool:
    """Return whether a rule of the problem has nothing to complain of."""
    return not any(True for _ in complaints_of(rule, problem))


def is_monotone_to(problem: Problem, lever: Lever, k: int, way: Way) -> bool:
    """Return whether no plan is lost by the k-th value of a looser lever, or won by a tighter one.

    Other rules and goals count in the steps of totals: they must be the same after the change, and
    for what is looser also without the rule, which is the loosest of all.
    """
    if not lever.is_ladder or not lever.rule.is_monotone_in(lever.setting[0], problem):
        return False
    others = [lever.moved(k), *([None] if way == "looser" else [])]
    steps = {common_step(replaced(problem, lever.rule, rule)) for rule in others}
    return steps == {common_step(problem)}


def levers(problem: Problem, rule: Rule, way: Way = "looser") -> Iterator[Lever]:
    """Yield the settings of a rule that can be moved one way; what is firm is none of them."""
    for field, how in rule.loosens.items():
        if rule.is_firm_in(field) or (how == "fewer" and not rule.may_be_left_out):
            continue  # a recipient exempted is a rule left out for that recipient
        value = getattr(rule, field)
        if how == "fewer":
            if way == "looser":
                yield from _exempting(problem, rule)
        elif isinstance(how, tuple):
            if way == "looser":
                yield from _words(rule, field, value, how)
        elif isinstance(value, Mapping):
            for key, one in value.items():
                yield from _numbers(problem, rule, (field, key), one, how, way)
        elif value is not None:
            yield from _numbers(problem, rule, (field,), value, how, way)


def _words(
    rule: Rule, field: str, value: str | bool, loosest: tuple[str | bool, ...]
) -> Iterator[Lever]:
    """Yield the words, or the flag, looser than what stands there."""
    looser = loosest[loosest.index(value) + 1 :] if value in loosest else loosest
    if looser:
        yield Lever(rule, (field,), "word", value, len(looser), lambda k: looser[k - 1])


def _exempting(problem: Problem, rule: Rule) -> Iterator[Lever]:
    """Yield the recipients without one of them, for each; nobody is looser than another."""
    names = tuple(r.name for r in rule.covered(problem)) if isinstance(rule, ForRecipients) else ()
    if not 1 < len(names) <= MOST_EXEMPT:
        return

    def but(k: int) -> tuple[str, ...]:
        return names[: k - 1] + names[k:]

    yield Lever(rule, ("recipients",), "names", names, len(names), but, False)


def _numbers(
    problem: Problem, rule: Rule, setting: tuple[str, ...], value: Any, how: str, way: Way
) -> Iterator[Lever]:
    """Yield a number's ladder."""
    sort = sort_of(type(rule), setting[0], value)
    if how == "divide":
        if way == "looser" and value:
            yield from _steps(problem, rule, setting, sort, value)
        return
    is_up = (how == "up") == (way == "looser")
    step, lowest, highest = _grid(problem, rule, setting[0], sort, value)
    start = floor(value / step) if is_up else ceil(value / step)
    end = floor(Fraction(highest) / step) if is_up else ceil(Fraction(lowest) / step)
    sign = 1 if is_up else -1

    def at(k: int) -> int | Fraction:
        moved = step * (start + sign * k)
        return int(moved) if isinstance(value, int) else moved

    count = sign * (end - start)
    if count > 0 and not is_allowed(problem, Lever(rule, setting, sort, value, 1, at).moved(count)):
        count -= 1  # many settings refuse nothing at all
    if count > 0:
        is_whole = sort == "count" or (sort == "number" and step == 1 and _is_whole(rule, setting))
        apart = None if is_whole else int(step) if sort == "money" else step
        yield Lever(rule, setting, sort, value, count, at, step=apart)


def _steps(
    problem: Problem, rule: Rule, setting: tuple[str, ...], sort: Sort, value: int
) -> Iterator[Lever]:
    """Yield round smaller steps, largest first, and no step at all where it need not be.

    35 and 10 both divide 70, and neither lets all pass that the other does. Nor need the step that
    helps divide the one that stands there: where 0.75 is to be given whole in steps of 0.3, 0.25
    does. Tried are the divisors of the step, the steps that people write, and round divisors of
    the money that is to be given whole.
    """
    round_to = 10 ** max(0, len(str(value)) - ROUND_DIGITS)
    divisors = {value // d for d in DIVISORS if value % d == 0 and value // d % round_to == 0}
    whole = _given_whole(problem, rule, setting[0])
    of_money = {n for n in _round_numbers(value, range(1, 100)) if whole and whole % n == 0}
    found = sorted({*divisors, *of_money, *_round_numbers(value, WRITTEN_STEPS)}, reverse=True)
    parts: list[int | None] = [*found]
    if type(rule).model_fields[setting[0]].default is None:
        parts.append(None)
    if parts:
        yield Lever(rule, setting, sort, value, len(parts), lambda k: parts[k - 1], False)


def _round_numbers(below: int, digits: Iterable[int]) -> Iterator[int]:
    """Yield the numbers below one that have these digits and zeros behind them."""
    for first in digits:
        while first < below:
            yield first
            first *= 10


def _given_whole(problem: Problem, rule: Rule, field: str) -> int:
    """Return what a step must divide as the money is given whole [fen]; 0 where nothing is."""
    spent = {s.name: s.amount for s in problem.sources if s.name in problem.spent_whole}
    if isinstance(rule, GrainRule) and field == "cell":
        return gcd(*(amount for name, amount in spent.items() if name not in rule.sources))
    return problem.money if len(spent) == len(problem.sources) else 0


def sort_of(part: type[Rule], field: str, value: Any) -> Sort:
    """Return what a setting counts."""
    if isinstance(value, str | bool):
        return "word"
    hint = get_type_hints(part, include_extras=True)[field]
    kinds = (hint, *get_args(hint))
    if Deviation in kinds:
        return "share" if isinstance(value, Fraction) else "money"
    if Money in kinds:
        return "money"
    if Number in kinds or Whole in kinds:
        return "number"
    return "count" if isinstance(value, int) else "share"


def _grid(
    problem: Problem, rule: Rule, field: str, sort: Sort, value: int | Fraction
) -> tuple[Fraction, int, int]:
    """Return the step, the lowest and the highest value of a number."""
    if sort == "count":
        there = len(rule.covered(problem)) if isinstance(rule, ForRecipients) else int(value)
        return Fraction(1), 0, there
    if sort == "share":
        hint = get_type_hints(type(rule), include_extras=True)[field]
        # What is neither a plain share nor a deviation is a change, and may be a loss.
        is_change = not {Share, Deviation} & {hint, *get_args(hint)}
        # A part of the money is at most all of it; a part of what a year gave may be more.
        is_part = field.startswith("at_") and not {"year", "years"} & type(rule).model_fields.keys()
        highest = max(1, ceil(value)) if is_part else max(HIGHEST_SHARE, 2 * ceil(value))
        return TENTH_OF_A_POINT, -1 if is_change else 0, highest
    if sort == "number":
        # What must be whole has no rungs between whole numbers: the rule would refuse them.
        least = 1 if _is_whole(rule, (field,)) else 0
        return max(Fraction(least), _power(Fraction(value))), 0, max(1, ceil(value)) * FINENESS
    step = Fraction(common_step(problem))
    if value < step * FINENESS and value % step:
        step = max(Fraction(1), _power(Fraction(value)))
    return step, 0, max(problem.money, int(value)) * MOST_TIMES


def _is_whole(rule: Rule, setting: tuple[str, ...]) -> bool:
    """Return whether a setting takes whole numbers alone."""
    hint = get_type_hints(type(rule), include_extras=True)[setting[0]]
    return Whole in (hint, *get_args(hint))


def _power(value: Fraction) -> Fraction:
    """Return the power of ten at or below a number's hundredth part."""
    power = Fraction(1)
    while power * FINENESS > value and power > TENTH_OF_A_POINT / FINENESS:
        power /= 10
    while power * FINENESS * 10 <= value:
        power *= 10
    return power


def furthest(column: Iterable[Fraction]) -> Fraction:
    """Return up to which value a figure of a column is raised, in search of what it brings."""
    return MOST_TIMES * max(map(abs, column)) + MOST_TIMES


def smallest(count: int, works: Callable[[int], bool]) -> int | None:
    """Return the smallest k in 1..count that works, where all after one that works do as well."""
    low, width = 0, 1
    while True:
        k = min(count, low + width)
        if works(k):
            break
        if k == count:
            return None
        low, width = k, width * 4
    high = k
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if works(middle) else (middle, high)
    return high
