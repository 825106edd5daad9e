"""A PuLP model counted from a point, in fitting units, for the time of a solve: x = base + unit d.

    row . x + constant   becomes   row . unit d + (row . base + constant)
    low <= x             becomes   (low - base) / unit <= d

The sums are made in fractions, so that a model of whole numbers stays one of whole numbers and
loses no digit; whole numbers near nought are what a solver's tolerances and the eight digits that
CBC prints were made for (the product does the same for its own programs: docs/decisions/0006).
Whole columns keep their steps. A cost of 10^-9 a step is below every solver's tolerance, so costs
and the objective are counted in units in which a step costs about one; units are powers of two.
So are the units of rows: a share of a sum has coefficients of thirteen digits, and a tolerance of
10^-7 beside them is none. What a model has as doubles of fractions (slopes and constants of
tangents) is counted from the fractions: near 10^12 steps a double has lost 10^-4 of a step, and
moving it would not bring that back.

Columns are long where a double knows their steps no more: one of 10^12 knows no figure below 10^-4,
and solvers hold rows to 10^-6 or less. Far from the point that a model counts from they call a plan
infeasible that keeps every row, refuse the vertex that they found themselves ("Solve error"), or
stop short of the best. So a solver is asked again from the point that it left, until that is near;
where it knows of none, from that of the relaxation in coarse units. This is the iterative
refinement of linear programs (Gleixner, Steffy, Wolter 2016), a step of it a solve. The last word
is the solver's own, on the whole model with columns as long as they are (docs/decisions/0062,
0103).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil, log2
from typing import NamedTuple

import pulp

SHORT = 10**6
"""Steps up to which eight digits show a hundredth of a step, and doubles of rows lose nothing."""

ORDINARY = 10
"""Powers of two up to which a cost is left as it is, in either direction."""
ROUNDS = 4
"""Points that the columns of a model count from, one after the other."""
WITH_A_POINT = (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible)
WITHOUT_ONE = (pulp.LpStatusInfeasible, pulp.LpStatusUndefined)
"""HiGHS's "unbounded or infeasible" is undefined in PuLP's words."""
NEAR = 1e-6
"""Relative difference up to which two values that a solver finds are one."""

Solve = Callable[[], int]
"""Hands a model, as it then is, to a solver; returns its status."""


class ExactRow(NamedTuple):
    """A row's constant and coefficients, of which the model has the nearest doubles."""

    constant: Fraction
    coefficients: Mapping[str, Fraction]

    def is_of(self, row: pulp.LpAffineExpression | pulp.LpConstraint) -> bool:
        """Return whether a row still says what this is near to, term by term."""
        said = {variable.name: float(c) for variable, c in row.items()}
        return said == {name: float(c) for name, c in self.coefficients.items()}


@dataclass(frozen=True)
class Counting:
    """What a model is counted from, and in what.

    Attributes:
        base: A point, by variable.
        units: Powers of two for the variables that are not whole; 1 for those not named.
        objective: The unit of the objective, a power of two.
        exact: Rows, by name, whose doubles are not all of them.
    """

    base: dict[str, float] = field(default_factory=dict)
    units: dict[str, float] = field(default_factory=dict)
    objective: float = 1.0
    exact: Mapping[str, ExactRow] = field(default_factory=dict)

    def near(self, base: dict[str, float]) -> "Counting":
        """Return the same units from another base."""
        return replace(self, base=base)


def fitting_unit(costs: Iterable[float]) -> float:
    """Return the power of two in the middle of some costs; 1 where they are ordinary figures."""
    sizes = [log2(abs(cost)) for cost in costs if cost]
    if not sizes or (min(sizes) > -ORDINARY and max(sizes) < ORDINARY):
        return 1.0
    return float(2.0 ** round((min(sizes) + max(sizes)) / 2))


def is_long(model: pulp.LpProblem) -> bool:
    """Return whether a model has whole columns that may be longer than solvers tell apart."""
    return any(_length(variable) > SHORT for variable in _whole(model))


def _whole(model: pulp.LpProblem) -> list[pulp.LpVariable]:
    return [v for v in model.variables() if v.cat == pulp.LpInteger]


def _length(variable: pulp.LpVariable) -> float:
    bounds = (variable.lowBound, variable.upBound)
    return max((abs(float(bound)) for bound in bounds if bound is not None), default=0.0)


def in_coarse_units(model: pulp.LpProblem, counting: Counting) -> Counting:
    """Return units in which no column is longer than SHORT: for a relaxation, not for whole steps.

    A tolerance is then one of the whole length, and rows of 10^12 steps are such of 10^6.
    """
    longest = max(map(_length, _whole(model)))
    lengths = {
        v.name: _length(v) if v.cat == pulp.LpInteger else longest for v in model.variables()
    }
    units = {
        name: counting.units.get(name, 1.0) * 2.0 ** max(0, ceil(log2(max(1.0, length) / SHORT)))
        for name, length in lengths.items()
    }
    return replace(counting, units=units)


@contextmanager
def relaxed(model: pulp.LpProblem) -> Iterator[None]:
    """Let long whole columns have any values meanwhile; short ones, as switches, stay whole."""
    whole = [v for v in _whole(model) if _length(v) > SHORT]
    for v in whole:
        v.cat = pulp.LpContinuous
    try:
        yield
    finally:
        for v in whole:
            v.cat = pulp.LpInteger


@contextmanager
def counted_from(
    model: pulp.LpProblem, counting: Counting, within: int | None = None
) -> Iterator[None]:
    """Count a model otherwise; on the way out every variable and row is its own again.

    Args:
        within: How far a whole column may be from its base meanwhile [steps]; None for any way.
    """
    variables, rows, objective = list(model.variables()), model.constraints(), model.objective
    bounds = [(v.lowBound, v.upBound) for v in variables]
    plain = [(row.expr, row.constant) for row in rows]
    # All that can fail comes first, while the model is as it was.
    aim = _counted(objective, objective.constant, counting, counting.objective)
    counted = [_counted(row, row.constant, counting, None) for row in rows]
    model.objective = aim
    for row, expression in zip(rows, counted, strict=True):
        # In an expression of its own: PuLP's two sides of a row share one.
        row.expr, row.constant = expression, expression.constant
    for v in variables:
        base, unit = counting.base.get(v.name, 0), counting.units.get(v.name, 1)
        v.lowBound, v.upBound, v.varValue = (
            value if value is None else _number((Fraction(value) - Fraction(base)) / Fraction(unit))
            for value in (v.lowBound, v.upBound, v.varValue)
        )
        if within is not None and v.cat == pulp.LpInteger:
            v.lowBound = -within if v.lowBound is None else max(-within, v.lowBound)
            v.upBound = within if v.upBound is None else min(within, v.upBound)
    try:
        yield
    finally:
        model.objective = objective
        for row, (expression, constant) in zip(rows, plain, strict=True):
            row.expr, row.constant = expression, constant
        for v, (low, high) in zip(variables, bounds, strict=True):
            v.lowBound, v.upBound = low, high
            if v.varValue is not None:
                base, unit = counting.base.get(v.name, 0), counting.units.get(v.name, 1)
                v.varValue = _number(Fraction(v.varValue) * Fraction(unit) + Fraction(base))


def next_base(model: pulp.LpProblem, base: Mapping[str, float]) -> dict[str, float] | None:
    """Return a solved point as the next one to count from; None where it is near its base."""
    variables = [v for v in model.variables() if v.varValue is not None]
    whole = [v for v in variables if v.cat == pulp.LpInteger]
    if all(abs(v.varValue - base.get(v.name, 0)) <= SHORT for v in whole):
        return None
    point: dict[str, float] = {v.name: v.varValue for v in variables}
    return point | {v.name: round(v.varValue) for v in whole}


def _counted(
    row: pulp.LpAffineExpression | pulp.LpConstraint,
    constant: float,
    counting: Counting,
    unit: float | None,
) -> pulp.LpAffineExpression:
    """Return a row's variables counted otherwise, and itself in a unit.

    Args:
        unit: None for that of the variables which have one; of a row of others, a fitting one.
    """
    exact = counting.exact.get(row.name or "")
    if exact is not None and not exact.is_of(row):
        exact = None  # The row was changed since: what it says now counts.
    terms = {
        v: Fraction(c) if exact is None else exact.coefficients[v.name] for v, c in row.items()
    }
    moved = Fraction(constant) if exact is None else exact.constant
    moved += sum(c * Fraction(counting.base.get(v.name, 0)) for v, c in terms.items())
    counted = {v: c * Fraction(counting.units.get(v.name, 1)) for v, c in terms.items()}
    if unit is None:
        own = [abs(float(counted[v])) for v in terms if v.name in counting.units]
        unit = max(own, default=0.0) or fitting_unit(map(float, counted.values()))
    in_units = [(v, _number(c / Fraction(unit))) for v, c in counted.items()]
    return pulp.LpAffineExpression(in_units, constant=_number(moved / Fraction(unit)))


def _number(exact: Fraction) -> int | float:
    return exact.numerator if exact.denominator == 1 else float(exact)


def solved_near(model: pulp.LpProblem, counting: Counting, solve: Solve) -> int:
    """Solve a model, long columns counted from ever nearer points; return its status.

    Args:
        counting: What it is counted from first, and in what units.
    """
    if not is_long(model):
        return solve()
    was_refused = False
    for _ in range(ROUNDS):
        with counted_from(model, counting):
            solve()
        said = _Said.of(model)
        if said.status in WITHOUT_ONE:
            # Doubles of rows may contradict each other where the rows themselves do not.
            near = None if was_refused else _relaxed_near(model, counting, solve)
            was_refused = True
        else:
            near = next_base(model, counting.base)
        if near is None:
            said.to(model)
            break
        counting = counting.near(near)
        if said.sol_status in WITH_A_POINT and _is_as_good_beside(model, counting, said, solve):
            # How good the point is was said of the whole model; beside the base it was only found.
            model.assignStatus(said.status, said.sol_status)
            break
        said.to(model)
    return int(model.status)


def _is_as_good_beside(
    model: pulp.LpProblem, counting: Counting, said: "_Said", solve: Solve
) -> bool:
    """Return whether there is a point near the base that is as good as the one found.

    Where equally good points lie far apart, a solver returns to one that is far from any base; so
    it is asked within a short way as well, and believed there where that costs nothing.
    """
    with counted_from(model, counting, within=SHORT):
        status = solve()
    value = pulp.value(model.objective)
    return status == said.status and value <= said.value + NEAR * max(1.0, abs(said.value))


def _relaxed_near(
    model: pulp.LpProblem, counting: Counting, solve: Solve
) -> dict[str, float] | None:
    """Return the whole point next to that of the relaxation, in units fit for long columns."""
    coarse = in_coarse_units(model, counting)
    with relaxed(model), counted_from(model, coarse):
        solve()
    return next_base(model, counting.base) if model.sol_status in WITH_A_POINT else None


@dataclass(frozen=True)
class _Said:
    """What a solver said of a model, to be said again after it was asked something else."""

    status: int
    sol_status: int
    value: float
    point: tuple[float | None, ...]

    @classmethod
    def of(cls, model: pulp.LpProblem) -> "_Said":
        value = pulp.value(model.objective)
        point = tuple(v.varValue for v in model.variables())
        return cls(model.status, model.sol_status, value or 0.0, point)

    def to(self, model: pulp.LpProblem) -> None:
        model.assignStatus(self.status, self.sol_status)
        for variable, its in zip(model.variables(), self.point, strict=True):
            variable.varValue = its
