"""Nothing that is proposed changes what is firm; what only firm rules forbid is said."""

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from test_conflict import conflicts_by_counting, drawn, smallest_to_give

from optalloc.core.errors import InputUnusable
from optalloc.explaining.conflict.changes import WayOut
from optalloc.explaining.conflict.describe import conflict_json, conflict_lines
from optalloc.explaining.conflict.repairs import why_no_plan
from optalloc.explaining.goal_seek.describe import want_lines
from optalloc.explaining.goal_seek.seek import what_would_it_take
from optalloc.explaining.marginal_prices.prices import prices
from optalloc.explaining.rule_costs.costs import costs
from optalloc.explaining.rule_costs.describe import costs_lines
from optalloc.exploring.funding.funding import funding
from optalloc.exploring.sweep.sweep import sweep
from optalloc.exploring.weights.uncertainty import weight_names
from optalloc.inputs.read import read
from optalloc.pipeline.answer import answer_of
from optalloc.pipeline.solve import solve
from optalloc.problem.problem import Problem

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
FIRM = SCENARIOS / "firm-rules" / "plan.yaml"
WHOLE_WAN = SCENARIOS / "meilan-2023" / "whole-wan.yaml"
TWO_TOWNS = SCENARIOS / "meilan-2023" / "two-towns.yaml"
SIX = SCENARIOS / "six-factors" / "plan.yaml"


def firm_in(problem: Problem, labels: set[str], value: bool | tuple[str, ...] = True) -> Problem:
    rules = tuple(
        r.model_copy(update={"firm": value}) if r.label in labels else r for r in problem.rules
    )
    return replace(problem, rules=rules)


def changed_by(ways: tuple[WayOut, ...]) -> set[str]:
    return {change.label for way in ways for change in way.changes}


def ways_of(path: Path, *settings: str) -> tuple[tuple[WayOut, ...], str, dict[str, Any]]:
    found = why_no_plan(read(path, settings), lambda more: read(path, [*settings, *more]))
    assert found is not None
    said = "\n".join(words.en for words in conflict_lines(found))
    return found.ways, said, conflict_json(found, "万元", "en")


def test_a_way_out_changes_no_rule_setting_or_source_that_is_firm() -> None:
    ways, said, told = ways_of(FIRM)
    assert ways
    assert not changed_by(ways) & {"split", "industry", "市级第二批"}
    assert told["only_firm"] is False
    before, _, _ = ways_of(WHOLE_WAN)
    assert "市级第二批" in changed_by(before)
    assert "What is firm was left" not in said


def test_what_only_firm_rules_forbid_is_said_in_both_languages() -> None:
    firm = [f"rules.{label}.firm=true" for label in ("grain", "spend_whole")]
    _, said, told = ways_of(WHOLE_WAN, *firm)
    assert "All of these are firm (law or a document)" in said
    assert "[grain] awards in steps of 1万元 [firm]" in said
    assert told["only_firm"] is True
    assert told["to_give"] == []
    assert [rule["firm"] for rule in told["conflicts"][0]["rules"]] == [True, True]
    found = why_no_plan(read(WHOLE_WAN, firm))
    assert found is not None
    assert "这些都是刚性约束" in "\n".join(words.zh for words in conflict_lines(found))


def test_where_all_that_would_help_is_firm_no_way_is_offered_and_the_letter_names_it() -> None:
    firm = [f"rules.{label}.firm=true" for label in ("grain", "spend_whole", "split")]
    rows = (
        "[{资金来源: 市级第二批, 金额: 22.5, 刚性: 是}, {资金来源: 区级配套, 金额: 27.5, 刚性: 是}]"
    )
    ways, said, _ = ways_of(WHOLE_WAN, *firm, f"tables.sources={rows}")
    assert ways == ()
    assert "What is firm was left: [grain]" in said
    assert "区级配套" in said.splitlines()[-1]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_what_has_to_give_beside_firm_rules_is_that_of_counting(seed: int) -> None:
    problem, draw = drawn(seed), Random(seed)
    counted = conflicts_by_counting(problem)
    if not counted:
        return
    labels = [rule.label for rule in problem.rules]
    firm = set(draw.sample(labels, len(labels) // 2))
    found = why_no_plan(firm_in(problem, firm))
    assert found is not None
    free = [label for label in labels if label not in firm]
    is_hopeless = any(conflict <= firm for conflict in counted)
    assert found.conflicts.is_firm == is_hopeless
    expected = set() if is_hopeless else smallest_to_give(free, counted)
    assert set(map(frozenset, found.conflicts.to_give)) == expected
    assert not changed_by(found.ways) & firm


def test_a_wish_moves_nothing_firm_and_says_when_only_firm_rules_forbid_it() -> None:
    problem = read(TWO_TOWNS, [f"rules.{r}.firm=true" for r in ("grain", "split", "spend_whole")])
    want = what_would_it_take(problem, {"灵山镇": 35_500_00 * 10}, ("all",))
    assert want.impossible == "exact"
    said = "\n".join(words.en for words in want_lines(want))
    assert "All of these are firm." in said
    loose = what_would_it_take(read(TWO_TOWNS), {"灵山镇": 35_500_00 * 10}, ("all",))
    assert loose.impossible == "no"


def test_weights_of_a_firm_formula_do_not_move() -> None:
    problem = read(SIX)
    (label,) = [part.label for part in problem.targets if hasattr(part, "weights")]
    assert weight_names(problem)
    assert weight_names(read(SIX, [f"targets.{label}.firm=[weights]"])) == []


def test_costs_leave_no_firm_rule_out_unless_it_is_named_and_prices_move_none() -> None:
    answer = answer_of(
        solve(TWO_TOWNS, settings=["rules.split.firm=true", "rules.grain.firm=true"])
    )
    found = costs(answer)
    assert not {cost.rule.label for cost in found.costs} & {"split", "grain"}
    said = "\n".join(words.en for words in costs_lines(found))
    assert "Firm (law or a document), and so never left out: [grain], [split]." in said
    assert [cost.rule.label for cost in costs(answer, labels=["split"]).costs] == ["split"]
    assert not {price.rule for price in prices(answer).settings} & {"split", "grain"}


@pytest.mark.parametrize("key", ["rules.industry.at_least=50%,60%", "rules.split=off,off"])
def test_a_sweep_over_what_is_firm_is_refused(key: str) -> None:
    with pytest.raises(InputUnusable, match="a setting that is not firm"):
        sweep(FIRM, [key], settings=["rules.grain.cell=0.5"])


def test_a_firm_source_is_not_let_grow() -> None:
    with pytest.raises(InputUnusable, match="a source that is not firm"):
        funding(FIRM, "市级第二批=22.5:27")


@pytest.mark.parametrize("value", ["是", "[nothing]", "3"])
def test_firm_is_true_or_names_settings(value: str) -> None:
    with pytest.raises(InputUnusable) as refused:
        read(TWO_TOWNS, [f"rules.split.firm={value}"])
    assert "true, false, or the settings that are firm (shares, within)" in str(refused.value)


def test_what_is_firm_changes_no_plan() -> None:
    plain, firm = solve(TWO_TOWNS), solve(TWO_TOWNS, settings=["rules.split.firm=true"])
    assert plain.best is not None
    assert firm.best is not None
    assert plain.best.plan == firm.best.plan
