"""Count small drawn scenarios out:  python tests/oracle/counted_out.py 300

Every plan of a scenario of few steps is written down and judged by the formulas written a second
time: which keep every rule, which of these are best by goal after goal with their tolerances, and
which of these the tie rule takes. `optalloc solve` must say the same: whether there is a plan, each
goal's value, whether the plan is the only one, whose totals are the larger. Exit 1 if it does not.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from itertools import product
from math import ceil, comb, floor, lcm
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

sys.path.insert(0, str(Path(__file__).parent))

from drawn import written
from formulas import Row, allowed
from newer import TINY, draw
from newer_formulas import Newer, Sum
from trial import solved

MOST = 60_000
"""Plans of a scenario, as far as its sources and caps of cells alone would have it."""
ZERO = Fraction(0)
Whole = tuple[int, ...]


class TooMany(Exception):
    """A scenario has more plans than are counted out."""


@dataclass(frozen=True)
class Counted:
    """All plans of a scenario that keep its rules [fen, one amount a cell]."""

    scenario: Newer
    plans: tuple[Whole, ...]

    @cached_property
    def best(self) -> tuple[list[Any], list[Whole]]:
        """Each goal's best value, and the plans that are best by all, as tolerances have it."""
        left, values = list(self.plans), []
        for goal in self.scenario.every_goal():
            found = [goal.value(x) for x in left]
            values.append(min(found))
            most = allowed(goal, values[-1], self.scenario.unit)
            left = [x for x, value in zip(left, found, strict=True) if value <= most]
        return values, left

    def totals(self, x: Whole) -> Whole:
        """Each recipient's total."""
        held = dict.fromkeys(self.scenario.recipients, 0)
        for cell, money in zip(self.scenario.cells, x, strict=True):
            held[cell.recipient] += money
        return tuple(held.values())

    @cached_property
    def first(self) -> Whole:
        """The totals that the tie rule takes of the best plans'."""
        order = self.order()

        def rank(totals: Whole) -> tuple[int, ...]:
            there = [totals[i] for i in order]
            return sum(place * money for place, money in enumerate(there, 1)), *(-m for m in there)

        return min({self.totals(x) for x in self.best[1]}, key=rank)

    def order(self) -> list[int]:
        """Who goes first where plans are equally good."""
        said = self.scenario.raw.get("ties", "listed")
        rule = {"by": said} if isinstance(said, str) else said
        names = list(self.scenario.recipients)
        figures: Sequence[Any] = [0] * len(names)
        if rule["by"] == "lot":
            figures = [sha256(f"{rule['seed']}\n{n}".encode()).hexdigest() for n in names]
        if rule["by"] == "column":
            figures = [self.scenario.figure(n, rule["column"]) for n in names]
        if rule["by"] == "remainder":
            figures = [self.scenario.targets[n] / self.scenario.step % 1 for n in names]
        if rule["by"] == "last_year":
            past = self.scenario.past(max(self.scenario.history))
            figures = [past.get(n, 0) for n in names]
        if rule["by"] in ("column", "remainder") and rule.get("first", "larger") == "larger":
            figures = [-f for f in figures]
        return sorted(range(len(names)), key=lambda i: figures[i])


def counted(scenario: Newer) -> Counted:
    """Count the plans of a scenario out.

    Raises:
        TooMany: When there are too many.
    """
    grain = [scenario.grains[c.source] for c in scenario.cells]
    conditions = scenario.every_condition()
    most = [scenario.sources[c.source] // g for c, g in zip(scenario.cells, grain, strict=True)]
    for row in (c for c in conditions if isinstance(c, Row)):
        terms = {i: c for i, c in row.terms.items() if c}
        if row.high is not None and all(c > 0 for c in terms.values()):
            for i, c in terms.items():
                most[i] = min(most[i], floor(row.high / c / grain[i]))
    if min(most) < 0:
        return Counted(scenario, ())
    ways, size = [], 1
    for source, money in scenario.sources.items():
        cells = [i for i, c in enumerate(scenario.cells) if c.source == source]
        steps = money // scenario.grains[source]
        if min(comb(steps + len(cells), steps), _room(most, cells)) > MOST * 20:
            raise TooMany
        of_source = list(_spread(cells, most, steps))
        inside = [c for c in conditions if isinstance(c, Row) and set(c.terms) <= set(cells)]
        tests = [_Test(row, grain) for row in inside]
        of_source = [k for k in of_source if all(t.holds_of(k) for t in tests)]
        ways.append(of_source)
        size *= len(of_source)
    if size > MOST:
        raise TooMany
    rows = [_Test(c, grain) for c in conditions if isinstance(c, Row)]
    others = [c for c in conditions if not isinstance(c, Row)]
    plans = []
    for parts in product(*ways):
        steps_of = {i: k for part in parts for i, k in part.items()}
        if all(t.holds_of(steps_of) for t in rows):
            x = tuple(steps_of[i] * g for i, g in enumerate(grain))
            if all(c.holds(x) for c in others):
                plans.append(x)
    return Counted(scenario, tuple(plans))


def _room(most: Sequence[int], cells: Sequence[int]) -> int:
    room = 1
    for i in cells:
        room *= most[i] + 1
    return room


def _spread(cells: Sequence[int], most: Sequence[int], steps: int) -> Iterator[dict[int, int]]:
    """Yield every way to put so many steps at most into cells."""
    if not cells:
        yield {}
        return
    i, *rest = cells
    for k in range(min(most[i], steps) + 1):
        for others in _spread(rest, most, steps - k):
            yield {i: k} | others


class _Test:
    """A row in whole steps and whole numbers, so that it is judged in no time."""

    def __init__(self, row: Row, grain: Sequence[int]) -> None:
        terms = {i: c * grain[i] for i, c in row.terms.items() if c}
        many = lcm(1, *(c.denominator for c in terms.values()))
        self.terms = [(i, int(c * many)) for i, c in terms.items()]
        self.low = None if row.low is None else ceil(row.low * many)
        self.high = None if row.high is None else floor(row.high * many)

    def holds_of(self, steps: dict[int, int]) -> bool:
        value = sum(c * steps[i] for i, c in self.terms)
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)


def wrong(there: Counted, answer: dict[str, Any]) -> Iterator[str]:
    """Yield whatever an answer says that is not so."""
    if answer["stopped"] != "finished":
        yield f"open: stopped ({answer['stopped']})"
        return
    if not answer["has_plan"]:
        if there.plans:
            yield f"says no plan; there are {len(there.plans)}, such as {there.plans[0]}"
        elif answer["infeasible"] != "exact":
            yield "open: no plan, without a proof"
        return
    scenario = there.scenario
    x = plan_in(scenario, answer["awards"])
    if x not in there.plans:
        yield f"its plan breaks {[c for c in scenario.every_condition() if not c.holds(x)][:2]}"
        return
    if answer["proven"] != "exact":
        yield "open: a plan not proven best"
        return
    values, best = there.best
    if x not in best:
        had = [goal.value(x) for goal in scenario.every_goal()]
        yield f"its plan is not best: {shown(had)}, can be had: {shown(values)}"
        return
    yield from wrong_values(there, answer, x)
    yield from wrong_ties(there, answer, x)


def wrong_values(there: Counted, answer: dict[str, Any], x: Whole) -> Iterator[str]:
    """Yield what is said of goals that is not so."""
    scenario, values = there.scenario, there.best[0]
    goals = scenario.every_goal()
    said = answer["goals"]
    if any(isinstance(v, tuple) for v in values):
        # Level by level there are as many entries as levels were settled.
        return
    if len(said) != len(goals):
        yield f"{len(said)} goals are told, there are {len(goals)}"
        return
    for k, (goal, entry, value) in enumerate(zip(goals, said, values, strict=True)):
        unit = {"money": scenario.unit, "money squared": scenario.unit**2}.get(entry["measure"], 1)
        sign = -1 if entry["measure"] == "gain" else 1
        if isinstance(goal, Sum) and entry["measure"] == "money squared":
            unit = 1
        own, had = sign * value / unit, sign * goal.value(x) / unit
        if entry["value_exact"] is None or Fraction(entry["value_exact"]) != own:
            yield f"goal {k + 1} is said to be {entry['value_exact']}, it is {own}"
        if entry["in_plan_exact"] is not None and Fraction(entry["in_plan_exact"]) != had:
            yield f"goal {k + 1} is said to be {entry['in_plan_exact']} in the plan, it is {had}"
        if entry["in_plan_exact"] is None and had != own:
            yield f"goal {k + 1} is {had} in the plan, and that is not said"


def wrong_ties(there: Counted, answer: dict[str, Any], x: Whole) -> Iterator[str]:
    """Yield what is said of other plans as good that is not so."""
    scenario, best, said = there.scenario, there.best[1], answer["as_good"]
    totals = {there.totals(other) for other in best}
    truth = {"totals": len(totals), "awards": len(best)}
    for key, many in truth.items():
        if said[key] == "only" and many > 1:
            yield f"the only {key}, it says; there are {many}"
        if said[key] == "several" and many == 1:
            yield f"several {key}, it says; there are no others"
        if said[key] not in ("only", "several"):
            yield f"open: {key} {said[key]}"
    # It is true only where that is known: where it is not, that is told as open above.
    if answer["unique"] != (said["awards"] == "only") or (answer["unique"] and len(best) > 1):
        yield f"unique is {answer['unique']}, there are {len(best)} best plans"
    if not said["tie_rule_settled"]:
        yield "open: ties are not settled"
    elif there.totals(x) != there.first:
        yield f"the tie rule takes {there.first}, not {there.totals(x)}"
    if said["could_give_out"] is not None:
        more = Fraction(said["could_give_out"]) * scenario.unit
        if sum(x) >= more or more not in {sum(other) for other in best}:
            yield f"no plan as good gives out {said['could_give_out']}"
    elif max(map(sum, best)) > sum(x):
        # Nothing is said where it is not known either whether other totals are as good.
        before = "open: " if said["totals"] == "not_known" else ""
        yield f"{before}a plan as good gives out {max(map(sum, best))} of {sum(x)}: not said"
    for one in said["equal_claims"]:
        named = [name for group in one for name in group["recipients"]]
        amount = {n: g["amount"] for g in one for n in g["recipients"]}
        for a in named:
            for b in named:
                if amount[a] != amount[b] and exchanged(scenario, x, a, b) not in best:
                    yield f"{a} and {b} exchanged are not as good"


def exchanged(scenario: Newer, x: Whole, one: str, other: str) -> Whole:
    """Return a plan in which two recipients have changed places."""
    place = {one: other, other: one}
    at = {
        (c.recipient, c.source, c.use, c.project): k for c, k in zip(scenario.cells, x, strict=True)
    }
    return tuple(
        at[place.get(c.recipient, c.recipient), c.source, c.use, c.project]
        if c.project is None
        else k
        for c, k in zip(scenario.cells, x, strict=True)
    )


def plan_in(scenario: Newer, awards: Sequence[dict[str, Any]]) -> Whole:
    """Return a plan of an answer in fen, one amount a cell."""
    place = {(c.recipient, c.source, c.use, c.project): i for i, c in enumerate(scenario.cells)}
    x = [0] * len(scenario.cells)
    for a in awards:
        money = Fraction(a["amount"]) * scenario.unit
        x[place[a["recipient"], a["source"], a["use"], a["project"]]] += int(money)
    return tuple(x)


def shown(values: Sequence[Any]) -> str:
    """Return values to be read."""
    return ", ".join(str([*map(str, v)] if isinstance(v, tuple) else v) for v in values)


def attempt(seed: int, engine: str = "highs") -> tuple[str, list[str]]:
    """Return what came of a seed in a word, and whatever is wrong or open."""
    raw = draw(seed)
    with TemporaryDirectory(prefix="counted-") as folder:
        path = Path(folder) / "counted.yaml"
        path.write_text(written(raw), encoding="utf-8")
        try:
            there = counted(Newer(raw))
        except TooMany:
            return "too many", []
        except KeyError:
            there = None  # A unit has no such figure: that must be refused.
        code, answer, said = solved(path, engine, None)
    if code == 3:
        return "refused", [f"refused: {said}"]
    if there is None:
        return "counted", ["a figure that units have not is not refused"]
    if not answer:
        return "counted", [f"exit {code}: {said[:300]}"]
    return ("counted" if there.plans else "no plan"), list(wrong(there, answer))


@click.command()
@click.argument("cases", default=300)
@click.option("--first", default=TINY, help="The first seed.")
@click.option("--engine", default="highs")
@click.option("--letters", is_flag=True, help="Show the letters of refused scenarios too.")
def main(cases: int, first: int, engine: str, letters: bool) -> None:
    """Count scenarios out until so many were compared."""
    came: Counter[str] = Counter()
    seed = first
    while came["counted"] + came["no plan"] < cases:
        what, found = attempt(seed, engine)
        came[what] += 1
        for words in found:
            kind = words.split(":")[0] if words.startswith(("open", "refused")) else "WRONG"
            came[kind + " said"] += 1
            if kind != "refused" or letters:
                print(
                    f"seed {seed}: {'' if kind != 'WRONG' else 'WRONG '}{words.strip()}", flush=True
                )
        seed += 1
    print(f"seeds {first} to {seed - 1}: {dict(came)}")
    sys.exit(came["WRONG said"] > 0)


if __name__ == "__main__":
    main()
