"""Goals weighed against each other: figures are made up, sums are worked by hand."""

import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from counting import FEW, reaches_the_least, rows_added
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from goal_text import assert_golden_goal
from golden_text import changed_lines
from office import Office
from optalloc.core.message import NOTHING
from optalloc.pipeline.certificate import templates
from optalloc.pipeline.certificate.program_json import program_json
from optalloc.problem.facts import Plan
from optalloc.problem.formulate import formulate
from optalloc.problem.interfaces import GOALS
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.program.distance_costs import Shortfall
from optalloc.solver.program.program import Stage, StepCost, WeightedSum
from optalloc.solver.search.marginal import Flat
from optalloc.solver.search.outcome import PartOutcome
from small import FEN, best, complaints, outcomes, small, town

NAMES = ("甲", "乙")
SCENARIO = Path(__file__).parents[2] / "scenarios" / "blended-goals" / "plan.yaml"
NEAR = {"kind": "closest_to_target", "distance": "absolute"}
BEFORE = {"kind": "last_year", "year": 2022, "distance": "absolute"}
RELATIVE = {"kind": "last_year", "year": 2022, "distance": "relative"}
FEW_TOWNS = {"kind": "fewest_recipients"}
NEEDS = {"kind": "need_covered", "what": "needs", "over": "batch"}


def two(
    money: int, aims: list[int], then: list[int], parts: dict[str, Any], unit: str = ""
) -> Problem:
    """Return two towns with a target and an amount of 2022 each, which is its need too."""
    problem = small(
        {"资金": money},
        [town(n) for n in NAMES],
        aims=dict(zip(NAMES, aims, strict=True)),
        goals=[("blend", {"parts": parts, "unit": unit})],
        history=[(2022, n, held) for n, held in zip(NAMES, then, strict=True)],
    )
    needs = {(n, "用途"): held * FEN for n, held in zip(NAMES, then, strict=True)}
    return replace(problem, needs=needs)


def test_worked_the_heavier_of_two_pulls_is_followed() -> None:
    # Targets 8 and 2, last year 4 and 6: a step from one to the other moves both sums by 2.
    for near, before, first in ((3, 2, 8), (2, 3, 4)):
        parts = {"近": {**NEAR, "weight": near}, "旧": {**BEFORE, "weight": before}}
        assert best(two(10, [8, 2], [4, 6], parts)) == {"甲": first, "乙": 10 - first}


def test_worked_units_that_differ_are_counted_in_one_that_is_said() -> None:
    # A town left out saves 3 点; who had 4 and gets nothing is 4 off, the other 4 more: 8 * 1/2.
    parts = {"近": {**NEAR, "weight": "1/2"}, "少": {**FEW_TOWNS, "weight": 3}}
    problem = two(10, [6, 4], [5, 5], parts, "点")
    assert best(problem) == {"甲": 6, "乙": 4}
    assert problem.goals[0].value(problem, score(problem), Plan(())) == 5
    told = outcomes(two(10, [8, 2], [5, 5], parts, "点"))[0].goals[0]
    assert (told.value, told.measure) == (5, "number")  # 甲 alone: 4 * 1/2 + 3, both: 0 + 6
    assert told.parts[0].value == 4 * FEN and told.parts[0].counted == 2
    assert told.parts[1] == PartOutcome(
        problem.goals[0].blended["少"].goal.words(problem),  # type: ignore[attr-defined]
        "number",
        told.parts[1].unit,
        Fraction(1),
        Fraction(3),
    )


def test_worked_the_scenario_of_the_library_is_what_its_towns_add_up_to(office: Office) -> None:
    """By hand: at the targets 50, 30, 20 two needs are open, 40 点.

    5 from 西镇 to 北镇 closes one: 2 * 5 + 5 + 20 = 35. From 东镇 it opens another: 5 + 5 + 40; the
    need of 西镇 takes 10: 2 * 10 + 10 + 20 = 50.
    """
    said = office.run("solve", str(SCENARIO))
    assert "：35（已证明最优，精确运算）；其中" in said.out
    text = said.out.replace("\n    ", "")
    assert "15万元（计 15）、未满足的需求项数最少 1 项需求（计20）" in text.replace("计 20", "计20")
    said = office.run("solve", str(SCENARIO), lang="en")
    assert "15万元 (counts 15); fewest needs left uncovered: 1 need" in " ".join(said.out.split())


def test_golden_program() -> None:
    parts = {
        "近": {**NEAR, "weight": 2},
        "旧": {**BEFORE, "weight": 1},
        "少": {**FEW_TOWNS, "weight": 3},
    }
    assert_golden_goal("blend", two(3, [2, 1], [1, 2], parts, "点"))


def test_differential_it_adds_the_rows_of_its_parts_and_no_other() -> None:
    parts = {"近": {**NEAR, "weight": 2}, "需": {**NEEDS, "weight": 1}}
    whole = two(3, [2, 1], [1, 2], parts, "点")
    alone = [GOALS[p["kind"]].read("blend", {**p, "kind": p["kind"]}, "元") for p in (NEAR, NEEDS)]
    assert rows_added(whole) == rows_added(replace(whole, goals=tuple(alone[1:])))
    assert changed_lines(whole, replace(whole, goals=tuple(alone))) == ([], [])


PART = st.sampled_from([NEAR, BEFORE, RELATIVE, FEW_TOWNS, NEEDS])
WEIGHT = st.sampled_from([Fraction(1, 3), Fraction(1), Fraction(5, 2)])


@FEW
@given(
    st.lists(st.tuples(PART, WEIGHT), min_size=2, max_size=3),
    st.lists(st.integers(1, 4), min_size=4, max_size=4),
    st.integers(1, 6),
)
def test_property_it_is_what_counting_finds(
    drawn: list[tuple[dict[str, Any], Fraction]], figures: list[int], money: int
) -> None:
    aims, then = figures[:2], figures[2:]
    parts = {str(i): {**said, "weight": str(w)} for i, (said, w) in enumerate(drawn)}

    def of(said: dict[str, Any], got: list[Fraction]) -> Fraction:
        match said["kind"]:
            case "closest_to_target":
                return sum((abs(g - a) for g, a in zip(got, aims, strict=True)), Fraction(0))
            case "last_year":
                per = then if said["distance"] == "relative" else [1, 1]
                off = zip(got, then, per, strict=True)
                return sum((abs(g - h) / p for g, h, p in off), Fraction(0))
            case "fewest_recipients":
                return Fraction(sum(g > 0 for g in got))
        return Fraction(sum(g < h for g, h in zip(got, then, strict=True)))

    def cost(plan: Plan) -> Fraction:
        got = [Fraction(plan.by_recipient.get(n, 0), FEN) for n in NAMES]
        return sum((w * of(said, got) for said, w in drawn), Fraction(0))

    assert reaches_the_least(two(money, aims, then, parts, "点"), cost)


def test_money_alone_needs_no_unit_and_stays_money() -> None:
    parts = {"近": {**NEAR, "weight": 2}, "旧": {**BEFORE, "weight": 1}}
    problem = two(3, [2, 1], [1, 2], parts)
    (stage,) = formulate(problem, score(problem)).goals
    assert isinstance(stage, Stage) and stage.measure == "money" and problem.goals[0].is_money()
    assert problem.goals[0].words(problem).en == (
        "smallest weighted sum: 2 × smallest sum of deviations from target"
        " + 1 × smallest sum of changes from 2022"
    )


def test_units_that_differ_must_be_named_and_tolerances_stand_on_the_sum() -> None:
    parts = {"近": {**NEAR, "weight": 2, "tolerance": "1%"}, "需": {**NEEDS, "weight": 1}}
    assert [(key, zh, en) for key, zh, en, _ in complaints(two(3, [2, 1], [1, 2], parts))] == [
        ("parts.近", "tolerance 应写在合计上", "a tolerance of the blend, not of its part"),
        (
            "unit",
            "各部分分别以 元、项需求 计，应写明合计以什么计",
            "what the sum is counted in, as its parts are counted in 元, need",
        ),
    ]


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"近": {**NEAR, "weight": 1}}, "two goals at least"),
        ({"近": {**NEAR, "weight": 1}, "旧": BEFORE}, "a `weight`: what one of its value counts"),
        ({"近": {**NEAR, "weight": 1}, "evenness": {"weight": 1}}, "a goal that can be added"),
    ],
)
def test_what_is_no_blend_is_refused(parts: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        GOALS["blend"].read("blend", {"parts": parts}, "元")


def test_every_fault_of_a_part_is_named_at_its_place(office: Office) -> None:
    where = "goals.两者并重.parts"
    faulty = ("差额.weight=0", "需求.what=项", "需求.wat=1")
    said = office.run(
        "solve", str(SCENARIO), *(x for f in faulty for x in ("--set", f"{where}.{f}"))
    )
    assert said.code == 3
    assert f"--set {where}.差额.weight（组成目标）：应有 weight" in said.err
    assert f"--set {where}.需求.what（组成目标）：应为 money 或 needs，实为 '项'" in said.err
    assert f"--set {where}.需求.wat" in said.err
    said = office.run("solve", str(SCENARIO), "--set", f"{where}.差额.weights={{丁: 1}}")
    assert f"{where}.差额（组成目标）：差额 的 weights：应为已有的名称" in said.err


def test_its_proof_is_verified_by_both_checkers(office: Office) -> None:
    # Two distances meet in every total: the certificate lists both costs of one column.
    old = "closest_to_target: {distance: absolute}"
    new = (
        "mix: {kind: blend, unit: 点, parts: {a: {kind: closest_to_target, distance: absolute,"
        " weight: 1}, b: {kind: closest_to_target, distance: squared, weight: 0.1}}}"
    )
    office.swap("scenario.yaml", (old, new))
    assert office.run("solve", "scenario.yaml", "--out", "out").code == 0
    checked = office.run("check", "--certificate", "out/certificate.json")
    assert checked.code == 0 and "没有更好的方案" in checked.out
    alone = Path(templates.__path__[0]) / "check_certificate.py"
    told = subprocess.run(
        [sys.executable, str(alone), "out/certificate.json"],
        cwd=office.folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0 and "PROVEN BEST" in told.stdout


def test_costs_of_a_kind_without_a_word_stay_without_one_in_a_sum() -> None:
    problem = two(3, [2, 1], [1, 2], {"近": {**NEAR, "weight": 2}, "旧": {**BEFORE, "weight": 1}})
    program = formulate(problem, score(problem))
    own: dict[int, StepCost] = {0: WeightedSum(((2, Flat(1)), (1, Shortfall(1, 3))), 5)}
    told = program_json(problem, replace(program, goals=(Stage("own", NOTHING, convex=own),)))
    words = ["other"], ["shortfall", "1", "3"], ["linear", "5"]
    assert told["goals"][0]["costs"] == [[0, *word] for word in words]
