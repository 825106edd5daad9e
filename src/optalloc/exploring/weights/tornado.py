"""How much each weight matters by itself: moved to the ends of its interval, the others following.

w_k goes to its end, the others share what is left in proportion to what they had;
moved = sum_r |award_r - award_r with the stated weights| / 2      money that changes hands
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from optalloc.core.message import Words
from optalloc.explaining.goal_seek.weight_paths import WeightMove, moved_alone
from optalloc.exploring.weights.uncertainty import FINE, weight_names, weight_words
from optalloc.exploring.weights.weights import Draws
from optalloc.pipeline.answer import Resolved
from optalloc.pipeline.resolve import afresh


@dataclass(frozen=True)
class WeightEnd:
    """One weight at one end.

    Attributes:
        weight: What it is there.
        moved: Money that changes hands against the stated weights [fen]; None without a plan.
    """

    weight: Fraction
    moved: int | None


@dataclass(frozen=True)
class Swing:
    """What one weight by itself does.

    Attributes:
        name: The weight, as options call it.
        stated: What it is.
        shown: The weight, as readers see it called.
    """

    name: str
    shown: Words
    stated: Fraction
    low: WeightEnd
    high: WeightEnd

    @property
    def most(self) -> int:
        """The most money that changes hands [fen]; where there is no plan counts as nothing."""
        return max(self.low.moved or 0, self.high.moved or 0)


def swings(job: Draws, stated: Resolved) -> tuple[Swing, ...]:
    """Return what each weight by itself does, those that matter most first."""
    found = sorted(_swings(job, stated), key=lambda swing: -swing.most)
    return tuple(found)


def _swings(job: Draws, stated: Resolved) -> Iterator[Swing]:
    names = weight_words(job.problem)
    for part, name, called in weight_names(job.problem):
        weight = part.weights[name]
        if weight < 1:
            low, high = (Fraction(end, FINE) for end in job.intervals[called])
            ends = (_end(job, stated, moved_alone(part, name, to)) for to in (low, high))
            yield Swing(called, names[called], weight, *ends)


def _end(job: Draws, stated: Resolved, move: WeightMove) -> WeightEnd:
    problem = move.applied(job.problem)
    answer = afresh(problem, job.how, job.formulations)
    to = move.after[move.of]
    if answer.plan is None or stated.plan is None:
        return WeightEnd(to, None)
    names = [r.name for r in problem.recipients]
    return WeightEnd(to, sum(abs(answer.given(n) - stated.given(n)) for n in names) // 2)
