"""The largest award stays within a multiple of the smallest."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import pytest
from counted import FEW, both_engines_find_it, the_audits_agree
from hypothesis import given
from hypothesis import strategies as st

from cases import Case, Pot, Town, cases, closest, solved
from golden_text import assert_golden, changed_lines
from optalloc.problem.score import score
from second_audit import Cells, Check, SecondAudit, covers

# Made up: targets 6, 3 and 1 元; worked out by hand.
PLAIN = Case(
    pots=(Pot("市级", 1000),),
    towns=(Town("甲镇", "镇"), Town("乙镇", "镇"), Town("丙局", "局")),
    rules=(("grain", {"cell": "1"}), ("spend_whole", {})),
    goals=(closest("absolute"),),
    targets=(("fixed", {"amounts": {"甲镇": 6, "乙镇": 3, "丙局": 1}}),),
)
ALL: tuple[str, dict[str, Any]] = ("amount_ratio", {"at_most": 2, "among": "all"})
FUNDED: tuple[str, dict[str, Any]] = ("amount_ratio", {"at_most": "1.5", "among": "funded"})


class Audit(SecondAudit):
    """Knows the rule by its formula, pair by pair."""

    def amount_ratio(self, entry: Mapping[str, Any]) -> Iterator[Check]:
        who = [i for i, t in enumerate(self.case.towns) if covers(entry, t)]
        k = Fraction(str(entry["at_most"]))

        def kept(cells: Cells) -> bool:
            y = self.totals(cells)
            least = [y[j] for j in who if y[j] or entry["among"] == "all"]
            return all(y[i] <= k * low for i in who for low in least)

        yield kept


@pytest.mark.parametrize("by", ["cbc", "highs"])
def test_worked_the_largest_is_twice_the_smallest_at_most(by: str) -> None:
    """By hand: 5 : 3 : 2 breaks it (5 > 4); 4 : 4 : 2 and 4 : 3 : 3 are off by 4, none by less."""
    outcome = solved(PLAIN.with_rules(ALL), by)
    assert outcome.x is not None
    totals = outcome.x[3:6].tolist()
    assert max(totals) <= 2 * min(totals)
    assert outcome.goals[0].value == 400


def test_worked_who_gets_nothing_does_not_count_among_the_funded() -> None:
    """By hand: 6 : 4 : 0 is off by 2; with all three funded 4 : 3 : 3 is off by 4."""
    outcome = solved(PLAIN.with_rules(FUNDED))
    assert outcome.x is not None
    assert outcome.x[3:6].tolist() == [6, 4, 0]


def test_golden_a_column_for_the_smallest_and_switches_for_the_funded() -> None:
    case = Case(**{**PLAIN.__dict__, "rules": PLAIN.rules[:1]})
    assert_golden("rules", "amount_ratio", case.with_rules(FUNDED).problem())


def test_differential_it_adds_two_rows_for_each_town() -> None:
    gone, new = changed_lines(PLAIN.problem(), PLAIN.with_rules(ALL).problem())
    assert gone == []
    assert new == [
        "amount_ratio 甲镇: 0 <= +1 甲镇 -1 switch0",
        "amount_ratio 乙镇: 0 <= +1 乙镇 -1 switch0",
        "amount_ratio 丙局: 0 <= +1 丙局 -1 switch0",
        "amount_ratio 甲镇: +1 甲镇 -2 switch0 <= 0",
        "amount_ratio 乙镇: +1 乙镇 -2 switch0 <= 0",
        "amount_ratio 丙局: +1 丙局 -2 switch0 <= 0",
        "0 <= switch0 <= 3",
    ]


@st.composite
def bounded_by_the_smallest(draw: st.DrawFn) -> Case:
    case = draw(cases(250))
    entry: dict[str, Any] = {
        "at_most": draw(st.sampled_from(("1", "1.5", "2", "10"))),
        "among": draw(st.sampled_from(("all", "funded"))),
    }
    if draw(st.booleans()):
        entry["recipients"] = [t.name for t in case.towns[1:]] or [case.towns[0].name]
    return case.with_rules(("amount_ratio", entry))


@FEW
@given(bounded_by_the_smallest())
def test_property_both_engines_find_the_plan_that_counting_finds(case: Case) -> None:
    audit = Audit(case)
    both_engines_find_it(case, audit)
    the_audits_agree(case, audit, "amount_ratio")


def test_breaches_name_the_smallest() -> None:
    problem = PLAIN.with_rules(ALL).problem()
    plan = PLAIN.plan((500, 300, 200))
    (breach,) = problem.rules[-1].breaches(problem, score(problem), plan)
    assert tuple(breach.words()) == (
        "【金额差距】甲镇：应不超过 丙局（2元）的 2 倍，实为 5元",
        "[amount ratio] 甲镇: must be at most 2 times 丙局 (2元), is 5元",
    )


def test_words_say_the_multiple_and_among_whom() -> None:
    problem = PLAIN.with_rules(("amount_ratio", {**FUNDED[1], "kinds": ["镇"]})).problem()
    assert tuple(problem.rules[-1].words(problem)) == (
        "镇 中，得到资金的单位中，最高的金额不超过最低的 1.5 倍",
        "largest award of those with money among 镇 at most 1.5 times the smallest",
    )


def test_a_multiple_below_one_and_a_group_not_said_are_refused() -> None:
    (said,) = PLAIN.with_rules(("amount_ratio", {"at_most": "0.9", "among": "all"})).complaints()
    assert "应不小于 1" in said
    with pytest.raises(ValueError, match="among"):
        PLAIN.with_rules(("amount_ratio", {"at_most": 2})).problem()
