"""Certificates that say what is not so, and say it everywhere: another plan, or that there is none.

A number changed alone is mostly given away by another that stands for the same. Here all agree: a
plan that is worse than the best is written down as proven best, with the figures that it has and
the proof of the best plan, or with proofs made up; a program with plans is said to have none.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

from mutations import Json, program_of
from optalloc.core.message import NOTHING
from optalloc.pipeline.certificate.encoding import DIGEST, digest_of, figure
from optalloc.pipeline.certificate.points import point_json, read_point
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.program.program import Leximin, Program, Stage, Whole, Worst

NO_LEAF: Json = {"because": "empty", "multipliers": [], "limits": []}


def forgeries(said: Json, draw: Random, plans: int = 3) -> Iterator[tuple[str, Json]]:
    """Yield false certificates made of a true one that has a plan, each with what was made up."""
    program = program_of(said["exact"])
    best = _ranks(program, read_point(said["point"] or {}, program.columns))
    if any(told["proven"] != "exact" or told["tolerance"] for told in said["goals"]):
        return
    for what, conflict in _conflicts(said, draw):
        yield what, _signed({**said, **_no_plan(conflict)})
    for keeps_worst in (True, False) * plans:
        x = _other_point(program, draw, best if keeps_worst else None)
        if x is None or _ranks(program, x) <= best:
            continue
        values = [rank[0] for rank in _ranks(program, x)]
        made = _with_plan(said, program, x, values)
        yield "the proof of the best", _signed(made)
        for i in range(len(best)):
            for what, proof in _proofs(made["goals"][i]["proof"], values[i]):
                other = deepcopy(made)
                other["goals"][i]["proof"] = proof
                yield f"goal {i + 1}: {what}", _signed(other)


def _signed(said: Json) -> Json:
    return {**said, DIGEST: digest_of(said)}


def _ranks(program: Program, x: Whole) -> list[list[Fraction]]:
    """Return the value of each goal at a point; of a leximin every level, the worst first."""
    steps, ranks = x.tolist(), []
    for goal in program.goals:
        if isinstance(goal, Stage):
            ranks.append([Fraction(goal.value(steps))])
        else:
            levels = [max(goal.best, goal.level(i, steps[j])) for i, j in enumerate(goal.columns)]
            falling = sorted([goal.best, *levels], reverse=True)
            ranks.append(falling if isinstance(goal, Leximin) else falling[:1])
    return ranks


def _other_point(program: Program, draw: Random, best: list[list[Fraction]] | None) -> Whole | None:
    """Return a point that keeps every row and is best by costs drawn at random.

    Args:
        best: With these the first goal, if it is a worst level, has its best value.
    """
    goal, lower = program.goals[0], program.lower.copy()
    if best is not None and isinstance(goal, Worst):
        for i, j in enumerate(goal.columns):
            lower[j] = max(int(lower[j]), goal.least(i, best[0][0]))
    linear = {j: Fraction(draw.randint(-9, 9)) for j in range(program.columns)}
    stage = Stage("any", NOTHING, "number", linear)
    return solve(replace(program, lower=lower, goals=(stage,)), engine("highs"), proving=0).x


def _with_plan(said: Json, program: Program, x: Whole, values: list[Fraction]) -> Json:
    """Return a certificate that holds another plan, its values called proven best."""
    made = deepcopy(said)
    cells, steps = said["exact"]["cells"], x.tolist()
    held = [[*cell[:4], cell[4] * steps[j]] for j, cell in enumerate(cells) if steps[j]]
    named = {*range(len(cells)), *said["exact"]["totals"].values()}
    made |= {"plan": held, "point": point_json(x)}
    made["columns"] = {j: k for j, k in point_json(x).items() if int(j) not in named}
    for i, (told, value) in enumerate(zip(made["goals"], values, strict=True)):
        told |= {"value": figure(value), "bound": figure(value)}
        is_leximin = isinstance(program.goals[i], Leximin)
        (told["proof"]["worst"] if is_leximin else told["proof"])["value"] = figure(value)
    return made


def _proofs(proof: Json, value: Fraction) -> Iterator[tuple[str, Json]]:
    """Yield proofs of a value that does not hold, one thing made up in each."""
    if "worst" in proof:
        for what, worst in _proofs(proof["worst"], value):
            yield what, {**proof, "worst": worst}
        yield "no rounds", {**proof, "rounds": []}
        for top in ("1000000", "0", "-1000000"):
            rounds = [{**one, "top": top} for one in proof["rounds"]]
            yield f"tops of {top}", {**proof, "rounds": rounds}
    elif "nothing" in proof:
        yield "nothing is crossed", {**proof, "nothing": {**NO_LEAF, "because": "crossed"}}
        yield "nothing is empty", {**proof, "nothing": NO_LEAF}
        for lower in ("1/2", "7/2", "1000000"):
            leaf = {**NO_LEAF, "because": "bound"}
            missing = {"value": lower, "lower": lower, "root": leaf, "tree": "root"}
            made = {"level": "1/3", "missing": missing, "nothing": None}
            yield f"missing at least {lower}", {**proof, **made}
    else:
        root = proof["root"] or {**NO_LEAF, "because": "bound"}
        for because in ("bound", "empty", "crossed"):
            leaf = {**root, "because": because}
            yield f"a root that is {because}", {**proof, "root": leaf, "tree": "root"}
            for p in ("-1", "1000000", "1/1000000"):
                rows = [
                    [*row[:3], figure(Fraction(row[3]) * Fraction(p))]
                    for row in root["multipliers"]
                ]
                other = {**leaf, "multipliers": rows}
                yield f"a leaf that is {because}, times {p}", {**proof, "tree": other}
                narrow = {"narrowed": other, "inner": {**NO_LEAF, "because": "crossed"}}
                yield f"narrowed by {because}, times {p}", {**proof, "tree": narrow}
        yield "a limit", {**proof, "tree": {**root, "limits": [[0, "1000000"]]}}
        yield "a limit below 0", {**proof, "tree": {**root, "limits": [[0, "-1000000"]]}}
        lower = figure(value)
        yield "lower is the value", {**proof, "lower": lower}
        yield "lower is above it", {**proof, "lower": figure(value + 1)}


def _no_plan(conflict: Any) -> Json:
    none = {"plan": None, "point": None, "columns": {}, "goals": []}
    return {"infeasible": "exact", "conflict": conflict, **none}


def _conflicts(said: Json, draw: Random) -> Iterator[tuple[str, Any]]:
    """Yield trees that prove nothing."""
    yield "no plan, no proof", None
    for because in ("bound", "empty", "crossed"):
        yield f"no plan: {because}", {**NO_LEAF, "because": because}
        for told in said["goals"]:
            for leaf in _leaves(told["proof"]):
                yield f"no plan: a leaf of its proof, {because}", {**leaf, "because": because}
    column = draw.randrange(len(said["exact"]["columns"]))
    cut = {"column": column, "at": 0, "below": NO_LEAF, "above": NO_LEAF}
    yield "no plan: cut in two", cut
    yield "no plan: narrowed", {"narrowed": NO_LEAF, "inner": NO_LEAF}


def _leaves(proof: Any, most: int = 3) -> list[Json]:
    """Return the first few leaves of a proof."""
    found, todo = list[Json](), [proof]
    while todo and len(found) < most:
        at = todo.pop()
        if isinstance(at, dict) and "because" in at:
            found.append(at)
        elif isinstance(at, dict):
            todo += at.values()
        elif isinstance(at, list):
            todo += at
    return found
