"""What it would take to give an amount, held against trying every step and counting every plan."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from optalloc.core.errors import InputUnusable
from optalloc.explaining.conflict.changes import Relaxation
from optalloc.explaining.goal_seek.describe import want_json, want_lines
from optalloc.explaining.goal_seek.search import best_totals, first_hit
from optalloc.explaining.goal_seek.seek import Want, read_wanted, what_would_it_take
from optalloc.explaining.goal_seek.weight_paths import WeightMove, weight_paths
from optalloc.inputs.read import read
from optalloc.pipeline.audit import verify
from optalloc.pipeline.feasibility import Asker
from optalloc.pipeline.solve import solve
from optalloc.problem.formulate import reads_targets
from optalloc.problem.hierarchy import Hierarchy
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project
from optalloc.problem.score import score
from small import Entry, every_plan, rule, small, town

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
SIX = SCENARIOS / "six-factors" / "plan.yaml"
TWO_TOWNS = SCENARIOS / "meilan-2023" / "two-towns.yaml"
YUAN = 100


def shared(*rules: Entry, grain: str = "1") -> Problem:
    """Return 20 元 for three towns by villages and people, 60% to 40%."""
    towns = [town("东", 村=6, 人=10), town("西", 村=3, 人=30), town("南", 村=1, 人=60)]
    weights = ("factors", {"weights": {"村": "60%", "人": "40%"}})
    return small({"甲": 20}, towns, rules, targets=[weights], grain=grain)


def asked(problem: Problem, amount: int, *may: str, name: str = "南") -> Want:
    return what_would_it_take(problem, {name: amount * YUAN}, may or ("all",))


def holds(problem: Problem, want: Want) -> bool:
    return best_totals(problem, Asker()) is not None and all(
        (best_totals(problem, Asker()) or {})[name] == fen for name, fen in want.wanted.items()
    )


@pytest.mark.slow
@pytest.mark.parametrize("amount", [4, 5, 7, 8, 9])
def test_moved_weights_give_the_amount_and_every_step_less_does_not(amount: int) -> None:
    problem = shared()
    want = asked(problem, amount, "weights")
    assert want.impossible == "no"
    assert want.found
    is_more = amount * YUAN > want.now.by_recipient["南"] if want.now else False
    paths = list(weight_paths(problem, "南", is_more))
    for found in want.found:
        assert isinstance(found.change, WeightMove)
        assert sum(found.change.after.values()) == 1
        assert found.plan.by_recipient["南"] == amount * YUAN
        (path, k) = next(
            (path, k)
            for path in paths
            for k in range(1, path.count + 1)
            if path.at(k) == found.change
        )
        assert not any(holds(path.at(less).applied(problem), want) for less in range(k))


def test_no_other_move_of_weights_of_the_same_size_brings_the_target_further() -> None:
    problem = read(SIX)
    all_together = next(iter(weight_paths(problem, "北岭镇", False)))
    move = all_together.at(60)
    furthest = score(move.applied(problem)).target("北岭镇")
    assert move.is_shortest
    assert move.moved == Fraction(6, 100)
    names = list(move.before)
    for gives in names:
        for takes in names:
            if gives != takes and move.before[gives] >= move.moved:
                after = dict(move.before)
                after[gives] -= move.moved
                after[takes] += move.moved
                other = WeightMove(move.part, "all", "", move.before, after)
                assert score(other.applied(problem)).target("北岭镇") >= furthest


def test_an_amount_that_a_rule_forbids_is_proven_impossible_whatever_the_weights() -> None:
    problem = shared(("ceiling", {"amount": 8}))
    want = asked(problem, 9, "weights")
    assert want.impossible == "exact"
    assert want.conflict is not None
    assert "ceiling" in want.conflict.rules
    assert want.reach == (0, 800)
    assert want.found == ()
    said = [words.zh for words in want_lines(want)]
    assert said[0] == "无论怎样改权重，都做不到南得 9元（已证明，精确运算）。"
    assert "  【封顶】各单位不高于 8元" in said
    assert "  在这些约束下，南最少 0元，最多 8元。" in said


@pytest.mark.parametrize("may", ["weights", "all"])
def test_more_than_all_the_money_is_told_beside_what_every_rule_leaves(may: str) -> None:
    """No rule is named where the money alone is too little: bounds of no rule would mislead."""
    rules: list[Entry] = [("floor", {"amount": 5}), ("ceiling", {"amount": 14})]
    problem = small({"甲": 20}, [town("东"), town("西")], rules, aims={"东": 7, "西": 13})
    targets = score(problem)
    had = [
        plan.by_recipient.get("西", 0)
        for plan in every_plan(problem)
        if not verify(problem, targets, plan)
    ]
    want = asked(problem, 30, may, name="西")
    assert want.reach == (min(had), max(had)) == (600, 1400)
    zh, en = [words.zh for words in want_lines(want)], [words.en for words in want_lines(want)]
    assert zh[1:3] == [
        "  资金一共只有 20元。",
        "  按现在的权重和全部约束，西最少 6元，最多 14元。",
    ]
    assert (
        en[2] == "  With weights and rules all as they are 西 gets at least 6元 and at most 14元."
    )


@pytest.mark.slow
def test_an_amount_off_the_grid_is_forbidden_by_arithmetic_and_a_finer_step_gives_it() -> None:
    problem = read(TWO_TOWNS)
    want = what_would_it_take(problem, {"三江镇": 15_000_000}, ("weights",))
    assert want.impossible == "exact"
    assert want.conflict is not None
    assert want.conflict.rules[:2] == ("grain", "split")
    lines = list(want_lines(want))
    assert lines[-1].zh.startswith("  三江镇要求恰为 15万元，但金额只能按 10万元 一步取值。")
    assert lines[-1].en.startswith(
        "  三江镇 asks for exactly 15万元, but the money stands in steps"
    )
    (found,) = what_would_it_take(problem, {"三江镇": 15_000_000}, ("all",)).found
    assert found.settings == ("rules.grain.cell=0.25",)


@pytest.mark.slow
@pytest.mark.parametrize("amount", range(0, 21, 4))
def test_impossible_is_what_counting_every_plan_says(amount: int) -> None:
    problem = shared(("floor", {"amount": 4}), ("ceiling", {"amount": 10}), grain="2")
    want = asked(problem, amount, "weights")
    targets = score(problem)
    kept = [p for p in every_plan(problem) if not verify(problem, targets, p)]
    is_held = any(plan.by_recipient.get("南", 0) == amount * YUAN for plan in kept)
    assert (want.impossible == "no") == is_held


@pytest.mark.slow
def test_a_rule_that_reads_targets_proves_nothing_while_weights_may_move() -> None:
    problem = shared(("balance", {"max_deviation": "10%"}))
    assert reads_targets(problem, rule(problem, "balance"))
    assert not reads_targets(problem, rule(problem, "spend_whole"))
    assert asked(problem, 9, "weights").impossible == "no"
    assert asked(problem, 9, "rules.spend_whole").impossible == "exact"


def test_a_loosened_rule_gives_the_amount_and_one_step_less_does_not() -> None:
    problem = shared(("ceiling", {"amount": 5, "recipients": ["南"]}))
    want = asked(problem, 6, "rules.ceiling")
    (first, *_) = want.found
    assert isinstance(first.change, Relaxation)
    assert first.change.setting == ("amount",)
    assert first.settings == ("rules.ceiling.amount=6",)
    assert first.plan.by_recipient["南"] == 600


def test_a_tightened_rule_gives_the_amount() -> None:
    problem = shared(("floor", {"amount": 2, "recipients": ["西"]}))
    (found,) = asked(problem, 7, "rules.floor", name="西").found
    assert found.settings == ("rules.floor.amount=7",)
    assert found.plan.by_recipient["西"] == 700


def test_an_amount_that_is_there_already_needs_no_change() -> None:
    problem = shared()
    want = asked(problem, 6)
    assert want.is_there
    assert [words.en for words in want_lines(want)] == ["The best plan has 6元 for 南 already."]


@pytest.mark.parametrize(
    ("signs", "step"),
    [([-1, -1, 0, 0, 1], 2), ([-1, -1, 1, 1], None), ([1, 0, -1], 1), ([-1, -1, -1], None)],
)
def test_the_first_step_that_hits_is_found_and_a_jump_is_none(
    signs: list[int], step: int | None
) -> None:
    assert first_hit(len(signs) - 1, signs.__getitem__) == step


@pytest.mark.slow
@pytest.mark.parametrize(("wish", "may"), [("北岭镇=128", "weights"), ("北岭镇=131", "rules")])
def test_every_answer_for_six_factors_can_be_pasted(wish: str, may: str) -> None:
    problem = read(SIX)
    wanted = read_wanted(problem, [wish])
    want = what_would_it_take(problem, wanted, (may,), lambda more: read(SIX, more))
    assert want.found
    costs = [found.cost for found in want.found]
    assert costs == sorted(costs)
    best = solve(SIX, settings=want.found[0].settings).best
    assert best is not None
    assert best.plan.by_recipient["北岭镇"] == wanted["北岭镇"]
    told = want_json(want, "万元", "en")
    assert told["wanted"] == {"北岭镇": wish.partition("=")[2]}
    assert told["found"][0]["recipients"]["北岭镇"] == wish.partition("=")[2]
    assert told["words"] == [words.en for words in want_lines(want)]


def test_two_may_want_something_at_once() -> None:
    problem = shared()
    wanted = {"东": 900, "南": 500}
    want = what_would_it_take(problem, wanted, ("weights",))
    assert want.found
    assert all(f.plan.by_recipient[n] == fen for f in want.found for n, fen in wanted.items())
    assert len({frozenset(found.settings) for found in want.found}) == len(want.found)


def test_without_a_plan_the_conflict_comes_first() -> None:
    want = asked(shared(("floor", {"amount": 9})), 9)
    assert want.now is None
    assert [words.en for words in want_lines(want)] == [
        "There is no plan as things are; the conflict of the rules comes first."
    ]


def test_what_nothing_can_move_may_still_be_fixed_by_hand() -> None:
    want = what_would_it_take(read(SIX), {"区水务局": 50_000_000}, ("weights",))
    assert want.by_hand
    assert [words.zh for words in want_lines(want)] == [
        "权重里没有一项动得了它。",
        "现有约束都允许这个数：也可以手工确定（约束 fixed_award，写明谁、何时、为何）。",
    ]


def test_weights_that_are_firm_are_said_to_be() -> None:
    firm = read(SIX, ["targets.formula.firm=true"])
    want = what_would_it_take(firm, {"区水务局": 50_000_000}, ("weights",))
    said = [(words.zh, words.en) for words in want_lines(want)]
    assert (
        "权重都是刚性的（firm），不能改。",
        "All weights are firm: none of them may move.",
    ) in said


def test_firm_weights_of_every_kind_of_formula_are_said_to_be() -> None:
    towns = [town("东", 人=1, 户=3), town("西", 人=3, 户=1)]
    entry = {"weights": {"人": "50%", "户": "50%"}, "over": "batch", "firm": True}
    problem = small({"钱": 20}, towns, targets=[("bounded_factors", entry)])
    said = [words.zh for words in want_lines(asked(problem, 20, "weights", name="东"))]
    assert "权重都是刚性的（firm），不能改。" in said


def test_a_name_that_is_not_there_and_an_amount_that_is_none_get_a_letter() -> None:
    problem = shared()
    with pytest.raises(InputUnusable, match="北"):
        what_would_it_take(problem, {"北": 100})
    with pytest.raises(InputUnusable, match="balance"):
        what_would_it_take(problem, {"南": 100}, ("rules.balance",))
    with pytest.raises(InputUnusable, match="RECIPIENT=AMOUNT"):
        read_wanted(problem, ["南=many"])
    with pytest.raises(InputUnusable, match="without a sign"):
        read_wanted(problem, ["南=+3"])
    with pytest.raises(InputUnusable, match="one amount for each recipient"):
        read_wanted(problem, ["南=15", "南=16"])
    assert read_wanted(problem, ["南=15", "东=1.5元"]) == {"南": 1500, "东": 150}


BOUNDED = [town("甲", 人=500, 率=3), town("乙", 人=300, 率=6), town("丙", 人=200, 率=8)]


def test_worked_weights_of_bounded_factors_give_a_wanted_amount() -> None:
    """By hand: 乙 has 60 of 人 and 300/7 of 率; w and 1 - w come to 56.5 at w = 79.6%."""
    entry = {"weights": {"人": "70%", "率": "30%"}, "over": "batch", "eligible": {"率": 5}}
    problem = small({"钱": 100}, BOUNDED, targets=[("bounded_factors", entry)])
    want = asked(problem, 57, "weights", name="乙")
    first = want.found[0].change
    assert isinstance(first, WeightMove)
    assert first.after == {"人": Fraction(796, 1000), "率": Fraction(204, 1000)}
    assert not first.is_shortest
    assert want.found[0].plan.by_recipient["乙"] == 57 * YUAN


@pytest.mark.parametrize("setting", ["weights", "within"])
def test_worked_weights_of_units_and_within_them_give_a_wanted_amount(setting: str) -> None:
    """By hand, 甲县 and 乙县 have 4 : 4 by 人, 6 : 2 by 户; in 甲县 东 has 3/4 by 人, 1/6 by 户.

    With 50% each 甲县 has 5/8 of 80, 50, and 东 11/24 of it, 22.9; by 人 alone 甲县 has 40 and
    东 18.3, within it 37.5.
    """
    towns = [
        town("东", 县="甲县", 人=3, 户=1),
        town("西", 县="甲县", 人=1, 户=5),
        town("南", 县="乙县", 人=4, 户=2),
    ]
    half = {"人": "50%", "户": "50%"}
    firm = ["within" if setting == "weights" else "weights"]
    entry = {"at": "县", "weights": half, "within": half, "firm": firm}
    problem = small({"钱": 80}, towns, targets=[("factors", entry)])
    problem = replace(problem, hierarchy=Hierarchy(("县",), ("人", "户")))
    amount = 20 if setting == "weights" else 30
    want = asked(problem, amount, "weights", name="东")
    assert want.weighed == ("factors",)
    assert want.found
    for found in want.found:
        assert isinstance(found.change, WeightMove) and found.change.setting == setting
        assert all(f"factors.{setting}." in line for line in found.settings)
        assert found.plan.by_recipient["东"] == amount * YUAN


def test_what_was_not_moved_is_said_where_nothing_was_found() -> None:
    rules: list[Entry] = [("ceiling", {"amount": 15})]
    problem = small({"钱": 20}, [town("东"), town("西")], rules, aims={"东": 7, "西": 13})
    (zh, en), *_ = want_lines(asked(problem, 3, name="东"))
    assert "权重和比例以 0.1 个百分点为一步，没有可以试的权重。" in zh
    assert "测算的其他设定、目标和各单位的数字没有试改。" in zh
    assert "points, no weights that could be tried. Other settings of targets, goals" in en


def test_worked_a_cap_of_bounded_factors_gives_a_wanted_amount() -> None:
    """By hand: 甲 is capped at 40, 乙 and 丙 have 3 : 2 of the rest.

    With a cap of 41.5 they have 41.5, 35.1, 23.4 and 甲 is rounded up; with 41.4 the parts beyond
    whole steps are 0.4, 0.16, 0.44, and 丙 is.
    """
    entry = {"weights": {"人": "100%"}, "over": "batch", "at_most": "40%"}
    problem = small({"钱": 100}, BOUNDED, targets=[("bounded_factors", entry)])
    want = asked(problem, 42, name="甲")
    found = want.found[0]
    assert isinstance(found.change, Relaxation)
    assert (found.change.kind, found.change.setting) == ("target", ("at_most",))
    assert found.change.after == Fraction(415, 1000)
    assert found.settings == ("targets.bounded_factors.at_most=41.5%",)
    zh, en = (" ".join(words) for words in zip(*want_lines(want), strict=True))
    assert "动权重、测算的门槛和上下限、约束" in zh and "上限”由 40% 改为 41.5%" in zh
    assert "“at most” of [bounded factors] from 40% to 41.5%" in en
    assert want_json(want, "元", "zh")["found"][0]["change"]["kind"] == "target"


def test_worked_a_line_of_bounded_factors_gives_a_wanted_amount() -> None:
    """By hand: with 率 3 甲 is eligible from a line of 3 on, and has 50, 30, 20 with the others."""
    entry = {"weights": {"人": "100%"}, "over": "batch", "eligible": {"率": 5}}
    problem = small({"钱": 100}, BOUNDED, targets=[("bounded_factors", entry)])
    for may in ("lines", "all"):
        found = asked(problem, 50, may, name="甲").found[0]
        assert isinstance(found.change, Relaxation)
        assert found.change.setting == ("eligible", "率")
        assert (found.change.before, found.change.after) == (5, 3)
    firm = small({"钱": 100}, BOUNDED, targets=[("bounded_factors", {**entry, "firm": True})])
    assert asked(firm, 50, "lines", name="甲").found == ()
    (zh, _), *_ = want_lines(asked(problem, 51, "lines", name="甲"))
    assert "试了【有上下限的因素法】的门槛和上下限" in zh


def test_a_rule_that_reads_targets_proves_nothing_while_lines_may_move() -> None:
    """乙 may be 1 from its target of 60, and wants 30: with 甲 eligible its target is that."""
    entry = {"weights": {"人": "100%"}, "over": "batch", "eligible": {"率": 5}}
    rules: list[Entry] = [("balance", {"max_deviation": 1})]
    problem = small({"钱": 100}, BOUNDED, rules, targets=[("bounded_factors", entry)])
    assert asked(problem, 30, "weights", name="乙").impossible == "no"
    want = asked(problem, 30, "lines", name="乙")
    assert want.impossible == "no" and want.found


def test_worked_what_an_order_allows_is_not_called_impossible_because_the_order_may_move() -> None:
    """By hand: of 10 A and B get 4 each, and C may have 2 of 4: 甲, whose A and C are, has 6.

    Without the order C must have all or nothing, and 甲 has 4 or 8; of 9 that is always so.
    """
    rows = (("A", "甲", 9), ("B", "乙", 8), ("C", "甲", 7))
    projects = tuple(Project(n, r, "用途", 400, facts={"分": Fraction(f)}) for n, r, f in rows)
    rules: list[Entry] = [
        ("project_funding", {"how": "from_minimum", "firm": True}),
        ("rank_order", {"column": "分", "then": "part"}),
    ]
    towns, aims = [town("甲"), town("乙")], {"甲": 5, "乙": 5}
    problem = replace(small({"钱": 10}, towns, rules, aims=aims, whole=False), projects=projects)
    want = asked(problem, 6, "rules", name="甲")
    assert want.by_hand and want.impossible == "no"
    assert asked(problem, 9, "rules", name="甲").impossible == "exact"


def test_where_no_single_change_helps_the_rules_that_forbid_it_are_named() -> None:
    """南 is due 20 x (60% x 1/10 + 40% x 60/100) = 6: without its ceiling of 5 it gets 6, not 9."""
    problem = shared(("ceiling", {"amount": 5, "recipients": ["南"]}))
    want = asked(problem, 9)
    assert (want.impossible, want.found, want.by_hand) == ("no", (), False)
    assert want.conflict is not None and "ceiling" in want.conflict.rules
    assert want.reach == (0, 5 * YUAN)
    said = [words.zh for words in want_lines(want)]
    assert said[1:4] == [
        "现有约束不允许这个数。",
        "不允许它的约束：",
        "  【封顶】南不高于 5元",
    ]
    assert said[4] == "  在这些约束下，南最少 0元，最多 5元。"
    assert want_json(want, "元", "zh")["against"] == ["ceiling"]
    assert asked(shared(), 9).by_hand  # weights alone may give it, and no rule is in its way
