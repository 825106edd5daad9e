"""Hold `explore recourse`, `sweep` and `funding` against scenarios counted out:

    python tests/oracle/counted_states.py 60

The last source of a drawn scenario may bring less or more: every first stage and every recourse is
counted, and the expected value, CVaR, the worst and the largest regret of each first stage, EVPI
and VSS. As a source grows every plan is counted at every step. Exit 1 where one is not so.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import click

sys.path.insert(0, str(Path(__file__).parent))

from counted_answers import Asked, Json, Raw
from counted_out import Counted, TooMany, Whole, counted
from drawn import written
from newer import TINY, draw
from newer_formulas import Leximin, Newer

MEASURES = ("mean", "cvar", "worst", "regret")
CHANCES = (Fraction(1, 2), Fraction(3, 10), Fraction(1, 5))
ZERO = Fraction(0)


def states_of(raw: Raw, random: Random) -> list[Raw] | None:
    """Return the scenario as it is, and with less and more of its last source."""
    if len(raw["tables"]["sources"]) < 2:
        return None
    found, grain = [raw], counted_grain(raw)
    for factor in (random.choice((0, 1, 2)), random.choice((3, 4))):
        other = deepcopy(raw)
        row = other["tables"]["sources"][-1]
        steps = Fraction(row["金额"]) / grain * factor / 2
        row["金额"] = _decimal(round(steps) * grain)
        found.append(other)
    return found


def counted_grain(raw: Raw) -> Fraction:
    """Return the step of the last source, in the scenario's unit."""
    there = Newer(raw)
    return Fraction(there.grains[raw["tables"]["sources"][-1]["资金来源"]], there.unit)


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def best_by_first(there: Counted, source: str) -> dict[Whole, Fraction]:
    """Return what the first goal comes to at best after each first stage."""
    goal, cells = there.scenario.every_goal()[0], there.scenario.cells
    found: dict[Whole, Fraction] = {}
    for x in there.plans:
        key = tuple(k for c, k in zip(cells, x, strict=True) if c.source == source)
        value = goal.value(x)
        found[key] = min(found.get(key, value), value)
    return found


def risk(
    measure: str, level: Fraction, values: Sequence[Fraction], best: Sequence[Fraction]
) -> Any:
    """Return what values over the states come to."""
    if measure == "worst":
        return max(values)
    if measure == "regret":
        return max(v - b for v, b in zip(values, best, strict=True))
    if measure == "mean":
        return sum((c * v for c, v in zip(CHANCES, values, strict=True)), ZERO)
    # The least of t + E[(f - t)+] / (1 - a) is at one of the values.
    return min(
        t + sum(c * max(ZERO, v - t) for c, v in zip(CHANCES, values, strict=True)) / (1 - level)
        for t in values
    )


def wrong_recourse(raw: Raw, folder: Path, random: Random) -> Iterator[str]:
    """Yield what is said of a first stage that is not so."""
    states = states_of(raw, random)
    if states is None:
        return
    theirs = [counted(Newer(state)) for state in states]
    goals = [t.scenario.every_goal() for t in theirs]
    if isinstance(goals[0][0], Leximin) or not all(t.plans for t in theirs):
        return
    if len(list(raw["goals"])) != len(goals[0]):
        return  # A first goal of two parts is two goals.
    source = raw["tables"]["sources"][0]["资金来源"]
    later = raw["tables"]["sources"][-1]["资金来源"]
    tables = [best_by_first(t, source) for t in theirs]
    firsts = set(tables[0]).intersection(*tables[1:])
    best = [min(table.values()) for table in tables]
    measure = random.choice(MEASURES)
    level = random.choice((Fraction(1, 2), Fraction(4, 5), Fraction(0)))
    told = {"scenario": "counted.yaml", "decided_now": [source], "states": {}}
    for k, (state, chance) in enumerate(zip(states, CHANCES, strict=True)):
        money = state["tables"]["sources"][-1]["金额"]
        told["states"][f"状{k}"] = {
            "probability": str(chance),
            "set": [f"changes.sources.{later}.金额={money:f}"],
        }
    (folder / "states.yml").write_text(written(told), encoding="utf-8")
    words = ["--measure", measure]
    words += ["--level", f"{int(level * 100)}%"] if measure == "cvar" else []
    asked = Asked(raw, theirs[0], folder / "counted.yaml")
    said = asked.say("explore", "recourse", str(folder / "states.yml"), *words)
    if "value_exact" not in said:
        if said["code"] == 4 and not firsts:
            return
        yield f"open: recourse, exit {said['code']}: {said['letter'].strip()[:300]}"
        return
    yield from _wrong_first_stage(asked, said, tables, best, (measure, level))


def _wrong_first_stage(
    asked: Asked,
    said: Json,
    tables: list[dict[Whole, Fraction]],
    best: list[Fraction],
    how: tuple[str, Fraction],
) -> Iterator[str]:
    firsts = set(tables[0]).intersection(*tables[1:])
    if not firsts:
        yield "a first stage is told; counted there is none"
        return
    plan = asked.say("solve", str(asked.path))
    kind = plan["goals"][0]["measure"]
    unit = asked.there.scenario.unit
    per = {"money": unit, "money squared": unit**2}.get(kind, 1)
    if "加权" in str(asked.raw["goals"]) and kind == "money squared":
        per = 1
    sign = -1 if kind == "gain" else 1
    every = {key: [table[key] for table in tables] for key in firsts}
    least = min(risk(*how, values, best) for values in every.values())
    mean = min(risk("mean", ZERO, values, best) for values in every.values())
    of_regret = 1 if how[0] == "regret" else sign
    if said["proven"] != "exact":
        yield "open: a first stage not proven best"
    if Fraction(said["value_exact"]) != of_regret * least / per:
        yield f"{how[0]} {said['value_exact']}, counted {of_regret * least / per}"
    evpi = (mean - risk("mean", ZERO, best, best)) / per
    if said["proven"] == "exact" and how[0] == "mean" and Fraction(said["evpi_exact"]) != evpi:
        yield f"EVPI {said['evpi_exact']}, counted {evpi}"
    for state, own, table in zip(said["states"], best, tables, strict=True):
        if Fraction(state["best_exact"]) != sign * own / per:
            yield f"best of {state['state']} {state['best_exact']}, counted {sign * own / per}"
        if Fraction(state["value_exact"]) * per * sign not in table.values():
            yield f"value of {state['state']} {state['value_exact']}, which no plan has"


def wrong_sweep(raw: Raw, there: Counted, folder: Path) -> Iterator[str]:
    """Yield rows of a sweep over a source's money, and of a pot that grows, that are not so."""
    asked = Asked(raw, there, folder / "counted.yaml")
    row = raw["tables"]["sources"][-1]
    name, grain = row["资金来源"], counted_grain(raw)
    money = Fraction(row["金额"])
    values = [_decimal(max(ZERO, money + k * grain)) for k in (-2, -1, 0, 1)]
    values = sorted({v for v in values if v > 0})
    truth: dict[Fraction, Counted] = {}
    for value in values:
        other = deepcopy(raw)
        other["tables"]["sources"][-1]["金额"] = value
        truth[Fraction(value)] = counted(Newer(other))
    key = f"changes.sources.{name}.金额"
    vary = f"{key}={','.join(f'{v:f}' for v in values)}"
    said = asked.say("explore", "sweep", str(asked.path), "--vary", vary, "--workers", "1")
    if "rows" not in said:
        yield f"open: sweep, exit {said['code']}: {str(said.get('letter'))[:200]}"
        return
    for row in said["rows"]:
        at = Fraction(str(next(iter(row["set"].values()))))
        yield from _wrong_row(asked, row, truth[at], f"sweep at {at}")


def _wrong_row(asked: Asked, row: Json, other: Counted, where: str) -> Iterator[str]:
    if row["state"] in ("open", "unusable"):
        yield f"open: {where}: {row['why']}"
        return
    has_plan = row["state"] == "plan"
    if has_plan != bool(other.plans):
        yield f"{where}: {row['state']}, counted {len(other.plans)} plans"
    elif has_plan:
        found = {n: asked.fen(m) for n, m in row["recipients"].items()}
        if found != dict(zip(other.scenario.recipients, other.first, strict=True)):
            yield f"{where}: {row['recipients']}, counted {other.first}"


def attempt(seed: int) -> tuple[str, list[str]]:
    """Return what came of a seed in a word, and whatever is wrong or open."""
    raw, random = draw(seed), Random(f"states {seed}")
    found: list[str] = []
    with TemporaryDirectory(prefix="counted-") as name:
        folder = Path(name)
        path = folder / "counted.yaml"
        path.write_text(written(raw), encoding="utf-8")
        try:
            there = counted(Newer(raw))
            if not there.plans or Asked(raw, there, path).say("solve", str(path))["code"] == 3:
                return "no plan", []
            found += wrong_sweep(raw, there, folder)
            found += wrong_recourse(raw, folder, random)
        except (TooMany, KeyError) as error:
            if isinstance(error, KeyError) and error.args[0] not in ("上限",):
                raise
            return "too many", found
    return "counted", found


@click.command()
@click.argument("cases", default=60)
@click.option("--first", default=TINY, help="The first seed.")
def main(cases: int, first: int) -> None:
    """Count scenarios out until so many were compared."""
    came: Counter[str] = Counter()
    seed = first
    while came["counted"] < cases:
        what, found = attempt(seed)
        came[what] += 1
        for words in found:
            kind = "open" if words.startswith("open") else "WRONG"
            came[kind + " said"] += 1
            print(f"seed {seed}: {'' if kind == 'open' else 'WRONG '}{words}", flush=True)
        seed += 1
    print(f"seeds {first} to {seed - 1}: {dict(came)}")
    sys.exit(came["WRONG said"] > 0)


if __name__ == "__main__":
    main()
