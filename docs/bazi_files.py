"""Files of BAZI, the apportionment program of the University of Augsburg, as answer keys.

    =METHOD=          DivStd, DivAbr, DivAuf, DivGeo, DivHar or HaQgrR
    =DISTRICTOPTION=  separate, biprop, or NZZ: biprop with votes counted by voters, v / seats
    =DISTRICT=, =SEATS=, =DATA=   once, or for each district: a line a party, name, votes, seats

The words may be German. The third column, which BAZI carries along unread, holds the seats as they
were published; they are compared with what our methods give. Source: S. Maier and F. Pukelsheim,
Bazi: A Free Computer Program for Proportional Representation Apportionment (Augsburg 2007).
"""

import shlex
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from optalloc.problem.baselines import seats_method
from optalloc.problem.baselines.biproportional import biproportional

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "data" / "bazi"
METHODS = {
    "DivStd": "webster",
    "DivAbr": "jefferson",
    "DivAuf": "adams",
    "DivGeo": "hill",
    "DivHar": "dean",
    "HaQgrR": "largest_remainder",
}
GERMAN = {
    "TITEL": "TITLE",
    "METHODE": "METHOD",
    "EINGABE": "INPUT",
    "AUSGABE": "OUTPUT",
    "DISTRIKTOPTION": "DISTRICTOPTION",
    "DISTRIKT": "DISTRICT",
    "MANDATE": "SEATS",
    "DATEN": "DATA",
    "ENDE": "END",
}


@dataclass(frozen=True)
class District:
    """Votes and published seats of one district, by party."""

    name: str
    seats: int
    votes: dict[str, int]
    published: dict[str, int]


@dataclass(frozen=True)
class BaziFile:
    """A file as it was read.

    Attributes:
        says: What stands behind each word that comes once.
        districts: One, or each of them.
    """

    says: dict[str, str]
    districts: tuple[District, ...]

    @property
    def method(self) -> str:
        """Our word for its method."""
        return METHODS[self.says["METHOD"]]

    @property
    def option(self) -> str:
        """How districts go together: separate, biprop or nzz."""
        return self.says.get("DISTRICTOPTION", "separate").lower()


def read_bazi(path: Path) -> BaziFile:
    """Read a file.

    Raises:
        ValueError: When a word is none of BAZI's, or a line of data is none.
        KeyError: When its method is none of ours.
    """
    says: dict[str, str] = {}
    districts: list[District] = []
    word, name, seats = "", "", 0
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("="):
            _, word, rest = (part.strip() for part in line.split("=", 2))
            word = GERMAN.get(word.upper(), word.upper())
            if word == "END":
                break
            if word == "DISTRICT":
                name = rest.strip("\"'")
            elif word == "SEATS":
                seats = int(rest)
            elif word == "DATA":
                districts.append(District(name, seats, {}, {}))
            elif word in ("TITLE", "METHOD", "INPUT", "OUTPUT", "DISTRICTOPTION", "INFO"):
                says[word] = rest
            else:
                raise ValueError(line)
        elif word == "DATA" and line.strip():
            party, votes, published = shlex.split(line)
            districts[-1].votes[party] = int(votes)
            districts[-1].published[party] = int(published)
        elif word == "INFO":
            says["INFO"] = f"{says['INFO']} {line}".strip()
    found = BaziFile(says, tuple(districts))
    assert found.method
    return found


def apportioned(file: BaziFile) -> list[dict[str, int]]:
    """Return the seats that our methods give, district by district."""
    method = seats_method(file.method)
    if file.option in ("separate", "separat"):
        return [
            dict(zip(d.votes, method.apportion(_exact(d.votes.values()), d.seats), strict=True))
            for d in file.districts
        ]
    parties = list(dict.fromkeys(party for d in file.districts for party in d.votes))
    weights = [[Fraction(d.votes.get(p, 0)) for d in file.districts] for p in parties]
    sizes = [d.seats for d in file.districts]
    voters = [
        sum(v / (m if file.option == "nzz" else 1) for v, m in zip(own, sizes, strict=True))
        for own in weights
    ]
    # The upper apportionment, to parties; then the lower, to parties and districts at once.
    upper = method.apportion([Fraction(v) for v in voters], sum(sizes))
    lower = biproportional(weights, upper, sizes)
    assert lower.is_proven(weights) and not lower.ties
    return [dict(zip(parties, column, strict=True)) for column in zip(*lower.cells, strict=True)]


def _exact(votes: object) -> list[Fraction]:
    return [Fraction(v) for v in votes]  # type: ignore[attr-defined]


ABOUT = """
## Files of BAZI

Data in the format of [BAZI](https://www.math.uni-augsburg.de/htdocs/emeriti/pukelsheim/bazi/), the
apportionment program of the University of Augsburg, with the published seats in the third column:
`tests/data/bazi/`, read by `docs/bazi_files.py`. Divisor methods and the two-way apportionment,
with the upper one before it, are computed from the votes; every seat is the published one.

| file | what | method | districts | seats | source |
|---|---|---|---|---|---|"""


def section() -> str:
    """Return the section of the answer key, a line a file; only those that agree are listed.

    Raises:
        AssertionError: When a file's seats are not the published ones.
    """
    lines = [ABOUT]
    for path in sorted(FOLDER.glob("*.bazi")):
        file = read_bazi(path)
        assert apportioned(file) == [d.published for d in file.districts], path.name
        says = file.says
        option = "" if len(file.districts) == 1 else f", {says['DISTRICTOPTION']}"
        counts = len(file.districts), sum(d.seats for d in file.districts)
        lines.append(
            f"| {path.name} | {says['TITLE']} | {says['METHOD']}{option} ({file.method})"
            f" | {counts[0]} | {counts[1]} | {says['INFO']} |"
        )
    return "\n".join(lines)
