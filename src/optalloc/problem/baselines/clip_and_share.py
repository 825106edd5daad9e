"""Cap, floor, share the rest again until it settles:  y_r = min(hi_r, max(lo_r, c * t_r)).

lo and hi are what the rules ask of each total by itself (floor, ceiling, balance, within_need, …).
The rest is shared by targets among who is not settled; whoever would pass its cap, or fall below
its floor, is settled there, whichever of the two comes to more money first, and the rest is shared
again. What is left of whole steps goes to the largest remainders that have room. Where even the
floors are more than the money they are reduced in proportion; where even the caps are less, the
rest is left over.
"""

from fractions import Fraction

from optalloc.core.message import Words
from optalloc.problem.baselines import METHODS, TotalsMethod, seats_method
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem


class ClipAndShare(TotalsMethod):
    """Share by targets between floors and caps."""

    words = Words("封顶保底后再分配", "cap, floor and share again")
    rests_on = Words(
        "按测算额、取整单位和各单位合计的上下限分配，不看其余约束",
        "by targets, steps and the bounds of each total, whatever the other rules say",
    )

    def totals(self, problem: Problem, targets: Targets, step: int) -> list[int]:
        """Return the totals [fen]."""
        aims = [targets.target(r.name) for r in problem.recipients]
        bounds = problem.total_bounds(targets)
        low = [-(-lo // step) for lo, _ in bounds]
        # Who has no target shares in nothing; its floor is all it can get.
        high = [
            max(lo, hi // step if aim else 0)
            for lo, (_, hi), aim in zip(low, bounds, aims, strict=True)
        ]
        seats = problem.money // step
        if sum(low) >= seats:
            floors = [Fraction(lo) for lo in low]
            given = seats_method("largest_remainder").apportion(floors, seats)
        else:
            given = _rounded(_settled(aims, low, high, seats), high, min(seats, sum(high)))
        return [k * step for k in given]


def _settled(aims: list[Fraction], low: list[int], high: list[int], seats: int) -> list[Fraction]:
    """Return the shares between the bounds, in steps and not rounded."""
    shares = [Fraction(lo) for lo in low]
    free = {i for i, aim in enumerate(aims) if aim}
    while free:
        rest = seats - sum(share for i, share in enumerate(shares) if i not in free)
        whole = sum(aims[i] for i in free)
        asked = {i: rest * aims[i] / whole for i in free}
        over = {i for i in free if asked[i] > high[i]}
        under = {i for i in free if asked[i] < low[i]}
        more = sum(asked[i] - high[i] for i in over)
        less = sum(low[i] - asked[i] for i in under)
        if not over and not under:
            return [asked.get(i, share) for i, share in enumerate(shares)]
        for i in over if more >= less else ():
            shares[i] = Fraction(high[i])
        for i in under if more <= less else ():
            shares[i] = Fraction(low[i])
        free -= (over if more >= less else set()) | (under if more <= less else set())
    return shares


def _rounded(shares: list[Fraction], high: list[int], seats: int) -> list[int]:
    """Return whole steps: the floors, then one each to the largest remainders with room."""
    given = [int(share) for share in shares]
    order = sorted(range(len(shares)), key=lambda i: given[i] - shares[i])
    left = seats - sum(given)
    while left > 0:
        for i in [i for i in order if given[i] < high[i]][:left]:
            given[i] += 1
            left -= 1
    return given


METHODS.register("clip_and_share")(ClipAndShare())
