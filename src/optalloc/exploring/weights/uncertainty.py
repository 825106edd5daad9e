"""What is in doubt: weights around the stated ones, figures within a margin; read and refused here.

NAME=LOW:HIGH      a weight lies between, as 25%:40%
NAME=5%            every figure of a column may be off by so much, up or down
NAME=2             … by so many whole units, never below 0
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice, product
from math import ceil, floor

from optalloc.core.errors import Fault, InputUnusable, collecting, nearest, refuse_any
from optalloc.core.message import NOTHING, Words, one_of, same
from optalloc.core.money import parse_number, parse_share, show_fraction, show_percent
from optalloc.explaining.goal_seek.weight_paths import movable
from optalloc.problem.at_level import complaints_of
from optalloc.problem.facts import Recipient
from optalloc.problem.problem import Problem
from optalloc.problem.targets.bounded_factors import BoundedFactors
from optalloc.problem.targets.factors import Factors

FINE = 1_000_000
"""Weights are drawn in millionths, so that a draw can be written down and set as it is."""

Formula = Factors | BoundedFactors
Interval = tuple[int, int]
"""The least and the most of a weight, in millionths."""


@dataclass(frozen=True)
class Margin:
    """How far the figures of a column may be off.

    Attributes:
        column: The column of the recipients' table.
        part: The part of each figure; None where it is a number of units.
        units: Whole units; 0 where it is a part.
    """

    column: str
    part: Fraction | None
    units: int = 0

    def text(self) -> str:
        """Return it as it is written."""
        size = show_fraction(Fraction(self.units)) if self.part is None else show_percent(self.part)
        return f"{self.column}={size}"


def formulas(problem: Problem) -> list[Formula]:
    """Return the formulas whose weights can be moved: not firm, and of two factors or more.

    Not one that is refused where somebody was given more than its part: of other weights that
    could be so, and none of the plans would be one that the scenario allows.
    """
    parts = (part for part, setting, _ in movable(problem) if setting == "weights")
    known = (part for part in parts if isinstance(part, Factors | BoundedFactors))
    free = (p for p in known if isinstance(p, Factors) or p.overpaid != "refuse")
    return [part for part in free if sum(map(bool, part.weights.values())) > 1]


def is_linear(part: Formula) -> bool:
    """Return whether targets are linear in the weights of a formula."""
    return isinstance(part, Factors) and part.coefficients is None


def weight_names(problem: Problem) -> list[tuple[Formula, str, str]]:
    """Return each weight: its formula, its indicator, and what it is called in options and tables.

    Where there are several formulas the name of the formula stands before it.
    """
    parts = formulas(problem)
    return [
        (part, name, name if len(parts) == 1 else f"{part.label}.{name}")
        for part in parts
        for name in part.weights
    ]


def weight_words(problem: Problem) -> dict[str, Words]:
    """Return what readers see each weight called, by what it is called in options."""
    names = weight_names(problem)
    is_alone = len({part.label for part, *_ in names}) == 1
    return {
        called: same(name) if is_alone else part.shown + Words(f"：{name}", f": {name}")
        for part, name, called in names
    }


def around(problem: Problem, spread: Fraction) -> dict[str, Interval]:
    """Return the interval of each weight: the stated one, less and plus a part of itself."""
    return {
        called: (
            ceil(part.weights[name] * (1 - spread) * FINE),
            floor(min(part.weights[name] * (1 + spread), Fraction(1)) * FINE),
        )
        for part, name, called in weight_names(problem)
    }


def read_intervals(problem: Problem, spread: Fraction, given: Sequence[str]) -> dict[str, Interval]:
    """Return the interval of each weight, those given in place of those around the stated ones.

    Raises:
        InputUnusable: With every one that cannot be.
    """
    faults, found = list[Fault](), around(problem, spread)
    for text in given:
        with collecting(faults):
            name, interval = _interval(text, list(found))
            found[name] = interval
    if not faults:
        faults += _sums_that_cannot_be(problem, found)
    refuse_any(faults)
    return found


def _interval(text: str, names: list[str]) -> tuple[str, Interval]:
    name, sign, ends = text.partition("=")
    name = _known(name.strip(), names, "--weight", Words("因素", "a factor, "))
    low, colon, high = ends.partition(":")
    try:
        least, most = parse_share(low.strip()), parse_share(high.strip())
    except ValueError:
        least, most = Fraction(1), Fraction(0)
    if not (sign and colon) or not 0 <= least <= most <= 1:
        allowed = Words("应写成 因素=下限:上限，如 25%:40%", "NAME=LOW:HIGH, such as 25%:40%")
        raise InputUnusable([Fault("", _option("--weight"), allowed, text)])
    return name, (ceil(least * FINE), floor(most * FINE))


def _sums_that_cannot_be(problem: Problem, found: Mapping[str, Interval]) -> Iterator[Fault]:
    for part in formulas(problem):
        own = [found[called] for p, _, called in weight_names(problem) if p is part]
        least, most = sum(low for low, _ in own), sum(high for _, high in own)
        if not least <= FINE <= most:
            shown = f"{show_percent(Fraction(least, FINE))}:{show_percent(Fraction(most, FINE))}"
            allowed = Words(
                f"{part.shown.zh}：各因素下限之和应不超过 100%，上限之和应不低于 100%",
                f"intervals of {part.shown.en} that 100% can be made of",
            )
            yield Fault("", _option("--weight"), allowed, shown)


def read_margins(problem: Problem, given: Sequence[str]) -> tuple[Margin, ...]:
    """Return how far figures may be off, by column.

    Raises:
        InputUnusable: With every one that cannot be.
    """
    faults, found = list[Fault](), dict[str, Margin]()
    columns = _columns(problem)
    for text in given:
        with collecting(faults):
            margin = _margin(text, columns)
            found[margin.column] = margin
    if not faults:
        faults += islice(_unusable(problem, list(found.values())), 1)
    refuse_any(faults)
    return tuple(found.values())


def _unusable(problem: Problem, margins: Sequence[Margin]) -> Iterator[Fault]:
    """Yield that a formula could not use figures off by so much, at the worst of them."""
    for part in problem.targets:
        looked_at = [problem.indicators[name].columns for name in getattr(part, "weights", ())]
        doubts = [[margin for margin in margins if margin.column in of] for of in looked_at]
        if isinstance(part, BoundedFactors) and (part.thresholds or part.eligible):
            doubts = [list(margins)]  # whose figures count may hang on other columns
        for own, sides in ((d, s) for d in doubts for s in product((-1, 1), repeat=len(d))):
            facts = replace(problem, recipients=_all_off(problem, own, sides))
            for said in complaints_of(part, facts):
                allowed = Words(
                    f"应使{part.shown.zh}在最不利的数字下也能测算",
                    f"so little that {part.shown.en} can use the figures at the worst",
                ) + Words(f"（{said.allowed.zh}）", f" ({said.allowed.en})")
                text = "、".join(margin.text() for margin in own)
                yield Fault("", _option("--doubt"), allowed, text)


def _all_off(
    problem: Problem, margins: Sequence[Margin], sides: Sequence[int]
) -> tuple[Recipient, ...]:
    """Return the recipients with their figures as far off as they may be."""
    ends = {m.column: (m, side) for m, side in zip(margins, sides, strict=True)}
    return tuple(
        replace(r, facts={k: _end(v, *ends[k]) if k in ends else v for k, v in r.facts.items()})
        for r in problem.recipients
    )


def _end(figure: Fraction, margin: Margin, side: int) -> Fraction:
    """Return the least or the most that a figure may be."""
    if margin.part is None:
        return max(Fraction(0), figure + side * margin.units)
    return figure * (1 + side * margin.part)


def _columns(problem: Problem) -> list[str]:
    """Return the columns that formulas look at."""
    names = {name for part in problem.targets for name in getattr(part, "weights", ())}
    looked_at = (problem.indicators[n].columns for n in names if n in problem.indicators)
    return sorted({column for columns in looked_at for column in columns})


def _margin(text: str, columns: list[str]) -> Margin:
    name, sign, size = (piece.strip() for piece in text.partition("="))
    column = _known(name, columns, "--doubt", Words("列", "a column, "))
    is_part = size.endswith(("%", "％"))
    try:
        value = parse_share(size) if is_part else parse_number(size)
    except ValueError:
        value = Fraction(-1)
    if not sign or value <= 0 or (is_part and value >= 1) or (not is_part and value % 1):
        allowed = Words(
            "应写成 列=百分比（100% 以内），或 列=几个单位，如 脱贫人口=5%",
            "COLUMN=PERCENT below 100%, or COLUMN=whole units, such as people=5%",
        )
        raise InputUnusable([Fault("", _option("--doubt"), allowed, text)])
    return Margin(column, value) if is_part else Margin(column, None, int(value))


def _known(name: str, names: Iterable[str], option: str, sort: Words) -> str:
    there = list(names)
    if name not in there:
        raise InputUnusable(
            [Fault("", _option(option), one_of(sort, there), name, nearest(name, there))]
        )
    return name


def _option(name: str) -> Words:
    return Words(name, name)


def read_spread(text: str) -> Fraction:
    """Read how far weights may be off, as a part of themselves.

    Raises:
        InputUnusable: When it is no percentage above 0 and up to 100%.
    """
    try:
        spread = parse_share(text)
    except ValueError:
        spread = Fraction(0)
    if not 0 < spread <= 1:
        allowed = Words("应大于 0、不超过 100%，如 20%", "above 0 and at most 100%, such as 20%")
        raise InputUnusable([Fault("", _option("--spread"), allowed, text, NOTHING)])
    return spread
