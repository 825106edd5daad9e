"""At most, or at least, so many recipients get something."""

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

# Made up: targets 5, 3 and 2 元; no published plan with such a clause was found.
PLAIN = Case(
    pots=(Pot("市级", 1000),),
    towns=(Town("甲镇", "镇"), Town("乙镇", "镇"), Town("丙镇", "镇")),
    rules=(("grain", {"cell": "1"}), ("spend_whole", {})),
    goals=(closest("absolute"),),
    targets=(("fixed", {"amounts": {"甲镇": 5, "乙镇": 3, "丙镇": 2}}),),
)
BOTH = {"at_least": 1, "at_most": 2, "amount": "2.5"}


class Audit(SecondAudit):
    """Knows the rule by its formula."""

    def recipient_count(self, entry: Mapping[str, Any]) -> Iterator[Check]:
        which = [i for i, t in enumerate(self.case.towns) if covers(entry, t)]
        least = fen(entry.get("amount", "0.01"))

        def kept(cells: Cells) -> bool:
            totals = self.totals(cells)
            count = sum(totals[i] >= least for i in which)
            return entry.get("at_least", 0) <= count <= entry.get("at_most", count)

        yield kept


@pytest.mark.parametrize("by", ["cbc", "highs"])
def test_worked_money_for_two_towns_goes_to_the_two_largest_targets(by: str) -> None:
    """Made up: leaving out 丙镇 costs 2 + 2, leaving out anybody else more."""
    outcome = solved(PLAIN.with_rules(("recipient_count", {"at_most": 2})), by)
    assert outcome.x is not None
    assert outcome.x[3:6].tolist() in ([7, 3, 0], [6, 4, 0], [5, 5, 0])
    assert outcome.goals[0].value == 400


def test_worked_three_towns_with_three_each_take_from_the_largest() -> None:
    """Made up: at least three with 3 元; 丙镇 rises by 1 and 甲镇 gives it."""
    outcome = solved(PLAIN.with_rules(("recipient_count", {"at_least": 3, "amount": 3})))
    assert outcome.x is not None
    assert outcome.x[3:].tolist() == [4, 3, 3]


def test_golden_switches_for_both_bounds() -> None:
    case = Case(**{**PLAIN.__dict__, "rules": PLAIN.rules[:1]})
    assert_golden("rules", "recipient_count", case.with_rules(("recipient_count", BOTH)).problem())


def test_differential_it_adds_a_row_for_each_town_and_bound_and_two_counts() -> None:
    case = PLAIN.with_rules(("recipient_count", BOTH))
    gone, new = changed_lines(PLAIN.problem(), case.problem())
    assert gone == []
    assert new == [
        "recipient_count 甲镇: 0 <= +1 甲镇 -3 switch0",
        "recipient_count 乙镇: 0 <= +1 乙镇 -3 switch1",
        "recipient_count 丙镇: 0 <= +1 丙镇 -3 switch2",
        "recipient_count *: 1 <= +1 switch0 +1 switch1 +1 switch2",
        "recipient_count 甲镇: +1 甲镇 -8 switch3 <= 2",
        "recipient_count 乙镇: +1 乙镇 -8 switch4 <= 2",
        "recipient_count 丙镇: +1 丙镇 -8 switch5 <= 2",
        "recipient_count *: +1 switch3 +1 switch4 +1 switch5 <= 2",
        *(f"0 <= switch{i} <= 1" for i in range(6)),
    ]


def test_all_of_them_is_a_bound_without_switches() -> None:
    case = PLAIN.with_rules(("recipient_count", {"at_least": 3}))
    _, new = changed_lines(PLAIN.problem(), case.problem())
    assert new == ["1 <= 甲镇 <= 10", "1 <= 乙镇 <= 10", "1 <= 丙镇 <= 10"]


@st.composite
def counted_out(draw: st.DrawFn) -> Case:
    case = draw(cases(250))
    entry: dict[str, Any] = {}
    there = len(case.towns)
    if draw(st.booleans()):
        entry["recipients"] = [t.name for t in case.towns[1:]] or [case.towns[0].name]
        there = len(entry["recipients"])
    low, high = sorted((draw(st.integers(0, there)), draw(st.integers(0, there))))
    entry |= draw(
        st.sampled_from(({"at_least": low}, {"at_most": high}, {"at_least": low, "at_most": high}))
    )
    if draw(st.booleans()):
        entry["amount"] = draw(st.sampled_from(("0.6", "1.2", "2", "3")))
    return case.with_rules(("recipient_count", entry))


@pytest.mark.slow
@FEW
@given(counted_out())
def test_property_both_engines_find_the_plan_that_counting_finds(case: Case) -> None:
    audit = Audit(case)
    both_engines_find_it(case, audit)
    the_audits_agree(case, audit, "recipient_count")


def test_breaches_say_how_many_there_are() -> None:
    case = PLAIN.with_rules(("recipient_count", {"at_most": 2}))
    problem = case.problem()
    (breach,) = problem.rules[-1].breaches(problem, score(problem), case.plan((100, 300, 600)))
    assert breach.words().zh == "【单位数限度】应至多 2 个单位得到资金，实为 3"
    assert breach.words().en == "[recipient count] must be at most 2 recipients with money, is 3"
    case = PLAIN.with_rules(("recipient_count", {"at_least": 2, "amount": 3}))
    problem = case.problem()
    (breach,) = problem.rules[-1].breaches(problem, score(problem), case.plan((200, 200, 600)))
    assert breach.words().zh == "【单位数限度】应至少 2 个单位得到 3元 以上（含），实为 1"
    assert breach.words().en == (
        "[recipient count] must be at least 2 recipients with 3元 or more, is 1"
    )


def test_words_say_the_bounds_and_what_counts() -> None:
    problem = PLAIN.with_rules(("recipient_count", {**BOTH, "kinds": ["镇"]})).problem()
    words = problem.rules[-1].words(problem)
    assert words.zh == "至少 1 个、至多 2 个单位（镇）得到 2.5元 以上（含）"
    assert words.en == "at least 1 and at most 2 recipients (镇) with 2.5元 or more"


def test_settings_that_cannot_be_used_are_refused() -> None:
    def complaints(**settings: Any) -> list[str]:
        return PLAIN.with_rules(("recipient_count", settings)).complaints()

    assert "应至少写一个个数" in complaints()[0]
    assert "应在 0 与单位数 3 之间" in complaints(at_least=4)[0]
    assert "应在 0 与单位数 3 之间" in complaints(at_most=-1)[0]
    assert "下限应不大于上限" in complaints(at_least=3, at_most=1)[0]
    assert "应大于 0" in complaints(at_most=1, amount=0)[0]


@pytest.mark.parametrize("count", [True, "2", "1.5"])
def test_a_count_that_is_no_whole_number_is_refused(count: object) -> None:
    with pytest.raises(ValueError, match="at_most"):
        PLAIN.with_rules(("recipient_count", {"at_most": count})).problem()
