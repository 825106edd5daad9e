"""At least a part of what a recipient got in earlier years.

domain.md section 2: Henan 2011 keeps last year's amount; 20 CFR 1001.152 keeps 90% of it; 20 CFR
683.125 keeps 90% of the mean share of two years. None of them prints figures: those here are made
up.
"""

from fractions import Fraction
from math import ceil
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_text import assert_golden
from optalloc.problem.facts import Plan
from optalloc.problem.problem import Problem
from quick import examples
from small import (
    FEN,
    SQUARED,
    added_by,
    best,
    complaints,
    counts_agree,
    is_proven_infeasible,
    plan,
    rule,
    said,
    small,
    town,
)

TOWNS = [town("甲"), town("乙"), town("丙")]
TWO_YEARS = [
    (1, "甲", 20),
    (1, "乙", 30),
    (1, "丙", 50),
    (2, "甲", 40),
    (2, "乙", 30),
    (2, "丙", 30),
]


def held(money: int = 100, aims: dict[str, int] | None = None, **entry: Any) -> Problem:
    base = {"at_least": "90%", "years": [2], "over": "batch", "of": "amount"}
    settings_ = base | {"when_short": "refuse"} | entry
    history = [*TWO_YEARS, (2, "丁", 0)]
    more = {k: settings_.pop(k) for k in ("earlier", "grain", "goals") if k in settings_}
    aimed = aims or {"甲": 10, "乙": 30, "丙": 60}
    rules = [("hold_harmless", settings_)]
    return small({"市级": money}, TOWNS, rules, aims=aimed, history=history, **more)


def test_worked_ninety_percent_of_last_year_stand_before_the_targets() -> None:
    """As 20 CFR 1001.152: 90% of 40 is 36, above the target 10; 乙 and 丙 stay above their 27."""
    assert best(held()) == {"甲": 36, "乙": 30, "丙": 34}


def test_worked_ninety_percent_of_the_mean_share_of_two_years() -> None:
    """As 20 CFR 683.125: mean shares 30%, 30% and 40%; of 200, 90% of them is 54, 54 and 72."""
    problem = held(200, of="share", years=[1, 2], aims={"甲": 20, "乙": 60, "丙": 120})
    floors = rule(problem, "hold_harmless").floors(problem)
    assert floors == {"甲": 54 * FEN, "乙": 54 * FEN, "丙": 72 * FEN}
    assert best(problem) == {"甲": 54, "乙": 60, "丙": 86}


def test_worked_the_others_are_ratably_reduced() -> None:
    """甲 is raised to 40 of 100; 60 are left for targets 30 and 60, reduced alike to 20 and 40."""
    got = best(
        held(100, {"甲": 10, "乙": 30, "丙": 60}, recipients=["甲"], at_least=1, goals=[SQUARED])
    )
    assert got == {"甲": 40, "乙": 20, "丙": 40}


def test_worked_when_even_the_floors_do_not_fit_all_are_reduced_alike() -> None:
    """Floors 40, 30 and 30 with 50 to give: each is halved."""
    assert best(held(50, at_least=1, when_short="ratable")) == {"甲": 20, "乙": 15, "丙": 15}


def test_reduced_floors_are_rounded_down_to_a_whole_step() -> None:
    """Floors of 40, 30 and 30 with 55 to give: 22, 16.5 and 16.5, in whole steps 22, 16 and 16."""
    got = best(held(55, {"甲": 1, "乙": 1, "丙": 53}, at_least=1, when_short="ratable"))
    assert got == {"甲": 22, "乙": 16, "丙": 17}


def test_floors_that_fit_but_for_the_steps_are_rounded_down() -> None:
    """Half of 40, 30 and 30 are 50 of 50; but in steps of 10 they would be 20, 20 and 20."""
    entry = {"at_least": "50%", "grain": "10", "aims": {"甲": 1, "乙": 1, "丙": 48}}
    assert best(held(50, when_short="ratable", **entry)) == {"甲": 20, "乙": 10, "丙": 20}
    assert is_proven_infeasible(held(50, **entry))
    assert best(held(60, **entry)) == {"甲": 20, "乙": 20, "丙": 20}


def test_the_step_is_the_one_that_all_rules_force() -> None:
    """45:55 with awards in steps of 0.5 makes totals steps of 10: 15 and 15 become 10 and 10."""
    base = {"at_least": 1, "years": [2], "over": "batch", "of": "amount", "when_short": "ratable"}
    split = ("split", {"shares": {"市级": 45, "区级": 55}, "within": "recipient"})
    problem = small(
        {"市级": Fraction("22.5"), "区级": Fraction("27.5")},
        TOWNS,
        [split, ("hold_harmless", base)],
        aims={"甲": 1, "乙": 1, "丙": 48},
        history=TWO_YEARS,
        grain="0.5",
    )
    assert best(problem) == {"甲": 20, "乙": 10, "丙": 20}


def test_when_the_money_is_short_and_nothing_is_reduced_there_is_no_plan() -> None:
    assert is_proven_infeasible(held(89))
    assert not is_proven_infeasible(held(90))


def test_what_the_year_already_gave_counts_when_it_is_asked_to() -> None:
    earlier = [("甲", "市级", "用途", 30)]
    assert best(held(earlier=earlier, over="year"))["甲"] == 10
    assert best(held(earlier=earlier, over="batch"))["甲"] == 36


def test_golden_one_bound_a_recipient() -> None:
    assert_golden("rules", "hold_harmless", held())


def test_differential_it_adds_its_bounds_and_no_row() -> None:
    assert added_by(held(), "hold_harmless") == [
        "36 <= 甲 <= 100",
        "27 <= 乙 <= 100",
        "27 <= 丙 <= 100",
    ]


@pytest.mark.slow
@settings(max_examples=examples(30), deadline=None, derandomize=True)
@given(st.data())
def test_property_every_plan_is_judged_as_the_formula_says(data: st.DataObject) -> None:
    names = [t.name for t in TOWNS]
    money = data.draw(st.integers(1, 7))
    past = {(y, n): data.draw(st.integers(0, 6)) for y in (1, 2) for n in names}
    years = data.draw(st.sampled_from(([1], [2], [1, 2])))
    over = data.draw(st.sampled_from(("batch", "year")))
    short = data.draw(st.sampled_from(("refuse", "ratable")))
    part = data.draw(st.sampled_from(("50%", "90%", "1", "1/3")))
    given_ = data.draw(st.integers(1, 3))
    is_sound = all(sum(past[y, n] for n in names) for y in years)
    of = data.draw(st.sampled_from(("amount", "share"))) if is_sound else "amount"
    entry = {"at_least": part, "years": years, "over": over, "of": of, "when_short": short}
    problem = small(
        {"市级": money},
        TOWNS,
        [("hold_harmless", entry)],
        aims={n: data.draw(st.integers(1, 5)) for n in names},
        history=[(y, n, a) for (y, n), a in past.items()],
        earlier=[("甲", "市级", "用途", given_)],
        whole=data.draw(st.booleans()),
    )
    x = Fraction(part[:-1]) / 100 if part.endswith("%") else Fraction(part)
    fund = money + (given_ if over == "year" else 0)
    whole = {y: sum(past[y, n] for n in names) for y in years}
    scale = {y: Fraction(fund, whole[y]) if of == "share" else Fraction(1) for y in years}
    due = {n: x * sum(past[y, n] * scale[y] for y in years) / len(years) for n in names}
    due["甲"] -= given_ if over == "year" else 0
    due = {n: max(d, Fraction(0)) for n, d in due.items()}
    wanted = sum(due.values())
    if short == "ratable" and sum(ceil(d) for d in due.values()) > money:
        due = {n: Fraction(int(d * min(1, money / wanted))) for n, d in due.items()}

    def allowed(made: Plan) -> bool:
        return all(made.by_recipient.get(n, 0) >= d * FEN for n, d in due.items())

    assert counts_agree(problem, "hold_harmless", allowed) or short == "refuse"


def test_breaches_say_what_is_held_and_why() -> None:
    problem = held(cite="第五条")
    assert said(problem, "hold_harmless", plan(problem, 甲=35, 乙=30, 丙=35)) == [
        (
            "【不低于往年】甲：应不低于 36元，实为 35元",
            "[hold harmless] 甲: must be at least 36元, is 35元",
        )
    ]
    short = held(50, at_least=1, when_short="ratable")
    assert said(short, "hold_harmless", plan(short, 甲=19, 乙=15, 丙=16)) == [
        (
            "【不低于往年】甲：应不低于 20元（资金不足，同比例压减），实为 19元",
            "[hold harmless] 甲: must be at least 20元, reduced as the money is short, is 19元",
        )
    ]


def test_words_say_the_part_and_the_years() -> None:
    problem = held(when_short="ratable", years=[1, 2], of="share", over="year")
    assert rule(problem, "hold_harmless").words(problem) == (
        "各单位全年（含已下达）不低于 1、2 年平均占比的 90%，资金不足时同比例压减",
        "every recipient, this year at least 90% of its share in the mean of 1, 2;"
        " all alike reduced when the money is short",
    )


@pytest.mark.parametrize(
    ("years", "words", "came"),
    [
        ([3], "应为往年表里的年度（1、2）", "3"),
        ([], "应至少写一个年度", None),
        ([2, 2], "每个年度只写一次", "2"),
    ],
)
def test_years_that_are_not_there_are_refused(
    years: list[int], words: str, came: str | None
) -> None:
    ((key, zh, _, got),) = complaints(held(years=years))
    assert (key, zh, got) == ("years", words, came)


def test_a_recipient_that_the_year_says_nothing_about_is_refused() -> None:
    entry = held().rules[-1].model_dump(exclude={"label", "kind"})
    problem = small(
        {"市级": 9}, [*TOWNS, town("戊")], [("hold_harmless", entry)], history=TWO_YEARS
    )
    assert complaints(problem) == [
        ("years", "往年表应有 戊 2 年的金额", "an amount of 戊 in 2 in history", None)
    ]


def test_without_a_table_of_earlier_years_it_is_refused() -> None:
    entry = held().rules[-1].model_dump(exclude={"label", "kind"})
    problem = small({"市级": 9}, TOWNS, [("hold_harmless", entry)])
    assert complaints(problem) == [("years", "应有往年表", "a table of earlier years", None)]
