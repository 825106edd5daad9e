"""What a VIPR file states is held against the certificate's figures, whatever the file calls it."""

import json
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from test_vipr import proofs, why_not

from optalloc.core.solve_options import HIGHS
from optalloc.pipeline.certificate.vipr import vipr_files
from optalloc.pipeline.certificate.write import certificate_of
from optalloc.pipeline.solve import solve
from vipr_checker import Constraint, Problem, Refused, check
from vipr_statement import check_statement

TOWNS = ("meilan-2023/two-towns", "proof.vipr")
COUNTED = ("own-words/plan", "proof.vipr")
WORST = ("six-factors/plan", "proof.vipr")
AFTER = ("six-factors/plan", "proof-2.vipr")


def stated(scenario: str, name: str) -> tuple[Problem, dict[str, object], int]:
    said, texts = proofs(scenario)
    return check(texts[name]), said, 0 if name == "proof.vipr" else 1


def changed(problem: Problem, old: str, made: Callable[[Constraint], Constraint]) -> Problem:
    """Return a file that states another thing under a name that begins so."""
    at = next(i for i, one in enumerate(problem.constraints) if one.name.startswith(old))
    constraints = [*problem.constraints]
    constraints[at] = made(constraints[at])
    return problem._replace(constraints=constraints)


def renamed(old: str, new: str) -> Callable[[Problem], Problem]:
    """Return the change of a constraint's name."""
    return lambda problem: changed(
        problem, old, lambda one: one._replace(name=one.name.replace(old, new, 1))
    )


def counted_twice_as_coarse(problem: Problem) -> Problem:
    """Let a column of cost count steps twice as large: its count, its lines, the constant follow.

    A bound that is rounded up to whole counts then says more than is so.
    """
    w = next(at for at, name in enumerate(problem.names) if name.startswith("w"))
    one = problem.names.index("one")
    (x,), step = problem.solutions, problem.objective[w]
    more = step * x.get(w, Fraction(0))

    def coarser(line: Constraint) -> Constraint:
        terms = {**line.terms, w: 2 * step}
        return line._replace(terms=terms, rhs=line.rhs + more)

    for number in [c.name for c in problem.constraints if c.terms.get(w) and c.name[0] == "l"]:
        problem = changed(problem, number, coarser)
    constant = problem.objective.get(one, Fraction(0)) - more
    objective = {**problem.objective, w: 2 * step, one: constant}
    return problem._replace(objective={v: c for v, c in objective.items() if c})


def named_twice(problem: Problem) -> Problem:
    return problem._replace(names=[*problem.names[:-1], problem.names[0]])


def standing_for_a_column(problem: Problem) -> Problem:
    """Let the cost of a column be called what a column of the program is called."""
    at = next(i for i, name in enumerate(problem.names) if name.startswith("y"))
    names = [*problem.names]
    names[0], names[at] = names[at], names[0]
    return problem._replace(names=names)


def whole(start: str) -> Callable[[Problem], Problem]:
    """Return the change that has a variable whole."""

    def made(problem: Problem) -> Problem:
        at = next(i for i, name in enumerate(problem.names) if name.startswith(start))
        return problem._replace(whole=problem.whole | {at})

    return made


def tighter(start: str, by: Fraction) -> Callable[[Problem], Problem]:
    return lambda problem: changed(problem, start, lambda one: one._replace(rhs=one.rhs + by))


Case = tuple[tuple[str, str], Callable[[Problem], Problem], str]
CASES: dict[str, Case] = {
    "a coarser count": (COUNTED, counted_twice_as_coarse, "another step"),
    "a count that is not whole": (
        COUNTED,
        lambda problem: problem._replace(whole=frozenset(range(problem.names.index("one")))),
        "whole or not",
    ),
    "a line of no goal": (TOWNS, renamed("line1_", "line0_"), "of no goal"),
    "a line of a later goal": (TOWNS, renamed("line1_", "line2_"), "of no goal"),
    "a line below 0": (TOWNS, renamed("line1_", "line-1_"), "nothing we know"),
    "a line without a step": (TOWNS, renamed("line1_", "line1"), "nothing we know"),
    "a line of a worst level": (AFTER, renamed("line2_", "line1_"), "another kind of goal"),
    "a level of a sum": (AFTER, renamed("level1_", "level2_"), "another kind of goal"),
    "a level of no goal": (WORST, renamed("level1_", "level0_"), "of no goal"),
    "another best": (WORST, renamed("best", "best2"), "nothing we know"),
    "a cost that is a column": (TOWNS, standing_for_a_column, "a column of the program"),
    "a name twice": (TOWNS, named_twice, "comes twice"),
    "a cost that is whole": (TOWNS, whole("y"), "whole or not"),
    "a worst level that is whole": (WORST, whole("z"), "whole or not"),
    "a level that is higher": (WORST, tighter("level1_", Fraction(1, 10**9)), "another level1_"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "change", "why"), CASES.values(), ids=CASES)
def test_a_file_that_states_another_thing_is_refused(
    file: tuple[str, str], change: Callable[[Problem], Problem], why: str
) -> None:
    problem, said, place = stated(*file)
    check_statement(problem, said, place)
    with pytest.raises(Refused, match=re.escape(why)):
        check_statement(change(problem), said, place)


BLENDED = """\
unit: 万元
tables:
  sources: [{资金来源: 市级, 金额: 6}]
  recipients: [{单位: 甲, 村: 3, 进度: 0.5}, {单位: 乙, 村: 1, 进度: 0.9}]
  uses: [{用途: 产业}]
indicators: {村: {unit: 个, direction: more}}
targets: {公式: {kind: factors, weights: {村: 100%}}}
rules: {grain: {cell: 1}, spend_whole: {}}
goals:
  mix:
    kind: blend
    parts:
      near: {kind: closest_to_target, distance: absolute, weight: 1}
      fast: {kind: readiness, column: 进度, weight: 1/2}
"""


def test_what_is_linear_and_what_is_not_are_one_cost_of_their_column(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(BLENDED, encoding="utf-8")
    solved = solve(path, [], HIGHS)
    said = json.loads(json.dumps(certificate_of(solved, tmp_path)))
    costs = said["exact"]["goals"][0]["costs"]
    (column,) = {j for j, word, *_ in costs if word == "linear"} & {costs[0][0]}
    assert [word for j, word, *_ in costs if j == column] == ["absolute", "linear"]
    made = vipr_files(solved.program, said).texts["proof.vipr"]
    assert why_not(made, said, "proof.vipr") is None
