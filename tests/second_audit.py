"""A second opinion: targets, rules, goals and the tie rule, written again from their formulas.

Nothing of the product is used: settings are read as the words that stand in the case. A plan is a
tuple of amounts [fen], one for each cell, in the order of the tables.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import ceil, floor, gcd
from typing import Any

from cases import FEN, Case, Town

Cells = tuple[int, ...]
Check = Callable[[Cells], bool]
Cost = Callable[[tuple[int, ...]], Fraction]


def fen(text: object) -> Fraction:
    return Fraction(str(text)) * FEN


def share(text: object) -> Fraction:
    words = str(text)
    return Fraction(words[:-1]) / 100 if words.endswith("%") else Fraction(words)


def covers(settings: Mapping[str, Any], town: Town) -> bool:
    if "recipients" not in settings and "kinds" not in settings:
        return True
    return town.name in settings.get("recipients", ()) or town.kind in settings.get("kinds", ())


@dataclass(frozen=True)
class SecondAudit:
    """Judges plans of one case."""

    case: Case

    @cached_property
    def money(self) -> int:
        return sum(p.amount for p in self.case.pots)

    @cached_property
    def targets(self) -> tuple[Fraction, ...]:
        """What each recipient would get: decided amounts and standards, then shares of the rest."""
        towns = self.case.towns
        aims = [Fraction(0)] * len(towns)
        for word, entry in self.case.targets:
            for i, town in enumerate(towns):
                if word == "fixed":
                    aims[i] += fen(entry["amounts"].get(town.name, 0))
                if word == "units" and covers(entry, town):
                    aims[i] += fen(entry["standard"]) * Fraction(town.facts[entry["column"]])
        rest = self.money - sum(aims)
        for word, entry in self.case.targets:
            if word != "factors":
                continue
            for name, weight in entry["weights"].items():
                way, columns = self.case.indicators[name]
                figures = {}
                for i, town in enumerate(towns):
                    if covers(entry, town):
                        sums = sum(
                            Fraction(c) * Fraction(town.facts[k]) for k, c in columns.items()
                        )
                        figures[i] = sums if way == "more" else 1 / sums
                part = rest * share(entry.get("portion", 1)) * share(weight)
                for i, figure in figures.items():
                    aims[i] += part * figure / sum(figures.values())
        return tuple(aims)

    # --- which cells are what

    def which(
        self,
        town: str | None = None,
        pots: frozenset[str] | None = None,
        uses: frozenset[str] | None = None,
    ) -> list[int]:
        return [
            i
            for i, (r, s, u) in enumerate(self.case.cells())
            if (town is None or r == town)
            and (pots is None or s in pots)
            and (uses is None or u in uses)
        ]

    def pots(self, entry: Mapping[str, Any]) -> list[str]:
        if "sources" not in entry and "tiers" not in entry:
            return [p.name for p in self.case.pots]
        return [
            p.name
            for p in self.case.pots
            if p.name in entry.get("sources", ()) or p.tier in entry.get("tiers", ())
        ]

    @cached_property
    def rows(self) -> list[list[int]]:
        return [self.which(town=t.name) for t in self.case.towns]

    def totals(self, cells: Cells) -> tuple[int, ...]:
        return tuple(sum(cells[i] for i in row) for row in self.rows)

    # --- rules

    @cached_property
    def checks(self) -> dict[str, Check]:
        """For the money itself and for each rule, whether a plan keeps it."""
        found: dict[str, Check] = {"资金": all_of(self.structure())}
        for word, entry in self.case.rules:
            found[word] = all_of(list(getattr(self, word)(entry)))
        return found

    def obeys(self, cells: Cells) -> bool:
        return all(check(cells) for check in self.checks.values())

    def structure(self) -> list[Check]:
        checks: list[Check] = [lambda cells: min(cells) >= 0]
        for pot in self.case.pots:
            own = self.which(pots=frozenset([pot.name]))
            checks.append(lambda c, own=own, most=pot.amount: sum(c[i] for i in own) <= most)
        return checks

    def grain(self, entry: Mapping[str, Any]) -> Iterator[Check]:
        steps = [self.step_of(s) for _, s, _ in self.case.cells()]
        yield lambda c: not any(a % step for a, step in zip(c, steps, strict=True))
        if "total" in entry:
            total = int(fen(entry["total"]))
            yield lambda c: not any(y % total for y in self.totals(c))

    def spend_whole(self, entry: Mapping[str, Any]) -> Iterator[Check]:
        for pot in self.case.pots:
            if pot.name in self.pots(entry):
                own = self.which(pots=frozenset([pot.name]))
                yield lambda c, own=own, due=pot.amount: sum(c[i] for i in own) == due

    def split(self, entry: Mapping[str, Any]) -> Iterator[Check]:
        """a_s = p_s * sum of a, within each recipient, each (recipient, use), or over all."""
        parts = {s: share(p) for s, p in entry["shares"].items()}
        parts = {s: p / sum(parts.values()) for s, p in parts.items()}
        for name, p in parts.items():
            step = self.step_of(name)

            def off(c: Cells, own: list[int], every: list[int], p: Fraction = p) -> Fraction:
                return abs(sum(c[i] for i in own) - p * sum(c[i] for i in every))

            everything, alone = frozenset(parts), frozenset([name])
            for town in self.case.towns:
                for uses in self.case.uses if entry["within"] == "award" else (None,):
                    which = None if uses is None else frozenset([uses])
                    own = self.which(town.name, alone, which)
                    every = self.which(town.name, everything, which)
                    if entry["within"] == "total":
                        yield lambda c, own=own, e=every, off=off, g=step: off(c, own, e) < g
                    else:
                        yield lambda c, own=own, e=every, off=off: off(c, own, e) == 0
            if entry["within"] == "total":
                own, every = self.which(pots=alone), self.which(pots=everything)
                yield lambda c, own=own, e=every, off=off: off(c, own, e) == 0

    def share(self, entry: Mapping[str, Any]) -> Iterator[Check]:
        """lo * M <= group <= hi * M over all named sources, or in each."""
        low, high = share(entry.get("at_least", 0)), share(entry.get("at_most", 1))
        for pool, start, start_in in self.pools(entry):
            inside = self.which(None, frozenset(pool), self.group(entry))
            whole = self.which(None, frozenset(pool))

            def part(c: Cells, own: list[int] = inside, start: int = start_in) -> int:
                return start + sum(c[i] for i in own)

            def money(c: Cells, own: list[int] = whole, start: int = start) -> int:
                return start + sum(c[i] for i in own)

            yield lambda c, p=part, m=money: low * m(c) <= p(c) <= high * m(c)

    def group(self, entry: Mapping[str, Any]) -> frozenset[str]:
        named, groups = entry.get("uses", ()), set(entry.get("groups", ()))
        return frozenset(u for u, own in self.case.uses.items() if u in named or groups & set(own))

    def pools(self, entry: Mapping[str, Any]) -> Iterator[tuple[list[str], int, int]]:
        """Yield sources whose share is taken together, and what they gave before, in all and in."""
        named, group = self.pots(entry), self.group(entry)
        every = not entry["each_source"] and "sources" not in entry and "tiers" not in entry
        for pool in [[n] for n in named] if entry["each_source"] else [named]:
            before = [
                (u, money)
                for _, s, u, money in self.case.earlier
                if entry["over"] == "year" and (every or s in pool)
            ]
            start_in = sum(money for u, money in before if u in group)
            yield pool, sum(money for _, money in before), start_in

    def floor(self, entry: Mapping[str, Any]) -> Iterator[Check]:
        for town, row in zip(self.case.towns, self.rows, strict=True):
            if covers(entry, town):
                level = self.level(entry, town)
                yield lambda c, row=row, level=level: sum(c[i] for i in row) >= level

    def ceiling(self, entry: Mapping[str, Any]) -> Iterator[Check]:
        for town, row in zip(self.case.towns, self.rows, strict=True):
            if covers(entry, town):
                level = self.level(entry, town)
                yield lambda c, row=row, level=level: sum(c[i] for i in row) <= level

    @staticmethod
    def level(entry: Mapping[str, Any], town: Town) -> Fraction:
        level = fen(entry.get("amount", 0))
        if "column" in entry:
            level += fen(entry["per_unit"]) * Fraction(town.facts[entry["column"]])
        return level

    def balance(self, entry: Mapping[str, Any]) -> Iterator[Check]:
        d = str(entry["max_deviation"])
        for town, row, aim in zip(self.case.towns, self.rows, self.targets, strict=True):
            if covers(entry, town):
                reach = share(d) * aim if d.endswith("%") else fen(d)
                yield (
                    lambda c, row=row, aim=aim, reach=reach: (
                        aim - reach <= sum(c[i] for i in row) <= aim + reach
                    )
                )

    def within_need(self, entry: Mapping[str, Any]) -> Iterator[Check]:
        for town in self.case.towns:
            for use in self.case.uses:
                if covers(entry, town):
                    before = sum(
                        money
                        for r, _, u, money in self.case.earlier
                        if entry["over"] == "year" and (r, u) == (town.name, use)
                    )
                    need = self.case.needs.get((town.name, use), 0)
                    own = self.which(town=town.name, uses=frozenset([use]))
                    # Who already has more than its need gets nothing more.
                    left = max(0, need - before)
                    yield lambda c, own=own, left=left: sum(c[i] for i in own) <= left

    # --- goals

    @cached_property
    def costs(self) -> list[Cost]:
        """The goals as functions of the totals, in order of priority."""
        found: list[Cost] = []
        for word, entry in self.case.goals:
            if word == "evenness":
                found.append(self.worst_shortfall)
            else:
                found += self.distance(entry["distance"])
        return found

    def worst_shortfall(self, totals: tuple[int, ...]) -> Fraction:
        short = [(t - y) / t for y, t in zip(totals, self.targets, strict=True) if t > 0]
        return max([Fraction(0), *short])

    def distance(self, name: str) -> Iterator[Cost]:
        power = 2 if name.startswith("squared") else 1
        per_target = name in ("relative", "squared_over_target")
        aimless = [i for i, t in enumerate(self.targets) if t == 0]
        if per_target and aimless:
            # The limit as their targets go to 0: first they get as little as can be.
            yield lambda totals: Fraction(sum(totals[i] for i in aimless))
        known: dict[tuple[int, int], Fraction] = {}

        def one(i: int, money: int) -> Fraction:
            if (i, money) not in known:
                aim = self.targets[i]
                off = abs(money - aim) ** power
                known[i, money] = (off / aim if aim else Fraction(0)) if per_target else off
            return known[i, money]

        yield lambda totals: sum((one(i, y) for i, y in enumerate(totals)), Fraction(0))

    # --- every plan

    def plans(self) -> Iterator[Cells]:
        """Yield every plan of whole grains that overspends nothing, allowed or not."""
        width = len(self.case.towns) * len(self.case.uses)
        ways = []
        for pot in self.case.pots:
            step = self.step_of(pot.name)
            ways.append([tuple(k * step for k in ks) for ks in up_to(pot.amount // step, width)])
        order, n_uses = [], len(self.case.uses)
        for r in range(len(self.case.towns)):
            for s in range(len(self.case.pots)):
                order += [(s, r * n_uses + u) for u in range(n_uses)]
        for chosen in product(*ways):
            yield tuple(chosen[s][i] for s, i in order)

    @cached_property
    def allowed(self) -> list[Cells]:
        """Every plan that obeys every rule."""
        return [cells for cells in self.plans() if self.obeys(cells)]

    @cached_property
    def best(self) -> tuple[list[Cells], list[Fraction]]:
        """The plans that are best by the goals in order, and the goals' values."""
        left, values = [(self.totals(c), c) for c in self.allowed], []
        for cost in self.costs:
            judged = [(cost(totals), totals, cells) for totals, cells in left]
            value = min(v for v, _, _ in judged)
            values.append(value)
            left = [(totals, cells) for v, totals, cells in judged if v == value]
        return [cells for _, cells in left], values

    # --- the tie rule

    def chosen(self) -> Cells:
        """The one plan that the tie rule names among the best."""
        best = self.best[0]
        first = min(best, key=self.listed_order)
        left = [c for c in best if self.totals(c) == self.totals(first)]
        natural = self.natural_cells(self.totals(first))
        return natural if natural in left else self.recipient_by_recipient(left)

    def recipient_by_recipient(self, plans: list[Cells]) -> Cells:
        """The tie rule's cells where not all are natural, of plans with the same totals."""
        totals, each = self.totals(plans[0]), len(self.case.pots) * len(self.case.uses)
        mix = self.mix()
        for r, total in enumerate(totals):
            own = slice(r * each, (r + 1) * each)
            natural = self.by_hand(r, [list(uses) for uses in mix], total)
            having = [cells for cells in plans if cells[own] == natural]
            if not having:
                aims = self.aims(r, mix, total)
                nearest = min(off_by(cells[own], aims) for cells in plans)
                having = [cells for cells in plans if off_by(cells[own], aims) == nearest]
            plans, taken = having, iter(having[0][own])
            mix = [
                [max(0, g - next(taken) // step) for g in uses]
                for uses, step in zip(mix, self.steps, strict=True)
            ]
        (one,) = plans
        return one

    def aims(self, r: int, mix: list[list[int]], total: int) -> list[Fraction]:
        """Each source's part of what is left, times each use's part of what is left of it."""
        worth = [sum(uses) * step for uses, step in zip(mix, self.steps, strict=True)]
        if not sum(worth):
            each = len(self.case.pots) * len(self.case.uses)
            return [p * total for p in self.proportions[r * each : (r + 1) * each]]
        found = []
        for have, uses in zip(worth, mix, strict=True):
            lean = self.leaning(r, uses)
            found += [Fraction(have * total, sum(worth)) * w / (sum(lean) or 1) for w in lean]
        return found

    def leaning(self, r: int, uses: list[int]) -> list[Fraction]:
        """What is left of one source by use, as the needs of one recipient weigh it."""
        towns, names = [t.name for t in self.case.towns], list(self.case.uses)
        own = [Fraction(self.case.needs.get((towns[r], u), 0)) for u in names]
        if not any(own):
            return [Fraction(k) for k in uses]
        coming = [sum(self.case.needs.get((t, u), 0) for t in towns[r:]) for u in names]
        lean = [k * n / c if c else Fraction(0) for k, n, c in zip(uses, own, coming, strict=True)]
        return lean if any(lean) else own

    def listed_order(self, cells: Cells) -> tuple[Any, ...]:
        totals = self.totals(cells)
        return sum((i + 1) * y for i, y in enumerate(totals)), [-y for y in totals]

    def step_of(self, pot: str) -> int:
        return self.steps[[p.name for p in self.case.pots].index(pot)]

    @cached_property
    def steps(self) -> list[int]:
        """The grain of each source."""
        grain = dict(self.case.rules)["grain"]
        own = grain.get("sources", {})
        return [int(fen(own.get(p.name, grain["cell"]))) for p in self.case.pots]

    @cached_property
    def given_together(self) -> list[tuple[dict[int, int], bool]]:
        """What is given out together: grains of each source in one unit; whether award by award."""
        names, found, free = [p.name for p in self.case.pots], {}, dict(enumerate(self.steps))
        for word, entry in self.case.rules:
            if word == "split" and entry["within"] != "total":
                parts = {names.index(n): share(p) for n, p in entry["shares"].items()}
                units = 1
                while any(units * p / sum(parts.values()) % free[i] for i, p in parts.items()):
                    units += 1
                grains = {
                    i: int(units * p / sum(parts.values())) // free.pop(i)
                    for i, p in sorted(parts.items())
                }
                found[min(grains)] = (grains, entry["within"] == "award")
        found |= {i: ({i: 1}, False) for i in free}
        return [found[i] for i in sorted(found)]

    def natural_cells(self, totals: tuple[int, ...]) -> Cells | None:
        """What an office would do by hand: recipient by recipient, pot by pot, use by use."""
        left, cells = self.mix(), list[int]()
        for r, total in enumerate(totals):
            given = self.by_hand(r, left, total)
            if given is None:
                return None
            cells += given
        return tuple(cells)

    def by_hand(self, r: int, left: list[list[int]], total: int) -> Cells | None:
        """One total: over the pots by what is left, then over the uses; takes it away."""
        have = [min(sum(left[s]) // k for s, k in pot.items()) for pot, _ in self.given_together]
        worth = [sum(k * self.steps[s] for s, k in pot.items()) for pot, _ in self.given_together]
        units, free = [0] * len(have), list(range(len(have)))
        for p in sorted(free, key=lambda p: -worth[p]):
            if worth[p] == min(worth):
                break
            whole = sum(have[q] * worth[q] for q in free)
            part = Fraction(total * have[p], whole) if whole else Fraction(0)
            free.remove(p)
            needed = max(0, ceil(Fraction(total - whole + have[p] * worth[p], worth[p])))
            apart = gcd(*(worth[q] for q in free))
            fits = [
                k
                for k in range(needed, min(have[p], total // worth[p]) + 1)
                if (total - k * worth[p]) % apart == 0
            ]
            if not fits:
                return None
            units[p] = min(fits, key=lambda k: (abs(k - part), -k))
            total -= units[p] * worth[p]
        if total % min(worth) or total // min(worth) > sum(have[p] for p in free):
            return None
        shared = by_remainders([have[p] for p in free], total // min(worth))
        for p, many in zip(free, shared, strict=True):
            units[p] += many
        cells: dict[int, list[int]] = {}
        for many, (pot, by_award) in zip(units, self.given_together, strict=True):
            of = by_remainders(self.leaning(r, left[min(pot)]), many)
            for s, k in pot.items():
                lean = self.leaning(r, left[s])
                cells[s] = [k * n for n in of] if by_award else by_remainders(lean, many * k)
                left[s] = [a - b for a, b in zip(left[s], cells[s], strict=True)]
        if any(k < 0 for uses in left for k in uses):
            return None
        return tuple(step * k for s, step in enumerate(self.steps) for k in cells[s])

    def mix(self) -> list[list[int]]:
        """Grains of each source for each use, moved as far as the share rules ask.

        Even, or as large as all the stated needs.
        """
        uses, pots = list(self.case.uses), [p.name for p in self.case.pots]
        mix = []
        needs = [sum(k for (_, u), k in self.case.needs.items() if u == use) for use in uses]
        for pot, step in zip(self.case.pots, self.steps, strict=True):
            mix.append(by_remainders(needs if any(needs) else [1] * len(uses), pot.amount // step))
        for word, entry in self.case.rules:
            for pool, before, before_in in self.pools(entry) if word == "share" else ():
                chosen = [mix[pots.index(s)] for s in pots if s in pool]
                step = max(self.steps[pots.index(s)] for s in pool)
                group = self.group(entry)
                inside = [i for i, u in enumerate(uses) if u in group]
                outside = [i for i, u in enumerate(uses) if u not in group]
                money = before + step * sum(map(sum, chosen))
                part = before_in + step * sum(row[i] for row in chosen for i in inside)
                low, high = share(entry.get("at_least", 0)), share(entry.get("at_most", 1))
                if part < low * money:
                    move(chosen, outside, inside, ceil((low * money - part) / step))
                elif part > high * money:
                    move(chosen, inside, outside, ceil((part - high * money) / step))
        for pot, by_award in self.given_together:
            if by_award:
                units = min(sum(mix[s]) // k for s, k in pot.items())
                of = by_remainders(mix[min(pot)], units)
                for s, k in pot.items():
                    mix[s] = [k * n for n in of]
        return mix

    @cached_property
    def proportions(self) -> list[Fraction]:
        """The part of its recipient's total that each cell would hold if grains were no matter."""
        amount = {p.name: p.amount for p in self.case.pots}
        found = []
        for r, s, u in self.case.cells():
            asked = {use: self.case.needs.get((r, use), 0) for use in self.case.uses}
            whole = sum(asked.values())
            of_use = Fraction(asked[u], whole) if whole else Fraction(1, len(asked))
            found.append(Fraction(amount[s], max(1, self.money)) * of_use)
        return found


def all_of(checks: list[Check]) -> Check:
    return lambda cells: all(check(cells) for check in checks)


def by_remainders(weights: Sequence[int | Fraction], units: int) -> list[int]:
    """Share out by largest remainder, ties to the earlier."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    exact = [Fraction(w * units) / whole for w in weights]
    floors = [floor(x) for x in exact]
    order = sorted(range(len(weights)), key=lambda i: floors[i] - exact[i])
    for i in order[: units - sum(floors)]:
        floors[i] += 1
    return floors


def move(rows: list[list[int]], out: list[int], into: list[int], units: int) -> None:
    """Move grains between uses, each source in proportion to what it has there."""
    held = [sum(row[i] for i in out) for row in rows]
    if not into or sum(held) < units:
        return
    for row, part in zip(rows, by_remainders(held, units), strict=True):
        weights = [row[i] for i in into]
        for i, less in zip(out, by_remainders([row[i] for i in out], part), strict=True):
            row[i] -= less
        given = by_remainders(weights if any(weights) else [1] * len(into), part)
        for i, more in zip(into, given, strict=True):
            row[i] += more


def up_to(steps: int, width: int) -> Iterator[tuple[int, ...]]:
    """Yield every way to put at most so many steps into so many places."""
    if width == 0:
        yield ()
        return
    for k in range(steps + 1):
        for rest in up_to(steps - k, width - 1):
            yield (k, *rest)


def off_by(cells: Cells, aims: list[Fraction]) -> tuple[Any, ...]:
    """How far cells are from their aims, and then who is listed earlier."""
    return sum((c - a) ** 2 for c, a in zip(cells, aims, strict=True)), [-c for c in cells]
