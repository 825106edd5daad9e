"""The lines of a score sheet in words, each a product that can be done by hand; figures add up."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise

from optalloc.core.message import NOTHING, Words, same
from optalloc.core.money import FEN_PER_UNIT, digits_of, show_fraction, show_money, show_percent
from optalloc.problem.directions import DIRECTIONS
from optalloc.problem.interfaces import ScoreLine
from optalloc.problem.problem import Problem


def digits_for(problem: Problem) -> int:
    """Return how many decimals show every grain exactly, and fractions well enough."""
    return digits_of(problem.grain.cells.values(), problem.unit)


def shown(amounts: Iterable[Fraction | int], unit: str, digits: int) -> list[str]:
    """Return amounts [fen, exact] in a unit, so that the rounded figures have a rounded sum.

    The running sums are rounded, half to even, and each figure is the way from one to the next.
    """
    scale = Fraction(10**digits, FEN_PER_UNIT[unit])
    levels = [round(level * scale) for level in accumulate(amounts, initial=Fraction(0))]
    return [show_fraction(Fraction(b - a, 10**digits), digits) for a, b in pairwise(levels)]


def signed(figures: Sequence[str]) -> list[str]:
    """Return figures with their sign; 0 has none."""
    return [f if f == "0" or f.startswith("-") else f"+{f}" for f in figures]


def sheet_lines(problem: Problem, sheet: Iterable[ScoreLine]) -> Iterator[Words]:
    """Yield one recipient's lines of a score sheet, indented, each with the money it gives."""
    digits = digits_for(problem)
    for line in sheet:
        money = show_money(line.amount, problem.unit, digits) + problem.unit
        said = _product(problem, line)
        yield Words(f"  {said.zh} {money}", f"  {said.en} {money}")


def _product(problem: Problem, line: ScoreLine) -> Words:
    """Return what stands before the amount of a score line: its factors and an equals sign."""
    figure = figure_of(line)
    if line.how != NOTHING:
        return Words(f"{line.how.zh} =", f"{line.how.en} =")
    if line.weight is not None and line.share is not None:
        indicator = problem.indicators.get(line.factor)
        how = (DIRECTIONS["more"] if indicator is None else indicator.how).share
        money = line.amount / (line.weight * line.share) if line.weight * line.share else None
        pot = f"{problem.say(money)} × " if money is not None else ""
        share, weight = show_percent(line.share, 4), show_percent(line.weight)
        zh, en = f"{how.zh}{line.among.zh} {share}", f"{how.en} {share}{line.among.en}"
        return Words(
            f"{line.factor} {figure}{zh}，权重 {weight}：{pot}{weight} × {share} =",
            f"{line.factor} {figure}{en}, weight {weight}: {pot}{weight} × {share} =",
        )
    if line.share is not None:
        share = show_percent(line.share, 4)
        part, factor = problem.part_name(line.part), problem.factor_name(line)
        return Words(
            f"{part.zh}：{factor.zh} {figure}占 {share}，得",
            f"{part.en}: {factor.en} {figure} a share of {share}:",
        )
    if line.figure is None:
        part = problem.part_name(line.part)
        return Words(f"定额 {part.zh} =", f"fixed, {part.en} =")
    if line.unit.startswith("×"):
        return Words(
            f"{line.factor} {show_fraction(line.figure)}，系数 {line.unit}，增减",
            f"{line.factor} {show_fraction(line.figure)}, coefficient {line.unit}, a change of",
        )
    each = problem.say(line.amount / line.figure) if line.figure else problem.say(0)
    return Words(
        f"{line.factor} {figure} × 每{line.unit} {each} =",
        f"{line.factor} {figure} × {each} each =",
    )


def named_lines(sheet: Sequence[ScoreLine], most: int, spare: int = 0) -> list[ScoreLine]:
    """Return the lines that are named, in their order: so many of the largest factors.

    What bounds and advances change is always named: the year's target beside it adds that up.

    Args:
        spare: How many lines more are named rather than added up, where that leaves none.
    """
    told = [line.figure is None and line.how != NOTHING for line in sheet]
    by_size = sorted(range(len(sheet)), key=lambda i: (not told[i], -abs(sheet[i].amount)))
    most += sum(told)
    if len(sheet) <= most + spare:
        return list(sheet)
    return [sheet[i] for i in sorted(by_size[:most])]


def gives_words(money: str) -> Words:
    """Return what stands between a factor and its money; what is taken off gives nothing."""
    return Words("：", ": ") if money.startswith("-") else Words(" 得 ", " gives ")


def figure_of(line: ScoreLine) -> str:
    """Return a line's figure with its unit; nothing where none is asked for."""
    return "" if line.figure is None else show_fraction(line.figure) + line.unit


def named_figure(problem: Problem, line: ScoreLine) -> Words:
    """Return a factor with its figure, or what stands in its place."""
    if line.how != NOTHING:
        return line.how
    if line.figure is None:
        name = problem.factor_name(line)
        return Words(f"定额 {name.zh}", f"fixed {name.en}")
    return same(f"{line.factor} {figure_of(line)}")
