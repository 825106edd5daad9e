"""Hand the formulas of a scenario to CP-SAT, goal by goal, and see what it can prove.

Whole numbers of 64 bits are all that CP-SAT takes. A row that does not fit is divided and loosened:
what is infeasible then was so before, and a point that keeps the true row in fractions is a point.
Where a goal does not fit its numbers are rounded, and `is_exact` says that its best may be missed
by as little.
"""

import json
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, gcd, lcm
from pathlib import Path
from typing import Any

from formulas import (
    Condition,
    Count,
    Distance,
    Goal,
    Linear,
    Multiple,
    Number,
    OneOf,
    Row,
    Scenario,
    Terms,
    Worst,
    allowed,
)
from newer_formulas import Changed, Concave, Starts, Sum

LARGEST = 2**60
"""Sums stay below it, so that CP-SAT's own arithmetic cannot leave 64 bits."""
MOST_LOWERINGS = 4
"""Times its limit that CP-SAT has for lowering a worst level."""
GRACE = 5.0
"""Seconds beyond its own limit after which CP-SAT is not waited for."""
MOST_SQUARED = 2**22
"""Largest number that CP-SAT is asked to square."""
FINE = 2**36
"""Parts of the whole in which a worst relative shortfall is counted."""


class Peer:
    """A CP-SAT process; started anew where it does not answer, as its presolve hears no clock."""

    def __init__(self, grace: float = GRACE) -> None:
        self.grace = grace
        self.process = self._started()

    @staticmethod
    def _started() -> subprocess.Popen[str]:
        script = Path(__file__).with_name("cp_sat_peer.py")
        return subprocess.Popen(
            [sys.executable, str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, program: Mapping[str, Any]) -> dict[str, Any]:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(program) + "\n")
        self.process.stdin.flush()
        ready, _, _ = select.select(
            [self.process.stdout], [], [], 2 * program["seconds"] + self.grace
        )
        if not ready:
            self.process.kill()
            self.process.wait()
            self.process = self._started()
            return {"status": "unknown", "x": None}
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def close(self) -> None:
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait(timeout=30)


@dataclass(frozen=True)
class Stage:
    """What CP-SAT made of one goal.

    Attributes:
        x: A plan [fen] that keeps every condition in fractions; None where none was found.
        best: The goal's value there.
        is_exact: Whether no plan has a smaller value, in whole numbers.
    """

    x: list[int] | None
    best: Fraction | None
    is_exact: bool


@dataclass(frozen=True)
class Challenge:
    """What CP-SAT found: whether there is a plan (None: undecided), and the goals it reached."""

    is_feasible: bool | None
    stages: tuple[Stage, ...]
    some: list[int] | None


class Model:
    """A program of whole numbers for CP-SAT, built from formulas about cells in fen."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.variables: list[tuple[int, int]] = []
        self.rows: list[tuple[list[int], list[int], int, int, tuple[int, bool] | None]] = []
        self.clauses: list[list[int]] = []
        self.squares: list[tuple[int, int]] = []
        self.objective: tuple[list[int], list[int]] = ([], [])
        self.is_exact = True
        self.grain = [scenario.grains[c.source] for c in scenario.cells]
        for cell, grain in zip(scenario.cells, self.grain, strict=True):
            self.variable(scenario.sources[cell.source] // grain)
        for condition in scenario.every_condition():
            self.condition(condition)

    def variable(self, high: int, low: int = 0) -> int:
        self.variables.append((low, max(low, high)))
        return len(self.variables) - 1

    def in_grains(self, terms: Terms) -> dict[int, Fraction]:
        return {i: c * self.grain[i] for i, c in terms.items() if c}

    def row(
        self,
        terms: Mapping[int, Fraction],
        low: Fraction | None,
        high: Fraction | None,
        switch: tuple[int, bool] | None = None,
    ) -> None:
        """Add a row over variables, multiplied out and divided by what all its factors share."""
        terms = {j: c for j, c in terms.items() if c}
        if low is not None:
            negated = {j: -c for j, c in terms.items()}
            self.at_most(negated, -low, switch)
        if high is not None:
            self.at_most(terms, high, switch)

    def at_most(
        self, terms: Mapping[int, Fraction], high: Fraction, switch: tuple[int, bool] | None
    ) -> None:
        many = lcm(1, *(c.denominator for c in terms.values()))
        factors = {j: int(c * many) for j, c in terms.items()}
        common = gcd(*factors.values()) or 1
        factors = {j: c // common for j, c in factors.items()}
        most = floor(high * many / common)
        reach = sum(abs(c) * self.variables[j][1] for j, c in factors.items())
        if reach >= LARGEST:
            # All variables are at least 0, so factors rounded down loosen the row.
            by = reach // LARGEST * 2 + 1
            factors = {j: c // by for j, c in factors.items()}
            while sum(abs(c) * self.variables[j][1] for j, c in factors.items()) >= LARGEST:
                factors, by = {j: c // 2 for j, c in factors.items()}, by * 2
            most = floor(high * many / common / by)
            self.is_exact = False
        most = max(min(most, LARGEST), -LARGEST)
        self.rows.append((list(factors), list(factors.values()), -(2**62), most, switch))

    def condition(self, condition: Condition) -> None:
        if isinstance(condition, Row):
            self.row(self.in_grains(condition.terms), condition.low, condition.high)
        elif isinstance(condition, Multiple):
            many = self.variable(self.scenario.money // condition.step)
            terms = self.in_grains(condition.terms) | {many: Fraction(-condition.step)}
            self.row(terms, Fraction(0), Fraction(0))
        elif isinstance(condition, Count):
            reached = self.reached(condition.sums)
            low = None if condition.low is None else Fraction(condition.low)
            high = None if condition.high is None else Fraction(condition.high)
            self.row(dict.fromkeys(reached, Fraction(1)), low, high)
        elif isinstance(condition, Starts):
            self.starts(condition)
        else:
            assert isinstance(condition, OneOf)
            switches = []
            for option in condition.options:
                switch = self.variable(1)
                switches.append(switch)
                for row in option:
                    self.row(self.in_grains(row.terms), row.low, row.high, (switch, True))
            self.clauses.append(switches)

    def starts(self, condition: Starts) -> None:
        """Choose a start for each project, pay it in time, and carry over no more than may be."""
        one, years = Fraction(1), range(len(condition.most))
        ahead: list[dict[int, Fraction]] = [{} for _ in years]
        for due, by_year, unsure, goes_on in zip(
            condition.due, condition.by_year, condition.unsure, condition.goes_on, strict=True
        ):
            switches = {start: self.variable(1) for start in due}
            self.row(dict.fromkeys(switches.values(), one), one if goes_on else None, one)
            paid: dict[int, Fraction] = {}
            for k in years:
                paid = paid | self.in_grains(by_year[k])
                asked = {j: Fraction(-due[start][k]) for start, j in switches.items()}
                last = Fraction(0) if k == years[-1] else None
                self.row(paid | asked, Fraction(0), last)
                ahead[k] |= paid | asked
            later = {j: Fraction(-due[t][-1]) for t, j in switches.items() if t}
            self.row(self.in_grains(unsure) | later, None, Fraction(0))
        for over, most in zip(ahead, condition.most, strict=True):
            self.row(over, None, most)

    def reached(self, sums: tuple[tuple[Terms, Fraction], ...]) -> list[int]:
        """Return a switch for each sum, set exactly when it reaches its level."""
        switches = []
        for terms, level in sums:
            switch = self.variable(1)
            self.row(self.in_grains(terms), level, None, (switch, True))
            self.row(self.in_grains(terms), None, Fraction(ceil(level) - 1), (switch, False))
            switches.append(switch)
        return switches

    def goal(self, goal: Goal) -> dict[int, Fraction] | None:
        """Return a goal as factors of variables; None where CP-SAT cannot hold it."""
        if isinstance(goal, Linear):
            return self.in_grains(goal.terms)
        if isinstance(goal, Number):
            switches = self.reached([(terms, level) for terms, level, _ in goal.sums])
            weights = (-w if goal.missing else w for *_, w in goal.sums)
            return dict(zip(switches, weights, strict=True))
        if isinstance(goal, Worst):
            return self.worst(goal)
        if isinstance(goal, Changed):
            return self.changed(goal)
        if isinstance(goal, Concave):
            return self.distance(_missed(goal))
        if isinstance(goal, Sum):
            return self.blended(goal)
        if not isinstance(goal, Distance):
            return None
        return self.squared(goal) if goal.power == 2 else self.distance(goal)

    def blended(self, goal: Sum) -> dict[int, Fraction] | None:
        found: dict[int, Fraction] = {}
        for times, part in goal.parts:
            factors = self.goal(part)
            if factors is None:
                return None
            for j, factor in factors.items():
                found[j] = found.get(j, Fraction(0)) + times * factor
        return found

    def changed(self, goal: Changed) -> dict[int, Fraction]:
        found = {}
        for terms, was, weight in goal.sums:
            switch = self.variable(1)
            self.row(self.in_grains(terms), was, was, (switch, False))
            found[switch] = weight
        return found

    def worst(self, goal: Worst) -> dict[int, Fraction]:
        level = self.variable(FINE)
        for terms, target, weight in goal.sums:
            # level / FINE >= weight * (target - sum) / target
            sums = {j: c * FINE * weight / target for j, c in self.in_grains(terms).items()}
            self.row(sums | {level: Fraction(1)}, FINE * weight, None)
        return {level: Fraction(1)}

    def distance(self, goal: Distance) -> dict[int, Fraction]:
        found: dict[int, Fraction] = {}
        for terms, target, weight in goal.sums:
            parts = target.denominator
            reach = sum(c * self.variables[j][1] for j, c in self.in_grains(terms).items())
            if parts * (reach + target) * 2 >= LARGEST:
                parts, target = 1, Fraction(round(target))
                self.is_exact = False
            off = self.variable(int(parts * (reach + target)) + 1)
            sums = {j: c * parts for j, c in self.in_grains(terms).items()}
            self.row(sums | {off: Fraction(1)}, target * parts, None)
            if not goal.below:
                self.row(sums | {off: Fraction(-1)}, None, target * parts)
            found[off] = weight / parts
        return found

    def squared(self, goal: Distance) -> dict[int, Fraction] | None:
        found: dict[int, Fraction] = {}
        for terms, target, weight in goal.sums:
            sums = self.in_grains(terms)
            step = gcd(*(int(c) for c in sums.values()))
            most = int(sum(c * self.variables[j][1] for j, c in sums.items())) // step
            if most > MOST_SQUARED:
                return None
            steps, square = self.variable(most), self.variable(most * most)
            self.row(sums | {steps: Fraction(-step)}, Fraction(0), Fraction(0))
            self.squares.append((square, steps))
            found[square] = weight * step * step
            found[steps] = -2 * weight * step * target
        return found

    def aim(self, factors: Mapping[int, Fraction]) -> tuple[list[int], list[int]]:
        """Return factors as whole numbers, rounded where they do not fit."""
        many = lcm(1, *(c.denominator for c in factors.values()))
        whole = {j: int(c * many) for j, c in factors.items()}
        common = gcd(*whole.values()) or 1
        whole = {j: c // common for j, c in whole.items()}
        reach = sum(abs(c) * self.variables[j][1] for j, c in whole.items())
        if reach >= LARGEST:
            by = reach // LARGEST * 2 + 1
            whole = {j: round(Fraction(c, by)) for j, c in whole.items()}
            self.is_exact = False
        return list(whole), list(whole.values())

    def program(self, seconds: float) -> dict[str, object]:
        return {
            "variables": self.variables,
            "rows": self.rows,
            "clauses": self.clauses,
            "squares": self.squares,
            "objective": self.objective,
            "seconds": seconds,
        }

    def plan(self, x: list[int]) -> list[int]:
        return [k * grain for k, grain in zip(x, self.grain, strict=False)]


def keeps(scenario: Scenario, x: list[int]) -> list[Condition]:
    """Return the conditions that a plan [fen] breaks, judged in fractions."""
    return [c for c in scenario.every_condition() if not c.holds(x)]


def challenge(peer: Peer, scenario: Scenario, seconds: float) -> Challenge:
    """Solve a scenario's goals in order by CP-SAT."""
    model = Model(scenario)
    first = peer.ask(model.program(seconds))
    if first["status"] == "infeasible":
        return Challenge(False, (), None)
    some = None if first["x"] is None else model.plan(first["x"])
    if some is None or keeps(scenario, some):
        return Challenge(None, (), None)
    stages: list[Stage] = []
    for goal in scenario.every_goal():
        factors = model.goal(goal)
        if factors is None:
            break
        model.objective = model.aim(factors)
        answer = peer.ask(model.program(seconds))
        x = None if answer["x"] is None else model.plan(answer["x"])
        if x is None or keeps(scenario, x):
            break
        is_exact = model.is_exact and answer["status"] == "best"
        if isinstance(goal, Worst):
            x, is_exact = _better_worst(peer, model, goal, x, seconds)
        best = goal.value(x)
        stages.append(Stage(x, best, is_exact))
        if not is_exact:
            break
        if isinstance(goal, Worst):
            most = allowed(goal, best, scenario.unit)
            for terms, target, weight in goal.sums:
                model.row(model.in_grains(terms), target * (1 - most / weight), None)
        else:
            model.row(factors, None, allowed(goal, best, scenario.unit) - constant_of(goal))
    return Challenge(True, tuple(stages), some)


def constant_of(goal: Goal) -> Fraction:
    """Return what a goal's value has beside its factors."""
    if isinstance(goal, Linear):
        return goal.constant
    if isinstance(goal, Number) and goal.missing:
        return sum((w for *_, w in goal.sums), Fraction(0))
    if isinstance(goal, Distance) and goal.power == 2:
        return sum((w * t * t for _, t, w in goal.sums), Fraction(0))
    if isinstance(goal, Concave):
        return -sum((benefit for *_, benefit in goal.sums), Fraction(0))
    if isinstance(goal, Sum):
        return sum((times * constant_of(part) for times, part in goal.parts), Fraction(0))
    return Fraction(0)


def _missed(goal: Concave) -> Distance:
    """Return what parts of needs bring as what is missed at each corner."""
    corners = goal.corners
    slopes = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(corners)] + [Fraction(0)]
    return Distance(
        tuple(
            (terms, x * need, benefit / need * (slopes[i] - slopes[i + 1]))
            for terms, need, benefit in goal.sums
            for i, (x, _) in enumerate(corners[1:])
        ),
        below=True,
    )


def _better_worst(
    peer: Peer, model: Model, goal: Worst, x: list[int], seconds: float
) -> tuple[list[int], bool]:
    """Lower the worst level, fen by fen, from the parts in which it was counted to its best."""
    until = time.monotonic() + MOST_LOWERINGS * seconds
    while time.monotonic() < until:
        best = goal.value(x)
        if best == 0:
            return x, True
        rows, was_exact = list(model.rows), model.is_exact
        for terms, target, weight in goal.sums:
            # Strictly less short than the worst so far.
            least = Fraction(floor(target * (1 - best / weight)) + 1)
            model.row(model.in_grains(terms), least, None)
        answer = peer.ask(model.program(seconds))
        model.rows, model.is_exact = rows, was_exact
        if answer["status"] == "infeasible":
            return x, True
        found = None if answer["x"] is None else model.plan(answer["x"])
        if found is None or keeps(model.scenario, found):
            return x, False
        x = found
    return x, False
