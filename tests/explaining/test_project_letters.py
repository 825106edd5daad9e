"""Letters to projects and replacement costs, held against every choice of projects, one by one."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optalloc.core.errors import InputUnusable
from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.explaining.projects import ways as ways_into_plans
from optalloc.explaining.projects.describe import letter_parts, letter_words
from optalloc.explaining.projects.letters import ProjectLetter, project_letters
from optalloc.explaining.projects.ways import WayIn
from optalloc.explaining.replacement.describe import loss_words
from optalloc.explaining.replacement.replacement import replaced, replacements
from optalloc.pipeline.answer import Resolved
from optalloc.pipeline.resolve import best
from optalloc.problem.problem import Problem
from optalloc.problem.projects import NegativeItem, Project
from quick import examples
from small import FEN, small, town

Library = list[tuple[int, int]]
"""Need [元] and benefit of each project."""


def council(
    library: Library, pot: int, *rules: tuple[str, dict[str, object]], spare: int = 0
) -> Problem:
    """Return projects P0, P1, … of one town, whole or not at all, for the most benefit.

    Args:
        spare: The money of a second source [元]; 0 for none.
    """
    asked = [("project_funding", {"how": "whole"}), *rules]
    goal = ("project_benefit", {"column": "分", "unit": "分"})
    pots = {"钱": pot, "余钱": spare} if spare else {"钱": pot}
    aims = {"甲": pot + spare}
    problem = small(pots, [town("甲")], asked, aims=aims, goals=[goal], whole=False)
    projects = tuple(
        Project(f"P{i}", "甲", "用途", need * FEN, facts={"分": Fraction(worth)})
        for i, (need, worth) in enumerate(library)
    )
    return replace(problem, projects=projects)


def most(library: Library, pot: int, held: int | None = None, out: int | None = None) -> int | None:
    """Return the most benefit that fits, with one project held in or left out, by counting."""
    places = range(len(library))
    found = [
        sum(library[i][1] for i in chosen)
        for size in range(len(library) + 1)
        for chosen in combinations(places, size)
        if sum(library[i][0] for i in chosen) <= pot
        and (held is None or held in chosen)
        and (out is None or out not in chosen)
    ]
    return max(found, default=None)


def ways_of(letter: ProjectLetter) -> tuple[WayIn, ...]:
    """Return what would get a project in."""
    return letter.ways.found if letter.ways else ()


NOT_FUNDED = [(6, 10), (5, 9), (4, 3)]


def test_worked_who_is_left_out_hears_what_would_get_it_in() -> None:
    """By hand, 10 元: P0 and P2 are worth 13, P1 and P2 12. For P1, P0 goes, and 1 is lost.

    P1 gets in at a worth of 10 (both are as good then, and the plan takes it), at a need of 4
    (with P0), and at 11 元 (with P0: 19).
    """
    problem = council(NOT_FUNDED, 10)
    letters = project_letters(best(problem), ["P1"])
    (letter,) = letters.letters
    assert letter.award == 0
    assert letter.dropped == ("P0",)
    assert letter.held is not None
    assert letter.held.proven == "exact"
    ways = {way.kind: (way.after, way.less) for way in ways_of(letter)}
    assert ways["figure"][0] == 10
    assert ways["need"] == (4 * FEN, 5 * FEN)
    assert ways["money"] == (11 * FEN, 10 * FEN)
    said = letter_words(letters, letter)
    assert "如果一定要安排它，就不能安排 P0，按“项目的分最多”来衡量，不如现在的方案。" in said.zh
    assert "If it had to be funded in place of P0, by “most 分 from projects” that is" in said.en
    told = letter_words(letters, letter, named=True)
    assert "就不能安排 P0，“项目的分最多”由 13 变为 12，不如现在。" in told.zh


def test_worked_a_score_is_raised_beyond_the_highest_there_is() -> None:
    """By hand: of 0 ten times itself is 10; P1 gets in at 9, as good as P0, or 91, as it may be."""
    for worth in (9, 91):
        letters = project_letters(best(council([(6, worth), (6, 0)], 6)), ["P1"])
        ways = {way.kind: way.after for way in ways_of(letters.letters[0])}
        assert ways["figure"] in (worth, worth + 1)


def test_what_was_tried_for_a_project_that_nothing_gets_in_is_named() -> None:
    """P0 must stay out, whatever it is worth: the highest worth is 10, its need 6, the money 10."""
    never = {"projects": ["P0"], "who": "会", "when": "2024-03-05", "why": "用地"}
    found = project_letters(best(council(NOT_FUNDED, 10, ("never_fund", never))), ["P0"])
    words = letter_words(found, found.letters[0])
    assert words.zh.endswith(
        "单独改动一项，没有找到能使它得到安排的，试过的是：它的“分”由 10 到 110、"
        "它申请的资金由 6元 到 1元、钱 的资金由 10元 到 16元。"
    )
    assert words.en.endswith(
        "No single change was found that gets it in; tried were: its 分 from 10 to 110, its need "
        "from 6元 to 1元, the money of 钱 from 10元 to 16元."
    )


@pytest.mark.parametrize(("worth", "gets"), [(20, 6), (8, 0)])
def test_a_project_that_a_gate_refuses_hears_what_it_lacks_itself(worth: int, gets: int) -> None:
    """By hand, 10 元: of P1 (5, 9) and P2 (4, 3) both go, 12. P0, 6 元, lacks its land.

    Were it to pass, P0 and P2 would be worth 20 + 3, or 8 + 3, less than the 12. Its letter told
    how many of all projects are refused, and that a larger worth, a smaller need and more money
    had been tried in vain.
    """
    problem = council([(6, worth), *NOT_FUNDED[1:]], 10, ("gate", {"said_yes": ["用地"]}))
    yes = [replace(p, marks={"用地": "否" if p.name == "P0" else "是"}) for p in problem.projects]
    found = project_letters(best(replace(problem, projects=tuple(yes))), ["P0"])
    (letter,) = found.letters
    assert (letter.passed, letter.ways) == (gets * FEN, None)
    words = letter_words(found, letter)
    assert "因为规定项目要通过入库审核才能安排（它：用地未办妥）。" in words.zh
    assert (
        "because of the rule “only projects that pass the gate are funded (this one: " in words.en
    )
    end = (
        "如果它通过审核，其他不变，就能安排 6元。"
        if gets
        else "即使它通过审核，其他不变时也不会安排。"
    )
    assert words.zh.endswith(end)


def test_a_project_on_the_negative_list_cannot_pass() -> None:
    problem = council([(6, 10)], 10, ("gate", {"said_yes": ["用地"]}))
    item = NegativeItem("楼堂馆所", ("P0",))
    marked = tuple(replace(p, marks={"用地": "否"}) for p in problem.projects)
    found = project_letters(best(replace(problem, projects=marked, negative_list=(item,))), ["P0"])
    assert found.letters[0].passed is None
    assert letter_words(found, found.letters[0]).zh.endswith(
        "（它：用地未办妥；“P0”属于负面清单“楼堂馆所”）。"
    )


def test_worked_a_funded_project_hears_what_is_lost_without_it() -> None:
    """By hand, 10 元: without P0 (10) the best is P1 and P2, 12 where it was 13."""
    letters = project_letters(best(council(NOT_FUNDED, 10)), ["P0"])
    said = letter_words(letters, letters.letters[0])
    assert said.zh == (
        "P0（甲，用途）申请 6元，本方案全额安排 6元（钱 6元）。"
        "如果不安排它：按“项目的分最多”来衡量，不如现在的方案；改为安排 P1。"
    )
    told = letter_words(letters, letters.letters[0], named=True)
    assert "“项目的分最多”由 13 变为 12" in told.zh


def test_a_project_that_rules_forbid_hears_which() -> None:
    never = {"projects": ["P0"], "who": "会", "when": "2024-03-05", "why": "用地"}
    problem = council(NOT_FUNDED, 10, ("never_fund", never))
    letters = project_letters(best(problem), ["P0"])
    assert letters.letters[0].rules == ("never_fund",)
    assert (
        "不能安排它，因为规定P0 不得安排（会，2024-03-05，用地）。"
        in letter_words(letters, letters.letters[0]).zh
    )


@settings(max_examples=examples(25), deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(1, 6), st.integers(0, 9)), min_size=1, max_size=5),
    st.integers(1, 12),
)
def test_property_letters_and_costs_are_those_that_counting_finds(
    library: Library, pot: int
) -> None:
    answer = best(council(library, pot))
    whole = most(library, pot)
    for cost in replacements(answer).of("project"):
        left = most(library, pot, out=int(cost.name[1:]))
        worse = cost.effect.state == "worse"
        assert worse == (left != whole)
        if worse:
            assert -cost.effect.goals[0][1].value == left
        assert cost.effect.proven == "exact"
    for i, letter in enumerate(project_letters(answer).letters):
        if letter.held is None:
            continue
        held = most(library, pot, held=i)
        assert (letter.held.state == "no_plan") == (held is None)
        if held is not None:
            assert -letter.held.goals[0][1].value == held
        for way in ways_of(letter):
            changed = list(library)
            if way.kind == "need":
                changed[i] = (int(way.after) // FEN, library[i][1])
            elif way.kind == "figure":
                changed[i] = (library[i][0], int(way.after))
            more = int(way.after) // FEN if way.kind == "money" else pot
            assert most(changed, more, held=i) == most(changed, more)
            assert way.award == changed[i][0] * FEN
            step = int(way.less) // (FEN if way.kind != "figure" else 1)
            if way.kind == "need":
                changed[i] = (step, library[i][1])
            elif way.kind == "figure":
                changed[i] = (library[i][0], step)
            fewer = step if way.kind == "money" else pot
            held_in, left_out = most(changed, fewer, held=i), most(changed, fewer, out=i)
            assert held_in is None or (left_out is not None and left_out >= held_in)


def test_worked_a_recipient_and_a_source_have_their_cost() -> None:
    """By hand: without its only town nothing is funded, and 13 are lost."""
    found = replacements(best(council(NOT_FUNDED, 10)))
    (town_,) = found.of("recipient")
    assert tuple(loss_words(town_, found.answer.problem)) == (
        "“项目的分最多”由 13 变为 0；不再安排 P0、P2",
        "“most 分 from projects” goes from 13 to 0; without P0, P2",
    )
    assert found.of("source") == ()


def test_worked_who_gets_nothing_has_a_cost_where_a_goal_leaves_room() -> None:
    """By hand: 7 for aims of 3, 3 and 5 are 4 away at best, so that 8 are allowed: 2, 5 and 0 cost
    11. Without 南 6 are the best and 12 are allowed: 西 alone takes all 7, for 7.
    """
    towns = [town("东", 价=3), town("西", 价=1), town("南", 价=4)]
    near = ("closest_to_target", {"distance": "absolute", "tolerance": "100%"})
    cheap = ("least_cost", {"columns": {"钱": "价"}, "unit": "元"})
    aims = {"东": 3, "西": 3, "南": 5}
    answer = best(small({"钱": 7}, towns, aims=aims, goals=[near, cheap]))
    assert answer.plan is not None and answer.plan.by_recipient == {"东": 2 * FEN, "西": 5 * FEN}
    (without,) = (cost for cost in replacements(answer).of("recipient") if cost.name == "南")
    assert without.effect.moved == {"东": -2 * FEN, "西": 2 * FEN}


def test_a_letter_names_no_project_of_another_recipient_unless_it_is_asked_to() -> None:
    problem = council(NOT_FUNDED, 10)
    first, *others = problem.projects
    problem = replace(
        problem,
        projects=(replace(first, recipient="乙"), *others),
        recipients=(*problem.recipients, town("乙")),
    )
    letters = project_letters(best(problem), ["P0", "P1"])
    gets, left_out = letters.letters
    for words in (letter_words(letters, gets), letter_words(letters, left_out)):
        assert "证明" not in words.zh and "proven" not in words.en
    assert "改为安排另外 1 个项目" in letter_words(letters, gets).zh
    assert "就不能安排另外 1 个项目" in letter_words(letters, left_out).zh
    assert "in place of 1 other project," in letter_words(letters, left_out).en
    assert "改为安排 P1" in letter_words(letters, gets, named=True).zh
    assert "就不能安排 P0" in letter_words(letters, left_out, named=True).zh
    parts = letter_parts(letters, left_out)
    assert " ".join(part.en for part in parts) == letter_words(letters, left_out).en
    assert len(parts) == 3


def ranked(library: Library, pot: int, then: str, gone: set[int]) -> int:
    """Return the most benefit of a rank order without some projects, by walking down it."""
    order = sorted((i for i in range(len(library)) if i not in gone), key=lambda i: -library[i][1])
    left, worth = pot, 0
    for i in order:
        if library[i][0] <= left:
            left, worth = left - library[i][0], worth + library[i][1]
        elif then == "stop":
            break
    return worth


@settings(max_examples=examples(8), deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(1, 6), st.integers(1, 9)), min_size=2, max_size=4),
    st.integers(1, 12),
    st.sampled_from(["skip", "stop"]),
)
def test_property_a_recipient_left_out_withdraws_its_projects_from_a_rank_order(
    library: Library, pot: int, then: str
) -> None:
    """P0 is the only project of 乙, the others are those of 甲; each cost is found by counting."""
    problem = council(library, pot, ("rank_order", {"column": "分", "then": then}))
    first, *others = problem.projects
    towns = (*problem.recipients, town("乙"))
    problem = replace(problem, projects=(replace(first, recipient="乙"), *others), recipients=towns)
    found = replacements(best(problem))
    whole = ranked(library, pot, then, set())
    own = {"甲": set(range(1, len(library))), "乙": {0}}
    for cost in (*found.of("recipient"), *found.of("project")):
        gone = own[cost.name] if cost.sort == "recipient" else {int(cost.name[1:])}
        change = cost.effect.goals[0] if cost.effect.goals else None
        without_it = ranked(library, pot, then, gone)
        assert cost.effect.proven == "exact" and cost.effect.state != "no_plan"
        assert (-change[1].value if change else whole) == without_it
    (of_town,) = (one for one in found.of("recipient") if one.name == "乙")
    (of_project,) = (one for one in found.of("project") if one.name == "P0")
    assert of_town.effect.goals == of_project.effect.goals


def test_a_project_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputUnusable) as refused:
        project_letters(best(council(NOT_FUNDED, 10)), ["P9"])
    assert "--project" in refused.value.letter("en")


def test_what_time_leaves_open_is_neither_enough_nor_not_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = best(council(NOT_FUNDED, 10))

    def stopped(problem: Problem, how: SolveOptions) -> Resolved:
        # The wish is answered, and nothing that is asked after it.
        if any(rule.kind == "must_fund" for rule in problem.rules):
            return best(problem, how)
        return best(problem, how.within(1e-9))

    monkeypatch.setattr(ways_into_plans, "best", stopped)
    told = project_letters(answer, ["P1"])
    (letter,) = told.letters
    assert letter.ways and letter.ways.found == () and not letter.ways.is_settled
    said = letter_words(told, letter)
    assert "没有查完" in said.zh and "没有找到" not in said.zh
    assert "was not settled in time" in said.en and "would not do" not in said.en


def test_a_source_that_gives_nothing_is_solved_without_as_well() -> None:
    """Its money is shared out by targets all the same, so that without it they are others."""
    answer = best(council([(20, 10)], 6, spare=6))
    told = replacements(answer)
    assert answer.plan is not None and answer.plan.total == 0
    for one in told.of("source"):
        assert one.effect == replaced(answer, "source", one.name, HIGHS).effect
    assert told.solves == len(told.of("source")) == 2
