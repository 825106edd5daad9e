"""Who is at least as needy in every factor never gets less."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import gcd
from typing import Any

import pytest
from counted import FEW, both_engines_find_it, the_audits_agree
from hypothesis import given
from hypothesis import strategies as st

from cases import Case, Pot, Town, cases, closest, solved
from golden_text import assert_golden, changed_lines
from optalloc.problem.score import score
from second_audit import Cells, Check, SecondAudit, covers

# Made up: 甲 is needier than 乙 and 丙, who are equal, and they than 丁; 戊 has more people and
# more income than all, and stands beside them. Less income is needier.
FIGURES = {"甲": (3, 1), "乙": (2, 2), "丙": (2, 2), "丁": (1, 3), "戊": (9, 9)}
PLAIN = Case(
    pots=(Pot("市级", 1500),),
    towns=tuple(
        Town(f"{n}镇", "镇", {"人": str(p), "收入": str(s)}) for n, (p, s) in FIGURES.items()
    ),
    rules=(("grain", {"cell": "1"}), ("spend_whole", {})),
    goals=(closest("absolute"),),
    targets=(("fixed", {"amounts": {"甲镇": 2, "乙镇": 5, "丙镇": 2, "丁镇": 3, "戊镇": 3}}),),
    indicators={"人口": ("more", {"人": "1"}), "收入": ("less", {"收入": "1"})},
)
SAME: tuple[str, dict[str, Any]] = ("order", {"equals": "same"})
STEP: tuple[str, dict[str, Any]] = ("order", {"equals": "within_step"})


class Audit(SecondAudit):
    """Knows the rule by its formula, pair by pair."""

    def order(self, entry: Mapping[str, Any]) -> Iterator[Check]:
        needs = []
        for town in self.case.towns:
            signs = []
            for name in entry.get("factors", self.case.indicators):
                way, columns = self.case.indicators[name]
                figure = sum(Fraction(c) * Fraction(town.facts[k]) for k, c in columns.items())
                signs.append(figure if way == "more" else -figure)
            needs.append(signs)
        who = [i for i, t in enumerate(self.case.towns) if covers(entry, t)]
        step = gcd(*(self.step_of(p.name) for p in self.case.pots))
        step = step if entry["equals"] == "within_step" else 0

        def kept(cells: Cells) -> bool:
            y = self.totals(cells)
            return all(
                y[i] >= y[j] - (step if needs[i] == needs[j] else 0)
                for i in who
                for j in who
                if all(a >= b for a, b in zip(needs[i], needs[j], strict=True))
            )

        yield kept


@pytest.mark.parametrize("by", ["cbc", "highs"])
def test_worked_the_order_holds_against_the_targets(by: str) -> None:
    """Made up: targets 2, 5, 2, 3, 3 in the order 甲 >= 乙 = 丙 >= 丁; 戊 keeps its 3."""
    outcome = solved(PLAIN.with_rules(SAME), by)
    assert outcome.x is not None
    first, second, third, fourth, beside = outcome.x[5:10].tolist()
    assert first >= second == third >= fourth
    # Three each is 1 + 2 + 1 away from the targets, and nothing is nearer.
    assert outcome.goals[0].value == 400
    assert beside == 3


def test_golden_rows_between_neighbours_alone() -> None:
    case = Case(**{**PLAIN.__dict__, "rules": PLAIN.rules[:1]})
    assert_golden("rules", "order", case.with_rules(STEP).problem())


def test_differential_equals_are_one_and_each_stands_above_the_next_alone() -> None:
    gone, new = changed_lines(PLAIN.problem(), PLAIN.with_rules(SAME).problem())
    assert gone == []
    assert new == [
        "order 乙镇·丙镇: +1 乙镇 -1 丙镇 = 0",
        "order 甲镇·乙镇: 0 <= +1 甲镇 -1 乙镇",
        "order 乙镇·丁镇: 0 <= +1 乙镇 -1 丁镇",
    ]


def test_differential_equals_within_a_step_have_a_column_for_the_smallest() -> None:
    gone, new = changed_lines(PLAIN.problem(), PLAIN.with_rules(STEP).problem())
    assert gone == []
    assert new == [
        "order 乙镇·乙镇: 0 <= +1 乙镇 -1 switch0 <= 1",
        "order 丙镇·乙镇: 0 <= +1 丙镇 -1 switch0 <= 1",
        "order 甲镇·乙镇: 0 <= +1 甲镇 -1 乙镇",
        "order 甲镇·丙镇: 0 <= +1 甲镇 -1 丙镇",
        "order 乙镇·丁镇: 0 <= -1 丁镇 +1 switch0",
        "0 <= switch0 <= 7",
    ]


@st.composite
def ordered(draw: st.DrawFn) -> Case:
    case = draw(cases(250))
    # No rule but the grain of cells makes a step, so that the second audit knows it.
    rules = tuple(
        (w, {k: v for k, v in s.items() if k != "total"} if w == "grain" else s)
        for w, s in case.rules
        if w != "split"
    )
    entry: dict[str, Any] = {"equals": draw(st.sampled_from(("same", "within_step")))}
    if draw(st.booleans()):
        entry["factors"] = ["村数"]
    if draw(st.booleans()):
        entry["recipients"] = [t.name for t in case.towns[:3]]
    return Case(**{**case.__dict__, "rules": rules}).with_rules(("order", entry))


@pytest.mark.slow
@FEW
@given(ordered())
def test_property_both_engines_find_the_plan_that_counting_finds(case: Case) -> None:
    audit = Audit(case)
    both_engines_find_it(case, audit)
    the_audits_agree(case, audit, "order")


def test_breaches_name_both_and_why() -> None:
    case = PLAIN.with_rules(("order", {"equals": "same", "cite": "第二条"}))
    problem = case.problem()
    plan = case.plan((300, 300, 400, 200, 300))
    found = list(problem.rules[-1].breaches(problem, score(problem), plan))
    assert [b.words().zh for b in found] == [
        "【次序】甲镇：应不少于 丙镇 的 4元（各因素都不低于它），实为 3元",
        "【次序】乙镇：应不少于 丙镇 的 4元（各因素相同），实为 3元",
    ]
    assert [b.words().en for b in found] == [
        "[order] 甲镇: must be at least the 4元 of 丙镇 (as needy in every factor), is 3元",
        "[order] 乙镇: must be at least the 4元 of 丙镇 (equal in every factor), is 3元",
    ]
    assert found[0].cite == "第二条"


def test_equals_may_be_one_step_apart_when_that_is_said() -> None:
    case = PLAIN.with_rules(STEP)
    problem = case.problem()
    rule = problem.rules[-1]
    near, far = case.plan((500, 300, 400, 200, 100)), case.plan((500, 200, 400, 200, 200))
    assert list(rule.breaches(problem, score(problem), near)) == []
    (breach,) = rule.breaches(problem, score(problem), far)
    assert breach.words().zh == (
        "【次序】乙镇：应不少于 丙镇 的 4元（各因素相同，相差不超过 1元），实为 2元"
    )


def test_words_say_the_factors_and_what_equals_get() -> None:
    problem = PLAIN.with_rules(STEP).problem()
    words = problem.rules[-1].words(problem)
    assert words.zh == (
        "各因素（人口、收入）都不低于别的单位的，金额不少于它；各因素相同的相差不超过一步"
    )
    assert words.en == (
        "who is as needy in every factor (人口, 收入) gets no less; equals at most one step apart"
    )


def test_what_equals_get_must_be_said() -> None:
    with pytest.raises(ValueError, match="equals"):
        PLAIN.with_rules(("order", {})).problem()


def test_unknown_factors_and_missing_figures_are_refused() -> None:
    entry = {"equals": "same", "factors": ["面积"]}
    assert "应为已有的名称" in PLAIN.with_rules(("order", entry)).complaints()[0]
    towns = (*PLAIN.towns[:4], Town("戊镇", "镇", {"人": "9"}))
    case = Case(**{**PLAIN.__dict__, "towns": towns}).with_rules(SAME)
    assert "单位 戊镇 应有“收入”的数字" in case.complaints()[0]
