"""Nothing, or at least what is worth giving."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from counted import FEW, both_engines_find_it, the_audits_agree
from hypothesis import given
from hypothesis import strategies as st

from cases import Case, Pot, Town, cases, closest, solved
from golden_text import assert_golden, changed_lines
from optalloc.problem.score import score
from second_audit import Check, SecondAudit, covers, fen

# Made up: targets 6, 2 and 2 元 of 10 元; no published plan with such a clause was found.
PLAIN = Case(
    pots=(Pot("市级", 1000),),
    towns=(Town("甲镇", "镇"), Town("乙镇", "镇"), Town("丙镇", "镇")),
    rules=(("grain", {"cell": "1"}), ("spend_whole", {})),
    goals=(closest("absolute"),),
    targets=(("fixed", {"amounts": {"甲镇": 6, "乙镇": 2, "丙镇": 2}}),),
)
TOTALS = {"amount": "3.5", "within": "recipient", "recipients": ["乙镇", "丙镇"]}


class Audit(SecondAudit):
    """Knows the rule by its formula."""

    def nothing_or_at_least(self, entry: Mapping[str, Any]) -> Iterator[Check]:
        least, per_use = fen(entry["amount"]), entry["within"] == "award"
        for town in self.case.towns:
            for use in self.case.uses if per_use and covers(entry, town) else ():
                own = self.which(town.name, uses=frozenset([use]))
                yield lambda c, own=own: not 0 < sum(c[i] for i in own) < least
            if covers(entry, town) and not per_use:
                own = self.which(town.name)
                yield lambda c, own=own: not 0 < sum(c[i] for i in own) < least


@pytest.mark.parametrize("by", ["cbc", "highs"])
def test_worked_two_small_towns_become_one_that_gets_enough(by: str) -> None:
    """Made up: 3.5 元 is 4 in whole 元. (6, 4, 0) is off by 4; (10, 0, 0) is off by 8."""
    outcome = solved(PLAIN.with_rules(("nothing_or_at_least", TOTALS)), by)
    assert outcome.x is not None
    assert outcome.x[3:6].tolist() == [6, 4, 0]
    assert outcome.goals[0].value == 400


def test_the_natural_cells_are_taken_whatever_the_switches_of_another_plan() -> None:
    """Two towns with 5 元 each: by hand (3, 2) and (2, 3), so that both uses get 5."""
    case = Case(
        pots=(Pot("市级", 1000),),
        towns=(Town("甲镇"), Town("乙镇")),
        uses={"产业": (), "设施": ()},
        rules=(
            ("grain", {"cell": "1"}),
            ("spend_whole", {}),
            ("nothing_or_at_least", {"amount": 2, "within": "award"}),
        ),
        goals=(closest("absolute"),),
        targets=(("fixed", {"amounts": {"甲镇": 5, "乙镇": 5}}),),
    )
    assert Audit(case).chosen() == (300, 200, 200, 300)
    assert both_engines_find_it(case, Audit(case))


def test_golden_a_switch_for_each_covered_total() -> None:
    case = Case(**{**PLAIN.__dict__, "rules": PLAIN.rules[:1]})
    problem = case.with_rules(("nothing_or_at_least", TOTALS)).problem()
    assert_golden("rules", "nothing_or_at_least", problem)


def test_differential_it_adds_two_rows_and_a_switch_for_each_covered_total() -> None:
    case = PLAIN.with_rules(("nothing_or_at_least", TOTALS))
    gone, new = changed_lines(PLAIN.problem(), case.problem())
    assert gone == []
    assert new == [
        "nothing_or_at_least 乙镇: 0 <= +1 乙镇 -4 switch0",
        "nothing_or_at_least 丙镇: 0 <= +1 丙镇 -4 switch1",
        "nothing_or_at_least 乙镇: +1 乙镇 -10 switch0 <= 0",
        "nothing_or_at_least 丙镇: +1 丙镇 -10 switch1 <= 0",
        # What is closest to target counts a total behind its switch (problem/started_totals.py).
        "closest_to_target 乙镇: +1 乙镇 -4 switch0 -1 switch2 = 0",
        "closest_to_target 乙镇: -6 switch0 +1 switch2 <= 0",
        "closest_to_target 丙镇: +1 丙镇 -4 switch1 -1 switch3 = 0",
        "closest_to_target 丙镇: -6 switch1 +1 switch3 <= 0",
        "0 <= switch0 <= 1",
        "0 <= switch1 <= 1",
        "0 <= switch2 <= 6",
        "0 <= switch3 <= 6",
    ]


def test_one_step_that_is_enough_needs_no_switch() -> None:
    entry = {"amount": "0.7", "within": "award"}
    case = PLAIN.with_rules(("nothing_or_at_least", entry))
    assert changed_lines(PLAIN.problem(), case.problem()) == ([], [])


def test_more_than_all_the_money_means_nothing() -> None:
    case = PLAIN.with_rules(("nothing_or_at_least", {"amount": "11", "within": "recipient"}))
    _, new = changed_lines(PLAIN.problem(), case.problem())
    assert new == ["甲镇 = 0", "乙镇 = 0", "丙镇 = 0"]


@st.composite
def worthwhile(draw: st.DrawFn) -> Case:
    case = draw(cases(250))
    entry: dict[str, Any] = {
        "amount": draw(st.sampled_from(("0.6", "1.2", "2", "3", "5"))),
        "within": draw(st.sampled_from(("recipient", "award"))),
    }
    if draw(st.booleans()):
        entry["recipients"] = [case.towns[-1].name]
    return case.with_rules(("nothing_or_at_least", entry))


@pytest.mark.slow
@FEW
@given(worthwhile())
def test_property_both_engines_find_the_plan_that_counting_finds(case: Case) -> None:
    audit = Audit(case)
    both_engines_find_it(case, audit)
    the_audits_agree(case, audit, "nothing_or_at_least")


def test_breaches_name_who_gets_too_little_to_be_worth_it() -> None:
    case = PLAIN.with_rules(("nothing_or_at_least", {**TOTALS, "cite": "第五条"}))
    problem = case.problem()
    found = list(problem.rules[-1].breaches(problem, score(problem), case.plan((100, 300, 600))))
    (breach,) = found
    assert breach.words().zh == "【起步金额】乙镇：应为 0 或不低于 3.5元，实为 3元"
    assert breach.words().en == "[nothing or at least] 乙镇: must be 0 or at least 3.5元, is 3元"
    assert breach.cite == "第五条"


def test_words_say_the_amount_and_what_it_is_asked_of() -> None:
    problem = PLAIN.with_rules(("nothing_or_at_least", TOTALS)).problem()
    words = problem.rules[-1].words(problem)
    assert words.zh == "乙镇、丙镇要么为 0，要么不低于 3.5元"
    assert words.en == "乙镇, 丙镇: nothing or at least 3.5元"
    entry = {"amount": 4, "within": "award"}
    problem = PLAIN.with_rules(("nothing_or_at_least", entry)).problem()
    words = problem.rules[-1].words(problem)
    assert words.zh == "各单位的每笔安排要么为 0，要么不低于 4元"
    assert words.en == "every recipient, each award: nothing or at least 4元"


def test_an_amount_of_nothing_is_refused() -> None:
    entry = {"amount": 0, "within": "award"}
    (complaint,) = PLAIN.with_rules(("nothing_or_at_least", entry)).complaints()
    assert "应大于 0" in complaint
