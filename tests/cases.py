"""Small problems for tests: built by hand, or drawn so that every plan can be counted.

A Case holds what a user would write, in plain words and figures. The product reads it with
`Case.problem`; `second_audit` reads the same words with its own eyes. Amounts are written in 元.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import comb, lcm, prod
from typing import Any

import numpy as np
from hypothesis import strategies as st

from optalloc.core.solve_options import AUTO
from optalloc.problem.facts import Award, Indicator, Plan, Recipient, Source, Use
from optalloc.problem.formulate import formulate
from optalloc.problem.interfaces import GOALS, RULES, TARGETS
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.program.face import draw, whole_face
from optalloc.solver.program.program import Program, Whole
from optalloc.solver.search.outcome import Outcome

UNIT = "元"
FEN = 100
MOST_PLANS = 4000
"""Plans that the brute force may have to look at, for one drawn case."""

Entry = tuple[str, dict[str, Any]]
DISTANCES = ("absolute", "relative", "squared", "squared_over_target")


@dataclass(frozen=True)
class Pot:
    """A source as the tables have it [fen]."""

    name: str
    amount: int
    tier: str = ""


@dataclass(frozen=True)
class Town:
    """A recipient as the tables have it."""

    name: str
    kind: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """What a user writes: tables, and the entries of a policy as (word, settings).

    Attributes:
        uses: The groups of each use, by its name.
        indicators: Direction, and coefficient by column, by name.
        needs: Asked for, by (recipient, use) [fen].
        earlier: Recipient, source, use and amount [fen] of what the year already gave.
    """

    pots: tuple[Pot, ...]
    towns: tuple[Town, ...]
    uses: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: {"用途": ()})
    rules: tuple[Entry, ...] = (("grain", {"cell": "1"}),)
    goals: tuple[Entry, ...] = ()
    targets: tuple[Entry, ...] = ()
    indicators: Mapping[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)
    needs: Mapping[tuple[str, str], int] = field(default_factory=dict)
    earlier: tuple[tuple[str, str, str, int], ...] = ()

    def problem(self) -> Problem:
        """Read the case as the product would."""
        pots = tuple(Source(p.name, p.amount, p.tier) for p in self.pots)
        rules = tuple(RULES[w].read(w, s, UNIT) for w, s in self.rules)
        grain = next(r for (w, _), r in zip(self.rules, rules, strict=True) if w == "grain")
        return Problem(
            name="case",
            unit=UNIT,
            sources=pots,
            recipients=tuple(
                Recipient(t.name, t.kind, {k: Fraction(v) for k, v in t.facts.items()})
                for t in self.towns
            ),
            uses=tuple(Use(name, frozenset(groups)) for name, groups in self.uses.items()),
            grain=grain.grain(pots),
            indicators={
                name: Indicator(name, "", way, {k: Fraction(c) for k, c in columns.items()})
                for name, (way, columns) in self.indicators.items()
            },
            needs=dict(self.needs),
            earlier=tuple(Award(r, s, u, money) for r, s, u, money in self.earlier),
            targets=tuple(TARGETS[w].read(w, s, UNIT) for w, s in self.targets),
            rules=rules,
            goals=tuple(GOALS[w].read(w, s, UNIT) for w, s in self.goals),
        )

    def complaints(self) -> list[str]:
        """Return what the product's own checks find wrong with the case; drawn cases have none."""
        problem = self.problem()
        parts = (*problem.targets, *problem.rules, *problem.goals)
        return [f"{p.label}: {c}" for p in parts for c in p.check(problem)]

    def cells(self) -> list[tuple[str, str, str]]:
        """Return recipient, source and use of every cell, in the order of the tables."""
        return [(t.name, p.name, use) for t in self.towns for p in self.pots for use in self.uses]

    def plan(self, cells: tuple[int, ...]) -> Plan:
        """Return amounts, one for each cell [fen], as a plan."""
        named = zip(self.cells(), cells, strict=True)
        return Plan(Award(*names, money) for names, money in named if money)

    def amounts(self, plan: Plan) -> tuple[int, ...]:
        """Return a plan as amounts, one for each cell [fen]."""
        held = {(a.recipient, a.source, a.use): a.amount for a in plan.awards}
        return tuple(held.get(names, 0) for names in self.cells())

    def with_rules(self, *entries: Entry) -> "Case":
        """Return the case with more rules."""
        return Case(**{**self.__dict__, "rules": (*self.rules, *entries)})


def solved(case: Case, by: str = "highs", seconds: float | None = None) -> Outcome:
    """Return what comes of a case."""
    return solve(program_of(case), engine(by), AUTO.within(seconds))


def program_of(case: Case) -> Program:
    """Return a case as a program."""
    problem = case.problem()
    return formulate(problem, score(problem))


def counted(program: Program, x: Whole) -> Iterator[Whole]:
    """Yield the points with every value of the columns behind the amounts that rows may allow."""
    amounts = len(program.ties.cells) + len(program.ties.totals)
    lower, upper = program.lower.copy(), program.upper.copy()
    lower[:amounts] = upper[:amounts] = x[:amounts]
    todo = [replace(whole_face(program), lower=lower, upper=upper)]
    while todo:
        face = draw(program, todo.pop())
        if (face.lower > face.upper).any():
            continue
        free = np.flatnonzero(face.lower < face.upper)
        if not len(free):
            yield face.lower
            continue
        column = int(free[0])
        for value in range(int(face.upper[column]), int(face.lower[column]) - 1, -1):
            lower, upper = face.lower.copy(), face.upper.copy()
            lower[column] = upper[column] = value
            todo.append(replace(face, lower=lower, upper=upper))


def shared_by(
    weights: list[Fraction | int],
    seats: int,
    *goals: Entry,
    rules: tuple[Entry, ...] = (),
    grain: str = "0.01",
) -> Case:
    """Return one source of `seats` grains, shared out by weights, spent whole."""
    towns = tuple(Town(f"镇{i}", "镇", {"权数": str(w)}) for i, w in enumerate(weights))
    return Case(
        pots=(Pot("甲", int(seats * Fraction(grain) * FEN)),),
        towns=towns,
        rules=(("grain", {"cell": grain}), ("spend_whole", {}), *rules),
        goals=goals,
        targets=(("factors", {"weights": {"权数": "100%"}}),),
        indicators={"权数": ("more", {"权数": "1"})},
    )


def closest(distance: str) -> Entry:
    """Return the entry of a goal."""
    return "closest_to_target", {"distance": distance}


EVENNESS: Entry = ("evenness", {})

# --- drawn cases ---------------------------------------------------------------------------------

DRAWN = (
    *("balance", "ceiling", "floor", "grain", "share", "spend_whole", "split", "within_need"),
    *("closest_to_target", "evenness"),
    *("factors", "fixed", "units"),
)
"""The words of the parts that `cases()` draws."""

GRAINS = ("1", "0.5", "2", "1.5")
SHARES = ("0%", "25%", "1/3", "0.45", "50%", "55%", "75%", "100%")
TOWNS, POTS, USES = ("灵山", "三江", "演丰", "大致坡"), ("市级", "区级", "中央"), ("产业", "设施")
TIERS = ("市", "区", "市")


def chance(draw: st.DrawFn, percent: int) -> bool:
    """Return True in so many of a hundred draws."""
    return draw(st.integers(0, 99)) < percent


def some(draw: st.DrawFn, names: tuple[str, ...] | list[str]) -> list[str]:
    """Return some of the names, at least one, in their order."""
    flags = draw(st.lists(st.booleans(), min_size=len(names), max_size=len(names)))
    return [n for n, flag in zip(names, flags, strict=True) if flag] or [names[0]]


def decimal(fen: int) -> str:
    """Return fen in 元."""
    return f"{fen // FEN}.{fen % FEN:02d}"


@st.composite
def cases(draw: st.DrawFn, most: int = MOST_PLANS) -> Case:
    """Draw a case with at most so many plans, whatever its rules."""
    towns = _towns(draw)
    uses = {"产业": ("产业发展",), "设施": ()} if chance(draw, 40) else {"产业": ("产业发展",)}
    names = POTS[: draw(st.integers(1, 3))]
    cell = draw(st.sampled_from(GRAINS))
    grain: dict[str, Any] = {"cell": cell}
    if chance(draw, 35):
        grain["sources"] = {names[-1]: draw(st.sampled_from(GRAINS))}
    if chance(draw, 15):
        grain["total"] = draw(st.sampled_from(("1", "2", "3")))
    grains = {n: int(Fraction(grain.get("sources", {}).get(n, cell)) * FEN) for n in names}
    shares = _shares(draw, names)
    wide = len(towns) * len(uses)
    in_proportion = _in_proportion(names, grains, shares, wide, most) if chance(draw, 70) else ()
    pots = in_proportion or tuple(_pots(draw, names, grains, wide, most))
    money = sum(p.amount for p in pots)
    needs = {
        (t.name, u): draw(st.integers(0, 6)) * 100 for t in towns for u in uses if chance(draw, 80)
    }
    earlier = tuple(
        (draw(st.sampled_from(towns)).name, draw(st.sampled_from((*names, "去年"))), u, fen)
        for u in draw(st.lists(st.sampled_from(tuple(uses)), max_size=2))
        for fen in [draw(st.sampled_from((50, 100, 200, 300)))]
    )
    indicators, targets = _targets(draw, towns, money)
    drawn = [("grain", grain), *_rules(draw, towns, pots, tuple(uses), bool(needs), shares)]
    return Case(pots, towns, uses, tuple(drawn), _goals(draw), targets, indicators, needs, earlier)


def _towns(draw: st.DrawFn) -> tuple[Town, ...]:
    return tuple(
        Town(
            name,
            draw(st.sampled_from(("镇", "部门"))),
            {
                "村": str(draw(st.integers(0, 5))),
                "人": str(draw(st.sampled_from(("0", "1", "2.5", "7", "11/3")))),
                "收入": str(draw(st.integers(1, 4))),
            },
        )
        for name in TOWNS[: draw(st.integers(1, 4))]
    )


def _pots(
    draw: st.DrawFn, names: tuple[str, ...], grains: Mapping[str, int], cells: int, most: int
) -> Iterator[Pot]:
    left = most
    for i, name in enumerate(names):
        share = round(left ** (1 / (len(names) - i)))
        steps = 1
        while steps < 40 and comb(steps + 1 + cells, cells) <= share:
            steps += 1
        steps = draw(st.integers(0 if chance(draw, 10) else min(2, steps), steps))
        left //= comb(steps + cells, cells)
        odd = draw(st.integers(1, grains[name] - 1)) if chance(draw, 6) else 0
        yield Pot(name, steps * grains[name] + odd, TIERS[i])


def _shares(draw: st.DrawFn, names: tuple[str, ...]) -> dict[str, Any]:
    """Draw the proportion of a split; empty when there is to be none."""
    if len(names) == 1 or not chance(draw, 35):
        return {}
    if len(names) == 2 and chance(draw, 10):
        return {names[0]: 45, names[1]: "55"}
    held = names if chance(draw, 70) else names[:2]
    return {n: draw(st.sampled_from((1, 1, 2, 3, "0.5", "150%"))) for n in held}


def _in_proportion(
    names: tuple[str, ...], grains: Mapping[str, int], shares: dict[str, Any], wide: int, most: int
) -> tuple[Pot, ...]:
    """Return sources that a split can spend whole, the largest that can be counted out."""
    found: tuple[Pot, ...] = ()
    unit = lcm(*grains.values())
    for times in range(1, 20) if shares else ():
        amounts = [_fraction(str(shares.get(n, 1))) * unit * times for n in names]
        if any(a % grains[n] for a, n in zip(amounts, names, strict=True)):
            continue
        steps = [int(a // grains[n]) for a, n in zip(amounts, names, strict=True)]
        if prod(comb(k + wide, wide) for k in steps) > most:
            break
        found = tuple(Pot(n, int(a), t) for n, a, t in zip(names, amounts, TIERS, strict=False))
    return found


def _targets(
    draw: st.DrawFn, towns: tuple[Town, ...], money: int
) -> tuple[dict[str, tuple[str, dict[str, str]]], tuple[Entry, ...]]:
    columns = {
        "村数": ("more", {"村": "1"}),
        "人口结构": ("more", {"村": "1/2", "人": "1"}),
        "人均收入": ("less", {"收入": "1"}),
    }
    entries: list[Entry] = []
    names = [t.name for t in towns]
    if chance(draw, 25):
        fixed = some(draw, names)
        entries.append(
            ("fixed", {"amounts": {n: decimal(money // (3 * len(fixed)) + 1) for n in fixed}})
        )
    if chance(draw, 25):
        count = max(1, sum(int(t.facts["村"]) for t in towns))
        entry = {"column": "村", "standard": decimal(money // (3 * count)), "unit": "个"}
        entries.append(("units", entry | _whom(draw, towns)))
    if chance(draw, 85):
        whom = _whom(draw, towns)
        covered = [t for t in towns if _covers(whom, t)]
        usable = [
            k
            for k, (_, made_of) in columns.items()
            if any(Fraction(t.facts[c]) for t in covered for c in made_of)
        ]
        chosen = some(draw, usable)[:2]
        parts = ("100%",) if len(chosen) == 1 else ("0.3", "70%")
        weights = dict(zip(chosen, parts, strict=True))
        entry = {"weights": weights} | whom
        if chance(draw, 15):
            entry["portion"] = "60%"
        entries.append(("factors", entry))
    return columns, tuple(draw(st.permutations(entries)))


def _whom(draw: st.DrawFn, towns: tuple[Town, ...]) -> dict[str, Any]:
    """Draw whom a part is about: all, some by name, or some by kind."""
    if chance(draw, 60):
        return {}
    if chance(draw, 50):
        return {"recipients": some(draw, [t.name for t in towns])}
    return {"kinds": [draw(st.sampled_from(towns)).kind]}


def _covers(whom: Mapping[str, Any], town: Town) -> bool:
    if not whom:
        return True
    return town.name in whom.get("recipients", ()) or town.kind in whom.get("kinds", ())


def _rules(
    draw: st.DrawFn,
    towns: tuple[Town, ...],
    pots: tuple[Pot, ...],
    uses: tuple[str, ...],
    needs: bool,
    shares: dict[str, Any],
) -> Iterator[Entry]:
    if chance(draw, 55):
        yield "spend_whole", _which(draw, pots)
    if shares:
        within = draw(st.sampled_from(("recipient", "award", "total")))
        yield "split", {"shares": shares, "within": within}
    if chance(draw, 35):
        yield "share", _share(draw, pots, uses)
    high = st.sampled_from(("1", "2.5", "4", "6", "9"))
    level = st.sampled_from(("0", "0.7", "1", "2", "3"))
    for word in ("floor", "ceiling"):
        if chance(draw, 20):
            entry: dict[str, Any] = {"amount": draw(level) if word == "floor" else draw(high)}
            if chance(draw, 40):
                rate = {"per_unit": draw(level), "column": draw(st.sampled_from(("村", "人")))}
                entry = rate if chance(draw, 50) else entry | rate
            yield word, entry | _whom(draw, towns)
    if chance(draw, 25):
        reach = draw(st.sampled_from(("35%", "50%", "100%", "1", "2.25", "4")))
        yield "balance", {"max_deviation": reach} | _whom(draw, towns)
    if needs and chance(draw, 30):
        yield "within_need", {"over": draw(st.sampled_from(("batch", "year")))} | _whom(draw, towns)


def _which(draw: st.DrawFn, pots: tuple[Pot, ...]) -> dict[str, Any]:
    """Draw which sources a part is about: all, some by name, or some by tier."""
    if chance(draw, 70):
        return {}
    if chance(draw, 60):
        return {"sources": some(draw, [p.name for p in pots])}
    return {"tiers": [pots[-1].tier]}


def _share(draw: st.DrawFn, pots: tuple[Pot, ...], uses: tuple[str, ...]) -> dict[str, Any]:
    low, high = sorted(
        (draw(st.sampled_from(SHARES)), draw(st.sampled_from(SHARES))), key=_fraction
    )
    bounds = {"at_least": low, "at_most": high}
    if chance(draw, 70):
        bounds.pop(draw(st.sampled_from(("at_least", "at_most"))))
    what = {"groups": ["产业发展"]} if chance(draw, 60) else {"uses": some(draw, uses)}
    over = {"over": draw(st.sampled_from(("batch", "year"))), "each_source": chance(draw, 35)}
    return bounds | what | over | _which(draw, pots)


def _fraction(share: str) -> Fraction:
    return Fraction(share[:-1]) / 100 if share.endswith("%") else Fraction(share)


def _goals(draw: st.DrawFn) -> tuple[Entry, ...]:
    every = [EVENNESS, *(closest(d) for d in DISTANCES)]
    chosen = draw(st.permutations(every))
    return tuple(chosen[: draw(st.sampled_from((0, 1, 1, 1, 2, 2)))])
