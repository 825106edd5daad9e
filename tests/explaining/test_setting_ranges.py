"""Ranges of settings within which the plan stays: at each end and beyond, solved once more."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from office import Office
from optalloc.core.solve_options import SolveOptions
from optalloc.explaining.rule_costs.costs import Costs, costs
from optalloc.explaining.setting_ranges import setting_ranges as module
from optalloc.explaining.setting_ranges.describe import setting_ranges_document
from optalloc.explaining.setting_ranges.setting_ranges import SettingRange, setting_ranges
from optalloc.pipeline.answer import Resolved, answer_of
from optalloc.pipeline.resolve import best, best_totals, forget, not_asked
from optalloc.pipeline.solve import solve
from optalloc.present.document import Text
from optalloc.problem.problem import Problem
from small import Entry, small, town

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
SIX = SCENARIOS / "six-factors" / "plan.yaml"
DANTZIG = SCENARIOS / "answer-key" / "dantzig-transport" / "plan.yaml"
TWO_TOWNS = """\
title: 两镇
unit: 万元
tables:
  sources: [{资金来源: 市级, 金额: 10}]
  uses: [{用途: 道路}]
  recipients: [{单位: 甲镇, 人口: 80}, {单位: 乙镇, 人口: 20}]
targets: {formula: {kind: factors, weights: {人口: 100%}}}
indicators: {人口: {unit: 人, direction: more}}
rules:
  grain: {cell: 1}
  spend_whole: {}
  least: {kind: floor, amount: 3, recipients: [乙镇]}
  most: {kind: ceiling, amount: 9, recipients: [甲镇]}
goals: {closest_to_target: {distance: absolute}}
"""
"""By hand: targets are 8 and 2. The floor makes the plan 7 and 3: at a floor of 2 or less it is 8
and 2, at 4 the plan breaks it. The ceiling holds from 7 on, whatever it is."""


def test_two_towns_by_hand(office: Office) -> None:
    (office.folder / "scenario.yaml").write_text(TWO_TOWNS, encoding="utf-8")
    found = setting_ranges(answer_of(solve(office.folder / "scenario.yaml")))
    least, most = found.ranges
    wan = 1_000_000
    assert least.lower is not None and least.upper is not None
    assert (least.lower.reach, least.lower.value, least.lower.beyond) == ("to", 3 * wan, 2 * wan)
    assert (least.upper.reach, least.upper.value, least.upper.beyond) == ("to", 3 * wan, 4 * wan)
    assert least.lower.effect is not None and least.lower.effect.moved == {
        "甲镇": wan,
        "乙镇": -wan,
    }
    assert most.lower is not None and most.upper is not None
    assert (most.lower.value, most.lower.beyond) == (7 * wan, 6 * wan)
    assert most.upper.reach == "all" and most.upper.beyond is None


def two_towns_ranges(office: Office) -> tuple[SettingRange, ...]:
    """Return the range of the ceiling of the scenario above, which holds from 7 on."""
    forget()
    (office.folder / "scenario.yaml").write_text(TWO_TOWNS, encoding="utf-8")
    solved = answer_of(solve(office.folder / "scenario.yaml"))
    return setting_ranges(solved, labels=["most"]).ranges


def test_leaving_a_rule_out_without_proof_shows_no_end(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That the plan found without the ceiling is the same proves nothing if it is not best."""
    monkeypatch.setattr(module, "costs", lambda *a, **k: unproven(costs(*a, **k)))
    monkeypatch.setattr(module, "best_totals", lambda problem, how: not_asked(problem))
    (most,) = two_towns_ranges(office)
    assert most.upper is not None and most.upper.reach == "open"


def unproven(found: Costs) -> Costs:
    """Return costs as they are where time ran out before any of them was proven."""
    told = (replace(c, effect=replace(c.effect, proven="no")) for c in found.costs)
    return replace(found, costs=tuple(told))


def test_equal_plans_without_a_settled_tie_rule_end_no_range(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsettled(problem: Problem, how: SolveOptions) -> Resolved:
        answer = best_totals(problem, how)
        return replace(answer, outcome=replace(answer.outcome, settled=False))

    monkeypatch.setattr(module, "costs", lambda *a, **k: unproven(costs(*a, **k)))
    monkeypatch.setattr(module, "best_totals", unsettled)
    (most,) = two_towns_ranges(office)
    assert most.upper is not None and most.upper.reach == "open"


def test_a_cap_of_whole_lots_moves_by_whole_lots() -> None:
    # Once its next value was 4.1, which the rule refuses: so the range ended at 4, as if 5 did.
    lots = ("lots", {"standard": "1", "unit": "份", "at_most": 4})
    problem = small({"市": 8}, [town("东"), town("西")], [lots], aims={"东": 6, "西": 2})
    (found,) = [r for r in setting_ranges(best(problem)).ranges if r.setting == ("at_most",)]
    assert found.upper is not None and (found.upper.value, found.upper.beyond) == (4, 5)


def test_what_a_rule_refuses_is_not_called_without_a_plan() -> None:
    """Two towns of equal figures get the same: a ratio of 1 is kept, and below it there is none."""
    rules = [("per_head_ratio", {"at_most": 3, "column": "人"})]
    towns = [town("东", 人=5), town("西", 人=5)]
    problem = small({"市": 10}, towns, rules, aims={"东": 5, "西": 5})
    (one,) = setting_ranges(best(problem)).ranges
    assert one.lower is not None and (one.lower.reach, one.lower.value) == ("to", 1)
    assert one.lower.beyond is None and one.lower.effect is None


def kept(at_least: str) -> Entry:
    """Return a rule that keeps the towns at a part of a year in which they had 4 and 3."""
    past = {"years": [1], "over": "batch", "of": "amount", "when_short": "refuse"}
    return "hold_harmless", {"at_least": at_least, **past}


def changed(**bounds: str) -> Entry:
    """Return a rule that bounds the change of a town from a year in which it had 1."""
    return "yearly_change", {"recipients": ["东"], "year": 2, "over": "batch", **bounds}


SIX_EACH, FORTY = {"东": 6, "西": 6}, {"东": 40, "西": 20}
BEYOND_A_LADDER = {
    # 150% of 4 is 6, and 100% is not the end of it.
    "a part above all": (kept("90%"), SIX_EACH, "1", "upper", ("to", "3/2", "1501/1000")),
    "a part that is all": (kept("100%"), SIX_EACH, "1", "upper", ("to", "3/2", "1501/1000")),
    "a part kept anyway": (kept("90%"), SIX_EACH, "1", "lower", ("all", "0", None)),
    # 40 is 3900% above 1; a ladder of changes goes to 1000%.
    "a change above 1000%": (
        changed(at_least="10%"), FORTY, "5", "upper", ("to", "39", "39001/1000"),
    ),
    # At 1000% it may have 11, which is nothing in steps of 20, and 40 without the rule.
    "a cap that still holds at its ladder's end": (
        changed(at_most="400%"), FORTY, "20", "upper", ("open", "10", None),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BEYOND_A_LADDER)
def test_the_last_value_of_a_ladder_is_no_end_of_a_setting(name: str) -> None:
    """No end is told of a bound that values further than those tried first would reach."""
    entry, aims, grain, side, told = BEYOND_A_LADDER[name]
    past = [(1, "东", 4), (1, "西", 3), (2, "东", 1), (2, "西", 1)]
    towns, money = [town("东"), town("西")], {"市": sum(aims.values())}
    problem = small(money, towns, [entry], aims=aims, grain=grain, history=past)
    [one] = setting_ranges(best(problem), labels=[entry[0]]).ranges
    end = one.upper if side == "upper" else one.lower
    assert end is not None
    reach, value, beyond = told
    assert (end.reach, end.value) == (reach, Fraction(value))
    assert end.beyond == (None if beyond is None else Fraction(beyond))


REDUCED_WHEN_SHORT = {
    # 57.2% of 7 is above 4; from 62.6% on 2, 6 and 5 are asked of 12, and less again is due.
    "a floor that bites before the money is short": (
        "55%", (5, 4, 3), (3, 8, 7), ("to", "501/1000"), ("to", "571/1000"),
    ),
    # From 100.1% on each is due 7 of 6: what is due then is reduced, and nothing is known of it.
    "a floor kept until the money is short": ("90%", (6, 6), (6, 6), ("all", "0"), ("open", "1")),
}  # fmt: skip


@pytest.mark.parametrize("name", REDUCED_WHEN_SHORT)
def test_a_part_that_is_reduced_has_a_range_as_far_as_the_money_reaches(name: str) -> None:
    at_least, aims, before, lower, upper = REDUCED_WHEN_SHORT[name]
    names = "东西南"[: len(aims)]
    past = {"years": [1], "over": "batch", "of": "amount", "when_short": "ratable"}

    def problem(part: str) -> Problem:
        return small(
            {"市": 12},
            [town(name) for name in names],
            [("hold_harmless", {"at_least": part, **past})],
            aims=dict(zip(names, aims, strict=True)),
            history=[(1, name, money) for name, money in zip(names, before, strict=True)],
        )

    answer = best(problem(at_least))
    [one] = setting_ranges(answer, labels=["hold_harmless"]).ranges
    assert one.lower is not None and one.upper is not None
    assert (one.lower.reach, one.lower.value) == (lower[0], Fraction(lower[1]))
    assert (one.upper.reach, one.upper.value) == (upper[0], Fraction(upper[1]))
    assert answer.plan is not None
    for k in range(5):
        within = one.lower.value + (one.upper.value - one.lower.value) * Fraction(k, 4)
        again = best(problem(str(within))).plan
        assert again is not None and again.by_recipient == answer.plan.by_recipient


def test_a_part_that_is_reduced_now_has_no_range() -> None:
    """Nor is it said that no number is there to move: one is, and less of it may ask for more."""
    entry = kept("180%")[1] | {"when_short": "ratable"}
    problem = small(
        {"市": 12}, [town("东"), town("西")], [("hold_harmless", entry)], aims=SIX_EACH,
        history=[(1, "东", 4), (1, "西", 3)],
    )  # fmt: skip
    found = setting_ranges(best(problem), labels=["hold_harmless"])
    [section] = setting_ranges_document(found)
    assert not found.ranges
    assert isinstance(section.blocks[0], Text)
    assert "【不低于往年】（没有可" in section.blocks[0].said.say("zh")


def shown(office: Office, scenario: Path) -> list[dict[str, object]]:
    answer = office.run("explain", str(scenario), "--ranges", "--json")
    assert answer.code == 0, answer.err
    ranges: list[dict[str, object]] = json.loads(answer.out)["setting_ranges"]["ranges"]
    return ranges


@pytest.mark.slow
@pytest.mark.parametrize("scenario", [SIX, DANTZIG])
def test_the_plan_stays_up_to_each_end_and_not_beyond(office: Office, scenario: Path) -> None:
    """The values that are printed go back through `--set`, as a planner would type them."""
    best = solve(scenario).best
    assert best is not None
    ends = 0
    for one in shown(office, scenario):
        key = f"rules.{one['rule']}.{one['setting']}"
        for end in (one["lower"], one["upper"]):
            if not isinstance(end, dict) or end["value"] is None:
                continue
            at = solve(scenario, [f"{key}={end['value']}"]).best
            assert at is not None and at.plan.by_recipient == best.plan.by_recipient
            if end["beyond"] is not None:
                beyond = solve(scenario, [f"{key}={end['beyond']}"]).best
                assert beyond is None or beyond.plan.by_recipient != best.plan.by_recipient
                ends += 1
    assert ends


def test_it_is_said_what_is_beyond(office: Office) -> None:
    for lang, words in (
        ("zh", "【保底】的金额：41万元 时"),
        ("en", "[floor] “amount”: at 41万元: "),
    ):
        answer = office.run("explain", str(SIX), "--ranges", "--rule", "floor", lang=lang)
        assert answer.code == 0 and words in answer.out


def test_a_goal_that_leaves_room_has_no_ranges(office: Office) -> None:
    text = TWO_TOWNS.replace("absolute}}", "absolute, tolerance: 1%}}")
    (office.folder / "scenario.yaml").write_text(text, encoding="utf-8")
    answer = office.run("explain", "scenario.yaml", "--ranges", lang="en")
    assert answer.code == 0 and "A goal leaves room for those after it" in answer.out


def test_without_proof_nothing_is_said_to_stay() -> None:
    solved = answer_of(solve(SIX))
    with pytest.raises(ValueError, match="proven best"):
        setting_ranges(replace(solved, plan=None))
