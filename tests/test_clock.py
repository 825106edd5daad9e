"""The clock: no question of a solve without a limit takes all of the time."""

from optalloc.solving.asking import BRANCHING_SECONDS, PROVING_SECONDS, SHORTEST, Clock


def test_each_integer_program_may_take_half_of_what_is_left_and_never_nothing() -> None:
    clock = Clock(None)
    shares = []
    for _ in range(10):
        share = clock.for_branching()
        assert share is not None
        shares.append(share)
        clock.branching += share
    assert shares[:2] == [BRANCHING_SECONDS / 2, BRANCHING_SECONDS / 4]
    assert shares[-1] == SHORTEST
    assert sum(shares) < BRANCHING_SECONDS + len(shares) * SHORTEST


def test_with_a_limit_an_integer_program_has_all_of_it_and_a_proof_no_more() -> None:
    assert Clock(600.0).for_branching() is None
    assert Clock(600.0).for_proving() == PROVING_SECONDS / 2
    assert Clock(1.0).for_proving() <= 1.0
