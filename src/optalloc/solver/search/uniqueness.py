"""Whether the plan is the only best one, and whether one as good gives out more money.

    only: x_j has one value over all best plans, for every column j that counts

Asked of the face of the best plans. The tie rule prefers early columns; a plan that prefers late
ones is another as soon as there is one, so one question answers nearly always. Where it comes to
the same plan, one question leads away from all ends at which columns stand, and each column
between its ends is asked by itself for its least and its most.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from optalloc.core.exact import Exact
from optalloc.core.message import NOTHING
from optalloc.solver.program.face import Face, draw
from optalloc.solver.program.program import Stage, Whole
from optalloc.solver.search.minimise import met, minimise
from optalloc.solver.search.outcome import Choice, Many
from optalloc.solver.session.session import Clock, SolveSession

MOST_SECONDS = 2.5
"""Wall time for these questions; the plan is found already and only words hang on them."""
MOST_SINGLE = 60
"""Columns up to which it is proven that there is no other plan."""
MOST_CELLS = 3_000
"""Cells up to which it is asked whether the same totals can stand in other ones."""


def choice_of(solving: SolveSession, first: Whole, x: Whole) -> Choice:
    """Return what is known of plans as good as the one that the tie rule chose.

    Args:
        solving: On the face of the best plans.
        first: The best plan that was met before the tie rule.
        x: The plan.
    """
    ties, solving = solving.program.ties, replace(_hurried(solving), plan=x)
    is_other = (first[ties.totals] != x[ties.totals]).any()
    totals, other = ("several", first) if is_other else _others(solving, ties.totals, x)
    choice = Choice(totals, "not_known", other, _spending(solving, x))
    return replace(choice, cells=cells_of(solving, choice, x))


def cells_of(solving: SolveSession, choice: Choice, x: Whole) -> Many:
    """Return whether other best plans have other awards.

    Args:
        solving: On a face that holds the best plans with the totals of the plan, and of others only
            such as have other totals.
    """
    ties = solving.program.ties
    if choice.totals == "several" or not len(ties.cells):
        return choice.totals
    lower, upper = solving.face.lower.copy(), solving.face.upper.copy()
    lower[ties.totals] = upper[ties.totals] = x[ties.totals]
    face = draw(solving.program, replace(solving.face, lower=lower, upper=upper))
    if not len(face.free(ties.cells)):
        return choice.totals
    if len(ties.cells) > MOST_CELLS:
        return "not_known"
    narrow = replace(_hurried(solving).on(face), plan=x)
    many, _ = _others(narrow, ties.cells, x)
    return choice.totals if many == "only" else many


def _hurried(solving: SolveSession) -> SolveSession:
    """Return the solving with a clock of its own: what is asked here is no part of the solve."""
    left = solving.clock.left()
    seconds = MOST_SECONDS if left is None else min(left, MOST_SECONDS)
    return replace(solving, clock=Clock(seconds), until=None)


def _others(solving: SolveSession, columns: Whole, x: Whole) -> tuple[Many, Whole | None]:
    """Return whether plans on the face differ in some columns, and one that does."""
    free = solving.face.free(columns)
    if not len(free):
        return "only", None
    still = set(free.tolist())
    latest: dict[int, Exact] = {j: -i for i, j in enumerate(columns.tolist(), 1) if j in still}
    # A plan that differs is enough; that this one prefers late columns most need not be proven.
    other = met(replace(solving, is_any_enough=True), Stage("order", NOTHING, linear=latest))
    if other is not None and (other[columns] != x[columns]).any():
        return "several", other
    if len(free) > MOST_SINGLE:
        return "not_known", None
    for stage in _apart(solving.face, free.tolist(), x):
        result = minimise(solving, stage)
        if result.x is not None and (result.x[columns] != x[columns]).any():
            return "several", result.x
        if result.state != "best" or result.proven == "no":
            return "not_known", None
    return "only", None


def _apart(face: Face, columns: Sequence[int], x: Whole) -> Iterator[Stage]:
    """Yield stages of which one leads away from a plan where any plan differs in some columns.

    Where a plan stands at the ends of columns, every other one is nearer to the middle in at least
    one of them: one stage asks for all. Columns between their ends are asked both ways.
    """
    at_ends: dict[int, Exact] = {}
    between = list[int]()
    for j in columns:
        if x[j] in (face.lower[j], face.upper[j]):
            at_ends[j] = 1 if x[j] == face.upper[j] else -1
        else:
            between.append(j)
    if at_ends:
        yield Stage("order", NOTHING, linear=at_ends)
    for j in between:
        for sign in (1, -1):
            yield Stage("order", NOTHING, linear={j: sign})


def _spending(solving: SolveSession, x: Whole) -> Whole | None:
    """Return a plan on the face that gives out more money; None where none is met."""
    ties = solving.program.ties
    given = int(x[ties.totals].sum()) * ties.step
    free = solving.face.free(ties.totals)
    if ties.money - given < ties.step or not len(free):
        return None
    result = minimise(solving, Stage("order", NOTHING, linear=dict.fromkeys(free.tolist(), -1)))
    if result.x is None or int(result.x[ties.totals].sum()) * ties.step <= given:
        return None
    return result.x
