"""An amount fixed by hand, with who, when and why, and what it costs."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import pytest
from counted import FEW, both_engines_find_it, the_audits_agree
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cases import Case, Pot, Town, cases, closest, solved
from golden_text import assert_golden, changed_lines
from library import funded, library, project
from optalloc.explaining.rule_costs.costs import costs
from optalloc.pipeline.describe import solved_document
from optalloc.pipeline.resolve import best
from optalloc.pipeline.walk import walk
from optalloc.present.terminal import print_sections
from optalloc.problem.facts import Award, Plan
from optalloc.problem.score import score
from second_audit import Check, SecondAudit, fen
from small import breaches, outcomes
from small import complaints as complaints_of

# 美兰区 2023 (cases/meilan-2023-awards.csv): 22.5 + 27.5, 45:55 in every row, in steps of 0.5;
# 灵山镇 18 + 22, 三江镇 4.5 + 5.5. Amounts are in 元 here. The targets of 30 and 20 are made up,
# and so is the hand.
BY_HAND = {"who": "办公会", "when": "2023-05-06", "why": "三江镇只有一个村"}
MEILAN = Case(
    pots=(Pot("市级", 2250), Pot("区级", 2750)),
    towns=(Town("灵山镇", "镇"), Town("三江镇", "镇")),
    rules=(
        ("grain", {"cell": "0.5"}),
        ("spend_whole", {}),
        ("split", {"shares": {"市级": 45, "区级": 55}, "within": "recipient"}),
    ),
    goals=(closest("absolute"),),
    targets=(("fixed", {"amounts": {"灵山镇": 30, "三江镇": 20}}),),
)
CELL = {"recipient": "三江镇", "source": "市级", "amount": "4.5", **BY_HAND}
TOTAL = {"recipient": "三江镇", "amount": 10, **BY_HAND}


class Audit(SecondAudit):
    """Knows the rule by its formula."""

    def fixed_award(self, entry: Mapping[str, Any]) -> Iterator[Check]:
        pots, uses = (
            None if name is None else frozenset([name])
            for name in (entry.get("source"), entry.get("use"))
        )
        own = self.which(entry["recipient"], pots, uses)
        yield lambda c: sum(c[i] for i in own) == fen(entry["amount"])


@pytest.mark.parametrize("entry", [CELL, TOTAL])
@pytest.mark.parametrize("by", ["cbc", "highs"])
def test_worked_the_rest_of_meilan_is_shared_out_around_it(by: str, entry: dict[str, Any]) -> None:
    outcome = solved(MEILAN.with_rules(("fixed_award", entry)), by)
    assert outcome.x is not None
    assert [k / 2 for k in outcome.x[:4].tolist()] == [18, 22, 4.5, 5.5]


def test_worked_its_cost_is_found_by_solving_without_it() -> None:
    """30 and 20 are met without it; with it both towns are 10 off."""
    cost = costs(best(MEILAN.with_rules(("fixed_award", TOTAL)).problem())).cost_of("fixed_award")
    assert cost is not None and cost.effect.state == "better"
    ((with_rule, without),) = cost.effect.goals
    assert (with_rule.value, without.value) == (Fraction(2000), 0)
    assert cost.effect.moved == {"灵山镇": -1000, "三江镇": 1000}


def test_the_printed_plan_shows_who_fixed_it_when_and_why(
    capsys: pytest.CaptureFixture[str],
) -> None:
    fixed = MEILAN.with_rules(("fixed_award", {**CELL, "cite": "纪要"})).problem()
    print_sections(solved_document(walk(fixed)), "zh")
    printed = "".join(capsys.readouterr().out.split())
    assert (
        "三江镇·市级定为4.5元（手工确定：办公会，2023-05-06，三江镇只有一个村）（纪要）" in printed
    )


def test_golden_one_equality() -> None:
    case = Case(**{**MEILAN.__dict__, "rules": MEILAN.rules[:1], "uses": {"产业": (), "设施": ()}})
    assert_golden("rules", "fixed_award", case.with_rules(("fixed_award", CELL)).problem())


def test_differential_a_total_is_a_bound_and_a_cell_is_a_bound() -> None:
    gone, new = changed_lines(MEILAN.problem(), MEILAN.with_rules(("fixed_award", TOTAL)).problem())
    assert (gone, new) == (["0 <= 三江镇 <= 5"], ["三江镇 = 1"])
    gone, new = changed_lines(MEILAN.problem(), MEILAN.with_rules(("fixed_award", CELL)).problem())
    assert (gone, new) == (["0 <= 三江镇·市级·用途 <= 45"], ["三江镇·市级·用途 = 9"])


@st.composite
def fixed_by_hand(draw: st.DrawFn) -> Case:
    case = draw(cases(250))
    entry: dict[str, Any] = {"recipient": draw(st.sampled_from(case.towns)).name, **BY_HAND}
    most = sum(p.amount for p in case.pots)
    if draw(st.booleans()):
        pot = draw(st.sampled_from(case.pots))
        entry["source"], most = pot.name, pot.amount
    if draw(st.booleans()):
        entry["use"] = draw(st.sampled_from(sorted(case.uses)))
    entry["amount"] = str(draw(st.integers(0, min(6, most // 50))) / 2)
    return case.with_rules(("fixed_award", entry))


@pytest.mark.slow
@FEW
@given(fixed_by_hand())
def test_property_both_engines_find_the_plan_that_counting_finds(case: Case) -> None:
    audit = Audit(case)
    both_engines_find_it(case, audit)
    the_audits_agree(case, audit, "fixed_award")


def test_breaches_name_the_cell_and_who_fixed_it_when_and_why() -> None:
    case = MEILAN.with_rules(("fixed_award", CELL))
    problem = case.problem()
    plan = case.plan((1800, 2200, 900, 550))
    (breach,) = problem.rules[-1].breaches(problem, score(problem), plan)
    assert breach.words().zh == (
        "【人工核定】三江镇、市级：应为 4.5元（手工确定：办公会，2023-05-06，"
        "三江镇只有一个村），实为 9元"
    )
    assert breach.words().en == (
        "[fixed award] 三江镇, 市级: must be 4.5元 (by hand: 办公会, 2023-05-06, "
        "三江镇只有一个村), is 9元"
    )


def test_words_record_who_when_and_why() -> None:
    problem = MEILAN.with_rules(("fixed_award", CELL)).problem()
    words = problem.rules[-1].words(problem)
    assert words.zh == ("三江镇·市级 定为 4.5元（手工确定：办公会，2023-05-06，三江镇只有一个村）")
    assert words.en == "三江镇·市级 is 4.5元 (by hand: 办公会, 2023-05-06, 三江镇只有一个村)"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"who": "  "}, "不能为空"),
        ({"why": ""}, "不能为空"),
        ({"when": "2023年5月6日"}, "应为日期"),
        ({"when": "20230506"}, "应为日期"),
        ({"when": "2023-02-30"}, "应为日期"),
    ],
)
def test_who_when_and_why_must_be_written(change: dict[str, str], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        MEILAN.with_rules(("fixed_award", {**TOTAL, **change})).problem()
    (error,) = refused.value.errors()
    assert said in error["ctx"]["zh"]


@pytest.mark.parametrize("missing", ["who", "when", "why"])
def test_none_of_the_record_may_be_missing(missing: str) -> None:
    entry = {k: v for k, v in TOTAL.items() if k != missing}
    with pytest.raises(ValidationError, match=missing):
        MEILAN.with_rules(("fixed_award", entry)).problem()


def test_unknown_names_and_more_than_the_sources_have_are_refused() -> None:
    entry = {**CELL, "recipient": "演丰镇", "use": "养老", "amount": 23}
    complaints = MEILAN.with_rules(("fixed_award", entry)).complaints()
    assert len(complaints) == 3
    assert "应不超过来源的 22.5元" in complaints[-1]


PROJECTS = (project("A", "甲", 6, 9), project("B", "甲", 5, 4), project("C", "乙", 4, 5))
FUNDING = ("project_funding", {"how": "from_minimum"})


def by_hand(**settings: Any) -> tuple[str, dict[str, Any]]:
    return "fixed_award", {"recipient": "甲", **BY_HAND, **settings}


def test_worked_a_project_is_fixed_and_the_others_fill_the_rest() -> None:
    """By hand: 10 元; A and C would get all of it, B's 5 leave C its 4."""
    problem = library(10, PROJECTS, FUNDING, by_hand(project="B", amount=5))
    for outcome in outcomes(problem):
        assert funded(problem, outcome.x) == {"B": 5, "C": 4}
    plan = Plan([Award("甲", "资金", "用途", 600, "A")])
    (breach,) = breaches(problem, "fixed_award", plan)
    assert breach.where == ("甲", "B")
    assert (breach.came, breach.allowed.en) == (
        "0元",
        "5元 (by hand: 办公会, 2023-05-06, 三江镇只有一个村)",
    )


def test_a_project_of_somebody_else_or_beside_a_use_is_refused() -> None:
    entry = by_hand(project="C", amount=4, use="用途")
    found = complaints_of(library(10, PROJECTS, FUNDING, entry))
    assert [(key, came) for key, _, _, came in found] == [("project", "C"), ("use", "用途")]
