"""The parts that came last, written again from docs/reference.md: blends, levels, bounds, years.

Nothing of the product is used, as in formulas.py, whose scenario this one extends.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise, product
from math import gcd
from typing import Any

import formulas
from formulas import (
    Cell,
    Condition,
    Distance,
    Goal,
    Linear,
    Number,
    Row,
    Scenario,
    Terms,
    amount,
    share,
)

ZERO = Fraction(0)
FIRST_STEP_FIRST = ("hill", "dean", "adams")
PER_TARGET = ("relative", "squared_over_target", "webster", "jefferson", *FIRST_STEP_FIRST)
Formula = Mapping[str, Any]


@dataclass(frozen=True)
class Sum:
    """Minimise the weighted sum of goals, each counted so often."""

    parts: tuple[tuple[Fraction, Goal], ...]
    tolerance: str | None = None

    def value(self, x: Sequence[int]) -> Fraction:
        return sum((times * goal.value(x) for times, goal in self.parts), ZERO)


@dataclass(frozen=True)
class Changed:
    """Minimise how many sums are not what they were, each counted by its weight."""

    sums: tuple[tuple[Terms, Fraction, Fraction], ...]
    tolerance: str | None = None

    def value(self, x: Sequence[int]) -> Fraction:
        return sum((w for terms, was, w in self.sums if amount(terms, x) != was), ZERO)


@dataclass(frozen=True)
class Concave:
    """Maximise the sum of what parts of needs bring: straight between corners, the first at 0."""

    sums: tuple[tuple[Terms, Fraction, Fraction], ...]
    corners: tuple[tuple[Fraction, Fraction], ...]
    tolerance: str | None = None

    def lines(self) -> list[tuple[Fraction, Fraction]]:
        """Slope and start of each line; the lowest of them tells."""
        found = [(ZERO, self.corners[-1][1])]
        for (x0, y0), (x1, y1) in pairwise(self.corners):
            slope = (y1 - y0) / (x1 - x0)
            found.append((slope, y0 - slope * x0))
        return found

    def value(self, x: Sequence[int]) -> Fraction:
        found = ZERO
        for terms, need, benefit in self.sums:
            part = amount(terms, x) / need
            found -= benefit * min(slope * part + start for slope, start in self.lines())
        return found


@dataclass(frozen=True)
class Divisors:
    """Minimise the sum of weighed distances that divisor methods are named after."""

    sums: tuple[tuple[Terms, Fraction, Fraction], ...]
    method: str
    step: int
    tolerance: str | None = None

    def value(self, x: Sequence[int]) -> Fraction:
        return sum((w * self.of(amount(terms, x), t) for terms, t, w in self.sums), ZERO)

    def of(self, y: Fraction, t: Fraction) -> Fraction:
        g = self.step
        if self.method == "adams":
            return ((y - t) ** 2 - g * y) / t
        if self.method == "jefferson":
            return ((y - t) ** 2 + g * y) / t
        if self.method == "hill":
            # Of nothing it is the line on which the first step gains as the first divisor, 1.
            return (y - t) ** 2 / y if y else (g - t) ** 2 / g - g + t * t / g
        odd = sum((Fraction(1, 2 * j - 1) for j in range(1, int(y / g) + 1)), ZERO)
        return (y - t) ** 2 / t - Fraction(g * g) / t * odd


@dataclass(frozen=True)
class Leximin:
    """Make the worst shortfall small, then the second worst, and so on."""

    sums: tuple[tuple[Terms, Fraction, Fraction], ...]
    tolerance: None = None

    def value(self, x: Sequence[int]) -> Any:
        short = [w * (t - amount(terms, x)) / t for terms, t, w in self.sums]
        return tuple(sorted((max(ZERO, s) for s in short), reverse=True))


@dataclass(frozen=True)
class Starts:
    """Projects start in one year each, or never, and are paid by their profiles.

    Attributes:
        due: Of each project, by the year it may start in, what is due up to and with each year.
        by_year: Of each project the sums of its money of each year.
        most: What each year may carry over.
        unsure: Of each project the sum of its money that is only likely.
        goes_on: Whether each has started before: it goes on in the first year.
    """

    due: tuple[dict[int, list[int]], ...]
    by_year: tuple[tuple[Terms, ...], ...]
    most: tuple[Fraction, ...]
    unsure: tuple[Terms, ...]
    goes_on: tuple[bool, ...]

    def holds(self, x: Sequence[int]) -> bool:
        ways = []
        of_each = zip(self.due, self.by_year, self.unsure, self.goes_on, strict=True)
        for due, sums, unsure, goes_on in of_each:
            paid, ahead = ZERO, list[Fraction]()
            for terms in sums:
                paid += amount(terms, x)
                ahead.append(paid)
            fits = [] if paid or goes_on else [[ZERO] * len(ahead)]
            for start, asked in due.items():
                over = [has - a for has, a in zip(ahead, asked, strict=True)]
                is_sure = start > 0 or not amount(unsure, x)
                if over[-1] == 0 and min(over) >= 0 and is_sure:
                    fits.append(over)
            ways.append(fits)
        return any(
            all(sum(over[k] for over in way) <= most for k, most in enumerate(self.most))
            for way in product(*ways)
        )


@dataclass(frozen=True)
class Newer(Scenario):
    """A scenario with levels, blends and the other parts that came last."""

    def seen(self, entry: Formula) -> Scenario:
        return Units(self.raw, of=entry["at"]) if entry.get("at") else self

    def covered(self, entry: Formula) -> list[str]:
        named, where = super().covered(entry), entry.get("where", {})
        return [n for n in named if all(self.says(n, c, said) for c, said in where.items())]

    def says(self, name: str, column: str, said: object) -> bool:
        if isinstance(said, str) and said[0] in "<>=":
            for bound in said.split(","):
                sign, number = bound.split()
                figure, line = self.figure(name, column), share(number)
                holds = {">=": figure >= line, "<=": figure <= line, "<": figure < line}
                if not holds[sign]:
                    return False
            return True
        words = [said] if isinstance(said, str) else said
        return self.recipients[name].get(column) in words

    # --- targets

    def aims_of(self, word: str, entry: Formula, rest: Fraction) -> dict[str, Fraction]:
        above = self.seen(entry)
        found = getattr(above, "target_" + entry.get("kind", word))(entry, rest)
        if above is self:
            return found
        assert isinstance(above, Units)
        aims = dict.fromkeys(self.recipients, ZERO)
        for unit, money in found.items():
            for column, weight in entry["within"].items():
                figures = {n: self.figure(n, column) for n in above.members[unit]}
                figures = self.bases(column, figures)
                for name, figure in figures.items():
                    aims[name] += money * share(weight) * figure / sum(figures.values())
        return aims

    def target_bounded_factors(self, entry: Formula, rest: Fraction) -> dict[str, Fraction]:
        covered, given = self.covered(entry), self.given(entry["over"])
        money = rest * share(entry.get("portion", 1)) + sum(given[n] for n in covered)
        scores = dict.fromkeys(covered, ZERO)
        for column, weight in entry["weights"].items():
            figures = {n: self.figure(n, column) for n in covered}
            lines = dict(entry.get("eligible", {}))
            counts = dict.fromkeys(covered, True)
            if column in entry.get("thresholds", {}):
                lines |= {column + " ": entry["thresholds"][column]}
            for of, line in lines.items():
                of = of.strip()
                is_more = self.raw["indicators"][of]["direction"] == "more"
                for n in covered:
                    figure = self.figure(n, of)
                    counts[n] &= figure >= share(line) if is_more else figure <= share(line)
            speaks = {n: b if counts[n] else ZERO for n, b in self.bases(column, figures).items()}
            for n, b in speaks.items():
                scores[n] += share(weight) * b / sum(speaks.values())

        def bound(key: str) -> Fraction | None:
            words = str(entry.get(key, ""))
            if not words:
                return None
            return share(words) * money if words.endswith("%") else self.fen(words)

        low, high = bound("at_least") or ZERO, bound("at_most")
        rising = {n for n in covered if scores[n]}

        def at(v: Fraction) -> dict[str, Fraction]:
            found = dict.fromkeys(covered, ZERO)
            for n in rising:
                y = max(v * scores[n], low)
                y = y if high is None else min(y, high)
                found[n] = max(ZERO, y - given[n])
            return found

        corners = [b / scores[n] for n in rising for b in (low, high, Fraction(given[n])) if b]
        due = money - sum(given[n] for n in covered)
        return _at_level(at, corners, due)

    def target_top_up(self, entry: Formula, rest: Fraction) -> dict[str, Fraction]:
        covered = self.covered(entry)
        count = {n: self.figure(n, entry["per"]) for n in covered}
        own = {n: self.fen(self.figure(n, entry["column"])) for n in covered}
        top = self.fen(entry["up_to"]) if "up_to" in entry else None

        def at(v: Fraction) -> dict[str, Fraction]:
            level = v if top is None else min(v, top)
            return {n: max(ZERO, level * count[n] - own[n]) for n in covered}

        corners = [own[n] / count[n] for n in covered] + ([] if top is None else [top])
        return _at_level(at, corners, rest * share(entry.get("portion", 1)))

    # --- rules

    def rule_not_back(self, entry: Formula) -> Iterable[Condition]:
        for row in self.table("sources"):
            if row.get("性质") == "收回" and row["收回单位"] in self.recipients:
                yield Row(self.sum([row["收回单位"]], [row["资金来源"]]), high=ZERO)

    def rule_schedule(self, entry: Formula) -> Iterable[Condition]:
        years = list(entry["years"].values())
        step, due, has_started = self.least_grain, [], list[bool]()
        for project in self.projects.values():
            need, starts = int(self.fen(project["资金需求"])), dict[int, list[int]]()
            text = str(project.get(entry.get("profile", ""), "") or "100")
            parts = [int(p) for p in text.replace("：", ":").replace("、", ":").split(":")]
            first = str(project.get(entry.get("start", ""), "") or next(iter(entry["years"])))
            names = list(entry["years"])
            earliest, latest = names.index(first) if first in names else 0, len(years)
            has_started.append(bool(need and project.get(entry.get("started", ""))))
            if has_started[-1]:  # it goes on from the first year on, whenever it might begin
                earliest, latest = 0, 0
            if need and need % step == 0:
                paid = [p * step for p in _largest_remainder(parts, need // step)]
                while not paid[-1]:
                    paid.pop()
                for start in range(earliest, min(latest, len(years) - len(paid)) + 1):
                    until = [sum(paid[: max(0, k - start + 1)]) for k in range(len(years))]
                    starts[start] = until
            due.append(starts)
        carried = share(entry.get("carry_over", 0))
        likely = entry.get("likely", ())
        yield Starts(
            tuple(due),
            tuple(
                tuple(self.sum(sources=pots, project=name) for pots in years)
                for name in self.projects
            ),
            tuple(carried * sum(self.sources[s] for s in pots) for pots in years),
            tuple(self.sum(sources=likely, project=name) for name in self.projects),
            tuple(has_started),
        )

    @property
    def least_grain(self) -> int:
        return gcd(*self.grains.values())

    # --- goals

    def goal_last_year(self, entry: Formula) -> Iterable[Goal]:
        past = self.past(entry["year"])
        yield from self.closest(entry, {n: Fraction(past.get(n, 0)) for n in self.covered(entry)})

    def closest(self, entry: Formula, aims: Mapping[str, Fraction]) -> Iterable[Goal]:
        distance = entry["distance"]
        if distance not in (*FIRST_STEP_FIRST, "jefferson"):
            yield from super().closest(entry, aims)
            return
        if aimless := [n for n, t in aims.items() if t == 0]:
            yield Linear(self.sum(aimless))
        with_aim = [(self.total(n), t, self.weight(entry, n)) for n, t in aims.items() if t]
        if distance in FIRST_STEP_FIRST:
            one = Fraction(1)
            yield Number(tuple((s, one, one) for s, _, _ in with_aim), missing=True)
            yield Number(tuple((s, one, t) for s, t, _ in with_aim), missing=True)
        yield Divisors(tuple(with_aim), distance, self.step)

    def goal_evenness(self, entry: Formula) -> Iterable[Goal]:
        (worst,) = super().goal_evenness(entry)
        assert isinstance(worst, formulas.Worst)
        yield Leximin(worst.sums) if entry.get("depth") == "leximin" else worst

    def goal_least_cost(self, entry: Formula) -> Iterable[Goal]:
        costs: Terms = {}
        for sign, columns in ((1, entry["columns"]), (-1, entry.get("gains", {}))):
            for source, column in columns.items():
                for name in self.covered(entry):
                    often = sign * self.weight(entry, name) / self.unit
                    for i in self.sum([name], [source]):
                        costs[i] = costs.get(i, ZERO) + often * self.figure(name, column)
        yield Linear(costs)

    def held(self) -> dict[Cell, int]:
        """The approved plan, cell by cell [fen]."""
        held: dict[Cell, int] = {}
        for a in self.table("approved"):
            cell = Cell(a["单位"], a["资金来源"], a["用途"])
            held[cell] = held.get(cell, 0) + int(self.fen(a["金额"]))
        return held

    def goal_fewest_moves(self, entry: Formula) -> Iterable[Goal]:
        if entry["count"] == "money":
            yield from super().goal_fewest_moves(entry)
        elif entry["count"] == "cells":
            held, cells = self.held(), list(enumerate(self.cells))
            yield Changed(
                tuple(
                    ({i: Fraction(1)}, Fraction(held.get(c, 0)), self.weight(entry, c.recipient))
                    for i, c in cells
                )
            )
        else:
            was = self.approved_totals({})
            yield Changed(
                tuple((self.total(n), was[n], self.weight(entry, n)) for n in self.recipients)
            )

    def approved_totals(self, entry: Formula) -> dict[str, Fraction]:
        """What each was approved, in the part of each source that is kept."""
        whole, own = share(entry.get("part", 1)), entry.get("sources", {})
        totals = dict.fromkeys(self.recipients, ZERO)
        for cell, money in self.held().items():
            totals[self.unit_of(cell.recipient)] += money * share(own.get(cell.source, whole))
        return totals

    def unit_of(self, name: str) -> str:
        return name

    def goal_pro_rata(self, entry: Formula) -> Iterable[Goal]:
        if entry.get("of", "recipients") == "recipients":
            due = self.approved_totals(entry)
            yield Distance(
                tuple((self.total(n), due[n], self.weight(entry, n)) for n in self.recipients)
            )
            return
        whole, own, held = share(entry.get("part", 1)), entry.get("sources", {}), self.held()
        sums = []
        for i, c in enumerate(self.cells):
            kept = held.get(c, 0) * share(own.get(c.source, whole))
            sums.append(({i: Fraction(1)}, kept, self.weight(entry, c.recipient)))
        yield Distance(tuple(sums))

    def goal_diminishing_benefit(self, entry: Formula) -> Iterable[Goal]:
        corners = {ZERO: ZERO, Fraction(1): Fraction(1)}
        corners |= {share(x): share(y) for x, y in entry["curve"].items()}
        sums = tuple(
            (self.sum(project=name), self.fen(row["资金需求"]), share(row[entry["column"]]))
            for name, row in self.projects.items()
            if self.fen(row["资金需求"])
        )
        yield Concave(sums, tuple(sorted(corners.items())))

    def goal_blend(self, entry: Formula) -> Iterable[Goal]:
        parts, units = [], set()
        for name, said in entry["parts"].items():
            word = said.get("kind", name)
            *before, last = getattr(self.seen(said), "goal_" + word)(said)
            yield from before
            unit = counted_in(word, said)
            units.add(unit)
            per = {"money": self.unit, "money squared": self.unit**2}.get(unit, 1)
            parts.append((share(said["weight"]) / per, last))
        # In money a sum is money, and so are its tolerances.
        back = self.unit if units == {"money"} and "unit" not in entry else 1
        yield Sum(tuple((back * times, goal) for times, goal in parts))


def counted_in(word: str, said: Formula) -> str:
    """In what a goal's value is counted, as people read it."""
    if word in ("closest_to_target", "last_year"):
        other = {"relative": "relative", "squared": "money squared"}
        return other.get(said["distance"], "money")
    if word == "need_covered":
        return "money" if said["what"] == "money" else "needs"
    if word == "fewest_moves":
        return said["count"]
    if word in ("readiness", "pro_rata"):
        return "money"
    return {"fewest_recipients": "recipient"}.get(word, str(said.get("unit")))


@dataclass(frozen=True)
class Units(Newer):
    """A scenario in which the units of a level are the recipients."""

    of: str = ""

    @cached_property
    def below(self) -> Newer:
        return Newer(self.raw)

    @cached_property
    def step(self) -> int:
        """What totals of recipients are multiples of, their units' are too."""
        return self.below.step

    @cached_property
    def members(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, row in self.below.recipients.items():
            found.setdefault(row[self.of], []).append(name)
        return found

    def unit_of(self, name: str) -> str:
        return self.below.recipients[name][self.of]

    @cached_property
    def recipients(self) -> dict[str, Mapping[str, Any]]:
        added = self.raw["levels"].get("sums", ())
        found: dict[str, Mapping[str, Any]] = {}
        for unit, names in self.members.items():
            rows = [self.below.recipients[n] for n in names]
            alike = {k: v for k, v in rows[0].items() if all(r.get(k) == v for r in rows)}
            sums = {column: sum(share(r[column]) for r in rows) for column in added}
            found[unit] = {**alike, "类型": self.of, **sums}
        return found

    def figure(self, recipient: str, column: str) -> Fraction:
        return Fraction(self.recipients[recipient][column])

    @cached_property
    def cells(self) -> list[Cell]:
        return self.below.cells

    @cached_property
    def needs(self) -> dict[tuple[str, str], int]:
        found: dict[tuple[str, str], int] = {}
        for (name, use), need in self.below.needs.items():
            pair = self.unit_of(name), use
            found[pair] = found.get(pair, 0) + need
        return found

    @cached_property
    def earlier(self) -> list[tuple[str, str, str, int]]:
        return [(self.unit_of(r), s, u, m) for r, s, u, m in self.below.earlier]

    @cached_property
    def history(self) -> dict[int, list[tuple[str, str, int]]]:
        past = self.below.history.items()
        return {year: [(self.unit_of(r), u, m) for r, u, m in rows] for year, rows in past}

    @cached_property
    def projects(self) -> dict[str, Mapping[str, Any]]:
        rows = self.below.projects.items()
        return {name: {**row, "单位": self.unit_of(row["单位"])} for name, row in rows}

    @cached_property
    def targets(self) -> dict[str, Fraction]:
        below = self.below.targets
        return {unit: sum((below[n] for n in names), ZERO) for unit, names in self.members.items()}

    def sum(self, recipients: Iterable[str] | None = None, *what: Any, **more: Any) -> Terms:
        if recipients is not None:
            recipients = [n for unit in recipients for n in self.members[unit]]
        return self.below.sum(recipients, *what, **more)


def _at_level(at: Any, corners: Iterable[Fraction], money: Fraction) -> dict[str, Fraction]:
    """What everybody gets at the one level that shares the money; straight between corners."""
    before = at(ZERO)
    least = sum(before.values())
    if least > money:
        return {n: floor * money / least for n, floor in before.items()}
    ends = sorted({c for c in corners if c > 0})
    for v in [*ends, 2 * ends[-1] if ends else Fraction(1)]:
        now = at(v)
        if sum(now.values()) >= money:
            break
        last, before = before, now
    else:
        # Beyond the last corner it is a straight line, or level.
        slope = {n: now[n] - last[n] for n in now}
        rise = sum(slope.values())
        if not rise:
            return now
        more = (money - sum(now.values())) / rise
        return {n: now[n] + more * slope[n] for n in now}
    rise = sum(now.values()) - sum(before.values())
    part = (money - sum(before.values())) / rise if rise else ZERO
    return {n: before[n] + part * (now[n] - before[n]) for n in now}


def _largest_remainder(parts: Sequence[int], seats: int) -> list[int]:
    quotas = [Fraction(p * seats, sum(parts)) for p in parts]
    found = [int(q) for q in quotas]
    order = sorted(range(len(parts)), key=lambda i: (-(quotas[i] - found[i]), i))
    for i in order[: seats - sum(found)]:
        found[i] += 1
    return found
