"""Every number of a certificate changed in turn, and whether what is then said is still true."""

import contextlib
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import Field, fields
from fractions import Fraction
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import numpy as np

sys.path.insert(0, str(Path(__file__).parent / "oracle"))
import newer
from drawn import written

from optalloc.core.errors import InputUnusable
from optalloc.core.message import NOTHING
from optalloc.core.solve_options import AUTO
from optalloc.core.whole_numbers import whole
from optalloc.pipeline.certificate import CHECKER
from optalloc.pipeline.certificate.check import CertifiedScenario, held_against
from optalloc.pipeline.certificate.encoding import DIGEST, digest_of
from optalloc.pipeline.certificate.points import read_point
from optalloc.pipeline.certificate.program_json import COSTS
from optalloc.pipeline.certificate.read import said_of
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.program.program import (
    UNBOUNDED,
    Leximin,
    Program,
    Stage,
    StepCost,
    Ties,
    WeightedSum,
    Worst,
)
from optalloc.solver.search.outcome import Outcome

Json = dict[str, Any]
FIGURE = re.compile(r"-?[0-9]+(/[0-9]+)?")
WORDS = ("version", "engine", "scenario", "settings", "files", "program", DIGEST, "form")
"""Entries that are no part of what the arithmetic shows."""


def drawn_file(seed: int, folder: Path) -> Path:
    """Write the drawn scenario of a seed."""
    path = folder / f"{seed}.yaml"
    path.write_text(written(newer.draw(seed)), "utf-8")
    return path


def checker() -> ModuleType:
    """Return the checker that stands alone, as a module."""
    spec = spec_from_file_location("stand_alone", CHECKER)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ALONE = checker()


def heard(said: Json) -> tuple[str | None, str]:
    """Return why the checker that stands alone refuses a certificate, None where it holds; and
    what it printed."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        try:
            ALONE.check(said)
        except Exception as fault:  # as when it is run
            return repr(fault), out.getvalue()
    return None, out.getvalue()


def refusal(said: Json) -> str | None:
    """Return why the checker that stands alone refuses a certificate; None where it holds."""
    return heard(said)[0]


def refusal_of(scenario: CertifiedScenario, said: Json) -> str | None:
    """Return why `check --certificate` refuses a certificate of a scenario; None where it holds."""
    try:
        checked = held_against(scenario, said_of(json.dumps(said), "it"), "it")
    except InputUnusable as letter:
        return letter.letter("en")
    return "; ".join(words.en for words in checked.findings) or None


def numbers(said: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the place of every number in a certificate."""
    if isinstance(said, dict):
        for key, value in said.items():
            if path or key not in WORDS:
                yield from numbers(value, (*path, key))
    elif isinstance(said, list):
        for i, value in enumerate(said):
            yield from numbers(value, (*path, i))
    elif type(said) is int or (isinstance(said, str) and FIGURE.fullmatch(said)):
        yield path


def changed(said: Json, path: tuple[str | int, ...], by: int) -> Json:
    """Return a certificate with one number changed by so much, and its digest mended."""
    made: Any = deepcopy(said)
    at = made
    for key in path[:-1]:
        at = at[key]
    old = at[path[-1]]
    at[path[-1]] = old + by if type(old) is int else str(Fraction(old) + by)
    made[DIGEST] = digest_of(made)
    return made


JUDGING = 3.0
"""Seconds that an engine may take to judge a certificate."""
Truth = Literal["true", "false", "undecided"]


def truth(said: Json, found: Outcome | None = None, seconds: float = JUDGING) -> Truth:
    """Return whether a certificate says what is so of the rows and goals that it spells out.

    They are solved anew, with proofs in fractions; what is not proven there is left undecided. A
    goal that is not said to be proven may have any value. Of a leximin, and of goals after it, only
    the worst level is looked at, as in the checker that stands alone. Awards, totals, sources and
    what is said of each goal in the plan are added up anew from the point.

    Args:
        found: What solving them comes to, where that is known.
        seconds: Time for solving them.
    """
    # Where there is no plan the goals do not come in, whatever columns they name.
    goals = [] if said["plan"] is None else said["exact"]["goals"]
    program = program_of({**said["exact"], "goals": goals})
    found = solve(program, engine("highs"), AUTO.within(seconds)) if found is None else found
    if said["plan"] is None:
        is_exact = found.infeasible == "exact"
        return "true" if is_exact else "undecided" if found.x is None else "false"
    if found.x is None or not program.holds(read_point(said["point"], program.columns)):
        return "undecided" if found.infeasible == "no" and found.x is None else "false"
    if not (is_of_its_point(said) and are_of_their_points(said, program)):
        return "false"
    for told, best in zip(said["goals"], found.goals, strict=False):
        value, bound = Fraction(told["value"]), told["bound"]
        if value < best.value and best.proven == "exact":
            return "false"
        if told["proven"] == "exact" and value != best.value:
            return "false" if value > best.value or best.proven == "exact" else "undecided"
        if bound is not None and Fraction(bound) > best.value:
            return "false"
        if best.proven != "exact":
            return "undecided"
        if value != best.value or isinstance(program.goals[0], Leximin):
            break  # what comes after is best on a face that is not the one of the best
    return "true"


def is_of_its_point(said: Json) -> bool:
    """Return whether awards, totals and columns are the point's, and no source is overspent."""
    exact, point = said["exact"], {int(j): k for j, k in said["point"].items()}
    held, totals, spent = list[Any](), Counter[str](), Counter[str]()
    for j, (recipient, source, use, project, fen) in enumerate(exact["cells"]):
        if steps := point.get(j, 0):
            held.append([recipient, source, use, project, fen * steps])
            totals[recipient] += fen * steps
            spent[source] += fen * steps
    steps_of = {name: point.get(j, 0) for name, j in exact["totals"].items()}
    return (
        sorted(map(str, held)) == sorted(map(str, said["plan"]))
        and all(exact["step"] * steps == totals[name] for name, steps in steps_of.items())
        and all(fen <= exact["money"].get(source, -1) for source, fen in spent.items())
        and all(point.get(int(j), 0) == k for j, k in said["columns"].items())
    )


def are_of_their_points(said: Json, program: Program) -> bool:
    """Return whether each goal's value is that of its point, and what is said of it in the plan."""
    plan = read_point(said["point"], program.columns)
    for told, goal in zip(said["goals"], program.goals, strict=False):
        point = read_point(told["witness"] or said["point"], program.columns)
        pairs = [(told["value"], point), (told["in_plan"], plan)]
        values = [(Fraction(v), goal.value(x.tolist())) for v, x in pairs if v is not None]
        if not program.holds(point) or any(abs(a - b) >= ALONE.ROUNDED for a, b in values):
            return False
    return True


def program_of(said: Json) -> Program:
    """Return the program that a certificate spells out."""
    rows, columns = said["rows"], said["columns"]
    lengths = [len(row[2]) for row in rows]
    ends = np.array(columns, dtype=np.int64).reshape(-1, 2)
    nothing = np.zeros(0, dtype=np.int64)
    none = Ties(nothing, 1, nothing, nothing, nothing, (), None)
    return Program(
        ends[:, 0].copy(),
        ends[:, 1].copy(),
        np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        whole(j for row in rows for j in row[2]),
        whole(c for row in rows for c in row[3]),
        whole(-UNBOUNDED if row[0] is None else row[0] for row in rows),
        whole(UNBOUNDED if row[1] is None else row[1] for row in rows),
        tuple(_goal(goal) for goal in said["goals"]),
        none,
        ends[:, 0].copy(),
    )


def _goal(said: Json) -> Stage | Worst:
    tolerance = said["tolerance"]
    room = None if tolerance is None else Fraction(tolerance[1])
    if tolerance is not None and tolerance[0] == "amount":
        room = int(room)
    if said["kind"] == "sum":
        linear, met = {}, dict[int, list[tuple[int, StepCost]]]()
        for j, word, *figures in said["costs"]:
            if word == "linear":
                linear[j] = linear.get(j, Fraction(0)) + Fraction(figures[0])
            else:
                met.setdefault(j, []).append((1, _cost(word, figures)))
        convex = {
            j: WeightedSum(tuple(costs), linear.pop(j, 0)) if len(costs) > 1 else costs[0][1]
            for j, costs in met.items()
        }
        constant = Fraction(said["constant"])
        return Stage(said["label"], NOTHING, "number", linear, convex, constant, room)
    levels = ALONE.Levels(said)
    heads = tuple(j for j, *_ in said["levels"])
    sort = Leximin if said["kind"] == "leximin" else Worst
    return sort(
        said["label"],
        NOTHING,
        heads,
        lambda i, k: levels.at(heads[i], k),
        lambda i, level: levels.least(heads[i], level),
        levels.best,
        tolerance=room,
    )


def _cost(word: str, figures: list[str]) -> StepCost:
    """Return a cost as a certificate writes it."""
    of = {word: cost for cost, word in COSTS.items()}[word]
    return of(*(_exact(*named) for named in zip(fields(of), figures, strict=True)))


def _exact(field: Field[Any], figure: str) -> Fraction | int:
    """Return a figure as a cost has it: steps are whole, and nothing else is, or it would divide
    into a float."""
    return int(figure) if field.name in ("step", "lean") else Fraction(figure)
