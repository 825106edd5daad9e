"""Check a VIPR file with nothing but Python:  python tests/vipr_checker.py FILE…

Written from the format's specification (cert_spec_v1_1.md of github.com/scipopt/vipr), and knowing
nothing of what writes such files. `lin weak`, `lin incomplete`, which are for proofs to be filled
in, and `sol`, of which the specification says nothing, are refused.
"""

import re
import sys
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import NamedTuple

sys.set_int_max_str_digits(0)
VALUE = re.compile(r"[+-]?([0-9]+(/[0-9]+)?|[0-9]*\.[0-9]+|[0-9]+\.)")
INDEX = re.compile(r"-?[0-9]+")
SENSES = {"E": 0, "L": -1, "G": 1}
Terms = dict[int, Fraction]


class Refused(Exception):
    """A file that does not prove what it says, or is none."""


def need(holds: bool, words: str) -> None:
    if not holds:
        raise Refused(words)


class Constraint(NamedTuple):
    name: str
    sense: int
    rhs: Fraction
    terms: Terms
    assumptions: frozenset[int] = frozenset()
    until: int = -1

    @property
    def is_false(self) -> bool:
        if self.terms:
            return False
        return {1: self.rhs > 0, -1: self.rhs < 0, 0: self.rhs != 0}[self.sense]

    def dominates(self, other: "Constraint") -> bool:
        if self.is_false:
            return True
        if self.terms != other.terms:
            return False
        if other.sense == 0:
            return self.sense == 0 and self.rhs == other.rhs
        if self.sense not in (0, other.sense):
            return False
        return self.rhs >= other.rhs if other.sense == 1 else self.rhs <= other.rhs


class Problem(NamedTuple):
    """What a file states, before it proves it."""

    names: list[str]
    whole: frozenset[int]
    is_least: bool
    objective: Terms
    bounds: int
    constraints: list[Constraint]
    is_infeasible: bool
    low: Fraction | None
    high: Fraction | None
    solutions: list[Terms]


class Words:
    """The words of a file, one after another."""

    def __init__(self, text: str) -> None:
        lines = text.split("\n")
        while lines and (not lines[0].strip() or lines[0].startswith("%")):
            lines.pop(0)
        self.words, self.at = " ".join(lines).split(), 0

    def next(self) -> str:
        need(self.at < len(self.words), "a file that is cut off")
        self.at += 1
        return self.words[self.at - 1]

    def expect(self, *words: str) -> str:
        word = self.next()
        need(word in words, f"{word} where {' or '.join(words)} is due")
        return word

    def value(self, word: str | None = None) -> Fraction:
        word = self.next() if word is None else word
        need(VALUE.fullmatch(word) is not None, f"{word} is no value")
        try:
            return Fraction(word)
        except ZeroDivisionError:
            raise Refused("a fraction over 0") from None

    def index(self, below: int | None = None, least: int = 0) -> int:
        word = self.next()
        need(INDEX.fullmatch(word) is not None, f"{word} is no index")
        need(int(word) >= least and (below is None or int(word) < below), f"{word} is out of range")
        return int(word)

    def terms(self, below: int, first: str | None = None) -> Terms:
        count = self.next() if first is None else first
        need(INDEX.fullmatch(count) is not None and int(count) >= 0, f"{count} is no number")
        found: Terms = {}
        for _ in range(int(count)):
            at = self.index(below)
            need(at not in found, f"index {at} comes twice")
            found[at] = self.value()
        return {at: value for at, value in found.items() if value}


def read_constraint(words: Words, variables: int, objective: Terms) -> Constraint:
    name, sense, rhs, first = (
        words.next(),
        SENSES[words.expect(*SENSES)],
        words.value(),
        words.next(),
    )
    terms = dict(objective) if first == "OBJ" else words.terms(variables, first)
    return Constraint(name, sense, rhs, terms)


def read_problem(words: Words) -> Problem:
    words.expect("VER")
    words.expect("1.0", "1.1")
    words.expect("VAR")
    names = [words.next() for _ in range(words.index())]
    need(len({*names}) == len(names), "a variable's name comes twice")
    words.expect("INT")
    listed = [words.index(len(names)) for _ in range(words.index())]
    need(len({*listed}) == len(listed), "a whole variable comes twice")
    words.expect("OBJ")
    is_least = words.expect("min", "max") == "min"
    objective = words.terms(len(names))
    words.expect("CON")
    many, bounds = words.index(), words.index()
    constraints = [read_constraint(words, len(names), objective) for _ in range(many)]
    need(bounds <= many, "more bounds than constraints")
    need(all(len(one.terms) <= 1 for one in constraints[:bounds]), "a bound of two variables")
    words.expect("RTP")
    is_infeasible = words.expect("infeas", "range") == "infeas"
    ends = [None, None] if is_infeasible else [words.next(), words.next()]
    low = None if ends[0] in (None, "-inf") else words.value(ends[0])
    high = None if ends[1] in (None, "inf") else words.value(ends[1])
    words.expect("SOL")
    solutions = []
    for _ in range(words.index()):
        words.next()
        solutions.append(words.terms(len(names)))
    whole = frozenset(listed)
    rest = (is_infeasible, low, high, solutions)
    return Problem(names, whole, is_least, objective, bounds, constraints, *rest)


def total(terms: Terms, at: Terms) -> Fraction:
    return sum((c * at.get(variable, 0) for variable, c in terms.items()), Fraction(0))


def check_solutions(problem: Problem) -> None:
    for x in problem.solutions:
        whole = (value for variable, value in x.items() if variable in problem.whole)
        need(all(value.denominator == 1 for value in whole), "a part of a whole variable")
        for one in problem.constraints:
            found = total(one.terms, x)
            holds = {0: found == one.rhs, 1: found >= one.rhs, -1: found <= one.rhs}[one.sense]
            need(holds, f"a solution breaks {one.name}")
    if problem.is_infeasible:
        return need(not problem.solutions, "a solution of what has none")
    found = [total(problem.objective, x) for x in problem.solutions]
    if problem.is_least and problem.high is not None:
        need(any(value <= problem.high for value in found), "no solution is as good as stated")
    if not problem.is_least and problem.low is not None:
        need(any(value >= problem.low for value in found), "no solution is as good as stated")
    return None


class Proof:
    def __init__(self, problem: Problem) -> None:
        self.problem, self.known = problem, [*problem.constraints]

    def used(self, at: int) -> Constraint:
        one, now = self.known[at], len(self.known)
        need(one.until < 0 or now <= one.until, f"{one.name} is used after its last use")
        return one

    def combined(self, parts: Terms) -> Constraint:
        signs, terms, rhs, assumptions = set(), Terms(), Fraction(0), frozenset[int]()
        for at, by in parts.items():
            one = self.used(at)
            if one.sense:
                signs.add(one.sense * (1 if by > 0 else -1))
            rhs += by * one.rhs
            assumptions |= one.assumptions
            for variable, c in one.terms.items():
                terms[variable] = terms.get(variable, Fraction(0)) + by * c
        need(len(signs) < 2, "multipliers of both signs")
        held = {variable: c for variable, c in terms.items() if c}
        return Constraint("", signs.pop() if signs else 0, rhs, held, assumptions)

    def is_whole(self, terms: Terms) -> bool:
        whole = self.problem.whole
        return all(v in whole and c.denominator == 1 for v, c in terms.items())

    def rounded(self, one: Constraint) -> Constraint:
        need(self.is_whole(one.terms) and one.sense != 0, "a sum that cannot be rounded")
        return one._replace(rhs=Fraction(ceil(one.rhs) if one.sense > 0 else floor(one.rhs)))

    def joined(self, stated: Constraint, words: Words) -> frozenset[int]:
        one, its, other, theirs = (words.index(len(self.known)) for _ in range(4))
        need(self.used(one).dominates(stated), "the first side proves something else")
        need(self.used(other).dominates(stated), "the second side proves something else")
        below, above = sorted((self.used(its), self.used(theirs)), key=lambda c: c.sense)
        is_split = (below.sense, above.sense) == (-1, 1) and below.terms == above.terms
        is_split = is_split and self.is_whole(below.terms) and below.rhs.denominator == 1
        need(is_split and above.rhs == below.rhs + 1, "sides that leave something between them")
        return (self.known[one].assumptions - {its}) | (self.known[other].assumptions - {theirs})

    def derive(self, words: Words) -> None:
        stated = read_constraint(words, len(self.problem.names), self.problem.objective)
        words.expect("{")
        rule, now = words.expect("asm", "lin", "rnd", "uns"), len(self.known)
        assumptions = frozenset({now})
        if rule == "uns":
            assumptions = self.joined(stated, words)
        elif rule != "asm":
            made = self.combined(words.terms(now))
            made = self.rounded(made) if rule == "rnd" else made
            need(made.dominates(stated), f"{stated.name} does not follow")
            assumptions = made.assumptions
        words.expect("}")
        until = words.index(least=-1)
        self.known.append(stated._replace(assumptions=assumptions, until=until))


def check(text: str) -> Problem:
    """Return what a file proves.

    Raises:
        Refused: When it does not.
    """
    words = Words(text)
    problem = read_problem(words)
    check_solutions(problem)
    proof = Proof(problem)
    words.expect("DER")
    for _ in range(words.index()):
        proof.derive(words)
    need(words.at == len(words.words), "something behind the proof")
    names = [one.name for one in proof.known]
    need(len({*names}) == len(names), "a constraint's name comes twice")
    bound = problem.low if problem.is_least else problem.high
    if not problem.is_infeasible and bound is None:
        return problem
    need(len(proof.known) > len(problem.constraints), "no proof")
    last = proof.known[-1]
    need(not last.assumptions, "a proof that rests on an assumption")
    sense = 1 if problem.is_least else -1
    aim = Constraint("", 1, Fraction(1), {})
    if bound is not None:
        aim = Constraint("", sense, bound, problem.objective)
    need(last.dominates(aim), "a proof of something else")
    return problem


if __name__ == "__main__":
    for name in sys.argv[1:]:
        try:
            told = check(Path(name).read_text(encoding="utf-8"))
            print(
                f"{name}: verified:", "infeasible" if told.is_infeasible else (told.low, told.high)
            )
        except Refused as why:
            sys.exit(f"{name}: refused: {why}")
