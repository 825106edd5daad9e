"""The gate of coverage counts and does not round."""

import pytest

from coverage_gate import Reached, reached


@pytest.mark.parametrize(
    ("statements", "branches", "is_enough"),
    [
        ((970, 1000), (920, 1000), True),
        ((9699, 10000), (1000, 1000), False),
        ((1000, 1000), (9199, 10000), False),
    ],
)
def test_each_bar_is_held_by_itself_to_the_last_statement(
    statements: tuple[int, int], branches: tuple[int, int], is_enough: bool
) -> None:
    assert Reached(statements, branches).is_enough is is_enough


def test_what_is_reached_is_said_in_counts() -> None:
    told = {"covered_lines": 1, "num_statements": 3, "covered_branches": 1, "num_branches": 2}
    assert str(reached(told)) == "statements 33.33% (1 of 3), branches 50.00% (1 of 2)"
