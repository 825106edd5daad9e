"""Plans of which engines say what is not so: amounts to the fen beside tolerances of floats.

The right values are counted by hand, or proven by the certificate's own arithmetic.
"""

import json
import random
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest

from optalloc.cli.main import guarded
from optalloc.pipeline.audit import plan_of, verify
from optalloc.pipeline.certificate.replay import replay
from optalloc.problem.facts import Recipient, Source, Use
from optalloc.problem.formulate import formulate
from optalloc.problem.interfaces import GOALS, RULES, TARGETS
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project
from optalloc.problem.score import score
from optalloc.solver.engines.interface import EngineAnswer
from optalloc.solver.engines.select import ENGINES, engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.program.program import Program
from optalloc.solver.search.outcome import Outcome
from quick import examples
from small import small, town

CASES = Path(__file__).resolve().parents[1] / "data" / "false_words"
RIGHT = {
    "four-projects": ["334"],
    "two-projects": ["373"],
    "fewest-recipients": ["1"],
    "nothing-or-enough": ["1"],
    "two-grains": ["0.076628"],
    "project-without-need": ["57", "57"],
    "projects-that-require": ["0.000003", "22"],
}
DRAWN = examples(25)
FEN = 100


@pytest.mark.slow
@pytest.mark.parametrize("solver", [*ENGINES, "race"])
@pytest.mark.parametrize("case", RIGHT)
def test_the_best_is_found_and_proven_in_fractions_by_every_engine(
    case: str, solver: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(["solve", str(CASES / f"{case}.yaml"), "--solver", solver, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["stopped"], found["proven"]) == ("finished", "exact")
    assert [goal["value"] for goal in found["goals"]] == RIGHT[case]


class Liar:
    """An engine that says one thing of every program."""

    name, version = "liar", "0"

    def __init__(self, answer: EngineAnswer) -> None:
        self.answer = answer

    def solve(self, linear: object, branch: bool, seconds: float | None) -> EngineAnswer:
        return self.answer


@pytest.mark.parametrize("says", [EngineAnswer("infeasible"), EngineAnswer("nothing")])
def test_an_engine_that_lies_or_fails_changes_no_plan_of_switches(says: EngineAnswer) -> None:
    program = knapsack(random.Random(1))[0]
    honest, lied = solve(program, engine("highs")), solve(program, Liar(says))
    assert honest.proven == lied.proven == "exact"
    assert honest.goals[0].value == lied.goals[0].value


def knapsack(draw: random.Random) -> tuple[Program, Problem]:
    """Return projects to the fen of which some require others and some exclude each other."""
    count = draw.randint(2, 8)
    scale = 10 ** draw.randint(2, 9)
    projects = tuple(
        Project(
            f"p{i}",
            "town",
            "use",
            draw.randint(1, scale),
            None,
            f"group {draw.randint(0, 1)}" if draw.random() < 0.3 else "",
            (f"p{draw.randrange(i)}",) if i and draw.random() < 0.3 else (),
            {"benefit": Fraction(draw.randint(1, 400))},
        )
        for i in range(count)
    )
    money = draw.randint(1, max(1, sum(p.need for p in projects)))
    settings = {"grain": {"cell": "0.01"}, "project_funding": {"how": "whole"}}
    rules = tuple(RULES[word].read(word, entry, "元") for word, entry in settings.items())
    pot = Source("pot", money)
    problem = Problem(
        "projects",
        "元",
        (pot,),
        (Recipient("town", "", {}),),
        (Use("use"),),
        rules[0].grain((pot,)),
        {},
        projects=projects,
        targets=(TARGETS["fixed"].read("t", {"amounts": {"town": 1}}, "元"),),
        rules=rules,
        goals=(GOALS["project_benefit"].read("b", {"column": "benefit", "unit": "people"}, "元"),),
    )
    return formulate(problem, score(problem)), problem


def most_benefit(problem: Problem) -> Fraction:
    """Return the most benefit of any set of projects, each looked at."""
    projects, money = problem.projects, problem.sources[0].amount
    best = Fraction(0)
    for size in range(len(projects) + 1):
        for chosen in combinations(projects, size):
            names = {p.name for p in chosen}
            groups = [p.group for p in chosen if p.group]
            fits = sum(p.need for p in chosen) <= money and len(set(groups)) == len(groups)
            if fits and all(set(p.requires) <= names for p in chosen):
                best = max(best, sum((p.facts["benefit"] for p in chosen), Fraction(0)))
    return best


def checked(program: Program, problem: Problem, outcome: Outcome) -> None:
    """Hold an outcome to the audit, and its proof to the certificate's arithmetic."""
    assert outcome.x is not None
    assert verify(problem, score(problem), plan_of(problem, outcome.x)) == ()
    if not outcome.by_totals:
        proofs = [goal.proof for goal in outcome.goals if goal.proof is not None]
        shown = list(replay(program, proofs, [outcome.x] * len(proofs), outcome.x))
        assert [s.proven for s in shown] == [goal.proven for goal in outcome.goals]


@pytest.mark.slow
@pytest.mark.parametrize("solver", ENGINES)
@pytest.mark.parametrize("seed", range(DRAWN))
def test_the_benefit_of_projects_is_the_most_of_all_sets(seed: int, solver: str) -> None:
    program, problem = knapsack(random.Random(seed))
    outcome = solve(program, engine(solver))
    checked(program, problem, outcome)
    assert outcome.proven == "exact"
    assert -outcome.goals[0].value == most_benefit(problem)


@pytest.mark.slow
@pytest.mark.parametrize("solver", ENGINES)
@pytest.mark.parametrize("seed", range(DRAWN))
def test_fewest_recipients_is_the_fewest_whose_needs_take_the_money(seed: int, solver: str) -> None:
    draw = random.Random(seed)
    count, scale = draw.randint(2, 5), 10 ** draw.randint(3, 9)
    least, money = draw.randint(1, scale), draw.randint(1, 3 * scale)
    needs = [draw.randint(1, scale) for _ in range(count)]
    problem = small(
        {"pot": Fraction(money, FEN)},
        [town(f"t{i}") for i in range(count)],
        [
            ("nothing_or_at_least", {"amount": str(least / 100), "within": "recipient"}),
            *[
                ("ceiling", {"recipients": [f"t{i}"], "amount": f"{need // 100}.{need % 100:02d}"})
                for i, need in enumerate(needs)
            ],
        ],
        aims={f"t{i}": 1 for i in range(count)},
        goals=[("fewest_recipients", {})],
        grain="0.01",
    )
    program = formulate(problem, score(problem))
    sizes = [
        size
        for size in range(count + 1)
        for chosen in combinations(needs, size)
        if size * least <= money <= sum(chosen) and all(need >= least for need in chosen)
    ]
    outcome = solve(program, engine(solver))
    if not sizes:
        assert (outcome.x, outcome.infeasible) == (None, "exact")
    else:
        checked(program, problem, outcome)
        assert (outcome.proven, outcome.goals[0].value) == ("exact", min(sizes))
