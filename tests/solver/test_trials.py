"""Where branch and bound cuts: at the switches that move bounds, which trials find out."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from optalloc.core.message import NOTHING
from optalloc.solver.program.distance_costs import AbsoluteDistance, SquaredDistance
from optalloc.solver.program.face import whole_face
from optalloc.solver.program.program import Stage, WeightedSum
from optalloc.solver.proof.cutting import (
    MOST_STUCK,
    BranchingCut,
    Node,
    at_a_hinge,
    hinges_of,
    is_narrower,
    may_narrow,
)
from optalloc.solver.proof.node_lp import NodeLp
from optalloc.solver.proof.sums_to_cut_at import (
    MOST_SUMS,
    choices_of,
    sizes_of,
    with_first_of,
)
from optalloc.solver.proof.tree import Claim
from optalloc.solver.proof.trials import KNOWN, Gains
from small_programs import program_of


def test_it_cuts_where_both_parts_lose_and_not_at_the_nearest_to_one_half() -> None:
    """By hand: the gains are 10 c and nothing for the start in either year, s + t = c, 3 c <= 2.

    The linear program has c = 2/3 and may have s at one half: held at either end, t makes up for
    it and the bound stays. With c held at 0 or at 1 it falls to 0, or there is no point.
    """
    program = program_of([[1, -1, -1], [-1, 1, 1], [3, 0, 0]], [0, 0, 2], [10, 0, 0])
    face = whole_face(program)
    stage = program.goals[0]
    assert isinstance(stage, Stage)
    lp = NodeLp(Claim.of(program, face, (), stage, None), program.anchor, {})
    value = lp.solve(face).value
    assert round(value * 3) == -20
    node, gains = Node(face, value=value), Gains(program.columns)
    cut = gains.cut(lp, node, np.array([2 / 3, 1 / 2, 1 / 6]))
    assert cut is not None
    assert (cut.place, cut.at, cut.is_up) == (0, 0, True)
    assert round(gains.total[0, 0] * 2 / 3 * 3) == 20
    assert gains.total[:, 1:].tolist() == [[0, 0], [0, 0]]
    # The trials leave the program as it was.
    assert round(lp.solve(face).value * 3) == -20


def test_of_sums_of_amounts_it_cuts_at_the_one_that_moves_the_bound() -> None:
    """By hand: 4 (a + b) <= 9 for 10 each has 22.5 at 2.25, and 20 at two; c + d costs nothing."""
    rows = [[4, 4, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1]]
    program = program_of(rows, [9, 9, 9], [10, 10, 0, 0], upper=[9, 9, 9, 9])
    face, stage = whole_face(program), program.goals[0]
    assert isinstance(stage, Stage)
    lp = NodeLp(Claim.of(program, face, (), stage, None), program.anchor, {})
    node, gains = Node(face, value=lp.solve(face).value), Gains(program.columns, sums=(1, 2))
    cut = gains.cut_sum(lp, node, {1: 2.25, 2: 1.5}, np.inf)
    assert cut == BranchingCut(1, 2, False, is_row=True)
    assert round(gains.total[0, program.columns] * 0.25, 6) == 2.5
    # With one sum off at most there is nothing to choose.
    assert gains.cut_sum(lp, node, {1: 2.25, 2: 3.0}, np.inf) is None


def test_what_cuts_moved_is_learned_and_then_believed() -> None:
    """By hand: cut at 0.25, its lower part lost 2 and its upper 3: 8 and 4 for a whole step."""
    program = program_of([[1, 1]], [1], [1, 1])
    face, gains = whole_face(program), Gains(2)
    above = Node(face, value=10.0, off=0.25)
    above.cut = Gains(2).cut(None, Node(face, value=0.0), np.array([0.25, 0.0]))  # type: ignore[arg-type]
    above.parts = [Node(face, above=above, value=12.0), Node(face, above=above, value=13.0, side=1)]
    for _ in range(KNOWN):
        for part in above.parts:
            gains.learn(part)
    assert gains.total[:, 0].tolist() == [8 * KNOWN, 4 * KNOWN]
    assert gains.count[:, 0].tolist() == [KNOWN, KNOWN]
    gains.learn(above)
    assert gains.count.sum() == 2 * KNOWN


def test_a_side_counts_for_no_more_and_an_empty_one_for_no_less_than_settles_it() -> None:
    """By hand: cut at 0.5, below lost 9 where 3 were enough, and above has no point: 6 and 6."""
    program = program_of([[1, 1]], [1], [1, 1])
    face, gains = whole_face(program), Gains(2)
    above = Node(face, value=10.0, off=0.5)
    above.cut = BranchingCut(0, 0, True)
    above.parts = [Node(face, above=above, value=19.0), Node(face, above=above, side=1)]
    for part in above.parts:
        gains.learn(part, 13.0)
    assert gains.total[:, 0].tolist() == [6, 6]
    # While no value is known nothing settles a part that has no point.
    gains.learn(above.parts[1])
    assert gains.count[:, 0].tolist() == [1, 1]


def test_a_trial_counts_for_no_more_than_settles_a_part() -> None:
    """By hand: 4 s + 3 t <= 5 for 5 and 3 has 5.75; without s there are 3, without t 5."""
    program = program_of([[4, 3]], [5], [5, 3])
    face, stage = whole_face(program), program.goals[0]
    assert isinstance(stage, Stage)
    lp = NodeLp(Claim.of(program, face, (), stage, None), program.anchor, {})
    node, gains = Node(face, value=lp.solve(face).value), Gains(2)
    assert node.value == -6
    gains.cut(lp, node, np.array([1.0, 1 / 3]), -5.5)
    assert gains.count.sum() == 0  # Only one switch is between its ends: nothing to try.
    gains.best(lp, face, np.array([0.5, 0.5]), (-6.0, -5.5), np.array([0, 1]))
    assert gains.total.max() == 1.0


def test_a_choice_is_also_whether_it_is_among_its_first_few() -> None:
    assert with_first_of([(4, 2, 7), (1, 3)]) == ((4, 2, 7), (1, 3), (4, 2))
    many = [(3 * k, 3 * k + 1, 3 * k + 2) for k in range(MOST_SUMS // 2 + 1)]
    assert with_first_of(many) == tuple(many)


def test_projects_are_counted_in_all_and_by_their_size() -> None:
    """By hand: a + b = 8 s, c <= 8 t and d = 5 u; a = 4 v is a part of what s pays for."""
    rows = [
        [1, 1, 0, 0, -8, 0, 0, 0],
        [0, 0, 1, 0, 0, -8, 0, 0],
        [0, 0, 0, 1, 0, 0, -5, 0],
        [1, 0, 0, 0, 0, 0, 0, -4],
        [1, 1, 1, 1, 0, 0, 0, 0],
        [0, 0, 1, 0, -8, -8, 0, 0],
    ]
    high, low = [0, 0, 0, 0, 15, 0], [0, -16, 0, 0, 0, -16]
    program = program_of(rows, high, [0] * 8, low, [8, 8, 8, 5, 1, 1, 1, 1])
    assert sizes_of(program, whole_face(program)) == ((4, 5, 6), (4, 5))


def test_a_choice_is_cut_at_rather_than_the_switches_that_it_is_made_of() -> None:
    """By hand: s + t <= 1 is a choice; 2 s + u <= 2 is none, and one switch alone is none."""
    program = program_of([[1, 1, 0], [2, 0, 1], [0, 0, 1]], [1, 2, 1], [4, 4, 1])
    face = whole_face(program)
    stage = program.goals[0]
    assert isinstance(stage, Stage)
    assert choices_of(program, face) == ((0, 1),)
    claim = Claim.of(program, face, (), stage, None).with_sums(choices_of(program, face))
    lp = NodeLp(claim, program.anchor, {})
    gains = Gains(3, {3: np.array([0, 1])})
    # s and t hold a quarter each, so that nothing says which, and half of whether.
    node = Node(claim.face, value=lp.solve(claim.face).value)
    cut = gains.cut(lp, node, np.array([0.25, 0.25, 0.5]))
    assert cut is not None and (cut.place, cut.at, cut.is_row, node.off) == (3, 0, True, 0.5)
    # A choice that is made, or ruled out, is none any more: then it is which.
    _, made = claim.face.halves(3, 0, is_row=True)
    node = Node(made, value=lp.solve(made).value)
    cut = gains.cut(lp, node, np.array([0.25, 0.75, 1.0]))
    assert cut is not None and not cut.is_row and cut.place in (0, 1)
    # What a trial of a choice held is as it was.
    assert lp.trial(claim.face, 3, 0, lp.kept.basis(), is_row=True) == -1.0
    assert lp.solve(claim.face).value == -5.0


def test_of_totals_between_whole_steps_the_one_that_a_row_holds_there_is_cut() -> None:
    """By hand: 2 a <= 7 and a + b + c <= 9 have a at 3.5, and b or c makes up for the half."""
    program = program_of([[2, 0, 0], [1, 1, 1]], [7, 9], [3, 1, 1], upper=[9, 9, 9])
    face, gains = whole_face(program), Gains(program.columns)
    stage = program.goals[0]
    assert isinstance(stage, Stage)
    lp = NodeLp(Claim.of(program, face, (), stage, None), program.anchor, {})
    found = lp.solve(face)
    assert found.x is not None and found.x[0] == 3.5 and found.value == -16
    node = Node(face, value=found.value)
    cut = gains.cut_amount(lp, node, found.x, np.arange(3), np.inf)
    assert cut is not None and (cut.place, cut.at, cut.is_row, node.off) == (0, 3, False, 0.5)
    # Half a step less of a costs 1; of b or c nothing, which the other has then.
    assert gains.total[0].tolist() == [2, 0, 0]
    assert lp.solve(face).value == -16
    # Alone between whole steps it is cut as it was.
    assert gains.cut_amount(lp, node, found.x, np.array([0]), np.inf) is None


def test_a_part_that_narrowing_leaves_as_it_was_is_cut_and_not_narrowed_again() -> None:
    """Floats may see no room where exact multipliers leave some: then nothing is settled."""
    n = MOST_STUCK + 1
    face = whole_face(program_of([[1] * n], [n], [1] * n))
    assert may_narrow(face, np.full(n, 2.0), room=1.0)
    upper = face.upper.copy()
    upper[: MOST_STUCK - 1] = 0
    little = replace(face, upper=upper)
    assert not is_narrower(face, Node(face, depth=1))
    assert not is_narrower(little, Node(face, depth=1))
    upper = face.upper.copy()
    upper[:MOST_STUCK] = 0
    assert is_narrower(replace(face, upper=upper), Node(face, depth=1))
    assert is_narrower(little, Node(face))


def test_where_many_totals_hang_on_one_count_the_count_is_cut() -> None:
    """By hand: 10 y >= p l for five towns of 3, 4, 5, 6 and 7; l = 33 has the last at 23.1."""
    heads, n = (3, 4, 5, 6, 7), 5
    rows = [[-10 * (i == r) for i in range(n)] + [p] for r, p in enumerate(heads)]
    program = replace(program_of(rows, [0] * n, [0] * (n + 1)), upper=np.full(n + 1, 100))
    totals, face = np.arange(n), whole_face(program)
    hinges = hinges_of(program, face, totals, np.array([n]))
    assert [(j, k) for _, j, k in hinges] == [(j, n) for j in range(n)]
    x = np.array([10.0, 14.0, 17.0, 20.0, 23.1, 33.0])
    cut = at_a_hinge(program, face, x, hinges)
    # 7 l <= 230 leaves l at most 32: 23 steps are enough there, and 24 are needed above.
    assert cut is not None and (cut.place, cut.at, cut.is_up) == (n, 32, True)
    assert hinges_of(program, face, totals[:4], np.array([n])) == []


def test_a_sum_of_costs_is_least_where_neither_its_kink_nor_an_end_is() -> None:
    """|k| + 100 (k - 50)^2 from 0 to 100: 250,000 at 0, where the first part is least; 50 at 50."""
    cost = WeightedSum(
        ((1, AbsoluteDistance(1, 0, 1)), (100, SquaredDistance(1, 50, 1))), Fraction(0)
    )
    program = program_of([[1]], [100], [0], upper=[100])
    stage, face = Stage("far", NOTHING, convex={0: cost}), whole_face(program)
    lp = NodeLp(Claim.of(program, face, (), stage, None), program.anchor, {})
    relaxed = lp.solve(face)
    assert relaxed.said == "point" and relaxed.x is not None
    assert relaxed.value == pytest.approx(50 - 250_000, abs=1)
    assert relaxed.x[0] == pytest.approx(50, abs=1)
