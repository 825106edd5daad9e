"""Where recipients' totals differ from those of the first plan by more than is allowed.

    |award - award of the first| > tolerance         an amount of money, or
    |award - award of the first| > tolerance * award of the first      a share

What a plan has no recipient of counts as no money. For scripts: `compare --tolerance` ends with an
exit code of its own where anything is beyond.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from optalloc.core.message import NOTHING, Words, first_few, listed
from optalloc.core.money import parse_amount, parse_share, show_amount, show_percent
from optalloc.pipeline.solved import Solved
from optalloc.present.document import Document, Items, Section
from optalloc.solver.search.outcome import GRADES, Proven

if TYPE_CHECKING:
    from optalloc.present.answers.plan import BeyondJson

Tolerance = int | Fraction
"""Whole fen, or a part of the first plan's award."""
MOST_NAMED = 5
NOT_PROVEN = Words(
    "（有方案没有证明最优，差别可能不是这样）", " (a plan is not proven best: this may differ)"
)


@dataclass(frozen=True)
class PlanDifference:
    """One plan beside the first.

    Attributes:
        name: The scenario.
        proven: Whether both plans are proven best; else the difference may be another one.
        moves: What recipients have more than in the first plan, or less with a minus [fen]; only
            those beyond the tolerance, the largest moves first.
    """

    name: str
    proven: Proven
    moves: Mapping[str, int]


def read_tolerance(text: str, unit: str) -> Tolerance:
    """Return what a text means: `5%` a share, anything else an amount in a unit.

    Raises:
        ValueError: When it is neither, or less than nothing.
    """
    is_share = text.strip().endswith(("%", "％"))
    value: Tolerance = parse_share(text) if is_share else parse_amount(text, unit)
    if value < 0:
        raise ValueError(text)
    return value


def plan_differences(plans: Sequence[Solved], tolerance: Tolerance) -> tuple[PlanDifference, ...]:
    """Return for each plan after the first where it differs from that by more than is allowed.

    Args:
        plans: Each has a plan.
    """
    first, *others = [solved.best.plan.by_recipient if solved.best else {} for solved in plans]
    found = []
    for solved, awards in zip(plans[1:], others, strict=True):
        moves = {}
        for name in dict.fromkeys((*first, *awards)):
            had, by = first.get(name, 0), awards.get(name, 0) - first.get(name, 0)
            allowed = tolerance if isinstance(tolerance, int) else tolerance * had
            if abs(by) > allowed:
                moves[name] = by
        in_order = dict(sorted(moves.items(), key=lambda item: -abs(item[1])))
        both = (plans[0].outcome.proven, solved.outcome.proven)
        proven = min(both, key=GRADES.index)
        found.append(PlanDifference(solved.problem.name, proven, in_order))
    return tuple(found)


def differences_document(
    found: Sequence[PlanDifference], tolerance: Tolerance, first: Solved
) -> Document:
    """Yield a line for each plan: beyond the tolerance or not, and who."""
    unit, name = first.problem.unit, first.problem.name
    said = show_percent(tolerance) if isinstance(tolerance, Fraction) else None
    allowed = said or f"{show_amount(cast('int', tolerance), unit)}{unit}"
    title = Words(
        f"各单位合计与 {name} 比，允许差 {allowed}",
        f"Recipients' totals beside {name}, {allowed} of difference allowed",
    )
    lines = []
    for one in found:
        doubt = NOTHING if one.proven == "exact" else NOT_PROVEN
        if not one.moves:
            zh, en = "合计都在允许差以内", "no total is beyond it"
            lines.append(Words(f"{one.name}：{zh}{doubt.zh}", f"{one.name}: {en}{doubt.en}"))
            continue
        named = [
            f"{who} {'+' if by > 0 else ''}{show_amount(by, unit)}{unit}"
            for who, by in first_few(list(one.moves.items()), MOST_NAMED)
        ]
        who, many = listed(named), len(one.moves)
        more = Words(" 等", " and others") if many > len(named) else NOTHING
        zh = f"{many} 个单位超出：{who.zh}{more.zh}{doubt.zh}"
        en = f"{many} beyond it: {who.en}{more.en}{doubt.en}"
        lines.append(Words(f"{one.name}：{zh}", f"{one.name}: {en}"))
    yield Section("beyond", title, [Items(lines)])


def differences_json(found: Sequence[PlanDifference], unit: str) -> "list[BeyondJson]":
    """Return the differences beyond the tolerance as data."""
    return [
        {
            "scenario": one.name,
            "proven": one.proven,
            "moved": {name: show_amount(by, unit) for name, by in one.moves.items()},
        }
        for one in found
    ]
