"""Check the certificate of a plan with nothing but Python:  python check_certificate.py FILE

Checked, in whole numbers and fractions: the plan keeps bounds and rows and overspends no source;
each goal has its value and no plan is better, or there is no plan. NOT checked: that rows and goals
are the scenario's (`optalloc check --certificate` does); levels of a `leximin` below its worst.
Columns hold whole numbers; a goal is a sum of convex costs, one a column. For any multipliers p of
the rows  low <= A x <= high  and with  price = p A  every plan has (Lagrange; p > 0 takes low)
    goal(x)  >=  sum_i p_i * (low_i or high_i)  +  sum_j min over k of (cost_j(k) - price_j * k)
so a right-hand side that meets the plan's value proves it best. Where none does, a column is cut in
two, or what no better plan can pay for is cut off, and each part has its own proof: a tree. Goals
come in order, each made best on the face: the points that keep what goals before it must keep.
"""

import json
import sys
from fractions import Fraction
from hashlib import sha256
from math import ceil, floor, gcd, inf, lcm

ROUNDED = Fraction(1, 10**30)  # stated values of very long denominators are rounded far below this


def need(holds, words):
    if not holds:
        raise ValueError(words)


def dean(g, t):  # ((y - t)^2 - g^2 (1 + 1/3 + ... + 1/(2k - 1))) / t,  y = g k; rounded from 400
    sums = [Fraction(0)]

    def at(k):
        for odd in range(2 * len(sums) - 1, 2 * k, 2):
            term = Fraction(1, odd) if odd < 800 else Fraction(10**60 // odd, 10**60)
            sums.append(sums[-1] + term)
        return ((g * k - t) ** 2 - g * g * sums[k]) / t if k >= 0 else t - 2 * g * k

    return at


COSTS = {  # the cost of one column as a function of its steps k
    "dean": dean,
    "linear": lambda c: lambda k: c * k,
    "absolute": lambda g, t, w: lambda k: w * abs(g * k - t),
    "squared": lambda g, t, w: lambda k: w * (g * k - t) ** 2,
    "shortfall": lambda g, t: lambda k: max(0, t - g * k),
    "straight": lambda g, t, lean: lambda k: ((g * k - t) ** 2 + lean * g * g * k) / t,
    "nothing_yet": lambda loss: lambda k: loss * max(0, 1 - k),
    "hill": lambda g, t: lambda k: (g * k - t) ** 2 / (g * k) if k else 2 * t * t / g - 2 * t,
}


class Goal:
    def __init__(self, costs, constant=Fraction(0)):
        self.costs, self.constant = costs, constant

    def value(self, x):
        return add([self.constant, *(f(x[j]) for j, f in self.costs.items())])


class Levels:  # the worst of  first_j - fall_j * k  over some columns j, and never below `best`
    def __init__(self, said):
        self.of = {j: (Fraction(first), Fraction(fall)) for j, first, fall in said["levels"]}
        self.best = Fraction(said["best"])

    def at(self, j, k):
        return self.of[j][0] - self.of[j][1] * k

    def least(self, j, level):
        return ceil((self.of[j][0] - level) / self.of[j][1])

    def below(self, j, level):  # the fewest steps truly below a level
        return (k := self.least(j, level)) + (self.at(j, k) >= level)

    def value(self, x):
        return max([self.best, *(self.at(j, x[j]) for j in self.of)])


def add(values):
    common = lcm(*(value.denominator for value in values))
    return Fraction(sum(v.numerator * (common // v.denominator) for v in values), common)


def first_where(low, high, holds):  # the first k in low..high that holds, else high
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


class Face:  # the points still looked at: bounds of columns and of rows, None where there is none
    def __init__(self, rows, lower, upper, low, high):
        self.rows, self.lower, self.upper, self.low, self.high = rows, lower, upper, low, high

    def copy(self):
        return Face(self.rows, [*self.lower], [*self.upper], [*self.low], [*self.high])

    def is_crossed(self):
        ends = zip(self.lower + self.low, self.upper + self.high, strict=True)
        return any(a > b for a, b in ends)

    def keep(self, x):  # raise where a point does not keep a bound or a row
        for j, k in enumerate(x):
            need(type(k) is int and self.lower[j] <= k <= self.upper[j], f"column {j} is {k}")
        for i, (row, a, b) in enumerate(zip(self.rows, self.low, self.high, strict=True)):
            need(a <= sum(c * x[j] for j, c in row) <= b, f"row {i} is not kept")

    def drawn(self):  # with the bounds that rows imply, other columns at their extremes
        new = self.copy()
        for _ in range(8):
            lower, upper = [*new.lower], [*new.upper]
            for row, low, high in zip(self.rows, self.low, self.high, strict=True):
                ends = [(c * lower[j], c * upper[j])[:: 1 if c > 0 else -1] for j, c in row]
                least, most = sum(a for a, _ in ends), sum(b for _, b in ends)
                for (j, c), (a, b) in zip(row, ends, strict=True):
                    for end, rest, is_roof in ((high, least - a, c > 0), (low, most - b, c < 0)):
                        if abs(end) < inf and is_roof:
                            new.upper[j] = min(new.upper[j], (end - rest) // c)
                        elif abs(end) < inf:
                            new.lower[j] = max(new.lower[j], -((rest - end) // c))
            if new.is_crossed() or (lower, upper) == (new.lower, new.upper):
                break
        return new

    def drawn_in(self):
        return self if (drawn := self.drawn()).is_crossed() else drawn

    def bound(self, goal, leaf, limits=()):  # what multipliers prove, columns' best, rows used
        parts = {j: [(1, f)] for j, f in goal.costs.items()}
        terms, price, used, best = [goal.constant], {}, {}, {}
        for h, weight in leaf["limits"]:  # an earlier goal's limit: + weight * (held(x) - most)
            need(0 <= h < len(limits) and Fraction(weight) >= 0, "a weight that proves nothing")
            terms.append(Fraction(weight) * (limits[h][0].constant - limits[h][1]))
            for j, f in limits[h][0].costs.items():
                parts.setdefault(j, []).append((Fraction(weight), f))
        for i, _, _, p in leaf["multipliers"]:
            p, side = Fraction(p), (self.low if Fraction(p) > 0 else self.high)[i]
            if p and abs(side) < inf:
                used[i] = p
                terms.append(p * side)
                for j, c in self.rows[i]:
                    price[j] = price.get(j, 0) + p * c
        for j in {*price, *parts}:
            own, p, low, high = parts.get(j, ()), price.get(j, 0), self.lower[j], self.upper[j]

            def over(k, own=own, p=p):
                return sum(w * f(k) for w, f in own) - p * k

            first = first_where(low, high, lambda k: over(k + 1) >= over(k))
            last = first_where(first, high, lambda k: over(k + 1) > over(k))
            best[j] = (first, last, over)
            terms.append(over(first))
        return add(terms), best, used

    def near(self, room, best, used):  # no column, no row uses more than the room
        face = self.copy()
        for i, p in used.items():
            a, b, far = face.low[i], face.high[i], floor(room / abs(p))
            if p > 0:
                face.high[i] = min(b, a + far)
            else:
                face.low[i] = max(a, b - far)
        for j, (first, last, over) in best.items():
            most, end = over(first) + room, face.upper[j] + 1
            face.lower[j] = first_where(face.lower[j], first, lambda k: over(k) <= most)
            face.upper[j] = first_where(last, end, lambda k: over(k) > most) - 1
        return face

    def step_of(self, goal):  # all values are whole multiples of it apart; None if unknown
        found = set()
        for j, f in goal.costs.items():
            low, high = self.lower[j], self.upper[j]
            while low < high and len(found) <= 200:
                found.add(abs(slope := Fraction(f(low + 1) - f(low))))
                low = first_where(low + 1, high, lambda k: f(k + 1) - f(k) != slope)
        if len(found) > 200 or not any(found):
            return None
        return Fraction(gcd(*(s.numerator for s in found)), lcm(*(s.denominator for s in found)))

    def is_proved(self, goal, value, said, limits=(), is_had=True):  # no point is below; None: none
        step = self.step_of(goal) if value is not None and is_had else None
        todo = [(self, said["root"] if said["tree"] == "root" else said["tree"])]
        while todo:
            part, node = todo.pop()
            if node is None:
                return False
            if "column" in node:
                j, below, above = node["column"], part.copy(), part.copy()
                below.upper[j] = min(below.upper[j], int(node["at"]))
                above.lower[j] = max(above.lower[j], int(node["at"]) + 1)
                todo += [(below.drawn_in(), node["below"]), (above.drawn_in(), node["above"])]
            elif "narrowed" in node:  # what a better point's room pays for; rows stay as they are
                need(value is not None and node["narrowed"]["because"] == "bound", "a narrowing")
                proven, *ends = part.bound(goal, node["narrowed"], limits)
                narrow = part.near(value - (step or 0) - proven + ROUNDED, *ends)
                narrow.low, narrow.high = part.low, part.high
                todo.append((narrow.drawn_in(), node["inner"]))
            elif not part.drawn().is_crossed():
                if node["because"] == "crossed":
                    return False
                of = Goal({}) if node["because"] == "empty" else goal
                proven = part.bound(of, node, limits)[0]
                near = value is not None and (proven >= value or (step and proven > value - step))
                if not (near if of is goal else proven > 0):
                    return False
        return True

    def is_worst(self, levels, said, limits):  # no point has a better worst level
        value, missing = Fraction(said["value"]), said["missing"]
        if value <= max([levels.best, *(levels.at(j, self.upper[j]) for j in levels.of)]):
            return True
        if said["nothing"] is not None:
            part = self.copy()
            for j in levels.of:
                part.lower[j] = max(part.lower[j], levels.below(j, value))
            return part.is_proved(Goal({}), None, {"tree": said["nothing"]}, limits)
        if said["level"] is None or missing is None:
            return False
        most = {j: levels.least(j, Fraction(said["level"])) for j in levels.of}
        wanted = {j: COSTS["shortfall"](1, max(self.lower[j], k)) for j, k in most.items()}
        count, spared = ceil(Fraction(missing["lower"] or missing["value"])), 0
        if not self.is_proved(Goal(wanted), Fraction(count), missing, limits):
            return False
        for j in levels.of:  # a better point misses fewer steps: those between the two levels
            spared += max(0, most[j] - max(self.lower[j], min(levels.below(j, value), most[j])))
        return spared < count

    def reach(self, limits, goal, said, point, tolerance):  # proven? at least; next face, limits
        stated, value = Fraction(said["value"]), goal.value(point)
        need(abs(stated - value) < ROUNDED, f"value {stated} is not that of its point, {value}")
        how, much = tolerance or ("amount", 0)
        worst = stated + Fraction(much) * (abs(stated) if how == "part" else 1)
        if isinstance(goal, Levels):
            shown, face = self.is_worst(goal, said, limits), self.copy()
            for j in goal.of:
                face.lower[j] = max(face.lower[j], goal.least(j, worst))
            return shown, value if shown else -inf, face, limits
        least = value if said["lower"] is None else Fraction(said["lower"])
        is_shown = self.is_proved(goal, least, said, limits, said["lower"] is None)
        shown, least = is_shown and said["lower"] is None, least if is_shown else -inf
        if said["root"] is None:
            return shown, least, self, [*limits, (goal, worst)]
        proof = self.bound(goal, said["root"], limits)
        is_met = tolerance is None and not said["root"]["limits"] and proof[0] == value
        limits = limits if is_met else [*limits, (goal, worst)]
        face = self.near(0 if is_met else worst - proof[0] + ROUNDED, *proof[1:]).drawn_in()
        return shown, max(proof[0], least), face, limits


def check_goals(said, face, x):
    limits, goals = [], said["exact"]["goals"]
    need(said["stopped"] != "finished" or len(goals) == len(said["goals"]), "a goal without proof")
    for told, asked in zip(said["goals"], goals, strict=False):
        if asked["kind"] == "leximin":
            return print(f"{asked['label']} and what follows: NOT CHECKED")
        costs = {j: COSTS[word](*map(Fraction, of)) for j, word, *of in asked.get("costs", ())}
        goal = Goal(costs, Fraction(asked["constant"])) if asked["kind"] == "sum" else Levels(asked)
        point = [(told["witness"] or said["point"]).get(str(j), 0) for j in range(len(x))]
        proof, in_plan, tolerance = told["proof"], told["in_plan"], asked["tolerance"]
        shown, least, face, limits = face.reach(limits, goal, proof, point, tolerance)
        least = Fraction(told["value"]) if shown else least
        is_true = told["value"] == proof["value"] and (shown or told["proven"] != "exact")
        is_less = told["bound"] is None or Fraction(told["bound"]) < least + ROUNDED
        is_same = in_plan is None or abs(Fraction(in_plan) - goal.value(x)) < ROUNDED
        need(is_true and is_less and is_same, f"{asked['label']}: proof, bound or value is false")
        for kept in (point, x):
            face.keep(kept)
            need(all(g.value(kept) <= most + ROUNDED for g, most in limits), "a goal is lost")
        print(f"{asked['label']}: {told['value']}", "PROVEN BEST" if shown else f"at least {least}")


def check(said):
    rest = {key: value for key, value in said.items() if key != "digest"}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    need(sha256(text.encode()).hexdigest() == said["digest"], "changed after it was written")
    columns, rows, cells = (said["exact"][key] for key in ("columns", "rows", "cells"))
    need(all(r[2] == sorted({j % len(columns) for j in r[2]}) for r in rows), "columns of a row")
    low = [-inf if row[0] is None else row[0] for row in rows]
    high = [inf if row[1] is None else row[1] for row in rows]
    entries = [[*zip(row[2], row[3], strict=True)] for row in rows]
    face = Face(entries, [a for a, _ in columns], [b for _, b in columns], low, high)
    if said["plan"] is None:
        is_empty = face.is_proved(Goal({}), None, {"tree": said["conflict"]}) or face.is_crossed()
        shown = "PROVEN" if is_empty else said["exact"]["contradictions"]
        need(shown or said["infeasible"] != "exact", "no proof that there is no plan")
        return print("There is no plan:", shown)
    face.keep(x := [said["point"].get(str(j), 0) for j in range(len(columns))])
    held = [[*cell[:4], cell[4] * x[j]] for j, cell in enumerate(cells) if x[j]]
    need(sorted(held, key=str) == sorted(said["plan"], key=str), "awards that are not its point")
    for source, has in said["exact"]["money"].items():
        print(f"{source}: {(spent := sum(a[4] for a in held if a[1] == source))} of {has} fen")
        need(spent <= has, f"{source} gives more than it has")
    return check_goals(said, face, x)


if __name__ == "__main__":
    try:
        with open(sys.argv[1], encoding="utf-8") as file:
            check(json.load(file, parse_float=Fraction))
    except Exception as fault:
        sys.exit(f"DOES NOT HOLD: {fault!r}")
