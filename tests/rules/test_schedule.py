"""Projects start in one year of several and are paid by their profiles."""

import json
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_text import assert_golden
from library import values_of
from office import Office
from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.facts import Award, Plan
from optalloc.problem.interfaces import GOALS
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project
from optalloc.problem.rules.schedule import Schedule
from optalloc.problem.score import score
from small import FEN, SQUARED, added_by, complaints, outcomes, rule, said, small, town

TWO = {"2026": ["今年"], "2027": ["明年"]}
COLUMNS = {"years": TWO, "profile": "分年", "start": "最早"}


def phased(name: str, need: int, benefit: int, profile: str = "", start: int = 0) -> Project:
    """Return a project of 甲 with its parts by year and the first year it may start in."""
    figures = {"受益": Fraction(benefit)} | ({"最早": Fraction(start)} if start else {})
    marks = {"分年": profile} if profile else {}
    return Project(name, "甲", "用途", need * FEN, facts=figures, marks=marks)


def rolling(
    money: tuple[int, ...], projects: tuple[Project, ...], *rules: Any, **asked: Any
) -> Problem:
    """Return two towns, a source for each of two years, and the projects."""
    pots = dict(zip(("今年", "明年"), money, strict=True))
    total = sum(money)
    made = small(
        pots,
        [town("甲"), town("乙")],
        [("schedule", {**COLUMNS, **asked}), *rules],
        aims={"甲": total // 2, "乙": total - total // 2},
        goals=[SQUARED],
        whole=False,
    )
    benefit = GOALS["project_benefit"].read("goal", {"column": "受益", "unit": "人"}, "元")
    return replace(made, projects=projects, goals=(benefit, *made.goals))


def paid(problem: Problem, x: Any) -> dict[tuple[str, str], int]:
    """Return what each project gets from each source [元]."""
    awards = plan_of(problem, x).awards
    return {(a.project, a.source): a.amount // FEN for a in awards if a.project}


# Made up: 6 元 this year, 6 next.
THREE = (phased("A", 6, 9, "50、50"), phased("B", 4, 5), phased("C", 4, 4, "", 2027))


def test_worked_two_years_by_hand() -> None:
    """By hand: A takes 3 + 3, which leaves 3 in each year and room for neither B nor C: 9.

    B this year and C next bring 9 as well, and no third fits. With 1 元 of this year's money
    carried over, next year's 3 make 4: A and B, which starts next year, bring 14.
    """
    for outcome in outcomes(rolling((6, 6), THREE)):
        assert values_of(rolling((6, 6), THREE), outcome.x)[0] == -9
    carrying = rolling((6, 6), THREE, carry_over="20%")
    for outcome in outcomes(carrying):
        assert paid(carrying, outcome.x) == {
            ("A", "今年"): 3,
            ("A", "明年"): 3,
            ("B", "今年"): 1,
            ("B", "明年"): 3,
        }


def test_worked_what_starts_now_takes_no_money_that_is_only_likely() -> None:
    """By hand: A would need 3 元 of next year's likely money; B is done this year, C next."""
    problem = rolling((6, 6), (*THREE[:2], phased("C", 6, 3, "", 2027)), likely=["明年"])
    for outcome in outcomes(problem):
        assert paid(problem, outcome.x) == {("B", "今年"): 4, ("C", "明年"): 6}


def test_golden_starts_and_what_is_there_in_time() -> None:
    assert_golden(
        "rules", "schedule", rolling((6, 6), THREE[:2], carry_over="20%", likely=["明年"])
    )


def test_differential_it_adds_its_own_rows() -> None:
    assert added_by(rolling((6, 6), THREE[:1]), "schedule") == [
        "schedule A: +1 A·今年 -3 switch0 = 0",
        "schedule A: +1 A·今年 +1 A·明年 -6 switch0 = 0",
        "0 <= switch0 <= 1",
    ]


def starts_of(project: Project) -> list[list[int]]:
    """Return what a project takes in each of two years, start by start, by a second hand [元]."""
    need = project.need // FEN
    if project.marks.get("分年"):
        first = -(-need // 2)  # halves; the odd step goes to the first year
        return [[first, need - first]]
    late = project.facts.get("最早") == 2027
    return [[0, need]] if late else [[need, 0], [0, need]]


def best_by_starts(problem: Problem, most: int, likely: bool) -> Fraction:
    """Return the most benefit over every choice of starts; what is saved pays for the next year."""
    now, then = (s.amount // FEN for s in problem.sources)
    best = Fraction(0)
    for chosen in product(*([None, *starts_of(p)] for p in problem.projects)):
        asked = [sum(c[k] for c in chosen if c) for k in (0, 1)]
        missing = max(0, asked[1] - then)
        # Firm projects hold no likely money: their part of next year is set aside this year.
        firm = sum(c[1] for c in chosen if c and c[0]) if likely else 0
        aside = max(missing, firm)
        fits = asked[0] + aside <= now and aside <= most
        if fits:
            gained = (p.facts["受益"] for p, c in zip(problem.projects, chosen, strict=True) if c)
            best = max(best, sum(gained, Fraction(0)))
    return best


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 6),
            st.integers(1, 9),
            st.sampled_from(["", "50、50"]),
            st.sampled_from([0, 0, 2027]),
        ),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(["0%", "20%", "50%"]),
    st.booleans(),
)
def test_property_the_best_plan_is_the_one_that_counting_starts_finds(
    rows: list[tuple[int, int, str, int]], carry: str, likely: bool
) -> None:
    projects = tuple(
        phased("ABCD"[i], need, gain, profile, 0 if profile else start)
        for i, (need, gain, profile, start) in enumerate(rows)
    )
    problem = rolling((10, 6), projects, carry_over=carry, likely=["明年"] if likely else [])
    most = 10 * int(carry[:-1]) // 100
    for outcome in outcomes(problem):
        assert values_of(problem, outcome.x)[0] == -best_by_starts(problem, most, likely)


def held(*awards: tuple[str, str, int]) -> Plan:
    return Plan(Award("甲", source, "用途", money * FEN, p) for p, source, money in awards)


def test_breaches_name_the_project_and_the_year_that_carries_too_much() -> None:
    problem = rolling((6, 6), THREE)
    assert said(problem, "schedule", held(("A", "今年", 2), ("A", "明年", 4))) == [
        (
            "【分年度安排】A：应为 0，或共 6元，从 2026 之一起按分年比例到位，"
            "实为 2026 2元, 2027 4元",
            "[schedule] A: must be nothing, or 6元 in all, there in time by its profile from one "
            "of 2026 on, is 2026 2元, 2027 4元",
        )
    ]
    assert said(problem, "schedule", held(("C", "今年", 1), ("C", "明年", 3))) == [
        (
            "【分年度安排】2026：应结转不超过 0元，实为 1元",
            "[schedule] 2026: must be at most 0元 carried over, is 1元",
        )
    ]
    firm = rolling((6, 6), THREE, likely=["明年"])
    assert len(said(firm, "schedule", held(("A", "今年", 3), ("A", "明年", 3)))) == 1


def test_the_words_say_years_carrying_over_and_what_is_firm() -> None:
    problem = rolling((6, 6), THREE, carry_over="20%", likely=["明年"])
    assert tuple(rule(problem, "schedule").words(problem)) == (
        "项目在 2026、2027 中选一年开工，按分年比例安排，每年结转不超过当年资金的 20%；"
        "到 2027 付不完的不开工；2026 开工的已定，不用未落实的 明年，其余为预安排",
        "projects start in one of 2026, 2027 and are paid by their profiles, each year carrying "
        "over at most 20% of its money; none starts that is not paid in full by 2027; a start in "
        "2026 is firm and takes nothing from what is only likely (明年); the rest is indicative",
    )


@pytest.mark.parametrize(
    ("asked", "key", "came"),
    [
        ({"years": {"2026": ["今年", "明年"]}}, "years", None),
        ({"years": {"2026": ["今年"], "2027": ["今年"]}}, "years.2027", "今年"),
        ({"years": {"2026": ["今年"], "2027": []}}, "years", "明年"),
        ({"likely": ["后年"]}, "likely", "后年"),
    ],
)
def test_years_and_sources_that_do_not_fit_are_refused(
    asked: dict[str, Any], key: str, came: str | None
) -> None:
    problem = rolling((6, 6), THREE[:2], **asked)
    assert (key, came) in [(k, c) for k, _, _, c in complaints(problem)]


def test_a_profile_that_does_not_add_up_and_an_unknown_year_are_refused() -> None:
    odd = (phased("A", 6, 9, "50、40"), phased("B", 4, 5, "", 2030))
    assert [(k, c) for k, _, _, c in complaints(rolling((6, 6), odd))] == [
        ("profile", "50、40"),
        ("start", "2030"),
    ]


def test_a_project_that_ends_after_the_last_year_gets_nothing() -> None:
    problem = rolling((6, 6), (phased("A", 3, 9, "30、30、40"),))
    for outcome in outcomes(problem):
        assert paid(problem, outcome.x) == {}
        assert verify(problem, score(problem), plan_of(problem, outcome.x)) == ()


@pytest.mark.parametrize("profile", ["50、50、0", "100、0、0", "3:2:0", "1：0"])
def test_steps_of_nothing_at_the_end_of_a_profile_are_not_waited_for(profile: str) -> None:
    problem = rolling((6, 6), (phased("A", 5, 9, profile),))
    for outcome in outcomes(problem):
        assert sum(paid(problem, outcome.x).values()) == 5
        assert verify(problem, score(problem), plan_of(problem, outcome.x)) == ()


def test_a_ratio_is_a_profile_that_need_not_add_up_to_a_hundred() -> None:
    """By hand: 5 元 as 3:2 is 3 now, 2 next; a ratio of nothing is none."""
    problem = rolling((6, 6), (phased("A", 5, 9, "3:2"),))
    for outcome in outcomes(problem):
        assert paid(problem, outcome.x) == {("A", "今年"): 3, ("A", "明年"): 2}
    assert [c for _, _, _, c in complaints(rolling((6, 6), (phased("A", 5, 9, "0:0"),)))] == ["0:0"]


def test_a_start_before_these_years_has_passed() -> None:
    problem = rolling((6, 6), (phased("A", 5, 9, "", 2025),))
    assert complaints(problem) == []
    for outcome in outcomes(problem):
        assert paid(problem, outcome.x) == {("A", "今年"): 5}


def under_way(project: Project) -> Project:
    return replace(project, facts={**project.facts, "已开工": Fraction(2025)})


def test_worked_what_has_started_goes_on_before_what_brings_more() -> None:
    """By hand: A started; its 0:4 leave 2 元 of next year. B, which brings more, needs all 6."""
    projects = (under_way(phased("A", 4, 1, "0:4")), phased("B", 6, 9, "", 2027))
    free, bound = rolling((6, 6), projects), rolling((6, 6), projects, started="已开工")
    for outcome in outcomes(free):
        assert paid(free, outcome.x) == {("B", "明年"): 6}
    for outcome in outcomes(bound):
        assert paid(bound, outcome.x) == {("A", "明年"): 4}
    assert said(bound, "schedule", held(("B", "明年", 6)))[0] == (
        "【分年度安排】A：应共 4元，从 2026 之一起按分年比例到位，实为 2026 0元, 2027 0元",
        "[schedule] A: must be 4元 in all, there in time by its profile from one of 2026 on, "
        "is 2026 0元, 2027 0元",
    )
    assert "已开工的接着安排" in rule(bound, "schedule").words(bound).zh


def test_what_has_started_and_cannot_be_done_in_time_is_refused() -> None:
    long = (under_way(phased("A", 3, 9, "30、30、40")),)
    found = complaints(rolling((6, 6), long, started="已开工"))
    assert [(k, c) for k, _, _, c in found] == [("started", "2025")]


def test_the_start_of_a_plan_is_the_earliest_that_its_money_allows() -> None:
    problem = rolling((6, 6), THREE, carry_over="50%")
    (schedule,) = (r for r in problem.rules if isinstance(r, Schedule))
    plan = held(("A", "今年", 3), ("A", "明年", 3), ("B", "今年", 1), ("B", "明年", 3))
    starts = schedule.starts(problem, plan)
    assert {name: start and start.at for name, start in starts.items()} == {"A": 0, "B": 1}
    assert schedule.starts(problem, held(("A", "今年", 2))) == {"A": None}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_json_says_when_each_project_starts_and_whether_that_is_indicative(
    office: Office, lang: str
) -> None:
    """The screen of the same plan says 2026, 2026, 2027（预安排）, 2027（预安排）."""
    plan = Path(__file__).resolve().parents[2] / "scenarios" / "rolling-3-years" / "plan.yaml"
    said = json.loads(office.run("solve", str(plan), "--json", lang=lang).out)
    assert said["starts"] == [
        {"project": name, "year": year, "indicative": year != "2026"}
        for name, year in (
            ("西岭茶园", "2026"),
            ("西岭管网", "2026"),
            ("南湖加工厂", "2027"),
            ("南湖水厂", "2027"),
        )
    ]
    without = office.run("solve", str(plan.parents[1] / "six-factors" / "plan.yaml"), "--json")
    assert "starts" not in json.loads(without.out)
