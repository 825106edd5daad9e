"""The fairness of a plan: the published Alabama case, equals, order by need, and its prices."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import shared_by
from optalloc.core.message import LANGS
from optalloc.core.solve_options import HIGHS
from optalloc.explaining.fairness.describe import fairness_document, fairness_json, fairness_lines
from optalloc.explaining.fairness.fairness import Fairness, RecipientPair, fairness, larger_totals
from optalloc.inputs.read import read
from optalloc.pipeline.answer import answer_of
from optalloc.pipeline.resolve import best
from optalloc.pipeline.solve import solve
from optalloc.present.terminal import print_sections
from optalloc.problem.baseline_plan import baseline_plan
from optalloc.problem.facts import Award, Plan
from optalloc.problem.hierarchy import Hierarchy
from optalloc.problem.interfaces import GOALS, RULES
from optalloc.problem.problem import Problem, TieRule
from optalloc.problem.projects import Project
from optalloc.problem.score import score
from quick import examples
from small import CLOSEST, SQUARED, Entry, plan, small, town

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
SEATS = SCENARIOS / "answer-key" / "alabama-1880"
LOOSE = settings(
    max_examples=examples(60),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
BY_VILLAGES: Entry = ("factors", {"weights": {"村": "100%"}})
BY_BOTH: Entry = ("factors", {"weights": {"村": "50%", "人": "50%"}})


def lines(found: Fairness) -> list[tuple[str, str]]:
    return [tuple(words) for words in fairness_lines(found)]


def test_alabama_loses_a_seat_of_three_hundred_by_largest_remainders() -> None:
    # Seaton's finding of 1881: 8 of 299 seats, 7 of 300; Illinois and Texas win one each.
    found = fairness(read(SEATS / "seats-299.yaml"))
    of_best = found.larger[0]
    assert (of_best.method, of_best.more, of_best.proven) == ("best", 100, "exact")
    assert of_best.change == {"亚拉巴马": -100, "伊利诺伊": 100, "得克萨斯": 100}
    assert of_best.losers == {"亚拉巴马": 100}
    assert lines(found)[3] == (
        "总额增加：资金多 1元 时，最优方案多给伊利诺伊 1元、得克萨斯 1元，"
        "反而使亚拉巴马少得 1元，这叫亚拉巴马效应。",
        "A larger total: with 1元 more, the best plan gives 伊利诺伊 1元, 得克萨斯 1元 more but "
        "亚拉巴马 1元 less: the Alabama effect.",
    )
    # What is published for 300 seats is what the scenario of 300 seats gives.
    given = best(read(SEATS / "seats-300.yaml"))
    now = best(read(SEATS / "seats-299.yaml"))
    for name in found.problem.recipient_named:
        assert given.given(name) - now.given(name) == of_best.change.get(name, 0)


def test_the_baseline_shows_the_effect_too() -> None:
    found = fairness(read(SCENARIOS / "xiuwen-2022-like" / "plan.yaml"))
    assert [larger.losers for larger in found.larger] == [{}, {"己镇": 10_000}]
    assert lines(found)[4] == (
        "总额增加：资金多 0.01万元 时，基准方案（最大余数法）多给甲镇 0.01万元、丁乡 0.01万元，"
        "反而使己镇少得 0.01万元，这叫亚拉巴马效应。",
        "A larger total: with 0.01万元 more, the baseline (largest remainder method) gives "
        "甲镇 0.01万元, 丁乡 0.01万元 more but 己镇 0.01万元 less: the Alabama effect.",
    )


@pytest.mark.slow
@LOOSE
@given(st.lists(st.integers(1, 50), min_size=2, max_size=8), st.integers(1, 30))
def test_a_divisor_method_makes_nobody_lose_by_a_larger_total(
    weights: list[int], seats: int
) -> None:
    goal = ("closest_to_target", {"distance": "webster"})
    problem = shared_by(list(weights), seats, goal).problem()
    now = best(problem, HIGHS)
    of_best, _ = larger_totals(now, 1, HIGHS)
    assert of_best.losers == {}
    assert sum(of_best.change.values()) == 1


@pytest.mark.slow
@LOOSE
@given(st.lists(st.integers(1, 9), min_size=2, max_size=8), st.integers(1, 40), st.booleans())
def test_equals_are_treated_alike_up_to_a_step_by_the_best_plan_and_the_baseline(
    villages: list[int], money: int, is_squared: bool
) -> None:
    towns = [town(f"镇{i}", 村=figure) for i, figure in enumerate(villages)]
    goal = SQUARED if is_squared else CLOSEST
    problem = small({"资金": money}, towns, targets=[BY_VILLAGES], goals=[goal])
    answer = best(problem, HIGHS)
    baseline = baseline_plan(problem, answer.targets, "largest_remainder")
    for judged in (answer.plan, baseline):
        found = fairness(answer, judged)
        assert found.unequal == ()
        assert found.alike == sum(villages.count(figure) > 1 for figure in set(villages))
        # The least squares over target may lie off quota (Webster), as 1, 1, 1, 1, 1, 3 and 6 do.
        off_quota = is_squared and judged is answer.plan
        assert off_quota or all(quota.off == 0 for quota in found.quotas)


@LOOSE
@given(
    st.lists(st.tuples(*[st.integers(0, 4)] * 3), min_size=1, max_size=6),
)
def test_inversions_are_what_looking_at_every_pair_finds(
    figures: list[tuple[int, int, int]],
) -> None:
    towns = [town(f"镇{i}", 村=a, 人=b) for i, (a, b, _) in enumerate(figures)]
    problem = small(
        {"资金": 99}, towns, goals=[CLOSEST], whole=False, aims={t.name: 1 for t in towns}
    )
    less = {"人": replace(problem.indicators["人"], direction="less")}
    problem = replace(problem, indicators={**problem.indicators, **less})
    made = plan(problem, **{f"镇{i}": money for i, (_, _, money) in enumerate(figures)})
    found = fairness(best(problem, HIGHS), made)
    pairs = {
        (f"镇{i}", f"镇{j}")
        for i, (a, b, own) in enumerate(figures)
        for j, (c, d, other) in enumerate(figures)
        if a >= c and b <= d and (a, b) != (c, d) and own < other
    }
    assert {(pair.less, pair.more) for pair in found.inversions} == pairs
    assert found.out_of_order == len(pairs)
    gaps = [pair.gap for pair in found.inversions]
    assert gaps == sorted(gaps, reverse=True)


def two_alike() -> Problem:
    towns = [town("甲", 村=2), town("乙", 村=2), town("丙", 村=1)]
    return small({"资金": 10}, towns, targets=[BY_VILLAGES])


def test_a_published_plan_is_judged_in_every_respect() -> None:
    problem = two_alike()
    assert lines(fairness(problem, plan(problem, 甲=7, 乙=1, 丙=2))) == [
        (
            "配额：测算额按 1元 向下或向上取整为配额，3 个单位中有 2 个在配额之外："
            "甲 7元，比上限 4元 多 3元；乙 1元，比下限 4元 少 3元。",
            "Quota: 2 of 3 are outside quota, the target rounded down or up to 1元: "
            "甲 has 7元, 3元 above its quota of 4元; 乙 has 1元, 3元 below its quota of 4元.",
        ),
        (
            "同等对待：有 1 组单位条件完全相同，却相差超过一步，即 1元：乙 1元，甲 7元。",
            "Equal treatment: one group of recipients is alike, yet more than one step, 1元, "
            "apart: 乙 has 1元, 甲 7元.",
        ),
        (
            "次序：3 个单位按各项因素两两相比，有 1 对倒挂，需要不低于对方却少得：乙 1元，丙 2元。",
            "Order: among 3 recipients 1 pair is out of order: the one that is as needy in every "
            "factor, or needier, gets less. 乙 has 1元, 丙 2元.",
        ),
        (
            "总额增加：资金多 1元 时，最优方案多给甲 1元，没有单位少得。",
            "A larger total: with 1元 more, the best plan gives 甲 1元 more, and nobody less.",
        ),
        (
            "总额增加：资金多 1元 时，基准方案（最大余数法）多给甲 1元，没有单位少得。",
            "A larger total: with 1元 more, the baseline (largest remainder method) gives 甲 1元 "
            "more, and nobody less.",
        ),
        (
            "均衡：以安排额除以测算额计，基尼系数 0.3333、Jain 指数 0.7273、满足率最高/最低 7。",
            "Evenness of award over target: Gini 0.3333, Jain 0.7273, largest to smallest ratio 7.",
        ),
        ("公平约束：本情景没有设。", "Fairness rules: the scenario has none."),
    ]


def test_of_several_groups_those_apart_are_counted() -> None:
    towns = [town(name, 村=figure) for name, figure in zip("甲乙丙丁", (2, 2, 3, 3), strict=True)]
    problem = small({"资金": 10}, towns, targets=[BY_VILLAGES])
    assert lines(fairness(problem, plan(problem, 甲=2, 乙=2, 丙=2, 丁=4)))[1] == (
        "同等对待：有 2 组单位条件完全相同，其中 1 组相差超过一步，即 1元：丙 2元，丁 4元。",
        "Equal treatment: 2 groups of recipients are alike, 1 of them more than one step, 1元, "
        "apart: 丙 has 2元, 丁 4元.",
    )


def test_the_best_plan_of_two_alike_is_fair() -> None:
    assert [zh for zh, _ in lines(fairness(two_alike()))][:3] == [
        "配额：测算额按 1元 向下或向上取整为配额，3 个单位的安排额都在配额之内。",
        "同等对待：有 1 组单位条件完全相同，组内相差都不超过一步，即 1元。",
        "次序：3 个单位按各项因素两两相比，没有哪个单位各项因素都不弱却少得。",
    ]


def test_a_rule_that_binds_has_a_price_and_one_that_does_not_has_none() -> None:
    towns = [town("甲", 村=6), town("乙", 村=4), town("丙", 村=2)]
    rules: list[Entry] = [
        ("ceiling", {"amount": "4"}),
        ("floor", {"amount": "1"}),
        ("share", {"over": "batch", "uses": ["用途"], "at_least": "50%"}),
    ]
    problem = small({"资金": 12}, towns, rules, targets=[BY_VILLAGES])
    found = fairness(problem)
    assert [(p.rule, p.with_it, p.without, p.moved) for p in found.prices] == [
        ("ceiling", 400, 0, 200),
        ("floor", 0, 0, 0),
    ]
    assert found.prices[0].proven == "exact"
    assert lines(found)[-2:] == [
        (
            "公平约束【封顶】的代价：去掉它，目标“与测算额的差额合计最小”的数值由 4元 变为 0元，"
            "单位之间移动 2元。",
            "The fairness rule [ceiling] has a price: without it the goal “smallest sum of "
            "deviations from target” would go from 4元 to 0元, and 2元 would change hands.",
        ),
        (
            "公平约束【保底】没有代价：去掉它，目标也不会更好。",
            "The fairness rule [floor] costs nothing: without it no goal would be better.",
        ),
    ]


def test_no_plan_with_a_larger_total_is_told_apart_from_none_found() -> None:
    problem = small({"资金": 4}, [town("甲", 村=1)], [("ceiling", {"amount": "4"})],
                    targets=[BY_VILLAGES])  # fmt: skip
    found = fairness(problem)
    assert found.larger[0].outcome == "none"
    assert lines(found)[3] == (
        "总额增加：资金多 1元 时，最优方案无从比较：没有符合全部约束的方案。",
        "A larger total: with 1元 more, the best plan cannot be compared: no plan keeps every "
        "rule.",
    )
    waiting = replace(found, larger=(replace(found.larger[0], outcome="open"),))
    assert lines(waiting)[3][1].endswith("the best plan was not found in time.")


def test_money_that_the_best_plan_leaves_over_changes_nothing() -> None:
    found = fairness(read(SCENARIOS / "jinzhai-2021" / "plan.yaml"))
    assert lines(found)[3] == (
        "总额增加：资金多 0.01元 时，最优方案不变。",
        "A larger total: with 0.01元 more, the best plan stays as it is.",
    )


def test_many_who_gain_or_lose_by_a_larger_total_are_added_up() -> None:
    found = fairness(two_alike())
    change = {f"镇{i}": 300 for i in range(7)} | {f"乡{i}": -200 for i in range(6)}
    told = lines(replace(found, larger=(replace(found.larger[0], change=change),)))[3]
    assert told[0].endswith(
        "多给镇0 3元、镇1 3元、镇2 3元、镇3 3元、镇4 3元、其余 2 个单位共 6元，反而使乡0少得 2元、"
        "乡1少得 2元、乡2少得 2元、乡3少得 2元、乡4少得 2元、乡5少得 2元，"
        "这叫亚拉巴马效应。"
    )
    assert "镇4 3元, 2 more 6元 in all more but 乡0 2元, " in told[1]


def test_a_problem_without_a_plan_can_still_judge_a_published_one() -> None:
    problem = small(
        {"资金": 4},
        [town("甲", 村=1), town("乙", 村=1)],
        [("floor", {"amount": "3"})],
        targets=[BY_VILLAGES],
    )
    with pytest.raises(ValueError, match="no plan"):
        fairness(problem)
    found = fairness(problem, plan(problem, 甲=3, 乙=1))
    assert [quota.off for quota in found.quotas] == [100, -100]
    assert found.unequal == (RecipientPair("乙", "甲", 100, 300),)
    assert found.larger[0].outcome == "none"
    assert lines(found)[-1][0] == "公平约束【保底】的代价没有算出：两个方案没有都证明最优。"


@pytest.mark.parametrize(
    ("money", "quotas"),
    [
        (45, [(30, 30), (15, 15)]),  # half of 60 and 30: targets are twice the money
        (50, [(33, 34), (16, 17)]),  # 33 1/3 and 16 2/3
        (100, [(66, 67), (33, 34)]),  # more than 90, and all of it given
        (90, [(60, 60), (30, 30)]),
    ],
)
def test_a_quota_is_a_part_of_the_money_where_targets_do_not_come_to_it(
    money: int, quotas: list[tuple[int, int]]
) -> None:
    """Targets 60 and 30: quotas are 2/3 and 1/3 of what there is to share."""
    problem = small({"资金": money}, [town("甲"), town("乙")], aims={"甲": 60, "乙": 30})
    found = fairness(problem, baseline_plan(problem, score(problem), "largest_remainder"))
    assert [(q.low // 100, q.high // 100) for q in found.quotas] == quotas
    assert all(quota.off == 0 for quota in found.quotas)
    said = lines(found)[0][0]
    assert (f"测算额按 {money}元 同比折算，再按 1元 " in said) is (money != 90)


def test_money_that_may_be_left_over_makes_no_quota_of_targets_that_it_covers() -> None:
    problem = small({"资金": 100}, [town("甲"), town("乙")], aims={"甲": 60, "乙": 30}, whole=False)
    found = fairness(problem)
    assert [quota.high // 100 for quota in found.quotas] == [60, 30] and found.shared is None


def test_departments_without_figures_are_not_compared_by_need() -> None:
    answer = answer_of(solve(SCENARIOS / "six-factors" / "plan.yaml"))
    found = fairness(answer)
    assert (len(found.quotas), found.compared) == (6, 4)
    assert [price.rule for price in found.prices] == ["balance", "floor"]


def test_without_factors_nobody_is_needier() -> None:
    problem = small({"资金": 2}, [town("甲"), town("乙")], aims={"甲": 1, "乙": 1})
    found = fairness(problem)
    assert lines(found)[2] == (
        "次序：没有因素的数字，比不出谁更需要。",
        "Order: there are no factors by which one recipient is needier than another.",
    )
    assert found.alike == 1


def test_one_recipient_alone_is_compared_with_nobody() -> None:
    """It was told that there are no factors, though its target comes from one."""
    found = fairness(small({"资金": 4}, [town("甲", 村=1)], targets=[BY_VILLAGES]))
    assert lines(found)[2] == (
        "次序：各项因素都有数字的单位不到两个，无从比较。",
        "Order: fewer than two recipients have a figure for every factor.",
    )


def test_a_plan_of_nothing_has_no_evenness() -> None:
    problem = small({"资金": 2}, [town("甲")], aims={"甲": 0}, whole=False)
    found = fairness(problem, Plan(()))
    assert lines(found)[5][1] == "Evenness: there are no targets to compare with."
    asked = small({"资金": 2}, [town("甲")], aims={"甲": 2}, whole=False)
    assert lines(fairness(asked, Plan(())))[5] == (
        "均衡：有测算额的单位都没有得到资金，无从比较。",
        "Evenness: nobody with a target gets any money, so there is nothing to compare.",
    )
    assert lines(found)[0][1] == (
        "Quota: The one recipient is within quota, the target rounded down or up to 1元."
    )


def test_earlier_awards_and_needs_make_recipients_unlike() -> None:
    towns = [town("甲", 村=2), town("乙", 村=2)]
    problem = small({"资金": 4}, towns, targets=[BY_VILLAGES])
    assert fairness(problem).alike == 1
    earlier = replace(problem, earlier=(Award("甲", "资金", "用途", 100),))
    assert fairness(earlier).alike == 0
    assert fairness(replace(problem, needs={("甲", "用途"): 100})).alike == 0


def test_the_order_of_a_batch_says_that_earlier_money_is_left_out() -> None:
    """甲 and 丙 are due 8 and 4 of the year's 12; 甲 has 6 of them, and gets 2, less than 丙."""
    towns = [town("甲", 村=2), town("丙", 村=1)]
    of_year = ("bounded_factors", {"weights": {"村": "100%"}, "over": "year", "overpaid": "zero"})
    problem = small({"资金": 6}, towns, targets=[of_year], earlier=[("甲", "资金", "用途", 6)])
    (said,) = (words for words in lines(fairness(problem)) if words[0].startswith("次序"))
    assert said[0].startswith("次序（只比本批，已下达的不计）：2 个单位按各项因素两两相比，")
    assert said[0].endswith("甲 2元，丙 4元。")
    assert said[1].startswith("Order (this batch alone, without what was given before): among 2")


def test_many_pairs_out_of_order_are_counted() -> None:
    towns = [town(f"镇{i}", 村=i + 1, 人=i + 1) for i in range(8)]
    problem = small({"资金": 99}, towns, targets=[BY_BOTH])
    found = fairness(problem, plan(problem, **{f"镇{i}": 9 - i for i in range(8)}))
    assert found.out_of_order == 28
    zh, en = lines(found)[2]
    assert "有 28 对倒挂" in zh
    assert zh.endswith("；另有 23 处。")
    assert "28 pairs are out of order" in en
    assert en.endswith("; and 23 more.")


def test_progress_is_told_to_its_end() -> None:
    seen: list[tuple[int, int]] = []
    fairness(
        read(SEATS / "seats-299.yaml"), progress=lambda done, of_all: seen.append((done, of_all))
    )
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_fairness_as_json_and_as_printed_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    problem = two_alike()
    found = fairness(problem, plan(problem, 甲=7, 乙=1, 丙=2))
    for lang in LANGS:
        told = json.loads(json.dumps(fairness_json(found, "元", lang)))
        assert told["words"] == [words.say(lang) for words in fairness_lines(found)]
        print_sections(fairness_document(found), lang)
        printed = capsys.readouterr().out.replace("\n", "").replace(" ", "")
        assert all(said.replace(" ", "") in printed for said in told["words"])
    assert told["quota"][0] == {
        "recipient": "甲", "award": "7", "low": "4", "high": "4", "off": "3",
    }  # fmt: skip
    assert told["inversions"] == [{"less": "乙", "more": "丙", "less_has": "1", "more_has": "2"}]
    assert told["larger_total"][0]["losers"] == []
    assert Fraction(told["figures"]["largest_to_smallest"]) == 7
    priced = fairness_json(fairness(read(SEATS / "seats-299.yaml")), "元", "en")["prices"][0]
    assert Fraction(priced["with_it"]) > Fraction(priced["without"])


def test_a_rule_that_costs_a_level_below_the_worst_has_a_price() -> None:
    """By hand: 丙 has nothing and is worst at 100%; without the floor 甲 and 乙 have 5 each."""
    rules = [
        ("无", {"kind": "ceiling", "amount": 0, "recipients": ["丙"]}),
        ("保", {"kind": "floor", "amount": 8, "recipients": ["甲"]}),
    ]
    towns, aims = [town(name) for name in "甲乙丙"], dict.fromkeys("甲乙丙", 10)
    even = ("evenness", {"depth": "leximin"})
    problem = small({"S": 10}, towns, rules, aims=aims, goals=[even])
    price = next(one for one in fairness(problem).prices if one.rule == "保")
    assert (price.with_it, price.without) == (Fraction(4, 5), Fraction(1, 2))


def test_a_price_is_what_the_goal_is_without_the_rule() -> None:
    problem = read(SEATS / "seats-299.yaml")
    (price,) = fairness(problem).prices
    goal, targets = problem.goals[0], score(problem)
    free = replace(problem, rules=tuple(r for r in problem.rules if r.label != price.rule))
    for one, value in ((problem, price.with_it), (free, price.without)):
        made = best(one, HIGHS).plan
        assert made is not None
        assert goal.value(one, targets, made) == value


PICKED: list[tuple[Entry, dict[str, str], dict[str, str]]] = [
    (("floor", {"amount": "5", "where": {"重点": "是"}}), {"重点": "是"}, {"重点": "否"}),
    (("ceiling", {"amount": "9", "where": {"重点": ["是", "否"]}}), {"重点": "是"}, {"重点": "否"}),
]


@pytest.mark.parametrize(("rule", "one", "other"), PICKED)
def test_who_differs_in_a_column_that_a_rule_reads_is_not_alike(
    rule: Entry, one: dict[str, str], other: dict[str, str]
) -> None:
    towns = [town("甲", 村=3, **one), town("乙", 村=3, **other), town("丙", 村=4, **other)]
    problem = small({"资金": 10}, towns, [rule], targets=[BY_VILLAGES])
    assert fairness(problem, plan(problem, 甲=5, 乙=1, 丙=4)).alike == 0
    # A remark that nothing reads makes nobody another.
    problem = small({"资金": 10}, towns, targets=[BY_VILLAGES])
    assert fairness(problem, plan(problem, 甲=5, 乙=1, 丙=4)).alike == 1


def test_who_differs_in_a_number_that_nothing_reads_is_alike() -> None:
    towns = [town("甲", 村=3, 编号=1), town("乙", 村=3, 编号=2), town("丙", 村=4, 编号=3)]
    problem = small({"资金": 10}, towns, targets=[BY_VILLAGES])
    problem = replace(problem, indicators={"村": problem.indicators["村"]})
    assert fairness(problem, plan(problem, 甲=5, 乙=1, 丙=4)).alike == 1
    by_number = replace(problem, ties=TieRule(by="column", column="编号"))
    assert fairness(by_number, plan(problem, 甲=5, 乙=1, 丙=4)).alike == 0


def test_remarks_of_projects_that_nothing_reads_make_nobody_another() -> None:
    """A column that a goal names counts; what a gate wants filled counts where it is empty."""
    towns = [town("甲", 村=2), town("乙", 村=2)]
    problem = small({"资金": 4}, towns, targets=[BY_VILLAGES])

    gate = RULES["gate"].read("gate", {"filled": ["绩效目标"]}, "元")
    benefit = GOALS["project_benefit"].read("b", {"column": "受益", "unit": "人"}, "元")
    parts = replace(problem, rules=(*problem.rules, gate), goals=(benefit,))

    def alike(one: dict[str, str], other: dict[str, str], people: int) -> int:
        works = (
            Project("路", "甲", "用途", 200, facts={"受益": Fraction(5)}, marks=one),
            Project("桥", "乙", "用途", 200, facts={"受益": Fraction(people)}, marks=other),
        )
        return fairness(replace(parts, projects=works), Plan(())).alike

    marks = {"绩效目标": "通车", "建设内容": "硬化2公里"}
    assert alike(marks, {"绩效目标": "便民", "建设内容": "新建"}, 5) == 1
    assert alike(marks, {"绩效目标": "便民"}, 6) == 0
    assert alike(marks, {"建设内容": "硬化2公里"}, 5) == 0


def test_who_stands_under_another_unit_is_not_alike_where_a_part_speaks_of_units() -> None:
    towns = [town("甲", 村=3, 县="东县"), town("乙", 村=3, 县="西县")]
    for at, alike in (({}, 1), ({"at": "县"}, 0)):
        rule = ("ceiling", {"amount": "9", **at})
        problem = small({"资金": 10}, towns, [rule], targets=[BY_VILLAGES])
        problem = replace(problem, hierarchy=Hierarchy(("县",)))
        assert fairness(problem, plan(problem, 甲=7, 乙=3)).alike == alike


def test_who_had_another_amount_last_year_or_has_a_project_is_not_alike() -> None:
    towns = [town("甲", 村=3), town("乙", 村=3)]
    problem = small(
        {"资金": 10}, towns, targets=[BY_VILLAGES], history=[(2021, "甲", 5), (2021, "乙", 5)]
    )
    judged = plan(problem, 甲=7, 乙=3)
    assert fairness(problem, judged).alike == 1
    other = replace(problem, history=problem.history[:1])
    assert fairness(other, judged).alike == 0
    project = replace(problem, projects=(Project("路", "甲", "用途", 500),))
    now = best(problem, HIGHS)
    assert fairness(replace(now, problem=project), judged).alike == 0
