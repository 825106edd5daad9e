"""A scenario of any size for every rule, goal, target and baseline: each adds one part to one base.

The base: n recipients, nine towns to a department, two sources (45 and 55万 each), two uses; awards
in steps of 0.1万, all money spent, at least 55% to industry, targets by the formula alone; the goal
is the least sum of relative deviations. Villages 3 to 40, people 100 to 5,000, model
villages 0 to 5, income 6,000 to 24,000, progress 0 to 100%, each drawn evenly with a seed. Needs,
earlier years, earlier awards, an approved plan and projects stand around what a recipient would get
with equal shares, and are written only for those that read them. All figures are made up.

The words come from the product's own catalogues: a part without an entry here stops the run.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_args

from optalloc.problem.baselines import METHODS
from optalloc.problem.baselines.equal_shares import MARK, NO, YES
from optalloc.problem.goals.closest_to_target import ClosestToTarget
from optalloc.problem.interfaces import GOALS, RULES, TARGETS
from writing import INDUSTRY, TWO_USES, sources, write

Entry = Mapping[str, Any]
Rows = list[dict[str, object]]
EACH = 100
"""Money for each recipient on the average [万元]."""
YEAR = 2022
INDICATORS = {
    name: {"unit": unit, "direction": direction, "source": "made up"}
    for name, unit, direction in (
        ("villages", "villages", "more"),
        ("people", "people", "more"),
        ("model", "villages", "more"),
        ("income", "元", "less"),
    )
}
WEIGHTS = {"villages": "40%", "people": "40%", "model": "20%"}
CAP = {"cap": {"kind": "ceiling", "amount": 150}}
"""Keeps a goal that heeds one recipient more than another from giving all to the first."""
HALF = {"kinds": ["department"]}


@dataclass(frozen=True)
class Variant:
    """The base with one part more.

    Attributes:
        sort: rule, goal, target or baseline.
        word: What the part is called in its catalogue.
        how: Which of its ways, where it has several.
        rules, goals, targets: Entries that are added, or that stand for those of the base; a
            setting that is a function is one of the number of recipients.
        tables: The names of the tables that it reads besides.
        without: Rules of the base that are left out.
    """

    sort: str
    word: str
    how: str = ""
    rules: Entry = field(default_factory=dict)
    goals: Entry = field(default_factory=dict)
    targets: Entry = field(default_factory=dict)
    tables: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The variant in a word or two."""
        return f"{self.word} ({self.how})" if self.how else self.word


def variants() -> list[Variant]:
    """Return the base and every part of the product, each in its ways.

    Raises:
        LookupError: When a catalogue holds a word that nothing here draws.
    """
    found = [Variant("base", "nation", rules={"balance": {"max_deviation": "20%"}})]
    found += [*_rules(), *_goals(), *_targets(), *_baselines()]
    for sort, catalogue in (("rule", RULES), ("goal", GOALS), ("target", TARGETS)):
        drawn = {v.word for v in found if v.sort == sort}
        if missing := set(catalogue.words()) - drawn:
            raise LookupError(f"no scenario draws the {sort} {', '.join(sorted(missing))}")
    return found


def _rule(word: str, how: str = "", *tables: str, **settings: Any) -> Variant:
    """Return the base with a rule more."""
    return Variant("rule", word, how, rules={word: settings}, tables=tables)


def _goal(word: str, how: str = "", *tables: str, **settings: Any) -> Variant:
    """Return the base with another goal, under a ceiling."""
    return Variant("goal", word, how, rules=CAP, goals={word: settings}, tables=tables)


def _rules() -> Iterator[Variant]:
    yield _rule("amount_ratio", "all", at_most="4", among="all")
    yield _rule("amount_ratio", "funded", at_most="4", among="funded")
    yield _rule("balance", max_deviation="20%")
    yield _rule("ceiling", amount=150)
    yield _rule("floor", amount=30)
    yield _rule("floor", "for each", per_unit=1, column="villages")
    gap = {
        "close_gap": {"source": "own", "total": lambda n: n * 90},
        "spend_whole": {"sources": ["city"]},
    }
    yield Variant("rule", "close_gap", rules=gap)
    by_hand = {"who": "made up", "when": "2024-01-02", "why": "made up"}
    fixed = {
        f"by hand {i}": {"kind": "fixed_award", "recipient": f"town {i:05}", "amount": 50 + i}
        | by_hand
        for i in range(1, 10)
    }
    yield Variant("rule", "fixed_award", rules=fixed)
    beside = {"project_funding": {"how": "from_minimum", "beside": True}}
    gate = {"gate": {"said_yes": ["land"]}, **beside}
    yield Variant("rule", "gate", rules=gate, tables=("projects",))
    yield _rule("grain", "of totals", cell=0.1, total=1)
    yield _rule("group_share", **HALF, over="batch", at_least="12%")
    past = {"years": [YEAR], "over": "batch", "of": "amount", "when_short": "refuse"}
    yield _rule("hold_harmless", "amount", "history", at_least="80%", **past)
    yield _rule("hold_harmless", "share", "history", at_least="80%", **{**past, "of": "share"})
    year = {**past, "over": "year", "when_short": "ratable"}
    yield _rule("hold_harmless", "ratable, year", "history", "earlier", at_least="130%", **year)
    yield _rule("linear", "one line", says="town >= 8 * department")
    yield _rule("linear", "each", says="each / each.villages <= 3 * total / total.villages")
    yield _rule("lots", standard=10, unit="lot", at_most=40)
    yield _rule("near_mix", "sources", of="source", max_deviation="20%")
    parts = {"industry": "60%"}
    yield _rule("near_mix", "uses", of="use", shares=parts, max_deviation=20)
    yield _rule("not_back", "", "taken back")
    yield _rule("nothing_or_at_least", "recipient", amount=30, within="recipient")
    yield _rule("nothing_or_at_least", "award", amount=10, within="award")
    yield _rule("only", "uses", sources=["own"], uses=["industry"])
    yield _rule("only", "recipients", sources=["city"], kinds=["town"])
    yield _rule("order", "one factor", equals="within_step", factors=["villages"])
    yield _rule("order", "three factors", equals="within_step", factors=list(WEIGHTS))
    yield _rule("parity", "", "history", **HALF, year=YEAR, over="batch")
    yield _rule("per_head_ratio", "few sizes", column="rooms", at_most="4")
    yield _rule("per_head_ratio", "many sizes", column="people", at_most="60")
    yield _rule("progress_cap", column="progress", below="0.5", at_most="90%", of="target")
    yield _projects("whole")
    yield _projects("from_minimum")
    decided = {"who": "made up", "when": "2024-01-02", "why": "made up"}
    first = {"projects": [f"project {i:05}" for i in range(1, 4)], **decided}
    yield _of_projects("must_fund", "", {"how": "whole", **first})
    yield _of_projects("never_fund", "", first)
    for then in ("skip", "stop", "part"):
        yield _of_projects("rank_order", then, {"column": "served", "then": then})
    yield _rule("recipient_count", at_least=lambda n: n * 6 // 10, amount=60)
    yield _rule("same_amount", "alike", kinds=["town"])
    yield _rule("same_amount", "within 30", apart=30, kinds=["town"])
    in_years = {"years": {"this": ["city"], "next": ["own"]}}
    yield _of_projects("schedule", "", {**in_years, "carry_over": "10%"})
    yield _rule("share", **{k: v for k, v in INDUSTRY.items() if k != "kind"}, each_source=True)
    yield _rule("share_not_below", "", "history", groups=["产业发展"], year=YEAR, over="batch")
    shares = {"city": "50%", "own": "60%"}
    yield _rule("source_share", groups=["产业发展"], shares=shares, over="batch")
    yield _rule("spend_whole", "one source", sources=["city"])
    for within in ("recipient", "award", "total"):
        yield _rule("split", within, shares={"city": 45, "own": 55}, within=within)
    beside = {"shares": {"city": 45, "own": 55}, "within": "recipient"}
    yield _rule("split", "beside a central source", "central", **beside)
    yield _rule("within_need", "", "needs", over="batch")
    change = {"at_least": "-30%", "at_most": "60%"}
    yield _rule("yearly_change", "", "history", "earlier", year=YEAR, over="year", **change)
    yield _rule("year_to_year", **in_years, up_to="60%")


def _projects(how: str) -> Variant:
    rules = {"project_funding": {"how": how}}
    goals = {"project_benefit": {"column": "served", "unit": "people"}}
    return Variant(
        "rule", "project_funding", how, rules, goals, {}, ("projects",), ("spend_whole",)
    )


def _of_projects(word: str, how: str, settings: Entry) -> Variant:
    """Return the choice of projects with a rule about them."""
    funding = "from_minimum" if how == "part" else "whole"
    base = _projects(funding)
    return replace(base, word=word, how=how, rules={**base.rules, word: settings})


def _goals() -> Iterator[Variant]:
    for distance in get_args(ClosestToTarget.model_fields["distance"].annotation):
        goals = {"closest_to_target": {"distance": distance}}
        # Dean's harmonic means are counted up to a million steps.
        steps = {"grain": {"cell": lambda n: max(1, n // 1000) / 10}}
        rules = steps if distance == "dean" else {}
        yield Variant("goal", "closest_to_target", distance, rules=rules, goals=goals)
    near = {"kind": "closest_to_target", "distance": "absolute", "weight": 1}
    few = {"kind": "fewest_recipients", "weight": 10}
    yield _goal("blend", unit="points", parts={"near": near, "few": few})
    yield _goal("evenness", "worst", depth="worst")
    yield _goal("evenness", "leximin", depth="leximin")
    for count in ("money", "recipients", "cells"):
        yield _goal("fewest_moves", count, "approved", count=count)
    for of in ("recipients", "cells"):
        yield _goal("pro_rata", of, "approved", part="90%", of=of)
    yield _goal("fewest_recipients")
    for distance in ("absolute", "relative"):
        yield _goal("last_year", distance, "history", year=YEAR, distance=distance)
    yield _goal("least_cost", columns={"city": "city cost", "own": "own cost"}, unit="元")
    for what in ("money", "needs"):
        yield _goal("need_covered", what, "needs", what=what, over="batch")
    benefit = _projects("whole")
    yield Variant(
        "goal",
        "project_benefit",
        "",
        benefit.rules,
        benefit.goals,
        {},
        ("projects",),
        benefit.without,
    )
    curved = {"column": "served", "unit": "people", "curve": {"50%": "80%"}}
    part = _projects("from_minimum")
    yield replace(
        part, sort="goal", word="diminishing_benefit", how="", goals={"diminishing_benefit": curved}
    )
    yield _goal("readiness", column="progress")


def _targets() -> Iterator[Variant]:
    formula = {"kind": "factors", "weights": WEIGHTS, "source": "made up"}
    yield Variant("target", "factors", targets={"formula": formula})
    inverse = {**WEIGHTS, "model": "0%", "income": "20%"}
    del inverse["model"]
    yield Variant(
        "target", "factors", "an inverse one", targets={"formula": formula | {"weights": inverse}}
    )
    slow = {"column": "progress", "below": {"0.3": "50%", "0.6": "80%"}}
    yield Variant(
        "target", "factors", "slow ones", targets={"formula": formula | {"coefficients": slow}}
    )
    bounds = {"kind": "bounded_factors", "weights": WEIGHTS, "over": "batch"}
    bounds |= {"thresholds": {"villages": 5}, "at_least": 5, "at_most": 300}
    yield Variant("target", "bounded_factors", "within bounds", targets={"formula": bounds})
    year = {**bounds, "over": "year", "overpaid": "zero"}
    yield Variant(
        "target", "bounded_factors", "of the year", targets={"formula": year}, tables=("earlier",)
    )
    lift = {"kind": "top_up", "column": "income", "per": "people"}
    yield Variant("target", "top_up", targets={"lift": lift})
    each = {"kind": "carve_out", **HALF, "each": 10}
    yield Variant("target", "carve_out", targets={"on top": each, "formula": formula})
    fixed = {"kind": "fixed", "amounts": {}}
    yield Variant("target", "fixed", targets={"fixed": fixed, "formula": formula})
    units = {"kind": "units", "column": "villages", "standard": 2, "unit": "个"}
    yield Variant("target", "units", targets={"standard": units, "formula": formula})


OF_PROJECTS: Mapping[str, tuple[str, ...]] = {
    "greedy_projects": (),
    "equal_shares": ("winners",),
    "rank_part": (),
    "rank_stop": (),
}
"""Methods that choose projects, and the tables that each reads beside them."""


def _baselines() -> Iterator[Variant]:
    """Yield every method of the catalogue, with the tables that some read."""
    for word in METHODS.words():
        if word in OF_PROJECTS:
            whole = _projects("whole")
            tables = ("projects", *OF_PROJECTS[word])
            yield replace(whole, sort="baseline", word=word, how="", tables=tables)
            continue
        tables = ("history",) if word.startswith("last_year") else ()
        yield Variant("baseline", word, tables=tables)


def written(variant: Variant, n: int, folder: Path, seed: int = 1) -> Path:
    """Write a variant with n recipients into a folder, and return the scenario's file."""
    who = list(_recipients(n, random.Random(seed)))
    pots = sources({"city": n * 45, "own": n * 55})
    tables: dict[str, Rows] = {"sources": pots, "recipients": who, "uses": list(TWO_USES)}
    for name in variant.tables:
        EXTRA[name](tables, who, random.Random(seed + 1))
    rules = {"grain": {"cell": 0.1}, "spend_whole": {}, "industry": INDUSTRY, **variant.rules}
    rules = {
        label: {key: value(n) if callable(value) else value for key, value in entry.items()}
        for label, entry in rules.items()
        if label not in variant.without
    }
    targets = {"formula": {"kind": "factors", "weights": WEIGHTS, "source": "made up"}}
    targets = dict(variant.targets) or targets
    if variant.word == "fixed" and variant.sort == "target":
        amounts = {str(r["recipient"]): 80 for r in who if r["kind"] == "department"}
        targets["fixed"] = targets["fixed"] | {"amounts": amounts}
    scenario = {
        "name": f"{variant.name}, {n:,}",
        "indicators": INDICATORS,
        "targets": targets,
        "rules": rules,
        "goals": variant.goals or {"closest_to_target": {"distance": "relative"}},
    }
    if variant.sort == "baseline":
        scenario["baseline"] = variant.word
    return write(folder, scenario, tables)


def _recipients(n: int, draw: random.Random) -> Iterator[dict[str, object]]:
    for i in range(n):
        yield {
            "recipient": f"town {i:05}",
            "kind": "town" if i % 10 else "department",
            "villages": draw.randint(3, 40),
            "people": draw.randint(100, 5000),
            "model": draw.randint(0, 5),
            "income": draw.randint(6000, 24_000),
            "progress": draw.randint(0, 100) / 100,
            "rooms": draw.choice((1, 2, 3, 4, 6)),
            "city cost": draw.randint(1, 40) / 4,
            "own cost": draw.randint(1, 40) / 4,
        }


Extra = Callable[[dict[str, Rows], Rows, random.Random], None]


def _history(tables: dict[str, Rows], who: Rows, draw: random.Random) -> None:
    tables["history"] = [
        {
            "year": YEAR,
            "recipient": r["recipient"],
            "source": "own" if i % 2 else "city",
            "use": "industry" if i % 3 else "building",
            "amount": draw.randint(60, 110),
        }
        for i, r in enumerate(who)
    ]


def _earlier(tables: dict[str, Rows], who: Rows, draw: random.Random) -> None:
    tables["earlier"] = [
        {
            "recipient": r["recipient"],
            "source": "city",
            "use": "industry",
            "amount": draw.randint(1, 9),
        }
        for r in who
    ]


def _needs(tables: dict[str, Rows], who: Rows, draw: random.Random) -> None:
    tables["needs"] = [
        {"recipient": r["recipient"], "use": use, "need": draw.randint(60, 160)}
        for r in who
        for use in ("industry", "building")
    ]


def _approved(tables: dict[str, Rows], who: Rows, draw: random.Random) -> None:
    half = len(who) // 2 * 2
    moved = [draw.randint(0, 20) for _ in range(half // 2)]
    tables["approved"] = [
        {"recipient": r["recipient"], "source": source, "use": use, "amount": amount}
        for i, r in enumerate(who[:half])
        for source, use, amount in (
            ("city", "building", 40),
            ("own", "industry", 60 + (moved[i // 2] if i % 2 else -moved[i // 2])),
        )
    ]


def _projects_table(tables: dict[str, Rows], who: Rows, draw: random.Random) -> None:
    tables["projects"] = [
        {
            "project": f"project {i:05}",
            "recipient": r["recipient"],
            "use": draw.choice(("industry", "building", "industry")),
            "need": draw.choice((50, 80, 100, 120, 150, 180, 200, 250, 300)),
            "minimum": 50,
            "served": draw.randint(20, 400),
            "land": draw.choice(("是", "是", "是", "否")),
        }
        for i, r in enumerate(who)
    ]


def _taken_back(tables: dict[str, Rows], who: Rows, draw: random.Random) -> None:
    back = {"source": "recovered", "tier": "own", "amount": len(who) * 5}
    tables["sources"] = [
        *({**row, "kind": "", "taken_from": ""} for row in tables["sources"]),
        {**back, "kind": "taken_back", "taken_from": "town 00001"},
    ]


def _central(tables: dict[str, Rows], who: Rows, draw: random.Random) -> None:
    central = {"source": "central", "tier": "central", "amount": len(who) * 20}
    tables["sources"] = [central, *tables["sources"]]


def _winners(tables: dict[str, Rows], who: Rows, draw: random.Random) -> None:
    """Mark half of the projects as winners of a vote."""
    tables["projects"] = [
        {**row, MARK: YES if draw.random() < 0.5 else NO} for row in tables["projects"]
    ]


EXTRA: Mapping[str, Extra] = {
    "history": _history,
    "earlier": _earlier,
    "needs": _needs,
    "approved": _approved,
    "projects": _projects_table,
    "winners": _winners,
    "taken back": _taken_back,
    "central": _central,
}
"""What is written for those that read it."""
