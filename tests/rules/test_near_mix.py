"""Everybody's parts by source, or by use, are near the plan's own or stated ones."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import pytest
from counted import FEW, both_engines_find_it, the_audits_agree
from hypothesis import given
from hypothesis import strategies as st

from cases import Case, Pot, Town, cases, closest, solved
from golden_text import assert_golden, changed_lines
from optalloc.pipeline.audit import plan_of
from optalloc.problem.score import score
from second_audit import Cells, Check, SecondAudit, covers, fen, share

# 美兰区 2023 (cases/meilan-2023-awards.csv): 22.5 and 27.5, every town as 45 to 55; 40 and 10.
MEILAN = Case(
    pots=(Pot("市级", 2250), Pot("区级", 2750)),
    towns=(Town("灵山镇", "镇"), Town("三江镇", "镇")),
    rules=(("grain", {"cell": "0.5"}), ("spend_whole", {})),
    goals=(closest("absolute"),),
    targets=(("fixed", {"amounts": {"灵山镇": 40, "三江镇": 10}}),),
)
EXACT: tuple[str, dict[str, Any]] = ("near_mix", {"of": "source", "max_deviation": "0%"})
PLAIN = Case(
    pots=(Pot("市级", 600), Pot("区级", 400)),
    towns=(Town("甲镇", "镇"), Town("乙镇", "镇")),
    uses={"大棚": ("产业发展",), "道路": ()},
    rules=(("grain", {"cell": "1"}), ("spend_whole", {})),
    goals=(closest("absolute"),),
    targets=(("fixed", {"amounts": {"甲镇": 6, "乙镇": 4}}),),
)
USES: tuple[str, dict[str, Any]] = (
    "near_mix",
    {"of": "use", "shares": {"大棚": "50%"}, "max_deviation": "0.5"},
)


class Audit(SecondAudit):
    """Knows the rule by its formula."""

    def near_mix(self, entry: Mapping[str, Any]) -> Iterator[Check]:
        money = sum(p.amount for p in self.case.pots)
        parts = {p.name: Fraction(p.amount, money) for p in self.case.pots if money}
        if "shares" in entry:
            parts = {name: share(text) for name, text in entry["shares"].items()}
        off = entry["max_deviation"]
        for town in self.case.towns:
            if not covers(entry, town):
                continue
            for name, part in parts.items():
                one = frozenset([name])
                own = self.which(
                    town.name, *((one, None) if entry["of"] == "source" else (None, one))
                )
                every = self.which(town.name)

                def kept(
                    c: Cells, own: list[int] = own, every: list[int] = every, part: Fraction = part
                ) -> bool:
                    total = sum(c[i] for i in every)
                    room = share(off) * total if off.endswith("%") else fen(off)
                    return abs(sum(c[i] for i in own) - part * total) <= room

                yield kept


@pytest.mark.parametrize("by", ["cbc", "highs"])
def test_worked_the_published_plan_has_the_same_mix_everywhere(by: str) -> None:
    case = MEILAN.with_rules(EXACT)
    outcome = solved(case, by)
    assert outcome.x is not None
    assert case.amounts(plan_of(case.problem(), outcome.x)) == (1800, 2200, 450, 550)


def test_worked_half_of_everybodys_money_is_for_greenhouses_up_to_half_a_step() -> None:
    """By hand: 6 and 4 are even, so exactly 3 and 2 of them are for greenhouses."""
    case = PLAIN.with_rules(USES)
    outcome = solved(case)
    assert outcome.x is not None
    held = plan_of(case.problem(), outcome.x).awards
    for_use = {
        t: sum(a.amount for a in held if (a.recipient, a.use) == (t, "大棚"))
        for t in ("甲镇", "乙镇")
    }
    assert for_use == {"甲镇": 300, "乙镇": 200}


def test_golden_two_rows_for_each_source_and_town() -> None:
    case = Case(**{**PLAIN.__dict__, "rules": PLAIN.rules[:1]})
    rule = ("near_mix", {"of": "source", "max_deviation": "10%"})
    assert_golden("rules", "near_mix", case.with_rules(rule).problem())


def test_differential_it_adds_its_rows_alone() -> None:
    gone, new = changed_lines(PLAIN.problem(), PLAIN.with_rules(USES).problem())
    assert gone == []
    assert new == [
        "near_mix 甲镇: +2 甲镇·市级·大棚 +2 甲镇·区级·大棚 -1 甲镇 <= 1",
        "near_mix 乙镇: +2 乙镇·市级·大棚 +2 乙镇·区级·大棚 -1 乙镇 <= 1",
        "near_mix 甲镇: -2 甲镇·市级·大棚 -2 甲镇·区级·大棚 +1 甲镇 <= 1",
        "near_mix 乙镇: -2 乙镇·市级·大棚 -2 乙镇·区级·大棚 +1 乙镇 <= 1",
    ]


@st.composite
def mixed(draw: st.DrawFn) -> Case:
    case = draw(cases(250))
    entry: dict[str, Any] = {"of": "source"}
    if draw(st.booleans()):
        use = draw(st.sampled_from(list(case.uses)))
        entry = {"of": "use", "shares": {use: draw(st.sampled_from(("30%", "1/3", "100%")))}}
    entry["max_deviation"] = draw(st.sampled_from(("0%", "20%", "60%", "0.5", "1")))
    if draw(st.booleans()):
        entry["recipients"] = [case.towns[0].name]
    return case.with_rules(("near_mix", entry))


@FEW
@given(mixed())
def test_property_both_engines_find_the_plan_that_counting_finds(case: Case) -> None:
    audit = Audit(case)
    both_engines_find_it(case, audit)
    the_audits_agree(case, audit, "near_mix")


def test_breaches_and_words_say_the_part_and_how_far_it_may_be_off() -> None:
    problem = MEILAN.with_rules(EXACT).problem()
    plan = MEILAN.plan((2250, 1750, 0, 1000))
    found = list(problem.rules[-1].breaches(problem, score(problem), plan))
    assert [b.where for b in found] == [
        ("灵山镇", "市级"),
        ("灵山镇", "区级"),
        ("三江镇", "市级"),
        ("三江镇", "区级"),
    ]
    assert tuple(found[0].words()) == (
        "【构成均衡】灵山镇、市级：应占 45%，相差不超过 0%，实为 22.5元 / 40元",
        "[near mix] 灵山镇, 市级: must be 45% of the total, within 0%, is 22.5元 / 40元",
    )
    assert tuple(problem.rules[-1].words(problem)) == (
        "各单位 分来源的构成接近 市级 45%、区级 55%，相差不超过 0%",
        "the mix of everybody by source near 市级 45%, 区级 55%, within 0%",
    )


def test_uses_without_parts_unknown_names_and_more_than_all_are_refused() -> None:
    def said(**entry: Any) -> str:
        return PLAIN.with_rules(("near_mix", {"max_deviation": "5%", **entry})).complaints()[0]

    assert "按用途时应写明各用途的比例" in said(of="use")
    assert "应为已有的名称" in said(of="use", shares={"市级": "50%"})
    assert "合计应不超过 100%" in said(of="source", shares={"市级": "60%", "区级": "50%"})
    bare = said(of="source", shares={"市级": 45, "区级": "55%"})
    assert "要 45%，请写 45%。" in bare
