"""Rules, targets and goals of a scenario, written again from docs/reference.md as plain formulas.

Nothing of the product is used. A scenario is the mapping that a user would write, with its tables
in it; it becomes cells, conditions on them and goals. Each condition and goal can be judged on a
plan in fractions; `challenge.py` hands the same formulas to an independent engine.

Money is in fen. A plan is a list of amounts [fen], one a cell.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import gcd, lcm
from typing import Any

Terms = dict[int, Fraction]
"""Factor of each cell [per fen]."""
UNITS = {"元": 100, "万元": 1_000_000}
NAME = {"sources": "资金来源", "recipients": "单位", "uses": "用途", "projects": "项目"}


def share(text: object) -> Fraction:
    words = str(text)
    return Fraction(words[:-1]) / 100 if words.endswith("%") else Fraction(words)


@dataclass(frozen=True)
class Row:
    """low <= sum of factor times cell <= high."""

    terms: Terms
    low: Fraction | None = None
    high: Fraction | None = None

    def holds(self, x: Sequence[int]) -> bool:
        value = amount(self.terms, x)
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True)
class OneOf:
    """At least one set of rows holds, all of it."""

    options: tuple[tuple[Row, ...], ...]

    def holds(self, x: Sequence[int]) -> bool:
        return any(all(row.holds(x) for row in option) for option in self.options)


@dataclass(frozen=True)
class Count:
    """The number of sums that reach their level [fen] lies between two numbers."""

    sums: tuple[tuple[Terms, Fraction], ...]
    low: int | None
    high: int | None

    def count(self, x: Sequence[int]) -> int:
        return sum(amount(terms, x) >= level for terms, level in self.sums)

    def holds(self, x: Sequence[int]) -> bool:
        n = self.count(x)
        return (self.low is None or n >= self.low) and (self.high is None or n <= self.high)


@dataclass(frozen=True)
class Multiple:
    """A sum is a whole multiple of a step [fen]."""

    terms: Terms
    step: int

    def holds(self, x: Sequence[int]) -> bool:
        return amount(self.terms, x) % self.step == 0


Condition = Row | OneOf | Count | Multiple


@dataclass(frozen=True)
class Linear:
    """Minimise a constant plus a sum of factor times cell."""

    terms: Terms
    constant: Fraction = Fraction(0)
    tolerance: str | None = None

    def value(self, x: Sequence[int]) -> Fraction:
        return self.constant + amount(self.terms, x)


@dataclass(frozen=True)
class Distance:
    """Minimise the sum of weight * |sum - target| ** power; `below` counts shortfalls alone."""

    sums: tuple[tuple[Terms, Fraction, Fraction], ...]
    power: int = 1
    below: bool = False
    tolerance: str | None = None

    def value(self, x: Sequence[int]) -> Fraction:
        found = Fraction(0)
        for terms, target, weight in self.sums:
            off = target - amount(terms, x)
            found += weight * (max(off, Fraction(0)) if self.below else abs(off)) ** self.power
        return found


@dataclass(frozen=True)
class Worst:
    """Minimise the worst of weight * (target - sum) / target; 0 where none is short."""

    sums: tuple[tuple[Terms, Fraction, Fraction], ...]
    tolerance: str | None = None

    def value(self, x: Sequence[int]) -> Fraction:
        short = [w * (t - amount(terms, x)) / t for terms, t, w in self.sums]
        return max([Fraction(0), *short])


@dataclass(frozen=True)
class Number:
    """Minimise how many sums reach their level [fen], or miss it, each counted by its weight."""

    sums: tuple[tuple[Terms, Fraction, Fraction], ...]
    missing: bool = False
    tolerance: str | None = None

    def value(self, x: Sequence[int]) -> Fraction:
        counted = (w for terms, t, w in self.sums if (amount(terms, x) >= t) != self.missing)
        return sum(counted, Fraction(0))


Goal = Linear | Distance | Worst | Number


def scaled(terms: Terms, factor: Fraction | int) -> Terms:
    return {i: c * factor for i, c in terms.items()}


def plus(one: Terms, other: Terms, factor: Fraction | int) -> Terms:
    """Return one sum plus so many times another."""
    return {
        i: one.get(i, Fraction(0)) + factor * other.get(i, Fraction(0)) for i in {**one, **other}
    }


def amount(terms: Terms, x: Sequence[int]) -> Fraction:
    return sum((c * x[i] for i, c in terms.items()), Fraction(0))


def allowed(goal: Goal, best: Fraction, unit: int) -> Fraction:
    """Up to where later goals may worsen a goal."""
    if goal.tolerance is None:
        return best
    if goal.tolerance.endswith("%"):
        return best + abs(best) * share(goal.tolerance)
    return best + Fraction(goal.tolerance) * unit


@dataclass(frozen=True)
class Cell:
    recipient: str
    source: str
    use: str
    project: str | None = None


@dataclass(frozen=True)
class Scenario:
    """What a scenario says, in fractions."""

    raw: Mapping[str, Any]
    conditions: list[Condition] = field(default_factory=list)

    @cached_property
    def unit(self) -> int:
        return UNITS[self.raw["unit"]]

    def fen(self, text: object) -> Fraction:
        words = str(text)
        for name in ("万元", "元"):
            if words.endswith(name):
                return Fraction(words.removesuffix(name)) * UNITS[name]
        return Fraction(words) * self.unit

    def table(self, name: str) -> list[Mapping[str, Any]]:
        return list(self.raw["tables"].get(name, ()))

    @cached_property
    def sources(self) -> dict[str, int]:
        return {row["资金来源"]: int(self.fen(row["金额"])) for row in self.table("sources")}

    @cached_property
    def recipients(self) -> dict[str, Mapping[str, Any]]:
        return {row["单位"]: row for row in self.table("recipients")}

    @cached_property
    def uses(self) -> list[str]:
        return [row["用途"] for row in self.table("uses")]

    @cached_property
    def projects(self) -> dict[str, Mapping[str, Any]]:
        return {row["项目"]: row for row in self.table("projects")}

    @cached_property
    def money(self) -> int:
        return sum(self.sources.values())

    @cached_property
    def needs(self) -> dict[tuple[str, str], int]:
        return {(n["单位"], n["用途"]): int(self.fen(n["需求"])) for n in self.table("needs")}

    @cached_property
    def earlier(self) -> list[tuple[str, str, str, int]]:
        return [
            (e["单位"], e["资金来源"], e["用途"], int(self.fen(e["金额"])))
            for e in self.table("earlier")
        ]

    @cached_property
    def history(self) -> dict[int, list[tuple[str, str, int]]]:
        """By year: recipient, use, money."""
        years: dict[int, list[tuple[str, str, int]]] = {}
        for h in self.table("history"):
            entry = (h["单位"], h.get("用途", ""), int(self.fen(h["金额"])))
            years.setdefault(int(h["年度"]), []).append(entry)
        return years

    def past(self, year: int) -> dict[str, int]:
        totals: dict[str, int] = {}
        for name, _, money in self.history[year]:
            totals[name] = totals.get(name, 0) + money
        return totals

    def given(self, over: str) -> dict[str, int]:
        totals = dict.fromkeys(self.recipients, 0)
        for name, _, _, money in self.earlier if over == "year" else ():
            totals[name] = totals.get(name, 0) + money
        return totals

    @cached_property
    def cells(self) -> list[Cell]:
        plain = [Cell(r, s, u) for r in self.recipients for s in self.sources for u in self.uses]
        return plain + [
            Cell(p["单位"], s, p["用途"], name)
            for name, p in self.projects.items()
            for s in self.sources
        ]

    @cached_property
    def grains(self) -> dict[str, int]:
        entry = next(e for w, e in self.raw["rules"].items() if e.get("kind", w) == "grain")
        own = entry.get("sources", {})
        return {s: int(self.fen(own.get(s, entry["cell"]))) for s in self.sources}

    def sum(
        self,
        recipients: Iterable[str] | None = None,
        sources: Iterable[str] | None = None,
        uses: Iterable[str] | None = None,
        project: str | None = None,
        plain: bool = False,
    ) -> Terms:
        """Return the sum of the cells that are named; everything where nothing is."""
        who, whence, what = (None if k is None else set(k) for k in (recipients, sources, uses))
        return {
            i: Fraction(1)
            for i, c in enumerate(self.cells)
            if (who is None or c.recipient in who)
            and (whence is None or c.source in whence)
            and (what is None or c.use in what)
            and (project is None or c.project == project)
            and (not plain or c.project is None)
        }

    def seen(self, entry: Mapping[str, Any]) -> "Scenario":
        """Return the scenario as a part sees it; newer.py knows of levels."""
        return self

    def total(self, recipient: str) -> Terms:
        return self.sum([recipient])

    def covered(self, entry: Mapping[str, Any]) -> list[str]:
        if "recipients" not in entry and "kinds" not in entry:
            return list(self.recipients)
        names, kinds = entry.get("recipients", ()), entry.get("kinds", ())
        return [n for n, r in self.recipients.items() if n in names or r.get("类型", "") in kinds]

    def pots(self, entry: Mapping[str, Any]) -> list[str]:
        if "sources" not in entry and "tiers" not in entry:
            return list(self.sources)
        tier = {row["资金来源"]: row.get("层级", "") for row in self.table("sources")}
        names, tiers = entry.get("sources", ()), entry.get("tiers", ())
        return [s for s in self.sources if s in names or tier[s] in tiers]

    def group(self, entry: Mapping[str, Any]) -> list[str]:
        if "uses" not in entry and "groups" not in entry:
            return list(self.uses)
        named = list(entry.get("uses", ()))
        industry = "产业发展" in entry.get("groups", ())
        return [
            row["用途"]
            for row in self.table("uses")
            if row["用途"] in named or (industry and row.get("是否产业") == "是")
        ]

    def figure(self, recipient: str, column: str) -> Fraction:
        return share(self.recipients[recipient][column])

    # --- targets

    @cached_property
    def targets(self) -> dict[str, Fraction]:
        """What each recipient would get: what is fixed first, formulas on the rest."""
        aims = dict.fromkeys(self.recipients, Fraction(0))
        formulas = []
        for word, entry in self.raw["targets"].items():
            if entry.get("kind", word) in ("fixed", "units", "carve_out"):
                for name, money in self.aims_of(word, entry, Fraction(0)).items():
                    aims[name] += money
            else:
                formulas.append((word, entry))
        rest = self.money - sum(aims.values())
        for word, entry in formulas:
            for name, money in self.aims_of(word, entry, rest).items():
                aims[name] += money
        return aims

    def aims_of(self, word: str, entry: Mapping[str, Any], rest: Fraction) -> dict[str, Fraction]:
        """What one target gives each recipient [fen]; `rest` is what formulas share out."""
        return getattr(self, "target_" + entry.get("kind", word))(entry, rest)

    def target_fixed(self, entry: Mapping[str, Any], rest: Fraction) -> dict[str, Fraction]:
        return {name: self.fen(money) for name, money in entry["amounts"].items()}

    def target_units(self, entry: Mapping[str, Any], rest: Fraction) -> dict[str, Fraction]:
        standard, column = self.fen(entry["standard"]), entry["column"]
        return {name: standard * self.figure(name, column) for name in self.covered(entry)}

    def target_carve_out(self, entry: Mapping[str, Any], rest: Fraction) -> dict[str, Fraction]:
        covered = self.covered(entry)
        if "each" in entry:
            return dict.fromkeys(covered, self.fen(entry["each"]))
        if "column" not in entry:
            return dict.fromkeys(covered, self.fen(entry["total"]) / len(covered))
        figures = {n: self.figure(n, entry["column"]) for n in covered}
        whole = sum(figures.values())
        return {n: self.fen(entry["total"]) * f / whole for n, f in figures.items()}

    def target_factors(self, entry: Mapping[str, Any], rest: Fraction) -> dict[str, Fraction]:
        return self.formula(entry, rest)

    def formula(self, entry: Mapping[str, Any], rest: Fraction) -> dict[str, Fraction]:
        covered = self.covered(entry)
        scores = dict.fromkeys(covered, Fraction(0))
        for column, weight in entry["weights"].items():
            figures = {n: self.figure(n, column) for n in covered}
            figures = self.bases(column, figures)
            for name, figure in figures.items():
                scores[name] += share(weight) * figure / sum(figures.values())
        if slow := entry.get("coefficients"):
            lines = sorted((Fraction(line), share(c)) for line, c in slow["below"].items())
            for name in covered:
                progress = self.figure(name, slow["column"])
                scores[name] *= next((c for line, c in lines if progress < line), Fraction(1))
        whole = sum(scores.values())
        money = rest * share(entry.get("portion", 1))
        return {name: money * score / whole for name, score in scores.items()}

    def bases(self, column: str, figures: Mapping[str, Fraction]) -> dict[str, Fraction]:
        """What figures of an indicator count; less of some means more money."""
        if self.raw["indicators"][column]["direction"] == "less":
            return {n: 1 / f for n, f in figures.items()}
        return dict(figures)

    # --- the step of totals, as far as hold_harmless and order speak of it

    @cached_property
    def step(self) -> int:
        """The step that grains, `grain: total`, lots and splits of every source force on totals."""
        step = gcd(*self.grains.values())
        for word, entry in self.raw["rules"].items():
            kind = entry.get("kind", word)
            if kind == "grain" and "total" in entry:
                step = lcm(step, int(self.fen(entry["total"])))
            is_each = "at" not in entry
            if kind == "lots" and is_each and set(self.covered(entry)) == set(self.recipients):
                step = lcm(step, int(self.fen(entry["standard"])))
            if kind == "split" and entry["within"] != "total":
                parts = {s: share(p) for s, p in entry["shares"].items()}
                if set(parts) == set(self.sources):
                    whole = sum(parts.values())
                    steps = [self.grains[s] * whole / p for s, p in parts.items()]
                    common = Fraction(
                        lcm(*(f.numerator for f in steps)), gcd(*(f.denominator for f in steps))
                    )
                    step = lcm(step, lcm(common.numerator, 1) if common.denominator == 1 else 1)
                    if common.denominator != 1:
                        step = lcm(step, common.numerator)
        return step

    # --- conditions

    def every_condition(self) -> list[Condition]:
        found: list[Condition] = []
        for name, money in self.sources.items():
            found.append(Row(self.sum(sources=[name]), high=Fraction(money)))
        rules = self.raw["rules"].items()
        if not any(e.get("kind", w) == "project_funding" for w, e in rules):
            # A project never gets more than it needs, whoever asks for it.
            for name, project in self.projects.items():
                found.append(Row(self.sum(project=name), high=self.fen(project["资金需求"])))
        for word, entry in rules:
            found += getattr(self.seen(entry), "rule_" + entry.get("kind", word))(entry)
        return found

    def rule_grain(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        # Cells are counted in grains from the start.
        if "total" in entry:
            step = int(self.fen(entry["total"]))
            for name in self.recipients:
                yield Multiple(self.total(name), step)

    def rule_spend_whole(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        for name in self.pots(entry):
            money = Fraction(self.sources[name])
            yield Row(self.sum(sources=[name]), money, money)

    def rule_split(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        parts = {s: share(p) for s, p in entry["shares"].items()}
        parts = {s: p / sum(parts.values()) for s, p in parts.items()}

        def off(source: str, **which: Any) -> Terms:
            own, every = self.sum(sources=[source], **which), self.sum(sources=parts, **which)
            return {i: own.get(i, Fraction(0)) - parts[source] for i in every}

        zero = Fraction(0)
        for source in parts:
            for name in self.recipients:
                if entry["within"] == "recipient":
                    yield Row(off(source, recipients=[name]), zero, zero)
                elif entry["within"] == "total":
                    terms = off(source, recipients=[name])
                    # Strictly less than a grain: what is added comes in parts of a fen.
                    most = Fraction(self.grains[source]) - Fraction(1, parts[source].denominator)
                    yield Row(terms, -most, most)
                else:
                    for use in self.uses:
                        terms = off(source, recipients=[name], uses=[use], plain=True)
                        yield Row(terms, zero, zero)
            if entry["within"] == "total":
                yield Row(off(source), zero, zero)
            if entry["within"] == "award":
                for project in self.projects:
                    yield Row(off(source, project=project), zero, zero)

    def bounds(
        self, entry: Mapping[str, Any], inside: Terms, whole: Terms, inside0: int, whole0: int
    ) -> Iterable[Row]:
        """at_least * M <= group <= at_most * M, with what was given before in both."""
        for key, sign in (("at_least", 1), ("at_most", -1)):
            if key in entry:
                p = share(entry[key])
                terms = {
                    i: sign * (inside.get(i, Fraction(0)) - p * whole.get(i, Fraction(0)))
                    for i in {**inside, **whole}
                }
                yield Row(terms, low=sign * (p * whole0 - inside0))

    def rule_share(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        named, uses = self.pots(entry), self.group(entry)
        each = entry.get("each_source", False)
        every = not each and "sources" not in entry and "tiers" not in entry
        for pool in [[s] for s in named] if each else [named]:
            before = [
                (u, m)
                for _, s, u, m in self.earlier
                if entry["over"] == "year" and (every or s in pool)
            ]
            yield from self.bounds(
                entry,
                self.sum(sources=pool, uses=uses),
                self.sum(sources=pool),
                sum(m for u, m in before if u in uses),
                sum(m for _, m in before),
            )

    def rule_share_not_below(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        uses, past = self.group(entry), self.history[entry["year"]]
        level = Fraction(sum(m for _, u, m in past if u in uses), sum(m for _, _, m in past))
        before = [(u, m) for _, _, u, m in self.earlier if entry["over"] == "year"]
        yield from self.bounds(
            {"at_least": level},
            self.sum(uses=uses),
            self.sum(),
            sum(m for u, m in before if u in uses),
            sum(m for _, m in before),
        )

    def rule_source_share(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        uses = self.group(entry)
        tier = {row["资金来源"]: row.get("层级", "") for row in self.table("sources")}
        for word, level in entry["shares"].items():
            pool = [s for s in self.sources if s == word or tier[s] == word]
            before = [
                (u, m) for _, s, u, m in self.earlier if entry["over"] == "year" and s in pool
            ]
            yield from self.bounds(
                {"at_least": level},
                self.sum(sources=pool, uses=uses),
                self.sum(sources=pool),
                sum(m for u, m in before if u in uses),
                sum(m for _, m in before),
            )

    def rule_group_share(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        group, given = self.covered(entry), self.given(entry["over"])
        inside, whole = self.sum(group), self.sum()
        inside0, whole0 = sum(given.get(n, 0) for n in group), sum(given.values())
        yield from self.bounds(entry, inside, whole, inside0, whole0)
        for year in entry.get("not_below", ()):
            past = self.past(year)
            level = Fraction(sum(m for n, m in past.items() if n in group), sum(past.values()))
            yield from self.bounds({"at_least": level}, inside, whole, inside0, whole0)

    def level(self, entry: Mapping[str, Any], name: str) -> Fraction:
        level = self.fen(entry.get("amount", 0))
        if "column" in entry:
            level += self.fen(entry["per_unit"]) * self.figure(name, entry["column"])
        return level

    def rule_floor(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        for name in self.covered(entry):
            yield Row(self.total(name), low=self.level(entry, name))

    def rule_ceiling(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        for name in self.covered(entry):
            yield Row(self.total(name), high=self.level(entry, name))

    def rule_balance(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        words = str(entry["max_deviation"])
        for name in self.covered(entry):
            aim = self.targets[name]
            reach = share(words) * aim if words.endswith("%") else self.fen(words)
            yield Row(self.total(name), aim - reach, aim + reach)

    def rule_within_need(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        for name in self.covered(entry):
            for use in self.uses:
                before = sum(
                    m
                    for r, _, u, m in self.earlier
                    if entry["over"] == "year" and (r, u) == (name, use)
                )
                left = max(0, self.needs.get((name, use), 0) - before)
                yield Row(self.sum([name], uses=[use]), high=Fraction(left))

    def rule_fixed_award(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        source, use = entry.get("source"), entry.get("use")
        terms = self.sum(
            [entry["recipient"]],
            None if source is None else [source],
            None if use is None else [use],
        )
        money = self.fen(entry["amount"])
        yield Row(terms, money, money)

    def rule_only(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        may = set(self.sum(self.covered(entry), None, self.group(entry)))
        closed = {i: c for i, c in self.sum(sources=self.pots(entry)).items() if i not in may}
        yield Row(closed, high=Fraction(0))

    def rule_hold_harmless(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        given, due = self.given(entry["over"]), dict[str, Fraction]()
        everything = self.money + sum(given.values())
        for name in self.covered(entry):
            parts = []
            for year in entry["years"]:
                past = self.past(year)
                money = Fraction(past.get(name, 0))
                parts.append(money if entry["of"] == "amount" else money / sum(past.values()))
            level = share(entry["at_least"]) * sum(parts) / len(parts)
            level *= 1 if entry["of"] == "amount" else everything
            due[name] = max(Fraction(0), level - given.get(name, 0))
        steps = sum(-(-d // self.step) for d in due.values())
        if entry["when_short"] == "ratable" and steps * self.step > self.money:
            reach = min(Fraction(1), self.money / sum(due.values()))
            due = {n: Fraction(d * reach // self.step * self.step) for n, d in due.items()}
        for name, money in due.items():
            yield Row(self.total(name), low=money)

    def rule_yearly_change(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        given, past = self.given(entry["over"]), self.past(entry["year"])
        for name in self.covered(entry):
            before = Fraction(past[name])
            if "at_least" in entry:
                low = (1 + share(entry["at_least"])) * before - given.get(name, 0)
                yield Row(self.total(name), low=low)
            if "at_most" in entry:
                high = (1 + share(entry["at_most"])) * before - given.get(name, 0)
                yield Row(self.total(name), high=max(Fraction(0), high))

    def rule_year_to_year(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        years, most = list(entry["years"].values()), share(entry["up_to"])
        for before, after in pairwise(years):
            for name in self.covered(entry):
                old, new = (self.sum([name], pots) for pots in (before, after))
                yield Row(plus(new, old, -1 - most), high=Fraction(0))
                yield Row(plus(new, old, most - 1), low=Fraction(0))

    def rule_progress_cap(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        given = self.given(entry.get("over", "batch"))
        for name in self.covered(entry):
            if self.figure(name, entry["column"]) < share(entry["below"]):
                base = self.targets[name]
                if entry["of"] == "year":
                    base = Fraction(self.past(entry["year"])[name])
                cap = share(entry["at_most"]) * base - given.get(name, 0)
                yield Row(self.total(name), high=max(Fraction(0), cap))

    def rule_nothing_or_at_least(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        level, names = self.fen(entry["amount"]), self.covered(entry)
        sums = [self.total(n) for n in names]
        if entry["within"] == "award":
            sums = [self.sum([n], uses=[u], plain=True) for n in names for u in self.uses]
            sums += [self.sum(project=p) for p, r in self.projects.items() if r["单位"] in names]
        for terms in sums:
            yield OneOf(((Row(terms, high=Fraction(0)),), (Row(terms, low=level),)))

    def rule_recipient_count(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        level = self.fen(entry["amount"]) if "amount" in entry else Fraction(1)
        sums = tuple((self.total(n), level) for n in self.covered(entry))
        yield Count(sums, entry.get("at_least"), entry.get("at_most"))

    def rule_lots(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        standard = int(self.fen(entry["standard"]))
        for name in self.covered(entry):
            most = Fraction(entry["at_most"]) if "at_most" in entry else None
            if most is None:
                most = self.figure(name, entry["column"])
            yield Multiple(self.total(name), standard)
            yield Row(self.total(name), high=standard * most)

    def rule_per_head_ratio(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        k, names = share(entry["at_most"]), self.covered(entry)
        for one in names:
            for other in names:
                if one != other:
                    head = 1 / self.figure(one, entry["column"])
                    terms = {i: c * head for i, c in self.total(one).items()}
                    by = k / self.figure(other, entry["column"])
                    terms |= {i: -c * by for i, c in self.total(other).items()}
                    yield Row(terms, high=Fraction(0))

    def rule_near_mix(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        parts = {name: Fraction(m, self.money) for name, m in self.sources.items()}
        if "shares" in entry:
            parts = {name: share(text) for name, text in entry["shares"].items()}
        off = str(entry["max_deviation"])
        for who in self.covered(entry):
            for name, part in parts.items():
                own = {"source": {"sources": [name]}, "use": {"uses": [name]}}[entry["of"]]
                apart = plus(self.sum([who], **own), self.total(who), -part)
                if off.endswith("%"):
                    room = scaled(self.total(who), -share(off))
                    yield Row(plus(apart, room, 1), high=Fraction(0))
                    yield Row(plus(scaled(apart, -1), room, 1), high=Fraction(0))
                else:
                    yield Row(apart, low=-self.fen(off), high=self.fen(off))

    def rule_same_amount(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        names, apart = self.covered(entry), self.fen(entry.get("apart", 0))
        for one in names:
            for other in names:
                if one != other:
                    yield Row(plus(self.total(one), self.total(other), -1), high=Fraction(apart))

    def rule_amount_ratio(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        k, names = share(entry["at_most"]), self.covered(entry)
        for one in names:
            for other in names:
                if one != other:
                    row = Row(plus(self.total(one), self.total(other), -k), high=Fraction(0))
                    nothing = Row(self.total(other), high=Fraction(0))
                    if entry["among"] == "all":
                        yield row
                    else:
                        yield OneOf(((row,), (nothing,)))

    def rule_linear(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        """Read the three forms that drawn.py writes, by a hand of its own."""
        text, slack = entry["says"], self.fen(entry.get("slack", 0))
        sign = "<=" if "<=" in text else ">="
        left, right = text.split(sign)
        flip = 1 if sign == "<=" else -1
        if text.startswith("占比"):
            one = left.strip()[3:].split(",")[0]
            rows = [(plus(self.total(one), self.sum(), -share(right.strip())), Fraction(0))]
        elif text.startswith("人均"):
            k = Fraction(right.split("/")[0].strip()) / 10
            heads = {name: self.figure(name, "村") for name in self.recipients}
            every = self.sum()
            rows = [
                (plus(scaled(self.total(n), 1 / p), every, -k / sum(heads.values())), Fraction(0))
                for n, p in heads.items()
            ]
        else:
            one, more = left.split("+")
            k, other = right.split("*")
            factor = Fraction(k.split("/")[0].strip()) / 10
            terms = plus(self.total(one.strip()), self.total(other.strip()), -factor)
            rows = [(terms, Fraction(self.fen(more.strip())))]
        for terms, constant in rows:
            yield Row(scaled(terms, flip), high=slack - flip * constant)

    def rule_order(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        names, ways = self.covered(entry), self.raw["indicators"]
        factors = entry.get("factors", list(ways))

        def rank(name: str) -> list[Fraction]:
            return [
                self.figure(name, f) * (1 if ways[f]["direction"] == "more" else -1)
                for f in factors
            ]

        for one in names:
            for other in names:
                needier = all(a >= b for a, b in zip(rank(one), rank(other), strict=True))
                if one != other and needier:
                    equal = rank(one) == rank(other)
                    slack = self.step if equal and entry["equals"] == "within_step" else 0
                    terms = self.total(one) | {i: -c for i, c in self.total(other).items()}
                    yield Row(terms, low=Fraction(-slack))

    def rule_parity(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        group, given = self.covered(entry), self.given(entry["over"])
        past, others = self.past(entry["year"]), [n for n in self.recipients if n not in group]
        fund = Fraction(self.money + sum(given.values()), sum(past.values()))
        held = sum(m for n, m in past.items() if n in group)
        ours0 = sum(given.get(n, 0) for n in group)
        theirs0 = sum(given.values()) - ours0
        growth = Row(self.sum(group), low=fund * held - ours0)
        terms = {i: c / len(group) for i, c in self.sum(group).items()}
        terms |= {i: -c / len(others) for i, c in self.sum(others).items()}
        mean = Row(terms, low=Fraction(theirs0, len(others)) - Fraction(ours0, len(group)))
        yield OneOf(((growth,), (mean,)))

    def rule_close_gap(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        last = entry["source"]
        before = entry.get("after", [s for s in self.sources if s != last])
        used = self.sum(sources=[last])
        spent = [
            Row(self.sum(sources=[s]), Fraction(self.sources[s]), Fraction(self.sources[s]))
            for s in before
        ]
        yield OneOf(((Row(used, high=Fraction(0)),), tuple(spent)))
        if "total" in entry:
            gap = max(Fraction(0), self.fen(entry["total"]) - sum(self.sources[s] for s in before))
            yield Row(used, gap, gap)

    def rule_gate(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        words = [w for row in self.table("negative_list") for w in row["关键词"].split("、")]
        for name, project in self.projects.items():
            texts = [name, *(str(project.get(c, "")) for c in entry.get("looked_in", ()))]
            refused = any(project.get(c) != "是" for c in entry.get("said_yes", ()))
            refused |= any(not project.get(c) for c in entry.get("filled", ()))
            refused |= any(w in text for w in words for text in texts)
            if refused:
                yield Row(self.sum(project=name), high=Fraction(0))

    def rule_must_fund(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        for name in entry["projects"]:
            least = self.fen(self.projects[name]["资金需求"])
            if entry["how"] == "from_minimum" and "最低资金" in self.projects[name]:
                least = max(self.fen(self.projects[name]["最低资金"]), Fraction(1))
            yield Row(self.sum(project=name), low=least)

    def rule_never_fund(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        for name in entry["projects"]:
            yield Row(self.sum(project=name), high=Fraction(0))

    def ranked(self, entry: Mapping[str, Any]) -> list[str]:
        """Return the projects that have a place in a rank order, the first one first."""
        closed = {
            name
            for other in self.raw["rules"].items()
            if other[0] in ("never_fund", "gate", "must_fund")
            for name in self.projects
            if any(
                row.terms == self.sum(project=name)
                for row in getattr(self, "rule_" + other[0])(other[1])
            )
        }
        there = [n for n, r in self.projects.items() if self.fen(r["资金需求"]) and n not in closed]
        return sorted(there, key=lambda n: -share(self.projects[n][entry["column"]]))

    def rule_rank_order(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        must = self.raw["rules"].get("must_fund", {}).get("projects", ())
        there = self.ranked(entry)
        for i, name in enumerate(there):
            money, need = self.sum(project=name), self.fen(self.projects[name]["资金需求"])
            nothing, full = Row(money, high=Fraction(0)), Row(money, low=need)
            if entry["then"] != "part":
                yield OneOf(((nothing,), (full,)))
            if entry["then"] == "skip":
                above = dict[int, Fraction]()
                for one in [*must, *there[:i]]:
                    above = plus(above, self.sum(project=one), 1)
                yield OneOf(((full,), (nothing, Row(above, low=self.money - need + 1))))
            elif i + 1 < len(there):
                yield OneOf(((full,), (Row(self.sum(project=there[i + 1]), high=Fraction(0)),)))

    def rule_project_funding(self, entry: Mapping[str, Any]) -> Iterable[Condition]:
        zero, groups = Fraction(0), dict[str, list[str]]()
        order = self.raw["rules"].get("rank_order", {})
        in_part = self.ranked(order) if order.get("then") == "part" else []
        for name, project in self.projects.items():
            money, need = self.sum(project=name), self.fen(project["资金需求"])
            least = need
            if entry["how"] == "from_minimum" and "最低资金" in project:
                least = max(self.fen(project["最低资金"]), Fraction(1))
            elif entry["how"] == "from_minimum" and name in in_part:
                least = Fraction(1)
            nothing = Row(money, high=zero)
            yield OneOf(((nothing,), (Row(money, least, need),)))
            if "前置项目" in project:
                wanted = Row(self.sum(project=project["前置项目"]), low=Fraction(1))
                yield OneOf(((nothing,), (wanted,)))
            if "比选组" in project:
                groups.setdefault(project["比选组"], []).append(name)
        for names in groups.values():
            sums = tuple((self.sum(project=n), Fraction(1)) for n in names)
            yield Count(sums, None, 1)
        if not entry.get("beside", False):
            yield Row(self.sum(plain=True), high=zero)

    # --- goals

    def every_goal(self) -> list[Goal]:
        """Return the goals in order; one of two parts gives both, the tolerance to the last."""
        found: list[Goal] = []
        for word, entry in self.raw["goals"].items():
            parts = list(getattr(self.seen(entry), "goal_" + entry.get("kind", word))(entry))
            if "tolerance" in entry:
                parts[-1] = replace(parts[-1], tolerance=str(entry["tolerance"]))
            found += parts
        return found

    def weight(self, entry: Mapping[str, Any], name: str) -> Fraction:
        """How often what a goal finds at a recipient counts."""
        stated = entry.get("weights", {})
        if isinstance(stated, str):
            return self.figure(name, stated)
        return Fraction(str(stated.get(name, 1)))

    def goal_closest_to_target(self, entry: Mapping[str, Any]) -> Iterable[Goal]:
        yield from self.closest(entry, self.targets)

    def goal_last_year(self, entry: Mapping[str, Any]) -> Iterable[Goal]:
        past = self.past(entry["year"])
        yield from self.closest(entry, {n: Fraction(past.get(n, 0)) for n in self.recipients})

    def closest(self, entry: Mapping[str, Any], aims: Mapping[str, Fraction]) -> Iterable[Goal]:
        distance = entry["distance"]
        per_target = distance in ("relative", "squared_over_target", "webster")
        aimless = [n for n, t in aims.items() if t == 0]
        if per_target and aimless:
            yield Linear(self.sum(aimless))
        sums = tuple(
            (self.total(n), t, self.weight(entry, n) * (1 / t if per_target else 1))
            for n, t in aims.items()
            if t or not per_target
        )
        yield Distance(sums, 1 if distance in ("absolute", "relative") else 2)

    def goal_evenness(self, entry: Mapping[str, Any]) -> Iterable[Goal]:
        aims = ((n, t) for n, t in self.targets.items() if t > 0)
        yield Worst(tuple((self.total(n), t, self.weight(entry, n)) for n, t in aims))

    def goal_fewest_recipients(self, entry: Mapping[str, Any]) -> Iterable[Goal]:
        names = self.covered(entry)
        yield Number(tuple((self.total(n), Fraction(1), self.weight(entry, n)) for n in names))

    def goal_project_benefit(self, entry: Mapping[str, Any]) -> Iterable[Goal]:
        terms: Terms = {}
        for name, project in self.projects.items():
            if need := self.fen(project["资金需求"]):
                benefit = Fraction(str(project[entry["column"]])) / need
                terms |= dict.fromkeys(self.sum(project=name), -benefit)
        yield Linear(terms)

    def goal_readiness(self, entry: Mapping[str, Any]) -> Iterable[Goal]:
        terms: Terms = {}
        for name in self.covered(entry):
            gain = self.weight(entry, name) * self.figure(name, entry["column"])
            terms |= dict.fromkeys(self.total(name), -gain)
        yield Linear(terms)

    def goal_least_cost(self, entry: Mapping[str, Any]) -> Iterable[Goal]:
        terms: Terms = {}
        for source, column in entry["columns"].items():
            for name in self.recipients:
                cost = self.weight(entry, name) * self.figure(name, column) / self.unit
                terms |= dict.fromkeys(self.sum([name], [source]), cost)
        yield Linear(terms)

    def goal_need_covered(self, entry: Mapping[str, Any]) -> Iterable[Goal]:
        left = {pair: need for pair, need in self.needs.items() if need}
        left = {p: n for p, n in left.items() if p[0] in self.covered(entry)}
        for r, _, u, m in self.earlier if entry["over"] == "year" else ():
            if (r, u) in left:
                left[r, u] -= m
        left = {pair: need for pair, need in left.items() if need > 0}
        sums = tuple(
            (self.sum([r], uses=[u]), Fraction(need), self.weight(entry, r))
            for (r, u), need in left.items()
        )
        yield Distance(sums, below=True) if entry["what"] == "money" else Number(sums, missing=True)

    def goal_fewest_moves(self, entry: Mapping[str, Any]) -> Iterable[Goal]:
        held: dict[Cell, int] = {}
        for a in self.table("approved"):
            cell = Cell(a["单位"], a["资金来源"], a["用途"])
            held[cell] = held.get(cell, 0) + int(self.fen(a["金额"]))
        sums = [
            ({i: Fraction(1)}, Fraction(held.get(cell, 0)), self.weight(entry, cell.recipient))
            for i, cell in enumerate(self.cells)
        ]
        yield Distance(tuple(sums))
