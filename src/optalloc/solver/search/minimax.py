"""Minimax: the worst of many levels is minimised by searching over the level.

For a given level the goal is only bounds:  x_j >= least_j(level).  Whether they can hold is itself
a stage with convex costs, the number of steps missing, so that "cannot" is proven in fractions too.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from optalloc.solver.program.face import Face, draw
from optalloc.solver.program.program import Stage, Worst
from optalloc.solver.proof.tree import NO_GOAL, Claim, Leaf, StageProof, WorstProof
from optalloc.solver.search.minimise import Result, State, minimise
from optalloc.solver.session.session import SolveSession

JUMPS = 6
"""Levels that are jumped to by what is missing, before what lies between is halved."""
HALVED = 24
"""The same where switches are open: from the third on levels between are asked about, by halves. A
jump counts what all could spare, and few can; what is missing tells a search where to cut."""
MOST_TRIES = 200
"""Levels that are asked about; halving comes to NEARLY within 40: only a fault gets there."""
HALVINGS = 40
"""Halvings of a level: 2^-40 of it is below NEARLY."""
ASKED_AT_BEST = 8
"""Every how many halvings it is asked whether anything is below the best level at all."""
NEARLY = Fraction(1, 10**12)
"""Part of a level from which on halving it further is not worth a question."""
MOST_PARTS = 10**15
"""Largest denominator of a level that is asked about."""


@dataclass(frozen=True)
class Missing:
    """Steps missing to a least number: max(0, need - k)."""

    need: int

    def at(self, k: int) -> int:
        """Return the steps missing at k."""
        return max(0, self.need - k)

    def slope(self, k: int) -> int:
        """Return what one more step changes."""
        return -1 if k < self.need else 0

    def kink(self) -> int:
        """Return the least number."""
        return self.need


def minimise_worst(solving: SolveSession, goal: Worst) -> tuple[Result, Face, WorstProof]:
    """Return a plan with the best worst level, the face of all plans that have it, and the proof.

    Invariant: every plan's worst level is at least `floor`, proven; `best` is a plan at hand. After
    a few jumps levels come closer than floats tell missing steps apart. Then it is asked whether
    anybody can stand below a level at all, which is a question of bounds alone.
    """
    face = solving.face
    is_switched = bool((face.upper - face.lower == 1).any())
    if is_switched:
        solving, told = _best_with_some_left_out(solving, goal)
        if told is not None:
            best = Result("stopped", "no", solving.plan, told.value)
            return _reached(face, goal, best, told)
    floor = lowest_level(goal, face)
    best, level = Result("stopped"), floor
    because: tuple[Fraction, StageProof] | None = None
    for tries in range(MOST_TRIES):
        result = minimise(solving, _missing(goal, face, level))
        if result.state != "best" or result.x is None or result.value is None:
            state: State = "infeasible" if result.state == "infeasible" else "stopped"
            failed = Result(state, result.proven, best.x, best.value, tree=result.tree)
            return failed, face, WorstProof(floor)
        reached = goal.value(result.x.tolist())
        if best.value is None or reached < best.value:
            best = Result("stopped", "no", result.x, reached)
            solving = replace(solving, plan=result.x)
        missing = ceil(result.least) if result.least is not None else 0
        if missing > 0:
            # Not at this level; missing steps say which level is the next worth a look.
            following = _next_level(goal, face, level, missing)
            if following > floor:
                floor, because = following, (level, result.proof)
        if best.value is not None and best.value <= floor:
            told = WorstProof(best.value, *because) if because else WorstProof(best.value)
            return _reached(face, goal, best, told)
        if result.value > 0 and missing <= 0:
            break  # Steps seem to be missing, and nothing proves that they must be.
        if best.value is not None and tries >= (HALVED if is_switched else JUMPS):
            return _halved(solving, goal, face, floor, best)
        level = floor
        if is_switched and tries and best.value is not None:
            level = ((floor + best.value) / 2).limit_denominator(MOST_PARTS)
    if best.value is None:
        return best, face, WorstProof(floor)
    return replace(best, state="best"), keeping(face, goal, best.value), WorstProof(best.value)


def _best_with_some_left_out(
    solving: SolveSession, goal: Worst
) -> tuple[SolveSession, WorstProof | None]:
    """Return the solving with a plan at hand, and the proof where somebody must have nothing.

    Where a plan leaves somebody at the worst level there is, it is asked first whether any plan
    leaves nobody there: that opens every switch, and mostly there is no such plan.
    """
    if solving.plan is None:
        found = minimise(solving, NO_GOAL)
        if found.x is None:
            return solving, None
        solving = replace(solving, plan=found.x)
    if (told := _best_by_bounds(solving, goal)) is not None:
        return solving, told
    x, face = solving.plan, solving.face
    if x is None or not face.holds(solving.program, x) or any(h.is_lost(x) for h in solving.held):
        return solving, None
    value, nothing = goal.value(x.tolist()), goal.value(face.lower.tolist())
    if value < nothing:
        return solving, None
    found = minimise(replace(solving.on(below(face, goal, value)), plan=None), NO_GOAL)
    if found.x is not None:
        return replace(solving, plan=found.x), None
    if found.state != "infeasible":
        return solving, None
    return solving, WorstProof(value, nothing=found.tree)


def _best_by_bounds(solving: SolveSession, goal: Worst) -> WorstProof | None:
    """Return the proof that nobody can be better off than in the plan at hand, where rows show it.

    Who is left without anything when few are paid has the worst level there is: were all truly
    above that, all would be paid. Steps that are missing take a walk over who is.
    """
    x = solving.plan
    if x is None or not solving.face.holds(solving.program, x):
        return None
    if any(held.is_lost(x) for held in solving.held):
        return None
    value = goal.value(x.tolist())
    better = draw(solving.program, below(solving.face, goal, value))
    if not (better.lower > better.upper).any():
        return None
    return WorstProof(value, nothing=Leaf("crossed"))


def _halved(
    solving: SolveSession, goal: Worst, face: Face, floor: Fraction, best: Result
) -> tuple[Result, Face, WorstProof]:
    """Return the same by asking whether anybody can stand below a level, halving what is left.

    Args:
        floor: A level that no plan is better than.
        best: A plan at hand.
    """
    assert best.value is not None
    for tries in range(MOST_TRIES):
        # At the best level first and every few tries, as often nothing is below it at all.
        middle = ((floor + best.value) / 2).limit_denominator(MOST_PARTS)
        is_near = best.value - floor <= NEARLY * abs(best.value)
        is_last = tries % ASKED_AT_BEST == 0 or is_near or not floor < middle < best.value
        level = best.value if is_last else middle
        found = minimise(replace(solving.on(below(face, goal, level)), plan=None), NO_GOAL)
        if found.x is not None:
            best = Result("stopped", "no", found.x, goal.value(found.x.tolist()))
            solving = replace(solving, plan=found.x)
            assert best.value is not None
        elif found.state != "infeasible":
            break
        elif level == best.value:
            return _reached(face, goal, best, WorstProof(level, nothing=found.tree))
        else:
            floor = level
    assert best.value is not None
    told = WorstProof(best.value)
    return replace(best, state="best"), keeping(face, goal, best.value), told


def _reached(
    face: Face, goal: Worst, best: Result, told: WorstProof
) -> tuple[Result, Face, WorstProof]:
    """Return a plan whose level is proven, and the face of all plans that have it."""
    assert best.value is not None
    return Result("best", "exact", best.x, best.value), keeping(face, goal, best.value), told


def lowest_level(goal: Worst, face: Face) -> Fraction:
    """Return a level that the columns' bounds alone let nobody be better than."""
    return max([goal.best, *(goal.level(i, int(face.upper[j])) for i, j in _heads(goal))])


def is_proved(claim: Claim, goal: Worst, proof: WorstProof) -> bool:
    """Return whether no point of a face has a better worst level, by exact arithmetic alone.

    A better point would spare fewer steps than are missing at the level that the proof names: its
    needs, with everybody below the value, are that little lower.
    """
    if proof.value <= lowest_level(goal, claim.face):
        return True
    if proof.nothing is not None:
        better = below(claim.face, goal, proof.value)
        return replace(claim, face=better, stage=NO_GOAL, value=None, x=None).is_proved(
            proof.nothing
        )
    if proof.level is None or proof.missing is None or proof.missing.tree is None:
        return False
    stage = _missing(goal, claim.face, proof.level)
    # Steps are whole, and values counted a step apart must start from one that can be had.
    count = Fraction(ceil(proof.missing.proven))
    missing = Claim.of(claim.program, claim.face, claim.limits, stage, count)
    if not missing.is_proved(proof.missing.tree):
        return False
    spared = 0
    for i, j in _heads(goal):
        low, need = int(claim.face.lower[j]), goal.least(i, proof.level)
        spared += max(0, need - max(low, _below(goal, i, proof.value, need)))
    return spared < count


def _below(goal: Worst, i: int, value: Fraction, most: int) -> int:
    """Return the fewest steps with which a column stays below a level, or `most`."""
    k = goal.least(i, value)
    while k < most and goal.level(i, k) >= value:
        k += 1
    return k


def _heads(goal: Worst) -> list[tuple[int, int]]:
    return list(enumerate(goal.columns))


def _missing(goal: Worst, face: Face, level: Fraction) -> Stage:
    """Return the stage that counts the steps missing to a level."""
    convex = {j: Missing(max(int(face.lower[j]), goal.least(i, level))) for i, j in _heads(goal)}
    return Stage(goal.label, goal.words, convex=dict(convex))


def _next_level(goal: Worst, face: Face, level: Fraction, missing: int) -> Fraction:
    """Return the smallest level at which the needs together are `missing` steps less.

    Each step that is missing can be spared only by a need that falls, so no plan is better.
    """
    lowest = [int(face.lower[j]) for j in goal.columns]

    def needs(at: Fraction) -> list[int]:
        return [max(low, goal.least(i, at)) for i, low in enumerate(lowest)]

    before = sum(needs(level))
    low, high = level, max(goal.level(i, k) for i, k in enumerate(lowest))
    for _ in range(HALVINGS):
        middle = Fraction((low + high) / 2).limit_denominator(10**15)
        if not low < middle < high:
            break
        if before - sum(needs(middle)) < missing:
            low = middle
        else:
            high = middle
    # The levels where a need falls are few between the two; walk them one by one.
    while True:
        now = needs(low)
        if before - sum(now) >= missing:
            return low
        falls = [goal.level(i, k - 1) for i, k in enumerate(now) if k > lowest[i]]
        if not falls:
            return high
        low = min(falls)


def below(face: Face, goal: Worst, level: Fraction) -> Face:
    """Return the face on which everybody is truly better off than a level."""
    lower = face.lower.copy()
    for i, j in _heads(goal):
        lower[j] = max(int(lower[j]), _below(goal, i, level, int(face.upper[j]) + 1))
    return replace(face, lower=lower)


def keeping(face: Face, goal: Worst, level: Fraction) -> Face:
    """Return the face on which nobody is worse off than a level."""
    lower = face.lower.copy()
    for i, j in _heads(goal):
        lower[j] = max(lower[j], goal.least(i, level))
    return replace(face, lower=lower)
