"""Every number of a certificate changed in turn, and whether what is then said is still true."""

import contextlib
import io
import re
from collections.abc import Iterator
from copy import deepcopy
from fractions import Fraction
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType
from typing import Any

import numpy as np

from optalloc.certificate import CHECKER
from optalloc.certificate.form import DIGEST, digest_of
from optalloc.certificate.program_json import COSTS
from optalloc.program import UNBOUNDED, Program, Stage, StepCost, Ties, Worst
from optalloc.solving import solve
from optalloc.solving.engines import engine
from optalloc.whole_numbers import whole
from optalloc.words import NOTHING

Json = dict[str, Any]
FIGURE = re.compile(r"-?[0-9]+(/[0-9]+)?")
WORDS = ("version", "engine", "scenario", "settings", "files", "program", DIGEST, "form")
"""Entries that are no part of what the arithmetic shows."""


def checker() -> ModuleType:
    """Return the checker that stands alone, as a module."""
    spec = spec_from_file_location("stand_alone", CHECKER)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ALONE = checker()


def refusal(said: Json) -> str | None:
    """Return why the checker refuses a certificate; None where it holds."""
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            ALONE.check(said)
        except Exception as fault:  # as when it is run
            return repr(fault)
    return None


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


def is_true(said: Json) -> bool:
    """Return whether its goals are best as it says, for the rows that it spells out.

    An engine solves those rows anew. A value that no better one is found of is taken to be best;
    a goal that is not said to be proven may have any.
    """
    program = program_of(said["exact"])
    outcome = solve(program, engine("highs"))
    if said["plan"] is None:
        return outcome.x is None
    if outcome.x is None:
        return False
    told = zip(said["goals"], outcome.goals, strict=False)
    for one, found in told:
        if one["proven"] == "exact" and abs(Fraction(one["value"]) - found.value) > 10**-9:
            return False
        if one["bound"] is not None and Fraction(one["bound"]) > found.value + Fraction(1, 10**9):
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
        of = {word: cost for cost, word in COSTS.items()}
        linear = {j: Fraction(c[0]) for j, word, *c in said["costs"] if word == "linear"}
        convex: dict[int, StepCost] = {
            j: of[word](*(_plain(Fraction(figure)) for figure in figures))
            for j, word, *figures in said["costs"]
            if word != "linear"
        }
        constant = Fraction(said["constant"])
        return Stage(said["label"], NOTHING, "number", linear, convex, constant, room)
    levels = ALONE.Levels(said)
    heads = tuple(j for j, *_ in said["levels"])
    return Worst(
        said["label"],
        NOTHING,
        heads,
        lambda i, k: levels.at(heads[i], k),
        lambda i, level: levels.least(heads[i], level),
        levels.best,
        tolerance=room,
    )


def _plain(value: Fraction) -> Fraction | int:
    return int(value) if value.denominator == 1 else value
