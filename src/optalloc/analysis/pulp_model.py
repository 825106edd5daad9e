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
the optimum of the model is a lower bound of the goal, `is_exact` is False, and `judge` says what a
plan is worth.
"""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from math import log2

import pulp

from optalloc.exact import Exact
from optalloc.formulate import formulate
from optalloc.problem import Award, Plan, Problem
from optalloc.program import UNBOUNDED, Program, Stage, Worst
from optalloc.score import score
from optalloc.words import Lang

MOST_TANGENTS = 4_000
"""Pieces of one convex cost; beyond it tangents are chosen."""
LEVELS = "cost"
SMALLEST = 1e-6
"""Slope below which, or above whose inverse, a tangent's row is scaled."""
SAFE = re.compile(r"[^\W\d][\w,.（）()·、，]{0,60}")
"""Names that every format and solver reads as they stand."""


class AwardModel(pulp.LpProblem):  # type: ignore[misc]
    """A PuLP problem that knows what its variables are.

    Attributes:
        names: The full name of each variable and constraint, by PuLP's.
        cells: For each award variable its recipient, source, use and project.
        grains: Money in one grain of each award variable [fen].
        later_goals: The goals after the first: words and expression, each to be minimised with
            those before it held at their best.
        is_exact: Whether the optimum of the model is the goal's best value, and no lower bound.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name, pulp.LpMinimize)
        self.names: dict[str, str] = {}
        self.cells: dict[str, tuple[str, str, str, str | None]] = {}
        self.grains: dict[str, int] = {}
        self.award_variables: list[pulp.LpVariable] = []
        self.later_goals: list[tuple[str, pulp.LpAffineExpression]] = []
        self.is_exact = True

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
    words = [goal.words.say(lang) for goal in program.goals]
    model.setObjective(goals[0])
    model.later_goals = list(zip(words[1:], goals[1:], strict=True))
    return model


def _named(model: AwardModel, variable: pulp.LpVariable, name: str) -> pulp.LpVariable:
    model.names[variable.name] = name
    return variable


def _variables(model: AwardModel, problem: Problem, program: Program) -> Iterator[pulp.LpVariable]:
    """Yield a variable for each column; a number keeps names apart that PuLP would merge."""
    cells: list[tuple[str, str, str, str | None]] = [
        (r.name, s.name, u.name, None)
        for r in problem.recipients
        for s in problem.sources
        for u in problem.uses
    ]
    cells += [
        (p.recipient, s.name, p.use, p.name) for p in problem.projects for s in problem.sources
    ]
    totals = dict(zip(program.ties.totals.tolist(), problem.recipients, strict=True))
    lower, upper = program.lower.tolist(), program.upper.tolist()
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


def _add(model: AwardModel, row: pulp.LpConstraint, name: str) -> None:
    """Add a constraint under its name, with a number behind it where the name is taken."""
    count = len(model.names)
    unique = _safe(name, f"r{count}")
    if model.get_constraint_by_name(unique) is not None:
        unique = f"{unique}_{count}"
    model.addConstraint(row, unique)
    model.names[unique] = name


def _objective(
    model: AwardModel, program: Program, goal: Stage | Worst, columns: list[pulp.LpVariable]
) -> pulp.LpAffineExpression:
    """Return a goal as an expression to minimise, its convex costs held by tangents."""
    lower, upper = program.lower.tolist(), program.upper.tolist()
    if isinstance(goal, Worst):
        level = pulp.LpVariable(f"{LEVELS}_{len(model.names)}", float(goal.best))
        _named(model, level, f"{LEVELS}[{goal.label}]")
        for i, j in enumerate(goal.columns):
            levels = _Levels(goal, i)
            for k, slope in _pieces(model, levels.slope, None, lower[j], upper[j]):
                _add_tangent(model, level, columns[j], levels.at(k), slope, k, goal.label)
        return pulp.LpAffineExpression(level)
    terms = [(columns[j], float(c)) for j, c in goal.linear.items()]
    for j, cost in goal.convex.items():
        held = pulp.LpVariable(f"{LEVELS}_{len(model.names)}")
        _named(model, held, f"{LEVELS}[{goal.label},{model.names[columns[j].name]}]")
        terms.append((held, 1.0))
        for k, slope in _pieces(model, cost.slope, cost.kink(), lower[j], upper[j]):
            _add_tangent(model, held, columns[j], Fraction(cost.at(k)), slope, k, goal.label)
    return pulp.LpAffineExpression(terms, constant=float(goal.constant))


class _Levels:
    """The level of one compared column as a convex cost."""

    def __init__(self, goal: Worst, place: int) -> None:
        self.goal, self.place = goal, place

    def at(self, k: int) -> Fraction:
        return self.goal.level(self.place, k)

    def slope(self, k: int) -> Fraction:
        return self.at(k + 1) - self.at(k)


def _add_tangent(
    model: AwardModel,
    held: pulp.LpVariable,
    column: pulp.LpVariable,
    at: Fraction,
    slope: Exact,
    k: int,
    label: str,
) -> None:
    constant = Fraction(at) - Fraction(slope) * k
    # Solvers drop coefficients below 1e-9 without a word; the middle of both keeps each in sight.
    size = abs(float(slope))
    times = 2.0 ** -round(log2(size) / 2) if size and not SMALLEST < size < 1 / SMALLEST else 1.0
    row = times * held - float(slope) * times * column >= float(constant) * times
    _add(model, row, f"{label}[{LEVELS}]")


def _pieces(
    model: AwardModel,
    slope: Callable[[int], Exact],
    kink: int | None,
    low: int,
    high: int,
) -> Iterator[tuple[int, Exact]]:
    """Yield where each linear piece of a convex function begins, with its slope.

    Runs of one slope are found by doubling and halving; where there are too many pieces, those near
    the kink are kept, and ever wider apart beyond.
    """
    if low >= high:
        yield low, 0
        return
    k, found = low, 0
    pieces: list[tuple[int, Exact]] = []
    while k < high and found < MOST_TANGENTS:
        here = slope(k)
        pieces.append((k, here))
        found += 1
        last, width = k, 1
        while last + width < high and slope(last + width) == here:
            last, width = last + width, width * 2
        while width:
            if last + width < high and slope(last + width) == here:
                last += width
            width //= 2
        k = last + 1
    if k >= high:
        yield from pieces
        return
    model.is_exact = False
    centre = min(max(low if kink is None else kink, low), high - 1)
    near = {*range(max(low, centre - 200), min(high, centre + 200)), low, high - 1}
    width = 200
    while width < high - low:
        near |= {k for k in (centre - width, centre + width) if low <= k < high}
        width += max(1, width // 20)
    for k in sorted(near):
        yield k, slope(k)
