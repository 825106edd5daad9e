"""The files of a certificate in VIPR 1.1, one a goal, with what a reader of them has to know."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from optalloc import __version__
from optalloc.core.collector import collector_at_rest
from optalloc.core.exact import Exact
from optalloc.core.message import Words
from optalloc.pipeline.certificate.vipr.bound import NotInVipr
from optalloc.pipeline.certificate.vipr.derivations import Constraint
from optalloc.pipeline.certificate.vipr.goals import ViprProof, best_value, no_plan
from optalloc.pipeline.certificate.vipr.model import VariableNames
from optalloc.pipeline.certificate.vipr.standing import Json
from optalloc.solver.program.program import Leximin, Program

LARGEST_BY_ITSELF = 50_000
"""Coefficients and columns, times sets of multipliers, up to which proofs are written unasked."""

TOO_LARGE = Words(
    "证明很大，不自动写出：solve --vipr 会写出",
    "it is large and not written unasked; solve --vipr writes it",
)

WORDS_ALONE = Words(
    "几条约束的数字本身就互相矛盾，没有用到线性约束（见方案的说明）",
    "figures of rules contradict each other, and no linear rule comes in (see what the plan says)",
)

NOT_PROVEN = Words("没有精确证明", "it is not proven in exact arithmetic")

NOTHING_SAID: Json = {"because": "empty", "multipliers": (), "limits": ()}
"""Where contradictions were found in figures: bounds that rows imply may cross all the same."""

MEASURED = {
    "money": Words("分", "fen"),
    "money squared": Words("分的平方", "fen squared"),
    "share": Words("比例", "a share"),
    "number": Words("数", "a number"),
    "gain": Words("收益，取负", "a gain, negated"),
}

BLOCK = 3000

SHORT_BITS = 10_000
"""Bits of a number of some more than 3000 digits."""


@dataclass
class ViprFiles:
    """What is written, and what is not.

    Attributes:
        texts: Each file by its name.
        left_out: Each file that is not written, with the reason.
    """

    texts: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, Words] = field(default_factory=dict)


def file_name(place: int) -> str:
    """Return the name of the file of a goal, or of the proof that there is no plan."""
    return "proof.vipr" if place < 1 else f"proof-{place + 1}.vipr"


@collector_at_rest()
def vipr_files(program: Program, said: Json, however_large: bool = False) -> ViprFiles:
    """Return the proofs of a certificate.

    Args:
        said: The certificate of a program.
        however_large: Whether proofs are written that take more than a second.
    """
    made, names = ViprFiles(), None
    for place in [-1] if said["plan"] is None else range(len(said["goals"])):
        name = file_name(place)
        if not however_large and _size(program, said) > LARGEST_BY_ITSELF:
            made.left_out[name] = TOO_LARGE
            continue
        names = names or names_of(program, said)
        try:
            proof = _proof(program, names, said, place)
        except NotInVipr as why:
            made.left_out[name] = why.words
            continue
        made.texts[name] = text_of(proof, list(_comments(program, said, place)))
    return made


def _proof(program: Program, names: VariableNames, said: Json, place: int) -> ViprProof:
    if place >= 0:
        return best_value(program, names, said, place)
    if said["conflict"] is not None:
        return no_plan(program, names, said["conflict"])
    try:
        return no_plan(program, names, NOTHING_SAID)
    except NotInVipr:
        raise NotInVipr(WORDS_ALONE if program.contradictions else NOT_PROVEN) from None


def _size(program: Program, said: Json) -> int:
    """Return how much there is to write: the program, once for each set of multipliers."""
    proofs = [*said["goals"], said["conflict"]]
    return sum(max(1, _leaves(one)) for one in proofs) * (len(program.column) + program.columns)


def _leaves(said: object) -> int:
    """Return how many sets of multipliers a proof has."""
    found, todo = 0, [said]
    while todo:
        node = todo.pop()
        if isinstance(node, Mapping):
            found += "multipliers" in node
            todo += (part for key, part in node.items() if key != "multipliers")
        elif isinstance(node, list):
            todo += node
    return found


def names_of(program: Program, said: Json) -> VariableNames:
    """Return names of columns and rows: their number, and what they are about."""
    about = {j: cell[:4] for j, cell in enumerate(said["exact"]["cells"])}
    about |= {j: [name] for name, j in said["exact"]["totals"].items()}
    columns = [_name(f"x{j}", about.get(j, ())) for j in range(program.columns)]
    rows = [f"row{i}" for i in range(program.rows)]
    for group in program.row_groups:
        for i in range(group.start, min(group.stop, program.rows)):
            key = group.keys[i - group.start] if i - group.start < len(group.keys) else ()
            rows[i] = _name(f"row{i}", [group.label, *key])
    return VariableNames(columns, rows)


def _name(number: str, about: list[str] | tuple[str, ...]) -> str:
    """Return a name that no space and no mark of a line divides."""
    words = ("_".join(str(word).split()) for word in about if word)
    shown = "/".join("".join(c if c.isprintable() else "_" for c in word) for word in words)
    return f"{number}:{shown}" if shown else number


def _comments(program: Program, said: Json, place: int) -> Iterator[str]:
    """Yield what stands above a file for whoever opens it."""
    lines = [Words(f"optalloc {__version__}，VIPR 1.1", f"optalloc {__version__}, VIPR 1.1")]
    if place < 0:
        lines.append(Words("证明：没有方案。", "Proves that there is no plan."))
    else:
        lines += _about_goal(program, said, place)
    lines += [
        Words(
            "x…：证书的各列，整数步；one 恒为 1；row…：证书的各行约束；lower…、upper…：各列的界。",
            "x…: the certificate's columns, in whole steps; one is 1; row…: its rows; lower…, "
            "upper…: bounds of columns.",
        ),
        Words(
            f"证书的 program：{said['program']}", f"program of the certificate: {said['program']}"
        ),
    ]
    yield from (line for words in lines for line in (words.zh, words.en))


def _about_goal(program: Program, said: Json, place: int) -> list[Words]:
    goal, many = program.goals[place], len(program.goals)
    label, measured = " ".join(goal.label.split()), MEASURED[goal.measure]
    lines = [
        Words(
            f"目标 {place + 1}（共 {many} 个）“{label}”，求最小；单位：{measured.zh}。",
            f"Goal {place + 1} of {many}, “{label}”, minimised; in {measured.en}.",
        ),
        Words(
            "y…、w…：一列的费用（w 按整步计），在 line… 各线之上；z…：最差一级，在 level… 各级"
            "之上。只列证明用到的线：费用只会少算，界不会多算。",
            "y…, w…: the cost of a column (w in whole steps), above the lines line…; z…: the worst "
            "level, above level…. Only lines that the proof uses: costs may be too low, bounds are "
            "not too high.",
        ),
    ]
    if place:
        lines.append(
            Words(
                "limit…、level…：前面的目标不比已证明的值差。",
                "limit…, level…: the goals before are no worse than proven.",
            )
        )
    if isinstance(goal, Leximin):
        lines.append(
            Words(
                "只证明最差一级；它以下各级不在这个文件里。",
                "Proves the worst level alone; those below it are not in this file.",
            )
        )
    return lines


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
