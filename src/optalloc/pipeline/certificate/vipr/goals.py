"""The proof of one goal, or that there is no plan, in VIPR's rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from optalloc.core.exact import Exact
from optalloc.pipeline.certificate.vipr.bound import UNPROVEN, NotInVipr, ProvenBound
from optalloc.pipeline.certificate.vipr.derivations import End, shortened
from optalloc.pipeline.certificate.vipr.model import (
    LevelRow,
    VariableNames,
    ViprModel,
    levels_of,
    model_of,
)
from optalloc.pipeline.certificate.vipr.region import Region
from optalloc.pipeline.certificate.vipr.standing import (
    Json,
    Standing,
    point_of,
    standing_at,
    value_at,
)
from optalloc.pipeline.certificate.vipr.walk import Walk, next_value
from optalloc.solver.program.face import Face
from optalloc.solver.program.program import Leximin, Program, Stage, Worst
from optalloc.solver.program.weighted_costs import value_step

NO_LEAF: Json = {"multipliers": (), "limits": (), "because": "bound"}
NO_PROOF: Json = {"root": None, "tree": None, "lower": None}
NO_WORST: Json = {"nothing": None, "missing": None}


@dataclass(frozen=True)
class ViprProof:
    """What a file holds.

    Attributes:
        last: The constraint that proves it.
        least, most: Between which the best value lies; None where there is no plan.
        solution: A point that has the greater of them, by variable.
    """

    model: ViprModel
    last: int
    least: Exact | None = None
    most: Exact | None = None
    solution: Mapping[int, Exact] | None = None


def no_plan(program: Program, names: VariableNames, conflict: Json) -> ViprProof:
    """Return the proof that no point keeps every row.

    Raises:
        NotInVipr: When the tree does not show it.
    """
    model = model_of(program, names)
    return ViprProof(model, Walk(model, (), None).proved(model.region, conflict))


def best_value(program: Program, names: VariableNames, said: Json, place: int) -> ViprProof:
    """Return the proof of one goal.

    Args:
        names: One for each column.
        said: The certificate.

    Raises:
        NotInVipr: When VIPR's rules do not express it.
    """
    goal = program.goals[place]
    if isinstance(goal, Worst):
        return _worst(program, names, said, place)
    try:
        return _sum(program, names, said, place, in_steps=False)
    except NotInVipr:
        return _sum(program, names, said, place, in_steps=True)


def _sum(
    program: Program, names: VariableNames, said: Json, place: int, in_steps: bool
) -> ViprProof:
    """Return the proof of a sum of costs.

    Args:
        in_steps: Whether its columns of cost count whole steps, so that bounds can be rounded.
    """
    model, goal, told = model_of(program, names), program.goals[place], said["goals"][place]
    assert isinstance(goal, Stage)
    standing = standing_at(model, said, place)
    step = _step(standing.region, goal) if in_steps else None
    if in_steps and step is None:
        raise NotInVipr(UNPROVEN)
    model.with_costs(place, goal, standing.region, step)
    terms, constant = model.terms_of(place, goal)
    model.objective = {**terms, model.one_variable: constant} if constant else terms
    point = point_of(said, program.columns, told)
    value, proof = value_at(goal, point), told["proof"] or NO_PROOF
    root = proof["root"] or NO_LEAF
    tree, least = root if proof["tree"] == "root" else proof["tree"], proof["lower"]
    if tree is None:
        tree, aim = root, _of_leaf(model, standing, place, root)
    elif least is None:
        aim = value
    else:
        aim = next_value(Fraction(value), Fraction(least), step)
    aim = shortened(aim, True)
    walk = Walk(model, standing.limits, (place, goal), aim, step, model.objective, constant)
    last = walk.proved(standing.region, tree)
    proven = min(model.derivations.constraints[last].rhs, value)
    return ViprProof(model, last, proven, shortened(value, False), model.at(point, {}))


def _of_leaf(model: ViprModel, standing: Standing, place: int, root: Json) -> Exact:
    """Return what multipliers alone prove of a goal."""
    goal, (region, crossed) = model.program.goals[place], standing.region.drawn()
    if crossed is not None or not isinstance(goal, Stage):
        raise NotInVipr(UNPROVEN)
    return ProvenBound(model, region, (place, goal), standing.limits, root).value + goal.constant


def _step(region: Region, stage: Stage) -> Fraction | None:
    """Return the step that a goal's values on a region are whole multiples of apart."""
    lower, upper = (
        np.array([int(end.value) for end in ends], dtype=np.int64)
        for ends in (region.lower, region.upper)
    )
    nothing = np.zeros(0, dtype=np.int64)
    return value_step(stage, Face(lower, upper, nothing, nothing))


def _worst(program: Program, names: VariableNames, said: Json, place: int) -> ViprProof:
    """Return the proof of a worst level: nobody could be below it without somebody above it.

    Each column is assumed to have the steps that keep it truly below the value. The tree then
    shows that no point is left, and one after another the assumptions are let go: whoever has
    fewer steps is at the value or above it.
    """
    model, goal, told = model_of(program, names), program.goals[place], said["goals"][place]
    assert isinstance(goal, Worst)
    proof = told["proof"] or NO_WORST
    proof = proof["worst"] if isinstance(goal, Leximin) and "worst" in proof else proof
    standing, derivations = standing_at(model, said, place), model.derivations
    point = point_of(said, program.columns, told)
    value, variable = value_at(goal, point), model.variable(f"z{place + 1}")
    best = derivations.given("best", "G", goal.best, {variable: 1})
    levels = levels_of(model, place, None, variable)
    model.objective = {variable: 1}
    last = _by_bounds(model, best, levels, standing.region)
    tree = _tree_of(proof)
    if derivations.constraints[last].rhs < value and tree is not None:
        raised, kept = _raised(model, levels, standing.region, value)
        last = Walk(model, standing.limits, None).proved(raised, tree)
        for j, end in kept:
            if derivations.rests_on(last, end):
                last = _let_go(model, levels[j], (j, end), last, (value, {variable: 1}))
    proven = min(derivations.constraints[last].rhs, value)
    return ViprProof(model, last, proven, value, model.at(point, {variable: value}))


def _tree_of(proof: Json) -> Json | None:
    """Return the tree that shows that nobody is below a level, whichever way it does so.

    Steps that are missing at a level, more than a better plan could spare, are a proof of that
    too: its multipliers leave no point where everybody is below the value.
    """
    missing = proof["missing"]
    if proof["nothing"] is not None or missing is None:
        tree: Json | None = proof["nothing"]
        return tree
    tree = missing["root"] if missing["tree"] == "root" else missing["tree"]
    return tree


def _raised(
    model: ViprModel, levels: Mapping[int, LevelRow], region: Region, value: Exact
) -> tuple[Region, list[tuple[int, End]]]:
    """Return a region with every column assumed to be truly below a level."""
    kept = list[tuple[int, End]]()
    for j, level in levels.items():
        k = (level.first - value) // level.fall + 1
        if k > region.lower[j].value:
            end = model.derivations.assumed("G", k, {j: 1})
            region = region.bounded(j, False, end, None)
            kept.append((j, end))
    return region, kept


def _let_go(
    model: ViprModel,
    level: LevelRow,
    kept: tuple[int, End],
    last: int,
    target: tuple[Exact, Mapping[int, Exact]],
) -> int:
    """Return what holds without the assumption that a column is below the worst level."""
    derivations, (j, end) = model.derivations, kept
    other = derivations.assumed("L", int(end.value) - 1, {j: 1})
    at_least = derivations.summed([(1, level.end), (-level.fall, other)])
    return derivations.split(target, (at_least, other), (last, end))


def _by_bounds(model: ViprModel, best: End, levels: Mapping[int, LevelRow], region: Region) -> int:
    """Return the greatest level that bounds leave: the best one, or that of all of a column."""
    derivations = model.derivations
    found = derivations.summed([(1, best)])
    for j, level in levels.items():
        upper = region.upper[j]
        if level.first - level.fall * upper.value > derivations.constraints[found].rhs:
            found = derivations.summed([(1, level.end), (-level.fall, upper)])
    return found
