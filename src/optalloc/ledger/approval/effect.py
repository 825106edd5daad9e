"""What payment progress does to the next plan: its coefficients, and targets with and without them.

The scenario names the ledger as the source of its column of progress; nothing is typed twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Words
from optalloc.core.money import show_fraction
from optalloc.inputs.read import read
from optalloc.present.document import CHANGE, RECIPIENT, TARGET, TOTAL
from optalloc.present.views.view import LedgerView, PaperTable, Said
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.problem.targets.factors import Coefficients, Factors


@dataclass(frozen=True)
class ProgressEffect:
    """One recipient.

    Attributes:
        progress: As the scenario reads it, in its own unit.
        target, without: Its target with the coefficients, and without [fen].
    """

    recipient: str
    progress: Fraction
    coefficient: Fraction
    target: Fraction
    without: Fraction


@dataclass(frozen=True)
class Effects:
    """What progress does to the targets of a scenario."""

    problem: Problem
    words: Words
    lines: tuple[ProgressEffect, ...]


def effects(scenario: str, settings: Sequence[str] = ()) -> Effects:
    """Return what progress does to a scenario.

    Raises:
        InputUnusable: When no formula of it has coefficients.
    """
    problem = read(scenario, settings)
    formula = next((t for t in problem.targets if isinstance(t, Factors) and t.coefficients), None)
    if formula is None or formula.coefficients is None:
        allowed = Words(
            "应有一条带 coefficients 的 factors", "a target `factors` with coefficients"
        )
        raise InputUnusable([Fault(scenario, Words("targets", "targets"), allowed)])
    plain = tuple(
        t.model_copy(update={"coefficients": None}) if isinstance(t, Factors) else t
        for t in problem.targets
    )
    with_, without = score(problem), score(replace(problem, targets=plain))
    coefficients: Coefficients = formula.coefficients
    lines = tuple(
        ProgressEffect(
            r.name,
            r.facts[coefficients.column],
            coefficients.of(r),
            with_.target(r.name),
            without.target(r.name),
        )
        for r in formula.covered(problem)
    )
    return Effects(problem, coefficients.words(), lines)


def effect_paper(found: Effects) -> LedgerView:
    """Return it as a table; targets are rounded to whole fen to be shown."""
    heads = (
        *(RECIPIENT, Words("支付进度", "progress"), Words("系数", "coefficient")),
        *(Words("不计进度的测算额", "target without"), TARGET),
        CHANGE,
    )
    rows: list[tuple[Said, ...]] = []
    for line in found.lines:
        progress = found_text(line.progress)
        change = round(line.target) - round(line.without)
        told = (round(line.without), round(line.target), change)
        rows.append((line.recipient, progress, found_text(line.coefficient), *told))
    sums = [sum(row[i] for row in rows if isinstance(row[i], int)) for i in (3, 4, 5)]  # type: ignore[misc]
    rows.append((TOTAL, "", "", *sums))
    title = Words("进度系数对下一方案的影响", "What progress does to the next plan")
    table = PaperTable(Words("测算额", "Targets"), heads, tuple(rows), has_total=True)
    name = found.problem.shown_name
    lines = (
        Words(f"情景：{name}。系数：{found.words.zh}。", f"Scenario: {name}. {found.words.en}."),
    )
    return LedgerView(title, lines, found.problem.unit, (table,))


def found_text(figure: Fraction) -> str:
    """Return a figure of a table as a text, which no unit changes."""
    return show_fraction(figure, 4)
