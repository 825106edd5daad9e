"""Check the certificate of a plan with nothing but Python:  python check_certificate.py FILE

Exit 0: it holds; 1: it does not; 2: nothing checked. In fractions: the plan keeps rows, bounds and
sources; each goal has its value and no plan is better, or there is none. NOT checked: that rows,
goals, names are the scenario's (`optalloc check --certificate` does), levels of a `leximin` below
its worst, goals after it. For p of rows  low <= A x <= high,  price = p A,  p > 0 takes low, and
    goal(x)  >=  sum_i p_i * (low_i or high_i)  +  sum_j min over k of (cost_j(k) - price_j * k)
so one that meets the value proves the plan best; else parts are cut until each has such a proof.
"""

import json
import sys
from bisect import bisect_left
from collections import namedtuple
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from math import ceil, floor, gcd, inf, lcm

ROUNDED = Fraction(1, 10**30)  # stated values of very long denominators are rounded far below this
FORMS = "optalloc certificate 3", "optalloc certificate 2"
NOTHING, SUMS = {"constant": 0, "costs": ()}, [Fraction(0)]
ENTRIES = """files point columns witness money totals;form version engine scenario settings files
    program audit by_totals stopped infeasible conflict plan point columns goals shown exact
    digest;goal value proven bound tolerance in_plan witness proof;unit goals;money step totals
    cells columns rules rows goals contradictions;label measure tolerance kind constant costs;label
    measure tolerance kind best levels;value lower root tree;value level missing nothing;worst
    rounds;stage top;because multipliers limits;narrowed inner;sums cut;column at below above"""
PER = {"元": 100, "万元": 10**6, "亿元": 10**10}  # fen in each unit of money


def amount(fen, unit):  # money in the scenario's unit, down to whole fen, and exact where it is not
    if not unit or fen == -inf:
        return str(fen)
    whole, exact = floor(Fraction(fen)), Fraction(fen)
    tail = "" if whole == exact else f" ({exact} 分 / fen)" if len(str(exact)) <= 60 else "…"
    return f"{Decimal(whole) / PER[unit]:f}{unit}{tail}"


def need(holds, words):
    if not holds:
        raise ValueError(words)


def odd_sum(k):  # 1 + 1/3 + ... + 1/(2k - 1), rounded from 400; below 0 what makes dean a line
    for odd in range(2 * len(SUMS) - 1, 2 * k, 2):
        SUMS.append(SUMS[-1] + Fraction(*((1, odd) if odd < 800 else (10**60 // odd, 10**60))))
    return SUMS[k] if k >= 0 else k * k


COSTS = {  # the cost of one column as a function of its steps k
    "dean": lambda g, t: lambda k: t - 2 * g * k + g * g * (k * k - odd_sum(k)) / t,
    "linear": lambda c: lambda k: c * k,
    "absolute": lambda g, t, w: lambda k: w * abs(g * k - t),
    "squared": lambda g, t, w: lambda k: w * (g * k - t) ** 2,
    "shortfall": lambda g, t: lambda k: max(0, t - g * k),
    "straight": lambda g, t, lean: lambda k: ((g * k - t) ** 2 + lean * g * g * k) / t,
    "nothing_yet": lambda loss: lambda k: loss * max(0, 1 - k),
    "hill": lambda g, t: lambda k: g * k - 2 * t + t * t / g * (Fraction(1, k) if k > 0 else 2 - k),
}  # all convex where the figure at this place is above 0:
ABOVE = {"dean": 1, "absolute": 2, "squared": 2, "straight": 1, "nothing_yet": 0, "hill": 0}


def add(values):
    common = lcm(*(value.denominator for value in values))
    return Fraction(sum(v.numerator * (common // v.denominator) for v in values), common)


class Goal:
    def __init__(self, said):
        self.costs, self.constant = {}, Fraction(said["constant"])
        for j, word, *figures in said["costs"]:
            of = [Fraction(figure) for figure in figures]
            need(j >= 0 and (word not in ABOVE or of[ABOVE[word]] >= 0), "a cost")
            cost, had = COSTS[word](*of), self.costs.get(j)  # those of one column add up
            self.costs[j] = cost if had is None else lambda k, f=cost, g=had: f(k) + g(k)

    def value(self, x):
        return add([self.constant, *(f(x[j]) for j, f in self.costs.items())])


class Levels:  # the worst of  first_j - fall_j * k  over some columns j, and never below `best`
    def __init__(self, said):
        self.of = {j: (Fraction(first), Fraction(fall)) for j, first, fall in said["levels"]}
        self.best = Fraction(said["best"])
        need(all(j >= 0 < fall for j, (_, fall) in self.of.items()), "a level that does not fall")

    def at(self, j, k):
        return self.of[j][0] - self.of[j][1] * k

    def least(self, j, level):
        return ceil((self.of[j][0] - level) / self.of[j][1])

    def below(self, j, level):  # the fewest steps truly below a level
        return (k := self.least(j, level)) + (self.at(j, k) >= level)

    def value(self, x):
        return max([self.best, *(self.at(j, x[j]) for j in self.of)])


def first_where(low, high, holds):  # the first k in low..high that holds, else high
    return low + bisect_left(range(low, high), True, key=holds)


class Face(namedtuple("Face", "rows lower upper low high")):  # the points still looked at
    def is_crossed(self):
        ends = zip(self.lower + self.low, self.upper + self.high, strict=True)
        return any(a > b for a, b in ends)

    def keep(self, x):  # raise where a point does not keep a bound or a row
        sums = [sum(c * x[j] for j, c in row) for row in self.rows]
        kept = zip([*x, *sums], self.lower + self.low, self.upper + self.high, strict=True)
        need(all(type(k) is int and a <= k <= b for k, a, b in kept), "a point off its bounds")

    def drawn(self):  # with the bounds that rows imply, other columns at their extremes
        new = Face(*map(list, self))
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
            over = (lambda own, p: lambda k: sum(w * f(k) for w, f in own) - p * k)(own, p)
            first = first_where(low, high, lambda k: over(k + 1) >= over(k))
            last = first_where(first, high, lambda k: over(k + 1) > over(k))
            best[j] = (first, last, over)
        return add([*terms, *(over(first) for first, _, over in best.values())]), best, used

    def near(self, room, best, used):  # no column, no row uses more than the room
        face = Face(*map(list, self))
        for i, p in used.items():
            a, b, far = face.low[i], face.high[i], floor(room / abs(p))
            face.low[i], face.high[i] = (a, min(b, a + far)) if p > 0 else (max(a, b - far), b)
        for j, (first, last, over) in best.items():
            most, end = over(first) + room, face.upper[j] + 1
            face.lower[j] = first_where(face.lower[j], first, lambda k: over(k) <= most)
            face.upper[j] = first_where(last, end, lambda k: over(k) > most) - 1
        return face

    def step_of(self, goal):  # all values are whole multiples of it apart; 0 if unknown
        found = set()
        for j, f in goal.costs.items():
            low, high = self.lower[j], self.upper[j]
            while low < high and len(found) <= 200:
                found.add(abs(slope := Fraction(f(low + 1) - f(low))))
                low = first_where(low + 1, high, lambda k: f(k + 1) - f(k) != slope)
        found = found if len(found) <= 200 else ()
        return Fraction(gcd(*(s.numerator for s in found)), lcm(*(s.denominator for s in found)))

    def is_proved(self, goal, value, said, limits=(), had=None):  # no point is below; None: none
        step = 0 if had is None else self.step_of(goal)  # no value lies between two a step apart
        value = had - (had - value) // step * step if step else value
        todo = [(self, said["root"] if said["tree"] == "root" else said["tree"])]
        while todo:
            part, node = todo.pop()
            if (part := part.drawn()).is_crossed():
                continue  # with nothing on it
            if node is None:
                return False
            for some in node.get("sums", ()):  # rows that bound nothing by themselves, to cut at
                need(all(0 <= j < len(part.lower) for j in some), "a place that is none")
                rows, low, high = [*part.rows, [(j, 1) for j in {*some}]], part.low, part.high
                part = part._replace(rows=rows, low=[*low, -inf], high=[*high, inf])
            node = node.get("cut", node)
            if "column" in node:  # it is at most so much, or more; below 0 a row from the end
                j, at = node["column"], int(node["at"])
                below, above = Face(*map(list, part)), Face(*map(list, part))
                least, most = (above.lower, below.upper) if j >= 0 else (above.low, below.high)
                least[j], most[j] = max(least[j], at + 1), min(most[j], at)
                todo += [(below, node["below"]), (above, node["above"])]
            elif "narrowed" in node:  # what a better point's room pays for; rows stay as they are
                proven, best, _ = part.bound(goal, node["narrowed"], limits)
                todo.append((part.near(value - step - proven + ROUNDED, best, {}), node["inner"]))
            else:
                is_empty = node["because"] == "empty"
                proven = part.bound(Goal(NOTHING) if is_empty else goal, node, limits)[0]
                near = value is not None and (proven >= value or (step and proven > value - step))
                if not (proven > 0 if is_empty else near):
                    return False
        return True

    def is_worst(self, levels, said, limits):  # no point has a better worst level
        value, missing = Fraction(said["value"]), said["missing"]
        if value <= max([levels.best, *(levels.at(j, self.upper[j]) for j in levels.of)]):
            return True
        if said["nothing"] is not None:
            part = Face(*map(list, self))
            for j in levels.of:
                part.lower[j] = max(part.lower[j], levels.below(j, value))
            return part.is_proved(Goal(NOTHING), None, {"tree": said["nothing"]}, limits)
        if said["level"] is None or missing is None:
            return False
        most = {j: levels.least(j, Fraction(said["level"])) for j in levels.of}
        wanted = [[j, "shortfall", 1, max(self.lower[j], k)] for j, k in most.items()]
        count = Fraction(ceil(Fraction(missing["lower"] or missing["value"])))
        short = Goal({**NOTHING, "costs": wanted})
        spared = [max(0, k - max(self.lower[j], levels.below(j, value))) for j, k in most.items()]
        return sum(spared) < count and self.is_proved(short, count, missing, limits, count)

    def reach(self, limits, goal, said, point, how, much):  # proven? at least; face, limits
        stated, value = Fraction(said["value"]), goal.value(point)
        need(abs(stated - value) < ROUNDED, f"value {stated} is not that of its point, {value}")
        worst = stated + Fraction(much or 0) * (abs(stated) if how == "part" else 1)
        if isinstance(goal, Levels):
            shown, face = self.is_worst(goal, said, limits), Face(*map(list, self))
            for j in goal.of:
                face.lower[j] = max(face.lower[j], goal.least(j, worst))
            return shown, stated if shown else goal.best, face, limits
        least = value if said["lower"] is None else Fraction(said["lower"])
        is_shown = self.is_proved(goal, least, said, limits, value)
        shown, least = is_shown and said["lower"] is None, least if is_shown else -inf
        proof = self.bound(goal, root := said["root"] or {"multipliers": (), "limits": ()}, limits)
        is_met = much is None and not root["limits"] and proof[0] == value
        limits = limits if is_met else [*limits, (goal, worst)]
        face = self.near(0 if is_met else worst - proof[0] + ROUNDED, *proof[1:]).drawn()
        return shown, max(proof[0], least), face, limits


def check_goals(said, face, x, shown_as):
    limits, goals, many = [], said["exact"]["goals"], len(said["goals"])
    print("约束 / rows:", len(face.rows), "目标 / goals:", many or "0 (不证明最优 / NOTHING BEST)")
    is_whole = len(goals) == many or (said["stopped"] != "finished" and len(goals) > many)
    need(is_whole and said["infeasible"] == "no", "目标没有证明 / a goal without proof")
    called = zip(goals, shown_as["goals"], strict=True)
    for told, (asked, name) in zip(said["goals"], called, strict=False):
        goal = Goal(asked) if asked["kind"] == "sum" else Levels(asked)
        point = [(told["witness"] or said["point"]).get(str(j), 0) for j in range(len(x))]
        in_plan, tolerance = told["in_plan"], asked["tolerance"] or (None, None)
        proof = told["proof"]["worst"] if asked["kind"] == "leximin" else told["proof"]
        shown, least, face, limits = face.reach(limits, goal, proof, point, *tolerance)
        is_true = told["value"] == proof["value"] and {"exact": shown, "no": 1}[told["proven"]]
        is_bound = told["bound"] is None or abs(Fraction(told["bound"]) - least) < ROUNDED
        is_it = told["goal"] == asked["label"] and told["tolerance"] == tolerance[1]
        is_kept = in_plan is None or abs(Fraction(in_plan) - goal.value(x)) < ROUNDED
        need(is_true and is_bound and is_it and is_kept, f"{told['goal']}: 不符 / not as stated")
        for kept in (point, x):
            face.keep(kept)
            need(all(g.value(kept) <= most + ROUNDED for g, most in limits), "a goal is lost")
        unit = shown_as["unit"] if asked["measure"] == "money" else ""
        value, least = amount(told["value"], unit), amount(least, unit)
        found = "已证明最优 / PROVEN BEST" if shown else f"未证明最优 / not below {least}"
        print(*name, f"{value} {found}", sep="\n    ")
        if asked["kind"] == "leximin":
            return print("其余没有核对 / Levels below the worst, later goals: NOT CHECKED")


def check(said):
    rest = {key: value for key, value in said.items() if key != "digest"}
    if said["form"] == FORMS[0]:  # one digest wherever it stands; before, the whole way counted
        rest["scenario"] = said["scenario"].split("/")[-1]
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    need(sha256(text.encode()).hexdigest() == said["digest"], "写出以后有改动 / changed since then")
    free, *kinds = [{*of.split()} for of in ENTRIES.split(";")]  # free: keys are names, places
    for key, part in (todo := [("", said)]):  # which grows
        is_known = isinstance(part, list) or key in free or any({*part} <= of for of in kinds)
        need(is_known, "有多余的项 / an entry that no certificate has")
        inner = part.items() if isinstance(part, dict) else [("", one) for one in part]
        todo += [(word, one) for word, one in inner if isinstance(one, dict | list)]
    exact, point = said["exact"], said["point"]
    columns, rows, money = exact["columns"], exact["rows"], exact["money"]
    shown = said.get("shown") or {"unit": "元", "goals": [[g["label"]] for g in exact["goals"]]}
    need(all(r[2] == sorted({j % len(columns) for j in r[2]}) for r in rows), "columns of a row")
    ends = [k for entry in (*columns, *(r[:2] + r[3] for r in rows)) for k in entry]
    need({*map(type, ends)} <= {int, type(None)}, "a bound or coefficient that is not whole")
    low, high = ([e if r[i] is None else r[i] for r in rows] for i, e in ((0, -inf), (1, inf)))
    entries = [[*zip(at, by, strict=True)] for _, _, at, by in rows]
    face = Face(entries, *map(list, zip(*columns, strict=True)), low, high)
    if said["plan"] is None:
        is_empty = face.is_proved(Goal(NOTHING), None, {"tree": said["conflict"]})
        told = [" / ".join(words) for words in exact["contradictions"]]
        need({"exact": is_empty or told, "no": 1}.get(said["infeasible"]), "没有证明 / no proof")
        found = "没有方案 / No plan:\n    已证明 / PROVEN" if is_empty else "没有核对 / NOT CHECKED"
        return print(found, *told, sep="\n    ") or 2 * (not is_empty)
    face.keep(x := [point.get(str(j), 0) for j in range(len(columns))])
    held = [[*cell[:4], cell[4] * x[j]] for j, cell in enumerate(exact["cells"]) if x[j]]
    need(sorted(held, key=str) == sorted(said["plan"], key=str), "awards that are not its point")
    need(all(point.get(j) == k for j, k in said["columns"].items()), "columns of another point")
    for name, j in exact["totals"].items():
        need(exact["step"] * x[j] == sum(a[4] for a in held if a[0] == name), f"{name}: its total")
    for source in sorted({*money, *(a[1] for a in held)}, key=[*money].index):
        given = sum(a[4] for a in held if a[1] == source)
        need(given <= money[source], f"{source} 超支 / gives more than it has")
        print(f"{source}: {amount(given, shown['unit'])} ≤ {amount(money[source], shown['unit'])}")
    return check_goals(said, face, x, shown)


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # a name that a console has not is no fault
    code, usage = 2, "NOTHING CHECKED / 没有核对 (python check_certificate.py certificate.json)"
    try:
        need(len(sys.argv) == 2, "one file is to be named / 请写一个文件名")
        with open(sys.argv[1], encoding="utf-8-sig") as file:
            said = json.load(file, parse_float=Fraction)
        need(
            isinstance(said, dict) and said.get("form") in FORMS, f"no file of the form {FORMS[0]}"
        )
        code = 1
        code = check(said) or 0  # 2 where there is neither a plan nor a proof that there is none
        print("未核对：表格；行、目标、名称是否出自情景（由 optalloc check --certificate 核对）")
        print("NOT checked: tables; if rows, goals, names are the scenario's (that command does)")
    except Exception as fault:
        code = 2 if isinstance(fault, OSError | MemoryError) else code
        print(f"{usage if code == 2 else 'DOES NOT HOLD / 不成立'}: {fault}", file=sys.stderr)
    sys.exit(code)
