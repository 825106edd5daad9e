"""What is said of one step less: which step it was, or that no smaller change would do."""

import pytest

from optalloc.explaining.conflict.changes import Relaxation, TriedStep, WayOut
from optalloc.explaining.conflict.describe import ORDERED, conflict_json, conflict_lines, way_words
from optalloc.explaining.conflict.relaxations import levers, replaced
from optalloc.explaining.conflict.repairs import why_no_plan
from optalloc.explaining.goal_seek import search
from optalloc.explaining.goal_seek.describe import found_words
from optalloc.explaining.goal_seek.seek import what_would_it_take
from optalloc.pipeline.feasibility import Asker, is_grain, with_rules
from optalloc.problem.interfaces import RULES
from optalloc.problem.problem import Problem
from small import FEN, UNIT, rule, small, town


def of_steps(problem: Problem, cell: str, total: str) -> Problem:
    """Return a problem with other steps of cells and of totals."""
    grain = RULES["grain"].read("grain", {"cell": cell, "total": total}, UNIT)
    return with_rules(problem, tuple(grain if is_grain(r) else r for r in problem.rules))


def every_way(problem: Problem) -> tuple[WayOut, ...]:
    result = why_no_plan(problem)
    assert result is not None
    return result.ways


def ways(problem: Problem) -> dict[str, WayOut]:
    """Return the ways out that move one value, by what it belongs to."""
    alone = (way for way in every_way(problem) if len(way.changes) == 1 and not way.dropped)
    return {way.changes[0].label: way for way in alone if way.changes[0].kind != "exempt"}


def test_a_source_is_raised_by_its_own_steps_where_totals_have_larger_ones() -> None:
    """By hand: totals of 4 for two towns take 8 in cells of 2, and of 3 and 3 only 2 and 2 go.

    With 6 of 甲 6 and 2 go; with 5 (or 4) only 4 and 2. In steps of totals 9 was the first.
    """
    problem = small(
        {"甲": 3, "乙": 3}, [town("东"), town("西")], [("floor", {"amount": 3})], whole=False
    )
    problem = of_steps(problem, "2", "4")
    way = ways(problem)["甲"]
    assert way.settings == ("changes.sources.甲.金额=6元",)
    assert way.one_less == "exact" and way.step == TriedStep(2 * FEN, "money")
    said = way_words(way, problem)
    assert "（改动幅度 100%，按 2元 一步试，再少一步就不行）" in said.zh
    assert "(a change of 100%; tried in steps of 2元, one step less is not enough)" in said.en
    both = [way for way in every_way(problem) if len(way.changes) == 2 and way.step is not None]
    assert "按比例、合计 2元 一步试，再少一步就不行" in way_words(both[0], problem).zh
    assert "tried in proportion, in steps of 2元 in all, one step" in way_words(both[0], problem).en


@pytest.mark.parametrize(("amount", "after"), [("6", "5"), ("5.5", "5"), ("5.07", "5")])
def test_an_amount_of_which_no_fen_less_will_do_says_so_without_a_step(
    amount: str, after: str
) -> None:
    """By hand: in whole 元 a floor above 5 is one of 6, for two towns 12 of the 10 there are."""
    floor = ("floor", {"amount": amount})
    problem = small({"甲": 10}, [town("东"), town("西")], [floor])
    way = ways(problem)["floor"]
    assert way.settings == (f"rules.floor.amount={after}",) and way.step is None
    said = way_words(way, problem)
    assert "，再少一步就不行" in said.zh and "一步试" not in said.zh and "steps of" not in said.en
    part = rule(problem, "floor")
    (lever,) = [one for one in levers(problem, part) if one.setting == ("amount",)]
    change = way.changes[0]
    less = range(change.after + 1, change.before, 7)
    asker = Asker()
    assert not any(
        asker.is_possible(replaced(problem, part, lever.with_value(fen))) for fen in less
    )


def test_a_share_says_the_step_in_which_it_was_tried() -> None:
    """By hand: 镇 may get 5 of 9, which is 55.5…%: 55.56% would not do, and 55.55% would."""
    towns = [town("东"), town("西", "乡")]
    rules = [
        ("group_share", {"kinds": ["镇"], "at_least": "60%", "over": "batch"}),
        ("ceiling", {"amount": 5, "kinds": ["镇"]}),
    ]
    problem = small({"甲": 9}, towns, rules)
    way = ways(problem)["group_share"]
    assert way.settings == ("rules.group_share.at_least=55.5%",)
    assert "按 0.1 个百分点 一步试，再少一步就不行" in way_words(way, problem).zh
    assert "; tried in steps of 0.1 points, one step less is not enough" in (
        way_words(way, problem).en
    )


def test_a_count_has_no_step_between() -> None:
    """By hand: 2 元 go to two towns at most."""
    towns = [town("东"), town("西"), town("南")]
    problem = small({"甲": 2}, towns, [("recipient_count", {"at_least": 3})])
    way = ways(problem)["recipient_count"]
    assert way.settings == ("rules.recipient_count.at_least=2",) and way.step is None
    assert "，再少一步就不行" in way_words(way, problem).zh


def test_a_wish_says_the_step_in_which_a_setting_was_tried() -> None:
    towns, aims = [town("东"), town("西")], {"东": 7, "西": 3}
    problem = small({"甲": 10}, towns, [("ceiling", {"amount": 5})], aims=aims)
    want = what_would_it_take(problem, {"东": 6 * FEN}, ("rules",))
    (found,) = [
        one
        for one in want.found
        if isinstance(one.change, Relaxation) and one.change.setting == ("amount",)
    ]
    assert "，按 1元 一步试，再少一步就不是这个数" in found_words(found, want).zh
    assert "; tried in steps of 1元, one step less does not give it" in found_words(found, want).en


@pytest.mark.parametrize(("open_at", "told"), [((), [250, 200]), ((200,), [250])])
def test_a_step_that_was_not_settled_in_time_is_not_said_to_have_missed_the_wish(
    open_at: tuple[int, ...], told: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By hand: 3 stands in steps of 1, and in none of the larger ones, 2.5 and 2."""

    def settled(problem: Problem, asker: Asker) -> dict[str, int] | None:
        is_open = set(problem.grain.cells.values()) & set(open_at)
        return None if is_open else best_totals(problem, asker)

    best_totals = search.best_totals
    monkeypatch.setattr(search, "best_totals", settled)
    towns, aims = [town("东"), town("西")], {"东": 3, "西": 3}
    problem = small({"甲": 7}, towns, aims=aims, grain="4", whole=False)
    want = what_would_it_take(problem, {"东": 3 * FEN}, ("rules.grain",))
    (found,) = want.found
    assert isinstance(found.change, Relaxation) and found.change.tried == tuple(told)
    said = found_words(found, want)
    assert ("、2元" in said.zh) == (200 in told)


def test_the_ways_are_not_said_to_be_all_or_the_cheapest() -> None:
    problem = small({"甲": 4, "乙": 4}, [town("东"), town("西")], [("floor", {"amount": 6})])
    result = why_no_plan(problem)
    assert result is not None
    assert ORDERED in list(conflict_lines(result))
    assert "可能还有改动更小的" in ORDERED.zh and "there may be a smaller one" in ORDERED.en
    told = conflict_json(result, UNIT, "zh")["ways_out"]
    assert {way["step"] for way in told} <= {None, "1"} and any(way["step"] for way in told)
