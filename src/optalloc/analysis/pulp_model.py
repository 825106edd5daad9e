"""The model in textbook form as a PuLP problem, for any solver that PuLP finds.

    award[甲镇,市级,产业]     whole grains of one source for one recipient and use
    total[甲镇]               whole steps of a recipient's money
    extra[k]                  what rules add: switches, counts
    cost[goal,column]         a goal's convex cost of a column, held from below by its tangents

Constraints carry the label of their rule and what they are about. The first goal is the objective;
the others stand in `later_goals` with their words. PuLP replaces the marks -+[] ->/ in names by
underscores; a name that a file of a model could still take for something else (marks of its
grammar, or too long) is a number. `names` gives every variable and constraint its name in full.

A convex cost over up to MOST_TANGENTS pieces is exact at every whole step. One of more pieces
(squares over long ranges) has tangents near its cheapest point and ever wider apart beyond: then
the optimum of the model as it is written is a lower bound of the goal, and `is_exact` is False.
There `solve` adds the tangents beside the solved point and solves again; once none are lacking, the
optimum is the goal's best value.

Solvers hold a row to 1e-7, and PuLP reads eight digits of what CBC prints: a sum of 7*10^8 steps is
beyond both, and CBC calls such a model infeasible. So `solve` hands over a model of long columns as
its distances from a point near its targets, x = base + d, and writes x back; the model itself and
files of it count from nought (analysis/counted_from.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import log2
from typing import Any

import pulp

from optalloc.analysis.counted_from import Counting, ExactRow, fitting_unit, solved_near
from optalloc.core.message import Lang
from optalloc.problem.facts import Award, Cell, Plan
from optalloc.problem.formulate import formulate
from optalloc.problem.layout import cells_of
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.program.program import UNBOUNDED, Program, Stage, StepCost, Worst

MOST_TANGENTS = 4_000
"""Pieces of one convex cost; beyond it tangents are chosen."""
LEVELS = "cost"
SMALLEST = 1e-6
"""Slope below which, or above whose inverse, a tangent's row is scaled."""
SAFE = re.compile(r"[^\W\d][\w,.（）()·、，]{0,60}")
"""Names that every format and solver reads as they stand."""


@dataclass(frozen=True)
class Curve:
    """A convex cost of one column, held from below by a variable's tangents.

    Attributes:
        drawn: Where the pieces begin that have their tangent.
    """

    held: pulp.LpVariable
    column: pulp.LpVariable
    cost: StepCost
    label: str
    low: int
    high: int
    drawn: set[int] = field(default_factory=set)

    def missing(self) -> list[int]:
        """Return the pieces beside the column's value; none where the cost is exact there."""
        k = round(self.column.varValue or 0)
        beside = [piece for piece in (k - 1, k) if self.low <= piece < self.high]
        return [] if self.drawn.intersection(beside) else beside


class AwardModel(pulp.LpProblem):  # type: ignore[misc]
    """A PuLP problem that knows what its variables are.

    Attributes:
        names: The full name of each variable and constraint, by PuLP's.
        cells: For each award variable its recipient, source, use and project.
        grains: Money in one grain of each award variable [fen].
        later_goals: The goals after the first: words and expression, each to be minimised with
            those before it held at their best.
        is_exact: Whether the optimum of the model as it is written is the goal's best value; where
            it is False, that is a lower bound, and `solve` adds what it lacks.
        curves: The costs that have tangents for some of their pieces alone.
        minimised: Variables that were minimised in the solves before.
        base: A point near the targets, by variable, which `solve` counts long columns from.
        units: What `solve` counts costs in beside long columns, by variable, a power of two.
        exact: Rows, by name, of which the model has the nearest doubles.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name, pulp.LpMinimize)
        self.names: dict[str, str] = {}
        self.cells: dict[str, Cell] = {}
        self.grains: dict[str, int] = {}
        self.award_variables: list[pulp.LpVariable] = []
        self.later_goals: list[tuple[str, pulp.LpAffineExpression]] = []
        self.curves: list[Curve] = []
        self.minimised: set[str] = set()
        self.base: dict[str, float] = {}
        self.units: dict[str, float] = {}
        self.exact: dict[str, ExactRow] = {}
        self.is_exact = True

    def solve(self, solver: pulp.LpSolver | None = None, **options: Any) -> int:
        """Solve as PuLP does, and again while an optimum lacks tangents; return its status.

        Most models take one run. A time limit of the solver's is that of each run.
        """
        status = self._solve_near(solver, options)
        while self.refine():
            status = self._solve_near(solver, options)
        return status

    def _solve_near(self, solver: pulp.LpSolver | None, options: dict[str, Any]) -> int:
        """Solve as PuLP does, long columns counted from a point near the optimum."""
        counting = Counting(self.base, self.units, self._objective_unit(), self.exact)
        return solved_near(
            self, counting, lambda: int(super(AwardModel, self).solve(solver, **options))
        )

    def _objective_unit(self) -> float:
        return fitting_unit(
            cost * self.units.get(variable.name, 1.0) for variable, cost in self.objective.items()
        )

    def refine(self) -> int:
        """Add the tangents that an optimum lacks beside its point; return how many, in rows.

        None are lacking where the objective, and what was minimised before it, has its own value at
        the point: that is then the best there is (Kelley's cutting planes).
        """
        if self.sol_status != pulp.LpSolutionOptimal:
            return 0
        self.minimised.update(variable.name for variable in self.objective)
        added = 0
        for curve in (c for c in self.curves if c.held.name in self.minimised):
            for k in curve.missing():
                _add_tangent(self, curve, k)
                added += 1
        return added

    def plan(self) -> Plan:
        """Return the plan that the solved variables mean, each rounded to its nearest grain."""
        awards = []
        for variable in self.award_variables:
            grains = round(variable.varValue or 0)
            if grains:
                recipient, source, use, project = self.cells[variable.name]
                amount = grains * self.grains[variable.name]
                awards.append(Award(recipient, source, use, amount, project))
        return Plan(awards)


def pulp_model(problem: Problem, lang: Lang = "zh") -> AwardModel:
    """Return the textbook model of a problem.

    Args:
        lang: The language of the goals' words.
    """
    program = formulate(problem, score(problem))
    model = AwardModel(problem.name)
    columns = list(_variables(model, problem, program))
    _constraints(model, program, columns)
    goals = [_objective(model, program, goal, columns) for goal in program.goals]
    model.setObjective(goals[0])
    words = (goal.words.say(lang) for goal in program.goals)
    model.later_goals = list(zip(words, goals, strict=True))[1:]
    return model


def _named(model: AwardModel, variable: pulp.LpVariable, name: str) -> pulp.LpVariable:
    model.names[variable.name] = name
    return variable


def _variables(model: AwardModel, problem: Problem, program: Program) -> Iterator[pulp.LpVariable]:
    """Yield a variable for each column; a number keeps names apart that PuLP would merge."""
    cells = list(cells_of(problem))
    totals = dict(zip(program.ties.totals.tolist(), problem.recipients, strict=True))
    lower, upper = program.lower.tolist(), program.upper.tolist()
    anchor = program.anchor.tolist()
    used: set[str] = set()
    for j in range(program.columns):
        if j < len(cells):
            name = f"award[{','.join(word for word in cells[j] if word is not None)}]"
        elif j in totals:
            name = f"total[{totals[j].name}]"
        else:
            name = f"extra[{j}]"
        variable = _variable(used, name, lower[j], max(lower[j], upper[j]), pulp.LpInteger)
        if j < len(cells):
            model.cells[variable.name] = cells[j]
            model.grains[variable.name] = problem.grain.cells[cells[j][1]]
            model.award_variables.append(variable)
        model.base[variable.name] = anchor[j]
        yield _named(model, variable, name)


def _variable(
    used: set[str], name: str, low: int | None, high: int | None, kind: str
) -> pulp.LpVariable:
    safe = _safe(name, f"x{len(used)}")
    variable = pulp.LpVariable(f"{safe}_{len(used)}" if safe in used else safe, low, high, kind)
    used.add(variable.name)
    return variable


def _safe(name: str, number: str) -> str:
    """Return a name as PuLP has it, or a number where LP and MPS would misread that."""
    plain = name.translate(pulp.LpElement.trans)
    return plain if SAFE.fullmatch(plain) else number


def _constraints(model: AwardModel, program: Program, columns: list[pulp.LpVariable]) -> None:
    start, column, coefficient = program.lists
    low, high = program.low.tolist(), program.high.tolist()
    for group in program.row_groups:
        for i in range(group.start, group.stop):
            about = ",".join(word for word in group.keys[i - group.start] if word != "*")
            name = f"{group.label}[{about}]" if about else group.label
            entries = range(start[i], start[i + 1])
            row = pulp.LpAffineExpression([(columns[column[e]], coefficient[e]) for e in entries])
            if low[i] == high[i]:
                _add(model, row == low[i], name)
                continue
            if low[i] > -UNBOUNDED:
                _add(model, row >= low[i], name)
            if high[i] < UNBOUNDED:
                _add(model, row <= high[i], name)
    lower, upper = program.lower, program.upper
    crossed = [f"bounds[{model.names[columns[j].name]}]" for j in (lower > upper).nonzero()[0]]
    for n, name in enumerate([*(words.en for words in program.contradictions), *crossed]):
        # What arithmetic alone shows can never hold is a row that nothing keeps. Bounds that cross
        # are such a row too: several solvers (CBC) refuse to read them where others say infeasible.
        never = pulp.LpVariable(f"never_{n}", 0, 0)
        _add(model, never >= 1, name)


def _add(model: AwardModel, row: pulp.LpConstraint, name: str) -> str:
    """Add a constraint, with a number behind its name where that is taken; return its name."""
    unique = _safe(name, f"r{len(model.names)}")
    if model.get_constraint_by_name(unique) is not None:
        unique = f"{unique}_{len(model.names)}"
    model.addConstraint(row, unique)
    model.names[unique] = name
    return unique


def _objective(
    model: AwardModel, program: Program, goal: Stage | Worst, columns: list[pulp.LpVariable]
) -> pulp.LpAffineExpression:
    """Return a goal as an expression to minimise, its convex costs held by tangents."""
    lower, upper = program.lower.tolist(), program.upper.tolist()
    if isinstance(goal, Worst):
        level = pulp.LpVariable(f"{LEVELS}_{len(model.names)}", float(goal.best))
        _named(model, level, f"{LEVELS}[{goal.label}]")
        for i, j in enumerate(goal.columns):
            levels = _Levels(goal, i, lower[j])
            _hold(model, Curve(level, columns[j], levels, goal.label, lower[j], upper[j]))
        return pulp.LpAffineExpression(level)
    terms = [(columns[j], float(c)) for j, c in goal.linear.items()]
    for j, cost in goal.convex.items():
        held = pulp.LpVariable(f"{LEVELS}_{len(model.names)}")
        _named(model, held, f"{LEVELS}[{goal.label},{model.names[columns[j].name]}]")
        terms.append((held, 1.0))
        _hold(model, Curve(held, columns[j], cost, goal.label, lower[j], upper[j]))
    return pulp.LpAffineExpression(terms, constant=float(goal.constant))


@dataclass(frozen=True)
class _Levels:
    """The level of one compared column as a convex cost."""

    goal: Worst
    place: int
    least: int

    def at(self, k: int) -> Fraction:
        return self.goal.level(self.place, k)

    def slope(self, k: int) -> Fraction:
        return self.at(k + 1) - self.at(k)

    def kink(self) -> int:
        return self.least


def _hold(model: AwardModel, curve: Curve) -> None:
    """Hold a convex cost from below by a tangent for each of its pieces, or by some."""
    here = float(curve.cost.at(round(model.base[curve.column.name])))
    model.base[curve.held.name] = max(here, model.base.get(curve.held.name, here))
    if (unit := _unit(curve)) != 1:
        model.units[curve.held.name] = max(unit, model.units.get(curve.held.name, unit))
    pieces, is_whole = _pieces(curve)
    for k in pieces:
        _add_tangent(model, curve, k)
    if not is_whole:
        model.is_exact = False
        model.curves.append(curve)


def _unit(curve: Curve) -> float:
    """Return the unit in which a step from a cost's cheapest point costs about one."""
    if curve.low >= curve.high:
        return 1.0
    first, last = curve.low, curve.high - 1
    beside = (min(max(first, k), last) for k in (curve.cost.kink() - 1, curve.cost.kink()))
    return fitting_unit(float(curve.cost.slope(k)) for k in beside)


def _add_tangent(model: AwardModel, curve: Curve, k: int) -> None:
    """Add the line through a cost at k and k + 1 steps."""
    slope = Fraction(curve.cost.slope(k)) if curve.low < curve.high else Fraction(0)
    constant = Fraction(curve.cost.at(k)) - slope * k
    # Solvers drop coefficients below 1e-9 without a word; the middle of both keeps each in sight.
    size = abs(float(slope))
    times = 2.0 ** -round(log2(size) / 2) if size and not SMALLEST < size < 1 / SMALLEST else 1.0
    slope, constant = slope * Fraction(times), constant * Fraction(times)
    row = times * curve.held - float(slope) * curve.column >= float(constant)
    terms = {curve.held.name: Fraction(times), curve.column.name: -slope}
    model.exact[_add(model, row, f"{curve.label}[{LEVELS}]")] = ExactRow(-constant, terms)
    curve.drawn.add(k)


def _pieces(curve: Curve) -> tuple[list[int], bool]:
    """Return where linear pieces of a cost begin, and whether these are all.

    Runs of one slope are found by doubling and halving; where there are too many pieces, those near
    the kink are kept, and ever wider apart beyond.
    """
    low, high, slope = curve.low, curve.high, curve.cost.slope
    if low >= high:
        return [low], True
    k = low
    pieces: list[int] = []
    while k < high and len(pieces) < MOST_TANGENTS:
        here = slope(k)
        pieces.append(k)
        last, width = k, 1
        while last + width < high and slope(last + width) == here:
            last, width = last + width, width * 2
        while width:
            if last + width < high and slope(last + width) == here:
                last += width
            width //= 2
        k = last + 1
    if k >= high:
        return pieces, True
    centre = min(max(low, curve.cost.kink()), high - 1)
    near = {*range(max(low, centre - 200), min(high, centre + 200)), low, high - 1}
    width = 200
    while width < high - low:
        near |= {k for k in (centre - width, centre + width) if low <= k < high}
        width += max(1, width // 20)
    return sorted(near), False
