"""Money goes to projects: whole or from a minimum, alternatives, requirements. Made-up figures."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_text import assert_golden
from library import best_by_counting, every_funding, funded, library, project, values_of
from optalloc.pipeline.audit import verify
from optalloc.problem.facts import Award, Plan
from optalloc.problem.formulate import formulate
from optalloc.problem.interfaces import RULES
from optalloc.problem.score import score
from quick import examples
from small import FEN, is_proven_infeasible, outcomes, rule, said, without

WHOLE = ("project_funding", {"how": "whole"})
PART = ("project_funding", {"how": "from_minimum"})


def test_worked_whole_projects_fill_the_money_like_a_knapsack() -> None:
    """10 元 for needs 6, 5, 4 with benefits 9, 7, 5: 6 + 4 beats 5 + 4 and 6 alone."""
    projects = (project("A", "甲", 6, 9), project("B", "甲", 5, 7), project("C", "乙", 4, 5))
    problem = library(10, projects, WHOLE)
    for outcome in outcomes(problem):
        assert funded(problem, outcome.x) == {"A": 6, "C": 4}


def test_worked_a_minimum_lets_a_project_take_what_is_left() -> None:
    projects = (project("A", "甲", 6, 9), project("B", "乙", 8, 8, minimum=3))
    problem = library(10, projects, PART)
    for outcome in outcomes(problem):
        assert funded(problem, outcome.x) == {"A": 6, "B": 4}


def test_worked_one_of_two_alternatives_is_chosen_and_a_requirement_comes_along() -> None:
    projects = (
        project("A", "甲", 3, 9, group="甲组"),
        project("B", "甲", 3, 8, group="甲组"),
        project("C", "乙", 4, 7, requires=("D",)),
        project("D", "乙", 3, 0),
    )
    problem = library(10, projects, WHOLE)
    for outcome in outcomes(problem):
        assert funded(problem, outcome.x) == {"A": 3, "C": 4, "D": 3}


def test_golden_program() -> None:
    projects = (
        project("A", "甲", 3, 9, group="g"),
        project("B", "甲", 3, 8, group="g", requires=("C",)),
        project("C", "乙", 4, 7, minimum=2),
    )
    assert_golden("rules", "project_funding", library(10, projects, PART))


def test_differential_it_adds_two_rows_a_project_and_its_choices() -> None:
    projects = (
        project("A", "甲", 3, group="g"),
        project("B", "甲", 3, group="g", requires=("C",)),
        project("C", "乙", 4),
    )
    problem = library(10, projects, WHOLE)
    with_rule = formulate(problem, score(problem))
    bare = without(problem, "project_funding")
    alone = formulate(bare, score(bare))
    assert with_rule.rows - alone.rows == 2 * 3 + 1 + 1
    assert with_rule.columns - alone.columns == 3


def test_breaches_say_what_is_off_in_both_languages() -> None:
    projects = (
        project("A", "甲", 6, group="g"),
        project("B", "甲", 5, minimum=2, group="g"),
        project("C", "乙", 4, requires=("B",)),
    )
    problem = library(20, projects, PART)
    made = Plan(
        [
            Award("甲", "资金", "用途", 4 * FEN, "A"),
            Award("乙", "资金", "用途", 4 * FEN, "C"),
            Award("乙", "资金", "用途", 1 * FEN),
        ]
    )
    assert said(problem, "project_funding", made) == [
        (
            "【按项目安排】A：应为 0 或全额 6元，实为 4元",
            "[project funding] A: must be nothing or its whole need of 6元, is 4元",
        ),
        (
            "【按项目安排】C：应与前置项目 B 一起安排，实为 4元",
            "[project funding] C: must be funded only with B, is 4元",
        ),
        (
            "【按项目安排】乙、资金、用途：应安排到项目，实为 1元",
            "[project funding] 乙, 资金, 用途: must be money to a project, is 1元",
        ),
    ]
    both = replace(problem, projects=(projects[0], replace(projects[1], need=4 * FEN)))
    two = Plan([Award("甲", "资金", "用途", n * FEN, p) for n, p in ((6, "A"), (4, "B"))])
    assert said(both, "project_funding", two)[-1][0].endswith("比选组 g 中只选一个，实为 2")


def test_money_beside_projects_is_allowed_when_the_rule_says_so() -> None:
    problem = library(10, (project("A", "甲", 6, 9),), WHOLE, ("floor", {"amount": 2}))
    assert is_proven_infeasible(problem)
    beside = RULES["project_funding"].read("p", {"how": "whole", "beside": True}, "元")
    others = tuple(r for r in problem.rules if r.label != "project_funding")
    assert all(o.x is not None for o in outcomes(replace(problem, rules=(*others, beside))))


names = st.sampled_from(["甲", "乙"])


@st.composite
def libraries(draw: st.DrawFn) -> tuple:
    """Draw up to four projects with minima, alternatives and requirements."""
    many = draw(st.integers(1, 4))
    drawn = []
    for i in range(many):
        need = draw(st.integers(1, 5))
        drawn.append(
            project(
                "ABCD"[i],
                draw(names),
                need,
                draw(st.integers(0, 9)),
                minimum=draw(st.none() | st.integers(1, need)),
                group=draw(st.sampled_from(["", "", "g"])),
                requires=tuple(draw(st.sets(st.sampled_from("ABCD"[:i]), max_size=1))) if i else (),
            )
        )
    return draw(st.integers(2, 9)), tuple(drawn), draw(st.sampled_from([WHOLE, PART]))


@pytest.mark.slow
@settings(max_examples=examples(40), deadline=None, derandomize=True)
@given(libraries())
def test_property_both_engines_find_the_best_funding_that_counting_finds(drawn: tuple) -> None:
    money, projects, how = drawn
    problem = library(money, projects, how)
    least = best_by_counting(problem)
    for outcome in outcomes(problem):
        assert outcome.x is not None and outcome.proven != "no"
        assert values_of(problem, outcome.x) == least


@pytest.mark.slow
@settings(max_examples=examples(20), deadline=None, derandomize=True)
@given(libraries())
def test_property_breaches_are_found_exactly_where_the_formula_breaks(drawn: tuple) -> None:
    money, projects, how = drawn
    problem = library(money, projects, how)
    part, targets = rule(problem, "project_funding"), score(problem)
    for made in every_funding(problem):
        held = {p.name: made.sums("project").get(p.name, 0) for p in projects}
        least = {
            p.name: p.need if how is WHOLE or p.minimum is None else p.minimum for p in projects
        }
        whole = all(not held[p.name] or held[p.name] >= least[p.name] for p in projects)
        groups = [sum(1 for p in projects if p.group == g and held[p.name]) for g in "g"]
        before = all(held[q] for p in projects if held[p.name] for q in p.requires)
        allowed = whole and max(groups) <= 1 and before
        assert (not list(part.breaches(problem, targets, made))) == allowed
        assert verify(problem, targets, made) == tuple(part.breaches(problem, targets, made))


def test_without_the_rule_no_project_gets_more_than_its_need() -> None:
    """What the rule costs is told beside plans in which projects still stop at their needs."""
    projects = (project("A", "甲", 3, 9), project("B", "乙", 4, 1))
    problem = without(
        library(10, projects, ("project_funding", {"how": "whole", "beside": True})),
        "project_funding",
    )
    for outcome in outcomes(problem):
        held = funded(problem, outcome.x)
        assert held.get("A", 0) <= 3 and held.get("B", 0) <= 4


def test_the_audit_finds_a_project_above_its_need_where_no_rule_funds_projects() -> None:
    problem = without(library(10, (project("A", "甲", 3, 9),), WHOLE), "project_funding")
    use, source = problem.uses[0].name, problem.sources[0].name
    plan = Plan([Award("甲", source, use, 9 * FEN, "A")])
    found = [b.words().zh for b in verify(problem, score(problem), plan) if b.rule == "资金"]
    assert found == ["【资金】A：应不超过其需求 3元，实为 9元"]
