"""Programs of choices: projects that start in one of two years, or never, against counting.

The proof tells whether the best plan's choices are the only ones with its value, and what is proven
of one part is asked of the others.
"""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optalloc.solver.engines.select import engine
from optalloc.solver.program.face import whole_face
from optalloc.solver.program.program import Program, Stage, Whole
from optalloc.solver.proof import only_choices
from optalloc.solver.proof.branch_and_bound import search
from optalloc.solver.proof.cutting import Node
from optalloc.solver.proof.only_choices import OnlyChoices, OwnChoices
from optalloc.solver.proof.points import Points
from optalloc.solver.proof.proof_pool import ProofPool
from optalloc.solver.proof.proof_time import ProofTime
from optalloc.solver.proof.search_tree import Closed
from optalloc.solver.proof.tree import Claim, Leaf
from optalloc.solver.session.session import Clock, SolveSession
from quick import examples
from small_programs import program_of

NEEDS = (2, 3, 4, 5, 6)
MANY = len(NEEDS)


def projects(gains: list[int], money: list[int]) -> Program:
    """Return projects of NEEDS that are paid in whole in the first year or in the second.

    Columns are what each gets, then whether it starts in the first year, then in the second.
    """
    rows, low, high = list[list[int]](), list[int](), list[int]()
    for p, need in enumerate(NEEDS):
        own = [int(i == p) for i in range(MANY)]
        starts = [-need * one for one in own]
        rows += [[*own, *starts, *starts], [0] * MANY + own + own]
        low, high = [*low, 0, 0], [*high, 0, 1]
    nothing = [0] * MANY
    rows += [[*nothing, *NEEDS, *nothing], [*nothing, *nothing, *NEEDS]]
    low, high = [*low, 0, 0], [*high, *money]
    brings = gains + nothing + nothing
    return program_of(rows, high, brings, low, [*NEEDS, *[1] * (2 * MANY)])


def stage_of(program: Program) -> Stage:
    (stage,) = program.goals
    assert isinstance(stage, Stage)
    return stage


def counted(program: Program) -> tuple[list[Whole], list[int]]:
    """Return every plan, and the value of each."""
    found = list[Whole]()
    for starts in product((0, 1, 2), repeat=MANY):
        paid = [need if start else 0 for need, start in zip(NEEDS, starts, strict=True)]
        years = [int(start == year) for year in (1, 2) for start in starts]
        x = np.array([*paid, *years], dtype=np.int64)
        if program.holds(x):
            found.append(x)
    return found, [int(stage_of(program).value(x.tolist())) for x in found]


def searched(program: Program, value: int | None, x: Whole | None) -> tuple[Claim, Closed]:
    """Return what a search makes of a program from a plan, and the claim that it proves."""
    stage, face = stage_of(program), whole_face(program)
    solving = SolveSession(program, engine("highs"), Clock(None), face)
    claim = Claim.of(program, face, (), stage, None if value is None else Fraction(value))

    def nobody(_: object) -> Whole | None:
        return None

    found = search(solving, replace(claim, x=x), {}, Points(nobody), ProofTime(solving))
    return Claim.of(program, face, (), stage, found.value), found


drawn = given(
    st.lists(st.integers(1, 4), min_size=MANY, max_size=MANY),
    st.lists(st.integers(0, 9), min_size=2, max_size=2),
    st.data(),
)


@drawn
@settings(max_examples=examples(60), deadline=None)
def test_a_proof_tells_where_all_best_plans_are(
    gains: list[int], money: list[int], data: st.DataObject
) -> None:
    program = projects(gains, money)
    every, values = counted(program)
    best = [x for x, value in zip(every, values, strict=True) if value == min(values)]
    start = data.draw(st.sampled_from([None, *range(len(every))]))
    known = (None, None) if start is None else (values[start], every[start])
    claim, found = searched(program, *known)
    assert found.is_closed and found.value == min(values)
    assert found.tree is not None and claim.is_proved(found.tree)
    if found.best is not None:
        assert all(found.best.holds(program, x) for x in best)


@drawn
@settings(max_examples=examples(60), deadline=None)
def test_it_is_told_where_no_other_projects_are_as_good(
    gains: list[int], money: list[int], data: st.DataObject
) -> None:
    program = projects(gains, money)
    every, values = counted(program)
    best = [x for x, value in zip(every, values, strict=True) if value == min(values)]
    x = data.draw(st.sampled_from(best))
    claim, found = searched(program, min(values), x)
    assert found.is_closed and found.tree is not None and claim.is_proved(found.tree)
    sets = {tuple((point[:MANY] > 0).tolist()) for point in best}
    is_told = OwnChoices.of(replace(claim, x=x)) is not None
    assert (found.best is not None) == (is_told and len(sets) == 1)


def test_other_projects_as_good_are_left_open_where_that_takes_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By hand: 5 + 2, 4 + 3 and others give 7 in the first year, each unit one person."""
    monkeypatch.setattr(only_choices, "LEAST_AGAIN", 0)
    program = projects([1] * MANY, [7, 0])
    x = np.array([2, 0, 0, 5, 0, 1, 0, 0, 1, 0, *[0] * MANY], dtype=np.int64)
    assert program.holds(x)
    claim, found = searched(program, -7, x)
    assert (found.is_closed, found.value, found.best) == (True, -7, None)
    assert found.tree is not None and claim.is_proved(found.tree)


def test_a_plan_of_other_choices_is_none_of_its_own() -> None:
    program = projects([1] * MANY, [7, 0])
    x, other = (
        np.array([*paid, *(int(k > 0) for k in paid), *[0] * MANY], dtype=np.int64)
        for paid in ([2, 0, 0, 5, 0], [0, 3, 4, 0, 0])
    )
    face = whole_face(program)
    claim = Claim.of(program, face, (), stage_of(program), Fraction(-7))
    made = OwnChoices.of(replace(claim, x=x))
    assert made is not None and made.made == ((5, 10), (8, 13))
    only = OnlyChoices.of(replace(claim, x=x), made)
    assert only is not None and only.are_own(x) and not only.are_own(other)
    # From another plan there are other sums to cut at: what was laid out for this one is no use.
    assert OnlyChoices.of(replace(claim, x=other), made) is None
    assert OwnChoices.of(replace(claim, x=np.zeros(3 * MANY, dtype=np.int64))) is None


@drawn
@settings(max_examples=examples(40), deadline=None)
def test_what_others_prove_loses_no_better_plan(
    gains: list[int], money: list[int], data: st.DataObject
) -> None:
    """Any multipliers narrow any part: no plan that is better leaves it."""
    program = projects(gains, money)
    stage, face = stage_of(program), whole_face(program)
    every, values = counted(program)
    value = data.draw(st.sampled_from(sorted(set(values))))
    claim = Claim.of(program, face, (), stage, Fraction(value))
    pool = ProofPool.of(claim)
    assert pool is not None
    price = st.fractions(-3, 3, max_denominator=4)
    for _ in range(4):
        prices = data.draw(st.lists(price, min_size=program.rows, max_size=program.rows))
        because = data.draw(st.sampled_from(["bound", "empty"]))
        pool.add(Leaf(because, {i: p for i, p in enumerate(prices) if p}))  # type: ignore[arg-type]
    part = face.halves(data.draw(st.integers(MANY, 3 * MANY - 1)), 0)[data.draw(st.booleans())]
    better = [x for x, v in zip(every, values, strict=True) if v < value and part.holds(program, x)]

    def settles(node: Node, leaf: Leaf) -> bool:
        node.is_settled = claim.part(node.face).is_settled(leaf)
        return node.is_settled

    left = pool.narrowed(Node(part), claim, settles)
    assert not better if left is None else all(left.face.holds(program, x) for x in better)
