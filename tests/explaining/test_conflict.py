"""Conflicts and ways out, held against counting every plan of every set of rules."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest

from optalloc.core.solve_options import SolveOptions
from optalloc.explaining.conflict.changes import Relaxation, WayOut, change_words
from optalloc.explaining.conflict.describe import conflict_json, conflict_lines, way_words
from optalloc.explaining.conflict.iis import (
    MOST_TO_GIVE,
    Conflicts,
    NoPlan,
    _figures,
    find_conflicts,
)
from optalloc.explaining.conflict.relaxations import is_allowed, levers, replaced
from optalloc.explaining.conflict.repairs import why_no_plan
from optalloc.inputs.read import read
from optalloc.pipeline.audit import verify
from optalloc.pipeline.feasibility import Asker, is_grain, with_rules, without
from optalloc.pipeline.solve import solve
from optalloc.problem.facts import Plan, Source
from optalloc.problem.interfaces import RULES, Rule
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project
from optalloc.problem.score import score
from optalloc.solver.program.program import NO_PROGRAM
from small import UNIT, Entry, every_plan, rule, small, town

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
WHOLE_WAN = SCENARIOS / "meilan-2023" / "whole-wan.yaml"
SIX = SCENARIOS / "six-factors" / "plan.yaml"


RANKED = (("A", "甲", 9), ("B", "乙", 8), ("C", "甲", 7))


def plans_of(problem: Problem) -> Iterator[Plan]:
    targets = score(problem)
    return (plan for plan in every_plan(problem) if not verify(problem, targets, plan))


def has_plan(problem: Problem) -> bool:
    return next(plans_of(problem), None) is not None


def money(number: int) -> str:
    """Return so many fen in 元, as a scenario writes them."""
    return f"{number // 100}.{number % 100:02d}"


@cache
def drawn(seed: int) -> Problem:
    """Return a problem of few fen under rules drawn at random."""
    draw = Random(seed)
    pots = [Source("甲", draw.randint(3, 6)), Source("乙", draw.randint(2, 4))]
    pots = pots[: draw.randint(1, 2)]
    names = ["东", "西", "南"][: 3 if len(pots) == 1 else 2]
    whole = sum(pot.amount for pot in pots)
    offers: list[tuple[str, dict[str, Any]]] = [
        ("floor", {"amount": money(draw.randint(1, 3))}),
        ("ceiling", {"amount": money(draw.randint(1, 3))}),
        ("balance", {"max_deviation": f"{draw.choice([5, 20, 60])}%"}),
        ("recipient_count", {"at_least": draw.randint(1, len(names))}),
        ("few", {"kind": "recipient_count", "at_most": draw.randint(0, 1)}),
        ("nothing_or_at_least", {"amount": money(draw.randint(2, 5)), "within": "recipient"}),
        ("per_head_ratio", {"column": "人", "at_most": draw.choice([1, 2])}),
    ]
    if len(pots) == 2:
        shares = {"甲": draw.randint(1, 2), "乙": draw.randint(1, 3)}
        offers.append(("split", {"shares": shares, "within": "recipient"}))
    chosen = draw.sample(offers, draw.randint(2, 4))
    towns = [town(name, 人=draw.randint(1, 4)) for name in names]
    amounts = {name: money(draw.randint(1, whole)) for name in names}
    by_people = [("factors", {"weights": {"人": "100%"}})]
    return small(
        pots,
        towns,
        chosen,
        targets=draw.choice([by_people, [("fixed", {"amounts": amounts})]]),
        grain=money(draw.randint(1, 2)),
        whole=draw.random() < 0.7,
    )


def conflicts_by_counting(problem: Problem) -> list[frozenset[str]]:
    """Return every set of rules that cannot all hold and of which no part cannot."""
    labels = [r.label for r in problem.rules]
    found: list[frozenset[str]] = []
    for size in range(len(labels) + 1):
        for chosen in map(frozenset, combinations(labels, size)):
            rest = frozenset(labels) - chosen
            if not any(known <= chosen for known in found) and not has_plan(without(problem, rest)):
                found.append(chosen)
    return found


def smallest_to_give(labels: Sequence[str], conflicts: list[frozenset[str]]) -> set[frozenset[str]]:
    """Return the smallest sets that share a member with every conflict."""
    hitting: set[frozenset[str]] = set()
    for size in range(MOST_TO_GIVE + 1):
        for chosen in map(frozenset, combinations(labels, size)):
            hits = all(chosen & conflict for conflict in conflicts)
            if hits and not any(known <= chosen for known in hitting):
                hitting.add(chosen)
    return hitting


def conflicts_of(problem: Problem) -> Conflicts:
    found = find_conflicts(problem)
    assert found is not None
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(14))
def test_conflicts_and_what_must_give_are_those_of_counting(seed: int) -> None:
    problem = drawn(seed)
    counted, found = conflicts_by_counting(problem), conflicts_of(problem)
    assert found.is_possible == (not counted)
    if not counted:
        return
    labels = [r.label for r in problem.rules]
    assert all(frozenset(conflict.rules) in counted for conflict in found.found)
    assert all(c.is_irreducible and c.proven != "no" for c in found.found)
    assert found.found[0].is_smallest
    assert len(found.found[0].rules) == min(map(len, counted))
    assert found.is_complete
    assert set(map(frozenset, found.to_give)) == smallest_to_give(labels, counted)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(14))
def test_a_ladder_only_ever_lets_more_plans_pass(seed: int) -> None:
    problem = drawn(seed)
    for part in problem.rules:
        for lever in levers(problem, part):
            if not lever.is_ladder or lever.count > 3000:
                continue
            rungs = sorted({0, 1, min(2, lever.count), lever.count // 2, lever.count})
            before: set[Plan] = set()
            for k in rungs:
                changed = replaced(without(problem, frozenset()), part, lever.moved(k))
                assert is_allowed(changed, lever.moved(k))
                keeps = {
                    plan
                    for plan in every_plan(problem)
                    if not list(lever.moved(k).breaches(problem, score(problem), plan))
                }
                assert before <= keeps
                before = keeps


@cache
def why_drawn(seed: int) -> NoPlan | None:
    """Return why a drawn problem has no plan, found once for the tests that read it."""
    return why_no_plan(drawn(seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(14))
def test_every_way_out_solves_and_one_step_less_does_not(seed: int) -> None:
    problem, result = drawn(seed), why_drawn(seed)
    assert result is not None
    for way in result.ways:
        if len(way.changes) != 1 or way.changes[0].kind != "setting":
            continue
        change = way.changes[0]
        part = rule(problem, change.label)
        (lever,) = [one for one in levers(problem, part) if one.setting == change.setting]
        first = next(
            k
            for k in range(1, lever.count + 1)
            if has_plan(replaced(problem, part, lever.moved(k)))
        )
        assert lever.value(first) == change.after
        assert (way.one_less != "no") == lever.is_ladder


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(14))
def test_ways_out_are_ordered_by_what_they_cost_and_rules_left_out_come_last(seed: int) -> None:
    result = why_drawn(seed)
    assert result is not None
    if result.conflicts.is_possible:
        assert result.ways == ()
        return
    assert result.ways
    ranks = [(way.dropped, way.cost) for way in result.ways]
    assert ranks == sorted(ranks)


def explained(path: Path, *settings: str) -> NoPlan:
    problem = read(path, settings)
    result = why_no_plan(problem, lambda more: read(path, [*settings, *more]))
    assert result is not None
    return result


def solves(path: Path, way: WayOut, *settings: str) -> bool:
    best = solve(path, settings=[*settings, *way.settings]).best
    return best is not None and best.breaches == ()


def test_whole_wan_conflicts_by_arithmetic_and_four_ways_lead_out() -> None:
    result = explained(WHOLE_WAN)
    (conflict,) = result.conflicts.found
    assert conflict.rules == ("grain", "spend_whole")
    assert conflict.by_arithmetic
    assert conflict.proven == "exact"
    assert conflict.is_smallest
    assert [way.settings for way in result.ways] == [
        ("changes.sources.市级第二批.金额=27万元", "changes.sources.区级配套.金额=33万元"),
        ("changes.sources.市级第二批.金额=18万元", "changes.sources.区级配套.金额=22万元"),
        ("rules.grain.cell=0.5",),
        ("rules.spend_whole=off",),
    ]
    assert all(solves(WHOLE_WAN, way) for way in result.ways)


def test_whole_wan_reads_aloud_in_both_languages() -> None:
    lines = list(conflict_lines(explained(WHOLE_WAN)))
    assert [words.zh for words in lines[:5]] == [
        "没有可行方案：这 2 条约束不能同时成立（仅凭算术即可证明）。",
        "  【取整单位】每笔安排为 1万元 的整数倍",
        "  【全部安排】市级第二批、区级配套 全部安排完（方案 四、资金安排）",
        "  【全部安排】市级第二批要求恰为 22.5万元，但金额只能按 1万元 一步取值。"
        "各笔安排以 1万元 为单位。",
        "  这几条之中去掉任何一条，其余几条之间就不再冲突；没有更少的约束会冲突。",
    ]
    assert [words.en for words in lines[-4:]] == [
        "  3. change “cell” of [grain] from 1万元 to 0.5万元, less 0.5万元"
        " (a change of 50%; only round values were tried): 50万元 is given.",
        "     --set 'rules.grain.cell=0.5'",
        "  4. leave out [spend whole]: 40万元 is given, 10万元 stays over.",
        "     --set 'rules.spend_whole=off'",
    ]


def grain_way(problem: Problem) -> tuple[WayOut, str, str]:
    result = why_no_plan(problem)
    assert result is not None
    way = next(way for way in result.ways if way.changes[0].setting in (("cell",), ("total",)))
    words = way_words(way, problem)
    return way, words.zh, words.en


@pytest.mark.parametrize(
    ("money", "grain", "total", "setting", "said"),
    [
        ("0.75", "0.3", None, "rules.grain.cell=0.25", "16.7%；只试了较整的数）"),
        (
            "0.35",
            "0.3",
            None,
            "rules.grain.cell=0.07",
            "更大的 0.25元、0.2元、0.15元、0.1元都不行",
        ),
        ("50", "7", None, "rules.grain.cell=5", "28.6%；只试了较整的数）"),
        ("62.5", "1", None, "rules.grain.cell=0.5", "50%；只试了较整的数）"),
        ("50", "1", "7", "rules.grain.total=5", "28.6%；只试了较整的数）"),
    ],
)
def test_the_step_that_is_offered_is_the_largest_round_one_and_no_more_is_claimed(
    money: str, grain: str, total: str | None, setting: str, said: str
) -> None:
    """By hand: what is offered divides the money, and what is larger and named does not.

    1元 to 0.625元 would do as well where 62.5元 are given: it is not round, and nobody tried it.
    """
    step = {"cell": grain} | ({} if total is None else {"total": total})
    problem = small({"甲": Fraction(money)}, [town("东"), town("西")], grain=grain)
    changed = RULES["grain"].read("grain", step, UNIT)
    problem = with_rules(problem, tuple(changed if is_grain(r) else r for r in problem.rules))
    way, zh, en = grain_way(problem)
    assert way.settings == (setting,) and way.one_less == "no"
    assert said in zh and "再少一步" not in zh and "one step less" not in en


def test_floors_above_the_money_are_added_up_without_a_solver() -> None:
    problem = small({"甲": 50}, [town("东"), town("西"), town("南")], [("floor", {"amount": 20})])
    asker = Asker()
    assert asker.ask(problem).by == "arithmetic"
    assert asker.asked == 0
    result = why_no_plan(problem)
    assert result is not None
    said = [words.zh for words in conflict_lines(result)]
    assert said[0] == "没有可行方案：这条约束与资金不能同时成立（仅凭算术即可证明）。"
    assert said[2] == "  东 20元、西 20元、南 20元，合计至少 60元，而资金只有 50元。"
    (conflict,) = result.conflicts.found
    assert conflict.rules == ("floor",)
    assert conflict.sources == ("甲",)
    settings = [way.settings for way in result.ways]
    assert ("rules.floor.amount=16",) in settings
    assert ("changes.sources.甲.金额=60元",) in settings
    assert ("rules.floor=off",) in settings


def test_one_rule_is_narrowed_to_the_recipients_that_conflict() -> None:
    towns = [town("东", 人=1), town("西", 人=40), town("南", 人=30)]
    rules = [("floor", {"per_unit": 1, "column": "人"})]
    problem = small({"甲": 50}, towns, rules)
    (conflict,) = conflicts_of(problem).found
    assert conflict.recipients == ("西", "南")
    assert conflict.figures.least == 7000


def test_a_crossing_names_the_recipient_and_both_amounts() -> None:
    rules = [("floor", {"amount": 20}), ("ceiling", {"amount": 15, "recipients": ["西"]})]
    problem = small({"甲": 50}, [town("东"), town("西")], rules)
    result = why_no_plan(problem)
    assert result is not None
    said = [words.en for words in conflict_lines(result)]
    assert "  西 must get at least 20元, and may get at most 15元." in said


def test_a_recipient_may_be_exempted() -> None:
    rules = [("floor", {"amount": 20}), ("ceiling", {"amount": 15, "recipients": ["西"]})]
    problem = small({"甲": 50}, [town("东"), town("西")], rules)
    result = why_no_plan(problem)
    assert result is not None
    assert ('rules.floor.recipients=["东"]',) in [way.settings for way in result.ways]


@pytest.mark.slow
@pytest.mark.parametrize(
    "setting",
    [
        "rules.floor.amount=200",
        "rules.industry.at_least=95%",
        "rules.grain.total=70",
        "rules.balance.max_deviation=0.1%",
    ],
)
def test_every_way_out_of_a_real_conflict_can_be_pasted_and_solves(setting: str) -> None:
    result = explained(SIX, setting)
    assert not result.conflicts.is_possible
    assert result.ways
    assert all(solves(SIX, way, setting) for way in result.ways)


def test_the_object_has_amounts_in_the_unit_and_the_same_words() -> None:
    result = explained(WHOLE_WAN)
    told = conflict_json(result, "万元", "en")
    assert told["conflicts"][0]["money"] == "50"
    assert told["ways_out"][2]["settings"] == ["rules.grain.cell=0.5"]
    assert told["ways_out"][2]["changes"][0]["after"] == "0.5"
    assert told["words"] == [words.en for words in conflict_lines(result)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 3, 7])
def test_both_engines_find_the_same_conflicts_and_ways(seed: int) -> None:
    highs, cbc = (why_no_plan(drawn(seed), how=SolveOptions(name)) for name in ("highs", "cbc"))
    assert highs is not None
    assert cbc is not None
    assert highs.conflicts.to_give == cbc.conflicts.to_give
    assert [c.rules for c in highs.conflicts.found] == [c.rules for c in cbc.conflicts.found]
    assert [way.settings for way in highs.ways] == [way.settings for way in cbc.ways]


def test_rules_that_can_all_hold_have_no_conflict() -> None:
    result = explained(SIX)
    assert result.conflicts.is_possible
    assert [words.en for words in conflict_lines(result)] == [
        "The rules can all hold: there is no conflict."
    ]


@pytest.mark.parametrize("word", RULES.words())
def test_every_rule_says_which_of_its_settings_loosen_it(word: str) -> None:
    part = RULES[word]
    assert "loosens" in vars(part), f"{word}: say `loosens = {{}}` where no setting does"
    assert part.loosens.keys() <= part.model_fields.keys()
    assert issubclass(part, Rule)


def test_a_conflict_that_time_ran_out_on_has_no_bounds_to_add_up() -> None:
    problem = small({"省级": 5}, [town("甲镇"), town("乙镇")])
    found = _figures(problem, NO_PROGRAM)
    assert (found.crossing, found.levels, found.most) == ((), (), None)


LARGER = WHOLE_WAN.parent / "two-towns.yaml"


def ways_with(*settings: str) -> list[tuple[str, ...]]:
    """Return the ways out of the two towns' scenario with other money."""

    def reread(more: Sequence[str]) -> Problem:
        return read(LARGER, [*settings, *more])

    found = why_no_plan(reread([]), reread)
    assert found is not None
    assert all(solves(LARGER, way, *settings) for way in found.ways)
    return [way.settings for way in found.ways]


def test_money_that_no_split_divides_may_fall_or_rise_until_one_does() -> None:
    """22.5 beside 31 are no 45 to 55: 27.5 are, and so are 27 beside 33."""
    ways = ways_with("changes.sources.区级配套.金额=31")
    assert ways[:2] == [
        ("changes.sources.区级配套.金额=27.5万元",),
        ("changes.sources.市级第二批.金额=27万元", "changes.sources.区级配套.金额=33万元"),
    ]


def test_more_money_leads_out_where_the_table_counts_in_another_unit(tmp_path: Path) -> None:
    """By hand: two towns of at least 40万元 need 80万元; the table has 600000元."""
    path = tmp_path / "plan.yaml"
    path.write_text(
        """
unit: 万元
tables:
  sources: [{资金来源: 县级, 金额（元）: 600000}]
  recipients: [{单位: 东, 村: 1}, {单位: 西, 村: 2}]
  uses: [{用途: 产业}]
indicators: {村: {unit: 个, direction: more}}
targets: {按村: {kind: factors, weights: {村: 100%}}}
rules: {grain: {cell: 1}, spend_whole: {}, floor: {amount: 40}}
goals: {closest_to_target: {distance: absolute}}
""",
        encoding="utf-8",
    )
    result = explained(path)
    (way,) = [w for w in result.ways if w.changes[0].kind == "money"]
    assert way.settings == ("changes.sources.县级.金额=80万元",)
    assert solves(path, way)


def test_money_above_what_ceilings_let_through_may_fall() -> None:
    ways = ways_with("rules.top={kind: ceiling, amount: 20}")
    amounts = {"市级第二批": 18, "区级配套": 22}
    assert tuple(f"changes.sources.{k}.金额={v}万元" for k, v in amounts.items()) in ways


def test_a_source_that_falls_is_said_to_fall() -> None:
    change = Relaxation("money", "区级配套", (), "money", 31_00_0000, 27_50_0000)
    said = change_words(change, read(LARGER))
    assert said.zh == "把来源“区级配套”由 31万元 减到 27.5万元，减 3.5万元"
    assert said.en.startswith("lower the source 区级配套 from 31万元 to 27.5万元")


def test_how_far_several_settings_move_is_said_to_be_added_up() -> None:
    """20% of each of two sources are no 40% of one."""
    result = explained(WHOLE_WAN)
    said = [way_words(way, result.conflicts.problem) for way in result.ways]
    assert [len(way.changes) for way in result.ways] == [2, 2, 1, 1]
    assert all("（改动幅度合计 40%，" in words.zh for words in said[:2])
    assert all("(changes of 40% in all;" in words.en for words in said[:2])
    assert "（改动幅度 50%；" in said[2].zh and "(a change of 50%;" in said[2].en


def test_worked_rules_that_hold_by_the_leave_of_another_are_no_conflict() -> None:
    """By hand: of 10 A and B get 4 each and C 2 of 4, a part that the order alone lets it have.

    Spending all of it is possible then. That 甲, whose A and C are, has 5 at most forbids it.
    """
    projects = [Project(n, r, "用途", 400, facts={"分": Fraction(f)}) for n, r, f in RANKED]
    rules: list[Entry] = [
        ("project_funding", {"how": "from_minimum"}),
        ("rank_order", {"column": "分", "then": "part"}),
        ("ceiling", {"amount": "5", "recipients": ["甲"]}),
    ]
    problem = small({"钱": 10}, [town("甲"), town("乙")], rules, aims={"甲": 5, "乙": 5})
    problem = replace(problem, projects=tuple(projects))
    allowed = find_conflicts(without(problem, frozenset({"ceiling"})))
    assert allowed is not None and allowed.is_possible
    found = find_conflicts(problem)
    assert found is not None and all("ceiling" in one.rules for one in found.found)
