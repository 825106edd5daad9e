"""How a certificate is written down: exact figures as texts, one way to write each, and its digest.

The digest covers everything else in the file, so that no mark of it can change unseen; of the way
to the scenario its last part, so that a certificate has one digest wherever it stands. It is no
signature: who changes the file can compute it anew, and must then pass the arithmetic.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optalloc.core.message import Words
from optalloc.core.whole_numbers import is_unlimited
from optalloc.solver.program.program import Leximin, Program, Stage, Whole, Worst

FORM = "optalloc certificate 3"
FORM_OF_A_PLACE = "optalloc certificate 2"
"""The form before: its digest covers the whole way to the scenario. It is still read."""
NAMES_OR_PLACES = ("files", "point", "columns", "witness", "money", "totals")
"""Objects of which the keys are names or numbers of columns."""
KINDS = tuple(
    frozenset(words.split())
    for words in (
        "form version engine scenario settings files program audit by_totals stopped infeasible"
        " conflict plan point columns goals shown exact digest",
        "goal value proven bound tolerance in_plan witness proof",
        "unit goals",
        "money step totals cells columns rules rows goals contradictions",
        "label measure tolerance kind constant costs",
        "label measure tolerance kind best levels",
        "value lower root tree",
        "value level missing nothing",
        "worst rounds",
        "stage top",
        "because multipliers limits",
        "narrowed inner",
        "sums cut",
        "column at below above",
    )
)
"""The entries of each object that a certificate has, the whole of it first."""
FORM_WITHOUT_ROWS = "optalloc certificate 1"
DIGEST = "digest"
_FIGURE = re.compile(r"-?[0-9]{1,4000}(/[1-9][0-9]{0,3999})?")


class Unreadable(Exception):
    """A file that is not written as a certificate is."""


class Broken(Exception):
    """A certificate that says what does not hold."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


def unknown_entries(said: Mapping[str, Any]) -> Iterator[str]:
    """Yield the entries, however deep, that no object of their kind has, as `goals.1.proof.note`.

    Nothing is called again: a proof may be as deep as a file is long.
    """
    todo: list[tuple[str, str, object]] = [("", "", said)]
    while todo:
        path, key, part = todo.pop()
        if isinstance(part, list):
            inner = enumerate(part, 1)
            todo += [(f"{path}{i}.", "", one) for i, one in inner if isinstance(one, dict | list)]
        elif isinstance(part, dict):
            is_free = key in NAMES_OR_PLACES
            kind = part.keys() if is_free else max(KINDS, key=lambda of: len(of & part.keys()))
            yield from (f"{path}{word}" for word in part if word not in kind)
            todo += [(f"{path}{word}.", word, part[word]) for word in part if word in kind]


def digest_of(said: Mapping[str, Any]) -> str:
    """Return the SHA-256 of everything in a certificate but its digest and where it stands."""
    rest = {key: value for key, value in said.items() if key != DIGEST}
    if said.get("form") != FORM_OF_A_PLACE and "scenario" in rest:
        rest["scenario"] = said["scenario"].rpartition("/")[2]
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def text_of(said: Mapping[str, Any]) -> str:
    """Return a certificate as text, one entry a line; entries of one line are written tight."""
    lines = [
        f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False, separators=(',', ':'))}"
        for key, value in said.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def figure(value: Fraction | int) -> str:
    """Return an exact figure as `7` or `-22/7`."""
    return str(Fraction(value))


def read_figure(text: object) -> Fraction:
    """Return the figure of a text.

    Raises:
        Unreadable: When it is not written as `figure` writes it.
    """
    if not isinstance(text, str) or not _FIGURE.fullmatch(text):
        raise Unreadable
    value = Fraction(text)
    if str(value) != text:
        raise Unreadable
    return value


def read_whole(value: object) -> int:
    """Return a whole number of at most 18 digits.

    Raises:
        Unreadable: When it is none.
    """
    if type(value) is not int or abs(value) >= 10**18:
        raise Unreadable
    return value


def entry(said: object, key: str, kind: type | tuple[type, ...]) -> Any:
    """Return an entry of an object, of one type.

    Raises:
        Unreadable: When it is not there, or of another type.
    """
    if not isinstance(said, dict) or key not in said:
        raise Unreadable
    value = said[key]
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise Unreadable
    return value


if TYPE_CHECKING:
    from optalloc.pipeline.solved import Inputs


def file_digests(inputs: "Inputs") -> dict[str, str]:
    """Return the SHA-256 of every file as it was read, by its path as the scenario sees it."""
    folder = inputs.scenario.parent
    named = {beside(path, folder): digest for path, digest in inputs.digests.items()}
    return dict(sorted(named.items()))


def beside(path: Path, folder: Path) -> str:
    """Return how to get to a file from a folder; the whole path where there is no way."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive
        return path.as_posix()


def program_digest(program: Program) -> str:
    """Return the SHA-256 of a program: its bounds, its rows, its goals."""
    taken = sha256()
    for part in (
        *(program.lower, program.upper, program.start, program.column, program.coefficient),
        *(program.low, program.high, program.ties.totals, program.ties.cells),
    ):
        taken.update(_bytes(part) + b"|")
    for goal in program.goals:
        for text in _goal_texts(goal):
            taken.update(text.encode() + b"|")
    for words in program.contradictions:
        taken.update(words.zh.encode() + b"|")
    return taken.hexdigest()


def _bytes(numbers: Whole) -> bytes:
    """Return whole numbers as bytes: of 64 bits, or as text where one of them is longer."""
    if is_unlimited(numbers):
        return " ".join(map(str, numbers.tolist())).encode()
    return numbers.astype("<i8").tobytes()


def _goal_texts(goal: Stage | Worst) -> Iterable[str]:
    """Yield what a goal is: its costs as they are near their cheapest steps, or its levels."""
    yield f"{type(goal).__name__} {goal.label} {goal.measure} {goal.tolerance}"
    if isinstance(goal, Worst):
        yield f"{'leximin' if isinstance(goal, Leximin) else 'worst'} {goal.best}"
        for i, j in enumerate(goal.columns):
            yield f"{j} {goal.level(i, 0)} {goal.level(i, 1)}"
        return
    yield str(goal.constant)
    for j, c in sorted(goal.linear.items()):
        yield f"{j} {Fraction(c)}"
    for j, f in sorted(goal.convex.items()):
        k = f.kink()
        slopes = (str(Fraction(f.slope(i))) for i in (k - 1, k, k + 1))
        yield f"{j} {k} {' '.join(slopes)}"
