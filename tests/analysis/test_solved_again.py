"""A problem that is changed and solved again says to the byte what it says when read anew."""

import json
import pickle
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import optalloc as oa
from optalloc.inputs.kept_readings import KeptReadings
from optalloc.pipeline import walk as walking
from optalloc.pipeline.certificate.encoding import program_digest
from optalloc.problem.interfaces import RULES

SCENARIOS = Path(__file__).parents[2] / "scenarios"
CHANGES: dict[str, tuple[str, list[Mapping[str, Any]]]] = {
    "six-factors": (
        "six-factors/plan.yaml",
        [
            {"rules": {"least": {"kind": "floor", "amount": 3}}},
            {"baseline": "webster"},
            {"title": "另一个标题", "notes": "改了标题"},
            {"rules": {"least": "off"}, "changes": {"recipients": {"南湖镇": {"示范村": 5}}}},
        ],
    ),
    "levels": (
        "three-levels/plan.yaml",
        [{"money": {"省级衔接资金": 1010}}, {"rules": {"县级封顶": "off"}}, {"baseline": "hill"}],
    ),
    "projects": (
        "council-projects/plan.yaml",
        [
            {"money": {"市级": 60}},
            {"rules": {"剔除": "off"}},
            {"changes": {"sources": {"市级": {"金额": 56}}}, "baseline": "greedy_projects"},
        ],
    ),
}


SECONDS = re.compile(r'"seconds": [0-9.e-]+')


POLICY = {
    "unit": "万元",
    "indicators": {"村": {"unit": "个", "direction": "more"}},
    "targets": {"公式": {"kind": "factors", "weights": {"村": "100%"}}},
    "rules": {"grain": {"cell": 1}, "spend_whole": {}},
    "goals": {"closest_to_target": {"distance": "absolute"}},
}
SOURCES, USES = [{"资金来源": "市级", "金额": 4}], [{"用途": "产业"}]


def said(solution: oa.Solution[oa.Problem]) -> str:
    """Return all that a solution says but for the time that it took."""
    told = json.dumps(solution.to_json("zh"), ensure_ascii=False)
    frames = [solution.scores.to_csv(), solution.recipients.to_csv(), solution.awards.to_csv()]
    outcome = solution.solved.outcome
    proof = [str(outcome.goals), program_digest(solution.solved.program)]
    return "".join([SECONDS.sub("", told), *frames, *proof])


@pytest.mark.parametrize("case", CHANGES)
def test_every_change_in_a_row_comes_to_what_a_cold_solve_comes_to(case: str) -> None:
    name, changes = CHANGES[case]
    warm = oa.read(SCENARIOS / name)
    warm.solve()
    for place, change in enumerate(changes, 1):
        warm = warm.replace(**change)
        cold = oa.read(SCENARIOS / name)
        for before in changes[:place]:
            cold = cold.replace(**before)
        assert said(warm.solve()) == said(cold.solve())
        assert warm.facts == cold.facts


def test_what_no_solver_looks_at_is_not_solved_again(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = oa.read(SCENARIOS / "six-factors" / "plan.yaml")
    first = problem.solve()

    def refused(*args: object, **words: object) -> None:
        raise AssertionError("solved again")

    monkeypatch.setattr(walking, "solve_program", refused)
    again = problem.replace(title="别的", baseline="webster").solve()
    assert again.awards.equals(first.awards)
    assert again.to_json("en")["baseline"] != first.to_json("en")["baseline"]
    with pytest.raises(AssertionError, match="solved again"):
        problem.replace(rules={"least": {"kind": "floor", "amount": 3}}).solve()


def test_a_table_is_read_once_and_again_where_it_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "towns.csv").write_text("单位,村\n甲镇,3\n乙镇,1\n", encoding="utf-8")
    problem = oa.Problem.from_frames(
        recipients=str(tmp_path / "towns.csv"),
        sources=SOURCES,
        uses=USES,
        policy=POLICY,
    )
    assert list(problem.solve().recipients["total"]) == [3, 1]
    (tmp_path / "towns.csv").write_text("单位,村\n甲镇,1\n乙镇,3\n", encoding="utf-8")
    more = problem.replace(money={"市级": 8})
    assert more.facts.recipients is problem.facts.recipients
    assert list(more.solve().recipients["total"]) == [6, 2]
    towns = pd.DataFrame({"单位": ["甲镇", "乙镇"], "村": [1, 1]})
    framed = oa.Problem.from_frames(recipients=towns, sources=SOURCES, uses=USES, policy=POLICY)
    assert framed.replace(money={"市级": 8}).facts.recipients is framed.facts.recipients
    other = more.replace(
        tables={"recipients": [{"单位": "甲镇", "村": 1}, {"单位": "乙镇", "村": 1}]}
    )
    assert list(other.solve().recipients["total"]) == [4, 4]
    assert list(pickle.loads(pickle.dumps(other)).solve().recipients["total"]) == [4, 4]


def test_a_file_that_is_named_again_is_read_again(tmp_path: Path) -> None:
    towns, sources = tmp_path / "towns.csv", tmp_path / "sources.csv"
    towns.write_text("单位,村\n甲镇,1\n乙镇,1\n", encoding="utf-8")
    sources.write_text("资金来源,金额(万元)\n市级,4\n", encoding="utf-8")
    problem = oa.Problem.from_frames(
        recipients=str(towns), sources=str(sources), uses=USES, policy=POLICY
    )
    sources.write_text("资金来源,金额(万元)\n市级,8\n", encoding="utf-8")
    for shares in ([3, 1], [1, 3], [2, 2]):
        rows = "".join(f"{n},{many}\n" for n, many in zip(("甲镇", "乙镇"), shares, strict=True))
        towns.write_text(f"单位,村\n{rows}", encoding="utf-8")
        replaced = problem.replace(tables={"recipients": str(towns)})
        # The table that is not named again stands as it was read.
        assert list(replaced.solve().recipients["total"]) == shares


def test_an_order_that_counts_is_a_difference() -> None:
    """Years in another order are other years, and weights in another order are said otherwise."""
    towns = [{"单位": "甲镇", "村": 3}, {"单位": "乙镇", "村": 1}]
    problem = oa.Problem.from_frames(recipients=towns, sources=SOURCES, uses=USES, policy=POLICY)
    weights = {"甲镇": 2, "乙镇": 3}
    for said_so in (weights, dict(reversed(weights.items()))):
        goal = {"kind": "closest_to_target", "distance": "absolute", "weights": said_so}
        problem = problem.replace(goals={"near": goal})
        (told,) = problem.solve().solved.outcome.goals
        assert told.words == problem.facts.goals[0].words(problem.facts)
    solved, years = problem.solve().solved, {"2026": ["市级"], "2027": ["区级"]}
    before, same, other = (
        replace(solved.problem, rules=(RULES["schedule"].read("years", {"years": of}, "万元"),))
        for of in (years, dict(years), dict(reversed(years.items())))
    )
    near = replace(solved, problem=before)
    assert walking.is_same_to_solver(same, near)
    assert not walking.is_same_to_solver(other, near)


def test_a_reading_that_found_a_fault_is_not_kept_and_true_is_not_one() -> None:
    kept, faults = KeptReadings(), list[Any]()

    def at_fault() -> int:
        faults.append("fault")
        return 1

    assert kept.once("a", ([1],), faults, at_fault) == 1
    assert kept.once("a", ([1],), faults, lambda: 2) == 2
    assert kept.once("a", ([1],), faults, lambda: 3) == 2
    assert kept.once("a", ([True],), faults, lambda: 4) == 4
    assert pickle.loads(pickle.dumps(kept)).once("a", ([True],), faults, lambda: 5) == 5
