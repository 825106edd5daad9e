"""Letters under a rank order, held against every choice of projects that keeps it, by counting."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optalloc.explaining.projects.as_json import project_letters_json
from optalloc.explaining.projects.describe import letter_words
from optalloc.explaining.projects.letters import project_letters
from optalloc.pipeline.resolve import best
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project
from quick import examples
from small import FEN, UNIT, small, town

Library = list[tuple[int, int, int]]
"""Need [元], score and benefit of each project."""
DECIDED = {"who": "县长", "when": "2026-02-01", "why": "会议"}
SIX = [(40, 95, 100), (35, 90, 100), (30, 88, 100), (20, 85, 100), (15, 80, 100), (5, 70, 100)]
OWNERS = ("甲", "乙", "丙", "甲", "丙", "乙")


def ranked(
    library: Library, pot: int, then: str, must: str = "", owners: tuple[str, ...] = OWNERS
) -> Problem:
    """Return projects P0, P1, … in a rank order, for the most benefit; one may be a must."""
    asked = [
        ("project_funding", {"how": "whole"}),
        ("rank_order", {"column": "分", "then": then}),
        *([("must_fund", {"projects": [must], "how": "whole", **DECIDED})] if must else []),
    ]
    goal = ("project_benefit", {"column": "人", "unit": "人"})
    towns = [town(name) for name in dict.fromkeys(owners[: len(library)])]
    projects = tuple(
        Project(f"P{i}", owner, "用途", need * FEN, facts={"分": Fraction(s), "人": Fraction(b)})
        for i, ((need, s, b), owner) in enumerate(zip(library, owners, strict=False))
    )
    problem = small({"钱": pot}, towns, asked, aims={"甲": pot}, goals=[goal], whole=False)
    return replace(problem, projects=projects)


def choices(library: Library, pot: int, then: str, must: int | None) -> dict[frozenset[int], int]:
    """Return every choice that keeps the order with its benefit, walking down each by hand."""
    order = sorted((i for i in range(len(library)) if i != must), key=lambda i: -library[i][1])
    found = {}
    for size in range(len(library) + 1):
        for chosen in map(frozenset, combinations(range(len(library)), size)):
            if must is not None and must not in chosen:
                continue
            left = pot - (library[must][0] if must is not None else 0)
            is_kept, is_open = left >= 0, True
            for i in order:
                fits, is_in = library[i][0] <= left, i in chosen
                is_kept &= (fits and is_open) if is_in else (then == "stop" or not fits)
                is_open &= is_in or then == "skip"
                left -= library[i][0] if is_in else 0
            if is_kept:
                found[chosen] = sum(library[i][2] for i in chosen)
    return found


@settings(max_examples=examples(8), deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.integers(1, 6), st.integers(1, 4), st.integers(0, 3)), min_size=2, max_size=4
    ),
    st.integers(2, 12),
    st.sampled_from(["skip", "stop"]),
    st.booleans(),
)
def test_property_as_good_is_only_said_where_such_a_plan_keeps_the_order(
    library: Library, pot: int, then: str, has_must: bool
) -> None:
    must = len(library) - 1 if has_must else None
    plans = choices(library, pot, then, must)
    answer = best(ranked(library, pot, then, "" if must is None else f"P{must}"))
    assert (answer.plan is not None) == bool(plans)
    if answer.plan is None:
        return
    whole = max(plans.values())
    found = project_letters(answer)
    for i, letter in enumerate(found.letters):
        is_in = bool(letter.award)
        other = [benefit for plan, benefit in plans.items() if (i in plan) != is_in]
        effect = letter.replaced.effect if letter.replaced else letter.held
        assert effect is not None and effect.proven == "exact"
        assert (effect.state == "no_plan") == (not other)
        assert (effect.state == "equal") == (max(other, default=-1) == whole)
        assert (letter.apart is not None) == (i != must)
        for named in (False, True):
            zh, en = letter_words(found, letter, named)
            assert (
                ("同样好" in zh)
                == (effect.state == "equal")
                == ("as good" in en or "might as" in en)
            )
            assert "优于" not in zh and "better than the plan" not in en


def test_worked_who_does_not_fit_at_its_rank_hears_what_was_left() -> None:
    """By hand: 15 are set aside for P4; P0 and P1 take 75 of the other 85, and P5 5 of the rest."""
    found = project_letters(best(ranked(SIX, 100, "skip", "P4")), ["P0", "P2", "P4"])
    first, third, must = found.letters
    assert [letter.award for letter in found.letters] == [40 * FEN, 0, 15 * FEN]
    assert third.held is not None and third.held.state == "no_plan"
    assert third.rules == ("rank_order",)
    assert letter_words(found, third).zh.startswith(
        "P2（丙，用途）申请 30元，本方案没有安排。按“分”从高到低，它排第 3 位（共 5 个），"
        "轮到它时还余 10元（必须安排的 15元 已先留出），不够它的 30元，按规定跳过，所以没有安排。"
        "如果另行定为必须安排（资金先留出，不占名次）：不再安排另外 1 个项目。"
        "那是改了规定的另一个问题，不与本方案比好坏。"
        "如果它的“分”由 88 变为 91，就能安排 30元；90 还不够。"
    )
    assert (
        "By falling 分 it is number 3 of 5; 10元 were left at its turn (15元 for what must be "
        "funded was set aside), less than its 30元: it is passed over, and so it is not funded. "
        "Were it to be funded whatever its place, its money set aside first: 1 other project would "
        "get nothing. That is another problem"
    ) in letter_words(found, third).en
    assert first.replaced is not None and first.replaced.effect.state == "no_plan"
    assert first.apart is not None and first.apart.added == ("P2", "P3")
    assert (
        "它排第 1 位（共 5 个），轮到它时还余 85元（必须安排的 15元 已先留出），够它的 40元。"
        "不安排它，就没有符合全部要求的方案。如果撤回它（不再占名次，其余的按名次重排）："
        "改为安排 P3 和另外 1 个项目，不再安排另外 1 个项目。"
    ) in letter_words(found, first).zh.replace("；", "，")
    assert must.turns == () and must.apart is None
    assert "它是必须安排的项目（县长，2026-02-01，会议）。" in letter_words(found, must).zh
    assert "one that must be funded (县长, 2026-02-01, 会议)." in letter_words(found, must).en


def test_worked_who_stands_below_the_stop_hears_where_it_was() -> None:
    """By hand: P0 and P1 take 75, and P2 needs 30 of the 25 that are left: the order stops."""
    found = project_letters(best(ranked(SIX, 100, "stop")), ["P0", "P2", "P3"])
    first, at_stop, below = found.letters
    assert "轮到它时还余 25元，不够它的 30元，按规定到它为止，所以没有安排。" in (
        letter_words(found, at_stop).zh
    )
    assert "它排第 4 位（共 6 个）；名次走到第 3 位停止（轮到时余下的资金不够）" in (
        letter_words(found, below).zh
    )
    assert "the order stops at number 3, P2 (too little was left for it)" in (
        letter_words(found, below, named=True).en
    )
    # In the order only nothing at all leaves P0 out, for a benefit of 0; withdrawn it is 400.
    assert first.replaced is not None and first.replaced.effect.state == "worse"
    assert first.replaced.effect.goals[0][1].value == 0
    assert first.apart is not None and first.apart.effect.goals[0][1].value == -400
    told = letter_words(found, first, named=True).zh
    assert "“项目的人最多”由 200 变为 400。那是改了规定的另一个问题，不与本方案比好坏。" in told


def test_worked_a_part_goes_to_the_first_that_does_not_fit() -> None:
    """By hand: 25 of the 30 that P2 needs are left. Nobody below may come in."""
    near = ("closest_to_target", {"distance": "absolute"})
    order = ("rank_order", {"column": "分", "then": "part"})
    problem = ranked(SIX, 100, "stop")
    parts = ("project_funding", {"how": "from_minimum"})
    aims = {"甲": 40, "乙": 35, "丙": 25}
    made = small({"钱": 100}, problem.recipients, [order, parts], aims=aims, goals=[near])
    made = replace(made, projects=tuple(replace(p, minimum=FEN) for p in problem.projects))
    found = project_letters(best(made), ["P2", "P3"])
    part, below = found.letters
    assert part.award == 25 * FEN
    assert "轮到它时还余 25元，不够它的 30元，按规定给它一部分，其后的不再安排。" in (
        letter_words(found, part).zh
    )
    assert below.held is not None and below.held.state == "no_plan"
    assert "名次走到第 3 位停止（轮到时余下的资金不够）" in letter_words(found, below).zh


@pytest.mark.parametrize(
    ("how", "minimum", "zh", "rules"),
    [
        (
            "whole",
            None,
            "不够它的 30元；项目须全额安排，不能给它一部分，所以没有安排。",
            ("project_funding", "rank_order"),
        ),
        (
            "from_minimum",
            26,
            "不够它最少要的 26元，所以没有安排。",
            ("project_funding", "rank_order"),
        ),
    ],
)
def test_worked_who_gets_no_part_hears_which_rule_forbids_it(
    how: str, minimum: int | None, zh: str, rules: tuple[str, ...]
) -> None:
    """By hand: 25 of the 30 that P2 needs are left, and the order would give them to it."""
    problem = ranked(SIX, 100, "part")
    funding, order = problem.rules[-2:]
    funding = funding.model_copy(update={"how": how})
    projects = (
        replace(p, minimum=None if minimum is None else minimum * FEN) if p.name == "P2" else p
        for p in problem.projects
    )
    others = tuple(r for r in problem.rules if r not in problem.rules[-2:])
    made = replace(problem, projects=tuple(projects), rules=(*others, funding, order))
    found = project_letters(best(made), ["P2"])
    (letter,) = found.letters
    assert letter.award == 0 and letter.rules == rules
    assert zh in letter_words(found, letter).zh


def test_worked_where_nothing_is_left_no_rule_but_the_order_is_blamed() -> None:
    """By hand: P0 and P1 take all of the 75."""
    found = project_letters(best(ranked(SIX, 75, "part")), ["P2"])
    (letter,) = found.letters
    assert letter.rules == ("rank_order",)
    assert "轮到它时还余 0元，所以没有安排。" in letter_words(found, letter).zh


def test_equal_scores_are_said_to_go_by_listed_order() -> None:
    """By hand: both have 5, 6 元 are there for one; P0 is listed first."""
    found = project_letters(best(ranked([(6, 5, 1), (6, 5, 1)], 6, "skip")), ["P1"])
    assert "它排第 2 位（共 2 个，同分的按名单先后）" in letter_words(found, found.letters[0]).zh
    assert "number 2 of 2, equal ones in listed order" in letter_words(found, found.letters[0]).en


def test_a_goal_that_orders_down_is_told_as_the_goal_and_not_as_the_money() -> None:
    """By hand: P1 is worth nothing: a plan with it is as good. It stands second, and fits."""
    found = project_letters(best(ranked([(2, 9, 5), (2, 8, 0)], 6, "stop")), ["P1"])
    (letter,) = found.letters
    assert letter.held is not None and letter.held.state == "equal"
    said = letter_words(found, letter).zh
    assert "轮到它时还余 4元，本方案没有往下安排。安排它也同样好；那样共多用 2元，" in said


def test_the_object_has_the_turn_and_what_is_apart_from_the_order() -> None:
    found = project_letters(best(ranked(SIX, 100, "stop")), ["P3"])
    (told,) = project_letters_json(found, UNIT, "zh")["letters"]
    turn = {"rule": "rank_order", "place": 4, "of": 6, "left": "25", "stopped_at": 3}
    assert told["turns"] == [turn]
    assert told["otherwise"] is not None and told["otherwise"]["effect"] == "no_plan"
    assert told["apart_from_order"] is not None and told["apart_from_order"]["effect"] == "better"
    plain = project_letters(best(ranked(SIX, 100, "stop", "P3")), ["P3"])
    (told,) = project_letters_json(plain, UNIT, "zh")["letters"]
    assert told["turns"] == [] and told["apart_from_order"] is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_preface_says_where_the_order_is_changed(lang: str) -> None:
    found = project_letters(best(ranked(SIX, 100, "stop")), ["P3"])
    (said,) = project_letters_json(found, UNIT, lang)["words"]  # type: ignore[arg-type]
    assert (
        "改了名次的，另外写明" if lang == "zh" else "what would change the order is told apart"
    ) in said
