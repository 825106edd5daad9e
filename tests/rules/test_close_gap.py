"""A source that closes the gap is used last, and only for the gap."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from counted import FEW, both_engines_find_it, the_audits_agree
from hypothesis import given
from hypothesis import strategies as st

from cases import Case, Pot, Town, cases, closest, solved
from golden_text import assert_golden, changed_lines
from optalloc.problem.score import score
from second_audit import Cells, Check, SecondAudit, fen

# 金寨县 2021 [A] (cases/README.md): 4,182,900.00 from above, the last 498.38 from the county; that
# the county could have given 100,000 is made up.
JINZHAI = Case(
    pots=(Pot("上级资金", 418290000), Pot("县级资金", 10000000)),
    towns=(Town("全县"),),
    rules=(("grain", {"cell": "0.01"}),),
    goals=(closest("absolute"),),
    targets=(("fixed", {"amounts": {"全县": "4183398.38"}}),),
)
# Made up: targets of 6 元, pots of 5 and 4 元.
PLAIN = Case(
    pots=(Pot("市级", 500), Pot("县级", 400)),
    towns=(Town("甲镇"), Town("乙镇")),
    rules=(("grain", {"cell": "1"}),),
    goals=(closest("absolute"),),
    targets=(("fixed", {"amounts": {"甲镇": 3, "乙镇": 3}}),),
)
LAST: tuple[str, dict[str, Any]] = ("close_gap", {"source": "县级"})
TO_SEVEN: tuple[str, dict[str, Any]] = ("close_gap", {"source": "县级", "total": 7})


class Audit(SecondAudit):
    """Knows the rule by its formula."""

    def close_gap(self, entry: Mapping[str, Any]) -> Iterator[Check]:
        names = [p.name for p in self.case.pots if p.name != entry["source"]]
        before = [p for p in self.case.pots if p.name in entry.get("after", names)]
        given = sum(p.amount for p in before)

        def kept(cells: Cells) -> bool:
            spent = {
                p.name: sum(cells[i] for i in self.which(pots=frozenset([p.name])))
                for p in self.case.pots
            }
            used, rest = spent[entry["source"]], any(spent[p.name] < p.amount for p in before)
            if "total" in entry and used != max(0, fen(entry["total"]) - given):
                return False
            return used == 0 or not rest

        yield kept


@pytest.mark.parametrize("by", ["cbc", "highs"])
@pytest.mark.parametrize("total", [{}, {"total": "4183398.38"}])
def test_worked_the_county_of_jinzhai_gives_the_last_498_38(by: str, total: dict[str, str]) -> None:
    case = JINZHAI.with_rules(("close_gap", {"source": "县级资金", **total}))
    outcome = solved(case, by)
    assert outcome.x is not None
    assert outcome.x.tolist()[:2] == [418290000, 49838]


def test_golden_a_switch_between_the_source_and_what_is_left_of_the_others() -> None:
    assert_golden("rules", "close_gap", PLAIN.with_rules(LAST).problem())


def test_differential_it_adds_a_switch_and_a_row_for_each_source() -> None:
    gone, new = changed_lines(PLAIN.problem(), PLAIN.with_rules(LAST).problem())
    assert gone == []
    assert new == [
        "close_gap 县级: +1 甲镇·县级·用途 +1 乙镇·县级·用途 -4 switch0 <= 0",
        "close_gap 市级: 0 <= +1 甲镇·市级·用途 +1 乙镇·市级·用途 -5 switch0",
        "0 <= switch0 <= 1",
    ]


def test_differential_a_stated_total_needs_no_switch() -> None:
    gone, new = changed_lines(PLAIN.problem(), PLAIN.with_rules(TO_SEVEN).problem())
    assert gone == []
    assert new == [
        "close_gap 县级: +1 甲镇·县级·用途 +1 乙镇·县级·用途 = 2",
        "close_gap 市级: +1 甲镇·市级·用途 +1 乙镇·市级·用途 = 5",
    ]


@st.composite
def with_a_last_source(draw: st.DrawFn) -> Case:
    case = draw(cases(250).filter(lambda c: len(c.pots) > 1))
    names = [p.name for p in case.pots]
    entry: dict[str, Any] = {"source": draw(st.sampled_from(names))}
    others = [n for n in names if n != entry["source"]]
    if draw(st.booleans()):
        entry["after"] = others[:1]
    most = sum(p.amount for p in case.pots if p.name in (entry["source"], *others[:1])) // 50
    if draw(st.booleans()):
        entry["total"] = str(draw(st.integers(0, most)) / 2)
    return case.with_rules(("close_gap", entry))


@pytest.mark.slow
@FEW
@given(with_a_last_source())
def test_property_both_engines_find_the_plan_that_counting_finds(case: Case) -> None:
    audit = Audit(case)
    both_engines_find_it(case, audit)
    the_audits_agree(case, audit, "close_gap")


def test_breaches_name_the_money_that_was_left_and_the_gap() -> None:
    case = PLAIN.with_rules(TO_SEVEN)
    problem = case.problem()
    plan = case.plan((300, 0, 0, 300))
    said = [b.words() for b in problem.rules[-1].breaches(problem, score(problem), plan)]
    assert [w.zh for w in said] == [
        "【补足缺口】市级：应先全部安排 5元，才能用 县级，实为 3元",
        "【补足缺口】县级：应恰为缺口 2元，实为 3元",
    ]
    assert [w.en for w in said] == [
        "[close gap] 市级: must be spent whole, 5元, before 县级 is used, is 3元",
        "[close gap] 县级: must be the gap of 2元, is 3元",
    ]


def test_words_say_which_source_is_last_and_the_gap() -> None:
    problem = PLAIN.with_rules(TO_SEVEN).problem()
    words = problem.rules[-1].words(problem)
    assert words.zh == "市级 全部安排完，才用 县级，补足到 7元（缺口 2元）"
    assert words.en == "县级 only once 市级 are spent whole, up to 7元 (a gap of 2元)"


def test_settings_that_cannot_be_used_are_refused() -> None:
    def complaints(**settings: Any) -> list[str]:
        return PLAIN.with_rules(("close_gap", settings)).complaints()

    assert "应为另外的来源" in complaints(source="县级", after=["县级"])[0]
    assert "应为已有的名称" in complaints(source="省级")[0]
    assert "应不超过这些来源的合计 9元" in complaints(source="县级", total=10)[0]
