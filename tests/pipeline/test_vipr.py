"""`proof.vipr`: files verify, state what their certificate does, and are refused if changed."""

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random

import pytest

import kept_plans
from mutations import Json, drawn_file
from office import Office
from optalloc.core.solve_options import HIGHS
from optalloc.pipeline.certificate.vipr import files, vipr_files
from optalloc.pipeline.certificate.vipr.derivations import Derivations, End
from optalloc.pipeline.certificate.vipr.files import digits
from optalloc.pipeline.certificate.write import certificate_of
from optalloc.pipeline.solve import solve
from vipr_checker import Refused, check
from vipr_statement import check_statement, place_of

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
LIBRARY = sorted(SCENARIOS.rglob("*.yaml"))
OWN_CHECKER = os.environ.get("VIPRCHK")
"""The format's own checker, where one is built: its word is asked too."""
LEXIMIN = "goals={evenness: {depth: leximin}}"

# The example of the specification, put together from the pieces that stand there.
EXAMPLE = """% a comment
VER 1.1
VAR 2
x y
INT 2
0 1
OBJ min
2  0 1  1 1
CON 2 0
C1 G 1  2  0 4  1 1
C2 L 2  2  0 4  1 -1
RTP range 1 1
SOL 2
feas 2  0 1  1 2
opt 1  1 1
DER 4
C3 G -1/2  1  1 1   { lin 2  0 1/2  1 -1/2 } 3
C4 G 0     1  1 1   { rnd 1  2 1 } 4
C5 G 1/4   OBJ     { lin 2  0 1/4  3 3/4 } 5
C6 G 1     OBJ     { rnd 1  4 1 } 0
"""
BRANCHES = """VER 1.0
VAR 2
x y
INT 2 0 1
OBJ min 0
CON 3 0
A G 1 2 0 2 1 1
B G 0 2 0 -2 1 3
C L 2 2 0 -1 1 4
RTP infeas
SOL 0
DER 5
D L 0 1 1 1 { asm } 7
E G 1 1 1 1 { asm } 7
F G 1 0 { lin 3 0 1 1 1 3 -4 } 7
G G 1 0 { lin 3 1 1 2 -2 4 5 } 7
H G 1 0 { uns 5 3 6 4 } -1
"""


@cache
def proofs(name: str, *settings: str) -> tuple[Json, dict[str, str]]:
    """Return the certificate of a scenario of the library, and its files."""
    (path,) = SCENARIOS.rglob(f"{name}.yaml")
    solved = solve(path, list(settings), HIGHS)
    said: Json = json.loads(json.dumps(certificate_of(solved, path.parent)))
    made = vipr_files(solved.program, said)
    assert not made.left_out
    return said, made.texts


def why_not(text: str, said: Json, name: str) -> str | None:
    """Return why a file is refused as a proof of what a certificate says; None where it is one."""
    try:
        check_statement(check(text), said, -1 if said["plan"] is None else place_of(name))
    except (Refused, LookupError) as why:
        return repr(why)
    return None


def test_the_examples_of_the_specification_verify() -> None:
    told = check(EXAMPLE)
    assert (told.low, told.high) == (1, 1)
    assert check(BRANCHES).is_infeasible
    assert (
        check(
            EXAMPLE.replace("range 1 1", "range 1 inf")
            .replace("SOL 2", "SOL 0")
            .replace("feas 2  0 1  1 2\nopt 1  1 1\n", "")
        ).high
        is None
    )


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("{ lin 2  0 1/2  1 -1/2 }", "{ lin 2  0 1/2  1 1/2 }", "both signs"),
        ("0 1/4  3 3/4", "0 1/4  3 1/2", "does not follow"),
        ("C5 G 1/4", "C5 G 1/3", "does not follow"),
        ("{ rnd 1  4 1 } 0", "{ rnd 1  4 1/2 } 0", "cannot be rounded"),
        ("INT 2\n0 1", "INT 1\n0", "cannot be rounded"),
        ("{ rnd 1  2 1 } 4", "{ rnd 1  2 1 } 3", "after its last use"),
        ("range 1 1", "range 2 2", "a proof of something else"),
        ("range 1 1", "range 1 1/2", "as good as stated"),
        ("feas 2  0 1  1 2", "feas 2  0 1  1 1", "breaks C2"),
        ("feas 2  0 1  1 2", "feas 2  0 1/2  1 2", "part of a whole variable"),
        ("opt 1  1 1", "opt 1  1 3", "as good as stated"),
        ("OBJ min\n2  0 1  1 1", "OBJ min\n2  0 1  1 2", "as good as stated"),
        ("rnd 1  4 1", "rnd 1  6 1", "out of range"),
        ("rnd 1  4 1", "rnd 2  4 1 4 1", "twice"),
        ("C6 G", "C5 G", "comes twice"),
        ("DER 4", "DER 5", "cut off"),
        ("DER 4", "DER 3", "behind the proof"),
        ("C5 G 1/4   OBJ", "C5 G 1/0   OBJ", "over 0"),
        ("{ rnd 1  4 1 } 0", "{ sol } 0", "sol"),
        ("lin 2  0 1/2", "lin weak { 0 } 2  0 1/2", "no number"),
        ("VER 1.1", "VER 1.2", "1.2"),
    ],
)
def test_the_example_of_the_specification_is_refused_if_damaged(
    old: str, new: str, why: str
) -> None:
    assert old in EXAMPLE
    with pytest.raises(Refused, match=re.escape(why)):
        check(EXAMPLE.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("E G 1 1 1 1", "E G 2 1 1 1", "between them"),
        ("E G 1 1 1 1", "E G 1 1 1 2", "does not follow"),
        ("uns 5 3 6 4", "uns 5 3 5 4", "rests on an assumption"),
        ("uns 5 3 6 4", "uns 5 4 6 3", "rests on an assumption"),
        ("uns 5 3 6 4", "uns 5 3 6 3", "between them"),
        ("uns 5 3 6 4", "lin 1 5 1", "rests on an assumption"),
        ("INT 2 0 1", "INT 1 0", "between them"),
        ("H G 1 0", "H G 0 0", "something else"),
    ],
)
def test_a_proof_by_branches_is_refused_if_damaged(old: str, new: str, why: str) -> None:
    assert old in BRANCHES
    with pytest.raises(Refused, match=re.escape(why)):
        check(BRANCHES.replace(old, new))


@pytest.mark.slow
@pytest.mark.parametrize("path", LIBRARY, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_every_proof_of_the_library_verifies(path: Path, tmp_path: Path) -> None:
    said = kept_plans.certificate(path)
    made = vipr_files(kept_plans.solved(path, solver="highs").program, said)
    assert not made.left_out
    assert len(made.texts) == max(1, len(said["goals"]))
    for name, text in made.texts.items():
        told = check(text)
        check_statement(told, said, -1 if said["plan"] is None else place_of(name))
        assert told.is_infeasible or told.low == told.high
        if OWN_CHECKER is not None:
            file = tmp_path / name
            file.write_text(text, encoding="utf-8")
            done = subprocess.run([OWN_CHECKER, str(file)], capture_output=True, text=True)
            assert done.returncode == 0 and "uccessfully verified" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 16, 20, 82, 128])
@pytest.mark.parametrize("settings", [(), (LEXIMIN,)])
def test_drawn_proofs_verify(seed: int, settings: tuple[str, ...], tmp_path: Path) -> None:
    solved = solve(drawn_file(seed, tmp_path), list(settings), HIGHS)
    said = json.loads(json.dumps(certificate_of(solved, tmp_path)))
    made = vipr_files(solved.program, said)
    assert made.texts
    assert all(why_not(text, said, name) is None for name, text in made.texts.items())


# --- changes of a file -------------------------------------------------------------------------

Change = Callable[[list[list[str]], Random], bool]
"""Changes one thing of a file, given as words by line; returns whether it found one."""


def section(lines: list[list[str]], first: str, last: str | None) -> range:
    """Return the places of the lines of a section."""
    heads = [words[0] if words else "" for words in lines]
    return range(heads.index(first) + 1, len(lines) if last is None else heads.index(last))


def other(word: str, draw: Random) -> str:
    """Return another figure."""
    by = draw.choice([Fraction(1), Fraction(-1), Fraction(1, 7), Fraction(10**9)])
    return digits(Fraction(word) + by)


def one_figure(at: Callable[[list[str]], list[int]], first: str, last: str | None) -> Change:
    """Return a change of one figure of a section."""

    def change(lines: list[list[str]], draw: Random) -> bool:
        places = [(i, j) for i in section(lines, first, last) for j in at(lines[i])]
        if not places:
            return False
        i, j = draw.choice(places)
        lines[i][j] = other(lines[i][j], draw)
        return True

    return change


def of_constraint(*prefixes: str) -> Callable[[list[str]], list[int]]:
    """Return where a line of some constraints has figures: its side, and its coefficients."""

    def at(words: list[str]) -> list[int]:
        if not words[0].startswith(prefixes):
            return []
        return [2, *range(5, len(words), 2)]

    return at


def multipliers(words: list[str]) -> list[int]:
    if "lin" not in words and "rnd" not in words:
        return []
    start = words.index("{")
    return [*range(start + 4, words.index("}"), 2)]


def stronger(lines: list[list[str]], draw: Random) -> bool:
    """State more than follows: not where a falsehood is stated, from which everything follows."""
    places = [i for i in section(lines, "DER", None) if "asm" not in lines[i]]
    places = [i for i in places if lines[i][3] != "0"]
    if not places:
        return False
    words = lines[draw.choice(places)]
    # Joined proofs may both show some more than what is stated of both.
    by = Fraction(10**12) if "uns" in words else Fraction(1, draw.choice([1, 1000, 10**12]))
    words[2] = digits(Fraction(words[2]) + (by if words[1] == "G" else -by))
    return True


def branch(lines: list[list[str]], draw: Random) -> bool:
    """Cut elsewhere on one side, or join other proofs."""
    places = [i for i in section(lines, "DER", None) if {"asm", "uns"} & {*lines[i]}]
    if not places:
        return False
    words = lines[draw.choice(places)]
    if "asm" in words:
        words[2] = str(int(words[2]) + draw.choice([-2, -1, 1, 2]))
    else:
        start = words.index("uns")
        words[start + 2], words[start + 4] = words[start + 4], words[start + 2]
    return True


def another_row(lines: list[list[str]], draw: Random) -> bool:
    """Lean a sum on another constraint."""
    places = [i for i in section(lines, "DER", None) if {"lin", "rnd"} & {*lines[i]}]
    i = draw.choice(places)
    words, start = lines[i], lines[i].index("{")
    if int(words[start + 2]) == 0:
        return False
    at = draw.randrange(start + 3, words.index("}"), 2)
    used = {int(words[j]) for j in range(start + 3, words.index("}"), 2)}
    free = [k for k in range(20) if k not in used]
    words[at] = str(draw.choice(free))
    return True


KINDS: dict[str, Change] = {
    "a multiplier": one_figure(multipliers, "DER", None),
    "a row": one_figure(of_constraint("row"), "CON", "RTP"),
    "a bound": one_figure(of_constraint("lower", "upper", "one"), "CON", "RTP"),
    "a line, a level or a limit": one_figure(
        of_constraint("line", "level", "limit", "best"), "CON", "RTP"
    ),
    "the objective": one_figure(lambda words: [*range(2, len(words), 2)], "OBJ", "CON"),
    "a branch": branch,
    "a row that a sum leans on": another_row,
    "a derived right-hand side": stronger,
    "a value of the solution": one_figure(lambda words: [*range(3, len(words), 2)], "SOL", "DER"),
    "the range": lambda lines, draw: of_range(lines, draw),
}
CHANGED = (
    ("meilan-2023/two-towns", ()),
    ("six-factors/plan", ()),
    ("house-1832/adams", ()),
    ("council-projects/plan", ()),
    ("knapsack/p02", ()),
    ("knapsack/p06", ()),
    ("rolling-3-years/plan", ()),
    ("firm-rules/plan", ()),
    ("blended-goals/plan", ()),
    ("first-money/plan", ()),
)


def of_range(lines: list[list[str]], draw: Random) -> bool:
    (words,) = (words for words in lines if words and words[0] == "RTP")
    if words[1] == "infeas":
        words[1:] = ["range", "0", "0"]
        return True
    at = draw.choice([2, 3])
    words[at] = other(words[at], draw)
    return True


def changed(kind: str, many: int) -> Iterator[tuple[Json, str, str]]:
    """Yield changed files of a kind, from one proof after another, each with its certificate."""
    draw, found, tries = Random(kind), 0, 0
    there = [
        (said, *one)
        for name, s in CHANGED
        for said, texts in [proofs(name, *s)]
        for one in texts.items()
    ]
    while found < many:
        said, name, text = there[tries % len(there)]
        tries += 1
        lines = [line.split() for line in text.splitlines() if not line.startswith("%")]
        if KINDS[kind](lines, draw):
            found += 1
            yield said, name, "\n".join(map(" ".join, lines)) + "\n"


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_hundred_changes_of_a_kind_are_refused(kind: str) -> None:
    for said, name, text in changed(kind, 100):
        assert why_not(text, said, name) is not None, (said["scenario"], name)


# --- the files of a plan's folder ---------------------------------------------------------------


def test_a_folder_holds_a_proof_for_each_goal_and_none_of_an_earlier_run(office: Office) -> None:
    six = str(SCENARIOS / "six-factors" / "plan.yaml")
    assert office.run("solve", six, "--out", "out").code == 0
    there = office.there()
    assert {"out/proof.vipr", "out/proof-2.vipr"} <= there.keys()
    said = json.loads(there["out/certificate.json"])
    for name in ("proof.vipr", "proof-2.vipr"):
        assert why_not(there[f"out/{name}"].decode(), said, name) is None
    assert office.run("solve", "scenario.yaml", "--out", "out").code == 0
    assert "out/proof-2.vipr" not in office.there()


def test_a_proof_that_is_large_is_written_when_it_is_asked_for(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST_BY_ITSELF", 10)
    assert office.run("solve", "scenario.yaml", "--out", "out").code == 0
    assert "out/proof.vipr" not in office.there()
    log = office.there()["out/solver.log"].decode()
    assert "没有 proof.vipr：证明很大，不自动写出：solve --vipr 会写出" in log
    assert office.run("solve", "scenario.yaml", "--out", "out", "--vipr").code == 0
    assert "out/proof.vipr" in office.there()


def test_the_proof_of_levels_says_that_it_stops_at_the_worst(office: Office) -> None:
    setting = "goals={evenness: {depth: leximin}, closest_to_target: {distance: absolute}}"
    said = office.run("solve", "scenario.yaml", "--out", "out", "--set", setting)
    assert said.code == 0, said.err
    there = office.there()
    assert "只证明最差一级" in there["out/proof.vipr"].decode()
    assert "out/proof-2.vipr" not in there
    assert "没有 proof-2.vipr：它在逐级比较（leximin）之后" in there["out/solver.log"].decode()


def test_a_figure_of_any_length_is_written_in_digits() -> None:
    long = 10**9000 + 7
    assert digits(-long) == "-1" + "0" * 8999 + "7"
    assert digits(Fraction(1, long)) == "1/1" + "0" * 8999 + "7"


def test_an_equation_is_made_an_inequality_before_it_is_rounded() -> None:
    derivations = Derivations()
    row = derivations.given("row", "E", 5, {0: 2})
    half = Fraction(1, 2)
    ends = [
        End(2, made_of=lambda: [(half, row)], sense="L", is_rounded=True),
        End(3, made_of=lambda: [(half, row)], sense="G", is_rounded=True),
    ]
    made = [derivations.constraints[derivations.place_of(end)] for end in ends]
    assert [(one.sense, one.rhs, one.rule) for one in made] == [("L", 2, "rnd"), ("G", 3, "rnd")]
    of = [derivations.constraints[one.of[0][0]] for one in made]
    assert [(one.sense, one.rhs, one.rule) for one in of] == [
        ("L", Fraction(5, 2), "lin"),
        ("G", Fraction(5, 2), "lin"),
    ]
