"""A program as VIPR has it: whole columns, linear constraints, convex costs as columns above lines.

A column of cost stands above the lines through neighbouring points of its cost, those of them that
the proof uses. So it may be too low, never too high: a bound proven with it is a bound of the real
cost, and the plan's own cost lies above all the lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from optalloc.core.exact import Exact
from optalloc.pipeline.certificate.vipr.derivations import Derivations, End, Parts
from optalloc.pipeline.certificate.vipr.region import Region
from optalloc.solver.program.program import UNBOUNDED, Program, Stage, StepCost, Worst

CostPlace = tuple[int, int]
"""A goal by its place, and a column."""


@dataclass(frozen=True)
class VariableNames:
    """VariableNames of a program's columns and rows, without spaces, each of them once."""

    columns: Sequence[str]
    rows: Sequence[str]


@dataclass(frozen=True)
class CostColumn:
    """The column that holds the cost of another:  cost <= offset + step * variable."""

    variable: int
    cost: StepCost
    step: Exact = 1
    offset: Exact = 0


@dataclass
class ViprModel:
    """What the file of one goal states, and what is derived in it.

    Attributes:
        names: Of the variables.
        whole: Variables that are whole numbers.
        objective: Coefficient by variable.
        one: The constraint that the variable `one`, which carries constants, is 1.
        costs: Columns of cost by goal and column.
        lines: Lines below a cost by goal, column and the lower of the two steps they go through.
    """

    program: Program
    derivations: Derivations
    names: list[str]
    whole: set[int]
    region: Region
    one: End
    objective: dict[int, Exact] = field(default_factory=dict)
    costs: dict[CostPlace, CostColumn] = field(default_factory=dict)
    lines: dict[tuple[int, int, int], End] = field(default_factory=dict)
    bounds: int = 0

    @property
    def one_variable(self) -> int:
        """The variable that carries constants."""
        return self.program.columns

    def variable(self, name: str, is_whole: bool = False) -> int:
        """Take up another variable."""
        self.names.append(name)
        if is_whole:
            self.whole.add(len(self.names) - 1)
        return len(self.names) - 1

    def with_costs(self, h: int, stage: Stage, region: Region, step: Fraction | None) -> None:
        """Take up the columns of a goal's convex costs.

        Args:
            h: The goal's place.
            step: What its costs on the region lie whole multiples of apart: its columns then count
                steps, above the cost where they begin; None for columns that are the cost.
        """
        for j, cost in sorted(stage.convex.items()):
            variable = self.variable(f"{'w' if step else 'y'}{h + 1}_{j}", step is not None)
            offset = cost.at(int(region.lower[j].value)) if step else 0
            self.costs[h, j] = CostColumn(variable, cost, step or 1, offset)

    def terms_of(self, h: int, stage: Stage) -> tuple[dict[int, Exact], Exact]:
        """Return a goal as coefficients of variables, and its constant."""
        terms: dict[int, Exact] = dict(stage.linear)
        constant: Exact = stage.constant
        for j in stage.convex:
            column = self.costs[h, j]
            terms[column.variable] = column.step
            constant += column.offset
        return terms, constant

    def line(self, h: int, j: int, k: int) -> End:
        """Return the line below a cost through the points at k and k + 1 steps.

        A column that the program itself fixes has one point, and a line that is level.
        """
        if (h, j, k) not in self.lines:
            column = self.costs[h, j]
            is_fixed = self.program.lower[j] == self.program.upper[j]
            slope: Exact = 0 if is_fixed else column.cost.slope(k)
            rhs = column.cost.at(k) - slope * k - column.offset
            terms = {column.variable: column.step, j: -slope}
            self.lines[h, j, k] = self.derivations.given(f"line{h + 1}_{j}_{k}", "G", rhs, terms)
        return self.lines[h, j, k]

    def at(self, x: Sequence[int], levels: dict[int, Exact]) -> dict[int, Exact]:
        """Return the solution of a whole point.

        Args:
            levels: Values of other variables than columns and costs.
        """
        values: dict[int, Exact] = dict(enumerate(x))
        values[len(x)] = 1
        for (_, j), column in self.costs.items():
            over = Fraction(column.cost.at(x[j]) - column.offset) / column.step
            values[column.variable] = over.__ceil__() if column.step != 1 else over
        return {variable: v for variable, v in (values | levels).items() if v}


def model_of(program: Program, names: VariableNames) -> ViprModel:
    """Return the model of a program's columns and rows, without any goal."""
    derivations, n = Derivations(), program.columns
    given = derivations.given
    lower = [given(f"lower{j}", "G", k, {j: 1}) for j, k in enumerate(program.lower.tolist())]
    upper = [given(f"upper{j}", "L", k, {j: 1}) for j, k in enumerate(program.upper.tolist())]
    one = given("one", "E", 1, {n: 1})
    start, column, coefficient = program.lists
    rows = [list(zip(column[a:b], coefficient[a:b], strict=True)) for a, b in pairwise(start)]
    low, high = list[End | None](), list[End | None]()
    for i, (row, a, b) in enumerate(
        zip(rows, program.low.tolist(), program.high.tolist(), strict=True)
    ):
        terms, name = dict(row), names.rows[i]
        if a == b:
            both = given(name, "E", a, terms)
            low.append(both)
            high.append(both)
            continue
        low.append(given(f"{name}≥", "G", a, terms) if a > -UNBOUNDED else None)
        high.append(given(f"{name}≤", "L", b, terms) if b < UNBOUNDED else None)
    of_column: list[list[int]] = [[] for _ in range(n)]
    for i, row in enumerate(rows):
        for j, _ in row:
            of_column[j].append(i)
    region = Region(rows, of_column, lower, upper, low, high, frozenset(range(len(rows))))
    model = ViprModel(program, derivations, [*names.columns, "one"], set(range(n)), region, one)
    model.bounds = 2 * n + 1
    return model


@dataclass(frozen=True)
class LevelRow:
    """The level of one column:  first - fall * k  is at most the worst, or at most a value."""

    first: Fraction
    fall: Fraction
    end: End

    def steps(self) -> Parts:
        """Return what the fewest steps are made of."""
        return [(1 / self.fall, self.end)]


def levels_of(
    model: ViprModel, place: int, most: Exact | None, variable: int | None = None
) -> dict[int, LevelRow]:
    """Take up the levels of a goal, by column.

    Args:
        most: What each may be at most; None where that is a variable.
    """
    found, goal = dict[int, LevelRow](), model.program.goals[place]
    assert isinstance(goal, Worst)
    for i, j in enumerate(goal.columns):
        first = goal.level(i, 0)
        fall = first - goal.level(i, 1)
        terms: dict[int, Exact] = {j: fall} if variable is None else {variable: 1, j: fall}
        rhs = first - (most or 0)
        end = model.derivations.given(f"level{place + 1}_{j}", "G", rhs, terms)
        found[j] = LevelRow(first, fall, end)
    return found
