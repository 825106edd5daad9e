"""A whole number of units, each at the standard, up to a cap."""

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
from optalloc.problem.score import score
from second_audit import Check, SecondAudit, covers, fen

# 牟定县 2019 [A] (cases/mouding-2019-awards.csv): villages at 10万 each, seven towns, 42 villages;
# amounts are written in 元 here, so 10 stands for 10万.
VILLAGES = {
    "共和镇": 4,
    "新桥镇": 11,
    "江坡镇": 5,
    "凤屯镇": 6,
    "蟠猫乡": 4,
    "安乐乡": 10,
    "戌街乡": 2,
}
MOUDING = Case(
    pots=(Pot("减贫摘帽奖补", 42000),),
    towns=tuple(Town(name, "镇", {"脱贫村": str(n)}) for name, n in VILLAGES.items()),
    rules=(
        ("grain", {"cell": "1"}),
        ("spend_whole", {}),
        ("lots", {"standard": 10, "unit": "村", "column": "脱贫村"}),
    ),
    goals=(closest("absolute"),),
    targets=(("factors", {"weights": {"村数": "100%"}}),),
    indicators={"村数": ("more", {"脱贫村": "1"})},
)
# Made up: the department's total is no matter of lots, the towns' is.
MIXED = Case(
    pots=(Pot("市级", 1100),),
    towns=(Town("甲镇", "镇"), Town("乙镇", "镇"), Town("水务局", "部门")),
    rules=(("grain", {"cell": "1"}),),
    goals=(closest("absolute"),),
    targets=(("fixed", {"amounts": {"甲镇": 5, "乙镇": 4, "水务局": 2}}),),
)
TOWNS = {"standard": "3", "unit": "村", "at_most": 2, "kinds": ["镇"]}


class Audit(SecondAudit):
    """Knows the rule by its formula."""

    def lots(self, entry: Mapping[str, Any]) -> Iterator[Check]:
        for town, row in zip(self.case.towns, self.rows, strict=True):
            if covers(entry, town):
                most = Fraction(
                    town.facts[entry["column"]] if "column" in entry else entry["at_most"]
                )
                allowed = {k * fen(entry["standard"]) for k in range(int(most) + 1)}
                yield lambda c, row=row, allowed=allowed: sum(c[i] for i in row) in allowed


def test_worked_each_town_of_mouding_gets_ten_for_each_village() -> None:
    outcome = solved(MOUDING)
    assert outcome.x is not None
    assert outcome.x[7:].tolist() == list(VILLAGES.values())
    assert outcome.proven == "exact"


def test_worked_with_money_for_fewer_villages_some_are_left_out_whole() -> None:
    """Made up: 400 for the 42 villages; two lots are missing, and nobody is above its cap."""
    short = Case(**{**MOUDING.__dict__, "pots": (Pot("减贫摘帽奖补", 40000),)})
    outcome = solved(short)
    assert outcome.x is not None
    lots = outcome.x[7:].tolist()
    assert sum(lots) == 40
    assert all(k <= n for k, n in zip(lots, VILLAGES.values(), strict=True))


def test_golden_some_recipients_count_lots_in_a_column() -> None:
    assert_golden("rules", "lots", MIXED.with_rules(("lots", TOWNS)).problem())


def test_differential_it_adds_a_cap_and_a_count_for_each_covered_town() -> None:
    gone, new = changed_lines(MIXED.problem(), MIXED.with_rules(("lots", TOWNS)).problem())
    assert gone == ["0 <= 甲镇 <= 11", "0 <= 乙镇 <= 11"]
    assert new == [
        "lots 甲镇: +1 甲镇 -3 switch0 = 0",
        "lots 乙镇: +1 乙镇 -3 switch1 = 0",
        "0 <= 甲镇 <= 6",
        "0 <= 乙镇 <= 6",
        "0 <= switch0 <= 2",
        "0 <= switch1 <= 2",
    ]


def test_lots_for_everybody_are_the_step_of_totals() -> None:
    everybody = {"standard": "3", "unit": "村", "at_most": 2}
    _, new = changed_lines(MIXED.problem(), MIXED.with_rules(("lots", everybody)).problem())
    assert [line for line in new if line.startswith("0 <=")] == [
        "0 <= 甲镇 <= 2",
        "0 <= 乙镇 <= 2",
        "0 <= 水务局 <= 2",
    ]
    assert not any("switch" in line for line in new)


@st.composite
def in_lots(draw: st.DrawFn) -> Case:
    case = draw(cases(250))
    entry: dict[str, Any] = {
        "standard": draw(st.sampled_from(("1", "1.5", "2", "3"))),
        "unit": "村",
    }
    if draw(st.booleans()):
        entry["column"] = "村"
    else:
        entry["at_most"] = draw(st.integers(0, 4))
    if draw(st.booleans()):
        entry["recipients"] = [case.towns[-1].name]
    return case.with_rules(("lots", entry))


@pytest.mark.slow
@FEW
@given(in_lots())
def test_property_both_engines_find_the_plan_that_counting_finds(case: Case) -> None:
    audit = Audit(case)
    both_engines_find_it(case, audit)
    the_audits_agree(case, audit, "lots")


def test_breaches_name_who_is_between_lots_or_above_the_cap() -> None:
    case = MIXED.with_rules(("lots", TOWNS))
    problem = case.problem()
    found = problem.rules[-1].breaches(problem, score(problem), case.plan((400, 900, 100)))
    said = [b.words() for b in found]
    assert [w.zh for w in said] == [
        "【按整份安排】甲镇：应为 3元 的整数倍，至多 2 村，实为 4元",
        "【按整份安排】乙镇：应为 3元 的整数倍，至多 2 村，实为 9元",
    ]
    assert said[0].en == "[lots] 甲镇: must be a multiple of 3元, at most 2 村, is 4元"


def test_words_say_the_standard_and_the_cap() -> None:
    problem = MOUDING.problem()
    words = problem.rules[-1].words(problem)
    assert words.zh == "按整村安排，每村 10元，不超过“脱贫村”"
    assert words.en == "whole lots of 10元 for each 村, up to its 脱贫村"
    problem = MIXED.with_rules(("lots", TOWNS)).problem()
    assert problem.rules[-1].words(problem).zh == "按整村安排，每村 3元，至多 2 村（只指镇）"


def test_settings_that_cannot_be_used_are_refused() -> None:
    def complaints(**settings: Any) -> list[str]:
        return MOUDING.with_rules(("lots", {"unit": "村", **settings})).complaints()

    assert "应大于 0" in complaints(standard=0, at_most=1)[0]
    assert "at_most 与 column" in complaints(standard=1)[0]
    assert "at_most 与 column" in complaints(standard=1, at_most=1, column="脱贫村")[0]
    for count in ("1.5", -1, "两个"):
        with pytest.raises(ValidationError, match="a whole number, at least 0"):
            complaints(standard=1, at_most=count)
    assert len(complaints(standard=1, column="户数")) == 7
