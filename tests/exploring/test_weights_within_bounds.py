"""Weights of a formula within bounds are drawn and moved as those of a plain one."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from office import Office
from optalloc.exploring.weights.breakpoints import WITHIN, breakpoints
from optalloc.exploring.weights.weights import DrawOptions, draws_of, weights
from optalloc.inputs.read import read
from optalloc.pipeline.solve import solve

PLAN = """
unit: 万元
tables:
  sources: [{资金来源: 市级, 层级: 市级, 金额: 100}]
  recipients:
    - {单位: 甲镇, 人口: 60, 面积: 10}
    - {单位: 乙镇, 人口: 30, 面积: 50}
    - {单位: 丙镇, 人口: 10, 面积: 40}
  uses: [{用途: 产业, 产业: 是}]
indicators: {人口: {unit: 人, direction: more}, 面积: {unit: 亩, direction: more}}
targets:
  测算:
    kind: bounded_factors
    weights: {人口: 60%, 面积: 40%}
    over: batch
    at_least: 20%
    at_most: 36%
    thresholds: {人口: 5}
rules: {grain: {cell: 1}, spend_whole: {}}
goals: {接近: {kind: closest_to_target, distance: absolute}}
"""


@pytest.fixture(name="plan")
def _plan(tmp_path: Path) -> Path:
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN, "utf-8")
    return file


def test_the_plan_changes_where_shares_within_bounds_cross_half_a_step(plan: Path) -> None:
    """With 人口 at w 甲镇 claims 10 + 50 w, 乙镇 50 - 20 w, capped at 36, 丙镇 40 - 30 w.

    Between its own cap and that of 丙镇 甲镇 has 64 (10 + 50 w) / (50 + 20 w): 33.5 for w = 9/22.
    At w = 0 the claims are 10, 50, 40: 28, 36, 36; at w = 1 they are 60, 30, 10: 36, 36, 28.
    """
    line = breakpoints(read(plan), "人口")
    ends = [piece.high for piece in line.pieces]
    assert not line.is_exact
    assert any(abs(end - Fraction(9, 22)) <= WITHIN for end in ends)
    last, first = line.pieces[-1].totals, line.pieces[0].totals
    assert last is not None and first is not None
    assert [fen // 1_000_000 for fen in last] == [36, 36, 28]
    assert [fen // 1_000_000 for fen in first] == [28, 36, 36]
    assert all(one.high == other.low for one, other in pairwise(line.pieces))


def test_a_draw_is_the_plan_of_a_scenario_with_its_weights(plan: Path) -> None:
    job = draws_of(plan, DrawOptions(draws=4, spread="60%"), ())
    for number in range(4):
        problem, drawn, _ = job.drawn(number)
        told = [
            f"targets.测算.weights.{n}={w}/1000000"
            for n, w in zip(problem.indicators, drawn, strict=True)
        ]
        totals = solve(plan, told).best
        assert totals is not None
        assert job.row(number)["totals"] == list(totals.plan.by_recipient.values())
    assert weights(plan, DrawOptions(draws=4)).job.count == 4


def test_figures_so_much_in_doubt_that_nobody_counts_are_refused(office: Office) -> None:
    """Off by 95% 甲镇 may have 3 people, below the line of 5; off by half it has 30."""
    office.put("plan.yaml", PLAN)
    asked = ("explore", "weights", "plan.yaml", "--draws", "2", "--doubt")
    for lang, said in (("zh", "最不利的数字下也能测算"), ("en", "at the worst")):
        letter = office.run(*asked, "人口=95%", lang=lang)
        assert letter.code == 3 and "--doubt" in letter.err and said in letter.err
    assert office.run(*asked, "人口=50%").code == 0


def test_figures_in_doubt_that_may_turn_below_zero_together_are_refused(office: Office) -> None:
    """By hand, 乙镇: 60 less 50; off by 10% it may be 54 less 55, by 5% 57 less 52.5 are left."""
    text = PLAN.replace("人口: 30", "人口: 60").replace("人口: 10,", "人口: 90,")
    plain = text.partition("    over: batch")[0] + text[text.index("rules:") :]
    indicator = "人口: {unit: 人, direction: more, columns: {人口: 1, 面积: -1}}"
    office.put(
        "plan.yaml",
        plain.replace("bounded_factors", "factors").replace(
            "人口: {unit: 人, direction: more}", indicator
        ),
    )
    asked = ("explore", "weights", "plan.yaml", "--draws", "2", "--doubt")
    for lang, said in (("zh", "每个单位都应不小于 0"), ("en", "a figure of 0 or more")):
        letter = office.run(*asked, "人口=10%", "--doubt", "面积=10%", lang=lang)
        assert letter.code == 3 and "人口=10%、面积=10%" in letter.err and said in letter.err
    assert office.run(*asked, "人口=5%", "--doubt", "面积=5%").code == 0


def test_other_kinds_of_targets_are_named_in_the_letter(office: Office) -> None:
    fixed = PLAN.partition("targets:")[0] + "targets: {定额: {kind: fixed, amounts: {甲镇: 100}}}\n"
    refusing = PLAN.replace("over: batch", "over: year\n    overpaid: refuse")
    for text, came in (
        (fixed + "rules:" + PLAN.partition("\nrules:")[2], "fixed"),
        (refusing, "bounded_factors"),
    ):
        office.put("plan.yaml", text)
        for lang in ("zh", "en"):
            letter = office.run("explore", "weights", "plan.yaml", lang=lang)
            assert (
                letter.code == 3 and "bounded_factors" in letter.err and f"'{came}'" in letter.err
            )
