"""What each total is held between by rules that look at one recipient at a time.

Read off the rules' own rows: a row about one total, or about all of a recipient's cells for one
use. So every rule that bounds totals counts, whatever its word.
"""

from collections.abc import Iterable

import numpy as np

from optalloc.core.whole_numbers import UNBOUNDED, is_unlimited
from optalloc.problem.facts import Bounds, Facts, TargetAmounts
from optalloc.problem.interfaces import Rule
from optalloc.problem.layout import ConstraintBlock, VariableLayout, common_step
from optalloc.problem.scopes import AtLevel


def total_bounds(facts: Facts, targets: TargetAmounts, rules: Iterable[Rule]) -> Bounds:
    """Return what rules leave each recipient's total, before they are taken together [fen]."""
    amounts = VariableLayout(facts, common_step(facts))
    least = [0] * len(facts.recipients)
    most = [facts.money] * len(facts.recipients)
    caps: dict[tuple[int, int], int] = {}
    for rule in rules:
        if isinstance(rule, AtLevel) and rule.at:
            continue  # it holds the totals of units, and no recipient's alone
        for block in rule.rows(facts, targets, amounts):
            _read_totals(block, amounts, least, most)
            _read_uses(block, amounts, caps)
    for r in range(len(facts.recipients)):
        of_uses = [caps.get((r, u), facts.money) for u in range(len(facts.uses))]
        most[r] = min(most[r], sum(of_uses))
    return list(zip(least, most, strict=True))


def _read_totals(
    block: ConstraintBlock, amounts: VariableLayout, least: list[int], most: list[int]
) -> None:
    """Take the rows that hold one total and nothing else."""
    sums = block.sums
    alone = np.bincount(sums.row, minlength=sums.count) == 1
    first, n = amounts.cells, len(least)
    of_total = alone[sums.row] & (sums.column >= first) & (sums.column < first + n)
    for e in np.flatnonzero(of_total).tolist():
        r, factor = int(sums.column[e]) - first, int(sums.coefficient[e])
        low, high = block.ends(int(sums.row[e]))
        if factor < 0:
            low, high = (None if end is None else -end for end in (high, low))
            factor = -factor
        # The column counts steps: factor * steps is what is bounded, in steps of money.
        if low is not None:
            least[r] = max(least[r], -(-low // factor) * amounts.step)
        if high is not None:
            most[r] = min(most[r], high // factor * amounts.step)


def _read_uses(
    block: ConstraintBlock, amounts: VariableLayout, caps: dict[tuple[int, int], int]
) -> None:
    """Take the rows that hold all of a recipient's money for one use, in fen."""
    sums, cells = block.sums, amounts.cells
    uses = len(amounts.facts.uses)
    pair = amounts.recipient * uses + amounts.use
    size = np.bincount(pair, minlength=len(amounts.facts.recipients) * uses)
    is_cell = sums.column < cells
    plain = is_cell.copy()
    plain[is_cell] = sums.coefficient[is_cell] == amounts.grain[sums.column[is_cell]]
    order = np.argsort(sums.row, kind="stable")
    ends = np.searchsorted(sums.row[order], np.arange(sums.count + 1))
    if is_unlimited(block.high):
        is_held = np.array([high is not None for high in block.high], dtype=bool)
    else:
        is_held = block.high < UNBOUNDED
    for i in np.flatnonzero(is_held & (np.diff(ends) > 0)).tolist():
        own = order[ends[i] : ends[i + 1]]
        if not plain[own].all():
            continue
        pairs = pair[sums.column[own]]
        if (pairs == pairs[0]).all() and len(own) == size[pairs[0]]:
            key = divmod(int(pairs[0]), uses)
            high = max(0, int(block.high[i]))
            caps[key] = min(caps.get(key, high), high)
