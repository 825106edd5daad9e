"""Whether a VIPR file states what a certificate does: a proof alone may prove something else.

Read from the certificate and from the costs of the checker that stands alone, not from what writes
VIPR files. The order of what is given is that of docs/certificate.md: bounds of columns, `one`, the
rows, and then what the names say. Names choose which fact a constraint states and no more: that it
does is held against the certificate's figures. Columns of cost are none of the program's, and only
those are whole whose costs lie whole steps apart wherever the program and the goals before leave
the columns, as the checker that stands alone finds it.
"""

import re
from fractions import Fraction
from math import inf
from typing import Any

from mutations import ALONE, Json
from vipr_checker import Constraint, Problem, Refused, Terms, need

ROUNDED = Fraction(1, 10**30)


def check_statement(problem: Problem, said: Json, place: int) -> None:
    """Raise where a file is not about a goal of a certificate (below 0: that there is no plan).

    Raises:
        Refused: With what is different.
    """
    exact, n = said["exact"], len(said["exact"]["columns"])
    given = iter(problem.constraints)
    for side, sense in ((0, 1), (1, -1)):
        for j, ends in enumerate(exact["columns"]):
            is_it(next(given), sense, ends[side], {j: 1})
    is_it(next(given), 0, 1, {n: 1})
    need(problem.bounds == 2 * n + 1 and {*range(n)} <= problem.whole, "columns that are not whole")
    for low, high, columns, coefficients in exact["rows"]:
        terms = dict(zip(columns, coefficients, strict=True))
        if low is not None and low == high:
            is_it(next(given), 0, low, terms)
            continue
        for end, sense in ((low, 1), (high, -1)):
            if end is not None:
                is_it(next(given), sense, end, terms)
    need(problem.is_least, "the greatest instead of the least")
    need(problem.is_infeasible == (place < 0), "another kind of proof")
    rest = [*given]
    if place < 0:
        return need(not (rest or problem.objective), "more than the rows")
    return Stated(problem, said, place).check(rest)


def is_it(one: Constraint, sense: int, rhs: Any, terms: dict[int, Any]) -> None:
    held = {variable: Fraction(c) for variable, c in terms.items() if c}
    need((one.sense, one.rhs, one.terms) == (sense, Fraction(rhs), held), f"another {one.name}")


class Stated:
    def __init__(self, problem: Problem, said: Json, place: int) -> None:
        self.problem, self.said, self.place = problem, said, place
        self.goals = [
            ALONE.Goal(g) if g["kind"] == "sum" else ALONE.Levels(g) for g in said["exact"]["goals"]
        ]
        self.n = len(said["exact"]["columns"])
        self.at = {name: variable for variable, name in enumerate(problem.names)}
        need(len(self.at) == len(problem.names), "a variable's name comes twice")
        need(len(problem.solutions) == 1, "no single solution")

    def point(self, h: int) -> list[int]:
        x = self.said["goals"][h]["witness"] or self.said["point"]
        return [x.get(str(j), 0) for j in range(self.n)]

    def check(self, rest: list[Constraint]) -> None:
        for one in rest:
            kind = one.name.rstrip("0123456789_")
            need(kind in ("line", "limit", "level", "best"), f"{one.name} is nothing we know")
            getattr(self, kind)(one)
        limits = [one.name for one in rest if one.name.startswith("limit")]
        sums = [h for h in range(self.place) if isinstance(self.goals[h], ALONE.Goal)]
        need(limits == [f"limit{h + 1}" for h in sums], "another set of limits")
        self.objective()
        self.counted()
        self.range_and_solution()

    def numbers(self, one: Constraint, kind: str, many: int, sort: type) -> list[int]:
        """Return what a name says: a goal by its place, this one or one before it, and steps."""
        parts = one.name.removeprefix(kind).split("_")
        is_it = len(parts) == many and all(re.fullmatch("-?[0-9]+", part) for part in parts)
        need(is_it, f"{one.name} is nothing we know")
        h, *others = map(int, parts)
        need(0 <= h - 1 <= self.place, f"{one.name} is of no goal that comes in here")
        need(isinstance(self.goals[h - 1], sort), f"{one.name} is of another kind of goal")
        return [h - 1, *others]

    def added(self, name: str, is_whole: bool) -> int:
        """Return a variable that is none of the program's columns, nor the one that is 1."""
        need(name in self.at and self.at[name] > self.n, f"{name} is a column of the program")
        need((self.at[name] in self.problem.whole) == is_whole, f"{name}: whole or not")
        return self.at[name]

    def variable(self, h: int, j: int) -> tuple[int, bool]:
        is_counted = h == self.place and f"w{h + 1}_{j}" in self.at
        return self.added(f"{'w' if is_counted else 'y'}{h + 1}_{j}", is_counted), is_counted

    def face(self) -> Any:
        """Return what the program and the goals before leave of each column, at most."""
        columns, rows = self.said["exact"]["columns"], self.said["exact"]["rows"]
        low, high = ([e if r[i] is None else r[i] for r in rows] for i, e in ((0, -inf), (1, inf)))
        entries = [[*zip(row[2], row[3], strict=True)] for row in rows]
        face = ALONE.Face(entries, *map(list, zip(*columns, strict=True)), low, high)
        limits: list[Any] = []
        for h in range(self.place):
            proof, tolerance = self.said["goals"][h]["proof"], self.asked(h)["tolerance"]
            given = (self.goals[h], proof, self.point(h), *(tolerance or (None, None)))
            _, _, face, limits = face.reach(limits, *given)
        return face

    def asked(self, h: int) -> Json:
        asked: Json = self.said["exact"]["goals"][h]
        return asked

    def counted(self) -> None:
        """Costs that are counted lie whole steps apart: else a bound is rounded up to more."""
        costs = getattr(self.goals[self.place], "costs", {})
        counted = [j for j in costs if f"w{self.place + 1}_{j}" in self.at]
        face = self.face() if counted else None
        for j in counted:
            step = self.problem.objective.get(self.variable(self.place, j)[0], Fraction(0))
            need(step > 0, "a step that is none")
            f, k, high = costs[j], face.lower[j], face.upper[j]
            need(k <= self.point(self.place)[j] <= high, "a point that the goals before leave out")
            while k < high:
                slope = Fraction(f(k + 1) - f(k))
                need((slope / step).denominator == 1, f"w{self.place + 1}_{j}: another step")
                k = ALONE.first_where(k + 1, high, lambda i, f=f, s=slope: f(i + 1) - f(i) != s)

    def line(self, one: Constraint) -> None:
        """It goes through the cost at two neighbouring steps, or at the only one."""
        h, j, k = self.numbers(one, "line", 3, ALONE.Goal)
        f, (low, high) = self.goals[h].costs[j], self.said["exact"]["columns"][j]
        variable, is_counted = self.variable(h, j)
        step = self.problem.objective.get(variable, Fraction(0)) if is_counted else Fraction(1)
        slope = Fraction(0) if low == high else Fraction(f(k + 1) - f(k))
        need(low <= k < max(high, low + 1), "a line outside of the column")
        # A column that counts begins where the plan's own cost and count say.
        counted = self.problem.solutions[0].get(variable, Fraction(0)) if is_counted else 0
        offset = f(self.point(h)[j]) - step * counted if is_counted else 0
        is_it(one, 1, f(k) - slope * k - offset, {variable: step, j: -slope})

    def costs(self, h: int) -> Terms:
        """The costs of a goal: itself where it is linear, else one column of all that it costs."""
        found: Terms = {}
        listed = self.said["exact"]["goals"][h]["costs"]
        bent = {j for j, word, *_ in listed if word != "linear"}
        for j, _, *figures in listed:
            if j not in bent:
                found[j] = found.get(j, Fraction(0)) + Fraction(figures[0])
            else:
                variable, is_counted = self.variable(h, j)
                found[variable] = self.problem.objective[variable] if is_counted else Fraction(1)
        return {variable: c for variable, c in found.items() if c}

    def most(self, h: int) -> Fraction:
        how, much = self.said["exact"]["goals"][h]["tolerance"] or ("amount", "0")
        value = Fraction(self.goals[h].value(self.point(h)))
        return value + Fraction(much) * (abs(value) if how == "part" else 1)

    def limit(self, one: Constraint) -> None:
        (h,) = self.numbers(one, "limit", 1, ALONE.Goal)
        need(h < self.place, "a limit of the goal itself")
        most = one.rhs + self.goals[h].constant
        need(0 <= most - self.most(h) <= ROUNDED, "a limit that is another one")
        is_it(one, -1, one.rhs, self.costs(h))

    def level(self, one: Constraint) -> None:
        h, j = self.numbers(one, "level", 2, ALONE.Levels)
        first, fall = self.goals[h].of[j]
        if h == self.place:
            return is_it(one, 1, first, {self.worst(): 1, j: fall})
        return is_it(one, 1, first - self.most(h), {j: fall})

    def best(self, one: Constraint) -> None:
        need(one.name == "best", f"{one.name} is nothing we know")
        goal = self.goals[self.place]
        need(isinstance(goal, ALONE.Levels), "the best level of a sum")
        is_it(one, 1, goal.best, {self.worst(): 1})

    def worst(self) -> int:
        return self.added(f"z{self.place + 1}", is_whole=False)

    def objective(self) -> None:
        goal, found = self.goals[self.place], dict(self.problem.objective)
        if not isinstance(goal, ALONE.Goal):
            return need(found == {self.worst(): 1}, "another goal")
        constant, counted = found.pop(self.n, Fraction(0)), False
        for variable, c in self.costs(self.place).items():
            need(found.pop(variable, None) == c, "another cost")
            counted = counted or self.problem.names[variable].startswith("w")
        need(not found, "a cost too many")
        if not counted:
            return need(constant == goal.constant, "another constant")
        x = self.point(self.place)
        value = sum(
            (c * self.problem.solutions[0].get(v, 0) for v, c in self.problem.objective.items()),
            Fraction(0),
        )
        return need(abs(value - goal.value(x)) < ROUNDED, "a constant that does not fit")

    def range_and_solution(self) -> None:
        problem, goal, x = self.problem, self.goals[self.place], self.point(self.place)
        value, told = Fraction(goal.value(x)), self.said["goals"][self.place]
        assert problem.low is not None and problem.high is not None
        need(abs(problem.high - value) < ROUNDED, "another value")
        if told["proven"] == "exact":
            need(abs(problem.low - value) < ROUNDED, "a value that is not proven")
        need(problem.low <= problem.high, "a range without anything in it")
        (found,) = problem.solutions
        need([found.get(j, 0) for j in range(self.n)] == x, "another plan")
        for j, f in getattr(goal, "costs", {}).items():
            name, cost = f"y{self.place + 1}_{j}", Fraction(f(x[j]))
            if name in self.at:
                need(found.get(self.at[name], 0) == cost, "a cost that is not the plan's")


def place_of(name: str) -> int:
    """Return the place of the goal that a file's name stands for."""
    number = "".join(filter(str.isdigit, name))
    return int(number) - 1 if number else 0


def told_by(check: Any, *arguments: Any) -> str | None:
    """Return why something is refused; None where it is not."""
    try:
        check(*arguments)
    except (Refused, ArithmeticError, LookupError, ValueError) as why:
        return repr(why)
    return None
