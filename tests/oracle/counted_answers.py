"""Hold what `explain` and `explore` say against scenarios counted out:

    python tests/oracle/counted_answers.py 100

Who has room to move, what one step more would take, what each rule and the next step of each
setting cost, within which values a plan stays, what conflicts and what leads out of it, which plans
no other beats by two goals, which are about as good: each sentence has a figure behind it that
counting every plan finds too. Exit 1 where one is not so.
"""

import io
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from copy import deepcopy
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

sys.path.insert(0, str(Path(__file__).parent))

from counted_out import Counted, TooMany, Whole, counted
from drawn import written
from formulas import Goal
from newer import TINY, draw
from newer_formulas import Leximin, Newer

from optalloc.cli.main import guarded

Raw = dict[str, Any]
Json = dict[str, Any]
LIMIT = ("--time-limit", "20")
EXPLAIN = ("--room", "--costs", "--letter", "--ranges", "--replacement", "--fair")


@dataclass(frozen=True)
class Asked:
    """A scenario, all its plans, and how it is asked about."""

    raw: Raw
    there: Counted
    path: Path

    @cached_property
    def goals(self) -> list[Goal]:
        return self.there.scenario.every_goal()

    @property
    def is_plain(self) -> bool:
        """Whether each goal is one number without a tolerance."""
        return all(g.tolerance is None and not isinstance(g, Leximin) for g in self.goals)

    def say(self, *words: str) -> Json:
        """Return what a command prints; what it says in letters under `letter`."""
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = guarded([*words, "--json", "--lang", "en"])
        try:
            return {"code": code, **json.loads(out.getvalue())}
        except json.JSONDecodeError:
            return {"code": code, "letter": err.getvalue()}

    def fen(self, text: str) -> Fraction:
        return Fraction(text) * self.there.scenario.unit

    def with_rules(self, rules: Mapping[str, Any]) -> "Counted":
        """Return the scenario counted anew under other rules."""
        return counted(Newer({**self.raw, "rules": rules}))

    def named(self, totals: Whole) -> dict[str, int]:
        return dict(zip(self.there.scenario.recipients, totals, strict=True))


def moved(asked: Asked, other: Counted) -> dict[str, Fraction]:
    """Return by how much totals change from the plan to another best one, in the unit."""
    before, after = asked.there.first, other.first
    names, unit = asked.there.scenario.recipients, asked.there.scenario.unit
    changes = {n: Fraction(b - a, unit) for n, a, b in zip(names, before, after, strict=True)}
    return {n: change for n, change in changes.items() if change}


def wrong_effect(asked: Asked, said: Json, other: Counted) -> Iterator[str]:
    """Yield what is said of a change that is not so."""
    if said["effect"] == "open" or said["proven"] not in ("exact",):
        yield f"open: an effect ({said['effect']}, {said['proven']})"
        return
    if (said["effect"] == "no_plan") != (not other.plans):
        yield f"{said['effect']}; with the change there are {len(other.plans)} plans"
        return
    if not other.plans:
        return
    found = {n: Fraction(change) for n, change in said["moved"].items()}
    if found != moved(asked, other):
        yield f"moves {said['moved']}, counted {moved(asked, other)}"
    if asked.is_plain and said["effect"] != "anew":
        before, after = asked.there.best[0], other.best[0]
        way = "equal" if before == after else "better" if after < before else "worse"
        if said["effect"] != way:
            yield f"{said['effect']}: counted {way}, {[*map(str, before)]} to {[*map(str, after)]}"


def wrong_costs(asked: Asked, said: Json) -> Iterator[str]:
    """Yield what is said of the cost of a rule that is not so."""
    for one in said["costs"]["rules"]:
        if one["rule"] == "grain":
            continue
        rules = {label: e for label, e in asked.raw["rules"].items() if label != one["rule"]}
        try:
            other = asked.with_rules(rules)
        except TooMany:
            continue
        for text in wrong_effect(asked, one, other):
            yield f"costs of {one['rule']}: {text}"


def wrong_prices(asked: Asked, said: Json) -> Iterator[str]:
    """Yield what is said of one step more of money or of a setting that is not so."""
    for one in said.get("prices", {}).get("money", ()):
        raw = deepcopy(asked.raw)
        if len(one["sources"]) > 1:
            continue
        for row in raw["tables"]["sources"]:
            if row["资金来源"] in one["sources"]:
                row["金额"] = Fraction(row["金额"]) + Fraction(one["by"])
        try:
            other = counted(Newer(raw))
        except TooMany:
            continue
        for text in wrong_effect(asked, {**one, "effect": _known(one)}, other):
            yield f"more money in {one['sources']}: {text}"
    for one in said.get("prices", {}).get("settings", ()):
        change = one["change"]
        if change["kind"] != "setting" or change["of"] == "grain":
            continue
        if (other := _changed(asked, change["of"], change["setting"], change["after"])) is None:
            continue
        for text in wrong_effect(asked, one, other):
            yield f"{change['of']} {change['setting']} {change['after']}: {text}"


def _known(one: Json) -> str:
    return "anew" if one["effect"] != "no_plan" else "no_plan"


def _changed(asked: Asked, label: str, setting: str, value: Any) -> Counted | None:
    """Count the scenario with another setting; None where that cannot be told or is too many."""
    rules = deepcopy(asked.raw["rules"])
    key, _, inner = setting.partition(".")
    before = rules[label].get(key)
    value = _as_before(before, value)
    if isinstance(before, Mapping) != bool(inner) or isinstance(before, list):
        return None
    if inner:
        rules[label][key] = {**before, inner: value}
    else:
        rules[label][key] = value
    try:
        return asked.with_rules(rules)
    except TooMany:
        return None


def _as_before(before: Any, value: Any) -> Any:
    """Return a value as a scenario would have it, where a flag or a count stood."""
    if isinstance(before, bool):
        return str(value).lower() == "true"
    is_count = isinstance(before, int) and str(value).isdigit()
    return int(value) if is_count else value


def wrong_ranges(asked: Asked, said: Json) -> Iterator[str]:
    """Yield ends of ranges of settings at which the plan does not stay, or beyond which it does."""
    for one in said["setting_ranges"]["ranges"]:
        for side in ("lower", "upper"):
            end = one[side]
            if end is None or end["reach"] != "to":
                continue
            for key, stays in (("value", True), ("beyond", False)):
                if end[key] is None:
                    continue
                other = _changed(asked, one["rule"], one["setting"], end[key])
                if other is None:
                    continue
                is_same = bool(other.plans) and (
                    other.first == asked.there.first and other.best[0] == asked.there.best[0]
                )
                if is_same != stays:
                    at = f"{one['rule']} {one['setting']} {end[key]}"
                    yield f"range of {at}: said to stay {stays}, counted {is_same}"


def wrong_room(asked: Asked, said: Json) -> Iterator[str]:
    """Yield least and most amounts among equally good plans that are not so."""
    best = [asked.named(asked.there.totals(x)) for x in asked.there.best[1]]
    for one in said["room"]["recipients"]:
        of = [totals[one["recipient"]] for totals in best]
        for key, true, proven in zip(
            ("least", "most"), (min(of), max(of)), one["proven"], strict=True
        ):
            if proven != "exact":
                yield f"open: room of {one['recipient']}"
            elif asked.fen(one[key]) != true:
                yield f"{key} of {one['recipient']} {one[key]}, counted {true} fen"


def wrong_letters(asked: Asked, said: Json) -> Iterator[str]:
    """Yield what one step more is said to take that is not so."""
    there = asked.there
    for letter in said["letters"]["letters"]:
        more, name = letter["one_more"], letter["recipient"]
        if more["outcome"] == "open" or more["proven"] != "exact":
            yield f"open: one step more for {name} ({more['outcome']})"
            continue
        wanted = asked.fen(more["wanted"])
        left = tuple(x for x in there.plans if asked.named(there.totals(x))[name] >= wanted)
        if (more["outcome"] == "forbidden") != (not left):
            yield f"{more['wanted']} for {name}: {more['outcome']}, counted {len(left)} plans"
            continue
        if not left or not asked.is_plain:
            continue
        values = Counted(there.scenario, left).best[0]
        way = "equal" if values == there.best[0] else "worse"
        if way != more["outcome"]:
            yield f"{more['wanted']} for {name}: {more['outcome']}, counted {way}"


def wrong_replacement(asked: Asked, said: Json) -> Iterator[str]:
    """Yield what is said to be lost without a project or a recipient that is not so."""
    cells = asked.there.scenario.cells
    for one in said["replacement"]["costs"]:
        # Out of a ranking a project leaves its place to the next, which is another question.
        if one["kind"] not in ("project", "recipient") or "rank_order" in asked.raw["rules"]:
            continue
        of = [i for i, c in enumerate(cells) if getattr(c, one["kind"]) == one["name"]]
        left = tuple(x for x in asked.there.plans if not any(x[i] for i in of))
        for text in wrong_effect(asked, one, Counted(asked.there.scenario, left)):
            yield f"without {one['name']}: {text}"


def wrong_conflicts(asked: Asked, said: Json) -> Iterator[str]:
    """Yield conflicts that are none or have too many members, and ways out that lead nowhere."""
    told = said["no_plan"]
    rules = asked.raw["rules"]
    for conflict in told["conflicts"]:
        names = [r["rule"] for r in conflict["rules"]]
        # Without the grain amounts are single fen, too many to be counted.
        if "grain" not in names or conflict["recipients"] or conflict["proven"] != "exact":
            continue
        is_all = len(conflict["sources"]) == len(asked.there.scenario.sources)

        def plans_with(kept: list[str]) -> int:
            raw = deepcopy(asked.raw)
            raw["rules"] = {k: e for k, e in rules.items() if k in kept or k == "grain"}
            return len(counted(Newer(raw)).plans)

        try:
            if plans_with(names):
                yield f"conflict {names}: these rules alone have plans"
            for name in names if conflict["is_irreducible"] and is_all else ():
                if name != "grain" and not plans_with([n for n in names if n != name]):
                    yield f"conflict {names}: without {name} there is no plan either"
        except TooMany:
            continue
    for way in told["ways_out"]:
        raw = deepcopy(asked.raw)
        for change in way["changes"]:
            if change["kind"] == "drop":
                del raw["rules"][change["of"]]
            elif change["kind"] == "setting" and change["of"] != "grain":
                rule, setting = raw["rules"][change["of"]], change["setting"]
                rule[setting] = _as_before(rule.get(setting), change["after"])
            else:
                break
        else:
            try:
                if not counted(Newer(raw)).plans:
                    yield f"way out {way['words']}: there is no plan"
            except (TooMany, KeyError):
                continue


def wrong_frontier(asked: Asked) -> Iterator[str]:
    """Yield points of two goals that another plan beats, or that are missing."""
    labels = list(asked.raw["goals"])
    if len(labels) < 2 or len(asked.goals) != len(labels):
        return
    if any(isinstance(g, Leximin) for g in asked.goals):
        return
    said = asked.say("explore", "frontier", str(asked.path), "--goals", ",".join(labels[:2]))
    if "points" not in said:
        yield f"open: frontier: {said['letter'].strip()[:200]}"
        return
    pairs = {(asked.goals[0].value(x), asked.goals[1].value(x)) for x in asked.there.plans}
    true = {p for p in pairs if not any(q != p and q[0] <= p[0] and q[1] <= p[1] for q in pairs)}
    if said["proven"] != "exact" or not said["is_whole"]:
        yield f"open: frontier ({said['proven']}, whole {said['is_whole']})"
    if len(said["points"]) != len(true) and said["is_whole"]:
        yield f"frontier of {len(said['points'])} points, counted {len(true)}"
    place = asked.there.scenario
    at = {(c.recipient, c.source, c.use, c.project): i for i, c in enumerate(place.cells)}
    for point in said["points"]:
        x = [0] * len(place.cells)
        for a in point["awards"]:
            x[at[a["recipient"], a["source"], a["use"], a["project"]]] += int(
                asked.fen(a["amount"])
            )
        pair = (asked.goals[0].value(x), asked.goals[1].value(x))
        if point["proven"] == "exact" and pair not in true:
            yield f"frontier: a point {point['values']} that another plan beats"


def wrong_alternatives(asked: Asked) -> Iterator[str]:
    """Yield what is said of plans about as good that is not so."""
    if not asked.is_plain or len(asked.goals) != len(asked.raw["goals"]):
        return
    said = asked.say("explore", "alternatives", str(asked.path), "--within", "10%")
    if "plans" not in said:
        yield f"open: alternatives: {said['letter'].strip()[:200]}"
        return
    there, values = asked.there, asked.there.best[0]
    most = [v + abs(v) / 10 for v in values]
    near = [
        x
        for x in there.plans
        if all(g.value(x) <= m for g, m in zip(asked.goals, most, strict=True))
    ]
    totals = {there.totals(x) for x in near}
    listed = [tuple(int(asked.fen(m)) for m in p["recipients"].values()) for p in said["plans"]]
    if not set(listed) <= totals:
        yield "alternatives: one that is not about as good"
    if (said["all_there_are"] == "exact") and set(listed) != totals:
        yield f"alternatives: {len(set(listed))} said to be all, counted {len(totals)}"
    for before, one in enumerate(said["plans"]):
        if one["apart"] is not None and one["proven"] == "exact":
            far = [min(_apart(t, o) for o in listed[:before]) for t in totals]
            if asked.fen(one["apart"]) != max(far):
                yield f"alternatives: {one['apart']} apart, counted {max(far)} fen"
    for k, (name, ends) in enumerate(said["ranges"].items()):
        of = [t[k] for t in totals]
        if ends is not None and [*map(asked.fen, ends)] != [min(of), max(of)]:
            yield f"alternatives: range of {name} {ends}, counted {min(of)} to {max(of)} fen"


def _apart(one: Whole, other: Whole) -> int:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


def wrong_answers(asked: Asked) -> Iterator[str]:
    """Yield whatever `explain` and `explore` say that is not so."""
    if not asked.there.plans:
        said = asked.say("explain", str(asked.path))
        if "no_plan" in said:
            yield from wrong_conflicts(asked, said)
        else:
            yield f"no word of a conflict: {str(said)[:300]}"
        return
    said = asked.say("explain", str(asked.path), *EXPLAIN, *LIMIT)
    if "letter" in said:
        yield f"explain: exit {said['code']}: {said['letter'][:300]}"
        return
    if said["proven"] != "exact":
        yield "open: a plan not proven best"
        return
    finds = {
        "room": wrong_room,
        "letters": wrong_letters,
        "costs": wrong_costs,
        "prices": wrong_prices,
        "setting_ranges": wrong_ranges,
        "replacement": wrong_replacement,
    }
    for key, find in finds.items():
        if key in said:
            yield from find(asked, said)
        elif key != "prices":
            yield f"open: nothing of {key}: time ran out"
    yield from wrong_frontier(asked)
    yield from wrong_alternatives(asked)


def attempt(seed: int) -> tuple[str, list[str]]:
    """Return what came of a seed in a word, and whatever is wrong or open."""
    raw = draw(seed)
    try:
        there = counted(Newer(raw))
    except TooMany:
        return "too many", []
    except KeyError:
        return "refused", []
    with TemporaryDirectory(prefix="counted-") as folder:
        path = Path(folder) / "counted.yaml"
        path.write_text(written(raw), encoding="utf-8")
        asked = Asked(raw, there, path)
        if asked.say("solve", str(path))["code"] == 3:
            return "refused", []
        return "counted" if there.plans else "no plan", list(wrong_answers(asked))


@click.command()
@click.argument("cases", default=100)
@click.option("--first", default=TINY, help="The first seed.")
def main(cases: int, first: int) -> None:
    """Count scenarios out until so many were compared."""
    came: Counter[str] = Counter()
    seed = first
    while came["counted"] + came["no plan"] < cases:
        what, found = attempt(seed)
        came[what] += 1
        for words in found:
            kind = "open" if "open: " in words else "WRONG"
            came[kind + " said"] += 1
            print(f"seed {seed}: {'' if kind == 'open' else 'WRONG '}{words}", flush=True)
        seed += 1
    print(f"seeds {first} to {seed - 1}: {dict(came)}")
    sys.exit(came["WRONG said"] > 0)


if __name__ == "__main__":
    main()
