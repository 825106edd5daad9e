"""All of a group get the same, or nearly."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from counted import FEW, both_engines_find_it, the_audits_agree
from hypothesis import given
from hypothesis import strategies as st

from cases import Case, Pot, Town, cases, closest, solved
from golden_text import assert_golden, changed_lines
from optalloc.problem.score import score
from second_audit import Cells, Check, SecondAudit, covers, fen

# Made up: targets 5, 3 and 2 元; worked out by hand.
PLAIN = Case(
    pots=(Pot("市级", 1000),),
    towns=(Town("甲镇", "镇"), Town("乙镇", "镇"), Town("丙局", "局")),
    rules=(("grain", {"cell": "1"}), ("spend_whole", {})),
    goals=(closest("absolute"),),
    targets=(("fixed", {"amounts": {"甲镇": 5, "乙镇": 3, "丙局": 2}}),),
)
TOWNS: tuple[str, dict[str, Any]] = ("same_amount", {"kinds": ["镇"]})
NEARLY: tuple[str, dict[str, Any]] = ("same_amount", {"kinds": ["镇"], "apart": "1.5"})


class Audit(SecondAudit):
    """Knows the rule by its formula, pair by pair."""

    def same_amount(self, entry: Mapping[str, Any]) -> Iterator[Check]:
        who = [i for i, t in enumerate(self.case.towns) if covers(entry, t)]
        apart = fen(entry.get("apart", 0))

        def kept(cells: Cells) -> bool:
            y = self.totals(cells)
            return all(y[i] - y[j] <= apart for i in who for j in who)

        yield kept


@pytest.mark.parametrize("by", ["cbc", "highs"])
def test_worked_two_towns_get_the_same(by: str) -> None:
    """By hand: four each leaves the third its 2, off by 1 + 1; any other pair is off by more."""
    outcome = solved(PLAIN.with_rules(TOWNS), by)
    assert outcome.x is not None
    assert outcome.x[3:].tolist() == [4, 4, 2]
    assert outcome.goals[0].value == 200


def test_worked_two_towns_are_a_step_apart_at_most() -> None:
    """By hand: 1.5 元 in steps of 1 is one step; 5 : 4 : 1 and 4 : 3 : 3 are off by 2."""
    outcome = solved(PLAIN.with_rules(NEARLY))
    assert outcome.x is not None
    first, second, _ = outcome.x[3:6].tolist()
    assert 0 <= first - second <= 1
    assert outcome.goals[0].value == 200


def test_golden_a_row_between_the_first_and_each_other() -> None:
    case = Case(**{**PLAIN.__dict__, "rules": PLAIN.rules[:1]})
    assert_golden("rules", "same_amount", case.with_rules(TOWNS).problem())


def test_differential_it_adds_one_equality() -> None:
    gone, new = changed_lines(PLAIN.problem(), PLAIN.with_rules(TOWNS).problem())
    assert gone == []
    assert new == ["same_amount 乙镇: -1 甲镇 +1 乙镇 = 0"]


def test_differential_amounts_apart_have_a_column_for_the_smallest() -> None:
    gone, new = changed_lines(PLAIN.problem(), PLAIN.with_rules(NEARLY).problem())
    assert gone == []
    assert new == [
        "same_amount 甲镇: 0 <= +1 甲镇 -1 switch0 <= 1",
        "same_amount 乙镇: 0 <= +1 乙镇 -1 switch0 <= 1",
        "0 <= switch0 <= 5",
    ]


@st.composite
def alike(draw: st.DrawFn) -> Case:
    case = draw(cases(250).filter(lambda case: len(case.towns) > 1))
    names = [t.name for t in case.towns]
    entry: dict[str, Any] = {"recipients": names[: draw(st.integers(2, len(names)))]}
    if draw(st.booleans()):
        entry["apart"] = draw(st.sampled_from(("0", "0.4", "1", "2.5")))
    return case.with_rules(("same_amount", entry))


@FEW
@given(alike())
def test_property_both_engines_find_the_plan_that_counting_finds(case: Case) -> None:
    audit = Audit(case)
    both_engines_find_it(case, audit)
    the_audits_agree(case, audit, "same_amount")


def test_breaches_name_the_least_and_what_it_has() -> None:
    for rule, zh, en in (
        (TOWNS, "应与 乙镇（3元）相同，实为 5元", "must be the same as 乙镇 (3元), is 5元"),
        (
            NEARLY,
            "应与 乙镇（3元）相差不超过 1.5元，实为 5元",
            "must be within 1.5元 of 乙镇 (3元), is 5元",
        ),
    ):
        problem = PLAIN.with_rules(rule).problem()
        plan = PLAIN.plan((500, 300, 200))
        (breach,) = problem.rules[-1].breaches(problem, score(problem), plan)
        assert breach.words().zh == f"【同等安排】甲镇：{zh}"
        assert breach.words().en == f"[same amount] 甲镇: {en}"


def test_words_say_who_gets_the_same() -> None:
    problem = PLAIN.with_rules(TOWNS).problem()
    assert tuple(problem.rules[-1].words(problem)) == (
        "镇 各得相同金额",
        "the same for each of 镇",
    )
    problem = PLAIN.with_rules(NEARLY).problem()
    assert tuple(problem.rules[-1].words(problem)) == (
        "镇 相互间相差不超过 1.5元",
        "镇 within 1.5元 of each other",
    )


def test_a_group_of_nobody_or_of_one_is_refused() -> None:
    assert "应写明是哪些单位" in PLAIN.with_rules(("same_amount", {})).complaints()[0]
    (said,) = PLAIN.with_rules(("same_amount", {"recipients": ["甲镇"]})).complaints()
    assert "这一组应至少有两个单位" in said
