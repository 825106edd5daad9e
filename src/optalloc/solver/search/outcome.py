"""What came of solving, told apart: why it stopped, whether there is a plan, what is proven."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from optalloc.core.message import Words
from optalloc.solver.program.program import Measure, Stage, Whole, Worst
from optalloc.solver.proof.tree import Proof, Tree

Stopped = Literal["finished", "time_limit", "error"]
Proven = Literal["exact", "no"]
"""Proven in exact arithmetic, or not: what a solver says is a hint and no grade of proof."""
GRADES: tuple[Proven, ...] = ("no", "exact")
"""The grades of proof, weakest first."""
Many = Literal["only", "several", "not_known"]


@dataclass(frozen=True)
class PartOutcome:
    """What one part of a blended goal comes to in a plan.

    Attributes:
        value: Its own exact value.
        counted: What that counts in the goal's value.
        unit: What its value is counted in, where its measure does not tell.
    """

    words: Words
    measure: Measure
    unit: Words
    value: Fraction
    counted: Fraction


def parts_in_plan(goal: Stage | Worst, x: Sequence[int]) -> tuple[PartOutcome, ...]:
    """Return what the parts of a goal come to at whole columns; none where it has no parts."""
    if not isinstance(goal, Stage):
        return ()
    found = []
    for part in goal.parts:
        value = part.stage.value(x)
        one = part.stage
        found.append(PartOutcome(one.words, one.measure, part.unit, value, part.weight * value))
    return tuple(found)


@dataclass(frozen=True)
class GoalOutcome:
    """What one goal came to.

    Attributes:
        value: The goal's exact value at the point.
        bound: A bound proven in exact arithmetic; None where none could be.
        proven: `exact` when the bound meets the value.
        multipliers: The row multipliers of the whole face, by row; those behind the bound where one
            set of them is enough.
        tolerance: How much worse the goals after it could make it; None not at all.
        in_plan: The goal's exact value in the plan at the end, where that may be worse.
        proof: What proves it, as data; its rows are those of the program that was solved.
        witness: Whole columns that have the value, where the plan at the end may be worse.
        parts: Of a blended goal, what each part comes to in the plan at the end.
    """

    label: str
    words: Words
    value: Fraction
    bound: Fraction | None
    proven: Proven
    multipliers: dict[int, Fraction]
    measure: Measure = "number"
    tolerance: int | Fraction | None = None
    in_plan: Fraction | None = None
    proof: Proof | None = field(default=None, compare=False, repr=False)
    witness: Whole | None = field(default=None, compare=False, repr=False)
    parts: tuple[PartOutcome, ...] = ()

    @property
    def gap(self) -> Fraction | None:
        """The part of the value by which it may miss its best; None where nobody can say."""
        if self.proven != "no":
            return Fraction(0)
        if self.bound is None or not self.value:
            return None
        return max(Fraction(0), self.value - self.bound) / abs(self.value)


@dataclass(frozen=True)
class Choice:
    """What is known of other plans that are as good.

    Attributes:
        totals: Whether no other best plan has other totals.
        cells: Whether no other best plan has other awards.
        other: A best plan with other totals; None where none is known.
        spending: A best plan that gives out more money; None where there is none, or none is known.
    """

    totals: Many = "not_known"
    cells: Many = "not_known"
    other: Whole | None = field(default=None, compare=False, repr=False)
    spending: Whole | None = field(default=None, compare=False, repr=False)

    def completed(self, complete: Callable[[Whole], Whole | None]) -> "Choice":
        """Return the choice between totals for the whole program, whose plans may be fewer."""
        other, more = (None if x is None else complete(x) for x in (self.other, self.spending))
        is_lost = self.totals == "several" and other is None
        return Choice("not_known" if is_lost else self.totals, self.cells, other, more)


NOT_KNOWN = Choice()


@dataclass(frozen=True)
class Outcome:
    """The end of a solve.

    Attributes:
        x: Whole columns that keep every row; None when there is no plan.
        goals: One for each goal that was reached, in order of priority.
        infeasible: `exact` when it is proven that there is no plan, else `no`.
        settled: Whether the tie rule was carried to its end.
        tried: How many linear and how many integer programs were solved.
        nodes: Branch-and-bound nodes of the integer programs; None when the solver does not say.
        gap: The part of a goal's value by which it was allowed to miss its best.
        notes: What a reader must know of how the solvers ran.
        engine_because: Why the solvers were asked that nobody named.
        because: What arithmetic alone shows can never hold.
        conflict: What proves that there is no plan.
        by_totals: Whether the program that was solved is that of the totals alone.
        choice: What is known of other plans that are as good, where that was asked for.
    """

    stopped: Stopped
    x: Whole | None
    goals: tuple[GoalOutcome, ...]
    infeasible: Proven
    engine: str
    version: str
    seconds: float
    settled: bool
    tried: tuple[int, int]
    because: tuple[Words, ...] = ()
    conflict: Tree | None = field(default=None, compare=False, repr=False)
    by_totals: bool = False
    nodes: int | None = 0
    gap: Fraction = Fraction(0)
    notes: tuple[Words, ...] = ()
    engine_because: tuple[Words, ...] = ()
    choice: Choice = field(default=NOT_KNOWN, compare=False, repr=False)

    @property
    def is_within_gap(self) -> bool:
        """Whether solving ended at a plan that is not proven best but within the gap allowed."""
        if not self.gap or self.x is None or self.stopped != "finished":
            return False
        return any(g.proven == "no" for g in self.goals)

    @property
    def proven(self) -> Proven:
        """The weakest of the goals' proofs; "no" while a goal is not proven or not reached."""
        if self.x is None or self.stopped != "finished":
            return "no"
        return min((g.proven for g in self.goals), key=GRADES.index, default="exact")
