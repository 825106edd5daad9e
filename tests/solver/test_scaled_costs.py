"""A cost counted several times is a cost of its own kind."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from test_margins import COST, FEW, TARGET

from optalloc.core.exact import Exact
from optalloc.solver.program.divisor_costs import DeanDivisors
from optalloc.solver.program.program import StepCost, WeightedSum
from optalloc.solver.program.scaled_costs import scaled
from quick import examples

ONE_COST = st.one_of(COST, st.builds(DeanDivisors, st.integers(1, 4), TARGET)).filter(
    lambda cost: not isinstance(cost, Fraction)
)


@settings(max_examples=examples(60), **FEW)
@given(ONE_COST, TARGET, TARGET, st.integers(-2, 9))
def test_a_scaled_cost_is_so_many_times_the_cost(
    cost: StepCost, weight: Exact, price: Exact, k: int
) -> None:
    made = scaled(cost, weight)
    assert type(made) is type(cost)
    assert (made.at(k), made.slope(k)) == (weight * cost.at(k), weight * cost.slope(k))
    assert made.kink() == cost.kink()
    both = WeightedSum(((price, cost), (1, cost)), 2)
    assert scaled(both, weight).at(k) == weight * both.at(k)
