"""A proof as the text of a VIPR file, version 1.1 of the format."""

from collections.abc import Iterator, Mapping, Sequence

from optalloc.core.exact import Exact
from optalloc.pipeline.certificate.vipr.derivations import Constraint
from optalloc.pipeline.certificate.vipr.goals import ViprProof

BLOCK = 3000
SHORT_BITS = 10_000
"""Bits of a number of some more than 3000 digits."""


def text_of(proof: ViprProof, comments: Sequence[str]) -> str:
    """Return the file: what the goal is, what is given, what is to be proved, and the proof.

    Args:
        comments: Lines for whoever reads it; a checker does not.
    """
    return "\n".join([*(f"% {line}" for line in comments), *_lines(proof)]) + "\n"


def _lines(proof: ViprProof) -> Iterator[str]:
    model, names = proof.model, proof.model.derivations.names
    constraints = model.derivations.constraints
    used = _used(constraints, proof.last)
    given = [i for i, one in enumerate(constraints) if one.rule == "given"]
    derived = [i for i in sorted(used) if constraints[i].rule != "given"]
    number = {place: at for at, place in enumerate([*given, *derived])}
    yield "VER 1.1"
    yield f"VAR {len(model.names)}"
    yield from model.names
    yield f"INT {len(model.whole)}"
    yield " ".join(map(str, sorted(model.whole)))
    yield "OBJ min"
    yield _terms(model.objective)
    yield f"CON {len(given)} {model.bounds}"
    for place in given:
        yield f"{names[place]} {_said(constraints[place], None)}"
    yield (
        "RTP infeas"
        if proof.most is None
        else f"RTP range {digits(proof.least or 0)} {digits(proof.most)}"
    )
    if proof.solution is None:
        yield "SOL 0"
    else:
        yield "SOL 1"
        yield f"plan {_terms(proof.solution)}"
    yield f"DER {len(derived)}"
    # A falsehood of an infeasible program is no goal, though that has no terms either.
    goal = None if proof.most is None else model.objective
    last_use = _last_uses(constraints, derived, number)
    for place in derived:
        at = number[place]
        one = constraints[place]
        yield f"d{at} {_said(one, goal)} {_reason(one, number)} {last_use.get(at, -1)}"


def _used(constraints: Sequence[Constraint], last: int) -> set[int]:
    """Return the places of all that a constraint stands on, and its own."""
    used, todo = set[int](), [last]
    while todo:
        place = todo.pop()
        if place not in used:
            used.add(place)
            todo += [other for other, _ in constraints[place].of]
    return used


def _last_uses(
    constraints: Sequence[Constraint], derived: Sequence[int], number: Mapping[int, int]
) -> dict[int, int]:
    """Return for each constraint the last one that refers to it: it may be forgotten then."""
    found = dict[int, int]()
    for place in derived:
        for other, _ in constraints[place].of:
            found[number[other]] = number[place]
    return found


def _said(one: Constraint, objective: Mapping[int, Exact] | None) -> str:
    is_goal = objective is not None and one.terms == objective
    return f"{one.sense} {digits(one.rhs)} {'OBJ' if is_goal else _terms(one.terms)}"


def _terms(terms: Mapping[int, Exact]) -> str:
    pairs = (f"{variable} {digits(c)}" for variable, c in sorted(terms.items()))
    return " ".join([str(len(terms)), *pairs])


def _reason(one: Constraint, number: Mapping[int, int]) -> str:
    if one.rule == "asm":
        return "{ asm }"
    if one.rule == "uns":
        return f"{{ uns {' '.join(str(number[place]) for place, _ in one.of)} }}"
    parts = (f"{number[place]} {digits(by)}" for place, by in one.of)
    return f"{{ {one.rule} {' '.join([str(len(one.of)), *parts])} }}"


def digits(value: Exact) -> str:
    """Return an exact figure, however long it is."""
    if value.denominator == 1:
        return _whole(value.numerator)
    return f"{_whole(value.numerator)}/{_whole(value.denominator)}"


def _whole(number: int) -> str:
    """Return a whole number in digits; Python itself writes none that is much longer at once."""
    if number.bit_length() < SHORT_BITS:
        return str(number)
    front, back = divmod(abs(number), 10**BLOCK)
    return f"{'-' if number < 0 else ''}{_whole(front)}{back:0{BLOCK}d}"
