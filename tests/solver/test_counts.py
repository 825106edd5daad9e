"""Counts of switches to cut at: how many amounts of a row are open, which is a whole number."""

from fractions import Fraction
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from optalloc.solver.engines.select import engine
from optalloc.solver.program.face import whole_face
from optalloc.solver.program.program import Program, Stage, Whole
from optalloc.solver.proof.branch_and_bound import search
from optalloc.solver.proof.cutting import Node
from optalloc.solver.proof.node_lp import NodeLp
from optalloc.solver.proof.points import Points
from optalloc.solver.proof.proof_time import ProofTime
from optalloc.solver.proof.search_tree import Closed
from optalloc.solver.proof.sums_to_cut_at import counts_of
from optalloc.solver.proof.tree import Claim, SumCuts
from optalloc.solver.proof.trials import CutChoice
from optalloc.solver.session.session import Clock, SolveSession
from quick import examples
from small_programs import program_of

OPEN = 4
"""What an award may be at most."""


def opened(money: int, costs: list[int], groups: list[list[int]]) -> Program:
    """Return awards that are nothing, or up to four behind a switch, and give out some money.

    Columns are the awards, then their switches; each group has a row that has half of the money.
    """
    n = len(costs)
    rows, low, high = list[list[int]](), list[int](), list[int]()
    for j in range(n):
        rows.append([int(i == j) for i in range(n)] + [-OPEN * (i == j) for i in range(n)])
        low, high = [*low, -OPEN], [*high, 0]
    rows.append([1] * n + [0] * n)
    low, high = [*low, money], [*high, money]
    for group in groups:
        rows.append([int(i in group) for i in range(n)] + [0] * n)
        low, high = [*low, money // 2], [*high, money]
    gains = [0] * n + [-cost for cost in costs]
    return program_of(rows, high, gains, low, [OPEN] * n + [1] * n)


def closed(program: Program) -> tuple[Claim, Closed]:
    """Return what branch and bound makes of a program by itself, and the claim it proves."""
    (stage,) = program.goals
    assert isinstance(stage, Stage)
    face = whole_face(program)
    solving = SolveSession(program, engine("highs"), Clock(None), face)
    claim = Claim.of(program, face, (), stage, None)

    def nobody(_: object) -> Whole | None:
        return None

    found = search(solving, claim, {}, Points(nobody), ProofTime(solving))
    return Claim.of(program, face, (), stage, found.value), found


def test_a_count_is_cut_where_a_part_of_one_award_more_is_opened() -> None:
    """By hand: 10 of at most 4 each take 2.5 awards, so three, whichever they are."""
    program = opened(10, [1, 1, 1, 1, 1], [])
    face = whole_face(program)
    assert counts_of(program, face) == ((5, 6, 7, 8, 9),)
    (stage,) = program.goals
    assert isinstance(stage, Stage)
    claim = Claim.of(program, face, (), stage, Fraction(3)).with_sums(counts_of(program, face))
    lp, cuts = NodeLp(claim, program.anchor, {}), CutChoice(claim, 0)
    asked = lp.solve(claim.face)
    assert asked.x is not None and round(asked.value * 2) == 5
    node = Node(claim.face, value=asked.value)
    cut = cuts.at(lp, node, asked.x, 0, np.inf)
    assert cut is not None and (cut.place, cut.at, cut.is_row) == (program.rows, 2, True)
    assert not cuts.gains.has_choices
    claim, found = closed(program)
    assert (found.value, found.is_closed) == (3, True)
    assert isinstance(found.tree, SumCuts) and claim.is_proved(found.tree)
    assert found.nodes <= 5


def test_amounts_without_a_switch_of_their_own_are_not_counted() -> None:
    program = program_of([[1, 1, -4], [1, 1, 0]], [0, 5], [0, 0, -1], upper=[4, 4, 1])
    assert counts_of(program, whole_face(program)) == ()


def test_amounts_that_share_a_switch_are_counted_by_it() -> None:
    """Two sources an award, s for the first and t for the second; both have part of one total."""
    rows = [[1, 1, 0, 0, -4, 0], [0, 0, 1, 1, 0, -4], [1, 1, 1, 1, 0, 0]]
    program = program_of(rows, [0, 0, 5], [0, 0, 0, 0, -1, -1], upper=[4, 4, 4, 4, 1, 1])
    assert counts_of(program, whole_face(program)) == ((4, 5),)


def test_more_awards_than_the_least_amounts_allow_are_no_plan_at_once() -> None:
    """By hand: seven get at least one of 10^9 steps, in either of two awards of 150 million or
    more each: 1,050 million. A linear program opens a seventh of 10^-9 of each award.
    """
    most, least, n = 10**9, 150_000_000, 7
    rows, low, high = list[list[int]](), list[int](), list[int]()
    for j in range(2 * n):
        for by, ends in ((least, (0, most)), (most, (-most, 0))):
            rows.append(
                [int(i == j) for i in range(2 * n)] + [-by * (i == j) for i in range(2 * n)]
            )
            low, high = [*low, ends[0]], [*high, ends[1]]
    for town in range(n):
        rows.append([int(i // 2 == town) for i in range(2 * n)] + [0] * 2 * n)
        low, high = [*low, 1], [*high, most]
    rows.append([1] * 2 * n + [0] * 2 * n)
    low, high = [*low, 0], [*high, most]
    _, found = closed(program_of(rows, high, [0] * 4 * n, low, [most] * 2 * n + [1] * 2 * n))
    assert found.is_closed and found.value is None and found.nodes <= 4 * n


@given(
    st.integers(1, 14),
    st.lists(st.integers(1, 3), min_size=4, max_size=4),
    st.sampled_from([[], [[0, 1]], [[0, 2], [1, 3]]]),
)
@settings(max_examples=examples(60), deadline=None)
def test_cutting_at_counts_finds_and_proves_what_counting_finds(
    money: int, costs: list[int], groups: list[list[int]]
) -> None:
    program = opened(money, costs, groups)
    (stage,) = program.goals
    assert isinstance(stage, Stage)
    awards = product(range(OPEN + 1), repeat=len(costs))
    whole = (np.array([*a, *(int(k > 0) for k in a)], dtype=np.int64) for a in awards)
    values = [stage.value(x.tolist()) for x in whole if program.holds(x)]
    claim, found = closed(program)
    assert found.is_closed
    assert found.value == (min(values) if values else None)
    assert found.tree is not None and claim.is_proved(found.tree)
