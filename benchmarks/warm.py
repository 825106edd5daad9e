"""What a second, slightly changed solve costs from Python, beside the first of the same problem.

    python benchmarks/warm.py

Each case is read and solved, then changed in one place and solved again, five times over; the least
processor time of each counts. A figure is the second time by the first, in one run on one machine:
both hold reading, solving, proof and audit. The district of 300 towns is made up and drawn here.
"""

import random
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

import optalloc as oa

SCENARIOS = Path(__file__).parents[1] / "scenarios"
TIMES, TOWNS = 5, 300


def six_factors() -> oa.Problem:
    """Return the scenario of six factors, read anew."""
    return oa.read(SCENARIOS / "six-factors" / "plan.yaml")


def projects_60() -> oa.Problem:
    """Return the scenario of sixty projects, read anew."""
    return oa.read(SCENARIOS / "projects-60" / "plan.yaml")


def district() -> oa.Problem:
    """Return a made-up district of 300 towns, from frames."""
    draw = random.Random(1)
    rows = [
        {"单位": f"镇{i}", "村": draw.randint(3, 40), "人": draw.randint(100, 5000)}
        for i in range(TOWNS)
    ]
    policy = {
        "unit": "万元",
        "indicators": {name: {"unit": "", "direction": "more"} for name in ("村", "人")},
        "targets": {"公式": {"kind": "factors", "weights": {"村": "40%", "人": "60%"}}},
        "rules": {
            "grain": {"cell": "0.1"},
            "spend_whole": {},
            "balance": {"max_deviation": "20%"},
        },
        "goals": {"closest_to_target": {"distance": "relative"}},
    }
    return oa.Problem.from_frames(
        recipients=pd.DataFrame(rows),
        sources=[
            {"资金来源": "市级", "金额": TOWNS * 45},
            {"资金来源": "区级", "金额": TOWNS * 55},
        ],
        uses=[{"用途": "产业", "是否产业": "是"}, {"用途": "基建", "是否产业": "否"}],
        policy=policy,
    )


def more_money(problem: oa.Problem) -> Mapping[str, Any]:
    """Return the change of ten steps more in the first source."""
    source = problem.facts.sources[0]
    fen = source.amount + 10 * problem.facts.grain.cells[source.name]
    return {"money": {source.name: f"{fen // 100}元"}}


def other_floor(problem: oa.Problem) -> Mapping[str, Any]:
    """Return the change of a floor of one step for everybody."""
    step = min(problem.facts.grain.cells.values())
    return {"rules": {"least": {"kind": "floor", "amount": f"{step // 100}元"}}}


def other_baseline(problem: oa.Problem) -> Mapping[str, Any]:
    """Return the change of the method that the plan stands beside."""
    return {"baseline": "webster"}


CASES: tuple[Callable[[], oa.Problem], ...] = (six_factors, district, projects_60)
CHANGES = (more_money, other_floor, other_baseline)


def seconds(asked: Callable[[], Any]) -> float:
    """Return the processor time of one call [s]."""
    begun = time.process_time()
    asked()
    return time.process_time() - begun


def main() -> None:
    """Print a line for each case and change."""
    for case in CASES:
        case().solve()  # what is imported on the way is no cost of either
        first = min(seconds(lambda case=case: case().solve()) for _ in range(TIMES))
        for change in CHANGES:
            again = []
            for _ in range(TIMES):
                problem = case()
                problem.solve()
                words = change(problem)
                again.append(
                    seconds(lambda problem=problem, words=words: problem.replace(**words).solve())
                )
            ratio = min(again) / first
            print(f"{case.__name__:12} {change.__name__:15} {ratio:.2f} of {first:.3f} s")


if __name__ == "__main__":
    main()
