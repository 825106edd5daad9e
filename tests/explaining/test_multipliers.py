"""Multipliers as a table: the published shadow prices of a textbook's linear program."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from office import Office
from optalloc.explaining.multipliers.describe import _about
from optalloc.explaining.multipliers.multipliers import RowMultiplier, multipliers
from optalloc.pipeline.answer import answer_of
from optalloc.pipeline.solve import solve
from optalloc.problem.at_level import ADDED_UP
from optalloc.problem.formulate import MONEY

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
DANTZIG = SCENARIOS / "answer-key" / "dantzig-transport" / "plan.yaml"
SHOWN = 100
"""Fen that four decimals of 1万元 show."""
COUNCIL = SCENARIOS / "council-projects" / "plan.yaml"


def test_dantzigs_markets_have_the_published_prices() -> None:
    """Marginals of the demand rows in the GAMS model library, trnsport: 0.225, 0.153, 0.126."""
    (goal,) = multipliers(answer_of(solve(DANTZIG))).goals
    found = {row.about: row.per_fen for row in goal.rows}
    assert found == {
        ("纽约",): Fraction(225, 100_000),
        ("芝加哥",): Fraction(153, 100_000),
        ("托皮卡",): Fraction(126, 100_000),
    }  # thousands of dollars a fen; a case is a yuan


def test_what_is_shown_is_what_the_certificate_holds(office: Office) -> None:
    """Read from the file, by row, and not from the answer in memory."""
    answer = office.run("solve", str(COUNCIL), "--out", "out")
    assert answer.code == 0, answer.err
    certificate = json.loads((office.folder / "out" / "certificate.json").read_text("utf-8"))
    found = multipliers(answer_of(solve(COUNCIL)))
    for goal, said in zip(found.goals, certificate["goals"], strict=True):
        root = said["proof"]["root"]["multipliers"]
        assert [(row.label, row.value) for row in goal.rows] == [
            (label, Fraction(value)) for _, label, _, value in root
        ]
        assert goal.rows


def test_they_are_called_prices_of_the_relaxation(office: Office) -> None:
    for lang, words in (
        ("zh", "乘数（松弛问题的影子价格）"),
        ("en", "Multipliers (shadow prices of the relaxation)"),
    ):
        answer = office.run("explain", str(DANTZIG), "--multipliers", lang=lang)
        assert answer.code == 0 and answer.out.startswith(words)
        assert "+0.225" in answer.out
    assert "Prices of whole steps (solved anew)" in answer.out


@pytest.mark.slow
def test_what_multipliers_prove_alone_is_said_where_it_is_less_than_the_value(
    office: Office,
) -> None:
    """Projects are whole: 19万元 more bring 84 points, though a multiplier says 3.14 for each.

    The value and so many times that are fewer points; what the multipliers prove alone is not.
    """
    (goal, _) = multipliers(answer_of(solve(COUNCIL))).goals
    (money,) = (row for row in goal.rows if (row.label, row.about) == (MONEY, ("市级",)))
    assert goal.bound is not None and money.per_fen is not None
    more, now = 19_000_000, solve(COUNCIL).problem.source_named["市级"].amount
    again = solve(COUNCIL, [f"changes.sources.市级.金额={(now + more) // 1_000_000}"])
    value = again.outcome.goals[0].value
    assert goal.bound + money.per_fen * more <= value < goal.goal.value + money.per_fen * more
    shown = office.run("explain", str(COUNCIL), "--multipliers", lang="en")
    assert f"These multipliers alone prove {-float(goal.bound):.4f}" in shown.out.replace("\n", " ")


def test_multipliers_that_are_the_whole_proof_prove_the_value(office: Office) -> None:
    (goal,) = multipliers(answer_of(solve(DANTZIG))).goals
    assert goal.bound == goal.goal.value
    assert "alone" not in office.run("explain", str(DANTZIG), "--multipliers", lang="en").out


def test_no_plan_is_better_than_what_a_multiplier_allows() -> None:
    """两镇之和: 北坡镇 + 园区 >= 1/2 * 西岭镇 + 6万元; the 6 is moved and all is solved again.

    To the digits that are shown: a multiplier is a rounded figure, and its bound is rounded up.
    """
    own = SCENARIOS / "own-words" / "plan.yaml"
    (goal,) = multipliers(answer_of(solve(own))).goals
    (row,) = (row for row in goal.rows if row.label == "两镇之和")
    assert row.side == "least" and not row.is_even and row.per_fen is not None
    for said, more in (("6.5", 500_000), ("7", 1_000_000), ("5", -1_000_000)):
        says = f"rules.两镇之和.says=北坡镇 + 园区 >= 1/2 * 西岭镇 + {said}"
        again = solve(own, [says]).outcome.goals[0]
        assert again.proven == "exact"
        assert again.value >= goal.goal.value + row.per_fen * more - SHOWN


def test_the_row_of_all_the_money_says_whose_it_is() -> None:
    row = RowMultiplier(ADDED_UP, (), "most", Fraction(-1), Fraction(100), True)
    assert tuple(_about(row)) == ("全部单位", "all together")
    assert tuple(_about(replace(row, about=("东市",)))) == ("东市", "东市")
    assert tuple(_about(replace(row, label="spend_whole"))) == ("", "")


CAPPED = """
unit: 万元
tables:
  sources: [{资金来源: 市级, 层级: 市级, 金额: 100}]
  recipients: [{单位: 甲镇, 人口: 60}, {单位: 乙镇, 人口: 30}, {单位: 丙镇, 人口: 10}]
  uses: [{用途: 产业, 产业: 是}]
indicators: {人口: {unit: 人, direction: more}}
targets: {测算: {kind: factors, weights: {人口: 100%}}}
rules:
  grain: {cell: 1}
  spend_whole: {}
  封顶: {kind: ceiling, amount: 50}
  保底: {kind: floor, amount: 15, recipients: [丙镇]}
goals: {接近: {kind: closest_to_target, distance: DISTANCE}}
"""


@pytest.mark.parametrize(("distance", "price"), [("absolute", -2), ("squared", -28)])
def test_a_ceiling_that_holds_a_total_has_its_multiplier(
    tmp_path: Path, distance: str, price: int
) -> None:
    """甲镇 60, 乙镇 30, 丙镇 10万元; at most 50 each.

    Absolute: 10 over for the others, 20 in all; with 51 it is 18. Squared: 50, 35, 15 are
    100 + 25 + 25 off; with 51 it is 51, 34, 15, as 丙镇 has at least 15: 81 + 16 + 25.
    """
    file = tmp_path / "plan.yaml"
    file.write_text(CAPPED.replace("DISTANCE", distance), "utf-8")
    (goal,) = multipliers(answer_of(solve(file))).goals
    (cap,) = (row for row in goal.bounds if row.label == "封顶")
    assert (cap.about, cap.side) == (("甲镇",), "most")
    scale = 1_000_000 if distance == "absolute" else 1_000_000**2
    more = solve(file, ["rules.封顶.amount=51"]).outcome.goals[0].value
    assert cap.per_fen is not None and goal.goal.value + cap.per_fen * 1_000_000 <= more
    assert more - goal.goal.value == price * scale


def test_rows_that_a_goal_makes_bear_its_name_in_the_readers_language(office: Office) -> None:
    """100 in caps of 50 take two; each town's switch was called fewest_recipients."""
    goal = "goals: {fewest_recipients: {}}"
    text = CAPPED.replace("goals: {接近: {kind: closest_to_target, distance: DISTANCE}}", goal)
    (office.folder / "few.yaml").write_text(text, "utf-8")
    told = office.run("explain", "few.yaml", "--multipliers", lang="zh").out
    assert "集中支持" in told and "fewest" not in told


def test_a_rule_with_two_bounds_says_which_of_them_holds(tmp_path: Path) -> None:
    """甲镇 60 within 10%: 54 to 66, and 丙镇 has at least 25. Squared, 75 for 甲镇 and 乙镇.

    Free, they would be 7.5 off each; so 甲镇 stands at its least, 54 and 21: 36 + 81 + 225. One
    more of it is 55 and 20: 25 + 100 + 225. Its bound was told as 恰为, exactly.
    """
    text = CAPPED.replace("DISTANCE", "squared").replace("amount: 15", "amount: 25")
    balance = "均衡: {kind: balance, max_deviation: 10%, recipients: [甲镇]}"
    file = tmp_path / "plan.yaml"
    file.write_text(text.replace("封顶: {kind: ceiling, amount: 50}", balance), "utf-8")
    (goal,) = multipliers(answer_of(solve(file))).goals
    (near,) = (row for row in goal.bounds if row.label == "均衡")
    assert goal.goal.value == (36 + 81 + 225) * 1_000_000**2
    assert (near.about, near.side) == (("甲镇",), "least")
    assert near.per_fen is not None and 0 < near.per_fen * 1_000_000 <= 8 * 1_000_000**2


def test_rules_of_higher_totals_have_theirs_and_those_at_their_bounds_are_named(
    office: Office,
) -> None:
    """西市 must have 450 and its target is 400: 50 more there, 50 less in 东市, 2 for each 万元.

    甲县 stands at its ceiling of 380 and what is taken from 东市 may be taken from 甲县 or 乙县.
    """
    levels = SCENARIOS / "three-levels" / "plan.yaml"
    found = multipliers(answer_of(solve(levels)))
    for goal in found.goals:
        (floor,) = goal.bounds
        assert (floor.label, floor.about, floor.side) == ("市级不低于去年", ("西市",), "least")
        assert floor.per_fen == 2
    assert found.at_bounds == ("产业占比", "县级封顶", "镇级保底")
    shown = office.run("explain", str(levels), "--multipliers", lang="zh").out.replace("\n", "")
    assert "方案也正好取到【产业占比】【县级封顶】【镇级保底】的界限，乘数是 0" in shown
    shown = office.run("explain", str(levels), "--multipliers", lang="en").out.replace("\n", " ")
    assert "The plan stands at the bound of [" in shown
