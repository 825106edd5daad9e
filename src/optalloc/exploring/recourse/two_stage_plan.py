"""A first stage for several states of the world, the recourse of each, and what knowing is worth.

EVPI = RP - sum_s p_s w_s         w_s: the best of state s alone;  RP: the least expected value
VSS  = EEV - RP                   EEV: the expected value of the reference's first stage
"""

from dataclasses import dataclass
from fractions import Fraction

from optalloc.core.message import Words
from optalloc.exploring.recourse.first_stage import FirstStage
from optalloc.exploring.recourse.states import Risk, StateOfWorld
from optalloc.exploring.regret.loss import Loss
from optalloc.solver.program.program import Measure
from optalloc.solver.search.outcome import Proven

CHOSEN = Words("所选方案", "chosen")
AVERAGE = Words("平均最好", "best on average")


@dataclass(frozen=True)
class TwoStagePlan:
    """A first stage for several states of the world, and the recourse of each.

    Attributes:
        title: What the file of states calls itself.
        states: In the order of the file, each with its probability.
        losses: What each state comes to at best, with a plan of its own.
        decided_now: The sources of the first stage.
        risk: What is made small.
        counted: What values are counted in.
        chosen: The first stage, with the whole plan of each state.
        average: The first stage with the least expected value; the chosen one for `mean`.
        alone: The first stage of each state's own best plan.
        reference: That of the state one would plan for otherwise.
        reference_state: That state's name.
        value: What the risk of the chosen first stage comes to.
        floor: No first stage has less, in exact arithmetic; the same as `value` where that is
            proven least.
        mean_floor: No first stage has a smaller expected value, likewise.
        goals: How many goals decide the first stage.
        seconds: What it took [s].
    """

    title: str
    states: tuple[StateOfWorld, ...]
    losses: tuple[Loss, ...]
    decided_now: tuple[str, ...]
    risk: Risk
    counted: Measure
    chosen: FirstStage
    average: FirstStage
    alone: tuple[FirstStage, ...]
    reference: FirstStage
    reference_state: str
    value: Fraction
    floor: Fraction
    mean_floor: Fraction
    goals: int
    seconds: float

    @property
    def proven(self) -> Proven:
        """How it is proven best; `no` where time ran out, or values lie too near each other."""
        return "exact" if self.floor == self.value else "no"

    @property
    def least_mean(self) -> Fraction:
        """The least expected value that a first stage is known to have (RP)."""
        assert self.average.known is not None
        return self.risk.mean(self.average.known)

    @property
    def evpi(self) -> Fraction:
        """The expected value of perfect information, at least 0."""
        return self.least_mean - self.risk.mean(self.risk.best)

    @property
    def vss(self) -> Fraction | None:
        """The value of the stochastic solution; None where the reference has no expected value."""
        known = self.reference.known
        return None if known is None else self.risk.mean(known) - self.least_mean
