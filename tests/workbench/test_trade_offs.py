"""Every point of a picture of two goals is loaded by an order of goals and a tolerance."""

from fractions import Fraction
from pathlib import Path

import optalloc
from optalloc.core.time_budget import Budget
from optalloc.exploring.frontier.frontier import frontier
from optalloc.workbench.differences import yaml_text
from optalloc.workbench.task import Told
from optalloc.workbench.trade_offs import of_goals

ROOT = Path(__file__).resolve().parents[2]
GOALS = {"evenness": {}, "closest_to_target": {"distance": "absolute"}}


def test_every_point_between_two_goals_is_the_plan_that_it_loads(tmp_path: Path) -> None:
    scenario = tmp_path / "plan.yaml"
    first = ROOT / "scenarios" / "jinzhai-2021" / "plan.yaml"
    scenario.write_text(yaml_text({"goals": GOALS}, str(first), "two goals"), encoding="utf-8")
    found = of_goals(Told(lambda part: None, Budget()), str(scenario), list(GOALS), "en")
    points = frontier(scenario, list(GOALS)).points
    assert len(found["points"]) == len(points) > 3
    for said, point in zip(found["points"], points, strict=True):
        goals = {
            label: GOALS[label] | ({"tolerance": tolerance} if tolerance else {})
            for label, tolerance in said["load"]
        }
        loaded = optalloc.read(scenario).replace(goals=goals).solve()
        assert loaded.is_proven
        values = {
            goal.label: goal.value if goal.in_plan is None else goal.in_plan
            for goal in loaded.solved.outcome.goals
        }
        assert [Fraction(values[label]) for label in GOALS] == list(point.values)
