"""Words say no more than is proven: stopped plans, conflicts, regret, costs of rules."""

from dataclasses import replace

import pytest

from office import Office
from optalloc.core.errors import ProvenInfeasible
from optalloc.core.solve_options import CBC
from optalloc.explaining.conflict.at_once import no_plan_in_full
from optalloc.explaining.rule_costs.costs import costs
from optalloc.explaining.rule_costs.describe import cost_line, costs_lines
from optalloc.exploring.alternatives import alternatives as alternatives_module
from optalloc.exploring.alternatives.alternatives import alternatives_of, rooms_of
from optalloc.exploring.alternatives.describe import (
    alternatives_document,
    alternatives_json,
    alternatives_lines,
    apart_words,
)
from optalloc.exploring.jobs.plan_rows import answer_row, goal_figure
from optalloc.exploring.regret.describe import regret_json, regret_lines
from optalloc.exploring.regret.regret import regret_of
from optalloc.pipeline import resolve
from optalloc.pipeline.answer import Resolved
from optalloc.pipeline.resolve import best
from optalloc.pipeline.walk import walk
from optalloc.present.terminal import print_sections
from optalloc.problem.interfaces import GOALS
from optalloc.problem.problem import Problem
from small import FEN, small, town


def two_goals() -> Problem:
    """Return 10 元 for three towns, with two goals of labels of their own."""
    aims = {"甲": 5, "乙": 3, "丙": 2}
    distances = ("absolute", "squared")
    goals = [GOALS["closest_to_target"].read(d, {"distance": d}, "元") for d in distances]
    problem = small({"S": 10}, [town(name) for name in aims], aims=aims)
    return replace(problem, goals=tuple(goals))


def stopped(answer: Resolved, reached: int) -> Resolved:
    """Return an answer as it is when time ends after so many goals."""
    goals = tuple(replace(g, proven="no", bound=None) for g in answer.outcome.goals[:reached])
    return replace(
        answer, outcome=replace(answer.outcome, stopped="time_limit", goals=goals, settled=False)
    )


def test_a_plan_that_is_not_proven_best_is_never_called_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = two_goals()
    ended = stopped(best(problem), 1)
    monkeypatch.setattr(alternatives_module, "best", lambda *_: ended)
    found = alternatives_of(problem, rooms_of(problem, ("2%",)))
    lines = [*alternatives_lines(found), apart_words(found, 0)]
    print_sections(alternatives_document(found), "zh")
    said = "\n".join(words.zh for words in lines) + capsys.readouterr().out
    assert "最优方案" not in said.replace("还没有证明哪个方案最优", "")
    assert "找到的最好方案（未证明最优）" in said and "现有最好" in said
    assert alternatives_json(found, "zh")["plans"][0]["proven"] == "no"
    assert "the best found" not in lines[0].en
    assert lines[-1].en == "the best plan found (not proven best)"


def test_a_sweep_whose_time_ends_after_the_first_goal_has_a_row_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = two_goals()
    whole = best(problem)
    ended = stopped(whole, 1)
    assert goal_figure(ended, "squared") == goal_figure(whole, "squared")
    monkeypatch.setattr("optalloc.exploring.jobs.plan_rows.afresh", lambda *_: ended)
    row, _ = answer_row(problem, CBC.within(1.0))
    assert row["proven"] == "no" and len(row["goals"]) == 2


def test_solve_names_the_rules_that_conflict_and_points_to_explain(office: Office) -> None:
    file = str(office.folder / "scenario.yaml")
    said = office.run("solve", file, "--set", "rules.floor.amount=40")
    assert said.code == 4
    # The verdict once, first of all; then why, above the sources and what the baseline breaks.
    assert said.out.splitlines()[1].startswith("没有可行方案：") and said.err == ""
    assert said.out.count("没有可行方案") == 1
    reason = said.out.partition("资金来源")[0]
    assert "互相冲突的（与资金）：\n  【保底】" in reason
    assert "合计至少 120万元，而资金只有 100万元。" in reason
    # The command stands in one line, however long, so that it can be copied.
    assert (
        f"怎样解决，请运行：\n  optalloc explain {file} --set 'rules.floor.amount=40'\n" in reason
    )


def test_explain_says_once_that_there_is_no_plan(office: Office) -> None:
    said = office.run(
        "explain", str(office.folder / "scenario.yaml"), "--set", "rules.floor.amount=40"
    )
    assert said.code == 4 and said.err == ""
    assert said.out.startswith("为什么没有可行方案\n没有可行方案：")
    assert said.out.count("没有可行方案") == 2


def test_the_letter_of_a_program_that_is_too_large_for_short_questions_is_short(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = small(
        {"S": 10}, [town("甲"), town("乙")], [("floor", {"amount": "6"})], aims={"甲": 5, "乙": 5}
    )
    solved = walk(problem)
    letter = no_plan_in_full(solved, "s.yaml")
    assert isinstance(letter, ProvenInfeasible) and "[floor]" in letter.words.en
    monkeypatch.setattr("optalloc.explaining.conflict.at_once.MOST_CELLS", 1)
    short = no_plan_in_full(solved, "s.yaml").words.en
    assert "[floor]" not in short and "optalloc explain s.yaml" in short
    monkeypatch.setattr("optalloc.explaining.conflict.at_once.MOST_CELLS", 9)
    monkeypatch.setattr("optalloc.explaining.conflict.at_once.MOST_SECONDS", 0)
    assert no_plan_in_full(solved, "s.yaml").words.en == short


def test_regret_says_which_goal_counts_and_what_becomes_of_the_others() -> None:
    """Both scenarios are content with any split by their first goal; by the second they differ."""
    towns = [town("东"), town("西")]
    problems = []
    for aims in ({"东": 9, "西": 3}, {"东": 3, "西": 9}):
        one = small(
            {"S": 12},
            towns,
            aims=aims,
            goals=[("fewest_recipients", {}), ("closest_to_target", {"distance": "absolute"})],
            rules=[("floor", {"amount": "1"})],
        )
        problems.append(one)
    found = regret_of(tuple(problems), ("one.yaml", "two.yaml"))
    assert found.worst == 0
    said = "\n".join(words.zh for words in regret_lines(found))
    assert "在每个情景下都最优" not in said
    assert "比较的目标（各情景的第一个）：" in said
    assert "后面的目标不算在损失里" in said
    # Between plans that lose nothing the later goals decide, those of the first scenario first.
    assert found.plan.by_recipient == {"东": 9 * FEN, "西": 3 * FEN}
    assert "  two.yaml：与测算额的差额合计最小：12元，自己的最优方案 0元" in said
    later = [one["later_goals_worse"] for one in regret_json(found, "zh")["scenarios"]]
    assert later == [[], ["closest_to_target"]]


def test_regret_says_when_the_other_goals_are_as_good_too() -> None:
    problem = two_goals()
    found = regret_of((problem, problem), ("one.yaml", "two.yaml"))
    said = "\n".join(words.en for words in regret_lines(found))
    assert "by them too the chosen plan is nowhere worse than a scenario's own best" in said


def by_the_grain() -> Problem:
    """Return towns whose floors are met ratably, rounded down to steps of 2 元."""
    return small(
        {"S": 20},
        [town("甲", 权=1), town("乙", 权=5), town("丙", 权=5)],
        [
            (
                "hold",
                {
                    "kind": "hold_harmless",
                    "years": [2025],
                    "at_least": "90%",
                    "over": "batch",
                    "of": "amount",
                    "when_short": "ratable",
                },
            )
        ],
        targets=[("factors", {"weights": {"权": "100%"}})],
        grain="2",
        history=[(2025, "甲", 28), (2025, "乙", 1), (2025, "丙", 1)],
    )


def test_a_grain_without_which_a_goal_is_worse_says_which_rule_rounds_by_it() -> None:
    answer = best(by_the_grain())
    found = costs(answer)
    cost = found.cost_of("grain")
    assert cost is not None and cost.effect.state == "worse" and cost.turned == ("hold",)
    said = cost_line(cost, found)
    assert said.zh.endswith(
        "变差是因为【不低于往年】的要求取决于它：去掉它，要求也变了，现在的方案就不再符合。"
    )
    assert "That is worse because what [hold] asks for depends on it" in said.en


def test_costs_never_say_that_all_is_proven_beside_one_that_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = best(two_goals())
    resolve.forget()
    monkeypatch.setattr(
        "optalloc.explaining.rule_costs.costs.best",
        lambda problem, *_: stopped(best(problem), 1),
    )
    found = costs(answer)
    said = [words.zh for words in costs_lines(found)]
    assert any("没有得出证明过的结论" in line for line in said)
    assert "以上都已证明，精确运算。" not in said
    assert said[-1] == "没有另外注明的都已证明，精确运算。"
