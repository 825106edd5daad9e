"""The largest award per head stays within a multiple of the smallest."""

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any

import pytest
from counted import FEW, both_engines_find_it, the_audits_agree
from hypothesis import given
from hypothesis import strategies as st

from cases import Case, Pot, Town, cases, closest, solved
from golden_text import assert_golden, changed_lines
from optalloc.problem.formulate import formulate
from optalloc.problem.rules import per_head_ratio
from optalloc.problem.score import score
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from second_audit import Cells, Check, SecondAudit, covers
from small import SQUARED, small, town

# Made up: 12 元 for 3, 2 and 1 people; no published plan with such a clause was found.
PLAIN = Case(
    pots=(Pot("市级", 1200),),
    towns=tuple(Town(f"{n}镇", "镇", {"人": p}) for n, p in zip("甲乙丙", "321", strict=True)),
    rules=(("grain", {"cell": "1"}), ("spend_whole", {})),
    goals=(closest("absolute"),),
    targets=(("fixed", {"amounts": {"甲镇": 9, "乙镇": 2, "丙镇": 1}}),),
)
TWICE = {"column": "人", "at_most": 2}


class Audit(SecondAudit):
    """Knows the rule by its formula."""

    def per_head_ratio(self, entry: Mapping[str, Any]) -> Iterator[Check]:
        who = [(i, Fraction(t.facts[entry["column"]])) for i, t in enumerate(self.case.towns)]
        who = [(i, p) for i, p in who if covers(entry, self.case.towns[i])]
        k = Fraction(str(entry["at_most"]))

        def kept(cells: Cells) -> bool:
            y = self.totals(cells)
            return all(y[i] / p <= k * (y[j] / q) for i, p in who for j, q in who)

        yield kept


@pytest.mark.parametrize("by", ["cbc", "highs"])
def test_worked_the_largest_per_head_is_twice_the_smallest(by: str) -> None:
    """Made up: at 9:2:1 it is 3, 1 and 1 per head; two of 8:3:1 and 8:2:2 are off by 2."""
    outcome = solved(PLAIN.with_rules(("per_head_ratio", TWICE)), by)
    assert outcome.x is not None
    per_head = [Fraction(k, p) for k, p in zip(outcome.x[3:6].tolist(), (3, 2, 1), strict=True)]
    assert max(per_head) <= 2 * min(per_head)
    # 6:4:2 is even; a town of 3 at 2 x the smallest needs 9 = 3 * 3, so 1.5 for 乙 and 丙.
    best = min(
        abs(a - 9) + abs(b - 2) + abs(12 - a - b - 1)
        for a in range(13)
        for b in range(13 - a)
        if max(Fraction(a, 3), Fraction(b, 2), 12 - a - b)
        <= 2 * min(Fraction(a, 3), Fraction(b, 2), 12 - a - b)
    )
    assert outcome.goals[0].value == 100 * best


def test_golden_a_row_for_each_pair() -> None:
    case = Case(**{**PLAIN.__dict__, "rules": PLAIN.rules[:1]})
    assert_golden("rules", "per_head_ratio", case.with_rules(("per_head_ratio", TWICE)).problem())


def test_differential_it_adds_a_row_for_each_ordered_pair() -> None:
    gone, new = changed_lines(
        PLAIN.problem(), PLAIN.with_rules(("per_head_ratio", TWICE)).problem()
    )
    assert gone == []
    assert new == [
        "per_head_ratio 甲镇: +1 甲镇 -3 乙镇 <= 0",
        "per_head_ratio 甲镇: +1 甲镇 -6 丙镇 <= 0",
        "per_head_ratio 乙镇: -4 甲镇 +3 乙镇 <= 0",
        "per_head_ratio 乙镇: +1 乙镇 -4 丙镇 <= 0",
        "per_head_ratio 丙镇: -2 甲镇 +3 丙镇 <= 0",
        "per_head_ratio 丙镇: -1 乙镇 +1 丙镇 <= 0",
    ]


def test_many_recipients_with_small_figures_share_one_column(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """3, 2 and 1 people: L is 6; the smallest award per head is at most 12 / 6 = 2 元."""
    monkeypatch.setattr(per_head_ratio, "FEW", 2)
    gone, new = changed_lines(
        PLAIN.problem(), PLAIN.with_rules(("per_head_ratio", TWICE)).problem()
    )
    assert gone == []
    assert new == [
        "per_head_ratio 甲镇: 0 <= +2 甲镇 -1 switch0",
        "per_head_ratio 乙镇: 0 <= +3 乙镇 -1 switch0",
        "per_head_ratio 丙镇: 0 <= +6 丙镇 -1 switch0",
        "per_head_ratio 甲镇: +1 甲镇 -1 switch0 <= 0",
        "per_head_ratio 乙镇: +3 乙镇 -2 switch0 <= 0",
        "per_head_ratio 丙镇: +3 丙镇 -1 switch0 <= 0",
        "0 <= switch0 <= 12",
    ]


def test_beside_the_pairs_stands_the_smallest_per_head_in_parts_of_a_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Twice 3 people in halves is 12 parts of a step; 12 元 for 6 people, so at most 24 of them."""
    monkeypatch.setattr(per_head_ratio, "UNGUIDED", 2)
    plain = PLAIN.with_rules(("per_head_ratio", TWICE)).problem()
    gone, new = changed_lines(PLAIN.problem(), plain)
    assert gone == []
    assert new[6:] == [
        "per_head_ratio 甲镇: 0 <= +4 甲镇 -1 switch0",
        "per_head_ratio 乙镇: 0 <= +6 乙镇 -1 switch0",
        "per_head_ratio 丙镇: 0 <= +12 丙镇 -1 switch0",
        "per_head_ratio 甲镇: +2 甲镇 -1 switch0 <= 0",
        "per_head_ratio 乙镇: +3 乙镇 -1 switch0 <= 0",
        "per_head_ratio 丙镇: +6 丙镇 -1 switch0 <= 0",
        "0 <= switch0 <= 24",
    ]


def test_the_smallest_per_head_leaves_out_no_plan_that_the_pairs_let_pass() -> None:
    """The rows of l hold with l the smallest per head, rounded down, at the tightest multiple."""
    for seed in range(200):
        drawn = random.Random(seed)
        towns = [(drawn.randint(1, 40), drawn.randint(1, 9)) for _ in range(5)]
        k = max(Fraction(y, p) for y, p in towns) / min(Fraction(y, p) for y, p in towns)
        parts = 2 * ceil(k * max(p for _, p in towns))
        least = floor(parts * min(Fraction(y, p) for y, p in towns))
        assert all(parts * y >= p * least for y, p in towns)
        high = [k.numerator * p * (least + 1) - 1 for _, p in towns]
        assert all(k.denominator * parts * y <= h for (y, _), h in zip(towns, high, strict=True))


def test_towns_of_many_people_are_proven_in_few_parts() -> None:
    """Pairs alone took 730 parts: nothing to cut at moved more than one total by a step."""
    drawn = random.Random(1)
    towns = [
        town(f"镇{i}", 人口=drawn.randint(200, 4000), 村=drawn.randint(3, 30)) for i in range(8)
    ]
    ratio = ("per_head_ratio", {"column": "人口", "at_most": 3})
    by_villages = ("factors", {"weights": {"村": "100%"}})
    problem = small(
        {"省级": 3200}, towns, [ratio], targets=[by_villages], goals=[SQUARED], grain="10"
    )
    outcome = solve(formulate(problem, score(problem)), engine("highs"))
    assert outcome.goals[0].value == Fraction(5379155, 112)
    assert outcome.proven == "exact" and outcome.nodes is not None and outcome.nodes < 200


@st.composite
def within_a_multiple(draw: st.DrawFn) -> Case:
    case = draw(cases(250))
    column = draw(st.sampled_from(("收入", "人")))
    entry: dict[str, Any] = {"column": column, "at_most": draw(st.sampled_from((1, "1.5", 2, 3)))}
    usable = [t.name for t in case.towns if Fraction(t.facts[column])]
    if len(usable) < len(case.towns):
        entry["recipients"] = usable or [case.towns[0].name]
        entry["column"] = column if usable else "收入"
    return case.with_rules(("per_head_ratio", entry))


@pytest.mark.slow
@FEW
@given(within_a_multiple())
def test_property_both_engines_find_the_plan_that_counting_finds(case: Case) -> None:
    audit = Audit(case)
    both_engines_find_it(case, audit)
    the_audits_agree(case, audit, "per_head_ratio")


@pytest.mark.slow
@FEW
@given(within_a_multiple())
def test_property_the_column_for_the_smallest_says_the_same(case: Case) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(per_head_ratio, "FEW", 1)
        both_engines_find_it(case, Audit(case))


def test_breaches_name_who_is_above_the_multiple_and_who_is_smallest() -> None:
    case = PLAIN.with_rules(("per_head_ratio", TWICE))
    problem = case.problem()
    (breach,) = problem.rules[-1].breaches(problem, score(problem), case.plan((900, 200, 100)))
    assert breach.words().zh == (
        "【人均差距】甲镇：应每单位“人”不超过 乙镇（1元）的 2 倍，实为 3元"
    )
    assert breach.words().en == (
        "[per head ratio] 甲镇: must be at most 2 times 乙镇 (1元) per unit of 人, is 3元"
    )


def test_words_say_the_multiple() -> None:
    problem = PLAIN.with_rules(("per_head_ratio", {**TWICE, "at_most": "1.5"})).problem()
    words = problem.rules[-1].words(problem)
    assert words.zh == "每单位“人”的金额，最高不超过最低的 1.5 倍"
    assert words.en == "largest award per unit of 人 at most 1.5 times the smallest"


def test_settings_and_figures_that_cannot_be_used_are_refused() -> None:
    def complaints(**settings: Any) -> list[str]:
        return PLAIN.with_rules(("per_head_ratio", settings)).complaints()

    assert "应不小于 1" in complaints(column="人", at_most="0.9")[0]
    assert len(complaints(column="户", at_most=2)) == 3
