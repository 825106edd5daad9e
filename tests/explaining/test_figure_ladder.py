"""Where a figure gets a project in: the first rung wherever it is looked for, and by few solves."""

from dataclasses import replace
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import pytest
from test_project_letters import NOT_FUNDED, council
from test_turns_in_order import SIX, ranked

from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.explaining.projects import figure_ladder
from optalloc.explaining.projects import letters as letters_of_projects
from optalloc.explaining.projects import ways as ways_into_plans
from optalloc.explaining.projects.figure_ladder import first_rung, level_at, stays_funded
from optalloc.explaining.projects.letters import project_letters
from optalloc.explaining.question import ExplainOptions, Inquiry
from optalloc.explaining.questions.projects import ProjectsQuestion
from optalloc.explaining.questions.replacement import ReplacementQuestion
from optalloc.explaining.replacement import replacement
from optalloc.explaining.replacement.replacement import replacements
from optalloc.pipeline.answer import Resolved, with_rules
from optalloc.pipeline.resolve import best
from optalloc.problem.goals.project_benefit import ProjectBenefit
from optalloc.problem.problem import Problem
from optalloc.problem.rules.gate import Gate
from optalloc.problem.rules.must_fund import MustFund
from optalloc.problem.rules.rank_order import RankOrder


def raised(problem: Problem, by: int, name: str = "P1") -> Problem:
    """Return a problem in which the worth of a project is larger."""
    projects = (
        replace(p, facts={"分": p.facts["分"] + by}) if p.name == name else p
        for p in problem.projects
    )
    return replace(problem, projects=tuple(projects))


def test_the_first_rung_is_found_wherever_it_is_looked_for() -> None:
    for count in range(1, 25):
        for first, near in product(range(1, count + 2), range(1, count + 1)):
            tried: list[int] = []

            def works(k: int, first: int = first, tried: list[int] = tried) -> bool:
                tried.append(k)
                return k >= first

            found = first_rung(count, works, near)
            assert found == (first if first <= count else None)
            assert len(tried) == len(set(tried)) and set(tried) <= {*range(1, count + 1)}
            # It was tried, and so was the one below; at the right place that is all.
            assert found is None or {found, found - 1} - {0} <= set(tried)
            assert near != first or len(tried) <= 2


def test_a_larger_figure_keeps_a_project_in_only_where_benefit_alone_counts_it() -> None:
    problem = council(NOT_FUNDED, 10)
    answer = best(problem)
    assert stays_funded(answer, raised(problem, 50), "分")
    ranked = RankOrder.model_construct(label="r", kind="rank_order", cite="", column="分")
    gated = Gate.model_construct(label="g", kind="gate", cite="", said_yes=("分",))
    for rule in (ranked, gated):
        named = with_rules(problem, (*problem.rules, rule))
        assert not stays_funded(replace(answer, problem=named), raised(named, 50), "分")
    (goal,) = problem.goals
    roomy = replace(problem, goals=(goal.model_copy(update={"tolerance": Fraction(1, 10)}),))
    assert not stays_funded(replace(answer, problem=roomy), raised(roomy, 50), "分")


def test_a_change_of_more_than_the_figure_is_not_taken_for_one() -> None:
    problem = council(NOT_FUNDED, 10)
    (goal,) = problem.goals
    other = raised(problem, 50)
    first = other.projects[0]
    dearer = replace(other, projects=(replace(first, need=first.need + 100), *other.projects[1:]))
    assert not stays_funded(best(problem), dearer, "分")
    # Another column's goal counts nothing of this one, and this one's is another goal.
    assert not stays_funded(best(problem), other, "别的")
    assert isinstance(goal, ProjectBenefit) and figure_ladder.counts(goal, "分")


def test_worked_it_is_looked_for_where_the_best_plan_with_it_draws_level() -> None:
    """By hand, 10 元: 13 without P1 and 12 with it, so one more draws level, and gets it in."""
    problem = council(NOT_FUNDED, 10)
    wish = MustFund.model_construct(
        label="w", kind="must_fund", cite="", projects=("P1",), how="whole", who="", when="",
        why="", firm=False,
    )  # fmt: skip
    answer, held = best(problem), best(with_rules(problem, (*problem.rules, wish)))
    project = problem.projects[1]
    assert level_at(answer, held, project, "分", Fraction(1), 100) == 1
    assert level_at(answer, held, project, "分", Fraction(1, 10), 100) == 10
    assert level_at(answer, held, project, "分", Fraction(1, 10), 7) == 7
    assert level_at(answer, replace(held, plan=None), project, "分", Fraction(1), 100) == 1


@pytest.mark.parametrize("seed", range(4))
def test_what_gets_in_is_what_trying_one_after_another_finds(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = Random(seed)
    library = [(draw.randint(1, 9), draw.randint(1, 30)) for _ in range(6)]
    answer = best(council(library, 12))
    quick = project_letters(answer)
    monkeypatch.setattr(ways_into_plans, "stays_funded", lambda *_: False)
    assert project_letters(answer).letters == quick.letters


def test_nothing_is_solved_twice_for_the_letters_and_the_losses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """More money is the same question for every project; a loss was found for its letter."""
    asked: list[str] = []

    def noted(problem: Problem, how: SolveOptions) -> Resolved:
        money = [s.amount for s in problem.sources]
        asked.append(f"{money}{problem.projects}{[r.label for r in problem.rules]}")
        return best(problem, how)

    problem = council([(6, 10), (5, 9), (4, 3), (7, 8), (3, 1)], 10)
    answer = best(problem)
    alone = replacements(answer)
    monkeypatch.setattr(letters_of_projects, "best", noted)
    monkeypatch.setattr(ways_into_plans, "best", noted)
    monkeypatch.setattr(replacement, "best", noted)
    found = ProjectsQuestion().find(inquiry(answer, {}))
    assert len(found.letters) == 5 and any(x.ways and x.ways.found for x in found.letters)
    assert ReplacementQuestion().find(inquiry(answer, {"projects": found})) == alone
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("then", ["skip", "stop"])
def test_a_loss_out_of_turn_is_what_letters_found_with_the_order_passing_over_it(then: str) -> None:
    """Left out in its place, as a letter asks first, it would be another plan, or none."""
    answer = best(ranked(SIX, 80, then, must="P5"))
    found = ProjectsQuestion().find(inquiry(answer, {}))
    assert any(letter.replaced != letter.withdrawn for letter in found.letters if letter.awards)
    assert all(letter.withdrawn is None for letter in found.letters if not letter.awards)
    losses = ReplacementQuestion().find(inquiry(answer, {"projects": found}))
    assert losses == replacements(answer)


@pytest.mark.parametrize("then", ["skip", "stop"])
def test_under_an_order_too_what_gets_in_is_what_trying_one_after_another_finds(
    then: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = best(ranked(SIX, 80, then))
    quick = project_letters(answer)
    assert any(turn.settled_by for letter in quick.letters for turn in letter.turns)
    monkeypatch.setattr(ways_into_plans, "stays_funded", lambda *_: False)
    assert project_letters(answer).letters == quick.letters


def inquiry(answer: Resolved, earlier: dict[str, object]) -> Inquiry:
    """Return what a question is asked of, as far as these two look at it."""
    solved: Any = None
    return Inquiry(solved, answer, ExplainOptions(), HIGHS, lambda done, of: None, None, earlier)
